"""The figures of the baseline year, from returns of it or from the saved results of a check of it.

Of saved results only what they prove sound is believed: a figure of the same field, of a unit of the same name, in the
same days of the baseline year, of a check of all targets and all units. Everything else is an error at the file. The
plan of that year has the id of this plan with its year, or the same id without any.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFoundWhat, Ref, Stored
from khpcmd.i18n import LANGUAGES
from khpcmd.inputs.find import SAVED, find_files
from khpcmd.inputs.gather import AS_USUAL, ReadOptions, read_files
from khpcmd.judge.earlier import baseline_fields
from khpcmd.plan.fields import NumberField
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import baseline_day
from khpcmd.plan.units import Unit, mark
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.text import loose
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.read import Reading

if TYPE_CHECKING:
    from khpcmd.inputs.results import Days, Results, UnitFigures

YEAR = when_asked(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
FEBRUARY, SHORTEST = 2, 28
MOST_NAMED = 10
"""How many units one message names."""


def read_baselines(
    paths: Sequence[Path], before: Plan, loaded: LoadedPlan, period: str, options: ReadOptions = AS_USUAL
) -> tuple[list[Reading], list[Diagnostic]]:
    """Every file of the baseline year read by ``before``, the plan with its former units, and the faults of the search.

    ``period`` is the one that is judged, "" where none is known: saved results are of the same days or are not used.
    UsageError where such a file is no document of results, or has no figures of units.
    """
    named = (path for path in paths if path.name.lower().endswith(SAVED))
    saved = [path for path in named if os.path.isfile(path)]  # noqa: PTH113  # a Path refuses some names
    of_baseline = options._replace(baseline=True)
    readings, faults = read_files([path for path in paths if path not in saved], _of_year(before, period), of_baseline)
    files, unfound = find_files(saved, SAVED) if saved else ([], [])
    for file in files:
        from khpcmd.inputs.results import load_results  # most checks have no saved results

        results, sha256 = load_results(Path(file), file)
        found = _Baseline(loaded, before, period, results, file)
        returns, wrong = found.figures() if period else ([], [])
        readings.append(Reading(file, sha256, tuple(returns), period if returns else "", tuple(wrong)))
    return readings, [*faults, *unfound]


def _of_year(plan: Plan, period: str) -> Plan:
    """The plan as one of the year of the period alone: of several years all would have the same baseline year, and a
    file that names it would be of each of them."""
    if period not in plan.periods or len(set(plan.year_by_period.values())) == 1 or plan.periods[period].years > 1:
        return plan
    year = plan.year_of(period)
    periods = {name: one for name, one in plan.periods.items() if plan.year_of(name) == year and one.years <= 1}
    return plan.changed(periods=periods, year=year)


@dataclass(frozen=True)
class _Baseline:
    """What saved results say of the baseline of a period."""

    loaded: LoadedPlan
    before: Plan
    period: str
    results: Results
    name: str

    def figures(self) -> tuple[list[Return], list[Diagnostic]]:
        """The returns of the baseline, by units of that day, and what cannot be used."""
        wanted, given = baseline_fields(self.loaded.plan), self.results.figures.units
        if not wanted:
            return [], []
        if refused := next(self._refusals(), None):
            return [], [refused]
        units = {one.unit: self._unit(one) for one in given}
        if unknown := [one.name for one in given if not units[one.unit] and not one.values.keys().isdisjoint(wanted)]:
            return [], [self._refused("baseline_other_units", _listed(unknown))]
        returns, faults = {unit: dict[Key, Cell]() for unit in units.values() if unit}, list[Diagnostic]()
        for field in wanted:
            what, unsound = self._other(field), list[str]()
            for one in given:
                unit = units[one.unit]
                if field not in self.before.reported_by.get(unit, ()):
                    continue
                cell = None if what else self._cell(field, one.values.get(field))
                if cell is None:
                    unsound.append(one.name)
                returns[unit][Key(field)] = cell or Cell(CellState.PROBLEM, None, Location(self.name))
            if unsound:
                word: FieldFoundWhat = {
                    "field": Ref("field", field),
                    "found": _listed(unsound),
                    "what": Ref("word", what or "baseline_not_sound"),
                }
                faults.append(Code.BASELINE_NOT_SOUND(Location(self.name), word))
        at = (Location(self.name),)
        return [Return(unit, self.period, cells, at) for unit, cells in returns.items()], faults

    def _refusals(self) -> Iterator[Diagnostic]:
        """Why none of the results can be used."""
        results, plan = self.results, self.loaded.plan
        period = results.period_title or results.period
        if results.plan.id == plan.id:
            if not self._by_this_plan and not self._by_the_plan_of_its_year:
                yield self._refused("baseline_plan_changed", plan.id)
        elif _moved(results.plan.id, self._years) != plan.id:
            yield self._refused("baseline_other_plan", results.plan.id)
        if results.only_reported:
            yield self._refused("baseline_only_reported", period)
        if results.only_some_targets:
            yield self._refused("baseline_only_some", period)
        if results.figures.window is None or any(not one.name for one in results.figures.units):
            yield self._refused("baseline_old_version", period)
        elif not self._of_the_same_days(results.figures.window):
            yield self._refused("baseline_other_days", period)
        elif results.too_early:
            yield self._refused("baseline_too_early", results.as_of.isoformat())
        if results.with_errors:
            yield self._refused("baseline_with_errors", period)

    def _refused(self, what: str, found: str) -> Diagnostic:
        return Code.BASELINE_REFUSED(Location(self.name), {"found": found, "what": Ref("word", what)})

    @property
    def _by_this_plan(self) -> bool:
        """Whether the results are of the very plan that judges now: its units and fields are known by their ids."""
        plan = self.results.plan
        return (plan.id, plan.sha256) == (self.loaded.plan.id, self.loaded.sha256)

    @property
    def _by_the_plan_of_its_year(self) -> bool:
        """Whether results under the id of this plan are proved to be of that of the baseline year: an id without a
        year stays the same from year to year, and they are of a year that this plan judges nothing of."""
        plan, year = self.loaded.plan, self.results.figures.year
        return (
            _moved(plan.id, self._years) == plan.id
            and year == self._year
            and year not in {plan.year, *plan.year_by_period.values()}
        )

    @property
    def _year(self) -> int:
        """The baseline year; a plan whose targets have a baseline states it."""
        return self.loaded.plan.baseline_year or self.loaded.plan.year

    @property
    def _years(self) -> int:
        """By how many years the plan is later than that of the baseline year."""
        return self.loaded.plan.year - self._year

    def _of_the_same_days(self, found: Days) -> bool:
        """Whether days are those of the period in the baseline year."""
        plan = self.loaded.plan
        own, years = plan.periods[self.period].window, self._year - plan.year_of(self.period)
        return (found.first, found.last) == (_day(own.first, years), _day(own.last, years))

    def _unit(self, one: UnitFigures) -> str:
        """The unit of that day by its id and its name; "" where the plan has none."""
        plan, day = self.loaded.plan, baseline_day(self.loaded.plan, self.period)
        if self._by_this_plan:  # which judged them by its own units
            return one.unit if one.unit in plan.unit else ""

        def is_meant(unit: Unit) -> bool:
            return unit.exists(day) and loose(one.name) in map(loose, unit.spellings())

        if former := next(filter(is_meant, self._former.get(one.unit, ())), None):
            return mark(former)
        return one.unit if one.unit in plan.unit and is_meant(plan.unit[one.unit]) else ""

    @cached_property
    def _former(self) -> dict[str, list[Unit]]:
        """The former units by their codes."""
        found = dict[str, list[Unit]]()
        for unit in self.loaded.plan.former:
            found.setdefault(unit.id, []).append(unit)
        return found

    def _other(self, name: str) -> str:
        """The word for what is not the same about a field of the results; "" where it is that of the plan."""
        spec, language = self.loaded.plan.fields[name], self.results.language
        found = next((one for one in self.results.figures.fields if one.field == name), None)
        if found is None or not isinstance(spec, NumberField) or language not in LANGUAGES:
            return "baseline_no_field"
        label = loose(spec.label.in_(language))
        same = label in (loose(found.label), loose(_moved(found.label, self._years)))
        measured = found.kind == spec.kind and found.unit_of_measure == spec.unit_of_measure.in_(language)
        return "" if same and measured else "baseline_other_field"

    def _cell(self, field: str, value: int | Decimal | None) -> Cell | None:
        """The figure; None where there is none, or a count is not a whole number."""
        from khpcmd.inputs.results import figure_of

        figure = None if value is None else figure_of(self.loaded.plan.fields[field], value)
        if figure is None:
            return None
        return Cell(CellState.VALUE, figure, Location(self.name), str(value), Stored(figure))


def _moved(text: str, years: int) -> str:
    """A text of one year as it would be written so many years later."""
    return YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _day(day: datetime.date, years: int) -> datetime.date:
    """The same day of another year; the last one of February is its last one there."""
    end_of_month = (day + datetime.timedelta(days=1)).day == 1
    if day.month == FEBRUARY and (end_of_month or day.day > SHORTEST):
        return datetime.date(day.year + years, FEBRUARY + 1, 1) - datetime.timedelta(days=1)
    return day.replace(year=day.year + years)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (f" … ({len(names)})" if len(names) > MOST_NAMED else "")
