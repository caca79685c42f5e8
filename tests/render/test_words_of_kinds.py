"""A fall, a rate, a small share, communes that meet a condition and a review, each in words of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from khpcmd.cli import main

PLAN = """\
id: kinds
title: {vi: Kế hoạch năm 2025, en: Plan of 2025}
document: {number: 158/KH-UBND, date: 2025-01-20, issuer: {vi: Ủy ban nhân dân tỉnh, en: People's Committee}}
year: 2025
baseline_year: 2024
periods:
  year:
    title: {vi: năm 2025, en: year 2025}
    window: {from: 2025-01-01, to: 2025-12-31}
    due: {date: 2026-01-10}
    months: [1]
levels:
  commune: {title: {vi: "xã, phường", en: "communes, wards"}}
units:
  - {id: c1, level: commune, name: {vi: Xã Một, en: Commune One}}
  - {id: c2, level: commune, name: {vi: Phường Hai, en: Ward Two}}
fields:
  cases:
    kind: count
    label: {vi: Số vụ vi phạm, en: Offences}
    reported_by: [commune]
    unit_of_measure: {vi: vụ, en: offences}
    baseline: true
  water:
    kind: count
    label: {vi: Lượng nước cấp, en: Water supplied}
    reported_by: [commune]
    unit_of_measure: {vi: m³, en: m³}
  people:
    kind: count
    label: {vi: Số dân, en: People}
    reported_by: [commune]
    unit_of_measure: {vi: người, en: people}
  forest:
    kind: count
    label: {vi: Diện tích rừng, en: Forest}
    reported_by: [commune]
    unit_of_measure: {vi: ha, en: ha}
  burned:
    kind: count
    label: {vi: Diện tích rừng bị cháy, en: Forest burned}
    reported_by: [commune]
    unit_of_measure: {vi: ha, en: ha}
targets:
  - id: T1
    clause: Mục I
    quote: số vụ giảm ít nhất 10% so với năm 2024
    title: {vi: Số vụ giảm, en: Fewer offences}
    measure: {kind: growth, of: cases}
    threshold: {at_most: -10%}
    cumulative: false
  - id: T2
    clause: Mục I
    quote: bình quân mỗi người ít nhất 20 m³
    title: {vi: Nước bình quân, en: Water for each}
    measure: {kind: rate, part: water, whole: people, per: 1}
    threshold: {at_least: 20}
    cumulative: false
  - id: T3
    clause: Mục I
    quote: rừng bị cháy không quá 0,05%
    title: {vi: Rừng bị cháy, en: Forest burned}
    measure: {kind: ratio, part: burned, whole: forest}
    threshold: {at_most: "0.05%"}
    cumulative: false
  - id: T4
    clause: Mục I
    quote: 50% số xã cấp từ 100 m³ nước trở lên
    title: {vi: Xã cấp đủ nước, en: Communes with enough water}
    measure: {kind: share, of: commune, where: {field: water, at_least: 100}}
    threshold: {at_least: 50%}
    cumulative: false
  - id: T5
    clause: Mục I
    quote: tổ chức sơ kết
    title: {vi: Sơ kết, en: Review}
    measure: {kind: manual}
    cumulative: false
  - id: T6
    clause: Mục I
    quote: mỗi xã cấp ít nhất 90 m³ nước
    title: {vi: Nước của từng xã, en: Water of each}
    measure: {kind: count, of: water}
    threshold: {at_least: 90}
    judged: each_unit
    cumulative: false
"""
ANSWERS = """\
plan: kinds
answers:
  - {target: T5, period: year, verdict: met, reason: Xong, document: 7/BC, decided_by: Giám đốc Sở, day: 2026-01-05}
"""
FIGURES = {"c1": (20, 17, 195, 10, 8_000, 3), "c2": (10, 10, 95, 5, 2_000, 1)}
"""By unit: offences of 2024 and 2025, water, people, forest, forest burned."""
HEADERS = (
    "Số vụ vi phạm năm 2024",
    "Số vụ vi phạm",
    "Lượng nước cấp",
    "Số dân",
    "Diện tích rừng",
    "Diện tích rừng bị cháy",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    (made / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (made / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kết quả năm 2025"])
    sheet.append([])
    sheet.append(["Đơn vị", *HEADERS])
    for name, unit in (("Xã Một", "c1"), ("Phường Hai", "c2")):
        sheet.append([name, *FIGURES[unit]])
    book.save(made / "returns.xlsx")
    return made


def run(folder: Path, command: str, *more: str) -> int:
    beside = ("--plan", str(folder / "plan.yaml"), "--answers", str(folder / "answers.yaml"), "--config", "none")
    return main([command, *more, str(folder / "returns.xlsx"), *beside, "--as-of", "2026-01-11"])


def test_the_world_is_what_these_tests_say_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "check", "--format", "json")
    found = {one["target"]: one for one in json.loads(capsys.readouterr().out)["results"]}
    assert {name: one["verdict"] for name, one in found.items()} == {
        "T1": "met", "T2": "missed", "T3": "met", "T4": "met", "T5": "met", "T6": "met",
    }  # fmt: skip


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("language", "said"), [("vi", "đã xem xét"), ("en", "reviewed")])
def test_what_a_person_decided_is_no_missing_figure(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    run(folder, "check", "--lang", language)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if " T5 " in line]
    assert said in line
    assert "chưa có" not in line
    assert "none yet" not in line


@pytest.mark.crossing(1)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_in_the_trend(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    run(folder, "check", "-q", "-o", str(tmp_path / "results.json"))
    capsys.readouterr()
    main(["trend", str(tmp_path), "--lang", language])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("T5")]
    assert {"vi": "✓ đã xem xét", "en": "✓ reviewed"}[language] in line


def report(folder: Path, to: Path, language: str) -> str:
    run(folder, "check", "-q", "-o", str(to / "report.docx"), "--lang", language)
    return "\n".join(one.text for one in docx.Document(str(to / "report.docx")).paragraphs)


def test_the_report_tells_a_fall_as_a_fall_and_communes_as_communes(folder: Path, tmp_path: Path) -> None:
    text = report(folder, tmp_path, "vi")
    assert "là 27 vụ, giảm 10% so với 30 vụ của năm 2024, đạt chỉ tiêu (mức phải đạt: giảm ít nhất 10%)." in text
    assert "Tỷ lệ xã cấp đủ nước là 50% (1/2 đơn vị), đạt chỉ tiêu" in text
    assert "2/2 đơn vị đạt mức này." in text
    assert "a fall of at least 10%" in report(folder, tmp_path / "en", "en")


def test_the_sides_of_a_change_are_no_parts_of_a_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for target in ("T1", "T2", "T6"):
        run(folder, "explain", target)
        (said[target],) = [line for line in capsys.readouterr().out.splitlines() if "| Xã Một |" in line]
    assert re.search(r"kỳ này 17: .*!C4 .* 20 của năm 2024: .*!B4 ", said["T1"])
    assert re.search(r"tử số 195: .* mẫu số 10: ", said["T2"])
    assert "số liệu 195: " in said["T6"]
    assert "tử số" not in said["T1"] + said["T6"]


def test_the_table_of_units_shows_a_rate_and_a_small_share(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "check", "--format", "html")
    text = capsys.readouterr().out
    heat = text[text.index('class="heat') :] if 'class="heat' in text else text
    cells = re.findall(r">\s*([\d.,]+)\s*<", heat)
    assert "19,50" in cells  # not 195/10
    assert "0,03" in cells  # 3/8,000 is not nothing
    assert "Số bình quân: T2." in text
