"""What a whole check has to say of a small province, worked out without khpcmd: files in, verdicts out.

A province has districts and these have communes, some of one name. Counts are reported at each level and counted from
the level below; some targets are judged in single periods only, some are answered by a person, and scores rest on
others. ``provinces`` makes such a ``Province`` with the files that it sent, ``told`` says what has to come out: nothing
of khpcmd is used here, and every figure that is not known is filled in with each of a few numbers.

The sentences:
- a district is counted from its communes where any of them has said something. All have: it is their sum, and a
  district that states another one is not believed. Some have not: what it states stands if these can make it up.
- the province is counted from its districts in the same way, whether they stated or counted their figures.
- where a target asks for a share, a part that is more than its whole is not believed, and neither is the whole.
- a verdict is what all ways to fill in what is not known agree on; else it is inconclusive.
- a return is waited for where a target rests on figures of its unit, or on figures above that are counted from them;
  where only some targets are asked for, their figures have to be its own. Nobody waits for a unit that only counts.
- a unit has reported where its own row says something, or a row of its communes that stands in its return. Figures
  that are counted from returns of others are known without it, and are no return.
- a target that names its periods is judged in these alone; whatever has no verdict is named among those not judged.
- what nobody can compute is as the answer says that was given for this period by the day that is judged as of. Without
  one it is inconclusive. Answers of other periods and of later days are told and change nothing.
- a score adds the points of its criteria: all where one is met, none where it is missed or still under way, where it
  is not applicable what the plan says. A criterion that is open may yet become any of these, and one that is under an
  upper limit and still under way gives all or none.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

FEW, MANY, FAR = (0, 1, 2, 3, 4, 5, 7), range(41), 10**6
"""The numbers that are tried for what is not known: many where it is little; the last is more than all together."""
DISTRICTS = {"297": "Huyện Gia Lộc", "292": "Thị xã Kinh Môn"}
COMMUNES = {
    "297": {"11": "Xã Tân Tiến", "12": "Xã Gia Khánh", "13": "Xã Lê Lợi"},
    "292": {"21": "Xã Tân Tiến", "22": "Xã Lê Ninh"},
}
PROVINCE = "30"
Said = int | str | None
"""What a cell says: a number, words that are none, or nothing; "-" is a row that is not there."""
NO_ROW, WORDS = "-", "chưa có"
LEVELS = ("province", "district", "commune")
COUNTS = ("n", "part", "whole")
OWN = "meetings"
"""What a district has beside the figures that are counted from its communes."""
LABELS = {"n": "Số vụ đã xử lý", "part": "Số cơ sở được kiểm tra", "whole": "Tổng số cơ sở"}
OWN_LABEL = "Số cuộc họp"
OF_LEVEL = {"province": " toàn tỉnh", "district": " cấp huyện", "commune": " cấp xã"}
PERIODS = ("half_year", "year")
TITLES = {"half_year": "6 THÁNG ĐẦU NĂM 2025", "year": "NĂM 2025"}
ENDS = {"half_year": date(2025, 6, 30), "year": date(2025, 12, 31)}
DAYS = (date(2025, 6, 20), date(2025, 12, 20))
"""The days on which answers are given, and that are judged as of."""


@dataclass(frozen=True)
class Aim:
    """A target in plain words."""

    name: str
    kind: str
    """"count", "own" (a count of what districts have of their own), "ratio", "share", "manual" or "score"."""
    level: str = ""
    asked: tuple[str, int] = ("at_least", 0)
    """A number; a percentage of ratios and shares, points of scores."""
    each: bool = False
    cumulative: bool = False
    periods: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    empty: str = "none"
    """Of a score: what a criterion that is not applicable gives."""


@dataclass(frozen=True)
class Reply:
    target: str
    period: str
    verdict: str
    day: date


@dataclass(frozen=True)
class Province:
    """What was asked, and what was sent."""

    units: Mapping[str, Sequence[str]]
    """The communes by district."""
    annex: bool
    """Whether communes stand in the return of their district; else each files by itself."""
    own_field: bool
    """Whether districts have a figure that is not counted from their communes."""
    cells: Mapping[str, Mapping[str, Said]]
    """By unit, what its row says of each figure."""
    aims: Sequence[Aim]
    replies: Sequence[Reply]
    period: str
    as_of: date
    chosen: tuple[str, ...] = ()
    """The targets that the run is asked for; all where it is empty."""

    def of(self, level: str) -> list[str]:
        if level == "province":
            return [PROVINCE]
        return list(self.units) if level == "district" else [one for below in self.units.values() for one in below]


@dataclass(frozen=True)
class Outcome:
    """What has to come out."""

    verdicts: Mapping[str, str]
    units: Mapping[str, Mapping[str, str]]
    """How each unit stands by itself, of the targets that are judged unit by unit."""
    unjudged: tuple[str, ...]
    of_other_period: tuple[str, ...]
    """The targets whose answers are told to be of another period."""
    too_late: tuple[str, ...]
    """Those that were decided after the day that is judged as of."""
    too_early: tuple[str, ...]
    """Those that were decided before the period was over."""
    waited_for: frozenset[str]
    missing: frozenset[str]


# the figures


def settled(stated: Said, below: Sequence[Said], *, silent: bool) -> int | None:
    """A figure of a unit that states it, with those of the units below it; None where it is not known."""
    own = stated if isinstance(stated, int) else None
    if silent:
        return own
    sure = sum(one for one in below if isinstance(one, int))
    if any(not isinstance(one, int) for one in below):
        return own if own is not None and own >= sure else None
    if stated is None or stated == NO_ROW:
        return sure
    return own if own == sure else None


def figures(of: Province) -> dict[str, dict[str, int | None]]:
    """What is known of each unit."""
    shares = {aim.level for aim in asked_for(of) if aim.kind == "ratio"}
    found: dict[str, dict[str, int | None]] = {}
    for communes in of.units.values():
        for one in communes:
            found[one] = {name: said if isinstance(said := of.cells[one][name], int) else None for name in COUNTS}
    for district, communes in of.units.items():
        own = dict[str, int | None]()
        for name in COUNTS:
            rows = [of.cells[one][name] for one in communes]
            own[name] = settled(of.cells[district][name], rows, silent=all(one in (None, NO_ROW) for one in rows))
        found[district] = believed(own) if "district" in shares else own
        if of.own_field:
            found[district][OWN] = said if isinstance(said := of.cells[district][OWN], int) else None
    own = {}
    for name in COUNTS:
        known = [found[one][name] for one in of.units]
        silent = not any(reached(of, one, name) for one in of.units)
        own[name] = settled(of.cells[PROVINCE][name], known, silent=silent)
    found[PROVINCE] = believed(own) if "province" in shares else own
    return found


def is_early(day: date, period: str) -> bool:
    """Whether nobody can know on a day how a period ended."""
    return (ENDS[period] - day).days > 45


def asked_for(of: Province) -> list[Aim]:
    """The targets of a run, with those that its scores rest on."""
    chosen = {aim.name for aim in of.aims if not of.chosen or aim.name in of.chosen}
    chosen |= {name for aim in of.aims if aim.name in chosen for name in aim.criteria}
    return [aim for aim in of.aims if aim.name in chosen]


def reached(of: Province, district: str, name: str) -> bool:
    """Whether a district, or one of its communes, says anything of a figure."""
    said = [of.cells[one][name] for one in (district, *of.units[district])]
    return any(one is not None and one != NO_ROW for one in said)


def waited_for(of: Province) -> frozenset[str]:
    """The units whose returns are asked for."""
    measured = [aim for aim in asked_for(of) if aim.kind not in ("manual", "score")]
    levels = {aim.level for aim in measured}
    levels |= {"district"} if "province" in levels else set()
    levels |= (
        {"commune"} if "district" in levels and not of.annex and any(aim.kind != "own" for aim in measured) else set()
    )
    if not (of.annex or of.own_field):
        levels -= {"district"}
    if of.chosen:
        levels -= {"province"}
        if not (of.annex or any(aim.kind == "own" for aim in measured)):
            levels -= {"district"}
    return frozenset(unit for level in levels for unit in of.of(level))


def reported(of: Province, unit: str) -> bool:
    """Whether a return of the unit is there, also a too early one; the province always files the classes it held."""
    rows = [unit, *(of.units.get(unit, ()) if of.annex else ())]
    filer = next((one for one, below in of.units.items() if unit in below), "") if of.annex else ""
    if filer and is_early(of.as_of, of.period) and reported(of, filer):
        return True
    return unit == PROVINCE or any(said not in (None, NO_ROW) for one in rows for said in of.cells[one].values())


def believed(own: dict[str, int | None]) -> dict[str, int | None]:
    part, whole = own["part"], own["whole"]
    if part is not None and whole is not None and part > whole:
        return {**own, "part": None, "whole": None}
    return own


# the verdicts

COUNTED = {"count": "n", "own": OWN}
"""The kinds of targets that ask for a number, and the figure that it is."""


def worlds(aim: Aim, own: Mapping[str, int | None], tried: Sequence[int]) -> set[tuple[int, int]]:
    """Every part and whole that a unit may turn out to have, of the numbers that are tried."""

    def numbers(known: int | None, other: int | None = None) -> Sequence[int]:
        """A number, or those that it may be; a share is turned by numbers up to the ``other`` one of its two."""
        near = () if other is None else range(other + 1)
        return (*{*tried, *near}, FAR) if known is None else (known,)

    if aim.kind in COUNTED:
        return {(n, 1) for n in numbers(own[COUNTED[aim.kind]])}
    if aim.kind == "share":
        return {(int(n >= 2), 1) for n in numbers(own["n"])}
    parts, wholes = numbers(own["part"], own["whole"]), numbers(own["whole"], own["part"])
    return {(part, whole) for part, whole in product(parts, wholes) if part <= whole}


def standing(aim: Aim, world: tuple[int, int], period: str) -> str:
    """The verdict where every figure is known."""
    part, whole = world
    if aim.kind not in COUNTED and whole == 0:
        return "not_applicable"
    value = Fraction(part) if aim.kind in COUNTED else Fraction(part, whole)
    key, level = aim.asked
    asked = Fraction(level) if aim.kind in COUNTED else Fraction(level, 100)
    holds = value >= asked if key == "at_least" else value <= asked
    if not (aim.cumulative and period == "half_year"):
        return "met" if holds else "missed"
    if key == "at_least":
        return "met" if holds else "in_progress"
    return "in_progress" if holds else "missed"


def joined(found: Iterable[str]) -> str:
    """Each unit by itself: what the target comes to."""
    said = set(found)
    return next((one for one in ("missed", "in_progress", "met") if one in said), "not_applicable")


def one_of(found: Iterable[str]) -> str:
    said = set(found)
    return said.pop() if len(said) == 1 else "inconclusive"


def computed(of: Province, aim: Aim, known: Mapping[str, Mapping[str, int | None]]) -> tuple[str, dict[str, str]]:
    names = ("part", "whole") if aim.kind == "ratio" else (COUNTED.get(aim.kind, "n"),)
    holes = sum(known[unit][name] is None for unit in of.of(aim.level) for name in names)
    possible = {unit: worlds(aim, known[unit], MANY if holes <= 2 else FEW) for unit in of.of(aim.level)}
    if aim.each:
        said = {unit: {standing(aim, world, of.period) for world in own} for unit, own in possible.items()}
        return one_of(joined(world) for world in product(*said.values())), {u: one_of(s) for u, s in said.items()}
    all_of = {(0, 0)}
    for own in possible.values():
        all_of = {(part + more, whole + other) for part, whole in all_of for more, other in own}
    return one_of(standing(aim, world, of.period) for world in all_of), {}


def answered(of: Province, aim: Aim) -> str:
    own = [one for one in of.replies if one.target == aim.name and one.period == of.period and one.day <= of.as_of]
    given = [one for one in own if not is_early(one.day, one.period)]
    return given[0].verdict if given else "inconclusive"


def scored(of: Province, aim: Aim, verdicts: Mapping[str, str]) -> str:
    """Every way in which open criteria may end."""
    points, limited = points_of(of.aims), {one.name for one in of.aims if one.asked[0] == "at_most"}
    choices = [_ends(verdicts[name], limited=name in limited) for name in aim.criteria]
    return one_of(
        _score(aim, dict(zip(aim.criteria, world, strict=True)), points, of.period) for world in product(*choices)
    )


def _ends(verdict: str, *, limited: bool) -> tuple[str, ...]:
    """What a criterion may still become."""
    if verdict == "inconclusive":
        return ("met", "missed", "not_applicable")
    return ("met", "missed") if verdict == "in_progress" and limited else (verdict,)


def _score(aim: Aim, stand: Mapping[str, str], points: Mapping[str, int], period: str) -> str:
    counted = [name for name, one in stand.items() if one != "not_applicable" or aim.empty != "not_counted"]
    if not counted:
        return "not_applicable"
    full = [name for name in counted if stand[name] == "met" or (stand[name], aim.empty) == ("not_applicable", "full")]
    most = sum(points[name] for name in stand)
    reached_points = Fraction(sum(points[name] for name in full), sum(points[name] for name in counted)) * most
    if reached_points >= aim.asked[1]:
        return "met"
    return "in_progress" if aim.cumulative and period == "half_year" else "missed"


def told(of: Province) -> Outcome:
    """What has to come out; of a period that is not over nothing counts."""
    missing = frozenset(unit for unit in waited_for(of) if not reported(of, unit))
    if is_early(of.as_of, of.period):
        of = replace(of, cells={unit: dict.fromkeys(said) for unit, said in of.cells.items()})
    known = figures(of)
    here = [aim for aim in of.aims if not aim.periods or of.period in aim.periods]
    verdicts: dict[str, str] = {}
    units: dict[str, dict[str, str]] = {}
    for aim in here:
        if aim.kind == "manual":
            verdicts[aim.name] = answered(of, aim)
        elif aim.kind != "score":
            verdicts[aim.name], units[aim.name] = computed(of, aim, known)
    for aim in here:
        if aim.kind == "score":
            verdicts[aim.name] = scored(of, aim, verdicts)
    asked = {aim.name for aim in of.aims if not of.chosen or aim.name in of.chosen}
    run = {aim.name for aim in asked_for(of)}
    seen = [one for one in of.replies if one.target in run and one.target in verdicts]
    given = [one for one in seen if one.period == of.period]
    return Outcome(
        {name: verdict for name, verdict in verdicts.items() if name in asked},
        {name: own for name, own in units.items() if own and name in asked},
        tuple(aim.name for aim in of.aims if aim.name not in verdicts or aim.name not in asked),
        tuple(sorted(one.target for one in seen if one.period != of.period)),
        tuple(sorted(one.target for one in given if one.day > of.as_of)),
        tuple(sorted(one.target for one in given if one.day <= of.as_of and is_early(one.day, one.period))),
        waited_for(of),
        missing,
    )


def points_of(aims: Iterable[Aim]) -> dict[str, int]:
    return {aim.name: 10 * (number % 3 + 1) for number, aim in enumerate(aims)}


# what provinces there are


def provinces(seed: int, number: int) -> Iterator[Province]:
    dice = random.Random(seed)  # noqa: S311  # repeatable, and no secret
    for _ in range(number):
        yield a_province(dice)


def a_province(dice: random.Random) -> Province:
    units = {
        district: sorted(dice.sample(sorted(COMMUNES[district]), dice.randint(1, len(COMMUNES[district]))))
        for district in dice.choice((("297",), ("297", "292"), ("297", "292")))
    }
    units = {
        district: ["21", *(one for one in own if one != "21")][:2] if district == "292" else own
        for district, own in units.items()
    }
    period = dice.choice(PERIODS)
    annex, own_field = dice.random() < 0.5, dice.random() < 0.5
    aims = some_aims(dice, own_field=own_field)
    chosen = tuple(aim.name for aim in aims if dice.random() < 0.5) if dice.random() < 0.2 else ()
    cells = some_cells(dice, units, annex=annex, own_field=own_field)
    return Province(
        units, annex, own_field, cells, aims, some_replies(dice, aims),
        period, dice.choice(DAYS), chosen,
    )  # fmt: skip


def some_cells(
    dice: random.Random, units: Mapping[str, Sequence[str]], *, annex: bool, own_field: bool
) -> dict[str, dict[str, Said]]:
    """Communes with a few holes, and units above that state what comes out, something else or nothing.

    Districts that file nothing state nothing: their figures are counted only.
    """
    file = annex or own_field
    holes, gone = dice.choice((0.0, 0.0, 0.1, 0.3)), dice.choice((0.0, 0.0, 0.2, 1.0))
    cells: dict[str, dict[str, Said]] = {}
    whole: dict[str, dict[str, int]] = {}
    for communes in units.values():
        for one in communes:
            inside = dice.randint(0, 4)
            whole[one] = {"n": dice.randint(0, 4), "part": dice.randint(0, inside), "whole": inside}
            cells[one] = {
                name: dice.choice((None, WORDS)) if dice.random() < holes else value
                for name, value in whole[one].items()
            }
            if dice.random() < gone:
                cells[one] = dict.fromkeys(COUNTS, NO_ROW)
    for unit, below in [*units.items(), (PROVINCE, tuple(units))]:
        whole[unit] = {name: sum(whole[one][name] for one in below) for name in COUNTS}
        how = dice.choice(("nothing", "right", "right", "other", "some"))
        cells[unit] = {name: stated(dice, how, whole[unit][name]) for name in COUNTS}
        if (how == "nothing" or not file) and unit != PROVINCE:
            cells[unit] = dict.fromkeys(COUNTS, NO_ROW)
        if own_field and unit != PROVINCE:
            cells[unit][OWN] = NO_ROW if NO_ROW in cells[unit].values() else dice.choice((None, WORDS, 0, 1, 2, 3))
            if how == "nothing" and dice.random() < 0.5:
                cells[unit] = {**dict.fromkeys(COUNTS), OWN: dice.randint(0, 3)}
    return cells


def stated(dice: random.Random, how: str, right: int) -> Said:
    if how == "nothing":
        return None
    if how == "right" or dice.random() < 0.5:
        return right
    return max(0, right + dice.choice((-2, -1, 1, 3))) if how == "other" else dice.choice((None, WORDS))


def some_aims(dice: random.Random, *, own_field: bool) -> list[Aim]:
    found = list[Aim]()
    for number in range(dice.randint(3, 5)):
        kind = dice.choice(("count", "count", "ratio", "share", "manual", "manual", *(("own",) if own_field else ())))
        level = dice.choice(LEVELS) if kind != "share" else dice.choice(LEVELS[1:])
        level = "district" if kind == "own" else level
        key = dice.choice(("at_least", "at_least", "at_most")) if kind in COUNTED else "at_least"
        level_asked = dice.randint(0, 9) if kind in COUNTED else dice.choice((20, 50, 80, 100))
        each = kind in ("count", "own", "ratio") and dice.random() < 0.4
        cumulative = dice.random() < 0.4
        found.append(Aim(f"T{number}", kind, level, (key, level_asked), each, cumulative, some_periods(dice)))
    if dice.random() < 0.6:
        criteria = dice.sample(found, 2)
        days = [set(one.periods or PERIODS) for one in criteria]
        both = tuple(one for one in PERIODS if all(one in own for own in days))
        if both:
            empty = dice.choice(("none", "full", "not_counted"))
            names = tuple(one.name for one in criteria)
            most = sum(points_of(found)[name] for name in names)
            least = min(dice.choice((10, 20, 30)), most)
            score = Aim("S", "score", "", ("at_least", least), False, dice.random() < 0.4, both, names, empty)
            found.append(score)  # points go by the places of targets
    return found


def some_periods(dice: random.Random) -> tuple[str, ...]:
    return dice.choice(((), (), ("year",), ("half_year",), PERIODS))


def some_replies(dice: random.Random, aims: Sequence[Aim]) -> list[Reply]:
    found = list[Reply]()
    for aim in aims:
        for period in (aim.periods or PERIODS) if aim.kind == "manual" else ():
            if dice.random() < 0.6:
                verdicts = ("met", "missed", "not_applicable", *(("in_progress",) if period == "half_year" else ()))
                found.append(Reply(aim.name, period, dice.choice(verdicts), dice.choice(DAYS)))
    dice.shuffle(found)
    return found


# the same province as khpcmd is told of it


def text(words: str) -> dict[str, str]:
    return {"vi": words, "en": words}


def field_name(level: str, name: str) -> str:
    return f"{level}_{name}"


def label(level: str, name: str) -> str:
    return LABELS[name] + OF_LEVEL[level]


def plan(of: Province) -> dict[str, Any]:
    """The plan as its file has it."""
    fields: dict[str, Any] = {
        "trained": {
            "kind": "count",
            "label": text("Số lớp tập huấn"),
            "reported_by": ["province"],
            "unit_of_measure": text("lớp"),
        },
    }
    if of.own_field:
        fields[OWN] = {**fields["trained"], "label": text(OWN_LABEL), "reported_by": ["district"]}
    for name, level in product(COUNTS, LEVELS):
        spec: dict[str, Any] = {"kind": "count", "label": text(label(level, name)), "reported_by": [level]}
        spec |= {"unit_of_measure": text("vụ" if name == "n" else "cơ sở"), "required": False}
        if level != "commune":
            below = LEVELS[LEVELS.index(level) + 1]
            annex = of.annex and level == "district"
            spec["rolled_up"] = {"level": below, "field": field_name(below, name), "annex": annex}
        fields[field_name(level, name)] = spec
    files = {"province": False, "district": True, "commune": not of.annex}
    units: list[dict[str, Any]] = [{"id": PROVINCE, "level": "province", "name": text("Tỉnh Hải Dương")}]
    for district, communes in of.units.items():
        units.append({"id": district, "level": "district", "name": text(DISTRICTS[district]), "parent": PROVINCE})
        units += [
            {"id": one, "level": "commune", "name": text(COMMUNES[district][one]), "parent": district}
            for one in communes
        ]
    return {
        "id": "province",
        "title": text("Kế hoạch năm 2025"),
        "document": {"number": "1/KH-UBND", "date": date(2025, 1, 5), "issuer": text("Ủy ban nhân dân tỉnh")},
        "year": 2025,
        "periods": {
            "half_year": {
                "title": text("6 tháng đầu năm 2025"), "aliases": ["6 tháng đầu năm"],
                "window": {"from": date(2025, 1, 1), "to": date(2025, 6, 30)}, "due": {"date": date(2025, 7, 5)},
                "interim": True, "months": [1, 2, 3, 4, 5, 6],
            },
            "year": {
                "title": text("năm 2025"), "window": {"from": date(2025, 1, 1), "to": date(2025, 12, 31)},
                "due": {"date": date(2026, 1, 5)}, "months": list(range(1, 13)),
            },
        },
        "levels": {name: {"title": text(name), "files": files[name]} for name in LEVELS},
        "units": units,
        "fields": fields,
        "targets": [target(of, aim) for aim in of.aims],
    }  # fmt: skip


def target(of: Province, aim: Aim) -> dict[str, Any]:
    key, asked = aim.asked
    found: dict[str, Any] = {
        "id": aim.name,
        "clause": "1",
        "quote": "q",
        "title": text(f"Chỉ tiêu {aim.name}"),
        "cumulative": aim.cumulative,
        "judged": "each_unit" if aim.each else "pooled",
    }
    if aim.periods:
        found["periods"] = list(aim.periods)
    if aim.kind == "manual":
        return found | {"measure": {"kind": "manual"}}
    if aim.kind == "score":
        points = points_of(of.aims)
        criteria = [{"target": name, "points": points[name]} for name in aim.criteria]
        measure = {"kind": "score", "criteria": criteria, "not_applicable": aim.empty}
        return found | {"measure": measure, "threshold": {key: asked}}
    names = {name: field_name(aim.level, name) for name in COUNTS}
    measures: dict[str, dict[str, Any]] = {
        "count": {"kind": "count", "of": names["n"]},
        "own": {"kind": "count", "of": OWN},
        "ratio": {"kind": "ratio", "part": names["part"], "whole": names["whole"]},
        "share": {"kind": "share", "of": aim.level, "where": {"field": names["n"], "at_least": 2}},
    }
    return found | {"measure": measures[aim.kind], "threshold": {key: asked if aim.kind in COUNTED else f"{asked}%"}}


Rows = list[list[Any]]


def sheets(of: Province) -> dict[str, Rows]:
    """By file, what was sent: the form of the province, a table of its districts, and one of communes under theirs."""
    title: list[Any] = [f"KẾT QUẢ THỰC HIỆN {TITLES[of.period]}"]
    form: Rows = [
        ["UBND TỈNH HẢI DƯƠNG"],
        title,
        ["TT", "Chỉ tiêu", "Số liệu"],
        [1, "Số lớp tập huấn", 4],
    ]
    form += [[n, label("province", name), of.cells[PROVINCE][name]] for n, name in enumerate(COUNTS, 2)]
    found = {"tinh": form}
    rows = [row(of, n, one, DISTRICTS[one]) for n, one in enumerate(of.units, 1) if there(of, one)]
    found["huyen"] = [title, [], [*header("district"), *([OWN_LABEL] if of.own_field else [])], *rows] if rows else []
    rows = []
    for district, communes in of.units.items():
        own = [row(of, n, one, COMMUNES[district][one]) for n, one in enumerate(communes, 1) if there(of, one)]
        rows += [["I" * (len(rows) > 0) + "I", DISTRICTS[district]], *own] if own else []
    found["xa"] = [title, [], header("commune"), *rows] if rows else []
    return {name: sheet for name, sheet in found.items() if sheet}


def there(of: Province, unit: str) -> bool:
    return NO_ROW not in of.cells[unit].values()


def header(level: str) -> list[Any]:
    return ["TT", "Đơn vị", *(label(level, name) for name in COUNTS)]


def row(of: Province, number: int, unit: str, name: str) -> list[Any]:
    return [number, name, *(of.cells[unit][one] for one in (*COUNTS, OWN) if one in of.cells[unit])]


def answers(of: Province) -> dict[str, Any]:
    """The file of answers."""
    more = {"reason": "Đã xem", "document": "5/BC-UBND", "decided_by": "Chủ tịch UBND tỉnh"}
    entries = [
        {"target": one.target, "period": one.period, "verdict": one.verdict, "day": one.day, **more}
        for one in of.replies
    ]
    return {"plan": "province", "answers": entries}
