"""The sheets of forms that khpcmd made, of which each is read once (``sheet_of_form``).

Where nobody has typed into a sheet it has the same bytes in the forms of many units. Reading is two thirds of the work
for a blank form. Nothing but what a sheet is read from decides whether it is known: its bytes, the limits, the styles,
and the shared strings that it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.sheet_xml import SheetWalker
from khpcmd.workbook.file.values import Book
from khpcmd.workbook.file.xml import Tally

KEPT, MET = 16, 4096
"""How many sheets are kept, which takes a megabyte for each; and of how many it is known that they were met: only one
that is met again is kept, for sheets that were filled in are all different."""
LARGEST = 1 << 18
"""The most bytes of a part that is kept."""
HELD = ("cells", "styled_cells", "merged_cells", "text", "elements")
"""What a sheet adds to the tally of its file, each with a limit of the same name."""


class _Kept(NamedTuple):
    """A sheet as it was read, the shared strings that it shows, by number, and what it adds to the tally."""

    grid: Grid
    book: Book
    numbers: Sequence[int]
    strings: Sequence[str]
    held: Sequence[int]

    def is_of(self, book: Book) -> bool:
        """Whether the sheet is the same in another workbook."""
        own, strings = self.book, book.strings
        if book.looks is not own.looks or book.changes is not own.changes or book.runs:
            return False
        if (book.from_1904, book.to_calculate) != (own.from_1904, own.to_calculate):
            return False
        return all(number < len(strings) for number in self.numbers[-1:]) and self.strings == [
            strings[number] for number in self.numbers
        ]

    def again(self) -> Grid:
        """The sheet for one workbook, which adds its remarks, and what is asked of its formulas."""
        found = self.grid
        return replace(found, cells=found.cells.again(), comments=dict(found.comments))


_kept: dict[tuple[bytes, Limits], _Kept] = {}
_met: dict[int, None] = {}
"""The hashes of sheets."""


def sheet_of_form(data: bytes, book: Book, limits: Limits, tally: Tally) -> Grid:
    """A sheet without its title, counted into ``tally``. Raises Refused."""
    kept = _kept.pop((data, limits), None)
    if kept is None or not kept.is_of(book) or not _add(kept.held, limits, tally):
        before, walker = _counts(tally), SheetWalker(limits, tally, book)
        grid, numbers = walker.walk(data), sorted(walker.strings_shown)
        held = [now - then for now, then in zip(_counts(tally), before, strict=True)]
        strings = [book.strings[number] for number in numbers]
        kept = _Kept(grid, replace(book, strings=()), numbers, strings, held)
    if not book.runs and hash(data) in _met and len(data) <= LARGEST:
        _kept[data, limits] = kept
    _met[hash(data)] = None
    if len(_kept) > KEPT:
        del _kept[next(iter(_kept))]  # the one that was not asked for the longest
    if len(_met) > MET:
        del _met[next(iter(_met))]
    return kept.again()


def _counts(tally: Tally) -> list[int]:
    return [getattr(tally, name) for name in HELD]


def _add(held: Sequence[int], limits: Limits, tally: Tally) -> bool:
    """Add what a sheet holds; False where that would exceed a limit, for the walk says by how much."""
    counts = [now + more for now, more in zip(_counts(tally), held, strict=True)]
    if any(count > getattr(limits, name) for name, count in zip(HELD, counts, strict=True)):
        return False
    for name, count in zip(HELD, counts, strict=True):
        setattr(tally, name, count)
    return True
