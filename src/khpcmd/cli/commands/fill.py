"""``khpcmd fill``: writes the figures of the returns into a blank form of somebody else."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from khpcmd.annotate.source import NoCopy
from khpcmd.cli import options
from khpcmd.cli.options import Judging, expanded, judges
from khpcmd.cli.output import Misuse, Refused, choice, emit, progress
from khpcmd.cli.output_files import misuse, refuse_inputs
from khpcmd.cli.units import filer_named
from khpcmd.cli.usage import Speech, core_errors, report_fault
from khpcmd.diagnostics import Diagnostic, Location
from khpcmd.files import destination, require_folder, write_together
from khpcmd.fill.page import answer, companion, filled_csv, filled_json, filled_lines
from khpcmd.fill.run import Filling, FillRequest, fill, whole
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.workbook.file.limits import Refused as Unreadable

SUFFIXES = (".xlsx", ".xlsm")
"""What can be filled; the filled form has the suffix of the blank one."""
FILLED, PARTLY, NOT_FILLED, NOTHING = 0, 1, 3, 5


@judges("prefer", "plan", "period", "baseline", "as_of", "names", "only_reported", "limit")
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    form: options.FormFile,
    *,
    returns: options.FromReturns = None,
    output: options.Output = None,
    unit: options.UnitName = "",
    force: options.Force = False,
    judging: Judging,
    lang: options.Language = "",
    format: options.FillFormat = "",  # noqa: A002  # the option's name
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    if not returns:
        raise Misuse("no_returns_to_fill_from")
    if output is None:
        raise Misuse("no_filled_form")
    _require_writable(output, form, returns, force=force)

    speech: Speech = context.obj

    def whose(plan: Plan) -> str:
        return filer_named(plan, unit, speech.messages).id if unit else whole(plan)

    found = _filled(FillRequest(form, judging.request(expanded(returns)), whose), speech)
    if found.data:
        account = filled_csv(found, speech.about(found.report.plan.language))
        _write(output, found.data, Path(companion(str(output))), account, force=force)
    shown = format or ("plain" if details else "summary")
    _show(found, speech.about(found.report.plan.language), str(output) if found.data else "", shown, quiet=quiet)
    return _exit_code(found)


def _require_writable(output: Path, form: Path, returns: Sequence[Path], *, force: bool) -> None:
    """Raise Misuse before anything is read if the filled form could not be written, or would be in the way."""
    if output.suffix.lower() != form.suffix.lower() or output.suffix.lower() not in SUFFIXES:
        wanted = form.suffix.lower() if form.suffix.lower() in SUFFIXES else SUFFIXES[0]
        choice("-o", output.suffix.lower() or output.name, (wanted,))
    beside = Path(companion(str(output)))
    if not force:
        if os.path.lexists(output):
            raise Misuse("filled_exists", found=str(output))
        if os.path.lexists(beside):
            raise Misuse("account_exists", found=str(beside), output=str(output))
    refuse_inputs([output, beside], [form, *returns])
    if inside := next((one for one in returns if one.resolve() in output.resolve().parents), None):
        raise Misuse("filled_inside_inputs", found=str(inside), output=str(output))
    with misuse(output, "-o"):
        require_folder(destination(output).parent)


def _write(output: Path, data: bytes, beside: Path, account: bytes, *, force: bool) -> None:
    """Write the form and the account of its cells: both, or neither."""
    with misuse(beside, "-o"):
        table = destination(beside)
    with misuse(output, "-o"):
        write_together((destination(output), data), (table, account), replace=force)


def _filled(request: FillRequest, speech: Speech) -> Filling:
    """The filled form; Refused, with the reason on stderr, where there can be none."""
    name = request.form.name
    try:
        with core_errors(speech.messages, unreached="fill"), progress(speech.messages) as advance:
            found = fill(request._replace(check=request.check._replace(progress=advance)))
            return found._replace(as_of=request.check.as_of)
    except NoCopy as refused:
        why = speech.messages.template(f"fill.none.{refused.why}")
        emit(speech.messages.text("fill.not_filled", form=name, reason=why), sys.stderr, line=True)
    except Unreadable as refused:
        report_fault(Diagnostic(refused.code, Location(name), refused.params), speech.messages)
    raise Refused(NOT_FILLED)


def _show(found: Filling, messages: Messages, output: str, shown: str, *, quiet: bool) -> None:
    code = _exit_code(found)
    if shown == "json":
        emit(filled_json(found, messages, output), sys.stdout)
        return
    plain = shown == "plain"
    lines = (
        [answer(found, messages, output, code)] if quiet else filled_lines(found, messages, output, code, details=plain)
    )
    emit("".join(f"{line}\n" for line in lines), sys.stdout)


def _exit_code(found: Filling) -> int:
    if not found.report.period:
        return NOTHING
    if not found.data:
        return NOT_FILLED
    return PARTLY if found.left else FILLED
