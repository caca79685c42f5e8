"""The corpus of faulty returns: sound workbooks, and in each line of ``faults.txt`` what is done to one of them.

    district | C502 | venues_inspected = khoảng 12

A line names a base, the codes that are told of it, and changes, which ``;;`` separates. A place is a cell (``E32``,
``Sheet!E32``) or a figure by its field (``venues_inspected``; ``291.venues_inspected`` where the base has several
units); values and dresses are written as in ``workbook.builder``.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

import amounts_plan
import annex_plan
import days_plan
import reform_plan
from cases.stories import Story, in_file
from cures import odd_files
from cures.desk import write
from cures.sheets import shifted
from khpcmd.cli import main as khpcmd
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.returns import CellValue, Key, Return
from khpcmd.template.make import make_template
from khpcmd.workbook.read import read_workbook
from places import EXAMPLES, RETURNS, SOUND
from template.making import wanted
from workbook.builder import DRESS, fill, rows_of, value_of
from workbook.test_sheet_checks import with_formulas
from workbook.views import name_of

HERE = Path(__file__).parent
BOOKS = {
    "district": SOUND,
    "bodies": EXAMPLES / "year_2023" / "co_quan_cap_tinh.xlsx",
    "province": RETURNS,
    "half": EXAMPLES / "half_year_2023.xlsx",
    "before": EXAMPLES / "baseline_2022.xlsx",
}
"""The bases that ship as examples of the shipped plan; others are in ``bases.md``."""


def years_ago(text: str, years: int) -> str:
    """A text with all years moved back, so that its periods are over."""
    return re.sub(r"\b20[0-9]{2}\b", lambda year: str(int(year[0]) - years), text)


VILLAGES = years_ago(annex_plan.PLAN, 3)
PLANS = {
    "amounts": {"plan.yaml": amounts_plan.PLAN},
    "template": {"plan.yaml": amounts_plan.PLAN},
    "annex": {"plan.yaml": VILLAGES},
    "villages": {"plan.yaml": re.sub(r"(?s), nature: progress,\s+rolled_up: {.*?}", "", VILLAGES)},
    "days": {"plan.yaml": years_ago(days_plan.PLAN, 4)},
    "reform": {"plan.yaml": years_ago(reform_plan.PLAN, 3), "communes.csv": years_ago(reform_plan.MERGED, 3)},
    "courts": {"plan.yaml": (HERE / "courts.yaml").read_text("utf-8")},
}
"""The files of the plans of the other bases."""


OPTIONS = {
    "short": ["--target", "B3c"],
    "table": ["--target", "B3c"],
    "groups": ["--target", "B3c"],
    "communes": ["--target", "B4a"],
}
"""The targets of bases that have only some figures of the shipped plan."""


@dataclass(slots=True)
class Made:
    """A return while it is spoilt: its workbook, its folder, and with which arguments it is to be checked."""

    folder: Path
    base: str
    book: Workbook
    name: str
    returns: Sequence[Return]
    options: list[str] = field(default_factory=lambda: ["--only-reported"])
    files: list[str] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    inside: str | None = None
    """The folder in which it lies; "" where it is nowhere."""

    def sheet(self, name: str = "") -> Worksheet:
        found = self.book[name] if name else self.book.worksheets[0]
        assert isinstance(found, Worksheet)
        return found

    def cell(self, place: str) -> Cell:
        """The cell of an address or of a figure."""
        if re.fullmatch(r"(.+!)?[A-Z]{1,2}[0-9]+", place):
            sheet, _, address = place.rpartition("!")
            return cast("Cell", self.sheet(sheet)[address])
        unit, _, figure = place.rpartition(".")
        (at,) = [
            cell.at
            for one in self.returns
            for key, cell in one.cells.items()
            if name_of(key) == figure and unit in ("", one.unit)
        ]
        assert at is not None
        return cast("Cell", self.sheet(at.sheet)[at.cell])

    def save(self, name: str = "") -> None:
        if self.inside == "":
            return
        path = self.folder / (self.inside or "") / (name or self.name)
        self.files += [path.name] if path.name not in self.files and self.inside is None else []
        if self.content is None:
            self.book.save(path)
            with_formulas(path, self.formulas)
        else:
            path.write_bytes(self.content)


SYLLABLES = ["An", "Bình", "Cường", "Dương", "Hà", "Hưng", "Lâm", "Long", "Minh", "Phú", "Quang", "Tân", "Thái"]
CHANGES = list[tuple[re.Pattern[str], Callable[..., None]]]()


def change(pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A function makes the changes that are written so."""

    def added(function: Callable[..., None]) -> Callable[..., None]:
        CHANGES.append((re.compile(pattern, re.DOTALL), function))
        return function

    return added


