"""The commands, each imported only when it is asked for.

A group of commands, each imported only when it is asked for, and named in the help page without that.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from khpcmd import __version__
from khpcmd.cli.help import messages_of, page, showing_page
from khpcmd.cli.language import VARIABLE, speech_for
from khpcmd.cli.output import emit
from khpcmd.cli.usage import WRONG_USAGE, Misuse, Refused, choice, misuse_sentence, parser_sentence
from khpcmd.i18n import LANGUAGES, Messages

if TYPE_CHECKING:
    from khpcmd.cli.parameter import Context


class LazyGroup(TyperGroup):
    """Made a group of its own by a subclass that has ``commands_of`` and ``words``."""

    commands_of: ClassVar[Mapping[str, str]] = {}
    """The commands and the modules that have them, each with a ``command()``."""
    words: ClassVar[str] = ""
    """The name under which the catalogue has the words of the group."""

    def list_commands(self, ctx: Context) -> list[str]:
        del ctx
        return list(self.commands_of)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | TyperGroup:
        del ctx
        return self.loaded(cmd_name)

    def loaded(self, name: str) -> TyperCommand | TyperGroup:
        """The command of that name, imported; Misuse where there is none."""
        if name not in self.commands_of:
            near = difflib.get_close_matches(name, self.commands_of, 1)
            raise Misuse("unknown_command", found=name, suggestion="".join(near))
        found = import_module(self.commands_of[name]).command()
        if not isinstance(found, TyperCommand | TyperGroup):
            raise TypeError(f"{self.commands_of[name]} has no command")
        return found

    def words_of(self, name: str) -> str:
        """The name under which the catalogue has the words of a command."""
        return name if self.words == "khpcmd" else f"{self.words}_{name}"

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return showing_page(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:
        listed = {name: self.words_of(name) for name in self.commands_of}
        return page(self.words, ctx.command_path, self.get_params(ctx), messages_of(ctx), listed)


NAME = "khpcmd"
COMMANDS = {
    "check": "khpcmd.cli.commands.check",
    "validate": "khpcmd.cli.commands.validate",
    "inspect": "khpcmd.cli.commands.inspect",
    "diff": "khpcmd.cli.commands.diff",
    "explain": "khpcmd.cli.commands.explain",
    "annotate": "khpcmd.cli.commands.annotate",
    "template": "khpcmd.cli.commands.template",
    "schema": "khpcmd.cli.commands.schema",
    "plan": "khpcmd.cli.commands.plan",
    "config": "khpcmd.cli.commands.config",
    "completion": "khpcmd.cli.commands.completion",
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
