"""A world while it is laid out: its places and the figures they govern, and what stands above and below every table.

Every place that governs figures goes through ``Layout.say`` or ``Layout.added``. Without an insertion the texts stand
as they are, and ``hooks`` lists the places; with one, the text of that place has the words in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

from khpcmd.returns import Basis, Key

from .facts import Facts, Field, Unit
from .paper import Page, Value

Figure = tuple[str, Key]
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(slots=True)
class Scope:
    """The figures that a text governs."""

    figures: set[Figure] = field(default_factory=set)


class Hook(NamedTuple):
    """A place that governs figures, as it was laid out, with what may be said there of its own accord."""

    place: str
    text: str
    measure: str = ""
    unit: str = ""
    others: tuple[str, ...] = ()
    """What the plan allows there as well."""


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
    expected: Literal["read", "open", "either"]
    """Whether a careful reader knows which one is meant, cannot know it, or may ask."""
    persons: bool = False
    """Whether they count persons."""


@dataclass(slots=True)
class Layout:
    """A world while it is laid out. ``meant`` are its figures as their author means them."""

    facts: Facts
    rng: Random
    kind: str
    insertion: Insertion | None = None
    siblings: Siblings | None = None
    pages: list[Page] = field(default_factory=list)
    file: str = ""
    period: str = "year"
    merged: bool = True
    """Whether all header rows have their merges."""
    required: bool = True
    """Whether its figures have to be read; else they only may not be read as others."""
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

    def say(
        self, place: str, text: str, scope: Scope, measure: str = "", unit: str = "", others: tuple[str, ...] = ()
    ) -> str:
        """The text of a place that governs the figures of a scope; with the insertion if it is its place."""
        self.hooks.append(Hook(place, text, measure, unit, others))
        self.scopes.append(scope)
        if self.insertion and self.insertion.hook == len(self.hooks) - 1:
            return self.insertion.whole
        return text

    def added(self, place: str, scope: Scope, unit: str = "") -> str:
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
            self.numbers = self.rng.sample([number for number in range(13, 1990) if number % 100], 1500)
        return self.numbers.pop()

    def figure(self, unit: Unit, one: Field, scopes: Iterable[Scope], basis: Basis = Basis.CURRENT) -> int | bool:
        """A new figure that is meant, put into the scopes that govern it."""
        value: int | bool = self.number() if one.counted else self.chance(0.7)
        self.meant[unit.id, Key(one.id, basis)] = value
        for scope in (self.whole, *scopes):
            scope.figures.add((unit.id, Key(one.id, basis)))
        return value

    def shown(self, value: int | bool) -> Value:
        """A figure as it is written into a cell."""
        if isinstance(value, bool):
            return self.pick("Có", "Có", "x", "có") if value else "Không"
        return value

    def beside(self, unit: Unit, one: Field, header: str) -> Value:
        """Another number than the figure that is meant, under the header of a column beside it."""
        other = self.number()
        self.doubled.add((unit.id, Key(one.id)))
        if str(self.facts.plan.year - 1) in header and one.baseline and "%" not in header:
            self.meant[unit.id, Key(one.id, Basis.BASELINE)] = other
        return f"{other % 90 + 5},5%" if "%" in header else other

    # Words of the day

    def of_year(self, text: str) -> str:
        """A text with the plan's year, the one before and the one after."""
        year = self.facts.plan.year
        return text.format(year=year, before=year - 1, after=year + 1)

    @property
    def day(self) -> str:
        """The day and month on which the return is signed."""
        return "12/12" if self.period == "year" else "12/6"

    @property
    def span(self) -> str:
        year = self.facts.plan.year
        return f"NĂM {year}" if self.period == "year" else f"6 THÁNG ĐẦU NĂM {year}"

    def unit_written(self, unit: Unit) -> str:
        """A name of a unit as it is written in a table."""
        ways = [unit.name, unit.name, unit.short, unit.name.upper()]
        if unit.name.startswith("Huyện "):
            ways += [f"H. {unit.short}", f"UBND {unit.name[0].lower()}{unit.name[1:]}"]
        if unit.name.startswith("Thành phố "):
            ways += [f"TP. {unit.short}", f"TP {unit.short}"]
        return self.rng.choice(ways)

    def some_fields(self, least: int, most: int) -> list[Field]:
        """Some of the plan's fields in their order."""
        fields = list(self.facts.fields)
        chosen = self.rng.sample(fields, min(len(fields), self.rng.randint(least, most)))
        return sorted(chosen, key=fields.index)

    def some_counts(self, least: int, most: int) -> list[Field]:
        """Some of the plan's counts in their order."""
        counts = [one for one in self.facts.fields if one.counted]
        chosen = self.rng.sample(counts, min(len(counts), self.rng.randint(least, most)))
        return sorted(chosen, key=counts.index)

    def some_units(self, least: int, most: int) -> list[Unit]:
        return self.rng.sample(self.facts.units, self.rng.randint(least, min(most, len(self.facts.units))))

    # Above and below a table

    def new_page(self, title: str, scope: Scope) -> Page:
        """A new sheet under its name."""
        page = Page(_sheet_name(self.say("sheet", title, scope)))
        self.pages.append(page)
        return page

    def plain_page(self) -> Page:
        """A new sheet with a name that says nothing."""
        return self.new_page(self.pick("Sheet1", "Biểu 1", "Báo cáo", "Số liệu", "Bieu 01"), self.whole)

    def head(self, page: Page, scope: Scope, unit: Unit | None) -> None:
        """The letterhead, the title and the lines under it."""
        stamp = self.added("stamp", scope)
        aside = self.side.random() < 0.3
        if stamp and not aside:
            page.add(stamp)
        if unit:
            self.letterhead(page, unit)
        elif self.facts.superior and self.chance(0.7):
            page.add(self.facts.superior)
        if stamp and aside:
            page.put(max(page.row, 1), 9, stamp)
        self.title(page, scope)
        if self.chance(0.3):
            page.add(
                f"(Kèm theo Báo cáo số {self.rng.randrange(2, 99)}/BC-UBND ngày {self.day}/{self.facts.plan.year})"
            )
        if under := self.added("subtitle", scope, unit.name if unit else ""):
            page.add(under, column=self.side.choice((1, 1, 2)))
        if self.chance(0.2):
            page.add()
        if scale := self.added("scale_line", scope):
            page.add(scale, column=self.side.choice((1, 3, 4)))

    def letterhead(self, page: Page, unit: Unit) -> None:
        """The lines that say which unit reports."""
        name = f"UBND {unit.name}".upper()
        match self.rng.randrange(5):
            case 0:
                page.add(name, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                page.add("PHÒNG CHUYÊN MÔN" if self.chance(0.3) else None, None, None, "Độc lập - Tự do - Hạnh phúc")
            case 1:
                page.add(name)
            case 2:
                page.add(f"Đơn vị báo cáo: {unit.name}")
            case 3:
                page.add(f"Đơn vị báo cáo: {unit.name}")
                page.add(f"Kỳ báo cáo: {self.span.lower()}")
            case _:
                if self.facts.superior:
                    page.add(self.facts.superior)
                page.add(name)

    def title(self, page: Page, scope: Scope) -> None:
        """The title in one line or two, with the topic or without, and with the period."""
        span = self.say("title_period", self.span, scope)
        topic = self.say("title_topic", self.rng.choice(self.facts.topics), scope) if self.chance(0.7) else ""
        kind = self.pick(
            "KẾT QUẢ CÔNG TÁC", "BÁO CÁO KẾT QUẢ CÔNG TÁC", "BIỂU SỐ LIỆU CÔNG TÁC", "KẾT QUẢ THỰC HIỆN CÔNG TÁC"
        )
        if not topic:
            kind = self.pick(
                "KẾT QUẢ THỰC HIỆN",
                "BIỂU SỐ LIỆU BÁO CÁO",
                "TỔNG HỢP KẾT QUẢ",
                "BÁO CÁO KẾT QUẢ THỰC HIỆN",
                "BÁO CÁO SỐ LIỆU",
            )
        text = self.say("title", f"{kind} {topic}".strip(), scope)
        column = self.rng.choice((1, 1, 2))
        if self.chance(0.2):
            page.add(text, column=column)
            page.add(span if self.chance(0.5) else f"({span.lower()})", column=column)
        else:
            page.add(f"{text} {span}", column=column)

    def foot(self, page: Page, scope: Scope, unit: Unit | None) -> None:
        """Footnotes, the signature and the addressees below a table."""
        if self.chance(0.2):
            page.add()
        if note := self.added("footnote", scope):
            page.add(note, column=self.side.choice((1, 2)))
        for text in self.marked:
            page.add(text)
        self.marked.clear()
        if self.chance(0.6):
            place = unit.short if unit else "Hải Dương" if self.facts.superior else "Phòng Tổng hợp"
            page.add(None, None, f"{place}, ngày 12 tháng {self.day[3:]} năm {self.facts.plan.year}")
            page.add(
                "NGƯỜI LẬP BIỂU",
                None,
                self.pick("THỦ TRƯỞNG ĐƠN VỊ", "TRƯỞNG PHÒNG (ký, đóng dấu)", "TM. ỦY BAN NHÂN DÂN"),
            )
        if self.chance(0.15):
            page.add("Nơi nhận:")
            page.add("- Như trên;")
            page.add("- Lưu: VT.")


def _sheet_name(text: str) -> str:
    """A text as the name of a sheet: no signs that Excel forbids, at most 31 characters."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in text)[:31].strip("'") or "Sheet1"
