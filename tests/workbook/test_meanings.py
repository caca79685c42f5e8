"""Words that change what a figure means are never dropped: brackets, spans of columns, titles that say another time."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from khpcmd.checking import Request, check
from khpcmd.plan.base import Text
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.report import Report
from khpcmd.results import Verdict
from khpcmd.returns import CellState, Key
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, Role, Sense
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.plan_phrases import programmes_of
from khpcmd.workbook.words.senses import Senses
from places import EXAMPLES
from small_plan import changed
from workbook.builder import write
from worlds import plan


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


# headings of a plan's own sections are understood in its forms, with and without their numbers


SECTIONS = """\
sections:
  - {title: {vi: "2.2. Bản vẽ thiết kế cảnh quan", en: "2.2. Drawings of the scheme"}, fields: [venues]}
  - {title: {vi: "3. Kế hoạch giao", en: "3. The plan as assigned"}, fields: [inspected]}

targets:
"""
PLAN = parse_plan(changed(("targets:\n  - id: A1", SECTIONS + "  - id: A1")), "plan.yaml")


def senses_of(text: str) -> set[Sense]:
    """What the words of a text mean as a heading, a label or free text."""
    senses, roles = Senses(PLAN, Periods(PLAN)), (Role.HEADER, Role.LABEL, Role.FREE)
    return {part.sense for role in roles for part in senses.account(text, role).parts}


@pytest.mark.parametrize("number", ["", "2.2. ", "II. "])
@pytest.mark.parametrize("title", ["Drawings of the scheme", "DRAWINGS OF THE SCHEME", "Bản vẽ thiết kế cảnh quan"])
def test_a_title_says_nothing_of_the_figures_below_it(number: str, title: str) -> None:
    assert not senses_of(number + title) & {*OTHER_MEANINGS, Sense.UNKNOWN}


def test_a_part_of_it_is_not_understood() -> None:
    assert Sense.UNKNOWN in senses_of("2.2. Drawings of schemes")


def test_a_title_that_means_something_else_is_asked_about_all_the_same() -> None:
    assert senses_of("Kế hoạch giao") & OTHER_MEANINGS


# which programmes are a plan's own, and what a title that names one of them or another does to the figures below


FIELDS: dict[str, dict[str, object]] = {
    name: {"kind": "count", "reported_by": ["district"], "unit_of_measure": {"vi": "trẻ", "en": "children"}}
    for name in ("children", "vaccinated", "insured")
}
LABELS = {
    "children": "Số trẻ em dưới 1 tuổi",
    "vaccinated": "Số trẻ em được tiêm chủng đầy đủ",
    "insured": "Số trẻ em có thẻ bảo hiểm y tế",
}


def of(title: str, topic: list[str], target: str) -> Plan:
    """A plan with three fields and one target."""
    asked: dict[str, object] = {"title": {"vi": target, "en": "a target"}, "threshold": {"at_least": "95%"}}
    asked["measure"] = {"kind": "ratio", "part": "vaccinated", "whole": "children"}
    whole = plan(FIELDS, asked, districts=2, title={"vi": title, "en": "a plan"}, topic=topic)
    labelled = {
        name: spec.model_copy(update={"label": Text(vi=LABELS[name], en=name)}) for name, spec in whole.fields.items()
    }
    return whole.changed(fields=labelled)


@pytest.mark.parametrize(
    ("title", "topic", "target", "own"),
    [
        ("Kế hoạch y tế", [], "Trẻ em", {"tiêm chủng", "bảo hiểm y tế"}),  # those of its fields
        ("Kế hoạch y tế", ["y tế"], "Tiêm chủng đầy đủ", {"tiêm chủng"}),  # and of a target, beside a topic
        ("Kế hoạch y tế", ["y tế"], "Trẻ em", set()),
        ("Kế hoạch y tế", ["y tế"], "Phòng, chống ma túy", set()),  # no figure is of it
        ("Kế hoạch tiêm chủng", [], "Bảo hiểm y tế", {"tiêm chủng"}),  # the title says which
        ("Kế hoạch y tế", ["tiêm chủng"], "Bảo hiểm y tế", {"tiêm chủng"}),
    ],
)
def test_the_programmes_of_a_plan(title: str, topic: list[str], target: str, own: set[str]) -> None:
    assert set(programmes_of(of(title, topic, target))) == own


@pytest.mark.parametrize(
    ("titled", "state"),
    [
        ("KẾT QUẢ TIÊM CHỦNG NĂM 2023", CellState.VALUE),
        ("KẾT QUẢ BẢO HIỂM Y TẾ NĂM 2023", CellState.PROBLEM),
        ("KẾT QUẢ PHÒNG, CHỐNG MA TÚY NĂM 2023", CellState.PROBLEM),
    ],
)
def test_under_the_name_of_another_programme_no_figure_is_believed(
    titled: str, state: CellState, tmp_path: Path
) -> None:
    table = f"""
    {titled}
    | TT | Đơn vị | {LABELS["children"]} | {LABELS["vaccinated"]} |
    | 1 | District 1 | 100 | 96 |
    | 2 | District 2 | 100 | 97 |
    """
    file = write(tmp_path / "returns.xlsx", BC=table)
    reading = read_workbook(file, of("Kế hoạch y tế", ["y tế"], "Tiêm chủng đầy đủ"), name=file.name)
    states = {filed.cells[Key("vaccinated")].state for filed in reading.returns}
    assert states == {state}
