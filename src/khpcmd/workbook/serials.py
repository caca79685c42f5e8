"""Numbers that are days, and days written as text: openpyxl is the judge, asked where it is not plain what is meant."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

PLAIN_DAY = re.compile(r"(?:\[\$-[0-9A-Fa-f]+\])?[dmy]+(?:\\?[-/., ]+[dmy]+)*(?:;@)?", re.IGNORECASE)
"""Formats that show a day and nothing else: there is nothing to ask openpyxl, whose import takes its time."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a day in a workbook knows no time zone
FIRST_PLAIN, LAST = 61, 2_958_465
"""From 1 March 1900, before which programs do not agree on the calendar, to the end of 9999."""


class UnsafeInstallationError(RuntimeError):
    """openpyxl would read XML without defusedxml: no fault of any file."""


def require_defusedxml() -> None:
    """openpyxl is used for nothing before this: with defusedxml in force, or not at all."""
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


def from_iso(text: str) -> object:
    """A day or time that is stored as ISO 8601 text. Raises ValueError for anything else."""
    require_defusedxml()
    from openpyxl.utils.datetime import from_ISO8601

    found: object = from_ISO8601(text)  # type: ignore[no-untyped-call]  # openpyxl's stubs leave it untyped
    return found
