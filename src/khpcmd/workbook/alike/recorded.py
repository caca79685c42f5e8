"""A walk over a sheet that keeps how each cell is written, so that sheets that are written alike can be told."""

from __future__ import annotations

from typing import NamedTuple

from khpcmd.workbook.limits import Limits
from khpcmd.workbook.places import Place
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.values import Book
from khpcmd.workbook.walk import Tally

INLINE = "inlineStr"


class Recorded(NamedTuple):
    """A cell with content as it is written: ``text`` is its value, None where it has none or an inline string."""

    at: Place
    kind: str
    style: int
    text: str | None
    formula: str | None = None


class RecordingWalker(SheetWalker):
    """A ``SheetWalker`` that keeps the cells with content in ``recorded``, in the order of the sheet."""

    def __init__(self, limits: Limits, tally: Tally, book: Book) -> None:
        super().__init__(limits, tally, book)
        self.recorded: list[Recorded] = []

    def _keep(self, kind: str, text: str, style: int) -> None:
        super()._keep(kind, text, style)
        self._record(kind, style, None if kind == INLINE else text, None)

    def _rare_value(self, kind: str, text: str | None, style: int) -> object:
        self._record(kind, style, None if self._inline is not None else text, self._formula)
        return super()._rare_value(kind, text, style)

    def _record(self, kind: str, style: int, text: str | None, formula: str | None) -> None:
        self.recorded.append(Recorded((self._row, self._column), kind, style, text, formula))
