"""Scores within the year: what is missing, and what is only not over yet."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from judge.test_not_exceeded import ADDED, PLAN, returns
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.results import Result, Verdict
from places import Captured
from plan_texts import a_target

CRITERIA = "kind: score, criteria: [{target: T, points: 50}, {target: N, points: 50}]"
SCORE = (
    PLAN
    + a_target("N", "Số vụ, Cases of the time", "kind: count, of: cases", "at_least: 100", ", judged: each_unit")
    + a_target("S", "Điểm, Score", CRITERIA, "at_least: 80", ADDED)
)
HALF, YEAR = "6 THÁNG NĂM 2026", "NĂM 2026"


def written(folder: Path, figures: tuple[int | None, int | None, int | None], time: str, plan: str = SCORE) -> None:
    returns(folder, figures, time)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")


def score(
    folder: Path, figures: tuple[int | None, int | None, int | None], time: str = HALF, plan: str = SCORE
) -> Result:
    written(folder, figures, time, plan)
    report = check(Request((folder / "bc.xlsx",), folder / "plan.yaml", as_of=date(2026, 7, 3)))
    return next(one for one in report.results if one.target.id == "S")


def test_units_that_only_wait_for_the_rest_of_the_year_lack_nothing(tmp_path: Path) -> None:
    found = score(tmp_path, (0, 2, 1))
    assert found.verdict is Verdict.IN_PROGRESS
    assert {one.unit: one.under_way for one in found.open_units} == {"a": True, "b": True, "c": True}
    assert (found.lacking, found.only_time) == ((), True)


def test_a_unit_without_a_figure_lacks_it(tmp_path: Path) -> None:
    found = score(tmp_path, (0, None, 1))
    assert {one.unit: one.under_way for one in found.open_units} == {"a": True, "b": False, "c": True}
    assert ([one.unit for one in found.lacking], found.only_time) == (["b"], False)


def test_when_the_year_is_over_what_is_open_is_missing(tmp_path: Path) -> None:
    found = score(tmp_path, (0, None, 1), YEAR)
    assert [(one.unit, one.under_way) for one in found.open_units] == [("b", False)]


def test_every_output_says_that_it_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    written(tmp_path, (0, 2, 1), HALF)
    monkeypatch.chdir(tmp_path)
    options = ["bc.xlsx", "--plan", "plan.yaml", "--as-of", "2026-07-03"]
    main(["explain", "S", *options, "--lang", "en"])
    shown = capsys.readouterr().out
    assert "0–50 points (still under way)" in shown
    assert "missing or" not in shown
    main(["explain", "S", *options, "--lang", "vi"])
    shown = capsys.readouterr().out
    assert "0–50 điểm (chưa hết thời gian thực hiện)" in shown
    assert "thiếu" not in shown
    main(["check", *options, "--lang", "vi", "-o", "out.docx", "-o", "out.html", "-o", "out.json"])
    with ZipFile("out.docx") as packed:
        text = re.sub(r"<[^>]*>", "", packed.read("word/document.xml").decode("utf-8"))
    assert "các đơn vị trong khoảng 0–50 điểm (chưa hết thời gian thực hiện)" in text
    assert "chưa có số liệu" not in text
    assert "0–50 điểm (chưa hết thời gian thực hiện)" in Path("out.html").read_text(encoding="utf-8")
    for shown in (text, Path("out.html").read_text(encoding="utf-8")):  # nor is it provisional, or at 0% of its way
        assert "tạm tính" not in shown[shown.index("0–50 điểm (chưa hết") :][:400]
        assert "0,00% số đơn vị đã đạt" not in shown
    stated = json.loads(Path("out.json").read_text(encoding="utf-8"))["results"][2]["lacking"]
    assert stated == [{"unit": one, "reported": True, "under_way": True} for one in ("a", "b", "c")]
