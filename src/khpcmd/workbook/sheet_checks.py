"""Warnings about a sheet that was read: hidden figures, formulas that use another workbook or the row of another unit,
ratios and subtotals that are not what their figures make, sums that leave out a row.

Every check starts from ``Figures``: where each figure that was read stands, whatever the form of its table. No check
changes a figure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFoundSum, Ref, Stored
from khpcmd.plan.fields import unit_key
from khpcmd.returns import Basis, Cell, CellState, Key, PackedCells, Return, StatedTotal
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.by_unit import adds_up
from khpcmd.workbook.cells import found_in, number
from khpcmd.workbook.file.addresses import Box, Place, a1, place, runs
from khpcmd.workbook.file.conditions import Rule
from khpcmd.workbook.file.formula_terms import parsed
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT
from khpcmd.workbook.table import Form, Operation, Table, is_group, unit_names
from khpcmd.workbook.typed_numbers import exact, read_number
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.periods import EARLIER, YEAR, Role
from khpcmd.workbook.words.vocabulary import is_plan, key

STRING = when_asked(r'"[^"]*"')
REFERENCE = when_asked(
    r"(?<![\w.!'\[\]:$])\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?(?![\w.(!:'])"
)
"""A cell or a range of the same sheet."""
LONGEST = 200
"""Characters of a formula that are quoted."""
SEARCHED = 2000
"""Characters of a formula that are searched."""


class Found(NamedTuple):
    """One figure that was read."""

    unit: str
    key: Key
    cell: Cell


@dataclass(frozen=True)
class Figures:
    """The figures of a sheet by their place."""

    grid: Grid
    tables: tuple[Table, ...]
    file: str
    returns: Sequence[Return]

    @cached_property
    def read(self) -> Mapping[Place, Found]:
        """Each figure by its place; made only where a check needs it, for it takes as much memory as the returns."""
        return {
            place(cell.at.cell): Found(filed.unit, key, cell)
            for filed in self.returns
            for key, cell in filed.cells.items()
            if cell.at and cell.at.cell
        }

    @cached_property
    def units(self) -> Mapping[int, str]:
        """The unit of each row; rows with figures of several units (a column for each) are left out."""
        owners = dict[int, str]()
        for filed in self.returns:
            for row in _rows(filed.cells):
                owners[row] = filed.unit if owners.get(row, filed.unit) == filed.unit else ""
        return {row: unit for row, unit in owners.items() if unit}

    @cached_property
    def formulas(self) -> Mapping[Place, str]:
        return self.grid.cells.rare.formulas

    @cached_property
    def _rows_of(self) -> Mapping[int, list[int]]:
        """The rows of the figures in each column, in order."""
        found = dict[int, list[int]]()
        for row, column in sorted(self.read):
            found.setdefault(column, []).append(row)
        return found

    def within(self, box: Box) -> Iterator[Place]:
        """The places of the figures in a range."""
        for column, rows in self._rows_of.items():
            if box[1] <= column <= box[3]:
                first, end = bisect_left(rows, box[0]), bisect_right(rows, box[2])
                yield from ((row, column) for row in rows[first:end])

    @cached_property
    def columns(self) -> frozenset[int]:
        """The columns in which figures were read."""
        return frozenset(column for _, column in self.read)

    def at(self, row: int, column: int) -> Location:
        return Location(self.file, self.grid.title, a1(row, column))

    def area(self, top: int, left: int, bottom: int, right: int) -> Location:
        """A range, written as one cell where it is one."""
        first, last = a1(top, left), a1(bottom, right)
        return Location(self.file, self.grid.title, first if first == last else f"{first}:{last}")

    def table_of(self, row: int) -> Table | None:
        return next((table for table in self.tables if table.first <= row <= table.last), None)


def _rows(cells: Mapping[Key, Cell]) -> frozenset[int]:
    """The rows in which figures stand."""
    if isinstance(cells, PackedCells) and cells.row:
        return frozenset({cells.row})
    return frozenset(place(cell.at.cell)[0] for cell in cells.values() if cell.at and cell.at.cell)


def hidden_figures(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of figures in hidden rows and columns: they count, but are not seen by a person who opens the file."""
    if not figures.grid.hidden_rows and not figures.grid.hidden_columns:
        return
    rows, columns = dict[int, list[int]](), dict[int, list[int]]()
    unseen = {at for at in figures.columns if any(first <= at <= last for first, last in figures.grid.hidden_columns)}
    for (row, column), found in figures.read.items():
        if found.cell.state is CellState.BLANK:
            continue
        if row in figures.grid.hidden_rows:
            rows.setdefault(row, []).append(column)
        elif column in unseen:
            columns.setdefault(column, []).append(row)
    yield from _told_by_rows(
        figures, "hidden_row", [(row, column) for row, across in rows.items() for column in across]
    )
    for first, last in runs(columns):
        down = [row for column in range(first, last + 1) for row in columns[column]]
        at = figures.area(min(down), first, max(down), last)
        yield Code.HIDDEN_FIGURES(at, {"what": Ref("word", "hidden_column"), "count": len(down)})


