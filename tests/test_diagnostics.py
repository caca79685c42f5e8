"""The parameters of a diagnostic: mypy checks names and types where it is made, and every run checks them again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from khpcmd.diagnostics import BY_CODE, BY_NAME, Code, Diagnostic
from khpcmd.parameters import Param, Ref

FIELD = Ref("field", "venues")
FOLDED: dict[str, Param] = {"field": FIELD, "found": "4 người"}


def test_a_code_makes_its_diagnostic() -> None:
    made = Code.NOT_A_NUMBER(None, {"field": FIELD, "found": "4 người"}, unit="291")
    assert made == Diagnostic(Code.NOT_A_NUMBER, None, FOLDED, unit="291")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"field": FIELD}, "NOT_A_NUMBER takes ['field', 'found'], not ['field']"),
        ({**FOLDED, "unit": FIELD}, "NOT_A_NUMBER takes ['field', 'found'], not ['field', 'found', 'unit']"),
        ({"field": "venues", "found": "x"}, "field of NOT_A_NUMBER is no str"),
        ({"field": FIELD, "found": 4}, "found of NOT_A_NUMBER is no int"),
        ({"field": FIELD, "found": True}, "found of NOT_A_NUMBER is no bool"),
    ],
)
def test_wrong_parameters_are_refused_when_it_is_made(wrong: dict[str, Param], told: str) -> None:
    with pytest.raises(TypeError) as raised:
        Diagnostic(Code.NOT_A_NUMBER, None, wrong)
    assert str(raised.value) == told


def test_wrong_parameters_are_refused_also_where_asserts_are_left_out() -> None:
    code = "from khpcmd.diagnostics import Code, Diagnostic; Diagnostic(Code.NOT_WHOLE, None, {'field': 'venues'})"
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False)
    assert "TypeError: NOT_WHOLE takes" in done.stderr


def test_every_code_has_a_number_and_a_name_of_its_own() -> None:
    assert len(BY_CODE) == len(BY_NAME) == len(Code)
    assert BY_NAME["NOT_WHOLE"] is BY_CODE["C503"] is Code.NOT_WHOLE


def test_a_code_keeps_its_name_whatever_else_names_it() -> None:
    class Review:
        of_other_plan = Code.WAIVERS_OF_OTHER_PLAN

    assert Review.of_other_plan.name == "WAIVERS_OF_OTHER_PLAN"
    assert {code.name for code in Code} == set(BY_NAME)


def mistakes_that_mypy_finds() -> None:
    """Never run: an error that mypy no longer reports leaves an unused "type: ignore", which is an error of mypy."""
    Code.NOT_WHOLE(None, {"field": FIELD})  # type: ignore[typeddict-item]
    Code.NOT_WHOLE(None, {"field": FIELD, "found": 4})  # type: ignore[typeddict-item]
    Code.NOT_WHOLE(None, {"field": FIELD, "found": "4", "limit": 3})  # type: ignore[typeddict-unknown-key]
    Code.FILE_EMPTY(None, {"what": FIELD})  # type: ignore[typeddict-unknown-key]
    Code.TOO_LARGE(None, {"field": FIELD, "found": "4", "limit": "3"})  # type: ignore[typeddict-item]
