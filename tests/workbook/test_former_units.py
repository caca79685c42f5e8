"""Returns headed by a unit that is there no more: one cause is told, and it names the units of today."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from khpcmd.inputs.stamps import with_stamps
from khpcmd.parameters import Ref
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.stamp import SHEET, VERSION, Stamp
from khpcmd.workbook.read import read_workbook
from plan_texts import head
from workbook.builder import write
from workbook.views import codes, told

PLAN = (
    head(2025, "district", only_vi=True)
    + """\
units:
  - {id: "704", level: district, name: Huyện Đông Lâm, valid_to: 2025-06-30}
  - {id: "705", level: district, name: Huyện Hòa Thuận, valid_to: 2025-06-30}
  - {id: "709", level: district, name: Huyện Hòa Lâm, valid_from: 2025-07-01, formed_from: ["704", "705"]}
fields: {cases: {kind: count, label: Số vụ, reported_by: [district], unit_of_measure: vụ}}
targets:
  - {id: T1, clause: I, quote: không quá 10 vụ, title: Số vụ, measure: {kind: count, of: cases},
     threshold: {at_most: 10}, cumulative: false}
"""
)
TABLE = "BÁO CÁO NĂM 2025\n| TT | Chỉ tiêu | Đơn vị tính | Số liệu |\n| 1 | Số vụ | vụ | 4 |\n"


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedPlan:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    return load_plan(path)


@pytest.mark.parametrize(
    "head", ["HUYỆN ĐÔNG LÂM", "UBND HUYỆN ĐÔNG LÂM", "Đơn vị báo cáo: Huyện Đông Lâm", "UBND TỈNH⏎UBND HUYỆN ĐÔNG LÂM"]
)
def test_the_letterhead_of_a_former_unit_is_told_as_such(loaded: LoadedPlan, tmp_path: Path, head: str) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"{head}\n{TABLE}", B=f"{head}\n{TABLE}")
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    assert told(reading) == [("FORMER_UNIT", "A1")]
    assert not reading.returns
    (fault,) = reading.diagnostics
    assert fault.params["units"] == (Ref("unit", "709"),)


def test_a_return_without_any_unit_is_still_one_of_nobody(loaded: LoadedPlan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"Huyện Hòa Đông\n{TABLE}")
    assert codes(read_workbook(path, loaded.plan, name="returns.xlsx")) == ["NO_UNIT"]


def test_the_unit_of_today_is_read_beside_one_of_before(loaded: LoadedPlan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"Huyện Hòa Lâm\n{TABLE}", B=f"Huyện Đông Lâm\n{TABLE}")
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    assert [filed.unit for filed in reading.returns] == ["709"]
    assert told(reading) == [("FORMER_UNIT", "A1")]


def test_a_template_of_a_former_unit_is_told_once(loaded: LoadedPlan, tmp_path: Path) -> None:
    assert stamped(loaded, tmp_path, "704", "Huyện Đông Lâm\n") == [("FORMER_UNIT", "Huyện Đông Lâm")]
    assert stamped(loaded, tmp_path, "704", "") == [("FORMER_UNIT", "Huyện Đông Lâm")]


def test_a_template_of_a_former_unit_that_names_another_is_one_of_another_unit(
    loaded: LoadedPlan, tmp_path: Path
) -> None:
    assert stamped(loaded, tmp_path, "704", "Huyện Hòa Lâm\n") == [("TEMPLATE_OF_OTHER_UNIT", "Huyện Đông Lâm")]


def test_a_template_of_a_code_that_the_plan_does_not_have_says_that_it_has_no_such_unit(
    loaded: LoadedPlan, tmp_path: Path
) -> None:
    assert stamped(loaded, tmp_path, "999", "") == [("NO_UNIT", ""), ("TEMPLATE_OF_OTHER_UNIT", "999")]


def stamped(loaded: LoadedPlan, folder: Path, unit: str, head: str) -> list[tuple[str, str]]:
    """What is told of a template with the stamp of a unit below a head: each with the unit that it names."""
    path = write(folder / "returns.xlsx", A=f"{head}{TABLE}")
    book = openpyxl.load_workbook(path)
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "hidden"
    for row in Stamp(loaded.plan.id, loaded.sha256, unit, "year", VERSION).rows():
        hidden.append(row)
    book.save(path)
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    (settled,), faults = with_stamps(loaded, [reading])
    assert not any(cell.value is not None for filed in settled.returns for cell in filed.cells.values())
    found = [one for one in (*settled.diagnostics, *faults) if one.code.code.startswith("U")]
    return [(one.code.name, str(one.params.get("expected") or one.params.get("found", ""))) for one in found]


@pytest.mark.parametrize(
    ("name", "sheet", "title", "open_"),
    [
        ("huyen cu.xlsx", "Huyện cũ", "SỐ LIỆU NĂM 2024", False),
        ("don_vi_cu_2024.xlsx", "Số liệu", "BÁO CÁO CỦA CÁC HUYỆN CŨ NĂM 2024", False),
        ("2024.xlsx", "Đơn vị hành chính cũ", "SỐ LIỆU NĂM 2024", False),
        ("ban cu.xlsx", "Số liệu", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Số liệu cũ", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Huyện cũ, số cũ", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Nháp huyện cũ", "SỐ LIỆU NĂM 2024", True),
    ],
)
@pytest.mark.parametrize("reform", [True, False])
@pytest.mark.parametrize("baseline", [True, False])
def test_in_a_file_of_the_baseline_year_the_units_may_be_those_of_before(
    tmp_path: Path, name: str, sheet: str, title: str, open_: bool, reform: bool, baseline: bool
) -> None:
    text = PLAN.replace("year: 2025\n", "year: 2025\nbaseline_year: 2024\n")
    text = text.replace("unit_of_measure: vụ}}", "unit_of_measure: vụ, baseline: true}}")
    if not reform:
        text = text.replace(", valid_to: 2025-06-30", "")
        text = "".join(line for line in text.splitlines(keepends=True) if "709" not in line)
    if not baseline:
        title = title.replace("2024", "2025")
    plan = tmp_path / "plan.yaml"
    plan.write_text(text, "utf-8")
    table = f"{title}\n| TT | Huyện | Số vụ |\n| 1 | Huyện Đông Lâm | 4 |\n| 2 | Huyện Hòa Thuận | 5 |\n"
    path = write(tmp_path / name, **{sheet: table})
    found = codes(read_workbook(path, load_plan(plan).plan, name=name, baseline=baseline))
    assert ("OTHER_MEANING" in found) is (open_ or not (reform and baseline))
