"""Numbers in words, and the units that a text names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.plan.load import parse_plan
from khpcmd.plan.units import Unit
from khpcmd.text import Closeness, Match, Names, bare, split_class
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import folded_word
from khpcmd.workbook.words.number_words import value_of
from khpcmd.workbook.words.unit_notes import mentions, names_of, said_of
from khpcmd.workbook.words.units import SHORTEST, Phrases, UnitNames
from small_plan import PLAN

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


# what the texts of a sheet name: units, fields and months, each as it is found when it is looked up alone


PLAIN = parse_plan(PLAN, "plan.yaml")
NAMES_NAMED = (
    "Huyện Nam Sách", "Xã Nam Sách", "Nam Sách", "Huyen Nam Sach", "HUYỆN NAM SÁCH", "Phường 1", "Phường 3",
    "Tháng 3", "T3", "3", "Đơn vị", "Thời gian", "Chỉ tiêu", "Tổng số cơ sở", "Tong so co so", "Số cơ sở được kiểm tra",
    "Xã Ea H'leo", "1. Xã An", "Xã An", "Xã An (mới)", "Xã Àn", "Xã  An", "xã An", "x" * 130, "Xã " + "x" * 130,
    "Số xã tuyên truyền (xã)", "Sở Y tế", "So Y te", "Ban Dân tộc tỉnh", "*", "Thị xã Hoà An", "Thị xã Hòa An",
    "H. Nam Sách", "Xa\u0303 An",
)  # fmt: skip


def units_of(names: list[tuple[str, str]]) -> UnitNames:
    """The units ``u0``, ``u1``, … with these names in Vietnamese and English; the first is above the second."""
    units = tuple(
        Unit.model_validate(
            {"id": f"u{number}", "level": "district", "name": {"vi": vi, "en": en}, "parent": "u0" if number else None}
        )
        for number, (vi, en) in enumerate(names)
    )
    return UnitNames(PLAIN.changed(units=units))


UNITS = st.lists(st.tuples(st.sampled_from(NAMES_NAMED), st.sampled_from(NAMES_NAMED)), min_size=1, max_size=8)


@given(UNITS, st.lists(st.sampled_from(NAMES_NAMED)))
def test_a_name_of_a_unit_alone_is_that_name(names: list[tuple[str, str]], texts: list[str]) -> None:
    units = units_of(names)
    alone = Names(units.spellings, units=True).alone
    for text in [*texts, *(name for pair in names for name in pair)]:
        assert text not in alone or units.match(text).closeness is Closeness.SAME


@given(UNITS, st.sampled_from(NAMES_NAMED))
def test_phrases_are_those_of_each_name_alone(names: list[tuple[str, str]], text: str) -> None:
    units = units_of(names)
    forms = {"huyện": ["huyen", "h"], "xã": ["xa", "x"], "phường": ["phuong", "p"], "thị xã": ["thi xa", "tx", "t x"]}
    pairs = list[tuple[str, str]]()
    for ident, name in ((f"u{number}", name) for number, pair in enumerate(names) for name in pair):
        word, rest = split_class(name)
        pairs += [(ident, f"{form} {bare(rest)}") for form in forms[word]] if word else []
        pairs += [(ident, bare(name))] if not word and len(bare(name).split()) >= 3 else []
    words = f"bao cao {bare(text)} nam 2023".split()
    assert units._long.within(words) == Phrases(pairs).within(words)


def test_a_name_of_several_units_is_nobody_s() -> None:
    units = units_of([("Xã An", "An"), ("xã  AN", "An Xa"), ("Huyện Nam Sách", "Nam Sach")])
    assert [units.match(text) for text in ("Xã An", "xã  AN")] == [Match(), Match()]
    assert units.match("An Xa") == Match("u1", Closeness.SAME)


PATHS = st.lists(st.sampled_from(("Cơ sở", "Được kiểm tra", "Tổng số cơ sở", "Tong so co so", "x", "")), max_size=3)


@given(st.lists(PATHS, max_size=4))
def test_what_a_path_names_does_not_depend_on_what_was_asked_before(paths: list[list[str]]) -> None:
    fields = FieldNames(PLAIN, PLAIN.year)
    for path in [*paths, *paths]:
        assert fields.name(path) == FieldNames(PLAIN, PLAIN.year)._named(tuple(path))


WORDS = st.lists(st.sampled_from(["xa", "an", "binh", "phu", "so", "co-so", "y"]), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from("abc"), WORDS.map(" ".join))), WORDS)
def test_phrases_are_found_wherever_they_stand(pairs: list[tuple[str, str]], words: list[str]) -> None:
    owners: dict[str, set[str]] = {}
    for ident, phrase in pairs:
        owners.setdefault(phrase, set()).add(ident)
    sole = {phrase: min(found) for phrase, found in owners.items() if len(found) == 1 and len(phrase) >= SHORTEST}
    text, phrases = f" {' '.join(words)} ", Phrases(pairs)
    assert phrases.within(words) == {ident for phrase, ident in sole.items() if f" {phrase} " in text}
    assert phrases.joined(words) == {ident for phrase, ident in sole.items() if phrase.replace(" ", "") in words}
    start = text.strip()
    assert phrases.begun(start) == {ident for phrase, ident in sole.items() if phrase.startswith(start)}
