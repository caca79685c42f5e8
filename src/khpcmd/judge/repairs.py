"""What figures can be that rules hold together: where all is sound, and where some must be wrong (Fellegi and Holt's
way, exactly).

Rules that share a figure hang together (``Knot``). Where no numbers in the blanks let all rules of a knot hold, it is
repaired by other numbers in some of its figures. Nobody knows which of them are wrong, so that every repair counts that
changes no more than ``SLIPS`` figures, and the one in which the zeros were never filled in (``Knot.repairs``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from khpcmd.judge.integers import GivenUpError, InSteps, Linear, Times, ends, some_keep
from khpcmd.measures.tally import UNKNOWN, UNKNOWN_OR_LESS, Span, exactly, hull
from khpcmd.returns import Key

SLIPS = 2
"""So many figures may be wrong for a repair to count."""
LARGEST = 24
"""Of a knot with more figures than this each may be wrong."""
NO_END = 10**15
"""More than any figure can be: one that may be so large has no upper end."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Knot:
    """Rules that hang together by the figures that they share, and what is known of these."""

    rules: tuple[Linear, ...]
    known: InSteps
    _spans: dict[tuple[Key, ...], Span] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Its figures, known or not."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in rule.times))

    @cached_property
    def broken(self) -> tuple[Linear, ...]:
        """The rules that are broken by themselves."""
        return tuple(rule for rule in self.rules if rule.broken(self.known))

    @cached_property
    def signed(self) -> bool:
        """Whether some of its figures may lie below zero."""
        return any(rule.signed for rule in self.rules)

    @property
    def doubtful(self) -> bool:
        """Whether rules that each can hold may not be able to together: where two of them lack the same figure."""
        if self.signed:
            return False
        lacking = [key for rule in self.rules for key in rule.times if key not in self.known]
        return len(set(lacking)) < len(lacking)

    @cached_property
    def contradicts(self) -> bool:
        """Whether its figures cannot all be right; where that is not found out, and no rule is broken by itself, they
        can."""
        return bool(self.broken) or (self.doubtful and not self.holds_without(()))

    def holds_without(self, changed: Collection[Key]) -> bool:
        """Whether all rules can hold if the blanks and these figures were other ones; also where that is not found
        out."""
        try:
            return some_keep(self._beside(changed))
        except GivenUpError:
            return True

    def _beside(self, changed: Collection[Key]) -> list[Linear]:
        """What the blanks and these figures have to keep."""
        known = {key: value for key, value in self.known.items() if key not in changed}
        return [rule.beside(known) for rule in self.rules]

    @cached_property
    def repairs(self) -> tuple[frozenset[Key], ...]:
        """The figures that may be wrong, together as each repair changes them; none where all can be right."""
        if not self.contradicts:
            return (frozenset(),)
        return tuple(self._few_wrong()) or (frozenset(self.known),)

    @property
    def doubted(self) -> frozenset[Key]:
        """The figures that some repair changes."""
        return frozenset[Key]().union(*self.repairs)

    def _few_wrong(self) -> Iterator[frozenset[Key]]:
        if self.signed or len(self.known) > LARGEST:
            return
        few = map(frozenset, combinations(self.known, min(SLIPS, len(self.known))))
        zeros = frozenset(key for key, value in self.known.items() if value == 0)
        for wrong in (*few, zeros):
            if all(wrong & rule.times.keys() for rule in self.broken) and self.holds_without(wrong):
                yield wrong

    @property
    def alone(self) -> tuple[Key, ...]:
        """The figures of which each can be the only wrong one."""
        return () if self.signed else tuple(key for key in self.known if self.holds_without({key}))

    def can_be(self, keys: tuple[Key, ...]) -> Span:
        """What a sum of figures can be, over all repairs."""
        if keys not in self._spans:
            times = {key: keys.count(key) for key in keys}
            self._spans[keys] = hull(self.span(times, wrong) for wrong in self.repairs)
        return self._spans[keys]

    def span(self, times: Times, changed: Collection[Key]) -> Span:
        """What a sum of figures can be if the blanks and some figures are other numbers, and all rules hold."""
        wanted = {key: number for key, number in times.items() if key in changed or key not in self.known}
        fixed = sum(number * self.known[key] for key, number in times.items() if key not in wanted)
        if not wanted:
            return exactly(fixed)
        if self.signed:
            return UNKNOWN_OR_LESS
        try:
            low, high = ends(self._beside(changed), wanted)
        except GivenUpError:
            return UNKNOWN
        return Span(fixed + low, None if high is None or fixed + high > NO_END else fixed + high)


def linked(items: Iterable[Item], keys: Callable[[Item], Iterable[Hashable]]) -> list[list[Item]]:
    """The items in groups: those that have a key in common, directly or by others between them, are in one."""
    groups = list[tuple[set[Hashable], list[Item]]]()
    for item in items:
        own = set(keys(item))
        shared = [group for group in groups if group[0] & own]
        apart = [group for group in groups if not group[0] & own]
        members = [*(one for group in shared for one in group[1]), item]
        groups = [*apart, (own.union(*(group[0] for group in shared)), members)]
    return [members for _, members in groups]


def knots(rules: Iterable[Linear], known: InSteps) -> Iterator[Knot]:
    """The rules in knots, in their order."""
    for members in linked(rules, lambda rule: rule.times):
        keys = {key for rule in members for key in rule.times}
        yield Knot(tuple(members), {key: value for key, value in known.items() if key in keys})
