"""What the command says of its letters: one line for each, and the answer as the last line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from khpcmd.files import last
from khpcmd.i18n import Messages
from khpcmd.letters.cases import Kind
from khpcmd.letters.index import FIRST, Written, headline
from khpcmd.letters.run import INDEX, Letters
from khpcmd.render.closing import with_code
from khpcmd.render.formats import Look
from khpcmd.render.summary.screen import Entries, Entry, Summary, drawn
from khpcmd.render.wording import first_of

NAMED = 3
"""How many files that nobody can be written about are named before the rest is counted."""
SIGNS = {Kind.OVERDUE: "✗", Kind.REMINDER: "?", Kind.FAULTS: "✗", Kind.QUESTIONS: "?", Kind.THANKS: "✓"}
STYLES = {
    Kind.OVERDUE: "bold red",
    Kind.REMINDER: "bold yellow",
    Kind.FAULTS: "bold red",
    Kind.QUESTIONS: "bold yellow",
    Kind.THANKS: "green",
}


def letters_page(found: Letters, folder: Path, messages: Messages, look: Look) -> str:
    """All of it, in the language of who wrote the letters."""
    listed = sorted(found.written, key=lambda one: FIRST.index(one.letter.kind))
    entries = tuple(_entry(one, found, folder) for one in listed)
    after = tuple(_after(found, folder, messages))
    return drawn(
        Summary(
            headline=headline(found.written, found.reader),
            about=() if entries else after,
            entries=Entries(messages.template("letters.page.heading"), entries, after, whole=True) if entries else None,
            closing=closing(found, folder, messages, look.exit_code),
            style="bold green" if not found.written else "bold yellow",
        ),
        messages,
        look,
    )


def closing(found: Letters, folder: Path, messages: Messages, exit_code: int) -> str:
    """The answer: where the letters are, and that none was sent."""
    key = "closing" if found.written else "closing_none"
    line = messages.text(f"letters.page.{key}", index=(folder / INDEX).as_posix())
    return with_code(line, messages, exit_code)


def _entry(one: Written, found: Letters, folder: Path) -> Entry:
    letter, reader, messages = one.letter, found.reader, found.reader.messages
    lines = [(folder / one.file).as_posix()]
    lines += [(folder / one.official).as_posix()] if one.official else []
    lines += [messages.text("letters.index.no_copy", file=name) for name in one.no_copy]
    return Entry(
        SIGNS[letter.kind], STYLES[letter.kind], reader.unit(letter.unit), reader.about(letter), tuple(lines), 1
    )


def _after(found: Letters, folder: Path, messages: Messages) -> Iterator[str]:
    without = sum(not one.letter.contact.email for one in found.written)
    if without:
        yield messages.text("letters.index.no_address", letters=messages.count("letters", without))
    if found.cases.nobodys:
        names = list(dict.fromkeys(last(one.file.name) for one in found.cases.nobodys))
        told = {"files": messages.count("files", len(names)), "names": first_of(names, NAMED, messages, "more_files")}
        yield messages.text("letters.page.unknown", **told, index=(folder / INDEX).as_posix())
