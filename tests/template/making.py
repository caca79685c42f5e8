"""Templates of shipped and small plans, filled at random, and what khpcmd itself says of the same figures."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.load import LoadedPlan, load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.results import UnitResult, Verdict
from khpcmd.returns import Cell, CellState, CellValue, Key, Return
from khpcmd.template.cells import NO_WORDS, YES_WORDS, ZERO_WORDS, Given
from khpcmd.template.contents import Figure, Filer, Wanted, annex, judged
from places import TARGETS

PLANS = sorted(TARGETS.glob("*.yaml"))
CONTRADICTED = {Code.ONE_OF_WRONG.code, Code.NOT_TOGETHER.code}
"""What is told of figures that contradict each other only together."""
TEXTS = ("nhiều", "abc", "khoảng 20", "=1+1", "12 xe")


def year_of(plan: Plan) -> str:
    """The period of the plan's year, by its id."""
    years = [name for name, period in plan.periods.items() if period.years and plan.year_of(name) == plan.year]
    return "year" if "year" in plan.periods else years[0]


def wanted(loaded: LoadedPlan, unit: Unit, period: str = "", language: str = "vi") -> Wanted:
    filer, messages = Filer(loaded.plan, unit, period or year_of(loaded.plan)), Messages(language)
    return Wanted(filer, loaded.sha256, messages)


def of_unit(asked: Wanted, figures: Mapping[Key, Given]) -> dict[Figure, Given]:
    """Figures of a form as those of its unit."""
    return {(asked.filer.unit.id, key): given for key, given in figures.items()}


def some_filers(plan: Plan, most: int = 30) -> tuple[Unit, ...]:
    """All filers of a plan, or six of one that has many."""
    filers = plan.filers
    return filers if len(filers) <= most else (*filers[:3], *filers[-3:])


def loaded_plans() -> list[LoadedPlan]:
    return [load_plan(path) for path in PLANS]


def loaded_from(text: str) -> LoadedPlan:
    return LoadedPlan(parse_plan(text, "plan.yaml"), "0" * 64, "plan.yaml")


@dataclass(frozen=True, slots=True)
class Filled:
    """Figures of one unit and of those below it."""

    own: Mapping[Key, Given]
    below: Mapping[tuple[str, Key], Given]


def filled(filer: Filer, dice: random.Random) -> Filled:
    """Figures at random: blanks, texts, zeros, and counts close to each other, so that thresholds are met exactly."""
    near = dice.choice((1, 3, 10, 100, 1000))
    blank, wrong = dice.choice(((0, 0), (0, 0), (0.1, 0), (0.1, 0.05), (0.4, 0.2)))
    own = {
        key: one(filer.plan.fields[key.field], dice, near, blank, wrong)
        for name in filer.fields
        for key in filer.keys(name)
    }
    if dice.random() < 0.7:
        _at_thresholds(filer, own, dice)
    asked, below = annex(filer), dict[tuple[str, Key], Given]()
    for name, field in asked.asked.items() if asked else ():
        share = dice.choice((0, 0.5, 1))
        for unit in asked.units if asked else ():
            given = "Có" if dice.random() < share else "Không"
            below[unit.id, Key(field)] = None if dice.random() < blank else given
        told = sum(value == "Có" for (_, key), value in below.items() if key.field == field)
        own[Key(name)] = dice.choice((told, told, told, told + 1, None))
    return Filled(own, below)


