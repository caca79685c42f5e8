"""Thirty offices that each write their return in their own way, and the same returns as the plan words them.

What a text means is known to whoever makes it: the oracle answers from that, and shares nothing with what it judges.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from khpcmd.plan.model import Plan
from workbook.builder import saved

WORDS = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))
WORDINGS: Mapping[str, list[str]] = WORDS["fields"]
UNITS: Mapping[str, list[str]] = WORDS["units"]
HABITS = 6
"""How many ways of wording each field has."""
TYPOS = 0.1
"""How often a wording has two letters exchanged."""
TITLE = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023"
Value = int | bool | None
Meaning = tuple[str, str]
"""A key of the file of names, and its value."""


@dataclass
class Office:
    """One file: how it is worded, and what its texts mean."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    truth: dict[str, Meaning] = field(default_factory=dict)
    """By text, what it means."""

    def save(self, folder: Path) -> Path:
        return saved(folder / self.name, self.rows, "Biểu")


def figures(rng: Random) -> dict[str, Value]:
    """The figures of one district, which agree with each other."""
    received, carried = rng.randint(20, 60), rng.randint(0, 9)
    late, open_, overdue = rng.randint(0, 2), rng.randint(0, 5), rng.randint(0, 1)
    venues, workers, zone, sellers = (rng.randint(*span) for span in ((60, 400), (200, 900), (500, 5000), (10, 60)))
    staff = {level: rng.randint(20, 90) for level in ("district", "commune")}
    inspected, reached = rng.randint(venues // 10, venues // 2), rng.randint(10, 12)
    done = received + carried - open_ - overdue
    found: dict[str, Value] = {
        name: rng.random() < 0.85
        for name in ("plan_issued", "integrated_economy", "integrated_welfare", "integrated_drugs", "integrated_hiv")
    }
    return found | {
        "activities_held": rng.randint(0, 12),
        "reports_received": received,
        "reports_carried_in": carried,
        "reports_verified": done,
        "reports_classified": done,
        "reports_resolved_in_time": done - late,
        "reports_resolved_late": late,
        "reports_pending_in_time": open_,
        "reports_pending_overdue": overdue,
        "crimes_handled": rng.randint(2, 20),
        "venues_total": venues,
        "venues_inspected": inspected,
        "inspection_visits": inspected + rng.randint(0, 20) if rng.random() < 0.6 else None,
        "communes_reached": reached,
        "communes_maintained": reached - rng.randint(0, 3),
        "staff_district_total": staff["district"],
        "staff_district_trained": rng.randint(1, staff["district"]),
        "staff_commune_total": staff["commune"],
        "staff_commune_trained": rng.randint(1, staff["commune"]),
        "venue_workers_total": workers,
        "venue_workers_informed": rng.randint(0, workers),
        "zone_workers_total": zone,
        "zone_workers_informed": rng.randint(0, zone),
        "sellers_eligible": sellers,
        "sellers_reached": rng.randint(0, sellers),
    }


def _slip(text: str, rng: Random) -> str:
    """A wording with two letters of one of its longer words exchanged."""
    words = text.split(" ")
    long_ = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha() and word.islower()]
    if not long_:
        return text
    at = rng.choice(long_)
    word, place = words[at], rng.randrange(1, len(words[at]) - 2)
    words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)


@dataclass
class Batch:
    """The returns of twelve districts: as ten offices write them, and as the plan does."""

    odd: list[Office]
    clean: list[Office]
    figures: dict[str, dict[str, Value]]


