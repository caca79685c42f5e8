"""The formulas of a template, and what of them matters when it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

POWER = re.compile(r"E\+0+(?=[0-9])")
ONE_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?[0-9]+):\1(?![0-9])")
WORDS = re.compile(r'"(?:[^"]|"")*+"?|\'(?:[^\']|\'\')*+\'?|\b\w++(?=!)')
"""The texts in a formula, and the names of sheets; a quotation mark that none closes reaches to the end."""
PREFIXES = ("_XLFN.", "_XLWS.", "'", " ", "()")
"""What programs write or leave out when they save a formula, without a change of its meaning."""
LENGTH = 16

Formula = tuple[str, int, int, str]
"""The sheet, the row, the column and the text of a formula."""


def bare(formula: str) -> str:
    """A formula without what does not matter: spaces, quotation marks of sheets, how numbers and areas are written."""
    text = formula.upper()
    for prefix in PREFIXES:
        text = text.replace(prefix, "")
    return ONE_CELL.sub(r"\1", POWER.sub("E+", text))


def wordless(formula: str) -> str:
    """A bare formula without its texts and the names of sheets, which another catalogue words otherwise."""
    return bare(WORDS.sub("", formula))


def mark_of(formulas: Iterable[Formula]) -> str:
    """What the stamp of a template says of its formulas: one hash of them with their words, and one without."""
    found = list(formulas)
    order = {sheet: str(number) for number, sheet in enumerate(dict.fromkeys(sheet for sheet, *_ in found))}
    rest = ((order[sheet], row, column, wordless(text)) for sheet, row, column, text in found)
    return f"{worded_mark(found)} {_hash(rest)}"


def worded_mark(formulas: Iterable[Formula]) -> str:
    """The first of these hashes."""
    return _hash((sheet, row, column, bare(text)) for sheet, row, column, text in formulas)


def _hash(formulas: Iterable[Formula]) -> str:
    return sha256(repr(sorted(formulas)).encode()).hexdigest()[:LENGTH]
