"""Figures that stand twice: in the returns of two units, in those of two periods, or down a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.faults import row_and_column
from khpcmd.parameters import Ref, RepeatedValue, SameAsOther, SameAsPrevious
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.figures import Steps, figure, figures_of, is_flow, is_telling
from khpcmd.returns import Key, Return

CROWD = 25
"""A figure that more units share than this finds no pairs: it is a usual one."""


def alike(plan: Plan, returns: Sequence[Return]) -> Iterator[Diagnostic]:
    """A question to each unit whose figures are, nearly all, those of another unit."""
    rule, figures = plan.plausibility.copies, {filed.unit: figures_of(plan, filed) for filed in returns}
    sharing = dict[tuple[Key, int], list[str]]()
    for unit, steps in figures.items():
        for key, value in steps.items():
            if is_telling(plan, key, value):
                sharing.setdefault((key, value), []).append(unit)
    together = Counter[tuple[str, str]]()
    for units in sharing.values():
        if 1 < len(units) <= CROWD:
            together.update((one, other) for at, one in enumerate(units) for other in units[at + 1 :])
    filed = {one.unit: one for one in returns}
    asked = set[str]()
    for (one, other), _ in together.most_common():
        same, count = _same(plan, figures[one], figures[other])
        if same >= rule.figures and same >= rule.share.value * count:
            for unit, its in ((one, other), (other, one)):
                if unit not in asked:
                    asked.add(unit)
                    of, than = Ref("unit", unit), Ref("unit", its)
                    params: SameAsOther = {"unit": of, "other": than, "same": same, "count": count}
                    yield Code.SAME_AS_OTHER(_sheet(filed[unit]), params, unit)


def _same(plan: Plan, first: Steps, second: Steps) -> tuple[int, int]:
    """How many of the figures that tell something are the same in both, and how many there are."""
    keys = [key for key in first if key in second and is_telling(plan, key, max(first[key], second[key]))]
    return sum(first[key] == second[key] for key in keys), len(keys)


def sent_again(plan: Plan, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]) -> Iterator[Diagnostic]:
    """A question about returns of which nearly all flows are those of an earlier return; all of them is K612."""
    rule = plan.plausibility.copies
    for filed in returns:
        if filed.unit not in earlier:
            continue
        now = {key: steps for key, steps in figures_of(plan, filed).items() if is_flow(plan, key)}
        for before in earlier[filed.unit]:
            same, count = _same(plan, now, figures_of(plan, before.filed))
            if rule.figures <= same < count and same >= rule.share.value * count:
                params: SameAsPrevious = {
                    "unit": Ref("unit", filed.unit), "other": _file(before.filed), "same": same, "count": count,
                }  # fmt: skip
                yield Code.SAME_AS_PREVIOUS(_sheet(filed), params, filed.unit)
                break


def repeated(plan: Plan, returns: Sequence[Return]) -> Iterator[Diagnostic]:
    """A question where units in consecutive rows of a sheet have the same figure, as if it had been filled down."""
    rule = plan.plausibility.repeated
    figures = [(filed, figures_of(plan, filed)) for filed in returns]
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
