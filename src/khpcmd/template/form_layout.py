"""The place of each figure on the form: rows under the header, and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.plan.form_order import FormSection, form_sections
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Filer
from khpcmd.template.paper import TOP
from khpcmd.template.words import Wanted
from khpcmd.workbook.words.headers import FieldNames

INDEX = TOP + 1
"""The row below the header, which numbers the columns."""
ROWS = INDEX + 1
"""The first row of the table, from 0."""
NUMBER, CODE, LABEL, MEASURE = range(4)
"""The first columns."""
ROMANS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Columns(NamedTuple):
    """The columns of the form, from 0."""

    baseline: int | None
    figure: int
    notes: int
    check: int

    def of(self, key: Key) -> int:
        return self.baseline if key.basis is Basis.BASELINE and self.baseline is not None else self.figure


class Row(NamedTuple):
    """A row of the form: a heading without a field, the row of a field, or that of one of its months.

    ``number`` begins anew in each section, ``code`` runs through the form: checks and letters refer to it.
    """

    number: str
    text: str
    field: str = ""
    keys: tuple[Key, ...] = ()
    month: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The form of one unit."""

    columns: Columns
    rows: tuple[Row, ...] = ()
    places: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """By figure, its row and column."""

    @property
    def last(self) -> int:
        """The last row of the table."""
        return ROWS + len(self.rows) - 1

    @property
    def check_box(self) -> tuple[int, int, int, int]:
        """The column of checks."""
        return ROWS, self.columns.check, self.last, self.columns.check

    @property
    def notes_box(self) -> tuple[int, int, int, int]:
        """The column of remarks."""
        return ROWS, self.columns.notes, self.last, self.columns.notes

    @property
    def codes(self) -> dict[str, str]:
        """The codes of the fields' rows."""
        return {row.field: row.code for row in self.rows if row.field and not row.month}


def form_layout(wanted: Wanted) -> FormLayout:
    """The rows and columns of the form."""
    filer = wanted.filer
    dated = any(filer.has_baseline(name) for name in filer.fields)
    first = MEASURE + 1
    columns = Columns(first if dated else None, first + dated, first + 1 + dated, first + 2 + dated)
    rows = tuple(_rows(wanted))
    places = {key: (ROWS + index, columns.of(key)) for index, row in enumerate(rows) for key in row.keys}
    return FormLayout(columns, rows, places)


def _rows(wanted: Wanted) -> Iterator[Row]:
    filer, names = wanted.filer, FieldNames(wanted.filer.plan, wanted.filer.plan.year)
    sections, code = form_sections(filer.plan, filer.fields), 0
    for number, section in enumerate(sections, start=1):
        if len(sections) > 1:
            yield Row(roman(number), heading(wanted, section, names))
        for place, name in enumerate(section.fields, start=1):
            code += 1
            yield from _field_rows(wanted, filer, name, str(place), f"{code:02}")


def _field_rows(wanted: Wanted, filer: Filer, name: str, number: str, code: str) -> Iterator[Row]:
    label, keys = wanted.of(filer.plan.fields[name].label), filer.keys(name)
    if filer.plan.fields[name].kind != "months":
        yield Row(number, label, name, keys, code=code)
        return
    yield Row(number, label, name, code=code)
    for key in keys:
        yield Row("", wanted.say("month", month=key.month), name, (key,), key.month, f"{code}.{key.month}")


def heading(wanted: Wanted, section: FormSection, names: FieldNames) -> str:
    """The plan's title of a section, else the titles of its targets.

    What would speak of another year to the reader, or be taken for the name of a field, is no heading.
    """
    if section.title is not None:
        return wanted.of(section.title)
    titles = dict.fromkeys(wanted.of(target.title) for target in section.targets)
    text = "; ".join(_small(title for title in titles if not names.is_of_other_span(title)))
    return text if text and names.name([text]) is None else wanted.say("other")


def _small(titles: Iterable[str]) -> Iterator[str]:
    """The first as it is, others as they go on within a sentence."""
    for place, title in enumerate(titles):
        yield title if not place or title[:2].isupper() else title[:1].lower() + title[1:]


def roman(number: int) -> str:
    text = ""
    for value, sign in ROMANS:
        count, number = divmod(number, value)
        text += sign * count
    return text
