"""Numbers in words, and the units that a text names."""

from __future__ import annotations

import pytest

from khpcmd.workbook.layout.groups import Levels
from khpcmd.workbook.words.meaning import folded_word
from khpcmd.workbook.words.number_words import value_of
from khpcmd.workbook.words.unit_notes import mentions, names_of, said_of

NAMES = names_of(["Thị xã Kinh Môn", "Huyện Kim Thành", "Huyện Thanh Hà"])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("sáu", 6), ("mười", 10), ("mười sáu", 16), ("hai mươi mốt", 21), ("một trăm chín mươi chín", 199),
        ("hai trăm linh năm", 205), ("một nghìn hai trăm", 1200), ("cơ sở", None), ("mươi", None), ("hai ba", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_number_in_words_has_its_value(words: str, value: int | None) -> None:
    assert value_of([folded_word(word) for word in words.split()]) == value


def test_a_unit_is_named_with_its_class_words_and_with_capitals() -> None:
    text = "của thị xã Kinh Môn, không phải thanh hà"
    assert [text[one.start : one.end] for one in mentions(text, NAMES)] == ["của thị xã Kinh Môn"]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Kinh Môn: 16", [("kinh môn", "16")]),
        ("Kim Thành: 12; Kinh Môn: 16", [("kim thành", "12"), ("kinh môn", "16")]),
        ("Kim Thành 12, Kinh Môn 16", [("kim thành", "12"), ("kinh môn", "16")]),
        ("16 cơ sở (Kinh Môn)", [("kinh môn", "16 cơ sở")]),
        ("Cộng: 199/996", [("", "Cộng: 199/996")]),
        ("Hội nghị 2 buổi", []),
    ],
)
def test_a_note_is_divided_by_the_units_that_it_names(note: str, said: list[tuple[str, str]]) -> None:
    wanted = [(" ".join(map(folded_word, rest.split())), words) for rest, words in said]
    assert [(one.rest, one.words) for one in said_of(note, NAMES)] == wanted


# which groups of rows lie within which, by how they are numbered


@pytest.mark.parametrize(
    ("signs", "levels"),
    [
        (["A", "I", "II", "B", "I"], ["letter", "roman", "roman", "letter", "roman"]),
        (["I", "A", "B", "C", "D", "II"], ["roman", "letter", "letter", "letter", "letter", "roman"]),
        (["G", "H", "I", "J"], ["letter"] * 4),
        (["IV", "V", "VI"], ["roman"] * 3),
        (["1", "", "2."], ["number", "text", "number"]),
    ],
)
def test_a_single_letter_is_a_numeral_or_the_next_letter(signs: list[str], levels: list[str]) -> None:
    known = Levels()
    assert [known.of([sign], "Tên") for sign in signs] == levels
