"""What khpcmd has to say of a small world, worked out without khpcmd: every way to fill in what is missing, one by one.

Nothing of ``khpcmd.judge`` or ``khpcmd.measures`` is used here, and nothing is clever: a ``Case`` is a target and some
figures in plain words, ``told`` fills in each missing figure with each small number, judges every full world by the
sentences of the product, and sees whether all of them say the same. ``cases`` makes cases of every kind of measure
under every threshold, judging mode, phase of the year, policy for 0 of 0 and source of the baseline.

The sentences:
- the threshold is reached: met. It is not: missed, or in progress as long as the year (or the last year) goes on and
  what was passed can still be made up for. A milestone says what the period itself has to reach.
- an upper limit that may still be passed is in progress, and one that was passed is missed, for counts never shrink;
  not so for growth and for shares of what adds up over the year, whose wholes at the end of the year are other numbers,
  nor where the milestone has an upper limit of its own: such a figure is meant to come down.
- 0 of 0 is not applicable, or falls short where the plan says so.
- each unit by itself: one that has missed decides, then one that is under way; one with nothing to measure is left out.
- worlds that say different things: inconclusive.
- a number that all units owe together is asked of nobody alone: not judged where only some of them are looked at.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import product
from operator import add

import layers

MOST_WORLDS = 2_000
"""How many pairs of worlds of two units are put together at most; cases with more are drawn again."""
FEW = 4
"""The numbers of a single month are tried up to here."""
COMMUNES = 3
"""What the register knows of each unit."""
COMMUNES_BEFORE = 4
"""The same of the year before, where it has one for each year."""
POINTS_KINDS = ("points", "points_register")

Figures = Mapping[str, Mapping[str, "int | bool | None"]]
"""By unit and name of a figure; a unit that has not reported is not there."""
Threshold = Mapping[str, "int | str"]
World = tuple[int, ...]
"""A part and a whole; of a change in percentage points also those of the year before."""

TOGETHER = ("count", "count_two", "change", "change_two", "share_number", "months_any", "quarters_any")
"""Kinds that are a number which all units owe together, unless each is judged by itself."""


@dataclass(frozen=True)
class Case:
    """A target and the figures that it is judged by, in plain words."""

    kind: str
    threshold: Threshold | None
    figures: Figures
    units: int
    each: bool = False
    half: bool = False
    cumulative: bool = False
    last_year: int = 0
    """The last of the years over which the target builds up; 0 for a target of one year."""
    milestone: Threshold | None = None
    zero_missed: bool = False
    stated: int | None = None
    """The baseline of all units together, where the plan states it."""
    own: Mapping[str, Threshold] = field(default_factory=dict)
    only_reported: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"d{n}" for n in range(1, self.units + 1))

    @property
    def scope(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name in self.figures) if self.only_reported else self.names

    @property
    def under_way(self) -> bool:
        """Whether what is short now may still be reached."""
        return (self.half and self.cumulative) or self.last_year > YEAR

    @property
    def months(self) -> range:
        return range(1, 6) if self.half else range(1, 12)

    @property
    def growth(self) -> bool:
        return self.kind in ("growth", "growth_two", "maintain")

    @property
    def falls(self) -> bool:
        """Whether the whole is another number when the year is over: of these shares, what is reported as x."""
        return self.growth or self.kind in ("ratio_two", *POINTS_KINDS, *CHANGES_BY)

    @property
    def together(self) -> bool:
        """Whether it is a number that all units owe together."""
        return not self.each and (self.kind in TOGETHER or self.stated is not None)


YEAR = 2023
CHANGES_BY = ("change", "change_two")
"""Kinds that are a number of more or fewer than the year before."""
ABSOLUTE = ("count", "count_two", *CHANGES_BY)


def threshold_of(case: Case, unit: str = "") -> Threshold:
    asked = case.own.get(unit, case.threshold)
    if asked is not None:
        return asked
    return {"at_least": "0%"} if case.kind == "maintain" else {"at_least": "100%"}


@cache
def number(level: int | str) -> Fraction:
    return Fraction(level) if isinstance(level, int) else Fraction(level.removesuffix(" points").rstrip("%")) / 100


def below(asked: Threshold, value: Fraction) -> bool:
    """Whether a value falls short of the lower end."""
    ends = {name: number(level) for name, level in asked.items()}
    return (
        ("at_least" in ends and value < ends["at_least"])
        or ("more_than" in ends and value <= ends["more_than"])
        or ("equal_to" in ends and value < ends["equal_to"])
    )


def above(asked: Threshold, value: Fraction) -> bool:
    """Whether a value has passed the upper end."""
    ends = {name: number(level) for name, level in asked.items()}
    return (
        ("at_most" in ends and value > ends["at_most"])
        or ("less_than" in ends and value >= ends["less_than"])
        or ("equal_to" in ends and value > ends["equal_to"])
    )


def holds(asked: Threshold, value: Fraction) -> bool:
    return not below(asked, value) and not above(asked, value)


ADDED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "count": (("a",), ()),
    "count_two": (("a", "b"), ()),
    "ratio": (("a",), ("w",)),
    "ratio_two": (("a", "b"), ("w", "x")),
    "ratio_register": (("a",), ()),
    "growth": (("a",), ("a@2022",)),
    "growth_two": (("a", "b"), ("a@2022", "b@2022")),
    "maintain": (("a",), ("a@2022",)),
    "change": (("a",), ("a@2022",)),
    "change_two": (("a", "b"), ("a@2022", "b@2022")),
    "points": (("a",), ("w",)),
    "points_register": (("a",), ()),
}
"""The figures that are added up to a part and to a whole."""


def horizon(case: Case) -> int:
    """Missing numbers are tried up to here: beyond all that could turn a verdict, for no level lies below a fifth."""
    names = [name for side in ADDED[case.kind] for name in side]
    return 12 + 5 * sum(int(one.get(name) or 0) for one in case.figures.values() for name in names) + (case.stated or 0)


def value_of(case: Case, world: World) -> Fraction | None:
    """What the threshold is held against; None for 0 of 0 and for a baseline of 0."""
    part, whole, *before = world
    if before:
        return Fraction(part, whole) - Fraction(*before) if whole and before[1] else None
    if case.kind in ("count", "count_two", "share_number"):
        return Fraction(part)
    if case.kind in CHANGES_BY:
        return Fraction(part - whole)
    if whole == 0:
        return None
    return Fraction(part, whole) - (1 if case.growth else 0)


def most_ever(case: Case, units: int) -> Fraction | None:
    """The most that a figure can grow to while the year goes on; None where there is no such end."""
    if case.kind in ABSOLUTE or case.growth:
        return None
    return Fraction(units) if case.kind == "share_number" else Fraction(1)


def standing(case: Case, world: World, asked: Threshold, units: int) -> str:
    """The verdict in a world in which every figure is known."""
    value = value_of(case, world)
    if value is None and not case.zero_missed:
        return "not_applicable"
    if not case.under_way:
        return "met" if value is not None and holds(asked, value) else "missed"
    if value is not None and holds(asked, value):
        most = most_ever(case, units)
        passable = any(key in asked for key in ("at_most", "less_than", "equal_to"))
        return "in_progress" if passable and (most is None or above(asked, most)) else "met"
    milestone = case.milestone if case.half else None
    if value is not None and above(asked, value) and not case.falls and not comes_down(milestone):
        return "missed"
    on_the_way = milestone is None or (value is not None and holds(milestone, value))
    return "in_progress" if on_the_way else "missed"


def comes_down(milestone: Threshold | None) -> bool:
    return milestone is not None and any(key in milestone for key in ("at_most", "less_than", "equal_to"))


def joined(standings: Iterable[str]) -> str:
    """Each unit by itself: what the target comes to."""
    found = set(standings) - {"not_applicable"}
    for verdict in ("missed", "in_progress", "met"):
        if verdict in found:
            return verdict
    return "not_applicable"


def numbers(given: int | bool | None, most: int) -> Sequence[int]:
    return range(most + 1) if given is None else (int(given),)


def sums(cells: Sequence[int | bool | None], most: int) -> set[int]:
    """What some figures added up may come to."""
    found = {0}
    for cell in cells:
        found = {total + value for total in found for value in numbers(cell, most)}
    return found


def cell(case: Case, unit: str, name: str) -> int | bool | None:
    return case.figures.get(unit, {}).get(name)


def cells(case: Case, unit: str, *names: str) -> list[int | bool | None]:
    return [cell(case, unit, name) for name in names]


def slots(case: Case) -> list[tuple[int, ...]]:
    """The months, or the quarters, that must not be empty."""
    if case.kind.startswith("months"):
        return [(month,) for month in case.months]
    quarters = [(1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)]
    if case.half:
        return [quarter for quarter in quarters if all(month in case.months for month in quarter)]
    return [quarter for quarter in quarters if any(month in case.months for month in quarter)]


LEAST_A_MONTH = 2


def months_reached(case: Case, units: Sequence[str]) -> set[World]:
    """In how many months the units together have enough, out of all months."""
    found = {0}
    for slot in slots(case):
        added = sums([cell(case, unit, f"n#{month}") for unit in units for month in slot], FEW)
        found = {count + (total >= LEAST_A_MONTH) for count in found for total in added}
    return {(count, len(slots(case))) for count in found}


def of_one(case: Case, unit: str) -> set[World]:
    """Every part and whole that one unit may turn out to have."""
    if case.kind.startswith(("months", "quarters")):
        return months_reached(case, (unit,))
    if case.kind.startswith("share"):
        y, z, a = (numbers(cell(case, unit, name), end) for name, end in (("y", 1), ("z", 1), ("a", 3)))
        return {(int(yes and (other or count >= 2)), 1) for yes, other, count in product(y, z, a)}
    if case.kind == "done":
        return {(yes, 1) for yes in numbers(cell(case, unit, "y"), 1)}
    if case.kind in POINTS_KINDS:
        return {(*now, *then) for now, then in product(*both_years(case, unit))}
    part, whole = ADDED[case.kind]
    most = horizon(case)
    parts = sums(cells(case, unit, *part), most)
    if case.kind.startswith("count"):
        return {(number, 1) for number in parts}
    wholes = sums(cells(case, unit, *whole), most) if whole else {COMMUNES}
    return {
        (part, whole)
        for part, whole in product(parts, wholes)
        if case.growth or case.kind in CHANGES_BY or part <= whole
    }


def both_years(case: Case, unit: str) -> tuple[set[World], set[World]]:
    """Every part inside its whole in this year and the year before; the register has a number for each of them."""
    if case.kind == "points_register":
        known = (("a", COMMUNES), ("a@2022", COMMUNES_BEFORE))
        now, then = (
            set[World]((part, of) for part in numbers(cell(case, unit, name), of) if part <= of) for name, of in known
        )
        return now, then
    return shares(case, unit, "a", "w"), shares(case, unit, "a@2022", "w@2022")


def shares(case: Case, unit: str, part: str, whole: str) -> set[World]:
    """Every part inside a whole; one that is missing may also be far beyond all that is counted."""
    inner, outer = cells(case, unit, part, whole)
    parts, wholes = numbers(inner, MANY), [*numbers(outer, MANY), *([FAR] if outer is None else [])]
    return {(part, whole) for part, whole in product(parts, wholes) if part <= whole}


MANY, FAR = 45, 10**6
"""How far the figures of shares are tried, and one that makes a share as good as nothing."""


def of_all(case: Case, units: Sequence[str]) -> set[World]:
    """Every part and whole that the units together may turn out to have."""
    if case.kind in ("months_any", "quarters_any"):
        return months_reached(case, units)
    found: set[World] = {(0, 0, 0, 0) if case.kind in POINTS_KINDS else (0, 0)}
    for unit in units:
        one = of_one(case, unit)
        if case.stated is not None:
            one = {(part, 0) for part, _ in one}
        found = {tuple(map(add, world, own)) for world in found for own in one}
    if case.stated is None:
        return found
    totals = numbers(None if contradicted(case, units) else case.stated, horizon(case))
    return {(part, total) for part, _ in found for total in totals}


def contradicted(case: Case, units: Sequence[str]) -> bool:
    """Whether the units' own figures of the year before cannot add up to what the plan states."""
    names = ("a@2022", "b@2022") if case.kind.endswith("_two") else ("a@2022",)
    known = [[cell(case, unit, name) for name in names] for unit in units]
    full = [sum(map(int, filter(None, one))) for one in known if None not in one]
    return sum(full) > (case.stated or 0) or (len(full) == len(units) and sum(full) != case.stated)


