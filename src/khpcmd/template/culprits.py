"""Which figures of a form lose their values where its relations are broken, as formulas.

``judge.culprit`` finds the smallest sets of figures that could be others so that all relations hold. A form looks for
single figures only, in knots (relations that hang together by their figures) of which every figure is known: such a
figure can be another one if its relations leave room between their ends. Where that finds none, and in all other
knots, a broken relation puts every figure in doubt: two that would have to be others need not both stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from khpcmd.returns import Key
from khpcmd.template.cells import FIGURE
from khpcmd.template.measured import Figure
from khpcmd.template.regions import Keeper
from khpcmd.template.terms import Term, all_of, any_of, const, if_, most, total


@dataclass(frozen=True, slots=True)
class Relation:
    """Figures of which a sum may not be larger than another one; ``over`` is by how much it is, where all are known."""

    inner: tuple[Key, ...]
    outer: tuple[Key, ...]
    over: Term
    broken: Term
    """Whether it is larger whatever the figures are that are not known."""

    def times(self) -> dict[Key, int]:
        """How often each figure counts on the side that may not be larger, and with a minus on the other."""
        found = dict.fromkeys((*self.inner, *self.outer), 0)
        for keys, sign in ((self.inner, 1), (self.outer, -1)):
            for key in keys:
                found[key] += sign
        return {key: number for key, number in found.items() if number}


def doubted(relations: Iterable[Relation], figures: Mapping[Key, Figure], keep: Keeper) -> dict[Key, Term]:
    """By figure that stands in a relation, whether it may be a wrong one."""
    found = dict[Key, Term]()
    for number, knot in enumerate(_knots(relations)):
        name = f"knot {number}"
        broken = keep.put(f"{name} broken", any_of(one.broken for one in knot))
        keys = dict.fromkeys(key for one in knot for key in one.times())
        if all(abs(times) == 1 for one in knot for times in one.times().values()):
            alone = _alone_wrong(name, knot, figures, keep)
            some = keep.put(f"{name} one", any_of(alone.values()))
            found |= {key: if_(some, alone[key], broken) for key in keys}
        else:
            found |= dict.fromkeys(keys, broken)
    return found


def _knots(relations: Iterable[Relation]) -> Iterator[list[Relation]]:
    """The relations that hang together by the figures that they share."""
    groups = list[tuple[set[Key], list[Relation]]]()
    for one in relations:
        own = one.times().keys()
        shared = [group for group in groups if group[0] & own]
        keys, members = set(own).union(*(group[0] for group in shared)), [r for group in shared for r in group[1]]
        groups = [group for group in groups if group not in shared]
        groups.append((keys, [*members, one]))
    return (members for _, members in groups)


def _alone_wrong(name: str, knot: Sequence[Relation], figures: Mapping[Key, Figure], keep: Keeper) -> dict[Key, Term]:
    """By figure, whether the relations hold if it is another one and all others are right."""
    over = [keep.put(f"{name} over {number}", one.over) for number, one in enumerate(knot)]
    broken = [keep.put(f"{name} broken {number}", if_(one.gt(0), 1, 0)) for number, one in enumerate(over)]
    count = keep.put(f"{name} count", total(broken))
    times = [one.times() for one in knot]
    keys = dict.fromkeys(key for own in times for key in own)
    known = keep.put(f"{name} known", all_of(figures[key].state.eq(FIGURE) for key in keys))
    can = dict[Key, Term]()
    for key in keys:
        value, rows = figures[key].low, [row for row, own in enumerate(times) if key in own]
        above = [over[row] for row in rows if times[row][key] > 0]
        below = [over[row] for row in rows if times[row][key] < 0]
        least = most((const(0), value + most(below))) if below else const(0)
        room = [least.le(value - most(above))] if above else []
        mends = total(broken[row] for row in rows).eq(count)
        can[key] = keep.put(f"{name} {key.field} {key.basis.value}", all_of((known, count.gt(0), mends, *room)))
    return can
