"""What was promised: the targets and duties of a plan as rows."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.plan.duties import Duty
from khpcmd.plan.targets import Target
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.plan_rows import Row, row
from khpcmd.render.rows import title


def targets(words: MeasureWords) -> Iterator[Row]:
    """Each target: how it is measured, what has to be reached, by whom, and what the plan says."""
    quoted: dict[tuple[str, str], str] = {}
    for target in words.plan.targets:
        told = words.target(target)
        measured, clause = (told.measured, *told.conditions), _clause(target, words, quoted)
        yield row(target.id, title(target, words.messages), measured, [told.threshold], [told.reporters], clause)


def duties(words: MeasureWords) -> Iterator[Row]:
    """Each duty: whose it is, how it is answered and with what evidence, and what the plan says."""
    quoted: dict[tuple[str, str], str] = {}
    for duty in words.plan.duties:
        clause = _clause(duty, words, quoted)
        yield row(duty.id, words.of(duty.title), [words.crowd(duty.of)], answered(duty, words), clause)


def answered(duty: Duty, words: MeasureWords) -> Iterator[str]:
    """What says that a duty was done, the evidence that is asked for, and when it is looked at."""
    text, joined = words.messages.text, words.messages.joined
    if duty.where is not None:
        yield text("plan_page.by_figures", condition=words.condition(duty.where))
    elif duty.report_of is not None:
        yield text("plan_page.by_return", period=words.period(duty.report_of))
    else:
        yield text("plan_page.by_checklist")
    if duty.evidence:
        kinds = (words.messages.template(f"evidence.{kind}") for kind in duty.evidence)
        yield text("plan_page.evidence", evidence=joined(kinds))
    if duty.periods:
        yield text("plan_page.looked_at", periods=joined(words.period(name) for name in duty.periods))


def _clause(promise: Target | Duty, words: MeasureWords, quoted: dict[tuple[str, str], str]) -> Iterator[str]:
    """Where the document says it, what it says, and how it is read; of a passage quoted before, only where that is."""
    first = quoted.setdefault((promise.clause, promise.quote), promise.id)
    yield promise.clause
    if first == promise.id:
        yield words.messages.quoted(promise.quote)
    else:
        yield words.messages.text("plan_page.quoted_at", id=first)
    if promise.note is not None:
        yield words.messages.text("view.note", note=words.of(promise.note))
