"""Figures that stand twice: in the returns of two units, in those of two periods, or down a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.faults import row_and_column
from khpcmd.parameters import Ref, RepeatedValue, SameAsOther, SameAsPrevious
from khpcmd.plan.model import Plan
from khpcmd.plausible.figures import Compared, Steps, figure, is_flow, is_telling
from khpcmd.returns import Key, Return

BESIDE = 3
"""How many figures beside each other two units have in common before they are compared altogether."""
CROWD = 25
"""Figures that more units share than this find no pairs: they are usual ones."""


def alike(plan: Plan, of: Compared) -> Iterator[Diagnostic]:
    """A question to each unit whose figures are, nearly all, those of another unit."""
    rule, figures = plan.plausibility.copies, {unit: _telling(plan, steps) for unit, steps in of.now.items()}
    pairs = Counter[tuple[str, str]]()
    for units in _sharing(figures).values():
        if len(units) <= CROWD:
            pairs.update((one, other) for at, one in enumerate(units) for other in units[at + 1 :])
    asked = set[str]()
    for (one, other), _ in pairs.most_common():
        same, count = _same(figures[one], figures[other], of.now[one], of.now[other])
        if same >= rule.figures and same >= rule.share.value * count:
            for unit, its in ((one, other), (other, one)):
                if unit not in asked:
                    asked.add(unit)
                    about, than = Ref("unit", unit), Ref("unit", its)
                    params: SameAsOther = {"unit": about, "other": than, "same": same, "count": count}
                    yield Code.SAME_AS_OTHER(_sheet(of.filed[unit]), params, unit)


def _telling(plan: Plan, steps: Steps) -> Steps:
    return {key: value for key, value in steps.items() if is_telling(plan, key, value)}


def _sharing(figures: Mapping[str, Steps]) -> dict[tuple[tuple[Key, int], ...], list[str]]:
    """The units that have some figures beside each other in common; copies share many of these."""
    seen, again = set[int](), set[int]()  # of most units no others have these, and a number is all that is kept of them
    for telling in figures.values():
        for number in map(hash, _beside(telling)):
            (again if number in seen else seen).add(number)
    found = dict[tuple[tuple[Key, int], ...], list[str]]()
    for unit, telling in figures.items() if again else ():
        for beside in _beside(telling):
            if hash(beside) in again:
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
    rule, asked = plan.plausibility.copies, set[str]()
    for before in of.past.values():
        for unit, (filed, then) in before.items():
            now = {key: value for key, value in of.now[unit].items() if is_flow(plan, key)}
            if unit in asked or sum(then.get(key) == value for key, value in now.items()) < rule.figures:
                continue
            flows = {key: value for key, value in then.items() if is_flow(plan, key)}
            same, count = _same(_telling(plan, now), _telling(plan, flows), now, flows)
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
        column = [(filed, steps[key]) for filed, steps in figures if key in steps]
        common = Counter(value for _, value in column)
        for value, run in groupby(column, key=lambda one: one[1]):
            units = [filed for filed, _ in run]
            large = is_telling(plan, key, value, rule.size)
            if len(units) < rule.units or not large or 2 * common[value] > len(column):
                continue
            for rows in _consecutive(units, key):
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
