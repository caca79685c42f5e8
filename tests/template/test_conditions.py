"""The conditions of a form are those of khpcmd: by the results that its formulas carry, and by LibreOffice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conditions_made import COMMUNES, FIELDS, a_condition, a_unit, can_be
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Filer
from khpcmd.template.make import make_template
from office import soffice
from template.filling import fill, verdict_cells
from template.making import Filled, expected, said_by_template, unit_results, wanted
from template.test_verdicts import agrees
from worlds import plan, text

TARGETS, FORMS = 24, 20


def typed(unit: Mapping[str, Any]) -> dict[Key, Given]:
    """Figures as they stand in the cells of a form."""
    words = {True: "Có", False: "Không"}
    return {
        Key(name): words[value] if isinstance(value, bool) else float(value) if isinstance(value, Decimal) else value
        for name, value in unit.items()
    }


@pytest.mark.slow
def test_a_form_and_khpcmd_say_the_same_of_every_condition() -> None:
    dice, seen = random.Random(7), Counter[Verdict]()  # noqa: S311  # repeatable, and no secret
    for _ in range(150):
        asked = a_condition(dice)
        measure = {"kind": "share", "of": "district", "where": asked}
        made = plan(FIELDS, {"measure": measure, "threshold": {"at_least": "100%"}}, 1, COMMUNES)
        filer = Filer(made, made.units[0], "year")
        for _ in range(8):
            unit = a_unit(dice, asked)
            seen.update(agrees(filer, Filled(typed(unit), {})))
    assert seen.keys() >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


@pytest.mark.e2e
def test_libreoffice_says_of_conditions_what_khpcmd_says(tmp_path: Path) -> None:
    dice, seen, wrong = random.Random(11), Counter[Verdict](), list[object]()  # noqa: S311
    conditions = [a_condition(dice) for _ in range(TARGETS)]
    more = {"clause": "1", "quote": "q", "cumulative": False, "threshold": {"at_least": "100%"}}
    measures = [{"kind": "share", "of": "district", "where": asked} for asked in conditions]
    targets = [{"id": f"T{n}", "title": text(f"t{n}"), "measure": one, **more} for n, one in enumerate(measures, 1)]
    made = plan(FIELDS, {}, 1, COMMUNES, targets=targets)
    asked = wanted(LoadedPlan(made, "0" * 64, "plan.yaml"), made.units[0])
    make_template(tmp_path / "blank.xlsx", asked)
    all_of_them, forms = {"all": conditions}, dict[str, Filled]()
    for number in range(FORMS):
        unit = a_unit(dice, all_of_them)
        assert can_be(all_of_them, unit) or None in unit.values()
        forms[f"bc-{number:02}.xlsx"] = Filled(typed(unit), {})
        fill(tmp_path / f"bc-{number:02}.xlsx", tmp_path / "blank.xlsx", asked, forms[f"bc-{number:02}.xlsx"])
    out = soffice(tmp_path, "xlsx", *(tmp_path / name for name in forms))
    for name, figures in forms.items():
        told = expected(asked.filer, unit_results(asked.filer, figures))
        cells = verdict_cells(out / name, asked)
        found = {target: said_by_template(*cells[target]) for target in told}
        wrong += [(name, target, told[target], cells[target]) for target in told if found[target] != told[target]]
        seen.update(verdict for verdict, _ in told.values())
    assert not wrong, wrong[:5]
    assert seen.keys() >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}
