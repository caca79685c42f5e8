"""Draws facts and lays them out as tables: which axis names what, with how many levels, in which dress.

A table is two lists of axes, one down and one across; what neither names is said above it. Every layout that offices
use is one such choice, with numbering, units of measure, remarks, totals, titles and notes put around it. Nothing here
is shared with the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product
from random import Random
from typing import NamedTuple

from khpcmd.returns import Basis, Key
from reading.facts import Facts, Field, Unit, all_facts

from .paper import Laid

ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Item(NamedTuple):
    """One place on an axis: what it fills in, and its texts, upper levels first."""

    unit: str = ""
    field: Field | None = None
    basis: Basis | None = None
    month: int = 0
    texts: tuple[str, ...] = ()


class Axis(NamedTuple):
    """What an axis names ("unit", "field", "time", "month"), and its places."""

    kind: str
    items: tuple[Item, ...]


class Layout(NamedTuple):
    """A way to lay facts out: the kinds of axes down, and those across."""

    name: str
    down: tuple[str, ...]
    across: tuple[str, ...]


LAYOUTS = (
    Layout("by_unit", ("unit",), ("field",)),
    Layout("by_unit_times", ("unit",), ("field", "time")),
    Layout("by_unit_two_rows", ("unit", "time"), ("field",)),
    Layout("by_field", ("field",), ()),
    Layout("by_field_times", ("field",), ("time",)),
    Layout("across", ("field",), ("unit",)),
    Layout("across_times", ("field",), ("unit", "time")),
    Layout("times_across", ("field",), ("time", "unit")),
    Layout("split", ("field", "time"), ("unit",)),
    Layout("list", ("unit", "field"), ()),
    Layout("list_times", ("unit", "field", "time"), ()),
    Layout("list_time_first", ("time", "unit"), ("field",)),
    Layout("months_across", ("field",), ("month",)),
    Layout("months_down", ("month",), ("field",)),
    Layout("months_of_units", ("unit",), ("field", "month")),
)


@dataclass(frozen=True, slots=True)
class Dress:
    """How a table is dressed."""

    merged: bool = True
    """Whether upper headers and labels are merged over what they are about; else they stand once, at its first cell."""
    groups: bool = False
    """Whether the upper levels down are headings of rows; else they have columns of their own."""
    repeated: bool = False
    """Whether the upper labels down are written again in each row."""
    numbered: bool = True
    measured: bool = False
    remarks: bool = False
    index: bool = False
    total: bool = False
    over: bool = False
    """Whether a text is merged over all columns of figures."""


@dataclass(frozen=True, slots=True)
class World:
    """A sheet with what was drawn for it. ``table`` is the table alone, ``top`` the row above its first one."""

    seed: int
    facts: Facts
    layouts: tuple[Layout, ...]
    laid: Laid
    period: str
    tables: tuple[tuple[Laid, int, int], ...]
    """Each table alone, with how far down and right it was put."""

    @property
    def name(self) -> str:
        return "+".join(layout.name for layout in self.layouts)


class Clerk:
    """Draws and lays out one sheet."""

    def __init__(self, seed: int, facts: Facts) -> None:
        self.rng = Random(f"facts/{seed}")  # noqa: S311  # the same in every run
        self.facts = facts
        self.year = facts.plan.year
        self.numbers = self.rng.sample([number for number in range(13, 3000) if number % 100], 2400)

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    # axes

    def unit(self, unit: Unit) -> Item:
        ways = [unit.name, unit.name, unit.name.upper()]
        if unit.name.startswith("Huyện "):
            ways.append(f"H. {unit.short}")
        return Item(unit=unit.id, texts=(self.rng.choice(ways),))

    def field(self, one: Field, *, levels: bool) -> Item:
        paths = [path for path in one.paths if len(path) <= 3]
        texts = self.rng.choice(paths) if levels and paths and self.chance(0.6) else (self.rng.choice(one.names),)
        return Item(field=one, texts=texts)

    def times(self) -> tuple[Item, ...]:
        before, now = self.rng.choice(
            (
                ("Năm {before}", "Năm {year}"),
                ("Thực hiện năm {before}", "Thực hiện năm {year}"),
                ("Cùng kỳ năm {before}", "Năm {year}"),
            )
        )
        said = (before.format(before=self.year - 1), now.format(year=self.year))
        return (Item(basis=Basis.BASELINE, texts=(said[0],)), Item(basis=Basis.CURRENT, texts=(said[1],)))

    def fields(self, *, counted: bool, baseline: bool) -> list[Field]:
        known = [one for one in self.facts.fields if one.counted or not counted]
        known = [one for one in known if one.baseline or not baseline]
        chosen = self.rng.sample(known, min(len(known), self.rng.randint(2, 6)))
        return sorted(chosen, key=known.index)

    def number(self, one: Field | None) -> int | str:
        if one is None or one.counted:
            return self.numbers.pop()
        return self.rng.choice(("Có", "Không", "x", "có"))


def make(seed: int) -> World:
    """The world of a seed."""
    facts = Random(f"plan/{seed}").choices(all_facts(), [6, 1, 1])[0]  # noqa: S311  # the same in every run
    clerk = Clerk(seed, facts)
    return _Sheet(clerk, seed).make()


class _Sheet:
    """One sheet: a table, two below each other, or two beside each other."""

    def __init__(self, clerk: Clerk, seed: int) -> None:
        self.clerk = clerk
        self.seed = seed
        rng, facts = clerk.rng, clerk.facts
        self.half = "half_year" in facts.plan.periods and clerk.chance(0.3)
        self.news = self._news()
        known = [one for one in LAYOUTS if self._fits(one)]
        self.layout = rng.choice(known)
        self.units = rng.sample(facts.units, rng.randint(2, min(5, len(facts.units))))

    def _news(self) -> tuple[list[Unit], list[Field]]:
        """The units that report a series by month, and its fields."""
        plan = self.clerk.facts.plan
        for name, spec in plan.fields.items():
            if spec.kind == "months":
                labels = tuple(label for label in (spec.label.vi, *spec.aliases) if " / " not in label)
                units = [Unit(one.id, one.name.vi) for one in plan.units if one.id in spec.reported_by]
                return units, [Field(name, True, labels, (), spec.unit_of_measure.vi, (), False)]
        return [], []

    def _fits(self, layout: Layout) -> bool:
        kinds = {*layout.down, *layout.across}
        if "month" in kinds and not self.news[1]:
            return False
        known = [one for one in self.clerk.facts.fields if one.baseline]
        return "time" not in kinds or (not self.half and len(known) > 0)

    def make(self) -> World:
        """Lay the tables out, with what stands above, between and below."""
        clerk, rng = self.clerk, self.clerk.rng
        laid, tables, layouts = Laid(), list[tuple[Laid, int, int]](), [self.layout]
        unit = None if self._names("unit", self.layout) else rng.choice(self._reporting(self.layout))
        row = self._above(laid, unit)
        first, rest = self._parts()
        one = self._table(self.layout, first, unit)
        tables.append((one, row, rng.choice((0, 0, 0, 1))))
        if rest:
            other = self._table(self.layout, rest, unit)
            layouts.append(self.layout)
            if clerk.chance(0.5):
                tables.append((other, row, tables[0][2] + one.last[1] + rng.choice((0, 1))))
            else:
                gap = one.last[0] + rng.choice((1, 2))
                if clerk.chance(0.5):
                    laid.put(row + gap + 1, 1, rng.choice(("Bảng 2. Kết quả thực hiện", "Bảng 2. Số liệu")))
                    gap += 1
                tables.append((other, row + gap, tables[0][2]))
        for table, down, right in tables:
            laid.add(table, down, right)
        self._below(laid)
        period = "half_year" if self.half else "year"
        return World(self.seed, clerk.facts, tuple(layouts), laid, period, tuple(tables))

    def _reporting(self, layout: Layout) -> Sequence[Unit]:
        return self.news[0] if "month" in (*layout.down, *layout.across) else self.clerk.facts.units

    @staticmethod
    def _names(kind: str, layout: Layout) -> bool:
        return kind in (*layout.down, *layout.across)

    def _parts(self) -> tuple[list[Field], list[Field]]:
        """The fields of the first table, and those of a second one where there are two."""
        kinds = {*self.layout.down, *self.layout.across}
        if "month" in kinds:
            return self.news[1], []
        fields = self.clerk.fields(counted="time" in kinds or self.clerk.chance(0.7), baseline="time" in kinds)
        if len(fields) > 3 and self.clerk.chance(0.3):
            half = len(fields) // 2
            return fields[:half], fields[half:]
        return fields, []

    def _above(self, laid: Laid, unit: Unit | None) -> int:
        clerk, rng, facts = self.clerk, self.clerk.rng, self.clerk.facts
        row = rng.choice((0, 0, 1))
        if unit:
            row += 1
            laid.put(row, 1, rng.choice((f"UBND {unit.name}".upper(), f"Đơn vị báo cáo: {unit.name}")))
            if not unit.name.startswith(("Huyện", "Thành phố", "Thị xã", "Xã", "Thị trấn")):
                laid.put(row, 1, f"Đơn vị báo cáo: {unit.name}")
        elif facts.superior and clerk.chance(0.6):
            row += 1
            laid.put(row, 1, facts.superior)
            if clerk.chance(0.5):
                laid.put(row, 4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        span = f"6 THÁNG ĐẦU NĂM {clerk.year}" if self.half else f"NĂM {clerk.year}"
        row += 1
        laid.put(row, rng.choice((1, 1, 2)), f"{rng.choice(TITLES)} {rng.choice(facts.topics)} {span}")
        return row + rng.choice((0, 0, 1))

    def _below(self, laid: Laid) -> None:
        clerk = self.clerk
        row = laid.last[0]
        if clerk.chance(0.3):
            row += clerk.rng.choice((1, 2))
            laid.put(row, 1, "Ghi chú: số liệu của các đơn vị")
        if clerk.chance(0.5):
            row += clerk.rng.choice((1, 2))
            laid.put(row, 3, f"Ngày 12 tháng {'6' if self.half else '12'} năm {clerk.year}")
            laid.put(row + 1, 1, "NGƯỜI LẬP BIỂU")
            laid.put(row + 1, 3, "THỦ TRƯỞNG ĐƠN VỊ")

    # one table

    def _axis(self, kind: str, fields: Sequence[Field], *, levels: bool) -> Axis:
        clerk = self.clerk
        match kind:
            case "unit":
                units = self.news[0] if fields and fields[0] in self.news[1] else self.units
                items = tuple(clerk.unit(one) for one in units)
            case "field":
                items = tuple(clerk.field(one, levels=levels) for one in fields)
                order = list(dict.fromkeys(item.texts[0] for item in items))
                items = tuple(sorted(items, key=lambda item: order.index(item.texts[0])))
            case "time":
                items = clerk.times()
            case _:
                months = sorted(clerk.rng.sample(clerk.facts.plan.periods["year"].months, clerk.rng.randint(3, 6)))
                items = tuple(Item(month=one, texts=(f"Tháng {one}",)) for one in months)
        return Axis(kind, items)

    def _dress(self, layout: Layout) -> Dress:
        clerk = self.clerk
        dress = Dress(
            merged=clerk.chance(0.6),
            groups=len(layout.down) == 2 and layout.down[1] == "field" and clerk.chance(0.5),
            repeated=clerk.chance(0.5),
            numbered=clerk.chance(0.7),
            measured=bool(layout.down) and layout.down[-1] == "field" and clerk.chance(0.5),
            remarks=clerk.chance(0.4),
            index=clerk.chance(0.25),
            total="unit" in layout.down[:1] and clerk.chance(0.4),
            over=bool(layout.across) and clerk.chance(0.15),
        )
        return replace(dress, repeated=dress.repeated or len(layout.down) < 2)

    def _table(self, layout: Layout, fields: Sequence[Field], unit: Unit | None) -> Laid:
        levels = self.clerk.chance(0.6) and layout.down[-1:] != ("field",)
        down = [self._axis(kind, fields, levels=False) for kind in layout.down]
        across = [self._axis(kind, fields, levels=levels) for kind in layout.across]
        return _Table(self.clerk, layout, self._dress(layout), down, across, unit).lay_out()


TITLES = ("KẾT QUẢ CÔNG TÁC", "BÁO CÁO KẾT QUẢ CÔNG TÁC", "BIỂU SỐ LIỆU CÔNG TÁC", "KẾT QUẢ THỰC HIỆN CÔNG TÁC")
CORNERS = {
    "unit": ("Đơn vị", "Tên đơn vị"),
    "field": ("Chỉ tiêu", "Nội dung"),
    "time": ("Năm",),
    "month": ("Tháng",),
}


class _Table:
    """One table while it is laid out, from row 1 and column 1."""

    def __init__(  # what a table is made of
        self,
        clerk: Clerk,
        layout: Layout,
        dress: Dress,
        down: Sequence[Axis],
        across: Sequence[Axis],
        unit: Unit | None,
    ) -> None:
        self.clerk, self.layout, self.dress, self.unit = clerk, layout, dress, unit
        self.laid = Laid()
        self.down, self.across = down, across
        self.rows = list(product(*(axis.items for axis in down)))
        self.columns = list(product(*(axis.items for axis in across)))
        own = 1 if dress.groups else len(down)
        self.labels = range(1 + dress.numbered, 1 + dress.numbered + own)
        self.first = self.labels.stop + dress.measured
        self.remark = self.first + len(self.columns)

    def lay_out(self) -> Laid:
        """The table."""
        row = self._headers()
        if self.dress.index:
            row += 1
            for at in range(1, self.remark):
                self.laid.put(row, at, f"({at})")
        self._rows(row)
        return self.laid

    def _headers(self) -> int:
        """Write the header; the number of its rows."""
        paths = [tuple(text for item in items for text in item.texts) for items in self.columns]
        if not self.across:
            paths = [(self.clerk.rng.choice(("Số lượng", "Kết quả", "Thực hiện", "Số liệu")),)]
        over = int(self.dress.over)
        depth = max(map(len, paths)) + over
        if over:
            text = self.clerk.rng.choice(("Kết quả thực hiện", "Các chỉ tiêu"))
            self.laid.put(1, self.first, text)
            self.laid.merge((1, self.first, 1, self.remark - 1))
        for level in range(depth - over):
            self._level(paths, level, over, depth)
        corners = [(at, self.clerk.rng.choice(CORNERS[axis.kind])) for at, axis in self._label_axes()]
        corners += [(1, "TT")] if self.dress.numbered else []
        corners += [(self.first - 1, "ĐVT")] if self.dress.measured else []
        corners += [(self.remark, "Ghi chú")] if self.dress.remarks else []
        for at, text in corners:
            self.laid.put(1, at, text)
            if self.dress.merged:
                self.laid.merge((1, at, depth, at))
        return depth

    def _label_axes(self) -> list[tuple[int, Axis]]:
        shown = self.down[-1:] if self.dress.groups else self.down
        return list(zip(self.labels, shown, strict=True))

    def _level(self, paths: Sequence[tuple[str, ...]], level: int, over: int, depth: int) -> None:
        """Write one level of the header, each text once over all columns that it is about."""
        at = self.first
        for _, same in groupby(paths, key=lambda one: one[: level + 1]):
            path, *others = same
            count = 1 + len(others)
            if level < len(path):
                row, leaf = 1 + over + level, level == len(path) - 1
                self.laid.put(row, at, path[level])
                if self.dress.merged:
                    self.laid.merge((row, at, depth if leaf else row, at + count - 1))
            at += count

    def _rows(self, row: int) -> None:
        count, groups, before = 0, 0, tuple[Item, ...]()
        starts = dict[tuple[Item, ...], int]()
        for items in self.rows:
            if self.dress.groups and items[:-1] != before:
                row, groups, count, before = row + 1, groups + 1, 0, items[:-1]
                self.laid.put(row, self.labels.start, items[0].texts[0])
                if self.dress.numbered:
                    self.laid.put(row, 1, ROMANS[groups - 1])
            row, count = row + 1, count + 1
            self._labels(row, count, items, starts)
            self._figures(row, items)
        if self.dress.merged and not self.dress.repeated and not self.dress.groups:
            self._merge_labels(starts, row)
        if self.dress.total:
            self._total(row)

    def _labels(self, row: int, count: int, items: tuple[Item, ...], starts: dict[tuple[Item, ...], int]) -> None:
        """Write what stands left of the figures of a row, and right of them."""
        if self.dress.numbered:
            self.laid.put(row, 1, count)
        shown = items[-1:] if self.dress.groups else items
        for level, (at, item) in enumerate(zip(self.labels, shown, strict=True), 1):
            first = starts.setdefault(shown[:level], row)
            if first == row or self.dress.repeated or level == len(shown):
                self.laid.put(row, at, item.texts[0])
        if self.dress.measured and items[-1].field and items[-1].field.measure:
            self.laid.put(row, self.first - 1, items[-1].field.measure)
        if self.dress.remarks and self.clerk.chance(0.2):
            self.laid.put(row, self.remark, self.clerk.rng.choice(("Đã kiểm tra", "Đạt", "Theo báo cáo")))

    def _merge_labels(self, starts: dict[tuple[Item, ...], int], last: int) -> None:
        for level, at in enumerate(self.labels, 1):
            if level == len(self.labels):
                return
            rows = [row for key, row in starts.items() if len(key) == level]
            for top, below in zip(rows, [*rows[1:], last + 1], strict=True):
                self.laid.merge((top, at, below - 1, at))

    def _figures(self, row: int, items: tuple[Item, ...]) -> None:
        for at, others in enumerate(self.columns, self.first):
            every = (*items, *others)
            unit = next((item.unit for item in every if item.unit), self.unit.id if self.unit else "")
            one = next((item.field for item in every if item.field), None)
            basis = next((item.basis for item in every if item.basis), Basis.CURRENT)
            of_month = next((item.month for item in every if item.month), 0)
            if self.clerk.chance(0.03):
                continue
            self.laid.put(row, at, self.clerk.number(one))
            assert one is not None
            self.laid.meant[row, at] = unit, Key(one.id, basis, of_month)

    def _total(self, row: int) -> None:
        """A row that adds up the units, where every column is of counts."""
        self.laid.put(row + 1, self.labels.start, self.clerk.rng.choice(("Tổng cộng", "Cộng", "Tổng số")))
        for at in range(self.first, self.remark):
            values = [self.laid.cells[place] for place in self.laid.meant if place[1] == at]
            if all(isinstance(value, int) for value in values):
                self.laid.put(row + 1, at, sum(value for value in values if isinstance(value, int)))
