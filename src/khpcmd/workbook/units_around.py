"""The units that are named around a table, held against those that it is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from khpcmd.text import tidy
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Form, Table, row_names
from khpcmd.workbook.words.meaning import Part, Role, Sense
from khpcmd.workbook.words.provinces import is_province
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.titles import is_signed
from khpcmd.workbook.words.unit_notes import Mention, UnitRows, key_of, mentions, names_of
from khpcmd.workbook.words.vocabulary import NOT_THE_UNIT, key

NO_ROWS = UnitRows({}, {})
OWNED = re.compile(r"\bcủa (?:huyện|thị xã|thành phố|quận|tx|tp|h)\b", re.IGNORECASE)


def unit_rows(table: Table, grid: Grid, senses: Senses) -> UnitRows:
    """The rows of the units of a table; for a form none, and the names of the plan's districts."""
    if table.form is not Form.BY_UNIT:
        return UnitRows({}, senses.districts)
    named, rows = row_names(table, grid), dict[str, list[int]]()
    for row, name in named.items():
        rows.setdefault(key_of(name), []).append(row)
    return UnitRows(rows, names_of(named.values()))


def of_one_district(
    lines: Iterable[str], rows: Mapping[str, Sequence[int]], senses: Senses
) -> Iterator[tuple[str, Part]]:
    """The lines above a table of several districts that say that its figures are those of one of them."""
    districts = {" ".join(name) for group in senses.districts.values() for name in group}
    if len(districts & set(rows)) < 2:
        return
    for line in filter(None, map(tidy, "\n".join(lines).splitlines())):
        named = _districts(line, senses)
        if len({one.rest for one in named}) == 1 and not NOT_THE_UNIT.search(key(line)):
            yield line, Part(line[named[0].start : named[0].end], Sense.SUBSET)


def of_elsewhere(line: str, lines: Iterable[str], rows: Mapping[str, Sequence[int]], senses: Senses) -> list[Part]:
    """The other districts for which a line below a table is signed, or whose figures it speaks of: neither in its
    ``rows`` nor in the ``lines`` above it, which name some; "huyện Tứ Kỳ chưa báo cáo" speaks of none."""
    signed = is_signed(line)
    if signed and rows:
        return []
    others = _elsewhere(line, lines, rows, senses)
    said = senses.account(line, Role.NOTE) if others and not signed else None
    if said and (said.has(Sense.NOT_DONE) or not (said.speaks_of_figures or OWNED.search(line))):
        return []
    return [Part(line[one.start : one.end], Sense.REFERENCE) for one in others]


def is_of_absent(line: str, lines: Iterable[str], rows: Mapping[str, Sequence[int]], senses: Senses) -> bool:
    """Whether a line below a table only says that districts which are not in it have not reported."""
    others = _elsewhere(line, lines, rows, senses)
    doubts = senses.account(line, Role.NOTE).doubts if others else ()
    return (
        bool(doubts)
        and len(others) == len(_districts(line, senses))
        and {one.sense for one in doubts} == {Sense.NOT_DONE}
    )


def _elsewhere(line: str, lines: Iterable[str], rows: Mapping[str, Sequence[int]], senses: Senses) -> list[Mention]:
    """The districts that a line names, and neither the rows of a table nor the lines above it, which name some."""
    named = _districts(line, senses)
    if not named:
        return []
    known = {*rows, *(one.rest for text in lines for one in mentions(tidy(text), senses.districts))}
    return [one for one in named if known and one.rest not in known]


def _districts(line: str, senses: Senses) -> list[Mention]:
    """The districts that a line names; the name of a province may be meant as such."""
    return [one for one in mentions(line, senses.districts) if not is_province(one.rest)]
