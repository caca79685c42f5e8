"""Which part is the workbook, and which elements are cells: what LibreOffice shows, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.files import HEADER, MAIN, OFFICE, SHEET, TYPE, data, parts, relation, relationships, sheet, zipped
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_package, read_grids
from office import soffice

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BASE = parts() | {SHEET: data(ONE)}
ROOT, TYPES, BOOK = "_rels/.rels", "[Content_Types].xml", "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
FOREIGN = 'xmlns:zz="http://zz"'
BESIDE = f"<sheetData>{ONE}</sheetData>"
SECOND = {
    "xl/other.xml": BASE[BOOK],
    "xl/_rels/other.xml.rels": BASE[BOOK_RELATIONS].replace(b"sheet1", b"sheet9"),
    "xl/worksheets/sheet9.xml": data(ONE.replace("<v>1", "<v>2")),
    TYPES: BASE[TYPES].replace(
        b"<Override", f'<Override PartName="/xl/other.xml" ContentType="{TYPE}.sheet.main+xml"/><Override'.encode(), 1
    ),
}
UNTYPED = {**SECOND, TYPES: BASE[TYPES]}


def root(*targets: str) -> bytes:
    relations = "".join(relation(f"r{number}", "officeDocument", name) for number, name in enumerate(targets))
    return (HEADER + relationships(relations)).encode()


def changed(part: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in BASE[part]
    return BASE | {part: BASE[part].replace(old.encode(), new.encode())}


def rows(inner: str) -> dict[str, bytes]:
    return BASE | {SHEET: data(inner)}


CASES: dict[str, dict[str, bytes]] = {
    "a sound workbook": BASE,
    "no relations of the package": {name: part for name, part in BASE.items() if name != ROOT},
    "two parts that are workbooks": BASE | SECOND,
    "two parts, the other one named": BASE | SECOND | {ROOT: root("xl/other.xml")},
    "two parts, both named": BASE | SECOND | {ROOT: root("xl/workbook.xml", "xl/other.xml")},
    "a second part that is no workbook": BASE | UNTYPED,
    "a relation of another vocabulary": changed(ROOT, OFFICE, "http://zz"),
    "a sheet by a relation of another vocabulary": changed(BOOK_RELATIONS, f"{OFFICE}/worksheet", "http://zz/worksheet"),
    "a workbook of another type": changed(TYPES, "sheet.main+xml", "zz+xml"),
    "a workbook of another vocabulary": changed(BOOK, f'xmlns="{MAIN}"', 'xmlns="http://zz"'),
    "an id of another vocabulary": changed(BOOK, 'r:id="rId1"', f'{FOREIGN} zz:id="rIdA" r:id="rId1"'),
    "a state of another vocabulary": changed(BOOK, 'r:id="rId1"', f'r:id="rId1" {FOREIGN} zz:state="hidden"'),
    "an address of another vocabulary": rows(f'<row r="1" {FOREIGN}><c zz:r="B1" r="A1"><v>1</v></c></row>'),
    "a row of another vocabulary": rows(f'{ONE}<row xmlns="http://zz" r="2"><c r="A2"><v>2</v></c></row>'),
    "a value of another vocabulary": rows('<row r="1"><c r="A1"><v xmlns="http://zz">5</v></c></row>'),
    "a cell under another prefix": rows(f'<row r="1"><q:c xmlns:q="{MAIN}" r="A1"><q:v>1</q:v></q:c></row>'),
    "rows to choose from": rows(
        f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}"><mc:Choice Requires="zz" {FOREIGN}>{ONE}</mc:Choice>'
        f"<mc:Fallback>{ONE}</mc:Fallback></mc:AlternateContent>"
    ),
    "data twice": BASE | {SHEET: sheet(f'<sheetData>{ONE}</sheetData><sheetData><row r="2"/></sheetData>')},
    "rows in a list of extensions": BASE | {SHEET: sheet(f"<sheetData/><extLst><ext>{ONE}</ext></extLst>")},
    "an extension of a sheet": BASE | {SHEET: sheet(f"{BESIDE}<extLst><ext {FOREIGN}><zz:row/></ext></extLst>")},
    "a merge that is none": BASE | {SHEET: sheet(f'{BESIDE}<zz:x {FOREIGN}><mergeCell ref="A1:A9"/></zz:x>')},
}  # fmt: skip
READ = frozenset(
    {"a sound workbook", "a second part that is no workbook", "an id of another vocabulary", "an extension of a sheet"}
    | {"a state of another vocabulary", "an address of another vocabulary", "a cell under another prefix"}
    | {"a merge that is none"}
)  # fmt: skip
"""The cases that are read; all others are refused."""


def values(content: dict[str, bytes]) -> list[list[str]] | None:
    """The cells of the first sheet; None where the file is refused."""
    try:
        grid = read_grids(open_package(zipped(content), Limits()))[0]
    except Refused:
        return None
    assert grid.merges == ()
    return [[str(value) for value in grid.store.row_values(row)] for row in grid.rows]


@pytest.mark.parametrize("name", CASES)
def test_each_is_read_or_refused(name: str) -> None:
    assert values(CASES[name]) == ([["1"]] if name in READ else None)


def test_what_is_read_is_what_is_shown(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(CASES))]
    for path, content in zip(paths, CASES.values(), strict=True):
        path.write_bytes(zipped(content))
    out = soffice(tmp_path, "csv", *paths)
    for path, (name, content) in zip(paths, CASES.items(), strict=True):
        found = values(content)
        if found is not None:
            shown = (out / f"{path.stem}.csv").read_text("utf-8")
            assert [line.split(",") for line in shown.splitlines()] == found, name
