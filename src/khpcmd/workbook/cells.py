"""The value of a cell for a field of the plan (``read_cell``), and numbers as people type them.

A text that could be two numbers is reported as ambiguous. Days and months as they are typed: ``typed_days``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import assert_never

from khpcmd.diagnostics import AnyCode, Code, InCell, Param, Stored
from khpcmd.plan.fields import COUNTED, AnyField, CountField, MonthsField, YesNoField
from khpcmd.plan.words import NO_WORDS, ReturnWords
from khpcmd.returns import CellState, CellValue
from khpcmd.text import canonical, loose, tidy
from khpcmd.workbook.file.grid import UNSTEADY, GridCell
from khpcmd.workbook.file.limits import word
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT, dressing, shows_day
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.typed_days import looks_like_date, months_listed, read_date
from khpcmd.workbook.words.cell_words import answer_of, is_attachment, is_no_data, is_zero, names_measure, nothing_of

Number = int | Fraction
DASHES = frozenset("-–—−") | {"--", "---"}
NOTE = re.compile(r"(.*\S) ?\(([^()0-9]{1,80})\)")
"""A text with a note in brackets behind it."""
LARGEST_PLAIN = 10**15
"""Numbers from here on may lose digits in a spreadsheet program."""
RAW = 200
"""How much of a cell's text is kept for messages."""
SHORT = 20
"""Longer texts fill a cell without being repeated."""


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
    plain: bool = False
    """Whether the cell holds just a whole number from 0, shown as it is: ``raw`` are its digits then."""
    stored: Stored | None = None
    """The number or day that ``raw`` is the text of, if it is none that was typed as a text."""

    @property
    def found(self) -> InCell:
        """What stands in the cell, for a message."""
        return self.stored or self.raw


UNSEEN_ZERO = "0"
"""The text of a cell that is blank although a zero is stored; one that says 0 is none."""
BLANK = Outcome(CellState.BLANK)
"""The outcome of an empty place."""


def read_cell(cell: GridCell | None, spec: AnyField, words: ReturnWords = NO_WORDS) -> Outcome:
    """The outcome of one cell for one field of the plan, which adds some words to the usual ones."""
    if cell is None:
        return BLANK
    value, look, _, error, uncalculated, recalculated = cell
    plain = type(value) is int and 0 <= value < LARGEST_PLAIN and not (error or uncalculated or recalculated)
    if plain and spec.kind in COUNTED and (look.shows_numbers if value else look.shows_zero):
        return _plain_count(value)
    outcome = _read(cell, spec, raw_text(cell), words)
    stored = stored_in(cell)
    if stored is None:
        return outcome
    params = outcome.params
    told = params | {"found": stored} if params.get("found") == outcome.raw else params
    return replace(outcome, params=told, stored=stored)


def _read(cell: GridCell, spec: AnyField, raw: str, words: ReturnWords) -> Outcome:
    value, look = cell.value, cell.look
    doubt = _doubt(cell, raw) or _unseen_zero(cell)
    if doubt:
        return doubt
    if spec.kind == "yes_no" and isinstance(value, int | float) and not isinstance(value, bool):
        worn = dressing(look.number_format, (value > 0) - (value < 0))
        if not worn.plain and not worn.words:
            return _problem(Code.SHOWN_OTHERWISE, raw)
        cell, raw = (cell, raw) if worn.plain else (cell._replace(value=worn.words), worn.words)
    if not raw or is_no_data(raw) or (words.missing and canonical(raw) in words.blanks):
        return Outcome(CellState.BLANK, None, raw)  # "chưa có số liệu" is neither a figure nor a zero
    return _of_kind(cell, spec, raw, words)


def _doubt(cell: GridCell, raw: str) -> Outcome | None:
    """The problem that a cell has whatever its value is."""
    if cell.uncalculated:
        return _problem(Code.FORMULA_NOT_CALCULATED, raw, found=cell.formula[:RAW])
    if cell.error:  # of a formula that cells share only the first one has its text
        found = f"{raw} ({cell.formula[:RAW]})" if len(cell.formula) > 1 else raw
        return _problem(Code.ERROR_CELL, raw, found=found)
    if not raw:
        return None
    if cell.recalculated:
        return _recalculated(cell, raw)
    if (cell.look.repeated and len(raw) < SHORT) or (cell.look.drawn and not isinstance(cell.value, str)):
        return _problem(Code.SHOWN_OTHERWISE, raw)
    return _problem(Code.STRUCK_OUT, raw) if cell.look.struck else None


