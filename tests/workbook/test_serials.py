"""Days in cells, held to openpyxl's own reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from khpcmd.workbook.file.values import PLAIN_DAY, shown_as

FORMATS = [
    "dd/mm/yyyy", "d/m/yy", "mm-dd-yy", "d-mmm-yy", "mmm-yy", r"dd\/mm\/yyyy", "dd/mm/yyyy;@", "[$-42A]dd/mm/yyyy",
    "yyyy, mmmm", "General", "0", "#,##0", "[h]:mm:ss", "mm:ss", "h:mm", '"ngày "dd', "m/d/yy h:mm", "mmss.0", "[Red]0",
]  # fmt: skip


@given(
    st.one_of(st.integers(-10, 3_000_000), st.floats(0, 3_000_000)), st.sampled_from(FORMATS), st.booleans()
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


@pytest.mark.parametrize("number_format", FORMATS)
def test_what_is_plainly_a_day_is_one(number_format: str) -> None:
    if PLAIN_DAY.fullmatch(number_format):
        assert is_date_format(number_format)
        assert not is_timedelta_format(number_format)
