"""What the texts and cells of a workbook are without a plan: units with levels, names and ids, kinds of fields."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from khpcmd.draft.phrases import pattern, words
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, CountField, DateField, YesNoField
from khpcmd.text import CLASS_OF, INVISIBLE, bare, loose, split_class, tidy
from khpcmd.workbook.cells import raw_text, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT
from khpcmd.workbook.table import is_filler
from khpcmd.workbook.words.vocabulary import strip_numbering

Kind = Literal["count", "amount", "yes_no", "months", "date", "text"]
Level = Literal["province", "district", "commune", "agency", "unit"]


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell that a proposal comes from; ``cell`` is "" where it is the whole sheet."""

    sheet: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


class FoundUnit(NamedTuple):
    """A unit by its name; ``parent`` is the name of the one above it (in a plan its id), "" where none was found."""

    name: str
    level: Level
    at: Spot
    parent: str = ""
    id: str = ""


class FoundField(NamedTuple):
    """A field by the texts that stand over its column or its row, upper levels first."""

    path: tuple[str, ...]
    kind: Kind
    at: Spot
    reported_by: tuple[str, ...]
    """The names of the units that report it, in a plan their ids and levels."""
    measure: str = ""
    """What is counted, "" where that is unknown."""
    baseline: bool = False
    decimals: int = 0
    """Of an amount, the most that its figures have."""
    largest: int = 0
    """Of an amount, its largest figure, without decimals."""
    whole_path: bool = False
    """Whether all of the path is its name: true of columns, whose lowest header is often unclear by itself."""
    id: str = ""
    label: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def visits(self) -> bool:
        """Whether it counts occurrences, and not things."""
        return self.kind == "count" and "luot" in bare(self.measure).split()


class LeftOut(NamedTuple):
    """A cell that was not proposed; ``why`` is a word of the catalogue."""

    at: Spot
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one table, or of all; in a plan each once, with its id."""

    units: tuple[FoundUnit, ...] = ()
    fields: tuple[FoundField, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    named: bool = True
    """Whether the workbook names a unit; if not, there is a placeholder."""

    def __add__(self, other: Found) -> Found:
        return Found(self.units + other.units, self.fields + other.fields, self.left_out + other.left_out)


LONGEST_ID = 48
LONGEST_NAME = 300
"""A longer text is not a name."""
WORDS_OF_UNIT = 7
"""How many words the name of a unit with a class word has at most."""
CLASS_LEVELS: dict[str, Level] = {
    "tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "thành phố": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
}  # fmt: skip
RANKS: dict[Level, int] = {"province": 3, "district": 2, "commune": 1}
HEADER_LEVELS: tuple[tuple[str, Level], ...] = (("huyen", "district"), ("xa", "commune"), ("tinh", "province"))


def clean(text: str) -> str:
    """A text on one line, without anything that cannot be seen."""
    visible = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in text.translate(INVISIBLE))
    return tidy("".join(visible))


def slug(text: str, sign: str, longest: int = LONGEST_ID) -> str:
    """A text as an id: its words without accents, joined by a sign, as many as fit; "" where it has no such word."""
    found = ""
    for word in re.findall("[a-z0-9]+", bare(text)):
        longer = f"{found}{sign}{word}" if found else word[:longest]
        if len(longer) > longest:
            break
        found = longer
    return found


def free(wanted: str, taken: set[str]) -> str:
    """The id, or the id with the first number that makes it unique; it is added to ``taken``."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}_{number}"
    taken.add(found)
    return found


def is_agency(name: str) -> bool:
    return bool(pattern("agency").match(strip_numbering(name).casefold()))


def names_unit(text: str) -> bool:
    """Whether a text can only be the name of a unit: a class word and a proper name, or an agency."""
    name = strip_numbering(text)
    if is_agency(name):
        return True
    words = name.split()
    word, rest = split_class(name)
    proper = bool(words) and (words[-1][0].isupper() or words[-1].isdigit())
    return bool(word) and proper and len(words) <= WORDS_OF_UNIT and not pattern("no_proper_name").match(bare(rest))


def levels_of(names: Sequence[str], header: str = "") -> list[Level]:
    """The level of each unit of a table: by its class word, else that of most others, else that of the header."""
    classes = [(name, *split_class(name)) for name in names]
    found = ["agency" if is_agency(name) else CLASS_LEVELS.get(word) if rest else None for name, word, rest in classes]
    if "province" in found or "commune" in found:
        found = _cities_as_provinces(names, found)
    counted = Counter(level for level in found if level in RANKS)
    named = (level for word, level in HEADER_LEVELS if word in bare(header).split())
    usual: Level = counted.most_common(1)[0][0] if counted else next(named, "unit")
    return [level or usual for level in found]


def _cities_as_provinces(names: Sequence[str], levels: Sequence[Level | None]) -> list[Level | None]:
    """Cities beside provinces, or above communes, are not districts, unless there are other districts."""
    cities = [split_class(name)[0] == "thành phố" for name in names]
    if any(level == "district" and not city for level, city in zip(levels, cities, strict=True)):
        return list(levels)
    return ["province" if city else level for level, city in zip(levels, cities, strict=True)]


def most(levels: Iterable[Level]) -> Level | None:
    """The level of most territories; None where there is none."""
    counted = Counter(level for level in levels if level in RANKS)
    return counted.most_common(1)[0][0] if counted else None


