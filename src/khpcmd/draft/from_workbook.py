"""The units and fields of a plan that can read a given workbook, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from khpcmd.diagnostics import ParamsTypeError
from khpcmd.draft.by_table import ByField, ByUnit
from khpcmd.draft.compose import Parts, composed
from khpcmd.draft.found import Found, LeftOut, Spot, clean, names_unit, nicely
from khpcmd.draft.headings import Headings
from khpcmd.draft.phrases import pattern
from khpcmd.draft.tables import Table, Tables
from khpcmd.plan.model import Plan
from khpcmd.text import bare
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused, damaged
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.words.time_readers import Kind, lowered
from khpcmd.workbook.words.times import expressions, longest, named_years
from khpcmd.workbook.words.titles import is_example
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT, NOT_THE_UNIT

TITLE_ROWS = 15
"""How many rows at the top of a sheet are searched for its year."""
EARLIEST = 1991
"""The first year that a plan can be of, but one."""
TITLE_WORDS = 5
"""A text of fewer words is not a title, but perhaps a header."""
OTHER_YEAR = 2027
"""The year where nothing in the workbook names one."""
FEW = 2
"""How many cells a line between two tables has at most."""
WORDS_OF_TAB = 5


PeriodId = Literal[
    "half_year", "nine_months", "quarter_1", "quarter_2", "quarter_3", "quarter_4", "year", "calendar_year"
]
USUAL: tuple[PeriodId, ...] = ("half_year", "year")
NINE: tuple[PeriodId, ...] = ("half_year", "nine_months", "year")
QUARTERS: tuple[PeriodId, ...] = ("quarter_1", "quarter_2", "quarter_3", "quarter_4", "calendar_year")
FIRST_NINE, QUARTER = (1, 9), 3
"""The months of a period, and how many a quarter has."""


class Draft(NamedTuple):
    """The parts of a plan, from one file; without fields where no table was found. Years are whole numbers."""

    file: str
    year: int
    baseline_year: int
    parts: Parts
    year_found: bool
    """Whether the workbook names its year."""
    periods: tuple[PeriodId, ...] = USUAL
    """The periods that its titles speak of."""
    period_at: Spot | None = None
    """The title that names them."""


def draft_of(path: Path, limits: Limits) -> Draft:
    """The draft for a workbook; raises Refused where it cannot be read safely."""
    data = read_bytes(path, limits)
    try:
        grids = open_grids(data, limits, path.suffix)
    except (Refused, UnsafeInstallationError, ParamsTypeError):
        raise
    except (Exception, MemoryError) as error:
        raise damaged("unreadable") from error
    return _drafted(grids, path, limits)


def _drafted(grids: Sequence[Grid], path: Path, limits: Limits = DEFAULT_LIMITS) -> Draft:
    visible = [grid for grid in grids if grid.state == "visible" and grid.cells]
    sheets = [grid for grid in visible if len(visible) == 1 or not is_example(grid.title)]
    year, before = _years(sheets, path)
    base = before or (year or OTHER_YEAR) - 1
    headings = Headings(_bare_plan(year or OTHER_YEAR, base))
    tables = Tables(headings.fields, limits)
    found = Found(left_out=tuple(LeftOut(Spot(clean(g.title)), "", "hidden") for g in grids if g.state != "visible"))
    for grid in sheets:
        found = found + _of_sheet(grid, tables.of(grid), headings, alone=len(sheets) == 1)
    periods, period_at = _periods(sheets)
    return Draft(clean(path.name), year or OTHER_YEAR, base, composed(found), bool(year), periods, period_at)


def _of_sheet(grid: Grid, tables: Sequence[Table], headings: Headings, *, alone: bool) -> Found:
    found, after = Found(), 0
    for table in tables:
        measure = _measure(grid, table.top)
        if table.form:
            unit, at = _unit_above(grid, after, table.top) or _unit_above(grid, 0, table.top) or _tab(grid, alone=alone)
            found = found + ByField(table, headings, unit, at, measure).found()
        else:
            found = found + ByUnit(table, headings, measure).found()
        after = table.bottom
    return found if tables else Found(left_out=(LeftOut(Spot(clean(grid.title)), "", "no_table"),))


def _bare_plan(year: int, baseline_year: int) -> Plan:
    """A plan with periods and nothing else, for reading headers."""
    word = {"vi": "?", "en": "?"}
    window = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
    period = {"window": window, "due": {"date": f"{year}-12-31"}, "months": list(range(1, 13))}
    titles = {"half_year": f"6 tháng đầu năm {year}", "year": f"năm {year}"}
    periods = {name: {**period, "title": {"vi": title, "en": f"{name} {year}"}} for name, title in titles.items()}
    target = {"id": "t", "clause": "?", "quote": "?", "title": word, "measure": {"kind": "manual"}, "cumulative": False}
    return Plan.model_validate({
        "id": "draft", "title": word, "document": {"number": "?", "date": f"{year}-01-01", "issuer": word},
        "year": year, "baseline_year": baseline_year, "periods": periods, "levels": {"unit": {"title": word}},
        "fields": {}, "targets": [target],
    })  # fmt: skip


def _years(grids: Sequence[Grid], path: Path) -> tuple[int, int]:
    """The year that the titles name, else the last one of the headers, else that of the file's name; and the last one
    before it that a header names. 0 where there is none. Of a long header it is one only where no title has one."""
    titles, long, headers = list[int](), list[int](), list[int]()
    for grid in grids:
        lines = list(_lines(grid, TITLE_ROWS + 1))
        beside = Counter(row for row, _, _ in lines)
        for row, _, text in lines:
            said = clean(text)
            years = [year for year in named_years(pattern("since").sub("", said)) if year >= EARLIEST]
            several = len(bare(said).split()) >= TITLE_WORDS
            if (several and beside[row] <= FEW) or (beside[row] == 1 and pattern("only_a_year").fullmatch(said)):
                titles.extend(years)
            else:
                (long if several else headers).extend(years)
    named = [year for year in named_years(path.stem) if year >= EARLIEST]
    year = next(iter(titles or long), 0) or max(headers, default=0) or next(iter(named), 0)
    return year, max((found for found in headers if found < year), default=0)


def _periods(grids: Sequence[Grid]) -> tuple[tuple[PeriodId, ...], Spot | None]:
    """The periods that the titles speak of, with the first title that says so; else the usual ones."""
    for grid in grids:
        for row, column, text in _lines(grid, TITLE_ROWS + 1):
            if len(bare(text).split()) < TITLE_WORDS:
                continue
            spans = [one.months for one in longest(expressions(lowered(clean(text)))) if one.kind is Kind.MONTHS]
            at = Spot(clean(grid.title), a1(row, column))
            if FIRST_NINE in spans:
                return NINE, at
            if any(last - first + 1 == QUARTER and first % QUARTER == 1 for first, last in spans):
                return QUARTERS, at
            if spans:
                return USUAL, at
    return USUAL, None


def _lines(grid: Grid, before: int) -> Iterator[tuple[int, int, str]]:
    return (one for one in grid.texts if one[0] < before)


def _measure(grid: Grid, top: int) -> str:
    """The unit of measure that a line above a table gives for all of its figures."""
    matches = (pattern("measured").match(clean(text)) for _, _, text in _lines(grid, top))
    return next((match[1] for match in matches if match), "")


def _unit_above(grid: Grid, after: int, before: int) -> tuple[str, Spot] | None:
    """The unit named between two rows: by its label, else by an office of a letterhead, else by a line of its own.

    Below another table only rows with next to nothing in them can be such lines.
    """
    lines = [
        (row, column, clean(text))
        for row, column, text in _lines(grid, before)
        if row > after and (not after or len(grid.rows[row]) <= FEW)
    ]
    for index, (row, column, text) in enumerate(lines):
        label = LABEL_OF_UNIT.match(text)
        name = (label[1] or label[2] or "") if label else ""
        if label and not name and index + 1 < len(lines):
            row, column, name = lines[index + 1]  # noqa: PLW2901  # the label stands beside its name
        if name.strip():
            return nicely(name), Spot(grid.title, a1(row, column))
    offices = [
        line for line in lines if pattern("office").match(line[2]) and names_unit(pattern("office").sub(r"\1", line[2]))
    ]
    whole = [line for line in lines if names_unit(line[2]) and not NOT_THE_UNIT.search(bare(line[2]))]
    found = next(iter((*offices, *whole)), None)
    return (nicely(found[2]), Spot(grid.title, a1(found[0], found[1]))) if found else None


def _tab(grid: Grid, *, alone: bool) -> tuple[str, Spot]:
    """The unit that a sheet is named after; "" where its name is not that of a unit."""
    title = clean(grid.title)
    own = not alone and not pattern("no_unit").match(bare(title)) and len(title.split()) <= WORDS_OF_TAB
    return (nicely(title) if own or names_unit(title) else "", Spot(title))