def unseen_figures(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of figures that count but are not seen: letters like their ground or too small, conditional formats."""
    grid = figures.grid
    worn = grid.cells.worn
    rules = [rule for rule in grid.rules if any(rule.change.hides(look) for look in worn)]
    if not (rules or any(look.unseen for look in worn)):
        return
    told = dict[str, set[Place]]()
    for row, column in figures.read:
        box = grid.merge(row, column)
        at = (box[0], box[1]) if box else (row, column)
        why = grid.cells.look(at).unseen
        if why and grid.cells.get(at):
            told.setdefault(why, set()).add((row, column))
    for rule in rules:
        hidden = (at for box in grid.rules[rule] for at in figures.within(box) if _is_hidden(grid, at, rule))
        told.setdefault("conditional_format", set()).update(hidden)
    for what, places in told.items():
        yield from _told_by_rows(figures, what, places)


def _is_hidden(grid: Grid, at: Place, rule: Rule) -> bool:
    """Whether a rule may hide the figure of a cell. A zero may be left out, as accounting formats do."""
    cell = grid.cells.get(at)
    return cell is not None and cell.value not in (0, "") and rule.may_hold(cell.value) and rule.change.hides(cell.look)


MOST_RUNS = 200
"""Runs of rows that are told apart."""


def _told_by_rows(figures: Figures, what: str, places: Collection[Place]) -> Iterator[Diagnostic]:
    """A warning for each run of rows with unseen figures, or one for all where there are many."""
    rows = dict[int, list[int]]()
    for row, column in places:
        rows.setdefault(row, []).append(column)
    found = runs(rows)
    for first, last in found if len(found) <= MOST_RUNS else [(found[0][0], found[-1][1])]:
        across = [column for row in range(first, last + 1) for column in rows.get(row, ())]
        at = figures.area(first, min(across), last, max(across))
        unit = figures.units.get(first, "") if first == last else ""
        yield Code.HIDDEN_FIGURES(at, {"what": Ref("word", what), "count": len(across)}, unit)


def external_links(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of formulas beside the figures of a table that take their value from another workbook."""
    for (row, column), formula in figures.formulas.items():
        if "[" in formula and figures.table_of(row) and parsed(formula[1:]).books:
            found = figures.read.get((row, column))
            if found and found.cell.state is CellState.PROBLEM:
                continue  # it was told as an error
            unit = figures.units.get(row, "")
            yield Code.EXTERNAL_LINK(figures.at(row, column), {"found": formula[:LONGEST]}, unit)


def links_to_other_units(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of formulas of figures and ratios that refer to a cell in the row of another unit.

    Ranges over several rows are left alone: a look-up in a list refers to the whole list.
    """
    for (row, column), formula in figures.formulas.items():
        own, table = figures.units.get(row), figures.table_of(row)
        if own is None or table is None:
            continue
        if (row, column) not in figures.read and all(ratio.column != column for ratio in table.ratios):
            continue
        named = [box[0] for box in references(formula) if box[0] == box[2]]
        other = next((at for at in named if figures.units.get(at, own) != own), 0)
        if other:
            found = formula[:LONGEST]
            yield Code.FORMULA_OTHER_ROW(figures.at(row, column), {"found": found, "row": row, "other": other}, own)


def references(formula: str) -> list[Box]:
    """The cells and ranges of the same sheet that a formula refers to, in its order."""
    found = list[Box]()
    for match in REFERENCE.finditer(STRING.sub('""', formula[:SEARCHED])):
        left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
        rows, columns = sorted((top, bottom)), sorted(map(_column, (left, right)))
        found.append((rows[0], columns[0], rows[1], columns[1]))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


SHEETS = 64
"""Sheets whose formulas are kept in memory once for all files: those of a few templates and thousands of returns."""


def formulas_of(grid: Grid) -> Mapping[str, str]:
    """The text of each formula by its address, in reading order; one object for all sheets with the same formulas."""
    found = sorted(grid.cells.rare.formulas.items())
    return _shared(tuple((a1(*where), formula) for where, formula in found if formula))


@lru_cache(maxsize=SHEETS)
def _shared(formulas: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(formulas)


PLAIN_RATIO = when_asked(r"^(?:ty le|ti le|phan tram|%|ratio|rate)(?! (?:so|dat|hoan))")
RISE = when_asked(r"\b(?:tang|giam|chenh|diem|points?|rise|increase|decrease|change)\b")
AGAINST_PLAN = when_asked(r"\b(?:kh|ke hoach|hoan thanh|dat)\b")
TAIL = when_asked(r"[.,]([0-9]+) ?%?$")
PLACES = when_asked(r"0(?:\.([0#?]+))?")
LEAST = Fraction(1, 10**9)
"""The smallest difference that counts: smaller ones come from the rounding of binary numbers."""
MOST_DECIMALS = 4
MOST_RATIOS = 200
"""How many ratio columns of a table are checked."""


class Share(NamedTuple):
    """A column that states one column in percent of another; for a growth it may also state the increase."""

    column: int
    part: int
    whole: int
    growth: bool = False


class Written(NamedTuple):
    """A ratio as a cell shows it: in percent, with so many decimals; ``loose`` where it may be a fraction of 1."""

    percent: Fraction
    decimals: int
    loose: bool


def wrong_ratios(figures: Figures, fields: FieldNames) -> Iterator[Diagnostic]:
    """Warn of ratios that differ from what their figures make."""
    for table in figures.tables:
        known = list(_shares_of(table, fields))
        for row in table.rows(figures.grid) if known else ():
            for share in known:
                fault = _compared(figures, row, share)
                if fault:
                    yield fault


def _compared(figures: Figures, row: int, share: Share) -> Diagnostic | None:
    cell = figures.grid.cell(row, share.column)
    written = _written(cell)
    part, whole = (number(figures.grid.cell(row, column)) for column in (share.part, share.whole))
    if cell is None or written is None or part is None or not whole or part.denominator != 1 or whole.denominator != 1:
        return None
    percent = part * 100 / whole
    if _agrees(written, percent) or (share.growth and _agrees(written, percent - 100)):
        return None
    value = _rounded(percent, max(1, min(written.decimals, MOST_DECIMALS)))
    shown = Stored(_rounded(written.percent, written.decimals), "%")
    found = found_in(cell) if written.loose or isinstance(cell.value, str) else shown
    return Code.RATIO_MISMATCH(
        figures.at(row, share.column),
        {"found": found, "part": part.numerator, "whole": whole.numerator, "value": value},
        figures.units.get(row, ""),
    )


def _agrees(written: Written, percent: Fraction) -> bool:
    """Whether a ratio is the exact one, rounded or cut to the decimals that are shown; never rounded up a step."""
    step = Fraction(1, 10**written.decimals)
    if -step / 2 - LEAST <= percent - written.percent < step + LEAST:
        return True
    return written.loose and abs(written.percent * 100 - percent) <= min(50 * step, Fraction(1, 2))


def _rounded(value: Fraction, decimals: int) -> Decimal:
    """Halves upwards; exactly, however large: a Decimal that is calculated keeps 28 digits."""
    return Decimal(f"{floor(value * 10**decimals + Fraction(1, 2))}E-{decimals}")


def _written(cell: GridCell | None) -> Written | None:
    if cell is None or cell.error or cell.uncalculated:
        return None
    if isinstance(cell.value, str):
        text = tidy(cell.value)
        found, tail = read_number(text.removesuffix("%").strip()), TAIL.search(text)
        if not isinstance(found, int | Fraction):
            return None
        return Written(Fraction(found), len(tail[1]) if tail else 0, loose=not text.endswith("%"))
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    value = cell.value if isinstance(cell.value, int) else exact(cell.value)
    return None if value is None else _stored(Fraction(value), cell.look.number_format)


def _stored(value: Fraction, number_format: str) -> Written:
    """A stored number as its format shows it."""
    shown = PERCENT_FORMAT.sub("", number_format).split(";", maxsplit=1)[0]
    percent = value * 100 if "%" in shown else value
    places = PLACES.search(shown)
    decimals = len(places[1] or "") if places else _decimals(percent)
    return Written(percent, decimals, loose="%" not in shown)


def _decimals(value: Fraction) -> int:
    """How many decimals a number has that no format rounds."""
    return next((places for places in range(15) if (value * 10**places).denominator == 1), 15)


def _shares_of(table: Table, fields: FieldNames) -> Iterator[Share]:
    """The ratio columns of a table whose two columns are known."""
    for ratio in table.ratios[:MOST_RATIOS]:
        if ratio.operation is Operation.SHARE:
            yield Share(ratio.column, ratio.of[0], ratio.of[1])
        elif ratio.operation is Operation.UNSTATED and ratio.column in table.headings:
            found = _of_siblings(table, ratio.column) or _of_plan(table, ratio.column, fields)
            if found:
                yield found


def _of_siblings(table: Table, column: int) -> Share | None:
    """ "% so KH" and "% so cùng kỳ": the figure beside it over the plan's, or over last year's."""
    above, leaf = _split(table.headings[column])
    siblings = {at: heading for at, heading in table.headings.items() if _split(heading)[0] == above}
    current = [at for at, heading in siblings.items() if _is_of(heading, Basis.CURRENT, Role.CURRENT)]
    if EARLIER.search(leaf) or (YEAR.search(leaf) and "so" in leaf.split()):
        wholes = [at for at, heading in siblings.items() if _is_of(heading, Basis.BASELINE, Role.BASELINE)]
    elif AGAINST_PLAN.search(leaf):
        wholes = [at for at, heading in siblings.items() if is_plan(heading.text.rpartition(" / ")[2])]
    else:
        return None
    if len(current) != 1 or len(wholes) != 1:
        return None
    return Share(column, current[0], wholes[0], growth=not AGAINST_PLAN.search(leaf))


def _split(heading: Heading) -> tuple[str, str]:
    """The headers above one, and its own words without accents."""
    above, _, leaf = heading.text.rpartition(" / ")
    return above, ("% " if "%" in leaf else "") + key(leaf)


def _is_of(heading: Heading, basis: Basis, role: Role) -> bool:
    if heading.kind is Kind.FIELD:
        return heading.key is not None and heading.key.basis is basis
    return heading.kind is Kind.FIGURE and (heading.span.role if heading.span else Role.CURRENT) is role


def _of_plan(table: Table, column: int, fields: FieldNames) -> Share | None:
    """ "Tỷ lệ (%)" behind the part of a ratio that the plan measures, with its whole before it.

    Not a rise of the ratio, nor amounts in two multiples of their unit, such as "triệu đồng" and "tỷ đồng".
    """
    leaf, shares = key(_split(table.headings[column])[1]), _measured_shares(fields)
    if not PLAIN_RATIO.search(leaf) or RISE.search(leaf):
        return None
    held = {at: heading for at, heading in table.headings.items() if heading.key and at < column}
    part = max(held, default=0)
    of = held[part].key if held else None
    if of is None or of.basis is not Basis.CURRENT or of.field not in shares:
        return None
    whole = next((at for at, heading in held.items() if heading.key == Key(shares[of.field])), 0)
    if not whole:
        return None
    alike = unit_key(held[part].measure) == unit_key(held[whole].measure)
    return Share(column, part, whole) if alike or of.field not in fields.plan.amounts else None


@lru_cache(maxsize=2)
def _measured_shares(fields: FieldNames) -> dict[str, str]:
    """By the field of a part, the field of its whole, where the plan measures their ratio; each part of one whole."""
    found: dict[str, set[str]] = {}
    for sums in fields.plan.sums:
        if not sums.nested or not isinstance(sums.whole, tuple):
            continue
        if len(sums.part) == len(sums.whole) == 1:
            found.setdefault(sums.part[0], set()).add(sums.whole[0])
    return {part: next(iter(wholes)) for part, wholes in found.items() if len(wholes) == 1}


ADDS_UP = when_asked(r"=\+?(?:SUM\([A-Z0-9$:,; +]+\)|SUBTOTAL\(1?0?9[,;][A-Z0-9$:,; ]+\)|[A-Z0-9$]+(?:\+[A-Z0-9$]+)+)")
"""A formula that does nothing but add up cells and ranges."""
NAMED = 5
"""How many of the rows that a formula leaves out are listed."""


def _by_unit(figures: Figures) -> Iterator[tuple[Table, dict[int, list[int]]]]:
    """The tables with a row for each unit, with the rows of units below each group row."""
    for table in figures.tables:
        if table.form is not Form.BY_UNIT:
            continue
        groups, group, names = dict[int, list[int]](), 0, unit_names(table, figures.grid, table.rows(figures.grid))
        for row in table.rows(figures.grid):
            if row in figures.units:
                groups.get(group, []).append(row)
            elif adds_up(names[row]):
                group = 0
            elif is_group(figures.grid, row, table.names):
                group = row
                groups[row] = []
        yield table, groups


def short_sums(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of formulas of a total or a group row that leave out the row of a unit."""
    if not figures.formulas:
        return
    for table, groups in _by_unit(figures):
        others = [row for row in table.rows(figures.grid) if row not in figures.units]
        totals = [row for row, name in unit_names(table, figures.grid, others).items() if adds_up(name)]
        everybody = [row for row in table.rows(figures.grid) if row in figures.units]
        wanted = dict(groups) | ({totals[0]: everybody} if len(totals) == 1 else {})
        for (row, column), formula in figures.formulas.items():
            if row not in wanted or column not in figures.columns or not ADDS_UP.fullmatch(formula.upper()):
                continue
            boxes = [box for box in references(formula.upper()) if box[1] <= column <= box[3]]
            through = {unit for box in boxes if box[0] == box[2] for unit in groups.get(box[0], ())}
            units = [unit for unit in wanted[row] if (unit, column) in figures.read]
            missing = [unit for unit in units if unit not in through and not _within(unit, boxes)]
            if missing and len(missing) < len(units):
                rows = ", ".join(map(str, missing[:NAMED])) + (", …" if len(missing) > NAMED else "")
                yield Code.SUM_RANGE(figures.at(row, column), {"found": formula[:LONGEST], "rows": rows})


def _within(row: int, boxes: list[Box]) -> bool:
    return any(top <= row <= bottom for top, _, bottom, _ in boxes)


def wrong_subtotals(figures: Figures) -> Iterator[tuple[Diagnostic, StatedTotal]]:
    """Group rows whose figure is not the sum of their units, each with what is told of it; only where each unit's cell
    is a whole number."""
    for _, groups in _by_unit(figures):
        for group, rows in groups.items():
            for column in sorted(figures.columns) if rows else ():
                fault = _subtotal(figures, group, column, rows)
                if fault:
                    yield fault


def _subtotal(figures: Figures, group: int, column: int, rows: list[int]) -> tuple[Diagnostic, StatedTotal] | None:
    cell = figures.grid.cell(group, column)
    stated, found = number(cell), [figures.read.get((row, column)) for row in rows]
    values = [one.cell.value if one else None for one in found]
    total = sum(value for value in values if isinstance(value, int))
    if cell is None or found[0] is None or stated is None or stated == total:
        return None
    if not all(type(value) is int and value >= 0 for value in values):
        return None
    at, key, more = figures.at(group, column), found[0].key, ceil(stated) - total
    params: FieldFoundSum = {"field": Ref("field", key.field), "found": found_in(cell), "sum": total}
    return Code.SUBTOTAL_MISMATCH(at, params), StatedTotal(at, key, more)
