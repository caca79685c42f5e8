"""What the gate reads is what openpyxl reads: the same values, types, formats, fonts, errors and formulas."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from hostile.files import MAIN, SHEET, data, parts, unzipped, zipped
from khpcmd.workbook.file import sheet_xml
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused
from khpcmd.workbook.file.number_formats import BUILTIN
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.file.styles import StringsWalker
from khpcmd.workbook.file.xml import Tally, Walker
from layers import part_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.xlsx"))

Told = tuple[type, object, str, bool, str]
"""The type and the value of a cell, its number format, whether it is an error, and its font."""


def by_openpyxl(data: bytes) -> list[dict[Place, Told]]:
    """The cells with a value, sheet by sheet, as openpyxl gives them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), data_only=True)
    return [
        {(number, column): _told(cell) for number, column, cell in _cells(sheet) if cell.value is not None}
        for sheet in book.worksheets
    ]


def _cells(sheet: Worksheet) -> Iterator[tuple[int, int, Cell | MergedCell]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        for column, cell in enumerate(row, 1):
            yield number, column, cell


def _told(cell: Cell | MergedCell) -> Told:
    error = cell.data_type == "e"
    return type(cell.value), cell.value, str(cell.number_format), error, str(cell.font.name or "")


def formulas_by_openpyxl(data: bytes) -> list[dict[Place, str]]:
    book = load_workbook(io.BytesIO(data))
    found = list[dict[Place, str]]()
    for sheet in book.worksheets:
        cells = [(row, column, cell.value) for row, column, cell in _cells(sheet) if cell.data_type == "f"]
        found.append({(row, column): str(f.text if isinstance(f, ArrayFormula) else f) for row, column, f in cells})
    return found


def by_gate(data: bytes) -> list[Grid]:
    return open_grids(data, Limits())


def seen(grid: Grid) -> dict[Place, Told]:
    return {
        place: (type(cell.value), cell.value, cell.look.number_format, cell.error, cell.look.font)
        for place, cell in grid.cells.items()
        if cell.value is not None
    }


@pytest.mark.crossing(12)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_reads_as_with_openpyxl(path: Path) -> None:
    data = path.read_bytes()
    try:
        grids = by_gate(data)
    except Refused:
        assert path.name == "not_a_workbook.xlsx"
        return
    assert [seen(grid) for grid in grids] == by_openpyxl(data)
    formulas = [{place: cell.formula for place, cell in grid.cells.items() if cell.formula} for grid in grids]
    assert formulas == formulas_by_openpyxl(data)


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) > 15


def test_the_built_in_formats_are_those_of_openpyxl() -> None:
    """But for 44, where openpyxl has lost two semicolons."""
    assert {**BUILTIN, 44: ""} == {**BUILTIN_FORMATS, 44: ""}


NUMBERS = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12).filter(
    lambda text: not text.startswith("=")
)
DAYS = (
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001
    | st.dates(date(1900, 3, 1), date(2200, 1, 1))
    | st.times().map(lambda moment: moment.replace(microsecond=0))
    | st.timedeltas(timedelta(0), timedelta(400)).map(lambda span: timedelta(seconds=int(span.total_seconds())))
)
VALUES = NUMBERS | TEXTS | st.booleans() | DAYS | st.sampled_from(["#DIV/0!", "#N/A", "=1+1", "=SUM(A1:A3)"])
FORMATS = st.sampled_from(
    [*BUILTIN_FORMATS.values(), "0.0%", '#,##0" cơ sở"', "dd/mm/yyyy", '[$-409]d-mmm;@', "[h]:mm", '0"d"', "\\d0", ""]
)  # fmt: skip
FONTS = st.sampled_from(["Calibri", "Times New Roman", ".VnTime", "VNI-Times", ".VnTimeH"])


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[bytes, bool]:
    """A workbook and whether its days count from 1904."""
    book = Workbook()
    from_1904 = draw(st.booleans())
    if from_1904:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    for sheet in (book.worksheets[0], book.create_sheet("hai")):
        for _ in range(draw(st.integers(0, 8))):
            cell = sheet.cell(draw(st.integers(1, 40)), draw(st.integers(1, 30)))
            cell.value = draw(VALUES)
            if not isinstance(cell.value, date | time | timedelta) and draw(st.booleans()):
                cell.number_format = draw(FORMATS)
            if draw(st.integers(0, 4)) == 0:
                cell.font = Font(name=draw(FONTS))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), from_1904


