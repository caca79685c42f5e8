"""What the texts and cells of a workbook are without a plan: units with levels, names and ids, kinds of fields."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from khpcmd.draft.phrases import pattern, words
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, CountField, DateField, YesNoField
from khpcmd.text import CLASS_OF, INVISIBLE, bare, loose, split_class, tidy
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.number_formats import PERCENT_FORMAT
from khpcmd.workbook.layout.rows import is_filler
from khpcmd.workbook.outcome import raw_text
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


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit by its name; ``parent`` is the name of the one above it, "" where none was found."""

    name: str
    level: Level
    at: Spot
    parent: str = ""


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field by the texts that stand over its column or its row, upper levels first."""

    path: tuple[str, ...]
    kind: Kind
    at: Spot
    units: tuple[str, ...]
    """The names of the units that report it."""
    measure: str = ""
    baseline: bool = False
    decimals: int = 0
    """Of an amount, the most that its figures have."""
    largest: int = 0
    """Of an amount, its largest figure, without decimals."""
    whole_path: bool = False
    """Whether all of the path is its name: true of columns, whose lowest header is often unclear by itself."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that was not proposed; ``why`` is a word of the catalogue."""

    at: Spot
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one table, or of all."""

    units: tuple[FoundUnit, ...] = ()
    fields: tuple[FoundField, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

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
    found = [_level(name) for name in names]
    if "province" in found or "commune" in found:
        found = _cities_as_provinces(names, found)
    counted = Counter(level for level in found if level in RANKS)
    named = (level for word, level in HEADER_LEVELS if word in bare(header).split())
    usual: Level = counted.most_common(1)[0][0] if counted else next(named, "unit")
    return [level or usual for level in found]


def _level(name: str) -> Level | None:
    if is_agency(name):
        return "agency"
    word, rest = split_class(name)
    return CLASS_LEVELS.get(word) if rest else None


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
COUNT = CountField(kind="count", label=ANY, reported_by=("x",), unit_of_measure=ANY)
YES_NO = YesNoField(kind="yes_no", label=ANY, reported_by=("x",))
DATE = DateField(kind="date", label=ANY, reported_by=("x",))


def kind_of(cells: Iterable[GridCell | None], measure: str = "") -> Kind:
    """The kind of a field; a count where nothing stands in its cells."""
    if bare(measure) in words("yes_or_no"):
        return "yes_no"
    filled = [cell for cell in cells if cell is not None and not is_filler(raw_text(cell))]
    numbers = [cell for cell in filled if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)]
    if not filled or 2 * len(numbers) >= len(filled):
        return "count"
    if _all(filled, YES_NO):
        return "yes_no"
    if _all(filled, DATE):
        return "date"
    return "count" if _all(filled, COUNT) else "text"


def _all(cells: Sequence[GridCell], spec: AnyField) -> bool:
    """Whether most of the cells are read as such a field."""
    fitting = sum(read_cell(cell, spec).value is not None for cell in cells)
    return 2 * fitting > len(cells)


MOST_DECIMALS = 6


def why_left_out(cells: Iterable[GridCell | None], measure: str = "", *, by_month: bool = False) -> str:
    """Why figures make no field: "ratio" for percentages, "amount" for decimals of which nobody says what they are, and
    for amounts by month."""
    cells = tuple(cells)
    numbers = [cell for cell in cells if cell is not None and isinstance(cell.value, int | float)]
    shown = [cell for cell in numbers if "%" in PERCENT_FORMAT.sub("", cell.look.number_format)]
    if bare(measure) in words("percentages") or 2 * len(shown) > len(numbers):
        return "ratio"
    return "amount" if is_amount(cells, measure) and (by_month or not loose(measure)) else ""


def is_amount(cells: Iterable[GridCell | None], measure: str) -> bool:
    """Whether figures are no whole numbers of things: they have decimals, or are money, lengths, areas and the like."""
    filled = [cell for cell in cells if cell is not None and not is_filler(raw_text(cell))]
    numbers = [
        cell
        for cell in filled
        if isinstance(cell.value, int | float) or pattern("written").fullmatch(tidy(raw_text(cell)))
    ]
    return bare(measure) in words("amounts") or 2 * sum(_decimals(cell) > 0 for cell in numbers) > len(numbers)


def size_of(cells: Iterable[GridCell | None]) -> tuple[int, int]:
    """The most decimals of some figures, and the largest of them without decimals."""
    filled = [cell for cell in cells if cell is not None and not is_filler(raw_text(cell))]
    wholes = [int(abs(cell.value)) for cell in filled if isinstance(cell.value, int | float)]
    texts = (pattern("written").fullmatch(tidy(raw_text(cell))) for cell in filled)
    wholes += [int(match["whole"].replace(".", "")) for match in texts if match]
    return max(map(_decimals, filled), default=0), max(wholes, default=0)


def _decimals(cell: GridCell) -> int:
    if isinstance(cell.value, float):
        digits = f"{cell.value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2]
        return len(digits)
    match = pattern("written").fullmatch(tidy(raw_text(cell)))
    return min(len(match["decimals"]), MOST_DECIMALS) if match else 0


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
