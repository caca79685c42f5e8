"""Sequences that are made when somebody first looks into them: a verdict over thousands of units needs few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class Later(Sequence[Item]):
    """What ``make`` gives, asked for once and kept. ``length`` says how many that will be, where that is known.

    It is equal to every sequence of the same items, and as an argument or a value of a frozen class as good as a tuple.
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, make: Callable[[], Iterable[Item]], length: int | None = None) -> None:
        self._make: Callable[[], Iterable[Item]] | None = make
        self._made: tuple[Item, ...] = ()
        self._length = length

    def _all(self) -> tuple[Item, ...]:
        if self._make is not None:
            self._made, self._make = tuple(self._make()), None
        return self._made

    def __len__(self) -> int:
        return len(self._all()) if self._length is None else self._length

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())
