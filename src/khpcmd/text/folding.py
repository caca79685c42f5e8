"""Spellings as keys: the same letters, the same but for punctuation, the same without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from khpcmd.remember import remembered

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below
TONE_LETTERS = dict(zip("\u0300\u0301\u0303\u0309\u0323", "αβγδε", strict=True))
"""Letters that stand for the tone marks where punctuation is dropped."""
_LETTER_OF_TONE = str.maketrans(TONE_LETTERS)
INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
WORD = re.compile(r"\w+")
PUNCTUATION = re.compile(r"[^\w%]+")


@remembered
def tidy(text: str) -> str:
    """The text as a person reads it: composed, without invisible characters, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text if text.isprintable() else text.translate(INVISIBLE))
    return " ".join(text.split())


@remembered
def canonical(text: str) -> str:
    """A key that two spellings of the same Vietnamese text share.

    Case, spaces, NFC/NFD, invisible characters, old and new tone placement, and "Ð" for "Đ" make no difference;
    letters, accents, digits and punctuation do.
    """
    lowered = lower(tidy(text))
    if lowered.isascii():
        return lowered
    return " ".join(map(tones_last, lowered.split(" ")))


@remembered
def loose(text: str) -> str:
    """``canonical`` without punctuation: "Số cơ sở (tổng số):" is "Số cơ sở tổng số"."""
    return single_spaced(map(loose_word, lower(tidy(text)).split(" ")))


@remembered
def bare(text: str) -> str:
    """The text without any accent, in lower case and without punctuation."""
    return single_spaced(map(bare_word, lower_bare(tidy(text)).split(" ")))


def lower(text: str) -> str:
    """A tidy text in lower case, with one letter for each that is typed in two ways."""
    return text.casefold().replace("ð", "đ").replace("–", "-").replace("—", "-")


def lower_bare(text: str) -> str:
    """A tidy text in lower case, without the stroke of "đ", which is no accent to Unicode."""
    return text.casefold().replace("đ", "d").replace("ð", "d")


def single_spaced(words: Iterable[str]) -> str:
    """A text of folded words, some of which may be several now, or none."""
    text = " ".join(words)
    return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text


@remembered
def tones_last(word: str) -> str:
    """What stands between two spaces, each of its words with the tone mark at the end."""
    return word if word.isascii() else WORD.sub(lambda match: _tone_last(match[0]), word)


def _tone_last(word: str) -> str:
    """A word with its tone mark at the end, so that old and new placement (hoà, hòa) are one."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(mark for mark in letters if mark in TONES)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES)) + tone


@remembered
def loose_word(word: str) -> str:
    """What stands between two spaces, with its tone at the end and spaces for punctuation."""
    if word.isalnum() and word.isascii():
        return word
    return PUNCTUATION.sub(" ", tones_last(word).translate(_LETTER_OF_TONE))


@remembered
def bare_word(word: str) -> str:
    """What stands between two spaces, without its marks and with spaces for punctuation."""
    if not word.isascii():
        word = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return PUNCTUATION.sub(" ", word)
