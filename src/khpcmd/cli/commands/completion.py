"""``khpcmd completion``: prints the script with which a shell asks back, and answers it.

One answer serves every shell: what may stand at the cursor, found from the commands themselves.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from khpcmd.cli import options
from khpcmd.cli.app import LazyGroup, program
from khpcmd.cli.config import configuration, setting_of
from khpcmd.cli.config_keys import BY_NAME
from khpcmd.cli.help import in_short, meaning, messages_of
from khpcmd.cli.misuse import Misuse, choice
from khpcmd.cli.output import emit
from khpcmd.cli.parameter import Parameter, metavar_of, words_of
from khpcmd.fail_on import FailOn
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.plan.model import Plan

QUOTES = ("'", '"')
WHOLE = ("fish", "powershell")
"""The shells to which an option and its value, ``--format=json``, are one word."""
PLAIN_WORD = re.compile(r"[\w.,:=+-]+")
"""Words that no shell takes for more than a word."""
NAME = re.compile(r"[\w.,:=+-][\w .,:=+'()/–-]*")
"""Words that a shell takes for one if they are quoted; others, which a plan may have, are not offered."""
LONGEST = 72
FILES = ("file", "form", "paths", "plans", "plan", "old", "new")
"""Metavars of values that are files."""

Meanings = dict[str, str]
"""Words by what they mean, "" if they say it themselves."""
Left = Literal["files", "folders"]
"""What is left to the shell itself, which knows its files and folders."""


@dataclass(frozen=True, slots=True)
class Line:
    """A command line as far as it was typed: the command it has come to, and the words after that."""

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
        last = self.options.get(self.before[-1]) if self.before and "--" not in self.before else None
        return None if last is None or getattr(last, "is_flag", False) else last


def command(
    context: typer.Context, shell: options.Shell = "", typed: options.Typed = None, *, lang: options.Language = ""
) -> int:
    if not shell:
        raise Misuse("no_shell", allowed=", ".join(options.SHELLS))
    choice("completion", shell, options.SHELLS)
    if typed is None:
        emit((Path(__file__).parents[1] / "shells" / shell).read_text(encoding="utf-8"), sys.stdout)
    else:
        with suppress(Exception):  # a shell in the midst of a line has no use for any message
            _answer(context, shell, typed)
    return 0


def _answer(context: typer.Context, shell: str, typed: list[str]) -> None:
    """First what may stand there, then each word with its meaning behind a tab."""
    from khpcmd.render.wording import visible

    if shell == "powershell":  # it marks the last word, for it would lose an empty one
        typed = [*typed[:-1], typed[-1].removeprefix("_")]
    within = typed[-1][:1] in QUOTES if typed else False
    if shell != "zsh":  # which has taken the quotation marks off
        typed = [unquoted(word, shell) for word in typed]
    found = answer(program(), typed, messages_of(context), whole=shell in WHOLE)
    words = {} if isinstance(found, str) else found
    lines = [str(found) if isinstance(found, str) else "words"]
    lines += [f"{quoted(word, shell, within=within)}\t{visible(text)}" for word, text in words.items()]
    emit("".join(f"{line}\n" for line in lines), sys.stdout)


def unquoted(word: str, shell: str) -> str:
    """A word that was typed, perhaps not to its end, as the program would get it."""
    if shell == "powershell":
        return word.strip("'\"").replace("''", "'") if word[:1] in QUOTES else word
    found, quote, escaped = list[str](), "", False
    for sign in word:
        if escaped:
            found.append(sign)
            escaped = False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif sign == quote:
            quote = ""
        elif sign in QUOTES and not quote:
            quote = sign
        else:
            found.append(sign)
    return "".join(found)


def quoted(word: str, shell: str, *, within: bool) -> str:
    """A word as the shell has to find it in the line; zsh and fish quote by themselves.

    ``within``: the quotation mark before it was typed already, and bash closes it.
    """
    if PLAIN_WORD.fullmatch(word):
        return word
    match shell:
        case "bash":
            return word if within else re.sub(r"[^\w.,:=+–-]", lambda match: f"\\{match[0]}", word)
        case "powershell":
            doubled = word.replace("'", "''")
            return f"'{doubled}'"
        case _:
            return word


def answer(program: LazyGroup, typed: Sequence[str], messages: Messages, *, whole: bool) -> Left | Meanings:
    """What may stand in place of the last word of ``typed``, in which the name of the program is left out: words that
    continue it, or what the shell knows.

    ``whole``: to the shell an option and its value, ``--format=json``, are one word, which it wants back whole.
    """
    *before, current = joined(typed) or [""]
    line = _line(program, before, current)
    if line is None:
        return {}
    name, equals, value = current.partition("=")
    if "--" in line.before:
        return _argument(line, messages)
    if line.open_option is not None:
        return values_of(line.open_option, current, line.before, messages)
    if equals and name in line.options:
        found = values_of(line.options[name], value, line.before, messages)
        return found if isinstance(found, str) or not whole else _behind(f"{name}=", found)
    return _options(line, messages) if current.startswith("-") else _argument(line, messages)


def _behind(start: str, found: Meanings) -> Meanings:
    """The same words, each behind a start that the shell counts to them."""
    return {start + word: meaning for word, meaning in found.items()}


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
    """The command that the words before the cursor come to; None if there is no such command."""
    line = Line(program, program.words, (), current)
    for word in before:
        group = line.command
        if not isinstance(group, LazyGroup) or word.startswith("-") or line.open_option is not None:
            line = Line(group, line.words, (*line.before, word), current)
        elif word in group.members:
            line = Line(group.loaded(word), group.words_of(word), (), current)
        else:
            return None
    return line


def _options(line: Line, messages: Messages) -> Meanings:
    """The options that were not given yet, or may be given again."""
    given = {one.name for name, one in line.options.items() if name in line.before}
    found: Meanings = {
        name: meaning(line.words, one, messages)
        for name, one in line.options.items()
        if name.startswith("--") and (one.name not in given or getattr(one, "multiple", False))
    }
    found["--help"] = messages.template("help.parameters.help")
    return begun(found, line.current)


def _argument(line: Line, messages: Messages) -> Left | Meanings:
    group = line.command
    if isinstance(group, LazyGroup):
        listed = {name: in_short(group.words_of(name), messages) for name in group.members}
        return begun(listed, line.current)
    wanted = next((one for one in group.params if one.param_type_name == "argument"), None)
    found = values_of(wanted, line.current, line.before, messages) if wanted else {}
    return found if found or wanted is None or wanted.name != "subjects" else "files"  # a target's returns


def begun(found: Mapping[str, str], current: str) -> Meanings:
    """The words that begin with what was typed, in any case."""
    return {
        word: textwrap.shorten(text, LONGEST, placeholder="…")
        for word, text in found.items()
        if word.lower().startswith(current.lower()) and NAME.fullmatch(word)
    }


def values_of(parameter: Parameter, current: str, before: Sequence[str], messages: Messages) -> Left | Meanings:
    """What may be given to a parameter, by what its help page calls it."""
    metavar, words = metavar_of(parameter), words_of(parameter)
    if metavar in FILES:
        return "files"
    match metavar:
        case "folder":
            return "folders"
        case "list":
            there, comma, last = current.rpartition(",")  # the next word, behind those that are there
            more = dict.fromkeys((one.value for one in FailOn if one.value not in there.split(",")), "")
            return _behind(there + comma, begun(more, last))
        case "id" if parameter.name == "unit":
            return _units(current, _plan(before), messages.language)
        case "id":
            found = _ids(parameter.name, _plan(before), messages.language)
        case "subjects":
            found = _subjects(current, before, messages)
        case "limit":
            from khpcmd.workbook.file.limits import Limits

            found = {f"{field.name}=": "" for field in fields(Limits)}
        case _:
            found = dict.fromkeys(words, "")
    return begun(found, current)


def _subjects(current: str, before: Sequence[str], messages: Messages) -> Meanings:
    """The codes, or else the targets of the plan, which takes longer to read."""
    from khpcmd.diagnostics import Code

    codes = {code.code: messages.template(f"codes.{code.code}.title") for code in Code}
    if any(code.lower().startswith(current.lower()) for code in codes):
        return codes
    return _ids("target", _plan(before), messages.language)


def _ids(name: str, plan: Plan, language: str) -> Meanings:
    """The ids that the plan has for a parameter, and what they stand for."""
    match name:
        case "target":
            return {target.id: target.title.in_(language) for target in plan.targets}
        case "period":
            return {ident: period.title.in_(language) for ident, period in plan.periods.items()}
        case "consolidated":
            return dict.fromkeys((unit.level for unit in plan.filers), "")
        case _:
            return {}


def _units(current: str, plan: Plan, language: str) -> Meanings:
    """The units whose id or name, with or without its class word, begins with what was typed, accents left out.

    Where nothing was typed these are the names.
    """
    from khpcmd.text import bare, split_class

    found, typed = Meanings(), bare(current)
    for unit in plan.filers:
        name = plan.name_of(unit).in_(language)  # of namesakes with the unit above them
        own = " ".join(name.split()[-len(split_class(name)[1].split()) :])
        if typed and unit.id.lower().startswith(current.lower()):
            found[unit.id] = name
        if bare(name).startswith(typed):
            found.setdefault(name, unit.id)
        elif own and bare(own).startswith(typed):
            found.setdefault(own, unit.id)
    return {word: meaning for word, meaning in found.items() if NAME.fullmatch(word)}


def _plan(before: Sequence[str]) -> Plan:
    """The plan that was named, else the one that is configured, else the one that ships with khpcmd."""
    from khpcmd.plan.load import load_plan

    named = _after("--plan", before)
    if not named:
        setting = setting_of(BY_NAME["plan"], os.environ, configuration(_after("--config", before), ()))
        named = setting.values[0] if setting else ""
    return load_plan(Path(named).expanduser() if named else None).plan


def _after(option: str, before: Sequence[str]) -> str:
    """The value of an option among the words; "" if it was not given."""
    for index, word in enumerate(before):
        if word == option and index + 1 < len(before):
            return before[index + 1]
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return ""
