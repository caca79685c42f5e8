"""``khpcmd explain TARGET RETURNS…``: a target in full, with every figure behind its verdict."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from khpcmd.cli.asking import asking
from khpcmd.cli.language import Speech
from khpcmd.cli.output import emit, on_terminal, terminal_width
from khpcmd.cli.usage import Misuse

if TYPE_CHECKING:
    from khpcmd.check import Request
    from khpcmd.i18n import Messages
    from khpcmd.results import Report


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
    from khpcmd.cli.codes import nearest_code

    return params if params["suggestion"] else {**params, "suggestion": nearest_code(params["found"])}


def _judged(report: Report, asked: Asked, messages: Messages) -> str:
    from khpcmd.render.explain_page import explained_markdown, explained_text
    from khpcmd.render.formats import Format, Look, render

    if asked.format == "markdown":
        return explained_markdown(report, messages)
    if asked.format == "text":
        return explained_text(report, messages, _width())
    return render(report, messages, Look(Format(asked.format), by_unit=True))


def _promised(report: Report, asked: Asked, messages: Messages) -> str:
    from khpcmd.render.explain_page import promised_markdown, promised_text

    if asked.format == "markdown":
        return promised_markdown(report, messages)
    if asked.format == "text":
        return promised_text(report, messages, _width())
    raise Misuse("format_needs_returns", found=asked.format)


def _width() -> int | None:
    return terminal_width() if on_terminal() else None
