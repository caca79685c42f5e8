"""What is plain: numbers that are nothing but that; and names in longer texts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from khpcmd.plan.fields import CountField
from khpcmd.returns import CellState
from khpcmd.workbook.cells import _of_kind, raw_text, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.words.units import SHORTEST, Phrases

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
def test_a_plain_number_is_shown_as_it_is_stored(
    value: object, number_format: str, struck: bool, error: bool, uncalculated: bool
) -> None:
    look = Look(number_format, struck=struck)
    cell = GridCell(value, look, error=error, uncalculated=uncalculated)
    outcome = read_cell(cell, FIELD)
    if outcome.plain:
        assert type(value) is int
        assert value >= 0
        assert not any((struck, error, uncalculated))
        assert (outcome.state, outcome.value, outcome.raw, outcome.code) == (CellState.VALUE, value, str(value), None)
        assert outcome == replace(_of_kind(cell, FIELD, raw_text(cell)), plain=True)


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
