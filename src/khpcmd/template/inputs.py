"""What may be typed into an input cell, with the hint that is shown beside it and the message against it."""

from __future__ import annotations

from datetime import date
from typing import Any, assert_never

from khpcmd.judge.models import LARGEST_COUNT
from khpcmd.measures.threshold import Level
from khpcmd.plan.days import compared_days
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.template.words import Wanted

YES_NO, MARK = "khpcmd_co_khong", "khpcmd_dau_x"
"""The defined names of the lists to choose from."""


def rule_for(wanted: Wanted, name: str) -> dict[str, Any]:
    """The rule for the cell of a field; none for texts, that may be anything."""
    spec = wanted.filer.plan.fields[name]
    match spec.kind:
        case "count" | "months":
            rule = _count(wanted, spec)
        case "amount":
            rule = _amount(wanted, spec)
        case "yes_no":
            rule = _list(wanted, YES_NO, wanted.say("hint_yes_no"))
        case "date":
            window = wanted.filer.window(name)
            rule = day_rule(wanted, window.first, window.last)
            asked = dict.fromkeys(wanted.figures.days(days) for days in compared_days(wanted.filer.plan).get(name, ()))
            due = [wanted.say("hint_due", days=days) for days in asked]
            rule["input_message"] = " ".join([*due, rule["input_message"]])
        case "text":
            rule = {"validate": "any", "input_message": ""}
        case _:
            assert_never(spec.kind)
    if spec.help is not None:
        rule["input_message"] = f"{wanted.of(spec.help)} {rule['input_message']}".strip()
    return rule if rule["input_message"] else {}


def _count(wanted: Wanted, spec: AnyField) -> dict[str, Any]:
    known = wanted.filer.registered.get(spec.register or "", LARGEST_COUNT)
    registered = LARGEST_COUNT if isinstance(known, Level) else int(known)
    hint, wrong = wanted.say("hint_whole"), wanted.say("wrong_whole")
    if registered < LARGEST_COUNT:
        hint, wrong = wanted.say("hint_limit", limit=registered), wanted.say("wrong_limit", limit=registered)
    return _between("integer", (0, registered), hint, wrong)


def _amount(wanted: Wanted, spec: AmountField) -> dict[str, Any]:
    low, high = spec.ends
    said: dict[str, str | int] = {"low": wanted.messages.number(low), "high": wanted.messages.number(high)}
    said |= {"decimals": spec.decimals, "unit": wanted.of(spec.unit_of_measure)}
    hint = wanted.say("hint_amount", **said)
    if spec.percentage and not spec.below_one:
        hint = f"{hint} {wanted.say('hint_below_one')}"
    return _between("decimal", (float(low), float(high)), hint, wanted.say("wrong_amount", **said))


def mark_rule(wanted: Wanted) -> dict[str, Any]:
    """For the columns "Có" and "Không" of a checklist: an x or nothing."""
    return _list(wanted, MARK, wanted.say("hint_mark"))


def day_rule(wanted: Wanted, first: date, last: date) -> dict[str, Any]:
    ends = {"first": wanted.day(first), "last": wanted.day(last)}
    return _between("date", (first, last), wanted.say("hint_day", **ends), wanted.say("wrong_day", **ends))


def _between(kind: str, ends: tuple[object, object], hint: str, wrong: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": kind, "criteria": "between", "minimum": ends[0], "maximum": ends[1]}
    return {**rule, "input_message": hint, "error_message": wrong}


def _list(wanted: Wanted, name: str, hint: str) -> dict[str, Any]:
    wrong = wanted.say("wrong_list")
    return {"validate": "list", "source": f"={name}", "input_message": hint, "error_message": wrong}
