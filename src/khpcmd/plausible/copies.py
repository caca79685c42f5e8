"""Figures that stand twice: in the returns of two units, in those of two periods, or down a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.faults import row_and_column
from khpcmd.parameters import Ref, RepeatedValue, SameAsOther, SameAsPrevious
from khpcmd.plan.model import Plan
from khpcmd.plausible.figures import Compared, Steps, figure, is_flow, least_telling
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
        first, second = of.now[one], of.now[other]
        same, count = _same(_telling(least, first), _telling(least, second), first, second)
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


def _telling(least: Mapping[str, int], steps: Steps) -> Steps:
    return {key: value for key, value in steps.items() if value >= least[key.field]}


def _sharing(least: Mapping[str, int], figures: Mapping[str, Steps]) -> dict[tuple[tuple[Key, int], ...], list[str]]:
    """The units that have some figures beside each other in common; copies share many of these."""
    # Of most units no others have these, so that a bit is all that is kept of them: where two have the same bit they
    # are looked at again.
    bits = 8 + BITS * sum(map(len, figures.values()))
    seen, again = bytearray(bits // 8 + 1), set[int]()
    for steps in figures.values():
        for beside in _beside(_telling(least, steps)):
            bit = hash(beside) % bits
            if seen[bit >> 3] >> (bit & 7) & 1:
                again.add(bit)
            seen[bit >> 3] |= 1 << (bit & 7)
    found = dict[tuple[tuple[Key, int], ...], list[str]]()
    for unit, steps in figures.items() if again else ():
        for beside in _beside(_telling(least, steps)):
            if hash(beside) % bits in again:
                found.setdefault(beside, []).append(unit)
    return {beside: units for beside, units in found.items() if len(units) > 1}


def _beside(telling: Steps) -> Iterator[tuple[tuple[Key, int], ...]]:
    ordered = list(telling.items())
    return zip(*(ordered[at:] for at in range(BESIDE)), strict=False)


def _same(first: Steps, second: Steps, all_first: Steps, all_second: Steps) -> tuple[int, int]:
    """How many figures that tell something (in either return) are the same in both, and how many both have."""
    keys = [key for key in first.keys() | second.keys() if key in all_first and key in all_second]
    return sum(all_first[key] == all_second[key] for key in keys), len(keys)


def sent_again(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question about returns of which nearly all flows are those of an earlier return; all of them is K612."""
    rule, least, asked = plan.plausibility.copies, _least(plan), set[str]()
    for before in of.past.values():
        for unit, (filed, then) in before.items():
            now = {key: value for key, value in of.now[unit].items() if is_flow(plan, key)}
            if unit in asked or sum(then.get(key) == value for key, value in now.items()) < rule.figures:
                continue
            flows = {key: value for key, value in then.items() if is_flow(plan, key)}
            same, count = _same(_telling(least, now), _telling(least, flows), now, flows)
            if rule.figures <= same < count and same >= rule.share.value * count:
                asked.add(unit)
                params: SameAsPrevious = {
                    "unit": Ref("unit", unit), "other": _file(filed), "same": same, "count": count,
                }  # fmt: skip
                yield Code.SAME_AS_PREVIOUS(_sheet(of.filed[unit]), params, unit)


def repeated(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question where units in consecutive rows of a sheet have the same figure, as if it had been filled down."""
    rule = plan.plausibility.repeated
    figures = [(filed, of.now[unit]) for unit, filed in of.filed.items()]
    for name in plan.fields:
        key = Key(name)
        least = least_telling(plan.fields[name], rule.size)
        having = [one for one, (_, steps) in enumerate(figures) if key in steps]
        values, at = [figures[one][1][key] for one in having], 0
        for value, run in groupby(values):
            first, at = at, at + sum(1 for _ in run)
            if at - first < rule.units or value < least or 2 * values.count(value) > len(values):
                continue
            for rows in _consecutive([figures[one][0] for one in having[first:at]], key):
                if len(rows) >= rule.units:
                    params: RepeatedValue = {
                        "field": Ref("field", name),
                        "value": figure(plan.fields[name], value),
                        "count": len(rows),
                        "units": tuple(Ref("unit", one.unit) for one in rows),
                    }
                    yield Code.REPEATED_VALUE(rows[1].cells[key].at, params, rows[1].unit)


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


def _file(filed: Return) -> str:
    return filed.sources[0].file if filed.sources else ""
