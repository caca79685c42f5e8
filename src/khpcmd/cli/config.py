"""Which settings hold: what the command line leaves open is taken from the environment, then from ``khpcmd.toml``.

This is the only place that does so; a command sees its parameters filled in. The file is the one that is named, else
that of the current folder. A folder of returns belongs to whoever sends them: a file that lies in one counts only if it
is named.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.cli.options import BY_NAME, KEYS, Key, Kind, Values, expanded, given_paths
from khpcmd.cli.output import Misuse, emit, system_reason
from khpcmd.cli.usage import Speech
from khpcmd.i18n import Messages, language_of

if TYPE_CHECKING:
    from typer._click import Context, Parameter  # not public: should it be renamed, only the type checker notices

NAME = "khpcmd.toml"
NONE = "none"
"""Given instead of a file: no configuration file is used."""
VARIABLE = "KHPCMD_CONFIG"
LANGUAGE = "lang"
RETURNS = ("baseline", "previous")
"""The options that take returns. Their files may lie where one works, but what lies in their folders came with them."""
RESULT = "result"
"""The argument that takes saved results, which are one's own and lie where one works."""
MAX_BYTES = 16 * 1024
AT_LINE = re.compile(r"at line (\d+), column \d+")


class Setting(NamedTuple):
    """The values of a key and where they are from: a variable, or ``khpcmd.toml:3``."""

    values: Values
    place: str


class ConfigFile(NamedTuple):
    """A configuration file: its values by key, with their lines; paths are as seen from the current folder."""

    path: Path
    values: Mapping[str, Values]
    lines: Mapping[str, int]


def settle(context: Context, parameters: Iterable[Parameter], named: str) -> None:
    """Fill in the parameters that the command line left open, and report on stderr what came from a file.

    The paths become those that are meant: patterns expanded, and those of a list added.

    Raises Misuse if the configuration has a mistake, or if it lies with the returns and was not named.
    """
    parameters = tuple(parameters)
    if "files_from" in context.params:
        context.params["paths"] = list(given_paths(context.params["paths"], context.params["files_from"]))
    file = configuration(named, _inputs(context, parameters))
    repeatable = {parameter.name: getattr(parameter, "multiple", False) for parameter in parameters}
    used = dict[Key, Setting]()
    for key in KEYS:
        fits = repeatable.get(key.parameter) is (key.kind is Kind.FILES) and key.only in ("", context.command.name)
        if not fits or typed(context, key.parameter):
            continue
        setting = setting_of(key, os.environ, file)
        if setting is not None:
            used[key] = setting
    if file is not None:
        if LANGUAGE in file.values and not context.obj.chosen:  # neither an option nor a variable chose one
            context.obj = Speech(Messages(*file.values[LANGUAGE]), chosen=True)
        _report(file, used, context.obj.messages)
    for key, setting in used.items():
        context.params[key.parameter] = _value(key, setting.values)


