"""``khpcmd validate``: checks the data of each file by itself; no target is judged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.options import day_of, expanded, nothing_listed
from khpcmd.cli.output import emit, progress
from khpcmd.cli.output_files import (
    Showing,
    outputs,
    refuse_inputs,
    refuse_summary_in,
    summary_wanted,
)
from khpcmd.cli.retyped import again
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.i18n import Messages
from khpcmd.render.formats import Look, suffixes

if TYPE_CHECKING:
    from khpcmd.checking import Request
    from khpcmd.report import DataReport


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    files_from: options.FilesFrom = "",
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    names: options.NamesFile = None,
    previous: options.Previous = None,
    as_of: options.AsOf = "",
    lang: options.Language = "",
    format: options.DataFormat = "",  # noqa: A002  # the option's name
    output: options.Outputs = None,
    limit: options.LimitList = None,
    strict: options.Strict = False,
    hide_values: options.HideValues = False,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    from khpcmd.checking import Request  # --help needs nothing of the core

    limits, earlier, given = options.limits_of(limit), expanded(previous), tuple(paths or ())
    if files_from and not given:
        return nothing_listed(files_from, context.obj.messages)
    request = Request(given, plan, period, previous=earlier, as_of=day_of(as_of), limits=limits, names=names)
    if format == "github" and summary_wanted():
        refuse_summary_in((*given, *earlier))
    more = filter(None, (names, plan, Path(files_from) if files_from else None))
    files = outputs(output or (), suffixes("validate"), (*given, *earlier, *more))
    showing = Showing(format, color, files, quiet=quiet, details=details, again=again(context), hide=hide_values)
    showing = showing._replace(plan=plan)
    return _run(request, showing, context.obj, strict=strict)


def _run(request: Request, showing: Showing, speech: Speech, *, strict: bool) -> int:
    from khpcmd.checking.data import check_data
    from khpcmd.exits import data_exit_code

    with core_errors(speech.messages), progress(speech.messages) as advance:
        report = check_data(request._replace(progress=advance), strict=strict)
    code = data_exit_code(report)
    report, messages = showing.shown(report, speech.about(report.plan.language))
    _show(report, showing, showing.look(code), messages)
    return code


def _show(report: DataReport, showing: Showing, look: Look, messages: Messages) -> None:
    from khpcmd.report import Standing

    refuse_inputs(showing.files, (Path(file.name) for file in report.files if file.standing is not Standing.SET_ASIDE))
    showing.write(report, messages, look)
    if showing.brief:
        from khpcmd.render.told.file import FileTold
        from khpcmd.render.wording import Wording

        for file in report.files:
            emit(FileTold(file, Wording(messages, report.plan)).line, sys.stdout, line=True)
        return
    showing.show(report, messages, look)
