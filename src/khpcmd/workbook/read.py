"""From a file to returns: ``read_workbook`` opens it, finds the tables of its sheets, and reads each in its form.

Never raises for what a file contains: whatever is wrong with it is a diagnostic.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location, ParamsTypeError
from khpcmd.diagnostics.faults import Room
from khpcmd.diagnostics.parameters import Ref
from khpcmd.files import suffix
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import former_named, told
from khpcmd.plan.taught import NOBODY, Taught, TaughtName
from khpcmd.returns import Return, StatedTotal, says
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.code_columns import read_codes
from khpcmd.workbook.facts.agreement import agreed
from khpcmd.workbook.facts.blocks import Block
from khpcmd.workbook.facts.blocks import Sheet as Blocks
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.facts.tables import Named, tables_of
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused, damaged, over, word
from khpcmd.workbook.file.open import open_grids, read_bytes, require_few_words, sha256
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.programs import shape_of
from khpcmd.workbook.read_sheet import PlanNames, Sheet, SheetReader, Used
from khpcmd.workbook.row_kinds import with_districts, with_row_kinds
from khpcmd.workbook.sheet_checks import (
    formulas_of,
)
from khpcmd.workbook.sheets import (
    beside,
    cover_of,
    is_behind,
    is_results,
    lines_above,
    notes_of,
    reporting,
    stamp_among,
    why_unread,
)
from khpcmd.workbook.stamp import Stamp
from khpcmd.workbook.table import Table
from khpcmd.workbook.unknown_labels import turned_header, unknown_labels
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.letterhead import PARTS
from khpcmd.workbook.words.own_texts import own_sheets
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT

if TYPE_CHECKING:
    from khpcmd.workbook.trace import SheetTrace

NOTHING_USED = Used()
NO_FORMULAS: Mapping[str, Mapping[str, str]] = {}

NAMELESS = frozenset({Code.NO_UNIT, Code.DISTRICT_UNKNOWN})
"""What is said of figures of which nobody knows whose they are."""
SENTENCE = 200
"""How much of a sentence is told."""
BODY = when_asked(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
"""How a letterhead names the body of a unit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file contains. ``period`` is the one that all its returns state, "" where they differ or state none."""

    name: str
    sha256: str
    returns: tuple[Return, ...]
    period: str
    diagnostics: tuple[Diagnostic, ...]
    traces: tuple[SheetTrace, ...] = ()
    """What was found where, sheet by sheet; only from ``trace_workbook``."""
    stamp: Stamp | None = None
    """The stamp of a template that was filled in and returned."""
    formulas: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NO_FORMULAS)
    """Of a template, the formulas by sheet and cell."""
    unprotected: tuple[str, ...] = ()
    """Of a template, the sheets that are no longer protected."""
    taught: frozenset[TaughtName] = frozenset()
    """The taught names that something in the file was read by."""
    remarks: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    """By sheet, what people wrote beside figures: at the cell (row, column) of a comment, or at (row, 0)."""
    totals: tuple[StatedTotal, ...] = ()
    """The totals that it states, and that its figures do not add up to."""


def read_workbook(  # noqa: PLR0913  # what decides how a file is read
    path: Path | str,
    plan: Plan,
    *,
    name: str,
    baseline: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    taught: Taught | None = None,
) -> Reading:
    """The returns in one file.

    ``name`` is what messages call the file. With ``baseline`` the file is of the plan's baseline year: its titles have
    to name that year, and its own figures are read as current ones. ``taught`` are names besides those of the plan.
    """
    return _read(path, _Vocabulary(plan, taught, baseline), name, limits, trace=False)


def trace_workbook(
    path: Path, plan: Plan, *, name: str, limits: Limits = DEFAULT_LIMITS, taught: Taught | None = None
) -> Reading:
    """The same with its ``traces``."""
    return _read(path, _Vocabulary(plan, taught), name, limits, trace=True)


def read_form(  # noqa: PLR0913  # what decides how a file is read
    data: bytes, plan: Plan, *, name: str, whose: str, limits: Limits, taught: Taught | None
) -> Reading:
    """A form of others, read as a return is, with its ``traces``; what names no unit is the unit's ``whose``."""
    return _read(data, _Vocabulary(plan, taught, whose=whose), name, limits, trace=True)


