"""What is to be reported of one sheet, in the order in which it was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from khpcmd.diagnostics import AnyCode, Diagnostic, Location, Param
from khpcmd.workbook.places import a1

SUGGESTIONS = 100
"""How many unknown names of one sheet are given a "did you mean"."""


class Reporter:
    """Keeps the diagnostics of one sheet, each at its place."""

    def __init__(self, file: str, title: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.sheet = Location(file, title)
        self._reported = set[tuple[object, ...]]()
        self._suggested = 0

    def at(self, row: int, column: int) -> Location:
        """The place of a cell."""
        return Location(self.sheet.file, self.sheet.sheet, a1(row, column))

    def report(
        self, code: AnyCode, at: Location | None, params: Mapping[str, Param] | None = None, unit: str = ""
    ) -> None:
        self.diagnostics.append(Diagnostic(code, at, dict(params or {}), unit=unit))

    def report_once(
        self, mark: tuple[object, ...], code: AnyCode, at: Location, params: Mapping[str, Param], unit: str
    ) -> None:
        """Report it the first time that ``mark`` comes up."""
        if (code, *mark) not in self._reported:
            self._reported.add((code, *mark))
            self.report(code, at, params, unit)

    def suggestion(self, find: Callable[[str], str], text: str) -> str:
        """What ``find`` offers for a text that nobody knows; after many such texts, which take time, nothing."""
        self._suggested += 1
        return find(text) if self._suggested <= SUGGESTIONS else ""
