"""What each code means: the pages of ``khpcmd explain``, of which the documentation takes those on codes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.i18n import PLACEHOLDER, Messages

PARTS = ("cause", "example", "cure", "cure_analyst")
"""Of the last one only some codes have a text."""
SPECIAL = re.compile(r"([\\`*<|~])")
"""What Markdown would take for a mark of its own."""


class Entry(NamedTuple):
    """One code in words. ``parts`` are its cause, an example and its cures, each with its heading."""

    code: str
    name: str
    severity: str
    title: str
    parts: tuple[tuple[str, str], ...]


def entry(code: AnyCode, messages: Messages) -> Entry:
    """The catalogue's texts for a code; the placeholders of its cures are filled with its samples."""
    keys = {part: f"codes.{code.code}.{part}" for part in PARTS}
    texts = ((part, messages.template(key)) for part, key in keys.items() if messages.has(key))
    return Entry(
        code.code,
        code.name,
        messages.template(f"severities.{code.severity.value}"),
        messages.template(f"codes.{code.code}.title"),
        tuple((messages.template(f"manual.{part}"), _sampled(code, text, messages)) for part, text in texts),
    )


def explained(codes: Iterable[AnyCode], messages: Messages, width: int | None) -> str:
    """The pages of some codes; wrapped to ``width`` columns, or one line for each text where it is None."""
    return "\n".join(_page(entry(code, messages), width) for code in codes)


def listed(messages: Messages, width: int | None) -> str:
    """Every code with its title, letter by letter."""
    entries = [entry(code, messages) for code in Code]
    word = max(len(one.severity) for one in entries)
    lines = []
    for letter, group in _by_letter(entries):
        lines += ["", _wrapped(f"{letter}  {messages.template(f'manual.letters.{letter}')}", width, 3)]
        lines += [_wrapped(f"  {one.code}  {one.severity.ljust(word)}  {one.title}", width, word + 10) for one in group]
    return "\n".join([*lines[1:], "", _wrapped(messages.template("manual.see"), width), ""])


def markdown(codes: Iterable[AnyCode], messages: Messages) -> str:
    """The manual of some codes, or of all letter by letter, as Markdown."""
    chosen = list(codes)
    entries = [entry(code, messages) for code in chosen or Code]
    if chosen:
        return "\n".join(map(_section, entries))
    say = messages.template
    parts = [f"# {say('manual.title')}", _escaped(say("manual.intro"))]
    for letter, group in _by_letter(entries):
        parts += [f"## {letter}: {_escaped(say(f'manual.letters.{letter}'))}", "\n".join(map(_section, group)).rstrip()]
    return "\n\n".join(parts) + "\n"


def _page(one: Entry, width: int | None) -> str:
    head = f"{one.code} {one.name} · {one.severity}"
    texts = (_wrapped(f"{heading}: {text}", width, 2) for heading, text in one.parts)
    return "\n".join([_wrapped(head, width), _wrapped(one.title, width), "", *texts, ""])


def _section(one: Entry) -> str:
    lines = [f"### {one.code} {_escaped(one.title)}", "", f"`{one.name}` ({_escaped(one.severity.lower())})", ""]
    return "\n".join([*lines, *(f"- *{heading}*: {_escaped(text)}" for heading, text in one.parts), ""])


def _by_letter(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    letters: dict[str, list[Entry]] = {}
    for one in entries:
        letters.setdefault(one.code[0], []).append(one)
    yield from letters.items()


def _sampled(code: AnyCode, text: str, messages: Messages) -> str:
    """The text with the code's samples, as they are, in the places of what would be found."""
    names = {match[1] for match in PLACEHOLDER.finditer(text)}
    return messages.fill(text, {name: messages.template(f"codes.{code.code}.sample.{name}") for name in names})


def _wrapped(text: str, width: int | None, indent: int = 0) -> str:
    if width is None:
        return text
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
