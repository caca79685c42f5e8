"""Which figures of a return are wrong where its rules are broken (Fellegi and Holt's way, exactly).

Rules that share a figure hang together (``Knot``). Where no numbers in the blanks let all rules of a knot hold, some of
its figures are wrong: the smallest sets of figures, by weight, that could be changed so that all rules hold
(``explanations``). If several sets are as small, each may be the right one, and all of them stay open.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from khpcmd.judge.integers import GivenUpError, Limit, some_keep
from khpcmd.returns import Key

TRIED = 400
"""So many sets of figures are tried for one knot; beyond that it is not known which are wrong."""
NO_END = 10**15
"""More than any figure can be: one that may be so large has no upper end."""

Known = Mapping[Key, int]
"""Figures that are known, in whole steps."""


class Linear(NamedTuple):
    """Σ times · figure ≤ most, in whole steps."""

    times: Mapping[Key, int]
    most: int

    def broken(self, known: Known) -> bool:
        """Whether no numbers from 0 on, in the place of what is not known, let it hold."""
        if any(times < 0 and key not in known for key, times in self.times.items()):
            return False
        return sum(times * known[key] for key, times in self.times.items() if key in known) > self.most


class Span(NamedTuple):
    """What a figure can be for all rules to hold; no upper end where ``high`` is None."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Knot:
    """Rules that hang together by the figures that they share, and what is known of these."""

    rules: tuple[Linear, ...]
    known: Known

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Its figures, known or not."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in rule.times))

    @property
    def broken(self) -> tuple[Linear, ...]:
        """The rules that are broken by themselves."""
        return tuple(rule for rule in self.rules if rule.broken(self.known))

    @property
    def doubtful(self) -> bool:
        """Whether rules that each can hold may not be able to together: where two of them lack the same figure."""
        lacking = [key for rule in self.rules for key in rule.times if key not in self.known]
        return len(set(lacking)) < len(lacking)

    def holds_without(self, changed: Collection[Key], also: Iterable[Linear] = ()) -> bool:
        """Whether all rules can hold if the blanks and these figures were other ones."""
        fixed = {key: value for key, value in self.known.items() if key not in changed}
        free = {key: place for place, key in enumerate(key for key in self.keys if key not in fixed)}
        limits = (
            Limit(
                {free[key]: times for key, times in rule.times.items() if key in free},
                rule.most - sum(times * fixed[key] for key, times in rule.times.items() if key in fixed),
            )
            for rule in (*self.rules, *also)
        )
        return some_keep(limits, len(free))

    def span(self, key: Key) -> Span:
        """What one figure can be, all other known ones being right; GivenUpError where that is not found out."""

        def can_be(times: int, most: int) -> bool:
            return self.holds_without({key}, (Linear({key: times}, most),))

        low = _first(lambda most: can_be(1, most))
        if can_be(-1, -NO_END):
            return Span(low, None)
        return Span(low, _first(lambda above: not can_be(-1, -above - 1)))


def _first(holds: Callable[[int], bool]) -> int:
    """The first number from 0 on from which something holds."""
    if holds(0):
        return 0
    below, there = 0, 1
    while not holds(there):
        below, there = there, there * 2
        if there > NO_END * 4:
            raise GivenUpError
    while there - below > 1:
        middle = (below + there) // 2
        below, there = (below, middle) if holds(middle) else (middle, there)
    return there


def knots(rules: Iterable[Linear], known: Known) -> Iterator[Knot]:
    """The rules in knots, in their order."""
    groups = list[tuple[set[Key], list[Linear]]]()
    for rule in rules:
        shared = [group for group in groups if group[0] & rule.times.keys()]
        keys = set(rule.times).union(*(group[0] for group in shared))
        members = [one for group in shared for one in group[1]]
        groups = [group for group in groups if group not in shared]
        groups.append((keys, [*members, rule]))
    for keys, members in groups:
        yield Knot(tuple(members), {key: value for key, value in known.items() if key in keys})


def explanations(knot: Knot, weights: Mapping[Key, int] | None = None) -> tuple[frozenset[Key], ...]:
    """The sets of known figures of least weight that could be changed so that all rules of a knot hold, in order.

    A set of nothing where they hold already. Weights are whole numbers from 1 on, 1 where none is given. GivenUpError
    where they are not found out.

    A set that does not do must grow by a figure of each rule that it leaves broken; where no rule is broken by itself,
    by any figure.
    """
    places = {key: place for place, key in enumerate(knot.known)}
    heap: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    seen, found = {frozenset[Key]()}, list[tuple[int, frozenset[Key]]]()
    order, tried = list(knot.known), 0
    while heap:
        weight, members = heapq.heappop(heap)
        if found and weight > found[0][0]:
            break
        changed = frozenset(order[place] for place in members)
        tried += 1
        if tried > TRIED:
            raise GivenUpError
        if knot.holds_without(changed):
            found.append((weight, changed))
            continue
        left = {key: value for key, value in knot.known.items() if key not in changed}
        core = next((rule for rule in knot.rules if rule.broken(left)), None)
        for key in left if core is None else (key for key in core.times if key in left):
            larger = changed | {key}
            if larger not in seen:
                seen.add(larger)
                more = (weights or {}).get(key, 1)
                heapq.heappush(heap, (weight + more, tuple(sorted(places[one] for one in larger))))
    return tuple(changed for _, changed in found)
