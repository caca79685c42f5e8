"""Returns of an earlier period, by the units of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from khpcmd.judge.succession import added_up
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import Origins, day_stated, origins
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import CellState, Return, says


def previous_of_today(plan: Plan, earlier: Mapping[str, Sequence[Earlier]]) -> dict[str, list[Earlier]]:
    """Returns of an earlier period by unit of today, for the warnings of what has moved; split units have none.

    Each was read by the units that were there when its own period ended.
    """
    by_time, found = dict[tuple[str, str, str], dict[str, list[Return]]](), dict[str, list[Earlier]]()
    for unit, all_filed in earlier.items():
        for filed, period, year in all_filed:
            by_time.setdefault((period, year, filed.period), {}).setdefault(unit, []).append(filed)
    for (period, year, stated), of_time in by_time.items():
        for unit, filed in _of_today(plan, origins(plan, day_stated(plan, stated, year)), of_time):
            found.setdefault(unit, []).append(Earlier(filed, period, year))
    return found


def _of_today(plan: Plan, known: Origins, earlier: Mapping[str, Sequence[Return]]) -> Iterator[tuple[str, Return]]:
    """The same of returns of one time."""
    for unit, filed in earlier.items():
        if unit in plan.unit and known.known(unit) and unit not in known.split:
            yield from ((unit, one) for one in filed)
    for unit, made_of in known.of.items():
        if known.comparable(unit) and earlier.keys() >= {*made_of}:
            last = {name: earlier[name][-1] for name in made_of}
            keys = [key for key, cell in last[made_of[0]].cells.items() if says(cell)]
            added, missing, _ = added_up(plan, unit, made_of, last, keys)
            left = {key: cell for key, cell in added.cells.items() if cell.state is CellState.VALUE}
            if left and not missing:
                yield unit, replace(added, cells=left)
