"""``khpcmd template``: blank returns, for one unit, for all, or consolidated.

Makes the files of ``khpcmd template``, and says what was written.

The figures of the baseline year that a template is filled in with.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.output import asking, emit
from khpcmd.cli.paths import expanded
from khpcmd.cli.usage import Misuse, choice
from khpcmd.cli.written import misuse, refuse_inputs
from khpcmd.diagnostics import Code, Severity
from khpcmd.files import destination, write_whole
from khpcmd.i18n import Messages
from khpcmd.inputs.gather import ReadOptions, filed_for, read_files
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.render.figures import Figures
from khpcmd.render.plain import fault_line
from khpcmd.render.view import fault
from khpcmd.render.wording import Wording
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Filer
from khpcmd.template.make import names_of
from khpcmd.template.words import Wanted

DATA_AT_FAULT = 3
NAMED = 12
"""How many values are listed in a message."""


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("template", _template)


def _template(  # noqa: PLR0913  # to typer every option is a parameter
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

    from khpcmd.plan.load import load_plan

    with asking(context.obj.messages):
        loaded = load_plan(plan)
    messages = context.obj.about(loaded.plan.language)
    if (bool(unit), all_units, bool(consolidated)).count(True) != 1:
        raise Misuse("other", message=messages.template("template.choose"))
    if all_units and folder is None:
        raise Misuse("other", message=messages.template("template.choose_folder"))

    maker = Maker(loaded, _period(loaded.plan, period), messages, force=force)
    if not maker.read_baseline(expanded(baseline or ())):
        return DATA_AT_FAULT
    if all_units and folder is not None:
        maker.all(folder)
    elif consolidated:
        maker.consolidated(choice("--consolidated", consolidated, loaded.plan.levels), output)
    else:
        if output is not None:
            choice("-o", output.suffix.lower() or output.name, (".xlsx",))
        maker.one(_unit(loaded.plan, unit), output)
    return 0


def _period(plan: Plan, asked: str) -> str:
    """The period asked for, or that of the whole year."""
    if asked:
        return choice("--period", asked, plan.periods)
    return next((ident for ident, period in plan.periods.items() if not period.interim), next(iter(plan.periods)))


def _unit(plan: Plan, text: str) -> Unit:
    """The filer that an id or a name means."""
    from khpcmd.text import Names

    filers = {unit.id: unit for unit in plan.filers}
    spellings = {
        ident: (unit.name.vi, unit.name.en, *((unit.short,) if unit.short else ()), *unit.aliases)
        for ident, unit in filers.items()
    }
    found = Names(spellings, units=True).find(text)
    ident = text if text in filers else found.id
    if ident in filers:
        return filers[ident]
    names = [unit.name.vi for unit in filers.values()]
    allowed = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    raise Misuse("bad_choice", option="--unit", found=text, allowed=allowed, suggestion=found.suggestion)


class Maker:
    """Makes the files that were asked for, and says what was written."""

    def __init__(self, loaded: LoadedPlan, period: str, messages: Messages, *, force: bool) -> None:
        self._loaded, self._period, self._messages, self._force = loaded, period, messages, force
        filer = Filer(loaded.plan, (loaded.plan.filers or loaded.plan.units)[0], period)
        self._like = Wanted(filer, loaded.sha256, messages, Figures(messages, loaded.plan))
        self._known: dict[str, dict[str, int]] = {}
        self._inputs: list[Path] = []

    def read_baseline(self, paths: tuple[Path, ...]) -> bool:
        """Read the figures of the baseline year; whether they can be relied on."""
        if not paths:
            return True
        from khpcmd.inputs.find import find_files

        self._inputs = [file.path for file in find_files(paths)[0]]
        found = baseline_figures(self._loaded.plan, self._period, paths, self._messages)
        self._known = found or {}
        return found is not None

    def _wanted(self, unit: Unit) -> Wanted:
        filer = replace(self._like.filer, unit=unit)
        figures = self._known.get(unit.id, {})
        known = {Key(name, Basis.BASELINE): value for name, value in figures.items() if filer.has_baseline(name)}
        return replace(self._like, filer=filer, known=known)

    def one(self, unit: Unit, output: Path | None) -> None:
        names = names_of(self._loaded.plan, self._period, self._messages.template("template.file_name"))
        path = output or Path(names[unit.id])
        self._make(path, unit, "-o")
        self._tell("template.written", file=str(path))

    def _make(self, path: Path, unit: Unit, option: str) -> None:
        from khpcmd.template.make import make_template

        wanted = self._wanted(unit)
        self._write(path, lambda file: make_template(file, wanted), option)

    def consolidated(self, level: str, output: Path | None) -> None:
        from khpcmd.template.consolidated import make_consolidated, units_of

        wanted = tuple(self._wanted(one.filer.unit) for one in units_of(self._like, level))
        if not wanted:
            allowed = ", ".join(sorted({unit.level for unit in self._loaded.plan.filers}))
            raise Misuse("bad_choice", option="--consolidated", found=level, allowed=allowed, suggestion="")
        name = f"{self._messages.template('template.file_name')}_{level}_{self._period}.xlsx"
        path = output or Path(name)
        self._write(path, lambda file: make_consolidated(file, wanted), "-o")
        self._tell("template.written", file=str(path))

    def all(self, folder: Path) -> None:
        """One file for each filer, or none; with a progress bar where somebody watches."""
        plan = self._loaded.plan
        names = names_of(plan, self._period, self._messages.template("template.file_name"))
        self._ready(folder)
        if not self._force:
            self._refuse_any([folder / name for name in names.values()])
        made = list[Path]()
        try:
            for unit in self._watched(plan.filers):
                self._make(folder / names[unit.id], unit, "-d")
                made.append(folder / names[unit.id])
        except Misuse:
            if not self._force:  # else the next run would be refused for the sake of these
                for path in made:
                    path.unlink(missing_ok=True)
            raise
        self._tell("template.written_all", count=len(plan.filers), folder=str(folder))

    def _ready(self, folder: Path) -> None:
        try:
            folder.mkdir(exist_ok=True)
        except FileNotFoundError:
            raise Misuse("no_such_folder", found=str(folder)) from None
        except OSError as error:
            raise Misuse("not_written", found=str(folder), reason=error.strerror or type(error).__name__) from None

    def _refuse_any(self, paths: list[Path]) -> None:
        for path in paths:
            if os.path.lexists(path):
                raise Misuse("file_exists", found=str(path), option="-d")

    def _watched(self, units: tuple[Unit, ...]) -> Iterable[Unit]:
        if sys.stderr is None or not sys.stderr.isatty():
            return units
        from rich.console import Console
        from rich.progress import track

        return track(units, self._messages.template("template.progress"), console=Console(stderr=True), transient=True)

    def _write(self, path: Path, make: Callable[[Path], object], option: str) -> None:
        refuse_inputs([path], self._inputs)
        with misuse(path, option):
            write_whole(destination(path) if self._force else path, make, replace=self._force)

    def _tell(self, key: str, **values: str | int) -> None:
        emit(self._messages.text(key, **values), sys.stderr, line=True)


def baseline_figures(
    plan: Plan, period: str, paths: tuple[Path, ...], messages: Messages
) -> dict[str, dict[str, int]] | None:
    """By unit and field, the figures of the baseline year; None, with the faults told, where a file has any."""
    readings, faults = read_files(paths, plan, ReadOptions(baseline=True))
    filed, more = filed_for(period, readings, code=Code.BASELINE_PERIOD)
    found = [*faults, *more, *(told for reading in readings for told in reading.diagnostics)]
    wrong = [told for told in found if told.severity is Severity.ERROR]
    if wrong:
        wording = Wording(messages, plan)
        for told in wrong:
            emit(fault_line(fault((told,), wording)), sys.stderr, line=True)
        return None
    return {
        unit: {key.field: cell.value for key, cell in one.cells.items() if type(cell.value) is int}
        for unit, one in filed.items()
    }