def one_of(found: Iterable[str]) -> str:
    """What all worlds say, or that they do not agree."""
    said = set[str]()
    for one in found:
        said.add(one)
        if len(said) > 1:
            break
    return said.pop() if len(said) == 1 else "inconclusive"


def alone(case: Case, unit: str) -> str:
    """The standing of one unit by itself."""
    return one_of(standing(case, world, threshold_of(case, unit), 1) for world in of_one(case, unit))


@dataclass(frozen=True)
class Told:
    """The verdict on a case, and what stands beside it."""

    verdict: str
    units: Mapping[str, str]
    """How each unit stands by itself; for a number that all owe together not applicable, or open."""
    counted: int | None
    """How many units have a figure without doubt; None where this depends on how one looks at it."""
    gap: int | None
    """The smallest number that would turn the verdict, where everything is known; 0 where none would."""
    reaching: tuple[int, int] | None = None
    """Each unit by itself: how many surely reach it, of those that it applies to."""
    pace: Fraction | None = None
    """The share of the way that lies behind, where there is one."""
    kept: tuple[int, int] | None = None
    """Each unit by itself: how many surely keep an upper limit that the rest of the year may still pass, of those that
    have one."""
    by_milestone: bool = False
    """Whether it is missed by what the period itself has to reach."""


