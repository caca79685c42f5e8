"""A number that counts as plain is shown as it is stored, and means nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from khpcmd.plan.fields import CountField
from khpcmd.returns import CellState
from khpcmd.workbook.cells import _of_kind, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.outcome import raw_text, stored_in

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
        assert outcome == replace(_of_kind(cell, FIELD, raw_text(cell)), plain=True, stored=stored_in(cell))
