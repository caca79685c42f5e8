"""Tables with a row for each field: the form of one unit, and units side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.returns import Basis

from .facts import Field, Unit
from .layout import ROMANS, Layout, Scope
from .paper import Page

HEADINGS = (
    "CÔNG TÁC TUYÊN TRUYỀN", "CÔNG TÁC KIỂM TRA", "Tình hình chung", "Kết quả hoạt động", "Công tác chỉ đạo, điều hành",
    "CÁC HOẠT ĐỘNG KHÁC",
)  # fmt: skip
STRANGERS = ("Số hộ nuôi ong", "Số km đường được làm mới", "Số buổi họp giao ban", "Số máy tính được cấp")


class Columns(NamedTuple):
    """The columns of a form, 0 for one that it does not have; ``first`` is that of the first figures."""

    number: int
    label: int
    measure: int
    first: int
    remark: int


NO_COLUMNS = Columns(0, 0, 0, 0, 0)


@dataclass(slots=True)
class Form:
    """A table of a form: ``named`` has a column for each unit, else its one unit stands above the table."""

    units: Sequence[Unit]
    fields: Sequence[Field]
    whole: Scope
    named: bool = False
    columns: Columns = NO_COLUMNS
    width: int = 0
    scopes: list[Scope] = field(default_factory=list)
    """The figures of each unit."""


def form(layout: Layout, page: Page, unit: Unit, scope: Scope) -> None:
    """One form of one unit: its head, its table and its foot."""
    layout.head(page, scope, unit)
    form_table(layout, page, Form([unit], layout.some_fields(3, 9), scope))
    layout.foot(page, scope, unit)


def form_table(layout: Layout, page: Page, made: Form) -> None:
    """A table with a row for each field."""
    numbered, measured, remarks = layout.chance(0.8), layout.chance(0.75), layout.chance(0.8)
    made.width = len(layout.siblings.headers) if layout.siblings and not made.named else len(made.units)
    label = 1 + numbered
    first = label + 1 + measured
    remark = first + made.width if remarks else 0
    made.columns = Columns(int(numbered), label, label + 1 if measured else 0, first, remark)
    made.scopes = [Scope() for _ in made.units]
    _header(layout, page, made)
    if layout.chance(0.3):
        row = page.add()
        for mark, at in zip(("(A)", "(B)", "(C)"), (at for at in made.columns[:3] if at), strict=False):
            page.put(row, at, mark)
        for at in range(made.width):
            page.put(row, first + at, f"({at + 1})")
    _rows(layout, page, made)


def _header(layout: Layout, page: Page, made: Form) -> None:
    """The header of one row, or of two over the only column of figures."""
    number, label, measure, first, remark = made.columns
    two_rows, merged = layout.chance(0.2), layout.chance(0.5)
    top = page.add()
    word = layout.pick("Chỉ tiêu", "Nội dung", "Tên chỉ tiêu", "Nội dung báo cáo", "Chỉ tiêu báo cáo")
    page.put(top, label, layout.say("label_header", word, made.whole))
    page.put_if(number, top, layout.pick("TT", "STT", "Số TT"))
    page.put_if(measure, top, layout.pick("Đơn vị tính", "ĐVT", "Đơn vị tính"))
    page.put_if(remark, top, layout.pick("Ghi chú", "Ghi chú", "Diễn giải"))
    if made.named:
        for at, (unit, scope) in enumerate(zip(made.units, made.scopes, strict=True), first):
            page.put(top, at, layout.say("unit_cell", layout.unit_written(unit), scope))
    elif layout.siblings:
        for at, text in enumerate(layout.siblings.headers, first):
            page.put(top, at, layout.of_year(text))
    elif two_rows:
        over = layout.pick("Kết quả thực hiện", "Kết quả", "Số liệu báo cáo")
        page.put(top, first, layout.say("header_row1", over, made.whole))
        bottom = page.add()
        page.put(bottom, first, layout.say("header_row2", layout.pick("Số lượng", "Tổng số", "Thực hiện"), made.whole))
        layout.merged &= merged
        for at in (number, label, measure, remark):
            if merged and at:
                page.merge(top, at, bottom, at)
    else:
        own = ["Số lượng", "Kết quả", "Thực hiện", "Kết quả thực hiện", "Số liệu"]
        own += [layout.of_year("Năm {year}"), layout.of_year("Thực hiện năm {year}")] if layout.period == "year" else []
        page.put(top, first, layout.say("only_header", layout.pick(*own), made.whole))


def _rows(layout: Layout, page: Page, made: Form) -> None:
    """The rows of a form with their group rows."""
    number, label = made.columns[:2]
    grouped, group, count, groups = layout.chance(0.5), Scope(), 0, 0
    noted = layout.rng.randrange(len(made.fields))
    for index, one in enumerate(made.fields):
        if grouped and (index == 0 or layout.chance(0.3)):
            group, row = Scope(), page.add()
            page.put_if(number, row, ROMANS[groups])
            page.put(row, label, layout.say("group", layout.pick(*HEADINGS), group))
            groups, count = groups + 1, 0
        if layout.chance(0.08):
            _stranger(layout, page, made.columns)
        count += 1
        page.put_if(number, page.add(), count)
        _row(layout, page, made, one, group, marked=index == noted)


def _row(layout: Layout, page: Page, made: Form, one: Field, group: Scope, *, marked: bool) -> None:
    """What stands in the row of a field, its last row so far."""
    row, line, (_, label, measure, first, remark) = page.row, Scope(), made.columns
    text = layout.say("row_label", layout.rng.choice(one.names), line, one.measure)
    if marked and (note := layout.added("footnote_marked", line)):
        text += " (*)"
        layout.marked.append(note)
    page.put(row, label, text)
    if measure and one.measure:
        page.put(row, measure, layout.say("uom", one.measure, line, one.measure, others=one.measures))
    for at, (unit, scope) in enumerate(zip(made.units, made.scopes, strict=True), first):
        value = layout.figure(unit, one, (made.whole, group, line, scope))
        if layout.siblings and not made.named:
            _beside(layout, page, at, unit, one, value)
        else:
            page.put(row, at, layout.shown(value))
    if remark:
        page.put(row, remark, layout.say("remark", "", line))
    page.put(row, (remark or first + len(made.units)) + 2, layout.added("note", line))
    if comment := layout.added("comment", line):
        page.comments[row, layout.side.choice((label, first))] = comment


def _beside(layout: Layout, page: Page, at: int, unit: Unit, one: Field, value: int | bool) -> None:
    """A figure in its column, with other numbers in the columns beside it."""
    siblings = layout.siblings
    assert siblings is not None
    for index, header in enumerate(siblings.headers):
        if index == siblings.meant:
            page.put(page.row, at + index, layout.shown(value))
        elif one.counted and (one.measure == "người" or not siblings.persons):
            page.put(page.row, at + index, layout.beside(unit, one, layout.of_year(header)))


def _stranger(layout: Layout, page: Page, columns: Columns) -> None:
    """A row of another subject, which no field of the plan is."""
    row = page.add()
    page.put_if(columns.number, row, layout.pick("-", "+"))
    page.put(row, columns.label, layout.pick(*STRANGERS))
    page.put_if(columns.measure, row, "cái")
    page.put(row, columns.first, layout.number())


def across_years(layout: Layout, page: Page, units: Sequence[Unit], table: Scope) -> None:
    """A table with two columns for each unit: the year before and this year, or the plan and what was done."""
    fields = layout.some_counts(2, 6)
    years = layout.chance(0.5)
    heads = ("Năm {before}", "Năm {year}") if years else ("Kế hoạch", "Thực hiện")
    remark = 4 + 2 * len(units)
    top = page.add("TT", layout.pick("Chỉ tiêu", "Nội dung"), "ĐVT")
    page.put(top, remark, "Ghi chú")
    bottom = page.add()
    for at in (1, 2, 3, remark):
        page.merge(top, at, bottom, at)
    scopes = [Scope() for _ in units]
    for at, unit, scope in zip(range(4, remark, 2), units, scopes, strict=True):
        page.put(top, at, layout.say("unit_cell", layout.unit_written(unit), scope))
        page.merge(top, at, top, at + 1)
        page.put(bottom, at, layout.of_year(heads[0]))
        page.put(bottom, at + 1, layout.say("header", layout.of_year(heads[1]), scope))
    for count, one in enumerate(fields, 1):
        line = Scope()
        label = layout.say("row_label", layout.rng.choice(one.names), line, one.measure)
        row = page.add(count, label, one.measure)
        for at, unit, scope in zip(range(4, remark, 2), units, scopes, strict=True):
            before = layout.figure(unit, one, (), Basis.BASELINE) if years and one.baseline else layout.number()
            page.put(row, at, before)
            page.put(row, at + 1, layout.figure(unit, one, (table, line, scope)))
        page.put(row, remark, layout.say("remark", "", line))
