"""Which sheets of a workbook hold returns: not khpcmd's own, and not those that guide, add up or judge the others.

A cover sheet has no table, but names the unit and the period of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, takewhile

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.stamp import SHEET as STAMPED
from khpcmd.workbook.stamp import Stamp, read_stamp
from khpcmd.workbook.table import Form, Table, row_names
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.letterhead import named_above, named_for
from khpcmd.workbook.words.titles import day_of_report, is_example
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import CODE_HEADERS, LABEL_OF_PERIOD, LABEL_OF_UNIT, heads_period, key, labelled

SIGN_COLUMN = 8
"""The column whose first cell, which is hidden, has the sign of khpcmd's own sheets."""
SIGN = "khpcmd annotate"
"""The sign of the sheet in front of a marked copy."""
REPORT_SIGN = "khpcmd check"
"""The sign of every sheet of a workbook of results."""
CSV_REPORT = ("plan", "plan_sha256", "period", "as_of")
"""The first headers of a table of results in a .csv file."""
MOVED = 5
"""How many rows and columns the sign of a sheet of results may be moved by what was put in before it."""
VERDICTS = re.compile(
    r"(?:bang |bieu |phu luc |trang )?(?:ket qua )?(?:danh gia|ket luan|xep loai|cham diem)\b|(?:verdict|evaluation)s?$"
)
"""How the name of a sheet begins that judges the figures of others."""
VERDICT_HEADERS = frozenset(
    {"ket qua danh gia", "dat khong dat", "ket luan", "xep loai", "nguong", "nguong dat", "verdict", "threshold"}
)
TOTALS = when_asked(
    r"(?:bang |bieu |so lieu )?(?:tong hop|tong cong|tong|cong|toan tinh|toan huyen|ca tinh|total|summary)\b"
)
"""How the name of a sheet begins that adds up others."""
COVERS = when_asked(r"(?:trang )?bia\b|trang dau\b|thong tin(?: chung)?$|cover\b")
GUIDES = re.compile(
    r"^(?:phu luc )?(?:huong dan|cach (?:ghi|dien|tinh|lap)|giai thich|chu giai|danh muc|quy uoc|guide|guidance|help)\b"
)
"""How a sheet begins that says how others are filled in, or lists names for them; by its name or its first line."""
NOTE_LETTERS = 300
"""The longest line of a sheet of notes that says something of the whole workbook."""
FEW = 2
"""The fewest numbers that make a table of a sheet which only names a unit: a cover may have the year."""
COVER_TEXTS = 40
"""The most texts of a cover sheet."""


def is_results(grid: Grid) -> bool:
    """Whether a sheet is one of khpcmd's own: it quotes faults and figures, and reports none."""
    own = grid.cell(1, SIGN_COLUMN)
    if grid.document and grid.document.own:
        return True
    if own is not None and own.value in (SIGN, REPORT_SIGN):
        return True
    if tuple(grid.text(1, column) for column in range(1, 1 + len(CSV_REPORT))) == CSV_REPORT:
        return True
    signed = [row for row in range(1, 1 + MOVED) if REPORT_SIGN in grid.cells.row_values(row)]
    near = range(SIGN_COLUMN, SIGN_COLUMN + MOVED)
    return any(grid.cells.value((row, column)) == REPORT_SIGN for row in signed for column in near)


SIGNED = re.compile(
    r"(?:(?:[^\d,;:]{2,40},\s*)?ng[àa]y\s*|[^\d,;:]{2,40},\s*)(\d{1,2})(?:\s*th[áa]ng\s*|\s?[/.-]\s?)"
    r"(\d{1,2})(?:\s*n[ăa]m\s*|\s?[/.-]\s?)(\d{4})\s*\.?",
    re.IGNORECASE,
)
"""The line with the place and the day of a report."""


def signed_on(grid: Grid, tables: Sequence[Table]) -> tuple[date, str] | None:
    """The last day that a sheet is signed on, above or below its tables, with the address; None where none is given."""
    outside = (
        (row, column, tidy(text))
        for row, column, text in grid.texts
        if text.rstrip(" .")[-4:].isdecimal() and not any(table.first <= row <= table.last for table in tables)
    )
    days = list[tuple[date, str]]()
    for row, column, text in outside:
        match = SIGNED.fullmatch(text)
        try:
            if match:
                days.append((date(int(match[3]), int(match[2]), int(match[1])), a1(row, column)))
        except ValueError:
            continue  # no such day
    return max(days, default=None)


