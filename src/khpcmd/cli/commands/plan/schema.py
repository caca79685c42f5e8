"""``khpcmd plan schema``: prints the JSON Schema of plan files, or writes it to a file."""

from __future__ import annotations

import sys

from khpcmd.cli import options
from khpcmd.cli.output import emit
from khpcmd.cli.output_files import refuse_existing, write_new, write_report


def command(*, output: options.Output = None, force: options.Force = False, lang: options.Language = "") -> int:
    if output is not None and not force:
        refuse_existing(output, "-o")

    from khpcmd.plan.json_schema import plan_schema

    if output is None:
        emit(plan_schema(), sys.stdout)
    elif force:
        write_report(output, (plan_schema().encode(),))
    else:
        write_new(output, plan_schema(), "-o")
    return 0
