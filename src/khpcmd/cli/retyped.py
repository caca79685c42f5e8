"""The command line of another command with the same input (``retyped``), as the user would type it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.cli.app import CONFIG, PATHS_TYPED, function_of
from khpcmd.cli.config import typed
from khpcmd.cli.output import quoted

if TYPE_CHECKING:
    from typer._click import Context  # not public: should it be renamed, only the type checker notices

OWN = frozenset({"format", "output", "directory", "quiet", "details", "color", "by_unit", "force", "calls"})
"""What says how results are shown or counted, and not what they are about."""
STANDARD_INPUT = "-"
"""The list of ``--files-from`` that cannot be read twice."""
COUNTED = frozenset({"strict", "fail_on"})
"""What says which results are a failure: nothing to commands that do not count so."""
PATHS = ("paths", "old", "new")
TYPED = {"config": CONFIG, "paths": PATHS_TYPED}
"""Where values stand as they were typed, before those of a file or a list took their place."""
FOLDER = "-d"
"""Before the folder of the marked copies."""
READS = {"plan learn": frozenset({"names"})}
"""The commands that judge nothing, so that what says how to judge is left out, and what they say in their own way."""


def again(context: Context) -> Callable[..., str]:
    """A function from a command's name, and what to add to it, to its line with the input of this run."""
    return partial(retyped, context)


def retyped(context: Context, command: str, *more: str) -> str:
    """The line of a command with the paths and options that were typed; "" if it lacks one that decides what is read.

    Of ``more``, what begins with an option goes to the end and the rest before the paths. A folder for copies lies
    outside the folders that are read. There is no line where the names came through a pipe, which is empty by now.
    """
    first = next((index for index, text in enumerate(more) if text.startswith("-")), len(more))
    same = command == context.info_name
    known = None if same else frozenset(signature(function_of(command)).parameters)
    arguments, options = list[str](), list[str]()
    for parameter in context.command.params:
        name = parameter.name or ""
        instead = max(parameter.opts, key=len) in more
        if instead or name in OWN or name in READS.get(command, ()) or not typed(context, name):
            continue
        values = list(_values(context.meta[TYPED[name]] if TYPED.get(name) in context.meta else context.params[name]))
        if name == "files_from" and values == [STANDARD_INPUT]:
            return ""
        if name in PATHS:
            arguments += [f"./{value}" if value.startswith("-") else value for value in values]
        elif known is not None and name not in {*known, "config"}:
            if name not in COUNTED and command not in READS:
                return ""
        elif getattr(parameter, "is_flag", False):
            options.append(max(parameter.opts, key=len))
        else:
            options += [part for value in values for part in _option(max(parameter.opts, key=len), value)]
    if context.parent is not None and not typed(context, "lang") and typed(context.parent, "lang"):
        options += ["--lang", str(context.parent.params["lang"])]
    rest = list(more[first:])
    if FOLDER in rest:
        place = rest.index(FOLDER) + 1
        rest[place] = _outside(rest[place], context)
    return quoted(["khpcmd", *command.split(), *more[:first], *arguments, *options, *rest])


def _option(name: str, value: str) -> list[str]:
    """An option with its value, which is not to be taken for another option."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def _outside(folder: str, context: Context) -> str:
    """A folder for copies, as near as may be, but in none of the folders that are read."""
    paths = [Path(path) for name in PATHS if name in context.params for path in _values(context.params[name] or ())]
    read = [path.resolve() for path in paths if os.path.isdir(path)]  # noqa: PTH112  # False where access is denied
    for _ in Path.cwd().parents:
        if not any(Path(folder).resolve().is_relative_to(path) for path in read):
            break
        folder = f"../{folder}"
    return folder


def _values(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield from map(str, value)
    else:
        yield str(value)