def read_sheets(path: Path | str, plan: Plan, *, name: str, limits: Limits, taught: Taught | None) -> list[Sheet]:
    """The sheets of one file as they were read, for whoever asks about what was not understood; raises Refused."""
    return _opened(read_bytes(path, limits), limits, _Vocabulary(plan, taught), name, trace=False)


_prepared: list[PlanNames] = []
MANY = 1000
"""Of so many units what is kept of them is freed at once."""
KEPT, KEPT_TAUGHT = 2, 48
"""How many plans are kept prepared, and how many with taught names, which may hold for some sheets only."""


def _names(plan: Plan, *, baseline: bool, kept: int = KEPT) -> PlanNames:
    """The prepared names, kept for the next file as long as the plan is the same object."""
    for names in _prepared:
        if names.plan is plan and names.baseline is baseline:
            return names
    year = plan.baseline_year if baseline and plan.baseline_year else plan.year
    names = PlanNames(plan, baseline, FieldNames(plan, year), UnitNames(plan))
    _prepared[:] = [*_prepared[1 - kept :], names]
    return names


def forget(plan: Plan) -> None:
    """Give free what is kept prepared of a plan that nothing more is read by: for ten thousand units it is 15 MB."""
    _prepared[:] = [names for names in _prepared if names.plan is not plan]
    if len(plan.units) > MANY:
        gc.collect()


class _Vocabulary(NamedTuple):
    """The names that sheets are read by: those of the plan, and the taught ones that hold for a sheet."""

    plan: Plan
    taught: Taught | None = None
    baseline: bool = False
    several: frozenset[str] = frozenset()
    """The sheets with figures of other units than those that names hold for: no name of one unit holds there."""
    whose: str = ""
    """The unit of forms that name none; "" where that is a fault."""
    whole: bool = False
    """Whether the file is a template in which no figure is blank."""

    @property
    def own(self) -> PlanNames:
        """The names of the plan alone."""
        return _names(self.plan, baseline=self.baseline)

    def of(self, grid: Grid, file: str) -> PlanNames:
        """The names that hold for a sheet."""
        names = self.in_force(grid, file)
        if not self.taught or not names:
            return self.own
        return _names(self.taught.plan(self.plan, names), baseline=self.baseline, kept=KEPT_TAUGHT)

    def in_force(self, grid: Grid, file: str) -> tuple[TaughtName, ...]:
        """The taught names that hold for a sheet."""
        if not self.taught:
            return ()
        alone = self.taught.by_unit and grid.title not in self.several
        units = reporting(grid, file, self.own.units) if alone else NOBODY
        return self.taught.in_force(file, grid.title, units)


def _read(file: Path | str | bytes, names: _Vocabulary, name: str, limits: Limits, *, trace: bool) -> Reading:
    digest = ""
    try:
        data = file if isinstance(file, bytes) else read_bytes(file, limits)
        digest = sha256(data)
        sheets = _opened(data, limits, names, name, trace=trace)
        used = _used(sheets, names, name)
    except Refused as refused:
        return Reading(name, digest, (), "", (Diagnostic(refused.code, Location(name), refused.params),))
    returns = tuple(filed for sheet in sheets for filed in sheet.returns)
    periods = {filed.period for filed in returns}
    found = (*(told(names.plan, fault) for fault in _faults(sheets, names.plan, name)), *used.diagnostics)
    period = periods.pop() if len(periods) == 1 else ""
    reading = Reading(
        name,
        digest,
        returns,
        period,
        found,
        _traces(sheets, names, name) if trace else (),
        stamp_among(sheet.grid for sheet in sheets),
        taught=used.names,
        remarks={sheet.grid.title: sheet.remarks for sheet in sheets if sheet.remarks},
        totals=tuple(total for sheet in sheets for total in sheet.totals),
    )
    if not reading.stamp:
        return reading
    grids = [sheet.grid for sheet in sheets]
    unprotected = tuple(grid.title for grid in grids if not grid.protected and not is_results(grid))
    return replace(reading, formulas={grid.title: formulas_of(grid) for grid in grids}, unprotected=unprotected)


