"""As many faults as a file can have: each kind is kept and counted up to a said limit; the work grows as they do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from effort.calls import TWICE, calls
from hostile.files import book, data
from hostile.running import Worker
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.diagnostics.faults import KEPT
from khpcmd.workbook.file.addresses import LAST_COLUMN, letters
from khpcmd.workbook.file.limits import Limits
from places import Captured

pytestmark = pytest.mark.hostile

TITLE = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023"
HEADER = ("TT", "Đơn vị", "Tổng số CSKD dịch vụ", "Số cơ sở được kiểm tra")
UNITS = ("Huyện Nam Sách", "Huyện Thanh Hà", "Huyện Gia Lộc", "Huyện Tứ Kỳ")
MOST = Limits().rows
"""As many rows as a file may have."""


def text(at: str, content: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{content}</t></is></c>'


def number(at: str, content: int, formula: str = "") -> str:
    return f'<c r="{at}">{f"<f>{formula}</f>" if formula else ""}<v>{content}</v></c>'


def error(at: str) -> str:
    return f'<c r="{at}" t="e"><v>#REF!</v></c>'


def table(row: Callable[[int], str], count: int, header: tuple[str, ...] = HEADER) -> bytes:
    """A consolidated sheet with so many rows below its header; ``row`` makes the cells of one."""
    head = "".join(text(f"{chr(65 + column)}3", name) for column, name in enumerate(header))
    rows = "".join(f'<row r="{number}">{row(number)}</row>' for number in range(4, count + 4))
    return book(sheet=data(f'<row r="1">{text("A1", TITLE)}</row><row r="3">{head}</row>{rows}'))


def of_unit(row: int) -> str:
    return text(f"B{row}", UNITS[row % len(UNITS)])


def totals(row: int) -> str:
    name = of_unit(row) if row % 2 else text(f"B{row}", "Tổng cộng")
    return name + number(f"C{row}", 5) + number(f"D{row}", 3)


def repeated(row: int) -> str:
    return of_unit(row) + "".join(number(f"{column}{row}", 5, "[1]S!A1") for column in "CDEFGHI")


CASES: dict[str, Callable[[int], bytes]] = {
    "links to other workbooks": lambda count: table(
        lambda row: of_unit(row) + number(f"C{row}", 5, "[1]S!A1") + number(f"D{row}", 3, "[1]S!A1"), count
    ),
    "errors": lambda count: table(lambda row: of_unit(row) + error(f"C{row}") + error(f"D{row}"), count),
    "totals of everything": lambda count: table(totals, count),
    "rows of nobody": lambda count: table(lambda row: number(f"C{row}", row), count),
    "one field in many columns": lambda count: table(repeated, count, (*HEADER[:2], *[HEADER[3]] * 7)),
}


def wide(count: int) -> bytes:
    """A header of three rows with so many columns of one field."""
    lines = ([*HEADER[:2], *[HEADER[2]] * count], ["", "", *[HEADER[3]] * count], ["", "", *["Năm 2023"] * count])
    head = "".join(
        f'<row r="{row}">{"".join(text(f"{letters(at)}{row}", name) for at, name in enumerate(line, 1) if name)}</row>'
        for row, line in enumerate(lines, 3)
    )
    body = "".join(
        f'<row r="{row}">{of_unit(row)}{"".join(number(f"{letters(at)}{row}", 3) for at in range(3, count + 3))}</row>'
        for row in range(6, 30)
    )
    return book(sheet=data(f'<row r="1">{text("A1", TITLE)}</row>{head}{body}'))


@pytest.mark.parametrize("name", CASES)
def test_as_many_rows_as_are_allowed_are_read(name: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(CASES[name](MOST))
    found = worker.ask(path, timed=False)
    assert found.code == 3
    assert len(json.loads(found.out)["diagnostics"]) < 5 * KEPT


@pytest.mark.parametrize("name", CASES)
def test_twice_as_many_rows_are_at_most_twice_the_work(name: str, tmp_path: Path, capsys: Captured) -> None:
    def work(count: int) -> int:
        path = tmp_path / f"{count}.xlsx"
        path.write_bytes(CASES[name](count))
        made = calls(lambda: main(["check", str(path), "--format", "json"]))
        assert capsys.readouterr().out
        return made

    work(10)  # what is imported and remembered once is not counted
    assert work(KEPT) <= TWICE * work(KEPT // 2)


@pytest.mark.parametrize(("count", "refused"), [(LAST_COLUMN - 2, True), (Limits().columns - 2, False)])
def test_headers_have_a_bounded_number_of_columns(count: int, refused: bool, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(wide(count))
    assert ("LIMIT_EXCEEDED" in worker.ask(path).errors) == refused


Line = list[str | int]


def laid(lines: Iterable[Line]) -> bytes:
    """A sheet with these lines; "" is an empty cell."""

    def cells(row: int, line: Line) -> Iterator[str]:
        for at, value in enumerate(line, 1):
            place = f"{letters(at)}{row}"
            yield number(place, value) if isinstance(value, int) else text(place, value) if value else ""

    return book(
        sheet=data("".join(f'<row r="{row}">{"".join(cells(row, line))}</row>' for row, line in enumerate(lines, 1)))
    )


HEAD: Line = [HEADER[1], HEADER[2], ""]
BODY: Line = [UNITS[0], 3, ""]
WIDE: Line = ["", *[HEADER[2]] * 990]
FILLED: Line = [UNITS[0], *[3] * 990]


def shifted(row: int) -> Line:
    return [*[""] * (row // 2 % 7), *(HEAD, BODY)[row % 2] * 3]


def upper(row: int) -> Line:
    return ["", *[f"Nhóm {row}"] * 990]


TITLED: Line = [TITLE, "", ""]
UNFILLED: Line = [UNITS[0]]
EMPTY: Line = [""]
BREAK: Line = ["Kế hoạch"]
GEOMETRY: dict[str, Callable[[], list[Line]]] = {
    "5,000 tables beside each other": lambda: [[TITLE], HEAD * 5000, *[BODY * 5000] * 4],
    "20,000 tables below each other": lambda: [[TITLE], *[HEAD, BODY] * 20_000],
    "20,000 blank tables": lambda: [HEAD, UNFILLED, EMPTY] * 20_000,
    "3,000 tables, each further right": lambda: [*map(shifted, range(6000))],
    "a thousand titles over 99 tables": lambda: [*[TITLED * 99 for _ in range(1000)], HEAD * 99, *[BODY * 99] * 9],
    "200 rows of a header over 990 columns": lambda: [*map(upper, range(200)), WIDE, *[FILLED] * 50],
    "240 tables of 990 columns whose rows have no head": lambda: [WIDE, FILLED] * 240,
    "60 tables beside each other, 300 times": lambda: [HEAD * 60, BODY * 60, BODY * 60, BREAK] * 300,
}


@pytest.mark.parametrize("name", GEOMETRY)
def test_more_tables_than_a_sheet_may_have_are_refused_at_once(name: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(laid(GEOMETRY[name]()))
    assert worker.ask(path).errors == ["LIMIT_EXCEEDED"]


def test_a_sheet_of_another_kind_may_have_any_number_of_tables(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(laid([["Mặt hàng", "Giá"], ["Gạo", 3]] * 2000))
    assert worker.ask(path).errors == ["NO_TABLE"]


def test_more_rows_of_tables_are_refused_with_the_option_that_allows_them(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(table(totals, 21))
    assert main(["check", str(path), "--limit", "rows=20", "--lang", "en"]) == 3
    assert "F209" in capsys.readouterr().out
    assert main(["check", str(path), "--limit", "rows=21", "--lang", "en"]) == 3
    assert "F209" not in capsys.readouterr().out


def test_of_one_code_so_many_are_kept_and_the_others_counted(tmp_path: Path) -> None:
    path, count = tmp_path / "x.xlsx", KEPT + 7
    path.write_bytes(CASES["rows of nobody"](count))
    told = check(Request((path,))).diagnostics
    assert Counter(one.code for one in told)[Code.NO_UNIT] == KEPT
    (more,) = (one for one in told if one.code is Code.MORE_FAULTS)
    assert more.params == {"found": "U405", "count": count, "limit": KEPT}


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown", "junit", "github", "html"])
@pytest.mark.parametrize("command", ["check", "validate"])
def test_every_output_says_that_not_all_are_kept(command: str, form: str, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(CASES["rows of nobody"](KEPT + 7))
    if main([command, str(path), "--format", form, "--lang", "en"]) == 2:
        pytest.skip("validate has no such format")
    out = capsys.readouterr().out
    assert "F214" in out
    assert "2,007" in out or '"count": 2007' in out
