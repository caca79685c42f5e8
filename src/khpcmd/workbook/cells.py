"""The value of a cell for a field of the plan: ``read_cell``.

A text that could be two numbers is reported as ambiguous. Numbers as they are typed: ``typed_numbers``, days and
months: ``typed_days``; amounts with their units of measure: ``amounts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeGuard, assert_never

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Param, Stored
from khpcmd.plan.fields import AnyField, CountField, MonthsField, YesNoField
from khpcmd.plan.words import NO_WORDS, ReturnWords
from khpcmd.returns import CellState
from khpcmd.text import canonical, tidy
from khpcmd.workbook.amounts import read_amount
from khpcmd.workbook.file.grid import UNSTEADY, GridCell
from khpcmd.workbook.file.limits import word
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT, dressing, shows_day
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.outcome import (
    BLANK,
    LARGEST_PLAIN,
    NUMERAL,
    RAW,
    UNSEEN_ZERO,
    Outcome,
    problem,
    raw_text,
    stored_in,
    valued,
    with_words,
    wrong_type,
)
from khpcmd.workbook.typed_days import looks_like_date, months_listed, read_date
from khpcmd.workbook.typed_numbers import (
    BIDI,
    DASHES,
    Ambiguous,
    bare_text,
    exact,
    has_several,
    of_itself,
    read_number,
    split_words,
)
from khpcmd.workbook.words.cell_words import answer_of, is_no_data, is_zero, names_measure, nothing_of

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


def are_counts(values: Sequence[object]) -> TypeGuard[Sequence[int]]:
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
