"""What was found where in a sheet that was read, for ``khpcmd inspect``. Nothing here is needed to read a return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import TaughtName
from khpcmd.returns import Basis, Cell, CellState, Return
from khpcmd.text import bare, canonical, loose, tidy
from khpcmd.workbook.facts.blocks import Block
from khpcmd.workbook.facts.scopes import Governs as Over
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.addresses import a1, letters, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.number_formats import GENERAL
from khpcmd.workbook.governing import Belief, Entry, Governs
from khpcmd.workbook.sheets import is_results
from khpcmd.workbook.table import Form, Table, is_filler, is_index_row
from khpcmd.workbook.words.headers import FieldNames, Heading
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.units import Mention
from khpcmd.workbook.words.vocabulary import OF_WHICH, spellings, strip_numbering, variants

MOST = 20
"""How many texts of a sheet that is not read are shown."""
SKIPPED = {
    Code.TOTAL_ROW_SET_ASIDE: "total_row",
    Code.ROW_SET_ASIDE: "group",
    Code.UNKNOWN_UNIT: "unknown_unit",
    Code.DISTRICT_UNKNOWN: "no_district",
    Code.UNIT_NOT_A_REPORTER: "not_a_reporter",
    Code.UNKNOWN_ROW: "unknown_row",
    Code.NO_UNIT: "no_unit",
}
"""By the diagnostic of a row that was not read, why it was not."""


class Spot(NamedTuple):
    """Words that decided something, and where they stand.

    ``kind`` is ``cell``, ``sheet_name``, ``file_name`` or ``headers``; ``cell`` is "" for all but the first.
    """

    kind: str
    text: str
    cell: str = ""


class Taken(NamedTuple):
    """A column or a row, and what it was matched with.

    ``kind`` is a ``headers.Kind`` or, for a row, "field" or why it was skipped. ``how`` is the kind of spelling:
    "label", "alias", "folded" (without accents), or "" where no field was matched; ``spelling`` is the plan's.
    """

    place: str
    text: str
    kind: str
    field: str = ""
    baseline: bool = False
    month: int = 0
    answer: bool | None = None
    unit: str = ""
    how: str = ""
    spelling: str = ""
    compares: tuple[str, ...] = ()
    """For a ratio, the columns that it compares."""


class TableTrace(NamedTuple):
    """One table. ``layout``: consolidated, annex, form, groups, list or side_by_side; rows from 1, both ends within."""

    layout: str
    header: tuple[int, int]
    body: tuple[int, int]
    names: str
    unit: str
    unit_from: Spot | None
    columns: tuple[Taken, ...]
    rows: tuple[Taken, ...]
    """In a form the rows of fields; in every table the rows that were skipped."""
    units: int
    """How many units have figures in it."""


class Governed(NamedTuple):
    """A column of figures, or a row with figures (with the last of those like it), and the texts that govern it: which
    part of the table each is, its words and its cell. "" is the whole block."""

    place: str
    texts: tuple[tuple[str, str, str], ...]


class BlockTrace(NamedTuple):
    """The figures below one header as geometry sees them; ``silent`` are texts that govern none of them, ``strays``
    the cells of figures that belong to no column."""

    header: tuple[int, ...]
    columns: tuple[Governed, ...]
    rows: tuple[Governed, ...]
    around: Governed
    silent: Governed
    strays: tuple[str, ...]


class SheetTrace(NamedTuple):
    """One sheet; ``period`` is an id of the plan, "" where none was found."""

    title: str
    state: str
    period: str = ""
    period_from: Spot | None = None
    tables: tuple[TableTrace, ...] = ()
    accounts: tuple[Entry, ...] = ()
    """The texts that govern figures, and what their words were understood as."""
    blocks: tuple[BlockTrace, ...] = ()
    """What stands over, beside and below the figures of each table, whether it is of the plan or not."""
    names: tuple[TaughtName, ...] = ()
    """The taught names that held for the sheet."""

    def taught(self, text: str, *meanings: str) -> str:
        """The file and the line that taught what a text names; "" where no taught name did."""
        if not self.names:
            return ""
        parts = (text, *text.split(" / "))
        said = {loose(one) for part in parts for one, _ in variants(part)} | {canonical(text)}
        found = (
            name
            for name in self.names
            if (not meanings or name.meaning in meanings) and said & {loose(name.text), canonical(name.text)}
        )
        return next((name.place for name in found), "")


class Tracer(NamedTuple):
    """Makes the traces of a sheet from its returns and diagnostics."""

    plan: Plan
    fields: FieldNames
    grid: Grid
    returns: Sequence[Return]
    diagnostics: Sequence[Diagnostic]
    taught: tuple[TaughtName, ...] = ()
    blocks: tuple[Block, ...] = ()

    def sheet(
        self, tables: Iterable[TableTrace], lines: Iterable[tuple[str, str]], accounts: Iterable[Entry]
    ) -> SheetTrace:
        period = self.returns[0].period if self.returns else ""
        spot = self._period_from(period, lines)
        blocks = tuple(map(self._block, self.blocks))
        return SheetTrace(
            self.grid.title, self.grid.state, period, spot, tuple(tables), tuple(accounts), blocks, self.taught
        )

    def _block(self, block: Block) -> BlockTrace:
        columns = tuple(self._governed(letters(one.at), one.path) for one in block.columns)
        rows = tuple(
            self._governed(
                str(row.at) + (f"–{row.last}" if row.last > row.at else ""),
                [one for path in row.paths for one in path if one.part is not Part.HEAD],
            )
            for row in block.rows
        )
        over = {one.at for row in block.rows for path in row.paths for one in path}
        around = self._governed("", (*block.frame, *block.notes))
        silent = self._governed("", [one for one in block.silent if one.at not in over])
        return BlockTrace(block.header, columns, rows, around, silent, tuple(a1(*at) for at in block.strays))

    def _governed(self, place: str, path: Iterable[Over]) -> Governed:
        texts = [(one.part.name.casefold(), self.grid.text(*one.at), a1(*one.at)) for one in dict.fromkeys(path)]
        return Governed(place, tuple(one for one in texts if one[1]))

    def words(self, tables: Iterable[Table]) -> Iterator[Entry]:
        """Words that no figure asked about: those of evidence, of columns that say what rows are, and of number formats
        in doubt."""
        for table in tables:
            yield from self._kinds(table)
        for filed in self.returns:
            for key, cell in filed.cells.items():
                if self.plan.fields[key.field].evidence:
                    yield from self._evidence(cell)
                elif cell.state is CellState.PROBLEM:
                    yield from self._format(cell)

    def _kinds(self, table: Table) -> Iterator[Entry]:
        """The texts of the column that says what the rows of a table are: "Dự kiến", "Thực hiện"."""
        aside = {one.at.cell for one in self.diagnostics if one.code is Code.ROW_OF_OTHER_SPAN and one.at}
        file = next((one.at.file for one in self.diagnostics if one.at), "")
        for row in table.rows(self.grid) if table.kinds else ():
            if text := tidy(self.grid.text(row, table.kinds)):
                at = Location(file, self.grid.title, a1(row, table.kinds))
                belief = Belief.ASIDE if at.cell in aside else Belief.READ
                yield Entry(Governs.ROW, at, self.fields.senses.account(text, Role.HEADER), belief)

    def _evidence(self, cell: Cell) -> Iterator[Entry]:
        if cell.at and cell.raw:
            belief = Belief.OPEN if cell.state is CellState.PROBLEM else Belief.READ
            yield Entry(Governs.EVIDENCE, cell.at, self.fields.senses.account(cell.raw, Role.NOTE), belief)

    def _format(self, cell: Cell) -> Iterator[Entry]:
        """The number format of a figure that is not used and not shown as it is stored."""
        stored = self.grid.cell(*place(cell.at.cell)) if cell.at and cell.at.cell.isalnum() else None
        if cell.at and stored and isinstance(stored.value, int | float):
            shown = stored.look.number_format
            if shown != GENERAL and not stored.look.shows_numbers:
                yield Entry(Governs.FORMAT, cell.at, self.fields.senses.account(shown, Role.NOTE), Belief.OPEN)

    def _period_from(self, period: str, lines: Iterable[tuple[str, str]]) -> Spot | None:
        if not period:
            return None
        for text, at in lines:
            if self.fields.periods.stated([text]).period == period:
                return Spot("cell", text, at)
        return Spot("headers", "")

    def table(self, table: Table, layout: str, mentions: Sequence[Mention]) -> TableTrace:
        one = mentions[0] if mentions and layout in ("form", "annex") else None
        return TableTrace(
            layout,
            (table.top, table.first - 1),
            (table.first, table.last),
            letters(table.names),
            one.match.id if one else "",
            _spot(one) if one else None,
            tuple(self._column(table, column, heading) for column, heading in table.headings.items()),
            tuple(sorted(self._rows(table), key=lambda row: int("".join(filter(str.isdigit, row.place))))),
            len({filed.unit for filed in self.returns for at in filed.sources if _within(at.cell, table)}),
        )

    def _column(self, table: Table, column: int, heading: Heading) -> Taken:
        ratio = next((ratio for ratio in table.ratios if ratio.column == column), None)
        kind = "ratio" if ratio else heading.kind.value
        name = heading.key.field if heading.key else ""
        how, spelling = self._spelled(name, heading.text)
        if heading.key:
            baseline = heading.key.basis is Basis.BASELINE
        else:
            baseline = heading.span is not None and heading.span.role is SpanRole.BASELINE
        return Taken(
            letters(column), heading.text, kind, name, baseline, heading.month, heading.answer, heading.unit.id, how,
            spelling, compares=tuple(map(letters, ratio.of)) if ratio else (),
        )  # fmt: skip

    def _rows(self, table: Table) -> Iterator[Taken]:
        skipped = {one.at.cell: SKIPPED[one.code] for one in self.diagnostics if one.code in SKIPPED and one.at}
        fields = self._fields_by_row(table) if table.form is Form.BY_FIELD else {}
        for row in self.grid.rows_from(table.first):
            if row > table.last:
                return
            place, text = a1(row, table.names), self.grid.text(row, table.names)
            if is_index_row(self.grid, row):
                yield Taken(place, text, "index")
            elif row in fields:
                how, spelling = self._spelled(fields[row], text)
                yield Taken(place, text, "field", fields[row], how=how, spelling=spelling)
            elif place in skipped:
                yield Taken(place, text, skipped[place])
            elif text and is_filler(text):
                yield Taken(place, text, "filler")

    def _fields_by_row(self, table: Table) -> dict[int, str]:
        places = {
            cell.at.cell: key.field
            for filed in self.returns
            for key, cell in filed.cells.items()
            if cell.at is not None
        }
        return {
            row: places[at]
            for row in range(table.first, table.last + 1)
            for column in self.grid.rows.get(row, ())
            if (at := a1(row, column)) in places
        }

    def _spelled(self, name: str, text: str) -> tuple[str, str]:
        """How a header or a row was matched with a field, and the plan's spelling that matched."""
        if not name:
            return "", ""
        written = [part for one in text.split(" / ") if (part := one.strip(" -"))]
        parts = [part for one in written if (part := OF_WHICH.sub("", one).strip(" :"))]
        texts = [" / ".join(some[a:b]) for some in (written, parts) for a, b in combinations(range(len(some) + 1), 2)]
        texts += [strip_numbering(one) for one in texts]
        known = spellings(self.plan.fields[name])
        for same, hows in ((loose, ("label", "alias")), (bare, ("folded", "folded"))):
            keys = {same(one) for one in texts}
            for number, spelling in enumerate(known):
                if same(spelling) in keys:
                    return hows[number > 0], spelling
        return "context", known[0]


def unread(grid: Grid, fields: FieldNames, file: str) -> SheetTrace:
    """The trace of a sheet that is not read, with its first texts."""
    shown = grid.state == "visible" and not is_results(grid)
    texts = islice(grid.texts_from(1), MOST if shown else 0)
    said = ((a1(row, column), fields.senses.account(tidy(text), Role.NOTE)) for row, column, text in texts)
    entries = (Entry(Governs.ASIDE, Location(file, grid.title, at), one, Belief.ASIDE) for at, one in said)
    return SheetTrace(grid.title, grid.state, accounts=tuple(entries))


def _spot(mention: Mention) -> Spot:
    if mention.at:
        return Spot("cell", mention.text, mention.at)
    return Spot("file_name" if mention.of_file else "sheet_name", mention.text)


def _within(cell: str, table: Table) -> bool:
    row = "".join(filter(str.isdigit, cell))
    return bool(row) and table.top <= int(row) <= table.last
