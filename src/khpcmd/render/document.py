"""What is told to a question, as one document: headings, lines, facts, tables and findings, which every dress draws.

A dress (``plain``, ``markdown``, ``table``) decides on room alone: every text of a document stands in each of them, but
for the small print and the files in order, of which a terminal shows less.
"""

from __future__ import annotations

from typing import NamedTuple

from khpcmd.render.told.file import Fault
from khpcmd.render.told.target import Matrix


class Text(NamedTuple):
    """A text on lines of its own, and its style on a terminal, as a name that rich knows."""

    text: str
    style: str = ""


NO_TEXT = Text("")


class Column(NamedTuple):
    """A column of a table. Of a terminal it gets a ``share``, or as much as it needs between ``least`` and ``most``."""

    heading: str
    share: int | None = 1
    least: int | None = None
    most: int | None = None
    joins: bool = False
    """Whether it stands in the next column where there is little room."""


class Row(NamedTuple):
    """A row: its cells, each of several lines; and all of it in one ``line``, whose first parts are aligned."""

    cells: tuple[tuple[Text, ...], ...]
    line: tuple[str, ...] = ()
    head: Text = NO_TEXT
    """What the row is called where its ``details``, which find no room in a table, stand."""
    details: tuple[str, ...] = ()


class Table(NamedTuple):
    """Rows that are alike. A table without lines has a ``card`` for each row where there is no room for a table."""

    columns: tuple[Column, ...]
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


Block = Table | Facts | Lines | Findings | Units


class Section(NamedTuple):
    """Blocks under a heading; "" for none."""

    heading: str
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """The answer to a question, in the order a person reads it. Every text is one line."""

    headline: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    small_print: tuple[str, ...] = ()
    """What made it, and from what."""
    closing: str = ""
