"""What the worker of the check page is answered, without a browser: what the command line says, in the page's words."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hostile.ole import xls
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.page.desk import Desk, Settings, as_json, sources_hash
from khpcmd.workbook.file import xls_ods
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids
from places import ROOT, TARGETS, Captured, languages
from workbook.builder import write

EXAMPLES, SHELL = ROOT / "examples", ROOT / "page" / "shell"
FORM = next((EXAMPLES / "year_2023").glob("BC nam Thanh Ha.xlsx"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "drop").mkdir()
    monkeypatch.chdir(tmp_path / "drop")
    return Desk(Settings())


def taken(desk: Desk, *paths: Path, language: str = "vi") -> dict[str, Any]:
    for path in paths:
        shutil.copy(path, path.name)
    found: dict[str, Any] = json.loads(desk.take(tuple(path.name for path in paths), language))
    return found


def test_a_sound_return_can_be_sent_and_its_open_duties_are_named(desk: Desk) -> None:
    found = taken(desk, FORM)
    assert found["state"] == "sendable"
    assert [file["state"] for file in found["files"]] == ["sendable"]
    assert found["files"][0]["errors"] == []
    assert [line["id"] for line in found["judged"]] == ["B3a"]
    assert {line["mark"] for line in found["informed"]} == {"info"}
    assert all(not line["threshold"] for line in found["informed"])
    assert len(found["duties"]) == 8


@pytest.mark.slow
def test_each_place_to_fix_has_its_sheet_its_cell_what_was_found_and_the_cure(desk: Desk) -> None:
    found = taken(desk, EXAMPLES / "faulty" / "cells.xlsx")
    assert (found["state"], found["count"]) == ("faulty", "8")
    spots = {spot["cells"]: spot for spot in found["files"][0]["errors"]}
    assert spots["F14"]["sheet"] == "Tổng hợp huyện"
    (fix,) = spots["F14"]["fixes"]
    assert fix["code"] == "C502"
    assert "“khoảng 40”" in fix["found"]
    assert fix["cure"]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("name", "state"), [("not_a_workbook.xlsx", "unread"), ("wrong_year.xlsx", "faulty"), ("missing.xlsx", "unread")]
)
def test_what_is_not_sound_is_never_said_to_be_ready(desk: Desk, name: str, state: str) -> None:
    if (EXAMPLES / "faulty" / name).exists():
        shutil.copy(EXAMPLES / "faulty" / name, name)
    assert json.loads(desk.take((name,), "vi"))["state"] == state


@pytest.mark.slow
def test_a_blank_template_is_not_said_to_be_ready(desk: Desk) -> None:
    assert main(["template", "--unit", "Nam Sách", "-o", "blank.xlsx", "--config", "none"]) == 0
    found = json.loads(desk.take(("blank.xlsx",), "vi"))
    assert (found["state"], found["count"]) == ("empty", "")
    assert json.loads(desk.results("json", "vi"))["inputs"][0]["standing"] == "empty"


@pytest.mark.crossing(1)
@languages
def test_a_return_without_a_period_is_asked_for_it(desk: Desk, language: str) -> None:
    book = load_workbook(FORM)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=8):
        for cell in row:
            if isinstance(cell.value, str) and "2023" in cell.value:
                cell.value = None
    sheet["E9"].value = "Số liệu"
    book.save("plain.xlsx")
    choice = json.loads(desk.take(("plain.xlsx",), language))["choice"]
    assert [ident for ident, _ in choice["periods"]] == ["half_year", "year"]
    assert choice["heading"] == Messages(language).template("page.asked.period_not_stated")
    assert json.loads(desk.take(("plain.xlsx",), language, "year"))["files"]


def boxes(found: dict[str, Any]) -> dict[str, str]:
    """The cells that may be typed over, with what stands in them."""
    return {
        box["cell"]: box["value"]
        for file in found["files"]
        for kind in ("errors", "warnings", "questions")
        for spot in file[kind]
        for box in spot["boxes"]
    }


def fixed(desk: Desk, file: str, sheet: str, typed: dict[str, str]) -> dict[str, Any]:
    """What is shown of a file after some of its cells were typed over; the file is written over, too."""
    corrections = json.dumps([[sheet, cell, text] for cell, text in typed.items()])
    made = desk.mended(Path(file).read_bytes(), corrections)
    assert made is not None
    Path(file).write_bytes(made)
    found: dict[str, Any] = json.loads(desk.take((file,), "vi"))
    return found


@pytest.mark.slow
def test_a_figure_is_typed_over_in_a_template_and_nothing_but_its_cell_is_another_one(desk: Desk) -> None:
    assert main(["template", "--unit", "Nam Sách", "-o", "form.xlsx", "--config", "none"]) == 0
    book = load_workbook("form.xlsx")
    sheet = book.worksheets[0]
    places = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    counts = [cell for cell in places if cell.number_format == "#,##0"]
    for cell in counts:
        cell.value = 0
    counts[0].value, wrong = "khoảng 40", counts[0].coordinate
    book.save("form.xlsx")
    found = json.loads(desk.take(("form.xlsx",), "vi"))
    assert boxes(found)[wrong] == "khoảng 40"
    assert "Sửa ngay" in found["line"]
    locked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.protection.locked}
    assert not locked & boxes(found).keys()
    found = fixed(desk, "form.xlsx", sheet.title, {wrong: "40"})
    assert wrong not in boxes(found)
    again = load_workbook("form.xlsx").worksheets[0]
    changed = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if again[cell.coordinate].value != cell.value
    }
    assert changed == {wrong}
    assert again[wrong].value == 40


def test_a_correction_that_breaks_another_rule_says_so(desk: Desk) -> None:
    found = taken(desk, FORM)
    assert boxes(found) == {}
    found = fixed(desk, FORM.name, "Biểu số liệu", {"E32": "900"})
    assert found["state"] == "faulty"
    assert boxes(found)["E32"] == "900"
    assert fixed(desk, FORM.name, "Biểu số liệu", {"E32": "12"})["state"] == "sendable"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12", 12), (" 1 234 ", 1234), ("12,5", 12.5), ("1.234", "1.234"), ("28/3/2023", "28/3/2023"), ("=1+1", "=1+1"),
     ("", None), ("<b>", "<b>")],
)  # fmt: skip
def test_what_is_typed_is_a_number_only_where_it_can_be_no_other(desk: Desk, typed: str, stored: object) -> None:
    taken(desk, FORM)
    fixed(desk, FORM.name, "Biểu số liệu", {"E14": typed})
    cell = load_workbook(FORM.name).worksheets[0]["E14"]
    assert cell.value == stored
    assert cell.data_type != "f" or typed != "=1+1"


def test_formulas_totals_and_files_that_are_no_workbooks_are_never_typed_over(desk: Desk) -> None:
    book = load_workbook(FORM)
    sheet = book.worksheets[0]
    sheet["E14"], sheet["E21"] = '="khoảng "&20', "khoảng 5"
    book.save("formula.xlsx")
    assert set(boxes(json.loads(desk.take(("formula.xlsx",), "vi")))) == {"E21"}
    assert desk.mended(Path("formula.xlsx").read_bytes(), json.dumps([["Biểu số liệu", "E14", "20"]])) is None
    sheet.protection.sheet = True
    book.save("locked.xlsx")
    assert boxes(json.loads(desk.take(("locked.xlsx",), "vi"))) == {}


def test_a_file_of_results_is_skipped(desk: Desk, tmp_path: Path) -> None:
    results = tmp_path / "results.xlsx"
    assert main(["check", str(FORM), "-q", "--config", "none", "-o", str(results)]) in (1, 3)
    found = taken(desk, results)
    assert found["state"] in ("empty", "skipped")


def test_files_of_several_units_are_judged_with_all_units_of_the_plan(desk: Desk) -> None:
    others = [path for path in FORM.parent.iterdir() if "Nam" in path.name]
    found = taken(desk, FORM, *others)
    assert found["targets"]
    assert found["judged"] == found["informed"] == []
    assert any("Chưa" in line for line in found["roll_call"])
    assert not json.loads(desk.results("json", "vi"))["only_reported"]


def test_a_page_made_for_a_unit_says_whose_figures_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Huyện Nam Sách" in taken(Desk(Settings(unit="291")), FORM)["notice"]
    own = json.loads(desk_of(FORM)["units"])[0]
    assert taken(Desk(Settings(unit=own)), FORM)["notice"] == ""


@pytest.mark.slow
def test_a_page_made_with_taught_names_reads_by_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    taught, odd = tmp_path / "ten.yaml", tmp_path / "sent" / "odd.xlsx"
    odd.parent.mkdir()
    taught.write_text(
        'plan: hai-duong-2023\nnames:\n  - text: "TS CSKDDV"\n    field: venues_total\n', encoding="utf-8"
    )
    rows = "| Chỉ tiêu | ĐVT | Kết quả |\n| TS CSKDDV | cơ sở | 86 |\n| Số cơ sở được kiểm tra | cơ sở | 20 |\n"
    write(odd, S=f"UBND HUYỆN NAM SÁCH\nBÁO CÁO NĂM 2023\n{rows}")
    plain, by_names = Desk(Settings()), Desk(Settings(names=str(taught)))
    taken(plain, odd)
    taken(by_names, odd)
    values = [
        next(one for one in json.loads(desk.results("json", "vi"))["results"] if one["target"] == "B3c")["value"]
        for desk in (plain, by_names)
    ]
    assert values == [None, "10/43"]
    shown = json.loads(by_names.shown("en"))
    assert [Path(one["name"]).name for one in shown["files"]] == ["odd.xlsx"]  # the file of names is no return


def desk_of(path: Path) -> dict[str, str]:
    """The units of a return, by the command line."""
    out = Path("units.json")
    main(["check", str(path), "--only-reported", "-q", "--config", "none", "-o", str(out)])
    return {"units": json.dumps(json.loads(out.read_bytes())["inputs"][0]["units"])}


@pytest.mark.slow
@languages
def test_the_files_are_those_of_the_command_line(desk: Desk, language: str) -> None:
    taken(desk, EXAMPLES / "faulty" / "cells.xlsx", language="vi")
    for kind in ("json", "html", "xlsx"):
        assert main(["check", "cells.xlsx", "-q", "--lang", language, "--config", "none", "-o", f"line.{kind}"]) == 3
        assert desk.results(kind, language) == Path(f"line.{kind}").read_bytes()
    Path("../out").mkdir()
    found = desk.marked("../out", language)
    assert main(["annotate", "cells.xlsx", "-q", "--lang", language, "--config", "none", "-d", "../line"]) == 3
    assert found is not None
    assert found[1] == Path("../line/cells.xlsx").read_bytes()
    assert list(Path("../out").iterdir()) == []


@pytest.mark.slow
def test_several_marked_copies_are_one_archive(desk: Desk) -> None:
    taken(desk, *(EXAMPLES / "faulty" / name for name in ("cells.xlsx", "columns.xlsx")))
    Path("../out").mkdir()
    found = desk.marked("../out", "vi")
    assert found is not None
    assert found[0].endswith(".zip")
    assert found == desk.marked("../out", "vi")


@pytest.mark.slow
def test_warming_leaves_nothing_behind(desk: Desk) -> None:
    Path("../out").mkdir()
    desk.warm("../out")
    assert list(Path("../out").iterdir()) == []


def test_a_language_is_changed_without_another_check(desk: Desk) -> None:
    taken(desk, FORM)
    Path(FORM.name).unlink()
    assert json.loads(desk.shown("en"))["heading"] == Messages("en").template("page.states.sendable")


@languages
def test_the_page_has_exactly_the_sentences_that_it_says(language: str) -> None:
    script, page = ((SHELL / name).read_text(encoding="utf-8") for name in ("page.js", "page.html"))
    said = set(re.findall(r'data-say="(\w+)"', page)) | set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', script))
    sentences = Messages(language).named_sentences("page.fixed")
    assert set(re.findall(r'data-say="(\w+)"', page)) <= set(sentences)
    assert set(re.findall(r'\bsay\("(\w+)"', script)) <= set(sentences)
    assert set(sentences) - said <= {"own_name", "needs_script"}  # said by the build


def test_what_was_read_is_never_put_in_as_html() -> None:
    script = (SHELL / "page.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", script)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|XMLHttpRequest|\bfetch\(|sendBeacon|WebSocket", script)


def outcome(data: bytes) -> object:
    try:
        return [dict(grid.cells) for grid in open_grids(data, Limits())]
    except Refused as refused:
        return refused.code.code, tuple(refused.params.items())


def test_where_there_are_no_processes_an_old_workbook_is_read_in_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, cut = xls({(1, 1): "Đơn vị", (2, 3): 4.0}), xls({(1, 1): 1.0})[:600]
    apart = [outcome(data) for data in (sound, cut)]
    monkeypatch.setattr(xls_ods, "ALONE", False)
    assert [outcome(data) for data in (sound, cut)] == apart


# a plan is put into a page that was built, and into nothing else


TAUGHT = """plan: hai-duong-2023
names:
  - text: "TS CSKDDV"
    field: venues_total
