"""Tables with a row for each unit: consolidated tables, annexes of communes, two rows for each unit, long lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from khpcmd.returns import Basis

from .facts import Field, Unit
from .layout import ROMANS, Layout, Scope
from .paper import Page

GROUPS = ("Các thành phố", "Các huyện, thị xã", "Khu vực 1", "Cụm 1", "Các đơn vị")
OVER_ALL = "\n"
"""Stands for a header over all columns that says nothing of them."""


class Leaf(NamedTuple):
    """A column of figures: its headers above each other, its field, and what it is ("" for the figures that are meant)."""

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


def table(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], scope: Scope) -> None:
    """A consolidated table with one to three header rows, merged or not."""
    numbered, remarks = layout.chance(0.85), layout.chance(0.5)
    tiers, merged = layout.rng.choice((1, 1, 2, 2, 3)), layout.chance(0.7)
    leaves = _leaves(layout, fields, tiers)
    depth = max(len(leaf.path) for leaf in leaves)
    layout.merged &= merged or depth == 1
    top, unit_at = page.row + 1, 1 + numbered
    page.row += depth
    first = unit_at + 1
    remark_at = first + len(leaves) if remarks else 0
    if numbered:
        page.put(top, 1, layout.pick("TT", "STT"))
    page.put(top, unit_at, layout.say("unit_header", layout.pick("Đơn vị", "Tên đơn vị", "Đơn vị", "Đơn vị báo cáo"), scope))
    if remarks:
        page.put(top, remark_at, "Ghi chú")
    scopes = [Scope() for _ in leaves]
    spans = _headers(layout, page, leaves, scopes, top, first, depth, merged)
    for at in (numbered, unit_at, remark_at):
        if merged and at:
            page.merge(top, at, top + depth - 1, at)
    if layout.chance(0.35):
        row = page.add(*(["(A)"] if numbered else []), "(B)")
        for at in range(len(leaves)):
            page.put(row, first + at, f"({at + 1})")
    _unit_rows(layout, page, units, leaves, scopes, scope, (unit_at, first, remark_at))
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
        persons = layout.siblings.persons
        at = next((at for at, leaf in enumerate(found) if leaf.field.counted and (leaf.field.measure == "người" or not persons)), None)
        if at is not None:
            path, one, _ = found[at]
            headers = [layout.of_year(text) for text in layout.siblings.headers]
            found[at : at + 1] = [
                Leaf((*path, text), one, "" if index == layout.siblings.meant else text or "-") for index, text in enumerate(headers)
            ]
    elif tiers == 3 and layout.chance(0.6) and max(len(leaf.path) for leaf in found) < 3:
        found = [leaf._replace(path=(OVER_ALL, *leaf.path)) for leaf in found]
    return found


def _headers(
    layout: Layout, page: Page, leaves: Sequence[Leaf], scopes: Sequence[Scope], top: int, first: int, depth: int, merged: bool
) -> list[Span]:
    """Write the header rows, each text once over all that it spans."""
    spans = []
    for level in range(depth):
        index = 0
        while index < len(leaves):
            path, last = leaves[index].path, index
            if level >= len(path):
                index += 1
                continue
            leaf = len(path) == level + 1
            while not leaf and last + 1 < len(leaves) and leaves[last + 1].path[: level + 1] == path[: level + 1]:
                last += 1
            span = Span([scopes[at] for at in range(index, last + 1)])
            spans.append(span)
            text = path[level]
            if text == OVER_ALL:
                text = layout.say("top_header", layout.pick("Kết quả thực hiện", "Công tác kiểm tra", "Các chỉ tiêu"), span.scope)
            elif layout.siblings is None:
                text = layout.say("header" if leaf else "merged_header", text, span.scope, leaves[index].field.measure if leaf else "")
            page.put(top + level, first + index, text)
            if merged:
                page.merge(top + level, first + index, top + (depth - 1 if leaf else level), first + last)
            index = last + 1
    return spans


def _unit_rows(
    layout: Layout, page: Page, units: Sequence[Unit], leaves: Sequence[Leaf], scopes: Sequence[Scope], table: Scope, places: tuple[int, int, int]
) -> None:
    """The rows of the units, in groups or not, with a total, with sub-totals, or without."""
    unit_at, first, remark_at = places
    summed = [index for index, leaf in enumerate(leaves) if leaf.field.counted and "%" not in leaf.path[-1]]
    sums, part = dict.fromkeys(summed, 0), dict.fromkeys(summed, 0)
    total = layout.pick("first", "last", "", "last") if summed else ""
    total_row = page.add() if total == "first" else 0
    grouped, subtotals, groups = layout.chance(0.3), bool(summed) and layout.chance(0.4), 0
    group = Scope()
    for count, unit in enumerate(units, 1):
        if grouped and (count == 1 or layout.chance(0.3)):
            if subtotals and count > 1:
                _total(page, page.add(), unit_at, "Cộng", first, part)
            part = dict.fromkeys(summed, 0)
            group, row = Scope(), page.add()
            if unit_at > 1:
                page.put(row, 1, ROMANS[groups])
            page.put(row, unit_at, layout.say("unit_group", layout.pick(*GROUPS), group))
            groups += 1
        row, line = page.add(), Scope()
        if unit_at > 1:
            page.put(row, 1, count)
        page.put(row, unit_at, layout.say("unit_cell", layout.unit_written(unit), line))
        for index, leaf in enumerate(leaves):
            if leaf.other:
                value = layout.beside(unit, leaf.field, leaf.path[-1]) if leaf.field.counted else None
            else:
                value = layout.figure(unit, leaf.field, (table, group, line, scopes[index]))
            page.put(row, first + index, layout.shown(value) if isinstance(value, bool) else value)
            if index in sums and isinstance(value, int):
                sums[index] += value
                part[index] += value
        if remark_at:
            page.put(row, remark_at, layout.say("remark", "", line))
        if beside := layout.extra("note", line):
            page.put(row, first + len(leaves) + 3, beside)
        if comment := layout.extra("comment", line):
            page.comments[row, unit_at] = comment
    if subtotals and grouped:
        _total(page, page.add(), unit_at, "Cộng", first, part)
    if total == "last":
        total_row = page.add()
    if total_row:
        name = layout.pick("Tổng cộng", "Tổng cộng", "Tổng số", "Toàn tỉnh" if layout.facts.superior else "Tổng cộng")
        _total(page, total_row, unit_at, name, first, sums)


def _total(page: Page, row: int, at: int, name: str, first: int, sums: dict[int, int]) -> None:
    page.put(row, at, name)
    for index, amount in sums.items():
        page.put(row, first + index, amount)


def annex(layout: Layout, page: Page, scope: Scope) -> None:
    """A table of communes below their districts, with marks or with words for yes and no."""
    layout.head(page, scope, None)
    marks, remarks = layout.chance(0.6), layout.chance(0.6)
    fields = layout.facts.commune_fields
    scopes = [Scope() for _ in fields]
    width = 2 if marks else 1
    top = page.add("TT", layout.say("unit_header", layout.pick("Xã, phường, thị trấn", "Đơn vị", "Tên xã"), scope))
    remark_at = 3 + width * len(fields) if remarks else 0
    for index, (one, column) in enumerate(zip(fields, scopes, strict=True)):
        page.put(top, 3 + index * width, layout.say("header", layout.rng.choice(one.names), column))
        page.merge(top, 3 + index * width, top, 2 + (index + 1) * width)
    if remarks:
        page.put(top, remark_at, "Ghi chú")
    if marks:
        bottom = page.add(None, None, *(["Có", "Không"] * len(fields)))
        for at in (1, 2, *([remark_at] if remarks else [])):
            page.merge(top, at, bottom, at)
    for roman, (district, communes) in zip(ROMANS, layout.rng.sample(layout.facts.communes, 2), strict=False):
        group = Scope()
        page.add(roman, layout.say("unit_cell", district.name.upper(), group))
        for count, commune in enumerate(layout.rng.sample(communes, 3), 1):
            line = Scope()
            row = page.add(count, layout.say("unit_cell", commune.name, line))
            for index, (one, column) in enumerate(zip(fields, scopes, strict=True)):
                value = layout.figure(commune, one, (scope, group, line, column))
                page.put(row, 3 + index * width + (marks and not value), "x" if marks else "Có" if value else "Không")
            if remarks:
                page.put(row, remark_at, layout.say("remark", "", line))
            if comment := layout.extra("comment", line):
                page.comments[row, 2] = comment
    layout.foot(page, scope, None)


def two_rows(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], scope: Scope) -> None:
    """A table with two rows for each unit: the year before and this year, or the plan and what was done."""
    years = layout.chance(0.5)
    kinds = ("Năm {before}", "Năm {year}") if years else ("Kế hoạch", "Thực hiện")
    fields = [one for one in fields if one.counted] or [one for one in layout.facts.fields if one.counted][:2]
    scopes = [Scope() for _ in fields]
    names = [layout.say("header", layout.rng.choice(one.names), column, one.measure) for one, column in zip(fields, scopes, strict=True)]
    page.add("TT", "Đơn vị", "Năm" if years else layout.pick("Kế hoạch/Thực hiện", "Phân loại"), *names)
    for count, unit in enumerate(units, 1):
        line = Scope()
        row = page.add(count, layout.say("unit_cell", layout.unit_written(unit), line), layout.of_year(kinds[0]))
        merged = layout.chance(0.6)
        page.add(None, None if merged else page.cells[row, 2], layout.of_year(kinds[1]))
        if merged:
            page.merge(row, 1, row + 1, 1)
            page.merge(row, 2, row + 1, 2)
        for at, (one, column) in enumerate(zip(fields, scopes, strict=True), 4):
            before = layout.figure(unit, one, (), Basis.BASELINE) if years and one.baseline else layout.number()
            page.put(row, at, before)
            page.put(row + 1, at, layout.figure(unit, one, (scope, line, column)))


def long_list(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], scope: Scope) -> None:
    """A list with a row for each figure: unit, field, value."""
    page.add("TT", "Đơn vị", layout.say("label_header", layout.pick("Chỉ tiêu", "Nội dung"), scope), layout.say("only_header", layout.pick("Số liệu", "Số lượng", "Kết quả"), scope), "Ghi chú")
    count = 0
    for unit in units:
        name = layout.unit_written(unit)
        for one in fields:
            count, line = count + 1, Scope()
            row = page.add(count, layout.say("unit_cell", name, line), layout.say("row_label", layout.rng.choice(one.names), line, one.measure))
            page.put(row, 4, layout.shown(layout.figure(unit, one, (scope, line))))
            page.put(row, 5, layout.say("remark", "", line))
