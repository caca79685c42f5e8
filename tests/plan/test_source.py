"""YAML as a plan may use it: what each word means, and what is refused at which place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan import yaml_source as source
from khpcmd.plan.places import Place, Source
from khpcmd.plan.yaml_source import MAX_BYTES, read_yaml
from layers import part_of


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser in C, and the one in Python that stands in for it."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without its parser in C")
    monkeypatch.setattr(source, "LOADER", getattr(yaml, request.param))


pytestmark = pytest.mark.usefixtures("_either_parser")


def read(text: str) -> Source:
    return read_yaml(text, "plan.yaml")


def refused(text: str) -> list[Diagnostic]:
    with pytest.raises(PlanError) as caught:
        read(text)
    return caught.value.diagnostics


def told(text: str) -> list[tuple[AnyCode, int, int]]:
    """The mistakes of a text, whether they end the reading or not."""
    try:
        found = list(read(text).mistakes)
    except PlanError as error:
        found = error.diagnostics
    return [(one.code, one.at.line, one.at.column) for one in found if one.at]


@pytest.mark.crossing(65)
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("~", None),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("012", "012"),
        ("00004", "00004"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("1e5", "1e5"),
        ("20%", "20%"),
        ("+3%", "+3%"),
        ("1.5", Decimal("1.5")),
        ("0.976", Decimal("0.976")),
        ("-.inf", "-.inf"),
        ("12.", "12."),
        ("2023-02-17", date(2023, 2, 17)),
        ("2023-2-7", "2023-2-7"),
        ("17/02/2023", "17/02/2023"),
        ("2023-02-17T10:00:00", "2023-02-17T10:00:00"),
        ('"true"', "true"),
        ("'60.000'", "60.000"),
        ('"2023-02-31"', "2023-02-31"),
        ('""', ""),
        ("416/KH-UBND", "416/KH-UBND"),
        ("=", "="),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_word_means_what_its_writer_meant(written: str, value: object) -> None:
    found = read(f"key: {written}")
    assert found.mistakes == ()
    assert found.data == {"key": value}
    assert isinstance(found.data, dict)
    assert type(found.data["key"]) is type(value)


@pytest.mark.parametrize(
    ("written", "meaning"),
    [("60.000", "60000"), ("1.234.567", "1234567"), ("5.300", "5300"), ("-5.300", "-5300"), ("1.000", "1000")],
)
def test_a_number_with_vietnamese_thousands_is_refused(written: str, meaning: str) -> None:
    (found,) = read(f"a: 1\nkey: {written}").mistakes
    assert found.code is Code.YAML_NUMBER_LOOKS_VIETNAMESE
    assert found.params == {"found": written, "meaning": meaning}
    assert str(found.at) == "plan.yaml:2:6"


@pytest.mark.parametrize(
    ("languages", "written", "value"),
    [
        ("[en]", "1.275", Decimal("1.275")),
        ("en", "-12.345", Decimal("-12.345")),
        ("[en]", "1.270", None),
        ("[en]", "60.000", None),
        ("[en]", "1.234.567", None),
        ("[vi]", "1.275", None),
        ("[vi, en]", "1.275", None),
        ("[xx]", "1.275", None),
    ],
)
def test_three_decimals_are_decimals_in_a_plan_in_english_alone(
    languages: str, written: str, value: Decimal | None
) -> None:
    for text in (
        f"languages: {languages}\nrows:\n  - {{points: {written}}}",
        f"rows:\n  - {{points: {written}}}\nlanguages: {languages}",
    ):
        found = read(text)
        assert isinstance(found.data, dict)
        assert found.data["rows"] == [{"points": written if value is None else value}]
        assert [one.code for one in found.mistakes] == ([Code.YAML_NUMBER_LOOKS_VIETNAMESE] if value is None else [])
        assert bool(found.faulty) is (value is None)


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    (found,) = read("due: {date: 2023-02-31}").mistakes
    assert found.code is Code.WRONG_VALUE
    assert found.params["found"] == "2023-02-31"
    assert str(found.at) == "plan.yaml:1:13"


def test_every_value_and_every_key_has_its_place() -> None:
    found = read("a:\n  - x\n  - {b: 2}\nc:\n")
    assert found.values == {
        (): Place(1, 1),
        ("a",): Place(2, 3),
        ("a", 0): Place(2, 5),
        ("a", 1): Place(3, 5),
        ("a", 1, "b"): Place(3, 9),
        ("c",): Place(4, 3),
    }
    assert found.keys == {("a",): Place(1, 1), ("a", 1, "b"): Place(3, 6), ("c",): Place(4, 1)}


def test_columns_count_characters_not_bytes() -> None:
    assert read("{đơn vị: Tứ Kỳ, b: 1}").values["b",] == Place(1, 20)


def test_numbers_and_days_as_keys_are_texts() -> None:
    assert read("288: a\n0291: b\n2023-06-15: c").data == {"288": "a", "0291": "b", "2023-06-15": "c"}


def test_a_byte_order_mark_is_not_part_of_the_plan() -> None:
    found = read("\ufeffid: x")
    assert found.data == {"id": "x"}
    assert found.values["id",] == Place(1, 5)


def test_an_empty_file_holds_nothing() -> None:
    assert read("").data is None
    assert read("# only a comment\n").data is None


def test_a_key_given_twice_is_told_with_the_line_of_the_first() -> None:
    found = read("a: 1\nb: 2\na: 3\n")
    assert found.data == {"a": 1, "b": 2}
    (mistake,) = found.mistakes
    assert mistake.code is Code.YAML_DUPLICATE_KEY
    assert mistake.params == {"key": "a", "first_line": 1}
    assert str(mistake.at) == "plan.yaml:3:1"


@pytest.mark.parametrize(
    ("text", "what", "places"),
    [
        ("a: !!python/object:os.system x", "tag", ["1:4"]),
        ("a: !!str 5", "tag", ["1:4"]),
        ("a: ! 5", "tag", ["1:4"]),
        ("a: !mine {b: 1}\nc: !!set [1]", "tag", ["1:4", "2:4"]),
        ("a: &x 1\nb: *x", "alias", ["1:4", "2:4"]),
        ("a: &x\n  b: 1", "alias", ["1:4"]),
        ("a: *nowhere", "alias", ["1:4"]),
        ("*x : 1", "alias", ["1:1"]),
        ("b:\n  <<: {a: 1}", "merge_key", ["2:3"]),
        ("? [a, b]\n: 1", "complex_key", ["1:3"]),
        ("{a: 1}: 2", "complex_key", ["1:1"]),
        ("true: 1\n~: 2\n1.5: 3", "complex_key", ["1:1", "2:1", "3:1"]),
        ("a: 1\n---\na: 2\n---\nb", "documents", ["2:1"]),
    ],
)
def test_what_a_plan_does_not_need_is_refused_at_its_place(text: str, what: str, places: list[str]) -> None:
    found = read(text).mistakes
    assert {one.code for one in found} == {Code.YAML_NOT_ALLOWED}
    assert [one.params["what"] for one in found] == [Ref("word", what)] * len(places)
    assert [str(one.at) for one in found] == [f"plan.yaml:{place}" for place in places]


def test_an_alias_bomb_is_refused_and_never_unfolded() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    found = read("\n".join(lines))
    assert found.data != {}
    assert {one.code for one in found.mistakes} == {Code.YAML_NOT_ALLOWED}


def test_mistakes_are_told_together_and_in_order() -> None:
    assert told("a: 60.000\nb: !x 1\nb: 2\nc: 2023-13-01\nd: [1\n") == [
        (Code.YAML_NUMBER_LOOKS_VIETNAMESE, 1, 4),
        (Code.YAML_NOT_ALLOWED, 2, 4),
        (Code.YAML_DUPLICATE_KEY, 3, 1),
        (Code.WRONG_VALUE, 4, 4),
        (Code.YAML_SYNTAX, 5, 4),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c", 1, 5),
        ("threshold:\n  at_least: >= 20%", 2, 14),
        ("a: 1\n\tb: 2", 2, 1),
        ("a:\n  \tb: 2", 2, 3),
        ("a: 1\nb: 'never closed\nc: 2\n", 2, 4),
        ("a: 1\nb: {c: 2\n", 2, 4),
        ("@a: 1", 1, 1),
        ("a: 1\n- b", 2, 1),
        ("a: \x00", 1, 4),
        ("a: 1\r\nb: \x1b[31m", 2, 4),
        ("a: \ud800", 1, 4),
        ('a: 1\nb: "\\0"', 2, 4),
        ('a: 1\nb: "\\e[2J"', 2, 4),
    ],
)
def test_wrong_syntax_has_a_line_and_a_column(text: str, line: int, column: int) -> None:
    assert told(text) == [(Code.YAML_SYNTAX, line, column)]


def test_a_tab_in_the_indentation_is_called_a_tab() -> None:
    (found,) = refused("a:\n\tb: 2")
    assert found.params["problem"] == Ref("word", "yaml_tab")


@pytest.mark.parametrize(
    ("text", "what", "found", "limit", "place"),
    [
        ("a: " + "ệ" * (MAX_BYTES // 3), "bytes", MAX_BYTES + 2, MAX_BYTES, "plan.yaml"),
        ("[" * 500, "depth", 31, 30, "plan.yaml:1:31"),
        ("".join("  " * n + f"a{n}:\n" for n in range(40)), "depth", 31, 30, "plan.yaml:31:61"),
    ],
)
def test_a_plan_beyond_a_limit_is_refused(text: str, what: str, found: int, limit: int, place: str) -> None:
    (mistake,) = refused(text)
    assert mistake.code is Code.PLAN_TOO_LARGE
    assert mistake.params == {"what": Ref("word", what), "found": found, "limit": limit}
    assert str(mistake.at) == place


@pytest.mark.crossing(1)
def test_nesting_that_the_parser_itself_refuses_is_told() -> None:
    (mistake,) = refused("[" * 100_000)
    assert mistake.code in {Code.PLAN_TOO_LARGE, Code.YAML_SYNTAX}
    assert mistake.at is not None
    assert mistake.at.line == 1


def test_a_plan_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_NODES", 10)
    (mistake,) = refused("[" + "1, " * 11 + "]")
    assert mistake.params == {"what": Ref("word", "nodes"), "found": 11, "limit": 10}
    assert str(mistake.at) == "plan.yaml:1:29"


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff\x85")
WORDS = st.text(LETTERS, max_size=12) | st.sampled_from(["yes", "012", "1e5", "60.000", "12:30", "<<", "=", "~", "- a"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.dates() | st.sampled_from([0.5, -2.25]) | WORDS
)
NESTED = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)


@pytest.mark.slow
@pytest.mark.parametrize("flow", [True, False])
@given(data=NESTED)
@settings(max_examples=part_of(150), deadline=None)
def test_what_pyyaml_writes_reads_back_the_same(flow: bool, data: object) -> None:
    class Plain(yaml.SafeDumper):
        """Without anchors for lists that happen to be one object."""

        def ignore_aliases(self, _: object) -> bool:
            return True

    text = yaml.dump(data, Dumper=Plain, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    found = read(text)
    assert found.mistakes == ()
    assert found.data == data


@pytest.mark.slow
@given(st.text(max_size=200) | st.text("ab0 \n\t-:?[]{}<>!&*#|'\"%~.\\", max_size=80))
@settings(max_examples=part_of(400), deadline=None)
def test_no_text_is_read_without_an_answer(text: str) -> None:
    assert isinstance(told(text), list)
