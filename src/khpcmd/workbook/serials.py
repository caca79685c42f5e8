"""Numbers that are days, and days written as text: openpyxl is the judge, asked only where a style may mean a day."""

from __future__ import annotations

from datetime import datetime
from functools import cache


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