def reported_on(lines: Iterable[tuple[str, str]]) -> list[tuple[date, str]]:
    """The days of the reports that the table below some lines is attached to, with the addresses."""
    return [(day, at) for text, at in lines if (day := day_of_report(text))]


def lines_above(grid: Grid, table: Table) -> list[tuple[str, str]]:
    """The texts between a table and the one before it, with their addresses, in reading order; the label of a period or
    of a code with the number or the day in the next cell. A code may be typed as text, which is no line of its own."""
    found = list[tuple[str, str]]()
    for row in takewhile(lambda row: row < table.top, grid.rows_from(table.above)):
        values, taken = grid.cells.row_values(row), False
        for column, value, beside in zip(grid.rows[row], values, (*values[1:], None), strict=True):
            if isinstance(value, str) and not taken:
                found.append((_with_value(value, beside) if beside is not None else value, a1(row, column)))
                taken = key(value) in CODE_HEADERS and _is_code(beside)
            else:
                taken = False
    return found


def _with_value(label: str, value: object) -> str:
    """A label of a period or of a code of a unit with the number or the day beside it; any other text as it is."""
    of_period = heads_period(label)
    of_code = key(label) in CODE_HEADERS and (not isinstance(value, str) or _is_code(value))
    if isinstance(value, bool) or not (of_period or of_code):
        return label
    number = f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, date):
        number = f"{value:%d/%m/%Y}"
    return labelled(label, number)


def _is_code(value: object) -> bool:
    """Whether a text may be a code: one word with a digit."""
    return isinstance(value, str) and " " not in value.strip() and any(map(str.isdigit, value))


LINES = 40
"""How many rows of a sheet may name its unit."""


def reporting(grid: Grid, file: str, units: UnitNames) -> frozenset[str]:
    """The units that a sheet is said to be of, by its first lines, its name and that of the file."""
    lines = [(text, a1(row, column)) for row, column, text in islice(grid.texts, LINES * COVER_TEXTS) if row <= LINES]
    named = named_for(units, named_above(units, lines), grid.title, file, ())
    return frozenset(mention.match.id for mention in named if mention.match.id)


def cover_of(found: Iterable[tuple[Grid, Sequence[Table]]], units: UnitNames) -> list[tuple[str, str]]:
    """The lines of the cover sheet, without addresses; none without a cover, or with several."""
    sheets = list(found)
    if any(grid.title == STAMPED for grid, _ in sheets):
        return []  # each sheet of a template says whose it is
    covers = [lines for grid, tables in sheets if not tables and (lines := _cover(grid, units))]
    return covers[0] if len(covers) == 1 else []


