"""``inspect`` is short by default: a line for each table, what was not read, and the answer last."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from khpcmd.cli import main
from places import EXAMPLES, Captured, languages


def inspected(capsys: Captured, *arguments: str) -> tuple[int, list[str]]:
    code = main(["inspect", *arguments])
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.crossing(1)
@languages
def test_a_table_is_a_line(language: str, capsys: Captured) -> None:
    code, lines = inspected(capsys, str(EXAMPLES / "returns_2023.xlsx"), "--lang", language)
    assert code == 0
    assert len(lines) == 1 + 2 + 2
    assert "12–25" in lines[1]
    assert re.search(r"12 (đơn vị|units); (năm|year) 2023 \(C4\); (nhận ra )?32 (trường|fields)", lines[1])
    assert re.search(r"17 (đơn vị|units) .*\b1 (tệp|file) \((mã thoát|exit code) 0\)$", lines[-1])


@pytest.mark.crossing(1)
@languages
def test_what_was_not_read_is_named_with_its_place(language: str, capsys: Captured) -> None:
    _, lines = inspected(
        capsys,
        *(str(EXAMPLES / "faulty" / f"{name}.xlsx") for name in ("columns", "units", "words")),
        "--lang",
        language,
    )
    text = "\n".join(lines)
    assert "AI “Số người được khám sức khỏe định kỳ” (" in text
    assert "B20 “Huyện Bình Gang” (" in text
    assert re.search("(cần trả lời|until it is clear): .*F32 “số chưa kiểm tra”; .*B34 “TUYÊN TRUYỀN LƯU ĐỘNG”", text)
    assert all(code in text for code in ("S303", "U401", "S317"))


@pytest.mark.crossing(1)
@languages
def test_a_file_that_cannot_be_read_is_counted_in_the_answer(language: str, capsys: Captured, tmp_path: Path) -> None:
    bad = EXAMPLES / "faulty" / "not_a_workbook.xlsx"
    paths = bad, tmp_path / "gone.xlsx", EXAMPLES / "returns_2023.xlsx"
    code, lines = inspected(capsys, *map(str, paths), "--lang", language)
    assert code == 3
    assert re.search(r"2 (tệp|files) .*3 (tệp|files) \((mã thoát|exit code) 3\)$", lines[-1])
    code, lines = inspected(capsys, str(tmp_path), "--lang", language)
    assert (code, lines[-1][-2:]) == (5, "5)")


@pytest.mark.slow
@languages
def test_the_details_have_every_cell_and_the_same_answer(language: str, capsys: Captured) -> None:
    file = str(EXAMPLES / "faulty" / "columns.xlsx")
    _, short = inspected(capsys, file, "--lang", language)
    _, long = inspected(capsys, file, "-v", "--lang", language)
    assert len(short) <= 8
    assert len(long) > 60
    assert short[-1] == long[-1]
    assert inspected(capsys, file, "--format", "plain", "--lang", language)[1] == long
    assert inspected(capsys, file, "-f", "summary", "-v", "--lang", language)[1] == short


def test_json_has_everything_and_no_answer_in_words(capsys: Captured) -> None:
    assert main(["inspect", str(EXAMPLES / "faulty" / "columns.xlsx"), "-f", "json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert len(file["sheets"][0]["tables"][0]["columns"]) > 30


def test_of_many_things_the_first_are_listed_and_the_rest_counted(capsys: Captured, tmp_path: Path) -> None:
    rows = "\n".join(f"{row};Xã Không Có {row};1" for row in range(1, 20))
    path = tmp_path / "a.csv"
    path.write_text(f"NĂM 2023;;\nTT;Đơn vị;Số hoạt động đã tổ chức\n0;Huyện Nam Sách;3\n{rows}\n", encoding="utf-8")
    _, lines = inspected(capsys, str(path), "--lang", "en")
    (line,) = [line for line in lines if "not read: " in line]
    assert line.count("“") == 5
    assert "; and 14 more (see -v)" in line
