"""Tables as a whole: what is wrong in every row alike is one fault, and no row of it is believed.

A part that is larger than its whole in every row stands in the wrong column, also where a row has the same number in
both; so may a neighbour of the two. A unit whose figures are the sums of all others, or larger, is the total of the
table under the name of a unit. Zeros everywhere were left there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.constraints import Pair, Rules
from khpcmd.measures.threshold import Number
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellState, Key, Return, each_of

FEWEST = 3
"""So many rows, or figures of a row, are needed for it to be no chance."""
TELLING = 10
"""Figures below this one are sums of others by chance."""
MANY = 6
"""Where more rows than this have some of a thing, no unit has as much of everything as all others."""
SAME = 4, 5
"""Of how many figures of a total so many are the sum of the others, or more: its own may be in it as well."""
LEFT = 10
"""Of so many figures a unit has some."""
Table = Sequence[Return]
"""The units whose figures stand in one sheet."""
Columns = Mapping[Key, Sequence[Number | None]]
"""The numbers of a table by figure, of its units in their order; None where one is not known."""


def as_tables(plan: Plan, agreed: Rules, returns: Mapping[str, Return]) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns by unit without the figures of swapped columns, of total rows and of rows that were left at 0, and
    what is told of them."""
    found, faults = dict(returns), list[Diagnostic]()
    for unit, zeros in _left_at_zero(plan, returns):
        at = returns[unit].sources[0] if returns[unit].sources else None
        faults.append(Code.ALL_ZERO(at, {"unit": Ref("unit", unit), "count": len(zeros)}, unit))
        both = [key._replace(basis=basis) for key in zeros for basis in Basis]
        found[unit] = found[unit].doubting(key for key in both if found[unit].value(key) == 0)
    for table in (table for table in by_sheet(returns.values()).values() if len(table) > FEWEST):
        columns = _columns(table, agreed.pairs)
        total = _total(plan, table, columns)
        if total is not None:
            faults.append(total)
            found[total.unit] = found[total.unit].doubting(found[total.unit].cells)
            table = [one for one in table if one.unit != total.unit]  # noqa: PLW2901  # what is left of it
            columns = _columns(table, agreed.pairs)
        for pair in _swapped(agreed.pairs, columns):
            faults.append(_told(pair, table))
            held = (*pair, *_beside(pair, agreed.pairs, columns, table[0]))
            found |= {one.unit: found[one.unit].doubting(held) for one in table}
    return found, faults


def by_sheet(returns: Iterable[Return]) -> Mapping[tuple[str, str], Table]:
    """The returns by the file and sheet in which their figures stand."""
    found = dict[tuple[str, str], list[Return]]()
    for filed in returns:
        for place in dict.fromkeys(map(attrgetter("file", "sheet"), filed.sources)):
            found.setdefault(place, []).append(filed)
    return found


def _left_at_zero(plan: Plan, returns: Mapping[str, Return]) -> Iterator[tuple[str, Sequence[Key]]]:
    """The units that report 0 in each of many figures, with these, where nearly all units that report the same have
    some of half of them; or where none has anything at all."""
    alike = dict[tuple[str, ...], list[Return]]()
    for filed in returns.values():
        alike.setdefault(plan.reported_by.get(filed.unit, ()), []).append(filed)
    for names, group in alike.items():
        keys = [Key(name) for name in names if plan.fields[name].measures and plan.fields[name].has_sum]
        if len(group) <= FEWEST or len(keys) < LEFT:
            continue
        empty, others = list[Return](), list[Return]()
        for one in group:
            (others if any(one.each(keys)) else empty).append(one)
        columns = each_of(others, keys) if empty else {}
        common = {key for key, some in columns.items() if 10 * sum(map(bool, some)) >= 9 * len(others)}
        for filed in empty if not others or 2 * len(others) > len(group) else ():
            zeros = [key for key in keys if (cell := filed.cells.get(key)) and cell.state is CellState.VALUE]
            if len(zeros) >= LEFT and 2 * len(common.intersection(zeros)) >= LEFT:
                yield filed.unit, zeros


