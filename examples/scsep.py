"""The reports of six grantees of the Senior Community Service Employment Program, with the figures that they published.

Nothing here is invented: each figure is one of the quarterly progress reports that targets/scsep_*.yaml name. Where a
report has figures of its quarter and of the year to date, these are two workbooks.

    python examples/scsep.py [FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

ROWS = {
    "participants": ("Participants served", "persons"),
    "positions": ("Modified positions", "positions"),
    "hours": ("Hours of community service worked", "hours"),
    "hours_funded": ("Hours of community service funded", "hours"),
    "barriers": ("Barriers to employment of all participants served", "barriers"),
    "exits_q2": ("Participants due for follow-up in the second quarter after exit", "persons"),
    "employed_q2": ("Participants employed in the second quarter after exit", "persons"),
    "exits_q4": ("Participants due for follow-up in the fourth quarter after exit", "persons"),
    "employed_q4": ("Participants employed in the fourth quarter after exit", "persons"),
}
"""The rows of a report, and what they count."""


TITLE = "Published figures of a grantee"


class Part(NamedTuple):
    """The figures of one period, in the order of their rows."""

    period: str
    figures: dict[str, int]


def _figures(served: str, hours: str, barriers: int, employed: str) -> dict[str, int]:
    """The figures behind the quotients "part/whole" of a report."""
    (participants, positions), (worked, funded), (part, whole) = map(_both, (served, hours, employed))
    return {
        "participants": participants,
        "positions": positions,
        "hours": worked,
        "hours_funded": funded,
        "barriers": barriers,
        "exits_q2": whole,
        "employed_q2": part,
    }


def _both(quotient: str) -> tuple[int, int]:
    part, whole = quotient.replace(",", "").split("/")
    return int(part), int(whole)


HI = {"participants": 122, "barriers": 323, "exits_q2": 43, "employed_q2": 8, "exits_q4": 53, "employed_q4": 4}
REPORTS: dict[str, tuple[str, Part]] = {
    "scsep_2018/MI-Grantee-PY18-Q1.xlsx": (
        "MI Grantee",
        Part("first quarter of PY18", _figures("228/216", "47,076/58,947", 433, "6/27")),
    ),
    "scsep_2018/ND-Grantee-PY18-Q2.xlsx": (
        "ND Grantee",
        Part("second quarter of PY18", _figures("48/49", "11,688/13,377", 145, "0/4")),
    ),
    "scsep_2018/ND-Grantee-PY18-Q2-YTD.xlsx": (
        "ND Grantee",
        Part("first half of PY18", _figures("58/49", "21,657/26,754", 180, "0/8")),
    ),
    "scsep_2018/PA-Grantee-PY18-Q3.xlsx": (
        "PA Grantee",
        Part("third quarter of PY18", _figures("487/437", "88,635/118,860", 1401, "34/69")),
    ),
    "scsep_2018/PA-Grantee-PY18-Q3-YTD.xlsx": (
        "PA Grantee",
        Part("first nine months of PY18", _figures("651/437", "300,017/356,575", 2048, "95/196")),
    ),
    "scsep_2019/NCA-Grantee-PY19-Q1.xlsx": (
        "NCA Grantee",
        Part("first quarter of PY19", _figures("3,880/3,085", "608,908/837,378", 12141, "169/476")),
    ),
    "scsep_2020/HI-Grantee-2020-EOY.xlsx": ("HI Grantee", Part("whole of PY20", HI)),
    "scsep_2021/WA-Grantee-PY21-Q1.xlsx": (
        "WA Grantee",
        Part("first quarter of PY21", _figures("66/65", "13,168/17,745", 192, "1/2")),
    ),
}
"""By file, the grantee and what it reported."""


def _draw(sheet: Worksheet, grantee: str, part: Part) -> None:
    head = ("US DEPARTMENT OF LABOR", "SCSEP Progress Report", f"Grantee: {grantee}", f"Period: {part.period}")
    for row, text in enumerate(head, start=1):
        sheet.cell(row, 1, text).font = Font(name="Times New Roman", size=12, bold=row < 3)
    for column, (text, width) in enumerate((("Item", 66), ("Unit", 14), ("Figure", 14)), start=1):
        cell = sheet.cell(6, column, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        sheet.column_dimensions[cell.column_letter].width = width
    for row, (field, figure) in enumerate(part.figures.items(), start=7):
        label, unit = ROWS[field]
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, unit)
        sheet.cell(row, 3, figure).number_format = "#,##0"


def books() -> Iterator[tuple[str, Workbook]]:
    """Every workbook with its path inside the folder of examples."""
    for name, (grantee, part) in REPORTS.items():
        book = Workbook()
        book.remove(book.worksheets[0])
        _draw(book.create_sheet("Report"), grantee, part)
        yield name, book


def write(folder: Path, as_bytes: Callable[[Workbook, str], bytes]) -> None:
    """The workbooks below a folder."""
    for name, book in books():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(as_bytes(book, TITLE))


if __name__ == "__main__":
    from make_examples import as_bytes

    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, as_bytes)
