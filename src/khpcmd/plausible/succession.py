"""Returns of an earlier period, by the units of today."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from khpcmd.judge.succession import added_up
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import day_stated, origins
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import CellState, says


def previous_of_today(plan: Plan, earlier: Mapping[str, Sequence[Earlier]]) -> dict[str, list[Earlier]]:
    """Returns of an earlier period by unit of today, for the warnings of what has moved; split units have none.

    Each was read by the units that were there when its own period ended.
    """
    days = dict.fromkeys(_day(plan, one) for filed in earlier.values() for one in filed)
    found = dict[str, list[Earlier]]()
    for day in days:
        of_day = {unit: [one for one in filed if _day(plan, one) == day] for unit, filed in earlier.items()}
        for unit, filed in _of_day(plan, day, of_day).items():
            found.setdefault(unit, []).extend(filed)
    return found


def _of_day(plan: Plan, day: datetime.date, earlier: Mapping[str, Sequence[Earlier]]) -> dict[str, list[Earlier]]:
    """The same of returns by the units of one day."""
    known = origins(plan, day)
    found = {
        unit: list(filed)
        for unit, filed in earlier.items()
        if filed and unit in plan.unit and known.known(unit) and unit not in known.split
    }
    for unit, made_of in known.of.items():
        times = [
            {(one.period, one.year, one.filed.period): one.filed for one in earlier.get(name, ())} for name in made_of
        ]
        for time in times[0] if known.comparable(unit) else ():
            if all(time in one for one in times):
                filed = {name: one[time] for name, one in zip(made_of, times, strict=True)}
                keys = [key for key, cell in filed[made_of[0]].cells.items() if says(cell)]
                added, missing, _ = added_up(plan, unit, made_of, filed, keys)
                left = {key: cell for key, cell in added.cells.items() if cell.state is CellState.VALUE}
                if left and not missing:
                    of_today = replace(added, cells=left, period=time[2])
                    found.setdefault(unit, []).append(Earlier(of_today, time[0], time[1]))
    return found


def _day(plan: Plan, earlier: Earlier) -> datetime.date:
    """The last day of what a return is of."""
    return day_stated(plan, earlier.filed.period, earlier.year)
