"""Which former units each unit was made of: merged, split and renamed ones, as ``formed_from`` declares them.

Figures of before are those of former units. ``as_before`` is the plan with these, to read such returns by; ``Origins``
says what became of them. A unit that others were formed from only in part has no figures that could be compared, and
neither has one that began later without saying what it was formed from: its name may have been that of another unit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.threshold import YEARS
from khpcmd.plan.model import Plan, formed_of, has_succession, successors
from khpcmd.plan.periods import in_year
from khpcmd.plan.review import Review
from khpcmd.plan.units import MARK, Unit, mark
from khpcmd.text import Names, loose


class Origins(NamedTuple):
    """By unit of today that did not exist on a day, the units of that day which it was made of."""

    of: Mapping[str, tuple[str, ...]]
    split: frozenset[str]
    """Those that more than one unit was made of, or that others than the plan's were."""
    absent: frozenset[str]
    """Those that were not there on that day, although nothing says what they were made of."""
    names: Mapping[str, str]
    """Their names."""

    def comparable(self, unit: str) -> bool:
        """Whether figures of that day can be added up to those of a unit."""
        return self.known(unit) and self.split.isdisjoint(self.of.get(unit, (unit,)))

    def known(self, unit: str) -> bool:
        """Whether it is known what a unit was on that day."""
        return self.absent.isdisjoint(self.of.get(unit, (unit,)))


def origins(plan: Plan, day: datetime.date) -> Origins:
    """What the units of a plan were made of, as they were on a day."""
    found = dict[str, tuple[str, ...]]()
    for unit in plan.units:
        leaves = tuple(dict.fromkeys(_leaves(plan, unit, day, ())))
        if leaves != (unit.id,):
            found[unit.id] = leaves
    made_of = [leaf for unit in plan.units for leaf in found.get(unit.id, (unit.id,))]
    split = {leaf for leaf in made_of if made_of.count(leaf) > 1} if found else set()
    split |= {mark(unit) for unit in plan.former if unit.divided}
    absent = {unit.id for unit in plan.units if not unit.exists(day)}
    absent |= {mark(unit) for unit in plan.former if not unit.exists(day)}
    names = {unit.id: unit.name.vi for unit in plan.units} | {mark(unit): unit.name.vi for unit in plan.former}
    return Origins(found, frozenset(split), frozenset(absent), names)


def _leaves(plan: Plan, unit: Unit, day: datetime.date, seen: tuple[Unit, ...]) -> Iterator[str]:
    """The ids of the units of a day that a unit was made of; its own where it was there already, or was new."""
    if unit.exists(day) or not unit.formed_from or unit in seen:
        yield mark(unit) if unit in plan.former else unit.id
        return
    for name in unit.formed_from:
        for before in formed_of(plan, name, unit):
            yield from _leaves(plan, before, day, (*seen, unit))


def baseline_day(plan: Plan, period: str) -> datetime.date:
    """The last day of the same period of the baseline year: units of before a reform that lies within that year report
    its first half, and those of after it the year. Without a period, the last day of the year."""
    return day_in(plan, period, plan.baseline_year if plan.baseline_year is not None else plan.year - 1)


def day_in(plan: Plan, period: str, year: int) -> datetime.date:
    """The last day of a period of the plan in another year; of that year itself where there is no such period."""
    if period not in plan.periods:
        return datetime.date(year, 12, 31)
    last = plan.periods[period].window.last
    return in_year(last, last.year + year - plan.year_of(period))


def day_stated(plan: Plan, period: str, year: str) -> datetime.date:
    """The last day of what a return states; the day of the units where that is not known. ``year`` is "" for the
    plan's own."""
    if year.isdecimal() and int(year) in YEARS:
        return day_in(plan, period, int(year))
    return plan.periods[period].window.last if period in plan.periods else plan.day_of_units


def as_before(plan: Plan, day: datetime.date) -> Plan:
    """The plan with its former units beside those of today, to read figures of that day by.

    Of two units of one name it is the former one that is meant.
    """
    if not has_succession(plan):
        return plan
    made_of = {leaf for leaves in origins(plan, day).of.values() for leaf in leaves}
    former = [unit for unit in plan.former if mark(unit) in made_of]
    taken = {loose(text) for unit in former for text in unit.spellings()}
    ids = plan.unit.keys()
    units = [
        unit.model_copy(
            update={"id": mark(unit), "parent": unit.parent if unit.parent in ids else None, "formed_from": ()}
        )
        for unit in former
    ]
    today = [_without(unit, taken) for unit in plan.units]
    return plan.changed(units=(*today, *units))


def _without(unit: Unit, taken: set[str]) -> Unit:
    """A unit of today without the names that a former unit has; its code is left as a name that nobody writes."""
    if not any(loose(text) in taken for text in unit.spellings()):
        return unit
    own = tuple(text for text in unit.aliases if loose(text) not in taken)
    name = unit.name
    if loose(name.vi) in taken or loose(name.en) in taken:
        hidden = f"{MARK}{unit.id}{MARK}"
        name = name.model_copy(update={"vi": hidden, "en": hidden})
    return unit.model_copy(update={"name": name, "aliases": own, "short": None})


