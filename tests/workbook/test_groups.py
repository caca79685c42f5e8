"""Which groups of rows lie within which, by how they are numbered."""

from __future__ import annotations

import pytest

from khpcmd.workbook.layout.groups import Levels


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
