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
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_HEADERS, UNIT_HEADERS, key, spellings

MONTH_HEADERS = frozenset({"thang", "cac thang", "thang trong nam", "thang bao cao", "thoi gian", "month", "months"})
TITLES = UNIT_HEADERS | LABEL_HEADERS | MONTH_HEADERS
SILENCE = 20_000
"""After how many different texts in a row that name nothing the search in a sheet ends."""
BESIDE_NAME = 100
"""How much longer than the longest name of a field a text may be that names one: numbering, brackets, spaces."""
TITLE = 100
"""The longest text that is the title of a column of names."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text names: that units, fields or months stand below it, or one of these itself."""

    over_units: bool = False
    over_fields: bool = False
    over_months: bool = False
    unit: bool = False
    field: str = ""
    month: int = 0


NOTHING = Said()
A_UNIT = Said(unit=True)


class Judge:
    """Says what texts name; what it said of one is kept for all sheets of a run."""

    def __init__(self, fields: FieldNames, units: UnitNames) -> None:
        self._fields = fields
        self._units = units
        names = (len(name) for spec in fields.plan.fields.values() for name in spellings(spec))
        self._longest = max(names, default=0) + BESIDE_NAME
        self._kept = lru_cache(KEPT_TEXTS)(self._judged)

    def said(self, text: str) -> Said:
        """What a text names, NOTHING where it names nothing; A_UNIT where a glance says that it is a unit's name."""
        if self._units.is_sole(text) and text not in self._other_units:
            return A_UNIT
        return (self._kept if is_short(text) else self._judged)(text)

    @cached_property
    def _other_units(self) -> frozenset[str]:
        """The names of units that may name something else as well, or be more than the letters of a name."""
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

    def _judged(self, text: str) -> Said:
        if len(text) > self._longest and len(tidy(text)) > self._longest:
            return NOTHING
        word = key(text) if len(text) <= TITLE else ""
        over = word in UNIT_HEADERS, word in LABEL_HEADERS, word in MONTH_HEADERS
        named = self._fields.name([text])
        unit, of_month = bool(self._units.match(text).id), month(text, self._fields.year)
        said = Said(*over, unit, named.field if named else "", of_month)
        return NOTHING if said == NOTHING else said


@lru_cache(maxsize=2)
def judge(fields: FieldNames, units: UnitNames) -> Judge:
    """The judge of a plan's names."""
    return Judge(fields, units)


class NamedTexts:
    """The texts of one sheet that name something."""

    def __init__(self, grid: Grid, fields: FieldNames, units: UnitNames) -> None:
        self.grid = grid
        self.rows = RowFacts(grid)
        self.fields = fields
        self.units = units
        self._judge = judge(fields, units)

    @cached_property
    def _said(self) -> tuple[list[tuple[Place, Said]], dict[int, list[int]]]:
        """What each text names that names more than a unit; and by column the rows in which a unit is named."""
        known, found, silent = dict[str, Said](), list[tuple[Place, Said]](), 0
        units = dict[int, list[int]]()
        for row, column, text in self.grid.texts:
            said = known.get(text)
            if said is None:
                said = self._judge.said(text)
                if said is not A_UNIT:
                    known[text] = said
                    silent += 1
            if said.unit:
                units.setdefault(column, []).append(row)
            if said is not NOTHING:
                silent = 0
                if said is not A_UNIT:
                    found.append(((row, column), said))
            elif silent > SILENCE:
                break
        return found, units

    @cached_property
    def over_units(self) -> list[Place]:
        return [place for place, said in self._said[0] if said.over_units]

    @cached_property
    def over_fields(self) -> list[Place]:
        return [place for place, said in self._said[0] if said.over_fields]

    def is_over_fields(self, row: int, column: int) -> bool:
        """Whether the text that is seen at a place says that fields stand below it."""
        box = self.grid.merge(row, column)
        place = (box[0], box[1]) if box else (row, column)
        at = bisect_left(self.over_fields, place)
        return self.over_fields[at : at + 1] == [place]

    @cached_property
    def months(self) -> list[tuple[Place, bool]]:
        """The texts that are a month, and those over months; which of the two."""
        return [(place, said.over_months) for place, said in self._said[0] if said.month or said.over_months]

    @cached_property
    def named(self) -> list[tuple[Place, str]]:
        """The texts that name a field, and the field."""
        return [(place, said.field) for place, said in self._said[0] if said.field]

    @cached_property
    def unit_columns(self) -> dict[int, list[int]]:
        """By column, from left to right, the rows in which a unit is named."""
        return dict(sorted(self._said[1].items()))
