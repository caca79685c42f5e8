"""What an input cell holds, as formulas: blank, a figure, or something of the wrong kind.

What may be typed into an input cell, with the hint that is shown beside it and the message against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khpcmd.judge.models import LARGEST_COUNT, LONGEST_TEXT
from khpcmd.plan.fields import AnyField, CountField
from khpcmd.template.terms import Term, Value, all_of, any_of, if_
from khpcmd.template.words import Wanted

YES_WORDS = ("có", "x", "✓", "đã", "đã có", "yes", "y", "1", "true", "đúng")
NO_WORDS = ("không", "không có", "chưa", "chưa có", "no", "n", "0", "false", "sai")
ZERO_WORDS = ("-", "–", "—", "0", "không", "không có", "ko", "không phát sinh", "chưa phát sinh")
LISTS = {"khpcmd_yes": YES_WORDS, "khpcmd_no": NO_WORDS, "khpcmd_zero": ZERO_WORDS}
"""The words that count as an answer or as zero, by the defined name of their list."""

BLANK, FIGURE, WRONG, CONFLICT = 0, 1, 2, 3
"""The states of a figure."""

Given = int | float | str | bool | date | None
"""What stands in an input cell."""


@dataclass(frozen=True, slots=True)
class Input:
    """An input cell: its address with the sheet, and what stands in it as the file is written."""

    address: str
    given: Given = None


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day that a date may be."""

    first: date
    last: date


def state(cell: Input, spec: AnyField, window: Window) -> Term:
    """The state of a cell for its field."""
    match spec.kind:
        case "count" | "months":
            return _cells_count(cell)
        case "yes_no":
            known = any_of((_is_one(cell, "khpcmd_yes"), _is_one(cell, "khpcmd_no")))
            return _unless_blank(cell, if_(known, FIGURE, WRONG))
        case "date":
            return _day(cell, window)
        case "text":
            long = Term(f"(LEN({cell.address})>{LONGEST_TEXT})", len(_shown(cell)) > LONGEST_TEXT)
            return _unless_blank(cell, if_(long, WRONG, FIGURE))


def value(cell: Input, spec: AnyField, state_of: Term) -> Term:
    """The number that a cell says; a yes is 1. Zero where it says none."""
    known = state_of.eq(FIGURE)
    if spec.kind == "yes_no":
        return if_(all_of((known, _is_one(cell, "khpcmd_yes"))), 1, 0)
    if spec.kind in ("count", "months"):
        return if_(known, if_(_is_number(cell), _number(cell), 0), 0)
    return if_(known, 1, 0)


def _cells_count(cell: Input) -> Term:
    at, number = cell.address, _number(cell)
    whole = number.value == int(number.value) if isinstance(number.value, int | float) else False
    fits = all_of((number.ge(0), Term(f"({at}=INT({at}))", whole), number.le(LARGEST_COUNT)))
    text = if_(_is_one(cell, "khpcmd_zero"), FIGURE, WRONG)
    logical = Term(f"ISLOGICAL({at})", isinstance(cell.given, bool))
    return _unless_blank(cell, if_(logical, WRONG, if_(_is_number(cell), if_(fits, FIGURE, WRONG), text)))


def _day(cell: Input, window: Window) -> Term:
    at, given = cell.address, cell.given
    day = given.date() if isinstance(given, datetime) else given
    inside = isinstance(day, date) and window.first <= day <= window.last
    first, last = (f"DATE({end.year},{end.month},{end.day})" for end in (window.first, window.last))
    fits = Term(f"AND(INT({at})>={first},INT({at})<={last})", inside)
    is_day = Term(f"ISNUMBER({at})", isinstance(given, date))
    return _unless_blank(cell, if_(is_day, if_(fits, FIGURE, CONFLICT), WRONG))


def _unless_blank(cell: Input, otherwise: Term) -> Term:
    at = cell.address
    broken = Term(f"ISERROR({at})", False)
    blank = Term(f'(TRIM({at}&"")="")', not _shown(cell).strip())
    return if_(broken, WRONG, if_(blank, BLANK, otherwise))


def _is_number(cell: Input) -> Term:
    is_one = isinstance(cell.given, int | float) and not isinstance(cell.given, bool)
    return Term(f"ISNUMBER({cell.address})", is_one)


def _number(cell: Input) -> Term:
    found: Value = cell.given if isinstance(cell.given, int | float) else 0
    return Term(cell.address, found)


def _is_one(cell: Input, name: str) -> Term:
    """Whether a cell is one of the words of a list."""
    text = f'SUMPRODUCT(--({name}=LOWER(TRIM({cell.address}&""))))>0'
    return Term(f"({text})", " ".join(_shown(cell).lower().split()) in LISTS[name])


def _shown(cell: Input) -> str:
    return "" if cell.given is None else str(cell.given)


YES_NO, MARK = "khpcmd_co_khong", "khpcmd_dau_x"
"""The defined names of the lists to choose from."""


def rule_for(wanted: Wanted, spec: AnyField) -> dict[str, Any]:
    """The rule for the cell of a field; none for texts, that may be anything."""
    match spec.kind:
        case "count" | "months":
            rule = _inputs_count(wanted, spec)
        case "yes_no":
            rule = _list(wanted, YES_NO, wanted.say("hint_yes_no"))
        case "date":
            window = wanted.filer.plan.periods[wanted.filer.period].window
            rule = day_rule(wanted, window.first, window.last)
        case "text":
            rule = {"validate": "any", "input_message": ""}
    if spec.help is not None:
        rule["input_message"] = f"{wanted.of(spec.help)} {rule['input_message']}".strip()
    return rule if rule["input_message"] else {}


def _inputs_count(wanted: Wanted, spec: AnyField) -> dict[str, Any]:
    limit = spec.register_limit if isinstance(spec, CountField) else None
    registered = wanted.filer.unit.registered.get(limit or "", LARGEST_COUNT)
    hint, wrong = wanted.say("hint_whole"), wanted.say("wrong_whole")
    if registered < LARGEST_COUNT:
        hint, wrong = wanted.say("hint_limit", limit=registered), wanted.say("wrong_limit", limit=registered)
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": registered,
        "input_message": hint,
        "error_message": wrong,
    }


def mark_rule(wanted: Wanted) -> dict[str, Any]:
    """For the columns "Có" and "Không" of a checklist: an x or nothing."""
    return _list(wanted, MARK, wanted.say("hint_mark"))


def yes_no_rule(wanted: Wanted) -> dict[str, Any]:
    return _list(wanted, YES_NO, wanted.say("hint_yes_no"))


def day_rule(wanted: Wanted, first: date, last: date) -> dict[str, Any]:
    ends = {"first": wanted.messages.day(first), "last": wanted.messages.day(last)}
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "input_message": wanted.say("hint_day", **ends),
        "error_message": wanted.say("wrong_day", **ends),
    }


def _list(wanted: Wanted, name: str, hint: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={name}",
        "input_message": hint,
        "error_message": wanted.say("wrong_list"),
    }
