"""Formulas that know their own result: the text a spreadsheet calculates, and the value it has as the file is written.

Only functions that Excel and LibreOffice share are used, and whole numbers are compared, never quotients.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

Value = int | float | str | bool

CALCULATION_SHEET = "khpcmd_tinh"
"""The hidden sheet with the formulas that others rest on."""

EXACT = 2**52
"""Whole numbers up to here are exact in every program, and so are their sums and products."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula, with the value that it has in the workbook as it is written."""

    text: str
    value: Value

    def __add__(self, other: Term | int) -> Term:
        right = const(other)
        return Term(f"({self.text}+{right.text})", number(self) + number(right))

    def __sub__(self, other: Term | int) -> Term:
        right = const(other)
        return Term(f"({self.text}-{right.text})", number(self) - number(right))

    def __mul__(self, other: Term | int) -> Term:
        right = const(other)
        return Term(f"({self.text}*{right.text})", number(self) * number(right))

    def ge(self, other: Term | int) -> Term:
        return Term(f"({self.text}>={const(other).text})", number(self) >= number(const(other)))

    def gt(self, other: Term | int) -> Term:
        return Term(f"({self.text}>{const(other).text})", number(self) > number(const(other)))

    def le(self, other: Term | int) -> Term:
        return const(other).ge(self)

    def lt(self, other: Term | int) -> Term:
        return const(other).gt(self)

    def eq(self, other: Term | int | str) -> Term:
        return Term(f"({self.text}={const(other).text})", self.value == const(other).value)


@dataclass(slots=True)
class Ledger:
    """The formulas of the hidden sheet, one below the other: what each is, and the formula."""

    rows: list[tuple[str, Term]] = field(default_factory=list)
    of: str = ""
    """What stands before each label: the unit below whose figures are worked out, or nothing."""

    def put(self, label: str, term: Term) -> Term:
        """Keep a formula; what stands for its result elsewhere. A plain constant needs no cell."""
        self.rows.append((f"{self.of}{label}", term))
        return Term(f"{CALCULATION_SHEET}!$B${len(self.rows)}", term.value)


def const(value: Term | Value) -> Term:
    """A constant; a term stays what it is."""
    if isinstance(value, Term):
        return value
    if isinstance(value, bool):
        return Term("TRUE" if value else "FALSE", value)
    if isinstance(value, str):
        return Term('"' + value.replace('"', '""') + '"', value)
    return Term(str(value) if value >= 0 else f"({value})", value)


def number(term: Term) -> int | float:
    if isinstance(term.value, str):
        raise TypeError(term.text)
    return term.value


YES, NO = const(True), const(False)


def if_(condition: Term, then: Term | Value, otherwise: Term | Value) -> Term:
    yes, no = const(then), const(otherwise)
    return Term(f"IF({condition.text},{yes.text},{no.text})", yes.value if condition.value else no.value)


def all_of(conditions: Iterable[Term]) -> Term:
    return _folded("AND", conditions, lambda found: all(term.value for term in found), YES)


def any_of(conditions: Iterable[Term]) -> Term:
    return _folded("OR", conditions, lambda found: any(term.value for term in found), NO)


def not_(condition: Term) -> Term:
    return Term(f"NOT({condition.text})", not condition.value)


def least(terms: Iterable[Term]) -> Term:
    return _folded("MIN", terms, lambda found: min(map(number, found)))


def most(terms: Iterable[Term]) -> Term:
    return _folded("MAX", terms, lambda found: max(map(number, found)))


def total(terms: Iterable[Term]) -> Term:
    found = tuple(terms)
    if not found:
        return const(0)
    return found[0] if len(found) == 1 else Term("(" + "+".join(t.text for t in found) + ")", sum(map(number, found)))


def _folded(
    function: str, terms: Iterable[Term], result: Callable[[Sequence[Term]], Value], of_none: Term = YES
) -> Term:
    """A function of several terms; one alone stays what it is."""
    found = tuple(terms)
    if len(found) < 2:
        return found[0] if found else of_none
    return Term(f"{function}({','.join(term.text for term in found)})", result(found))


def floored(top: Term, by: Term | int) -> Term:
    """A whole number divided by another one and rounded down: exact up to 2^52, whatever the program."""
    if by == 1:
        return top
    below = int(number(const(by)))
    return Term(f"INT({top.text}/{const(by).text})", int(number(top)) // below if below else 0)


def over(top: Term, steps: int) -> Term:
    """A whole number of steps as an amount, to be shown; it is compared nowhere."""
    if steps == 1:
        return top
    value = Fraction(number(top)) / steps if not isinstance(top.value, str) else Fraction(0)
    return Term(f"({top.text}/{steps})", int(value) if value.denominator == 1 else float(value))


def spelled(amount: Term, decimal: str) -> Term:
    """An amount as a text with this sign before its decimals, whatever sign the program has for its numbers."""
    other = "." if decimal == "," else ","
    value = amount.value
    plain = value if isinstance(value, str) else format(Decimal(repr(value)), "f")
    return Term(f'SUBSTITUTE({amount.text}&"","{other}","{decimal}")', plain.replace(".", decimal))


def ceiled(top: Term, by: Term | int) -> Term:
    if by == 1:
        return top
    below = int(number(const(by)))
    return Term(f"(-INT(-{top.text}/{const(by).text}))", -(-int(number(top)) // below) if below else 0)


def joined(*terms: Term | Value) -> Term:
    """Texts, one after the other."""
    found = [const(term) for term in terms]
    return Term("&".join(term.text for term in found), "".join(str(term.value) for term in found))


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
