"""Figures that stand twice: in the returns of two units, in those of two periods, or down a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, count
from operator import eq

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.diagnostics.parameters import Ref, RepeatedValue, SameAsOther, SameAsPrevious
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import file_of
from khpcmd.plausible.figures import Compared, Steps, column, least_telling
from khpcmd.returns import Key, Return

BESIDE = 3
"""How many figures beside each other two units have in common before they are compared altogether."""
BITS = 64
"""So many bits for each figure tell those beside each other apart at first."""
CROWD = 25
"""Figures that more units share than this find no pairs: they are usual ones."""


def alike(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question to each unit whose figures are, nearly all, those of another unit."""
    rule, least, pairs = plan.plausibility.copies, _least(plan), Counter[tuple[str, str]]()
    for units in _sharing(least, of.now).values():
        if len(units) <= CROWD:
            pairs.update((one, other) for at, one in enumerate(units) for other in units[at + 1 :])
    asked = set[str]()
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
    """The units that have some figures beside each other in common; copies share many of these."""
    # Of most units no others have these, so that a bit is all that is kept of them: where two have the same bit they
    # are looked at again.
    bits = 8 + BITS * sum(map(len, figures.values()))
    seen, again = bytearray(bits // 8 + 1), set[int]()
    for _, all_beside in _beside(least, figures):
        for beside in all_beside:
            bit = hash(beside) % bits
            byte, mask = bit >> 3, 1 << (bit & 7)
            if seen[byte] & mask:
                again.add(bit)
            else:
                seen[byte] |= mask
    del seen  # what follows takes as much again
    found = dict[Beside, list[str]]()
    for unit, all_beside in _beside(least, figures) if again else ():
        for beside in all_beside:
            if hash(beside) % bits in again:
                found.setdefault(beside, []).append(unit)
    return {beside: units for beside, units in found.items() if len(units) > 1}


def _beside(least: Mapping[str, int], figures: Mapping[str, Steps]) -> Iterator[tuple[str, Iterable[Beside]]]:
    """By unit, the figures beside each other that tell something, each with its key in one number."""
    layouts = {id(one.places): one.places for one in figures.values()}  # returns of one layout share them
    numbers = {key: at for at, key in enumerate(dict.fromkeys(chain.from_iterable(layouts.values())))}
    places, of_places = None, list[tuple[int, int]]()
    for unit, one in figures.items():
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
        for key, one, other in first.with_those_of(second)
        if key.field in least and max(one, other) >= least[key.field]
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
    rule = plan.plausibility.repeated
    filed, figures = list(of.filed.values()), [of.now[unit] for unit in of.filed]
    for name in plan.fields:
        key = Key(name)
        least = least_telling(plan.fields[name], rule.size)
        stated = column(figures, key)
        having = [one for one, value in enumerate(stated) if value is not None]
        values = [value for value in stated if value is not None]
        for first, end in _alike(values):
            value = values[first]
            if end - first < rule.units or value < least or 2 * values.count(value) > len(values):
                continue
            for rows in _consecutive([filed[one] for one in having[first:end]], key):
                if len(rows) >= rule.units:
                    params: RepeatedValue = {
                        "field": Ref("field", name),
                        "value": plan.fields[name].of_steps(value),
                        "count": len(rows),
                        "units": tuple(Ref("unit", one.unit) for one in rows),
                    }
                    yield Code.REPEATED_VALUE(rows[1].cells[key].at, params, rows[1].unit)


def _alike(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From where to where two or more equal values follow each other."""
    first, end = 0, 0
    for at in compress(count(), map(eq, values, values[1:])):
        if at >= end and end:
            yield first, end
        first, end = first if at < end else at, at + 2
    if end:
        yield first, end


def _consecutive(units: Sequence[Return], key: Key) -> Iterator[list[Return]]:
    """The units in groups whose cells stand below each other."""
    group, last = list[Return](), ("", "", 0, 0)
    for filed in units:
        at = filed.cells[key].at
        row, column = row_and_column(at.cell) if at else (0, 0)
        place = (at.file, at.sheet, column, row) if at else ("", "", 0, 0)
        if group and (place[:3] != last[:3] or place[3] != last[3] + 1):
            yield group
            group = []
        group.append(filed)
        last = place
    if group:
        yield group


def _sheet(filed: Return) -> Location | None:
    return Location(filed.sources[0].file, filed.sources[0].sheet) if filed.sources else None
