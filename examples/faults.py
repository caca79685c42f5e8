"""Returns with deliberate faults, one family of faults in each workbook. README.md tells each at its cell."""

from __future__ import annotations

import figures
import sheets
import wording
from figures import Figure
from openpyxl import Workbook
from sheets import Filed, Places
from wording import (
    BODIES_SHEET,
    COLUMNS,
    DEPARTMENT,
    DISTRICT_FORM,
    DISTRICTS_SHEET,
    FORM_SHEET,
    YEAR,
    Column,
    Group,
    Period,
)

NAM_SACH = "Huyện Nam Sách"


def faulty_books() -> dict[str, Workbook]:
    """The workbooks by file name."""
    return {
        "units.xlsx": _units(),
        "cells.xlsx": _cells(),
        "columns.xlsx": _columns(),
        "agreement.xlsx": _agreement(),
        "unit_of_measure.xlsx": _unit_of_measure(),
        "wrong_period.xlsx": _one_unit(wording.HALF_YEAR, DISTRICT_FORM, figures.HALF_YEAR["Huyện Gia Lộc"]),
        "wrong_year.xlsx": _wrong_year(),
        "words.xlsx": _words(),
    }


def _province(rows: list[tuple[str, Filed]], columns: tuple[Column, ...] = COLUMNS) -> tuple[Workbook, Places]:
    """The consolidated return of the year, with these rows of districts, and where its figures stand."""
    book = sheets.new_book()
    places = sheets.consolidated(book.create_sheet(DISTRICTS_SHEET), DEPARTMENT, YEAR, columns, rows)
    bodies = book.create_sheet(BODIES_SHEET)
    form = wording.bodies_form(len(figures.YEAR_OF_BODIES[figures.NEWSPAPER]))
    sheets.form(bodies, DEPARTMENT, YEAR, form, figures.YEAR_OF_BODIES)
    return book, places


def _with(changes: dict[tuple[str, str], Figure]) -> list[tuple[str, Filed]]:
    """The rows of the districts with some figures put in the place of the sound ones; totals follow."""
    return [
        (name, filed | {field: value for (unit, field), value in changes.items() if unit == name})
        for name, filed in figures.YEAR.items()
    ]


def _units() -> Workbook:
    """A district misspelt, and one that has two rows."""
    rows: list[tuple[str, Filed]] = []
    for name, filed in figures.YEAR.items():
        rows.append((name.replace("Bình Giang", "Bình Gang"), filed))
        if name == "Huyện Gia Lộc":
            rows.append((name, filed | {"venues_inspected": 14, "activities_held": 19}))
    return _province(rows)[0]


def _cells() -> Workbook:
    """Cells that cannot be read as the figure that is asked for."""
    book, places = _province(_with({("Thị xã Kinh Môn", "staff_district_trained"): -12}))
    sheet = book[DISTRICTS_SHEET]
    reached = places["Huyện Thanh Hà", "communes_reached"]
    typed: dict[tuple[str, str], str | float | None] = {
        ("Thành phố Hải Dương", "venue_workers_total"): "1,240",
        ("Thành phố Chí Linh", "activities_held"): "khoảng 40",
        ("Huyện Nam Sách", "venues_inspected"): 12.5,
        ("Huyện Kim Thành", "staff_commune_total"): "#DIV/0!",
        ("Huyện Thanh Hà", "communes_maintained"): f"=SUM({reached},-1)",
        ("Huyện Cẩm Giàng", "reports_verified"): None,
        ("Huyện Bình Giang", "venues_inspected"): "13 lượt/11 cơ sở",
    }
    for place, value in typed.items():
        sheet[places[place]].value = value
    return book


def _columns() -> Workbook:
    """A column that is no field of the plan, and one that is not there."""
    columns = tuple(column for column in COLUMNS if column.field != "communes_maintained")
    extra = Column("checkups", ("Số người được khám sức khỏe định kỳ",))
    rows: list[tuple[str, Filed]] = [(name, filed | {"checkups": 25}) for name, filed in figures.YEAR.items()]
    return _province(rows, (*columns, extra))[0]


def _agreement() -> Workbook:
    """Figures that contradict each other: a part larger than its whole, and a total that leaves a district out."""
    changes: dict[tuple[str, str], Figure] = {
        (NAM_SACH, "venues_inspected"): 102,
        (NAM_SACH, "inspection_visits"): 102,
        ("Huyện Tứ Kỳ", "communes_reached"): 25,
        ("Huyện Thanh Miện", "zone_workers_informed"): 40,
    }
    book, places = _province(_with(changes))
    added_up = [figures.YEAR[name]["staff_commune_trained"] for name in figures.DISTRICTS[:-1]]
    total = sum(figure for figure in added_up if isinstance(figure, int))
    book[DISTRICTS_SHEET][places[sheets.TOTAL, "staff_commune_trained"]].value = total
    return book


def _unit_of_measure() -> Workbook:
    """Venues inspected, counted in visits."""
    form = tuple(
        group._replace(
            rows=tuple(
                row._replace(counted_in="lượt") if row.field == "venues_inspected" else row for row in group.rows
            )
        )
        for group in DISTRICT_FORM
    )
    return _one_unit(YEAR, form, figures.YEAR[NAM_SACH])


def _wrong_year() -> Workbook:
    """The form of a year before the plan's."""
    period = wording.YEAR_2022._replace(before="Năm 2021", now="Năm 2022")
    return _one_unit(period, DISTRICT_FORM, figures.YEAR[NAM_SACH])


def _words() -> Workbook:
    """Words around figures: one that is not known, one that says of figures what they are not, and a harmless one."""
    book = _one_unit(YEAR, DISTRICT_FORM, figures.YEAR[NAM_SACH])
    sheet = book[FORM_SHEET]
    sheet["B34"].value = "TUYÊN TRUYỀN LƯU ĐỘNG"
    sheet["F32"].value = "số chưa kiểm tra"
    sheet["F43"].value = "mất điện, gõ lại"
    return book


def _one_unit(period: Period, form: tuple[Group, ...], filed: Filed) -> Workbook:
    book = sheets.new_book()
    sheets.form(book.create_sheet(FORM_SHEET), wording.office_of(NAM_SACH), period, form, {NAM_SACH: filed})
    return book
