"""Numbers as people type them, and as a spreadsheet shows those that it stores.

A text that could be two numbers is told as ``Ambiguous``. Days and months as they are typed: ``typed_days``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import NamedTuple

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.cell_words import is_attachment

Number = int | Fraction
DASHES = frozenset("-–—−") | {"--", "---"}
NOTE = re.compile(r"(.*\S) ?\(([^()0-9]{1,80})\)")
"""A text with a note in brackets behind it."""
PLAIN = re.compile(r"[0-9]+")
DOTS = when_asked(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,([0-9]+))?")
"""1.250 and 1.250,5: the official Vietnamese notation."""
SPACES = when_asked(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,]([0-9]+))?")
COMMAS = when_asked(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:,[0-9]{3})+\.([0-9]+)")
"""1,234,567 and 1,234.5: unmistakably English notation."""
ONE_COMMA = when_asked(r"[1-9][0-9]{0,2},[0-9]{3}")
"""1,234: 1234 in English, 1.234 thousandths in Vietnamese."""
ONE_DOT = when_asked(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""6.109: 6109 in Vietnamese, 6 and 109 thousandths in English."""
DECIMAL = when_asked(r"([0-9]+)[.,]([0-9]+)")
LONGEST = 30
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
"""Signs that change the direction of writing, so that what is seen is not what is stored."""
NUMBER_IN_TEXT = when_asked(r"(?<![\w.,+*_'-])[0-9][0-9.,]*(?![\w+*_'])")
WITH_WORDS = when_asked(r"([0-9][0-9., ]*?) ?\(? ?([^\W\d_][^0-9()]*?) ?\)?")


class Ambiguous(NamedTuple):
    """A text that can be two numbers: its comma separates thousands, or decimals."""

    thousands: int
    decimal: Decimal


def read_number(text: str) -> Number | Ambiguous | None:
    """The number in a tidy text, both where it can be two, or None.

    Only ASCII digits count; "1_234", "98²", "1O0", "1e5" and "nan" are not numbers.
    """
    sign, digits = (-1, text[1:]) if text[:1] in ("-", "\u2212") else (1, text)
    if not digits or len(digits) > LONGEST:
        return None
    value = _unsigned(digits)
    if isinstance(value, Ambiguous):
        return Ambiguous(sign * value.thousands, sign * value.decimal)
    return None if value is None else sign * value


def _unsigned(text: str) -> Number | Ambiguous | None:
    if PLAIN.fullmatch(text):
        return int(text)
    if ONE_COMMA.fullmatch(text):
        return Ambiguous(int(text.replace(",", "")), Decimal(text.replace(",", ".")))
    for grouped, mark in ((DOTS, "."), (SPACES, " "), (COMMAS, ",")):
        match = grouped.fullmatch(text)
        if match:
            tail = match[1] or ""
            whole = text[: len(text) - len(tail) - 1] if tail else text
            return _decimal(whole.replace(mark, ""), tail)
    match = DECIMAL.fullmatch(text)
    return _decimal(match[1], match[2]) if match else None


def _decimal(whole: str, tail: str) -> Number:
    """A whole number stays one: "1.250,0" is 1250."""
    value = Fraction(int(whole + tail), 10 ** len(tail))
    return value.numerator if value.denominator == 1 else value


def of_itself(text: str) -> int | None:
    """The number of a text such as "19/19", 19 of 19; None for every other text."""
    first, mark, second = (part.strip() for part in text.partition("/"))
    return int(first) if mark and PLAIN.fullmatch(first) and first == second and len(first) <= LONGEST else None


def split_words(text: str) -> tuple[str, str]:
    """A number and the words after it ("12 (lượt)", "4 người"); "" twice for every other text."""
    match = WITH_WORDS.fullmatch(text)
    return (match[1].strip(), match[2].strip()) if match else ("", "")


def has_several(text: str) -> bool:
    """Whether several numbers stand in a text: "102 lượt/86 cơ sở", "19/19"."""
    return len(NUMBER_IN_TEXT.findall(text)) > 1


def exact(value: float) -> Number | None:
    """A stored float as a spreadsheet shows it: 15 significant digits, exactly. None where it is not finite."""
    if not isfinite(value):
        return None
    shown = Fraction(f"{value:.15g}")
    return shown.numerator if shown.denominator == 1 else shown


def bare_text(text: str) -> str:
    """The text without the apostrophe that marks it as text, and without a note that refers to an enclosure."""
    note = NOTE.fullmatch(text)
    text = note[1] if note and is_attachment(note[2]) else text
    return text[1:] if text[:1] in ("'", "’") and text[1:2].isdigit() else text
