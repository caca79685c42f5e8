"""Returns of nothing but whole numbers are validated as the same figures cell by cell."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.model import Plan
from khpcmd.returns import CountFrame, Counts, Key, Return
from khpcmd.validation import LARGEST_COUNT, validate
from worlds import count_field, filed, plan

NAMES = ("inspected", "total", "received", "verified", "late", "reached")
FIELDS = {name: count_field() for name in NAMES} | {
    "reached": count_field(register_limit="communes"),
    "issued": {"kind": "yes_no", "reported_by": ["district"], "required": False},
    "news": {
        "kind": "months",
        "reported_by": ["district"],
        "unit_of_measure": {"vi": "tin", "en": "items"},
        "required": False,
    },
}
PLAN = plan(
    FIELDS,
    {
        "measure": {"kind": "ratio", "part": ["inspected", "late"], "whole": "total"},
        "threshold": {"at_least": "20%"},
    },
    constraints=[
        {"kind": "steps", "steps": [["received"], ["verified"], ["late"]]},
        {"kind": "sum", "parts": ["verified", "late"], "whole": ["received"]},
        {"kind": "at_most", "part": ["late"], "whole": ["verified"]},
    ],
)
NUMBERS = st.integers(0, 8) | st.just(LARGEST_COUNT + 1)
FIGURES = st.dictionaries(st.sampled_from((*NAMES, "issued", "news#4", "late@2022", "total@2022")), NUMBERS, min_size=1)


def packed(one: Return) -> Return:
    """The same with its figures packed."""
    frame = CountFrame.of("s", dict.fromkeys(one.cells, "A"))
    numbers = tuple(cell.value for cell in one.cells.values() if isinstance(cell.value, int))
    return replace(one, cells=Counts(frame, "f.xlsx", 1, numbers))


def checked(of: Plan, returns: list[Return]) -> tuple[list[tuple[str, dict[Key, object]]], list[Diagnostic]]:
    sound, faults = validate(of, "year", returns, frozenset(of.fields))
    return [(one.unit, dict(one.cells)) for one in sound], faults


@settings(max_examples=300, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=3))
def test_packed_figures_are_validated_as_cells_are(figures: list[dict[str, int]]) -> None:
    returns = [filed(f"d{n}", one) for n, one in enumerate(figures, 1)]
    assert checked(PLAN, list(map(packed, returns))) == checked(PLAN, returns)


SOUND = {"inspected": 2, "late": 1, "total": 9, "received": 5, "verified": 4, "reached": 3}


def test_a_sound_return_stays_packed() -> None:
    assert checked(PLAN, [filed("d1", SOUND)])[1] == []
    sound, _ = validate(PLAN, "year", [packed(filed("d1", SOUND))], frozenset(FIELDS))
    assert isinstance(sound[0].cells, Counts)


def test_units_with_nothing_to_report_do_not_pass_for_each_other() -> None:
    """Two groups of units are asked for nothing; what one may report is not expected of the other."""
    optional = {"mine": count_field(required=False), "yours": count_field(required=False, reported_by=["d2"])}
    of = plan(optional, {"measure": {"kind": "count", "of": "mine"}, "threshold": {"at_least": 1}})
    returns = [packed(filed(unit, {"yours": 4})) for unit in ("d2", "d1")]
    assert [fault.unit for fault in checked(of, returns)[1]] == ["d1"]
