"""Thousands of texts folded at once: joined, folded as one, and taken apart again.

Each function gives for every text what the function of ``folding`` gives for it alone, in a fifth of the time. The
names of a country's communes are all different, so nothing that is remembered by text would help them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from khpcmd.text.folding import (
    INVISIBLE,
    bare,
    bare_word,
    canonical,
    loose,
    loose_word,
    lower,
    lower_bare,
    tones_last,
)

BETWEEN = "\u241e"
"""What stands between the texts while they are one: no step of folding changes it, or letters by it."""


def all_canonical(texts: Sequence[str]) -> list[str]:
    """``canonical`` of each text."""
    joined = _joined(texts)
    return list(map(canonical, texts)) if joined is None else _folded(lower(joined), tones_last)


def all_loose(texts: Sequence[str]) -> list[str]:
    """``loose`` of each text."""
    joined = _joined(texts)
    return list(map(loose, texts)) if joined is None else _folded(lower(joined), loose_word)


def all_bare(texts: Sequence[str]) -> list[str]:
    """``bare`` of each text."""
    joined = _joined(texts)
    return list(map(bare, texts)) if joined is None else _folded(lower_bare(joined), bare_word)


def _joined(texts: Sequence[str]) -> str | None:
    """The texts in one, tidy; None where they cannot be told apart in it."""
    text = f" {BETWEEN} ".join(texts)
    if text.count(BETWEEN) != len(texts) - 1:
        return None
    text = unicodedata.normalize("NFC", text if text.isprintable() else text.translate(INVISIBLE))
    if text.isprintable() and "  " not in text:
        return text  # no other blank is printable
    return " ".join(text.split())


def _folded(text: str, fold: Callable[[str], str]) -> list[str]:
    """The texts of a joined one, of which each word is folded once."""
    words = text.split(" ")
    known = {word: fold(word) for word in set(words)}
    known[BETWEEN] = BETWEEN
    text = " ".join(map(known.__getitem__, words))
    if "  " in text:
        text = " ".join(text.split())
    return [part.strip(" ") for part in text.split(BETWEEN)]
