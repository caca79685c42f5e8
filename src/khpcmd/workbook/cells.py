"""What a cell is for a field of the plan (``read_cell``): its value, its content as it is told, what is to be reported.

A text that could be two numbers is reported as ambiguous. Numbers as they are typed: ``typed_numbers``, days and
months: ``typed_days``. An amount is an exact decimal number, converted to the plan's unit of measure. The unit is
stated in the cell itself (behind the number or by its format) or around it; one that is not known, or not stated where
a figure could be of several, leaves the figure open. Nothing is rounded: what a spreadsheet stores counts with its
fifteen significant digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import TypeGuard, assert_never

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.parameters import InCell, Param, Stored
from khpcmd.measures.threshold import decimal_of
from khpcmd.plan.fields import AmountField, AnyField, CountField, MonthsField, YesNoField
from khpcmd.plan.words import NO_WORDS, ReturnWords
from khpcmd.returns import CellState, CellValue, in_unit_of
from khpcmd.text import canonical, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.grid import UNSTEADY, GridCell
from khpcmd.workbook.file.limits import word
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT, dressing, shows_day
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.typed_days import looks_like_date, months_listed, read_date
from khpcmd.workbook.typed_numbers import (
    BIDI,
    DASHES,
    ONE_DOT,
    Ambiguous,
    bare_text,
    exact,
    has_several,
    of_itself,
    read_number,
    split_words,
)
from khpcmd.workbook.words.cell_words import answer_of, is_no_data, is_zero, names_measure, nothing_of

LARGEST_PLAIN = 10**15
"""Numbers from here on may lose digits in a spreadsheet program."""
RAW = 200
"""How much of a cell's text is kept for messages."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cell is: its state, its value if it has one, its text, and what is to be reported.

    ``code`` is one of the cell group; ``params`` are its parameters without the field. An error leaves no value, a
    warning does.
    """

    state: CellState
    value: CellValue | None = None
    raw: str = ""
    code: AnyCode | None = None
    params: dict[str, Param] = field(default_factory=dict)
    stored: Stored | None = None
    """The number or day that ``raw`` is the text of, if it is none that was typed as a text."""
    shift: int = 0
    """By how many places the decimal point moved from the number in the cell to an amount in the plan's unit."""

    def storing(self, stored: Stored, params: dict[str, Param]) -> Outcome:
        """The same of a cell that stores a number or a day; made anew, for there are many."""
        return Outcome(self.state, self.value, self.raw, self.code, params, stored, self.shift)

    @property
    def found(self) -> InCell:
        """What stands in the cell, for a message."""
        return self.stored or self.raw


UNSEEN_ZERO = "0"
"""The text of a cell that is blank although a zero is stored; one that says 0 is none."""
BLANK = Outcome(CellState.BLANK)
"""The outcome of an empty place."""
NUMERAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
"""A stored number as a text, unless it is so large or so small that it has an exponent."""


def raw_text(cell: GridCell) -> str:
    """The cell's content as a person would copy it, on one line."""
    match cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if cell.value else "FALSE"
        case datetime() as moment:
            return f"{moment:%d/%m/%Y}" if moment.time() == time() else f"{moment:%d/%m/%Y %H:%M}"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case float() as number:
            return f"{number:.15g}"
        case other:
            return tidy(str(other))[:RAW]


def stored_in(cell: GridCell) -> Stored | None:
    """The number or day that a cell stores; None for a text, and for a number that is not written out."""
    match cell.value:
        case None | bool() | str():
            return None
        case datetime() as moment:
            return Stored(moment.date(), "" if moment.time() == time() else f" {moment:%H:%M}")
        case date() as day:
            return Stored(day)
        case int() | float() as number if abs(number) < LARGEST_PLAIN:
            text = f"{number:.15g}"
            return Stored(Decimal(text)) if NUMERAL.fullmatch(text) else None
        case _:
            return None


def found_in(cell: GridCell | None) -> InCell:
    """What stands in a cell, for a message."""
    return "" if cell is None else stored_in(cell) or raw_text(cell)


