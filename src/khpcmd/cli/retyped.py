"""The command line of another command with the same input (``retyped``), as the user would type it."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING

from khpcmd.cli.config import typed
from khpcmd.cli.help import CONFIG, PATHS_TYPED

if TYPE_CHECKING:
    from typer._click import Context  # not public: should it be renamed, only the type checker notices

OWN = frozenset({"format", "output", "directory", "quiet", "details", "color", "by_unit", "force"})
"""What says how results are shown or counted, and not what they are about."""
COUNTED = frozenset({"strict", "fail_on"})
"""What says which results are a failure: nothing to commands that do not count so."""
PATHS = ("paths", "old", "new")
READS = {"plan learn": frozenset({"names"})}
"""The commands that judge nothing, so that what says how to judge is left out, and what they say in their own way."""


def again(context: Context) -> Callable[..., str]:
    """A function from a command's name, and what to add to it, to its line with the input of this run."""
    return partial(retyped, context)


def retyped(context: Context, command: str, *more: str) -> str:
    """The line of a command with the paths and options that were typed; "" if it lacks one that decides what is read.

    Of ``more``, what begins with an option goes to the end and the rest before the paths.
    """
    first = next((index for index, text in enumerate(more) if text.startswith("-")), len(more))
    same = command == context.info_name
    known = None if same else frozenset(_parameters(command))
    arguments, options = list[str](), list[str]()
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in OWN or name in READS.get(command, ()) or not typed(context, name):
            continue
        values = list(_values(context.meta[CONFIG] if name == "config" else _typed_value(context, name)))
        if name in PATHS:
            arguments += values
        elif known is not None and name not in {*known, "config"}:
            if name not in COUNTED and command not in READS:
                return ""
        elif getattr(parameter, "is_flag", False):
            options.append(max(parameter.opts, key=len))
        else:
            options += [part for value in values for part in (max(parameter.opts, key=len), value)]
    return quoted(["khpcmd", *command.split(), *more[:first], *arguments, *options, *more[first:]])


def _parameters(command: str) -> Iterable[str]:
    return signature(import_module(f"khpcmd.cli.commands.{command.replace(' ', '.')}").command).parameters


def _typed_value(context: Context, name: str) -> object:
    """What was typed for a parameter: paths before those of a list were added to them."""
    return context.meta.get(PATHS_TYPED, context.params[name]) if name == "paths" else context.params[name]


def _values(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield from map(str, value)
    else:
        yield str(value)


def quoted(words: list[str]) -> str:
    """The words as a line that the shell takes apart into them again."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
