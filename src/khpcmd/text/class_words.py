"""The class words of administrative units ("Huyện", "TP."), and units' names without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from khpcmd.text.folding import SHORT, canonical, canonical_all

CLASS_WORDS = (
    "thành phố", "thị xã", "thị trấn", "đặc khu", "t. phố", "phường", "huyện", "quận", "tỉnh", "xã",
    "t.p", "t.x", "tp", "tx", "đk", "tt", "h", "q", "p", "x",
)  # fmt: skip
"""The class words of administrative units and their usual short forms."""

LIKE_CLASSES = (
    frozenset({"huyện", "quận", "thị xã", "thành phố"}),
    frozenset({"xã", "phường", "thị trấn", "đặc khu"}),
    frozenset({"tỉnh"}),
)
"""Class words that are confused with one another; "Thị trấn Nam Sách" is never the district of that name."""

CLASS_OF = {
    "tp": "thành phố", "t.p": "thành phố", "t. phố": "thành phố", "tx": "thị xã", "t.x": "thị xã", "tt": "thị trấn",
    "đk": "đặc khu", "h": "huyện", "q": "quận", "p": "phường", "x": "xã",
}  # fmt: skip
"""The class word that each short form stands for."""

OFFICES = (
    "ủy ban nhân dân", "ubnd", "phòng lao động - thương binh và xã hội", "phòng lao động thương binh và xã hội",
    "phòng lđ-tbxh", "phòng lđtbxh", "phòng lđtb&xh", "phòng lđ-tb&xh", "ban chỉ đạo 138", "bcđ 138",
)  # fmt: skip
"""Offices whose name stands before the unit's own in letterheads and unit cells."""


KEPT = 1 << 14
"""How many names are kept parted: a large sheet has ten thousand, and each is asked for at several stages."""
_OFFICE_KEYS = tuple(sorted((f"{canonical(office)} " for office in OFFICES), key=len, reverse=True))
_CLASS_KEYS = tuple((canonical(word), CLASS_OF.get(word, word)) for word in CLASS_WORDS)
_LEADING = re.compile(r"^(?:\d{1,3}[.)]|[ivxlc]{1,6}[.)]|[-+*•])\s*", re.IGNORECASE)


def split_class(name: str) -> tuple[str, str]:
    """The class word of a unit's name (in full, "" where there is none) and the rest, both canonical.

    "UBND TP. Hải Dương", "1. Thành phố Hải Dương*" and "TP Hải Dương:" all give ("thành phố", "hải dương").
    """
    return _split(name) if len(name) <= SHORT else _split.__wrapped__(name)


def split_all(names: Sequence[str]) -> list[tuple[str, str]]:
    """The same of each of many names."""
    return list(map(_parted, canonical_all(names)))


@lru_cache(maxsize=KEPT)
def _split(name: str) -> tuple[str, str]:
    return _parted(canonical(name))


def _parted(name: str) -> tuple[str, str]:
    key = _LEADING.sub("", name.rstrip(" .:*;,"))
    for office in _OFFICE_KEYS:
        if key.startswith(office):
            key = key[len(office) :].lstrip(" -,")
    for word, full in _CLASS_KEYS:
        if key.startswith(word) and len(key) > len(word):
            rest = key[len(word) :]
            if rest[0] in " ." and rest.lstrip(" ."):
                return full, rest.lstrip(" .")
    return "", key
