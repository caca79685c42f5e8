"""Checks that each name in a return can mean only one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.plan.base import Text
from khpcmd.plan.calendar import Period
from khpcmd.plan.checklist import answer_field
from khpcmd.plan.duties import Duty
from khpcmd.plan.fields import FieldModel
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Steps, mistake, shortened
from khpcmd.plan.review import Review
from khpcmd.plan.units import Unit
from khpcmd.text import Owners, bare, loose

Spelling = tuple[Ref, Steps, str]
"""What has a name, the path of the name in the plan, and the name."""


def check_names(review: Review) -> Iterator[Diagnostic]:
    """Yields two units, two periods, or two fields of one reporter, that share a name or an alias."""

    def reported_together(first: Ref, second: Ref) -> bool:
        return bool(review.common((_field_of(review, first), _field_of(review, second))))

    plan, where = review.plan, _where_looked_up(review.plan)

    def beside(first: Ref, second: Ref) -> bool:
        return where[first.id] == where[second.id]

    periods = (one for name, period in plan.periods.items() for one in _of_period(("periods", name), name, period))
    fields = (one for name, spec in plan.fields.items() for one in _of_field(("fields", name), name, spec))
    yield from _shared(review, _of_units(review, where), beside)
    yield from _shared(review, periods)
    duties = (one for index, duty in enumerate(plan.duties) for one in _of_duty(("duties", index), duty))
    yield from _shared(review, chain(fields, duties), reported_together)


def _field_of(review: Review, named: Ref) -> str:
    """The field that a name stands for."""
    return answer_field(review.plan.duty[named.id]) if named.kind == "duty" else named.id


def _where_looked_up(plan: Plan) -> dict[str, str]:
    """By unit, the scope in which its name is looked up: all units that file, or else those below its parent."""
    filers = {unit.id for unit in plan.filers}
    return {ident: "" if ident in filers else f"{unit.parent or ''}/" for ident, unit in plan.unit.items()}


def _of_units(review: Review, where: Mapping[str, str]) -> Iterator[Spelling]:
    """The names of the units that share one; most of ten thousand do not, and are left out here."""
    spelt = review.plan.spelt
    keys = zip(spelt.ids + spelt.ids, spelt.loose + spelt.bare, strict=True)
    sharing = Owners([where[ident] + key for ident, key in keys], spelt.ids + spelt.ids).together()
    if sharing:
        for path, unit in zip(review.unit_paths, review.plan.units, strict=True):
            if unit.id in sharing:
                yield from _of_unit(path, unit)


def _of_unit(path: Steps, unit: Unit) -> Iterator[Spelling]:
    return _spellings(Ref("unit", unit.id), path, "name", unit.name, unit.aliases)


def _of_period(path: Steps, name: str, period: Period) -> Iterator[Spelling]:
    return _spellings(Ref("period", name), path, "title", period.title, period.aliases)


def _of_field(path: Steps, name: str, spec: FieldModel) -> Iterator[Spelling]:
    return _spellings(Ref("field", name), path, "label", spec.label, spec.aliases)


def _of_duty(path: Steps, duty: Duty) -> Iterator[Spelling]:
    """The names of a duty on a checklist; one that fields answer is on none, and may share a name with them."""
    if duty.where is None:
        yield from _spellings(Ref("duty", duty.id), path, "title", duty.title, duty.aliases)


def _spellings(named: Ref, path: Steps, key: str, name: Text, aliases: tuple[str, ...]) -> Iterator[Spelling]:
    yield named, (*path, key, "vi"), name.vi
    yield named, (*path, key, "en"), name.en
    for index, alias in enumerate(aliases):
        yield named, (*path, "aliases", index), alias


def _shared(
    review: Review, spellings: Iterator[Spelling], clash: Callable[[Ref, Ref], bool] = Ref.__ne__
) -> Iterator[Diagnostic]:
    """Yields names that two things share; a name without accents is also shared with those that have them."""
    found = list(spellings)
    accented: dict[str, list[Ref]] = {}
    for named, _, text in found:
        if (letters := bare(text)) != loose(text):
            accented.setdefault(letters, []).append(named)
    owners: dict[str, list[Ref]] = {}
    for named, path, text in found:
        key = loose(text)
        others = owners.setdefault(key, [])
        alike = accented.get(key, ())
        other = next((one for one in (*others, *alike) if one != named and clash(one, named)), None)
        if other is not None:
            place, name = review.source.at(path), shortened(text)
            yield mistake(Code.AMBIGUOUS_NAME, place, name=name, first=other, second=named)
        if named not in others:
            others.append(named)
