"""Faults that trials with other plans showed, each with its way out, through the front door."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.parameters import Ref
from khpcmd.plan.load import load_plan
from khpcmd.returns import Basis
from places import TARGETS, Captured
from plan_texts import head
from small_plan import mistakes
from template.making import wanted
from workbook.builder import write

WARD = """
| KẾT QUẢ THỰC HIỆN CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2026 |
| TT | Đơn vị | Số người dân tại các xã, phường được tuyên truyền |
| 1 | Phường Ba Đình | 50 |
"""
ROLL = (
    head(2023, "district")
    + """\
units:
  - {id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach}}
  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky}}
fields: {}
"""
)
DUTY = """\
duties:
  - id: D1
    clause: V
    quote: báo cáo năm trước ngày 15/12
    title: {vi: Gửi báo cáo năm, en: Send the annual report}
    of: [district]
    evidence: [received]
    report_of: year
"""


@pytest.mark.parametrize(("period", "header"), [("half_year", "6 tháng đầu năm 2022"), ("year", "Năm 2022")])
def test_the_column_of_the_baseline_year_names_the_same_months(period: str, header: str) -> None:
    loaded = load_plan(None)
    unit = loaded.plan.unit["291"]
    assert wanted(loaded, unit, period).span(Basis.BASELINE) == header


def test_a_number_that_all_owe_is_not_held_against_one_ward_and_the_reason_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "ba-dinh.xlsx", BC=WARD)
    request = Request(
        (path,), plan=TARGETS / "ha_noi_2026.yaml", period="year", only_reported=True, as_of=date(2026, 12, 20)
    )
    report = check(request)
    told = {one.code: one.params["target"] for one in report.diagnostics if "target" in one.params}
    owed = told[Code.OWED_BY_ALL]
    assert isinstance(owed, tuple)
    assert Ref("target", "HN1") in owed
    assert "HN1" not in {result.target.id for result in report.results}


def test_a_plan_needs_targets_or_duties() -> None:
    assert [(one.code, one.params["key"]) for one in mistakes(ROLL)] == [(Code.MISSING_KEY, "targets")]
    assert mistakes(ROLL + DUTY) == []
    assert mistakes(ROLL + "targets: []\n" + DUTY) == []


TABLE = "| BÁO CÁO NĂM 2023 |\n| TT | Đơn vị | Gửi báo cáo năm |\n| 1 | Huyện Nam Sách | Có |\n"


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ("| 2 | Huyện Tứ Kỳ | Có |", 0, "every unit that owes a return has sent it (exit code 0)"),
        ("", 3, "1 unit has not reported (exit code 3)"),
    ],
)
@pytest.mark.parametrize("output", ["table", "plain", "json", "csv", "markdown", "junit", "github", "html"])
def test_a_plan_without_targets_calls_the_roll(
    row: str, code: int, told: str, output: str, tmp_path: Path, capsys: Captured
) -> None:
    plan_file, returns = tmp_path / "plan.yaml", write(tmp_path / "r.xlsx", BC=TABLE + row)
    plan_file.write_text(ROLL + DUTY, encoding="utf-8")
    options = ["--plan", str(plan_file), "--as-of", "2023-12-20", "--lang", "en"]
    assert main(["check", str(returns), *options, "--format", output]) == code
    out = capsys.readouterr().out
    if output == "json":
        units = json.loads(out)["roll_call"][0]
        assert len(units["missing"]) == (code == 3)
    elif output == "table":
        assert told in " ".join(out.split())
    else:
        assert out
