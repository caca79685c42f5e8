"""The value of a stored cell as a person sees it (``Values``), exactly as openpyxl would give it.

Only days in unusual formats are passed to openpyxl itself, whose import takes long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from sys import intern

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.colors import are_alike
from khpcmd.workbook.file.grid import Rare
from khpcmd.workbook.file.legacy_fonts import decode, is_legacy
from khpcmd.workbook.file.limits import Limits, damaged, over
from khpcmd.workbook.file.number_formats import LETTER, UNSEEN, shown_text
from khpcmd.workbook.file.styles import Change, Look, Piece
from khpcmd.workbook.file.xml import Tally, unescaped

PLAIN_DAY = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?[dmy]+(?:\\?[-/., ]+[dmy]+)*(?:;@)?", re.IGNORECASE)
"""Formats that show a day and nothing else, which need no openpyxl."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a day in a workbook knows no time zone
FIRST_PLAIN, LAST = 61, 2_958_465
"""From 1 March 1900, before which programs do not agree on the calendar, to the end of 9999."""


class UnsafeInstallationError(RuntimeError):
    """openpyxl would read XML without defusedxml: not a fault of any file."""


def require_defusedxml() -> None:
    """Make sure before any use of openpyxl that defusedxml is in force."""
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise UnsafeInstallationError("defusedxml is not in force: unset OPENPYXL_DEFUSEDXML")


@cache
def _formats(number_format: str) -> tuple[bool, bool]:
    """Whether a number in this format is a day or a time, and whether it is a length of time."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    return bool(is_date_format(number_format)), bool(is_timedelta_format(number_format))


def shown_as(value: float, number_format: str, *, from_1904: bool) -> object:
    """The day, time or length of time that a stored number shows as, or the number itself.

    Raises ValueError or OverflowError where it lies outside the calendar.
    """
    if not from_1904 and FIRST_PLAIN <= value <= LAST and value == int(value) and PLAIN_DAY.fullmatch(number_format):
        return EPOCH + timedelta(days=int(value))
    require_defusedxml()
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    day, length = _formats(number_format)
    if not day:
        return value
    epoch: datetime = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    found: object = from_excel(value, epoch, timedelta=length)
    return found


NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,4})?")
INDEX = re.compile(r"[0-9]{1,9}")
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,3})?)?)?Z?")
OUTSIDE_CALENDAR = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of a workbook have in common."""

    looks: Sequence[Look] = (Look(),)
    strings: Sequence[str] = ()
    runs: Mapping[int, tuple[Piece, ...]] = field(default_factory=dict)
    """By index of a string, its runs where these name fonts or colours."""
    from_1904: bool = False
    """Whether days are counted from 1904."""
    to_calculate: bool = False
    """Whether the file asks to be calculated when it is opened: its results were put there by a program."""
    changes: Sequence[Change] = ()
    """What each conditional format changes, by its number."""


class StyleNumbers(dict[str, int]):
    """The numbers of styles by their texts; refused where there is no such style."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, written: str) -> int:
        if not INDEX.fullmatch(written) or int(written) >= self._count:
            raise damaged("style")
        number = self[written] = int(written)
        return number


class Values:
    """Turns the stored texts of cells into values; errors and formulas go into ``rare``."""

    def __init__(self, book: Book, rare: Rare, limits: Limits, tally: Tally) -> None:
        self._book = book
        self._looks = book.looks
        self._rare = rare
        self._limits = limits
        self._tally = tally
        self.strings_shown = set[int]()
        """The numbers of the shared strings that cells have."""
        self._plain = [not look.may_be_date for look in book.looks]
        self.is_plain = self._plain.__getitem__
        """Whether a number in a style is a number, and never a day."""

    def read(self, kind: str, text: str, style: int, place: Place) -> object:
        """The value of a cell that has one."""
        match kind:
            case "s":
                return self._shared(text, style)
            case "n":
                return self._number(text, style, place)
            case "str" | "inlineStr":
                return self._text(text if kind == "str" else unescaped(text), style)
            case "b":
                return text == "1" if text in ("0", "1") else self._error(text, place)
            case "e":
                return self._error(text, place)
            case "d":
                return self._day(text, place)
            case _:
                raise damaged("structure")

    def formula(self, formula: str, kind: str, value: object, place: Place) -> None:
        """Keep the formula of a cell, and whether it was calculated."""
        self._rare.formulas[place] = intern("=" + formula)  # many cells may have the same
        if (value is None and kind != "str") or (self._book.to_calculate and value == 0):
            self._rare.uncalculated.add(place)

    def _number(self, text: str, style: int, place: Place) -> object:
        if text.isdecimal() and text.isascii() and len(text) < 400:
            value: float = int(text)
        elif NUMBER.fullmatch(text) and len(text) < 400:
            value = int(text) if text.lstrip("-").isdecimal() else float(text)
        else:
            return self._error(text, place)
        return self._dated(value, style, place) if self._looks[style].may_be_date else value

    def _dated(self, value: float, style: int, place: Place) -> object:
        try:
            return shown_as(value, self._looks[style].number_format, from_1904=self._book.from_1904)
        except (OverflowError, ValueError):
            return self._error(OUTSIDE_CALENDAR, place)

    def _shared(self, text: str, style: int) -> object:
        strings = self._book.strings
        if not INDEX.fullmatch(text) or int(text) >= len(strings):
            raise damaged("shared_string")
        number = int(text)
        self.strings_shown.add(number)
        runs = self._book.runs.get(number)
        return self.of_runs(runs, style) if runs else self._text(strings[number], style)

    def of_runs(self, runs: Sequence[Piece], style: int) -> str:
        """A text of runs, each in its own font and colour; letters like their ground are no letters to anybody."""
        look, text = self._looks[style], ""
        if not any(piece.font or piece.letters for piece in runs):
            return self._text("".join(piece.text for piece in runs), style)
        for piece, own, letters in runs:
            font = own or look.font
            shown = decode(piece, font) if is_legacy(font) else piece
            text += LETTER.sub(UNSEEN, shown) if letters and are_alike(letters, look.ground) else shown
        return self._counted(shown_text(look.number_format, text) if look.dresses_text else text)

    def _text(self, text: str, style: int) -> str:
        """A text as its font and its format show it."""
        look = self._looks[style]
        if look.legacy:
            text = decode(text, look.font)
        return self._counted(shown_text(look.number_format, text) if look.dresses_text else text)

    def _counted(self, text: str) -> str:
        tally = self._tally
        tally.text += len(text)
        if tally.text > self._limits.text:
            raise over("text_size", tally.text, self._limits.text)
        return text

    def _error(self, text: str, place: Place) -> object:
        self._rare.errors.add(place)
        return self._counted(text)

    def _day(self, text: str, place: Place) -> object:
        """A day that is stored as a text, with or without a time."""
        found = ISO_DAY.fullmatch(text)
        with suppress(ValueError):
            if found:
                return datetime.fromisoformat(found[1] + found[2]) if found[2] else date.fromisoformat(found[1])
        return self._error(text, place)
