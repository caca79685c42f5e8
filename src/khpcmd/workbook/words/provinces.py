"""Whether a text names a province that is not the plan's (``other_province``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from khpcmd.text import bare, canonical, tidy
from khpcmd.workbook.words.vocabulary import ANSWERS, phrases

_CLASS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, map(canonical, ('tỉnh', 'thành phố', 'tp', 'tp.'))))}) ")


@cache
def _names(*, fold: bool = False) -> tuple[str, ...]:
    """The names of all provinces as they are compared, the longest first."""
    return tuple(sorted(map(bare if fold else canonical, phrases("provinces")), key=len, reverse=True))


@lru_cache(maxsize=ANSWERS)
def other_province(text: str, own: frozenset[str]) -> str:
    """The province that a text names with its class word, unless it is one of ``own``, as ``canonical``; else ""."""
    line = canonical(tidy(text))
    for match in _CLASS.finditer(line):
        rest = line[match.end() :]
        if rest.startswith(_names()):
            name = next((one for one in _names() if rest.startswith(one) and not rest[len(one) :][:1].isalnum()), "")
            if name and name not in own:
                return match[0] + name
    return ""


def is_other_province(name: str, own: frozenset[str]) -> bool:
    """Whether a whole name is that of another province."""
    word, fold = canonical(tidy(name)), name.isascii()
    return word in _names(fold=fold) and word not in (map(bare, own) if fold else own)


def is_province(name: str) -> bool:
    """Whether a name is that of a province, whatever else has it."""
    return bare(name) in _names(fold=True)
