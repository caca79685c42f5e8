"""A summary drawn on one screen, or as whole lines for a pipe.

On a terminal no line of a table wraps: the title gives way, then the count behind a percentage, then what is short;
names of units stand where there is room for them. Figures, thresholds and names of files are never cut. On a pipe
nothing is cut, and each row begins with its word, so that ``grep`` keeps the meaning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.wording import visible

WIDEST = 110
"""Rows are never wider: the eye would lose the line."""
TITLE, NAMED = 24, 34
"""The least a title gets before something else of the row is left out, and before names of units are."""
INDENT = 4
LINES = 45
"""How many lines a summary of up to 20 targets takes at most; of long lists the rest is counted."""
FEWEST = 3
"""So many files are listed in any case."""
LEAST = 20
"""The least that is worth showing of a fault."""


class Row(NamedTuple):
    """One line of a table: the mark and its word, an id, a title, a figure with its percentage, and what is short.

    ``names`` are the units behind what is short; they go where there is no room.
    """

    mark: str
    word: str
    style: str
    id: str
    title: str
    figure: str
    share: str
    threshold: str
    short: str
    names: str = ""
    said: str = ""
    """What is short where no heading stands above it; else ``short``."""

    @property
    def rest(self) -> str:
        return _beside(self.short, self.names)

    @property
    def in_line(self) -> str:
        return _beside(self.said or self.short, self.names)


def _beside(text: str, names: str) -> str:
    return f"{text} ({names})" if text and names else text or names


class Block(NamedTuple):
    """Rows under a heading; ``note`` is true of all of them, ``aside`` heads the last column."""

    heading: str
    note: str
    aside: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be fixed, most often a file: its mark and name, how much is wrong, and the worst of it."""

    mark: str
    style: str
    name: str
    count: str
    lines: tuple[str, ...]
    files: int = 0
    """How many files it stands for; 0 for something else."""


class Entries(NamedTuple):
    """What is to be fixed under its heading. ``whole``: its lines are not cut on a terminal but wrap."""

    heading: str
    entries: tuple[Entry, ...]
    after: tuple[str, ...] = ()
    whole: bool = False


class Step(NamedTuple):
    """What to do next: a sentence, or a command to paste with what it gives."""

    text: str
    gives: str = ""


def step(look: Look, messages: Messages, gives: str, /, *command: str, **values: str) -> Step:
    """The command line that runs a command with the same input, and what it gives."""
    return Step(look.again(*command), messages.text(f"summary.gives_{gives}", **values))


class Summary(NamedTuple):
    """Results in words, in the order a person reads them."""

    headline: str
    about: tuple[str, ...]
    entries: Entries | None
    closing: str
    style: str
    """Of the last line."""
    figure_heading: str = ""
    threshold_heading: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    asked: Entries | None = None
    """The questions that matter most, each on one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its parts, each with a style."""

    parts: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        return "".join(text for text, _ in self.parts)

    @property
    def width(self) -> int:
        return cell_len(self.plain)

    def __add__(self, other: Line) -> Line:
        return Line((*self.parts, *other.parts))


def drawn(summary: Summary, messages: Messages, look: Look) -> str:
    """The summary as text for what ``look`` says it is read on."""
    screen = look.terminal
    lines = _screen(summary, messages, min(look.width, WIDEST)) if screen else _piped(summary, messages)
    return _painted(lines) if look.color else "".join(f"{line.plain.rstrip()}\n" for line in lines)


def _painted(lines: Iterable[Line]) -> str:
    """The lines with colour; they are not wrapped."""
    from rich.text import Text  # what is read on a pipe needs nothing that draws

    from khpcmd.render.formats import Format
    from khpcmd.render.table import ENDLESS, drawn_for

    return drawn_for((Text.assemble(*line.parts) for line in lines), Look(Format.SUMMARY, width=ENDLESS, color=True))


def cell_len(text: str) -> int:
    """How many columns of a terminal the text takes."""
    from rich.cells import cell_len as columns

    return columns(text)


def _piped(summary: Summary, messages: Messages) -> Iterator[Line]:
    yield _text(summary.headline, "bold")
    yield from map(_text, summary.about)
    for block in summary.blocks:
        yield Line()
        yield _text(block.heading, "bold") + _text(f": {block.note}" if block.note else "")
        for row in block.rows:
            cells = (row.id, row.title, row.figure, row.share, row.threshold, row.in_line)
            yield _text(row.word, row.style) + _text("".join(f"  {cell}" for cell in cells if cell))
    yield from map(_text, summary.notes)
    for entries, indent in ((summary.entries, ""), (summary.asked, "  ")):
        if entries:
            yield from (Line(), _text(entries.heading, "bold"))
            for entry in entries.entries:
                texts = (entry.name, entry.count, *entry.lines)
                yield _text(f"{entry.mark} ", entry.style) + _text("  ".join(text for text in texts if text))
            yield from (_text(f"{indent}{line}") for line in entries.after)
    yield from _steps(summary.steps, messages, None)
    yield Line()
    yield _text(summary.closing, summary.style)