@change(r"formula (\S+) (=.*)")
def _formula(made: Made, place: str, formula: str) -> None:
    """A formula beside the value that the cell has."""
    made.formulas[made.cell(place).coordinate] = formula


@change(r"(hide|delete) row ([0-9]+)(?: of (.+))?")
def _row(made: Made, how: str, row: str, sheet: str | None) -> None:
    if how == "hide":
        made.sheet(sheet or "").row_dimensions[int(row)].hidden = True
    else:
        shifted(made.sheet(sheet or ""), int(row), -1)


@change(r"(hide|delete) column ([A-Z]+)(?: of (.+))?")
def _column(made: Made, how: str, column: str, sheet: str | None) -> None:
    if how == "hide":
        made.sheet(sheet or "").column_dimensions[column].hidden = True
    else:
        shifted(made.sheet(sheet or ""), column_index_from_string(column), -1, rows=False)


@change(r"(insert|copy) row ([0-9]+)(?: of (.+?))?(?: to ([0-9]+))?(?: \| (.*))?")
def _inserted(made: Made, how: str, row: str, sheet: str | None, to: str | None, texts: str | None) -> None:
    """A new row with these texts, or the one that stands at another row."""
    where = made.sheet(sheet or "")
    values = [cell.value for cell in where[int(row)]] if how == "copy" else []
    at = int(to or row)
    shifted(where, at, 1)
    for column, value in enumerate(values or [value_of(text.strip()) for text in (texts or "").split("|")], start=1):
        where.cell(at, column).value = value


@change(r"months gone")
def _without_months(made: Made) -> None:
    """The newspaper's row of the whole series has no rows of months below it."""
    for _ in range(11):
        shifted(made.sheet(), 30, -1)


@change(r"(merge|unmerge) (.+)")
def _merged(made: Made, how: str, box: str) -> None:
    sheet, _, cells = box.rpartition("!")
    where = made.sheet(sheet)
    (where.merge_cells if how == "merge" else where.unmerge_cells)(cells)


@change(r"(strike|white) (\S+)")
def _font(made: Made, how: str, place: str) -> None:
    made.cell(place).font = Font(strike=True) if how == "strike" else Font(color="FFFFFFFF")


@change(r"(\S+) as (\w+)(?: but (.+))?")
def _copied(made: Made, unit: str, other: str, but: str | None) -> None:
    """The figures of another unit, or of another base, but for some fields."""
    source, name = (other, unit) if other in BOOKS else (made.base, other)
    (figures,) = [one.cells for one in returns_of(source) if one.unit == name]
    for key, cell in figures.items():
        if key.field not in (but or "").split(", ") and not isinstance(cell.value, str | date):
            write(made.cell(f"{unit}.{name_of(key)}"), cell.value)


@change(r"(open|restamp) ?(.*)")
def _stamped(made: Made, how: str, text: str) -> None:
    """The form without its protection, or with another value in its stamp."""
    if how == "open":
        made.sheet().protection.sheet = False
        return
    name, value = text.split("=")
    for row in made.book["khpcmd"].iter_rows():
        if row[0].value == name:
            row[1].value = value


@change(r"sheet (.+) -> (.+)")
def _title(made: Made, old: str, new: str) -> None:
    if new == "hidden":
        made.sheet(old).sheet_state = "hidden"
    else:
        made.sheet(old).title = new


@change(r"sheet ([^=:]+)(?:: (.*))?")
def _sheet(made: Made, name: str, rows: str | None) -> None:
    """One more sheet: with rows, which ``⁋`` separates, or a copy of the first one."""
    if rows is None:
        made.book.copy_worksheet(made.sheet()).title = name
    else:
        fill(made.book.create_sheet(name), rows_of(rows.replace("⁋", "\n")))


@change(r"file (.+)")
def _named(made: Made, name: str) -> None:
    made.name = name


@change(r"saved (.+)")
def _saved(made: Made, name: str) -> None:
    """The workbook as it is now is one more file."""
    made.save(name)


@change(r"copied (.+)")
def _twice(made: Made, name: str) -> None:
    """And so it is, byte for byte: a workbook that is saved again has another time in it."""
    made.save(name)
    made.content = (made.folder / name).read_bytes()


@change(r"asked (.+)")
def _asked(made: Made, name: str) -> None:
    """Another name than that of the file is checked."""
    made.save()
    made.files[:] = [name]
    made.inside = ""


