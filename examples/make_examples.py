"""Writes the example workbooks beside this script, or into the folder given: python examples/make_examples.py [FOLDER].

All figures are invented (figures.py). The same figures always give the same bytes, on every machine.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import checklists
import figures
import ministry_form
import other_plans
import scsep
import sheets
import two_level_plans
import wording
from faults import faulty_books
from openpyxl import Workbook
from wording import (
    BODIES_SHEET,
    COLUMNS,
    CRIMES_COLUMNS,
    DEPARTMENT,
    DISTRICT_FORM,
    DISTRICTS_SHEET,
    FORM_SHEET,
    Period,
)

MADE = datetime(2023, 12, 15, 8, 0)  # noqa: DTZ001  # workbooks and zip entries know no time zone
MADE_IN_ZIP = (2023, 12, 15, 8, 0, 0)

FILE_OF = {
    "Thành phố Hải Dương": "BC PCMD nam 2023 - TP Hai Duong.xlsx",
    "Thành phố Chí Linh": "chi_linh_2023.xlsx",
    "Huyện Nam Sách": "Báo cáo năm 2023 huyện Nam Sách.xlsx",
    "Thị xã Kinh Môn": "BC nam 2023 TX Kinh Mon (lan 2).xlsx",
    "Huyện Kim Thành": "kimthanh-bc-nam-2023.xlsx",
    "Huyện Thanh Hà": "BC nam Thanh Ha.xlsx",
    "Huyện Cẩm Giàng": "CAM GIANG 2023.xlsx",
    "Huyện Bình Giang": "Số liệu PCMD 2023 Bình Giang.xlsx",
    "Huyện Gia Lộc": "gia_loc_nam2023.xlsx",
    "Huyện Tứ Kỳ": "BC 2023 huyen Tu Ky.xlsx",
    "Huyện Ninh Giang": "ninh giang - bieu so lieu 2023.xlsx",
    "Huyện Thanh Miện": "ThanhMien_2023.xlsx",
}
"""What the districts call their files: each its own way."""


def _all_together(period: Period, districts: figures.Figures, bodies: figures.Figures) -> Workbook:
    """The consolidated workbook: a sheet with a row for every district, and one of the provincial bodies."""
    book = sheets.new_book()
    sheet = book.create_sheet(DISTRICTS_SHEET)
    sheets.consolidated(sheet, DEPARTMENT, period, COLUMNS, list(districts.items()))
    _bodies(book, period, bodies)
    return book


def _bodies(book: Workbook, period: Period, bodies: figures.Figures) -> None:
    sheet = book.create_sheet(BODIES_SHEET)
    form = wording.bodies_form(len(bodies[figures.NEWSPAPER]))
    sheets.form(sheet, DEPARTMENT, period, form, bodies)


def _baseline() -> Workbook:
    """The year 2022: crimes handled, by district and of the provincial police."""
    book = sheets.new_book()
    sheet = book.create_sheet(DISTRICTS_SHEET)
    column = CRIMES_COLUMNS[1]._replace(header=CRIMES_COLUMNS[1].header[:1])
    districts, bodies = figures.of_2022(figures.YEAR), figures.of_2022(figures.YEAR_OF_BODIES)
    sheets.consolidated(sheet, DEPARTMENT, wording.YEAR_2022, [column], list(districts.items()))
    form = (wording.Group(figures.POLICE, (wording.CRIMES_ROW,)),)
    sheets.form(book.create_sheet(BODIES_SHEET), DEPARTMENT, wording.YEAR_2022, form, bodies)
    return book


def _one_unit(district: str) -> Workbook:
    book = sheets.new_book()
    filed = {district: figures.YEAR[district]}
    sheets.form(book.create_sheet(FORM_SHEET), wording.office_of(district), wording.YEAR, DISTRICT_FORM, filed)
    return book


def _bodies_alone() -> Workbook:
    book = sheets.new_book()
    _bodies(book, wording.YEAR, figures.YEAR_OF_BODIES)
    return book


def books() -> Iterator[tuple[str, Workbook]]:
    """Every workbook with its path inside the folder of examples."""
    yield "returns_2023.xlsx", _all_together(wording.YEAR, figures.YEAR, figures.YEAR_OF_BODIES)
    yield "half_year_2023.xlsx", _all_together(wording.HALF_YEAR, figures.HALF_YEAR, figures.HALF_YEAR_OF_BODIES)
    yield "baseline_2022.xlsx", _baseline()
    yield "checklist_2023.xlsx", checklists.book()
    yield "forms/ministry_2023.xlsx", ministry_form.book()
    for district in figures.DISTRICTS:
        yield f"year_2023/{FILE_OF[district]}", _one_unit(district)
    yield "year_2023/co_quan_cap_tinh.xlsx", _bodies_alone()
    for name, book in faulty_books().items():
        yield f"faulty/{name}", book


def as_bytes(book: Workbook, title: str = wording.ILLUSTRATIVE) -> bytes:
    """The workbook as a file, with nothing in it that depends on the day, the machine or the libraries."""
    book.properties.creator = "khpcmd"
    book.properties.title = title
    book.properties.created = MADE
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zipped({name: _settled(part) for name, part in parts.items()})


def _settled(part: bytes) -> bytes:
    """A part in canonical XML, with a fixed date and its merged cells in order."""
    text = canonicalize(part.decode())
    text = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{MADE:%Y-%m-%dT%H:%M:%SZ}", text)
    text = re.sub(r"(?:<mergeCell [^>]*></mergeCell>)+", lambda cells: _in_order(cells.group()), text)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()


def _in_order(cells: str) -> str:
    return "".join(sorted(re.findall(r"<mergeCell [^>]*></mergeCell>", cells)))


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Stored and not deflated: two zlibs need not pack the same bytes alike."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, MADE_IN_ZIP)
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, part)
    return packed.getvalue()


def main(folder: Path) -> None:
    (folder / "year_2023").mkdir(parents=True, exist_ok=True)
    (folder / "faulty").mkdir(exist_ok=True)
    (folder / "forms").mkdir(exist_ok=True)
    for name, book in books():
        (folder / name).write_bytes(as_bytes(book))
    other_plans.write(folder, as_bytes)
    two_level_plans.write(folder, as_bytes)
    scsep.write(folder, as_bytes)
    text = f"Huyện Nam Sách: đã kiểm tra 13/62 cơ sở ({wording.ILLUSTRATIVE})\n"
    (folder / "faulty" / "not_a_workbook.xlsx").write_bytes(text.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
