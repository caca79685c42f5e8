"""A number that counts as plain is shown as it is stored, and means nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from grids import packed_grid
from khpcmd.diagnostics.parameters import Stored
from khpcmd.plan.fields import CountField
from khpcmd.returns import CellState
from khpcmd.workbook.cells import are_counts, read_cell, whole_numbers
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.file.values import PLAIN_DAY, shown_as

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
    (number,) = whole_numbers([cell])
    if number is not None:
        outcome = read_cell(cell, FIELD)
        assert type(value) is int
        assert value >= 0
        assert not any((struck, error, uncalculated))
        assert number == value
        assert (outcome.state, outcome.value, outcome.raw, outcome.code) == (CellState.VALUE, value, str(value), None)
        assert outcome.stored == Stored(number)


CELLS = st.builds(
    GridCell,
    st.integers(-1, 12) | VALUES,
    st.builds(Look, st.sampled_from(["General", "0"]) | FORMATS, struck=st.sampled_from([False] * 9 + [True])),
    error=st.sampled_from([False] * 9 + [True]),
)


@given(st.lists(CELLS, min_size=1, max_size=4), st.integers(0, 4))
def test_a_row_that_is_taken_at_once_is_what_each_of_its_cells_is(cells: list[GridCell], more: int) -> None:
    store = packed_grid("s", {(1, column): cell for column, cell in enumerate(cells, 1)}).cells
    columns = tuple(range(1, 1 + max(more, 1)))
    row = store.plain_rows([1], columns).get(1, ())
    if are_counts(row):
        assert list(row) == whole_numbers(store.in_row(1, columns))


# days in cells, held to openpyxl's own reading


PLAIN_DAYS = [
    "dd/mm/yyyy", "d/m/yy", "mm-dd-yy", "d-mmm-yy", "mmm-yy", r"dd\/mm\/yyyy", "dd/mm/yyyy;@", "[$-42A]dd/mm/yyyy",
    "yyyy, mmmm",
]  # fmt: skip
DAY_FORMATS = [
    *PLAIN_DAYS, "General", "0", "#,##0", "[h]:mm:ss", "mm:ss", "h:mm", '"ngày "dd', "m/d/yy h:mm", "mmss.0", "[Red]0",
]  # fmt: skip


@given(
    st.one_of(st.integers(-10, 3_000_000), st.floats(0, 3_000_000)), st.sampled_from(DAY_FORMATS), st.booleans()
)  # fmt: skip
def test_a_day_is_what_openpyxl_says(value: float, number_format: str, from_1904: bool) -> None:
    def oracle() -> object:
        if not is_date_format(number_format):
            return value
        epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        return from_excel(value, epoch, timedelta=is_timedelta_format(number_format))

    try:
        expected = oracle()
    except (OverflowError, ValueError) as error:
        with pytest.raises(type(error)):
            shown_as(value, number_format, from_1904=from_1904)
        return
    assert shown_as(value, number_format, from_1904=from_1904) == expected


@pytest.mark.parametrize("number_format", DAY_FORMATS)
def test_what_is_plainly_a_day_is_one(number_format: str) -> None:
    plain = number_format in PLAIN_DAYS
    assert bool(PLAIN_DAY.fullmatch(number_format)) is plain
    assert not plain or (is_date_format(number_format) and not is_timedelta_format(number_format))
