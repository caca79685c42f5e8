"""``khpcmd template``: makes blank returns, for one unit, for all, or consolidated."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.options import expanded
from khpcmd.cli.output import WRONG_USAGE, Misuse, Refused, choice, emit
from khpcmd.cli.output_files import misuse, refuse_existing, refuse_inputs
from khpcmd.cli.units import filer_named, period_named
from khpcmd.cli.usage import core_errors, report_fault
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.files import destination, folder_made, write_whole
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Number
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import as_before, baseline_day
from khpcmd.plan.units import Unit
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Figure, Filer, Wanted
from khpcmd.template.make import make_consolidated, make_template, names_of, units_of

if TYPE_CHECKING:
    from khpcmd.template.read_back import ReadBack

DATA_AT_FAULT = 3


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    *,
    unit: options.UnitName = "",
    all_units: options.AllUnits = False,
    consolidated: options.Consolidated = "",
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    baseline: options.Baselines = None,
    output: options.Output = None,
    folder: options.Folder = None,
    force: options.Force = False,
    lang: options.Language = "",
) -> int:
    with core_errors(context.obj.messages):
        loaded = load_plan(plan)
    messages = context.obj.about(loaded.plan.language)
    if (bool(unit), all_units, bool(consolidated)).count(True) != 1:
        raise Misuse("choose_template")
    if all_units and folder is None:
        raise Misuse("choose_folder")

    maker = Maker(loaded, _period(loaded.plan, period), messages, shipped=plan is None, force=force)
    if not maker.read_baseline(expanded(baseline)):
        return DATA_AT_FAULT
    if all_units and folder is not None:
        maker.all(folder)
    elif consolidated:
        maker.consolidated(choice("--consolidated", consolidated, loaded.plan.levels), output)
    else:
        if output is not None:
            choice("-o", output.suffix.lower() or output.name, (".xlsx",))
        maker.one(filer_named(loaded.plan, unit, messages), output)
    return 0


def _period(plan: Plan, given: str) -> str:
    """The period of the option, or that of the whole year."""
    if given:
        return period_named(plan, given)
    return next((ident for ident, period in plan.periods.items() if not period.interim), next(iter(plan.periods)))


class Maker:
    """Makes the files of the command, and reports what was written."""

    def __init__(self, loaded: LoadedPlan, period: str, messages: Messages, *, shipped: bool, force: bool) -> None:
        """``shipped``: whether it is the plan that comes with khpcmd."""
        self._plan, self._period, self._messages, self._force = loaded.plan, period, messages, force
        self._loaded, self._shipped = loaded, shipped
        filer = Filer(loaded.plan, (loaded.plan.filers or loaded.plan.units)[0], period)
        self._like = Wanted(filer, loaded.sha256, messages)
        self._file_name = messages.template("template.file_name")
        self._inputs: list[Path] = []

    @cached_property
    def _read_back(self) -> ReadBack:
        from khpcmd.template.read_back import ReadBack  # it takes the whole reader

        return ReadBack()

    def read_baseline(self, paths: tuple[Path, ...]) -> bool:
        """Read the figures of the baseline year, with the faults on stderr; False if they cannot be relied on."""
        if paths:
            from khpcmd.inputs.find import find_files

            self._inputs = list(map(Path, find_files(paths)[0]))
            with core_errors(self._messages):
                known, faults = baseline_figures(self._loaded, self._period, paths)
            self._like = replace(self._like, known=known)
            for fault in faults:
                report_fault(fault, self._messages, self._plan)
            return all(fault.severity is not Severity.ERROR for fault in faults)
        return True

    def one(self, unit: Unit, output: Path | None) -> None:
        path = output or Path(names_of(self._plan, self._period, self._file_name)[unit.id])
        self._make(path, unit, "-o", named=output is not None)
        self._report("template.written", file=str(path))

    def consolidated(self, level: str, output: Path | None) -> None:
        wanted = units_of(self._like, level)
        if not wanted:
            allowed = ", ".join(sorted({unit.level for unit in self._plan.filers}))
            raise Misuse("bad_choice", option="--consolidated", found=level, allowed=allowed, suggestion="")
        path = output or Path(f"{self._file_name}_{level}_{self._period}.xlsx")
        self._refuse(path, lambda: self._read_back.consolidated(wanted, path.name), "-o", named=output is not None)
        self._write(path, lambda file: make_consolidated(file, wanted), "-o")
        self._report("template.written", file=str(path))

    def all(self, folder: Path) -> None:
        """One file for each filer, or none; with a progress bar on a terminal."""
        names = names_of(self._plan, self._period, self._file_name)
        with misuse(folder, "-d"), folder_made(folder):
            self._make_all(folder, names)
        self._report("template.written_all", files=self._messages.count("files", len(names)), folder=str(folder))

    def _make_all(self, folder: Path, names: Mapping[str, str]) -> None:
        if not self._force:
            for name in names.values():
                refuse_existing(folder / name, "-d")
        made = list[Path]()
        try:
            for unit in self._with_progress(self._plan.filers):
                self._make(folder / names[unit.id], unit, "-d", named=False)
                made.append(folder / names[unit.id])
        except (Misuse, Refused):
            if not self._force:  # else the next run would be refused because of these
                for path in made:
                    path.unlink(missing_ok=True)
            raise

    def _make(self, path: Path, unit: Unit, option: str, *, named: bool) -> None:
        wanted = self._like.for_unit(unit)
        self._refuse(path, lambda: self._read_back.form(wanted, path.name), option, named=named)
        self._write(path, lambda file: make_template(file, wanted), option)

    def _refuse(self, path: Path, read_back: Callable[[], Diagnostic | None], option: str, *, named: bool) -> None:
        """Refuse a form that would not be read as it is filled in; ``named``: whether its name was given.

        Forms of the plan that comes with khpcmd are read back by the tests, as they are called here.
        """
        if self._shipped and not (named or self._like.known):
            return
        with misuse(path, option):
            fault = read_back()
        if fault is not None:
            report_fault(fault, self._messages, self._plan)
            raise Refused(WRONG_USAGE)

    def _with_progress(self, units: tuple[Unit, ...]) -> Iterable[Unit]:
        if sys.stderr is None or not sys.stderr.isatty():
            return units
        from rich.console import Console
        from rich.progress import track

        return track(units, self._messages.template("template.progress"), console=Console(stderr=True), transient=True)

    def _write(self, path: Path, make: Callable[[Path], object], option: str) -> None:
        refuse_inputs([path], self._inputs)
        with misuse(path, option):
            write_whole(destination(path) if self._force else path, make, replace=self._force)

    def _report(self, key: str, **values: str | int) -> None:
        emit(self._messages.text(key, **values), sys.stderr, line=True)


def baseline_figures(
    loaded: LoadedPlan, period: str, paths: tuple[Path, ...]
) -> tuple[dict[Figure, Number], list[Diagnostic]]:
    """By unit of today, the figures of the baseline year; the errors of the files, also figures that nobody
    could send from a locked cell, and what is left blank because its units were others then."""
    from khpcmd.inputs.baseline import read_baselines  # a form without these figures needs nothing of the reader
    from khpcmd.inputs.gather import filed_for
    from khpcmd.judge.sound import possible
    from khpcmd.judge.succession import of_today

    before = as_before(loaded.plan, baseline_day(loaded.plan, period))
    readings, faults = read_baselines(paths, before, loaded, period)
    filed, more = filed_for(period, readings, code=Code.BASELINE_PERIOD)
    found = [*faults, *more, *(fault for reading in readings for fault in reading.diagnostics)]
    filed, incomparable = of_today(loaded.plan, period, filed)
    asked = [Key(name) for name, spec in loaded.plan.fields.items() if spec.has_baseline]
    returns, refused = possible(loaded.plan, filed.values(), asked)
    figures = {
        (one.unit, Key(key.field, Basis.BASELINE)): cell.value
        for one in returns
        for key, cell in one.cells.items()
        if isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool) and key in asked
    }
    errors = [fault for fault in (*found, *refused) if fault.severity is Severity.ERROR]
    return figures, [*errors, *incomparable]
