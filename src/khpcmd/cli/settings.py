"""Settings from the surroundings: what the command line leaves open is taken from the environment, then from a file.

This is the only place that does so; a command sees its parameters filled in and cannot tell.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.cli.config_keys import KEYS, Key, Kind, Values
from khpcmd.cli.config_search import find
from khpcmd.cli.language import Speech
from khpcmd.cli.output import emit
from khpcmd.cli.parameter import Parameter
from khpcmd.cli.usage import Misuse
from khpcmd.i18n import Messages, language_of

if TYPE_CHECKING:
    from khpcmd.cli.config_file import ConfigFile
    from khpcmd.cli.context import Context

LANGUAGE = "lang"


class Source(StrEnum):
    """Where a value is from; an earlier one wins."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    PLAN = "plan"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """The values of a key and where they are from: a variable, ``khpcmd.toml:3``, or nothing more to say ("")."""

    values: Values
    source: Source
    place: str = ""


def configuration(named: str, returns: Path | None) -> ConfigFile | None:
    """The configuration file that counts, read; None where there is none. Raises Misuse."""
    place = find(named, returns)
    if place is None:
        return None
    from khpcmd.cli.config_file import read

    return read(place)


def setting_of(key: Key, environment: Mapping[str, str], file: ConfigFile | None) -> Setting | None:
    """What the environment or else the file says of a key; None where neither does. Raises Misuse."""
    values = _from_environment(key, environment.get(key.variable, ""))
    if values:
        return Setting(values, Source.ENVIRONMENT, key.variable)
    if file is not None and key.name in file.values:
        return Setting(file.values[key.name], Source.FILE, file.where(key.name))
    return None


def _from_environment(key: Key, text: str) -> Values:
    if key.name == LANGUAGE:
        return tuple(filter(None, [language_of(text)]))  # as a locale; the program has refused others
    separator = {Kind.FILES: os.pathsep, Kind.WORDS: ","}.get(key.kind)
    parts = text.split(separator) if separator else [text]
    if not text.strip():
        return ()
    return key.checked(tuple(part.strip() for part in parts if part.strip()), key.variable)


def settle(context: Context, parameters: Iterable[Parameter], named: str) -> None:
    """Fill in the parameters that the command line left open, and say on stderr what came from a file.

    Raises Misuse where the configuration is at fault, or where it is not the user's and would loosen the checking.
    """
    asked = tuple(parameters)
    file = configuration(named, _returns(context, asked))
    known = {parameter.name: getattr(parameter, "multiple", False) for parameter in asked}
    used = dict[Key, Setting]()
    for key in KEYS:
        fits = known.get(key.parameter) is (key.kind is Kind.FILES) and key.only in ("", context.command.name)
        if not fits or typed(context, key.parameter):
            continue
        setting = setting_of(key, os.environ, file)
        if setting is not None:
            used[key] = setting
    if file is not None:
        refused = not_theirs(file, used)
        if refused:
            raise Misuse("config_of_returns", file=file.place.path.as_posix(), found=", ".join(refused))
        context.obj = _spoken(context.obj, file)
        _tell(file, used, context.obj.messages)
    for key, setting in used.items():
        context.params[key.parameter] = _value(key, setting.values)


def typed(context: Context, parameter: str) -> bool:
    """Whether a parameter stands on the command line."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def _returns(context: Context, parameters: Iterable[Parameter]) -> Path | None:
    """The first path among the arguments: one that is there, or a pattern in a folder that is."""
    for parameter in parameters:
        given = context.params.get(parameter.name) if parameter.param_type_name == "argument" else None
        for one in given if isinstance(given, list | tuple) else filter(None, [given]):
            if os.path.lexists(one) or os.path.lexists(os.path.dirname(one)):  # noqa: PTH120  # "" stays ""
                return Path(one)
    return None


def _value(key: Key, values: Values) -> str | Path | list[Path]:
    match key.kind:
        case Kind.FILE:
            return Path(values[0])
        case Kind.FILES:
            return [Path(value) for value in values]
        case Kind.TEXT | Kind.WORDS:
            return ",".join(values)


def not_theirs(file: ConfigFile | None, used: Mapping[Key, Setting]) -> list[str]:
    """The keys that a file may not decide, because whoever sends the returns may have written it."""
    if file is None or not file.place.with_returns:
        return []
    return [key.name for key, one in used.items() if one.source is Source.FILE and not key.harmless(one.values)]


def _spoken(speech: Speech, file: ConfigFile) -> Speech:
    """The language of the file, unless somebody chose theirs."""
    wanted = file.values.get(LANGUAGE)
    return Speech(Messages(wanted[0]), chosen=True) if wanted and not speech.chosen else speech


def _tell(file: ConfigFile, used: Mapping[Key, Setting], messages: Messages) -> None:
    """Which file decided what, in a line; the language shows by itself."""
    told = [
        f"{key.name} = {', '.join(one.values)}"
        for key, one in used.items()
        if one.source is Source.FILE and one.values and key.name != LANGUAGE
    ]
    if told:
        line = messages.text("config.applied", file=file.place.path.as_posix(), told="; ".join(told))
        emit(line, sys.stderr, line=True)
