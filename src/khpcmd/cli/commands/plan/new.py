"""``khpcmd plan new``: a plan to begin with, explained, or one proposed from a workbook that is in use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.output import emit
from khpcmd.cli.written import refuse_existing, write_new
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.diagnostics import Diagnostic

OUTPUT = "--output"
NOT_READ = 3


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("plan_new", _new)


def _new(
    context: typer.Context,
    *,
    output: options.Output = None,
    from_workbook: options.FromWorkbook = None,
    lang: options.Language = "",
) -> int:
    if output is not None:
        refuse_existing(output, OUTPUT)
    messages = context.obj.messages
    text = _skeleton(messages) if from_workbook is None else _draft(from_workbook, messages)
    if not text:
        return NOT_READ
    if output is None:
        emit(text, sys.stdout)
    else:
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_new.written", file=str(output)), sys.stderr, line=True)
    return 0


def _skeleton(messages: Messages) -> str:
    from khpcmd.draft.skeleton import skeleton

    return skeleton(messages)


def _draft(path: Path, messages: Messages) -> str:
    """The plan that a workbook proposes; "" where it gives none, which is told."""
    from khpcmd.diagnostics import Diagnostic, Location
    from khpcmd.draft.from_workbook import draft_of
    from khpcmd.render.plan.draft import draft_page
    from khpcmd.workbook.file.limits import Limits, Refused

    try:
        draft = draft_of(path, Limits())
    except Refused as refused:
        _tell(Diagnostic(refused.code, Location(path.as_posix()), refused.params), messages)
        return ""
    if not draft.parts.fields:
        emit(messages.text("plan_new.nothing", file=str(path)), sys.stderr, line=True)
        return ""
    return draft_page(draft, messages)


def _tell(found: Diagnostic, messages: Messages) -> None:
    from khpcmd.render.plain import fault_line
    from khpcmd.render.view import fault
    from khpcmd.render.wording import Wording

    emit(fault_line(fault((found,), Wording(messages))), sys.stderr, line=True)