def _screen(summary: Summary, messages: Messages, width: int) -> Iterator[Line]:
    head = [_text(line, "bold") for line in _folded(summary.headline, width)]
    head += (*_paragraphs(summary.about, width), *_table(summary, width), *_paragraphs(summary.notes, width))
    foot = [*_asked(summary.asked, width), *_steps(summary.steps, messages, width), Line()]
    foot += [_text(line, summary.style) for line in _closing(summary.closing, width)]
    yield from head
    if summary.entries:
        yield from _listed(summary.entries, messages, LINES - len(head) - len(foot), width)
    yield from foot


def _paragraphs(texts: Iterable[str], width: int) -> list[Line]:
    """Each text on as many lines as it needs."""
    return [_text(line) for text in texts for line in _folded(text, width, 2)]


def _asked(asked: Entries | None, width: int) -> Iterator[Line]:
    """The questions, each with as much of it as one line has room for."""
    if asked:
        yield Line()
        yield _text(asked.heading, "bold")
        yield from (_entry_line(entry, width) for entry in asked.entries)
        yield from (_text(f"  {line}") for line in asked.after)


def _closing(text: str, width: int) -> list[str]:
    """The last line, whose exit code in brackets is not broken."""
    line, bracket, code = _shown(text).rpartition(" (")
    if not line:
        return _folded(text, width, 2)
    *lines, last = _folded(line, width, 2)
    fits = cell_len(last) + cell_len(bracket + code) <= width
    return [*lines, f"{last}{bracket}{code}"] if fits else [*lines, last, f" {bracket}{code}"]


def _steps(steps: Sequence[Step], messages: Messages, width: int | None) -> Iterator[Line]:
    """What to do next; what a command gives stands beside it where there is room."""
    if not steps:
        return
    yield Line()
    yield _text(messages.template("summary.next"), "bold")
    column = max((cell_len(step.text) for step in steps if step.gives), default=0) if width else 0
    for step in steps:
        if not width:
            yield _text(f"  {step.text}", "cyan" if step.gives else "") + _text(f"  {step.gives}" if step.gives else "")
        elif not step.gives:
            yield from (_text(f"  {line}") for line in _folded(step.text, width - 2, 2))
        elif column + cell_len(step.gives) + INDENT <= width:
            yield _text(f"  {padded(step.text, column)}", "cyan") + _text(f"  {step.gives}")
        else:
            yield _text(f"  {step.text}", "cyan")


def _listed(entries: Entries, messages: Messages, room: int, width: int) -> Iterator[Line]:
    """The entries that there is room for, in one line each where that is little, and how many more there are."""
    yield Line()
    yield _text(entries.heading, "bold")
    after = _paragraphs(entries.after, width)
    room -= 2 + len(after)
    drawn = [list(_entry(entry, width, whole=entries.whole)) for entry in entries.entries]
    if sum(map(len, drawn)) > room and not entries.whole:
        drawn = [[_entry_line(entry, width)] for entry in entries.entries]
    for shown, lines in enumerate(drawn):
        if shown >= FEWEST and len(lines) + (1 if shown + 1 < len(drawn) else 0) > room:
            hidden = entries.entries[shown:]
            files = sum(entry.files for entry in hidden) if all(entry.files for entry in hidden) else 0
            more = messages.template(f"summary.more_{'files' if files else 'entries'}")
            yield _text("  " + more.replace("{count}", str(files or len(hidden))))
            break
        room -= len(lines)
        yield from lines
    yield from after


def _entry(entry: Entry, width: int, *, whole: bool) -> Iterator[Line]:
    head, nameless = _head(entry), not (entry.name or entry.count)
    if len(entry.lines) == 1 and head.width + 2 + cell_len(entry.lines[0]) <= width:
        yield head + _text(f"  {entry.lines[0]}")
    elif nameless:  # of no file: what is wrong stands beside the mark
        first, *rest = [line for text in entry.lines for line in _folded(text, width - 3)]
        yield head + _text(f"{first}…" if rest and not whole else first)
        yield from (_text(f"  {line}") for line in rest if whole)
    else:
        yield head
        for text in entry.lines:
            first, *rest = _folded(text, width - INDENT - 1, 2)
            shown = (first, *rest) if whole or not rest else (f"{first}…",)
            yield from (_text(" " * INDENT + line) for line in shown)


def _entry_line(entry: Entry, width: int) -> Line:
    """An entry on one line, with as much of its worst fault as there is room for."""
    head = _head(entry)
    room = width - head.width - 3
    if not entry.lines or room < LEAST:
        return head
    first, *rest = _folded(entry.lines[0], room)
    return head + _text(f"  {first}" + ("…" if rest else ""))


def _head(entry: Entry) -> Line:
    return _text(f"{entry.mark} ", entry.style) + _text("  ".join(text for text in (entry.name, entry.count) if text))


