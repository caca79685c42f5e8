"""What the commands need to know of typer's parameters, whose classes are not public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from khpcmd.cli.misuse import choice


class Parameter(Protocol):
    """A parameter of a command."""

    @property
    def name(self) -> str: ...
    @property
    def opts(self) -> list[str]: ...
    @property
    def param_type_name(self) -> str: ...


def metavar_of(parameter: Parameter) -> str:
    """What help pages call the value of a parameter; "" for a flag."""
    return getattr(parameter, "metavar", None) or ""


def words_of(parameter: Parameter) -> tuple[str, ...]:
    """The words that the value of a parameter is one of; none if it may be anything."""
    metavar = metavar_of(parameter)
    return tuple(metavar.split("|")) if "|" in metavar else ()


def require_words(command: str, parameters: Iterable[Parameter], values: Mapping[str, object]) -> None:
    """Raise Misuse if the value of a parameter is not one of its words; its default need not be one."""
    for one in parameters:
        words, found = words_of(one), values.get(one.name)
        if words and found != getattr(one, "default", None):
            choice(max(one.opts, key=len) if one.param_type_name == "option" else command, str(found), words)


def empty_folder(parameters: Iterable[Parameter], arguments: Sequence[str]) -> str:
    """The first option for a folder whose name is empty (it would be this folder), as spelled; "" if there is none."""
    named = {name for one in parameters if metavar_of(one) == "folder" for name in one.opts}
    for argument, following in pairwise((*arguments, "--")):
        if argument == "--":
            break
        name, joined, value = argument.partition("=")
        if name in named and not (value if joined else following).strip():
            return name
    return ""


def without_value(parameters: Iterable[Parameter], arguments: Sequence[str]) -> tuple[Parameter, str, str] | None:
    """The first option whose value would be the name of an option, and how both are spelled; None if there is none.

    The parser would take the name for the value. Whoever wants that writes ``--option=--name``.
    """
    named = {name: one for one in parameters if one.param_type_name == "option" for name in one.opts}
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            return None
        if argument not in named or getattr(named[argument], "is_flag", False):
            continue
        value = next(rest, "")
        if value.startswith("-") and (value in named or (value.startswith("--") and value.partition("=")[0] in named)):
            return named[argument], argument, value
    return None
