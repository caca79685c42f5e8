"""A parameter of a command, as typer has it: typer hides the class.

The type of the contexts that commands are run in: what Typer's own classes say of it, and have no public name for.

Only the type checker imports it; should the name ever change, that is all that notices.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from typer._click import Context

from khpcmd.cli.usage import choice

__all__ = ["Context", "Parameter", "metavar_of", "require_words", "without_value", "words_of"]


class Parameter(Protocol):
    """What is asked of a parameter of a command."""

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
    """The words of which the value of a parameter is one; none where it may be something else."""
    metavar = metavar_of(parameter)
    return tuple(metavar.split("|")) if "|" in metavar else ()


def require_words(command: str, parameters: Iterable[Parameter], values: Mapping[str, object]) -> None:
    """Misuse where the value of a parameter is none of its words; what holds by default needs not be one."""
    for one in parameters:
        words, found = words_of(one), values.get(one.name)
        if words and found != getattr(one, "default", None):
            choice(max(one.opts, key=len) if one.param_type_name == "option" else command, str(found), words)


def without_value(parameters: Iterable[Parameter], arguments: Sequence[str]) -> tuple[Parameter, str, str] | None:
    """The first option whose value would be the name of an option, with how both are spelled; None where there is none.

    The parser would take the name for the value. Whoever means it so writes ``--option=--name``.
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
