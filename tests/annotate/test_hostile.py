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

from annotate.copies import DISTRICTS, RETURN, annotate, book, comments, marked, parts, results, texts, with_parts
from khpcmd.annotate.copy import LONGEST, harmless, write
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
    monkeypatch.setattr("khpcmd.annotate.copy.open_copy", opened)
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
    monkeypatch.setattr("khpcmd.annotate.source.CELLS", 100)
    assert annotate(tmp_path / "out", RETURN) == 3
    assert "too many cells" in capsys.readouterr().out


# what openpyxl leaves out of a copy is said, in the copy and in the command's output


SPARKLINES = "05C60535-1F16-4fd2-B633-F4F36F0B64E0"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
EXTENSIONS = {
    "sparklines": (SPARKLINES, "sparklineGroups"),
    "conditional formats": ("78C0D931-6437-407d-A8EE-F0AAD7539E65", "conditionalFormattings"),
    "drop-downs": ("CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF", "dataValidations"),
    "slicers": ("A8765BA9-456A-4dab-B4F3-ACF838C121DE", "slicerList"),
    "other extensions": ("00000000-0000-0000-0000-00000000000F", "unknown"),
}


def with_extension(folder: Path, uri: str, element: str) -> Path:
    sheet = parts(RETURN)["xl/worksheets/sheet1.xml"]
    told = f'<extLst><ext uri="{{{uri}}}" xmlns:x14="{X14}"><x14:{element}/></ext></extLst></worksheet>'
    changed = {"xl/worksheets/sheet1.xml": sheet.replace(b"</worksheet>", told.encode())}
    return with_parts(RETURN, folder / "returns.xlsx", changed)


@pytest.mark.slow
@pytest.mark.parametrize("what", EXTENSIONS)
def test_an_extension_that_is_lost_is_told(what: str, tmp_path: Path, capsys: Captured) -> None:
    path = with_extension(tmp_path, *EXTENSIONS[what])
    annotate(tmp_path / "out", path)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "the copy could not keep: " in one]
    assert what in line
    told = [text for text in texts(tmp_path / "out" / "returns.xlsx") if "could not keep" in text]
    assert len(told) == 1
    assert what in told[0]


@pytest.mark.slow
def test_what_the_first_copy_lost_is_told_by_the_second_too(tmp_path: Path) -> None:
    once = marked(with_extension(tmp_path, SPARKLINES, "sparklineGroups"), tmp_path / "once")
    assert marked(once, tmp_path / "twice").read_bytes() == once.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("xl/media/image1.png", "pictures"),
        ("xl/threadedComments/threadedComment1.xml", "threaded comments"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/ctrlProps/ctrlProp1.xml", "buttons and boxes"),
        ("_xmlsignatures/sig1.xml", "digital signature"),
        ("xl/charts/chart1.xml", "chart formatting"),
        ("xl/drawings/drawing1.xml", "shapes and text boxes"),
    ],
)
def test_a_part_that_is_lost_is_told(part: str, what: str, tmp_path: Path, capsys: Captured) -> None:
    path = with_parts(RETURN, tmp_path / "returns.xlsx", {part: b'<xdr:wsDr xmlns:xdr="urn:x"><xdr:sp/></xdr:wsDr>'})
    annotate(tmp_path / "out", path)
    assert what in capsys.readouterr().out


def test_a_plain_return_loses_nothing(tmp_path: Path, capsys: Captured) -> None:
    annotate(tmp_path, RETURN)
    assert "could not keep" not in capsys.readouterr().out
    assert not any("could not keep" in text for text in texts(tmp_path / RETURN.name))


@pytest.mark.slow
def test_macros_stay(tmp_path: Path) -> None:
    types = parts(RETURN)["[Content_Types].xml"]
    changed = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ).replace(
        b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
    )
    relations = parts(RETURN)["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="vba" Target="vbaProject.bin" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>',
    )
    given = {
        "[Content_Types].xml": changed,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macros",
    }
    path = with_parts(RETURN, tmp_path / "returns.xlsm", given)
    sheet = book(path)[DISTRICTS]
    assert sheet["V15"].value is not None
    once = marked(path, tmp_path / "once")
    assert parts(once)["xl/vbaProject.bin"] == given["xl/vbaProject.bin"]
    assert b"macroEnabled" in parts(once)["[Content_Types].xml"]
    twice = marked(once, tmp_path / "twice")
    assert twice.read_bytes() == once.read_bytes()
