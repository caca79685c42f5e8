"""When two Vietnamese spellings are one name.

Four steps, from "the same" to "perhaps": the same letters (``canonical``), the same name without its class word
(``split_class``), the same without accents (``bare``; only if nothing else shares it), and close (``suggest``; never
taken, only offered as "did you mean").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from khpcmd.records import dataclass
from khpcmd.remember import remembered

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below
TONE_LETTERS = dict(zip("\u0300\u0301\u0303\u0309\u0323", "αβγδε", strict=True))
"""Letters that stand for the tone marks where punctuation is dropped."""
INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
WORD = re.compile(r"\w+")
PUNCTUATION = re.compile(r"[^\w%]+")

CLASS_WORDS = (
    "thành phố",
    "thị xã",
    "thị trấn",
    "đặc khu",
    "t. phố",
    "phường",
    "huyện",
    "quận",
    "tỉnh",
    "xã",
    "t.p",
    "t.x",
    "tp",
    "tx",
    "đk",
    "tt",
    "h",
    "q",
    "p",
    "x",
)
"""The class words of administrative units and their usual short forms."""

LIKE_CLASSES = (
    frozenset({"huyện", "quận", "thị xã", "thành phố"}),
    frozenset({"xã", "phường", "thị trấn", "đặc khu"}),
    frozenset({"tỉnh"}),
)
"""Class words that are mistaken for one another; "Thị trấn Nam Sách" is never the district of that name."""

CLASS_OF = {
    "tp": "thành phố",
    "t.p": "thành phố",
    "t. phố": "thành phố",
    "tx": "thị xã",
    "t.x": "thị xã",
    "tt": "thị trấn",
    "đk": "đặc khu",
    "h": "huyện",
    "q": "quận",
    "p": "phường",
    "x": "xã",
}

OFFICES = (
    "ủy ban nhân dân",
    "ubnd",
    "phòng lao động - thương binh và xã hội",
    "phòng lao động thương binh và xã hội",
    "phòng lđ-tbxh",
    "phòng lđtbxh",
    "phòng lđtb&xh",
    "phòng lđ-tb&xh",
    "ban chỉ đạo 138",
    "bcđ 138",
)
"""Offices whose name stands before the unit's own in letterheads and unit cells."""


@remembered
def tidy(text: str) -> str:
    """The text as a person reads it: composed, without invisible characters, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text if text.isprintable() else text.translate(INVISIBLE))
    return " ".join(text.split())


@remembered
def _tones_last(text: str) -> str:
    """A text without spaces, each of its words with the tone mark at the end; plans say few words, but often."""
    return text if text.isascii() else WORD.sub(lambda match: _tone_last(match[0]), text)


def _tone_last(word: str) -> str:
    """A word with its tone mark at the end, so that old and new placement (hoà, hòa) are one."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(mark for mark in letters if mark in TONES)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES)) + tone


@remembered
def canonical(text: str) -> str:
    """A key that two spellings of the same Vietnamese text share.

    Case, spaces, NFC/NFD, invisible characters, old and new tone placement, and "Ð" for "Đ" make no difference;
    letters, accents, digits and punctuation do.
    """
    lowered = tidy(text).casefold().replace("ð", "đ").replace("–", "-").replace("—", "-")
    if lowered.isascii():
        return lowered
    return " ".join(map(_tones_last, lowered.split(" ")))


@remembered
def loose(text: str) -> str:
    """``canonical`` without punctuation: "Số cơ sở (tổng số):" is "Số cơ sở tổng số"."""
    key = canonical(text)
    for tone, letter in TONE_LETTERS.items():
        key = key.replace(tone, letter)
    return _without_punctuation(key)


def _without_punctuation(text: str) -> str:
    """Spaces for punctuation; most names have none, which is quicker to see than to replace."""
    if text.replace(" ", "").isalnum() and "  " not in text:
        return text.strip()
    return PUNCTUATION.sub(" ", text).strip()


@remembered
def bare(text: str) -> str:
    """The text without any accent, in lower case and without punctuation."""
    lowered = tidy(text).casefold().replace("đ", "d").replace("ð", "d")
    return _without_punctuation(" ".join(map(_unaccented, lowered.split(" "))))


@remembered
def _unaccented(word: str) -> str:
    """A word without its marks; most words of a plan are said again and again."""
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


_OFFICE_KEYS = tuple(sorted((f"{canonical(office)} " for office in OFFICES), key=len, reverse=True))
_CLASS_KEYS = tuple((canonical(word), CLASS_OF.get(word, word)) for word in CLASS_WORDS)
_LEADING = re.compile(r"^(?:\d{1,3}[.)]|[ivxlc]{1,6}[.)]|[-+*•])\s*", re.IGNORECASE)