def judged(case: Case) -> bool:
    """Whether the target is judged over these units; what all owe together is not over a part of them."""
    return bool(case.scope) and not (case.together and len(case.scope) < case.units)


def verdict_of(case: Case) -> str:
    """The verdict that has to come out, where the target is judged."""
    if case.each:
        units = case.scope
        possible = [{standing(case, w, threshold_of(case, unit), 1) for w in of_one(case, unit)} for unit in units]
        return one_of(joined(world) for world in product(*possible))
    return in_all(case, of_all(case, case.scope))


def in_all(case: Case, worlds: Iterable[World]) -> str:
    """What all worlds say of all units together."""
    return one_of(standing(case, world, threshold_of(case), len(case.scope)) for world in worlds)


def told(case: Case) -> Told | None:
    """What has to come out; None where the target is not judged over a part of its units."""
    units = case.scope
    if not judged(case):
        return None
    if case.each:
        found = {unit: alone(case, unit) for unit in units}
        verdict = verdict_of(case)
        said = list(found.values())
        reaching = said.count("met"), len(said) - said.count("not_applicable")
        way = Fraction(*reaching) if reaching[1] else None
        missed = by_milestone(case, verdict, [of_one(case, unit) for unit in units])
        return Told(verdict, found, counted(case), None, reaching, way, kept(case), missed)
    worlds = of_all(case, units)
    asked = threshold_of(case)
    verdict = in_all(case, worlds)
    if case.together and case.units > 1:
        found = {unit: "not_applicable" if known(case, unit) else "inconclusive" for unit in units}
    elif case.together:
        found = dict.fromkeys(units, verdict)
    else:
        found = {unit: alone(case, unit) for unit in units}
    missed = by_milestone(case, verdict, [worlds])
    if len(worlds) > 1:
        return Told(verdict, found, counted(case), None, by_milestone=missed)
    value, wanted = value_of(case, *worlds), [number(level) for level in asked.values()]
    pace = value / wanted[0] if value is not None and wanted[0] else None
    return Told(verdict, found, counted(case), gap(case, *worlds), None, pace, by_milestone=missed)


