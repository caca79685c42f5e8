"""Figures as a long table: what is written is read back to the same results, and nothing that was not believed is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES
from khpcmd.library import Language, write
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import ROOT
from render.examples import judged
from small_plan import changed
from test_other_plans import RUNS, Expected
from test_other_plans import judged as judged_of

EXAMPLES = ROOT / "examples"
SUFFIXES = (".long.csv", ".long.xlsx")
CODES = (
    ("en: Venues}\n    reported_by", "en: Venues}\n    codes: [CS01]\n    reported_by"),
    ("aliases: [Cơ sở / Được kiểm tra]", "aliases: [Cơ sở / Được kiểm tra]\n    codes: [007, '0801.2']"),
)


def figures(report: Report) -> list[object]:
    """The verdicts of a report and of its units with their figures, exactly."""
    found = list[object]()
    for one in report.results:
        own = one.measurement.sides if one.measurement else None
        units = [(unit.unit, unit.verdict, unit.measurement.sides) for unit in one.units]
        found.append((one.target.id, one.verdict, own, units))
    return found


def again(report: Report, path: Path, plan: Path) -> Report:
    """What a check of the file comes to by itself."""
    found = check(Request((path,), plan, as_of=report.as_of))
    assert found.period == report.period
    return found


@pytest.mark.crossing(3)
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "expected"), RUNS, ids=lambda one: one if isinstance(one, str) else one.period)
def test_what_is_written_is_read_back_to_the_same_results(
    name: str, expected: Expected, language: Language, suffix: str, tmp_path: Path
) -> None:
    comes_back(judged_of(name, expected), suffix, language, ROOT / "targets" / f"{name}.yaml", tmp_path)


def comes_back(report: Report, suffix: str, language: Language, plan: Path, folder: Path) -> None:
    """What is written is read back to the same results, and written as it was, to the last byte."""
    write(report, folder / f"bc{suffix}", language=language)
    read = again(report, folder / f"bc{suffix}", plan)
    assert figures(read) == figures(report)
    write(read, folder / f"lan_2{suffix}", language=language)
    assert (folder / f"lan_2{suffix}").read_bytes() == (folder / f"bc{suffix}").read_bytes()
    assert results_of(read, folder / "lan_2.csv") == results_of(report, folder / "bc.csv")


@pytest.mark.crossing(1)
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("file", ["returns_2023.xlsx", "half_year_2023.xlsx"])
def test_so_are_units_of_several_levels_months_days_and_baselines(file: str, suffix: str, tmp_path: Path) -> None:
    comes_back(judged(file), suffix, "vi", ROOT / "targets" / "plan_2023.yaml", tmp_path)


def results_of(report: Report, path: Path) -> list[dict[str, str]]:
    """The table of results, without where each figure is from."""
    write(report, path)
    rows = [row for row in rows_of(path) if row["record"] not in ("diagnostic", "file")]
    return [{column: text for column, text in row.items() if column not in ("cells", "sha256")} for row in rows]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_no_figure_that_was_not_believed_is_written(tmp_path: Path) -> None:
    report = judged("faulty/agreement.xlsx")
    write(report, tmp_path / "bc.long.csv")
    values = {
        (row["Mã đơn vị"], row["Mã trường"], row["Kỳ báo cáo"]): row["Giá trị"]
        for row in rows_of(tmp_path / "bc.long.csv")
    }
    doubted = [
        (filed.unit, key.field) for filed in report.returns for key, cell in filed.cells.items()
        if cell.value is None and cell.raw and not key.month
    ]  # fmt: skip
    assert doubted
    assert all(not values[unit, field, "năm 2023"] for unit, field in doubted)
    decided = {one.target.id for one in report.results if one.verdict is not Verdict.INCONCLUSIVE}
    read = again(report, tmp_path / "bc.long.csv", ROOT / "targets" / "plan_2023.yaml")
    assert {one.target.id for one in read.results if one.verdict is not Verdict.INCONCLUSIVE} <= decided


def test_what_is_only_supposed_is_not_written(tmp_path: Path) -> None:
    paths, plan = (EXAMPLES / "returns_2023.xlsx",), ROOT / "targets" / "plan_2023.yaml"
    write(check(Request(paths, plan, suppose=("291.venues_inspected=999",))), tmp_path / "bc.long.csv")
    written = {(row["Mã đơn vị"], row["Mã trường"]) for row in rows_of(tmp_path / "bc.long.csv")}
    assert ("291", "venues_total") in written
    assert ("291", "venues_inspected") not in written


def test_codes_of_portals_stand_beside_the_ids_and_name_the_fields(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(changed(*CODES), "utf-8")
    lines = ("Mã đơn vị,Mã chỉ tiêu,Kỳ báo cáo,Giá trị", "291,CS01,2023,40", "291,7,2023,20", "298,cs01,2023,30")
    Path("cong.csv").write_text("\n".join(lines), "utf-8")
    main(["check", "cong.csv", "--plan", "plan.yaml", "-q", "-o", "bc.long.csv"])
    shown = [
        (row["Mã đơn vị"], row["Mã trường"], row["Mã chỉ tiêu"], row["Giá trị"]) for row in rows_of(Path("bc.long.csv"))
    ]
    assert shown == [
        ("0291", "venues", "CS01", "40"),
        ("0291", "inspected", "007", "20"),
        ("0298", "venues", "CS01", "30"),
    ]
    capsys.readouterr()
    main(["plan", "show", "plan.yaml"])
    assert "mã: 007, 0801.2" in capsys.readouterr().out


def test_a_sheet_of_two_periods_is_judged_for_the_one_that_is_asked(tmp_path: Path) -> None:
    rows = [f"291,venues_total,{period},{value}" for period, value in (("2023-H1", 18), ("2023", 20))]
    (tmp_path / "hai_ky.csv").write_text("\n".join(("Mã đơn vị,Mã chỉ tiêu,Kỳ báo cáo,Giá trị", *rows)), "utf-8")
    for period, value in (("half_year", 18), ("year", 20)):
        report = check(Request((tmp_path / "hai_ky.csv",), period=period, only_reported=True))
        assert [cell.value for filed in report.returns for key, cell in filed.cells.items() if cell.known] == [value]
        set_aside = [one for one in report.diagnostics if one.code.name == "ROW_OF_OTHER_SPAN"]
        assert [one.at and one.at.cell for one in set_aside] == [""]
