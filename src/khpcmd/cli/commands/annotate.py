"""``khpcmd annotate``: makes marked copies of the returns, and prints a line for each file."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.language import Speech
from khpcmd.cli.misuse import Misuse
from khpcmd.cli.options import day_of
from khpcmd.cli.output import colored, emit
from khpcmd.cli.output_files import misuse
from khpcmd.cli.paths import expanded
from khpcmd.cli.usage import core_errors, system_word
from khpcmd.files import require_folder

if TYPE_CHECKING:
    from khpcmd.annotate.run import AnnotateRequest, Annotation, Outcome

FAILED = frozenset({"not_editable", "too_large", "changed", "not_written"})
"""Reasons why a return that was read has no copy; they are not a success."""


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    directory: options.Folder = None,
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    as_of: options.AsOf = "",
    lang: options.Language = "",
    limit: options.LimitList = None,
    color: options.Color = "auto",
) -> int:
    if directory is None:
        raise Misuse("no_directory")
    with misuse(directory, "-d"):
        require_folder(directory)
    day = day_of(as_of)

    from khpcmd.annotate.run import AnnotateRequest
    from khpcmd.check_data import DataRequest  # --help needs nothing of the core

    data = DataRequest(expanded(paths), plan, period, limits=options.limits_of(limit))
    return _run(AnnotateRequest(data, directory, day), context.obj, in_color=colored(color))


def _run(request: AnnotateRequest, speech: Speech, *, in_color: bool) -> int:
    from khpcmd.annotate.run import annotate
    from khpcmd.cli.exits import Exit, data_exit_code

    with core_errors(speech.messages):
        found = annotate(request, speech.about)
    for outcome in found.outcomes:
        _show(outcome, found, in_color=in_color)
    reasons = {outcome.why for outcome in found.outcomes}
    if "not_written" in reasons:
        return Exit.WRONG_USAGE  # as where a report cannot be written
    code = data_exit_code(found.report)
    return Exit.NOT_JUDGED if reasons & FAILED and code is Exit.SOUND else code


def _show(outcome: Outcome, found: Annotation, *, in_color: bool) -> None:
    line = _line(outcome, found)
    if not in_color:
        emit(line, sys.stdout, line=True)
        return
    from khpcmd.render.table import painted
    from khpcmd.report import Standing

    failed = outcome.copy is None and outcome.why in FAILED
    emit(painted(line, Standing.FAULTY if failed else outcome.file.standing), sys.stdout)


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
