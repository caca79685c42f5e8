"""The rows of a table that head groups of others, and which rows each of them governs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_filler, numbering
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.words.headers import Kind
from khpcmd.workbook.words.vocabulary import is_total

FIGURES = (Kind.FIELD, Kind.FIGURE, Kind.SERIES, Kind.TOTAL, Kind.UNKNOWN)
"""The kinds of columns whose content makes a row one of figures."""
UNNUMBERED = "text"


class Group(NamedTuple):
    """A row that heads others: its text, and the first and last row that it governs."""

    row: int
    text: str
    first: int
    last: int


def groups_of(table: Table, grid: Grid, names: Mapping[int, str], is_named: Callable[[str], bool]) -> list[Group]:
    """The groups of a table in the order of their rows; one within another lies within its rows.

    ``names`` are the names of all rows, ``is_named`` says whether one is that of a unit or a field. A group is a row
    with a Roman numeral or a capital letter, or one with a text alone. It ends before the next one of its level.
    """
    levels, found = Levels(), list[Group]()
    open_groups = list[tuple[str, int]]()
    columns = {column for column, heading in table.headings.items() if heading.kind in FIGURES}
    last = max(names, default=table.last)
    for row, text in names.items():
        if not text or is_filler(text) or is_total(text) or is_named(text):
            continue
        level = levels.of([grid.text(row, column) for column in range(1, table.names)], grid.text(row, table.names))
        if level == "number" or (level == UNNUMBERED and not columns.isdisjoint(grid.rows.get(row, ()))):
            continue
        while open_groups and levels.closes(level, open_groups[-1][0]):
            _, index = open_groups.pop()
            found[index] = found[index]._replace(last=row - 1)
        open_groups.append((level, len(found)))
        found.append(Group(row, text, row + 1, last))
    return [group for group in found if any(group.first <= row <= group.last for row in names)]


class Levels:
    """The levels of groups by how they are numbered, upper levels first, in the order in which they come up."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._letter = ""
        """The capital letter of the last group that has one."""

    def of(self, left: Iterable[str], name: str) -> str:
        """The level of a row: "roman", "letter", "number", or "text" without any numbering.

        "I" after "A" or "B" is the first numeral, "I" after "H" the next letter.
        """
        texts = [text.strip() for text in left]
        kinds = numbering(texts, name)
        sign = (" ".join(texts).strip() or name.strip().partition(" ")[0]).strip(" .)(")
        if kinds == {"roman", "letter"}:
            follows = bool(self._letter) and ord(sign) == ord(self._letter) + 1
            kinds = frozenset({"letter" if follows or sign in "CDLM" else "roman"})
        level = next(iter(kinds), UNNUMBERED)
        if level == "letter":
            self._letter = sign
        if level not in self._seen:
            self._seen.append(level)
        return level

    def closes(self, level: str, other: str) -> bool:
        """Whether a row of one level ends a group of the other: it is of the same level, or of one above it."""
        if UNNUMBERED in (level, other):
            return other == UNNUMBERED
        return self._seen.index(level) <= self._seen.index(other)