def _faults(sheets: Sequence[Sheet], plan: Plan, file: str) -> list[Diagnostic]:
    """What is told of the sheets; where a unit that is there no more heads figures of nobody, this is the one cause of
    these, told at the first place that names it."""
    if len({sheet.grid.title for sheet in sheets}) < len(sheets):  # one for each of its periods
        once = dict[str, Diagnostic]()
        for sheet in sheets:
            sheet.diagnostics = [fault for fault in sheet.diagnostics if once.setdefault(repr(fault), fault) is fault]
    nameless = [
        sheet for sheet in sheets if not sheet.returns and any(one.code in NAMELESS for one in sheet.diagnostics)
    ]
    former = next((told for sheet in nameless for told in _former(plan, sheet, file)), None) if plan.former else None
    if former is None:
        return [fault for sheet in sheets for fault in sheet.diagnostics]
    known = (one for sheet in sheets for one in sheet.diagnostics if sheet.returns or one.code not in NAMELESS)
    return [former, *known]


def _former(plan: Plan, sheet: Sheet, file: str) -> Iterator[Diagnostic]:
    """The former units that the lines above the first table of a sheet name."""
    for text, at in lines_above(sheet.grid, sheet.tables[0]) if sheet.tables else ():
        for part in map(tidy, PARTS.split(text)):
            label = LABEL_OF_UNIT.match(part)
            name = BODY.sub("", (label[1] or label[2] or "") if label else part).strip()
            if heirs := former_named(plan, name):
                units = tuple(Ref("unit", heir) for heir in heirs)
                yield Code.FORMER_UNIT(Location(file, sheet.grid.title, at), {"found": name, "units": units})


def _used(sheets: Iterable[Sheet], names: _Vocabulary, file: str) -> Used:
    """Which of the taught names were used where; asked only where there are some."""
    if not names.taught:
        return NOTHING_USED
    from khpcmd.workbook.taught_uses import used_in

    return used_in(sheets, names.taught, file)


def _traces(sheets: Iterable[Sheet], names: _Vocabulary, file: str) -> tuple[SheetTrace, ...]:
    from khpcmd.workbook.trace import unread

    return tuple(sheet.trace or unread(sheet.grid, names.own.fields, file) for sheet in sheets)


def _opened(data: bytes, limits: Limits, names: _Vocabulary, name: str, *, trace: bool) -> list[Sheet]:
    """The sheets as they were read; an unforeseen error of a reader is one fault of the file."""
    try:
        grids = open_grids(data, limits, suffix(name))
        results, read = list[Grid](), list[Grid]()
        for grid in grids:
            (results if is_results(grid) else read).append(grid)
        if results and not any(grid.cells for grid in read):
            skipped = Code.FILE_SET_ASIDE(Location(name), {"what": word("own_results")})
            return [Sheet(grids[0], [], diagnostics=[skipped])]
        own = [Sheet(grid, [], diagnostics=[Code.SHEET_SET_ASIDE(Location(name, grid.title), {})]) for grid in results]
        require_few_words(read, limits)
        read = [part for grid in read for part in read_codes(grid, names.own.units, names.own.fields)]
        return [*_sheets(read, names, name, limits, trace=trace), *own]
    except (Refused, UnsafeInstallationError, ParamsTypeError):
        raise
    except (Exception, MemoryError) as error:
        raise damaged("unreadable") from error


