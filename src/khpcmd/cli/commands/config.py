"""``khpcmd config``: shows every value that can be configured, and where it is from."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import typer

from khpcmd.cli import options
from khpcmd.cli.config import NAME, configuration, setting_of
from khpcmd.cli.options import KEYS
from khpcmd.cli.output import emit
from khpcmd.fail_on import FailOn


def command(context: typer.Context, *, lang: options.Language = "", config: options.ConfigName = "") -> None:
    from khpcmd.exits import DEFAULT

    messages, reasons = context.obj.messages, ", ".join(one for one in FailOn if one in DEFAULT)
    file = configuration(config, ())
    named = messages.text("config.file", file=file.path.as_posix()) if file else ""
    emit(named or messages.text("config.no_file", name=NAME), sys.stdout, line=True)
    for key in KEYS:
        value, source = messages.template("config.unset.other"), messages.template("config.from_default")
        with suppress(KeyError):
            value = messages.text(f"config.unset.{key.name}", value=reasons)
        if found := setting_of(key, os.environ, file):
            value, source = ", ".join(found.values), found.place
        emit(f"{key.name.ljust(WIDTH)}  {value}  ({source})", sys.stdout, line=True)


WIDTH = max(len(key.name) for key in KEYS)
