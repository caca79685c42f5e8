"""A fall, a rate, a small share, communes that meet a condition and a review, each in words of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import pytest

from khpcmd.cli import main
from places import Captured, languages
from plan_texts import a_count, a_target, head, written
from workbook.builder import saved

UNITS = """\
units:
  - {id: c1, level: commune, name: {vi: Xã Một, en: Commune One}}
  - {id: c2, level: commune, name: {vi: Phường Hai, en: Ward Two}}
"""
FIELDS = (
    a_count("cases", "Số vụ vi phạm, Offences", "commune", "vụ, offences", ", baseline: true"),
    a_count("water", "Lượng nước cấp, Water supplied", "commune", "m³, m³"),
    a_count("people", "Số dân, People", "commune", "người, people"),
    a_count("forest", "Diện tích rừng, Forest", "commune", "ha, ha"),
    a_count("burned", "Diện tích rừng bị cháy, Forest burned", "commune", "ha, ha"),
)
TARGETS = (
    a_target("T1", "Số vụ giảm, Fewer offences", "kind: growth, of: cases", "at_most: -10%"),
    a_target("T2", "Nước bình quân, Water for each", "kind: rate, part: water, whole: people, per: 1", "at_least: 20"),
    a_target("T3", "Rừng bị cháy, Forest burned", "kind: ratio, part: burned, whole: forest", 'at_most: "0.05%"'),
    a_target(
        "T4", "Xã cấp đủ nước, Communes with enough water",
        "kind: share, of: commune, where: {field: water, at_least: 100}", "at_least: 50%",
    ),
    a_target("T5", "Sơ kết, Review", "kind: manual"),
    a_target("T6", "Nước của từng xã, Water of each", "kind: count, of: water", "at_least: 90", ", judged: each_unit"),
)  # fmt: skip
PLAN = written(head(2025, "commune", ident="kinds", baseline=True) + UNITS, FIELDS, TARGETS)
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
    rows = ([name, *FIGURES[unit]] for name, unit in (("Xã Một", "c1"), ("Phường Hai", "c2")))
    saved(made / "returns.xlsx", (["Kết quả năm 2025"], [], ["Đơn vị", *HEADERS], *rows))
    return made


def run(folder: Path, command: str, *more: str) -> int:
    beside = ("--plan", str(folder / "plan.yaml"), "--answers", str(folder / "answers.yaml"), "--config", "none")
    return main([command, *more, str(folder / "returns.xlsx"), *beside, "--as-of", "2026-01-11"])


def test_the_world_is_what_these_tests_say_it_is(folder: Path, capsys: Captured) -> None:
    run(folder, "check", "--format", "json")
    found = {one["target"]: one for one in json.loads(capsys.readouterr().out)["results"]}
    assert {name: one["verdict"] for name, one in found.items()} == {
        "T1": "met", "T2": "missed", "T3": "met", "T4": "met", "T5": "met", "T6": "met",
    }  # fmt: skip


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("language", "said"), [("vi", "đã xem xét"), ("en", "reviewed")])
def test_what_a_person_decided_is_no_missing_figure(folder: Path, capsys: Captured, language: str, said: str) -> None:
    run(folder, "check", "--lang", language)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if " T5 " in line]
    assert said in line
    assert "chưa có" not in line
    assert "none yet" not in line


@pytest.mark.crossing(1)
@languages
def test_the_same_in_the_trend(folder: Path, tmp_path: Path, capsys: Captured, language: str) -> None:
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


def test_the_sides_of_a_change_are_no_parts_of_a_whole(folder: Path, capsys: Captured) -> None:
    said = {}
    for target in ("T1", "T2", "T6"):
        run(folder, "explain", target)
        (said[target],) = [line for line in capsys.readouterr().out.splitlines() if "| Xã Một |" in line]
    assert re.search(r"kỳ này 17: .*!C4 .* 20 của năm 2024: .*!B4 ", said["T1"])
    assert re.search(r"tử số 195: .* mẫu số 10: ", said["T2"])
    assert "số liệu 195: " in said["T6"]
    assert "tử số" not in said["T1"] + said["T6"]


def test_the_table_of_units_shows_a_rate_and_a_small_share(folder: Path, capsys: Captured) -> None:
    run(folder, "check", "--format", "html")
    text = capsys.readouterr().out
    heat = text[text.index('class="heat') :] if 'class="heat' in text else text
    cells = re.findall(r">\s*([\d.,]+)\s*<", heat)
    assert "19,50" in cells  # not 195/10
    assert "0,03" in cells  # 3/8,000 is not nothing
    assert "Số bình quân: T2." in text
