"""A grid that keeps which of its cells were looked at: what nobody looked at had no part in what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.packed import GridCell
from khpcmd.workbook.places import Place
from khpcmd.workbook.store import CellStore


class WatchedStore(CellStore):
    """The cells of another store. ``seen`` are those whose content was asked for; where cells stand, whether something
    is to be seen there, whether it is text (and then what ``texts`` says), and what the cells count, is not."""

    def __init__(self, watched: CellStore) -> None:
        super().__init__()
        self.seen: set[Place] = set()
        self.counted: list[Place] = []
        """The cells whose numbers were taken as counts, each time."""
        self.take_over(watched)

    def __getitem__(self, place: Place) -> GridCell:
        self.seen.add(place)
        return super().__getitem__(place)

    def value(self, place: Place) -> object:
        self.seen.add(place)
        return super().value(place)

    def row_values(self, row: int) -> tuple[object, ...]:
        self.seen.update((row, column) for column in self.columns().get(row, ()))
        return super().row_values(row)

    def plain_count(self, place: Place) -> int | None:
        self.counted.append(place)
        return super().plain_count(place)

    def plain_counts(self, row: int, columns: tuple[int, ...]) -> tuple[int, ...] | None:
        self.counted += ((row, column) for column in columns)
        return super().plain_counts(row, columns)

    def __iter__(self) -> Iterator[Place]:
        places = list(super().__iter__())
        self.seen.update(places)  # whoever goes through all cells looks at them
        return iter(places)


def watched(grid: Grid) -> tuple[Grid, WatchedStore]:
    """The same sheet over a store that keeps what is asked of it."""
    store = WatchedStore(grid.store)
    return replace(grid, cells=store), store
