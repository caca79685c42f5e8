"""``khpcmd page``: puts a plan into the check page, one HTML file for people who have a browser and no Python."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from khpcmd.checking import names_for
from khpcmd.cli import options
from khpcmd.cli.output import Misuse, choice, emit
from khpcmd.cli.output_files import misuse, refuse_inputs
from khpcmd.cli.units import filer_named, period_named
from khpcmd.cli.usage import core_errors
from khpcmd.files import destination, write_bytes
from khpcmd.page.desk import LARGEST, NotAPage, Settings, built_page, with_plan
from khpcmd.plan.load import load_plan
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import read_bytes


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    *,
    output: options.Output = None,
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    unit: options.UnitName = "",
    names: options.NamesFile = None,
    base: options.PageBase = None,
    force: options.Force = False,
    lang: options.Language = "",
) -> int:
    if output is None:
        raise Misuse("no_page_output")
    choice("-o", output.suffix.lower() or output.name, (".html",))
    with core_errors(context.obj.messages):
        loaded = load_plan(plan)
        names_for(names, loaded.plan)
    messages = context.obj.about(loaded.plan.language)
    settings = Settings(
        str(plan) if plan else "",
        period_named(loaded.plan, period) if period else "",
        filer_named(loaded.plan, unit, messages).id if unit else "",
        str(names) if names else "",
    )
    source = built_page() if base is None else base
    refuse_inputs([output], [source, *filter(None, (plan, names))])
    content = _page(source, given=base is not None)
    try:
        made = with_plan(content, loaded, settings, messages.language)
    except NotAPage as error:
        raise Misuse(error.kind, found=str(source), **({"version": error.version} if error.version else {})) from None
    with misuse(output, "-o"):
        write_bytes(destination(output) if force else output, made, replace=force)
    emit(messages.text("page.written", file=str(output), plan=loaded.plan.id), sys.stderr, line=True)
    return 0


def _page(path: Path, *, given: bool) -> bytes:
    """The page that was built; Misuse if it is not there or cannot be read."""
    try:
        return read_bytes(path, Limits(file_bytes=LARGEST))
    except Refused:
        raise Misuse("page_not_read" if given else "no_page", found=str(path)) from None
