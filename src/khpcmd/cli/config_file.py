"""Reads ``khpcmd.toml``; every mistake is a Misuse with its line: what is half understood decides wrongly."""

from __future__ import annotations

import difflib
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from khpcmd.cli.config_keys import BY_NAME, Key, Kind, Values
from khpcmd.cli.config_search import Place
from khpcmd.cli.usage import Misuse

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