"""
MADE = re.compile(r'<script type="application/json" id="made">(.*?)</script>')


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A page as it was built, without what is inside."""
    return page(tmp_path / "base.html", {"version": "0.1.0", "sources": sources_hash()})


def page(path: Path, program: dict[str, str]) -> Path:
    path.write_text(
        '<html><script type="application/json" id="made">{}</script>'
        f'<script type="application/json" id="program">{as_json(program)}</script>the rest</html>',
        encoding="utf-8",
    )
    return path


def made(path: Path) -> dict[str, Any]:
    (found,) = MADE.findall(path.read_text(encoding="utf-8"))
    inside: dict[str, Any] = json.loads(found)
    return inside


def run(*arguments: object) -> int:
    return main(["page", *map(str, arguments), "--config", "none"])


def test_the_plan_comes_with_its_rosters(base: Path, tmp_path: Path) -> None:
    out, plan = tmp_path / "out.html", TARGETS / "ha_noi_2026.yaml"
    assert run("-o", out, "--base", base, "--plan", plan) == 0
    inside = made(out)
    assert inside["plan"] == "../plan/ha_noi_2026.yaml"
    assert base64.b64decode(inside["files"]["ha_noi_2026.yaml"]) == plan.read_bytes()
    assert any(name.startswith("rosters/") for name in inside["files"])
    assert out.read_text(encoding="utf-8").endswith("the rest</html>")