@change(r"pipe")
def _pipe(made: Made) -> None:
    """There is no file of that name, but a pipe."""
    os.mkfifo(made.folder / made.name)
    made.files.append(made.name)
    made.inside = ""


@change(r"forbidden")
def _forbidden(made: Made) -> None:
    """The operating system answers the reading of the file with an error."""
    (made.folder / made.name).symlink_to("/proc/self/mem")
    made.files.append(made.name)
    made.inside = ""


@change(r"more communes ([0-9]+)")
def _communes(made: Made, count: str) -> None:
    """So many more communes in the plan and in the return, their figures stored as text."""
    sheet, names = made.sheet(), map(" ".join, product(SYLLABLES, repeat=3))
    with (made.folder / "communes.csv").open("a", encoding="utf-8") as roster:
        for number, name in enumerate(islice(names, int(count))):
            roster.write(f"m{number},Xã {name},,,\n")
            sheet.append([None, f"Xã {name}", 10, "11"])


@change(r"earlier")
def _earlier(made: Made) -> None:
    """The same figures were sent for the half-year."""
    cells = [cell for sheet in made.book.worksheets for row in sheet for cell in row]
    titles = [(cell, str(cell.value)) for cell in cells if "NĂM 2023" in str(cell.value)]
    for cell, title in titles:
        cell.value = title.replace("NĂM 2023", "6 THÁNG ĐẦU NĂM 2023")
    made.book.save(made.folder / "k1.xlsx")
    for cell, title in titles:
        cell.value = title
    made.options += ["--previous", "k1.xlsx"]


@change(r"(folder|empty) (.+)")
def _folder(made: Made, how: str, name: str) -> None:
    """The workbook lies in a folder, or the folder is empty."""
    made.inside = name if how == "folder" else ""
    made.files[:] = [name]
    (made.folder / name).mkdir(exist_ok=True)


@change(r"bytes (\w+)")
def _bytes(made: Made, kind: str) -> None:
    """The file is none that a workbook should be."""
    made.content = odd_files.KINDS[kind](made.book)


@change(r"in (\S+\.(?:csv|yaml)): (.+) -> (.*)")
def _planned(made: Made, name: str, *texts: str) -> None:
    """A text of the plan is another one; ``⁋`` breaks lines."""
    old, new = (text.replace("⁋", "\n") for text in texts)
    plan = (made.folder / name).read_text("utf-8")
    assert old in plan
    (made.folder / name).write_text(plan.replace(old, new), "utf-8")


@change(r"baseline of (.+)")
def _baseline(made: Made, text: str) -> None:
    """The figures of the year before stand in a file of their own, by these units, and no more in the return."""
    figures = {unit: int(figure) for unit, _, figure in (one.rpartition(" ") for one in text.split(", "))}
    reform_plan.sheet(made.folder / "k1.xlsx", "NĂM 2021", figures)
    shifted(made.sheet(), 3, -1, rows=False)
    made.options += ["--baseline", "k1.xlsx"]


@change(r"results (\S+)")
def _results(made: Made, name: str) -> None:
    """The results of the workbook as it is now are saved."""
    made.save()
    with contextlib.chdir(made.folder), contextlib.redirect_stdout(io.StringIO()):
        khpcmd(["check", *made.files, *made.options, "-q", "-o", name])


@change(r"results before by (.+) -> (.+)")
def _results_before(made: Made, old: str, new: str) -> None:
    """The year before is known by its saved results alone, of a plan that says something otherwise."""
    (then := made.folder / "2021").mkdir()
    plan, table = PLANS["reform"]["plan.yaml"], PLANS["reform"]["communes.csv"].split("n1,")[0]
    (then / "plan.yaml").write_text(years_ago(plan, 2).replace(old, new), encoding="utf-8")
    (then / "communes.csv").write_text(table.replace("2022-06-30", ""), encoding="utf-8")
    figures = {"Xã An": 9, "Xã Bình": 9, "Xã Cẩm": 9, "Xã Giữ Nguyên": 7}
    reform_plan.sheet(made.folder / "k1.xlsx", "NĂM 2021", figures)
    with contextlib.chdir(made.folder), contextlib.redirect_stdout(io.StringIO()):
        khpcmd(["check", "k1.xlsx", "--plan", "2021/plan.yaml", "-q", "-o", "k1.json"])
    shifted(made.sheet(), 3, -1, rows=False)
    made.options += ["--baseline", "k1.json"]


@change(r"options (.*)")
def _options(made: Made, text: str) -> None:
    """The arguments of the check; a base in braces is a file of its own."""
    for base in re.findall(r"\{(\w+)\}", text):
        shutil.copy(BOOKS[base], made.folder / f"{base[0]}1.xlsx")
    made.options = re.sub(r"\{(\w)\w+\}", r"\g<1>1.xlsx", text).split()


