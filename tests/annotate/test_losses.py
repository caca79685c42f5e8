"""What openpyxl leaves out of a copy is said, in the copy and in the command's output."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.copies import DISTRICTS, RETURN, annotate, book, marked, parts, texts, with_parts
from places import Captured

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
