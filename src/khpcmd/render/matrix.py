"""Every unit against every target."""

from __future__ import annotations

from dataclasses import dataclass

from khpcmd.plan.targets import Target
from khpcmd.render.figures import Figures
from khpcmd.render.rows import SIGNS, unit_figure
from khpcmd.render.wording import Wording
from khpcmd.results import Report, Result, UnitResult, Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """How one unit stands against one target. ``figure`` is "" where none is known."""

    target: str
    verdict: Verdict
    sign: str
    word: str
    figure: str
    gap: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit and its marks, one for each of the matrix's targets; None where the target does not concern it."""

    unit: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    targets: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    legend: str


def matrix(report: Report, figures: Figures, wording: Wording) -> Matrix:
    """The units in the plan's order; targets that no unit has a standing of its own in are left out."""
    results = [result for result in report.results if result.units and result.target.stands_alone]
    standing = [{unit.unit: unit for unit in result.units} for result in results]
    units = [unit.id for unit in report.plan.units if any(unit.id in units for units in standing)]
    return Matrix(
        targets=tuple(result.target.id for result in results),
        rows=tuple(UnitRow(wording.unit(unit), _marks(unit, results, standing, figures)) for unit in units),
        legend=_legend(figures),
    )


def _marks(
    unit: str, results: list[Result], standing: list[dict[str, UnitResult]], figures: Figures
) -> tuple[Mark | None, ...]:
    return tuple(
        _mark(result.target, units[unit], figures) if unit in units else None
        for result, units in zip(results, standing, strict=True)
    )


def _mark(target: Target, unit: UnitResult, figures: Figures) -> Mark:
    figure = unit_figure(unit, target, figures)
    return Mark(
        target=target.id,
        verdict=unit.verdict,
        sign=SIGNS[unit.verdict],
        word=figures.messages.template(f"verdicts.{unit.verdict.value}"),
        figure=figure,
        gap=figures.gap(target, unit.gap) if unit.gap and figure else "",
    )


def _legend(figures: Figures) -> str:
    words = figures.messages.template
    signs = (f"{sign} {words(f'verdicts.{verdict.value}')}" for verdict, sign in SIGNS.items())
    return figures.messages.text("view.legend", signs=", ".join(signs))
