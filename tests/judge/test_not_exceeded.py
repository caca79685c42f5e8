"""Upper limits that the rest of the year may still pass: how many units keep them so far, in every output."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.results import Result, Verdict
from places import Captured
from plan_texts import a_count, a_target, head, written
from workbook.builder import saved

UNITS = """\
units:
  - {id: a, level: district, name: {vi: Huyện An Lão, en: An Lao}}
  - {id: b, level: district, name: {vi: Huyện Bình Giang, en: Binh Giang}}
  - {id: c, level: district, name: {vi: Huyện Cẩm Giàng, en: Cam Giang}}
"""
ADDED = ", judged: each_unit, cumulative: true"
PLAN = written(
    head(2026, "district", baseline=True, half=True) + UNITS,
    [a_count("cases", "Số vụ, Cases", "district", "vụ, cases")],
    [a_target("T", "Số vụ, Cases", "kind: count, of: cases", "at_most: 2", ADDED)],
)


def returns(folder: Path, figures: tuple[int | None, int | None, int | None], time: str = "6 THÁNG NĂM 2026") -> None:
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    names = "Huyện An Lão", "Huyện Bình Giang", "Huyện Cẩm Giàng"
    rows = ([name, figure] for name, figure in zip(names, figures, strict=True) if figure is not None)
    saved(folder / "bc.xlsx", ([f"BÁO CÁO {time}"], ["Tên đơn vị", "Số vụ"], *rows))


def judged(
    folder: Path, *figures: int | None, threshold: str = "{at_most: 2}", time: str = "6 THÁNG NĂM 2026"
) -> Result:
    first, second, third = figures
    returns(folder, (first, second, third), time)
    text = PLAN.replace("{at_most: 2}", threshold)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    report = check(Request((folder / "bc.xlsx",), folder / "plan.yaml", as_of=date(2027, 1, 3)))
    return report.results[0]


@pytest.mark.parametrize(
    ("figures", "verdict", "kept"),
    [
        ((0, 2, 1), Verdict.IN_PROGRESS, (3, 3)),
        ((0, 3, 1), Verdict.MISSED, (2, 3)),
        ((3, 4, 5), Verdict.MISSED, (0, 3)),
        ((0, None, 1), Verdict.INCONCLUSIVE, (2, 3)),
    ],
)
def test_units_that_keep_an_upper_limit_so_far_are_counted(
    tmp_path: Path, figures: tuple[int | None, ...], verdict: Verdict, kept: tuple[int, int]
) -> None:
    found = judged(tmp_path, *figures)
    assert (found.verdict, found.reaching, found.not_exceeded) == (verdict, (0, 3), kept)


def test_when_the_year_is_over_they_reach_it(tmp_path: Path) -> None:
    found = judged(tmp_path, 0, 3, 1, time="NĂM 2026")
    assert (found.verdict, found.reaching, found.not_exceeded) == (Verdict.MISSED, (2, 3), None)


def test_a_lower_limit_has_none(tmp_path: Path) -> None:
    found = judged(tmp_path, 0, 3, 1, threshold="{at_least: 2}")
    assert (found.reaching, found.not_exceeded) == ((1, 3), None)


@pytest.mark.parametrize("suffix", ["csv", "md", "html", "xml", "docx", "xlsx"])
def test_no_output_says_that_none_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, suffix: str
) -> None:
    returns(tmp_path, (0, 3, 1))
    monkeypatch.chdir(tmp_path)
    options = ["bc.xlsx", "--plan", "plan.yaml", "--as-of", "2026-07-03", "--lang", "en"]
    main(["check", *options, "-o", f"out.{suffix}"])
    shown = capsys.readouterr().out
    assert "2/3 units within it so far" in shown
    assert "0/3" not in shown
    if suffix in {"docx", "xlsx"}:
        with ZipFile(tmp_path / f"out.{suffix}") as packed:
            parts = [packed.read(name).decode("utf-8") for name in packed.namelist() if name.endswith(".xml")]
        text = re.sub(r"<[^>]*>", "", "\n".join(parts))
    else:
        text = (tmp_path / f"out.{suffix}").read_text(encoding="utf-8")
    assert "0/3 units" not in text
    if suffix == "docx":
        assert "2/3 units have not exceeded this level so far" in text
    elif suffix not in {"csv", "xml"}:
        assert "2/3 units within it so far" in text


def test_the_json_and_the_trend_have_the_same_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["bc.xlsx", "--plan", "plan.yaml", "--lang", "en", "-q"]
    returns(tmp_path, (0, 3, 1))
    main(["check", *options, "--as-of", "2026-07-03", "-o", "half.json"])
    (half,) = json.loads(Path("half.json").read_text(encoding="utf-8"))["results"]
    assert (half["reaching"], half["not_exceeded"]) == ({"units": 0, "of": 3}, {"units": 2, "of": 3})
    returns(tmp_path, (0, 4, 3), "NĂM 2026")
    main(["check", *options, "--as-of", "2027-01-03", "-o", "year.json"])
    (year,) = json.loads(Path("year.json").read_text(encoding="utf-8"))["results"]
    assert (year["reaching"], year["not_exceeded"]) == ({"units": 1, "of": 3}, None)
    capsys.readouterr()
    main(["trend", "half.json", "year.json", "--lang", "en"])
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("T ")]
    assert "✗ 2/3" in row
    assert "✗ 1/3" in row


# scores within the year: what is missing, and what is only not over yet


CRITERIA = "kind: score, criteria: [{target: T, points: 50}, {target: N, points: 50}]"
SCORE = (
    PLAN
    + a_target("N", "Số vụ, Cases of the time", "kind: count, of: cases", "at_least: 100", ", judged: each_unit")
    + a_target("S", "Điểm, Score", CRITERIA, "at_least: 80", ADDED)
)
HALF, YEAR = "6 THÁNG NĂM 2026", "NĂM 2026"


def put(folder: Path, figures: tuple[int | None, int | None, int | None], time: str, plan: str = SCORE) -> None:
    returns(folder, figures, time)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")


def score(
    folder: Path, figures: tuple[int | None, int | None, int | None], time: str = HALF, plan: str = SCORE
) -> Result:
    put(folder, figures, time, plan)
    report = check(Request((folder / "bc.xlsx",), folder / "plan.yaml", as_of=date(2027, 1, 3)))
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
    put(tmp_path, (0, 2, 1), HALF)
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