def renamed(plan: Plan) -> Plan:
    """The plan with the names of former units as other names of those that are the same under a new name."""
    if not has_succession(plan):
        return plan
    heirs = successors(plan)
    taken = {loose(text) for unit in plan.units for text in unit.spellings()}
    units = list(plan.units)
    for index, unit in enumerate(units):
        before = formed_of(plan, unit.formed_from[0], unit) if len(unit.formed_from) == 1 else []
        for one in before:
            if one not in plan.former or one.divided or heirs.get(mark(one)) != (unit.id,):
                continue
            more = [text for text in dict.fromkeys(one.spellings()) if loose(text) not in taken]
            taken.update(map(loose, more))
            units[index] = unit.model_copy(update={"aliases": (*unit.aliases, *more)})
    return plan.changed(units=tuple(units))


def former_named(plan: Plan, text: str) -> tuple[str, ...]:
    """The units of today that a former unit of exactly this name went into; none where no former unit has the name."""
    return plan.former_names.get(loose(text), ()) if plan.former else ()


def check_succession(review: Review) -> Iterator[Diagnostic]:
    """What a unit is formed from is a unit of before, and since when is said: without that day it would be taken for
    one that was there, as large as it is today. What became of each former unit is said, too."""
    plan = review.plan
    taken = _taken_for(plan)
    for unit, today in taken.values():
        last = unit.valid_to or datetime.date.max
        yield Code.FORMER_UNDECLARED(
            review.unit_at(today.id), {"found": unit.name.vi, "day": last, "unit": Ref("unit", today.id)}
        )
    yield from _check_former(review)
    if not has_succession(plan):
        return
    known = [*(unit.id for unit in plan.former), *plan.unit]
    for unit in plan.units:
        if unit.formed_from and unit.valid_from is None:
            yield Code.MISSING_KEY(review.unit_at(unit.id), {"key": "valid_from", "of": f" (units: {unit.id})"})
        for index, name in enumerate(unit.formed_from):
            if formed_of(plan, name, unit):
                continue
            at = review.unit_at(unit.id, "formed_from", index)
            yield review.unknown_at(at, "unit", name, known)
    heirs, levels = successors(plan), {unit.level for unit in plan.units if unit.formed_from}
    lost = [unit for unit in plan.former if unit.level in levels and mark(unit) not in heirs.keys() | taken.keys()]
    for unit in lost:
        last = unit.valid_to or datetime.date.max
        yield Code.NO_SUCCESSOR(review.source.at(("id",)), {"found": unit.name.vi, "day": last})


def _check_former(review: Review) -> Iterator[Diagnostic]:
    """Former units that the plan itself lists have its levels, and units above them that are or were; of another level
    none would be missed that nobody was formed from."""
    plan, source = review.plan, review.source
    known = [*(unit.id for unit in plan.former), *plan.unit]
    own = [path for path in source.values if len(path) == len(("units", 0)) and path[0] == "units"]
    ended = {(source.texts.get((*path, "id")), source.texts.get((*path, "valid_to"))): path for path in own}
    for unit in plan.former:
        path = ended.get((unit.id, str(unit.valid_to)))
        if path is None:
            continue
        if unit.level not in plan.levels:
            yield review.unknown("level", (*path, "level"), unit.level, plan.levels)
        if unit.parent is not None and unit.parent not in known:
            yield review.unknown("unit", (*path, "parent"), unit.parent, known)


def _taken_for(plan: Plan) -> dict[str, tuple[Unit, Unit]]:
    """Former units of the baseline year that no unit was formed from, with the unit of today whose code or name they
    have: what they reported would be the baseline of that one, which may be larger."""
    if not plan.former or not any(target.measure.baseline_fields() for target in plan.targets):
        return {}
    days, heirs = {baseline_day(plan, period) for period in plan.periods}, successors(plan)
    names = Names({unit.id: unit.spellings() for unit in plan.units}, units=True)
    found = dict[str, tuple[Unit, Unit]]()
    for unit in plan.former:
        if mark(unit) in heirs or not any(map(unit.exists, days)):
            continue
        named = (match.id for match in map(names.match, unit.spellings()) if match.id)
        ident = unit.id if unit.id in plan.unit else next(named, None)
        if ident is not None:
            found[mark(unit)] = unit, plan.unit[ident]
    return found


def told(plan: Plan, found: Diagnostic) -> Diagnostic:
    """A diagnostic of a unit that the plan does not have, as that of a former unit where it is one."""
    if found.code is not Code.UNKNOWN_UNIT:
        return found
    text = str(found.params["found"])
    heirs = former_named(plan, text)
    if not heirs:
        return found
    return Code.FORMER_UNIT(found.at, {"found": text, "units": tuple(Ref("unit", heir) for heir in heirs)})
