"""``khpcmd explain``: what a code means, with an example and the cure; or a target, with every figure behind it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.day import day_of
from khpcmd.cli.help_page import worded
from khpcmd.cli.output import emit, on_terminal, terminal_width
from khpcmd.cli.settings import typed
from khpcmd.cli.usage import Misuse, choice
from khpcmd.cli.wildcards import expanded
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.diagnostics import AnyCode


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
    from khpcmd.cli.explain_target import Asked, explain_target

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
    from khpcmd.render import manual

    choice("--format", form, ("text", "markdown"))
    if form == "markdown":
        emit(manual.markdown(codes), sys.stdout)
        return 0
    width = terminal_width() if on_terminal() else None
    emit(manual.explained(codes, messages, width) if codes else manual.listed(messages, width), sys.stdout)
    return 0


def _codes(subjects: Sequence[str]) -> list[AnyCode] | None:
    """The codes that were asked for; None where the first subject is no code, and so a target."""
    from khpcmd.cli.codes import code_of, nearest_code

    found = [code_of(text) for text in subjects]
    if subjects and found[0] is None:
        return None
    for text, code in zip(subjects, found, strict=True):
        if code is None:
            raise Misuse("unknown_code", found=text, suggestion=nearest_code(text))
    return [code for code in found if code is not None]
