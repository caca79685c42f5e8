"""Which configuration file is meant: the one that was named, or the nearest one; never one below what was given.

A folder of returns belongs to whoever sends them. So the search begins where the user stands; only where it finds
nothing it looks beside the returns and above them, and what it finds there is marked as such (``with_returns``).

Reads ``khpcmd.toml``; every mistake is a Misuse with its line: what is half understood decides wrongly.

Settings from the surroundings: what the command line leaves open is taken from the environment, then from a file.

This is the only place that does so; a command sees its parameters filled in and cannot tell.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.cli.config_keys import BY_NAME, KEYS, Key, Kind, Values
from khpcmd.cli.language import Speech
from khpcmd.cli.output import emit
from khpcmd.cli.parameter import Parameter
from khpcmd.cli.usage import Misuse
from khpcmd.i18n import Messages, language_of

if TYPE_CHECKING:
    from khpcmd.cli.parameter import Context


NAME = "khpcmd.toml"
NONE = "none"
"""Said in place of a file: no configuration file is to be used."""
VARIABLE = "KHPCMD_CONFIG"


@dataclass(frozen=True, slots=True)
class Place:
    """A configuration file, as messages name it."""

    path: Path
    with_returns: bool = False
    """Whether it was found only because returns lie there: whoever sent them may have written it."""


def find(named: str, returns: Path | None) -> Place | None:
    """The file to read, if any. ``named`` is what ``--config`` says, else KHPCMD_CONFIG counts; "" means: search.

    Raises Misuse where a file that was named is not there.
    """
    named = named or os.environ.get(VARIABLE, "")
    if named == NONE:
        return None
    if named:
        if not os.path.lexists(named):
            raise Misuse("config_not_found", found=named)
        return Place(Path(named))
    try:
        return _nearest(Path.cwd(), returns)
    except (OSError, RuntimeError, ValueError):  # a deleted folder, a loop of links, a name that no file can have
        return None


def _nearest(here: Path, returns: Path | None) -> Place | None:
    found = next(_from(here), None)
    if found is not None:
        return Place(_shown(found, here))
    if returns is not None:
        folder = returns.resolve()
        found = next(_from(folder if folder.is_dir() else folder.parent), None)
    return None if found is None else Place(_shown(found, here), with_returns=True)


def _from(folder: Path) -> Iterator[Path]:
    """The configuration files of a folder and of those above it that belong to the same hands.

    The repository, the home folder, and a folder in which everybody may write end the search, and so does the root
    of the file system: a file there may be anybody's.
    """
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home() raises where there is none
    for level in (folder, *folder.parents):
        if level != folder and (level == level.parent or _everybodys(level)):
            return
        if os.path.lexists(level / NAME):
            yield level / NAME
        if level == home or os.path.lexists(level / ".git"):
            return


def _everybodys(folder: Path) -> bool:
    """Whether everybody may write there, as in ``/tmp``. Windows does not say so in the mode."""
    return os.name != "nt" and bool(folder.stat().st_mode & stat.S_IWOTH)


def _shown(path: Path, here: Path) -> Path:
    """The path as seen from the current folder: messages and reports are the same on every machine."""
    try:
        return Path(os.path.relpath(path, here))
    except ValueError:  # another drive of Windows
        return path


MAX_BYTES = 16 * 1024
AT_LINE = re.compile(r"at line (\d+), column \d+")
TRIED = 8
"""In how many places a key is looked for: a text of several lines may say a key's name as well."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What a configuration file says: by key its values, files as seen from the current folder."""

    place: Place
    values: Mapping[str, Values] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """``khpcmd.toml:3``."""
        return _at(self.place.path, self.lines[key])


def read(place: Place) -> ConfigFile:
    """The configuration in a file; Misuse, with its line, where there is a mistake in it."""
    text = _text(place.path)
    found = _parsed(text, place.path)
    lines = {name: _line(text, name) for name in found}
    values = dict[str, Values]()
    for name, value in found.items():
        at = _at(place.path, lines[name])
        key = BY_NAME.get(name)
        if key is None:
            near = difflib.get_close_matches(name.lower().replace("_", "-"), BY_NAME, 1)
            allowed = ", ".join(BY_NAME)
            raise Misuse("config_unknown_key", place=at, found=name, allowed=allowed, suggestion="".join(near))
        values[name] = _checked(key, value, at, place.path.parent)
    return ConfigFile(place, values, lines)


def _text(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Misuse("config_not_read", found=path.as_posix(), reason="not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except PermissionError:
        raise Misuse("config_not_read", found=path.as_posix(), reason="no permission to read") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Misuse("config_not_read", found=path.as_posix(), reason=reason) from None
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
    """The line a key stands on, from 1; 0 where it is not found: tomllib keeps no places.

    A line begins the key if it looks so, and all that stands before it is a document without that key.
    """
    begins = re.compile(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(name)}["']?[ \t]*[=.\]]""", re.MULTILINE)
    for number, match in enumerate(begins.finditer(text)):
        if number == TRIED:
            break
        before = text[: match.start()]
        try:
            if name not in tomllib.loads(before):
                return before.count("\n") + 1
        except (ValueError, RecursionError):
            continue
    return 0


def _checked(key: Key, value: object, at: str, folder: Path) -> Values:
    given = value if isinstance(value, list) and key.kind in (Kind.FILES, Kind.WORDS) else [value]
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
    """The texts, those of a list of words taken apart at their commas."""
    for text in texts:
        yield from (word.strip() for word in text.split(",") if word.strip()) if key.kind is Kind.WORDS else (text,)


def _inside(folder: Path, text: str) -> bool:
    try:
        return (folder / text).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        return False


def _at(path: Path, line: int) -> str:
    return f"{path.as_posix()}:{line}" if line else path.as_posix()


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
