"""Reports over every plan of ``targets/``, with figures of which many units fall short of many thresholds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from khpcmd.judge.roll_call import absent, submitted
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.fields import AnyField
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.report import Input, Report
from khpcmd.returns import Basis, Cell, CellValue, Key, Return
from places import PLANS
from worlds import cell

CASES = [(path, period) for path in PLANS for period in load_plan(path).plan.periods]
"""Each plan in each of its periods."""


def _pooled_figures(path: Path) -> int:
    """How many figures units can have against the targets that all of them together decide."""
    plan = load_plan(path).plan
    reporters = sum(bool(plan.reported_by.get(unit.id)) for unit in plan.units)
    return reporters * sum(target.judged == "pooled" for target in plan.targets)


POOLED = [(path, period) for path, period in CASES if _pooled_figures(path)]
"""Those with a target that all units together decide: where each unit is judged by itself, no figure is information."""
MANY_POOLED = [(path, period) for path, period in POOLED if _pooled_figures(path) >= 10]
"""Those of them with so many figures that some are met and some missed: of one unit's three or four, none need be."""
SEED = 416


@cache
def report_of(path: Path, period: str) -> Report:
    """A report on every target of a plan: every eighth unit is missing, every ninth cell cannot be read."""
    plan, dice = load_plan(path).plan, Random(SEED)  # noqa: S311  # the same in every run
    units = [unit.id for unit in plan.units if plan.reported_by.get(unit.id)]
    returns = {unit: _filed(plan, unit, period, dice) for unit in units if dice.random() > 1 / 8}
    as_of = plan.periods[period].window.last
    called = {unit.id: True for level in plan.levels for unit in plan.units if unit.level == level and unit.id in units}
    submissions = submitted(plan, period, called, returns, as_of, sent=(), unread=())
    return Report(
        plan=plan,
        plan_hash="0" * 64,
        period=period,
        as_of=as_of,
        only_reported=False,
        inputs=(Input("/home/somebody/inbox/f.xlsx", "1" * 64),),
        submissions=submissions,
        results=evaluate(World(plan, period, returns, frozenset(plan.unit)), plan.targets),
        returns=tuple(returns.values()),
        diagnostics=tuple(absent(plan, period, submissions)),
    )


def _filed(plan: Plan, unit: str, period: str, dice: Random) -> Return:
    cells = dict[Key, Cell]()
    for name in plan.reported_by[unit]:
        spec = plan.fields[name]
        months = plan.periods[period].months if spec.kind == "months" else (0,)
        for month in months:
            cells[Key(name, month=month)] = cell(_value(spec, dice))
        if spec.kind == "count":
            cells[Key(name, Basis.BASELINE)] = cell(_value(spec, dice))
    return Return(unit, period, cells)


def _value(spec: AnyField, dice: Random) -> CellValue | None:
    if dice.random() < 1 / 9:
        return None
    if spec.kind == "yes_no":
        return dice.random() < 3 / 4
    return dice.randint(0, 2) if spec.kind == "months" else dice.randint(0, 40)
