"""A target that was answered says in every format by whom, when, by which document and why."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, render, shown_by
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import ROOT

FOLDER = ROOT / "examples" / "phu_tho_2023"
PLAN = ROOT / "targets" / "phu_tho_2023.yaml"
SAID = ("Dịch vụ chiếm 38,9%", "45/BC-UBND", "Giám đốc Sở Kế hoạch và Đầu tư")


def answered(answers: Path | None = FOLDER / "answers.yaml") -> Report:
    return check(Request((FOLDER / "returns.xlsx",), plan=PLAN, as_of=date(2023, 12, 31), answers=answers))


def shown(form: Format, language: str) -> str:
    return render(answered(), Messages(language), Look(form, by_unit=True, width=300))


@pytest.mark.crossing(2)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", [form for form in shown_by("check") if form is not Format.SUMMARY])
def test_every_format_says_by_whom_when_by_what_and_why(form: Format, language: str) -> None:
    text = re.sub(r"[\\│\s]+", " ", shown(form, language)).replace("%25", "%")
    day = "2023-12-28" if form in (Format.JSON, Format.CSV) or language == "en" else "28/12/2023"
    for said in (*SAID, day):
        assert said in text, said


def test_the_one_screen_names_the_document() -> None:
    (line,) = [line for line in shown(Format.SUMMARY, "vi").splitlines() if " C3 " in line]
    assert "45/BC-UBND" in line


def test_the_one_screen_says_that_an_answer_is_of_a_later_day() -> None:
    early = check(
        Request((FOLDER / "returns.xlsx",), plan=PLAN, as_of=date(2023, 12, 1), answers=FOLDER / "answers.yaml")
    )
    screen = render(early, Messages("vi"), Look(Format.SUMMARY, width=300))
    assert "Kết quả xem xét chưa dùng vì ghi ngày sau thời điểm đánh giá: C3" in screen
    assert "chưa dùng vì" not in shown(Format.SUMMARY, "vi")


def test_json_has_the_answer_and_its_place_and_csv_has_columns_for_it() -> None:
    found = {one["target"]: one for one in json.loads(shown(Format.JSON, "vi"))["results"]}
    assert found["C3"]["verdict"] == "missed"
    assert found["C3"]["answer"]["document"] == "45/BC-UBND (minh họa)"
    assert found["C3"]["answer"]["line"] == 6
    assert found["C2"]["answer"] is None
    rows = list(csv.DictReader(io.StringIO(shown(Format.CSV, "vi").removeprefix("\ufeff"))))
    (row,) = [row for row in rows if row["target"] == "C3" and row["record"] == "target"]
    assert (row["answer_day"], row["answer_decided_by"]) == ("2023-12-28", SAID[2])


def test_the_file_is_an_input_and_nothing_else_changes() -> None:
    before, after = answered(None), answered()
    verdicts = {one.target.id: one.verdict for one in after.results}
    assert verdicts | {"C3": Verdict.INCONCLUSIVE} == {one.target.id: one.verdict for one in before.results}
    assert [one.role for one in after.inputs] == ["return", "answers"]


def test_a_mistake_ends_with_two_and_nothing_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "a.yaml"
    wrong.write_text((FOLDER / "answers.yaml").read_text(encoding="utf-8").replace("C3", "C2"), encoding="utf-8")
    assert main(["check", str(FOLDER / "returns.xlsx"), "--plan", str(PLAN), "--answers", str(wrong)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "A001" in err
    assert "6:13" in err
