"""What each text of a sheet names: a field, a unit, a month. The search for tables starts from these places."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.text import tidy
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.header_rows import RowFacts
from khpcmd.workbook.words.headers import KEPT_TEXTS, FieldNames, is_short
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_HEADERS, UNIT_HEADERS, is_total, key, spellings

MONTH_HEADERS = frozenset({"thang", "cac thang", "thang trong nam", "thang bao cao", "thoi gian", "month", "months"})
TITLES = UNIT_HEADERS | LABEL_HEADERS | MONTH_HEADERS
SILENCE = 20_000
"""The search in a sheet ends after so many different texts in a row that name nothing."""
BESIDE_NAME = 100
"""How much longer than the longest name of a field a text may be that names one: numbering, brackets, spaces."""
TITLE = 100
"""The longest text that is the title of a column of names."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text names: it is a title over units, fields or months, or names one of these itself."""

    over_units: bool = False
    over_fields: bool = False
    over_months: bool = False
    unit: bool = False
    field: str = ""
    month: int = 0


NOTHING = Meaning()
A_UNIT = Meaning(unit=True)


class TextMeanings:
    """What texts name; the answer for each is kept for all sheets of a run."""

    def __init__(self, fields: FieldNames, units: UnitNames) -> None:
        self._fields = fields
        self._units = units
        names = (len(name) for spec in fields.plan.fields.values() for name in spellings(spec))
        self._longest = max(names, default=0) + BESIDE_NAME
        self._kept = lru_cache(KEPT_TEXTS)(self._meaning)

    def of(self, text: str) -> Meaning:
        """What a text names, NOTHING where it names nothing; A_UNIT for the plain name of a unit."""
        if self._units.is_sole(text) and text not in self._other_units:
            return A_UNIT
        return (self._kept if is_short(text) else self._meaning)(text)

    @property
    def senses(self) -> Senses:
        return self._fields.senses

    def names_row(self, text: str) -> bool:
        """Whether a text names a row: a field, a unit, a month, a total."""
        found = self.of(text)
        return found.unit or bool(found.field) or bool(found.month) or is_total(text)

    @cached_property
    def _other_units(self) -> frozenset[str]:
        """The names of units that need a closer look: they may name something else as well, or hold other signs."""
        spelt, fields = self._units.spellings, self._fields
        every = zip(spelt.texts, spelt.loose, spelt.bare, strict=True)
        return frozenset(
            text
            for text, loose, bare in every
            if len(text) > self._longest
            or not text.replace(" ", "").isalpha()
            or bare in TITLES
            or fields.may_name(loose, bare)
        )

    def _meaning(self, text: str) -> Meaning:
        if len(text) > self._longest and len(tidy(text)) > self._longest:
            return NOTHING
        word = key(text) if len(text) <= TITLE else ""
        over = word in UNIT_HEADERS, word in LABEL_HEADERS, word in MONTH_HEADERS
        named = self._fields.name([text])
        unit, of_month = bool(self._units.match(text).id), month(text, self._fields.month_years)
        meaning = Meaning(*over, unit, named.field if named else "", of_month)
        return NOTHING if meaning == NOTHING else meaning


@lru_cache(maxsize=16)
def text_meanings(fields: FieldNames, units: UnitNames) -> TextMeanings:
    """The meanings of texts for a plan."""
    return TextMeanings(fields, units)


class NamedTexts:
    """The texts of one sheet that name something."""

    def __init__(self, grid: Grid, fields: FieldNames, units: UnitNames) -> None:
        self.grid = grid
        self.rows = RowFacts(grid, lambda text: fields.name([text]) is not None)
        self.fields = fields
        self.units = units
        self._meanings = text_meanings(fields, units)

    @cached_property
    def _found(self) -> tuple[list[tuple[Place, Meaning]], dict[int, list[int]]]:
        """The texts that name more than a unit, in order; and by column the rows in which a unit is named."""
        known, found, silent = dict[str, Meaning](), list[tuple[Place, Meaning]](), 0
        units = dict[int, list[int]]()
        for row, column, text in self.grid.texts:
            meaning = known.get(text)
            if meaning is None:
                meaning = self._meanings.of(text)
                if meaning is not A_UNIT:
                    known[text] = meaning
                    silent += 1
            if meaning.unit:
                units.setdefault(column, []).append(row)
            if meaning is not NOTHING:
                silent = 0
                if meaning is not A_UNIT:
                    found.append(((row, column), meaning))
            elif silent > SILENCE:
                break
        return found, units

    @cached_property
    def over_units(self) -> list[Place]:
        return [place for place, meaning in self._found[0] if meaning.over_units]

    @cached_property
    def over_fields(self) -> list[Place]:
        return [place for place, meaning in self._found[0] if meaning.over_fields]

    def is_over_fields(self, row: int, column: int) -> bool:
        """Whether the text that is seen at a place is a title over fields."""
        box = self.grid.merge(row, column)
        place = (box[0], box[1]) if box else (row, column)
        at = bisect_left(self.over_fields, place)
        return self.over_fields[at : at + 1] == [place]

    @cached_property
    def months(self) -> list[tuple[Place, bool]]:
        """The texts that name a month (False), and the titles over months (True)."""
        return [
            (place, meaning.over_months) for place, meaning in self._found[0] if meaning.month or meaning.over_months
        ]

    @cached_property
    def named(self) -> list[tuple[Place, str]]:
        """The texts that name a field, and the field."""
        return [(place, meaning.field) for place, meaning in self._found[0] if meaning.field]

    @cached_property
    def unit_columns(self) -> dict[int, list[int]]:
        """By column, from left to right, the rows in which a unit is named."""
        return dict(sorted(self._found[1].items()))
