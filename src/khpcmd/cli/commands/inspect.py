"""``khpcmd inspect``: what was found where in the returns, so that a wrong reading can be understood and mended."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import asking, emit
from khpcmd.cli.paths import expanded
from khpcmd.cli.usage import Misuse

if TYPE_CHECKING:
    from khpcmd.diagnostics import Diagnostic
    from khpcmd.plan.model import Plan
    from khpcmd.workbook.file.limits import Limits
    from khpcmd.workbook.read import Reading


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("inspect", _inspect)


def _inspect(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    plan: options.PlanFile = None,
    limit: options.LimitList = None,
    lang: options.Language = "",
    format: options.InspectFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    if not paths:
        raise Misuse("no_paths")
    return _run(expanded(paths), plan, options.limits_of(limit or ()), Showing(format, context.obj))


@dataclass(frozen=True, slots=True)
class Showing:
    """How it is to be shown."""

    format: str
    speech: Speech


def _run(paths: Iterable[Path], plan_file: Path | None, limits: Limits, showing: Showing) -> int:
    from khpcmd.cli.exits import ABSENCES, Exit
    from khpcmd.diagnostics import Severity
    from khpcmd.plan.load import load_plan
    from khpcmd.render.inspect import inspect_json, inspect_plain

    with asking(showing.speech.messages):
        loaded = load_plan(plan_file)
    readings, faults = _read(paths, loaded.plan, limits)
    messages = showing.speech.about(loaded.plan.language)
    if showing.format == "json":
        emit(inspect_json(readings, faults, loaded, messages), sys.stdout)
    else:
        emit(inspect_plain(readings, faults, loaded.plan, messages), sys.stdout)
    if not readings and all(fault.code in ABSENCES for fault in faults):
        return Exit.NOTHING_CHECKED
    unread = any(not reading.traces for reading in readings) or any(
        fault.severity is Severity.ERROR for fault in faults
    )
    return Exit.NOT_JUDGED if unread else Exit.SOUND


def _read(paths: Iterable[Path], plan: Plan, limits: Limits) -> tuple[list[Reading], list[Diagnostic]]:
    """Every file with the traces of its sheets, and what is to be told of the paths."""
    from khpcmd.inputs.find import find_files
    from khpcmd.workbook.read import trace_workbook

    files, faults = find_files(paths)
    return [trace_workbook(file.path, plan, name=file.name, limits=limits) for file in files], faults
