"""Stories out of Markdown files: a workbook as it would come in, and what has to be read from it.

A file holds stories. ``## `` begins one, with its claim; ``### `` names a sheet (without one it is "Sheet1"). Tables
and other lines are rows, as ``workbook.builder`` has them. Lines that begin with ``> `` say what is expected:

    > file: BC 6T NAM SACH.xlsx                     the name of the file (returns.xlsx if nothing is said)
    > plan: shapes                                  the plan that reads it (that of 2023 if nothing is said)
    > period: year                                  the period of all returns ("-" for none)
    > 291: venues_total=86; plan_issued=yes         a return: the unit's id and all its cells
    > told: NOT_A_NUMBER C5                         a diagnostic and its cell ("-" for the sheet or the file)
    > checked: COLUMNS_SWAPPED C3:C7                the same, once the figures are held against each other

A story may be several that differ in one text: ``{}`` stands for it, and each has its claim, its text and, where ``{}``
stands for the diagnostic as well, that:

    > case: A number alone | 12 | REMARK_OTHER_NUMBER

A cell is written as its value, ``?`` where it could not be read without doubt, ``_`` where it is blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from openpyxl import Workbook

import shapes_plan
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, CellState, Return
from khpcmd.workbook.read import Reading
from workbook.builder import fill, rows_of
from workbook.views import name_of

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Story:
    """A claim, the sheets of a workbook as lines of Markdown, and the lines that say what is expected."""

    source: str
    claim: str
    sheets: dict[str, list[str]] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the file."""
        return next((line[6:] for line in self.expected if line.startswith("file: ")), "returns.xlsx")

    @property
    def plan(self) -> Plan:
        """The plan that reads it."""
        return plan_of(next((line[6:] for line in self.expected if line.startswith("plan: ")), ""))

    @property
    def reading(self) -> list[str]:
        """What has to be read."""
        return [line for line in self.expected if not line.startswith(("file: ", "plan: ", "checked: "))]

    @property
    def checked(self) -> list[str]:
        """What has to be told of the figures beside each other."""
        return [line[9:] for line in self.expected if line.startswith("checked: ")]

    def cases(self) -> Iterator[Story]:
        """The story itself, or each of its cases."""
        said = [line[6:].split(" | ") for line in self.expected if line.startswith("case: ")]
        expected = [line for line in self.expected if not line.startswith("case: ")]
        for claim, text, *code in said:
            lines = self.sheets.items()
            sheets = {title.replace("{}", text): [row.replace("{}", text) for row in rows] for title, rows in lines}
            yield Story(self.source, claim, sheets, [line.replace("{}", "".join(code)) for line in expected])
        if not said:
            yield self

    def book(self) -> Workbook:
        """The workbook of the story."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, lines in self.sheets.items():
            fill(book.create_sheet(title), rows_of("\n".join(lines)))
        return book

    def write(self, folder: Path) -> Path:
        """The workbook of the story, in a folder."""
        path = folder / self.name
        self.book().save(path)
        return path


@cache
def plan_of(name: str) -> Plan:
    """A plan by the name that stories have for it."""
    return parse_plan(shapes_plan.PLAN, "plan.yaml") if name == "shapes" else load_plan(None).plan


def stories() -> list[Story]:
    """All stories, in the order of the files."""
    return [case for path in sorted(FOLDER.glob("*.md")) for story in in_file(path) for case in story.cases()]


def in_file(path: Path) -> Iterator[Story]:
    """The stories of a file."""
    story, sheet = None, "Sheet1"
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("## "):
            if story:
                yield story
            story, sheet = Story(path.stem, line[3:].strip()), "Sheet1"
        elif story is None:
            continue
        elif line.startswith("### "):
            sheet = line[4:].strip()
        elif line.startswith("> "):
            story.expected.append(line[2:].strip())
        elif line.strip():
            story.sheets.setdefault(sheet, []).append(line)
    if story:
        yield story


def told(reading: Reading) -> list[str]:
    """A reading in the words of the stories."""
    lines = [f"period: {reading.period or '-'}"]
    lines += [_return(filed) for filed in reading.returns]
    return lines + [
        f"told: {fault.code.name} {(fault.at.cell if fault.at else '') or '-'}" for fault in reading.diagnostics
    ]


def _return(filed: Return) -> str:
    cells = "; ".join(f"{name_of(key)}={_shown(cell)}" for key, cell in filed.cells.items())
    return f"{filed.unit}: {cells}".rstrip()


def _shown(cell: Cell) -> str:
    if cell.state in (CellState.PROBLEM, CellState.BLANK):
        return "?" if cell.state is CellState.PROBLEM else "_"
    if isinstance(cell.value, bool):
        return "yes" if cell.value else "no"
    return cell.value.isoformat() if isinstance(cell.value, date) else str(cell.value)
