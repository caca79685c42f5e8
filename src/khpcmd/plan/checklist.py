"""The fields that a checklist has for the plan's duties, which no plan file contains, and the days of its papers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, DateField, TextField, YesNoField
from khpcmd.plan.model import Duty, Evidence, Plan
from khpcmd.plan.periods import Window, in_year
from khpcmd.returns import DUTY
from khpcmd.text import bare

_HEADERS = tomllib.loads(Path(__file__).with_name("checklist.toml").read_text(encoding="utf-8"))
EVIDENCE: Mapping[Evidence, Sequence[str]] = _HEADERS["evidence"]
ANSWERS: Sequence[str] = _HEADERS["answers"]
BEFORE = timedelta(days=92)
"""How long before the first period of the plan its papers may be signed: about a quarter."""
OLDEST = 15
"""How many years before the plan the papers of a duty may have been signed: an earlier year is a slip."""


def answer_field(duty: Duty) -> str:
    """The id of the field that says whether a duty was done."""
    return f"{DUTY}{duty.id}"


def evidence_field(duty: Duty, evidence: str) -> str:
    """The id of the field with one piece of a duty's evidence."""
    return f"{DUTY}{duty.id}:{evidence}"


def with_checklist(plan: Plan) -> Plan:
    """The plan with a field for every duty that a checklist answers, and for its evidence.

    None of them is required: a duty without an answer is "not reported", which is not a fault of the data. Their values
    have been validated as parts of the plan.
    """
    if not plan.duties:
        return plan
    made: dict[str, AnyField] = {}
    for duty in plan.duties:
        if duty.where is None:
            made[answer_field(duty)] = YesNoField.model_construct(
                kind="yes_no", label=duty.title, aliases=duty.aliases, reported_by=duty.of, required=False
            )
        for evidence in duty.evidence:
            made[evidence_field(duty, evidence)] = _evidence(duty, evidence)
    return plan.changed(fields={**plan.fields, **made})


def _evidence(duty: Duty, evidence: Evidence) -> TextField | DateField:
    words = EVIDENCE[evidence]
    label = Text.model_construct(vi=f"{duty.title.vi} / {words[0]}", en=f"{duty.title.en} / {words[-1]}")
    if evidence in ("date", "received"):
        return DateField.model_construct(kind="date", label=label, reported_by=duty.of, required=False)
    return TextField.model_construct(kind="text", label=label, reported_by=duty.of, required=False)


def evidence_of(plan: Plan, answer: str) -> dict[Evidence, str]:
    """The fields with the evidence of a yes/no field, by its kind.

    Those of a duty's answer, or the fields right behind it in the plan that are named as evidence is on a checklist.
    """
    names = list(plan.fields)
    found: dict[Evidence, str] = {}
    for name in names[names.index(answer) + 1 :]:
        spec = plan.fields[name]
        if not spec.evidence or spec.reported_by != plan.fields[answer].reported_by:
            break
        spelt = [bare(text) for text in (spec.label.vi, spec.label.en, *spec.aliases)]
        if any(word in text for text in spelt for word in _evidence_words(spec.evidence)):
            found.setdefault(spec.evidence, name)
    return found


@cache
def _evidence_words(kind: Evidence) -> tuple[str, ...]:
    """The headers of a kind of evidence, without accents."""
    return tuple(map(bare, EVIDENCE[kind]))


def is_evidence(field: str) -> bool:
    """Whether a field is evidence of a duty, which stands beside the duty's answer."""
    return field.startswith(DUTY) and field.count(":") > 1


def of_duty(days: Window) -> Window:
    """The days for the documents of a duty, whose papers may be older."""
    return Window.model_construct(first=in_year(days.first, days.first.year - OLDEST), last=days.last)


def days_of(plan: Plan, year: int, period: str) -> Window:
    """The days for the documents of a return of a period; of "" where it is not known."""
    shift = year - plan.year
    windows = [one.window for one in plan.periods.values()]
    own = [plan.periods[period].window] if period else windows
    first, last = min(one.first for one in windows), max(one.last for one in own)
    return Window.model_construct(
        first=in_year(first, first.year + shift) - BEFORE, last=in_year(last, last.year + shift)
    )
