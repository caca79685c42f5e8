"""What may stand where the cursor is: one answer for every shell, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typer.core import TyperCommand, TyperGroup

from khpcmd.cli.completion_values import Answer, Shown, What, words_answer
from khpcmd.cli.completion_values import values as values_of
from khpcmd.cli.help_page import meaning
from khpcmd.cli.lazy_group import LazyGroup
from khpcmd.cli.parameter import Parameter
from khpcmd.i18n import Messages

HELP = ("-h", "--help")


@dataclass(frozen=True, slots=True)
class Line:
    """A command line as far as it was typed: the command it has come to, and the words for that."""

    command: TyperCommand | TyperGroup
    words: str
    """The name under which the catalogue has the words of the command."""
    before: tuple[str, ...]
    current: str

    @property
    def options(self) -> dict[str, Parameter]:
        """The options of the command by each of their spellings."""
        return {name: one for one in self.command.params if one.param_type_name == "option" for name in one.opts}

    @property
    def open_option(self) -> Parameter | None:
        """The option whose value comes next."""
        return _wanting(self.options, self.before)


def answer(program: LazyGroup, typed: Sequence[str], messages: Messages, *, whole: bool) -> Answer:
    """What may stand in place of the last word of ``typed``, in which the name of the program is left out.

    ``whole``: to the shell an option and its value, ``--format=json``, are one word, which it wants back whole.
    """
    *before, current = joined(typed) or [""]
    line = _line(program, before, current)
    if line is None:
        return Answer()
    name, equals, value = current.partition("=")
    if "--" in line.before:
        return _argument(line, messages)
    if line.open_option is not None:
        return values_of(line.open_option, current, line.before, messages)
    if equals and name in line.options:
        found = values_of(line.options[name], value, line.before, messages)
        return found.after(f"{name}=") if whole else found
    return _options(line, messages) if current.startswith("-") else _argument(line, messages)


def joined(typed: Sequence[str]) -> list[str]:
    """The words as the program would get them: bash makes three of ``--format=json``."""
    found = list[str]()
    for index, word in enumerate(typed):
        split = word == "=" and found and found[-1].startswith("--")
        if split or (index > 1 and typed[index - 1] == "=" and found[-1].startswith("--") and found[-1][-1] == "="):
            found[-1] += word
        else:
            found.append(word)
    return found


def _line(program: LazyGroup, before: Sequence[str], current: str) -> Line | None:
    """The command that the words before the cursor come to; None where there is no such command."""
    line = Line(program, program.words, (), current)
    for word in before:
        group = line.command
        if not isinstance(group, LazyGroup) or word.startswith("-") or line.open_option is not None:
            line = Line(group, line.words, (*line.before, word), current)
        elif word in group.commands_of:
            line = Line(group.loaded(word), group.words_of(word), (), current)
        else:
            return None
    return line


def _wanting(options: Mapping[str, Parameter], before: Sequence[str]) -> Parameter | None:
    last = options.get(before[-1]) if before and "--" not in before else None
    return None if last is None or getattr(last, "is_flag", False) else last


def _options(line: Line, messages: Messages) -> Answer:
    """The options that were not given yet, or may be given again."""
    given = {one.name for name, one in line.options.items() if name in line.before}
    found: Shown = {
        name: meaning(line.words, one, messages)
        for name, one in line.options.items()
        if name.startswith("--") and (one.name not in given or getattr(one, "multiple", False))
    }
    found["--help"] = messages.template("help.parameters.help")
    return words_answer(found, line.current)


def _argument(line: Line, messages: Messages) -> Answer:
    group = line.command
    if isinstance(group, LazyGroup):
        listed = {name: messages.template(f"help.{group.words_of(name)}.text") for name in group.commands_of}
        return words_answer(listed, line.current)
    wanted = next((one for one in group.params if one.param_type_name == "argument"), None)
    if wanted is None:
        return Answer()
    found = values_of(wanted, line.current, line.before, messages)
    return found if found.words or wanted.name != "subjects" else Answer(What.FILES)  # a target's returns
