"""Whether a text names a province that is not the plan's (``other_province``)."""

from __future__ import annotations

import re
from functools import lru_cache

from khpcmd.text import bare, canonical, tidy
from khpcmd.workbook.words.vocabulary import ANSWERS, phrases


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_names(), key=len, reverse=True)))
    before = "|".join(map(re.escape, map(canonical, ("tỉnh", "thành phố", "tp", "tp."))))
    return re.compile(rf"(?<!\w)(?:{before}) ({names})(?!\w)")


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(map(canonical, phrases("provinces")))


@lru_cache(maxsize=ANSWERS)
def other_province(text: str, own: frozenset[str]) -> str:
    """The province that a text names with its class word, unless it is one of ``own``, as ``canonical``; else ""."""
    match = next((one for one in _named().finditer(canonical(tidy(text))) if one[1] not in own), None)
    return match[0] if match else ""


def is_other_province(name: str, own: frozenset[str]) -> bool:
    """Whether a whole name is that of another province."""
    word = canonical(tidy(name))
    known = set(map(bare, _names())) if word.isascii() else _names()
    return word in known and word not in (set(map(bare, own)) if word.isascii() else own)


def is_province(name: str) -> bool:
    """Whether a name is that of a province, whatever else has it."""
    return bare(name) in set(map(bare, phrases("provinces")))
