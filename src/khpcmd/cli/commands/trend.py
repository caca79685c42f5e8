"""``khpcmd trend``: saved results (the JSON of earlier checks) lined up by period."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.options import expanded
from khpcmd.cli.output import Misuse, emit, on_terminal, terminal_width
from khpcmd.cli.output_files import outputs, write_report
from khpcmd.cli.usage import core_errors
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, suffix_of
from khpcmd.render.html.trend import html_trend
from khpcmd.render.trend import TrendTold, trend_lines
from khpcmd.saved.trend import trend
from khpcmd.trend import Trend

SUFFIXES = {".html": Format.HTML, ".txt": Format.PLAIN}
"""What ``-o`` writes, by suffix."""


def command(
    context: typer.Context,
    results: options.ResultFiles = None,
    *,
    lang: options.Language = "",
    output: options.Outputs = None,
    quiet: options.Quiet = False,
) -> int:
    paths, speech = expanded(results), context.obj
    if not paths:
        raise Misuse("no_results")
    files = outputs(output or (), SUFFIXES, paths)
    with core_errors(speech.messages):
        found = trend(paths)
    messages = speech.about(found.language)
    for path in files:
        _write(path, found, messages)
    width = terminal_width() if on_terminal() else None
    lines = [TrendTold(found, messages).turns] if quiet else trend_lines(found, messages, 0, width)
    emit("".join(f"{line}\n" for line in lines), sys.stdout)
    return 0


def _write(path: Path, found: Trend, messages: Messages) -> None:
    as_page = SUFFIXES[suffix_of(path, SUFFIXES)] is Format.HTML
    pieces = html_trend(found, messages) if as_page else (f"{line}\n" for line in trend_lines(found, messages, 0, None))
    write_report(path, (piece.encode() for piece in pieces))