def by_milestone(case: Case, verdict: str, each: Iterable[Collection[World]]) -> bool:
    """Whether a target is missed by its milestone: nothing of it has surely passed an upper limit for good."""
    if verdict != "missed" or not case.under_way or not case.half or case.milestone is None:
        return False
    for_good = not comes_down(case.milestone) and not case.falls
    return not (for_good and any(all(passed(case, threshold_of(case), one) for one in worlds) for worlds in each))


def passed(case: Case, asked: Threshold, world: World) -> bool:
    value = value_of(case, world)
    return value is not None and above(asked, value)


def kept(case: Case) -> tuple[int, int] | None:
    """Of a change that is too small nobody says that it keeps its upper limit."""
    found, change = list[bool](), case.growth or case.kind in (*CHANGES_BY, *POINTS_KINDS)
    for unit in case.scope if case.under_way else ():
        asked, worlds, most = threshold_of(case, unit), of_one(case, unit), most_ever(case, 1)
        said = {standing(case, world, asked, 1) for world in worlds}
        limited = any(key in asked for key in ("at_most", "less_than", "equal_to"))
        if limited and (most is None or above(asked, most)) and said != {"not_applicable"}:
            values = [value for world in worlds if (value := value_of(case, world)) is not None]
            beyond = any(above(asked, value) or (change and below(asked, value)) for value in values)
            found.append(said == {"in_progress"} and not beyond)
    return (sum(found), len(found)) if found else None


