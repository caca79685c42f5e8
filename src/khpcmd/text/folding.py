"""Keys that are equal for spellings of one text: its letters, those without punctuation, those without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import _lru_cache_wrapper, lru_cache
from itertools import filterfalse

from khpcmd.text.patterns import when_asked

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below
TONE_LETTERS = dict(zip("\u0300\u0301\u0303\u0309\u0323", "αβγδε", strict=True))
"""Letters that stand for the tone marks where punctuation is dropped."""
_LETTER_OF_TONE = str.maketrans(TONE_LETTERS)
INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
WORD = re.compile(r"\w+")
_JOINED_WORD = r"[^\W\d_]{2,}"
JOINED = re.compile(
    rf"(?<!\S)(?:\d{{1,4}}[-.](?={_JOINED_WORD}[-.]\w)|{_JOINED_WORD}[-.])"
    rf"(?:(?:\d{{1,4}}|{_JOINED_WORD})(?:[-.](?=\w)|(?!\S)))+"
)
"""Words and numbers that signs join."""
NUMERAL = when_asked(r"[ivxlc]+", re.IGNORECASE)
PUNCTUATION = re.compile(r"[^\w%]+")
PUNCTUATION_IN_LINE = re.compile(r"[^\w%\n]+")
MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
KEPT = 2048
"""How many answers each function keeps: more than a batch of forms has different labels."""
SHORT = 200
"""The longest text whose answers are kept. Longer texts are not labels, and thousands of them would fill the memory."""


def tidy(text: str) -> str:
    """The text as a person reads it: composed, without invisible characters, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text if text.isprintable() else text.translate(INVISIBLE))
    return " ".join(text.split())


def tidy_all(texts: Sequence[str]) -> Sequence[str]:
    """``tidy`` of each of many texts: those of a column most often are tidy, which is seen of all of them at once."""
    joined = "\n".join(("", *texts, ""))
    blanks = "  " in joined or " \n" in joined or "\n " in joined
    if not blanks and all(map(str.isprintable, texts)) and unicodedata.is_normalized("NFC", joined):
        return texts
    return list(map(tidy, texts))


def apart(text: str) -> str:
    """The text with blanks for the signs that join its words, each at its place: "nam_2022", "6-thang-cuoi-nam".

    An underscore always joins; a hyphen or a full stop does in what consists of words and numbers, "cùng.kỳ", and not
    in numerals, days and short forms: "II-IV", "14.12.2023", "T1-T6".
    """
    if "_" in text:
        text = text.replace("_", " ")
    return JOINED.sub(_apart, text) if "-" in text or "." in text else text


def _apart(match: re.Match[str]) -> str:
    parts = re.split(r"[-.]", match[0])
    return match[0] if NUMERAL.fullmatch(parts[0]) else " ".join(parts)


def canonical(text: str) -> str:
    """A key that is equal for two spellings of the same Vietnamese text.

    Case, spaces, NFC/NFD, invisible characters, old and new tone placement, and "Ð" for "Đ" make no difference;
    letters, accents, digits and punctuation do.
    """
    return _canonical(text) if len(text) <= SHORT else _canonical.__wrapped__(text)


def loose(text: str) -> str:
    """``canonical`` without punctuation: "Số cơ sở (tổng số):" is "Số cơ sở tổng số"."""
    return _loose(text) if len(text) <= SHORT else _loose.__wrapped__(text)


def bare(text: str) -> str:
    """The text without any accent, in lower case and without punctuation."""
    return _bare(text) if len(text) <= SHORT else _bare.__wrapped__(text)


def bare_all(texts: Iterable[str]) -> list[str]:
    """``bare`` of each of many short texts: thousands of phrases are folded at once, which saves 8 calls for each."""
    lines = tidy_all(list(texts))
    joined = "\n".join(lines).casefold().replace("đ", "d").replace("ð", "d")
    letters = MARKS.sub("", unicodedata.normalize("NFD", joined))
    if not letters.isascii():
        letters = "".join(filterfalse(unicodedata.combining, letters))
    folded = PUNCTUATION_IN_LINE.sub(" ", letters).split("\n")
    return list(map(str.strip, folded[: len(lines)]))


def canonical_all(texts: Sequence[str]) -> list[str]:
    """``canonical`` of each of many texts."""
    return _all_words(_tones_last, texts)


def loose_all(texts: Sequence[str]) -> list[str]:
    """``loose`` of each of many texts."""
    return [" ".join(line.split()) for line in _all_words(_loose_word, texts)]


def _all_words(fold: _lru_cache_wrapper[str], texts: Sequence[str]) -> list[str]:
    """Texts with each of their words folded: ten thousand names of units have few different ones."""
    lines = _lower("\n".join(tidy_all(texts))).split("\n") if texts else []
    return [" ".join(map(fold, line.split(" "))) for line in lines]


@lru_cache(maxsize=KEPT)
def _canonical(text: str) -> str:
    lowered = _lower(tidy(text))
    return lowered if lowered.isascii() else _each_word(_tones_last, lowered)


@lru_cache(maxsize=KEPT)
def _loose(text: str) -> str:
    return _single_spaced(_each_word(_loose_word, _lower(tidy(text))))


@lru_cache(maxsize=KEPT)
def _bare(text: str) -> str:
    lowered = tidy(text).casefold().replace("đ", "d").replace("ð", "d")  # its stroke is not an accent to Unicode
    if not lowered.isascii():
        lowered = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", lowered)))
    return PUNCTUATION.sub(" ", lowered).strip()


def _lower(text: str) -> str:
    """A tidy text in lower case, with one letter for each that is typed in two ways."""
    return text.casefold().replace("ð", "đ").replace("–", "-").replace("—", "-")


def _single_spaced(text: str) -> str:
    return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text


def _each_word(fold: _lru_cache_wrapper[str], text: str) -> str:
    """A tidy text with each of its words folded: names of units have few different words, so these are kept."""
    return " ".join(map(fold if len(text) <= SHORT else fold.__wrapped__, text.split(" ")))


@lru_cache(maxsize=KEPT)
def _tones_last(word: str) -> str:
    """A part between two spaces, each of its words with the tone mark at the end."""
    return word if word.isascii() else WORD.sub(_tone_last, word)


def _tone_last(word: re.Match[str]) -> str:
    """A word with its tone mark at the end, so that old and new placement (hoà, hòa) are one."""
    letters = unicodedata.normalize("NFD", word[0])
    untoned = "".join(filterfalse(TONES.__contains__, letters))
    return unicodedata.normalize("NFC", untoned) + "".join(filter(TONES.__contains__, letters))


@lru_cache(maxsize=KEPT)
def _loose_word(word: str) -> str:
    """A part between two spaces, its tone mark at the end as a letter, and spaces for punctuation."""
    return PUNCTUATION.sub(" ", _tones_last.__wrapped__(word).translate(_LETTER_OF_TONE))
