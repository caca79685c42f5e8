"""``khpcmd diff``: parse the options, ask in what two submissions or two periods differ, and show it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from khpcmd.cli import options
from khpcmd.cli.day import day_of
from khpcmd.cli.help_page import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import colored, emit, on_terminal, terminal_width
from khpcmd.cli.plan_mistakes import refuse_plan
from khpcmd.cli.progress import progress
from khpcmd.cli.usage import Misuse, choice
from khpcmd.cli.wildcards import expanded
from khpcmd.cli.written import outputs, write_report
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.records import dataclass
from khpcmd.render.changes_formats import SUFFIXES, TEXTS
from khpcmd.render.formats import Format, Look

if TYPE_CHECKING:
    from khpcmd.changes import Changes
    from khpcmd.compare import CompareRequest
    from khpcmd.preferred import Preference


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("diff", _diff)


@dataclass(frozen=True, slots=True)
class Showing:
    """What is to be shown. ``format`` "" means: as fits where it goes."""

    format: str
    color: str
    files: tuple[Path, ...]
    """What is to be written as well, each in the format of its ending."""
    quiet: bool


def _diff(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    old: options.OldReturns,
    new: options.NewReturns,
    *,
    plan: options.PlanFile = None,
    period: options.Periods = None,
    baseline: options.Baselines = None,
    as_of: options.AsOf = "",
    lang: options.Language = "",
    format: options.ChangesFormat = "",  # noqa: A002  # the option's name
    output: options.Outputs = None,
    only_reported: options.OnlyReported = False,
    limit: options.LimitList = None,
    prefer: options.Prefer = "",
    color: options.Color = "auto",
    quiet: options.Quiet = False,
) -> int:
    if lang:
        choice("--lang", lang, LANGUAGES)
    choice("--color", color, ("auto", "always", "never"))
    if format:
        choice("--format", format, TEXTS)
    if prefer:
        choice("--prefer", prefer, ("newest", "listed"))
    day, (old_period, new_period) = day_of(as_of), _periods(period or ())

    from khpcmd.compare import CompareRequest  # --help needs nothing of the core

    request = CompareRequest(
        expanded((old,)),
        expanded((new,)),
        plan,
        old_period,
        new_period,
        expanded(baseline or ()),
        day,
        only_reported,
        options.limits_of(limit or ()),
        cast("Preference", prefer),
    )
    files = outputs(output or (), SUFFIXES, (*request.old, *request.new, *request.baselines))
    return _run(request, Showing(format, color, files, quiet), context.obj)


def _periods(given: Sequence[str]) -> tuple[str, str]:
    """One period is that of both sides; two are those of the old side and the new one."""
    match given:
        case []:
            return "", ""
        case [both]:
            return both, both
        case [old, new]:
            return old, new
    raise Misuse("too_many_periods")


def _run(request: CompareRequest, showing: Showing, speech: Speech) -> int:
    from khpcmd.cli.exits import changes_exit_code
    from khpcmd.compare import compare
    from khpcmd.diagnostics import PlanError
    from khpcmd.gather import UsageError

    try:
        with progress(speech.messages) as told:
            found = compare(replace(request, progress=told))
    except PlanError as error:
        return refuse_plan(error, speech.messages)
    except UsageError as error:
        raise Misuse(error.kind, **error.params) from error
    _show(found, showing, speech.about(found.plan.language))
    return changes_exit_code(found)


def _show(found: Changes, showing: Showing, messages: Messages) -> None:
    from khpcmd.render.changes_formats import render_changes

    for path in showing.files:
        write_report(path, render_changes(found, messages, Look(SUFFIXES[path.suffix.lower()])).encode())
    if showing.quiet:
        from khpcmd.render.changes_view import headline

        emit(headline(found, messages), sys.stdout, line=True)
        return
    wanted = Format(showing.format or ("table" if on_terminal() else "plain"))
    look = Look(wanted, width=terminal_width(), color=colored(showing.color))
    emit(render_changes(found, messages, look), sys.stdout)