def typed(context: Context, parameter: str) -> bool:
    """Whether a parameter was given on the command line."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def setting_of(key: Key, environment: Mapping[str, str], file: ConfigFile | None) -> Setting | None:
    """The setting of a key in the environment, else in the file; None if neither has it. Raises Misuse."""
    values = _from_environment(key, environment.get(key.variable, ""))
    if values:
        return Setting(values, key.variable)
    if file is not None and key.name in file.values:
        return Setting(file.values[key.name], _at(file.path, file.lines[key.name]))
    return None


def configuration(named: str, inputs: Sequence[Path]) -> ConfigFile | None:
    """The configuration file that counts, read; None if there is none.

    ``named`` is the value of ``--config``, else KHPCMD_CONFIG counts; without either it is that of the current folder.
    Raises Misuse if a file that was named is not there, if one that was not lies with the ``inputs``, or has a mistake.
    """
    named = named or os.environ.get(VARIABLE, "")
    if named == NONE:
        return None
    if named:
        if not os.path.lexists(named):
            raise Misuse("config_not_found", found=named)
        return _read(Path(named))
    if not os.path.lexists(NAME):
        return None
    if _lies_with(Path.cwd(), inputs):
        raise Misuse("config_of_returns", file=NAME)
    return _read(Path(NAME))


def _read(path: Path) -> ConfigFile:
    """The configuration in a file; Misuse with the line if it has a mistake: half of a file would decide wrongly."""
    text = _text(path)
    found = _parsed(text, path)
    lines = {name: _line(text, name) for name in found}
    values = dict[str, Values]()
    for name, value in found.items():
        at = _at(path, lines[name])
        key = BY_NAME.get(name)
        if key is None:
            from khpcmd.text import typo_of  # only when something is wrong

            allowed = ", ".join(BY_NAME)
            raise Misuse("config_unknown_key", place=at, found=name, allowed=allowed, suggestion=typo_of(name, BY_NAME))
        values[name] = _checked(key, value, at, path.parent)
    return ConfigFile(path, values, lines)


def _inputs(context: Context, parameters: Iterable[Parameter]) -> list[Path]:
    """The paths among the arguments that are there, or patterns in a folder that is; and the folders of options."""
    named, folders = list[Path](), list[Path]()
    for parameter in parameters:
        given = context.params.get(parameter.name)
        values = given if isinstance(given, list | tuple) else filter(None, [given])
        if parameter.param_type_name == "argument" and parameter.name != RESULT:
            found = expanded(map(Path, values))
            named += (one for one in found if os.path.lexists(one) or os.path.lexists(os.path.dirname(one)))  # noqa: PTH120  # "" stays ""
        elif parameter.name in RETURNS:
            folders += (one for one in expanded(map(Path, values)) if os.path.isdir(one))  # noqa: PTH112  # never raises
    return named + folders


def _value(key: Key, values: Values) -> str | Path | list[Path]:
    match key.kind:
        case Kind.FILE:
            return Path(values[0])
        case Kind.FILES:
            return [Path(value) for value in values]
        case Kind.TEXT | Kind.DAY | Kind.WORDS:
            return ",".join(values)


def _report(file: ConfigFile, used: Mapping[Key, Setting], messages: Messages) -> None:
    """Write to stderr in a line which file set what; the language shows by itself."""
    settings = [
        f"{key.name} = {', '.join(one.values)}"
        for key, one in used.items()
        if one.place != key.variable and one.values and key.name != LANGUAGE
    ]
    if settings:
        line = messages.text("config.applied", file=file.path.as_posix(), settings="; ".join(settings))
        emit(line, sys.stderr, line=True)


def _from_environment(key: Key, text: str) -> Values:
    if key.name == LANGUAGE:
        return tuple(filter(None, [language_of(text)]))  # as a locale; the program has refused others
    separator = {Kind.FILES: os.pathsep, Kind.WORDS: ","}.get(key.kind)
    parts = text.split(separator) if separator else [text]
    if not text.strip():
        return ()
    return key.checked(tuple(part.strip() for part in parts if part.strip()), key.variable)


def _lies_with(folder: Path, inputs: Iterable[Path]) -> bool:
    """Whether a folder is one of the inputs, is inside one of them, or has one of them in it as a file."""
    own, folders, beside = _real(folder), set[Path](), set[Path]()
    for path in inputs:
        if path.is_dir():
            folders.add(path)
        else:
            beside.add(path.parent)
    return any(own.is_relative_to(_real(one)) for one in folders) or own in map(_real, beside)


def _real(path: Path) -> Path:
    """The path without links; ``Path.resolve`` would raise where they are a loop."""
    return Path(os.path.realpath(path))


def _text(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Misuse("config_not_read", found=path.as_posix(), reason="not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except PermissionError:
        raise Misuse("config_not_read", found=path.as_posix(), reason="no permission to read") from None
    except (OSError, ValueError) as error:
        raise Misuse("config_not_read", found=path.as_posix(), reason=system_reason(error)) from None
    if len(content) > MAX_BYTES:
        raise Misuse("config_too_large", found=path.as_posix(), limit=str(MAX_BYTES // 1024))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Misuse("config_syntax", place=_at(path, content[: error.start].count(b"\n") + 1)) from None


def _parsed(text: str, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        match = AT_LINE.search(str(error))
        end = text.rstrip("\n").count("\n") + 1 if "at end of document" in str(error) else 0
        raise Misuse("config_syntax", place=_at(path, int(match[1]) if match else end)) from None


def _line(text: str, name: str) -> int:
    """The last line that looks as if the key stood on it, from 1; 0 if none does: tomllib keeps no places."""
    begins = re.finditer(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(name)}["']?[ \t]*[=.\]]""", text, re.MULTILINE)
    return max((text.count("\n", 0, match.start()) + 1 for match in begins), default=0)


def _checked(key: Key, value: object, at: str, folder: Path) -> Values:
    given = value if isinstance(value, list) and key.kind in (Kind.FILES, Kind.WORDS) else [value]
    if key.kind is Kind.DAY and type(value) is date:  # TOML has days of its own
        given = [value.isoformat()]
    if not all(isinstance(one, str) and one.strip() for one in given):
        raise Misuse(f"config_wants_{key.kind.value}", place=at, key=key.name)
    texts = key.checked(tuple(_words(key, [str(one) for one in given])), f"{at}: {key.name}")
    if key.kind not in (Kind.FILE, Kind.FILES):
        return texts
    for text in texts:
        if key.inside and not _inside(folder, text):
            raise Misuse("config_outside", place=at, key=key.name, found=text)
    return tuple(str(folder / text) for text in texts)


def _words(key: Key, texts: list[str]) -> Iterator[str]:
    """The texts, those of a list of words split at their commas."""
    for text in texts:
        yield from (word.strip() for word in text.split(",") if word.strip()) if key.kind is Kind.WORDS else (text,)


def _inside(folder: Path, text: str) -> bool:
    try:
        return (folder / text).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        return False


def _at(path: Path, line: int) -> str:
    return f"{path.as_posix()}:{line}" if line else path.as_posix()
