"""``khpcmd explain``: from a code or a name to its page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

import worlds
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import comparisons
from khpcmd.render.codes import markdown
from khpcmd.render.explained import Explainer
from places import EXAMPLES, Captured, languages


@pytest.mark.parametrize("name", ["C502", "c502", "NOT_A_NUMBER", "not_a_number", "not-a-number", "Not a number"])
def test_a_code_is_found_by_its_number_and_its_name(name: str, capsys: Captured) -> None:
    assert main(["explain", name]) == 0
    assert capsys.readouterr().out.startswith("C502 NOT_A_NUMBER · Lỗi\nKhông đọc được thành số\n")
    assert main(["explain", name, "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("C502 NOT_A_NUMBER · Error\nNot a number\n")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "C599",
            "không có mã lỗi “C599”, cũng không có chỉ tiêu “C599”. Xem các mã lỗi bằng lệnh khpcmd explain; ",
        ),
        ("not-a-numbr", "Có phải là “NOT_A_NUMBER”?"),
        ("zzzzzz", "không có mã lỗi “zzzzzz”"),
        ("", "không có mã lỗi “”"),
    ],
)
def test_an_unknown_code_is_wrong_usage(name: str, told: str, capsys: Captured) -> None:
    assert main(["explain", name]) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert out == ""


def test_several_codes_come_in_the_order_asked(capsys: Captured) -> None:
    assert main(["explain", "U401", "C501"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if " · " in line]
    assert heads == ["U401 UNKNOWN_UNIT · Lỗi", "C501 CELL_BLANK · Lỗi"]


def test_without_a_code_all_are_listed(capsys: Captured) -> None:
    assert main(["explain"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "P  Tệp kế hoạch, danh sách miễn, tệp kết quả xem xét\n  P101  Lỗi       Không có tệp kế hoạch\n"
    )
    assert out.endswith("\nXem một mã: khpcmd explain C502\n")


def test_markdown_is_the_page_in_docs(capsys: Captured) -> None:
    assert main(["explain", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == markdown((), Messages("vi"))


# a target with returns: every figure behind a verdict, with its cell


RETURNS = str(EXAMPLES / "returns_2023.xlsx")


def explained(capsys: Captured, *arguments: str, code: int = 0) -> str:
    assert main(["explain", *arguments]) == code
    return capsys.readouterr().out


def test_a_missed_target_is_explained_in_figures_that_can_be_checked_by_hand(capsys: Captured) -> None:
    text = explained(capsys, "B3c", RETURNS, code=1)
    assert "tổ chức kiểm tra ít nhất 20% số cơ sở kinh doanh dịch vụ" in text
    assert "So sánh chính xác: 199 × 5 = 995 < 996: không thỏa mãn mức ≥ 20%" in text
    assert "cần thêm 1 cơ sở" in text


def test_each_units_part_and_whole_stand_in_the_cells_that_are_named(capsys: Captured) -> None:
    text = explained(capsys, "B3c", RETURNS, code=1)
    sheet = load_workbook(RETURNS, data_only=True)["Tổng hợp huyện"]
    found = re.findall(r"tử số (\d+): \S+ › Tổng hợp huyện!(\w+) \(“\d+”\) \| mẫu số (\d+): .*!(\w+) ", text)
    assert len(found) == 12
    for part, part_cell, whole, whole_cell in found:
        assert (int(part), int(whole)) == (sheet[part_cell].value, sheet[whole_cell].value)
    assert (sum(int(one[0]) for one in found), sum(int(one[2]) for one in found)) == (199, 996)


@pytest.mark.slow
@languages
def test_zeros_beside_a_contradiction_that_others_explain_are_what_a_target_waits_for(
    language: str, tmp_path: Path, capsys: Captured
) -> None:
    """Of the reports one was typed and all others left at 0: so may have been the sellers; a dash says none."""
    book, file = load_workbook(RETURNS), str(tmp_path / "zeros.xlsx")
    sheet = book["Tổng hợp huyện"]
    for row, typed in ((13, 33), (17, 4)):
        for column in "KLMNOPQR":
            sheet[f"{column}{row}"] = typed if column == "K" else 0
    sheet["AH17"] = sheet["AI17"] = "-"
    book.save(file)
    main(["check", file, "--format", "json"])
    results = {one["target"]: one for one in json.loads(capsys.readouterr().out)["results"]}
    assert results["B7"]["verdict"] == "inconclusive"
    assert [one["unit"] for one in results["B7"]["lacking"]] == ["288"]
    messages = Messages(language)
    names = {"vi": "Thành phố Hải Dương", "en": "Hai Duong City"}
    told = explained(capsys, "B7", file, "--lang", language, code=3)
    assert f"{messages.template('explained.zeros')}: {names[language]}\n" in told
    assert messages.template("explained.unread") not in told
    line = next(one for one in told.splitlines() if messages.template("explained.zeros_unit") in one)
    assert ("AI13 (“0”)" in line, "AH13 (“0”)" in line) == (True, True)
    main(["check", file, "--lang", language])
    assert messages.text("summary.also_zeros", names=names[language]) in capsys.readouterr().out


def test_without_returns_the_promise_itself_is_explained(capsys: Captured) -> None:
    text = explained(capsys, "B8", "--lang", "en")
    assert "Threshold: each month ≥ 1" in text
    assert "Verdict" not in text


@pytest.mark.crossing(1)
@pytest.mark.parametrize("target", ["B1a", "B2a", "B3a", "B4a", "B5a", "B7", "B8"])
def test_every_kind_of_measure_is_explained_in_both_languages_and_as_markdown(target: str, capsys: Captured) -> None:
    for language in ("vi", "en"):
        for form in ("text", "markdown"):
            assert main(["explain", target, RETURNS, "--lang", language, "--format", form]) in (0, 1, 3)
            out, err = capsys.readouterr()
            assert target in out
            assert err == ""


def test_json_and_html_have_the_same_figures(capsys: Captured) -> None:
    assert "199 × 5 = 995 &lt; 996" in explained(capsys, "B3c", RETURNS, "--format", "html", code=1)
    document = json.loads(explained(capsys, "B3c", RETURNS, "--format", "json", code=1))
    (result,) = document["results"]
    (comparison,) = result["comparison"]
    assert comparison["part"] * comparison["part_times"] < comparison["whole"] * comparison["whole_times"]
    assert "199 × 5 = 995 < 996" in comparison["text"]
    assert sum(int(unit["part_cells"][0]["value"]) for unit in result["units"]) == result["part"] == 199


def test_what_a_near_verdict_hangs_on_is_explained_and_hidden_with_the_figures(capsys: Captured) -> None:
    """Of B4a all 235 communes are asked, so that one less turns it."""
    document = json.loads(explained(capsys, "B4a", RETURNS, "--format", "json"))
    (result,) = document["results"]
    found = {(one["unit"], one["why"], one["reported"], one["instead"]) for one in result["hangs_on"]}
    assert ("291", "no_past", 19, 18) in found
    assert "Huyện Nam Sách 19 → 18" in explained(capsys, "B4a", RETURNS)
    assert "19 → 18" in explained(capsys, "B4a", RETURNS, "--format", "html")
    main(["check", RETURNS, "--target", "B4a", "--format", "json", "--hide-values"])
    assert json.loads(capsys.readouterr().out)["results"][0]["hangs_on"] == []


def test_a_comparison_of_a_part_of_the_units_says_so(capsys: Captured) -> None:
    text = explained(capsys, "B1a", str(EXAMPLES / "half_year_2023.xlsx"), code=3)
    assert "So sánh chính xác: 10 ≥ 10: thỏa mãn mức ≥ 100% (tạm tính, 10/12 đơn vị)" in text
    assert "chưa báo cáo" in text


def test_what_is_neither_a_code_nor_a_target_is_wrong_usage(capsys: Captured) -> None:
    assert main(["explain", "B3x", RETURNS]) == 2
    assert "“B3x”" in capsys.readouterr().err
    assert main(["explain", "B3c", "--format", "json"]) == 2
    assert "cần có báo cáo số liệu" in capsys.readouterr().err


def test_a_return_that_is_not_there_is_told_and_explains_nothing_as_met(capsys: Captured) -> None:
    text = explained(capsys, "B3c", "nothing_is_there.xlsx", code=3)
    assert "F201 Không tìm thấy tệp." in text
    assert "✓" not in text


def test_what_is_still_possible_counts_units_where_each_is_judged_by_itself(capsys: Captured) -> None:
    text = explained(capsys, "B3a", str(EXAMPLES / "half_year_2023.xlsx"), code=3)
    assert "Khi đủ số liệu: từ 10 đến 12 đơn vị đạt" in text


@languages
def test_the_answer_comes_first_and_last(language: str, capsys: Captured) -> None:
    messages = Messages(language)
    code = main(["explain", "B3c", RETURNS, "--as-of", "2023-12-15", "--lang", language])
    lines = capsys.readouterr().out.splitlines()
    head = lines.index(next(line for line in lines if line.startswith("B3c  ")))
    assert head <= 2
    assert lines[head + 1].startswith(f"  {messages.template('explained.verdict')}: ✗")
    made_from = next(number for number, line in enumerate(lines) if "sha256" in line)
    assert made_from > lines.index(next(line for line in lines if messages.template("explained.units") in line))
    assert code == 1
    assert messages.text("closing.missed", what="").rstrip(" :.") in lines[-1]
    assert lines[-1].endswith(f"{'mã thoát' if language == 'vi' else 'exit code'} 1)")


# the comparison in exact figures says no more than what was compared


def told(threshold: Mapping[str, object], part: int, whole: int = 100) -> list[str]:
    """What is said of a ratio over one unit, end by end."""
    plan = worlds.plan(
        {"part": worlds.count_field(), "whole": worlds.count_field()},
        {"measure": {"kind": "ratio", "part": ["part"], "whole": ["whole"]}, "threshold": threshold},
        districts=1,
    )
    result = worlds.judged(plan, {"d1": {"part": part, "whole": whole}})
    messages = Messages("en")
    explainer = Explainer(messages, plan)
    return [explainer.comparison(one, result) for one in comparisons(result)]


@pytest.mark.parametrize(
    ("threshold", "part", "said"),
    [
        ({"at_least": "10%", "at_most": "20%"}, 30, ["meets ≥ 10%", "does not meet ≤ 20%"]),
        ({"more_than": "10%", "less_than": "20%"}, 5, ["does not meet > 10%", "meets < 20%"]),
        ({"equal_to": "50%"}, 60, ["meets ≥ 50%", "does not meet ≤ 50%"]),
        ({"at_least": "20%"}, 20, ["meets ≥ 20%"]),
    ],
)
def test_an_end_that_is_reached_does_not_speak_for_the_other(
    threshold: Mapping[str, object], part: int, said: list[str]
) -> None:
    assert [one.partition(": ")[2] for one in told(threshold, part)] == said
