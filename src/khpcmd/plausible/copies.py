"""Figures that stand twice: in the returns of two units, in those of two periods, or down a column."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, compress, groupby, repeat
from operator import eq, is_not, mod

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.diagnostics.parameters import Ref, RepeatedValue, SameAsOther, SameAsPrevious
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import file_of
from khpcmd.plausible.figures import Compared, Steps, least_telling
from khpcmd.returns import Key, Return

BESIDE = 3
"""How many figures beside each other two units have in common before they are compared altogether."""
SLOTS = 8
"""So many slots for each figure tell those beside each other apart at first."""
CROWD = 25
"""Figures that more units share than this find no pairs: they are usual ones."""


def alike(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question to each unit whose figures are, nearly all, those of another unit."""
    rule, least, asked = plan.plausibility.copies, _least(plan), set[str]()
    sharing = _sharing(least, of.now).values()
    pairs = Counter(pair for units in sharing if len(units) <= CROWD for pair in combinations(units, 2))
    for (one, other), _ in pairs.most_common():
        if of.now[one].most_alike(of.now[other]) < rule.figures:
            continue
        same, count = _same(least, of.now[one], of.now[other])
        if same >= rule.figures and same >= rule.share.value * count:
            for unit, its in ((one, other), (other, one)):
                if unit not in asked:
                    asked.add(unit)
                    about, than = Ref("unit", unit), Ref("unit", its)
                    params: SameAsOther = {"unit": about, "other": than, "same": same, "count": count}
                    yield Code.SAME_AS_OTHER(_sheet(of.filed[unit]), params, unit)


def _least(plan: Plan) -> Mapping[str, int]:
    """The steps from which on a figure of a field tells something."""
    return {name: least_telling(spec) for name, spec in plan.fields.items()}


Beside = tuple[int, ...]
"""Some figures beside each other, each with its value one number."""


def _sharing(least: Mapping[str, int], figures: Mapping[str, Steps]) -> dict[Beside, list[str]]:
    """The units that have some figures beside each other, where others may have them too; copies share many."""
    # Of most units no others have these, so that a mark is all that is kept of them: where two have left it in one slot
    # they are looked at again.
    slots = SLOTS * sum([len(one.values_or_none) for one in figures.values()])
    once, again = bytearray(slots), bytearray(slots)
    marks: dict[str, array[int]] = {}
    for unit, all_beside in _beside(least, figures):
        marks[unit] = array("q", map(hash, all_beside))
        own = list(map(mod, marks[unit], repeat(slots)))
        for slot in compress(own, map(once.__getitem__, own)):
            again[slot] = True
        for slot in own:
            once[slot] = True
    met, shared = set[int](), set[int]()
    for hashes in marks.values():
        left = {*compress(hashes, map(again.__getitem__, map(mod, hashes, repeat(slots))))}
        shared |= met & left
        met |= left
    found, sharing = dict[Beside, list[str]](), [unit for unit, one in marks.items() if not shared.isdisjoint(one)]
    for unit, all_beside in _beside(least, figures, sharing):
        for beside in compress(all_beside, map(shared.__contains__, marks[unit])):
            found.setdefault(beside, []).append(unit)
    return found


def _beside(
    least: Mapping[str, int], figures: Mapping[str, Steps], units: Iterable[str] = ()
) -> Iterator[tuple[str, Iterable[Beside]]]:
    """By unit, of some or of all, the figures beside each other that tell something, each with its key in a number."""
    layouts = {id(one.places): one.places for one in figures.values()}  # returns of one layout share them
    numbers = {key: at for at, key in enumerate(dict.fromkeys(chain.from_iterable(layouts.values())))}
    places, of_places = None, list[tuple[int, int]]()
    for unit, one in figures.items() if units == () else ((unit, figures[unit]) for unit in units):
        if one.places is not places:
            places, of_places = one.places, [(least[key.field], numbers[key]) for key in one.places]
        telling = [
            value * len(numbers) + number
            for value, (from_here, number) in zip(one.values_or_none, of_places, strict=True)
            if value is not None and value >= from_here
        ]
        yield unit, zip(*[telling[at:] for at in range(BESIDE)], strict=False)


def _same(least: Mapping[str, int], first: Steps, second: Steps) -> tuple[int, int]:
    """How many figures that tell something (in either return) are the same in both, and how many both have."""
    both = [
        one == other
        for (key, one), other in zip(first.items(), map(second.get, first), strict=True)
        if other is not None and key.field in least and max(one, other) >= least[key.field]
    ]
    return sum(both), len(both)


def sent_again(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question about returns of which nearly all flows are those of an earlier return; all of them is K612."""
    rule, asked = plan.plausibility.copies, set[str]()
    least = {name: steps for name, steps in _least(plan).items() if plan.fields[name].accumulates}
    for before in of.past.values():
        for unit, (filed, then) in before.items():
            if unit in asked:
                continue
            same, count = _same(least, of.now[unit], then)
            if rule.figures <= same < count and same >= rule.share.value * count:
                asked.add(unit)
                params: SameAsPrevious = {
                    "unit": Ref("unit", unit), "other": file_of(filed), "same": same, "count": count,
                }  # fmt: skip
                yield Code.SAME_AS_PREVIOUS(_sheet(of.filed[unit]), params, unit)


def repeated(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question where units in consecutive rows of a sheet have the same figure, as if it had been filled down."""
    rule, filed = plan.plausibility.repeated, list(of.filed.values())
    long = re.compile(rb"\x01{%d,}" % (rule.units - 1))
    for name, spec in plan.fields.items():
        key, least = Key(name), least_telling(spec, rule.size)
        column = of.columns.get(key, ())
        known = list(compress(filed, map(is_not, column, repeat(None)))) if None in column else filed
        values = [value for value in column if value is not None]
        for run in long.finditer(bytes(map(eq, values, values[1:]))):  # 1: as the one before it
            value, alike = values[run.start()], known[run.start() : run.end() + 1]
            if value < least or 2 * values.count(value) > len(values):
                continue
            for rows in _consecutive(alike, key):
                if len(rows) >= rule.units:
                    same = tuple(Ref("unit", one.unit) for one in rows)
                    params: RepeatedValue = {
                        "field": Ref("field", name), "value": spec.of_steps(value), "count": len(rows), "units": same,
                    }  # fmt: skip
                    yield Code.REPEATED_VALUE(rows[1].cells[key].at, params, rows[1].unit)


def _consecutive(units: Iterable[Return], key: Key) -> Iterator[list[Return]]:
    """The units in groups whose cells stand below each other."""

    def place(numbered: tuple[int, Return]) -> tuple[object, ...]:
        number, filed = numbered
        at = filed.cells[key].at
        if at is None:
            return (number,)
        row, column = row_and_column(at.cell)
        return at.file, at.sheet, column, row - number

    return ([one for _, one in group] for _, group in groupby(enumerate(units), place))


def _sheet(filed: Return) -> Location | None:
    return Location(filed.sources[0].file, filed.sources[0].sheet) if filed.sources else None
