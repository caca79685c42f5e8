"""Random provinces that report honestly over several periods: what units would report if nobody ever made a slip.

Each unit has its own size for each figure; every year the whole province grows or shrinks, each unit does a little by
itself, and what is counted varies by chance besides. No code of khpcmd's rules is used here, nor their numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

Figures = dict[str, int]
"""What a unit reports for a period, by field."""

NOW, HALF = "year 2023", "half 2023"
LAST, LAST_HALF, FIRST = "year 2022", "half 2022", "year 2021"
TIMES = (FIRST, LAST_HALF, LAST, HALF, NOW)

STOCKS = {"venues": (20, 160), "workers": (60, 500), "staff": (12, 60), "households": (8_000, 60_000)}
"""Numbers of what there is, by the least and the greatest usual size."""
INSIDE = {"inspected": ("venues", 0.35), "informed": ("workers", 0.6), "trained": ("staff", 0.5)}
"""Flows of things out of a stock, and the usual share."""
FLOWS = {
    "sessions": (20, 400),
    "participants": (800, 20_000),
    "leaflets": (500, 12_000),
    "broadcasts": (40, 600),
    "inspections": (4, 60),
    "visits_paid": (10, 120),
    "cases": (1, 12),
    "fines": (0.5, 8),
    "trainings": (2, 25),
    "meetings": (4, 48),
}
UNUSUAL = 0.03
"""How often something unusual happens that is true all the same: a campaign, a flood, a vacancy."""
REPORTS = (6, 60)
"""How many reports a unit receives in a year."""
COMMUNES = (9, 30)
"""How many communes a unit has, which are reached one after the other in each year."""
FIELDS = (
    *STOCKS, *INSIDE, *FLOWS, "reached", "carried_in", "received", "verified", "resolved", "pending",
)  # fmt: skip
NATURES = {"reached": "progress", "carried_in": "backlog", "pending": "backlog"}
"""What the figures are that neither accumulate nor are there as a rule."""
NOISE = {"calm": (0.03, 0.1), "usual": (0.08, 0.3), "restless": (0.25, 0.5)}
"""How widely the figures of the units of a province vary besides chance, between two ends."""


@dataclass(frozen=True)
class Province:
    """Its units and what they report at each time; ``thresholds`` are what its targets ask for."""

    units: tuple[str, ...]
    figures: Mapping[str, Mapping[str, Figures]]
    """By time, then by unit."""
    thresholds: Mapping[str, str | int]

    def plan(self) -> dict[str, Any]:
        """The plan of this province as the plan language writes it."""
        return plan_of(self.units, self.thresholds)


def poisson(mean: float, random: Random) -> int:
    """A number of chance events around a mean; of many it is as good as normal."""
    if mean > 60:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def between(low: float, high: float, random: Random) -> float:
    """A size between two others; halves and doubles are equally likely."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def province(random: Random, units: int = 12, noise: str = "usual") -> Province:
    """One province."""
    names = tuple(f"d{number}" for number in range(1, units + 1))
    restless = random.uniform(*NOISE[noise])
    grows = {(name, year): random.gauss(0, 0.12) for name in FIELDS for year in (2022, 2023)}
    figures = {time: dict[str, Figures]() for time in TIMES}
    for unit in names:
        for time, found in _unit(random, restless, grows).items():
            figures[time][unit] = found
    return Province(names, figures, _thresholds(random, figures))


def _unit(random: Random, restless: float, grows: Mapping[tuple[str, int], float]) -> dict[str, Figures]:
    size = {name: between(*ends, random) for name, ends in {**STOCKS, **FLOWS, "received": REPORTS}.items()}
    share = {name: min(0.95, random.gauss(usual, 0.08)) for name, (_, usual) in INSIDE.items()}
    found = dict[str, Figures]()
    stock = {name: round(size[name]) for name in STOCKS}
    communes, carried = random.randint(*COMMUNES), poisson(2, random)
    for year in (2021, 2022, 2023):
        if year > 2021:
            stock = {name: max(1, round(number * (1 + random.gauss(0.01, 0.03)))) for name, number in stock.items()}
            for name in FLOWS:
                size[name] *= math.exp(grows[name, year])
        left = [(0.5 + size["received"] * 0.08) * math.exp(random.gauss(0, restless)) for _ in range(2)]
        halves = [_part(random, restless, size, share, stock, part) for part in (random.uniform(0.38, 0.55), None)]
        first, rest = halves
        half = _with_reports(random, first, carried, stock, first["received"] + carried, left[0])
        whole = {name: first[name] + rest[name] for name in (*FLOWS, "received")}
        whole |= {name: min(stock[of], first[name] + rest[name]) for name, (of, _) in INSIDE.items()}
        year_end = _with_reports(random, whole, carried, stock, half["pending"] + rest["received"], left[1])
        half["reached"] = min(communes, poisson(communes * random.uniform(0.2, 0.9), random))
        year_end["reached"] = random.choice((communes, random.randint(half["reached"], communes)))
        carried = year_end["pending"]
        found[f"half {year}"], found[f"year {year}"] = half, year_end
    return {time: found[time] for time in TIMES}


