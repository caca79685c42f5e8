"""Workbooks in .xls, .ods and .csv: read into the same grid, always with a warning, and never by a reader set free."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hostile.files import unzipped, zipped
from hostile.ods import ods, ods_cell
from hostile.ole import Cells, xls
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.model import Plan
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.read import Reading, read_workbook
from places import RETURNS


def grids(data: bytes, suffix: str = "", limits: Limits | None = None) -> list[Grid]:
    return open_grids(data, limits or Limits(), suffix)


def values(grid: Grid) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in grid.cells.items()}


def refusal(data: bytes, suffix: str = "", limits: Limits | None = None) -> tuple[AnyCode, object]:
    with pytest.raises(Refused) as refused:
        grids(data, suffix, limits)
    return refused.value.code, next(iter(refused.value.params.values()), None)


def example() -> dict[tuple[int, int], str | int | float]:
    """The first sheet of the example, as it is seen."""
    sheet = load_workbook(RETURNS, data_only=True).worksheets[0]
    found = dict[tuple[int, int], str | int | float]()
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, date):
                found[cell.row, cell.column] = f"{cell.value:%d/%m/%Y}"
            elif isinstance(cell.value, str | int | float):
                found[cell.row, cell.column] = cell.value
    for merged in sheet.merged_cells.ranges:
        value = found.get((merged.min_row, merged.min_col))
        for row, column in merged.cells:
            if value is not None and row <= 12:
                found[row, column] = value
    return found


def read(plan: Plan, path: Path, data: bytes) -> Reading:
    path.write_bytes(data)
    return read_workbook(path, plan, name=path.name)


def as_csv(cells: Cells, delimiter: str) -> str:
    last_row, last_column = (max(place[axis] for place in cells) for axis in (0, 1))
    lines = []
    for row in range(1, last_row + 1):
        texts = (str(cells.get((row, column), "")) for column in range(1, last_column + 1))
        lines.append(delimiter.join('"' + text.replace('"', '""') + '"' for text in texts))
    return "\n".join(lines)


def test_an_xls_gives_its_cells() -> None:
    (grid,) = grids(xls({(1, 1): "Huyện Nam Sách", (3, 2): 960.0, (4, 2): 0.5}))
    assert (grid.title, grid.limited) == ("Biểu", "xls")
    assert values(grid) == {(1, 1): "Huyện Nam Sách", (3, 2): 960, (4, 2): 0.5}
    assert type(grid.cells[3, 2].value) is int


def test_an_ods_gives_its_cells() -> None:
    rows = f"<table:table-row>{ods_cell('Đơn vị')}{ods_cell(960)}</table:table-row>"
    (grid,) = grids(ods(rows))
    assert (grid.title, grid.limited, values(grid)) == ("Biểu", "ods", {(1, 1): "Đơn vị", (1, 2): 960})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_gives_its_cells(delimiter: str, encoding: str) -> None:
    text = as_csv(
        {(1, 1): "Đơn vị", (1, 2): "Số, tổng; cộng", (2, 1): "Nam Sách", (2, 2): "960", (3, 2): "1.250"}, delimiter
    )
    (grid,) = grids(text.encode(encoding), ".csv")
    assert values(grid) == {
        (1, 1): "Đơn vị",
        (1, 2): "Số, tổng; cộng",
        (2, 1): "Nam Sách",
        (2, 2): 960,
        (3, 2): "1.250",
    }
    assert grid.limited == "csv"


def test_an_old_code_page_is_guessed_and_said_to_be() -> None:
    (grid,) = grids("Đơn v\u0129;S\u1ed1".encode("cp1258", "ignore") + b"\n", ".csv")
    assert grid.limited == "csv_guessed"
    assert refusal(b"\x8d\xff,1\n", ".csv") == (Code.FILE_DAMAGED, Ref("word", "encoding"))


@pytest.mark.parametrize(
    ("text", "value"), [("007", "007"), ("1e3", "1e3"), ("=1+1", "=1+1"), ("-5", -5), ("+5", "+5")]
)
def test_only_whole_numbers_of_a_csv_are_numbers(text: str, value: object) -> None:
    (grid,) = grids(f"a;{text}\nb;c\n".encode(), ".csv")
    assert grid.cells[1, 2].value == value


MERGED = "table:number-columns-spanned='2' table:number-rows-spanned='2'"


def test_an_ods_gives_its_merged_cells() -> None:
    covered, wide = "<table:covered-table-cell/>", ods_cell("x", "table:number-columns-spanned='3'")
    rows = (
        "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
        "<table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated='3'/>"
        f"{ods_cell('Số vụ', MERGED)}{covered}{ods_cell('Ghi chú')}</table:table-row></table:table-header-rows>"
        f"<table:table-row><table:table-cell table:number-columns-repeated='3'/>{covered * 2}</table:table-row>"
        "<table:table-row table:number-rows-repeated='2'>"
        f"{wide}{covered * 2}</table:table-row>"
    )
    (grid,) = grids(ods(rows))
    assert grid.merges == ((3, 4, 4, 5), (5, 1, 5, 3), (6, 1, 6, 3))
    assert grid.text(4, 5) == "Số vụ"


def test_the_text_of_a_shape_in_an_ods_is_no_text_of_its_cell() -> None:
    box = "<draw:frame><draw:text-box><text:p>Số liệu dự kiến</text:p></draw:text-box></draw:frame>"
    cell = f'<table:table-cell office:value-type="string">{box}<text:p>Đơn vị</text:p></table:table-cell>'
    drawn = ods(f"<table:table-row>{cell}{ods_cell(960)}</table:table-row>").replace(b"draw:", b"table:")
    assert grids(drawn)[0].stamps == ("Số liệu dự kiến",)
    assert values(grids(drawn)[0]) == {(1, 1): "Đơn vị", (1, 2): 960}


def test_merged_cells_of_an_ods_are_bounded() -> None:
    wide = ods_cell("x", "table:number-columns-spanned='100'")
    rows = f"<table:table-row table:number-rows-repeated='9000'>{wide}</table:table-row>"
    assert refusal(ods(rows)) == (Code.LIMIT_EXCEEDED, Ref("word", "merges"))
    outside = ods_cell("x", "table:number-rows-spanned='1048577'")
    for cell in (outside, ods_cell("x", "table:number-columns-spanned='-1'")):
        assert refusal(ods(f"<table:table-row>{cell}</table:table-row>")) == (Code.FILE_DAMAGED, Ref("word", "address"))
    nested = "<table:table-row><table:table-cell><table:table table:name='y'/></table:table-cell></table:table-row>"
    assert refusal(ods(nested)) == (Code.FILE_DAMAGED, Ref("word", "structure"))


@pytest.mark.parametrize("kind", ["xls", "ods", "csv"])
def test_each_of_them_reads_like_the_workbook_and_warns(kind: str, plan: Plan, tmp_path: Path) -> None:
    cells = example()
    last = max(column for _, column in cells)
    rows = "".join(
        "<table:table-row>"
        + "".join(
            ods_cell(_escaped(cells[row, column])) if (row, column) in cells else "<table:table-cell/>"
            for column in range(1, last + 1)
        )
        + "</table:table-row>"
        for row in range(1, max(row for row, _ in cells) + 1)
    )
    data = {"xls": xls(cells), "ods": ods(rows), "csv": as_csv(cells, ";").encode()}[kind]
    found = read(plan, tmp_path / f"returns.{kind}", data)
    warned = [told.params["what"] for told in found.diagnostics if told.code is Code.LIMITED_FORMAT]
    assert warned == [Ref("word", kind)]
    expected = {filed.unit: filed for filed in read(plan, tmp_path / "a.xlsx", RETURNS.read_bytes()).returns}
    assert len([filed for filed in found.returns if filed.unit in expected]) >= 12
    for filed in found.returns:
        for key, cell in filed.cells.items():
            if cell.known:
                assert cell.value == expected[filed.unit].cells[key].value, (filed.unit, key)


def _escaped(value: str | float) -> str | float:
    return value.replace("&", "&amp;").replace("<", "&lt;") if isinstance(value, str) else value


def test_a_text_file_is_read_as_csv_only_if_it_is_called_so() -> None:
    assert refusal(b"a,b\n1,2\n", ".xlsx") == (Code.NOT_A_WORKBOOK, Ref("word", "csv"))
    assert refusal(b"<table><tr><td>1</td></tr></table>", ".xls") == (Code.NOT_A_WORKBOOK, Ref("word", "html"))
    assert refusal(b"<table><tr><td>1</td></tr></table>", ".csv") == (Code.NOT_A_WORKBOOK, Ref("word", "html"))


def outcome(data: bytes) -> object:
    """The number of cells that were read, or why none was."""
    try:
        return len(grids(data)[0].cells)
    except Refused as refused:
        return refused.params.get("reason")


def test_a_dense_range_that_is_too_large_ends_the_other_process_and_not_this_one() -> None:
    rows = (
        f"<table:table-row>{ods_cell(1)}</table:table-row><table:table-row table:number-rows-repeated='1048574'/>"
        "<table:table-row><table:table-cell table:number-columns-repeated='16383'/>"
        f"{ods_cell(2)}</table:table-row>"
    )
    for data in (xls({(1, 1): 1.0, (65536, 256): 2.0}), ods(rows)):
        assert outcome(data) in (2, Ref("word", "reader_stopped"), Ref("word", "unreadable"))


def test_a_cell_that_is_repeated_over_the_whole_sheet_is_refused_before_any_reader() -> None:
    everywhere = "table:number-columns-repeated='16384'"
    rows = f"<table:table-row table:number-rows-repeated='1048576'>{ods_cell(7, everywhere)}</table:table-row>"
    assert refusal(ods(rows)) == (Code.LIMIT_EXCEEDED, Ref("word", "cells"))


def test_the_limits_of_cells_hold_for_all_formats() -> None:
    limits = Limits(cells=3)
    for data, suffix in [
        (xls({(1, n): 1.0 for n in range(1, 6)}), ""),
        (ods(f"<table:table-row>{ods_cell(1) * 5}</table:table-row>"), ""),
        (b"1,2,3,4,5\n", ".csv"),
    ]:
        assert refusal(data, suffix, limits) == (Code.LIMIT_EXCEEDED, Ref("word", "cells"))


def test_an_ods_passes_the_same_gate() -> None:
    assert refusal(ods("", '<!DOCTYPE x [<!ENTITY a "b">]>')) == (Code.UNSAFE_WORKBOOK, Ref("word", "doctype"))
    assert refusal(ods("<a>" * 99 + "</a>" * 99)) == (Code.UNSAFE_WORKBOOK, Ref("word", "depth"))
    assert refusal(ods("", manifest=b"<encryption-data/>"))[0] is Code.FILE_ENCRYPTED
    without = {name: content for name, content in unzipped(ods("")).items() if name != "content.xml"}
    assert refusal(zipped(without)) == (Code.FILE_DAMAGED, Ref("word", "missing_part"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_xls_is_damage(share: float) -> None:
    whole = xls({(row, 1): "Huyện Nam Sách" for row in range(1, 400)})
    assert refusal(whole[: int(len(whole) * share)])[0] is Code.FILE_DAMAGED
