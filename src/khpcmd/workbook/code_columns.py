"""Columns of codes ("Mã đơn vị", "Mã chỉ tiêu") and of periods as portals write them.

Each code is read together with the name beside it, or for it; rows of several periods are read period by period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, takewhile
from typing import NamedTuple

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import SHORTEST_CODE, UnitNames
from khpcmd.workbook.words.vocabulary import (
    CODE_HEADERS,
    FIELD_CODE_HEADERS,
    LABEL_HEADERS,
    MEASURE_HEADERS,
    UNIT_HEADERS,
    heads_period,
    key,
)


class _Named(NamedTuple):
    """What may have codes: the units, or the fields."""

    coded: Callable[[str, str], str]
    """The one that has a code, below a header; "" for none."""
    match: Callable[[str], str]
    """The one that a text names; "" for none."""
    name: Callable[[str], str]
    namesakes: Callable[[str], Collection[str]]
    """All that have a name, where these are several."""
    title: str
    """What stands over their names."""
    beside: Collection[str]
    """What stands over texts that say nothing of which one it is."""


def read_codes(grid: Grid, units: UnitNames, fields: FieldNames) -> list[Grid]:
    """The sheet once for each period of the plan that rows of it are of (``_by_period``), with its codes in words.

    Codes below the header of a column of codes stand beside the names in their rows where the two do not say the same,
    so that they name nothing, and are left out where they do. Where no text stands beside them but those of columns
    that say something else of figures, the names stand in their place. A column is one of codes where the plan has most
    of them, up to the next blank row.
    """
    heads = {(row, column): found for row, column, text in grid.texts if text[:1] in _FIRST and (found := _heads(text))}
    for head in heads:
        if "_" in (text := grid.text(*head)):
            grid.read_as(*head, text.replace("_", " "))
    named = {
        "units": _Named(
            units.coded, lambda text: units.match(text).id, units.name, units.namesakes, "Tên đơn vị", OF_FIELD
        ),
        "fields": _Named(fields.coded, fields.named, fields.label, lambda _: (), "Tên chỉ tiêu", OF_UNIT),
    }
    for head, found in heads.items():
        if found == "periods":
            _name_periods(grid, head, fields)
        elif found in named:
            _join(grid, named[found], head)
        elif all(fields.coded(text) for _, text in _below(grid, head)):
            _join(grid, named["fields"], head)
    _name_columns(grid, [head for head, found in heads.items() if found != "labels"], fields)
    parts = (_by_period(grid, fields, head) for head, found in heads.items() if found == "periods")
    return next(filter(None, parts), [grid])


@lru_cache(maxsize=4096)
def _heads(text: str) -> str:
    """What stands below a header: the codes of "units" or "fields", "periods", "labels", or something else ("")."""
    text = text.replace("_", " ")  # as systems write their headers: "unit_code"
    said = key(text)
    found = "units" if said in CODE_HEADERS else "fields" if said in FIELD_CODE_HEADERS else ""
    found = found or ("labels" if said in LABEL_HEADERS else "")
    return "periods" if heads_period(text) else found


OF_FIELD = LABEL_HEADERS | FIELD_CODE_HEADERS | MEASURE_HEADERS - UNIT_HEADERS
OF_UNIT = UNIT_HEADERS | CODE_HEADERS | MEASURE_HEADERS
"""What stands over the texts that say of what figures are, and whose they are."""
ENOUGH = 20
"""So many rows show which column has the names."""
_FIRST = frozenset("MmUuCcFfIiKkNnQqRrPpYy")
"""How the headers of columns of codes and periods begin: most texts do not."""
YEARS = frozenset({"nam", "nam bao cao", "nam so lieu", "year"})
"""The headers of years."""
PERIOD = when_asked(r"(?P<year>(?:19|20)\d\d)(?:(?P<month>0[1-9]|1[0-2])|(?P<quarter>[1-4]))?")
"""A year, a month or a quarter as portals write them: "2023", "202312", "20234"."""


def _below(grid: Grid, head: Place) -> Iterator[tuple[int, str]]:
    """The rows below a header, up to the next blank one, with the text or the number in its column."""
    for row in takewhile(lambda at: at in grid.rows, count(head[0] + 1)):
        if text := text_of(grid.cells.value((row, head[1]))).strip():
            yield row, text


def _name_periods(grid: Grid, head: Place, fields: FieldNames) -> None:
    """Let numbers in a column of periods say what they are, where all are periods, and one of them or a text among
    them is of the plan's year. A year is a whole period below "Kỳ báo cáo", and below "Năm" that of any period."""
    label = "Năm" if key(grid.text(*head)) in YEARS else "Kỳ báo cáo:"
    said = dict(_below(grid, head))
    numbers = {row: text for row, text in said.items() if text.isdecimal()}
    found = {row: code for row, text in numbers.items() if (code := PERIOD.fullmatch(text))}
    years = {int(code["year"]) for code in found.values()}
    years |= {fields.periods.stated([text]).year for text in {*said.values()} - {*numbers.values()}}
    if len(found) == len(numbers) and fields.year in years:
        for row, code in found.items():
            time = f"{int(code['month'])}/{code['year']}" if code["month"] else f"{label} {code['year']}"
            grid.read_as(row, head[1], f"{code['year']}Q{code['quarter']}" if code["quarter"] else time)


