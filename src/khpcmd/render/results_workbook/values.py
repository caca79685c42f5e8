"""What can stand in a cell of the workbook of results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khpcmd.render.escapes import visible

LONGEST = 32_767
"""How many characters a cell holds, those beyond the basic plane counted twice."""

LETTERS = 1.08
"""How many letters of running text there are to the width of a digit."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its result. ``{row}`` stands for the row that it is written in."""

    text: str
    value: float
    look: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; "" leads nowhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class In:
    """A value in a look of its own."""

    look: str
    value: str | float | date | None = None


Value = str | float | date | Formula | Link | In | None
"""None is a blank cell: nothing is known, which is not 0."""


def one_line(text: str) -> str:
    """A text as a cell can hold it: on one line, nothing in it unseen, and cut only where Excel has no more room."""
    return fitting(visible(text))


def lines(texts: tuple[str, ...], look: str = "lines") -> In:
    """Texts in one cell, each on a line of its own; the look is "lines" or "marks"."""
    return In(look, "\n".join(visible(text) for text in texts))


def lines_of(value: Value, width: float) -> int:
    """How many lines a value takes in a column of so many characters."""
    text = value.text if isinstance(value, Link) else value.value if isinstance(value, In) else value
    if not isinstance(text, str):
        return 1
    room = int(width * LETTERS)
    return sum(1 if len(line) <= room else _broken(line, room) for line in text.split("\n"))


def _broken(line: str, room: int) -> int:
    """How many lines a text takes that is broken between words, and within those that are longer than a line."""
    lines, used = 1, 0
    for word in line.split(" "):
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        used += len(word) + (used > 0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def fitting(text: str) -> str:
    """The text, or as much of it as a cell holds, with a sign that something is left out."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
