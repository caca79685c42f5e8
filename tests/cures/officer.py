"""What an officer does who reads a printed entry: a function for each kind of cure, and which codes it is for.

A function answers whether anything was to be done.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cures.corpus import BOOKS
from cures.desk import Desk, below, is_number, likeness, line, place, right_of, row_of, sheet_of, shown, write
from cures.sheets import shifted
from khpcmd.returns import Basis, Key
from khpcmd.workbook.read import read_workbook
from workbook.test_sheet_checks import with_formulas


class Officer(Desk):
    """Who carries out a cure."""

    def carry_out(self, entry: Mapping[str, object]) -> bool:
        """Does what an entry asks for."""
        self.entry = entry
        if self.path.suffix == ".xlsx" and self.path.is_file() and not str(entry["code"]).startswith("F"):
            self.book = load_workbook(self.path)
        return CURES[str(entry["code"])](self)

    # figures

    def retype(self) -> bool:
        """The figure of the records in the place of what stands there."""
        for cell in self.cells():
            write(cell, self.recorded(cell, self.field))
        return self.save()

    def as_in_the_records(self) -> bool:
        """Every figure of the unit (of all units) that is not as in the records is corrected."""
        wrong = list[tuple[Cell, object]]()
        for unit, key, cell, value in self.placed():
            wanted = self.of(unit).get(key, value)
            if self.entry["unit"] in (None, unit) and value != wanted and shown(cell.value) != shown(wanted):
                wrong.append((cell, wanted))
        for cell, wanted in wrong:
            write(cell, wanted)
        return bool(wrong) and self.save()

    def looked_at(self) -> bool:
        """As in the records; where the figures are right, that stands beside them as a remark."""
        if self.as_in_the_records():
            return True
        remarks = self.header("Ghi chú")
        place(self.sheet, self.cell.row, remarks.column).value = "số liệu đúng, đã đối chiếu với sổ gốc"
        return self.save()

    def to_numbers(self) -> bool:
        """The whole column: those beyond the range may be too many to be listed."""
        for cell in (self.cell, *below(self.cell)):
            write(cell, int(str(cell.value)))
        return self.save()

    def in_words(self) -> bool:
        """A day with its month in words."""
        day = self.recorded(self.cell, self.field)
        self.cell.value = f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"
        return self.save()

    def marked(self) -> bool:
        """A cross below "Có" or "Không", and none below the other."""
        heads = line(self.sheet, self.header().row + 1)
        yes = next(one.column for one in reversed(heads[: self.cell.column]) if one.value == "Có")
        answer = self.recorded(self.cell, self.field)
        place(self.sheet, self.cell.row, yes).value = "x" if answer else None
        place(self.sheet, self.cell.row, yes + 1).value = None if answer else "x"
        return self.save()

    def by_month(self) -> bool:
        """A row for each month, with its figure."""
        cell, figures = self.cell, self.of(self.entry["unit"])
        cell.value = None
        for key in reversed([key for key in figures if key.field == self.field and key.month]):
            shifted(self.sheet, cell.row + 1, 1)
            place(self.sheet, cell.row + 1, 2).value = f"Tháng {key.month}"
            write(place(self.sheet, cell.row + 1, cell.column), figures[key])
        return self.save()

    def split(self) -> bool:
        """A merged range taken apart, with the figure of each row."""
        self.sheet.unmerge_cells(self.entry["cell"])
        self.entry = {**self.entry, "unit": None}
        return self.retype()

    def total(self) -> bool:
        """A wrong row is corrected; where all are right the total is the sum."""
        if not self.as_in_the_records():
            write(self.cell, self.params["sum"])
        return self.save()

    def ratio(self) -> bool:
        """A wrong figure is corrected; where both are right the ratio is theirs."""
        if not self.as_in_the_records():
            part, whole = (int(str(place(self.sheet, self.cell.row, self.cell.column - back).value)) for back in (1, 2))
            write(self.cell, round(100 * part / whole, 1))
        return self.save()

    def calculated(self) -> bool:
        """The formula with the rows that it left out, calculated."""
        first = re.findall(r"[A-Z]+[0-9]+", self.params["found"])[0]
        last = max(int(row) for row in re.findall("[0-9]+", self.params["rows"]))
        box = f"{first}:{get_column_letter(self.cell.column)}{last}"
        write(self.cell, sum(int(str(cell.value)) for (cell,) in self.sheet[box]))
        self.save()
        with_formulas(self.path, {self.cell.coordinate: f"=SUM({box})"})
        return True

    def counted(self) -> bool:
        """Counted again in the plan's unit of measure, which then stands there."""
        self.cell.value = self.measure(self.field)
        return self.as_in_the_records() or self.save()

    def measured(self) -> bool:
        """One unit of measure, in its column, and none in brackets behind the label."""
        label = place(self.sheet, self.cell.row, 2)
        label.value = re.sub(r" \([^)]*\)$", "", str(label.value))
        place(self.sheet, self.cell.row, 3).value = self.measure(self.field)
        return self.save()

    def remark_agrees(self) -> bool:
        """The figure or the remark is corrected, whichever is not as in the records."""
        if not self.as_in_the_records():
            self.cell.value = re.sub("[0-9]+", shown(self.box(self.params["other"]).value), str(self.cell.value))
        return self.save()

    # rows and columns

    def named(self) -> bool:
        """The name of the field whose figures these are, or that the entry itself names; else nothing is to be done."""
        row = right_of(self.cell)
        name = self.field if "field" in self.params else self.field_of(row) or self.field_of(below(self.cell))
        if self.entry["code"] == "S308" and not any(map(is_number, row)):
            name = name or self.params["suggestion"][0]["id"]
        self.cell.value = self.label(name) if name else self.cell.value
        return bool(name) and self.save()

    def headed(self) -> bool:
        """The headers become those of the figures below them, each complete."""
        top = self.cell.row - (":" in self.entry["cell"])
        for header in line(self.sheet, top)[2:]:
            if name := self.field_of(below(header)[:-1]):
                place(self.sheet, top - 1, header.column).value = None
                header.value = self.label(name)
        return self.save()

    def on_its_own(self) -> bool:
        """A figure of merged cells gets a cell of its own."""
        for box in [str(one) for one in self.sheet.merged_cells.ranges if self.cell.coordinate in one]:
            self.sheet.unmerge_cells(box)
        self.save()
        return self.as_in_the_records() or self.save()

    def period_headed(self) -> bool:
        """The column with the figures of the records gets a header that names the period."""
        ours = {shown(one) for one in self.of(self.own).values()}

        def held(header: Cell) -> int:
            return len(ours & {shown(cell.value) for cell in below(header) if cell.value is not None})

        max(right_of(self.cell), key=held).value = self.example()
        return self.save()

    def has(self) -> bool:
        """A column or a row of another name gets that of the field; where there is none it is added."""
        if self.entry["unit"]:
            return self.units_added([self.entry["unit"]])
        header, name = self.header(), self.field
        rows = header.value in ("Chỉ tiêu", "Nội dung")
        for cell in below(header) if rows else right_of(header):
            text = str(cell.value)
            alike = text != self.label(name) and (not rows or self.field_named(text) == name)
            if alike and self.field_of(right_of(cell) if rows else below(cell)) == name:
                cell.value = self.label(name)
                return self.save()
        return self.row_added(name) if rows else self.column_added(name)

    def row_added(self, name: str) -> bool:
        header, row = self.header(), max(cell.row for cell in self.rows()) + 1
        shifted(self.sheet, row, 1)
        for cell in right_of(header):
            if cell.value in ("Số liệu", f"Năm {self.plan.year}", f"Năm {self.plan.baseline_year}"):
                figure = place(self.sheet, row, cell.column)
                write(figure, self.recorded(figure, name))
        place(self.sheet, row, header.column).value = self.label(name)
        return self.save()

    def column_added(self, name: str, basis: Basis = Basis.CURRENT) -> bool:
        header, column = self.header(), self.sheet.max_column + 1
        year = f" năm {self.plan.baseline_year}" if basis is Basis.BASELINE else ""
        place(self.sheet, header.row, column).value = self.label(name) + year
        self.entry = {**self.entry, "unit": None}  # each row has its own
        for cell in self.rows():
            figures = self.of(self.unit_at(cell))
            if Key(name, basis) in figures:
                write(place(self.sheet, cell.row, column), figures[Key(name, basis)])
        return self.save()

    def below_added(self) -> bool:
        """Rows of the units that the entry names."""
        return self.units_added([one["id"] for one in self.params["units"]])

    def units_added(self, units: list[str]) -> bool:
        """A row for each unit in every table of units of its level that has none."""
        for unit in units:
            level, found = self.plan.unit[unit].level, list(self.placed())
            there = {sheet_of(cell).title for other, _, cell, _ in found if other == unit}
            for sheet in {sheet_of(cell) for other, _, cell, _ in found if self.plan.unit[other].level == level}:
                columns = {key: cell for _, key, cell, _ in found if sheet_of(cell) is sheet}
                if sheet.title not in there:
                    last = max(cell.row for cell in columns.values()) + 1
                    shifted(sheet, last, 1)
                    sheet.cell(last, 2).value = self.name(unit)
                    for key, cell in columns.items():
                        write(place(sheet, last, cell.column), "x" if cell.value == "x" else self.of(unit).get(key))
            self.save()
        return True

    def baseline_filled(self) -> bool:
        """The figures of the year before, in their column."""
        return self.as_in_the_records() or self.column_added(self.field, Basis.BASELINE)

    def baseline_recalculated(self) -> bool:
        """Those figures as recalculated for the units of today, in the return."""
        self.entry = {**self.entry, "file": self.files[0]}
        self.book = load_workbook(self.path)
        there = any(key.basis is Basis.BASELINE for _, key, _, _ in self.placed())
        return there or self.column_added(next(iter(self.plan.fields)), Basis.BASELINE)

    def former_added(self) -> bool:
        """The figure of the former unit that is missing, in the file of the year before."""
        self.sheet.append([None, self.params["found"], 9])
        return self.save()

    def baseline_returns(self) -> bool:
        """The returns of the year before in the place of its results."""
        at = self.options.index("--baseline") + 1
        then = (self.folder / self.options[at]).with_suffix(".xlsx")
        self.options[at] = then.name if then.exists() else str(shutil.copy(BOOKS["before"], self.folder))
        return True

    def visible(self) -> bool:
        """Nothing of the place is hidden."""
        for cell in self.cells():
            self.sheet.row_dimensions[cell.row].hidden = False
            self.sheet.column_dimensions[get_column_letter(cell.column)].hidden = False
            cell.font = Font()
        return self.save()

    def without_sheet(self) -> bool:
        """A sheet that is not needed goes; the only one gets its figures."""
        if len(self.book.worksheets) == 1:
            return self.sent_again()
        self.book.remove(self.sheet)
        return self.save()

    def without_row(self) -> bool:
        shifted(self.sheet, self.cell.row, -1)
        return self.save()

    def only_results(self) -> bool:
        """Rows that are not as in the records go."""
        for cell in reversed(self.rows()):
            if not self._is_right(cell) and cell.value != "Tổng cộng":
                shifted(self.sheet, cell.row, -1)
        return self.save()

    def without_the_wrong_one(self) -> bool:
        """Of two places that say different things the one goes that is not as in the records."""
        if self.path.name != self.params["other"].split(" › ")[0]:
            self.files.remove(next((name for name in self.files if not self._is_sound(name)), self.path.name))
            return True
        here, there = self.cell, self.box(self.params["other"].rpartition("!")[2])
        name = self.field if "field" in self.params else self.field_of([there])
        right = shown(self.recorded(here, name)) == shown(here.value) if name else self._is_right(here)
        gone, rows = there if right else here, here.row != there.row
        shifted(self.sheet, gone.row if rows else gone.column, -1, rows=rows)
        return self.save()

    def _is_right(self, cell: Cell) -> bool:
        held = {shown(one.value) for one in row_of(cell) if is_number(one)}
        return len(held & {shown(one) for one in self.of(self.unit_at(cell)).values()}) > 1

    def _is_sound(self, name: str) -> bool:
        filed = read_workbook(self.folder / name, self.plan, name=name).returns
        return all(self.of(one.unit).get(key) == cell.value for one in filed for key, cell in one.cells.items())

    # words

    def as_the_example(self) -> bool:
        """The wording of the example, in a cell or as the name of the file; a group of other figures stays."""
        if not self.entry["cell"]:
            return self.renamed(self.example().removesuffix(".xlsx"))
        first = next((cell for cell in below(self.cell) if isinstance(cell.value, str)), None)
        if self.entry["code"] == "S313" and first is not None:
            figure = shown(self.of(self.own).get(Key(self.field_named(str(first.value)))))
            if figure not in [shown(one.value) for one in right_of(first)]:
                return False
        self.cell.value = self.example()
        return self.save()

    def reworded(self) -> bool:
        """Without the words that turn the figures: in a cell, or in the name of the file."""
        said = self.params["declared"].split('", "') if "declared" in self.params else [self.params.get("words", "")]
        words = "|".join(map(re.escape, filter(None, said))) or r"\(.*\)|ngh[iì]n.*"
        text = str(self.cell.value) if self.entry["cell"] else self.path.stem
        rest = re.sub(words, "", text, flags=re.IGNORECASE).strip(" -,;:()")
        if not self.entry["cell"]:
            return self.renamed(rest)
        self.cell.value = rest if rest and rest != "ĐVT" else None
        return self.save()

    def renamed(self, stem: str) -> bool:
        name = f"{stem.strip() or 'bao-cao'}{self.path.suffix}"
        self.files[self.files.index(self.path.name)] = self.path.rename(self.folder / name).name
        return True

    def timed(self) -> bool:
        """The period of the plan in the place of the time that stands there, or behind the title."""
        cell = self.cell if self.entry["cell"] else self.box("A2")
        time, text = self.plan.periods[self.period].title.vi.upper(), str(cell.value)
        old = re.search("(6 tháng đầu )?năm 20[0-9]{2}", text, re.IGNORECASE)
        cell.value = text.replace(old[0], time) if old else f"{text} {time}"
        return self.save()

    def moved(self) -> bool:
        """A text that speaks of nothing in its place goes into the remarks."""
        remarks = self.header("Ghi chú")
        if self.cell.row > remarks.row:
            place(self.sheet, self.cell.row, remarks.column).value = self.cell.value
        self.cell.value = None
        return self.save()

    # units

    def unit_named(self) -> bool:
        """The name of the unit where the entry stands: in a cell, on the tab of a sheet, in the name of the file."""
        if not self.entry["sheet"]:
            return self.renamed(self.name(self.own))
        if not self.entry["cell"]:
            self.sheet.title = self.name(self.own)
            return self.save()
        units = [one["id"] for one in self.params.get("units", [self.params.get("unit")]) if one]
        unit = self.own
        if not self.own or self.entry["code"] == "U401":
            unit = units[0] if len(units) == 1 and units[0] in self.records else self.whose(units[1:] and units)
        text = str(self.cell.value)
        old = re.search(r"(HUYỆN|XÃ|THÀNH PHỐ|THỊ XÃ) [A-ZĐ]\S* [A-Z]\S*(?= NĂM)", text)
        self.cell.value = text.replace(old[0], self.name(unit).upper()) if old else self.name(unit) if unit else text
        return bool(unit) and self.save()

    def unit_headed(self) -> bool:
        """The unit's name where it is missing: in its row, or in a line above everything."""
        if self.entry["cell"] and not self.own:
            return self.unit_named() or self.without_row()
        if self.entry["code"] == "U405" and len(self.book.worksheets) > 1:
            return self.without_sheet()
        shifted(self.sheet, 1, 1)
        place(self.sheet, 1, 1).value = self.name(self.own)
        return self.save()

    def not_ours(self) -> bool:
        """Where another unit is named the right one is; a figure that is not the unit's own goes."""
        unit = self.params["unit"]["id"]
        if unit == self.own:
            self.cell.value = None
        for one in (*line(self.sheet, 1), *row_of(self.cell)) if unit != self.own else ():
            if self.short(unit) in str(one.value).lower():
                self.entry = {**self.entry, "cell": one.coordinate}
                one.value = None
                one.value = self.name(self.own or self.whose())
        return self.save()

    def is_total(self) -> bool:
        """The row is called a total, and the unit gets a row of its own."""
        unit, row = self.params["unit"]["id"], self.cell.row
        self.cell.value = "Tổng cộng"
        shifted(self.sheet, row, 1)
        place(self.sheet, row, 2).value = self.name(unit)
        for cell in right_of(self.header()):
            if cell.value != "Ghi chú":
                figure = self.of(unit).get(Key(self.field_named(str(cell.value))))
                write(place(self.sheet, row, cell.column), figure)
                sum_ = place(self.sheet, row + 1, cell.column)
                write(sum_, int(str(sum_.value)) + int(str(figure)))
        return self.save()

    # files

    def sent_again(self) -> bool:
        """A new workbook with the same figures, in the place of the file."""
        self.path.unlink()
        name = self.path.with_suffix(".xlsx").name
        self.files[self.files.index(self.path.name)] = name
        self.form(self.own).save(self.folder / name)
        return True

    def form(self, unit: str) -> Workbook:
        """The figures of a unit, with the names of the plan as headers."""
        book, of = Workbook(), self.of(unit)
        sheet = book.worksheets[0]
        before = f"Năm {self.plan.baseline_year}" if self.plan.baseline_year else "STT"
        sheet.append((f"Đơn vị báo cáo: {self.name(unit)}",))
        sheet.append((f"BÁO CÁO SỐ LIỆU {self.plan.periods[self.period].title.vi.upper()}",))
        sheet.append(("TT", "Chỉ tiêu", "Đơn vị tính", before, f"Năm {self.plan.year}", "Ghi chú"))
        for key, value in of.items():
            if key.basis is Basis.BASELINE or (self.plan.fields[key.field].kind == "months" and not key.month):
                continue
            label = self.label(key.field)
            if key.month == 1:
                sheet.append((None, label))
            sheet.append((None, f"Tháng {key.month}" if key.month else label, self.measure(key.field) or None))
            write(place(sheet, sheet.max_row, 4), of.get(Key(key.field, Basis.BASELINE)))
            write(place(sheet, sheet.max_row, 5), value)
        return book

    def on_the_form(self) -> bool:
        """The figures in the form that was sent out."""
        self.book = self.blank()
        self.save()
        for _, key, cell, _ in list(self.placed()):
            cell.value = self.of(self.own).get(key)  # type: ignore[assignment]
        return self.save()

    def unpacked(self) -> bool:
        with zipfile.ZipFile(self.path) as archive:
            (name,) = archive.namelist()
            archive.extract(name, self.folder)
        self.files[self.files.index(self.path.name)] = name
        return True

    def once(self) -> bool:
        """One of two equal files goes."""
        self.files.remove(self.path.name)
        return True

    def shortened(self) -> bool:
        """Rows that hold nothing go."""
        self.book = load_workbook(self.path)
        for sheet in self.book.worksheets:
            while not any(str(cell.value or "").strip() for cell in sheet[sheet.max_row]):
                sheet.delete_rows(sheet.max_row)
        return self.save()

    def path_corrected(self) -> bool:
        names = [one.name for one in self.folder.glob("*.xlsx")]
        self.files[:] = [max(names, key=lambda name: likeness(name, self.path.name))]
        return True

    def into_the_folder(self) -> bool:
        self.form(self.own).save(self.path / "bao-cao.xlsx")
        return True

    def sent(self) -> bool:
        """The return of the unit that has sent none; of one of which nothing is known nobody can send any."""
        unit = self.params["unit"]["id"]
        if unit in self.records:
            self.form(unit).save(self.folder / f"{unit}.xlsx")
            self.files.append(f"{unit}.xlsx")
        return unit in self.records

    def asked_on_another_day(self) -> bool:
        at = self.options.index("--as-of")
        del self.options[at : at + 2]
        return True


