"""``khpcmd plan schema``: the JSON Schema of plan files."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.output import emit


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("plan_schema", _schema)


def _schema(*, lang: options.Language = "") -> int:

    from khpcmd.plan.json_schema import plan_schema

    emit(plan_schema(), sys.stdout)
    return 0