@settings(max_examples=part_of(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(workbooks())
def test_any_workbook_reads_as_with_openpyxl(made: tuple[bytes, bool]) -> None:
    data, _ = made
    for grid, expected in zip(by_gate(data), by_openpyxl(data), strict=True):
        found = seen(grid)
        assert found.keys() == expected.keys()
        for place, (kind, value, number_format, error, font) in expected.items():
            assert found[place][2:] == (_without_fault(number_format), error, font)
            if not (font.startswith((".Vn", "VNI-")) and kind is str):  # decoded on purpose
                assert found[place][:2] == (kind, value), place


def _without_fault(number_format: str) -> str:
    return BUILTIN[44] if number_format == BUILTIN_FORMATS[44] else number_format


def one_cell(attributes: str, inner: str) -> bytes:
    """A workbook with one cell, which is this XML; its styles are General, a day and a length of time."""
    book = Workbook()
    for column, number_format in enumerate(["General", "dd/mm/yyyy", "[h]:mm"], 1):
        book.worksheets[0].cell(1, column, 1).number_format = number_format
    file = io.BytesIO()
    book.save(file)
    parts = {name: part.replace(b'fullCalcOnLoad="1"', b"") for name, part in unzipped(file.getvalue()).items()}
    return zipped(parts | {SHEET: data(f'<row r="1"><c r="A1" {attributes}>{inner}</c></row>')})


STORED = st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,12})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@settings(max_examples=part_of(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(STORED, st.sampled_from([0, 1, 2]), st.booleans())
def test_any_stored_number_reads_as_with_openpyxl(stored: str, style: int, formula: bool) -> None:
    data = one_cell(f's="{style}"', ("<f>1+1</f>" if formula else "") + f"<v>{stored}</v>")
    assert [seen(grid) for grid in by_gate(data)] == by_openpyxl(data)


@pytest.mark.parametrize(
    ("attributes", "inner"),
    [
        ('t="b"', "<v>1</v>"),
        ('t="b"', "<v>0</v>"),
        ('t="e"', "<v>#REF!</v>"),
        ('t="str"', "<v> có  dấu cách </v>"),
        ('t="str"', "<f>A2</f><v>x</v>"),
        ('t="d"', "<v>2023-06-14T00:00:00</v>"),
        ('t="d"', "<v>2023-06-14</v>"),
        ('t="inlineStr"', "<is><t>một</t></is>"),
        ('t="inlineStr"', "<is><r><rPr><b/></rPr><t>một </t></r><r><t>hai</t></r></is>"),
        ('t="inlineStr"', '<is><t>một</t><rPh sb="0" eb="1"><t>ba</t></rPh></is>'),
        ('t="inlineStr"', "<is><t/></is>"),
        ('t="inlineStr"', "<is/>"),
        ('t="n"', "<v></v>"),
        ("", "<v>1<!-- x -->2</v>"),
        ("", "<v><![CDATA[12]]></v>"),
        ("", "<v>&#49;2</v>"),
        ('s="1"', "<v>99999999999</v>"),
        ('s="1"', "<v>-5</v>"),
        ('s="1"', "<v>0.5</v>"),
    ],
)
def test_each_kind_of_cell_reads_as_with_openpyxl(attributes: str, inner: str) -> None:
    data = one_cell(attributes, inner)
    assert [seen(grid) for grid in by_gate(data)] == by_openpyxl(data)


@pytest.mark.parametrize(
    ("attributes", "inner"),
    [
        ("", "<w>12</w>"),
        ("", "<v>1</v><v>2</v>"),
        ("", "<v>1<b>2</b></v>"),
        ("", "<is><t>1</t></is>"),
        ('t="inlineStr"', "<v>12</v>"),
        ('t="x"', "<v>12</v>"),
        ("", "<f>1</f><f>2</f><v>3</v>"),
        ("", "<c><v>12</v></c>"),
    ],
)
def test_a_figure_where_no_reader_would_look_is_refused_and_not_lost(attributes: str, inner: str) -> None:
    with pytest.raises(Refused):
        open_grids(one_cell(attributes, inner), Limits())


# ordinary cells are taken from the bytes, all others by expat: what is read is the same as by expat alone


CELLS = """\
<c r="A{0}"><v>12</v></c>
<c r="B{0}" s="1" t="n"><v>45000</v></c>
<c r="C{0}" t="s"><v>0</v></c>
<c r="D{0}" t="inlineStr"><is><t>_x0041_ số</t></is></c>
<c r="E{0}" s="2"/>
<c r="F{0}"><f>A1+1</f><v>13</v></c>
<c r="G{0}" t="str"><f aca="false">A1</f><v>x</v></c>
<c r="H{0}" t="b"><v>1</v></c>
""".splitlines()
DISTURBANCES = f"""\
<!--
-->
<!-- </row> -->
<![CDATA[
]]>
<?pi x?>
&lt;
&#49;
"
>
<
</c>
</c >
</row>
</row >
<row>
<row a=">">
<row r='3'>
<row r="2">
<row xmlns="http://zz" r="3">
<x xmlns="http://zz"/>
<q:c xmlns:q="{MAIN}" r="Z1"><q:v>1</q:v></q:c>
<x:row xmlns:x="{MAIN}" r="4">
</x:row>
<v>3</v>
<f>1</f>
<c zz="1" r="Z1"><v>1</v></c>
<c r="A1" a=">
<c><v>5</v></c>
<c r="Z1" t=""><v>1</v></c>
<c r="Z1" t="inlineStr"/>
<c r="Z01"><v>1</v></c>
<c r="Z2"><v>1</v></c>
<c r="XFE1"><v>1</v></c>
<c r="Z1" s="9"><v>1</v></c>
<c r="Z1"><v>٣</v></c>
<c r="Z1" t="inlineStr"><is><t>\uffff</t></is></c>
\x01
</sheetData>
<sheetData>
1
\r""".split("\n")


def told(file: bytes) -> object:
    try:
        (grid,) = by_gate(file)
    except Refused as refusal:
        return refusal.code, refusal.params
    return sorted(grid.cells.items()), grid.merges, grid.hidden_rows, grid.cells.rare.always


@settings(max_examples=part_of(400), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.lists(st.sampled_from(DISTURBANCES), max_size=2), st.sampled_from(["UTF-8", "windows-1252"]))
def test_cells_taken_from_the_bytes_are_those_of_expat(draw: st.DataObject, added: list[str], encoding: str) -> None:
    chosen = st.lists(st.sampled_from(CELLS), unique=True).map(sorted)
    rows = "".join(f'<row r="{row}">{"".join(draw.draw(chosen)).format(row)}</row>' for row in (1, 2))
    for one in added:
        at = draw.draw(st.integers(0, len(rows)))
        at = max(rows.rfind("<", 0, at), 0) if draw.draw(st.booleans()) else at
        rows = rows[:at] + one + rows[at:]
    file = zipped(parts(styles=3) | {SHEET: data(rows).replace(b"UTF-8", encoding.encode())})
    with pytest.MonkeyPatch.context() as patch:
        by_both = told(file)
        patch.setattr(sheet_xml, "is_ordinary", lambda _: False)
        assert told(file) == by_both


TAIL = ['<c r="{1}{0}"><v>{2}</v></c>', '<c r="{1}{0}" s="1"><v>{2}</v></c>', '<c r="{1}{0}" s="2"><v>{2}</v></c>']
WRITTEN = ["0", "7", "12", "007", "4000", "45000", "123456789", "9999999999999999", "1.5", "-3", "", "1e3", "12a"]


@settings(max_examples=part_of(400), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.lists(st.sampled_from(DISTURBANCES), max_size=1), st.booleans())
def test_rows_that_are_written_alike_are_those_of_expat(draw: st.DataObject, added: list[str], styled: bool) -> None:
    heads, shapes = st.lists(st.sampled_from(CELLS), unique=True, max_size=2).map(sorted), st.sampled_from(TAIL)
    columns, few = "JKLMNO", st.integers(0, 9)
    shape, head = [draw.draw(shapes) for _ in columns], "".join(draw.draw(heads))
    rows = ""
    for row in range(8, 13):
        if draw.draw(few) == 0:
            shape[draw.draw(st.integers(0, 5))] = draw.draw(shapes)
        at = row + (draw.draw(few) == 0)
        texts = [str(draw.draw(few)) if draw.draw(few) else draw.draw(st.sampled_from(WRITTEN)) for _ in columns]
        cells = [one.format(at, name, text) for one, name, text in zip(shape, columns, texts, strict=True)]
        of_row = ' s="1" customFormat="1"' if styled and draw.draw(few) == 0 else ""
        rows += f'<row r="{row}"{of_row}>{head.format(row)}{"".join(cells)}</row>'
    for one in added:
        at = draw.draw(st.integers(0, len(rows)))
        at = max(rows.rfind("<", 0, at), 0) if draw.draw(st.booleans()) else at
        rows = rows[:at] + one + rows[at:]
    file = zipped(parts(styles=3) | {SHEET: data(rows)})
    with pytest.MonkeyPatch.context() as patch:
        by_both = told(file)
        patch.setattr(sheet_xml, "is_ordinary", lambda _: False)
        assert told(file) == by_both


def test_few_ways_to_write_rows_are_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt, taken = list[object](), list[bool]()
    layout, alike = sheet_xml.SheetWalker._layout, sheet_xml.SheetWalker._take_alike

    def noted(walker: sheet_xml.SheetWalker, cells: Sequence[Sequence[str]]) -> sheet_xml.Layout | None:
        learnt.append(layout(walker, cells))
        return layout(walker, cells)

    def at(walker: sheet_xml.SheetWalker, known: sheet_xml.Layout, given: bytes, begin: int) -> int:
        end = alike(walker, known, given, begin)
        taken.append(end > begin)
        return end

    monkeypatch.setattr(sheet_xml.SheetWalker, "_layout", noted)
    monkeypatch.setattr(sheet_xml.SheetWalker, "_take_alike", at)
    for every, ways, least in ((1, sheet_xml.MOST_LAYOUTS, 30), (90, 1, 88)):
        learnt.clear()
        taken.clear()
        shapes = [TAIL[row // every % 2] for row in range(1, 90)]
        rows = "".join(
            f'<row r="{row}">{"".join(shape.format(row, name, row) for name in "ABCDE")}</row>'
            for row, shape in enumerate(shapes, 1)
        )
        (grid,) = by_gate(zipped(parts(styles=3) | {SHEET: data(rows)}))
        assert len(grid.cells) == 89 * 5
        assert len(learnt) == ways
        assert sum(taken) >= least


def test_most_cells_of_an_ordinary_sheet_need_no_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    seen_by_expat = list[str]()
    opened = sheet_xml.SheetWalker._open

    def noted(walker: sheet_xml.SheetWalker, name: str, attributes: dict[str, str]) -> None:
        seen_by_expat.append(name.rpartition(" ")[2])
        opened(walker, name, attributes)

    monkeypatch.setattr(sheet_xml.SheetWalker, "_open", noted)
    rows = "".join(f'<row r="{row}">{"".join(CELLS).format(row)}</row>' for row in range(1, 5))
    (grid,) = by_gate(zipped(parts(styles=3) | {SHEET: data(rows)}))
    assert len(grid.cells) == 4 * (len(CELLS) - 1)
    assert seen_by_expat == ["worksheet", "sheetData", *["row"] * 4]


STRINGS = [
    "<t>Số cơ sở</t>",
    '<t xml:space="preserve"> hai\ndòng </t>',
    "<t></t>",
    "<t>_x0041_</t>",
    "<t/>",
    "<r><t>một</t></r><r><t>hai</t></r>",
    "<t>a &amp; b</t>",
    "<t>]]&gt;</t>",
]
ONES = [f"<si>{one}</si>" for one in STRINGS]
BROKEN = ["\r", "\x00", "\ufeff", "\uffff", "<!-- -->", "<![CDATA[1]]>", "<si>", "</si>", "&", "<t>", "\n", "]", "é"]


def strings_of(part: bytes, *, at_once: bool) -> object:
    walker, tally = StringsWalker(DEFAULT_LIMITS, Tally()), Tally()
    walker.tally = tally
    try:
        walker.walk(part) if at_once else Walker.walk(walker, part)
    except Refused as refusal:
        return refusal.code, refusal.params
    return walker.strings, walker.runs, tally.elements


@settings(max_examples=part_of(400), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.lists(st.sampled_from(ONES), max_size=4), st.sampled_from(["UTF-8", "utf-8", "windows-1252"]))
def test_strings_taken_from_the_bytes_are_those_of_expat(draw: st.DataObject, listed: list[str], encoding: str) -> None:
    text = "".join(listed)
    for one in draw.draw(st.lists(st.sampled_from(BROKEN), max_size=1)):
        at = draw.draw(st.integers(0, len(text)))
        text = text[:at] + one + text[at:]
    declared = f"<?xml version='1.0' encoding='{encoding}'?>\n" if draw.draw(st.booleans()) else ""
    part = f'{declared}<sst xmlns="{MAIN}" count="{len(listed)}">{text}</sst>'.encode()
    assert strings_of(part, at_once=True) == strings_of(part, at_once=False)


def test_strings_in_one_piece_need_no_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Walker, "walk", None)
    found = strings_of(f'<sst xmlns="{MAIN}">{"".join(ONES[:4])}</sst>'.encode(), at_once=True)
    assert found == (["Số cơ sở", " hai\ndòng ", "", "A"], {}, 9)


@pytest.mark.parametrize("stored", ["2023-06-14 (dự kiến)", "2023-06-31", "12:30", "2023-W24-3", ""])
def test_a_day_with_something_else_is_no_day(stored: str) -> None:
    (grid,) = by_gate(one_cell('t="d"', f"<v>{stored}</v>"))
    assert not grid.cells or grid.cells[1, 1].error
