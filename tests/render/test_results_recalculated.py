"""LibreOffice calculates the formulas of the results to what is written beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from khpcmd.checking import Request, check
from places import EXAMPLES
from results_books import MESSAGES, content, converted

pytestmark = pytest.mark.e2e


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    returns: tuple[str, ...]
    plan: str = ""


CASES = (
    Case("year", ("returns_2023.xlsx", "checklist_2023.xlsx")),
    Case("half", ("half_year_2023.xlsx",)),
    Case("faulty", ("faulty",)),
    Case("communes", ("ha_noi_2026/returns.xlsx",), "ha_noi_2026.yaml"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the examples, as they were written, and saved by LibreOffice without any result to copy."""
    made = tmp_path_factory.mktemp("results")
    for number, case in enumerate(CASES):
        plan = EXAMPLES.parent / "targets" / case.plan if case.plan else None
        report = check(Request(tuple(EXAMPLES / name for name in case.returns), plan))
        file = made / f"{case.name}.xlsx"
        file.write_bytes(content(report, MESSAGES[number % 2]))
        (made / "bare").mkdir(exist_ok=True)
        load_workbook(file).save(made / "bare" / file.name)
    converted(made, "xlsx", sorted((made / "bare").glob("*.xlsx")))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_formulas_come_to_what_was_written(folder: Path, case: Case) -> None:
    formulas = load_workbook(folder / f"{case.name}.xlsx")
    written = load_workbook(folder / f"{case.name}.xlsx", data_only=True)
    again = load_workbook(folder / "out" / f"{case.name}.xlsx", data_only=True)
    places = [
        (page.title, cell.coordinate)
        for page in formulas.worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.data_type == "f"
    ]
    assert len(places) > 30
    wrong = [
        (title, place, written[title][place].value, again[title][place].value)
        for title, place in places
        if written[title][place].value != again[title][place].value
    ]
    assert not wrong
