"""Whether the ratios that a table states are right: computed again, and compared as exactly as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Stored
from khpcmd.plan.multiples import unit_key
from khpcmd.returns import Basis, Key
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT
from khpcmd.workbook.layout.table import Operation, Table
from khpcmd.workbook.outcome import found_in
from khpcmd.workbook.sheet_checks import Figures, number
from khpcmd.workbook.typed_numbers import exact, read_number
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.periods import EARLIER, YEAR, Role
from khpcmd.workbook.words.vocabulary import is_plan, key

PLAIN_RATIO = when_asked(r"^(?:ty le|ti le|phan tram|%|ratio|rate)(?! (?:so|dat|hoan))")
RISE = when_asked(r"\b(?:tang|giam|chenh|diem|points?|rise|increase|decrease|change)\b")
AGAINST_PLAN = when_asked(r"\b(?:kh|ke hoach|hoan thanh|dat)\b")
TAIL = re.compile(r"[.,]([0-9]+) ?%?$")
PLACES = re.compile(r"0(?:\.([0#?]+))?")
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
        for row in figures.rows(table) if known else ():
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
