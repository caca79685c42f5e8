"""Whether each unit has done the duties of the plan: done, not done or not reported, with the evidence."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from khpcmd.judge.world import World
from khpcmd.measures.conditions import Asking
from khpcmd.measures.tally import keys_of
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.model import Duty
from khpcmd.results import DutyResult, DutyState
from khpcmd.returns import Cell, CellState, Key, cells_of

Sent = Mapping[str, Container[str]]
"""By period, the units of which a return is among the files."""


def judge_duties(world: World, sent: Sent) -> tuple[DutyResult, ...]:
    """Each duty of the period at each unit in scope that has it, in the plan's order."""
    found = list[DutyResult]()
    for duty in (one for one in world.plan.duties if _is_due(world, one)):
        asked = Asking(duty.where, world) if duty.where else None
        units = world.in_scope(world.plan.members(duty.of))
        found += [_result(world, duty, unit, sent, asked) for unit in units]
    return tuple(found)


def _is_due(world: World, duty: Duty) -> bool:
    """Whether a duty is looked at in the period; a return of a later period is not yet one."""
    periods = world.plan.periods
    if duty.periods:
        return world.period in duty.periods
    return duty.report_of is None or periods[duty.report_of].window.last <= periods[world.period].window.last


def _result(world: World, duty: Duty, unit: str, sent: Sent, asked: Asking | None) -> DutyResult:
    cells_by_kind = ((kind, world.cell(unit, Key(evidence_field(duty, kind)))) for kind in duty.evidence)
    evidence = {kind: cell for kind, cell in cells_by_kind if cell is not None and cell.value is not None}
    days = {kind: cell.value for kind, cell in evidence.items() if isinstance(cell.value, date)}
    at_hand = duty.report_of is not None and unit in sent.get(duty.report_of, ())
    done, cells = (True, ()) if at_hand else _answer(world, duty, unit, asked, evidence.get("received"))
    in_time = _in_time(duty, days.get("date")) if done else True
    received, due = days.get("received"), world.plan.periods[duty.report_of].due if duty.report_of else None
    late = in_time is False or bool(done is not False and due and received and due.late(received))
    done = False if late else done
    state = _state(world, duty, done=done if in_time is not None else None, late=late)
    needed = duty.evidence if (done or in_time is None) and not at_hand else ()  # the return that is there is evidence
    missing = tuple(kind for kind in needed if kind not in evidence)
    return DutyResult(duty, unit, state, late, cells, tuple(evidence.items()), missing)


def _state(world: World, duty: Duty, *, done: bool | None, late: bool) -> DutyState:
    if done is None:
        return DutyState.NOT_REPORTED
    if done:
        return DutyState.DONE
    to_come = duty.due is not None and not late and duty.due.days_left(world.last_day) > 0
    return DutyState.NOT_YET if to_come else DutyState.NOT_DONE


def _in_time(duty: Duty, day: date | None) -> bool | None:
    """Whether what is said to be done was done by its day; None where no date says so."""
    if duty.due is None:
        return True
    return None if day is None else duty.due.days.hold(day)


def _answer(
    world: World, duty: Duty, unit: str, asked: Asking | None, received: Cell | None
) -> tuple[bool | None, tuple[Cell, ...]]:
    """Whether it was done, None where that is not reported; and the cells behind it. ``asked`` is its condition."""
    if duty.where is not None and asked is not None:
        return asked.holds(unit), cells_of(world.returns, (unit,), (keys_of(duty.where.fields()),))
    if duty.report_of == world.period:
        return None, ()  # a return that came in is at hand
    cell = world.cell(unit, Key(answer_field(duty)))
    done = None if cell is None or cell.value is None else bool(cell.value)
    if done is None and duty.report_of is not None and received is not None:
        return True, (received,)
    return done, () if cell is None or cell.state is CellState.BLANK else (cell,)
