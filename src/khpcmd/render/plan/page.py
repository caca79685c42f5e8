"""A plan as a document, in the order a person reads it; and as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import assert_never

from pydantic import BaseModel

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Known, Level, Number
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum
from khpcmd.plan.fields import AmountField, AnyField, CountField
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.plan.periods import Period
from khpcmd.plan.units import Unit
from khpcmd.render.document import Document, Row, Section, Table, row_of
from khpcmd.render.explained import MeasureWords
from khpcmd.render.json import heading
from khpcmd.render.json_text import Json, written
from khpcmd.render.told.target import title
from khpcmd.render.wording import NAMED, PlanWords, named
from khpcmd.render.wording import level as exactly

BREAK = re.compile("(?<![ \t])[ \t]*[\n\r\v\f\x85\u2028\u2029]+[ \t]*")
ALL_NAMED = 40
"""Up to how many units of a level are all named; of more the first dozen."""


def plan_document(plan: Plan, messages: Messages) -> Document:
    """Put a plan into words; parts that it does not have are left out."""
    words = MeasureWords(messages, plan)
    parts = (_section(name, tuple(rows(words)), columns, messages) for name, (rows, columns) in PARTS.items())
    return Document(
        one_line(plan.title.in_(messages.language)),
        tuple(one_line(line) for line in _about(plan, messages)),
        tuple(part for part in parts if part.blocks),
    )


def _section(name: str, rows: tuple[Row, ...], columns: tuple[str, ...], messages: Messages) -> Section:
    """One part of the plan; its heading says how many rows it has."""
    title = f"{messages.template(f'plan_page.parts.{name}')} ({messages.number(len(rows))})"
    heads = tuple(messages.template(f"plan_page.columns.{column}") for column in ("id", *columns))
    return Section(title, (Table(heads, rows),) if rows else ())


def _about(plan: Plan, messages: Messages) -> Iterator[str]:
    """The document, the years, and whose units they are."""
    document, text, before = plan.document, messages.text, plan.baseline_year
    day, issuer = messages.day(document.date), document.issuer.in_(messages.language)
    yield text("plan_page.issued", number=document.number, date=day, issuer=issuer)
    yield text("plan_page.year" if before is None else "plan_page.years", year=str(plan.year), before=str(before))
    yield text("plan_page.units_on", day=messages.day(plan.day_of_units))
    rules = plan.plausibility
    if rules.without:
        yield text("plan_page.questions_off", rules=messages.joined(rules.without))
    if rules.not_asked:
        labels = (plan.fields[name].label.in_(messages.language) for name in rules.not_asked)
        yield text("plan_page.not_asked", fields="; ".join(labels))
    if tuned := list(rules.tuned()):
        yield text("plan_page.questions_tuned", values=messages.joined(f"{key} {value}" for key, value in tuned))
    yield text("plan_page.id", id=plan.id)


def row(name: str, title: str, *cells: Iterable[str]) -> Row:
    """A row of texts, each made one line; what is empty is left out."""
    return row_of(one_line(name), one_line(title), *(map(one_line, filter(None, cell)) for cell in cells))


def one_line(text: str) -> str:
    """The text without its line breaks, which YAML allows in a quote."""
    return BREAK.sub(" ", text)


def targets(words: MeasureWords) -> Iterator[Row]:
    """Each target: how it is measured, its threshold, who reports, and its clause."""
    quoted: dict[tuple[str, str], str] = {}
    for target in words.plan.targets:
        told, clause = words.target(target), _clause(target, words, quoted)
        measured, name = (told.measured, *told.conditions), title(target, words.messages)
        yield row(target.id, name, measured, [told.threshold], [told.reporters], clause)


def duties(words: MeasureWords) -> Iterator[Row]:
    """Each duty: whose it is, how it is answered and with what evidence, and its clause."""
    quoted: dict[tuple[str, str], str] = {}
    for duty in words.plan.duties:
        clause = _clause(duty, words, quoted)
        yield row(duty.id, words.of(duty.title), [words.crowd(duty.of)], answered(duty, words), clause)


def answered(duty: Duty, words: MeasureWords) -> Iterator[str]:
    """How a duty is answered, the evidence that is required, and the periods it is checked in."""
    text, joined = words.messages.text, words.messages.joined
    if duty.where is not None:
        yield text("plan_page.by_figures", condition=words.condition(duty.where))
    elif duty.report_of is not None:
        yield text("plan_page.by_return", period=words.period(duty.report_of))
    else:
        yield text("plan_page.by_checklist")
    if duty.due is not None:
        yield text("plan_page.duty_due", days=words.days(duty.due.days))
    if duty.evidence:
        kinds = (words.messages.template(f"evidence.{kind}") for kind in duty.evidence)
        yield text("plan_page.evidence", evidence=joined(kinds))
    if duty.periods:
        yield text("plan_page.looked_at", periods=joined(words.period(name) for name in duty.periods))


def _clause(promise: Target | Duty, words: MeasureWords, quoted: dict[tuple[str, str], str]) -> Iterator[str]:
    """Where the document says it, what it says, and how it is read; of a passage quoted before, only where that is."""
    first = quoted.setdefault((promise.clause, promise.quote), promise.id)
    yield promise.clause
    own = first == promise.id
    yield words.messages.quoted(promise.quote) if own else words.messages.text("plan_page.quoted_at", id=first)
    if promise.note is not None:
        yield words.messages.text("view.note", note=words.of(promise.note))


def periods(words: PlanWords) -> Iterator[Row]:
    """Each period with the days that count, when its return is due, and its complete months."""
    for name, period in words.plan.periods.items():
        first, last = (words.messages.day(day) for day in (period.window.first, period.window.last))
        window = words.messages.text("plan_page.window", first=first, last=last)
        key = "plan_page.due_by" if period.due.inclusive else "plan_page.due_before"
        due = words.messages.text(key, day=words.messages.day(period.due.date))
        yield row(name, _title(period, words), [window], [due], [", ".join(map(str, period.months))])


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


def sections(words: PlanWords) -> Iterator[Row]:
    """Each heading of the form with the fields that it names."""
    specs = words.plan.fields
    for number, section in enumerate(words.plan.sections, start=1):
        yield row(str(number), words.of(section.title), [words.of(specs[name].label) for name in section.fields])


def own_fields(plan: Plan) -> dict[str, AnyField]:
    """The fields that the plan itself has, without those that its duties bring onto a checklist."""
    made = {answer_field(duty) for duty in plan.duties}
    made |= {evidence_field(duty, evidence) for duty in plan.duties for evidence in duty.evidence}
    return {name: spec for name, spec in plan.fields.items() if name not in made}


def _title(period: Period, words: PlanWords) -> str:
    title = words.of(period.title)
    return f"{title} ({words.messages.template('plan_page.interim')})" if period.interim else title


def _names(units: list[Unit], words: PlanWords) -> str:
    most = NAMED if len(units) > ALL_NAMED else ALL_NAMED
    return named(units, lambda unit: words.of(words.plan.name_of(unit)), words.messages, most=most)


def _registers(units: Iterable[Unit], words: PlanWords) -> Iterator[str]:
    """The numbers of the register, added up over the units; of percentages the lowest and the highest."""
    found = dict[tuple[str, int], list[Known]]()
    for unit in units:
        for name, known in unit.registered.items():
            for year, one in known.items() if isinstance(known, dict) else ((0, known),):
                found.setdefault((name, year), []).append(one)
    for (name, year), all_known in found.items():
        title = words.register_title(name) if name in words.plan.registers else ""
        text = _known(all_known, words.register(name), title, words.messages)
        yield words.messages.text("plan_page.register_of_year", text=text, year=str(year)) if year else text


def _known(known: Sequence[Known], noun: str, title: str, messages: Messages) -> str:
    """Numbers of one name: what they add up to, with their title if they have one, and percentages beside them, which
    nobody adds up."""
    numbers: list[Number] = [one for one in known if not isinstance(one, Level)]
    levels = sorted((one for one in known if isinstance(one, Level)), key=attrgetter("value"))
    total, texts = sum(numbers), list[str]()
    if numbers:
        count = messages.number(total) if noun == title else messages.text("view.counted", part=total, noun=noun)
        texts.append(messages.text("plan_page.registered", title=title, count=count) if title else count)
    if levels:
        low, high = exactly(levels[0], messages), exactly(levels[-1], messages)
        texts.append(messages.text("plan_page.register_levels", noun=title or noun, low=low, high=high))
    return "; ".join(texts)


def _kind(spec: AnyField, words: PlanWords) -> str:
    kind = words.messages.template(f"plan_page.kinds.{spec.kind}")
    return f"{kind} ({words.of(spec.measure)})" if spec.measure else kind


def _remarks(spec: AnyField, words: PlanWords) -> Iterator[str]:
    """What is special about a field, and how to fill it in."""
    if spec.codes:
        yield words.messages.text("plan_page.codes", codes=", ".join(spec.codes))
    if not spec.required:
        yield words.messages.template("plan_page.optional")
    if isinstance(spec, CountField | AmountField):
        yield from _of_number(spec, words)
    if spec.help is not None:
        yield words.of(spec.help)


def _of_number(spec: CountField | AmountField, words: PlanWords) -> Iterator[str]:
    """What of a count or an amount is not as usual."""
    text, before = words.messages.text, words.plan.baseline_year
    if isinstance(spec, AmountField):
        low, high = (words.messages.number(end) for end in spec.ends)
        yield text("plan_page.decimals", decimals=spec.decimals, low=low, high=high)
    elif spec.counting == "visits":
        yield text("plan_page.visits")
    if not spec.flow:
        nature = spec.nature if isinstance(spec, CountField) else None
        yield text(f"plan_page.{nature or 'stock'}")
    if not spec.has_sum:
        yield text("plan_page.no_sum")
    if spec.tolerance is not None:
        yield text("plan_page.tolerance", share=exactly(spec.tolerance, words.messages))
    if isinstance(spec, CountField) and spec.since is not None:
        yield text("plan_page.since", year=str(spec.since))
    if spec.baseline and before is not None:
        yield text("plan_page.baseline", year=str(before))
    if isinstance(spec, CountField) and spec.register_limit is not None:
        yield text("plan_page.limit", name=words.register_title(spec.register_limit))
    if (rule := spec.rolled_up) is not None:
        key = "plan_page.from_annex" if rule.annex else "plan_page.from_returns"
        yield text(key, level=words.who(rule.level), field=words.field(rule.field))


def _rule(rule: Constraint, words: PlanWords) -> str:
    match rule:
        case AtMost():
            return f"{words.total(rule.part)} ≤ {words.total(rule.whole)}"
        case Steps():
            return " ≥ ".join(words.total(step) for step in rule.steps)
        case Sum():
            return f"{words.total(rule.parts)} = {words.total(rule.whole)}"
        case _:
            assert_never(rule)


PARTS: dict[str, tuple[Callable[[MeasureWords], Iterator[Row]], tuple[str, ...]]] = {
    "periods": (periods, ("period", "figures", "due", "months")),
    "levels": (levels, ("level", "units", "filing", "names", "register")),
    "groups": (groups, ("group", "units", "names")),
    "targets": (targets, ("target", "measured", "threshold", "reporters", "clause")),
    "duties": (duties, ("duty", "of", "answered", "clause")),
    "fields": (fields, ("field", "kind", "reporters", "remarks")),
    "constraints": (constraints, ("rule",)),
    "sections": (sections, ("heading", "asked_fields")),
}
"""The parts of the page in their order: their rows, and their columns beside the id; the first has the rows' titles."""


