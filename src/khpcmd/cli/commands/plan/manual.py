"""``khpcmd plan manual``: prints the manual of the plan language."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli import options
from khpcmd.cli.output import emit


def command(context: typer.Context, *, lang: options.Language = "") -> int:
    from khpcmd.render.plan.manual import plan_manual

    emit(plan_manual(context.obj.messages), sys.stdout)
    return 0
