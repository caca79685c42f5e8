"""What the texts of a sheet name, each text judged once: the places from which the search for tables goes out.

What the search for headers asks of a row again and again, found once.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice

from khpcmd.text import tidy
from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import counts_up, is_index_row, numbering
from khpcmd.workbook.words.fields import KEPT_TEXTS, FieldNames, is_short
from khpcmd.workbook.words.periods import YEAR, month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    LABEL_HEADERS,
    NUMBER_HEADERS,
    UNIT_HEADERS,
    answer,
    is_total,
    key,
    spellings,
)

LEADS = 3
"""How many texts at the start of a row are looked at for its numbering; a row with more before its name has none."""

COUNTED = 30
"""How many rows below a header are looked at to see that a column only numbers them."""


class RowFacts:
    """The rows of one sheet."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._leads: dict[int, tuple[int, ...]] = {}
        self._own: dict[int, bool] = {}
        self._figures: dict[int, bool] = {}
        self._index: dict[int, bool] = {}
        self._aside: dict[Place, bool] = {}
        self._numbering: dict[Place, bool] = {}

    @cached_property
    def _boxes(self) -> dict[int, list[Box]]:
        """The merged ranges over each row with content."""
        found, last = dict[int, list[Box]](), max(self._grid.rows, default=0)
        for box in self._grid.merges:
            for row in range(box[0], min(box[2], last) + 1):
                found.setdefault(row, []).append(box)
        return found

    def leads(self, row: int) -> tuple[int, ...]:
        """The columns of the first texts that are seen in a row."""
        if row not in self._leads:
            columns = set(self._grid.rows.get(row, ()))
            columns.update(*(range(box[1], box[3] + 1) for box in self._boxes.get(row, ())))
            shown = (column for column in sorted(columns) if self._grid.shows(row, column))
            self._leads[row] = tuple(islice(shown, LEADS))
        return self._leads[row]

    def continues_above(self, row: int, column: int) -> bool:
        """Whether a row is an upper row of the header: texts right of the names and none over or left of them."""
        return not any(at <= column for at in self.leads(row)) and self._has_own(row)

    def _has_own(self, row: int) -> bool:
        """Whether a text begins in the row."""
        if row not in self._own:
            self._own[row] = any(self._grid.shows(row, column) for column in self._grid.rows.get(row, ()))
        return self._own[row]

    def has_figures(self, row: int) -> bool:
        """Whether something else than texts and years stands in a row, as it does in no header."""
        if row not in self._figures:
            values = (self._grid.cells[row, column].value for column in self._grid.rows.get(row, ()))
            self._figures[row] = not all(isinstance(value, str) or YEAR.fullmatch(str(value)) for value in values)
        return self._figures[row]

    def heads_nothing(self, row: int, column: int) -> bool:
        """Whether a row is no header over the names in a column: it is an index row, a total or a group."""
        place, name = (row, column), self._grid.text(row, column)
        if place not in self._aside:
            left = (self._grid.text(row, at) for at in self.leads(row) if at < column)
            grouped = bool(numbering(left, name) & {"roman", "letter"})
            self._aside[place] = grouped or self.is_index(row) or is_total(name)
        return self._aside[place]

    def is_index(self, row: int) -> bool:
        """Whether a row only numbers the columns."""
        if row not in self._index:
            self._index[row] = is_index_row(self._grid, row)
        return self._index[row]

    def is_numbering(self, column: int, bottom: int) -> bool:
        """Whether a column only numbers the rows below a header, by what stands in it; to be asked left of names."""
        place = (bottom, column)
        if place not in self._numbering:
            below = islice(self._grid.rows_from(bottom + 1), COUNTED)
            texts = (text for row in below if (text := self._grid.text(row, column)))
            first = next(texts, "")
            self._numbering[place] = is_number_header(first) or counts_up(chain([first], texts))
        return self._numbering[place]


def is_number_header(text: str) -> bool:
    """Whether a header is that of a numbering: "TT", "STT"; "No" may be an answer."""
    return key(text) in NUMBER_HEADERS and answer(text) is None


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
