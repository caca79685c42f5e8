"""A period that is not over has no result: neither its returns nor what was saved of them counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.exits import exit_code
from khpcmd.plan.periods import can_be_reported
from khpcmd.report import Report
from khpcmd.results import Verdict

EXAMPLES = Path(__file__).parents[2] / "examples"
YEAR, HALF = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "half_year_2023.xlsx"
NEW_YEAR, END = date(2023, 1, 5), date(2023, 12, 14)


@pytest.fixture(autouse=True)
def _folder(folder: Path) -> None:
    """A folder of its own, without settings."""


@pytest.mark.parametrize("day", [date(2022, 12, 20), NEW_YEAR, date(2023, 6, 20), date(2023, 11, 13)])
def test_a_year_that_is_not_over_is_not_judged(day: date) -> None:
    report = check(Request((YEAR,), as_of=day))
    assert {one.verdict for one in report.results} == {Verdict.INCONCLUSIVE}
    assert exit_code(report) == 3
    early = [one for one in report.diagnostics if one.code is Code.PERIOD_NOT_OVER]
    assert [(one.at.sheet, one.at.cell) for one in early if one.at] == [
        ("Tổng hợp huyện", ""),
        ("Cơ quan cấp tỉnh", ""),
    ]
    assert {one.params["day"] for one in early} == {day}
    assert not any(one.code in (Code.NOT_REPORTED, Code.OVERDUE, Code.CELL_BLANK) for one in report.diagnostics)
    assert not {unit for call in report.roll_call for unit in call.reported}
    assert {"288", "300"} <= set(report.unusable_units)


@pytest.mark.parametrize("day", [date(2023, 11, 14), date(2023, 12, 1), END, date(2024, 2, 1)])
def test_returns_that_are_made_shortly_before_the_end_are_judged(day: date) -> None:
    over = check(Request((YEAR,), as_of=date(2023, 12, 20)))
    report = check(Request((YEAR,), as_of=day))
    assert [one.verdict for one in report.results] == [one.verdict for one in over.results]
    assert Code.PERIOD_NOT_OVER not in {one.code for one in report.diagnostics}


def test_the_half_year_is_judged_when_it_ends_and_the_year_not_yet() -> None:
    half = check(Request((HALF,), as_of=date(2023, 6, 12)))
    assert {Verdict.MET, Verdict.IN_PROGRESS} <= {one.verdict for one in half.results}
    both = check(Request((HALF, YEAR), as_of=date(2023, 6, 12), period="half_year"))
    assert [one.verdict for one in both.results] == [one.verdict for one in half.results]
    assert not next(one for one in both.deadlines if one.period == "year").reported


def test_a_period_that_is_named_is_not_over_either() -> None:
    report = check(Request((YEAR,), as_of=NEW_YEAR, period="year"))
    assert Code.PERIOD_NOT_OVER in {one.code for one in report.diagnostics}


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "vi",
            "Báo cáo là của năm 2023, đến 14/12/2023 mới hết; tại ngày đánh giá 05/01/2023 chưa có kết quả của cả kỳ",
        ),
        ("en", "The return is for year 2023, which ends on 2023-12-14; as of 2023-01-05 there are no results"),
    ],
)
@pytest.mark.parametrize("shown", ["table", "plain", "json", "csv", "markdown", "junit", "github", "html"])
def test_the_reason_stands_in_every_output(
    capsys: pytest.CaptureFixture[str], lang: str, told: str, shown: str
) -> None:
    assert main(["check", str(YEAR), "--as-of", "2023-01-05", "--lang", lang, "-f", shown]) == 3
    assert told in " ".join(capsys.readouterr().out.split())


def test_short_periods_have_less_time_before_their_end() -> None:
    month, quarter = date(2023, 1, 1), date(2023, 3, 31)
    assert not can_be_reported(month, date(2023, 1, 31), date(2023, 1, 23))
    assert can_be_reported(month, date(2023, 1, 31), date(2023, 1, 24))
    assert not can_be_reported(month, quarter, date(2023, 3, 8))
    assert can_be_reported(month, quarter, date(2023, 3, 9))
    for day in (date.min, date.max):
        assert can_be_reported(month, quarter, day) is (day == date.max)


# the day that is judged as of


def asked(report: Report) -> list[str]:
    return [one.code.code for one in report.of(Severity.QUESTION) if one.code.code.startswith("R")]


def test_a_day_that_has_not_come_is_asked_about() -> None:
    request = Request((YEAR,), as_of=date(2023, 12, 31), today=NEW_YEAR)
    assert asked(check(request)) == ["R804"]
    assert asked(check(request._replace(today=date(2023, 12, 31)))) == []
    assert asked(check(request._replace(as_of=None, today=END))) == []


def test_a_day_before_the_plan_is_asked_about() -> None:
    report = check(Request((YEAR,), as_of=date(2013, 12, 20)))
    assert asked(report) == ["R805"]
    assert {one.verdict for one in report.results} == {Verdict.INCONCLUSIVE}
    assert asked(check(Request((YEAR,), as_of=date(2022, 12, 15)))) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_question_is_no_error_and_fails_a_strict_run(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setattr("khpcmd.checking.run.today", lambda: date(2023, 12, 13))
    options = ["check", str(YEAR), "--lang", lang, "-q", "--fail-on"]
    told = {}
    for day, faulty in (("2023-12-13", 0), ("2023-12-31", 3)):
        assert main([*options, "faults", "--as-of", day]) == 0
        assert main([*options, "questions", "--target", "B3c", "--as-of", day, "-o", f"{day}.json"]) == faulty
        told[day] = faulty
    saved = {day: json.loads(Path(f"{day}.json").read_text(encoding="utf-8"))["diagnostics"] for day in told}
    assert {day: any(one["code"] == "R804" for one in found) for day, found in saved.items()} == {
        "2023-12-13": False, "2023-12-31": True,
    }  # fmt: skip


def test_results_that_were_asked_about_are_verified_on_any_later_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khpcmd.checking.run.today", lambda: NEW_YEAR)
    for day in ("2023-12-31", "2013-12-31"):
        main(["check", str(YEAR), "--as-of", day, "-q", "-o", f"{day}.json"])
    monkeypatch.setattr("khpcmd.checking.run.today", lambda: date(2030, 1, 1))
    for day in ("2023-12-31", "2013-12-31"):
        assert main(["verify", f"{day}.json", str(YEAR)]) == 0


# results that were saved too early


def save(name: str, *returns: Path, day: str) -> None:
    main(["check", *map(str, returns), "--as-of", day, "-q", "-o", name])


def test_results_of_june_are_no_earlier_figures_of_the_year() -> None:
    save("half.json", HALF, day="2023-06-20")
    document = json.loads(Path("half.json").read_text(encoding="utf-8"))
    figures = document["sound_figures"]
    document["period"], figures["window"] = "year", {"from": "2022-12-15", "to": "2023-12-14"}
    Path("june.json").write_text(json.dumps(document), encoding="utf-8")
    report = check(Request((YEAR,), previous=(Path("june.json"),)))
    told = [one for one in report.diagnostics if one.code is Code.FILE_SET_ASIDE]
    assert [(one.at.file, one.params["what"]) for one in told if one.at] == [
        ("june.json", Ref("word", "result_too_early"))
    ]
    kept = check(Request((YEAR,), previous=(Path("half.json"),)))
    assert Code.FILE_SET_ASIDE not in {one.code for one in kept.diagnostics}


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("vi", "Không dùng early.json: kết quả được lập khi kỳ chưa hết."),
        ("en", "Not used: early.json; it was made before its period was over."),
    ],
)
def test_the_trend_leaves_them_out_and_says_so(capsys: pytest.CaptureFixture[str], lang: str, told: str) -> None:
    save("early.json", YEAR, day="2023-01-05")
    assert main(["trend", "early.json", "--lang", lang]) == 2
    save("half.json", HALF, day="2023-06-20")
    capsys.readouterr()
    assert main(["trend", "early.json", "half.json", "--lang", lang]) == 0
    assert told in capsys.readouterr().out