def _unseen_zero(cell: GridCell) -> Outcome | None:
    """The outcome of a zero of which nothing is seen: that of a blank."""
    if isinstance(cell.value, bool | str) or cell.value != 0 or not cell.look.leaves_zero_blank:
        return None
    return Outcome(CellState.BLANK, None, UNSEEN_ZERO)


def _recalculated(cell: GridCell, raw: str) -> Outcome:
    """The problem of a formula that a program may compute anew, with its text where the cell itself has it."""
    formula = f" ({cell.formula[:RAW]})" if len(cell.formula) > 1 else ""
    found = _with_words(cell, raw, formula)
    if cell.recalculated == UNSTEADY:
        return _problem(Code.UNSTEADY_FORMULA, raw, found=found)
    number = NUMERAL.fullmatch(cell.recalculated)
    other = Stored(Decimal(cell.recalculated)) if number else cell.recalculated[:RAW]
    return _problem(Code.OUTDATED_FORMULA, raw, found=found, other=other)


def _with_words(cell: GridCell, raw: str, words: str) -> InCell:
    """What stands in a cell, with what a person sees behind it."""
    stored = stored_in(cell)
    return stored._replace(behind=stored.behind + words) if stored else raw + words


@lru_cache(maxsize=4096)
def _plain_count(number: int) -> Outcome:
    return Outcome(CellState.VALUE, number, str(number), plain=True, stored=Stored(number))


def _of_kind(cell: GridCell, spec: AnyField, raw: str, words: ReturnWords = NO_WORDS) -> Outcome:
    match spec.kind:
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


def _problem(code: AnyCode, raw: str, **params: Param) -> Outcome:
    return Outcome(CellState.PROBLEM, None, raw, code, {"found": raw, **params})


def _value(value: CellValue, raw: str) -> Outcome:
    return Outcome(CellState.VALUE, value, raw)


def _wrong_type(cell: GridCell, raw: str) -> Outcome | None:
    """A true/false or a day where neither belongs."""
    if isinstance(cell.value, bool):
        return _problem(Code.WRONG_CELL_TYPE, raw, what=word("boolean"))
    if isinstance(cell.value, date | time | timedelta):
        return _problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    return None


def _count(cell: GridCell, spec: CountField | MonthsField, raw: str) -> Outcome:
    wrong = _wrong_type(cell, raw)
    if wrong:
        return wrong
    if isinstance(cell.value, int | float):
        return _stored_number(cell, cell.value, spec, raw)
    if BIDI.search(str(cell.value)):
        return _problem(Code.NOT_A_NUMBER, raw)
    text = _bare(tidy(str(cell.value)))
    if text in DASHES or is_zero(text) or measured_in(spec, nothing_of(text)):
        return Outcome(CellState.DECLARED_ZERO, 0, raw)
    return _typed_number(text, spec, raw)


def _bare(text: str) -> str:
    """The text without the apostrophe that marks it as text, and without a note that refers to an enclosure."""
    note = NOTE.fullmatch(text)
    text = note[1] if note and is_attachment(note[2]) else text
    return text[1:] if text[:1] in ("'", "’") and text[1:2].isdigit() else text


def _stored_number(cell: GridCell, value: float, spec: CountField | MonthsField, raw: str) -> Outcome:
    number_format = cell.look.number_format
    if "%" in PERCENT_FORMAT.sub("", number_format):
        percent = f"{float(value) * 100:.15g}" if abs(value) < LARGEST_PLAIN else ""
        found = Stored(Decimal(percent), "%") if NUMERAL.fullmatch(percent) else raw
        return _problem(Code.PERCENT_IN_COUNT, raw, found=found)
    number = value if isinstance(value, int) else exact(value)
    worn = dressing(number_format, (value > 0) - (value < 0))
    if worn.words and worn.plain and not measured_in(spec, worn.words):
        code = Code.OTHER_MEASURE if names_measure(worn.words) else Code.SHOWN_OTHERWISE
        return _problem(code, raw, found=_with_words(cell, raw, f" {worn.words}"))
    if not worn.plain:
        return _problem(Code.SHOWN_OTHERWISE, raw)
    return _problem(Code.NOT_A_NUMBER, raw) if number is None else _value(number, raw)


