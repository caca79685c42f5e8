"""Which period a pile of returns is of, where nobody says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import scenes
from filings import in_file, reading
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.errors import UsageError
from khpcmd.inputs.gather import common_period, filed_for

FIGURES = {"total": 4, "inspected": 1}


def test_one_return_of_another_period_does_not_stop_the_others() -> None:
    readings = [
        reading("a.xlsx", in_file("a.xlsx", "d1", FIGURES)),
        reading("b.xlsx", in_file("b.xlsx", "d2", FIGURES)),
        reading("c.xlsx", in_file("c.xlsx", "d3", FIGURES, "half_year")),
    ]
    assert common_period(scenes.small_plan(), readings) == "year"
    filed, faults = filed_for("year", readings)
    assert sorted(filed) == ["d1", "d2"]
    assert [(fault.code, fault.at and fault.at.file) for fault in faults] == [(Code.WRONG_PERIOD, "c.xlsx")]


def test_as_many_returns_of_two_periods_leave_the_question_open() -> None:
    readings = [
        reading("a.xlsx", in_file("a.xlsx", "d1", FIGURES)),
        reading("b.xlsx", in_file("b.xlsx", "d2", FIGURES, "half_year")),
    ]
    with pytest.raises(UsageError) as raised:
        common_period(scenes.small_plan(), readings)
    assert raised.value.kind == "period_differs"


class Counted(tuple[Diagnostic, ...]):
    """Faults that count how often somebody goes through them."""

    passes = 0

    def __iter__(self) -> Iterator[Diagnostic]:
        Counted.passes += 1
        return super().__iter__()


def test_the_faults_of_a_file_are_gone_through_once_however_many_returns_it_has() -> None:
    filed = [in_file("a.xlsx", unit, FIGURES) for unit in ("d1", "d2", "d3", "d4")]
    faults = Counted([Diagnostic(Code.SHEET_EMPTY, Location("a.xlsx", "B"))])
    filed_for("year", [replace(reading("a.xlsx", *filed), diagnostics=faults)])
    assert Counted.passes == 1
