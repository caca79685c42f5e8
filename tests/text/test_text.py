"""When two Vietnamese spellings are one name, and when they are not."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.text import (
    INVISIBLE,
    TONE_LETTERS,
    Closeness,
    Names,
    bare,
    canonical,
    folding,
    loose,
    split_class,
    suggest,
    tidy,
)
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


def test_the_memory_of_folded_texts_is_bounded_and_holds_no_long_ones() -> None:
    kept = folding._loose, folding._bare, folding._tones_last, folding._loose_word, folding._bare_word

    def sizes() -> list[int]:
        return [function.cache_info().currsize for function in kept]

    for function in kept:
        function.cache_clear()
    for text in ("Xã " + "ấ" * SHORT, "Ấ" * 2 * SHORT):
        assert [len(fold(text)) > SHORT for fold in (canonical, loose, bare)] == [True, True, True]
    assert sizes() == [0, 0, 0, 0, 0]
    for number in range(2 * KEPT):
        for fold in (canonical, loose, bare):
            fold(f"Xã {number}")
    assert max(sizes()) == KEPT