def _at_thresholds(filer: Filer, own: dict[Key, Given], dice: random.Random) -> None:
    """Some parts exactly at the limit of their target, or one off."""
    for target in filer.plan.targets:
        level = target.limits.low or target.limits.high
        fields = target.measure.fields()
        asked = filer.plan.threshold_at(target, filer.unit.id, filer.period)
        if asked is not None and target.own_thresholds and target.of_percentage and Key(fields[0]) in own:
            end = target.limits_of(asked).low or Fraction(0)
            own[Key(fields[0])] = float(end + Fraction(dice.choice((-1, 0, 0, 1)), 100))
            continue
        if target.measure.kind not in ("ratio", "growth") or level is None or len(fields) > 2:
            continue
        if target.measure.kind == "growth":
            part = Key(fields[0])
            whole = next((key for key in own if key.field == fields[0] and key != part), None)
        else:
            part, whole = Key(fields[0]), Key(fields[-1]) if len(fields) == 2 else None
        base = own.get(whole) if whole else filer.unit.registered.get("communes")
        if part in own and isinstance(base, int) and not isinstance(base, bool):
            own[part] = max(0, -(-base * level.numerator // level.denominator) + dice.choice((-1, 0, 0, 1)))


def one(spec: AnyField, dice: random.Random, near: int, blank: float, wrong: float) -> Given:  # noqa: PLR0911
    if dice.random() < blank:
        return None
    if isinstance(spec, AmountField):
        return an_amount(spec, dice, near, wrong)
    if dice.random() < wrong:
        return dice.choice((*TEXTS, -1, 2.5)) if spec.kind in ("count", "months") else dice.choice(("abc", 7))
    match spec.kind:
        case "count":
            some = (dice.randint(0, near), dice.randint(0, near), dice.randint(0, 3 * near))
            return dice.choice((0, *some, near, "Không"))
        case "months":
            return dice.choice((0, 1, 1, 2, 3, "-"))
        case "yes_no":
            return dice.choice(("Có", "Có", "Có", "Không"))
        case _:
            return None


def an_amount(spec: AmountField, dice: random.Random, near: int, wrong: float) -> Given:
    if dice.random() < wrong:
        return dice.choice((*TEXTS, -1000, 2.5555555, 10**9))
    some = (dice.uniform(2, 100), dice.uniform(2, 100), dice.uniform(2, 10 * near))
    usual: tuple[float | str, ...] = (0, 2.5, 0.1 + 2.2, "Không")
    return dice.choice((*usual, *(round(number, spec.decimals) for number in some)))


def _filed(filer: Filer, figures: Filled) -> list[Return]:
    plan, unit = filer.plan, filer.unit.id
    returns = [Return(unit, filer.period, {key: _cell(plan, key.field, given) for key, given in figures.own.items()})]
    lower = dict[str, dict[Key, Cell]]()
    for (other, key), given in figures.below.items():
        lower.setdefault(other, {})[key] = _cell(plan, key.field, given)
    return returns + [Return(other, filer.period, cells) for other, cells in lower.items()]


def found_wrong(filer: Filer, figures: Filled) -> set[str]:
    """The codes of what khpcmd finds wrong in the figures."""
    _, faults = validate(filer.plan, filer.period, _filed(filer, figures), frozenset(filer.plan.fields))
    return {fault.code.code for fault in faults}


def unit_results(filer: Filer, figures: Filled) -> dict[str, UnitResult]:
    """What khpcmd says of the unit alone, by target; of what all units owe together, while the others are missing."""
    plan, unit = filer.plan, filer.unit.id
    sound, _ = validate(plan, filer.period, _filed(filer, figures), frozenset(plan.fields))
    alone = World(plan, filer.period, {one.unit: one for one in sound}, frozenset({unit}))
    results = evaluate(alone, plan.targets)
    left = [target for target in plan.targets if target.id not in {result.target.id for result in results}]
    together = evaluate(replace(alone, scope=frozenset(plan.unit)), left)
    return {result.target.id: found for result in (*results, *together) for found in result.units if found.unit == unit}


def _cell(plan: Plan, field: str, given: Given) -> Cell:
    kind, text = plan.fields[field].kind, str(given).strip().lower()
    value: CellValue | None = None
    if given is None:
        return Cell(CellState.BLANK)
    if kind == "yes_no" and text in YES_WORDS + NO_WORDS:
        value = text in YES_WORDS
    elif kind == "amount":
        known = isinstance(given, int | float)
        value = Decimal(f"{given:.15g}") if known else Decimal(0) if text in ZERO_WORDS else None
    elif kind in ("count", "months"):
        value = given if isinstance(given, int) else 0 if text in ZERO_WORDS else None
    in_words = isinstance(given, str) and text in ZERO_WORDS and kind != "yes_no"
    state = CellState.DECLARED_ZERO if in_words else CellState.VALUE
    return Cell(CellState.PROBLEM if value is None else state, value, None, text)


OPEN = frozenset({"Thiếu số liệu", "Sai dạng số liệu", "Chưa khớp"})
SAID: Mapping[str, Verdict] = {
    "Đạt": Verdict.MET,
    "Không đạt": Verdict.MISSED,
    "Đang thực hiện": Verdict.IN_PROGRESS,
    "Không áp dụng": Verdict.NOT_APPLICABLE,
    "Tham khảo": Verdict.NOT_APPLICABLE,
}


def said_by_khpcmd(found: UnitResult) -> tuple[Verdict, Number | None]:
    return found.alone, found.short_by.more if found.short_by else None


def expected(filer: Filer, results: Mapping[str, UnitResult]) -> dict[str, tuple[Verdict, Number | None]]:
    """What a form has to say: of a target judged over several units only whether its figure is there.

    Of what is not worked out from the unit's own figures (points, a person's conclusion) a form says nothing.
    """
    worked_out = {target.id for target in filer.plan.targets if target.measure.computed() is not None}
    for_information = {one.target.id for one in judged(filer) if one.for_information}
    told = dict[str, tuple[Verdict, Number | None]]()
    for target, found in ((target, found) for target, found in results.items() if target in worked_out):
        known = Verdict.NOT_APPLICABLE if found.measurement.complete else Verdict.INCONCLUSIVE
        told[target] = (known, None) if target in for_information else said_by_khpcmd(found)
    return told


def said_by_template(verdict: object, gap: object) -> tuple[Verdict, Number | None]:
    """The cells of a verdict and its gap, as khpcmd would say them."""
    judged = Verdict.INCONCLUSIVE if verdict in OPEN else SAID[str(verdict)]
    if gap in ("", None):
        return judged, None
    if isinstance(gap, str):  # an amount, with what it counts
        return judged, Decimal(gap.split()[0].replace(",", "."))
    return judged, int(str(gap))
