"""``khpcmd validate``: checks the data of each file by itself; no target is judged."""

from __future__ import annotations

from pathlib import Path

import typer

from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.cli import options
from khpcmd.cli.app import again
from khpcmd.cli.options import Judging, judges, nothing_listed
from khpcmd.cli.output import progress
from khpcmd.cli.output_files import (
    Showing,
    outputs,
    refuse_inputs,
)
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.exits import data_exit_code
from khpcmd.render.formats import suffixes
from khpcmd.render.told.file import FileTold
from khpcmd.render.wording import Wording
from khpcmd.report import Standing


@judges("plan", "period", "previous", "as_of", "names", "limit")
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    files_from: options.FilesFrom = "",
    judging: Judging,
    lang: options.Language = "",
    format: options.DataFormat = "",  # noqa: A002  # the option's name
    output: options.Outputs = None,
    strict: options.Strict = False,
    hide_values: options.HideValues = False,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    request = judging.request(paths or ())
    if files_from and not request.paths:
        return nothing_listed(files_from, context.obj.messages)
    returns = (*request.paths, *request.previous)
    more = filter(None, (judging.names, judging.plan, Path(files_from) if files_from else None))
    files = outputs(output or (), suffixes("validate"), (*returns, *more))
    showing = Showing(format, color, files, quiet=quiet, details=details, again=again(context), hide=hide_values)
    showing = showing._replace(plan=judging.plan)
    return _run(request, showing, context.obj, strict=strict)


def _run(request: Request, showing: Showing, speech: Speech, *, strict: bool) -> int:
    with core_errors(speech.messages), progress(speech.messages) as advance:
        report = check_data(request._replace(progress=advance), strict=strict)
    code = data_exit_code(report)
    report, messages = showing.shown(report, speech.about(report.plan.language))
    look, wording = showing.look(code), Wording(messages, report.plan)
    refuse_inputs(showing.files, (Path(file.name) for file in report.files if file.standing is not Standing.SET_ASIDE))
    showing.tell(report, messages, look, lambda: (FileTold(file, wording).line for file in report.files))
    return code
