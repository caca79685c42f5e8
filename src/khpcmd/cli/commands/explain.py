"""``khpcmd explain``: what a code means, with an example and the cure; or a target, with every figure behind it.

``khpcmd explain TARGET RETURNS…``: a target in full, with every figure behind its verdict.

The codes of diagnostics as people type them.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.config import typed
from khpcmd.cli.help import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import asking, emit, on_terminal, terminal_width
from khpcmd.cli.paths import expanded
from khpcmd.cli.progress import day_of
from khpcmd.cli.usage import Misuse, choice
from khpcmd.diagnostics import BY_CODE, BY_NAME, AnyCode
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.check import Request
    from khpcmd.report import Report


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("explain", _explain)


def _explain(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    subjects: options.Subjects = None,
    *,
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    baseline: options.Baselines = None,
    previous: options.Previous = None,
    as_of: options.AsOf = "",
    waivers: options.Waivers = None,
    only_reported: options.OnlyReported = False,
    limit: options.LimitList = None,
    lang: options.Language = "",
    format: options.ExplainFormat = "text",  # noqa: A002  # the option's name
) -> int:
    codes = None if typed(context, "plan") else _codes(subjects or ())  # a configured plan asks for no target
    if codes is not None:
        return _manual(codes, format, context.obj.messages)

    from khpcmd.check import Request

    target, *paths = subjects or [""]
    request = Request(
        paths=expanded(Path(path) for path in paths),
        plan=plan,
        period=period,
        baselines=expanded(baseline or ()),
        previous=expanded(previous or ()),
        as_of=day_of(as_of),
        waivers=waivers,
        only_reported=only_reported,
        limits=options.limits_of(limit or ()),
    )
    return explain_target(Asked(target, format, context.obj), request)


def _manual(codes: Sequence[AnyCode], form: str, messages: Messages) -> int:
    from khpcmd.render import codes as manual

    choice("--format", form, ("text", "markdown"))
    if form == "markdown":
        emit(manual.markdown(codes), sys.stdout)
        return 0
    width = terminal_width() if on_terminal() else None
    emit(manual.explained(codes, messages, width) if codes else manual.listed(messages, width), sys.stdout)
    return 0


def _codes(subjects: Sequence[str]) -> list[AnyCode] | None:
    """The codes that were asked for; None where the first subject is no code, and so a target."""

    found = [code_of(text) for text in subjects]
    if subjects and found[0] is None:
        return None
    for text, code in zip(subjects, found, strict=True):
        if code is None:
            raise Misuse("unknown_code", found=text, suggestion=nearest_code(text))
    return [code for code in found if code is not None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The target that is asked about, by its id as it was typed, and how it is to be shown."""

    target: str
    format: str
    speech: Speech


def explain_target(asked: Asked, request: Request) -> int:
    """Explain one target; with returns the exit code is that of ``check`` with this target alone."""
    from khpcmd.check import check, without_returns
    from khpcmd.cli.exits import exit_code

    request = replace(request, targets=(asked.target,))
    try:
        with asking(asked.speech.messages):
            report = check(request) if request.paths else without_returns(request)
    except Misuse as error:
        if error.kind == "unknown_target":
            raise Misuse("neither_code_nor_target", **_nearest(error.params)) from error
        raise
    messages = asked.speech.about(report.plan.language)
    emit(_judged(report, asked, messages) if request.paths else _promised(report, asked, messages), sys.stdout)
    return exit_code(report) if request.paths else 0


def _nearest(params: dict[str, str]) -> dict[str, str]:
    """The same with the code that is nearest, where no target is near."""

    return params if params["suggestion"] else {**params, "suggestion": nearest_code(params["found"])}


def _judged(report: Report, asked: Asked, messages: Messages) -> str:
    from khpcmd.render.explained import explained_markdown, explained_text
    from khpcmd.render.formats import Format, Look, render

    if asked.format == "markdown":
        return explained_markdown(report, messages)
    if asked.format == "text":
        return explained_text(report, messages, _width())
    return render(report, messages, Look(Format(asked.format), by_unit=True))


def _promised(report: Report, asked: Asked, messages: Messages) -> str:
    from khpcmd.render.explained import promised_markdown, promised_text

    if asked.format == "markdown":
        return promised_markdown(report, messages)
    if asked.format == "text":
        return promised_text(report, messages, _width())
    raise Misuse("format_needs_returns", found=asked.format)


def _width() -> int | None:
    return terminal_width() if on_terminal() else None


def code_of(text: str) -> AnyCode | None:
    """The code of that number or name, in any case and with any dashes."""
    key = _key(text)
    return BY_CODE.get(key) or BY_NAME.get(key)


def nearest_code(text: str) -> str:
    """The number or name of a code that is nearly what was typed, or ""."""
    return "".join(difflib.get_close_matches(_key(text), [*BY_CODE, *BY_NAME], 1))


def _key(text: str) -> str:
    return text.strip().upper().replace("-", "_").replace(" ", "_")
