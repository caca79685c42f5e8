"""What is told to a question, as one document: headings, lines, facts, tables and findings, which every dress draws.

A dress (``plain``, which has Markdown too, ``table``, ``docx.dress``) decides on room alone: every text of a document
stands in each of them, but for the small print and the files in order, of which a terminal shows less.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from khpcmd.render.told.file import Fault
from khpcmd.render.told.target import Matrix


class Text(NamedTuple):
    """A text on lines of its own, and its style on a terminal, as a name that rich knows."""

    text: str
    style: str = ""


NO_TEXT = Text("")


class Row(NamedTuple):
    """A row: its cells, each of several lines; and all of it in one ``line``, whose first parts are aligned."""

    cells: tuple[tuple[Text, ...], ...]
    line: tuple[str, ...] = ()
    head: Text = NO_TEXT
    """What the row is called where its ``details``, which find no room in a table, stand."""
    details: tuple[str, ...] = ()


def row_of(*cells: str | Iterable[str]) -> Row:
    """A row of cells, each a text or several, one to a line."""
    return Row(tuple(tuple(map(Text, (cell,) if isinstance(cell, str) else cell)) for cell in cells))


class Table(NamedTuple):
    """Rows that are alike. A table without lines has a ``card`` for each row where there is no room for a table."""

    columns: tuple[str, ...]
    """The headings."""
    rows: tuple[Row, ...]
    heading: str = ""
    details: str = ""
    """What stands above the details of its rows."""


class Facts(NamedTuple):
    """Things to know, each under its label."""

    facts: tuple[tuple[str, tuple[str, ...]], ...]


class Lines(NamedTuple):
    """Lines of a list; on a terminal there may be ``fewer``."""

    lines: tuple[Text, ...]
    fewer: tuple[Text, ...] | None = None


class Findings(NamedTuple):
    """Faults, which may be those of one file under its ``head``; what is ``gone`` needs no cure."""

    faults: tuple[Fault, ...]
    head: Text = NO_TEXT
    gone: bool = False


class Units(NamedTuple):
    """Units against targets; ``unit`` is what a unit is called."""

    matrix: Matrix
    unit: str

    @property
    def table(self) -> Table:
        """The same as a table, its figures beside their signs."""
        rows = (
            (row.unit, *(f"{one.sign} {one.beside_word}".rstrip() if one else "" for one in row.marks))
            for row in self.matrix.rows
        )
        return Table((self.unit, *self.matrix.targets), tuple(row_of(*row) for row in rows))


Block = Table | Facts | Lines | Findings | Units


class Section(NamedTuple):
    """Blocks under a heading; "" for none."""

    heading: str
    blocks: tuple[Block, ...] = ()
    part: bool = False
    """Whether it is a part of the section before it."""


class Document(NamedTuple):
    """The answer to a question, in the order a person reads it. Every text is one line."""

    headline: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    small_print: tuple[str, ...] = ()
    """What made it, and from what."""
    closing: str = ""
