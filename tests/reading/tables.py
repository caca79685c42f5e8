"""Tables with a row for each unit: consolidated tables, two rows for each unit, long lists, annexes of communes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.returns import Basis

from .facts import Field, Unit
from .layout import ROMANS, Layout, Scope
from .paper import Page, Value

GROUPS = ("Các thành phố", "Các huyện, thị xã", "Khu vực 1", "Cụm 1", "Các đơn vị")
OVER_ALL = "\n"
"""Stands for a header over all columns that says nothing of them."""


class Leaf(NamedTuple):
    """A column of figures: its headers above each other, its field, and what it is ("" for the figures meant)."""

    path: tuple[str, ...]
    field: Field
    other: str


class Span:
    """A header over several columns: it governs what they all govern, once that is known."""

    def __init__(self, parts: list[Scope]) -> None:
        self._parts = parts
        self.scope = parts[0] if len(parts) == 1 else Scope()

    def close(self) -> None:
        for part in self._parts:
            if part is not self.scope:
                self.scope.figures |= part.figures


@dataclass(slots=True)
class Table:
    """A consolidated table: the columns of its figures from ``first`` on, 0 for a column that it does not have."""

    whole: Scope
    leaves: list[Leaf]
    number: int
    unit: int
    remark: int = 0
    top: int = 0
    merged: bool = True
    scopes: list[Scope] = field(default_factory=list)
    """The figures of each column."""

    @property
    def first(self) -> int:
        return self.unit + 1

    @property
    def depth(self) -> int:
        return max(len(leaf.path) for leaf in self.leaves)

    @property
    def summed(self) -> list[int]:
        """The columns that have a total."""
        return [at for at, leaf in enumerate(self.leaves) if leaf.field.counted and "%" not in leaf.path[-1]]


def table(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], scope: Scope) -> None:
    """A consolidated table with one to three header rows, merged or not."""
    numbered, remarks = layout.chance(0.85), layout.chance(0.5)
    tiers, merged = layout.rng.choice((1, 1, 2, 2, 3)), layout.chance(0.7)
    made = Table(scope, _leaves(layout, fields, tiers), int(numbered), 1 + numbered, top=page.row + 1)
    made.remark = made.first + len(made.leaves) if remarks else 0
    made.merged = merged
    layout.merged &= merged or made.depth == 1
    page.row += made.depth
    page.put_if(made.number, made.top, layout.pick("TT", "STT"))
    name = layout.pick("Đơn vị", "Tên đơn vị", "Đơn vị", "Đơn vị báo cáo")
    page.put(made.top, made.unit, layout.say("unit_header", name, scope))
    page.put_if(made.remark, made.top, "Ghi chú")
    made.scopes = [Scope() for _ in made.leaves]
    spans = [span for level in range(made.depth) for span in _header_row(layout, page, made, level)]
    for at in (made.number, made.unit, made.remark):
        if merged and at:
            page.merge(made.top, at, made.top + made.depth - 1, at)
    if layout.chance(0.35):
        row = page.add(*(["(A)"] if numbered else []), "(B)")
        for at in range(len(made.leaves)):
            page.put(row, made.first + at, f"({at + 1})")
    _unit_rows(layout, page, made, units)
    for span in spans:
        span.close()


def _leaves(layout: Layout, fields: Sequence[Field], tiers: int) -> list[Leaf]:
    """The columns of figures, those with the same header on top beside each other."""
    found = []
    for one in fields:
        paths = [path for path in one.paths if len(path) <= tiers]
        path = layout.rng.choice(paths) if paths and tiers > 1 else (layout.rng.choice(one.names),)
        found.append(Leaf(path, one, ""))
    order = list(dict.fromkeys(leaf.path[0] for leaf in found))
    found.sort(key=lambda leaf: order.index(leaf.path[0]))
    if layout.siblings:
        return _with_siblings(layout, found)
    if tiers == 3 and layout.chance(0.6) and max(len(leaf.path) for leaf in found) < 3:
        return [leaf._replace(path=(OVER_ALL, *leaf.path)) for leaf in found]
    return found


def _with_siblings(layout: Layout, found: list[Leaf]) -> list[Leaf]:
    """The columns, the first that can have them with others of the same field beside it."""
    siblings = layout.siblings
    assert siblings is not None
    fitting = (
        at
        for at, leaf in enumerate(found)
        if leaf.field.counted and (leaf.field.measure == "người" or not siblings.persons)
    )
    if (at := next(fitting, None)) is None:
        return found
    path, one, _ = found[at]
    headers = [layout.of_year(text) for text in siblings.headers]
    more = [
        Leaf((*path, text), one, "" if index == siblings.meant else text or "-") for index, text in enumerate(headers)
    ]
    return [*found[:at], *more, *found[at + 1 :]]


def _header_row(layout: Layout, page: Page, made: Table, level: int) -> list[Span]:
    """Write one header row, each text once over all that it spans."""
    spans, index, leaves = [], 0, made.leaves
    while index < len(leaves):
        path, last = leaves[index].path, index
        if level >= len(path):
            index += 1
            continue
        leaf = len(path) == level + 1
        while not leaf and last + 1 < len(leaves) and leaves[last + 1].path[: level + 1] == path[: level + 1]:
            last += 1
        span = Span(made.scopes[index : last + 1])
        spans.append(span)
        text = path[level]
        if text == OVER_ALL:
            over = layout.pick("Kết quả thực hiện", "Công tác kiểm tra", "Các chỉ tiêu")
            text = layout.say("top_header", over, span.scope)
        elif layout.siblings is None:
            measure = leaves[index].field.measure if leaf else ""
            text = layout.say("header" if leaf else "merged_header", text, span.scope, measure)
        row, left = made.top + level, made.first + index
        page.put(row, left, text)
        if made.merged:
            page.merge(row, left, made.top + made.depth - 1 if leaf else row, made.first + last)
        index = last + 1
    return spans


def _unit_rows(layout: Layout, page: Page, made: Table, units: Sequence[Unit]) -> None:
    """The rows of the units, in groups or not, with a total, with sub-totals, or without."""
    summed = made.summed
    sums, part = dict.fromkeys(summed, 0), dict.fromkeys(summed, 0)
    total = layout.pick("first", "last", "", "last") if summed else ""
    total_row = page.add() if total == "first" else 0
    grouped, subtotals, groups, group = layout.chance(0.3), bool(summed) and layout.chance(0.4), 0, Scope()
    for count, unit in enumerate(units, 1):
        if grouped and (count == 1 or layout.chance(0.3)):
            if subtotals and count > 1:
                _total(page, page.add(), made, "Cộng", part)
            part = dict.fromkeys(summed, 0)
            group, row = Scope(), page.add()
            page.put_if(made.number, row, ROMANS[groups])
            page.put(row, made.unit, layout.say("unit_group", layout.pick(*GROUPS), group))
            groups += 1
        page.put_if(made.number, page.add(), count)
        for index, value in _unit_row(layout, page, made, unit, group).items():
            sums[index] += value
            part[index] += value
    if subtotals and grouped:
        _total(page, page.add(), made, "Cộng", part)
    if total:
        whole = "Toàn tỉnh" if layout.facts.superior else "Tổng cộng"
        _total(
            page, total_row or page.add(), made, layout.pick("Tổng cộng", "Tổng cộng", "Tổng số", "Cộng", whole), sums
        )


def _unit_row(layout: Layout, page: Page, made: Table, unit: Unit, group: Scope) -> dict[int, int]:
    """Write the row of a unit; the numbers that are added up, by their columns."""
    row, line, added = page.row, Scope(), dict[int, int]()
    page.put(row, made.unit, layout.say("unit_cell", layout.unit_written(unit), line))
    for index, leaf in enumerate(made.leaves):
        value: Value | bool = None
        if not leaf.other:
            value = layout.figure(unit, leaf.field, (made.whole, group, line, made.scopes[index]))
        elif leaf.field.counted:
            value = layout.beside(unit, leaf.field, leaf.path[-1])
        page.put(row, made.first + index, layout.shown(value) if isinstance(value, bool) else value)
        if leaf.field.counted and isinstance(value, int):
            added[index] = value
    if made.remark:
        page.put(row, made.remark, layout.say("remark", "", line))
    page.put(row, made.first + len(made.leaves) + 3, layout.added("note", line))
    if comment := layout.added("comment", line):
        page.comments[row, made.unit] = comment
    return added


def _total(page: Page, row: int, made: Table, name: str, sums: dict[int, int]) -> None:
    page.put(row, made.unit, name)
    for index, amount in sums.items():
        page.put(row, made.first + index, amount)


def two_rows(layout: Layout, page: Page, units: Sequence[Unit], scope: Scope) -> None:
    """A table with two rows for each unit: the year before and this year, or the plan and what was done."""
    years = layout.chance(0.5)
    kinds = ("Năm {before}", "Năm {year}") if years else ("Kế hoạch", "Thực hiện")
    fields = layout.some_counts(2, 5)
    scopes = [Scope() for _ in fields]
    columns = list(zip(range(4, 4 + len(fields)), fields, scopes, strict=True))
    top = page.add("TT", "Đơn vị", "Năm" if years else layout.pick("Kế hoạch/Thực hiện", "Phân loại"))
    for at, one, column in columns:
        page.put(top, at, layout.say("header", layout.rng.choice(one.names), column, one.measure))
    for count, unit in enumerate(units, 1):
        line, merged = Scope(), layout.chance(0.6)
        name = layout.say("unit_cell", layout.unit_written(unit), line)
        row = page.add(count, name, layout.of_year(kinds[0]))
        page.add(None, None if merged else name, layout.of_year(kinds[1]))
        for at in (1, 2) if merged else ():
            page.merge(row, at, row + 1, at)
        for at, one, column in columns:
            before = layout.figure(unit, one, (), Basis.BASELINE) if years and one.baseline else layout.number()
            page.put(row, at, before)
            page.put(row + 1, at, layout.figure(unit, one, (scope, line, column)))


def long_list(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], scope: Scope) -> None:
    """A list with a row for each figure: unit, field, value."""
    label = layout.say("label_header", layout.pick("Chỉ tiêu", "Nội dung"), scope)
    value = layout.say("only_header", layout.pick("Số liệu", "Số lượng", "Kết quả"), scope)
    page.add("TT", "Đơn vị", label, value, "Ghi chú")
    for unit in units:
        name = layout.unit_written(unit)
        for one in fields:
            line = Scope()
            row = page.add(page.row, layout.say("unit_cell", name, line))
            page.put(row, 3, layout.say("row_label", layout.rng.choice(one.names), line, one.measure))
            page.put(row, 4, layout.shown(layout.figure(unit, one, (scope, line))))
            page.put(row, 5, layout.say("remark", "", line))


def annex(layout: Layout, page: Page, scope: Scope) -> None:
    """A table of communes below their districts, with marks or with words for yes and no."""
    marks, remarks = layout.chance(0.6), layout.chance(0.6)
    fields = layout.facts.commune_fields
    scopes = [Scope() for _ in fields]
    width = 2 if marks else 1
    top = page.add("TT", layout.say("commune_header", layout.pick("Xã, phường, thị trấn", "Đơn vị", "Tên xã"), scope))
    remark = 3 + width * len(fields) if remarks else 0
    for index, (one, column) in enumerate(zip(fields, scopes, strict=True)):
        page.put(top, 3 + index * width, layout.say("header", layout.rng.choice(one.names), column))
        page.merge(top, 3 + index * width, top, 2 + (index + 1) * width)
    page.put_if(remark, top, "Ghi chú")
    if marks:
        bottom = page.add(None, None, *(["Có", "Không"] * len(fields)))
        for at in (1, 2, *([remark] if remark else [])):
            page.merge(top, at, bottom, at)
    for roman, (district, communes) in zip(ROMANS, layout.rng.sample(layout.facts.communes, 2), strict=False):
        group = Scope()
        page.add(roman, layout.say("unit_cell", district.name.upper(), group))
        for count, commune in enumerate(layout.rng.sample(communes, 3), 1):
            line = Scope()
            row = page.add(count, layout.say("unit_cell", commune.name, line))
            for index, (one, column) in enumerate(zip(fields, scopes, strict=True)):
                value = layout.figure(commune, one, (scope, group, line, column))
                at = 3 + index * width + (marks and not value)
                page.put(row, at, "x" if marks else "Có" if value else "Không")
            if remark:
                page.put(row, remark, layout.say("remark", "", line))
            if comment := layout.added("comment", line):
                page.comments[row, 2] = comment
