"""Text of a return stays text in its copy, and nothing that the gate refuses reaches openpyxl."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell

import khpcmd.annotate.run
from annotate.copies import DISTRICTS, RETURN, annotate, book, comments, marked, parts, results, texts, with_parts
from khpcmd.annotate.marks import LONGEST, harmless, write
from places import Captured

FORMULA = "=cmd|' /C calc'!A0"
HOSTILE = {"V15": FORMULA, "V16": "<b>12</b>", "V17": "@SUM(\u202e1)", "V18": "[red]12[/red]", "V19": "_x003D_1+1"}


def hostile_return(folder: Path) -> Path:
    changed = book(RETURN)
    for address, text in HOSTILE.items():
        changed[DISTRICTS][address].value = text
        changed[DISTRICTS][address].data_type = "s"
    changed[DISTRICTS]["B14"].value = "=HYPERLINK(1)"
    changed[DISTRICTS]["B14"].data_type = "s"
    path = folder / "=returns.xlsx"
    changed.save(path)
    return path


@pytest.mark.slow
def test_text_of_a_return_stays_text(tmp_path: Path) -> None:
    copy = marked(hostile_return(tmp_path), tmp_path / "out")
    told = "\n".join([*texts(copy), *(text for *_, text in comments(copy))])
    assert FORMULA in told
    assert "<b>12</b>" in told
    assert "\u202e" not in told
    assert all(one.data_type != "f" for row in results(copy).iter_rows() for one in row)
    sheet = next(part for name, part in parts(copy).items() if name.endswith("sheet1.xml"))
    assert b"<f>" not in sheet
    assert book(copy)[DISTRICTS]["V15"].value == FORMULA
    assert book(copy)[DISTRICTS]["V15"].data_type != "f"


def test_an_escape_of_excel_stays_as_it_was_written() -> None:
    sheet = Workbook().active
    assert sheet is not None
    found = write(cast("Cell", sheet["A1"]), "_x003D_1+1")
    assert (found.value, found.data_type) == ("_x005F_x003D_1+1", "s")


@pytest.mark.slow
def test_a_hostile_return_is_marked_twice_alike(tmp_path: Path) -> None:
    once = marked(hostile_return(tmp_path), tmp_path / "once")
    assert marked(once, tmp_path / "twice").read_bytes() == once.read_bytes()


@pytest.mark.parametrize(
    ("text", "told"),
    [("\x1b[31mđỏ", "\\x1b[31mđỏ"), ("a\nb", "a\\x0ab"), ("x" * 5000, "x" * (LONGEST - 1) + "…")],
)
def test_what_cannot_be_seen_is_written_out(text: str, told: str) -> None:
    assert harmless(text) == told


def refused(folder: Path) -> dict[str, Path]:
    text, cut, doubled = (folder / f"{name}.xlsx" for name in ("text", "cut", "doubled"))
    text.write_text("tổng số: 12")
    cut.write_bytes(RETURN.read_bytes()[:20_000])
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(doubled, "w") as archive:
        for name, part in [*parts(RETURN).items(), *parts(RETURN).items()]:
            archive.writestr(name, part)
    return {"text": text, "cut": cut, "doubled": doubled}


def test_a_file_that_the_gate_refuses_is_told_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def opened(*_: object) -> None:
        pytest.fail("opened")

    files = refused(tmp_path)
    monkeypatch.setattr(khpcmd.annotate.run, "open_copy", opened)
    monkeypatch.setattr(openpyxl, "load_workbook", opened)
    assert annotate(tmp_path / "out", *files.values()) == 3
    said = capsys.readouterr().out
    assert all(code in said for code in ("F207", "F208", "F210")) or said.count("could not be read.") == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/drawings/drawing1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("xl/comments/comment1.xml", "<!DOCTYPE a>".encode("utf-16")),
    ],
)
def test_a_part_that_the_reader_does_not_need_is_looked_at_too(
    name: str, part: bytes, tmp_path: Path, capsys: Captured
) -> None:
    path = with_parts(RETURN, tmp_path / "returns.xlsx", {name: part})
    assert annotate(tmp_path / "out", path) == 3
    assert "does not allow a copy to be written" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_what_breaks_openpyxl_is_told_in_one_line(tmp_path: Path, capsys: Captured) -> None:
    broken = parts(RETURN)["xl/styles.xml"].replace(b"<fills", b"<fills><nothing/></fills><fills")
    path = with_parts(RETURN, tmp_path / "returns.xlsx", {"docProps/core.xml": b"<broken", "xl/styles.xml": broken})
    assert annotate(tmp_path / "out", path) == 3
    said = capsys.readouterr()
    assert "does not allow a copy to be written" in said.out
    assert "Traceback" not in said.err


def test_a_workbook_of_too_many_cells_gets_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("khpcmd.annotate.copy.CELLS", 100)
    assert annotate(tmp_path / "out", RETURN) == 3
    assert "too many cells" in capsys.readouterr().out
