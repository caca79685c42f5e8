"""Small plans and returns for tests of the core: no workbook, no YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from khpcmd.diagnostics import Location
from khpcmd.diagnostics.parameters import Stored
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.tally import Contribution
from khpcmd.measures.threshold import Limits
from khpcmd.measures.totals import Totals
from khpcmd.plan.model import Plan
from khpcmd.results import Result
from khpcmd.returns import Basis, Cell, CellState, CellValue, Key, Return


def text(words: str) -> dict[str, str]:
    return {"vi": words, "en": words}


def count_field(**more: object) -> dict[str, object]:
    return {"kind": "count", "label": text("count"), "reported_by": ["district"], "unit_of_measure": text("n"), **more}


def plan(
    fields: Mapping[str, Mapping[str, object]],
    target: Mapping[str, object],
    districts: int = 3,
    communes: int = 5,
    **more: object,
) -> Plan:
    """A plan with one target over some districts (ids d1, d2, …), each with as many communes."""
    labelled = {name: {**spec, "label": text(f"field {name}")} for name, spec in fields.items()}
    year = {
        "title": text("year"),
        "window": {"from": "2022-12-15", "to": "2023-12-14"},
        "due": {"date": "2023-12-15"},
        "months": list(range(1, 12)),
    }
    half = year | {
        "title": text("half-year"),
        "window": {"from": "2022-12-15", "to": "2023-06-14"},
        "due": {"date": "2023-06-15"},
        "interim": True,
        "months": [1, 2, 3, 4, 5],
    }
    whole: dict[str, object] = {
        "id": "small",
        "title": text("a small plan"),
        "document": {"number": "1/KH", "date": "2023-01-01", "issuer": text("somebody")},
        "year": 2023,
        "baseline_year": 2022,
        "periods": {"half_year": half, "year": year},
        "levels": {"district": {"title": text("districts")}},
        "units": [
            {
                "id": f"d{n}",
                "level": "district",
                "name": text(f"District {n}"),
                "register": {"communes": communes, "by_year": {2022: communes + 1, 2023: communes}},
            }
            for n in range(1, districts + 1)
        ],
        "fields": labelled,
        "targets": [
            {"id": "T1", "clause": "1", "quote": "q", "title": text("t"), "cumulative": False, **target},
        ],
    }
    return Plan.model_validate(whole | more)


def cell(value: CellValue | None, at: str = "A1", raw: str | None = None) -> Cell:
    """A cell with a value; None is a cell that could not be read, "" a blank one."""
    where = Location("f.xlsx", "s", at)
    if value is None:
        return Cell(CellState.PROBLEM, None, where, raw or "?")
    if value == "":
        return Cell(CellState.BLANK, None, where)
    stored = Stored(value) if type(value) is int and raw is None else None
    return Cell(CellState.VALUE, value, where, str(value) if raw is None else raw, stored)


def filed(unit: str, figures: Mapping[str, Any], period: str = "") -> Return:
    """A return from ``{"venues": 12, "cases@2022": 3, "news#4": 1}``."""
    cells = {}
    for name, value in figures.items():
        basis = Basis.BASELINE if name.endswith("@2022") else Basis.CURRENT
        field, _, month = name.removesuffix("@2022").partition("#")
        cells[Key(field, basis, int(month or 0))] = cell(value)
    return Return(unit, period, cells, (Location("f.xlsx", "s"),))


def judged(
    of: Plan, figures: Mapping[str, Mapping[str, Any]], period: str = "year", only_reported: bool = False
) -> Result:
    """The result of the plan's first target over returns given by unit."""
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    scope = frozenset(returns) if only_reported else frozenset(unit.id for unit in of.units)
    return evaluate(World(of, period, returns, scope), of.targets)[0]


class Possible(NamedTuple):
    """The outcomes that some world has. ``nothing``: there is nothing to measure (the whole is zero)."""

    met: bool
    missed: bool
    nothing: bool


def possible(contributions: Iterable[Contribution], limits: Limits) -> Possible:
    """The outcomes for all contributions together (Σ part / Σ whole), over every world."""
    totals = Totals.of(contributions)
    missed = any(totals.can_be(side) for side in (limits.below, limits.above) if side is not None)
    return Possible(totals.can_be(limits), missed, totals.can_be_nothing)
