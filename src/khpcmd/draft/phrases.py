"""The patterns of ``phrases.toml`` by name, and its words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict

from khpcmd.workbook.words.time_readers import MONTH_NAMES, NUMBERS

PART = re.compile("@([a-z_]+)@")


class Phrase(TypedDict):
    """A pattern, or several that are tried in their order, with texts in which it is found, and others."""

    pattern: str | list[str]
    says: list[str]
    says_not: list[str]


class _Data(NamedTuple):
    words: Mapping[str, list[str]]
    scales: Mapping[str, int]
    parts: Mapping[str, str]
    phrases: Mapping[str, Phrase]


@cache
def _data() -> _Data:
    """What the file has; its parts with those that hold for the readers of times as well."""
    found = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
    words, scales, parts = (found.pop(name) for name in ("words", "scales", "parts"))
    months = "|".join(rf"{name}|{name[:3]}" for name in MONTH_NAMES)
    shared = {"number_word": "|".join(NUMBERS), "scale": "|".join(scales), "month_name": months}
    return _Data(words, scales, parts | shared, found)


def phrases() -> Mapping[str, Phrase]:
    """All patterns by their names, as they are written."""
    return _data().phrases


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of that name, in their order."""
    written = phrases()[name]["pattern"]
    return tuple(re.compile(_whole(one)) for one in ([written] if isinstance(written, str) else written))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The only pattern of that name."""
    (found,) = patterns(name)
    return found


def _whole(written: str) -> str:
    """A pattern in one line, with its parts."""
    line = written.replace("\\\n", "")
    return PART.sub(lambda part: _whole(_data().parts[part[1]]), line)


def words(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(_data().words[name])


def scales() -> Mapping[str, int]:
    """The scale words, each with its power of ten."""
    return _data().scales