def known(case: Case, unit: str) -> bool:
    """Whether a unit's figure is without doubt; what the plan states needs no figure of the unit."""
    one = of_one(case, unit)
    return len({world[0] for world in one} if case.stated is not None and not case.each else one) == 1


def counted(case: Case) -> int | None:
    if case.kind.startswith(
        ("ratio", "points")
    ):  # the part of a whole of zero is zero, though nobody has written it down
        return None
    if case.stated is not None and not case.each and contradicted(case, case.scope):
        return None  # there is no figure
    return sum(known(case, unit) for unit in case.scope)


def gap(case: Case, world: World) -> int:
    """How many more (or fewer) things would reach what the verdict turns on; a change is told it even where there are
    not so many."""
    value, verdict = value_of(case, world), standing(case, world, threshold_of(case), case.units)
    if value is None or verdict not in ("missed", "in_progress"):
        return 0
    asked = threshold_of(case)
    by_milestone = verdict == "missed" and case.under_way and case.milestone is not None and case.half
    if by_milestone and case.milestone and (comes_down(case.milestone) or case.falls or not above(asked, value)):
        asked = case.milestone
    part, whole, *before = world
    most = None if case.kind in ABSOLUTE or case.growth else whole
    tried = sorted(range(-400 if case.kind in CHANGES_BY else -part, 400), key=abs)
    for more in tried:
        after = value_of(case, (part + more, whole, *before))
        if after is not None and holds(asked, after) and (most is None or part + more <= most):
            return more
    return 0


# what cases there are

SHARES = ("0%", "20%", "25%", "50%", "75%", "80%", "100%")
CHANGES = ("-100%", "-50%", "-25%", "0%", "25%", "50%", "100%")
NUMBERS = (0, 1, 2, 3, 5, 6)
POINTS = ("-50 points", "-25 points", "-20 points", "0 points", "20 points", "25 points", "50 points")
MORE_OR_FEWER = (-3, -2, -1, 0, 1, 2, 4)
KINDS = (
    "count", "count_two", "ratio", "ratio_two", "ratio_register", "growth", "growth_two", "maintain", "change",
    "change_two", "share",
    "share_number", "done", "months_any", "months_each", "quarters_any", "quarters_each", "points",
    "points_register",
)  # fmt: skip
SHAPES = (
    ("at_least",), ("more_than",), ("at_most",), ("less_than",), ("equal_to",),
    ("at_least", "at_most"), ("more_than", "at_most"), ("at_least", "less_than"), ("more_than", "less_than"),
)  # fmt: skip
IMPLIED = ("maintain", "done", "months_any", "months_each", "quarters_any", "quarters_each")
"""Kinds that take no threshold."""
PHASES = ("year", "half", "half_cumulative", "milestone", "years")


@dataclass(frozen=True)
class Setting:
    """Everything about a case but its numbers."""

    kind: str
    shape: tuple[str, ...]
    each: bool
    phase: str
    zero_missed: bool
    source: str
    """Where the baseline comes from: "returns", "plan" or "both"."""


def settings() -> Iterator[Setting]:
    for kind, each, phase, zero_missed in product(KINDS, (False, True), PHASES, (False, True)):
        if each and kind == "share_number":
            continue  # k of n units is no number of one unit
        sources = (
            ("returns", "plan", "both") if kind in ("growth", "growth_two", "maintain", *CHANGES_BY) else ("returns",)
        )
        for shape, source in product(((),) if kind in IMPLIED else SHAPES, sources):
            if phase == "milestone" and not shape:
                continue  # what a kind implies has no milestones
            yield Setting(kind, shape, each, phase, zero_missed, source)


def levels(kind: str, units: int) -> Sequence[int | str]:
    if kind in ("count", "count_two"):
        return NUMBERS
    if kind in CHANGES_BY:
        return MORE_OR_FEWER
    if kind == "share_number":
        return range(units + 1)
    if kind in POINTS_KINDS:
        return POINTS
    return CHANGES if kind.startswith("growth") else SHARES