def plan_json(loaded: LoadedPlan, messages: Messages) -> str:
    """The plan as a JSON document. Keys are those of plan files; every key is there, null where it is not set.

    ``words`` has a target or duty in the language of the document; everything else is the same in every language.
    """
    plan, words = loaded.plan, MeasureWords(messages, loaded.plan)
    filers = {unit.id for unit in plan.filers}
    document: Json = {
        **heading(plan, loaded.sha256, messages),
        "title": _json(plan.title),
        "document": _json(plan.document),
        "year": plan.year,
        "baseline_year": plan.baseline_year,
        "units_on": plan.day_of_units.isoformat(),
        "periods": [{"id": name, **_json(period)} for name, period in plan.periods.items()],
        "levels": [{"id": name, **_json(level)} for name, level in plan.levels.items()],
        "groups": [{"id": name, **_json(group)} for name, group in plan.groups.items()],
        "registers": [{"id": name, **_json(known)} for name, known in plan.registers.items()],
        "units": [{**_json(unit), "files_return": unit.id in filers} for unit in plan.units],
        "fields": [{"id": name, **_json(spec)} for name, spec in own_fields(plan).items()],
        "constraints": [_json(rule) for rule in plan.constraints],
        "sections": [_json(section) for section in plan.sections],
        "targets": [{**_json(target), "words": words.target(target)._asdict()} for target in plan.targets],
        "duties": [{**_json(duty), "words": {"answered": list(answered(duty, words))}} for duty in plan.duties],
    }
    return written(document)


def _json(part: BaseModel) -> dict[str, Json]:
    found: dict[str, Json] = part.model_dump(mode="json", by_alias=True)
    return found
