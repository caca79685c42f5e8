"""Lays out returns as offices do: ``lay_out`` makes the sheets of a world, and says which figures they mean."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .facts import Facts, Unit
from .forms import Form, across_years, form, form_table
from .layout import Insertion, Layout, Scope, Siblings
from .tables import annex, long_list, table, two_rows

SIBLINGS = (
    Siblings("total-male-female", ("Tổng số", "Nam", "Nữ"), 0, "read", persons=True),
    Siblings("total-of-which", ("Tổng số", "Trong đó: nữ"), 0, "read", persons=True),
    Siblings("female-total", ("Nữ", "Tổng số"), 1, "read", persons=True),
    Siblings("period-cumulative", ("Kỳ này", "Lũy kế từ đầu năm"), 1, "read"),
    Siblings("cumulative-month", ("Lũy kế", "Trong tháng"), 0, "read"),
    Siblings("month-added", ("Tháng báo cáo", "Cộng dồn từ đầu năm"), 1, "read"),
    Siblings("plan-done", ("Kế hoạch", "Thực hiện"), 1, "read"),
    Siblings("given-done", ("Chỉ tiêu giao", "Kết quả thực hiện"), 1, "read"),
    Siblings("done-plan", ("Thực hiện", "Kế hoạch năm"), 0, "read"),
    Siblings("plan-done-rate", ("Kế hoạch năm {year}", "Thực hiện năm {year}", "Tỷ lệ (%)"), 1, "read"),
    Siblings("registered-done", ("Đăng ký", "Thực hiện"), 1, "read"),
    Siblings("done-rate", ("Số lượng", "Tỷ lệ (%)"), 0, "read"),
    Siblings("done-to-do", ("Đã thực hiện", "Chưa thực hiện"), 0, "read"),
    Siblings("done-next-year", ("Thực hiện", "Kế hoạch năm {after}"), 0, "read"),
    Siblings("years", ("Năm {before}", "Năm {year}"), 1, "read"),
    Siblings("same-period", ("Cùng kỳ năm {before}", "Thực hiện năm {year}"), 1, "read"),
    Siblings("reported-revised", ("Số báo cáo", "Số sau rà soát"), 0, "open"),
    Siblings("two-sources", ("Số liệu của Phòng", "Số liệu của Công an"), 0, "open"),
    Siblings("first-second", ("Số liệu", "Số liệu lần 2"), 0, "open"),
    Siblings("nameless", ("Số lượng", ""), 0, "open"),
    Siblings("nameless-before", ("", "Số lượng"), 1, "open"),
    Siblings("unknown-word", ("Kết quả", "Quạng xép"), 0, "open"),
    Siblings("other-subject", ("Kết quả", "Trâu bò"), 0, "open"),
    Siblings("halves", ("6 tháng đầu năm", "6 tháng cuối năm", "Cả năm"), 2, "read"),
    Siblings("quarters", ("Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm"), 4, "read"),
    Siblings("given-done-left", ("Số được giao", "Đã thực hiện", "Còn lại"), 1, "read"),
    Siblings(
        "three", ("Thực hiện năm {before}", "Kế hoạch năm {year}", "Thực hiện năm {year}", "So sánh (%)"), 2, "read"
    ),
    Siblings("in-period-cumulative", ("Trong kỳ", "Lũy kế đến kỳ báo cáo"), 1, "read"),
    Siblings("done-score", ("Kết quả", "Điểm tự chấm"), 0, "either"),
    Siblings("hope-done", ("Kỳ vọng", "Thực hiện"), 1, "either"),
    Siblings("standard-done", ("Mức chuẩn", "Kết quả"), 1, "either"),
    Siblings("inspected-again", ("Kết quả", "Phúc tra"), 0, "open"),
    Siblings("checked", ("Số liệu", "Kết quả kiểm đếm lại"), 0, "open"),
)


def lay_out(
    facts: Facts, seed: int, kind: str, insertion: Insertion | None = None, siblings: Siblings | None = None
) -> Layout:
    """The world of a seed. The same seed gives the same layout, whatever is put in."""
    rng, side = Random(f"{facts.name}/{seed}/{kind}"), Random(seed)  # noqa: S311  # the same in every run
    layout = Layout(facts, rng, kind, insertion, siblings, side=side)
    if "half_year" in facts.plan.periods and kind not in ("across_years", "two_rows") and not siblings:
        layout.period = "half_year" if layout.chance(0.3) else "year"
    LAYOUTS[kind](layout)
    year = facts.plan.year
    name = layout.pick(f"BC {year}", f"bieu so lieu {year}", "returns", f"Báo cáo {year}", "so lieu")
    text = layout.chance(0.08) and len(layout.pages) == 1
    layout.file = layout.say("file", name, layout.whole).replace("/", "-") + (".csv" if text else ".xlsx")
    if text:
        layout.merged &= not layout.pages[0].merges
        layout.pages[0].merges.clear()
    return layout


def _form(layout: Layout) -> None:
    form(layout, layout.plain_page(), layout.rng.choice(layout.facts.units), layout.whole)


def _sheets(layout: Layout) -> None:
    for unit in layout.rng.sample(layout.facts.units, 3):
        scope = Scope()
        form(layout, layout.new_page(unit.short, scope), unit, scope)


def _stacked(layout: Layout) -> None:
    page = layout.plain_page()
    for unit in layout.rng.sample(layout.facts.units, 2):
        form(layout, page, unit, Scope())
        page.add()


def _across(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    form_table(layout, page, Form(layout.some_units(2, 5), layout.some_fields(2, 7), layout.whole, named=True))
    layout.foot(page, layout.whole, None)


def _across_years(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    across_years(layout, page, layout.some_units(2, 4), layout.whole)
    layout.foot(page, layout.whole, None)


def _table(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    table(layout, page, layout.some_units(2, 7), layout.some_fields(2, 8), layout.whole)
    layout.foot(page, layout.whole, None)


def _two_tables(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    units, fields = layout.some_units(3, 3), layout.some_fields(4, 6)
    for number, part in enumerate((fields[: len(fields) // 2], fields[len(fields) // 2 :]), 1):
        page.add(f"Bảng {number}. " + layout.pick("Kết quả thực hiện", "Số liệu", "Kết quả"))
        table(layout, page, units, part, Scope())
    layout.foot(page, layout.whole, None)


def _two_rows(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    two_rows(layout, page, layout.some_units(2, 4), layout.whole)
    layout.foot(page, layout.whole, None)


def _long_list(layout: Layout) -> None:
    page = layout.plain_page()
    layout.head(page, layout.whole, None)
    long_list(layout, page, layout.some_units(2, 3), layout.some_fields(2, 5), layout.whole)
    layout.foot(page, layout.whole, None)


def _annex(layout: Layout) -> None:
    page = layout.new_page(layout.pick("PL1", "Phụ lục", "Sheet1"), layout.whole)
    layout.head(page, layout.whole, None)
    annex(layout, page, layout.whole)
    layout.foot(page, layout.whole, None)


def _below(layout: Layout) -> None:
    """The form of a commune, which is not its district's: no figure of it is one of its district."""
    district, communes = layout.rng.choice(layout.facts.communes)
    commune = layout.rng.choice(communes)
    page = layout.plain_page()
    if layout.chance(0.5):
        page.add(district.name.upper())
    form(layout, page, Unit(commune.id, commune.name), layout.whole)
    layout.required = False


LAYOUTS: dict[str, Callable[[Layout], None]] = {
    "form": _form,
    "sheets": _sheets,
    "stacked": _stacked,
    "across": _across,
    "across_years": _across_years,
    "table": _table,
    "two_tables": _two_tables,
    "two_rows": _two_rows,
    "long_list": _long_list,
    "annex": _annex,
    "below": _below,
}
WEIGHTS = dict.fromkeys(LAYOUTS, 1) | {"form": 4, "table": 4, "annex": 2}
"""How often each layout is drawn."""
