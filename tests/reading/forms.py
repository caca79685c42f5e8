"""Tables with a row for each field: the form of one unit, and units side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from khpcmd.returns import Basis

from .facts import Field, Unit
from .layout import ROMANS, Layout, Scope
from .paper import Page

HEADINGS = ("CÔNG TÁC TUYÊN TRUYỀN", "CÔNG TÁC KIỂM TRA", "Tình hình chung", "Kết quả hoạt động", "Công tác chỉ đạo, điều hành", "CÁC HOẠT ĐỘNG KHÁC")
STRANGERS = ("Số hộ nuôi ong", "Số km đường được làm mới", "Số buổi họp giao ban", "Số máy tính được cấp")


class Columns(NamedTuple):
    """The columns of a form, 0 for one that it does not have; ``first`` is that of the first figures."""

    number: int
    label: int
    measure: int
    first: int
    remark: int


def form(layout: Layout, page: Page, unit: Unit, scope: Scope) -> None:
    """One form of one unit: its head, its table and its foot."""
    layout.head(page, scope, unit)
    form_table(layout, page, [unit], layout.some_fields(3, 9), scope)
    layout.foot(page, scope, unit)


def form_table(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], table: Scope, *, named: bool = False) -> None:
    """A table with a row for each field; ``named`` has a column for each unit, else the unit stands above the table."""
    numbered, measured, remarks = layout.chance(0.8), layout.chance(0.75), layout.chance(0.8)
    siblings = None if named else layout.siblings
    label = 1 + numbered
    first = label + 1 + measured
    width = len(siblings.headers) if siblings else len(units)
    columns = Columns(int(numbered), label, label + 1 if measured else 0, first, first + width if remarks else 0)
    scopes = [Scope() for _ in units]
    two_rows = not named and not siblings and layout.chance(0.2)
    merged = layout.chance(0.5)
    top = page.add()
    word = layout.pick("Chỉ tiêu", "Nội dung", "Tên chỉ tiêu", "Nội dung báo cáo", "Chỉ tiêu báo cáo")
    page.put(top, label, layout.say("label_header", word, table))
    if numbered:
        page.put(top, 1, layout.pick("TT", "STT", "Số TT"))
    if measured:
        page.put(top, columns.measure, layout.pick("Đơn vị tính", "ĐVT", "Đơn vị tính"))
    if remarks:
        page.put(top, columns.remark, layout.pick("Ghi chú", "Ghi chú", "Diễn giải"))
    if siblings:
        for index, text in enumerate(siblings.headers):
            page.put(top, first + index, layout.of_year(text))
    elif named:
        for at, (unit, scope) in enumerate(zip(units, scopes, strict=True), first):
            page.put(top, at, layout.say("unit_cell", layout.unit_written(unit), scope))
    elif two_rows:
        page.put(top, first, layout.say("header_row1", layout.pick("Kết quả thực hiện", "Kết quả", "Số liệu báo cáo"), table))
        bottom = page.add()
        page.put(bottom, first, layout.say("header_row2", layout.pick("Số lượng", "Tổng số", "Thực hiện"), table))
        layout.merged &= merged
        for at in columns:
            if merged and at and at != first:
                page.merge(top, at, bottom, at)
    else:
        own = ["Số lượng", "Kết quả", "Thực hiện", "Kết quả thực hiện", "Số liệu"]
        own += [layout.of_year("Năm {year}"), layout.of_year("Thực hiện năm {year}")] if layout.period == "year" else []
        page.put(top, first, layout.say("only_header", layout.pick(*own), table))
    if layout.chance(0.3):
        row = page.add()
        for mark, at in zip(("(A)", "(B)", "(C)"), (at for at in columns[:3] if at), strict=False):
            page.put(row, at, mark)
        for at in range(width):
            page.put(row, first + at, f"({at + 1})")
    _rows(layout, page, units, fields, table, scopes, columns)


def _rows(
    layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], table: Scope, scopes: Sequence[Scope], columns: Columns
) -> None:
    """The rows of a form with their group rows."""
    grouped, group, count, groups = layout.chance(0.5), Scope(), 0, 0
    noted = layout.rng.randrange(len(fields))
    for index, one in enumerate(fields):
        if grouped and (index == 0 or layout.chance(0.3)):
            group, row = Scope(), page.add()
            if columns.number:
                page.put(row, 1, ROMANS[groups])
            page.put(row, columns.label, layout.say("group", layout.pick(*HEADINGS), group))
            groups, count = groups + 1, 0
        if layout.chance(0.08):
            _stranger(layout, page, columns)
        count += 1
        row, line = page.add(), Scope()
        if columns.number:
            page.put(row, 1, count)
        label = layout.say("row_label", layout.rng.choice(one.names), line, one.measure)
        if index == noted and (text := layout.extra("footnote_marked", line)):
            label += " (*)"
            layout.marked.append(text)
        page.put(row, columns.label, label)
        if columns.measure and one.measure:
            page.put(row, columns.measure, layout.say("uom", one.measure, line, one.measure))
        for at, (unit, scope) in enumerate(zip(units, scopes, strict=True), columns.first):
            _figure(layout, page, row, at, unit, one, (table, group, line, scope))
        if columns.remark:
            page.put(row, columns.remark, layout.say("remark", "", line))
        if beside := layout.extra("note", line):
            page.put(row, (columns.remark or columns.first + len(units)) + 2, beside)
        if comment := layout.extra("comment", line):
            page.comments[row, layout.side.choice((columns.label, columns.first))] = comment


def _figure(layout: Layout, page: Page, row: int, at: int, unit: Unit, one: Field, scopes: tuple[Scope, ...]) -> None:
    """A figure at its place, with other numbers in the columns beside it."""
    value, siblings = layout.figure(unit, one, scopes), layout.siblings
    if siblings is None:
        page.put(row, at, layout.shown(value))
        return
    for index, header in enumerate(siblings.headers):
        if index == siblings.meant:
            page.put(row, at + index, layout.shown(value))
        elif one.counted and (one.measure == "người" or not siblings.persons):
            page.put(row, at + index, layout.beside(unit, one, layout.of_year(header)))


def _stranger(layout: Layout, page: Page, columns: Columns) -> None:
    """A row of another subject, which no field of the plan is."""
    row = page.add()
    if columns.number:
        page.put(row, 1, layout.pick("-", "+"))
    page.put(row, columns.label, layout.pick(*STRANGERS))
    if columns.measure:
        page.put(row, columns.measure, "cái")
    page.put(row, columns.first, layout.number())


def across_years(layout: Layout, page: Page, units: Sequence[Unit], fields: Sequence[Field], table: Scope) -> None:
    """A table with two columns for each unit: the year before and this year, or the plan and what was done."""
    fields = [one for one in fields if one.counted] or [one for one in layout.facts.fields if one.counted][:2]
    years = layout.chance(0.5)
    heads = ("Năm {before}", "Năm {year}") if years else ("Kế hoạch", "Thực hiện")
    top = page.add("TT", layout.pick("Chỉ tiêu", "Nội dung"), "ĐVT")
    bottom = page.add()
    for at in (1, 2, 3):
        page.merge(top, at, bottom, at)
    scopes = [Scope() for _ in units]
    for index, (unit, scope) in enumerate(zip(units, scopes, strict=True)):
        page.put(top, 4 + index * 2, layout.say("unit_cell", layout.unit_written(unit), scope))
        page.merge(top, 4 + index * 2, top, 5 + index * 2)
        page.put(bottom, 4 + index * 2, layout.of_year(heads[0]))
        page.put(bottom, 5 + index * 2, layout.say("header", layout.of_year(heads[1]), scope))
    for count, one in enumerate(fields, 1):
        line = Scope()
        row = page.add(count, layout.say("row_label", layout.rng.choice(one.names), line, one.measure), one.measure)
        for index, (unit, scope) in enumerate(zip(units, scopes, strict=True)):
            if years and one.baseline:
                page.put(row, 4 + index * 2, layout.figure(unit, one, (), Basis.BASELINE))
            else:
                page.put(row, 4 + index * 2, layout.number())
            page.put(row, 5 + index * 2, layout.figure(unit, one, (table, line, scope)))
        page.put(row, 4 + 2 * len(units), layout.say("remark", "", line))
    page.put(top, 4 + 2 * len(units), "Ghi chú")
    page.merge(top, 4 + 2 * len(units), bottom, 4 + 2 * len(units))