def _table(summary: Summary, width: int) -> Iterator[Line]:
    rows = [row for block in summary.blocks for row in block.rows]
    columns = _fitting(rows, summary, width)
    for index, block in enumerate(summary.blocks):
        if not index:
            yield Line()
        yield columns.heading(block, first=not index)
        yield from (columns.row(row) for row in block.rows)


class _Columns(NamedTuple):
    """How wide each part of a row is; 0 for one that there is no room for."""

    id: int
    title: int
    figure: int
    share: int
    threshold: int
    width: int
    of: Summary

    def row(self, row: Row) -> Line:
        line = _text(f"{row.mark} ", row.style) + _text(padded(row.id, self.id))
        if self.title:
            line += _text(f" {padded(_shortened(row.title, self.title), self.title)}")
        values = [padded(row.share, self.share, left=True)] if self.share else []
        if self.figure:
            values.insert(0, padded(row.figure, self.figure, left=True))
        elif not row.share:
            values = [padded(row.figure, self.share, left=True)]
        line += _text("  " + " ".join(values) + "  " + padded(row.threshold, self.threshold))
        rest = (text for text in (row.rest, row.short) if line.width + 2 + cell_len(_shown(text)) <= self.width)
        return line + _text(f"  {text}" if (text := next(rest, "")) else "")

    def heading(self, block: Block, *, first: bool) -> Line:
        line = _text(block.heading, "bold")
        if block.note:
            line += _text(f": {block.note}")
        if not (first or block.aside):
            return line
        until = 2 + self.id + (self.title + 1 if self.title else 0)
        values = until + self.figure + self.share + (1 if self.figure and self.share else 0) + 2
        figure, threshold = (self.of.figure_heading, self.of.threshold_heading) if first else ("", "")
        places = (
            (values - cell_len(figure), figure),
            (values + 2, threshold),
            (values + 4 + self.threshold, block.aside),
        )
        for at, label in places:
            if label and line.width + 2 <= at and at + cell_len(label) <= self.width:
                line += _text(" " * (at - line.width) + label, "dim")
        return line


def _fitting(rows: Sequence[Row], summary: Summary, width: int) -> _Columns:
    """The widths of the columns: the title takes what is left, and where that is too little something is left out."""

    def widest(texts: Iterable[str]) -> int:
        return max((cell_len(_shown(text)) for text in texts), default=0)

    ids, share = widest(row.id for row in rows), widest(row.share for row in rows)
    figure, threshold = widest(row.figure for row in rows), widest(row.threshold for row in rows)
    alone = widest(row.figure for row in rows if not row.share)
    title = widest(row.title for row in rows)
    gap = widest(row.short for row in rows)
    for figures, shares, gaps in ((figure, share, gap), (0, max(share, alone), gap), (0, max(share, alone), 0)):
        taken = 2 + ids + 1 + 2 + figures + (1 if figures and shares else 0) + shares + 2 + threshold + 2 + gaps
        if width - taken >= min(title, TITLE):
            break
    names = widest(row.rest for row in rows) - gaps
    left = min(title, max(width - taken - names, min(NAMED if gaps == gap else TITLE, width - taken)))
    return _Columns(ids, left if left >= TITLE // 3 else 0, figures, shares, threshold, width, summary)


def _shortened(title: str, width: int) -> str:
    """The title, without words of its middle where it is too long: its end tells neighbours apart."""
    title = _shown(title)
    if cell_len(title) <= width:
        return title
    first, *words = title.split(" ")
    front, back, at_end = [first], list[str](), True
    while words and cell_len(" ".join([*front, "…", *back, words[-1 if at_end else 0]])) <= width:
        if at_end:
            back.insert(0, words.pop())
        else:
            front.append(words.pop(0))
        at_end = cell_len(" ".join(back)) <= cell_len(" ".join(front))
    text = " ".join([*front, "…", *back])
    while cell_len(text) > width:
        text = text[:-2] + "…"
    return text


def _text(text: str, style: str = "") -> Line:
    return Line(((_shown(text), style),))


def _shown(text: str) -> str:
    """The text as it is measured and printed: composed letters, nothing unseen."""
    return visible(unicodedata.normalize("NFC", text))


def padded(text: str, width: int, *, left: bool = False) -> str:
    """A text with spaces up to a width, before it where it stands on the right (``left``)."""
    text = _shown(text)
    space = " " * (width - cell_len(text))
    return space + text if left else text + space


def _folded(text: str, width: int, indent: int = 0) -> list[str]:
    """The text in lines of at most ``width``, broken at spaces; lines after the first are indented."""
    lines = [""]
    for word in _shown(text).split(" "):
        if lines[-1].strip() and cell_len(lines[-1]) + 1 + cell_len(word) > width:
            lines.append(" " * indent + word)
        else:
            lines[-1] += f" {word}" if lines[-1].strip() else word
    return lines
