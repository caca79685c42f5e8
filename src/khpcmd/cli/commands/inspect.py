"""``khpcmd inspect``: shows what was read from where in the returns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from khpcmd.checking import names_for, not_used
from khpcmd.cli import options
from khpcmd.cli.options import expanded
from khpcmd.cli.output import Misuse, emit
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.exits import Exit
from khpcmd.inputs.find import find_files
from khpcmd.plan.load import load_plan
from khpcmd.render.inspect import inspect_json, inspect_text
from khpcmd.report import ABSENCES
from khpcmd.workbook.read import Reading, trace_workbook


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    plan: options.PlanFile = None,
    names: options.NamesFile = None,
    limit: options.LimitList = None,
    lang: options.Language = "",
    format: options.InspectFormat = "",  # noqa: A002  # the option's name
    details: options.Details = False,
) -> int:
    if not paths:
        raise Misuse("no_paths")
    speech: Speech = context.obj
    found, limits = expanded(paths), options.limits_of(limit)
    with core_errors(speech.messages):
        loaded = load_plan(plan)
        taught = names_for(names, loaded.plan)
    files, faults = find_files(found)
    readings = [trace_workbook(Path(one), loaded.plan, name=one, limits=limits, taught=taught) for one in files]
    faults += not_used(taught, readings)
    messages = speech.about(loaded.plan.language)
    code = _exit_code(readings, faults)
    wanted = format or ("plain" if details else "summary")
    if wanted == "json":
        emit(inspect_json(readings, faults, loaded, messages), sys.stdout)
    else:
        page = inspect_text(readings, faults, loaded.plan, messages, code, details=wanted == "plain")
        emit(page, sys.stdout)
    return code


def _exit_code(readings: Sequence[Reading], faults: Sequence[Diagnostic]) -> int:
    if not readings and all(fault.code in ABSENCES for fault in faults):
        return Exit.NOTHING_CHECKED
    unread = any(not reading.traces for reading in readings) or any(
        fault.severity is Severity.ERROR for fault in faults
    )
    return Exit.NOT_JUDGED if unread else Exit.SOUND
