"""Contributions of many units at once: columns of numbers, out of which those that are known are added up as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import le
from typing import overload

from khpcmd.measures.tally import Contribution, exactly

Column = Sequence[int | None]
"""A number for each unit, None where it is not known."""


class Each(Sequence[Contribution]):
    """What each of many units adds, made by ``make`` when somebody looks at it.

    ``parts`` and ``wholes`` are the same as numbers, by unit (``wholes`` None for absolute counts), and ``nested``
    says of all of them that the part is counted inside the whole.
    """

    __slots__ = ("_make", "nested", "parts", "units", "wholes")

    def __init__(
        self,
        units: tuple[str, ...],
        make: Callable[[str], Contribution],
        parts: Column,
        wholes: Column | None,
        *,
        nested: bool = False,
    ) -> None:
        self.units = units
        self._make = make
        self.parts = parts
        self.wholes = wholes
        self.nested = nested

    def __len__(self) -> int:
        return len(self.units)

    @overload
    def __getitem__(self, index: int) -> Contribution: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Contribution, ...]: ...
    def __getitem__(self, index: int | slice) -> Contribution | tuple[Contribution, ...]:
        found = self.units[index]
        return self._make(found) if isinstance(found, str) else tuple(map(self._make, found))

    def __iter__(self) -> Iterator[Contribution]:
        return map(self._make, self.units)


@dataclass(frozen=True, slots=True)
class Pool:
    """What units add together: ``contributions`` in which all that is known of units is one, and comes first.

    Whatever is decided of sums (outcomes, bounds, what is lacking) is the same as over the units one by one.
    """

    contributions: tuple[Contribution, ...]
    exact: int
    """How many units have a figure without doubt."""
    open: tuple[str, ...]
    """The units that have none."""


def pool_of(contributions: Sequence[Contribution]) -> Pool:
    """The pool of all contributions."""
    if isinstance(contributions, Each):
        whole = _sums(contributions)
        if whole is not None:
            return Pool((whole,), len(contributions), ())
    known, others = list[Contribution](), list[Contribution]()
    for unit in contributions:
        (known if unit.known else others).append(unit)
    left = tuple(unit.unit for unit in others if not unit.exact)
    return Pool((*_together(known), *others), len(contributions) - len(left), left)


def _sums(each: Each) -> Contribution | None:
    """All of them in one; None where some are not known, or cannot be."""
    parts = [number for number in each.parts if number is not None]
    wholes = None if each.wholes is None else [number for number in each.wholes if number is not None]
    if not parts or len(parts) < len(each) or (wholes is not None and len(wholes) < len(each)):
        return None
    if wholes is None:
        return Contribution("", exactly(sum(parts)), None, each.nested)
    if each.nested and not all(map(le, parts, wholes)):
        return None
    return Contribution("", exactly(sum(parts)), exactly(sum(wholes)), each.nested)


def _together(known: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """The sum of contributions that are known; nothing where there are none."""
    if not known:
        return ()
    wholes = [unit.whole.low for unit in known if unit.whole is not None]
    whole, nested = exactly(sum(wholes)) if wholes else None, all(unit.nested for unit in known)
    return (Contribution("", exactly(sum(unit.part.low for unit in known)), whole, nested),)
