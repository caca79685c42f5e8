"""A baseline that was added up over former units is traced to the cells of the sum, in every output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from judge.test_succession import BEFORE, checked
from khpcmd.cli import main
from khpcmd.diagnostics import Code


def test_a_sum_is_traced_to_the_cells_that_were_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = checked(tmp_path)
    growth = report.results[0]
    (merged,) = [one for one in growth.units if one.unit == "n1"]
    assert [(cell.at and cell.at.cell, cell.raw) for cell in merged.whole_cells] == [("C4", "10"), ("C5", "20")]
    assert [place for _, _, place in growth.whole_places] == ["C7", "C4", "C5", "C6"]
    monkeypatch.chdir(tmp_path)
    options = ["--plan", "plan.yaml", "--baseline", "goc.xlsx", "--as-of", "2026-12-20", "--lang", "en"]
    main(["explain", "T2", "bc.xlsx", *options])
    shown = capsys.readouterr().out
    assert "!C4:C5 (“10”, “20”)" in shown
    assert "!C4:C7" in shown
    assert "“30”" not in shown
    main(["check", "bc.xlsx", *options, "--format", "json"])
    found = json.loads(capsys.readouterr().out)["results"][1]["units"]
    (cells,) = [one["whole_cells"] for one in found if one["unit"] == "n1"]
    assert [(cell["cell"], cell["raw"], cell["value"]) for cell in cells] == [("C4", "10", 10), ("C5", "20", 20)]


@pytest.mark.parametrize("suffix", ["csv", "html", "xlsx"])
def test_each_file_lists_the_cells_of_a_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    checked(tmp_path)
    monkeypatch.chdir(tmp_path)
    options = ["--plan", "plan.yaml", "--baseline", "goc.xlsx", "--as-of", "2026-12-20", "--lang", "en"]
    main(["check", "bc.xlsx", *options, "-q", "-o", f"out.{suffix}"])
    made = tmp_path / f"out.{suffix}"
    if suffix == "xlsx":
        texts = [str(cell.value) for page in load_workbook(made) for row in page.iter_rows() for cell in row]
    else:
        texts = made.read_text(encoding="utf-8").splitlines()
    assert any("C4:C5" in text or "C4:C7" in text for text in texts)


def test_a_conflict_names_all_cells_of_the_sum(tmp_path: Path) -> None:
    report = checked(tmp_path, before=BEFORE | {"Phường An Bình": 31})
    (told,) = [one for one in report.diagnostics if one.code is Code.BASELINE_CONFLICT]
    assert str(told.params["other"]).count("!C") == 2