def a_threshold(dice: random.Random, kind: str, shape: tuple[str, ...], units: int) -> Threshold:
    of, last = levels(kind, units), len(levels(kind, units)) - 1
    while True:
        chosen = sorted(dice.randint(0, last) for _ in shape)
        if shape == ("more_than",) and chosen[0] == last and not kind.startswith(("count", "growth", "change")):
            continue
        if shape == ("less_than",) and chosen[0] == 0 and kind not in CHANGES_BY:
            continue
        if chosen[0] == chosen[-1] and len(shape) > 1 and shape != ("at_least", "at_most"):
            continue  # nothing lies between them
        return {key: of[index] for key, index in zip(shape, chosen, strict=True)}


def a_milestone(dice: random.Random, kind: str, asked: Threshold, units: int) -> Threshold | None:
    """One that asks for no more than the threshold itself."""
    of = levels(kind, units)
    lows = [number(level) for key, level in asked.items() if key in ("at_least", "more_than", "equal_to")]
    highs = [number(level) for key, level in asked.items() if key in ("at_most", "less_than", "equal_to")]
    easier: list[Threshold] = []
    easier += [{"at_least": level} for level in of if lows and number(level) <= lows[0]]
    easier += [{"at_most": level} for level in of if highs and number(level) >= highs[0]]
    return dice.choice(easier) if easier else None


def some_figures(dice: random.Random, setting: Setting, units: int) -> Figures:
    """Small numbers, some of them missing, and units that have not reported."""
    holes = dice.choice((0.0, 0.0, 0.15, 0.3))
    absent = dice.choice((0.0, 0.0, 0.0, 0.3))
    found: dict[str, dict[str, int | bool | None]] = {}
    for unit in range(1, units + 1):
        if dice.random() < absent:
            continue
        whole = {name: dice.choice((0, 0, 1, 2, 3, 4, 5)) for name in ("w", "x")}
        inside = COMMUNES if setting.kind in ("ratio_register", "points_register") else whole["w"]
        inside += whole["x"] if setting.kind == "ratio_two" else 0
        free = not setting.kind.startswith(("ratio", "points"))
        a = dice.randint(0, 4 if free else inside)
        b = dice.randint(0, 3 if free else inside - a)
        full: dict[str, int | bool] = {"a": a, "b": b, **whole, "y": dice.random() < 0.7, "z": dice.random() < 0.5}
        full |= {f"{name}@2022": dice.choice((0, 1, 2, 3, 4)) for name in ("a", "b")}
        if setting.kind in POINTS_KINDS:
            full |= {"w@2022": dice.choice((0, 1, 2, 3, 4, 5))}
            inside = COMMUNES_BEFORE if setting.kind == "points_register" else full["w@2022"]
            full |= {"a@2022": dice.randint(0, inside)}
        month = dice.choice(((0, 1, 2), (2, 2, 1), (2, 3)))
        full |= {f"n#{number}": dice.choice(month) for number in range(1, 13)}
        if setting.source == "plan" and not setting.each:
            full = {name: value for name, value in full.items() if "@" not in name}
        few = holes / 4 if setting.kind.startswith(("months", "quarters")) else holes
        found[f"d{unit}"] = {name: None if dice.random() < few else value for name, value in full.items()}
    return found


def a_case(dice: random.Random, setting: Setting) -> Case:
    units = dice.choice((1, 2, 2, 3))
    asked = a_threshold(dice, setting.kind, setting.shape, units) if setting.shape else None
    figures = some_figures(dice, setting, units)
    stated = None
    if setting.source != "returns":
        names = ("a@2022", "b@2022") if setting.kind.endswith("_two") else ("a@2022",)
        own = sum(int(one.get(name) or 0) for one in figures.values() for name in names)
        stated = max(0, own + dice.choice((0, 0, 0, 1, 3, -1)))
    own_thresholds: dict[str, Threshold] = {}
    if setting.each and asked and setting.phase != "milestone" and dice.random() < 0.3:
        own_thresholds["d1"] = a_threshold(dice, setting.kind, dice.choice(SHAPES), 1)
    return Case(
        setting.kind,
        asked,
        figures,
        units,
        each=setting.each,
        half=setting.phase.startswith("half") or setting.phase == "milestone",
        cumulative=setting.phase in ("half_cumulative", "milestone"),
        last_year=dice.choice((YEAR, YEAR + 2, YEAR + 2)) if setting.phase == "years" else 0,
        milestone=a_milestone(dice, setting.kind, asked, units) if asked and setting.phase == "milestone" else None,
        zero_missed=setting.zero_missed,
        stated=stated,
        own=own_thresholds,
        only_reported=dice.random() < 0.15,
    )


