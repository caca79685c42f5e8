"""What a plan asks for, as somebody knows it who lays out a form: its units, its fields with their names, its topic."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan

HERE = Path(__file__).parent
ROSTER = HERE.parents[1] / "targets" / "rosters" / "hai_duong_2023_communes.csv"
CLASS_WORDS = ("Thành phố ", "Thị xã ", "Huyện ", "Xã ", "Phường ", "Thị trấn ")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can stand in a form. ``names`` are single labels, ``paths`` those with headers above each other."""

    id: str
    counted: bool
    names: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    measure: str
    measures: tuple[str, ...]
    """Other words for its unit of measure."""
    baseline: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit with its full name and the name without its class word."""

    id: str
    name: str

    @property
    def short(self) -> str:
        return next((self.name.removeprefix(word) for word in CLASS_WORDS if self.name.startswith(word)), self.name)


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan with what a clerk knows of it."""

    plan: Plan
    level: str
    units: tuple[Unit, ...]
    fields: tuple[Field, ...]
    topics: tuple[str, ...]
    programmes: tuple[str, ...]
    superior: str
    communes: tuple[tuple[Unit, tuple[Unit, ...]], ...] = ()
    """Districts with their communes, where there are annexes of communes."""
    commune_fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        return self.plan.id

    @property
    def words(self) -> str:
        """All texts of the fields and the topics, in small letters."""
        names = [name for one in (*self.fields, *self.commune_fields) for name in (*one.names, *sum(one.paths, ()))]
        return " | ".join([*names, *self.topics, *(one.measure for one in self.fields)]).lower()


def _fields(plan: Plan, reporter: str) -> tuple[Field, ...]:
    found = []
    for name, spec in plan.fields.items():
        if reporter not in spec.reported_by or spec.kind not in ("count", "yes_no"):
            continue
        labels = [spec.label.vi, *spec.aliases]
        single = tuple(label for label in labels if " / " not in label)
        paths = tuple(tuple(label.split(" / ")) for label in labels if " / " in label)
        measure = getattr(spec, "unit_of_measure", None)
        others = tuple(getattr(spec, "unit_aliases", ()))
        baseline = bool(getattr(spec, "baseline", False))
        found.append(Field(name, spec.kind == "count", single, paths, measure.vi if measure else "", others, baseline))
    return tuple(found)


def _units(plan: Plan, level: str) -> tuple[Unit, ...]:
    return tuple(Unit(unit.id, unit.name.vi) for unit in plan.units if unit.level == level)


@lru_cache(maxsize=1)
def all_facts() -> tuple[Facts, ...]:
    """The three plans that worlds are laid out for."""
    shipped = load_plan(None).plan
    forest = load_plan(HERE / "plans" / "forest.yaml").plan
    books = load_plan(HERE / "plans" / "books.yaml").plan
    districts = _units(shipped, "district")
    below: dict[str, list[Unit]] = {}
    with ROSTER.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            below.setdefault(row["district_code"], []).append(Unit(row["code"], row["name"]))
    return (
        Facts(
            shipped, "district", districts, _fields(shipped, "district"),
            ("PHÒNG, CHỐNG MẠI DÂM", "PHÒNG, CHỐNG TỆ NẠN MẠI DÂM"),
            (
                "ma túy", "phòng, chống ma túy", "cai nghiện ma túy", "HIV/AIDS", "phòng, chống mua bán người",
                "Methadone",
            ),
            "UBND TỈNH HẢI DƯƠNG",
            tuple((unit, tuple(below[unit.id])) for unit in districts), _fields(shipped, "commune"),
        ),
        Facts(
            forest, "commune", _units(forest, "commune"), _fields(forest, "commune"),
            ("BẢO VỆ VÀ PHÁT TRIỂN RỪNG", "BẢO VỆ RỪNG"), ("nông thôn mới", "giảm nghèo", "an toàn giao thông"), "",
        ),
        Facts(
            books, "district", _units(books, "district"), _fields(books, "district"),
            ("PHÁT TRIỂN VĂN HÓA ĐỌC", "XÂY DỰNG VĂN HÓA ĐỌC"), ("xóa mù chữ", "nông thôn mới", "chuyển đổi số"), "",
        ),
    )  # fmt: skip
