"""Runs one command: imports that command alone, and turns what stops it into a sentence and an exit code.

Of help pages typer knows the parameters, the catalogue has the words.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from inspect import signature
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Annotated, Any
from unicodedata import is_normalized

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from khpcmd.cli.config import typed
from khpcmd.cli.options import KEYS, ConfigName, Language, metavar_of, require_words, words_of
from khpcmd.cli.output import WRONG_USAGE, Misuse, Refused, choice, emit, quoted, terminal_width
from khpcmd.cli.usage import VARIABLE, Speech, lacks_command, parser_sentence, speech_for
from khpcmd.fail_on import FailOn
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.i18n.refusals import misuse_sentence
from khpcmd.inputs.find import WORKBOOKS
from khpcmd.render.formats import suffixes
from khpcmd.version import __version__

if TYPE_CHECKING:
    from typer._click import Context, Parameter  # not public: should it be renamed, only the type checker notices

SENTENCE = re.compile(r"(?<=[.]) ")
"""Between two sentences of a description."""
LIST_MARK = re.compile(r"^ *(?:\d+ +)?")
"""What the lines of a list begin with: an indent, and an exit code."""

OF_TYPER: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
OF_HELP = {"help_option_names": ["-h", "--help"]}
"""What typer is asked to leave out, and how help is asked for."""
TYPED = "khpcmd.typed"
"""Where the parameters stand as they were typed, before those of a file or a list took their place."""
UNSETTLED = ("config", "completion")
"""The commands that no configuration changes: one shows it, the other is silent whatever it says."""

Lines = list[tuple[str, str]]
"""Names, each with its meaning."""


class WordedCommand(TyperCommand):
    """A command with a help page from the catalogue.

    ``help.parameters`` has a line for every parameter, ``help.<command>.parameters`` those that mean something else
    for one command.
    """

    settled = False
    """Whether parameters that were not given are taken from the environment or a configuration file."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        options = {name: one for one in self.params if one.param_type_name == "option" for name in one.opts}
        for name, following in () if ctx.resilient_parsing else pairwise(args):
            if name == "--":
                break
            if following in options and name in options and not getattr(options[name], "is_flag", False):
                raise Misuse("option_takes_value", option=name)  # the parser would take the option for it
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> object:
        if self.settled:
            from khpcmd.cli.config import settle

            ctx.meta[TYPED] = dict(ctx.params)
            settle(ctx, self.params, ctx.params.pop("config") or "")
        try:
            require_words(self.name or "", self.params, ctx.params)
            return super().invoke(ctx)
        except Misuse as error:
            error.messages = messages_of(ctx)
            raise

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return showing_page(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:
        return page(self.name or "", ctx.command_path, self.get_params(ctx), messages_of(ctx))


def showing_page(option: TyperOption | None) -> TyperOption | None:
    """The ``--help`` option, made to write the page as a result: a page that cannot be written is an error."""
    if option is not None:
        option.callback = _show_page
    return option


def _show_page(context: Context, parameter: Parameter, value: bool) -> None:
    del parameter
    if value and not context.resilient_parsing:
        emit(f"{context.get_help()}\n", sys.stdout)
        context.exit()


def function_of(command: str) -> Callable[..., object]:
    """The function of a command: ``command`` of its module, ``plan_lint`` of ``plan`` for ``plan lint``; ``plan learn``
    has a module of its own."""
    group, _, name = command.partition(" ")
    module = import_module(f"khpcmd.cli.commands.{'learn' if name == 'learn' else group}")
    found: Callable[..., object] = getattr(module, f"{group}_{name}" if name else "command")
    return found


def worded(name: str, function: Callable[..., object]) -> TyperCommand:
    """The command that typer makes of a function; with ``--config`` if one of its parameters can be configured."""
    found = _made(name, function)
    if name not in UNSETTLED and {key.parameter for key in KEYS}.intersection(one.name for one in found.params):
        found.params += _made("", _configured).params
        found.settled = True
    return found


def _configured(*, config: ConfigName = "") -> None:
    """Has the option that ``worded`` adds."""


def _made(name: str, function: Callable[..., object]) -> WordedCommand:
    app = typer.Typer(**OF_TYPER)
    app.command(name, cls=WordedCommand, context_settings=OF_HELP)(function)
    made = typer.main.get_command(app)
    if not isinstance(made, WordedCommand):
        raise TypeError("typer did not make a command of its class")
    return made


def messages_of(context: Context) -> Messages:
    """The messages that ``run`` put into the context."""
    speech = context.obj
    if not isinstance(speech, Speech):
        raise TypeError("a command needs a language")
    return speech.messages


def page(
    name: str,
    path: str,
    parameters: Iterable[Parameter],
    messages: Messages,
    commands: Mapping[str, str] | None = None,
) -> str:
    """The help page of a command, or of a group with its ``commands`` (and the names of their words)."""
    width, say = min(terminal_width(), 100), messages.template
    parameters, commands = list(parameters), commands or {}
    arguments = [parameter for parameter in parameters if _is(parameter, "argument")]
    options = [parameter for parameter in parameters if _is(parameter, "option")]
    names = " ".join(_metavar(argument, messages) for argument in arguments)
    usage = say("help.usage_group") if commands else messages.text("help.usage_command", arguments=names)
    blocks = [f"{say('help.usage')}{path} {usage}".rstrip(), _filled(say(f"help.{name}.text"), width)]
    listed = [(command, SENTENCE.split(say(f"help.{words}.text"))[0]) for command, words in commands.items()]
    parts = {
        "arguments": _meanings(name, arguments, messages),
        "options": _meanings(name, options, messages),
        "commands": listed,
    }
    for heading, lines in parts.items():
        if lines:
            blocks.append("\n".join([f"{say(f'help.{heading}')}:", *_columns(lines, width)]))
    blocks.append(_filled(say(f"help.{name}.more"), width))
    return "\n\n".join(blocks)


def _filled(text: str, width: int) -> str:
    """The text with each line filled; names of files and options are not broken, a list keeps its indent."""
    lines = [(line, " " * (len(line) - len(LIST_MARK.sub("", line)))) for line in text.strip().split("\n")]
    return "\n".join(textwrap.fill(one, width, subsequent_indent=by, break_on_hyphens=False) for one, by in lines)


def _is(parameter: Parameter, kind: str) -> bool:
    return parameter.param_type_name == kind and not getattr(parameter, "hidden", False)


def _meanings(command: str, parameters: Iterable[Parameter], messages: Messages) -> Lines:
    return [(_spelling(one, messages), meaning(command, one, messages)) for one in parameters]


def meaning(command: str, parameter: Parameter, messages: Messages) -> str:
    """What the catalogue says of a parameter of a command, with the words and the suffixes that it may have."""
    choices = messages.listed(words_of(parameter) or ("",), "or")
    reasons = ", ".join(one for one in FailOn if one is not FailOn.NEVER)
    values = {"choices": choices, "suffixes": " ".join(suffixes(command)), "reasons": reasons, "never": FailOn.NEVER}
    with suppress(KeyError):
        return messages.text(f"help.{command}.parameters.{parameter.name}", **values)
    return messages.text(f"help.parameters.{parameter.name}", **values)


def _spelling(parameter: Parameter, messages: Messages) -> str:
    metavar = _metavar(parameter, messages)
    if parameter.param_type_name == "argument":
        return metavar
    return ", ".join(sorted(parameter.opts, key=len)) + (f" {metavar}" if metavar else "")


def _metavar(parameter: Parameter, messages: Messages) -> str:
    metavar = metavar_of(parameter)
    with suppress(KeyError):
        return messages.template(f"help.names.{metavar}")
    return metavar


def _columns(lines: Lines, width: int) -> Iterator[str]:
    indent = min(max(len(name) for name, _ in lines), 28) + 4
    for name, text in lines:
        wrapped = textwrap.wrap(text, max(20, width - indent), break_on_hyphens=False)
        if len(name) + 4 > indent:
            yield f"  {name}"
        else:
            yield f"  {name}".ljust(indent) + wrapped.pop(0)
        yield from (" " * indent + line for line in wrapped)


PLANS = (".yaml", ".yml")


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
MEMBERS = {PROGRAM: COMMANDS, "plan": PLAN_COMMANDS}
"""The commands of each group."""


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments, run the command and return its exit code; wrong usage is reported on stderr."""
    speech = speech_for(arguments)
    commands = group()
    if not arguments and os.environ.get(COMPLETING):  # a variable that was left behind changes no command
        return _complete(commands, speech)
    try:
        code = commands.main(list(arguments), prog_name=PROGRAM, complete_var="", standalone_mode=False, obj=speech)
    except Misuse as error:
        return refuse(error, arguments)
    except Refused as refused:
        return refused.code
    except typer.TyperException as error:
        if lacks_command(error) == PROGRAM:
            context = getattr(error, "ctx", None) or typer.Context(commands, info_name=PROGRAM, obj=speech)
            emit(f"{commands.get_help(context)}\n", sys.stderr)
            return WRONG_USAGE
        return _refuse(parser_sentence(error, speech.messages), arguments, speech.messages)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _complete(commands: LazyGroup, speech: Speech) -> int:
    """Write what may stand at the cursor; a shell in the midst of a line has no use for any message."""
    from typer._completion_classes import completion_init  # typer calls it only for its own options

    completion_init()
    with suppress(Exception, SystemExit):
        commands.main([], prog_name=PROGRAM, complete_var=COMPLETING, obj=speech)
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

    @property
    def words(self) -> str:
        """The name under which the catalogue has the words of the group."""
        return self.name or PROGRAM

    @property
    def members(self) -> tuple[str, ...]:
        return MEMBERS[self.words]

    def list_commands(self, ctx: Context) -> list[str]:
        return list(self.members)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | TyperGroup:
        """The command of that name, imported; Misuse if there is none."""
        if cmd_name not in self.members:
            of_plan = cmd_name.lower().endswith(PLANS)
            if self.words == PROGRAM and (
                of_plan or cmd_name.lower().endswith((*WORKBOOKS,)) or os.path.lexists(cmd_name)
            ):
                meant = ("plan", "lint") if of_plan else ("check",)
                raise Misuse("file_for_command", found=cmd_name, command=quoted(["khpcmd", *meant, cmd_name]))
            from khpcmd.text import typo_of  # only when something is wrong

            raise Misuse("unknown_command", found=cmd_name, suggestion=typo_of(cmd_name, self.members))
        if cmd_name in MEMBERS:
            return group(cmd_name)
        return worded(
            self.words_of(cmd_name), function_of(cmd_name if self.words == PROGRAM else f"{self.words} {cmd_name}")
        )

    def words_of(self, name: str) -> str:
        """The name under which the catalogue has the words of a command."""
        return name if self.words == PROGRAM else f"{self.words}_{name}"

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return showing_page(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:
        listed = {name: self.words_of(name) for name in self.members}
        return page(self.words, ctx.command_path, self.get_params(ctx), messages_of(ctx), listed)


def group(name: str = PROGRAM) -> LazyGroup:
    """The group of all commands, or of those of ``khpcmd plan``, that typer makes of the function with its options."""
    app = typer.Typer(name=name, cls=LazyGroup, **OF_TYPER, context_settings=OF_HELP)
    app.callback()(_program_options if name == PROGRAM else _plan_options)
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


OWN = frozenset({"format", "output", "directory", "quiet", "details", "color", "by_unit", "force", "calls"})
"""What says how results are shown or counted, and not what they are about."""
COUNTED = frozenset({"strict", "fail_on"})
"""What says which results are a failure: nothing to commands that do not count so."""
LEARN = "plan learn"
"""The command that judges nothing, so that what says how to judge is left out; names it writes and does not take."""


def again(context: Context) -> Callable[..., str]:
    """A function from a command's name, and what to add to it, to its line with the input of this run."""
    return partial(retyped, context)


def retyped(context: Context, command: str, *more: str) -> str:
    """The line of a command with the paths and options that were typed; "" if it lacks one that decides what is read.

    Of ``more``, what begins with an option goes to the end and the rest before the paths. There is no line where names
    came through a pipe, which is empty by now, nor where one cannot be copied from a screen.
    """
    first = next((index for index, text in enumerate(more) if text.startswith("-")), len(more))
    known = {"config", *signature(function_of(command)).parameters}
    paths, options = list[str](), list[str]()
    for parameter in context.command.params:
        name, option = parameter.name or "", max(parameter.opts, key=len)
        if option in more or name in OWN or not typed(context, name) or (command, name) == (LEARN, "names"):
            continue
        given = context.meta.get(TYPED, context.params)[name]
        values = list(map(str, given if isinstance(given, list | tuple) else [given]))
        if parameter.param_type_name == "argument":
            paths += [f"./{value}" if value.startswith("-") else value for value in values]
        elif name not in known and command != context.info_name:
            if name not in COUNTED and command != LEARN:
                return ""
        elif getattr(parameter, "is_flag", False):
            options.append(option)
        elif name == "files_from" and values == ["-"]:
            return ""
        else:
            pairs = ([f"{option}={value}"] if value.startswith("-") else [option, value] for value in values)
            options += chain.from_iterable(pairs)
    if context.parent is not None and not typed(context, "lang") and typed(context.parent, "lang"):
        options += ["--lang", str(context.parent.params["lang"])]
    rest = list(more[first:])
    if rest[:1] == ["-d"] and "." in paths:  # copies lie outside of the folder that is read
        rest[1] = f"../{rest[1]}"
    words = ["khpcmd", *command.split(), *more[:first], *paths, *options, *rest]
    plain = all(word.isprintable() and is_normalized("NFC", word) for word in words)
    return quoted(words) if plain else ""
