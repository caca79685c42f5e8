"""Where something is read in a quicker way than usual, the usual way says the very same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.files import MAIN
from khpcmd.plan.fields import CountField
from khpcmd.returns import CellState
from khpcmd.workbook.alike.parts import walked
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.grid import Grid, GridCell
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.phrases import SHORTEST, Phrases
from khpcmd.workbook.plain_strings import plain_strings
from khpcmd.workbook.strings import StringsWalker
from khpcmd.workbook.walk import Elements, Tally

FIELD = CountField.model_validate(
    {
        "kind": "count",
        "label": {"vi": "Số cơ sở", "en": "venues"},
        "reported_by": ["commune"],
        "unit_of_measure": {"vi": "cơ sở", "en": "venues"},
    }
)
FORMATS = st.sampled_from(
    ["General", "0", "#,##0", "@", "0%", "0.0%", ";;;", '0" nghìn"', '0" cơ sở"', "#,##0,", "dd/mm/yyyy", "[>5]0;0.0"]
) | st.text('0#,.;%"ab[]<>@\\_*- ', max_size=12)
VALUES = st.integers() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from([0, 1, 10**15, 10**300])


@given(VALUES, FORMATS, st.booleans(), st.booleans(), st.booleans())
def test_a_plain_number_is_what_the_careful_reader_finds(
    value: object, number_format: str, struck: bool, error: bool, uncalculated: bool
) -> None:
    cell = GridCell(value, "C2", number_format, error=error, uncalculated=uncalculated, struck=struck)
    count = Grid("s", {(2, 3): cell}).plain_count(2, 3)
    if count is not None:
        outcome = read_cell(cell, FIELD)
        assert (outcome.state, outcome.value, outcome.raw, outcome.told) == (CellState.VALUE, count, str(count), None)
        assert type(outcome.value) is type(count) is int


def test_a_merged_number_is_never_plain() -> None:
    cells = {(2, 3): GridCell(5, "C2")}
    assert Grid("s", cells).plain_count(2, 3) == 5
    assert Grid("s", cells, merges=((2, 3, 3, 3),)).plain_count(2, 3) is None


def strings_part(body: str, head: str = "") -> bytes:
    return f'{head}<sst xmlns="{MAIN}" count="1" uniqueCount="1">{body}</sst>'.encode()


def as_walked(data: bytes) -> list[str] | None:
    """The strings as the parser of XML finds them, None where it refuses or finds fonts."""
    walker = StringsWalker(Limits(), Tally())
    try:
        walker.walk(data)
    except Refused:
        return None
    return walker.strings


TEXTS = st.text(max_size=8) | st.sampled_from(
    ["a\nb", "a\rb", "&amp;", "&lt;", "_x000D_", "_x005F_x", "]]>", "<b/>", " "]
)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
HEADS = st.sampled_from(["", DECLARED, DECLARED.replace("UTF-8", "latin-1"), "<!-- -->", "\ufeff"])


@given(st.lists(TEXTS), HEADS, st.sampled_from(["<si><t>{}</t></si>", '<si><t xml:space="preserve">{}</t></si>']))
def test_plain_strings_are_what_a_parser_finds(texts: list[str], head: str, form: str) -> None:
    data = strings_part("".join(form.format(text) for text in texts), head)
    found = plain_strings(data)
    if found is not None:
        assert found == as_walked(data)


@given(st.lists(st.text(st.characters(exclude_characters="<>&", min_codepoint=32, max_codepoint=0xD7FF))))
def test_most_strings_need_no_parser(texts: list[str]) -> None:
    plain = [text for text in texts if "x005F_" not in text]
    assert plain_strings(strings_part("".join(f"<si><t>{text}</t></si>" for text in plain))) == plain


@pytest.mark.parametrize(
    "body", ["<si/>", "<si><r><t>a</t></r></si>", "<si><t>a</t><t>b</t></si>", "<!-- --><si><t>a</t></si>"]
)
def test_other_strings_are_left_to_the_parser(body: str) -> None:
    assert plain_strings(strings_part(body)) is None


def test_a_part_that_is_walked_again_counts_again() -> None:
    tally, data = Tally(), b"<a><b x='1'/><b/></a>"
    first = walked(Elements, data, Limits(), tally, "b")
    again = walked(Elements, data, Limits(), tally, "b")
    assert again.found == first.found == [("b", {"x": "1"}), ("b", {})]
    assert tally.elements == 6
    assert walked(Elements, data, Limits(), tally, "a").found == [("a", {})]


def test_a_part_that_is_known_is_still_refused_at_the_limit() -> None:
    limits, tally, data = replace(Limits(), elements=5), Tally(), b"<a><c/><c/></a>"
    walked(Elements, data, limits, tally, "c")
    with pytest.raises(Refused, match="LIMIT_EXCEEDED") as refused:
        walked(Elements, data, limits, tally, "c")
    assert (refused.value.params["found"], refused.value.params["limit"]) == (6, 5)
    with pytest.raises(Refused, match="UNSAFE_WORKBOOK"):
        walked(Elements, b"<!DOCTYPE a><a/>", limits, Tally(), "c")


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
