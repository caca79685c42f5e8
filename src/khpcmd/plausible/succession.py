"""Returns of an earlier period, by the units of today."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from khpcmd.judge.succession import added_up, with_sum
from khpcmd.measures.threshold import YEARS
from khpcmd.plan.former import has_succession
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import baseline_day, day_in, origins
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import CellState, says


def previous_of_today(plan: Plan, period: str, earlier: Mapping[str, Sequence[Earlier]]) -> dict[str, list[Earlier]]:
    """Returns of an earlier period by unit of today, for the warnings of what has moved; split units have none.

    They were read by the units that were there when the same period of the baseline year ended.
    """
    known = origins(plan, baseline_day(plan, period))
    found = dict[str, list[Earlier]]()
    for unit in [unit for unit in earlier if unit in plan.unit]:
        told_apart = unit in known.of and known.known(unit)
        of = [one for one in earlier[unit] if told_apart or plan.unit[unit].exists(_day(plan, one))]
        if of:
            found[unit] = of
    if not has_succession(plan):
        return found
    for unit, made_of in known.of.items():
        periods = [
            {(one.period, one.year, one.filed.period): one.filed for one in earlier.get(name, ())} for name in made_of
        ]
        if not known.comparable(unit) or not all(periods):
            continue
        for time in periods[0]:
            if all(time in one for one in periods):
                at, year, _ = time
                filed = {name: one[time] for name, one in zip(made_of, periods, strict=True)}
                keys = [key for key, cell in filed[made_of[0]].cells.items() if says(cell)]
                added, missing = added_up(unit, made_of, filed, with_sum(plan, made_of, keys))
                left = {key: cell for key, cell in added.cells.items() if cell.state is CellState.VALUE}
                if left and not missing:
                    found.setdefault(unit, []).append(Earlier(replace(added, cells=left, period=time[2]), at, year))
    for unit in [unit for unit in found if unit in known.split]:
        del found[unit]
    return found


def _day(plan: Plan, earlier: Earlier) -> datetime.date:
    """The last day of what a return is of; the day of the units where that is not known."""
    if earlier.year.isdecimal() and int(earlier.year) in YEARS:
        return day_in(plan, earlier.filed.period, int(earlier.year))
    return plan.periods[earlier.period].window.last if earlier.period in plan.periods else plan.day_of_units
