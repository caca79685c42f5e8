"""``khpcmd schema``: prints the JSON Schema of what ``check`` or ``validate`` writes, or of plan files."""

from __future__ import annotations

import sys

from khpcmd.cli import options
from khpcmd.cli.output import emit


def command(what: options.SchemaName = "results", *, lang: options.Language = "") -> int:
    if what == "plan":
        from khpcmd.plan.json_schema import plan_schema

        emit(plan_schema(), sys.stdout)
        return 0

    from khpcmd.render.json import results_schema

    emit(results_schema("validate" if what == "validate" else "check"), sys.stdout)
    return 0