def _typed_number(text: str, spec: CountField | MonthsField, raw: str) -> Outcome:
    """A number stored as text, alone or with what it counts."""
    number = read_number(text)
    if number is None:
        digits, words = split_words(text)
        if words and measured_in(spec, words):
            number = read_number(digits)
        elif words and names_measure(words) and read_number(digits) is not None:
            return _problem(Code.OTHER_MEASURE, raw)
        elif isinstance(spec, CountField) and spec.register_limit:
            number = of_itself(text)
    if isinstance(number, Ambiguous):
        return _problem(Code.AMBIGUOUS_NUMBER, raw, first=number.thousands, second=number.decimal)
    if number is None:
        return _not_a_number(text, spec, raw)
    if isinstance(number, Fraction):
        return _value(number, raw)  # validation reports that it is not whole, which is the greater fault
    return Outcome(CellState.VALUE, number, raw, Code.NUMBER_AS_TEXT, {"found": raw, "value": number})


def _not_a_number(text: str, spec: CountField | MonthsField, raw: str) -> Outcome:
    if text.endswith("%") and isinstance(read_number(text[:-1].strip()), int | Fraction | Ambiguous):
        return _problem(Code.PERCENT_IN_COUNT, raw)
    if looks_like_date(text):
        return _problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    if spec.kind == "months" and months_listed(text):
        return _problem(Code.MONTHS_IN_ONE_CELL, raw)
    return _problem(Code.SEVERAL_NUMBERS if has_several(text) else Code.NOT_A_NUMBER, raw)


def measures(spec: CountField | MonthsField) -> tuple[str, ...]:
    """The names of what a field counts."""
    return (spec.unit_of_measure.vi, spec.unit_of_measure.en, *spec.unit_aliases)


def measured_in(spec: CountField | MonthsField, words: str) -> bool:
    """Whether the words name what the field counts."""
    found = loose(words)
    return bool(found) and found in _measure_keys(measures(spec))


@lru_cache(maxsize=512)
def _measure_keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(loose, names))


def _yes_no(cell: GridCell, spec: YesNoField, raw: str, words: ReturnWords) -> Outcome:
    if isinstance(cell.value, date | time | timedelta):
        return _problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    if isinstance(cell.value, bool) and not _shows_truth(cell.value, cell.look):
        return _problem(Code.SHOWN_OTHERWISE, raw)
    own = words.answers.get(canonical(raw)) if words.answers else None
    if own is not None:
        return _value(own, raw)
    answer = None if BIDI.search(raw) else answer_of(_bare(raw), (spec.label.vi, spec.label.en, *spec.aliases))
    return _problem(Code.NOT_YES_NO, raw) if answer is None else _value(answer.value, raw)


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
                return _problem(Code.SHOWN_OTHERWISE, raw)
            return _value(day.date() if isinstance(day, datetime) else day, raw)
        case bool():
            return _problem(Code.WRONG_CELL_TYPE, raw, what=word("boolean"))
        case str() as text:
            return Outcome(CellState.BLANK, None, raw) if raw in DASHES else _typed_date(tidy(text), raw)
        case _:
            return _problem(Code.NOT_A_DATE, raw)


def _typed_date(text: str, raw: str) -> Outcome:
    typed = read_date(text)
    if typed is None:
        return _problem(Code.NOT_A_DATE, raw)
    if typed.month_first:
        params: dict[str, Param] = {"found": raw, "value": typed.day}
        return Outcome(CellState.VALUE, typed.day, raw, Code.MONTH_BEFORE_DAY, params)
    return _value(typed.day, raw)


def _text(cell: GridCell, raw: str) -> Outcome:
    text = tidy(cell.value) if isinstance(cell.value, str) else raw
    return Outcome(CellState.BLANK, None, raw) if text in DASHES else _value(text, raw)


NUMERAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
"""A stored number as a text, unless it is so large or so small that it has an exponent."""
PLAIN = re.compile(r"[0-9]+")
DOTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,([0-9]+))?")
"""1.250 and 1.250,5: the official Vietnamese notation."""
SPACES = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,]([0-9]+))?")
COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:,[0-9]{3})+\.([0-9]+)")
"""1,234,567 and 1,234.5: unmistakably English notation."""
ONE_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
"""1,234: 1234 in English, 1.234 thousandths in Vietnamese."""
DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
LONGEST = 30
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
"""Signs that change the direction of writing, so that what is seen is not what is stored."""
NUMBER_IN_TEXT = re.compile(r"(?<![\w.,+*_'-])[0-9][0-9.,]*(?![\w+*_'])")
WITH_WORDS = re.compile(r"([0-9][0-9., ]*?) ?\(? ?([^\W\d_][^0-9()]*?) ?\)?")


@dataclass(frozen=True, slots=True)
class Ambiguous:
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
