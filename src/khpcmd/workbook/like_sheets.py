"""Sheets that are written alike but for their numbers: what the gate has seen of one, it has seen of the next.

The forms of one office have the same XML, byte for byte, but for the digits between ``<v>`` and ``</v>``. Where every
such place of a sheet that was read with care is a plain cell (a whole number, or the index of a shared string), another
sheet with the same bytes around these places has the same cells, and only their values are new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from khpcmd.records import dataclass
from khpcmd.workbook.digits import whole_number
from khpcmd.workbook.frame import SheetContent
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.places import COLUMNS
from khpcmd.workbook.plain_rows import begin_of_rows, end_of_row, plain_row
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.store import CellStore
from khpcmd.workbook.styles import Look
from khpcmd.workbook.values import Book
from khpcmd.workbook.walk import Tally

PLACES = re.compile(rb"(?<=<v>)([0-9]{1,15})(?=</v>)")
DIGITS = re.compile("[0-9]{1,15}")
LARGEST, SHEETS = 1 << 16, 32
"""How many bytes a sheet has at most that is kept, and how many sheets are kept."""
INDEX = 9
"""The most digits of the index of a shared string."""


class _Row(NamedTuple):
    """A row: its cells are the values from ``first`` to ``last``."""

    number: int
    columns: tuple[int, ...]
    styles: tuple[int, ...]
    first: int
    last: int
    others: tuple[int, ...]
    """Which of them may be something else than whole numbers."""


class _Place(NamedTuple):
    """A place that differs: which value of the sheet, and whether it is the index of a shared string."""

    value: int
    shared: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that was read with care, without its numbers. ``tally`` is what it counts beside its shared strings."""

    looks: Sequence[Look]
    content: SheetContent
    rows: tuple[_Row, ...]
    values: tuple[object, ...]
    places: tuple[_Place, ...]
    tally: Tally

    def read(self, numbers: Sequence[bytes], book: Book, limits: Limits, tally: Tally) -> SheetContent | None:
        """The same sheet with other numbers; None where the careful way has something to say about it."""
        if self.looks != book.looks or book.runs:
            return None
        values, strings, text = list(self.values), book.strings, self.tally.text
        for (index, shared), digits in zip(self.places, numbers, strict=True):
            number = whole_number(digits)
            if not shared:
                values[index] = number
            elif number < len(strings) and len(digits) <= INDEX:
                values[index] = string = strings[number]
                text += len(string)
            else:
                return None
        if not _count(replace(self.tally, text=text), limits, tally):
            return None
        store = CellStore(book.looks)
        for number, columns, styles, first, last, others in self.rows:
            store.put(number, columns, values[first:last], styles, others)
        return replace(self.content, cells=store)


def _count(more: Tally, limits: Limits, tally: Tally) -> bool:
    """Count more cells if no limit stands against it."""
    names = ("cells", "styled_cells", "merged_cells", "text", "elements")
    sums = {name: getattr(tally, name) + getattr(more, name) for name in names}
    if any(found > getattr(limits, name) for name, found in sums.items()):
        return False
    for name, found in sums.items():
        setattr(tally, name, found)
    return True


_known: dict[bytes, _Sheet | None] = {}
"""By what is around the numbers, the sheets that came twice; None for one that cannot be kept."""
_once: set[bytes] = set()


def read_sheet(data: bytes, book: Book, limits: Limits, tally: Tally) -> SheetContent:
    """The content of the part of a sheet. Raises Refused."""
    around, numbers = _parted(data)
    known = _known.get(around) if around else None
    content = known.read(numbers, book, limits, tally) if known else None
    if content is not None:
        return content
    before = replace(tally)
    content = SheetWalker(limits, tally, book).walk(data)
    if around and _comes_again(around):
        _known[around] = _kept(data, numbers, book, content, _less(tally, before))
    return content


def _parted(data: bytes) -> tuple[bytes, list[bytes]]:
    """What is around the numbers, and the numbers; nothing of a large sheet. No XML has a zero byte in it."""
    if len(data) > LARGEST:
        return b"", []
    parts = PLACES.split(data)
    return b"\0".join(parts[::2]), parts[1::2]


def _comes_again(around: bytes) -> bool:
    """Whether a sheet came once before, and nobody has looked yet whether it can be kept."""
    if around in _once:
        return around not in _known
    if len(_once) >= SHEETS:
        _once.clear()
        _known.clear()
    _once.add(around)
    return False


def _less(tally: Tally, before: Tally) -> Tally:
    return Tally(
        tally.cells - before.cells,
        tally.styled_cells - before.styled_cells,
        tally.merged_cells - before.merged_cells,
        tally.text - before.text,
        tally.elements - before.elements,
    )


def _kept(data: bytes, numbers: Sequence[bytes], book: Book, content: SheetContent, tally: Tally) -> _Sheet | None:
    """A sheet that was read, to be read again; None where a number stands elsewhere than in a plain cell."""
    cells, store = list(_cells(data)), content.cells
    if book.runs or [(cell.row, COLUMNS[cell.letters]) for cell in cells] != list(store):
        return None
    places = list[_Place]()
    for index, cell in enumerate(cells):
        if DIGITS.fullmatch(cell.text):
            look = book.looks[int(cell.style or "0")]
            if (look.legacy if cell.kind == "s" else look.may_be_date) or cell.kind not in ("", "n", "s"):
                return None
            places.append(_Place(index, cell.kind == "s"))
    if [cells[place.value].text.encode() for place in places] != list(numbers):
        return None
    values = store.all_values()
    shared = sum(len(str(values[index])) for index, is_shared in places if is_shared)
    return _Sheet(
        book.looks,
        content,
        tuple(_rows(store, places)),
        values,
        tuple(places),
        replace(tally, text=tally.text - shared),
    )


class _Cell(NamedTuple):
    """A cell as it is written; ``text`` is what stands between ``<v>`` and ``</v>``, "" in an inline string."""

    row: int
    letters: str
    style: str
    kind: str
    text: str


def _cells(data: bytes) -> Iterator[_Cell]:
    """The cells with content of a sheet whose rows are all plain; of another one, those of its first rows."""
    at = begin_of_rows(data)
    while at and (end := end_of_row(data, at)):
        row = plain_row(data[at:end])
        if row is None:
            return
        for letters, number, style, kind, text, inline in row.cells:
            if text or inline:
                yield _Cell(int(number), letters, style, kind, text)
        at = end


def _rows(store: CellStore, places: Sequence[_Place]) -> Iterator[_Row]:
    first, numbers = 0, {place.value for place in places if not place.shared}
    for row, columns, styles in store.outline:
        last = first + len(columns)
        yield _Row(
            row, columns, styles, first, last, tuple(at for at in range(len(columns)) if first + at not in numbers)
        )
        first = last
