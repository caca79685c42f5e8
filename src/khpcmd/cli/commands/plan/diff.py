"""``khpcmd plan diff``: shows how two plans differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from khpcmd.cli import options
from khpcmd.cli.output import emit
from khpcmd.cli.usage import core_errors

OldPlan = Annotated[Path, typer.Argument(metavar="old", readable=False)]
NewPlan = Annotated[Path, typer.Argument(metavar="new", readable=False)]


def command(
    context: typer.Context,
    old: OldPlan,
    new: NewPlan,
    *,
    lang: options.Language = "",
    format: options.DiffFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    from khpcmd.plan.compare import differences
    from khpcmd.plan.load import load_plan
    from khpcmd.render.plan.diff import diff_json, diff_plain

    with core_errors(context.obj.messages):
        before, after = load_plan(old), load_plan(new)
    changes, messages = differences(before.plan, after.plan), context.obj.about(after.plan.language)
    shown = diff_json if format == "json" else diff_plain
    emit(shown(changes, (before, after), messages), sys.stdout)
    return 0
