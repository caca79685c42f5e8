"""The units and fields of a plan that can read a given workbook, table by table, each once and under a clear name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from khpcmd.diagnostics import ParamsTypeError
from khpcmd.draft.by_table import ByField, ByUnit, Headings, Table, Tables
from khpcmd.draft.found import (
    Found,
    FoundField,
    FoundUnit,
    Known,
    LeftOut,
    Level,
    Spot,
    clean,
    free,
    measure_of,
    names_unit,
    nicely,
    slug,
)
from khpcmd.draft.phrases import pattern
from khpcmd.plan.fields import NUMBERS
from khpcmd.plan.model import Plan
from khpcmd.text import bare, loose
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused, damaged
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.words.time_readers import Kind as Time
from khpcmd.workbook.words.time_readers import lowered
from khpcmd.workbook.words.times import expressions, longest, named_years
from khpcmd.workbook.words.titles import is_example
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT, NOT_THE_UNIT

MAX_UNITS = 1_500
MAX_FIELDS = 400
"""A larger plan could not be loaded."""
INFORMATIVE = 4
"""From how many words on a header is clear without the one above it."""
PLACEHOLDER = "Đơn vị báo cáo"
LEVELS: tuple[Level, ...] = ("province", "district", "commune", "agency", "unit")


def composed(found: Found) -> Found:
    """The parts of a plan that the loader accepts, whatever the workbook contains."""
    known = Known()
    units, more_units = _units(found.units, known)
    named = bool(units)
    if found.fields and not named:
        units = {"": FoundUnit(PLACEHOLDER, "unit", found.fields[0].at, id="don-vi")}
    fields, more_fields = _fields(found.fields, units, known)
    left_out = (*found.left_out, *more_units, *more_fields)
    return Found(tuple(units.values()), tuple(fields), left_out, named=named)


def _units(found: Sequence[FoundUnit], known: Known) -> tuple[dict[str, FoundUnit], list[LeftOut]]:
    """Each unit once, by its name as it is known."""
    units, left_out, taken = dict[str, FoundUnit](), list[LeftOut](), set[str](LEVELS)
    for one in found:
        name = known.key(one.name)
        if name in units:
            elsewhere = one.parent and units[name].parent not in ("", one.parent)
            if elsewhere or loose(units[name].name) != loose(one.name):
                left_out.append(LeftOut(one.at, one.name, "same_name"))
        elif len(units) == MAX_UNITS:
            left_out.append(LeftOut(one.at, one.name, "too_many"))
            break
        else:
            units[name] = one._replace(id=free(slug(one.name, "-") or "don-vi", taken))
    above = {name: units.get(known.key(unit.parent)) for name, unit in units.items() if unit.parent}
    for name, parent in above.items():
        units[name] = units[name]._replace(parent=parent.id if parent and parent.id != units[name].id else "")
    return units, left_out


def _fields(
    found: Sequence[FoundField], units: dict[str, FoundUnit], known: Known
) -> tuple[list[FoundField], list[LeftOut]]:
    """Each field once, by its name; one that several tables have is reported by the units of all of them."""
    merged, left_out, names = dict[str, FoundField](), list[LeftOut](), Known()
    labels = _labels(found)
    for one in found:
        label = labels[one.path]
        name = names.key(label)
        first = merged.get(name)
        if not name:
            left_out.append(LeftOut(one.at, label, "no_name"))
        elif first is not None:
            if set(one.reported_by) <= set(first.reported_by):
                left_out.append(LeftOut(one.at, label, "twice"))
            both = tuple(dict.fromkeys(first.reported_by + one.reported_by))
            merged[name] = first._replace(reported_by=both, baseline=first.baseline or one.baseline)
        elif len(merged) == MAX_FIELDS:
            left_out.append(LeftOut(one.at, label, "too_many"))
            break
        else:
            merged[name] = one
    taken = set[str]()
    ends = Counter(bare(text) for one in merged.values() for text in (labels[one.path], one.path[-1]))
    drafts = (_field(one, labels[one.path], ends, taken) for one in merged.values())
    return [one._replace(reported_by=_reporters({*map(known.key, one.reported_by)}, units)) for one in drafts], left_out


def _labels(found: Iterable[FoundField]) -> dict[tuple[str, ...], str]:
    """The name of each path: all of it, or of a row as much of its end as no other path ends with."""
    paths = {one.path: one.whole_path for one in found}
    ends = Counter(loose(" / ".join(path[start:])) for path in paths for start in range(len(path)))
    labels = dict[tuple[str, ...], str]()
    for path, whole in paths.items():
        endings = [" / ".join(path[start:]) for start in range(len(path) - 1, -1, -1)]
        own = (ending for ending in endings if ends[loose(ending)] == 1)
        labels[path] = endings[-1] if whole else next(own, endings[-1])
    return labels


def _field(one: FoundField, label: str, ends: Counter[str], taken: set[str]) -> FoundField:
    """A field with its id and its names; ``ends`` counts the fields that have a text as their name or its end."""
    leaf = one.path[-1]
    says_enough = ends[bare(leaf)] == 1 and len(bare(leaf).split()) >= INFORMATIVE
    alone = loose(leaf) == loose(label)
    measure = measure_of(one.path, one.measure) if one.kind in NUMBERS else ""
    ident = free(_ident(one.path, leaf_only=alone or says_enough), taken)
    return one._replace(id=ident, label=label, aliases=(leaf,) if says_enough and not alone else (), measure=measure)


def _ident(path: Sequence[str], *, leaf_only: bool) -> str:
    """The words of the lowest text, after some of those above it where they are few or not unique."""
    leaf = path[-1]
    if leaf_only or len(path) == 1:
        return slug(leaf, "_") or "truong"
    above = slug(path[0], "_", 24) if len(path) == 2 else "_".join(slug(text, "_", 16) for text in path[:-1])
    return slug(f"{above.replace('_', ' ')} {leaf}", "_", 60) or "truong"


def _reporters(names: Container[str], units: dict[str, FoundUnit]) -> tuple[str, ...]:
    """The levels whose units all report a field, and the other units one by one; every level where no unit is known."""
    reporting = [unit for name, unit in units.items() if name in names] or list(units.values())
    members, found = Counter(unit.level for unit in units.values()), Counter(unit.level for unit in reporting)
    whole = [level for level in LEVELS if found[level] == members[level] > 0]
    return (*whole, *(unit.id for unit in reporting if unit.level not in whole))


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
    parts: Found
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
            spans = [one.months for one in longest(expressions(lowered(clean(text)))) if one.kind is Time.MONTHS]
            if spans and len(bare(text).split()) >= TITLE_WORDS:
                quarters = any(last - first + 1 == QUARTER and first % QUARTER == 1 for first, last in spans)
                found = NINE if FIRST_NINE in spans else QUARTERS if quarters else USUAL
                return found, Spot(clean(grid.title), a1(row, column))
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
