"""``khpcmd validate``: parse the options, ask what the data of each file are worth, and show it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli import written as step_summary
from khpcmd.cli.help import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import Showing, asking, emit
from khpcmd.cli.paths import expanded, listed, nothing_listed
from khpcmd.cli.progress import progress
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.check_data import DataRequest
    from khpcmd.report import DataReport


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("validate", _validate)


def _validate(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    files_from: options.FilesFrom = "",
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    previous: options.Previous = None,
    lang: options.Language = "",
    format: options.DataFormat = "",  # noqa: A002  # the option's name
    limit: options.LimitList = None,
    strict: options.Strict = False,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
) -> int:

    from khpcmd.check_data import DataRequest  # --help needs nothing of the core

    limits, earlier = options.limits_of(limit or ()), expanded(previous or ())
    given = (*expanded(paths or ()), *(listed(files_from) if files_from else ()))
    if files_from and not given:
        return nothing_listed(files_from, context.obj.messages)
    request = DataRequest(given, plan, period, strict, limits, earlier)
    if format == "github" and not quiet and step_summary.wanted():
        step_summary.spare_returns((*given, *earlier))
    return _run(request, Showing(format, color, quiet=quiet), context.obj)


def _run(request: DataRequest, showing: Showing, speech: Speech) -> int:
    from khpcmd.check_data import check_data
    from khpcmd.cli.exits import data_exit_code

    with asking(speech.messages), progress(speech.messages) as told:
        report = check_data(replace(request, progress=told))
    _show(report, showing, speech.about(report.plan.language))
    return data_exit_code(report)


def _show(report: DataReport, showing: Showing, messages: Messages) -> None:
    if showing.quiet:
        from khpcmd.render.view import file_line
        from khpcmd.render.wording import Wording

        for file in report.files:
            emit(file_line(file, Wording(messages, report.plan)), sys.stdout, line=True)
        return
    from khpcmd.render.formats import Format, Look, render_files

    look = showing.look()
    emit(render_files(report, messages, look), sys.stdout)
    if look.format is Format.GITHUB and step_summary.wanted():
        step_summary.add_summary(render_files(report, messages, Look(Format.MARKDOWN)), messages)