def nicely(name: str) -> str:
    """A unit's name as it is usually written: "UBND HUYỆN NAM SÁCH" and "H. Nam Sách" are "Huyện Nam Sách"."""
    name = _in_full(tidy(name)) or strip_numbering(name)
    office = pattern("office").match(name)
    if office and split_class(office[1])[0]:
        name = office[1][:1].upper() + office[1][1:]
    word = split_class(name)[0]
    if not name.isupper() or is_agency(name) or not word:
        return name
    length = len(word.split())
    words = name.split()
    if " ".join(words[:length]).casefold() != word:
        return name.title()
    return " ".join([" ".join(words[:length]).capitalize(), *(part.title() for part in words[length:])])


def _in_full(name: str) -> str:
    """A name with its class word in full; "" where this is not a short one, or only the letter of a list."""
    match = pattern("short_class").match(name)
    word = split_class(name)[0] if match else ""
    if not match or word != CLASS_OF[match[1].casefold()]:
        return ""
    rest = name[match.end() :]
    if split_class(rest)[0] or not rest[0].isupper():
        return ""
    return f"{word.capitalize()} {rest.title() if rest.isupper() else rest}"


class Known:
    """Names seen so far, each under the first spelling that a plan takes for the same name.

    A name without accents is the same as one that has them, whichever comes first.
    """

    def __init__(self) -> None:
        self._same: dict[str, str] = {}
        self._accented: dict[str, str] = {}

    def key(self, text: str) -> str:
        """What all spellings of a name have in common."""
        name, folded = loose(text), bare(text)
        found = self._same.get(name) or (self._accented.get(folded) if name == folded else self._same.get(folded))
        if found is None:
            found = self._same[name] = name
            if name != folded:
                self._accented.setdefault(folded, name)
        return found


ANY = Text(vi="vật", en="things")
KINDS: tuple[tuple[Kind, AnyField], ...] = (
    ("yes_no", YesNoField(kind="yes_no", label=ANY, reported_by=("x",))),
    ("date", DateField(kind="date", label=ANY, reported_by=("x",))),
    ("count", CountField(kind="count", label=ANY, reported_by=("x",), unit_of_measure=ANY)),
)
"""The kinds that words may be of, in the order in which they are tried."""
MOST_DECIMALS = 6


class Figures:
    """What stands in the cells of a field, and the unit of measure that is stated for it."""

    def __init__(self, cells: Iterable[GridCell | None], measure: str) -> None:
        self._filled = [cell for cell in cells if cell is not None and not is_filler(raw_text(cell))]
        self._numbers = [cell for cell in self._filled if isinstance(cell.value, int | float)]
        texts = (raw_text(cell) for cell in self._filled if not isinstance(cell.value, int | float))
        matches = (pattern("written").fullmatch(tidy(text)) for text in texts)
        self._written = [match for match in matches if match]
        self._measure = measure

    @cached_property
    def _decimals(self) -> list[int]:
        """How many decimals its numbers have."""
        shown = (f"{cell.value:.{MOST_DECIMALS}f}" for cell in self._numbers if isinstance(cell.value, float))
        digits = [*(text.rstrip("0").partition(".")[2] for text in shown), *(one["decimals"] for one in self._written)]
        return [min(len(one), MOST_DECIMALS) for one in digits]

    @property
    def are_amounts(self) -> bool:
        """Whether they are no whole numbers of things: they have decimals, or are money, lengths, areas and so on."""
        exact = sum(one > 0 for one in self._decimals)
        return bare(self._measure) in words("amounts") or 2 * exact > len(self._numbers) + len(self._written)

    def why_left_out(self, *, by_month: bool = False) -> str:
        """Why they make no field: "ratio" for percentages, "amount" for decimals of which nobody says what they are,
        and for amounts by month."""
        shown = [cell for cell in self._numbers if "%" in PERCENT_FORMAT.sub("", cell.look.number_format)]
        if bare(self._measure) in words("percentages") or 2 * len(shown) > len(self._numbers):
            return "ratio"
        return "amount" if self.are_amounts and (by_month or not loose(self._measure)) else ""

    def described(self, found: FoundField, measure: str, *, baseline: bool) -> FoundField:
        """A field with the kind that they are of, and what else they say of it; a count where nothing stands there."""
        if not self.are_amounts:
            kind = self._kind(measure)
            return found._replace(kind=kind, baseline=baseline and kind == "count")
        largest = [int(abs(cell.value)) for cell in self._numbers if isinstance(cell.value, int | float)]
        largest += [int(one["whole"].replace(".", "")) for one in self._written]
        decimals = max(self._decimals, default=0)
        return found._replace(kind="amount", baseline=baseline, decimals=decimals, largest=max(largest, default=0))

    def _kind(self, measure: str) -> Kind:
        if bare(measure) in words("yes_or_no"):
            return "yes_no"
        if 2 * sum(not isinstance(cell.value, bool) for cell in self._numbers) >= len(self._filled):
            return "count"
        read = ((kind, sum(read_cell(cell, spec).value is not None for cell in self._filled)) for kind, spec in KINDS)
        return next((kind for kind, fitting in read if 2 * fitting > len(self._filled)), "text")


def measure_of(path: Sequence[str], written: str = "") -> str:
    """What a field counts: as the workbook writes it, else by the words of its name; "" where it is unknown."""
    if written and loose(written):
        return written
    for text in reversed(path):
        if match := pattern("counted").match(tidy(text)):
            return match["what"].lower()
        if pattern("persons").match(tidy(text)):
            return "người"
    return ""
