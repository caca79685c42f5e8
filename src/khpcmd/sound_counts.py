"""Returns of nothing but whole numbers: what holds for all that have the same figures is found once, not for each.

``validation`` and ``constraints`` say what is sound; here is only seen, quickly, that they would find nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

from khpcmd.constraints import Fields, Rules
from khpcmd.measures.tally import keys_of
from khpcmd.plan.fields import COUNTED
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CountFrame, Counts, Key

Indexes = tuple[int, ...]
"""Places of figures among the numbers of a return; their numbers are added up."""


class Asked(NamedTuple):
    """What is asked of units that report the same: their fields, and the figures that have to be there."""

    fields: tuple[str, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of all returns with the same figures, reported by units that are asked for the same."""

    complete: bool
    """Whether each of their figures is a count that is asked for, and none is lacking."""
    pairs: tuple[tuple[int, int], ...] = ()
    """Single figures, of which the first may not be more than the second."""
    ordered: tuple[tuple[Indexes, Indexes], ...] = ()
    """The same of figures that are added up."""
    equal: tuple[tuple[Indexes, Indexes], ...] = ()
    registers: tuple[tuple[Indexes, str], ...] = ()
    """Figures that may not be more than the unit's number of a register."""

    def agree(self, numbers: Sequence[int], registered: Mapping[str, int]) -> bool:
        def added(indexes: Indexes) -> int:
            return numbers[indexes[0]] if len(indexes) == 1 else sum(numbers[index] for index in indexes)

        for part, whole in self.pairs:
            if numbers[part] > numbers[whole]:
                return False
        return (
            all(added(part) <= added(whole) for part, whole in self.ordered)
            and all(added(parts) == added(whole) for parts, whole in self.equal)
            and all(added(found) <= registered[name] for found, name in self.registers if name in registered)
        )


class SoundCounts:
    """Tells returns that are sound without a look at any cell; of the others it says nothing."""

    def __init__(self, plan: Plan, agreed: Rules, largest: int) -> None:
        self._plan = plan
        self._agreed = agreed
        self._largest = largest
        self._known: dict[tuple[int, int], tuple[_Facts, CountFrame, Asked]] = {}

    def sound(self, unit: str, counts: Counts, asked: Asked) -> bool:
        """Whether the figures of a unit are all that it is ``asked`` for, each of them a count, and agree."""
        place = id(counts.frame), id(asked)
        if place not in self._known:
            self._known[place] = self._facts(counts.frame, asked), counts.frame, asked  # kept: ids come again
        facts, numbers = self._known[place][0], counts.numbers
        return (
            facts.complete and max(numbers) <= self._largest and facts.agree(numbers, self._plan.unit[unit].registered)
        )

    def _facts(self, frame: CountFrame, asked: Asked) -> _Facts:
        order, fields = frame.order, frozenset(asked.fields)
        counted = all(key.field in fields and self._plan.fields[key.field].kind in COUNTED for key in order)
        if not (counted and frame.current and all(key in order for key in asked.keys)):
            return _Facts(complete=False)
        agreed, ordered = self._agreed, list[tuple[Indexes, Indexes]]()
        for (part, whole), basis in product(agreed.parts, Basis):
            ordered += _both(_places(order, part, basis), _places(order, whole, basis))
        for rule in agreed.steps:
            steps = [found for names in rule.steps if (found := _places(order, names))]
            ordered += [(after, before) for before, after in pairwise(steps)]
        equal = [pair for rule in agreed.sums for pair in _both(_places(order, rule.parts), _places(order, rule.whole))]
        limited = [(found, name) for names, name in agreed.registers if (found := _places(order, names))]
        pairs = [(part[0], whole[0]) for part, whole in ordered if len(part) == len(whole) == 1]
        sums = [(part, whole) for part, whole in ordered if len(part) > 1 or len(whole) > 1]
        return _Facts(True, tuple(pairs), tuple(sums), tuple(equal), tuple(limited))


def _places(order: Mapping[Key, int], names: Fields, basis: Basis = Basis.CURRENT) -> Indexes:
    """Where the figures of some fields are; nowhere unless all are there."""
    found = [order.get(key) for key in keys_of(tuple(names), basis)]
    return tuple(place for place in found if place is not None) if None not in found else ()


def _both(first: Indexes, second: Indexes) -> Iterable[tuple[Indexes, Indexes]]:
    return [(first, second)] if first and second else []