def problem(code: AnyCode, raw: str, **params: Param) -> Outcome:
    return Outcome(CellState.PROBLEM, None, raw, code, {"found": raw, **params})


def valued(value: CellValue, raw: str) -> Outcome:
    return Outcome(CellState.VALUE, value, raw)


def with_words(cell: GridCell, raw: str, words: str) -> InCell:
    """What stands in a cell, with what a person sees behind it."""
    stored = stored_in(cell)
    return stored._replace(behind=stored.behind + words) if stored else raw + words


def wrong_type(cell: GridCell, raw: str) -> Outcome | None:
    """A true/false or a day where neither belongs."""
    if isinstance(cell.value, bool):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("boolean"))
    if isinstance(cell.value, date | time | timedelta):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    return None


NO_CELL = GridCell(None)
SHORT = 20
"""Longer texts fill a cell without being repeated."""


def whole_numbers(cells: Iterable[GridCell | None]) -> list[int | None]:
    """Of each cell the whole number from 0 that it holds and shows as it is, as nearly all of a field of counts do;
    None of every other one, which ``read_cell`` reads."""
    found = list[int | None]()
    for cell in cells:
        value, look, _, error, uncalculated, recalculated = cell or NO_CELL
        sure = not (error or uncalculated or recalculated)
        if sure and type(value) is int and 0 <= value < LARGEST_PLAIN:
            found.append(value if (look.shows_numbers if value else look.shows_zero) else None)
        else:
            found.append(None)
    return found


def are_counts(values: tuple[object, ...]) -> TypeGuard[tuple[int, ...]]:
    """Whether some values that are seen as they are stored are all such numbers."""
    numbers = [value for value in values if type(value) is int]
    return len(numbers) == len(values) > 0 and min(numbers) >= 0 and max(numbers) < LARGEST_PLAIN


def read_cell(cell: GridCell | None, spec: AnyField, unit: str = "", words: ReturnWords = NO_WORDS) -> Outcome:
    """The outcome of one cell for one field of the plan, which adds some words to the usual ones.

    ``unit`` is the unit of measure that is stated for it.
    """
    if cell is None:
        return BLANK
    outcome = _read(cell, spec, raw_text(cell), unit, words)
    stored = stored_in(cell)
    if stored is None:
        return outcome
    params = outcome.params
    told = params | {"found": stored} if params.get("found") == outcome.raw else params
    return outcome.storing(stored, told)


def _read(cell: GridCell, spec: AnyField, raw: str, unit: str, words: ReturnWords) -> Outcome:
    value, look = cell.value, cell.look
    doubt = _doubt(cell, raw) or _unseen_zero(cell)
    if doubt:
        return doubt
    if spec.kind == "yes_no" and isinstance(value, int | float) and not isinstance(value, bool):
        worn = dressing(look.number_format, (value > 0) - (value < 0))
        if not worn.plain and not worn.words:
            return problem(Code.SHOWN_OTHERWISE, raw)
        cell, raw = (cell, raw) if worn.plain else (cell._replace(value=worn.words), worn.words)
    if not raw or is_no_data(raw) or (words.missing and canonical(raw) in words.blanks):
        return Outcome(CellState.BLANK, None, raw)  # "chưa có số liệu" is neither a figure nor a zero
    return _of_kind(cell, spec, raw, unit, words)


def _doubt(cell: GridCell, raw: str) -> Outcome | None:
    """The problem that a cell has whatever its value is."""
    if cell.uncalculated:
        return problem(Code.FORMULA_NOT_CALCULATED, raw, found=cell.formula[:RAW])
    if cell.error:  # of a formula that cells share only the first one has its text
        found = f"{raw} ({cell.formula[:RAW]})" if len(cell.formula) > 1 else raw
        return problem(Code.ERROR_CELL, raw, found=found)
    if not raw:
        return None
    if cell.recalculated:
        return _recalculated(cell, raw)
    if (cell.look.repeated and len(raw) < SHORT) or (cell.look.drawn and not isinstance(cell.value, str)):
        return problem(Code.SHOWN_OTHERWISE, raw)
    return problem(Code.STRUCK_OUT, raw) if cell.look.struck else None


