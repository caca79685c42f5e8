"""``khpcmd plan manual``: the manual of the plan language, in English with the Vietnamese terms of the documents."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli.help import worded
from khpcmd.cli.output import emit


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("plan_manual", _manual)


def _manual() -> int:
    from khpcmd.render.plan.manual import plan_manual

    emit(plan_manual(), sys.stdout)
    return 0
