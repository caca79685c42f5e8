"""The figures of a return that can be compared: whole numbers of their smallest steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import eq
from typing import NamedTuple

from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import Basis, Key, PackedCells, Return

TELLING = 10
"""Figures from this one on are hardly the same by chance."""
Time = tuple[str, str]
"""Another year, or "" for the plan's own, and the id of the period."""


class Steps(Mapping[Key, int]):
    """The figures of a return that are known, in whole steps of their last decimal.

    ``places`` says where each stands in ``values``, and is shared by returns with the same figures: 10,000 rows as
    dicts take 19 MiB more.
    """

    __slots__ = ("places", "values_or_none")

    def __init__(self, places: Mapping[Key, int], values: tuple[int | None, ...]) -> None:
        self.places = places
        self.values_or_none = values

    def __getitem__(self, key: Key) -> int:
        value = self.values_or_none[self.places[key]]
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[Key]:
        return (key for key, value in zip(self.places, self.values_or_none, strict=True) if value is not None)

    def __len__(self) -> int:
        return len(self.values_or_none) - self.values_or_none.count(None)

    def most_alike(self, other: Steps) -> int:
        """The most figures that may be the same in both."""
        if other.places is not self.places:
            return len(self)
        return sum(map(eq, self.values_or_none, other.values_or_none))


Columns = Mapping[Key, Sequence[int | None]]
"""By figure, that of each return, None where it is not known."""


def columns(returns: Iterable[Steps]) -> Columns:
    """The figures of some returns, of each of them one after the other."""
    each = list(returns)
    layouts = {id(one.places): one.places for one in each}
    keys = dict.fromkeys(key for places in layouts.values() for key in places)
    rows = [one.values_or_none for one in each]
    if len(layouts) > 1:
        rows = [tuple(map(one.get, keys)) for one in each]
    return dict(zip(keys, zip(*rows, strict=True), strict=True))


class Compared(NamedTuple):
    """The returns of a period by unit, with their figures, and those of earlier times."""

    filed: Mapping[str, Return]
    now: Mapping[str, Steps]
    columns: Columns
    """The same by figure, unit by unit."""
    past: Mapping[Time, Mapping[str, tuple[Return, Steps]]]
    """By time, then by unit."""


def compared(plan: Plan, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]) -> Compared:
    """The figures of the returns and of those that they are compared with: counts and amounts of the period."""
    filed, past = {one.unit: one for one in returns}, dict[Time, dict[str, tuple[Return, Steps]]]()
    asked = plan.fields.keys() - set(plan.plausibility.not_asked)
    layouts, amounts = dict[tuple[Key, ...], Mapping[Key, int]](), plan.amounts
    of_order = dict[int, Mapping[Key, int]]()

    def layout(keys: Iterable[Key]) -> Mapping[Key, int]:
        own = tuple(key for key in keys if key.field in asked and key.basis is Basis.CURRENT)
        return layouts.setdefault(own, {key: at for at, key in enumerate(own)})

    def figures(one: Return) -> Steps:
        cells = one.cells
        if isinstance(cells, PackedCells) and not amounts and (numbers := cells.numbers):
            order = cells.frame.order  # which is kept
            places = of_order.get(id(order)) or of_order.setdefault(id(order), layout(order))
            whole = len(places) == len(order)
            return Steps(places, numbers if whole else tuple([numbers[order[key]] for key in places]))
        values = one.values()
        places = layout(values)
        known = [  # for a count that is no other than a whole number nothing is asked
            value if type(value) is int and key.field not in amounts else plan.fields[key.field].in_steps(value)
            for key, value in zip(places, map(values.get, places), strict=True)
        ]
        return Steps(places, tuple(known))

    for unit in (unit for unit in filed if unit in earlier):
        for one in earlier[unit]:
            time = one.year, one.filed.period if one.year else one.period
            past.setdefault(time, {})[unit] = one.filed, figures(one.filed)
    now = {unit: figures(one) for unit, one in filed.items()}
    return Compared(filed, now, columns(now.values()), past)


def least_telling(spec: AnyField, size: int = TELLING) -> int:
    """The steps from which on a figure is so large that two of it are hardly the same by chance."""
    return size * int(10**spec.places)