def notes_of(found: Iterable[tuple[Grid, Sequence[Table]]], cover: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines of the sheets of notes, each with the name of its sheet; they speak of the workbook as a cover does.

    Sheets with tables or numbers hold other things, and guides say nothing of figures.
    """
    sheets, own = list(found), {text for text, _ in cover}
    if any(grid.title == STAMPED for grid, _ in sheets):
        return []  # khpcmd's own sheets of guidance stand behind the form of a template
    lines = list[tuple[str, str]]()
    for grid, tables in sheets:
        texts = [tidy(text) for _, _, text in islice(grid.texts, COVER_TEXTS + 1)]
        guides = GUIDES.search(key(grid.title)) or (texts and GUIDES.search(key(texts[0])))
        if grid.state == "visible" and not tables and not guides and len(texts) <= COVER_TEXTS and not _numbers(grid):
            lines += [(text, grid.title) for text in texts if text not in own and len(text) <= NOTE_LETTERS]
    return list(dict.fromkeys(lines))


def _numbers(grid: Grid) -> int:
    """How many numbers a sheet has."""
    values = (cell.value for cell in grid.cells.values())
    return sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _cover(grid: Grid, units: UnitNames) -> list[tuple[str, str]]:
    """The lines of a sheet if it is a cover: by its name, or by a line that labels or names the unit."""
    if grid.state != "visible" or is_example(grid.title):
        return []
    lines = [(text, "") for _, _, text in islice(grid.texts, COVER_TEXTS + 1)]
    if not lines or len(lines) > COVER_TEXTS or is_example(lines[0][0]):
        return []
    labelled = any(LABEL_OF_UNIT.match(tidy(text)) or LABEL_OF_PERIOD.match(tidy(text)) for text, _ in lines)
    named = {mention.match.id for mention in named_above(units, lines)}
    alone = (
        len(named) == 1
        and _numbers(grid) < FEW
        and any(units.match(tidy(part)).id for text, _ in lines for part in text.split("\n"))
    )
    return lines if COVERS.match(key(grid.title)) or labelled or alone else []


def stamp_among(grids: Iterable[Grid]) -> Stamp | None:
    """The stamp on the hidden sheet of a template."""
    stamped = next((grid for grid in grids if grid.title == STAMPED), None)
    if stamped is None:
        return None
    return read_stamp({place: cell.value for place, cell in stamped.cells.items() if place[1] <= len("AB")})


def is_behind(grid: Grid) -> bool:
    """Whether a sheet of a template is one that nobody sees: its stamp, its calculation, its lists."""
    return grid.state != "visible" and grid.title.startswith(STAMPED)


def why_unread(
    grid: Grid, tables: Sequence[Table], at: Location, *, repeats: bool, alone: bool
) -> Iterator[Diagnostic]:
    """Why a sheet is not read: it ``repeats`` others, or has no visible table; ``alone`` where no other one is read."""
    if repeats:
        yield Code.SHEET_BESIDE(at, {})
    elif grid.cells and alone:
        yield Code.NO_TABLE(at, {})
    elif grid.cells and grid.state == "visible":
        yield Code.SHEET_SET_ASIDE(at, {})
    if tables and grid.state != "visible":
        yield Code.HIDDEN_SHEET(at, {})


def beside(sheets: Sequence[tuple[Grid, Sequence[Table]]], fields: FieldNames, units: UnitNames) -> set[int]:
    """The numbers of the sheets with tables that only guide, add up or judge the figures of the others."""
    views = [_View(grid, tables, fields, units) for grid, tables in sheets]
    if len(views) < 2:
        return set()
    guides = {at for at, view in enumerate(views) if view.guides}
    judges = {at for at, view in enumerate(views) if at not in guides and view.judges}
    returns = [view for at, view in enumerate(views) if at not in guides | judges]
    repeated = {at for at in judges if views[at].repeats(returns)}
    returns = [view for at, view in enumerate(views) if at not in guides | repeated]
    totals = {at for at, view in enumerate(views) if view in returns and view.adds_up(returns)}
    found = guides | repeated | totals
    return found if len(found) < len(views) else set()


@dataclass(frozen=True, eq=False)
class _View:
    """What the choice of sheets asks of one."""

    grid: Grid
    tables: Sequence[Table]
    fields: FieldNames
    units: UnitNames

    @cached_property
    def _lines(self) -> list[tuple[str, str]]:
        return lines_above(self.grid, self.tables[0])

    @cached_property
    def guides(self) -> bool:
        """Whether the sheet shows how to fill in another one."""
        first = next((text for text, _ in self._lines), "")
        return is_example(self.grid.title) or (is_example(first) and not self.named)

    @cached_property
    def judges(self) -> bool:
        """Whether the sheet holds verdicts, by its name or a header."""
        leaves = (heading.text.split(" / ")[-1] for table in self.tables for heading in table.headings.values())
        return bool(VERDICTS.match(key(self.grid.title))) or any(key(leaf) in VERDICT_HEADERS for leaf in leaves)

    @cached_property
    def named(self) -> frozenset[str]:
        """The units that the sheet names above its tables or by its own name."""
        above = [mention for table in self.tables for mention in named_above(self.units, lines_above(self.grid, table))]
        return frozenset(mention.match.id for mention in (*above, *self.units.in_sheet_name(self.grid.title)))

    @cached_property
    def lists_units(self) -> bool:
        """Whether the units stand in rows or columns."""
        return any(table.form is Form.BY_UNIT or table.of_units for table in self.tables)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The fields that the sheet has figures of."""
        return frozenset(self._fields())

    def _fields(self) -> Iterator[str]:
        for table in self.tables:
            yield from (heading.key.field for heading in table.headings.values() if heading.key)
            if table.form is Form.BY_FIELD:
                names = row_names(table, self.grid).values()
                yield from (named.field for name in names if name and (named := self.fields.name([name])))

    def repeats(self, others: Sequence[_View]) -> bool:
        """Whether other sheets have all of its fields, of the units that it names."""
        if not others or not self.asked <= frozenset[str]().union(*(other.asked for other in others)):
            return False
        known = frozenset[str]().union(*(other.named for other in others))
        return any(other.lists_units for other in others) or self.named <= known

    def adds_up(self, others: Sequence[_View]) -> bool:
        """Whether it is a form of nobody that is named as a sum, beside sheets of several units."""
        if self.named or self.lists_units or not TOTALS.match(key(self.grid.title)):
            return False
        named = frozenset[str]().union(*(other.named for other in others if other is not self))
        return len(named) > 1 or any(other.lists_units for other in others if other is not self)
