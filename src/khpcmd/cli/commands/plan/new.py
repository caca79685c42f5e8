"""``khpcmd plan new``: writes a commented plan to begin with, or a draft from a workbook in use."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.output import emit
from khpcmd.cli.output_files import refuse_existing, write_new
from khpcmd.cli.retyped import quoted
from khpcmd.cli.usage import report_fault
from khpcmd.i18n import Messages

OUTPUT = "--output"
SCHEMA = "plan.schema.json"
"""The file beside the plan that its first line names."""
NOT_READ = 3


def command(
    context: typer.Context,
    *,
    output: options.Output = None,
    from_workbook: options.FromWorkbook = None,
    lang: options.Language = "",
) -> int:
    if output is not None:
        refuse_existing(output, OUTPUT)
    messages = context.obj.messages
    if from_workbook is None:
        from khpcmd.draft.skeleton import skeleton

        text = skeleton(messages)
    else:
        text = _draft(from_workbook, messages)
    if not text:
        return NOT_READ
    if output is None:
        emit(text, sys.stdout)
    else:
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_new.written", file=str(output)), sys.stderr, line=True)
        schema = output.parent / SCHEMA
        if not schema.exists():
            command = quoted(["khpcmd", "plan", "schema", "-o", str(schema)])
            emit(messages.text("plan_new.schema", command=command), sys.stderr, line=True)
    return 0


def _draft(path: Path, messages: Messages) -> str:
    """The plan that a workbook proposes; "", with the reason on stderr, if it proposes none."""
    from khpcmd.diagnostics import Diagnostic, Location
    from khpcmd.draft.from_workbook import draft_of
    from khpcmd.render.plan.draft import draft_page
    from khpcmd.workbook.file.limits import Limits, Refused

    try:
        draft = draft_of(path, Limits())
    except Refused as refused:
        report_fault(Diagnostic(refused.code, Location(path.as_posix()), refused.params), messages)
        return ""
    if not draft.parts.fields:
        emit(messages.text("plan_new.nothing", file=str(path)), sys.stderr, line=True)
        return ""
    return draft_page(draft, messages)
