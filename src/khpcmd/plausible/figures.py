"""The figures of a return that can be compared: whole numbers of their smallest steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import eq
from typing import NamedTuple

from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import Basis, Key, Return

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


def column(returns: Iterable[Steps], key: Key) -> list[int | None]:
    """One figure of each return, None where it is not known."""
    found, places, at = list[int | None](), None, None
    for one in returns:
        if one.places is not places:
            places = one.places
            at = places.get(key)
        found.append(None if at is None else one.values_or_none[at])
    return found


def steps_of(spec: AnyField, value: object) -> int | None:
    """A figure as a whole number of its smallest steps; None where it is not known."""
    if type(value) is int:
        return value if not isinstance(spec, AmountField) else spec.steps(Decimal(value))
    return spec.steps(value) if isinstance(value, Decimal) and isinstance(spec, AmountField) else None


class Compared(NamedTuple):
    """The returns of a period by unit, with their figures, and those of earlier times."""

    filed: Mapping[str, Return]
    now: Mapping[str, Steps]
    past: Mapping[Time, Mapping[str, tuple[Return, Steps]]]
    """By time, then by unit."""


def compared(plan: Plan, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]) -> Compared:
    """The figures of the returns and of those that they are compared with: counts and amounts of the period."""
    filed, past = {one.unit: one for one in returns}, dict[Time, dict[str, tuple[Return, Steps]]]()
    asked = plan.fields.keys() - set(plan.plausibility.not_asked)
    layouts = dict[tuple[Key, ...], Mapping[Key, int]]()

    def figures(one: Return) -> Steps:
        values = one.values()
        keys = tuple(values)
        if keys not in layouts:
            own = (key for key in keys if key.field in asked and key.basis is Basis.CURRENT)
            layouts[keys] = {key: at for at, key in enumerate(own)}
        places, amounts = layouts[keys], plan.amounts
        known = [  # for a count that is no other than a whole number nothing is asked
            value if type(value) is int and key.field not in amounts else steps_of(plan.fields[key.field], value)
            for key, value in zip(places, map(values.get, places), strict=True)
        ]
        return Steps(places, tuple(known))

    for unit in (unit for unit in filed if unit in earlier):
        for one in earlier[unit]:
            time = one.year, one.filed.period if one.year else one.period
            past.setdefault(time, {})[unit] = one.filed, figures(one.filed)
    return Compared(filed, {unit: figures(one) for unit, one in filed.items()}, past)


def least_telling(spec: AnyField, size: int = TELLING) -> int:
    """The steps from which on a figure is so large that two of it are hardly the same by chance."""
    return size * int(10**spec.places)
