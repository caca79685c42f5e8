"""Runs one command: imports that command alone, and turns what stops it into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from khpcmd.cli.help import function_of, in_short, messages_of, page, showing_page, worded
from khpcmd.cli.misuse import WRONG_USAGE, Misuse, Refused, choice
from khpcmd.cli.options import Language
from khpcmd.cli.output import emit
from khpcmd.cli.usage import VARIABLE, Speech, lacks_command, parser_sentence, speech_for
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.i18n.refusals import misuse_sentence
from khpcmd.inputs.find import WORKBOOKS
from khpcmd.version import __version__

if TYPE_CHECKING:
    from typer._click import Context  # not public: should it be renamed, only the type checker notices

BEGIN = ("check", "annotate", "template", "explain")
"""The commands that the page gives a line to paste for; the catalogue has the lines."""
GROUPS = {
    "checking": ("check", "validate", "inspect", "diff", "explain", "verify", "trend"),
    "sending": ("template", "annotate", "letters", "fill", "page"),
    "plan": ("plan",),
    "setup": ("config", "completion", "schema"),
}
"""All commands, by what one wants to do."""
PLANS = (".yaml", ".yml")


def opening_page(messages: Messages, of_plans: Sequence[str]) -> str:
    """A few lines to begin with, and the names of all commands; ``of_plans`` are those of ``khpcmd plan``."""
    return "".join(f"{line}\n" for line in _lines(messages, f"plan {' | '.join(of_plans)}"))


def _lines(messages: Messages, plan: str) -> Iterator[str]:
    say = messages.template
    yield say("opening.text")
    yield ""
    lines = [(say(f"opening.line.{name}"), say(f"opening.gives.{name}")) for name in BEGIN]
    width = max(len(line) for line, _ in lines)
    yield from (f"  {line.ljust(width)}  {gives}" for line, gives in lines)
    yield ""
    headings = {group: say(f"opening.groups.{group}") for group in GROUPS}
    width = max(map(len, headings.values()))
    for group, names in GROUPS.items():
        yield f"{headings[group].ljust(width)}  {'  '.join(plan if name == 'plan' else name for name in names)}"
    yield ""
    yield say("opening.more")
    yield messages.text("closing.line", line=say("opening.closing"), code="2")


def looks_like_file(word: str) -> bool:
    """Whether a word is the name of something that is there, or of a workbook or plan that is not."""
    return os.path.lexists(word) or word.lower().endswith((*WORKBOOKS, *PLANS))


def command_for_file(name: str) -> str:
    """The command line that was probably meant."""
    from khpcmd.cli.retyped import quoted

    return quoted(["khpcmd", *(("plan", "lint") if name.lower().endswith(PLANS) else ("check",)), name])


PROGRAM = "khpcmd"
COMMANDS = (
    "check",
    "validate",
    "inspect",
    "diff",
    "explain",
    "verify",
    "trend",
    "annotate",
    "letters",
    "fill",
    "template",
    "page",
    "schema",
    "plan",
    "config",
    "completion",
)
"""The commands, in the order of the help page: the modules of ``cli/commands``, each with a function ``command``."""
COMPLETING = "_KHPCMD_COMPLETE"
"""The variable in which typer's script of a shell asks what may stand at the cursor."""
PLAN_COMMANDS = ("lint", "test", "show", "diff", "new", "learn", "schema", "manual")
"""The commands of ``khpcmd plan``: the functions ``plan_lint``, … of ``cli/commands/plan.py``."""


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments, run the command and return its exit code; wrong usage is reported on stderr."""
    speech = speech_for(arguments)
    group = program()
    if not arguments and os.environ.get(COMPLETING):  # a variable that was left behind changes no command
        return _complete(group, speech)
    try:
        code = group.main(list(arguments), prog_name=PROGRAM, complete_var="", standalone_mode=False, obj=speech)
    except Misuse as error:
        return refuse(error, arguments)
    except Refused as refused:
        return refused.code
    except typer.TyperException as error:
        if lacks_command(error) == PROGRAM:
            emit(opening_page(speech.messages, PLAN_COMMANDS), sys.stderr)
            return WRONG_USAGE
        return _refuse(parser_sentence(error, speech.messages), arguments, speech.messages)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _complete(group: LazyGroup, speech: Speech) -> int:
    """Write what may stand at the cursor; a shell in the midst of a line has no use for any message."""
    from typer._completion_classes import completion_init  # typer calls it only for its own options

    completion_init()
    with suppress(Exception, SystemExit):
        group.main([], prog_name=PROGRAM, complete_var=COMPLETING, obj=speech)
    return 0


def refuse(error: Misuse, arguments: Sequence[str]) -> int:
    """Write what is wrong with the command line to stderr, and return the exit code."""
    messages = error.messages or speech_for(arguments).messages
    return _refuse(misuse_sentence(error.kind, error.params, messages), arguments, messages)


def _refuse(sentence: str, arguments: Sequence[str], messages: Messages) -> int:
    emit(sentence, sys.stderr, line=True)
    emit(messages.text("usage.see_help", command=_command_in(arguments)), sys.stderr, line=True)
    return WRONG_USAGE


def _command_in(arguments: Sequence[str]) -> str:
    """The command whose help is useful: ``khpcmd diff``, ``khpcmd plan lint``, or the program if none was named."""
    command = next((one for one in arguments if one in COMMANDS), "")
    if command == "plan":
        after = arguments[arguments.index(command) + 1 :]
        command = " ".join([command, *[one for one in after if one in PLAN_COMMANDS][:1]])
    return f"{PROGRAM} {command}".rstrip()


class LazyGroup(TyperGroup):
    """A group of commands, each imported only when it is run; the help page lists them without that."""

    words: ClassVar[str]
    """The name under which the catalogue has the words of the group."""
    members: ClassVar[tuple[str, ...]]

    def list_commands(self, ctx: Context) -> list[str]:
        return list(self.members)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | TyperGroup:
        found = self.loaded(cmd_name)
        if ctx.resilient_parsing:  # typer completes a line
            found.help = in_short(self.words_of(cmd_name), messages_of(ctx))
        return found

    def loaded(self, name: str) -> TyperCommand | TyperGroup:
        """The command of that name, imported; Misuse if there is none."""
        if name not in self.members:
            if self.words == PROGRAM and looks_like_file(name):
                raise Misuse("file_for_command", found=name, command=command_for_file(name))
            from khpcmd.text import typo_of  # only when something is wrong

            raise Misuse("unknown_command", found=name, suggestion=typo_of(name, self.members))
        if name == PlanCommands.words:
            return _group(PlanCommands, _plan_options)
        return worded(self.words_of(name), function_of(name if self.words == PROGRAM else f"{self.words} {name}"))

    def words_of(self, name: str) -> str:
        """The name under which the catalogue has the words of a command."""
        return name if self.words == PROGRAM else f"{self.words}_{name}"

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return showing_page(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:
        listed = {name: self.words_of(name) for name in self.members}
        return page(self.words, ctx.command_path, self.get_params(ctx), messages_of(ctx), listed)


class Commands(LazyGroup):
    """The program itself."""

    words = PROGRAM
    members = COMMANDS


class PlanCommands(LazyGroup):
    """The commands of ``khpcmd plan``."""

    words = "plan"
    members = PLAN_COMMANDS


def program() -> LazyGroup:
    """The group of all commands."""
    return _group(Commands, _program_options)


def _group(kind: type[LazyGroup], options: Callable[..., None]) -> LazyGroup:
    """The group that typer makes of its class and of the function that has its options."""
    app = typer.Typer(
        name=kind.words,
        cls=kind,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    made = typer.main.get_command(app)
    if not isinstance(made, LazyGroup):
        raise TypeError("typer did not make a group of its class")
    return made


def _show_version(wanted: bool) -> None:
    if wanted:
        emit(f"{PROGRAM} {__version__}\n", sys.stdout)
        raise typer.Exit(0)


Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, callback=_show_version)]


def _program_options(context: typer.Context, *, version: Version = False, lang: Language = "") -> None:
    if lang:
        choice("--lang", lang, LANGUAGES)
    setting = os.environ.get(VARIABLE, "").strip()
    scripted = context.invoked_subcommand == "completion"  # a line of a shell's start, which needs no language
    if setting and not scripted and not context.obj.chosen:  # neither the variable nor any option names a language
        choice(VARIABLE, setting, LANGUAGES)


def _plan_options(*, lang: Language = "") -> None:
    if lang:
        choice("--lang", lang, LANGUAGES)
