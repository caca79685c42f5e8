"""Figures of ``--set`` as they are typed: which unit's, of which field and month, and what is refused."""

from __future__ import annotations

import pytest

from khpcmd.diagnostics.errors import UsageError
from khpcmd.judge.supposed import read_supposed
from khpcmd.returns import Key
from worlds import count_field, plan, text

MONTHS = {"kind": "months", "reported_by": ["district"], "unit_of_measure": text("n")}
COUNT = {"measure": {"kind": "count", "of": "venues"}, "threshold": {"at_least": 9}}
SMALL = plan({"venues": count_field(), "news": MONTHS}, COUNT)


@pytest.mark.parametrize(("typed", "key"), [("d2.venues=5", Key("venues")), ("d2.news.3=5", Key("news", month=3))])
def test_a_figure_is_that_of_its_unit_field_and_month(typed: str, key: Key) -> None:
    (found,) = read_supposed([typed], SMALL, "half_year")
    assert (found.unit, found.key, found.cell.value) == ("d2", key, 5)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("d2.venue=5", "set_field"), ("d2.news.6=5", "set_month"), ("d2.venues.3=5", "bad_set")],
)
def test_what_nobody_reports_in_the_period_is_refused(typed: str, kind: str) -> None:
    """The half-year has the months 1 to 5."""
    with pytest.raises(UsageError) as caught:
        read_supposed([typed], SMALL, "half_year")
    assert caught.value.kind == kind
