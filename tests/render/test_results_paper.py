"""The workbook of results on paper: pages of A4 that can be read, and rows as high as their texts."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.i18n import Messages
from khpcmd.render.closing import closing
from khpcmd.render.formats import Format, Look
from khpcmd.render.summary.check import summarized
from khpcmd.render.xlsx.book import lines_in, pixels_of, width_of
from khpcmd.render.xlsx.results import WIDTH, results_workbook
from khpcmd.render.xlsx.sheet import LEAST, WHOLE, Table, laid_out
from khpcmd.report import Report
from places import EXAMPLES
from render.examples import judged
from results_books import MESSAGES, VI, converted, needed, opened, sheet

pytestmark = pytest.mark.slow

FAULTY = ("cells.xlsx", "units.xlsx", "words.xlsx", "not_a_workbook.xlsx")
TALL, BROAD = 297, 210
languages = pytest.mark.parametrize("messages", MESSAGES, ids=["vi", "en"])


@dataclass(frozen=True, slots=True)
class Case:
    """Returns, their plan, and the sheets that may take more than two pages: lists of faults or of many units."""

    name: str
    returns: tuple[str, ...]
    plan: str = "plan_2023"
    as_of: date = date(2023, 12, 15)
    long: frozenset[str] = frozenset()

    def report(self) -> Report:
        return judged(*self.returns, plan=self.plan, day=self.as_of)


YEAR = tuple(
    str(file.relative_to(EXAMPLES))
    for file in sorted((EXAMPLES / "year_2023").iterdir())
    if "chi_linh" not in file.name
)
MANY_UNITS = frozenset({"matrix", "standings"})
CASES = (
    Case("year", ("year_2023",)),
    Case("one_file", ("returns_2023.xlsx",)),
    Case("half", ("half_year_2023.xlsx",), as_of=date(2023, 6, 15)),
    Case("inbox", (*YEAR, *(f"faulty/{name}" for name in FAULTY)), long=frozenset({"faults"})),
    Case("communes", ("ha_noi_2026",), "ha_noi_2026", date(2026, 12, 15), MANY_UNITS),
    Case("provinces", ("quyet_dinh_808_2023",), "quyet_dinh_808_2023", long=MANY_UNITS),
)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> tuple[Case, Report]:
    found: Case = request.param
    return found, found.report()


@pytest.fixture(scope="module")
def books(case: tuple[Case, Report]) -> list[Workbook]:
    return [opened(case[1], messages) for messages in MESSAGES]


@pytest.mark.slow
def test_every_sheet_is_set_up_to_be_printed(books: list[Workbook]) -> None:
    for page in (page for book in books for page in book.worksheets):
        assert page.page_setup.paperSize == 9
        assert page.print_area
        footer = page.oddFooter
        assert footer is not None
        assert footer.left is not None
        assert footer.right is not None
        assert (footer.left.text, footer.right.text) == ("&A", "&P/&N")
        if page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage:
            assert page.page_setup.fitToWidth in (None, 1)
        else:
            assert (page.page_setup.scale or 0) >= LEAST
            assert page.col_breaks.brk
        if page.auto_filter.ref:
            top = re.findall(r"\d+", page.auto_filter.ref)[0]
            assert page.print_title_rows == f"${top}:${top}"


@pytest.mark.slow
def test_sheets_lie_across_unless_they_take_fewer_pages_upright(books: list[Workbook]) -> None:
    upright = {page.title for page in books[0].worksheets if page.page_setup.orientation == "portrait"}
    assert upright <= {VI.template(f"results_book.sheets.{name}") for name in MANY_UNITS} | {"Số liệu 1"}


@pytest.mark.crossing(1)
def test_no_row_is_higher_or_lower_than_its_text(books: list[Workbook]) -> None:
    """Between what narrow letters need and one line more than what wide ones do."""
    for page in (page for book in books for page in book.worksheets):
        for row, texts in rows(page).items():
            height = page.row_dimensions[row].height or page.sheet_format.defaultRowHeight
            if page.row_dimensions[row].hidden:
                continue
            least = max(lines * size for lines, _, size in texts) * 1.15
            most = max((lines + 1) * size for _, lines, size in texts) * 1.2 + 2
            assert least <= height <= max(most, 22), (page.title, row, height, texts)


def rows(page: Worksheet) -> dict[int, list[tuple[int, int, float]]]:
    """For each row the lines that its texts need if letters are narrow, if they are wide, and their size."""
    across = {one.coord.partition(":")[0]: one for one in page.merged_cells.ranges}
    found: dict[int, list[tuple[int, int, float]]] = {}
    wide_columns = widths(page)
    for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell, Cell) and cell.value is not None):
        last = across[cell.coordinate].max_col if cell.coordinate in across else cell.column
        room = pixels_of(*wide_columns[cell.column - 1 : last])
        size = float(cell.font.size)
        texts = str(cell.value).split("\n") if isinstance(cell.value, str) and cell.alignment.wrap_text else ["1"]
        narrow, wide = (
            sum(len(wrap(text, max(1, int(room / (letter * size * 96 / 72))))) or 1 for text in texts)
            for letter in (0.3, 0.75)
        )
        found.setdefault(cell.row, []).append((narrow, wide, size))
    return found


@pytest.mark.crossing(1)
@languages
def test_the_first_sheet_says_what_the_terminal_says_and_ends_with_the_answer(
    case: tuple[Case, Report], messages: Messages
) -> None:
    report, look = case[1], Look(Format.XLSX, exit_code=3)
    told = summarized(report, messages, look)
    said = list(texts_of(sheet(load(results_workbook(report, messages, look)), "summary", messages)))
    assert told.headline in said
    for row in (row for block in told.blocks for row in block.rows):
        assert [f"{row.mark} {row.word}", row.id, row.title, row.figure] == next(
            said[at : at + 4] for at, text in enumerate(said) if text == row.id for at in [at - 1]
        )
        assert row.rest == "" or row.rest in said
    for entry in told.entries.entries if told.entries else ():
        assert f"{entry.mark} {entry.name}" in said
        assert entry.count in said
    assert set(told.about) | set(told.notes) <= set(said)
    assert said[-1] == closing(report, messages, Look(Format.XLSX, exit_code=3))


def texts_of(page: Worksheet) -> Iterator[str]:
    """The texts of what is printed, row by row."""
    for row in page[page.print_area.partition("!")[2].replace("$", "") or page.print_area]:
        yield from (str(cell.value) for cell in row if cell.value is not None)


def load(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


sizes = st.lists(st.integers(20, 300), min_size=1, max_size=60)


@given(sizes, st.lists(st.integers(12, 400), min_size=1, max_size=400), st.integers(0, 1))
def test_a_layout_is_never_smaller_than_can_be_read_and_has_room_for_its_columns(
    widths: list[int], heights: list[int], fixed: int
) -> None:
    table = Table(widths, heights, min(fixed, len(widths) - 1), 30)
    found = laid_out(table)
    assert LEAST <= found.scale <= WHOLE
    assert list(found.cuts) == sorted(set(found.cuts))
    assert found.down <= len(heights)
    room = (TALL if found.landscape else BROAD) / 25.4 * 96 * 100 / found.scale
    edges = (table.fixed, *found.cuts, len(widths))
    for first, last in pairwise(edges):
        wide = sum(widths[: table.fixed]) + sum(widths[first:last])
        assert wide <= room


@pytest.mark.parametrize(
    ("widths", "rows", "pages", "landscape"),
    [
        ([100] * 8, 20, 1, True),
        ([100] * 15, 40, 1, True),
        ([100] * 15, 90, 2, True),
        ([100] * 20, 20, 2, True),
        ([100] * 6, 160, 2, False),
        ([100] * 6, 1000, 13, False),
    ],
    ids=["small", "wide", "two below", "two beside", "upright", "long"],
)
def test_pages_are_as_few_as_the_rows_need(widths: list[int], rows: int, pages: int, landscape: bool) -> None:
    found = laid_out(Table(widths, [15.0] * rows, 1, 30.0))
    assert (found.pages, found.landscape) == (pages, landscape)


def test_a_row_that_is_higher_than_a_page_is_printed_all_the_same() -> None:
    assert laid_out(Table([100], [5000.0, 15.0])).down >= 1


def test_the_width_of_letters_is_that_of_the_font() -> None:
    assert width_of("0" * 10, 12) == pytest.approx(80)
    assert width_of("ơ", 10) > width_of("o", 10)
    assert width_of("ế", 10) == width_of("e", 10)
    assert width_of("Đạt", 10, bold=True) > width_of("Đạt", 10)


def test_a_word_that_finds_no_room_goes_to_the_next_line() -> None:
    texts: Sequence[str] = ("0" * 9, "0" * 11, "000000 0000", "0000 0000", "0\n0")
    assert [lines_in(text, 85, 12) for text in texts] == [1, 2, 2, 1, 2]


@pytest.mark.e2e
def test_libreoffice_prints_few_pages(case: tuple[Case, Report], tmp_path: Path) -> None:
    """At most two for each sheet, except for lists of faults and of many units."""
    for messages in MESSAGES:
        (tmp_path / f"{messages.language}.xlsx").write_bytes(results_workbook(case[1], messages, Look(Format.XLSX)))
    converted(tmp_path, "pdf", sorted(tmp_path.glob("*.xlsx")))
    for messages in MESSAGES:
        found = pages(tmp_path / "out" / f"{messages.language}.pdf")
        names = load_workbook(tmp_path / f"{messages.language}.xlsx").sheetnames
        long = {messages.template(f"results_book.sheets.{name}") for name in case[0].long}
        assert set(found) == set(names)
        assert all(found[name] <= (2 if name not in long else 9) for name in names), found


def pages(file: Path) -> Counter[str]:
    """How many pages each sheet has, by its name in the footer."""
    program = needed("pdftotext", "poppler-utils")
    run = subprocess.run([program, "-layout", file, "-"], capture_output=True, text=True, check=True)
    assert not re.search("#REF!|###", run.stdout)
    footers = (re.findall(r"^\s*(\S.*?)\s+\d+/\d+\s*$", text, re.MULTILINE) for text in run.stdout.split("\f")[:-1])
    return Counter(found[-1] for found in footers)


def test_the_chart_stands_within_what_is_printed(books: list[Workbook]) -> None:
    page = sheet(books[0], "chart")
    assert sum(pixels_of(width) for width in widths(page)[:5]) >= WIDTH


def widths(page: Worksheet) -> list[float]:
    """The widths of the columns in digits; neighbours of the same width are one entry in the file."""
    found: list[float] = []
    for one in sorted(page.column_dimensions.values(), key=lambda one: one.min or 0):
        found.extend([one.width - 5 / 7] * ((one.max or 1) - (one.min or 1) + 1))
    return found