def test_without_a_plan_the_returns_choose_among_those_of_khpcmd(base: Path, tmp_path: Path) -> None:
    assert run("-o", tmp_path / "out.html", "--base", base) == 0
    inside = made(tmp_path / "out.html")
    assert (inside["plan"], inside["files"]) == ("", {})
    assert inside["about"]["vi"]["id"] == "hai-duong-2023"


def test_period_and_unit_are_put_in_by_their_ids(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    assert run("-o", out, "--base", base, "--period", "year", "--unit", "nam sách", "--lang", "en") == 0
    inside = made(out)
    assert (inside["period"], inside["unit"], inside["language"]) == ("year", "291", "en")
    assert [one["title"] for one in inside["about"]["en"]["periods"]] == ["year 2023"]


def test_taught_names_come_along_and_are_held_against_the_plan(base: Path, tmp_path: Path, capsys: Captured) -> None:
    out, names = tmp_path / "out.html", tmp_path / "ten.yaml"
    names.write_text(TAUGHT, encoding="utf-8")
    assert run("-o", out, "--base", base, "--names", names) == 0
    inside = made(out)
    assert inside["names"] == "../plan/names/names.yaml"
    assert base64.b64decode(inside["files"]["names/names.yaml"]).decode() == TAUGHT
    names.write_text(TAUGHT.replace("venues_total", "none_such"), encoding="utf-8")
    assert run("-o", tmp_path / "other.html", "--base", base, "--names", names) == 2
    assert "none_such" in capsys.readouterr().err


def test_no_text_of_a_plan_ends_the_element_that_it_stands_in(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    shutil.copytree(TARGETS, folder)
    text = (folder / "plan_2023.yaml").read_text(encoding="utf-8")
    evil = "</script><img src=x onerror=alert(1)>"
    title = re.search(r"^title:.*\n?  vi: (.*)$|^title: \{vi: ([^,]*),", text, re.MULTILINE)
    assert title is not None
    found = next(part for part in title.groups() if part)
    (folder / "plan_2023.yaml").write_text(text.replace(found, f'"{evil}"', 1), encoding="utf-8")
    assert run("-o", tmp_path / "out.html", "--base", base, "--plan", folder / "plan_2023.yaml") == 0
    assert made(tmp_path / "out.html")["about"]["vi"]["title"] == evil
    assert evil not in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.crossing(1)
@languages
def test_what_cannot_be_done_is_said(base: Path, tmp_path: Path, capsys: Captured, language: str) -> None:
    out = tmp_path / "out.html"
    other = page(tmp_path / "other.html", {"version": "9.9", "sources": "0"})
    text = tmp_path / "text.html"
    text.write_text("no page", encoding="utf-8")
    for arguments, named in [
        ((), "-o"),
        (("-o", out, "--base", tmp_path / "nowhere.html"), "nowhere.html"),
        (("-o", out, "--base", text), "text.html"),
        (("-o", out, "--base", other), "9.9"),
        (("-o", tmp_path / "out.txt", "--base", base), ".html"),
        (("-o", base, "--base", base), "base.html"),
        (("-o", out, "--base", base, "--unit", "nobody"), "nobody"),
        (("-o", out, "--base", base, "--period", "decade"), "decade"),
    ]:
        assert run(*arguments, "--lang", language) == 2, arguments
        assert named in capsys.readouterr().err
        assert not out.exists()


def test_a_page_is_written_over_only_where_that_is_asked_for(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    out.write_text("mine", encoding="utf-8")
    assert run("-o", out, "--base", base) == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("-o", out, "--base", base, "--force") == 0
    assert made(out)