def _columns(table: Table, pairs: Sequence[Pair]) -> Columns:
    keys = tuple(dict.fromkeys((*table[0].cells, *(key for pair in pairs for key in pair))))
    return {
        key: [one if type(one) is int or isinstance(one, Decimal) else None for one in column]
        for key, column in each_of(table, keys).items()
    }


def _total(plan: Plan, table: Table, columns: Columns) -> Diagnostic | None:
    """What is told of the unit of which the figures are, nearly all, those of all others together or more."""
    summed = {name for name, spec in plan.fields.items() if spec.has_sum}
    keys = [key for key in table[0].cells if key.field in summed]
    same, telling = Counter[str](), 0
    for key in keys:
        known = [value for value in columns[key] if value is not None]
        twice = sum(known)
        if len(known) <= FEWEST or twice < 2 * TELLING:
            continue
        telling += 1
        most = max(known)
        if 2 * most == twice or (2 * most > twice and sum(map(bool, known)) > MANY):
            same.update([one.unit for one, value in zip(table, columns[key], strict=True) if value == most])
        if not same and telling * SAME[1] > len(keys):
            return None
    for unit, count in same.most_common():
        if count >= FEWEST and count * SAME[1] >= telling * SAME[0]:
            at = next(one.sources[0] for one in table if one.unit == unit)
            return Code.TOTAL_AS_UNIT(at, {"unit": Ref("unit", unit), "same": count, "count": telling}, unit)
    return None


def _swapped(pairs: Sequence[Pair], columns: Columns) -> Iterator[Pair]:
    """The pairs that are broken in every row, of those with a figure in common the one that mends most if swapped."""
    broken = [pair for pair in pairs if _broken(pair, columns)]
    while broken:
        mends = {pair: [one for one in broken if not _broken(one, columns, pair)] for pair in broken}
        pair = max(broken, key=lambda one: len(mends[one]))
        yield pair
        broken = [one for one in broken if one != pair and one not in mends[pair]]


def _beside(pair: Pair, pairs: Sequence[Pair], columns: Columns, row: Return) -> Iterator[Key]:
    """The numbers beside one of a broken pair that mend it about as well if these two columns are the swapped ones."""
    places = {key: row_and_column(cell.at.cell) for key, cell in row.cells.items() if cell.at and any(columns[key])}
    for swapped in pairwise(sorted(places, key=places.__getitem__)):
        near = [one for one in pairs if not {*pair, *swapped}.isdisjoint(one)]
        more, as_pair = (sum(one > 0 for own in near for one in _over(own, columns, by)) for by in (swapped, pair))
        if len({*pair, *swapped}) == len(pair) + 1 and more - as_pair < FEWEST:
            yield from swapped


def _broken(pair: Pair, columns: Columns, swapped: Pair | None = None) -> bool:
    """Whether a part is in no row less than its whole, and in some it is more, with two columns ``swapped``."""
    of = pair, columns, swapped
    return all(one >= 0 for one in _over(*of)) and sum(one > 0 for one in _over(*of)) >= FEWEST


def _over(pair: Pair, columns: Columns, swapped: Pair | None) -> Iterator[Number]:
    """By row, by how much a part is more than its whole, with two columns ``swapped``."""
    part, whole = (swapped[1 - swapped.index(key)] if swapped and key in swapped else key for key in pair)
    for inner, outer in zip(columns[part], columns[whole], strict=True):
        if inner is not None and outer is not None:
            yield inner - outer


def _told(pair: Pair, table: Table) -> Diagnostic:
    part, whole = (Ref("field", key.field) for key in pair)
    places = [at for one in table if (cell := one.cells.get(pair[0])) and (at := cell.at)]
    first, last = places[0], places[-1]
    at = Location(first.file, first.sheet, f"{first.cell}:{last.cell}")
    return Code.COLUMNS_SWAPPED(at, {"part": part, "whole": whole, "count": len(places)})
