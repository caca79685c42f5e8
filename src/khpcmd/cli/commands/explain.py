"""``khpcmd explain``: what a code means and how to fix it; or a target, with every figure behind its verdict."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.config import typed
from khpcmd.cli.options import Judging, expanded, judges
from khpcmd.cli.output import Misuse, choice, emit, on_terminal, terminal_width
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.diagnostics import BY_CODE, BY_NAME, AnyCode
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.checking import Request
    from khpcmd.render.document import Document
    from khpcmd.report import Report

DRAWN = ("text", "markdown")
"""The formats that both codes and targets are explained in."""


@judges(*(name for name in Judging._fields if name != "prefer"))
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    subjects: options.Subjects = None,
    *,
    judging: Judging,
    suppose: options.Supposed = None,
    lang: options.Language = "",
    format: options.ExplainFormat = "text",  # noqa: A002  # the option's name
) -> int:
    codes = (
        None if typed(context, "plan") else _codes(subjects or ())
    )  # a plan from the configuration does not mean a target
    if codes is not None:
        return _explain_codes(codes, format, context.obj.messages)

    target, *paths = subjects or [""]
    request = judging.request(expanded(Path(path) for path in paths), suppose=suppose, targets=(target,))
    return _explain_target(request, format, context.obj)


def _explain_codes(codes: Sequence[AnyCode], form: str, messages: Messages) -> int:
    from khpcmd.render.codes import explained, listed, markdown

    choice("--format", form, DRAWN)
    if form == "markdown":
        emit(markdown(codes, messages), sys.stdout)
    else:
        emit(explained(codes, messages, _width()) if codes else listed(messages, _width()), sys.stdout)
    return 0


def _explain_target(request: Request, form: str, speech: Speech) -> int:
    """Explain the target of the request; with returns the exit code is that of ``check`` with this target alone."""
    from khpcmd.checking import check, without_returns
    from khpcmd.exits import exit_code

    try:
        with core_errors(speech.messages):
            report = check(request) if request.paths else without_returns(request)
    except Misuse as error:
        if error.kind == "unknown_target":
            nearest = error.params["suggestion"] or _nearest_code(error.params["found"])
            raise Misuse("neither_code_nor_target", **{**error.params, "suggestion": nearest}) from error
        raise
    messages, code = speech.about(report.plan.language), exit_code(report) if request.paths else 0
    emit(_judged(report, form, messages, code) if request.paths else _promised(report, form, messages), sys.stdout)
    return code


def _judged(report: Report, form: str, messages: Messages, code: int) -> str:
    """The target with its verdict and the figures behind it."""
    from khpcmd.render.explained import explained_document
    from khpcmd.render.formats import Format, Look, render

    if form in DRAWN:
        return _drawn(explained_document(report, messages, code), form)
    return render(report, messages, Look(Format(form), by_unit=True, exit_code=code))


def _promised(report: Report, form: str, messages: Messages) -> str:
    """The target as the plan has it."""
    from khpcmd.render.explained import promised_document

    if form in DRAWN:
        return _drawn(promised_document(report, messages), form)
    raise Misuse("format_needs_returns", found=form)


def _drawn(document: Document, form: str) -> str:
    from khpcmd.render.formats import Format, Look, dressed
    from khpcmd.render.plain import wrapped

    return dressed(document, Look(Format.MARKDOWN)) if form == "markdown" else wrapped(document, _width())


def _width() -> int | None:
    return terminal_width() if on_terminal() else None


def _codes(subjects: Sequence[str]) -> list[AnyCode] | None:
    """The codes that are named; None if the first subject is not a code, and so a target."""
    found = [BY_CODE.get(key) or BY_NAME.get(key) for key in map(_key, subjects)]
    if subjects and found[0] is None:
        return None
    for text, code in zip(subjects, found, strict=True):
        if code is None:
            raise Misuse("unknown_code", found=text, suggestion=_nearest_code(text))
    return [code for code in found if code is not None]


def _nearest_code(text: str) -> str:
    """The number or name of the code that was probably meant, or ""."""
    from khpcmd.text import typo_of  # only when something is wrong

    return typo_of(_key(text), [*BY_CODE, *BY_NAME])


def _key(text: str) -> str:
    """A number or name as codes have it: in any case, with any dashes."""
    return text.strip().upper().replace("-", "_").replace(" ", "_")
