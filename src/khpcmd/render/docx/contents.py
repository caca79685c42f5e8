"""The contents of a draft, in the order of its pages; each text is ready and one line."""

from __future__ import annotations

import re
from typing import NamedTuple

from khpcmd.render.wording import visible


class Letterhead(NamedTuple):
    """The top of the first page. What only the author can know is a placeholder in brackets."""

    state: tuple[str, ...]
    """The name of the state and its motto, or what stands in their place."""
    author: tuple[str, ...]
    """Who writes: the body above, and the one that reports."""
    number: str
    place_and_day: str
    addressee: str
    mark: str = ""
    """That it is a draft; "" for nothing."""
    title: str = ""
    """What kind of document it is; "" for a letter, which has none."""
    subject: tuple[str, ...] = ()
    """What it is about, line by line."""
    limits: tuple[str, ...] = ()
    """What it does not speak for: units or targets that were left out. Empty where it speaks for the whole plan."""
    about: str = ""
    """What a letter is about, below its number."""


Marked = tuple[str, str]
"""How a paragraph is marked, and its text."""
SECTION, PART, POINT, BELOW = "I", "1", "-", "+"
"""The marks: headings of sections and of their parts, which are numbered, points, and lines beneath a point."""


class Ending(NamedTuple):
    """The last paragraph, whom it goes to, and who signs."""

    closing: str
    recipients_heading: str
    recipients: tuple[str, ...]
    signer: tuple[str, ...]
    """The office of the person who signs, line by line."""
    name: str


CellText = str | tuple[str, ...]
"""What a cell of a table says: a text, or several, each in a line of its own."""


class Grid(NamedTuple):
    """A table: its head, its rows of as many cells, and the widths of its columns in millimetres."""

    head: tuple[str, ...]
    rows: tuple[tuple[CellText, ...], ...]
    widths: tuple[int, ...]
    centered: frozenset[int] = frozenset()
    """The columns whose cells are centred."""


class Annex(NamedTuple):
    """An annex on pages of its own, numbered by themselves; ``wide`` lays them across. "" for no ``name``."""

    name: str
    title: str
    belongs_to: str
    """What stands below the title in brackets: the report that it belongs to, or that it belongs to none."""
    grids: tuple[Grid, ...] = ()
    note: str = ""
    """What stands below the last table."""
    wide: bool = False


NO_BREAK, NO_BREAK_HYPHEN = "\u00a0", "\u2011"
DAY = re.compile(r"(?<![\w./-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w/-]|\.\w)")
PERCENT, UNBROKEN = " %", f"{NO_BREAK}%"
PLACE = re.compile(r"(?i)(.*)\b((?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)(?: [^ ]+){1,4})")
"""A line that ends in the name of a place: its kind, then at most four words."""


def printable(text: str) -> str:
    """A text as it is written into the document."""
    return visible(text).replace(PERCENT, UNBROKEN)


def running(text: str) -> str:
    """A text of several lines, in which none ends amid a day such as "2023-12-14"; longer words with one are kept."""
    return DAY.sub(lambda day: day[0].replace("-", NO_BREAK_HYPHEN), printable(text))


def with_place_unbroken(line: str) -> str:
    """A line of the letterhead that, where it has no room, breaks before the name of a place and never inside it."""
    found = PLACE.fullmatch(line)
    return f"{found[1]}{found[2].replace(' ', NO_BREAK)}" if found else line