def _unseen_zero(cell: GridCell) -> Outcome | None:
    """The outcome of a zero of which nothing is seen: that of a blank."""
    if isinstance(cell.value, bool | str) or cell.value != 0 or not cell.look.leaves_zero_blank:
        return None
    return Outcome(CellState.BLANK, None, UNSEEN_ZERO)


def _recalculated(cell: GridCell, raw: str) -> Outcome:
    """The problem of a formula that a program may compute anew, with its text where the cell itself has it."""
    formula = f" ({cell.formula[:RAW]})" if len(cell.formula) > 1 else ""
    found = with_words(cell, raw, formula)
    if cell.recalculated == UNSTEADY:
        return problem(Code.UNSTEADY_FORMULA, raw, found=found)
    number = NUMERAL.fullmatch(cell.recalculated)
    other = Stored(Decimal(cell.recalculated)) if number else cell.recalculated[:RAW]
    return problem(Code.OUTDATED_FORMULA, raw, found=found, other=other)


def _of_kind(cell: GridCell, spec: AnyField, raw: str, unit: str = "", words: ReturnWords = NO_WORDS) -> Outcome:
    match spec.kind:
        case "amount":
            return read_amount(cell, spec, raw, unit)
        case "count" | "months":
            return _count(cell, spec, raw)
        case "yes_no":
            return _yes_no(cell, spec, raw, words)
        case "date":
            return _date(cell, raw)
        case "text":
            return _text(cell, raw)
        case _:
            assert_never(spec.kind)


def _count(cell: GridCell, spec: CountField | MonthsField, raw: str) -> Outcome:
    wrong = wrong_type(cell, raw)
    if wrong:
        return wrong
    if isinstance(cell.value, int | float):
        return _stored_number(cell, cell.value, spec, raw)
    if BIDI.search(str(cell.value)):
        return problem(Code.NOT_A_NUMBER, raw)
    text = bare_text(tidy(str(cell.value)))
    if text in DASHES or is_zero(text) or spec.measured_in(nothing_of(text)):
        return Outcome(CellState.DECLARED_ZERO, 0, raw)
    return _typed_number(text, spec, raw)


def _stored_number(cell: GridCell, value: float, spec: CountField | MonthsField, raw: str) -> Outcome:
    number_format = cell.look.number_format
    if "%" in PERCENT_FORMAT.sub("", number_format):
        percent = f"{float(value) * 100:.15g}" if abs(value) < LARGEST_PLAIN else ""
        found = Stored(Decimal(percent), "%") if NUMERAL.fullmatch(percent) else raw
        return problem(Code.PERCENT_IN_COUNT, raw, found=found)
    number = value if isinstance(value, int) else exact(value)
    worn = dressing(number_format, (value > 0) - (value < 0))
    if worn.words and worn.plain and not spec.measured_in(worn.words):
        code = Code.OTHER_MEASURE if names_measure(worn.words) else Code.SHOWN_OTHERWISE
        return problem(code, raw, found=with_words(cell, raw, f" {worn.words}"))
    if not worn.plain:
        return problem(Code.SHOWN_OTHERWISE, raw)
    return problem(Code.NOT_A_NUMBER, raw) if number is None else valued(number, raw)


def _typed_number(text: str, spec: CountField | MonthsField, raw: str) -> Outcome:
    """A number stored as text, alone or with what it counts."""
    number = read_number(text)
    if number is None:
        digits, words = split_words(text)
        if words and spec.measured_in(words):
            number = read_number(digits)
        elif words and names_measure(words) and read_number(digits) is not None:
            return problem(Code.OTHER_MEASURE, raw)
        elif spec.register:
            number = of_itself(text)
    if isinstance(number, Ambiguous):
        return problem(Code.AMBIGUOUS_NUMBER, raw, first=number.thousands, second=number.decimal)
    if number is None:
        return _not_a_number(text, spec, raw)
    if isinstance(number, Fraction):
        return valued(number, raw)  # validation reports that it is not whole, which is the greater fault
    return Outcome(CellState.VALUE, number, raw, Code.NUMBER_AS_TEXT, {"found": raw, "value": number})


