"""Sheets that are written alike but for their values: what the gate has seen of one, it has seen of the next.

The forms of one office have the same XML, byte for byte, but for what stands between ``<v>`` and ``</v>``. Where every
such place of a sheet that was read with care is the value of a cell, another sheet with the same bytes around these
places has the same cells, rows, formulas and merged ranges; only its values are read anew, as ever.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from khpcmd.workbook.alike.recorded import Recorded, RecordingWalker
from khpcmd.workbook.digits import whole_number
from khpcmd.workbook.frame import SheetContent
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.packed import Rare, is_small
from khpcmd.workbook.plain_rows import HEAD, has_more_than_elements
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.store import CellStore
from khpcmd.workbook.styles import Look
from khpcmd.workbook.values import Book, Values
from khpcmd.workbook.walk import Tally

PLACES = re.compile(rb"<v>([^<>&\x00-\x1f]*)</v>")
OTHER_VALUE = re.compile(rb"<v[\s/]")
"""A value that is written in another way."""
DIGITS = re.compile(rb"[0-9]{1,15}")
LARGEST, SHEETS = 1 << 17, 32
"""How many bytes a sheet has at most that is kept, and how many sheets are kept."""


class _Row(NamedTuple):
    """A row: its cells are the values from ``first`` to ``last``; ``others`` as of a ``Row`` of a store."""

    number: int
    columns: tuple[int, ...]
    styles: tuple[int, ...]
    first: int
    last: int
    others: tuple[int, ...]


class _Cell(NamedTuple):
    """A cell that is read anew: which of the values of the sheet it is, and how it is written."""

    value: int
    recorded: Recorded
    plain: bool
    """Whether a whole number is nothing but that."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that was read with care under some limits: ``content`` without its cells, ``values`` without those that
    are read anew, and as ``tally`` what it counts beside the texts of these."""

    limits: Limits
    looks: Sequence[Look]
    content: SheetContent
    rows: tuple[_Row, ...]
    values: tuple[object, ...]
    cells: tuple[_Cell, ...]
    tally: Tally

    def read(self, texts: Sequence[bytes], book: Book, limits: Limits, tally: Tally) -> SheetContent | None:
        """The same sheet with other values; None where the careful way has something to say about it."""
        counted = tally.plus(self.tally)
        if self.limits != limits or self.looks != book.looks or not counted.within(limits):
            return None
        store = CellStore(book.looks)
        try:
            values = list(self.values)
            for index, value in self.anew(texts, Values(book, store.rare, limits, counted)):
                values[index] = value
        except (Refused, UnicodeError):
            return None
        whole = all(is_small(values[cell.value]) for cell in self.cells if cell.plain)
        for number, columns, styles, first, last, others in self.rows:
            store.put(number, columns, values[first:last], styles, others if whole else None)
        tally.become(counted)
        return replace(self.content, cells=store)

    def anew(self, texts: Sequence[bytes], reader: Values) -> Iterator[tuple[int, object]]:
        """The values that are read anew, each with its place among all. Raises Refused, and UnicodeError for a text
        that is none, or stands in a cell that would not be there."""
        given = iter(texts)
        for index, (at, kind, style, before, formula), plain in self.cells:
            text = b"" if before is None else next(given)
            if plain and DIGITS.fullmatch(text):
                yield index, whole_number(text)
                continue
            written = _decoded(text)
            if not written and formula is None:
                raise UnicodeError("an empty cell")
            value = reader.read(kind, written, style, at) if written else None
            if formula is not None:
                reader.formula(formula, kind, value, at)
            yield index, value


def _decoded(text: bytes) -> str:
    """The text of a value. Raises UnicodeError where no XML could have it."""
    written = text.decode()
    if "\ufffe" in written or "\uffff" in written:
        raise UnicodeError("no letter")
    return written


_known: dict[bytes, _Sheet | None] = {}
"""By what is around the values, the sheets that came twice; None for one that cannot be kept."""
_once: set[int] = set()
"""What came once, by its hash."""


def read_sheet(data: bytes, book: Book, limits: Limits, tally: Tally) -> SheetContent:
    """The content of the part of a sheet. Raises Refused."""
    around, texts = _parted(data)
    known = _known.get(around) if around else None
    content = known.read(texts, book, limits, tally) if known else None
    if content is not None:
        return content
    if not around or not _comes_again(around):
        return SheetWalker(limits, tally, book).walk(data)
    before, walker = replace(tally), RecordingWalker(limits, tally, book)
    content = walker.walk(data)
    _known[around] = _kept(_Walked(data, texts, book, content, walker.recorded, limits, tally.less(before)))
    return content


def _parted(data: bytes) -> tuple[bytes, list[bytes]]:
    """What is around the values, and the values; nothing of a large sheet, or of what has a zero byte and is no XML."""
    if len(data) > LARGEST or b"\0" in data:
        return b"", []
    parts = PLACES.split(data)
    return b"\0".join(parts[::2]), parts[1::2]


def _comes_again(around: bytes) -> bool:
    """Whether a sheet came once before, and nobody has looked yet whether it can be kept."""
    if hash(around) in _once:
        return around not in _known
    if len(_once) >= SHEETS:
        _once.clear()
        _known.clear()
    _once.add(hash(around))
    return False


class _Walked(NamedTuple):
    """A sheet that was just read with care, and what it has counted."""

    data: bytes
    texts: Sequence[bytes]
    book: Book
    content: SheetContent
    recorded: Sequence[Recorded]
    limits: Limits
    tally: Tally


def _kept(walked: _Walked) -> _Sheet | None:
    """A sheet to be read again; None where a value may stand elsewhere than in a cell, or comes out otherwise."""
    head, store = HEAD.match(walked.data), walked.content.cells
    if head is None or has_more_than_elements(walked.data[head.end() :]) or OTHER_VALUE.search(walked.data):
        return None
    written = [cell.text.encode() for cell in walked.recorded if cell.text is not None]
    if written != list(walked.texts) or [cell.at for cell in walked.recorded] != list(store):
        return None
    sheet = _sheet(walked)
    again = sheet.read(walked.texts, walked.book, walked.limits, Tally())
    return sheet if again is not None and _same(again.cells, store) else None


def _sheet(walked: _Walked) -> _Sheet:
    store, book, limits = walked.content.cells, walked.book, walked.limits
    cells, values, texts = tuple(_anew(walked)), list(store.all_values()), Tally()
    for cell in cells:
        values[cell.value] = None
    bare = replace(walked.content, cells=CellStore())
    sheet = _Sheet(limits, book.looks, bare, _rows(store, cells), tuple(values), cells, walked.tally)
    deque(sheet.anew(walked.texts, Values(book, Rare(), limits, texts)), maxlen=0)  # it counts the texts
    return replace(sheet, tally=walked.tally.less(texts))


def _same(one: CellStore, other: CellStore) -> bool:
    values, others = one.all_values(), other.all_values()
    return one.rare == other.rare and values == others and list(map(type, values)) == list(map(type, others))


def _anew(walked: _Walked) -> Iterator[_Cell]:
    for index, cell in enumerate(walked.recorded):
        if cell.text is not None or cell.formula is not None:
            number = cell.kind == "n" and cell.formula is None and not walked.book.looks[cell.style].may_be_date
            yield _Cell(index, cell, number)


def _rows(store: CellStore, cells: Sequence[_Cell]) -> tuple[_Row, ...]:
    found, first, numbers = list[_Row](), 0, {cell.value for cell in cells if cell.plain}
    for row, columns, styles in store.outline:
        others = tuple(at for at in range(len(columns)) if first + at not in numbers)
        found.append(_Row(row, columns, styles, first, first + len(columns), others))
        first += len(columns)
    return tuple(found)
