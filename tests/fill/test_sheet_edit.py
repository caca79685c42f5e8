"""Numbers put into the XML of a sheet, however a program wrote it: read back by openpyxl, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from itertools import product

import pytest
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook, load_workbook

from khpcmd.fill.package import computed_when_opened
from khpcmd.fill.sheet_edit import UneditableError, with_figures

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = (
    '<row r="2"/>',
    '<row r="2"><c r="A2" t="inlineStr"><is><t>tên</t></is></c></row>',
    '<row r="2" spans="1:2" s="0" customFormat="1"><c r="B2" s="0" t="s"/><c r="D2"><f>B2*2</f><v>0</v></c></row>',
    '<row r="2"><c r="B2"></c><c r="C2"/></row>',
    "",
)
AROUND = (("", ""), ('<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="5"><c r="A5"><v>5</v></c></row>'))


def sheet(rows: str, prefix: str = "") -> bytes:
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    text = f"<worksheet {name}='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"
    if not rows:
        text = text.replace("<sheetData></sheetData>", "<sheetData/>")
    if prefix:
        for one in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t"):
            for left, right in product(("<", "</"), (" ", ">", "/>")):
                text = text.replace(f"{left}{one}{right}", f"{left}{prefix}{one}{right}")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def values(xml: bytes, *, stored: bool = False) -> dict[str, object]:
    """What another program reads of a workbook with this sheet; ``stored``: the results of its formulas."""
    saved, whole = io.BytesIO(), io.BytesIO()
    Workbook().save(saved)
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(whole, "w") as archive:
        for name in made.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else made.read(name))
    cells = (cell for row in load_workbook(whole, data_only=stored).worksheets[0].iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def structure(xml: bytes) -> list[str]:
    """The path of each element."""
    path, found = list[str](), list[str]()
    for event, element in iterparse(io.BytesIO(xml), ("start", "end")):
        if event == "start":
            path.append(element.tag.rpartition("}")[2])
            found.append("/".join(path))
        else:
            path.pop()
    return found


@pytest.mark.crossing(5)
@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_figures_are_where_they_belong(row: str, around: tuple[str, str], prefix: str) -> None:
    blank = sheet(around[0] + row + around[1], prefix)
    made, _ = with_figures(blank, {(2, 2): "7", (2, 3): "1.5", (3, 1): "-2", (9, 27): "0"})
    places = [name for name in structure(made) if name.rpartition("/")[2] in ("row", "c", "v", "f")]
    assert set(places) <= {"worksheet/sheetData/row" + rest for rest in ("", "/c", "/c/v", "/c/f")}
    assert values(made) == values(blank) | {"B2": 7, "C2": 1.5, "A3": -2, "AA9": 0}


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2"><v>3</v></c>', '<c r="B2"><f>1+1</f></c>', '<c r="B2" t="inlineStr"><is><t>x</t></is></c>'],
)
def test_what_stands_in_a_cell_is_never_replaced(cell: str) -> None:
    with pytest.raises(UneditableError):
        with_figures(sheet(f'<row r="2">{cell}</row>'), {(2, 2): "7"})


def test_results_that_figures_reach_are_dropped_and_texts_that_they_do_not_reach_stay() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>"Năm "&amp;H1</f><v>Năm 2023</v></c>'
        '<c r="B1" t="str"><f>IF(C1&gt;0,"đạt","không")</f><v>không</v></c>'
        '<c r="C1"><f>SUM(D1:D9)</f><v>0</v></c><c r="E1" t="str"><f>B1&amp;""</f><v>không</v></c>'
        '<c r="F1" t="str"><f>ten_rieng</f><v>x</v></c></row>'
    )
    made, has = with_figures(sheet(rows), {(4, 4): "1"})
    assert has
    assert values(made, stored=True) == {"A1": "Năm 2023", "D4": 1}


@pytest.mark.parametrize(
    ("workbook", "wanted"),
    [
        (b"<workbook><sheets/></workbook>", b'<workbook><sheets/><calcPr fullCalcOnLoad="1"/></workbook>'),
        (b'<workbook><calcPr calcId="1"/></workbook>', b'<workbook><calcPr calcId="1" fullCalcOnLoad="1"/></workbook>'),
        (b'<w:workbook><w:calcPr fullCalcOnLoad="0"></w:calcPr></w:workbook>',
         b'<w:workbook><w:calcPr fullCalcOnLoad="1"></w:calcPr></w:workbook>'),
        (b"<workbook><sheets/><extLst/></workbook>",
         b'<workbook><sheets/><calcPr fullCalcOnLoad="1"/><extLst/></workbook>'),
    ],
)  # fmt: skip
def test_the_workbook_asks_to_be_computed(workbook: bytes, wanted: bytes) -> None:
    assert computed_when_opened(workbook) == wanted
