"""Units of rosters are made without the model where it would take them as they are: the model says the very same."""

from __future__ import annotations

import csv
import datetime
import io
import tracemalloc
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.plan.base import Text
from khpcmd.plan.load import parse_plan
from khpcmd.plan.places import Source
from khpcmd.plan.roster_table import RosterTable
from khpcmd.plan.taken import Taken
from khpcmd.plan.units import Columns, Roster, Unit
from small_plan import PLAN

PLAIN = parse_plan(PLAN, "plan.yaml")
MANY = 2_000
AT_MOST = 0.75
"""How much of the space of validated units those of a roster may take, the lines they stand on included."""

IDS = st.sampled_from(["0301", "a", "a-b_c", "", "A", "-a", "ấ", "0" * 64, "0" * 65, "a b", "a\u00a0"])
NAMES = st.sampled_from(["Huyện An Lão", "", "x" * 2000, "x" * 2001, "\u00a0", "Xã\u3000", "\u200b"]) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=5
)
DAYS = st.sampled_from(["", "2020-01-01", "2021-12-31", "2022-02-30", "x", "20200101"])
ALIASES = st.sampled_from(["", ";", "H. An Lão", "a; b ;;c", "y" * 2001])
NUMBERS = st.sampled_from(["3", "0", "", "-1", "²", "1.5", "007"])
COLUMNS = Columns(
    id="id", name="name", name_en="en", aliases="also", valid_from="from", valid_to="to", registered={"communes": "n"}
)


def read(row: list[str]) -> list[Unit | Diagnostic]:
    """What a table of one row says."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["id", "name", "en", "also", "from", "to", "n"], row])
    taken = Taken(PLAIN.changed(units=()), Source("plan.yaml", {}))
    taken.day = datetime.date(2021, 1, 1)
    roster = Roster(file="units.csv", level="district", columns=COLUMNS)
    return list(RosterTable(roster, COLUMNS, "district", taken).units(text.getvalue()))


def validated(row: list[str]) -> Unit | None:
    """The unit of a row as the model alone takes it."""
    ident, vi, en, also, first, last, number = (text.strip() for text in row)
    if not (number.isascii() and number.isdigit()):
        return None
    try:
        return Unit(
            id=ident,
            level="district",
            name=Text(vi=vi, en=en or vi),
            parent=None,
            aliases=tuple(part.strip() for part in also.split(";") if part.strip()),
            registered={"communes": int(number)},
            valid_from=datetime.date.fromisoformat(first) if first else None,
            valid_to=datetime.date.fromisoformat(last) if last else None,
        )
    except (ValidationError, ValueError):
        return None


@given(st.tuples(IDS, NAMES, NAMES, ALIASES, DAYS, DAYS, NUMBERS).map(list))
def test_a_row_is_a_unit_if_the_model_says_so(row: list[str]) -> None:
    unit, found = validated(row), read(row)
    if unit is None:
        assert [one.code for one in found if isinstance(one, Diagnostic)] == [Code.WRONG_VALUE]
    elif not unit.exists(datetime.date(2021, 1, 1)):
        assert found == []
    else:
        (light,) = found
        assert isinstance(light, Unit)
        assert light == unit
        assert (light.model_fields_set, light.model_dump()) == (unit.model_fields_set, unit.model_dump())
        assert light.model_dump_json(exclude_unset=True) == unit.model_dump_json(exclude_unset=True)


def test_a_light_unit_is_like_any_other() -> None:
    (light,) = read(["0301", "Huyện An Lão", "An Lao", "", "", "", "3"])
    assert isinstance(light, Unit)
    assert repr(light) == repr(validated(["0301", "Huyện An Lão", "An Lao", "", "", "", "3"]))
    assert deepcopy(light) == light.model_copy() == Unit.model_validate(light.model_dump()) == light
    assert light.model_copy(update={"short": "An Lão"}).short == "An Lão"


def test_the_units_of_a_country_take_little_space() -> None:
    """How little depends on the Python: on some it is a third of what validated units take, on others two thirds."""
    names = [(f"{number:05d}", f"Xã An Bình {number}") for number in range(MANY)]
    table = "id,name\n" + "".join(f"{ident},{name}\n" for ident, name in names)
    columns, taken = Columns(id="id", name="name"), Taken(PLAIN, Source("plan.yaml", {}))
    reader = RosterTable(Roster(file="units.csv", level="district", columns=columns), columns, "district", taken)
    light = _bytes(lambda: list(reader.units(table)))
    valid = _bytes(lambda: [Unit(id=one, level="district", name=Text(vi=name, en=name)) for one, name in names])
    assert light <= AT_MOST * valid


def _bytes(make: Callable[[], list[Any]]) -> int:
    """What is kept of what somebody makes."""
    tracemalloc.start()
    try:
        made = make()
        assert len(made) == MANY
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
