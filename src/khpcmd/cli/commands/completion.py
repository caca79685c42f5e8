"""``khpcmd completion``: prints typer's script, with which a shell asks back at the Tab key."""

from __future__ import annotations

import sys

from khpcmd.cli import options
from khpcmd.cli.app import COMPLETING, PROGRAM
from khpcmd.cli.output import Misuse, choice, emit


def command(shell: options.Shell = "", *, lang: options.Language = "") -> None:
    from typer._completion_shared import get_completion_script

    if not shell:
        raise Misuse("no_shell", allowed=", ".join(options.SHELLS))
    choice("completion", shell, options.SHELLS)
    emit(f"{get_completion_script(prog_name=PROGRAM, complete_var=COMPLETING, shell=shell)}\n", sys.stdout)
