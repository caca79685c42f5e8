"""Returns of an earlier period, by the units of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from khpcmd.judge.succession import added_up
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import baseline_day, has_succession, origins
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import CellState, says


def previous_of_today(plan: Plan, earlier: Mapping[str, Sequence[Earlier]]) -> dict[str, list[Earlier]]:
    """Returns of an earlier period by unit of today, for the warnings of what has moved; split units have none."""
    found = {unit: list(of) for unit, of in earlier.items() if unit in plan.unit}
    if not has_succession(plan):
        return found
    known = origins(plan, baseline_day(plan))
    for unit, made_of in known.of.items():
        periods = [
            {(one.period, one.year, one.filed.period): one.filed for one in earlier.get(name, ())} for name in made_of
        ]
        if not known.comparable(unit) or not all(periods):
            continue
        for time in periods[0]:
            if all(time in one for one in periods):
                period, year, _ = time
                filed = {name: one[time] for name, one in zip(made_of, periods, strict=True)}
                keys = [key for key, cell in filed[made_of[0]].cells.items() if says(cell)]
                added, missing = added_up(unit, made_of, filed, keys)
                left = {key: cell for key, cell in added.cells.items() if cell.state is CellState.VALUE}
                if left and not missing:
                    found.setdefault(unit, []).append(Earlier(replace(added, cells=left, period=time[2]), period, year))
    for unit in [unit for unit in found if unit in known.split]:
        del found[unit]
    return found
