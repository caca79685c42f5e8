"""What a number format adds to a number: words, digits of its own, a scale; or nothing of it is shown at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[^;"\\])*')
LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
"""Parts of a section that are no placeholders; the groups are what is shown of them."""
PLACEHOLDER = re.compile("[0#?]")
SCALED = re.compile(r"[0#?],+(?![0#?,])")
PERCENT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""The parts of a number format in which a percent sign means nothing."""
CONDITION = re.compile(r"\[[<>=]")


@dataclass(frozen=True, slots=True)
class Dressing:
    """How a format shows a number: the words beside it, and whether what is seen is the number itself."""

    words: str
    plain: bool


@lru_cache(maxsize=256)
def dressing(number_format: str, sign: int) -> Dressing:
    """What a format does to a number of that sign (-1, 0 or 1)."""
    sections = _sections(number_format)
    if CONDITION.search(number_format):
        return Dressing("", plain=len({_shape(section) for section in sections}) == 1)
    section = sections[0]
    if sign < 0 and len(sections) > 1:
        section = sections[1]
    elif sign == 0 and len(sections) > 2:
        section = sections[2]
    shown = "".join("".join(match.groups("")) for match in LITERAL.finditer(section))
    rest = LITERAL.sub("", section)
    whole = bool(PLACEHOLDER.search(rest)) or rest.strip().lower() in ("general", "standard", "@")
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in shown).split())
    unseen = not whole and sign != 0  # nothing, or a dash, for zero is how accounts are written
    changed = bool(SCALED.search(rest)) or any(letter.isdigit() for letter in words)
    return Dressing(words, plain=not (unseen or changed or (not whole and bool(words))))


@lru_cache(maxsize=512)
def shows_itself(number_format: str, *, zero: bool) -> bool:
    """Whether a number from 0 on stands in a cell of this format as it is stored: no percent, no word, no scale."""
    worn = dressing(number_format, 0 if zero else 1)
    return worn.plain and not worn.words and "%" not in PERCENT_FORMAT.sub("", number_format)


def _sections(number_format: str) -> list[str]:
    found, rest = list[str](), number_format
    while True:
        match = SECTION.match(rest)
        end = match.end() if match else len(rest)
        found.append(rest[:end])
        if end >= len(rest):
            return found
        rest = rest[end + 1 :]


def _shape(section: str) -> str:
    """A section without its condition."""
    return re.sub(r"\[[^\]]*\]", "", section)
