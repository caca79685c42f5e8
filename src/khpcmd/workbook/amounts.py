"""The amount in a cell: an exact decimal number, converted to the plan's unit of measure.

The unit is stated in the cell itself (behind the number or by its format) or around it; one that is not known, or not
stated where a figure could be of several, leaves the figure open. Nothing is rounded: what a spreadsheet stores counts
with its fifteen significant digits.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Param
from khpcmd.measures.threshold import decimal_of
from khpcmd.plan.fields import AmountField
from khpcmd.returns import CellState, in_unit_of
from khpcmd.text import tidy
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT, dressing
from khpcmd.workbook.outcome import Outcome, problem, with_words, wrong_type
from khpcmd.workbook.typed_days import looks_like_date
from khpcmd.workbook.typed_numbers import (
    BIDI,
    DASHES,
    ONE_DOT,
    Ambiguous,
    bare_text,
    has_several,
    read_number,
    split_words,
)
from khpcmd.workbook.words.cell_words import is_zero, nothing_of

PERCENT = "%"
DECIMALS = re.compile(r"\.0{3,6}")
"""Three decimals or more, that could be thousands of a count: an amount is expected to have them."""
MOST_DIGITS = 20
"""Numbers with more digits are none that a plan asks for, and cannot be converted without loss."""


def read_amount(cell: GridCell, spec: AmountField, raw: str, unit: str) -> Outcome:
    """The outcome of a cell for an amount; ``unit`` is the unit that is stated around the cell, "" for none."""
    wrong = wrong_type(cell, raw)
    if wrong:
        return wrong
    if isinstance(cell.value, int | float):
        return _stored(cell, cell.value, spec, raw, unit)
    if BIDI.search(raw):
        return problem(Code.NOT_A_NUMBER, raw)
    text = bare_text(tidy(raw))
    if text in DASHES:  # of a percentage that is no zero: nothing was reported
        return Outcome(CellState.BLANK, None, raw) if spec.percentage else _nothing(raw)
    if is_zero(text) or spec.shift(nothing_of(text)) is not None:
        return _nothing(raw)
    return _typed(text, spec, raw, unit)


def _nothing(raw: str) -> Outcome:
    return Outcome(CellState.DECLARED_ZERO, Decimal(0), raw)


def _stored(cell: GridCell, value: float, spec: AmountField, raw: str, unit: str) -> Outcome:
    """A number that the cell stores, with what its format shows of it."""
    number_format = cell.look.number_format
    if not isfinite(value):
        return problem(Code.NOT_A_NUMBER, raw)
    amount = Decimal(f"{value:.15g}")
    if "%" in PERCENT_FORMAT.sub("", number_format):
        if not spec.percentage:
            return problem(Code.PERCENT_IN_AMOUNT, raw)
        return _in_unit(amount.scaleb(2), spec, raw, PERCENT, bare=False)
    worn = dressing(DECIMALS.sub(".00", number_format), (value > 0) - (value < 0))
    if not worn.plain:
        return problem(Code.SHOWN_OTHERWISE, raw)
    if worn.words and spec.shift(worn.words) is None:
        return problem(Code.OTHER_MEASURE, raw, found=with_words(cell, raw, f" {worn.words}"))
    return _in_unit(amount, spec, raw, worn.words or unit, bare=not worn.words)


def _typed(text: str, spec: AmountField, raw: str, unit: str) -> Outcome:
    """A number that is typed as a text, alone or with its unit of measure."""
    digits, words = (text[:-1].rstrip(), PERCENT) if text.endswith(PERCENT) else (text, "")
    number = read_number(digits)
    if number is None and not words:
        digits, words = _split(text, spec)
        number = read_number(digits) if words else None
    if number is None:
        return _no_number(text, raw)
    if words and spec.shift(words) is None:
        code = Code.PERCENT_IN_AMOUNT if words == PERCENT else Code.OTHER_MEASURE
        return problem(code, raw)
    if isinstance(number, Ambiguous):
        return problem(Code.AMBIGUOUS_NUMBER, raw, first=number.thousands, second=number.decimal)
    amount = decimal_of(Fraction(number))
    found = _in_unit(amount, spec, raw, words or unit, bare=not words)
    if not isinstance(found.value, Decimal):
        return found
    if ONE_DOT.fullmatch(digits):
        other = _in_unit(Decimal(digits), spec, raw, words or unit, bare=not words)
        if isinstance(other.value, Decimal) and _allowed(spec, other.value):
            return problem(Code.DOT_OR_COMMA, raw, first=amount, second=Decimal(digits))
    around = spec.shift(unit) if unit else None
    to_type = in_unit_of(found.shift if around is None else around, found.value)
    params: dict[str, Param] = {"found": raw, "value": to_type}
    return Outcome(CellState.VALUE, found.value, raw, Code.NUMBER_AS_TEXT, params, shift=found.shift)


def _split(text: str, spec: AmountField) -> tuple[str, str]:
    """A number and the unit behind it; "" twice for every other text."""
    digits, words = split_words(text)
    if words:
        return digits, words
    head, _, tail = text.partition(" ")  # "12,5 m2", whose unit has a digit
    return (head, tail) if tail and spec.shift(tail) is not None else ("", "")


def _no_number(text: str, raw: str) -> Outcome:
    if looks_like_date(text):
        return problem(Code.NOT_A_NUMBER, raw)
    return problem(Code.SEVERAL_NUMBERS if has_several(text) else Code.NOT_A_NUMBER, raw)


def _in_unit(amount: Decimal, spec: AmountField, raw: str, unit: str, *, bare: bool) -> Outcome:
    """An amount in a unit as one in the plan's; ``bare`` where the cell itself does not say the unit.

    Of a bare number below 1 nobody knows whether it is a percentage or a share of one.
    """
    if not unit and spec.asks_unit:
        return problem(Code.UNIT_NOT_STATED, raw)
    if len(amount.as_tuple().digits) > MOST_DIGITS or (amount and abs(amount.adjusted()) > MOST_DIGITS):
        return problem(Code.NOT_A_NUMBER, raw)
    shift = spec.shift(unit) if unit else 0
    if shift is None:
        return problem(Code.OTHER_MEASURE, raw)
    if spec.percentage and bare and not spec.below_one and 0 < abs(amount) <= 1:
        return problem(Code.PERCENT_OR_SHARE, raw, first=amount, second=_tidy(amount.scaleb(2)))
    return Outcome(CellState.VALUE, _tidy(amount.scaleb(shift)), raw, shift=shift)


def _tidy(amount: Decimal) -> Decimal:
    """The same number without zeros behind its last decimal."""
    found = amount.normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _allowed(spec: AmountField, value: Decimal) -> bool:
    """Whether a figure can be as small and as large as this.

    That it has too many decimals is an error to be told, and no reason to read a thousand times as much.
    """
    low, high = spec.ends
    return low <= value <= high