@change(r"([^=+]+) ([=+]) ?(.*)")
def _value(made: Made, place: str, how: str, text: str) -> None:
    """A value in the place of the one that stands there, or a text behind it."""
    cell = made.cell(place)
    if how == "+":
        cell.value = f"{cell.value or ''} {text}".strip()
        return
    dressed = DRESS.fullmatch(text)
    cell.value = value_of(dressed[1] if dressed else text.replace(" long", "-LĐTBXH" * 80))
    if text.startswith("'"):
        cell.data_type = "s"
    elif dressed:
        cell.number_format = dressed[3]
    elif text.startswith("#"):
        cell.data_type = "e"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the corpus."""

    base: str
    codes: tuple[str, ...]
    changes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.base} | {' '.join(self.codes)} | {' ;; '.join(self.changes)}"

    @property
    def what(self) -> str:
        """The line without its codes."""
        return f"{self.base} | {' ;; '.join(self.changes)}"

    def write(self, folder: Path) -> Made:
        """The return in a folder of its own, and how it is checked."""
        made = Made(folder, self.base, book_of(self.base), _file(self.base), returns_of(self.base))
        for name, text in PLANS.get(self.base, {}).items():
            (folder / name).write_text(text, encoding="utf-8")
        made.options += ["--plan", "plan.yaml"] if self.base in PLANS else OPTIONS.get(self.base, [])
        for text in self.changes:
            pattern, function = next((one, do) for one, do in CHANGES if one.fullmatch(text))
            match = pattern.fullmatch(text)
            assert match
            function(made, *match.groups())
        made.save()
        return made


def _file(base: str) -> str:
    return BOOKS[base].name if base in BOOKS else "returns.xlsx"


@cache
def _written() -> dict[str, Story]:
    return {story.claim: story for story in in_file(HERE / "bases.md")}


def book_of(base: str) -> Workbook:
    """The workbook of a base."""
    if base == "template":
        book = template(loaded(base).plan.units[0].id)
        for row, figures in enumerate(
            ((1150.25, 1250.5), (None, 900), (None, 865.5), (None, 12.75), (None, 91.5), (None, 5))
        ):
            for column, figure in enumerate(figures):
                book.worksheets[0].cell(11 + row, 5 + column).value = figure
        return book
    if base in BOOKS:
        return load_workbook(BOOKS[base])
    return _written()["annex" if base == "villages" else base].book()


def template(unit: str, period: str = "year") -> Workbook:
    """The blank form of a unit under the plan of amounts."""
    plan = loaded("template")
    with TemporaryDirectory() as folder:
        path = Path(folder, "form.xlsx")
        make_template(path, wanted(plan, plan.plan.unit[unit], period))
        return load_workbook(path)


@cache
def loaded(base: str) -> LoadedPlan:
    """The plan of a base."""
    if base not in PLANS:
        return load_plan(None)
    with TemporaryDirectory() as folder:
        for name, text in PLANS[base].items():
            Path(folder, name).write_text(text, encoding="utf-8")
        return load_plan(Path(folder, "plan.yaml"))


@cache
def returns_of(base: str) -> Sequence[Return]:
    """What a base says."""
    with TemporaryDirectory() as folder:
        path = Path(folder, _file(base))
        book_of(base).save(path)
        return read_workbook(path, loaded(base).plan, name=path.name).returns


@cache
def faults() -> tuple[Fault, ...]:
    """The whole corpus."""
    lines = (HERE / "faults.txt").read_text("utf-8").splitlines()
    parts = [line.split(" | ", 2) for line in lines if line and not line.startswith("#")]
    return tuple(Fault(base, tuple(codes.split()), tuple(text.split(" ;; "))) for base, codes, text in parts)


PERIODS = {"half": "half_year"}
"""Of which period a base is, where it is not the whole year."""


@cache
def records_of(base: str) -> Mapping[str, Mapping[Key, CellValue | None]]:
    """The figures of all units of a base's plan."""
    bases = [base] if base in PLANS or base == "half" else ["province", base]
    found = dict[str, dict[Key, CellValue | None]]()
    for one in [filed for name in bases for filed in returns_of(name)]:
        found.setdefault(one.unit, {}).update({key: cell.value for key, cell in one.cells.items()})
    return found


def own_of(base: str) -> str:
    """The unit whose return a base is; "" where it is of several."""
    units = {"291"} if base == "communes" else {one.unit for one in returns_of(base)}
    return next(iter(units)) if len(units) == 1 else ""