F = Officer
BY_CURE: Mapping[Callable[[Officer], bool], str] = {
    F.retype: "C501 C502 C503 C504 C505 C506 C507 C508 C509 C510 C511 C512 C513 C514 C516 C518 C519 C521 C522 C528 "
    "C529 C531 C534 C535 C536 C537 C539 C540 C541 C550",
    F.as_in_the_records: "C515 C532 C533 K601 K602 K603 K604 K605 K607 K612 K616 K620 K630 K631 K632 K633 K634 "
    "K637 B701",
    F.looked_at: "K613 K614 Q101 Q102 Q103 Q104 Q105 Q106 Q107",
    F.to_numbers: "C542",
    F.in_words: "C551",
    F.marked: "C525 C526",
    F.by_month: "C520 C527",
    F.split: "C517",
    F.total: "K606 K610 K615",
    F.ratio: "C523 C524 K609",
    F.calculated: "K611",
    F.counted: "S307",
    F.measured: "S325 C538",
    F.remark_agrees: "S324",
    F.named: "S303 S306 S308",
    F.headed: "S321 K635",
    F.period_headed: "S312",
    F.has: "S304",
    F.below_added: "U421 K608",
    F.baseline_filled: "B702",
    F.baseline_recalculated: "B710 B712 B713",
    F.former_added: "B711",
    F.baseline_returns: "B704 B705",
    F.visible: "S310",
    F.without_sheet: "S301 S311",
    F.only_results: "S323",
    F.on_its_own: "S327",
    F.without_the_wrong_one: "S305 S319 U402 C530",
    F.as_the_example: "S313 S314 S315 B703",
    F.reworded: "S316 S317 S318 S322",
    F.timed: "U406 U407 U411",
    F.moved: "S326",
    F.unit_named: "U401 U403 U404 U408 U409 U419 U420 U430",
    F.unit_headed: "U405 U410",
    F.not_ours: "S309",
    F.is_total: "K636",
    F.sent_again: "F202 F203 F204 F205 F206 F207 F208 F210 F213 F216 S302",
    F.on_the_form: "U412 U413 U414 U415 U416 U417",
    F.unpacked: "F215",
    F.once: "F212",
    F.shortened: "F209",
    F.path_corrected: "F201",
    F.into_the_folder: "F211",
    F.sent: "R801 R802 R803",
    F.asked_on_another_day: "U422 R804 R805",
}
CURES = {code: cure for cure, codes in BY_CURE.items() for code in codes.split()}