class Maker:
    """Makes the offices of one batch from one seed."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.rng = plan, Random(seed)  # noqa: S311  # the same offices in every run

    def batch(self) -> Batch:
        units = list(UNITS)
        self.rng.shuffle(units)
        values = {unit: figures(self.rng) for unit in units}
        before = {unit: self.rng.randint(1, 15) for unit in units}
        together, alone = units[:3], units[3:]
        odd = [self._form(unit, values[unit], before[unit]) for unit in alone]
        odd.append(self._consolidated(together, values, before))
        clean = [self._clean_form(unit, values[unit], before[unit]) for unit in units]
        return Batch(odd, clean, values)

    def _text(self, name: str, habit: int) -> str:
        text = WORDINGS[name][habit]
        return _slip(text, self.rng) if self.rng.random() < TYPOS else text

    def _form(self, unit: str, values: Mapping[str, Value], before: int) -> Office:
        rng, habit = self.rng, self.rng.randrange(HABITS)
        office = Office(f"don-vi-{unit}.xlsx")
        known = office.truth
        short = rng.choice(UNITS[unit]) if rng.random() < 0.5 else ""
        head = f"UBND {short}" if short and not short.isdecimal() else f"UBND {self.plan.unit[unit].name.vi}"
        if short and not short.isdecimal():
            known[head] = ("unit", unit)
        over, extra = rng.choice(WORDS["words"]["figures"]), rng.choice(WORDS["words"]["ignored_columns"])
        known[over], known[extra] = ("figures", "results"), ("ignore", "column")
        rows: list[list[object]] = []
        for name in WORDINGS:
            text = self._text(name, habit)
            known[text] = ("field", name)
            spec = self.plan.fields[name]
            measure = getattr(spec, "unit_of_measure", None)
            past = before if name == "crimes_handled" else None
            rows.append([text, measure.vi if measure else "", self._said(values[name], known), past, rng.randint(1, 9)])
        if rng.random() < 0.5:
            rng.shuffle(rows)
        text = rng.choice(WORDS["words"]["ignored_rows"])
        known[text] = ("ignore", "row")
        rows.insert(rng.randrange(len(rows)), [text, "cái", rng.randint(1, 50), None, 1])
        office.rows = [[head], [TITLE], [], ["TT", "Nội dung", "ĐVT", over, "Năm 2022", extra]]
        office.rows += [[number, *row] for number, row in enumerate(rows, 1)]
        return office

    def _said(self, value: Value, known: dict[str, Meaning]) -> object:
        """What stands in a cell: a number, an answer in the words of the office, or that it has none yet."""
        if value is None:
            text = self.rng.choice(WORDS["words"]["missing"])
            known[text] = ("missing", "")
            return text
        if isinstance(value, bool):
            text = self.rng.choice(WORDS["words"]["yes" if value else "no"])
            known[text] = ("answer", "yes" if value else "no")
            return text
        return value

    def _consolidated(
        self, units: Sequence[str], values: Mapping[str, Mapping[str, Value]], before: Mapping[str, int]
    ) -> Office:
        """A table with a row for each unit, which are codes, and a column for each field."""
        habit = self.rng.randrange(HABITS)
        office = Office("cum.xlsx")
        known, header = office.truth, list[object]()
        for name in WORDINGS:
            text = self._text(name, habit)
            known[text] = ("field", name)
            header.append(text)
        office.rows = [
            ["SỞ LĐTBXH"],
            [TITLE],
            [],
            ["TT", "Đơn vị", *header, "Số vụ phạm tội liên quan đến mại dâm được xử lý năm 2022"],
        ]
        for number, unit in enumerate(units, 1):
            short = self.rng.choice([one for one in UNITS[unit] if not one.isdecimal()])
            known[short] = ("unit", unit)
            cells = [self._said(values[unit][name], known) for name in WORDINGS]
            office.rows.append([number, short, *cells, before[unit]])
        return office

    def _clean_form(self, unit: str, values: Mapping[str, Value], before: int) -> Office:
        """The same figures as the plan words them."""
        office = Office(f"sach-{unit}.xlsx")
        office.rows = [
            [f"UBND {self.plan.unit[unit].name.vi}"], [TITLE], [],
            ["TT", "Nội dung", "ĐVT", "Kết quả", "Năm 2022"],
        ]  # fmt: skip
        for number, name in enumerate(WORDINGS, 1):
            spec, value = self.plan.fields[name], values[name]
            measure = getattr(spec, "unit_of_measure", None)
            said = {True: "Có", False: "Không"}[value] if isinstance(value, bool) else value
            past = before if name == "crimes_handled" else None
            office.rows.append([number, spec.label.vi, measure.vi if measure else "", said, past])
        return office
