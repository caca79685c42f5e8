"""What every sheet is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khpcmd.render.book import Book
from khpcmd.render.figures import Figures
from khpcmd.render.results_workbook.sheet import Column, Sheet
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.results import Report


@dataclass(frozen=True, slots=True)
class Job:
    """A report, its view, and the workbook that they are drawn in. ``folder`` is where the workbook will stand."""

    report: Report
    view: View
    figures: Figures
    wording: Wording
    book: Book
    folder: Path | None

    def say(self, key: str, **values: str | int) -> str:
        return self.wording.messages.text(f"results_book.{key}", **values)

    def column(self, name: str, width: float, look: str = "label") -> Column:
        return Column(self.say(f"columns.{name}"), width, look)

    def title(self, name: str) -> str:
        """The name of a sheet, as links and formulas use it."""
        return self.say(f"sheets.{name}")

    def sheet(self, name: str, columns: tuple[Column, ...], fixed: int = 0) -> Sheet:
        """A sheet begun with its title, the verdict and the plan; its ``fixed`` first columns stay in sight."""
        made = Sheet(self.book, self.title(name), columns, fixed)
        made.heading(self.say(f"titles.{name}"), self.view.verdict_line, self.view.about)
        return made

    def finish(self, sheet: Sheet, header: int) -> None:
        """A sheet with all its rows, and what it had no room for."""
        sheet.finish(header)
        if sheet.left_out:
            sheet.text(sheet.row, 0, self.say("rows_left_out", count=sheet.left_out), "strong")
