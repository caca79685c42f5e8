"""Words that are put into a world: their lists (in ``data``), their classes and senses, and how they are spelled."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"
TURNING: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "turning.toml").read_text("utf-8"))
HARMLESS: dict[str, list[str]] = tomllib.loads((DATA / "harmless.toml").read_text("utf-8"))
UNKNOWN: dict[str, list[str]] = tomllib.loads((DATA / "unknown.toml").read_text("utf-8"))


class Sense(StrEnum):
    """What words do to the figures they govern."""

    TURNING = "turning"
    UNKNOWN = "unknown"
    HARMLESS = "harmless"
    CUT = "cut"
    """A word is taken away: what is left may be read as what was meant, or not at all."""


CLOSED = {
    "title", "title_topic", "group", "unit_group", "only_header", "header", "header_row1", "header_row2",
    "merged_header", "top_header", "label_header", "unit_header", "commune_header", "row_label", "unit_cell", "uom",
}  # fmt: skip
"""Where a word that nobody knows is asked about."""
FREE = {"remark", "comment", "footnote", "footnote_marked", "note", "stamp"}
"""Where only a word that turns a meaning closes a figure."""
NAMES = {"sheet", "file"}


@dataclass(frozen=True, slots=True)
class Words:
    """Words for one place: its name, their class and sense, the words themselves, and the whole text of the place."""

    place: str
    kind: str
    sense: Sense
    text: str
    whole: str
    spelling: str = ""


def folded(text: str) -> str:
    """A text without accents, in small letters."""
    return plain(text).lower()


def plain(text: str) -> str:
    """A text without accents."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def moved(text: str, years: int) -> str:
    """A text that is worded for 2023, with its years moved."""
    return re.sub(r"20[12]\d", lambda found: str(int(found[0]) + years), text) if years else text


def _slip(text: str, rng: Random) -> str:
    """A text with two letters exchanged; one with digits in it stays."""
    if len(text) < 6 or any(letter.isdigit() for letter in text):
        return text
    at = rng.randrange(1, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


SPELLINGS: Mapping[str, Callable[[str, Random], str]] = {
    "": lambda text, _: text,
    "capitals": lambda text, _: text.upper(),
    "nfd": lambda text, _: unicodedata.normalize("NFD", text),
    "plain": lambda text, _: plain(text),
    "slip": _slip,
    "spaces": lambda text, _: text.replace(" ", "  "),
}
HONEST = {"", "capitals", "nfd", "spaces"}
"""The ways of writing that leave no doubt what was meant."""


def spelled(rng: Random, words: Words) -> Words:
    """The same words as somebody else writes them: in capitals, without accents, in another normal form, with a slip.

    A slip makes a word unknown, so there is none where unknown words pass; and one syllable without accents may be
    another word.
    """
    way = rng.choices(list(SPELLINGS), [60, 12, 8, 8, 8, 4])[0]
    slips = way == "slip" and words.place not in CLOSED
    short = way == "plain" and len(words.text.split()) < 2
    if words.text not in words.whole or slips or short or (words.sense is Sense.HARMLESS and way not in HONEST):
        return words
    text = SPELLINGS[way](words.text, rng)
    return replace(words, text=text, whole=words.whole.replace(words.text, text), spelling=way)