def _sheets(grids: Sequence[Grid], words: _Vocabulary, file: str, limits: Limits, *, trace: bool) -> list[Sheet]:
    """The sheets of a return, each read where it has tables and is visible."""
    room, names, stamped = Room(), words.own, stamp_among(grids) is not None
    by_sheet = {grid.title: words.of(grid, file) for grid in grids}
    sheets = [Sheet(grid, [], room=room, taught=words.in_force(grid, file)) for grid in grids]
    _find_tables(sheets, by_sheet, limits, stamped=stamped)
    _require_bounded(sheets, limits)
    ignored = {title for title, own in by_sheet.items() if own.plan.words.ignores("sheet", title)}
    shown = [one for one in sheets if one.tables and one.grid.state == "visible" and one.grid.title not in ignored]
    skipped = beside([(sheet.grid, sheet.tables) for sheet in shown], names.fields, names.units)
    readable = [sheet for number, sheet in enumerate(shown) if number not in skipped]
    cover = cover_of(((sheet.grid, sheet.tables) for sheet in sheets), names.units) if len(sheets) > 1 else []
    pairs = [(sheet.grid, sheet.tables) for sheet in sheets]
    notes = notes_of(pairs, cover) if len(sheets) > 1 else []
    for sheet in sheets:
        if sheet in readable:
            sheet.cover, sheet.notes = cover, notes
            known = by_sheet[sheet.grid.title]
            reader = SheetReader(sheet, known, file, stamped=stamped, trace=trace, whose=words.whose, whole=words.whole)
            reader.read()
            _agree(sheet, known)
            if trace:
                reader.trace()
        elif not (stamped and readable and not sheet.tables and sheet.grid.title in own_sheets()):
            at = Location(file, sheet.grid.title)
            sheet.diagnostics += why_unread(sheet.grid, sheet.tables, at, repeats=sheet in shown, alone=not readable)
    if several := frozenset(sheet.grid.title for sheet in readable if _is_of_others(sheet)):
        again = words._replace(several=words.several | several)
        return _sheets(grids, again, file, limits, trace=trace)
    if stamped and not words.whole and _asks_of_file(readable) and _is_whole(readable, words.plan):
        return _sheets(grids, words._replace(whole=True), file, limits, trace=trace)
    _tell_once(readable, {title for _, title in notes})
    if not readable:
        _ask_for_labels(sheets, by_sheet, file)
    if not any(sheet.grid.cells for sheet in sheets):
        at = Location(file, sheets[0].grid.title) if sheets else Location(file)
        return [Sheet(Grid(), [], diagnostics=[Code.SHEET_EMPTY(at, {})])]
    sheets[0].diagnostics += room.left_out(Location(file))
    _tell_format(sheets[0], grids, Location(file))
    return sheets


def _tell_format(sheet: Sheet, grids: Sequence[Grid], file: Location) -> None:
    """Tell what cannot be seen of a file of this format; of a document, how its cells are found. Its numbers are texts
    without a fault."""
    if limited := next((grid.limited for grid in grids if grid.limited), ""):
        sheet.diagnostics.append(Code.LIMITED_FORMAT(file, {"what": word(limited)}))
    for document in (grid.document for grid in grids if grid.document):
        sheet.diagnostics = [one for one in sheet.diagnostics if one.code is not Code.NUMBER_AS_TEXT]
        sheet.diagnostics.append(Code.PLACES_IN_DOCUMENT(file, {"count": document.pictures}))
        if document.running:
            found = document.running[0][:SENTENCE]
            sheet.diagnostics.append(Code.SENTENCES_NOT_READ(file, {"found": found, "count": len(document.running)}))


def _agree(sheet: Sheet, names: PlanNames) -> None:
    """Leave the figures of a sheet open that the table model does not bear out."""
    if sheet.returns and sheet.facts:
        sheet.returns, asked = agreed(sheet.grid, sheet.facts, sheet.returns, names.plan)
        sheet.diagnostics += asked


