"""``khpcmd annotate``: parse the options, have the copies made, and say in a line for each file what became of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import asking, emit
from khpcmd.cli.paths import expanded
from khpcmd.cli.progress import day_of
from khpcmd.cli.usage import Misuse, system_word

if TYPE_CHECKING:
    from khpcmd.annotate.run import AnnotateRequest, Annotation, Outcome

FAILED = frozenset({"not_editable", "too_large", "changed", "not_written"})
"""Why there is no copy of a return that was read: nobody may take that for a success."""


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("annotate", _annotate)


def _annotate(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    directory: options.CopiesFolder = None,
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    as_of: options.AsOf = "",
    lang: options.Language = "",
    limit: options.LimitList = None,
) -> int:
    if directory is None:
        raise Misuse("no_directory")
    day = day_of(as_of)

    from khpcmd.annotate.run import AnnotateRequest
    from khpcmd.check_data import DataRequest  # --help needs nothing of the core

    data = DataRequest(expanded(paths or ()), plan, period, limits=options.limits_of(limit or ()))
    return _run(AnnotateRequest(data, directory, day), context.obj)


def _run(request: AnnotateRequest, speech: Speech) -> int:
    from khpcmd.annotate.run import annotate
    from khpcmd.cli.exits import Exit, data_exit_code

    with asking(speech.messages):
        found = annotate(request, speech.about)
    for outcome in found.outcomes:
        emit(_line(outcome, found), sys.stdout, line=True)
    reasons = {outcome.why for outcome in found.outcomes}
    if "not_written" in reasons:
        return Exit.WRONG_USAGE  # as where a report cannot be written
    code = data_exit_code(found.report)
    return Exit.NOT_JUDGED if reasons & FAILED and code is Exit.SOUND else code


def _line(outcome: Outcome, found: Annotation) -> str:
    """``✗ inbox/bc.xlsx → marked/bc.xlsx: Huyện Nam Sách, năm 2023; 2 lỗi``."""
    from khpcmd.render.view import file_line
    from khpcmd.render.wording import Wording

    wording, messages, file = Wording(found.messages, found.report.plan), found.messages, outcome.file
    if outcome.copy is None:
        reason = system_word(outcome.reason, messages) if outcome.reason else ""
        if not reason and file.diagnostics:
            reason = f"{wording.message(file.diagnostics[0])} {wording.cure(file.diagnostics[0])}"
        line = file_line(file, wording, failed=outcome.why in FAILED)
        reason = messages.text(f"annotate.none.{outcome.why}", reason=reason).strip()
        return messages.text("annotate.not_copied", line=line, reason=reason)
    name = messages.text("annotate.copied", name=file.name, copy=outcome.copy.as_posix())
    line = file_line(replace(file, name=name), wording)
    if not outcome.lost:
        return line
    lost = messages.joined(messages.template(f"annotate.lost.{kind}") for kind in outcome.lost)
    return messages.text("annotate.copied_with_loss", line=line, lost=lost)