def _part(
    random: Random,
    restless: float,
    size: Mapping[str, float],
    share: Mapping[str, float],
    stock: Mapping[str, int],
    part: float | None,
) -> Figures:
    """What is done in one half of a year."""
    weight = 0.53 if part is None else part
    done = dict[str, int]()
    for name in (*FLOWS, "received"):
        moved = random.gauss(0, 0.6) if random.random() < UNUSUAL else random.gauss(0, restless)
        done[name] = poisson(size[name] * weight * math.exp(moved), random)
    for name, (of, _) in INSIDE.items():
        mean = stock[of] * share[name] * weight * math.exp(random.gauss(0, restless / 2))
        done[name] = min(stock[of] // 2, poisson(mean, random))
    return done


def _with_reports(
    random: Random, done: Mapping[str, int], carried: int, stock: Mapping[str, int], most: int, left: float
) -> Figures:
    """The figures of a return: what was done, what there is, and what became of the reports; ``left`` are pending, as
    a rule."""
    total = done["received"] + carried
    pending = min(total, most, poisson(left, random))
    resolved = total - pending
    verified = min(total, resolved + pending // 2)
    reports = {"carried_in": carried, "verified": verified, "resolved": resolved, "pending": pending}
    return {**dict(done), **dict(stock), **reports}


def _thresholds(random: Random, figures: Mapping[str, Mapping[str, Figures]]) -> dict[str, str | int]:
    """What the targets ask for: near what was reached, sometimes above and sometimes below it."""

    def total(name: str, time: str = NOW) -> int:
        return sum(found[name] for found in figures[time].values())

    def near(value: float) -> float:
        return value * math.exp(random.gauss(0, 0.25))

    asked: dict[str, str | int] = {
        name: f"{min(99.0, near(100 * total(name) / total(of))):.1f}%" for name, (of, _) in INSIDE.items()
    }
    asked |= {name: max(1, round(near(total(name)))) for name in ("sessions", "participants", "broadcasts", "reached")}
    asked["resolved"] = f"{min(100.0, 100 * near(total('resolved') / max(1, total('received')))):.1f}%"
    asked["leaflets"] = f"{round(100 * (near(total('leaflets') / max(1, total('leaflets', LAST))) - 1)):+d}%"
    return asked


def plan_of(units: tuple[str, ...], asked: Mapping[str, str | int]) -> dict[str, Any]:
    """A plan for these units with a target for each threshold."""

    def text(words: str) -> dict[str, str]:
        return {"vi": words, "en": words}

    def count(name: str) -> dict[str, Any]:
        flow, own = name not in (*STOCKS, *NATURES), dict[str, object]()
        own |= {"baseline": True} if name == "leaflets" else {}
        own |= {"nature": NATURES[name]} if name in NATURES else {}
        return {
            "kind": "count", "label": text(f"field {name}"), "reported_by": ["district"], "unit_of_measure": text("n"),
            "flow": flow, **own,
        }  # fmt: skip

    def target(name: str) -> dict[str, Any]:
        measure: dict[str, Any] = {"kind": "count", "of": name}
        if name in INSIDE:
            measure = {"kind": "ratio", "part": name, "whole": INSIDE[name][0]}
        elif name == "resolved":
            measure = {"kind": "ratio", "part": name, "whole": ["received", "carried_in"]}
        elif name == "leaflets":
            measure = {"kind": "growth", "of": name}
        return {
            "id": name.upper(), "clause": "1", "quote": "q", "title": text(name), "measure": measure,
            "threshold": {"at_least": asked[name]}, "cumulative": False,
        }  # fmt: skip

    year = {
        "title": text("year"), "window": {"from": "2022-12-15", "to": "2023-12-14"}, "due": {"date": "2023-12-15"},
        "months": list(range(1, 12)),
    }  # fmt: skip
    half = year | {
        "title": text("half-year"), "window": {"from": "2022-12-15", "to": "2023-06-14"},
        "due": {"date": "2023-06-15"}, "interim": True, "months": [1, 2, 3, 4, 5],
    }  # fmt: skip
    return {
        "id": "province",
        "title": text("a province"),
        "document": {"number": "1/KH", "date": "2023-01-01", "issuer": text("somebody")},
        "year": 2023,
        "baseline_year": 2022,
        "periods": {"half_year": half, "year": year},
        "levels": {"district": {"title": text("districts")}},
        "units": [{"id": unit, "level": "district", "name": text(f"District {unit}")} for unit in units],
        "fields": {name: count(name) for name in FIELDS},
        "constraints": [
            {"kind": "steps", "steps": [["received", "carried_in"], ["verified"], ["resolved"]]},
            {"kind": "sum", "parts": ["resolved", "pending"], "whole": ["received", "carried_in"]},
        ],
        "targets": [target(name) for name in asked],
    }
