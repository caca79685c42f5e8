"""``khpcmd check``: judges every target by the returns; writes the report, prints it and gives its exit code."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.app import again
from khpcmd.cli.config import typed
from khpcmd.cli.options import Judging, expanded, judges, nothing_listed
from khpcmd.cli.output import Misuse, choice, emit, progress
from khpcmd.cli.output_files import (
    Showing,
    outputs,
    refuse_inputs,
)
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.fail_on import FailOn
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, suffix_of, suffixes

if TYPE_CHECKING:
    from khpcmd.checking import Request
    from khpcmd.exits import Policy
    from khpcmd.plan.beside import Agency
    from khpcmd.report import Report
    from khpcmd.trend import Trend


@judges()
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    files_from: options.FilesFrom = "",
    judging: Judging,
    lang: options.Language = "",
    format: options.FormatName = "",  # noqa: A002  # the option's name
    output: options.Outputs = None,
    calls: options.Calls = False,
    by_unit: options.ByUnit = False,
    agency: options.AgencyFile = None,
    no_internal: options.NoInternal = False,
    history: options.History = None,
    suppose: options.Supposed = None,
    target: options.Targets = None,
    strict: options.Strict = False,
    fail_on: options.FailOnList = "",
    hide_values: options.HideValues = False,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    if calls and (format or quiet or details):
        raise Misuse("calls_alone")
    request = judging.request(paths or (), suppose=suppose, targets=target)
    fails_on = _policy(fail_on, given=typed(context, "fail_on"), strict=strict)
    if files_from and not request.paths:
        return nothing_listed(files_from, context.obj.messages)
    returns = (*request.paths, *request.baselines, *request.previous)
    beside = (judging.waivers, judging.answers, judging.names, judging.plan, Path(files_from) if files_from else None)
    files = outputs(output or (), suffixes("check"), (*returns, *(history or ()), *filter(None, beside)))
    showing = Showing(
        format, color, files, by_unit, quiet, details or by_unit, again(context), hide=hide_values, calls=calls
    )
    kept = expanded(history)
    if kept:
        _require_drawn(showing, format, supposed=bool(suppose))
    showing = showing._replace(
        plan=judging.plan, agency=_agency(agency, context.obj.messages), internal=not no_internal
    )
    return _run(request, showing, fails_on, context.obj, kept)


def _require_drawn(showing: Showing, format_: str, *, supposed: bool) -> None:
    """Raise Misuse where nothing that is written shows earlier results, or this one must not stand beside them."""
    if showing.hide or supposed:
        raise Misuse("history_hidden")
    by_suffix = suffixes("check")
    drawn = {format_, *(by_suffix[suffix_of(path, by_suffix)] for path in showing.files)}
    if not drawn & {Format.HTML, Format.XLSX}:
        raise Misuse("history_nowhere")


def _trend(report: "Report", messages: Messages, history: Sequence[Path]) -> "Trend":
    """The saved results with this one as the newest."""
    from khpcmd.render.formats import render
    from khpcmd.saved.trend import trend_with

    with core_errors(messages):
        return trend_with(history, render(report, messages, Look(Format.JSON)), messages.language)


def _agency(path: Path | None, messages: Messages) -> "Agency | None":
    """Who reports; the mistakes of the file are told before anything is read."""
    if path is None:
        return None
    from khpcmd.plan.beside import load_agency

    with core_errors(messages):
        return load_agency(path)


def _run(request: "Request", showing: Showing, fails_on: "Policy", speech: Speech, history: Sequence[Path] = ()) -> int:
    from khpcmd.checking import check
    from khpcmd.exits import exit_code
    from khpcmd.render.summary.check import calls_text, quiet_lines

    with core_errors(speech.messages), progress(speech.messages) as advance:
        report = check(request._replace(progress=advance))
    code = exit_code(report, fails_on)
    report, messages = showing.shown(report, speech.about(report.plan.language))
    if history:
        showing = showing._replace(trend=_trend(report, messages, history))
    look = showing.look(code, fails_on)._replace(trend=showing.trend)
    refuse_inputs(showing.files, _submitted(report))
    if showing.calls:
        showing.write(report, messages, look)
        emit(calls_text(report, messages, look), sys.stdout)
    else:
        showing.tell(report, messages, look, lambda: quiet_lines(report, messages, look))
    return code


def _submitted(report: "Report") -> Iterator[Path]:
    """The files that were read or have a fault, also in a folder; results of khpcmd among them are not returns."""
    from khpcmd.diagnostics import Code

    faulty = [(fault.at.file, fault.code is Code.FILE_SET_ASIDE) for fault in report.diagnostics if fault.at]
    results = {file for file, own in faulty if own}
    files = (*(given.name for given in report.inputs), *(file for file, _ in faulty))
    yield from (Path(file) for file in files if file not in results)


def _policy(fail_on: str, *, given: bool, strict: bool) -> "Policy":
    """What the run fails on; if the option was ``given``, an empty list is refused."""
    from khpcmd.exits import policy

    names = [name.strip() for name in fail_on.split(",") if name.strip()] or ([""] if given else [])
    chosen = [FailOn(choice("--fail-on", name, FailOn)) for name in names]
    if FailOn.NEVER in chosen and (len(set(chosen)) > 1 or strict):
        raise Misuse("never_alone")
    return policy(chosen, strict=strict)
