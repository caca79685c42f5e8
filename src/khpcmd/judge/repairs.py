"""What figures can be that rules hold together: where all is sound, and where some must be wrong (Fellegi and Holt's
way, exactly).

A rule is a sum of figures, each so many times, that is at most a number (``Linear``). Rules that share a figure hang
together (``Knot``). Where no numbers in the blanks let all rules of a knot hold, it is repaired by other numbers in
some of its figures. Nobody knows which of them are wrong, so that every repair counts that changes no more than
``SLIPS`` figures, and the one in which the zeros were never filled in, with a slip if need be (``Knot.repairs``).

Which whole numbers from 0 on keep some rules is found by taking out one figure after the other (Fourier and Motzkin's
way): what limits it from below has to be at most what limits it from above. Where one of each two such sums has the
figure once, whole numbers lose nothing by it; elsewhere its numbers are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from math import gcd
from typing import NamedTuple, TypeVar

from khpcmd.measures.tally import UNKNOWN, UNKNOWN_OR_LESS, Span, exactly, hull
from khpcmd.returns import Key

SLIPS = 2
"""So many figures may be wrong for a repair to count."""
LARGEST = 24
"""Of a knot with more figures than this each may be wrong."""

Item = TypeVar("Item")
MOST_LIMITS = 3000
"""A search with more limits than this is given up."""
MOST_TRIED = 60
"""And so is one that would try so many numbers of a figure."""
SUM = Key("")
"""Stands for a sum among the figures."""

InSteps = Mapping[Key, int]
"""Figures that are known, in whole steps."""
Times = Mapping[Key, int]
"""A sum of figures, each so many times."""


class GivenUpError(Exception):
    """The search took too long."""


class Linear(NamedTuple):
    """Σ times · figure ≤ most, in whole steps."""

    times: Times
    most: int
    signed: bool = False
    """Whether some of the figures may lie below zero: of these no numbers are tried."""

    def broken(self, known: InSteps) -> bool:
        """Whether no numbers from 0 on, in the place of what is not known, let it hold."""
        least = 0
        for key, times in self.times.items():
            if key in known:
                least += times * known[key]
            elif times < 0 or self.signed:
                return False
        return least > self.most

    def beside(self, known: InSteps) -> Linear:
        """What the other figures have to keep."""
        settled = sum(number * known[key] for key, number in self.times.items() if key in known)
        return Linear({key: number for key, number in self.times.items() if key not in known}, self.most - settled)


def some_keep(limits: Iterable[Linear]) -> bool:
    """Whether whole numbers from 0 on keep all limits; GivenUpError where that was not found out."""
    limits = _from_zero(limits)
    left, exact = _eliminated(limits)
    if left or exact:
        return not left
    figure = next(key for one in limits for key in one.times)
    low, high = _ends(limits, figure)
    if high is None or high - low >= MOST_TRIED:
        raise GivenUpError
    return any(some_keep([one.beside({figure: value}) for one in limits]) for value in range(low, high + 1))


def ends(limits: Iterable[Linear], times: Times) -> tuple[int, int | None]:
    """Between which whole numbers a sum of figures lies, each so many times, that keep all limits; None without an end.

    No sum lies beyond; not every number between them is one. Some figures keep the limits.
    """
    limits = _from_zero(limits)
    if [*times.values()] == [1]:
        return _ends(limits, *times)
    less, more = ({SUM: sign, **{key: -sign * number for key, number in times.items()}} for sign in (1, -1))
    return _ends([*limits, Linear(less, 0), Linear(more, 0)], SUM)


def _from_zero(limits: Iterable[Linear]) -> list[Linear]:
    limits = list(limits)
    return [*limits, *(Linear({key: -1}, 0) for key in dict.fromkeys(key for one in limits for key in one.times))]


def _ends(limits: Iterable[Linear], figure: Key) -> tuple[int, int | None]:
    """Between which whole numbers a figure lies that keeps the limits with some others."""
    own = {one.times.get(figure): one.most for one in _eliminated(limits, but=(figure,))[0]}
    return -own[-1], own.get(1)  # in smallest numbers there is one limit from below, and one from above


def _eliminated(limits: Iterable[Linear], but: Container[Key] = ()) -> tuple[list[Linear], bool]:
    """What is left for some figures so that there are numbers for all others, and whether whole ones are; where nothing
    is left it always holds."""
    found, exact = _narrowest(limits), True
    while pairs := _pairs(found, but):
        figure, (below, above) = min(pairs.items(), key=lambda one: len(one[1][0]) * len(one[1][1]))
        exact = exact and all(min(-low.times[figure], high.times[figure]) == 1 for low, high in product(below, above))
        others = [one for one in found if figure not in one.times]
        found = _narrowest([*others, *(_joined(low, high, figure) for low, high in product(below, above))])
    return found, exact


def _pairs(limits: Iterable[Linear], but: Container[Key]) -> dict[Key, tuple[list[Linear], list[Linear]]]:
    """By figure, what limits it from below and from above."""
    found = dict[Key, tuple[list[Linear], list[Linear]]]()
    for limit in limits:
        for key, number in limit.times.items():
            if key not in but:
                found.setdefault(key, ([], []))[number > 0].append(limit)
    return found


def _joined(low: Linear, high: Linear, figure: Key) -> Linear:
    """That what limits a figure from below is at most what limits it from above."""
    less, more = high.times[figure], -low.times[figure]
    times = {key: less * number for key, number in low.times.items()}
    for key, number in high.times.items():
        times[key] = times.get(key, 0) + more * number
    return Linear(times, less * low.most + more * high.most)


def _narrowest(limits: Iterable[Linear]) -> list[Linear]:
    """The limits in smallest numbers, of those on one sum the narrowest; without those that always hold."""
    found = dict[frozenset[tuple[Key, int]], Linear]()
    for limit in limits:
        common = gcd(*limit.times.values()) or 1
        times = {key: number // common for key, number in limit.times.items() if number}
        one, alike = Linear(times, limit.most // common), frozenset(times.items())
        if (times or one.most < 0) and (alike not in found or one.most < found[alike].most):
            found[alike] = one
    if len(found) > MOST_LIMITS:
        raise GivenUpError
    return list(found.values())


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
        """Whether its figures cannot all be right, as far as that is found out or a rule is broken by itself."""
        return bool(self.broken) or (self.doubtful and not self.holds_without(()))

    def holds_without(self, changed: Collection[Key]) -> bool:
        """Whether all rules can hold with others in the blanks and for these figures, or it is not found out."""
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

    @property
    def of_zeros(self) -> bool:
        """Whether other numbers in the place of its zeros, and of nothing else, repair it."""
        zeros = frozenset(key for key, value in self.known.items() if value == 0)
        return bool(zeros and self.broken) and self.holds_without(zeros)

    def _few_wrong(self) -> Iterator[frozenset[Key]]:
        if self.signed or len(self.known) > LARGEST:
            return
        few = map(frozenset, combinations(self.known, min(SLIPS, len(self.known))))
        zeros = frozenset(key for key, value in self.known.items() if value == 0)
        slips = self.known if zeros and not (self.alone or self.holds_without(zeros)) else ()
        for wrong in (*few, zeros, *(zeros | {one} for one in slips)):
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
        return Span(fixed + low, None if high is None else fixed + high)


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
