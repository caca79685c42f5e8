"""``khpcmd plan schema``: prints the JSON Schema of plan files."""

from __future__ import annotations

import sys

from khpcmd.cli import options
from khpcmd.cli.output import emit


def command(*, lang: options.Language = "") -> int:
    from khpcmd.plan.json_schema import plan_schema

    emit(plan_schema(), sys.stdout)
    return 0