def many(case: Case) -> bool:
    """Whether it takes too long to look at every world."""
    if case.kind not in ADDED:
        return False
    found, largest = 1, 1
    for unit in case.names:
        if case.kind in POINTS_KINDS:
            now, then = both_years(case, unit)
            one = len(now) * len(then)
        else:
            one = len(of_one(case, unit))
        largest, found = max(largest, found * one), min(found * one, MOST_WORLDS)
    return largest > MOST_WORLDS


def cases(seed: int) -> Iterator[Case]:
    """A case of every setting, or more of them; in a usual run of the tests of a part of the settings."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, and no secret
    for _ in range(layers.ROUNDS):
        for setting in layers.some(settings(), seed):
            case = a_case(dice, setting)
            while many(case):
                case = a_case(dice, setting)
            yield case


# the same case as khpcmd is told of it

COUNT = {"kind": "count", "reported_by": ["district"], "unit_of_measure": {"vi": "n", "en": "n"}}
YES = {"kind": "yes_no", "reported_by": ["district"]}
FIELDS: Mapping[str, Mapping[str, object]] = {
    "a": {**COUNT, "baseline": True},
    "b": {**COUNT, "baseline": True},
    "w": {**COUNT, "flow": False, "baseline": True},
    "x": COUNT,
    "y": YES,
    "z": YES,
    "n": {**COUNT, "kind": "months"},
}
WHERE = {"all": [{"field": "y"}, {"any": [{"field": "z"}, {"field": "a", "at_least": 2}]}]}
MEASURES: Mapping[str, Mapping[str, object]] = {
    "count": {"kind": "count", "of": "a"},
    "count_two": {"kind": "count", "of": ["a", "b"]},
    "ratio": {"kind": "ratio", "part": "a", "whole": "w"},
    "ratio_two": {"kind": "ratio", "part": ["a", "b"], "whole": ["w", "x"]},
    "ratio_register": {"kind": "ratio", "part": "a", "whole": {"register": "communes"}},
    "growth": {"kind": "growth", "of": "a"},
    "growth_two": {"kind": "growth", "of": ["a", "b"]},
    "maintain": {"kind": "maintain", "of": "a"},
    "change": {"kind": "change", "of": "a"},
    "change_two": {"kind": "change", "of": ["a", "b"]},
    "points": {"kind": "ratio_change", "part": "a", "whole": "w"},
    "points_register": {"kind": "ratio_change", "part": "a", "whole": {"register": "by_year"}},
    "share": {"kind": "share", "of": "district", "where": WHERE},
    "share_number": {"kind": "share", "of": "district", "where": WHERE},
    "done": {"kind": "done", "field": "y"},
    "months_any": {"kind": "frequency", "of": "n", "at_least": LEAST_A_MONTH},
    "months_each": {"kind": "frequency", "of": "n", "at_least": LEAST_A_MONTH, "by": "each"},
    "quarters_any": {"kind": "frequency", "of": "n", "every": "quarter", "at_least": LEAST_A_MONTH},
    "quarters_each": {"kind": "frequency", "of": "n", "every": "quarter", "at_least": LEAST_A_MONTH, "by": "each"},
}


def target(case: Case) -> dict[str, object]:
    """The target as a plan writes it."""
    period = "half_year" if case.half else "year"
    measure = dict(MEASURES[case.kind]) | ({} if case.stated is None else {"baseline": {period: case.stated}})
    found: dict[str, object] = {
        "measure": measure,
        "judged": "each_unit" if case.each else "pooled",
        "cumulative": case.cumulative,
        "zero": "missed" if case.zero_missed else "not_applicable",
    }
    if case.threshold is not None:
        found["threshold"] = dict(case.threshold)
    if case.milestone is not None:
        found["milestones"] = {period: dict(case.milestone)}
    if case.last_year:
        found["years"] = {"from": YEAR - 1, "to": case.last_year}
    if case.own:
        found["unit_thresholds"] = {unit: dict(asked) for unit, asked in case.own.items()}
    return found