def _name_columns(grid: Grid, heads: Collection[Place], fields: FieldNames) -> None:
    """Let codes of the portal that stand beside the header of such a column say which fields their columns are of."""
    rows = {row for row, _ in heads}
    for at, column, text in grid.texts:
        if at in rows and not text.isdecimal() and (ident := fields.coded(text.strip())) and not fields.named(text):
            grid.read_as(at, column, fields.label(ident))


def _by_period(grid: Grid, fields: FieldNames, head: Place) -> list[Grid]:
    """The sheet once for each period of the plan that rows below the header of periods state, without the rows of the
    others; nothing where they are all of one, or where a title above them says of which."""
    said = {at: fields.periods.stated([text]) for at, text in _below(grid, head)}
    own = {one.period: None for one in said.values() if one.period and one.year in (0, fields.year)}
    if len(own) < 2 or fields.periods.stated(text for at, _, text in grid.texts if at < head[0]).found:
        return []
    others = ({at for at, one in said.items() if one.period in own and one.period != period} for period in own)
    return [grid.without(rows) for rows in others]


def _join(grid: Grid, named: _Named, head: Place) -> None:
    says, column = key(grid.text(*head)), head[1]
    words = ((row, text) for row, text in _below(grid, head) if " " not in text)
    codes = {row: text for row, text in words if any(map(str.isdigit, text)) or named.coded(text, says)}
    known = [row for row, code in codes.items() if named.coded(code, says)]
    shown = (known or [*codes])[:ENOUGH]
    names = _names(grid, named, {row: codes[row] for row in shown}, column)
    if len(known) * 2 <= len(codes):
        # another numbering, in which a code of the plan may still stand beside a wrong name
        told = {
            row: named.match(grid.text(row, names)) if names else ""
            for row in known
            if len(codes[row]) >= SHORTEST_CODE
        }
        codes = {row: codes[row] for row, name in told.items() if name not in ("", named.coded(codes[row], says))}
    titles = (grid.text(head[0], at) for at in _texts_before_figures(grid, shown, column))
    alone = not names and bool(shown) and all(heads_period(title) or key(title) in named.beside for title in titles)
    for row, code in codes.items():
        ident, name = named.coded(code, says), grid.text(row, names).strip() if names else ""
        own = named.name(ident) if ident else ""
        if name:
            if named.match(name) != ident:
                shared = bool(ident) and ident in named.namesakes(name)
                grid.read_as(
                    row, names, f"{code} - {name}" if shared else f"{name} ≠ {': '.join(filter(None, (code, own)))}"
                )
            grid.read_as(row, column, "")
        elif alone and ident:
            grid.read_as(row, column, f"{code} - {own}" if named.namesakes(own) else own)
    if alone:
        grid.read_as(*head, named.title)


def _names(grid: Grid, named: _Named, codes: Mapping[int, str], column: int) -> int:
    """The column with the names in most rows, 0 where none has them; of several the one that agrees most."""
    found, same = Counter[int](), Counter[int]()
    for row, code in codes.items():
        for one in (at for at in grid.rows[row] if at != column):
            text = grid.text(row, one)
            ident = named.match(text)
            if ident or (text and named.namesakes(text)):
                found[one] += 1
                same[one] += ident == named.coded(code, "")
    most = [one for one in found if found[one] * 2 > len(codes)]
    return max(most, key=lambda one: (same[one], -abs(one - column)), default=0)


def _texts_before_figures(grid: Grid, rows: Sequence[int], column: int) -> Iterator[int]:
    """The columns beside codes with texts left of the last figure of their row: they say what the row is."""
    for row in rows:
        shown = [(at, str(grid.cells.value((row, at)))) for at in grid.rows[row] if at != column]
        worded = [at for at, text in shown if any(map(str.isalpha, text))]
        last = max((at for at, _ in shown if at not in worded), default=0)
        yield from (at for at in worded if at < last)
