"""``khpcmd plan manual``: prints the manual of the plan language (English, with the Vietnamese terms)."""

from __future__ import annotations

import sys

from khpcmd.cli.output import emit


def command() -> int:
    from khpcmd.render.plan.manual import plan_manual

    emit(plan_manual(), sys.stdout)
    return 0
