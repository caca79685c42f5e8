"""Which text governs which figures, and what is asked of it there: the one table that decides both.

Geometry says of each text which ``Part`` of a table it is; ``SCOPES`` says what that means. A text with two possible
places has a part of its own (``OVER``, ``UNDER``, ``SPREAD``), which is asked in both roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.words.meaning import Role


class Part(IntEnum):
    """What a text is to the figures of a table, by where it stands."""

    HEADER = 1
    """Over a column of figures: its own cell, or a merged range."""
    SPREAD = 2
    """Not merged, and perhaps over the blanks on its right (or below it), for its own column is divided too."""
    ALONE = 3
    """Not merged, and perhaps over the blanks beside it, but its own column is not divided."""
    OVER = 4
    """Above the first row of the header, and over some columns of figures only."""
    UNDER = 16
    """The same, merged over the columns of the line above it: a title of several lines."""
    IN_LINE = 18
    """In the same line as the text above the header that comes before it: it may make that a line of a letterhead."""
    LABEL = 5
    """Left of the figures of a row."""
    GROUP = 6
    """The heading of a group of rows: above them, or merged beside their names."""
    BY_GROUP = 14
    """Beside the heading of a group."""
    ABOVE = 20
    """The same, and over a column of figures."""
    PARENT = 7
    """The label of a row with figures of its own, which is numbered above this one."""
    PASSED = 15
    """The label of a row above with figures that names nothing and is not numbered: perhaps a heading."""
    BESIDE = 8
    """In a row, outside of the columns of labels and figures."""
    TOLD = 22
    """In a row of the table that says of which time, or of which unit, the columns are: "Năm | 2022 | 2023"."""
    FOOT = 21
    """Below the figures of a column, in a row of remarks or of times."""
    COMMENT = 17
    """Noted on a cell: on a figure, or on a text that governs some."""
    TITLE = 9
    """Above the table: over labels and figures, or over the labels."""
    AFTER = 19
    """Right below the block before, and parted by a blank row from what stands above this one."""
    HEAD = 10
    """Over a column of labels, within the header: it says what names these are."""
    NOTE = 11
    """Below the last row; or in a column without a head."""
    ASIDE = 12
    """Over a column without figures: it speaks of that column's remarks and of nothing else."""
    SIGN = 13
    """Numbering of rows and columns."""


class Reach(IntEnum):
    """The figures that a text governs."""

    COLUMN = 1
    ROW = 2
    ROWS_BELOW = 3
    """The rows below it, until the same or a higher rank."""
    BLOCK = 4
    NOTHING = 5
    CELL = 6
    """Those that the cell governs on which it is noted."""


class Names(IntEnum):
    """How far a text may fill in what a figure is."""

    YES = 1
    COMPLETES = 2
    """Only together with a text below it, where both are the name; what it says alone is a question."""
    NO = 3
    """What it names is a question."""
    FRAME = 4
    """A unit or a time, where no row and no column of the block names one."""


class Scope(NamedTuple):
    """What is asked of the texts of one part."""

    reach: Reach
    names: Names
    roles: tuple[Role, ...]
    """Every role in which its words have to leave the figures as they are."""


SCOPES: Mapping[Part, Scope] = {
    Part.HEADER: Scope(Reach.COLUMN, Names.YES, (Role.HEADER,)),
    Part.SPREAD: Scope(Reach.COLUMN, Names.COMPLETES, (Role.HEADER,)),
    Part.ALONE: Scope(Reach.COLUMN, Names.NO, (Role.HEADER,)),
    Part.OVER: Scope(Reach.COLUMN, Names.NO, (Role.HEADER, Role.FREE)),
    Part.UNDER: Scope(Reach.COLUMN, Names.NO, (Role.HEADER, Role.FREE)),
    Part.IN_LINE: Scope(Reach.NOTHING, Names.FRAME, ()),
    Part.LABEL: Scope(Reach.ROW, Names.YES, (Role.LABEL,)),
    Part.GROUP: Scope(Reach.ROWS_BELOW, Names.YES, (Role.FREE,)),
    Part.BY_GROUP: Scope(Reach.ROWS_BELOW, Names.NO, (Role.REMARK,)),
    Part.ABOVE: Scope(Reach.ROWS_BELOW, Names.NO, (Role.HEADER, Role.REMARK)),
    Part.PARENT: Scope(Reach.ROWS_BELOW, Names.COMPLETES, (Role.FREE,)),
    Part.PASSED: Scope(Reach.ROWS_BELOW, Names.NO, (Role.NOTE,)),
    Part.TOLD: Scope(Reach.COLUMN, Names.NO, ()),
    Part.FOOT: Scope(Reach.COLUMN, Names.NO, (Role.REMARK, Role.NOTE)),
    Part.BESIDE: Scope(Reach.ROW, Names.NO, (Role.REMARK,)),
    Part.COMMENT: Scope(Reach.CELL, Names.NO, (Role.REMARK,)),
    Part.TITLE: Scope(Reach.BLOCK, Names.FRAME, (Role.FREE,)),
    Part.AFTER: Scope(Reach.BLOCK, Names.NO, (Role.FREE,)),
    Part.HEAD: Scope(Reach.BLOCK, Names.FRAME, (Role.FREE,)),
    Part.NOTE: Scope(Reach.BLOCK, Names.NO, (Role.NOTE,)),
    Part.ASIDE: Scope(Reach.NOTHING, Names.NO, ()),
    Part.SIGN: Scope(Reach.NOTHING, Names.NO, ()),
}
"""By part: which figures its texts govern, whether they may name something, and as what their words are asked."""


class Governs(NamedTuple):
    """A text as geometry knows it: what it is to the figures, and its place."""

    part: Part
    at: Place


class Said(NamedTuple):
    """The same as meaning knows it: what it is to the figures, and its words."""

    part: Part
    text: str
