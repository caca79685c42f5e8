"""When two Vietnamese spellings are one name, and when they are not."""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.text import (
    INVISIBLE,
    TONE_LETTERS,
    Closeness,
    Match,
    Names,
    Owners,
    bare,
    canonical,
    folding,
    loose,
    split_class,
    suggest,
    tidy,
    typo_of,
)
from khpcmd.text.class_words import CLASS_WORDS, LIKE_CLASSES, split_all
from khpcmd.text.folding import KEPT, SHORT

DISTRICTS = {
    "30": ["Tỉnh Hải Dương"],
    "288": ["Thành phố Hải Dương"],
    "290": ["Thành phố Chí Linh"],
    "291": ["Huyện Nam Sách"],
    "292": ["Thị xã Kinh Môn"],
    "296": ["Huyện Bình Giang"],
    "299": ["Huyện Ninh Giang"],
    "so": ["Sở Lao động - Thương binh và Xã hội", "Sở LĐTBXH"],
}
UNITS = Names(DISTRICTS, units=True)
FIELDS = Names({"venues": ["Tổng số cơ sở", "Cơ sở / Tổng số"], "drugs": ["Phòng, chống ma túy"], "poor": ["Hộ nghèo"]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("Thuỷ Nguyên", "THỦY NGUYÊN"),
        (unicodedata.normalize("NFD", "Huyện"), "Huyện"),
        ("Ðông", "Đông"),
        ("Cẩm\u00a0Giàng", "cẩm  giàng"),
        ("Cẩm\u200b Giàng\ufeff", "Cẩm Giàng"),
        ("PT–TH", "PT-TH"),
    ],
)
def test_the_same_letters_are_one_spelling(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Cẩm Giang", "Cẩm Giàng"), ("Bình", "Binh"), ("Đông", "Dông"), ("98²", "982")]
)
def test_another_letter_or_accent_is_another_spelling(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)
    assert loose(one) != loose(other)


def test_punctuation_makes_no_difference_where_it_is_loose() -> None:
    assert loose("Số cơ sở (tổng số):") == loose("số cơ sở - tổng số")
    assert loose("Phòng, chống HIV/AIDS") == loose("phòng chống HIV AIDS")


def test_bare_keeps_no_accent_and_no_d_with_a_stroke() -> None:
    assert bare("Thành phố Hải Dương – Đợt 1") == "thanh pho hai duong dot 1"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("UBND TP. Hải Dương", ("thành phố", "Hải Dương")),
        ("1. Thành phố Hải Dương*", ("thành phố", "Hải Dương")),
        ("T.P Hải Dương:", ("thành phố", "Hải Dương")),
        ("H.Nam Sách", ("huyện", "Nam Sách")),
        ("- Huyện Nam Sách", ("huyện", "Nam Sách")),
        ("Phòng LĐTBXH huyện Nam Sách", ("huyện", "Nam Sách")),
        ("TX Kinh Môn", ("thị xã", "Kinh Môn")),
        ("Nam Sách", ("", "Nam Sách")),
        ("Huyện", ("", "Huyện")),
    ],
)
def test_the_class_word_and_the_name_are_told_apart(name: str, parts: tuple[str, str]) -> None:
    word, rest = split_class(name)
    assert (word, rest) == (parts[0], canonical(parts[1]))


@pytest.mark.parametrize(
    ("text", "ident", "closeness"),
    [
        ("TP Hải Dương", "288", Closeness.SAME),
        ("TỈNH HẢI DƯƠNG", "30", Closeness.SAME),
        ("Nam Sách", "291", Closeness.SAME),
        ("ubnd huyện nam sách", "291", Closeness.SAME),
        ("Huyện Chí Linh", "290", Closeness.OTHER_CLASS),
        ("Huyen Nam Sach", "291", Closeness.BARE),
        ("Nam Sach", "291", Closeness.BARE),
        ("TX Kinh Mon", "292", Closeness.BARE),
        ("Binh Giang", "296", Closeness.BARE),
        ("Sở LĐTBXH", "so", Closeness.SAME),
    ],
)
def test_a_unit_is_found_under_its_usual_spellings(text: str, ident: str, closeness: Closeness) -> None:
    found = UNITS.find(text)
    assert (found.id, found.closeness) == (ident, closeness)


@pytest.mark.parametrize(
    "text", ["Hải Dương", "Thị trấn Nam Sách", "Xã Nam Sách", "Bình Ninh Giang", "Huyện", "", "*", "Huyện Ba Vì"]
)
def test_what_names_no_unit_or_two_is_never_taken(text: str) -> None:
    assert UNITS.find(text).id == ""


def test_one_letter_apart_is_offered_and_never_taken() -> None:
    found = UNITS.find("Huyện Binh Giagn")
    assert (found.id, found.suggestion) == ("", "Huyện Bình Giang")


def test_without_accents_only_what_nothing_else_shares() -> None:
    names = Names({"a": ["Xã Cẩm Giang"], "b": ["Xã Cẩm Giàng"]}, units=True)
    assert names.find("Xã Cẩm Giàng").id == "b"
    assert names.find("Xa Cam Giang").id == ""


def test_a_header_is_found_with_its_group_and_without_accents_with_less_certainty() -> None:
    assert FIELDS.match("Cơ sở / Tổng số").id == "venues"
    assert FIELDS.match("CƠ SỞ - TỔNG SỐ").closeness is Closeness.SAME
    assert FIELDS.match("Phong, chong ma tuy").closeness is Closeness.BARE
    assert FIELDS.match("Hộ cận nghèo").id == ""


