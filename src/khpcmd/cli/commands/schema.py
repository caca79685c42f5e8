"""``khpcmd schema``: the JSON Schemas of what khpcmd writes and reads."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.output import emit


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("schema", _schema)


def _schema(what: options.SchemaName = "results", *, lang: options.Language = "") -> int:
    if what == "plan":
        from khpcmd.plan.json_schema import plan_schema

        emit(plan_schema(), sys.stdout)
        return 0

    from khpcmd.render.json_schema import results_schema

    emit(results_schema(), sys.stdout)
    return 0
