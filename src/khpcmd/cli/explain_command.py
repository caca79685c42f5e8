"""``khpcmd explain``: what a code means, with an example and the cure."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.help_page import worded
from khpcmd.cli.output import emit, on_terminal, terminal_width
from khpcmd.cli.usage import Misuse, choice
from khpcmd.i18n import LANGUAGES

if TYPE_CHECKING:
    from khpcmd.diagnostics import Code


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("explain", _explain)


def _explain(
    context: typer.Context,
    codes: options.Codes = None,
    *,
    lang: options.Language = "",
    format: options.ManualFormat = "text",  # noqa: A002  # the option's name
) -> int:
    if lang:
        choice("--lang", lang, LANGUAGES)
    choice("--format", format, ("text", "markdown"))

    from khpcmd.render import manual

    wanted = [code_of(text) for text in codes or ()]
    if format == "markdown":
        emit(manual.markdown(wanted), sys.stdout)
        return 0
    width = terminal_width() if on_terminal() else None
    messages = context.obj.messages
    emit(manual.explained(wanted, messages, width) if wanted else manual.listed(messages, width), sys.stdout)
    return 0


def code_of(text: str) -> Code:
    """The code of that number or name, in any case and with any dashes."""
    from khpcmd.diagnostics import BY_CODE, Code

    key = text.strip().upper().replace("-", "_").replace(" ", "_")
    known = {**BY_CODE, **Code.__members__}
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, 1)
    raise Misuse("unknown_code", found=text, suggestion="".join(near))
