"""``khpcmd diff``: what goes where, and with which exit code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from khpcmd.cli import main
from places import EXAMPLES, Captured
from workbook.builder import write

HEADER = (
    "| Đơn vị | Đã xây dựng kế hoạch | Số, ký hiệu văn bản kế hoạch | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |\n"
)
ROW = "| Huyện Nam Sách | Có | 35/KH-UBND | 62 | 13 |\n"


def put(name: str | Path, rows: str, title: str = "BÁO CÁO NĂM 2023") -> None:
    write(Path(name), S=f"UBND TỈNH\n{title}\n{HEADER}{rows}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    returns = tmp_path_factory.mktemp("returns")
    put(returns / "old.xlsx", ROW)
    put(returns / "more.xlsx", ROW.replace("| 13 |", "| 20 |"))
    put(returns / "no_plan.xlsx", ROW.replace("Có", "Không"))
    put(returns / "other_unit.xlsx", ROW.replace("Nam Sách", "Tứ Kỳ"))
    put(returns / "silent.xlsx", ROW, "BÁO CÁO")
    (returns / "empty").mkdir()
    return returns


@pytest.fixture(autouse=True)
def folder(folder: Path, made: Path) -> Path:
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (f"{EXAMPLES}/returns_2023.xlsx {EXAMPLES}/returns_2023.xlsx", 0),
        (f"{EXAMPLES}/year_2023 {EXAMPLES}/returns_2023.xlsx", 0),
        (f"{EXAMPLES}/half_year_2023.xlsx {EXAMPLES}/returns_2023.xlsx", 1),
        (f"{EXAMPLES}/returns_2023.xlsx {EXAMPLES}/returns_2023.xlsx --period year --period year", 0),
        (f"{EXAMPLES}/returns_2023.xlsx {EXAMPLES}/faulty/units.xlsx", 3),
        (f"{EXAMPLES}/returns_2023.xlsx {EXAMPLES}/faulty/not_a_workbook.xlsx", 3),
        (f"{EXAMPLES}/faulty/not_a_workbook.xlsx {EXAMPLES}/returns_2023.xlsx", 3),
        (f"{EXAMPLES}/returns_2023.xlsx missing.xlsx", 3),
        (f"{EXAMPLES}/returns_2023.xlsx empty", 5),
        (f"empty {EXAMPLES}/returns_2023.xlsx", 5),
        ("empty empty", 5),
        ("old.xlsx silent.xlsx", 2),
        ("old.xlsx", 2),
        ("", 2),
        ("old.xlsx old.xlsx old.xlsx", 2),
        ("old.xlsx old.xlsx --period quarter", 2),
        ("old.xlsx old.xlsx --period year --period year --period year", 2),
        ("old.xlsx old.xlsx --format csv", 2),
        ("old.xlsx old.xlsx --as-of yesterday", 2),
        ("old.xlsx old.xlsx -o out.pdf", 2),
        ("old.xlsx old.xlsx -o old.xlsx", 2),
        ("old.xlsx old.xlsx -o old.xlsx/out.json", 2),
        ("old.xlsx old.xlsx --plan old.xlsx", 2),
    ],
)
def test_the_exit_code(arguments: str, code: int, capsys: Captured) -> None:
    assert main(["diff", *arguments.split()]) == code
    written = capsys.readouterr()
    assert "Traceback" not in written.err
    assert bool(written.out) is (code != 2 and "missing" not in arguments)


def example(name: str, sheet: str, changes: dict[str, int | str]) -> str:
    """The example of the year with other values in some cells."""
    from openpyxl import load_workbook

    book = load_workbook(EXAMPLES / "returns_2023.xlsx")
    for cell, value in changes.items():
        book[sheet][cell] = value
    book.save(name)
    return name


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"V13": 50, "V25": 200}, 0),
        ({"AH13": 1}, 3),
        ({"I18": "Không", "I25": 11}, 1),
        ({"D15": "36/KH-UBND"}, 0),
        ({"V13": "khoảng 50"}, 3),
    ],
    ids=["better", "a part of nothing", "worse", "a text", "unreadable"],
)
def test_the_exit_code_of_a_changed_return(changes: dict[str, int | str], code: int, capsys: Captured) -> None:
    new = example("new.xlsx", "Tổng hợp huyện", changes)
    assert main(["diff", str(EXAMPLES / "returns_2023.xlsx"), new, "--format", "json"]) == code
    found = json.loads(capsys.readouterr().out)
    expected = {cell for cell in changes if not cell.endswith("25")}
    assert {figure["after"]["cell"] for unit in found["units"] for figure in unit["figures"]} == expected


def test_an_error_of_the_old_side_that_was_mended_is_no_failure(capsys: Captured) -> None:
    old = example("old_year.xlsx", "Tổng hợp huyện", {"F13": "khoảng 42"})
    assert main(["diff", old, str(EXAMPLES / "returns_2023.xlsx"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "1 error resolved" in out
    assert "“khoảng 42” (unreadable) → 42" in out


def test_the_keys_are_the_same_in_both_languages(capsys: Captured) -> None:
    def document(language: str) -> object:
        main(["diff", "old.xlsx", "no_plan.xlsx", "--format", "json", "--lang", language, "--as-of", "2023-12-01"])
        return json.loads(capsys.readouterr().out)

    def keys(value: object) -> object:
        if isinstance(value, dict):
            return {key: keys(inner) for key, inner in value.items()}
        return [keys(inner) for inner in value] if isinstance(value, list) else type(value)

    vi, en = document("vi"), document("en")
    assert keys(vi) == keys(en)
    assert isinstance(vi, dict)
    assert isinstance(en, dict)
    assert vi["summary"] == en["summary"]
    (unit,) = vi["units"]
    (figure,) = unit["figures"]
    assert (unit["unit"], unit["how"], figure["field"]) == ("291", "changed", "plan_issued")
    assert [figure[side]["value"] for side in ("before", "after")] == [True, False]
    assert [figure[side]["file"] for side in ("before", "after")] == ["old.xlsx", "no_plan.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["table", "plain", "json", "markdown"])
def test_two_runs_give_the_same_bytes(form: str, capsys: Captured) -> None:
    def shown() -> str:
        main(["diff", "old.xlsx", "more.xlsx", "--format", form, "--as-of", "2023-12-01"])
        return capsys.readouterr().out

    assert shown() == shown()


@pytest.mark.crossing(1)
@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_nothing_is_cut_however_narrow_the_terminal(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    main(["diff", "old.xlsx", "more.xlsx", "--format", "table", "--color", "never", "--lang", "en"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert "…" not in out
    assert re.search(r"13\s.*\b20\b", out)


def test_a_verdict_that_turned_is_told_with_what_turned_it(capsys: Captured) -> None:
    main(["diff", "old.xlsx", "no_plan.xlsx", "--only-reported", "--lang", "en", "-v"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("REPORTED UNITS ONLY. Two sets of returns for year 2023 compared: 1 target worse")
    assert any(line.startswith("▼ Worse | B1a | ✓ Met (1/1 = 100.00%) → ✗ Missed (0/1 = 0.00%") for line in lines)
    assert any(line.startswith("  B1a: ") and line.endswith("Nam Sach District Yes → No") for line in lines)


@pytest.mark.slow
def test_sides_that_bring_two_plans_are_not_compared(capsys: Captured) -> None:
    plan = EXAMPLES.parent / "targets" / "ha_noi_2026.yaml"
    assert main(["template", "--plan", str(plan), "--unit", "Phường Hoàn Kiếm", "-o", "form.xlsx"]) == 0
    assert main(["diff", "old.xlsx", "form.xlsx", "--lang", "en"]) == 2
    assert "the two sides are of two plans (hai-duong-2023, ha-noi-2026)" in capsys.readouterr().err


@pytest.mark.slow
def test_a_side_can_be_a_pattern_and_a_later_file_can_win(capsys: Captured) -> None:
    put("first/a.xlsx", ROW)
    put("second/a.xlsx", ROW)
    put("second/b.xlsx", ROW.replace("| 13 |", "| 20 |"))

    def figures(*options: str) -> list[tuple[object, object]]:
        main(["diff", "first/*.xlsx", "second/*.xlsx", "--format", "json", *options])
        units = json.loads(capsys.readouterr().out)["units"]
        return [(one["before"]["value"], one["after"]["value"]) for unit in units for one in unit["figures"]]

    assert figures() == [(13, None)]
    assert figures("--prefer", "listed") == [(13, 20)]
    assert main(["diff", "old.xlsx", "old.xlsx", "--prefer", "best"]) == 2


def test_nothing_that_both_sides_have_is_said_first(capsys: Captured) -> None:
    main(["diff", "old.xlsx", "other_unit.xlsx", "--only-reported", "--lang", "en", "-q"])
    assert "No unit has reported on both sides." in capsys.readouterr().out
    main(["diff", "old.xlsx", "more.xlsx", "-q", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["summary"]  # however quiet


def test_reports_are_written_beside_what_is_shown(capsys: Captured, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}
    main(["diff", "old.xlsx", "more.xlsx", "-q", "-o", "a.json", "-o", "b.md", "-o", "c.txt"])
    assert capsys.readouterr().out.count("\n") == 1
    assert json.loads(Path("a.json").read_text())["summary"]["figures"] == {"added": 0, "removed": 0, "changed": 1}
    assert Path("b.md").read_text().startswith("# ")
    assert "13 → 20" in Path("c.txt").read_text()
    assert {path.name: path.read_bytes() for path in folder.glob("*.xlsx")} == before


def test_nothing_to_compare_is_no_verdict_that_became_worse(tmp_path: Path, capsys: Captured) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert main(["diff", str(EXAMPLES / "returns_2023.xlsx"), str(nothing), "--as-of", "2023-12-15"]) == 5
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "Không so sánh được: không có đơn vị nào báo cáo ở cả hai bên (mã thoát 5)"


def test_errors_are_counted_once_and_who_has_not_reported_is_none(capsys: Captured) -> None:
    put("half.xlsx", ROW.replace("| 13 |", "| khoảng 13 |"))
    assert main(["diff", "half.xlsx", "half.xlsx", "--lang", "en", "--as-of", "2024-01-20"]) == 3
    lines = capsys.readouterr().out.splitlines()[:3]
    assert len({re.search(r"(\d+) errors", line)[1] for line in lines}) == 1  # type: ignore[index]
