"""``khpcmd plan show``: shows a plan as a table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.output import colored, emit, on_terminal, terminal_width
from khpcmd.cli.usage import core_errors
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.plan.load import LoadedPlan


def command(
    context: typer.Context,
    plan_file: options.OnePlan = None,
    *,
    lang: options.Language = "",
    format: options.ShowFormat = "",  # noqa: A002  # the option's name
) -> int:
    wanted = format or ("table" if on_terminal() else "plain")

    from khpcmd.plan.load import load_plan

    with core_errors(context.obj.messages):
        loaded = load_plan(plan_file)
    emit(_drawn(loaded, wanted, context.obj.about(loaded.plan.language)), sys.stdout)
    return 0


def _drawn(loaded: LoadedPlan, wanted: str, messages: Messages) -> str:
    """The plan in a format; each format is imported only if it is wanted."""
    if wanted == "json":
        from khpcmd.render.plan.page import plan_json

        return plan_json(loaded, messages)

    from khpcmd.render.formats import Format, Look, dressed
    from khpcmd.render.plan.page import plan_document

    look = Look(Format(wanted), width=terminal_width(), color=colored("auto"))
    return dressed(plan_document(loaded.plan, messages), look)
