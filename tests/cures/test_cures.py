"""The cure of an entry, carried out, makes the entry go, and no other one comes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cures.carrying_out import carried_out, codes_of
from cures.corpus import HERE, Fault, faults
from khpcmd.diagnostics import Code

NOT_CURED: dict[str, str] = tomllib.loads((HERE / "not_carried_out.toml").read_text("utf-8"))["fault"]
"""The returns of which an entry stays, or another one comes, each with the reason."""
OF_A_RETURN = {code.code for code in Code if code.code[0] in "FSUCKQBR"}


@pytest.mark.crossing(10)
@pytest.mark.parametrize("fault", faults(), ids=str)
def test_an_entry_goes_when_its_cure_is_carried_out_and_no_other_comes(fault: Fault, tmp_path: Path) -> None:
    wrong = [str(one) for one in carried_out(fault, tmp_path) if not one.works]
    assert bool(wrong) == (fault.what in NOT_CURED), wrong


@pytest.mark.crossing(2)
@pytest.mark.parametrize("fault", faults(), ids=str)
def test_each_return_is_told_what_its_line_says(fault: Fault, tmp_path: Path) -> None:
    assert codes_of(fault, tmp_path) == set(fault.codes)


def test_there_is_a_return_of_every_code() -> None:
    told = {code for fault in faults() for code in fault.codes}
    assert not OF_A_RETURN - told
    assert len(faults()) >= 150
    assert len({fault.what for fault in faults()}) == len(faults())


def test_ninety_five_of_a_hundred_returns_are_cured() -> None:
    assert NOT_CURED.keys() <= {fault.what for fault in faults()}
    assert len(NOT_CURED) <= 0.05 * len(faults())
    assert all(NOT_CURED.values())