def test_a_suggestion_needs_to_be_close() -> None:
    assert suggest("Huyện Nam Sác", ["Huyện Nam Sách", "Huyện Tứ Kỳ"]) == "Huyện Nam Sách"
    assert suggest("xyz", ["Huyện Nam Sách"]) == ""


@given(st.text(max_size=40))
def test_every_text_is_its_own_spelling_and_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert canonical(tidy(text)) == canonical(text)
    names = Names({"it": [text]})
    if bare(text):
        assert names.match(text).id == "it"


@given(st.sampled_from([unit for spellings in DISTRICTS.values() for unit in spellings]), st.booleans(), st.booleans())
def test_case_and_composition_never_change_a_unit(name: str, upper: bool, decomposed: bool) -> None:
    text = name.upper() if upper else name
    text = unicodedata.normalize("NFD", text) if decomposed else text
    assert UNITS.match(text) == UNITS.match(name)


SPELT = st.text(
    st.sampled_from("aàáạằđĐðÐơ Ỳ½²_%-–.,:0x\u0300\u0323\u0301\u00ad\u200b\u202e\u2028\u00a0\t\n"), max_size=12
)


@given(st.one_of(SPELT, st.text(max_size=20)), st.sampled_from([1, 1, 1, SHORT]))
def test_what_is_skipped_for_most_texts_would_have_changed_nothing(text: str, times: int) -> None:
    text *= times

    def spaced(found: str) -> str:
        return re.sub(r"[^\w%]+", " ", found).strip()

    def unaccented(word: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))

    assert tidy(text) == " ".join(unicodedata.normalize("NFC", text.translate(INVISIBLE)).split())
    assert loose(text) == spaced(
        canonical(text).translate({ord(tone): letter for tone, letter in TONE_LETTERS.items()})
    )
    lowered = tidy(text).casefold().replace("đ", "d").replace("ð", "d")
    assert bare(text) == spaced(" ".join(map(unaccented, lowered.split(" "))))


@given(st.lists(st.one_of(SPELT, st.text("aĐð́͏⃐Ộß \n\u200b-–(1", max_size=9)), max_size=4))
def test_many_texts_are_folded_as_each_is(texts: list[str]) -> None:
    assert list(folding.tidy_all(texts)) == list(map(tidy, texts))
    assert folding.canonical_all(texts) == list(map(canonical, texts))
    assert folding.loose_all(texts) == list(map(loose, texts))
    assert folding.bare_all(texts) == list(map(bare, texts))
    assert split_all(texts) == list(map(split_class, texts))


def test_the_memory_of_folded_texts_is_bounded_and_holds_no_long_ones() -> None:
    kept = folding._loose, folding._bare, folding._tones_last, folding._loose_word

    def sizes() -> list[int]:
        return [function.cache_info().currsize for function in kept]

    for function in kept:
        function.cache_clear()
    for text in ("Xã " + "ấ" * SHORT, "Ấ" * 2 * SHORT):
        assert [len(fold(text)) > SHORT for fold in (canonical, loose, bare)] == [True, True, True]
    assert sizes() == [0, 0, 0, 0]
    for number in range(2 * KEPT):
        for fold in (canonical, loose, bare):
            fold(f"Xã {number}")
    assert max(sizes()) == KEPT


# names are matched as the rules read: the same letters, without a class word, under another one, without accents


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
        if text.isascii() and len(self.bare.get(loose(rest), ())) > len(short):  # it may be one with accents as well
            folded = self.bare.get(bare(text)) or self.bare.get(bare(rest), set())
            return self.only(folded if not word or self.like(word, folded) else set(), Closeness.BARE)
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


# what was meant by a word that is not one: at most two letters away, and fewer than half of them


COMMANDS = ("check", "validate", "template", "annotate", "inspect", "diff", "explain", "plan")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekc", "check"),
        ("CHECK", "check"),
        ("valdate", "validate"),
        ("validatee", "validate"),
        ("anotat", "annotate"),
        ("dif", "diff"),
        ("paln", "plan"),
        ("report", ""),
        ("plot", ""),
        ("foo", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_only_a_typo_of_two_letters_is_taken_for_a_command(typed: str, meant: str) -> None:
    assert typo_of(typed, COMMANDS) == meant


def test_half_a_word_is_no_typo_of_another() -> None:
    assert typo_of("B9", ["B1", "B3"]) == ""
    assert typo_of("B3x", ["B1", "B3c"]) == "B3c"
    assert typo_of("B99", ["B1", "B3c"]) == ""


def test_the_nearest_is_offered() -> None:
    assert typo_of("venue_inspected", ["venues_expected", "venues_inspected", "inspected"]) == "venues_inspected"


def edited(word: str) -> set[str]:
    """All that one mistake makes of a word of the letters a and b."""
    left = {word[:at] + word[at + 1 :] for at in range(len(word))}
    changed = {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in "ab"}
    more = {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in "ab"}
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return left | changed | more | turned


@given(st.text("ab", min_size=5, max_size=7))
def test_what_is_two_mistakes_away_or_less_is_found(word: str) -> None:
    once = edited(word)
    assert all(typo_of(one, [word]) == word for one in once if len(one) >= 3)
    near = {word, *once}.union(*(edited(one) for one in once))
    for far in map("".join, product("ab", repeat=6)):
        if typo_of(far, [word]):
            assert far in near
