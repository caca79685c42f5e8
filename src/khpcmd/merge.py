"""One return for each unit, out of all the sheets and files that speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from khpcmd.diagnostics import Code, Diagnostic, Ref, UnitOtherDiffer
from khpcmd.returns import Cell, Key, Return, named_fields, says


def merge(returns: Iterable[Return]) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns by unit. A figure that two places give is told; where they differ, neither is believed."""
    merged: dict[str, Return] = {}
    faults = list[Diagnostic]()
    for filed in returns:
        first = merged.get(filed.unit)
        if first is None:
            merged[filed.unit] = filed
            continue
        twice = [key for key, cell in filed.cells.items() if says(cell) and says(first.cells.get(key))]
        if twice:
            differ = [key for key in twice if filed.cells[key].value != first.cells[key].value]
            shown = (differ or twice)[0]
            unit, other = Ref("unit", filed.unit), str(first.cells[shown].at)
            params: UnitOtherDiffer = {"unit": unit, "other": other, "differ": named_fields(differ)}
            faults.append(Code.UNIT_TWICE(filed.cells[shown].at, params, unit=filed.unit))
        merged[filed.unit] = replace(
            first,
            cells=_together(first.cells, filed.cells),
            sources=first.sources + filed.sources,
            period=first.period or filed.period,
        )
    return merged, faults


def _together(first: Mapping[Key, Cell], second: Mapping[Key, Cell]) -> dict[Key, Cell]:
    cells = dict(first)
    for key, cell in second.items():
        standing = cells.get(key)
        if standing is None or not says(standing):
            cells[key] = cell
        elif says(cell) and cell.value != standing.value:
            cells[key] = standing.doubted()
    return cells
