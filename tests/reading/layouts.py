"""Lays out returns as offices do: ``lay_out`` makes the sheets of a world and says which figures they mean.

Every place that governs figures goes through ``Layout.say`` or ``Layout.extra``. Without an insertion the texts stand
as they are, and ``hooks`` lists the places; with one, the text of that place has the words in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from khpcmd.returns import Basis, Key

from .facts import Facts, Field, Unit
from .paper import Page, Value

Figure = tuple[str, Key]


@dataclass(slots=True)
class Scope:
    """The figures that a text governs."""

    figures: set[Figure] = field(default_factory=set)


class Hook(NamedTuple):
    """A place that governs figures, as it was laid out."""

    place: str
    text: str
    measure: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Insertion:
    """The text that stands at one place instead of its own."""

    hook: int
    whole: str


class Siblings(NamedTuple):
    """Columns of numbers beside the one that is meant: headers in their order, and which of them it is."""

    name: str
    headers: tuple[str, ...]
    meant: int
    open: bool
    """Whether nobody can tell which one is meant."""


SIBLINGS = (
    Siblings("total-male-female", ("Tổng số", "Nam", "Nữ"), 0, False),
    Siblings("total-of-which", ("Tổng số", "Trong đó: nữ"), 0, False),
    Siblings("female-total", ("Nữ", "Tổng số"), 1, False),
    Siblings("period-cumulative", ("Kỳ này", "Lũy kế từ đầu năm"), 1, False),
    Siblings("cumulative-month", ("Lũy kế", "Trong tháng"), 0, False),
    Siblings("month-added", ("Tháng báo cáo", "Cộng dồn từ đầu năm"), 1, False),
    Siblings("plan-done", ("Kế hoạch", "Thực hiện"), 1, False),
    Siblings("given-done", ("Chỉ tiêu giao", "Kết quả thực hiện"), 1, False),
    Siblings("done-plan", ("Thực hiện", "Kế hoạch năm"), 0, False),
    Siblings("plan-done-rate", ("Kế hoạch năm {year}", "Thực hiện năm {year}", "Tỷ lệ (%)"), 1, False),
    Siblings("registered-done", ("Đăng ký", "Thực hiện"), 1, False),
    Siblings("done-rate", ("Số lượng", "Tỷ lệ (%)"), 0, False),
    Siblings("done-to-do", ("Đã thực hiện", "Chưa thực hiện"), 0, False),
    Siblings("done-estimate", ("Thực hiện", "Ước cả năm sau"), 0, False),
    Siblings("years", ("Năm {before}", "Năm {year}"), 1, False),
    Siblings("same-period", ("Cùng kỳ năm {before}", "Thực hiện năm {year}"), 1, False),
    Siblings("reported-revised", ("Số báo cáo", "Số sau rà soát"), 0, True),
    Siblings("two-sources", ("Số liệu của Phòng", "Số liệu của Công an"), 0, True),
    Siblings("first-second", ("Số liệu", "Số liệu lần 2"), 0, True),
    Siblings("nameless", ("Số lượng", ""), 0, True),
    Siblings("nameless-before", ("", "Số lượng"), 1, True),
    Siblings("unknown-word", ("Kết quả", "Quạng xép"), 0, True),
    Siblings("other-subject", ("Kết quả", "Trâu bò"), 0, True),
    Siblings("checked", ("Số liệu", "Kết quả kiểm đếm lại"), 0, True),
)
LAYOUTS = ("form", "form", "form", "sheets", "stacked", "across", "table", "table", "table", "two_tables", "annex")
"""The names of the layouts, the usual ones more often."""


@dataclass(slots=True)
class Layout:
    """A world while it is laid out."""

    facts: Facts
    rng: Random
    kind: str
    insertion: Insertion | None = None
    siblings: Siblings | None = None
    pages: list[Page] = field(default_factory=list)
    file: str = ""
    period: str = "year"
    meant: dict[Figure, int | bool] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    doubled: set[Figure] = field(default_factory=set)
    """The figures that have a number beside them."""
    whole: Scope = field(default_factory=Scope)
    numbers: list[int] = field(default_factory=list)
    side: Random = field(default_factory=Random)
    """Decides what is asked only where something is put in, so that the rest stays as it is."""
    marked: list[str] = field(default_factory=list)
    """Footnotes that a mark in the table refers to."""

    # Places

    def say(self, place: str, text: str, scope: Scope, measure: str = "", unit: str = "") -> str:
        """The text of a place that governs the figures of a scope, with the words of the insertion if it is its place."""
        self.hooks.append(Hook(place, text, measure, unit))
        self.scopes.append(scope)
        if self.insertion and self.insertion.hook == len(self.hooks) - 1:
            return self.insertion.whole
        return text

    def extra(self, place: str, scope: Scope, unit: str = "") -> str:
        """A text that stands only where it is put in; else nothing."""
        return self.say(place, "", scope, unit=unit)

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    # Figures

    def number(self) -> int:
        """A number that stands nowhere else in the world."""
        if not self.numbers:
            self.numbers = self.rng.sample([n for n in range(13, 1990) if n % 100], 1500)
        return self.numbers.pop()

    def figure(self, unit: Unit, one: Field, scopes: Iterable[Scope]) -> int | bool:
        """A new figure that is meant, put into the scopes that govern it."""
        value: int | bool = self.number() if one.counted else self.chance(0.7)
        self.meant[unit.id, Key(one.id)] = value
        for scope in (self.whole, *scopes):
            scope.figures.add((unit.id, Key(one.id)))
        return value

    def shown(self, value: int | bool) -> Value:
        """A figure as it is written into a cell."""
        if isinstance(value, bool):
            return self.pick("Có", "Có", "x", "có") if value else "Không"
        return value

    # Above and below a table

    def unit_written(self, unit: Unit) -> str:
        """A name of a unit as it is written in a table."""
        ways = [unit.name, unit.name, unit.short, unit.name.upper()]
        if unit.name.startswith("Huyện "):
            ways += [f"H. {unit.short}", f"UBND {unit.name[0].lower()}{unit.name[1:]}"]
        if unit.name.startswith("Thành phố "):
            ways += [f"TP. {unit.short}", f"TP {unit.short}"]
        return self.rng.choice(ways)

    def head(self, page: Page, scope: Scope, unit: Unit | None) -> None:
        """The letterhead, the title and the lines under it."""
        stamp = self.extra("stamp", scope)
        aside = self.side.random() < 0.3
        if stamp and not aside:
            page.add(stamp)
        if unit:
            name = f"UBND {unit.name}".upper()
            match self.rng.randrange(4):
                case 0:
                    page.add(name, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                    page.add(
                        "PHÒNG CHUYÊN MÔN" if self.chance(0.3) else None, None, None, "Độc lập - Tự do - Hạnh phúc"
                    )
                case 1:
                    page.add(name)
                case 2:
                    page.add(f"Đơn vị báo cáo: {unit.name}")
                case _:
                    if self.facts.superior:
                        page.add(self.facts.superior)
                    page.add(name)
        elif self.facts.superior and self.chance(0.7):
            page.add(self.facts.superior)
        if stamp and aside:
            page.put(max(page.row, 1), 9, stamp)
        self.title(page, scope)
        if self.chance(0.3):
            page.add(f"(Kèm theo Báo cáo số {self.rng.randrange(2, 99)}/BC-UBND ngày 12/12/{self.facts.plan.year})")
        if under := self.extra("subtitle", scope, unit.name if unit else ""):
            page.add(under, column=self.side.choice((1, 1, 2)))
        if self.chance(0.2):
            page.add()
        if scale := self.extra("scale_line", scope):
            page.add(scale, column=self.side.choice((1, 3, 4)))

    def title(self, page: Page, scope: Scope) -> None:
        year = self.facts.plan.year
        span = f"NĂM {year}" if self.period == "year" else f"6 THÁNG ĐẦU NĂM {year}"
        span = self.say("title_period", span, scope)
        topic = self.say("title_topic", self.rng.choice(self.facts.topics), scope) if self.chance(0.7) else ""
        kind = self.pick(
            "KẾT QUẢ CÔNG TÁC", "BÁO CÁO KẾT QUẢ CÔNG TÁC", "BIỂU SỐ LIỆU CÔNG TÁC", "KẾT QUẢ THỰC HIỆN CÔNG TÁC"
        )
        if not topic:
            kind = self.pick(
                "KẾT QUẢ THỰC HIỆN", "BIỂU SỐ LIỆU BÁO CÁO", "TỔNG HỢP KẾT QUẢ", "BÁO CÁO", "BÁO CÁO SỐ LIỆU"
            )
        text = self.say("title", f"{kind} {topic}".strip(), scope)
        column = self.rng.choice((1, 1, 2))
        if self.chance(0.2):
            page.add(text, column=column)
            page.add(span if self.chance(0.5) else f"({span.lower()})", column=column)
        else:
            page.add(f"{text} {span}", column=column)

    def foot(self, page: Page, scope: Scope, unit: Unit | None) -> None:
        """Footnotes and the signature below a table."""
        if self.chance(0.2):
            page.add()
        if note := self.extra("footnote", scope):
            page.add(note, column=self.side.choice((1, 2)))
        for text in self.marked:
            page.add(text)
        self.marked.clear()
        if self.chance(0.6):
            place = unit.short if unit else "Hải Dương"
            page.add(None, None, f"{place}, ngày 12 tháng 12 năm {self.facts.plan.year}")
            page.add(
                "NGƯỜI LẬP BIỂU",
                None,
                self.pick("THỦ TRƯỞNG ĐƠN VỊ", "TRƯỞNG PHÒNG (ký, đóng dấu)", "TM. ỦY BAN NHÂN DÂN"),
            )

    def new_page(self, title: str, scope: Scope) -> Page:
        page = Page(_sheet_name(self.say("sheet", title, scope)))
        self.pages.append(page)
        return page

    def some_fields(self, least: int, most: int) -> list[Field]:
        fields = list(self.facts.fields)
        chosen = self.rng.sample(fields, min(len(fields), self.rng.randint(least, most)))
        return sorted(chosen, key=fields.index)

    def year_texts(self, text: str) -> str:
        year = self.facts.plan.year
        return text.format(year=year, before=year - 1)

    # A form: a row for each field

    def form(self, page: Page, unit: Unit, scope: Scope) -> None:
        """One form of one unit: its head, its table and its foot."""
        self.head(page, scope, unit)
        self.form_table(page, [unit], self.some_fields(3, 9), scope)
        self.foot(page, scope, unit)

    def form_table(
        self, page: Page, units: Sequence[Unit], fields: Sequence[Field], table: Scope, *, named: bool = False
    ) -> None:
        """A table with a row for each field and a column for each unit; with one unit not ``named`` in its header."""
        numbered, measured, remarks = self.chance(0.8), self.chance(0.75), self.chance(0.8)
        column = 1 + numbered
        label_at, measure_at = column, column + 1
        first = column + 1 + measured
        siblings = None if named else self.siblings
        meant_at = [first + index for index in range(len(units))]
        width = len(units)
        if siblings:
            meant_at, width = [first + siblings.meant], len(siblings.headers)
        remark_at = first + width
        columns = [Scope() for _ in units]
        measure_scope = Scope()
        top = page.add()
        two_rows = not named and not siblings and self.chance(0.2)
        merged = self.chance(0.5)
        label_word = self.pick("Chỉ tiêu", "Nội dung", "Tên chỉ tiêu", "Nội dung báo cáo", "Chỉ tiêu báo cáo")
        page.put(top, label_at, self.say("label_header", label_word, table))
        if numbered:
            page.put(top, 1, self.pick("TT", "STT", "Số TT"))
        if measured:
            page.put(top, measure_at, self.pick("Đơn vị tính", "ĐVT", "Đơn vị tính"))
        if siblings:
            for index, text in enumerate(siblings.headers):
                page.put(top, first + index, self.year_texts(text))
        elif named:
            for at, unit, scope in zip(meant_at, units, columns, strict=True):
                page.put(top, at, self.say("unit_cell", self.unit_written(unit), scope))
        elif two_rows:
            page.put(
                top, first, self.say("header_row1", self.pick("Kết quả thực hiện", "Kết quả", "Số liệu báo cáo"), table)
            )
        else:
            own = self.pick(
                "Số lượng",
                "Kết quả",
                "Thực hiện",
                "Kết quả thực hiện",
                "Số liệu",
                self.year_texts("Năm {year}"),
                self.year_texts("Thực hiện năm {year}"),
            )
            if self.period != "year" and "20" in own:
                own = "Số lượng"
            page.put(top, first, self.say("only_header", own, table))
        if remarks:
            page.put(top, remark_at, self.pick("Ghi chú", "Ghi chú", "Diễn giải"))
        bottom = top
        if two_rows:
            bottom = page.add()
            page.put(bottom, first, self.say("header_row2", self.pick("Số lượng", "Tổng số", "Thực hiện"), table))
            if merged:
                for at in [
                    *([1] if numbered else []),
                    label_at,
                    *([measure_at] if measured else []),
                    *([remark_at] if remarks else []),
                ]:
                    page.merge(top, at, bottom, at)
        if self.chance(0.3):
            index = page.add()
            marks = ["(A)", "(B)", "(C)"] if measured else ["(A)", "(B)"]
            page.cells.update({(index, at): mark for at, mark in enumerate(marks[not numbered :], 1)})
            page.cells.update({(index, first + at): f"({at + 1})" for at in range(width)})
        self.form_rows(
            page,
            units,
            fields,
            table,
            columns,
            numbered,
            (label_at, measure_at if measured else 0, first, remark_at if remarks else 0),
            siblings,
            measure_scope,
        )

    def form_rows(
        self,
        page: Page,
        units: Sequence[Unit],
        fields: Sequence[Field],
        table: Scope,
        columns: Sequence[Scope],
        numbered: bool,
        places: tuple[int, int, int, int],
        siblings: Siblings | None,
        measures: Scope,
    ) -> None:
        """The rows of a form with their group rows."""
        label_at, measure_at, first, remark_at = places
        grouped = self.chance(0.5)
        group = Scope()
        count, romans = 0, 0
        noted = self.rng.randrange(len(fields))
        for index, one in enumerate(fields):
            if grouped and (index == 0 or self.chance(0.3)):
                group = Scope()
                row = page.add()
                heading = self.pick(
                    "CÔNG TÁC TUYÊN TRUYỀN",
                    "CÔNG TÁC KIỂM TRA",
                    "Tình hình chung",
                    "Kết quả hoạt động",
                    "Công tác chỉ đạo, điều hành",
                    "CÁC HOẠT ĐỘNG KHÁC",
                )
                heading = self.say("group", heading, group)
                if numbered:
                    page.put(row, 1, ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[romans])
                page.put(row, label_at, heading)
                romans, count = romans + 1, 0
            if self.chance(0.08):
                self.stranger(page, numbered, label_at, measure_at, first)
            row, line = page.add(), Scope()
            count += 1
            if numbered:
                page.put(row, 1, count)
            label = self.say("row_label", self.rng.choice(one.names), line, one.measure)
            if index == noted and (marked := self.extra("footnote_marked", line)):
                label += " (*)"
                self.marked.append(marked)
            page.put(row, label_at, label)
            if measure_at:
                page.put(row, measure_at, self.say("uom", one.measure, line, one.measure) if one.measure else None)
            for at, (unit, scope) in enumerate(zip(units, columns, strict=True)):
                value = self.figure(unit, one, (table, group, line, scope))
                self.put_figure(page, row, first + at, unit, one, value, siblings)
            if remark_at:
                page.put(row, remark_at, self.say("remark", "", line))
            beside = self.extra("note", line)
            if beside:
                page.put(row, (remark_at or first + len(units)) + 2, beside)
            if comment := self.extra("comment", line):
                page.comments[row, self.side.choice((label_at, first + (siblings.meant if siblings else 0)))] = comment

    def stranger(self, page: Page, numbered: bool, label_at: int, measure_at: int, first: int) -> None:
        """A row of another subject, which no field of the plan is."""
        row = page.add()
        if numbered:
            page.put(row, 1, self.pick("-", "+"))
        page.put(
            row,
            label_at,
            self.pick("Số hộ nuôi ong", "Số km đường được làm mới", "Số buổi họp giao ban", "Số máy tính được cấp"),
        )
        if measure_at:
            page.put(row, measure_at, "cái")
        page.put(row, first, self.number())

    def put_figure(
        self, page: Page, row: int, at: int, unit: Unit, one: Field, value: int | bool, siblings: Siblings | None
    ) -> None:
        """A figure at its place, with other numbers in the columns beside it."""
        if not siblings:
            page.put(row, at, self.shown(value))
            return
        for index, header in enumerate(siblings.headers):
            if index == siblings.meant:
                page.put(row, at + index, self.shown(value))
            elif one.counted:
                text = self.year_texts(header)
                other = self.number()
                page.put(row, at + index, f"{other % 90 + 5},5%" if "%" in text else other)
                self.doubled.add((unit.id, Key(one.id)))
                if str(self.facts.plan.year - 1) in text and one.baseline:
                    self.meant[unit.id, Key(one.id, Basis.BASELINE)] = other

    # A consolidated table: a row for each unit

    def table(self, page: Page, units: Sequence[Unit], fields: Sequence[Field], table: Scope) -> None:
        """A consolidated table with one to three header rows."""
        numbered, remarks = self.chance(0.85), self.chance(0.5)
        unit_at = 1 + numbered
        tiers, merged = self.rng.choice((1, 1, 2, 2, 3)), self.chance(0.7)
        leaves = self.leaves(fields, tiers)
        depth = max(len(path) for path, _, _ in leaves)
        top = page.row + 1
        for _ in range(depth):
            page.add()
        first = unit_at + 1
        scopes = [Scope() for _ in leaves]
        if numbered:
            page.put(top, 1, self.pick("TT", "STT"))
        page.put(
            top, unit_at, self.say("unit_header", self.pick("Đơn vị", "Tên đơn vị", "Đơn vị", "Đơn vị báo cáo"), table)
        )
        remark_at = first + len(leaves) if remarks else 0
        if remarks:
            page.put(top, remark_at, "Ghi chú")
        self.header_cells(page, leaves, scopes, top, first, depth, merged)
        if merged and depth > 1:
            for at in [*([1] if numbered else []), unit_at, *([remark_at] if remarks else [])]:
                page.merge(top, at, top + depth - 1, at)
        if self.chance(0.35):
            index = page.add()
            marks = ["(A)", "(B)"] if numbered else ["(B)"]
            page.cells.update({(index, at): mark for at, mark in enumerate(marks, 1)})
            page.cells.update({(index, first + at): f"({at + 1})" for at in range(len(leaves))})
        self.unit_rows(page, units, leaves, scopes, table, numbered, (unit_at, first, remark_at))

    def leaves(self, fields: Sequence[Field], tiers: int) -> list[tuple[tuple[str, ...], Field, str]]:
        """The columns: the headers above each other, the field, and what the column is ("" for its figures)."""
        found = list[tuple[tuple[str, ...], Field, str]]()
        for one in fields:
            paths = [path for path in one.paths if len(path) <= tiers]
            path = self.rng.choice(paths) if paths and tiers > 1 else (self.rng.choice(one.names),)
            found.append((path, one, ""))
        if self.siblings:
            at = next((index for index, (_, one, _) in enumerate(found) if one.counted), None)
            if at is not None:
                path, one, _ = found[at]
                more = [
                    ((*path, self.year_texts(text)), one, "" if index == self.siblings.meant else text or "-")
                    for index, text in enumerate(self.siblings.headers)
                ]
                found[at : at + 1] = more
        order = list(dict.fromkeys(path[0] for path, _, _ in found))
        found.sort(key=lambda leaf: order.index(leaf[0][0]))
        if tiers == 3 and not self.siblings and max(len(path) for path, _, _ in found) < 3 and self.chance(0.6):
            heading = "\n"
            found = [((heading, *path), one, what) for path, one, what in found]
        return found

    def header_cells(
        self,
        page: Page,
        leaves: Sequence[tuple[tuple[str, ...], Field, str]],
        scopes: Sequence[Scope],
        top: int,
        first: int,
        depth: int,
        merged: bool,
    ) -> None:
        """The header rows, each text once over all that it spans."""
        for level in range(depth):
            index = 0
            while index < len(leaves):
                path = leaves[index][0]
                if level >= len(path):
                    index += 1
                    continue
                last = index
                while last + 1 < len(leaves) and leaves[last + 1][0][: level + 1] == path[: level + 1]:
                    last += 1
                leaf = len(path) == level + 1
                if leaf:
                    last = index
                text = path[level]
                over = _Many([scopes[at] for at in range(index, last + 1)])
                if text == "\n":
                    text = self.say(
                        "merged_header",
                        self.pick("Kết quả thực hiện", "Công tác kiểm tra", "Các chỉ tiêu"),
                        over.scope(),
                    )
                elif self.siblings is None:
                    text = self.say(
                        "header" if leaf else "merged_header",
                        text,
                        over.scope(),
                        leaves[index][1].measure if leaf else "",
                    )
                self.joint.append(over)
                page.put(top + level, first + index, text)
                if merged:
                    page.merge(top + level, first + index, top + (depth - 1 if leaf else level), first + last)
                index = last + 1

    joint: list[_Many] = field(default_factory=list)

    def unit_rows(
        self,
        page: Page,
        units: Sequence[Unit],
        leaves: Sequence[tuple[tuple[str, ...], Field, str]],
        scopes: Sequence[Scope],
        table: Scope,
        numbered: bool,
        places: tuple[int, int, int],
    ) -> None:
        """The rows of the units, in groups or not, with a total or not."""
        unit_at, first, remark_at = places
        total = self.pick("first", "last", "", "last")
        sums = {index: 0 for index, (_, one, _) in enumerate(leaves) if one.counted}
        total_row = page.add() if total == "first" else 0
        grouped, group, romans = self.chance(0.3), Scope(), 0
        for count, unit in enumerate(units, 1):
            if grouped and (count == 1 or self.chance(0.3)):
                group, row = Scope(), page.add()
                if numbered:
                    page.put(row, 1, ("I", "II", "III", "IV", "V", "VI", "VII")[romans])
                heading = self.pick("Các thành phố", "Các huyện, thị xã", "Khu vực 1", "Cụm 1", "Các đơn vị")
                page.put(row, unit_at, self.say("unit_group", heading, group))
                romans = min(romans + 1, 6)
            row, line = page.add(), Scope()
            if numbered:
                page.put(row, 1, count)
            page.put(row, unit_at, self.say("unit_cell", self.unit_written(unit), line))
            for index, (path, one, what) in enumerate(leaves):
                if what:
                    if one.counted:
                        other = self.number()
                        page.put(row, first + index, f"{other % 90 + 5},5%" if "%" in path[-1] else other)
                        self.doubled.add((unit.id, Key(one.id)))
                        sums[index] += other
                        if str(self.facts.plan.year - 1) in path[-1] and one.baseline:
                            self.meant[unit.id, Key(one.id, Basis.BASELINE)] = other
                    continue
                value = self.figure(unit, one, (table, group, line, scopes[index]))
                page.put(row, first + index, self.shown(value))
                if one.counted:
                    sums[index] += value
            if remark_at:
                page.put(row, remark_at, self.say("remark", "", line))
            if beside := self.extra("note", line):
                page.put(row, first + len(leaves) + 3, beside)
            if comment := self.extra("comment", line):
                page.comments[row, unit_at] = comment
        if total == "last":
            total_row = page.add()
        if total_row:
            page.put(
                total_row,
                unit_at,
                self.pick("Tổng cộng", "Cộng", "Tổng số", "Toàn tỉnh" if self.facts.superior else "Tổng cộng"),
            )
            for index, amount in sums.items():
                if "%" not in leaves[index][0][-1]:
                    page.put(total_row, first + index, amount)
        for many in self.joint:
            many.close()
        self.joint.clear()

    # An annex: a row for each commune

    def annex(self, page: Page, table: Scope) -> None:
        """A table of communes below their districts, with marks or words for yes and no."""
        self.head(page, table, None)
        marks, remarks = self.chance(0.6), self.chance(0.6)
        fields = self.facts.commune_fields
        top = page.add("TT", self.pick("Xã, phường, thị trấn", "Đơn vị", "Tên xã"))
        scopes = [Scope() for _ in fields]
        width = 2 if marks else 1
        for index, (one, scope) in enumerate(zip(fields, scopes, strict=True)):
            page.put(top, 3 + index * width, self.say("header", self.rng.choice(one.names), scope))
            if marks:
                page.merge(top, 3 + index * 2, top, 4 + index * 2)
        remark_at = 3 + width * len(fields)
        if remarks:
            page.put(top, remark_at, "Ghi chú")
        if marks:
            bottom = page.add()
            for index in range(len(fields)):
                page.put(bottom, 3 + index * 2, "Có")
                page.put(bottom, 4 + index * 2, "Không")
            for at in (1, 2, *([remark_at] if remarks else [])):
                page.merge(top, at, bottom, at)
        for roman, (district, communes) in zip(
            ("I", "II", "III"), self.rng.sample(self.facts.communes, 2), strict=False
        ):
            group = Scope()
            row = page.add(roman, self.say("unit_group_district", district.name.upper(), group))
            for count, commune in enumerate(self.rng.sample(communes, 3), 1):
                line = Scope()
                row = page.add(count, self.say("unit_cell", commune.name, line))
                for index, (one, scope) in enumerate(zip(fields, scopes, strict=True)):
                    value = self.figure(commune, one, (table, group, line, scope))
                    if marks:
                        page.put(row, 3 + index * 2 + (not value), "x")
                    else:
                        page.put(row, 3 + index, "Có" if value else "Không")
                if remarks:
                    page.put(row, remark_at, self.say("remark", "", line))
                if comment := self.extra("comment", line):
                    page.comments[row, 2] = comment
        self.foot(page, table, None)


class _Many:
    """A header over several columns: it governs what they all govern, once that is known."""

    def __init__(self, parts: list[Scope]) -> None:
        self._parts = parts
        self._own = Scope()

    def scope(self) -> Scope:
        return self._parts[0] if len(self._parts) == 1 else self._own

    def close(self) -> None:
        for part in self._parts:
            if part is not self.scope():
                self._own.figures |= part.figures


def lay_out(
    facts: Facts, seed: int, kind: str, insertion: Insertion | None = None, siblings: Siblings | None = None
) -> Layout:
    """The world of a seed. The same seed gives the same layout, whatever is put in."""
    rng = Random(f"{facts.name}/{seed}/{kind}")
    layout = Layout(facts, rng, kind, insertion, siblings, side=Random(seed))
    half = "half_year" in facts.plan.periods
    layout.period = "half_year" if half and layout.chance(0.3) else "year"
    ways: dict[str, Callable[[Layout], None]] = {
        "form": _form, "sheets": _sheets, "stacked": _stacked, "across": _across, "table": _table, "two_tables": _two_tables, "annex": _annex,
    }  # fmt: skip
    ways[kind](layout)
    year = facts.plan.year
    name = layout.pick(f"BC {year}", f"bieu so lieu {year}", "returns", f"Báo cáo {year}", "so lieu")
    layout.file = layout.say("file", name, layout.whole).replace("/", "-") + ".xlsx"
    return layout


def _plain_sheet(layout: Layout) -> str:
    return layout.pick("Sheet1", "Biểu 1", "Báo cáo", "Số liệu", "Bieu 01")


def _form(layout: Layout) -> None:
    page = layout.new_page(_plain_sheet(layout), layout.whole)
    layout.form(page, layout.rng.choice(layout.facts.units), layout.whole)


def _sheets(layout: Layout) -> None:
    for unit in layout.rng.sample(layout.facts.units, 3):
        scope = Scope()
        layout.form(layout.new_page(unit.short, scope), unit, scope)


def _stacked(layout: Layout) -> None:
    page = layout.new_page(_plain_sheet(layout), layout.whole)
    for unit in layout.rng.sample(layout.facts.units, 2):
        layout.form(page, unit, Scope())
        page.add()


def _across(layout: Layout) -> None:
    page = layout.new_page(_plain_sheet(layout), layout.whole)
    layout.head(page, layout.whole, None)
    units = layout.rng.sample(layout.facts.units, layout.rng.randint(2, 5))
    layout.form_table(page, units, layout.some_fields(2, 7), Scope(), named=True)
    layout.foot(page, layout.whole, None)


def _table(layout: Layout) -> None:
    page = layout.new_page(_plain_sheet(layout), layout.whole)
    layout.head(page, layout.whole, None)
    units = layout.rng.sample(layout.facts.units, layout.rng.randint(2, min(7, len(layout.facts.units))))
    layout.table(page, units, layout.some_fields(2, 8), Scope())
    layout.foot(page, layout.whole, None)


def _two_tables(layout: Layout) -> None:
    page = layout.new_page(_plain_sheet(layout), layout.whole)
    layout.head(page, layout.whole, None)
    units = layout.rng.sample(layout.facts.units, 3)
    fields = layout.some_fields(4, 6)
    for number, part in enumerate((fields[: len(fields) // 2], fields[len(fields) // 2 :]), 1):
        page.add(f"Bảng {number}. " + layout.pick("Kết quả thực hiện", "Số liệu", "Kết quả"))
        layout.table(page, units, part, Scope())
    layout.foot(page, layout.whole, None)


def _annex(layout: Layout) -> None:
    page = layout.new_page(layout.pick("PL1", "Phụ lục", "Sheet1"), layout.whole)
    layout.annex(page, layout.whole)


def _sheet_name(text: str) -> str:
    """A text as the name of a sheet: no signs that Excel forbids, at most 31 characters."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in text)[:31].strip("'") or "Sheet1"
