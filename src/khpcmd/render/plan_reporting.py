"""Who reports what, and when: the periods, units, fields and constraints of a plan as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khpcmd.plan.agreements import AtMost, Constraint, Steps, Sum
from khpcmd.plan.calendar import Due, Period
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.fields import AnyField, CountField, MonthsField, RollUp
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.render import numbers
from khpcmd.render.plan_rows import Row, row
from khpcmd.render.plan_words import PlanWords
from khpcmd.render.rows import named

ALL_NAMED = 40
"""Up to how many units of a level are all named; of more the first dozen."""


def periods(words: PlanWords) -> Iterator[Row]:
    """Each period with the days that count, when its return is due, and its complete months."""
    for name, period in words.plan.periods.items():
        due = _due(period.due, words)
        months = ", ".join(map(str, period.months))
        yield row(name, _title(period, words), [_window(period, words)], [due], [months])


def levels(words: PlanWords) -> Iterator[Row]:
    """Each level with its units: how many, how many of them file a return, their names, their register numbers."""
    filers = {unit.id for unit in words.plan.filers}
    for name, level in words.plan.levels.items():
        units = [unit for unit in words.plan.units if unit.level == name]
        filing = sum(unit.id in filers for unit in units)
        counts = [[words.messages.number(count)] for count in (len(units), filing)]
        yield row(name, words.of(level.title), *counts, [_names(units, words)], _registers(units, words))


def groups(words: PlanWords) -> Iterator[Row]:
    """Each group with its units."""
    for name, group in words.plan.groups.items():
        units = [unit for unit in words.plan.units if unit.id in group.units]
        yield row(name, words.of(group.title), [words.messages.number(len(units))], [_names(units, words)])


def fields(words: PlanWords) -> Iterator[Row]:
    """Each field that the plan has written; those that a checklist brings along belong to its duties."""
    for name, spec in own_fields(words.plan).items():
        reporters = words.crowd(spec.reported_by)
        yield row(name, words.of(spec.label), [_kind(spec, words)], [reporters], _remarks(spec, words))


def constraints(words: PlanWords) -> Iterator[Row]:
    """Each constraint as the comparison that has to hold."""
    for number, rule in enumerate(words.plan.constraints, start=1):
        yield row(str(number), _rule(rule, words))


def own_fields(plan: Plan) -> dict[str, AnyField]:
    """The fields that the plan itself has, without those that its duties bring onto a checklist."""
    made = {answer_field(duty) for duty in plan.duties}
    made |= {evidence_field(duty, evidence) for duty in plan.duties for evidence in duty.evidence}
    return {name: spec for name, spec in plan.fields.items() if name not in made}


def _window(period: Period, words: PlanWords) -> str:
    first, last = (words.messages.day(day) for day in (period.window.first, period.window.last))
    return words.messages.text("plan_page.window", first=first, last=last)


def _due(due: Due, words: PlanWords) -> str:
    key = "plan_page.due_by" if due.inclusive else "plan_page.due_before"
    return words.messages.text(key, day=words.messages.day(due.date))


def _title(period: Period, words: PlanWords) -> str:
    title = words.of(period.title)
    return f"{title} ({words.messages.template('plan_page.interim')})" if period.interim else title


def _names(units: list[Unit], words: PlanWords) -> str:
    if len(units) > ALL_NAMED:
        return named(units, lambda unit: words.of(unit.name), words.messages)
    return words.messages.joined(words.of(unit.name) for unit in units)


def _registers(units: Iterable[Unit], words: PlanWords) -> Iterator[str]:
    """The numbers of the register, added up over the units."""
    totals = Counter[str]()
    for unit in units:
        totals.update(unit.registered)
    yield from (f"{name}: {words.messages.number(total)}" for name, total in totals.items())


def _kind(spec: AnyField, words: PlanWords) -> str:
    told = words.messages.template(f"plan_page.kinds.{spec.kind}")
    return f"{told} ({words.of(spec.unit_of_measure)})" if isinstance(spec, CountField | MonthsField) else told


def _remarks(spec: AnyField, words: PlanWords) -> Iterator[str]:
    """What is special about a field, and how to fill it in."""
    say = words.messages.template
    if not spec.required:
        yield say("plan_page.optional")
    if isinstance(spec, CountField):
        yield from _of_count(spec, words)
    if spec.help is not None:
        yield words.of(spec.help)


def _of_count(spec: CountField, words: PlanWords) -> Iterator[str]:
    text, before = words.messages.text, words.plan.baseline_year
    if spec.counting == "visits":
        yield text("plan_page.visits")
    if not spec.flow:
        yield text("plan_page.stock")
    if spec.tolerance is not None:
        share = numbers.level(spec.tolerance.value, words.messages, is_percent=True)
        yield text("plan_page.tolerance", share=share)
    if spec.since is not None:
        yield text("plan_page.since", year=str(spec.since))
    if spec.baseline and before is not None:
        yield text("plan_page.baseline", year=str(before))
    if spec.register_limit is not None:
        yield text("plan_page.limit", name=words.messages.quoted(spec.register_limit))
    if spec.rolled_up is not None:
        yield _rolled_up(spec.rolled_up, words)


def _rolled_up(rule: RollUp, words: PlanWords) -> str:
    key = "plan_page.from_annex" if rule.annex else "plan_page.from_returns"
    return words.messages.text(key, level=words.who(rule.level), field=words.field(rule.field))


def _rule(rule: Constraint, words: PlanWords) -> str:
    match rule:
        case AtMost():
            return f"{words.total(rule.part)} ≤ {words.total(rule.whole)}"
        case Steps():
            return " ≥ ".join(words.total(step) for step in rule.steps)
        case Sum():
            return f"{words.total(rule.parts)} = {words.total(rule.whole)}"
