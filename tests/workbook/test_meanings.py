"""Words that change what a figure means are never dropped: brackets, spans of columns, titles that say another time."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from khpcmd.checking import Request, check
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES


def judged(folder: Path, cells: dict[str, object], target: str, *, baseline: dict[str, object] | None = None) -> Report:
    """The consolidated example with cells of its districts' sheet replaced, judged for one target as the year."""
    books = [("returns_2023.xlsx", cells)] + ([("baseline_2022.xlsx", baseline)] if baseline is not None else [])
    paths = []
    for name, changes in books:
        book = openpyxl.load_workbook(EXAMPLES / name)
        for address, value in changes.items():
            for sheet in book if address == "title" else [book.worksheets[0]]:
                place = next(c for row in sheet.iter_rows(max_row=8) for c in row if "NĂM 20" in str(c.value))
                (place if address == "title" else sheet[address]).value = value
        paths.append(folder / name)
        book.save(paths[-1])
    return check(Request(tuple(paths[:1]), period="year", targets=(target,), baselines=tuple(paths[1:])))


def told(report: Report) -> set[str]:
    return {fault.code.code for fault in report.diagnostics}


@pytest.mark.parametrize("words", ["lượt người", "lớp", "nghìn người", "số lượt", "dự kiến", "ước", "năm 2022"])
def test_words_in_brackets_that_are_not_the_unit_of_measure_leave_the_target_open(words: str, tmp_path: Path) -> None:
    report = judged(tmp_path, {"AA11": f"Được tập huấn ({words})"}, "B5b")
    assert report.results[0].verdict is Verdict.INCONCLUSIVE
    assert "S307" in told(report)


@pytest.mark.parametrize("words", ["người", "nếu có", "1", "năm 2023"])
def test_words_in_brackets_that_change_nothing_change_nothing(words: str, tmp_path: Path) -> None:
    report = judged(tmp_path, {"AA11": f"Được tập huấn ({words})"}, "B5b")
    assert report.results[0].verdict is Verdict.MET
    assert "S307" not in told(report)


@pytest.mark.parametrize("header", ["9 tháng năm 2023", "6 tháng cuối năm 2023"])
def test_a_column_of_another_span_is_not_the_year_s(header: str, tmp_path: Path) -> None:
    report = judged(tmp_path, {"T10": header}, "B3b")
    assert report.results[0].verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    "title",
    [
        "KẾT QUẢ 6T/2023",
        "KẾT QUẢ 6T ĐẦU NĂM 2023",
        "KẾT QUẢ NỬA ĐẦU NĂM 2023",
        "KẾT QUẢ TỪ 15/12/2022 ĐẾN 14/6/2023",
        "KẾT QUẢ từ ngày 15/12/2021 đến ngày 14/12/2022",
        "KẾT QUẢ NĂM 2023 (tính đến 30/6/2023)",
    ],
)
def test_a_title_of_another_time_is_never_the_year(title: str, tmp_path: Path) -> None:
    report = judged(tmp_path, {"title": title}, "B4a")
    assert all(result.verdict is not Verdict.MET for result in report.results)
    assert told(report) & {"U406", "U407"}


def test_a_title_with_the_year_s_own_window_is_the_year(tmp_path: Path) -> None:
    report = judged(tmp_path, {"title": "KẾT QUẢ TỪ NGÀY 15/12/2022 ĐẾN NGÀY 14/12/2023"}, "B4a")
    assert report.results[0].verdict is Verdict.MET


def test_a_return_without_a_period_is_told(tmp_path: Path) -> None:
    report = judged(tmp_path, {"title": "KẾT QUẢ CÔNG TÁC"}, "B4a")
    assert "U411" in told(report)


@pytest.mark.parametrize("title", ["KẾT QUẢ CÔNG TÁC", "KẾT QUẢ 6T 2022", "TỪ 15/12/2020 ĐẾN 14/12/2021"])
def test_a_baseline_of_an_unknown_or_another_time_is_not_used(title: str, tmp_path: Path) -> None:
    """The return's own column of 2022 is emptied, so that only the file could give the baseline."""
    without = dict.fromkeys([f"S{row}" for row in range(13, 26)])
    report = judged(tmp_path, without, "B3b", baseline={"title": title})
    assert report.results[0].verdict is Verdict.INCONCLUSIVE


def test_the_example_files_are_left_alone(tmp_path: Path) -> None:
    copy = Path(shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path))
    before = copy.read_bytes()
    check(Request((copy,)))
    assert copy.read_bytes() == before
