"""The contents of a draft, in the order of its pages; each text is ready and one line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khpcmd.render.document import Table
from khpcmd.render.wording import visible


@dataclass(frozen=True, slots=True)
class Letterhead:
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


@dataclass(frozen=True, slots=True)
class Ending:
    """The last paragraph, whom it goes to, and who signs."""

    closing: str
    recipients_heading: str
    recipients: tuple[str, ...]
    signer: tuple[str, ...]
    """The office of the person who signs, line by line."""
    name: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own, numbered by themselves. "" for no ``name``."""

    name: str
    title: str
    belongs_to: str
    """What stands below the title in brackets: the report that it belongs to, or that it belongs to none."""
    tables: tuple[Table, ...] = ()
    note: str = ""
    """What stands below the last table."""


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
