"""Units whose templates are compared with the formulas of one of them have the same formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from pathlib import Path

import pytest

from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.plan.units import Unit
from khpcmd.stamp import Stamp
from khpcmd.template.returned import Alike, formulas_sent
from places import PLANS


@pytest.mark.crossing(1)
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_units_that_are_alike_have_the_same_formulas(path: Path) -> None:
    loaded = load_plan(path)
    alike, groups = Alike(loaded.plan), defaultdict[Hashable, list[Unit]](list)
    for unit in loaded.plan.filers:
        groups[alike.of(unit)].append(unit)
    period = list(loaded.plan.periods)[-1]
    for units in groups.values():
        asked = {unit.id: unit for unit in (units[0], units[len(units) // 2], units[-1])}
        stamps = [Stamp(loaded.plan.id, loaded.sha256, ident, period) for ident in asked] if len(asked) > 1 else []
        found = [formulas_sent(loaded, stamp, Messages("vi")) for stamp in stamps]
        assert all(formulas == found[0] for formulas in found)


def test_units_with_other_registers_are_not_alike() -> None:
    loaded = load_plan(None)
    alike, plan = Alike(loaded.plan), loaded.plan
    districts = [unit for unit in plan.filers if unit.level == "district"]
    assert len({alike.of(unit) for unit in districts}) == len(districts)