@remembered
def split_class(name: str) -> tuple[str, str]:
    """The class word of a unit's name (in full, "" where there is none) and the rest, both canonical.

    "UBND TP. Hải Dương", "1. Thành phố Hải Dương*" and "TP Hải Dương:" all give ("thành phố", "hải dương").
    """
    key = canonical(name).rstrip(" .:*;,")
    key = _LEADING.sub("", key)
    for office in _OFFICE_KEYS:
        if key.startswith(office):
            key = key[len(office) :].lstrip(" -,")
    for word, full in _CLASS_KEYS:
        if key.startswith(word) and len(key) > len(word):
            rest = key[len(word) :]
            if rest[0] in " ." and rest.lstrip(" ."):
                return full, rest.lstrip(" .")
    return "", key


class Closeness(StrEnum):
    """How a text was found to be a name."""

    SAME = "same"
    """The name itself, or a listed alias."""
    OTHER_CLASS = "other_class"
    """The name under another class word ("Huyện Chí Linh")."""
    BARE = "bare"
    """The name without its accents, which no other name shares."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was taken for: the id, and how close; ``suggestion`` is a name to offer where nothing was found."""

    id: str = ""
    closeness: Closeness = Closeness.NONE
    suggestion: str = ""


class Names:
    """Names to be found again under other spellings. Each id has its official name first, then its aliases."""

    def __init__(self, names: Mapping[str, Iterable[str]], *, units: bool = False) -> None:
        self._exact: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        self._official: dict[str, str] = {}
        self._units = units
        self._classes: dict[str, set[str]] = {}
        for ident, spellings in names.items():
            for spelling in spellings:
                self._official.setdefault(ident, spelling)
                self._exact.setdefault(loose(spelling), set()).add(ident)
                self._bare.setdefault(bare(spelling), set()).add(ident)
                if units:
                    word, rest = split_class(spelling)
                    self._classes.setdefault(ident, set()).add(word)
                    self._exact.setdefault(f"{word}|{loose(rest)}", set()).add(ident)
                    self._short.setdefault(loose(rest), set()).add(ident)
                    self._bare.setdefault(bare(rest), set()).add(ident)

    def find(self, text: str) -> Match:
        """The one name that the text spells, or a suggestion (which is slow to find)."""
        found = self.match(text)
        return found if found.id or not text else Match(suggestion=self._closest(text))

    def match(self, text: str) -> Match:
        """The one name that the text spells, or nothing."""
        if not text:
            return Match()
        same = self._exact.get(loose(text), set())
        if not same and self._units:
            found = self._find_unit(text)
            if found.id:
                return found
        if len(same) == 1:
            return Match(next(iter(same)), Closeness.SAME)
        folded = self._bare.get(bare(text), set()) if bare(text) and not same else set()
        return Match(next(iter(folded)), Closeness.BARE) if len(folded) == 1 and not self._units else Match()

    def _find_unit(self, text: str) -> Match:
        """The unit, under its own class word, without one, under a like one, or without accents."""
        word, rest = split_class(text)
        key = loose(rest)
        short = self._short.get(key, set())
        same = self._exact.get(f"{word}|{key}", set()) if word else short
        if len(same) == 1:
            return Match(next(iter(same)), Closeness.SAME)
        if same:
            return Match()
        if len(short) == 1 and self._like(word, short):
            return Match(next(iter(short)), Closeness.OTHER_CLASS)
        folded = self._bare.get(bare(text)) or self._bare.get(bare(rest), set())
        if len(folded) == 1 and bare(rest) and not short and (not word or self._like(word, folded)):
            return Match(next(iter(folded)), Closeness.BARE)
        return Match()

    def _like(self, word: str, idents: set[str]) -> bool:
        """Whether a class word is mistaken for that of the unit."""
        own = {found for ident in idents for found in self._classes.get(ident, ())}
        return any(word in like and own & like for like in LIKE_CLASSES)

    def _closest(self, text: str) -> str:
        found = suggest(text, self._official.values())
        if found:
            return found
        near = suggest(bare(text), self._bare)
        owners = self._bare.get(near, set())
        return self._official[next(iter(owners))] if len(owners) == 1 else ""


def suggest(text: str, names: Iterable[str]) -> str:
    """The name closest to a text for "did you mean"; "" where none is close."""
    from difflib import get_close_matches  # only when something was not found

    keys = {bare(name): name for name in names}
    close = get_close_matches(bare(text)[:200], keys, n=1, cutoff=0.72)
    return keys[close[0]] if close else ""