def _is_of_others(sheet: Sheet) -> bool:
    """Whether a sheet that was read by names of one unit has figures of another one."""
    named = {name.unit for name in sheet.taught if name.unit}
    return bool(named) and any({filed.unit} != named for filed in sheet.returns)


def _asks_of_file(sheets: Iterable[Sheet]) -> bool:
    """Whether the name of the file speaks against its figures."""
    asked = (one for sheet in sheets for one in sheet.diagnostics if one.code is Code.OTHER_MEANING)
    return any(one.at is not None and not one.at.sheet for one in asked)


def _is_whole(sheets: Iterable[Sheet], plan: Plan) -> bool:
    """Whether every figure that has to be reported stands in a template, whether it is believed or not."""
    found = (
        (filed.unit, key.field, cell)
        for sheet in sheets
        for filed in sheet.returns
        for key, cell in filed.cells.items()
    )
    asked = {
        unit: {name for name in names if _has_to_stand(plan.fields[name])} for unit, names in plan.reported_by.items()
    }
    said = [says(cell) for unit, name, cell in found if name in asked.get(unit, ())]
    return bool(said) and all(said)


def _has_to_stand(spec: AnyField) -> bool:
    """Whether a form without the figure is not complete: what is added up from units below may be left blank."""
    return spec.required and not spec.from_below


def _require_bounded(sheets: Iterable[Sheet], limits: Limits) -> None:
    """Refuse tables with more rows or columns than can be read in the time that a file may take."""
    tables = [(sheet.grid, table) for sheet in sheets for table in sheet.tables]
    rows = sum(len([*takewhile(table.last.__ge__, grid.rows_from(table.first))]) for grid, table in tables)
    if rows > limits.rows:
        raise over("rows", rows, limits.rows)
    columns = max((len(table.headings) for _, table in tables), default=0)
    if columns > limits.columns:
        raise over("columns", columns, limits.columns)


def _tell_once(sheets: Sequence[Sheet], titles: Collection[str]) -> None:
    """Tell what the sheets of notes ask with the first sheet alone, though it is asked of all."""
    told = [one for sheet in sheets[:1] for one in sheet.diagnostics if one.at and one.at.sheet in titles]
    for sheet in sheets[1:]:
        sheet.diagnostics = [one for one in sheet.diagnostics if one not in told]


def _ask_for_labels(sheets: Iterable[Sheet], by_sheet: Mapping[str, PlanNames], file: str) -> None:
    """Ask about the header, or the likeliest labels, of the first sheet that has some and no table."""
    for sheet in sheets:
        names = by_sheet[sheet.grid.title]
        asked = turned_header(sheet.grid, file, names.fields) if not sheet.tables else []
        if not asked and not sheet.tables:
            asked = unknown_labels(sheet.blocks, sheet.grid, file, (names.fields, names.units))
        sheet.diagnostics += asked
        if asked:
            return


def _find_tables(sheets: Iterable[Sheet], by_sheet: Mapping[str, PlanNames], limits: Limits, *, stamped: bool) -> None:
    """Put the tables of sheets into them; those behind a template of ours have none."""
    for sheet in sheets:
        if not (stamped and is_behind(sheet.grid)):
            names = by_sheet[sheet.grid.title]
            sheet.blocks, rows = names.facts(stamped=stamped).geometry(sheet.grid, limits)
            program = sheet.program = names.program(shape_of(sheet.grid, sheet.blocks, rows), stamped=stamped)
            if program.tables is None:
                texts = Named(sheet.grid, names.fields, names.units)
                program.tables, program.blank = _tables(texts, sheet.blocks, rows, names.plan, limits)
            sheet.tables = list(program.tables)


def _tables(
    texts: Named, blocks: Blocks, rows: Rows, plan: Plan, limits: Limits
) -> tuple[list[Table], tuple[Block, ...]]:
    grid, fields, units = texts
    tables, blank = tables_of(blocks, rows, texts, limits)
    listed = (with_districts(table, grid, units, plan) for table in tables)
    return [with_row_kinds(table, grid, fields) for table in listed], blank
