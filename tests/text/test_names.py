"""Names are matched as the rules read: the same letters, without a class word, under another one, without accents."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.text import Closeness, Match, Names, Owners, bare, loose, split_class
from khpcmd.text.class_words import CLASS_WORDS, LIKE_CLASSES

ROSTERS = Path(__file__).parents[2] / "targets" / "rosters"
REGISTERS = ("hai_duong_2023_communes.csv", "hai_phong_2025_communes.csv", "ha_noi_2025_communes.csv")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=9))
def test_owners_are_all_who_have_a_key(pairs: list[tuple[str, str]]) -> None:
    owners, expected = Owners([key for key, _ in pairs], [owner for _, owner in pairs]), dict[str, set[str]]()
    for key, owner in pairs:
        expected.setdefault(key, set()).add(owner)
    assert list(owners) == list(expected)
    for key in "abcd":
        found = expected.get(key, set())
        assert owners.of(key) == found
        assert owners.sole(key) == (min(found) if len(found) == 1 else None)
    assert owners.together() == {owner for found in expected.values() if len(found) > 1 for owner in found}


class PlainNames:
    """Names that are looked up as the rules read, in tables that are all made at once."""

    def __init__(self, names: dict[str, list[str]], *, units: bool) -> None:
        self.exact, self.short, self.bare = dict[str, set[str]](), dict[str, set[str]](), dict[str, set[str]]()
        self.classes, self.units = dict[str, set[str]](), units
        for ident, spelling in ((ident, spelling) for ident, spellings in names.items() for spelling in spellings):
            word, rest = split_class(spelling)
            self.exact.setdefault(loose(spelling), set()).add(ident)
            self.bare.setdefault(bare(spelling), set()).add(ident)
            if units:
                self.classes.setdefault(ident, set()).add(word)
                self.exact.setdefault(f"{word}|{loose(rest)}", set()).add(ident)
                self.short.setdefault(loose(rest), set()).add(ident)
                self.bare.setdefault(bare(rest), set()).add(ident)

    def match(self, text: str) -> Match:
        same = self.exact.get(loose(text), set()) if text else set()
        if same or not text:
            return self.only(same, Closeness.SAME)
        if not self.units:
            return self.only(self.bare.get(bare(text), set()) if bare(text) else set(), Closeness.BARE)
        word, rest = split_class(text)
        short = self.short.get(loose(rest), set())
        if same := self.exact.get(f"{word}|{loose(rest)}", set()) if word else short:
            return self.only(same, Closeness.SAME)
        if len(short) == 1 and self.like(word, short):
            return self.only(short, Closeness.OTHER_CLASS)
        folded = self.bare.get(bare(text)) or self.bare.get(bare(rest), set())
        allowed = bare(rest) and not short and (not word or self.like(word, folded))
        return self.only(folded if allowed else set(), Closeness.BARE)

    def like(self, word: str, idents: set[str]) -> bool:
        own = {found for ident in idents for found in self.classes[ident]}
        return any(word in like and own & like for like in LIKE_CLASSES)

    @staticmethod
    def only(found: set[str], closeness: Closeness) -> Match:
        return Match(min(found), closeness) if len(found) == 1 else Match()


def register(file: str) -> dict[str, list[str]]:
    with (ROSTERS / file).open(encoding="utf-8-sig", newline="") as table:
        return {row["code"]: [row["name"]] for row in csv.DictReader(table)}


def otherwise(name: str, chance: random.Random) -> Iterator[str]:
    """The ways in which a return may write a name, and some in which it should not."""
    unaccented = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    first, _, rest = name.partition(" ")
    at = chance.randrange(len(name))
    yield from (name, name.upper(), name.casefold(), unicodedata.normalize("NFD", name), f" {name}:*", f"1. {name}")
    yield "".join(letter for letter in unaccented if not unicodedata.combining(letter))
    yield from (name.replace(" ", "\u00a0"), name.replace(" ", "  "), name.replace(" ", "\n"), f"UBND {name}")
    yield from (name.replace("òa", "oà").replace("ủy", "uỷ"), name.replace("oà", "òa"), name.replace("Đ", "Ð"))
    yield from (rest, f"{chance.choice(CLASS_WORDS)} {rest}", f"{chance.choice(CLASS_WORDS)}.{rest}", f"{first}{rest}")
    yield name[:at] + chance.choice("aàăđx.-1 \u0301\u200b") + name[at:]
    yield name[:at] + name[at + 1 :]


@pytest.mark.parametrize("units", [True, False])
@pytest.mark.parametrize("files", [(REGISTERS[0],), (REGISTERS[1],), (REGISTERS[2],), REGISTERS])
def test_every_spelling_in_the_registers_is_found_as_the_rules_read(files: tuple[str, ...], units: bool) -> None:
    names = {f"{file}/{ident}": names for file in files for ident, names in register(file).items()}
    found, plain = Names(names, units=units), PlainNames(names, units=units)
    chance = random.Random(len(names))  # noqa: S311  # the same in every run
    for name in dict.fromkeys(name for spellings in names.values() for name in spellings):
        for text in otherwise(name, chance):
            assert found.match(text) == plain.match(text), text


WORDS = st.sampled_from(["Xã", "X.", "Huyện", "Phường", "An", "Àn", "an", "Bình", "Binh", "-", "*", "α", ""])
NAME = st.lists(WORDS, max_size=3).map(" ".join)


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(NAME, max_size=3)), st.lists(NAME), st.booleans())
def test_names_that_are_mixed_up_are_found_as_the_rules_read(
    names: dict[str, list[str]], texts: list[str], units: bool
) -> None:
    found, plain = Names(names, units=units), PlainNames(names, units=units)
    for text in texts + [spelling for spellings in names.values() for spelling in spellings]:
        assert found.match(text) == plain.match(text), text
