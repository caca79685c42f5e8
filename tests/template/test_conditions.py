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
from khpcmd.judge.sound import validate
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.template.calculation import calculation
from khpcmd.template.cells import CONFLICT, Given, Input
from khpcmd.template.contents import Filer, Wanted
from layers import part_of
from small_plan import PLAN
from template.making import Filled, loaded_from, said_by_template, wanted
from template.recalculated import recalculated
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
    all_of_them, forms = {"all": conditions}, list[tuple[Wanted, Filled]]()
    for _ in range(FORMS):
        unit = a_unit(dice, all_of_them)
        assert can_be(all_of_them, unit) or None in unit.values()
        forms.append((asked, Filled(typed(unit), {})))
    for one in recalculated(tmp_path, forms):
        wrong += one.differing()
        seen.update(verdict for verdict, _ in one.told.values())
    assert not wrong, wrong[:5]
    assert seen.keys() >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


# a form doubts all that hang together where some of it is wrong, and khpcmd no other figures


ROUNDS = part_of(1500)
REGISTERED, MOST = 19, 400
"""The number of the register; more than any figure needs to be."""
FILES = 40
NAMES = "abcdefg"
KNOT = frozenset(NAMES)
"""All figures hang together by their relations."""
FIELD = """\
  {name}: {{kind: count, label: {{vi: Số việc {name}, en: Number {name}}}, reported_by: [district],
    unit_of_measure: {{vi: việc, en: cases}}{more}}}
"""
LISTED = "".join(FIELD.format(name=name, more=", register_limit: communes" if name == "b" else "") for name in NAMES)
RULES = """\
constraints:
  - {kind: steps, steps: [[a], [b], [c]]}
  - {kind: sum, parts: [d, e], whole: [a]}
  - {kind: at_most, part: [f], whole: [c, e]}
"""
RATIO = """\
  - {{id: T{part}, clause: I, quote: q, title: {{vi: Chỉ tiêu {part}, en: Target {part}}}, cumulative: true,
      judged: each_unit, measure: {{kind: ratio, part: {part}, whole: {whole}}}, threshold: {{at_least: 50%}}}}
"""
OF_RULES = "targets:\n" + RATIO.format(part="c", whole="a") + RATIO.format(part="g", whole="f")


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return loaded_from(f"{PLAN.split('fields:')[0]}fields:\n{LISTED}{RULES}{OF_RULES}")


def slipped(dice: random.Random, slips: int) -> dict[Key, Given]:
    """Figures that agree, but for so many."""
    a = dice.randint(2, 15)
    b = dice.randint(1, a)
    c, d = dice.randint(0, b), dice.randint(0, a)
    f = dice.randint(0, c + a - d)
    found = dict(zip(NAMES, (a, b, c, d, a - d, f, dice.randint(0, f)), strict=True))
    for name in dice.sample(NAMES, slips):
        found[name] = max(0, dice.choice((found[name] * 10, found[name] + 1, found[name] - 3, 0, 25)))
    return {Key(name): number for name, number in found.items()}


def doubted_by_form(filer: Filer, given: dict[Key, Given]) -> set[str]:
    made = calculation(filer, {key: Input("X1", number) for key, number in given.items()}, {})
    return {key.field for key, figure in made.figures.items() if figure.state.value == CONFLICT}


def doubted_by_khpcmd(filer: Filer, given: dict[Key, Given]) -> set[str]:
    cells = {key: Cell(CellState.VALUE, int(str(number)), None, str(number)) for key, number in given.items()}
    (sound,), _ = validate(filer.plan, filer.period, [Return(filer.unit.id, filer.period, cells)], frozenset(NAMES))
    return {key.field for key, cell in sound.cells.items() if cell.value is None}


def hold(given: Mapping[str, int]) -> bool:
    """Whether the figures agree, in plain words of the plan."""
    a, b, c, d, e, f, g = (given[name] for name in NAMES)
    return c <= b <= a and d + e == a and f <= c + e and g <= f and b <= REGISTERED


@pytest.mark.slow
def test_a_form_doubts_what_khpcmd_doubts(loaded: LoadedPlan) -> None:
    filer, dice = wanted(loaded, loaded.plan.filers[0]).filer, random.Random(5)  # noqa: S311
    seen = Counter[tuple[int, int]]()
    for number in range(ROUNDS):
        given = slipped(dice, number % 4)
        sound = hold({key.field: int(str(value)) for key, value in given.items()})
        form, khpcmd = doubted_by_form(filer, given), doubted_by_khpcmd(filer, given)
        assert form == (set() if sound else KNOT), given
        assert khpcmd <= form, given
        assert bool(khpcmd) is bool(form), given
        seen[len(form), len(khpcmd)] += 1
    assert seen.keys() >= {(0, 0), (len(KNOT), len(KNOT))}, seen


@pytest.mark.parametrize("name", "abdg")
def test_a_blank_beside_a_broken_relation_leaves_all_figures_open(loaded: LoadedPlan, name: str) -> None:
    filer = wanted(loaded, loaded.plan.filers[0]).filer
    given: dict[Key, Given] = {Key(one): 5 for one in NAMES} | {Key("f"): 25, Key("d"): 0, Key(name): None}
    assert doubted_by_form(filer, given) == KNOT - {name}


@pytest.mark.e2e
def test_libreoffice_doubts_what_khpcmd_doubts(loaded: LoadedPlan, tmp_path: Path) -> None:
    """One slip leaves all verdicts of the form open, and none of them says what khpcmd does not."""
    asked, dice = wanted(loaded, loaded.plan.filers[0]), random.Random(6)  # noqa: S311
    forms = [(asked, Filled(slipped(dice, number % 2), {})) for number in range(FILES)]
    for one in recalculated(tmp_path, forms):
        found = [said_by_template(*cells) for cells in one.cells.values()]
        assert found == list(one.told.values()) or set(found) == {(Verdict.INCONCLUSIVE, None)}, one
