"""The example workbooks: made as committed, read back to the last figure, judged as their README says."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.exits import Exit, exit_code
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.report import Report
from khpcmd.returns import Basis, CellValue, Key
from khpcmd.workbook.read import Reading, read_workbook
from places import ROOT, Captured

EXAMPLES, PLAN = ROOT / "examples", ROOT / "targets" / "plan_2023.yaml"
ON_TIME, AT_HALF_YEAR = date(2023, 12, 14), date(2023, 6, 14)
ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| (?:`(?P<place>[^`]+)`)? ?\| [^|]+ \| (?P<code>[A-Z]\d{3}) \|$", re.MULTILINE
)

Figures = Mapping[str, Mapping[str, CellValue]]
Read = dict[str, dict[Key, CellValue | None]]


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


figures = _module("figures")


@cache
def plan() -> Plan:
    return load_plan(PLAN).plan


def workbooks(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*.xlsx") if not path.name.startswith("~$"))
    return {unicodedata.normalize("NFC", path.relative_to(folder).as_posix()): path.read_bytes() for path in files}


def expected(*tables: Figures) -> Read:
    """The figures of the tables as the reader names them."""
    ids = {unit.name.vi: unit.id for unit in plan().units}
    units = {name: filed for table in tables for name, filed in table.items()}
    return {ids[name]: {_key(field): value for field, value in filed.items()} for name, filed in units.items()}


def _key(field: str) -> Key:
    if field == figures.CRIMES_BEFORE:
        return Key("crimes_handled", Basis.BASELINE)
    month = re.fullmatch(r"news_items_(\d+)", field)
    return Key("news_items", month=int(month[1])) if month else Key(field)


def readings(path: Path, *, baseline: bool = False) -> list[Reading]:
    files = sorted(path.glob("*.xlsx")) if path.is_dir() else [path]
    return [read_workbook(file, plan(), name=file.name, baseline=baseline) for file in files]


def read(found: Iterable[Reading]) -> Read:
    """The figures of all returns; cells in which nothing was asked for or filled in are left out."""
    return {
        filed.unit: {key: cell.value for key, cell in filed.cells.items() if cell.raw}
        for reading in found
        for filed in reading.returns
    }


def complaints(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is not Severity.NOTE]


def decomposed(path: Path, into: Path) -> Path:
    """A copy in which every text is in decomposed Unicode, as a Mac may write it."""
    if path.is_dir():
        folder = into / path.name
        folder.mkdir()
        for file in sorted(path.glob("*.xlsx")):
            decomposed(file, folder)
        return folder
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.title = unicodedata.normalize("NFD", sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = unicodedata.normalize("NFD", cell.value)
    book.save(into / path.name)
    return into / path.name


def judged(*paths: str, period: str = "", as_of: date = ON_TIME, baseline: str = "", alone: bool = False) -> Report:
    return check(
        Request(
            paths=tuple(EXAMPLES / path for path in paths),
            plan=PLAN,
            period=period,
            baselines=(EXAMPLES / baseline,) if baseline else (),
            as_of=as_of,
            only_reported=alone,
        )
    )


def verdicts(report: Report) -> dict[str, str]:
    return {result.target.id: result.verdict.value for result in report.results}


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_script_writes_the_committed_files_to_the_byte(seed: str, tmp_path: Path) -> None:
    script = EXAMPLES / "make_examples.py"
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, script, tmp_path], check=True, env=environment)
    made, committed = workbooks(tmp_path), workbooks(EXAMPLES)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


FORMS = {
    "returns_2023.xlsx": ("year", (figures.YEAR, figures.YEAR_OF_BODIES)),
    "year_2023": ("year", (figures.YEAR, figures.YEAR_OF_BODIES)),
    "half_year_2023.xlsx": ("half_year", (figures.HALF_YEAR, figures.HALF_YEAR_OF_BODIES)),
    "baseline_2022.xlsx": ("year", (figures.of_2022(figures.YEAR), figures.of_2022(figures.YEAR_OF_BODIES))),
}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", FORMS)
def test_every_figure_is_read_back_as_it_was_written(name: str) -> None:
    period, tables = FORMS[name]
    found = readings(EXAMPLES / name, baseline=name.startswith("baseline"))
    assert read(found) == expected(*tables)
    assert {reading.period for reading in found} == {period}
    assert complaints(told for reading in found for told in reading.diagnostics) == []


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", FORMS)
def test_decomposed_vietnamese_is_read_as_the_same_vietnamese(name: str, tmp_path: Path) -> None:
    found = readings(decomposed(EXAMPLES / name, tmp_path), baseline=name.startswith("baseline"))
    texts = [value for filed in expected(*FORMS[name][1]).values() for value in filed.values()]
    assert any(isinstance(text, str) for text in texts) or name.startswith("baseline")
    assert read(found) == expected(*FORMS[name][1])
    assert complaints(told for reading in found for told in reading.diagnostics) == []


YEAR_VERDICTS = dict.fromkeys(
    ["B1a", "B1b", "B2a", "B2c", "B2d", "B3b", "B4a", "B5a", "B5b", "B6b", "B6c", "B8"], "met"
)
YEAR_VERDICTS |= dict.fromkeys(["B2b", "B3a", "B3c", "B4b", "B5c", "B6a"], "missed") | {"B7": "not_applicable"}


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("path", "baseline"), [("returns_2023.xlsx", ""), ("year_2023", ""), ("returns_2023.xlsx", "baseline_2022.xlsx")]
)
def test_the_year_gives_every_target_its_verdict(path: str, baseline: str) -> None:
    report = judged(path, baseline=baseline)
    assert complaints(report.diagnostics) == []
    assert len(report.results) == 19
    assert verdicts(report) == YEAR_VERDICTS
    assert exit_code(report) is Exit.MISSED


def without_places(value: object) -> object:
    """What a check found, without what only says where things stood."""
    places = {"inputs", "cells", "part_cells", "whole_cells", "sources", "file", "sheet", "cell", "at", "raw"}
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in places}
    return [without_places(item) for item in value] if isinstance(value, list) else value


@pytest.mark.slow
def test_one_workbook_and_thirteen_files_give_the_same_but_for_the_places(capsys: Captured) -> None:
    found = []
    for path in ("returns_2023.xlsx", "year_2023"):
        main(["check", "--format", "json", str(EXAMPLES / path), "--as-of", "2023-12-14"])
        one = json.loads(capsys.readouterr().out)
        one["diagnostics"] = [fault for fault in one["diagnostics"] if fault["severity"] != "note"]
        one["summary"]["diagnostics"].pop("note")  # the consolidated workbook has a total row that is set aside
        found.append(without_places(one))
    assert found[0] == found[1]


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("target", "part", "whole", "gap"),
    [
        ("B2b", 11, 12, 1),
        ("B3a", 127, 128, 1),
        ("B3b", 68, 66, None),
        ("B3c", 199, 996, 1),
        ("B4a", 235, 235, None),
        ("B4b", 228, 235, 7),
        ("B5a", 72, 240, None),
        ("B7", 0, 0, None),
        ("B8", 11, 11, None),
    ],
)
def test_the_year_keeps_the_figures_it_was_made_for(target: str, part: int, whole: int, gap: int | None) -> None:
    result = next(result for result in judged("returns_2023.xlsx").results if result.target.id == target)
    assert result.measurement is not None
    assert (result.measurement.part, result.measurement.whole) == (part, whole)
    assert (result.gap.more if result.gap else None) == gap


def test_one_body_is_late_with_one_report() -> None:
    result = next(result for result in judged("returns_2023.xlsx").results if result.target.id == "B3a")
    assert result.reaching == (11, 12)


def test_the_half_year_without_two_districts_stays_open() -> None:
    report = judged("half_year_2023.xlsx", as_of=AT_HALF_YEAR)
    found = {target: verdict for target, verdict in verdicts(report).items() if verdict != "inconclusive"}
    assert found == {"B2b": "missed", "B4b": "in_progress", "B5a": "in_progress", "B6c": "in_progress", "B8": "met"}
    told = complaints(report.diagnostics)
    assert [(one.code.code, one.unit) for one in told] == [("R801", "291"), ("R801", "298")]
    assert exit_code(report) is Exit.NOT_JUDGED


def test_no_flow_of_the_half_year_is_above_the_year() -> None:
    half, year = (
        expected(figures.HALF_YEAR, figures.HALF_YEAR_OF_BODIES),
        expected(figures.YEAR, figures.YEAR_OF_BODIES),
    )
    for unit, filed in half.items():
        for key, value in filed.items():
            whole = year[unit][key]
            if getattr(plan().fields[key.field], "flow", False):
                assert isinstance(value, int)
                assert isinstance(whole, int)
                assert value <= whole


FAULTS = [match.groupdict() for match in ROW.finditer((EXAMPLES / "README.md").read_text(encoding="utf-8"))]


@pytest.mark.crossing(4)
@pytest.mark.parametrize("name", sorted(path.name for path in (EXAMPLES / "faulty").glob("*.xlsx")))
def test_each_deliberate_fault_is_told_once_at_its_cell(name: str) -> None:
    report = judged(f"faulty/{name}", period="year", alone=True)
    told = [
        (f"{fault.at.sheet}!{fault.at.cell}".strip("!") if fault.at else "", fault.code.code)
        for fault in complaints(report.diagnostics)
    ]
    assert sorted(told) == sorted((row["place"] or "", row["code"]) for row in FAULTS if row["file"] == name)
    assert told
    assert exit_code(report) is Exit.NOT_JUDGED


@pytest.mark.slow
def test_every_sheet_says_that_its_figures_are_invented() -> None:
    for path in EXAMPLES.rglob("*.xlsx"):
        if path.name == "not_a_workbook.xlsx" or path.parent.name.startswith("scsep_"):
            continue  # those of SCSEP were published
        for sheet in openpyxl.load_workbook(path).worksheets:
            assert (
                sheet["A6"].value == "Số liệu minh họa của khpcmd" or sheet["C6"].value == "Số liệu minh họa của khpcmd"
            ), path.name


@pytest.mark.crossing(1)
@pytest.mark.parametrize("width", [50, 80, 100])
def test_the_matrix_on_a_narrow_terminal_has_every_target(
    width: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--by-unit", "--format", "table", "--lang", "en"])
    drawn = capsys.readouterr().out.partition("Unit by unit")[2]
    heads = [line for line in drawn.splitlines() if line.startswith(" Unit ")]
    targets = [target.id for target in load_plan(None).plan.targets]
    assert " ".join(" ".join(line.split()[1:]) for line in heads).split() == targets


@pytest.mark.slow
def test_a_figure_that_is_not_used_is_no_source(tmp_path: Path) -> None:
    """The name of its file says that the return is a supplement: what is counted comes from the other files."""
    for path in (EXAMPLES / "year_2023").iterdir():
        name = "bổ sung Gia Lộc.xlsx" if path.name.startswith("gia_loc") else path.name
        shutil.copy(path, tmp_path / name)
    report = check(Request((tmp_path,), as_of=date(2023, 12, 15)))
    by_id = {one.target.id: one for one in report.results}
    assert [one.unit for one in by_id["B2b"].open_units] == ["297"]
    for result in by_id.values():
        places = [at for at, *_ in (*result.part_places, *result.whole_places)]
        assert not [at for at in places if "Gia Lộc" in at], result.target.id