def _not_a_number(text: str, spec: CountField | MonthsField, raw: str) -> Outcome:
    if text.endswith("%") and isinstance(read_number(text[:-1].strip()), int | Fraction | Ambiguous):
        return problem(Code.PERCENT_IN_COUNT, raw)
    if looks_like_date(text):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    if spec.kind == "months" and months_listed(text):
        return problem(Code.MONTHS_IN_ONE_CELL, raw)
    return problem(Code.SEVERAL_NUMBERS if has_several(text) else Code.NOT_A_NUMBER, raw)


def _yes_no(cell: GridCell, spec: YesNoField, raw: str, words: ReturnWords) -> Outcome:
    if isinstance(cell.value, date | time | timedelta):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    if isinstance(cell.value, bool) and not _shows_truth(cell.value, cell.look):
        return problem(Code.SHOWN_OTHERWISE, raw)
    own = words.answers.get(canonical(raw)) if words.answers else None
    if own is not None:
        return valued(own, raw)
    answer = None if BIDI.search(raw) else answer_of(bare_text(raw), (spec.label.vi, spec.label.en, *spec.aliases))
    return problem(Code.NOT_YES_NO, raw) if answer is None else valued(answer.value, raw)


def _shows_truth(value: bool, look: Look) -> bool:
    """Whether true or false is seen as such: some programs dress them as 1 and 0, others leave them as they are."""
    worn = dressing(look.number_format, int(value))
    if worn.plain and not worn.words:
        return not look.dresses_text
    answer = answer_of(worn.words, ())
    return answer is not None and answer.value is value


def _date(cell: GridCell, raw: str) -> Outcome:
    match cell.value:
        case date() as day:
            if not shows_day(cell.look.number_format):
                return problem(Code.SHOWN_OTHERWISE, raw)
            return valued(day.date() if isinstance(day, datetime) else day, raw)
        case bool():
            return problem(Code.WRONG_CELL_TYPE, raw, what=word("boolean"))
        case str() as text:
            return Outcome(CellState.BLANK, None, raw) if raw in DASHES else _typed_date(tidy(text), raw)
        case _:
            return problem(Code.NOT_A_DATE, raw)


def _typed_date(text: str, raw: str) -> Outcome:
    typed = read_date(text)
    if typed is None:
        return problem(Code.NOT_A_DATE, raw)
    if typed.month_first:
        params: dict[str, Param] = {"found": raw, "value": typed.day}
        return Outcome(CellState.VALUE, typed.day, raw, Code.MONTH_BEFORE_DAY, params)
    return valued(typed.day, raw)


def _text(cell: GridCell, raw: str) -> Outcome:
    text = tidy(cell.value) if isinstance(cell.value, str) else raw
    return Outcome(CellState.BLANK, None, raw) if text in DASHES else valued(text, raw)


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


SAID = when_asked(r"(?<![\w.,])\d[\d.,]*\d|(?<![\w.,])\d")
"""A number among words."""


def number_said(cell: GridCell | None) -> Fraction | None:
    """The only number in a cell that cannot be a figure: "khoảng 199", -3, 1.5; None where there is none."""
    value: object = cell.value if cell and not cell.error and not cell.uncalculated else None
    if isinstance(value, str):
        found = SAID.findall(value) if "%" not in value else []
        value = read_number(found[0]) if len(found) == 1 else None
    elif isinstance(value, float):
        value = exact(value)
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def number(cell: GridCell | None) -> Fraction | None:
    """The number of a cell in a sum or a ratio; None where it is uncertain or negative."""
    value: object = cell.value if cell and not cell.error and not cell.uncalculated else None
    if isinstance(value, str):
        text = tidy(value)
        value = 0 if is_zero(text) or text in ("-", "–", "—") else read_number(text)
    elif isinstance(value, float):
        value = exact(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or value < 0:
        return None
    return Fraction(value)
