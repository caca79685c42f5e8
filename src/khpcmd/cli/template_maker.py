"""Makes the files of ``khpcmd template``, and says what was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from khpcmd.cli.output import emit
from khpcmd.cli.usage import Misuse
from khpcmd.cli.written import misuse, refuse_inputs
from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.units import Unit
from khpcmd.render.figures import Figures
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Filer
from khpcmd.template.files import names_of
from khpcmd.template.words import Wanted
from khpcmd.whole_file import destination, write_whole


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
        from khpcmd.cli.template_baseline import baseline_figures
        from khpcmd.inbox import find_files

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
