"""What an unquoted word of the plan file means: YAML 1.2, without what silently corrupts codes and numbers."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Param, Ref

Scalar = None | bool | int | float | str | date

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMERIC = frozenset("+-.0123456789")
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,99})")
VIETNAMESE = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
REAL = re.compile(
    r"""[-+]?(?:0|[1-9][0-9]*)\.[0-9]*(?:[eE][-+][0-9]+)?
    |\.[0-9]+(?:[eE][-+][0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)""",
    re.VERBOSE,
)


class Misread(NamedTuple):
    """A word that would not be what its writer meant."""

    code: AnyCode
    params: dict[str, Param]


def read_plain(text: str) -> Scalar | Misread:
    """The value of an unquoted scalar.

    ``yes``, ``012``, ``0x1F``, ``1_000`` and ``12:30`` are texts: codes keep their zeros. ``60.000`` and ``1.234.567``
    are refused, and so is a day that is not in the calendar. A decimal number is a float, which no key of a plan takes.
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    return _number_or_day(text) if text[0] in NUMERIC else text


def _number_or_day(text: str) -> Scalar | Misread:
    if WHOLE.fullmatch(text):
        return int(text)
    if DAY.fullmatch(text):
        return _day(text)
    return _with_points(text) if "." in text else text


def _with_points(text: str) -> Scalar | Misread:
    if VIETNAMESE.fullmatch(text):
        return Misread(Code.YAML_NUMBER_LOOKS_VIETNAMESE, {"found": text, "meaning": text.replace(".", "")})
    if REAL.fullmatch(text):
        return float(text.replace(".", "", 1) if text[-1].isalpha() else text)  # Python writes .inf without the dot
    return text


def _day(text: str) -> date | Misread:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Misread(Code.WRONG_VALUE, {"found": text, "expected": Ref("word", "calendar_day")})
