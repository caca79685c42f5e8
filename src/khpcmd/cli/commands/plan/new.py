"""``khpcmd plan new``: writes a commented plan to begin with, a draft from a workbook in use, or next year's copy."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.misuse import Misuse
from khpcmd.cli.output import emit
from khpcmd.cli.output_files import refuse_existing, write_new
from khpcmd.cli.retyped import quoted
from khpcmd.cli.usage import core_errors, report_fault
from khpcmd.i18n import Messages

OUTPUT = "--output"
SCHEMA = "plan.schema.json"
"""The file beside the plan that its first line names."""
NOT_READ = 3
FIGURES = ("count", "amount", "yes_no", "months")
"""The kinds of fields that a target can be measured by."""


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    *,
    output: options.Output = None,
    from_workbook: options.FromWorkbook = None,
    from_plan: options.FromPlan = None,
    year: options.PlanYear = "",
    lang: options.Language = "",
) -> int:
    if (from_plan is not None and from_workbook is not None) or (from_plan is None and year):
        raise Misuse("plan_new_sources")
    if output is not None:
        refuse_existing(output, OUTPUT)
    messages, again = context.obj.messages, ""
    if from_plan is not None:
        text, again = _copy(from_plan, options.year_of(year), output, messages)
    elif from_workbook is None:
        from khpcmd.draft.skeleton import skeleton

        text = skeleton(messages)
    else:
        text = _draft(from_workbook, messages)
    if not text:
        return NOT_READ
    if output is None:
        emit(text, sys.stdout)
        emit(again, sys.stderr)
    else:
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_new.written", file=str(output)), sys.stderr, line=True)
        schema = output.parent / SCHEMA
        if not schema.exists():
            command = quoted(["khpcmd", "plan", "schema", "-o", str(schema)])
            emit(messages.text("plan_new.schema", command=command), sys.stderr, line=True)
        emit(again, sys.stdout)
    return 0


def _copy(path: Path, year: int | None, output: Path | None, messages: Messages) -> tuple[str, str]:
    """The copy of a plan for another year, by default the next one, and the list of what has to be read again."""
    from khpcmd.draft.next_year import next_year
    from khpcmd.plan.load import load_plan, read_text
    from khpcmd.render.plan.next_year import copied_page

    with core_errors(messages):
        plan = load_plan(path).plan
    wanted = plan.year + 1 if year is None else year
    if wanted == plan.year:
        raise Misuse("same_year", found=str(path), year=str(wanted))
    copy = next_year(read_text(path), plan, path.parent, wanted)
    return copy.text, copied_page(copy, "" if output is None else str(output), messages)


def _draft(path: Path, messages: Messages) -> str:
    """The plan that a workbook proposes; "", with the reason on stderr, if it proposes none."""
    from khpcmd.diagnostics import Diagnostic, Location
    from khpcmd.draft.from_workbook import draft_of
    from khpcmd.render.plan.draft import draft_page, no_basis
    from khpcmd.workbook.file.limits import Limits, Refused

    try:
        draft = draft_of(path, Limits())
    except Refused as refused:
        report_fault(Diagnostic(refused.code, Location(path.as_posix()), refused.params), messages)
        return ""
    if not draft.parts.fields and not draft.parts.left_out:
        emit(messages.text("plan_new.nothing", file=str(path)), sys.stderr, line=True)
        return ""
    if not any(field.kind in FIGURES for field in draft.parts.fields):
        emit(no_basis(draft, str(path), messages), sys.stderr, line=True)
        return ""
    return draft_page(draft, messages)
