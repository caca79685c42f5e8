"""The commands, each imported only when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from khpcmd import __version__
from khpcmd.cli.language import VARIABLE, speech_for
from khpcmd.cli.lazy_group import LazyGroup
from khpcmd.cli.output import emit
from khpcmd.cli.usage import WRONG_USAGE, Misuse, Refused, choice, misuse_sentence, parser_sentence
from khpcmd.i18n import LANGUAGES, Messages

NAME = "khpcmd"
COMMANDS = {
    "check": "khpcmd.cli.check_command",
    "validate": "khpcmd.cli.validate_command",
    "inspect": "khpcmd.cli.inspect_command",
    "diff": "khpcmd.cli.diff_command",
    "explain": "khpcmd.cli.explain_command",
    "annotate": "khpcmd.cli.annotate_command",
    "template": "khpcmd.cli.template_command",
    "schema": "khpcmd.cli.schema_command",
    "plan": "khpcmd.cli.plan_group",
    "config": "khpcmd.cli.config_command",
    "completion": "khpcmd.cli.completion_command",
}
"""The commands and the modules that have them, each with a ``command()``."""


class Commands(LazyGroup):
    """The program itself."""

    commands_of = COMMANDS
    words = NAME


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments, run the command and return its exit code; wrong usage is told on stderr."""
    speech = speech_for(arguments)
    group = program()
    try:
        code = group.main(list(arguments), prog_name=NAME, standalone_mode=False, obj=speech)
    except Misuse as error:
        return refused(error, arguments)
    except Refused as done:
        return done.code
    except typer.TyperException as error:
        return _refuse(parser_sentence(error, speech.messages), asked_for(arguments), speech.messages)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def refused(error: Misuse, arguments: Sequence[str]) -> int:
    """Tell what is wrong with the command line, and return the exit code."""
    messages = error.messages or speech_for(arguments).messages
    return _refuse(misuse_sentence(error.kind, error.params, messages), asked_for(arguments), messages)


def _refuse(sentence: str, command: str, messages: Messages) -> int:
    emit(sentence, sys.stderr, line=True)
    emit(messages.text("usage.see_help", command=command), sys.stderr, line=True)
    return WRONG_USAGE


def asked_for(arguments: Sequence[str]) -> str:
    """The command whose help is of use: ``khpcmd diff``, ``khpcmd plan lint``, or the program where none was named."""
    found, known = [NAME], dict(COMMANDS)
    for argument in arguments:
        if argument in known:
            found.append(argument)
            known = import_module(known[argument]).COMMANDS if argument == "plan" and len(found) == 2 else {}
    return " ".join(found)


def program() -> Commands:
    """The group of all commands."""
    app = typer.Typer(
        name=NAME,
        cls=Commands,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_program)
    found = typer.main.get_command(app)
    if not isinstance(found, Commands):
        raise TypeError("typer made something else of the program")
    return found


def _program(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="|".join(LANGUAGES))] = "",
) -> None:
    if lang:
        choice("--lang", lang, LANGUAGES)
    if version:
        emit(f"{NAME} {__version__}\n", sys.stdout)
        raise typer.Exit(0)
    setting = os.environ.get(VARIABLE, "").strip()
    completing = context.invoked_subcommand == "completion"  # a shell in the midst of a line shows no message
    if setting and not completing and not context.obj.chosen:  # neither it nor any option names a language
        choice(VARIABLE, setting, LANGUAGES)
