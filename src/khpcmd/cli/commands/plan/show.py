"""``khpcmd plan show``: shows a plan as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.misuse import Misuse
from khpcmd.cli.output import colored, emit, on_terminal, terminal_width
from khpcmd.cli.paths import document_text
from khpcmd.cli.usage import core_errors
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.plan.load import LoadedPlan
    from khpcmd.plan.model import Plan


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plan_file: options.OnePlan = None,
    *,
    text: options.DocumentText = None,
    old_text: options.OldText = None,
    lang: options.Language = "",
    format: options.ShowFormat = "",  # noqa: A002  # the option's name
) -> int:
    if old_text is not None and text is None:
        raise Misuse("old_text_alone")
    if text is not None and format not in ("", "plain"):
        raise Misuse("text_is_plain", found=format)
    wanted = format or ("table" if on_terminal() else "plain")

    from khpcmd.plan.load import load_plan

    with core_errors(context.obj.messages):
        loaded = load_plan(plan_file)
        messages = context.obj.about(loaded.plan.language)
        page = _drawn(loaded, wanted, messages) if text is None else _sentences(loaded.plan, text, old_text, messages)
    emit(page, sys.stdout)
    return 0


def _sentences(plan: Plan, text: Path, old: Path | None, messages: Messages) -> str:
    """The sentences of the plan's document; those that changed, where ``old`` is the document that the plan is of."""
    from khpcmd.draft.document_text import accounted, changed
    from khpcmd.render.plan.text import changes_page, text_page

    if old is None:
        return text_page(accounted(document_text(text), plan), messages)
    return changes_page(changed(document_text(old), document_text(text), plan), messages)


def _drawn(loaded: LoadedPlan, wanted: str, messages: Messages) -> str:
    """The plan in a format; each format is imported only if it is wanted."""
    if wanted == "json":
        from khpcmd.render.plan.page import plan_json

        return plan_json(loaded, messages)

    from khpcmd.render.formats import Format, Look, dressed
    from khpcmd.render.plan.page import plan_document

    look = Look(Format(wanted), width=terminal_width(), color=colored("auto"))
    return dressed(plan_document(loaded.plan, messages), look)
