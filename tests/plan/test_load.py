"""A plan file as its writer sees it: each mistake told once, at its line and column, with what would be right."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Param, Phrase, Ref
from khpcmd.measures import KINDS
from khpcmd.plan.json_schema import kind_of
from khpcmd.plan.load import default_plan, load_plan, parse_plan
from khpcmd.plan.yaml_source import MAX_BYTES
from layers import part_of
from small_plan import MARK, PLAN, mistakes, told, word


def one(*changes: tuple[str, str]) -> Diagnostic:
    """The only mistake after changes, at their mark."""
    (found,) = told(*changes)
    return found


def test_the_small_plan_is_valid() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    assert plan.unit["0291"].registered == {"communes": 19}
    assert [target.id for target in plan.targets] == ["A1", "A2", "A3", "A4"]


def test_the_plan_that_ships_with_khpcmd_is_valid() -> None:
    loaded = load_plan(None)
    assert loaded.plan.document.number == "416/KH-UBND"
    assert loaded.file == "plan_2023.yaml"
    rosters = [default_plan().parent / roster.file for roster in loaded.plan.rosters]
    content = b"".join(path.read_bytes() for path in (default_plan(), *rosters))
    assert loaded.sha256 == hashlib.sha256(content).hexdigest()


def test_a_plan_is_loaded_from_a_file_with_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.encode())
    loaded = load_plan(path)
    assert loaded.plan == parse_plan(PLAN, "")
    assert loaded.file == str(path)
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_unknown_key_is_told_at_the_key_with_the_keys_that_are_known() -> None:
    found = one(("language: vi", f"{MARK}langauge: vi"))
    assert found.code is Code.UNKNOWN_KEY
    assert found.params["key"] == "langauge"
    assert found.params["suggestion"] == "language"
    known = (
        "id, title, document, languages, language, letterhead, topic, harmless_words, other_programmes, words, year, "
    )
    assert str(found.params["allowed"]).startswith(known)


OF_RATIO = "kind, part, whole, may_exceed, reporters_differ"
OF_CONDITION = "field, at_least, more_than, at_most, less_than, equal_to"
OF_KINDS = ", ".join(map(kind_of, KINDS))
OF_FIELDS = "count, amount, yes_no, months, date, text"
NEWS = "measure: {kind: frequency, of: news}"


@pytest.mark.parametrize(
    ("old", "new", "code", "params"),
    [
        (
            "    window: {from: 2022-12-15", "    window: {◆form: 2022-12-15", Code.UNKNOWN_KEY,  # not missing as well
            {"key": "form", "allowed": "from, to", "suggestion": "from"},
        ),
        (
            "kind: ratio, part: inspected", "kind: ratio, ◆of: venues, part: inspected", Code.UNKNOWN_KEY,
            {"key": "of", "allowed": OF_RATIO, "suggestion": ""},
        ),
        (
            "{field: venues, at_least: 1}", "{field: venues, ◆atleast: 1}", Code.UNKNOWN_KEY,
            {"key": "atleast", "allowed": OF_CONDITION, "suggestion": "at_least"},
        ),
        (
            "  - id: A4\n    clause: II.2\n", "  - ◆id: A4\n", Code.MISSING_KEY,
            {"key": "clause", "of": " (targets: A4)"},
        ),
        (NEWS, "measure: ◆{kind: frequency}", Code.MISSING_KEY, {"key": "of", "of": " (targets: A4)"}),
        (NEWS, "measure: ◆{of: news}", Code.MISSING_KEY, {"key": "kind", "of": " (targets: A4)"}),
        (
            "kind: frequency", "kind: ◆frequancy", Code.UNKNOWN_KIND,
            {"found": "frequancy", "allowed": OF_KINDS, "suggestion": "frequency"},
        ),
        (
            "kind: months", "kind: ◆month", Code.UNKNOWN_KIND,
            {"found": "month", "allowed": OF_FIELDS, "suggestion": "months"},
        ),
        ("[inspected], whole: [venues]", "[◆in-spécted], whole: [venues]", Code.WRONG_VALUE,  # not too short a list
            {"found": "in-spécted", "expected": word("id")}),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_where_it_stands_with_what_may_stand_there(
    old: str, new: str, code: AnyCode, params: dict[str, Param]
) -> None:
    found = one((old, new))
    assert (found.code, found.params) == (code, params)


@pytest.mark.crossing(10)
@pytest.mark.parametrize(
    ("old", "new", "found", "expected"),
    [
        ("year: 2023\nb", "year: ◆true\nb", "true", "written_whole"),
        ("year: 2023\nb", "year: ◆'2023'\nb", "2023", "written_whole"),
        ("year: 2023\nb", "year: ◆2023.0\nb", "2023.0", "written_whole"),
        ("year: 2023\nb", "year: ◆[2023]\nb", "[2023]", "written_whole"),
        ("en: Radio}", "en: ◆5}", "5", "written_text"),
        ("en: Radio}", "en: ◆}", word("empty"), "written_text"),
        ("inclusive: false", "inclusive: ◆no", "no", "written_truth"),
        ("date: 2023-02-17", "date: ◆17/02/2023", "17/02/2023", "written_day"),
        ("date: 2023-02-17", "date: ◆'2023-02-17'", "2023-02-17", "written_day"),
        ("aliases: [cả năm]", "aliases: ◆cả năm", "cả năm", "written_list"),
        ("due: {date: 2023-12-15, inclusive: false}", "due: ◆2023-12-15", "2023-12-15", "written_keys"),
        ("measure: {kind: frequency, of: news}", "measure: ◆news", "news", "written_keys"),
        ("{field: plan_issued}", "◆plan_issued", "plan_issued", "written_keys"),
        ("whole: [venues]}\n    t", "whole: ◆5}\n    t", "5", "written_list"),
        ("of: news}", "of: ◆[news]}", "[news]", "written_text"),
    ],
)
def test_a_value_of_the_wrong_type_is_told_as_it_was_written(
    old: str, new: str, found: str | Ref, expected: str
) -> None:
    mistake = one((old, new))
    assert mistake.code is Code.WRONG_TYPE
    assert mistake.params == {"found": found, "expected": word(expected)}


@pytest.mark.crossing(9)
@pytest.mark.parametrize(
    ("old", "new", "found", "expected"),
    [
        ("language: vi", "language: ◆fr", "fr", Phrase("one_of", ("vi", "en"))),
        ("year: 2023\nb", "year: ◆20233\nb", "20233", Phrase("at_most", ("2200",))),
        ("communes: 23", "communes: ◆-1", "-1", word("whole_number")),
        ("communes: 23", "communes: ◆1_000", "1_000", word("register_number")),
        ("communes: 23", "communes: ◆023", "023", word("register_number")),
        ("months: [1, 2, 3]", "months: [1, 2, ◆13]", "13", Phrase("at_most", ("12",))),
        ("id: nam-sach-2023", "id: ◆Nam Sách", "Nam Sách", word("id")),
        ("id: A1", "id: ◆A 1", "A 1", word("target_id")),
        ("  agency: {title", "  ◆agéncy: {title", "agéncy", word("id")),
        ("vi: năm 2023", "vi: ◆''", word("empty"), word("not_empty")),
        ("id: A1", "id: ◆A" + "1" * 99, "A" + "1" * 78 + "…", word("shorter_text")),
        ("at_least: 20%", "at_least: ◆2e-1", "2e-1", word("percent_or_number")),
        ("at_least: 20%", "at_least: ◆hai mươi", "hai mươi", word("percent_or_number")),
        ("{at_least: 20%}", "◆{}", word("empty"), word("threshold_keys")),
        ("{at_least: 20%}", "◆{at_least: 2, more_than: 1}", "at_least: 2, more_than: 1", word("threshold_keys")),
        ("{at_least: 20%}", "◆{at_least: 20%, at_most: 10%}", "at_least: 20%, at_most: 10%", word("threshold_range")),
        ("{at_least: 20%}", "◆{more_than: 20%, at_most: 20%}", "more_than: 20%, at_most: 20%", word("threshold_range")),
        ("to: 2023-12-14", "to: 2022-12-14", "from: 2022-12-15, to: 2022-12-14", word("window_order")),
        ("reported_by: [radio]", "reported_by: ◆[]", word("list"), word("at_least_one")),
        ("whole: [venues]}\n    t", "whole: ◆[]}\n    t", word("list"), word("at_least_one")),
        ("kind: at_most, part: [inspected], whole: [venues]", "kind: steps, steps: ◆[[venues]]", word("list"), None),
        ("date: 2023-02-17", "date: ◆2023-02-31", "2023-02-31", word("calendar_day")),
    ],
)
def test_a_value_that_cannot_be_is_told_with_what_can(
    old: str, new: str, found: str | Ref, expected: Phrase | Ref | None
) -> None:
    change = (old, new)
    if "window_order" in str(expected):
        mistake = one(change, ("window: {from", f"window: {MARK}{{from"))
    else:
        mistake = one(change)
    assert mistake.code is Code.WRONG_VALUE
    assert mistake.params == {"found": found, "expected": expected or word("at_least_two")}


def test_an_alias_does_not_make_the_value_behind_it_wrong_as_well() -> None:
    found = one(("window: {from: 2022-12-15, to: 2023-12-14}", f"window: {MARK}*window"))
    assert found.code is Code.YAML_NOT_ALLOWED


def test_mistakes_of_yaml_and_of_the_models_are_told_together_in_order() -> None:
    found = told(
        ("language: vi", f"language: {MARK}fr"),
        ("communes: 19", f"communes: 19, {MARK}communes: 20"),
        ("communes: 23", f"communes: {MARK}23.000"),
        ("threshold: {at_least: 20%}", f"{MARK}treshold: {{at_least: 20%}}"),
    )
    assert [mistake.code.name for mistake in found] == [
        "WRONG_VALUE",
        "YAML_DUPLICATE_KEY",
        "YAML_NUMBER_LOOKS_VIETNAMESE",
        "UNKNOWN_KEY",
    ]


@pytest.mark.parametrize(("text", "found"), [("", word("empty")), ("- a\n", "[a]"), ("plan", "plan")])
def test_a_file_that_is_no_mapping_is_no_plan(text: str, found: str | Ref) -> None:
    (mistake,) = mistakes(text)
    assert mistake.code is Code.WRONG_TYPE
    assert mistake.params == {"found": found, "expected": word("written_keys")}
    assert str(mistake.at) == "plan.yaml:1:1"


def refused(path: Path) -> Diagnostic:
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    (found,) = caught.value.diagnostics
    assert found.at is not None
    assert found.at.file == str(path)
    return found


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.yaml").code is Code.PLAN_NOT_FOUND
    (tmp_path / "file").write_text("x")
    assert refused(tmp_path / "file" / "plan.yaml").code is Code.PLAN_NOT_FOUND


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has neither named pipes nor such a device")
def test_what_is_no_regular_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path, reason in ((tmp_path, "os_is_a_directory"), (tmp_path / "pipe.yaml", "os_not_a_regular_file"),
                         (Path("/dev/zero"), "os_not_a_regular_file")):  # fmt: skip
        found = refused(path)
        assert (found.code, found.params) == (Code.PLAN_NOT_READABLE, {"reason": word(reason)})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    path.chmod(0)
    assert refused(path).params == {"reason": word("no_permission")}


def test_an_impossible_file_name_is_told() -> None:
    assert refused(Path("plan\0.yaml")).code in {Code.PLAN_NOT_READABLE, Code.PLAN_NOT_FOUND}
    assert refused(Path("p" * 5000)).code is Code.PLAN_NOT_READABLE


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    found = refused(path)
    assert found.code is Code.PLAN_TOO_LARGE
    assert found.params == {"what": word("bytes"), "found": 1 << 40, "limit": MAX_BYTES}


@pytest.mark.parametrize(
    ("content", "place", "byte"),
    [
        ("id: x\ntên: ".encode() + b"\xe9", "2:6", "0xE9"),
        (b"\xef\xbb\xbf\xff", "1:1", "0xFF"),
        ("id: x".encode("utf-16"), "1:1", "0xFF"),
    ],
)
def test_a_file_that_is_not_utf_8_is_told_at_the_first_wrong_byte(
    tmp_path: Path, content: bytes, place: str, byte: str
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    found = refused(path)
    assert found.code is Code.YAML_SYNTAX
    assert found.params == {"found": byte, "problem": Ref("word", "yaml_byte")}
    assert str(found.at) == f"{path}:{place}"


TRAPS = ("60.000", "~", "[]", "{}", "!x", "*a", "&a ", "<<: 1", "\t")
PIECES = [*sorted(set(re.findall(r"[\w.%+-]+|[^\w\s]", PLAN))), *TRAPS]


@pytest.mark.slow
@given(st.data())
@settings(max_examples=part_of(300), deadline=None)
def test_no_changed_plan_raises_anything_but_a_plan_error(data: st.DataObject) -> None:
    text = PLAN
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[start + length :]
    for found in mistakes(text):
        assert found.at is not None
        assert found.at.line >= 1
        assert found.at.column >= 1
