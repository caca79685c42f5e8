"""What a check has to say of growth over a reform of communes, worked out without khpcmd: files in, verdicts out.

The baseline is a file of 2025 under the names that communes had then, some of them merged, split or renamed since.
``reforms`` makes such a ``Reform`` with its files, ``told`` says what has to come out; nothing of khpcmd is used here.

The sentences:
- the baseline of a period is that of the same period of 2025, reported by the communes that were there on its last day.
- a commune that was there on that day has the figure under its name, unless others were formed from it as well.
- one that was not is the sum of all that it was formed from. It has none where one of these is missing, was not there
  either, or went to several communes, also beyond the list; and none where it does not say what it was formed from.
- a figure under the name of a newer commune was worked out for it, and is taken, if what it was formed from is listed
  under other names; where their sum is known as well and is another one, neither is believed.
- an old name in a file of after the reform is understood where one commune alone was formed from it and from no other;
  where both names have a figure, and not the same, neither is believed.
- what is not known is filled in with each of a few numbers, and a verdict is what all ways to do so agree on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from oracle_province import joined, one_of, text

TRIED = (0, 1, 3, 10**6)
"""The numbers that are tried for what is not known: growth is turned by very small or very large ones."""
ENDS = {"half_year": date(2025, 6, 30), "year": date(2025, 12, 31)}
"""The last day of each period in the baseline year."""
REFORMS = (date(2024, 7, 1), date(2025, 7, 1), date(2026, 1, 1))
TITLES = {"half_year": "6 THÁNG ĐẦU NĂM", "year": "NĂM"}
OLD = ("Xã Nam Trung", "Xã An Bình", "Xã Thái Tân", "Xã Hồng Phong", "Xã Minh Tân")
NEW = ("Phường Lê Lợi", "Xã Quang Phục", "Phường Tứ Minh", "Xã Cộng Hòa")
STAYED = "Xã Đồng Lạc"


@dataclass(frozen=True)
class Former:
    code: str
    name: str
    ended: date
    began: date | None = None
    divided: bool = False


@dataclass(frozen=True)
class Today:
    code: str
    name: str
    began: date | None
    formed_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reform:
    """The communes of before and of today, and what the files say by name."""

    former: Sequence[Former]
    today: Sequence[Today]
    period: str
    now: Mapping[str, int | None]
    before: Mapping[str, int | None]
    least: int
    """The growth that is asked, in percent."""


def parts(of: Reform, unit: Today) -> list[Former]:
    """What a commune was formed from: of several of one code the last before it began."""
    began = unit.began or date.max
    found = ([one for one in of.former if one.code == code and one.ended < began] for code in unit.formed_from)
    return [max(own, key=lambda one: one.ended) for own in found]


def baseline(of: Reform, unit: Today) -> int | None:
    """What is known of the baseline of a commune of today."""
    day = ENDS[of.period]
    made_of = parts(of, unit)
    heirs = [one for one in of.today for part in parts(of, one) if part in made_of]
    if unit.began is None or unit.began <= day:
        renamed = made_of[0].name if len(heirs) == len(made_of) == 1 and not made_of[0].divided else ""
        said = {number for name in (unit.name, renamed) if (number := of.before.get(name)) is not None}
        return said.pop() if len(said) == 1 else None
    if not made_of or any((one.began or date.min) > day or one.ended < day for one in made_of):
        return None
    worked_out = None if unit.name in {one.name for one in of.former} else of.before.get(unit.name)
    if len(heirs) > len(made_of) or any(one.divided for one in made_of):
        return worked_out
    known = [of.before.get(one.name) for one in made_of]
    total = None if None in known else sum(filter(None, known))
    if worked_out is None or total is None:
        return total if worked_out is None else worked_out
    return total if total == worked_out else None


def standing(now: int, before: int, least: int) -> str:
    if before == 0:
        return "not_applicable"
    return "met" if Fraction(now, before) - 1 >= Fraction(least, 100) else "missed"


def told(of: Reform) -> tuple[dict[str, str], dict[str, str]]:
    """The verdicts on the growth of all together (T1) and of each (T2), and how each commune stands."""
    possible = {}
    for unit in of.today:
        numbers = (of.now.get(unit.name), baseline(of, unit))
        possible[unit.code] = set(product(*(TRIED if known is None else (known,) for known in numbers)))
    units = {code: {standing(now, before, of.least) for now, before in own} for code, own in possible.items()}
    sums = {(0, 0)}
    for own in possible.values():
        sums = {(now + more, before + other) for now, before in sums for more, other in own}
    verdicts = {
        "T1": one_of(standing(now, before, of.least) for now, before in sums),
        "T2": one_of(joined(world) for world in product(*units.values())),
    }
    return verdicts, {code: one_of(said) for code, said in units.items()}


# what reforms there are


def reforms(seed: int, number: int) -> Iterator[Reform]:
    dice = random.Random(seed)  # noqa: S311  # repeatable, and no secret
    for _ in range(number):
        yield a_reform(dice)


def a_reform(dice: random.Random) -> Reform:
    day = dice.choice(REFORMS)
    ended = day - timedelta(days=1)
    old = dice.sample(OLD, dice.randint(1, len(OLD)))
    new = dice.sample(NEW, dice.randint(1, min(3, len(old))))
    former = [Former(f"o{n}", name, ended, *odd(dice, day)) for n, name in enumerate(old)]
    made = {name: [former[n].code] for n, name in enumerate(new)}
    for one in former[len(new) :]:
        made[dice.choice(new)].append(one.code)
    if dice.random() < 0.25:  # one of them is split
        taken = made[dice.choice(new)]
        taken += [code for code in (dice.choice(former).code,) if code not in taken]
    today = [Today("s", STAYED, None)]
    for n, (name, codes) in enumerate(made.items()):
        same = dice.random() < 0.3 and len(codes) > 0
        called = next(one.name for one in former if one.code == codes[0]) if same else name
        used = {one.name for one in today} | {one.code for one in today}
        code = codes[0] if same and dice.random() < 0.5 else f"n{n}"
        if called in used or code in used:
            called, code = name, f"n{n}"
        today.append(Today(code, called, day, tuple(codes)))
    if dice.random() < 0.3:  # nothing of before is listed for one of them
        today.append(Today("u", "Xã Vô Danh", day))
    if dice.random() < 0.2:  # nor for any
        former, today = [], [Today(one.code, one.name, one.began) for one in today]
    period = dice.choice(tuple(ENDS))
    now = {one.name: dice.randint(0, 20) for one in today if dice.random() < 0.95}
    names = [one.name for one in today] if day <= ENDS[period] and dice.random() < 0.7 else [one.name for one in former]
    names = [*dict.fromkeys([STAYED, *names])]
    named: dict[str, int | None] = {name: dice.randint(0, 12) for name in names if dice.random() < 0.93}
    if dice.random() < 0.3:
        named |= {one.name: dice.randint(0, 20) for one in today if dice.random() < 0.4}
    if dice.random() < 0.2 and named:
        named[dice.choice(list(named))] = None
    return Reform(former, today, period, now, named, dice.choice((-50, -10, 0, 10, 50)))


def odd(dice: random.Random, day: date) -> tuple[date | None, bool]:
    """A former commune may be a new one itself, or have a part beyond the list."""
    began = day - timedelta(days=dice.choice((31, 400))) if dice.random() < 0.07 else None
    return began, dice.random() < 0.07


# the same reform as khpcmd is told of it


def plan(of: Reform) -> dict[str, Any]:
    """The plan as its file has it."""
    count = {"kind": "count", "label": text("Số vụ"), "unit_of_measure": text("vụ"), "baseline": True}
    common = {"clause": "1", "quote": "q", "cumulative": False, "threshold": {"at_least": f"{of.least:+}%"}}
    measure = {"kind": "growth", "of": "cases"}
    return {
        "id": "reform",
        "title": text("Kế hoạch năm 2026"),
        "document": {"number": "1/KH-UBND", "date": date(2026, 1, 5), "issuer": text("Ủy ban nhân dân tỉnh")},
        "year": 2026,
        "baseline_year": 2025,
        "periods": {
            "half_year": {
                "title": text("6 tháng đầu năm 2026"), "aliases": ["6 tháng đầu năm"], "interim": True,
                "window": {"from": date(2026, 1, 1), "to": date(2026, 6, 30)}, "due": {"date": date(2026, 7, 5)},
                "months": [1, 2, 3, 4, 5, 6],
            },
            "year": {
                "title": text("năm 2026"), "window": {"from": date(2026, 1, 1), "to": date(2026, 12, 31)},
                "due": {"date": date(2027, 1, 5)}, "months": list(range(1, 13)),
            },
        },
        "levels": {"commune": {"title": text("xã")}},
        "units": [*map(_former, of.former), *map(_today, of.today)],
        "fields": {"cases": {**count, "reported_by": ["commune"]}},
        "targets": [
            {**common, "id": "T1", "title": text("Tăng"), "measure": measure},
            {**common, "id": "T2", "title": text("Tăng ở từng xã"), "measure": measure, "judged": "each_unit"},
        ],
    }  # fmt: skip


def _former(one: Former) -> dict[str, Any]:
    found = {"id": one.code, "level": "commune", "name": text(one.name), "valid_to": one.ended}
    found |= {"valid_from": one.began} if one.began else {}
    return found | ({"divided": True} if one.divided else {})


def _today(one: Today) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.code, "level": "commune", "name": text(one.name)}
    found |= {"valid_from": one.began} if one.began else {}
    return found | ({"formed_from": list(one.formed_from)} if one.formed_from else {})


def sheet(of: Reform, year: int) -> list[list[Any]]:
    """The table of a year."""
    figures = of.now if year == 2026 else of.before
    rows = [[n, name, value] for n, (name, value) in enumerate(figures.items(), 1)]
    return [[f"BÁO CÁO SỐ LIỆU {TITLES[of.period]} {year}"], [], ["TT", "Đơn vị", "Số vụ"], *rows]
