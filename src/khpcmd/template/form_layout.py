"""The place of each figure on the form: rows under the header, and columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from khpcmd.plan.model import Target
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Filer, sections
from khpcmd.template.words import Wanted
from khpcmd.workbook.words.headers import FieldNames

TOP = 9
"""The row of the header, from 0; above it the letterhead, the title and the banner."""
ROMANS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the form, from 0."""

    baseline: int | None
    figure: int
    notes: int
    check: int

    def of(self, key: Key) -> int:
        return self.baseline if key.basis is Basis.BASELINE and self.baseline is not None else self.figure


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form: a heading without a field, the row of a field, or that of one of its months."""

    number: str
    text: str
    field: str = ""
    keys: tuple[Key, ...] = ()
    month: int = 0


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The form of one unit."""

    columns: Columns
    rows: tuple[Row, ...] = ()
    places: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """By figure, its row and column."""

    @property
    def check_box(self) -> tuple[int, int, int, int]:
        """The column of checks."""
        return TOP + 1, self.columns.check, TOP + len(self.rows), self.columns.check


def form_layout(wanted: Wanted) -> FormLayout:
    """The rows and columns of the form."""
    filer = wanted.filer
    dated = any(filer.has_baseline(name) for name in filer.fields)
    columns = Columns(3 if dated else None, 3 + dated, 4 + dated, 5 + dated)
    rows = tuple(_rows(wanted))
    places = {key: (TOP + 1 + index, columns.of(key)) for index, row in enumerate(rows) for key in row.keys}
    return FormLayout(columns, rows, places)


def _rows(wanted: Wanted) -> Iterator[Row]:
    filer, names = wanted.filer, FieldNames(wanted.filer.plan, wanted.filer.plan.year)
    for number, section in enumerate(sections(filer), start=1):
        heading = wanted.say("other") if section.target is None else _heading(wanted, section.target, names)
        yield Row(roman(number), heading)
        for place, name in enumerate(section.fields, start=1):
            yield from _field_rows(wanted, filer, name, str(place))


def _field_rows(wanted: Wanted, filer: Filer, name: str, number: str) -> Iterator[Row]:
    label, keys = wanted.of(filer.plan.fields[name].label), filer.keys(name)
    if filer.plan.fields[name].kind != "months":
        yield Row(number, label, name, keys)
        return
    yield Row(number, label, name)
    for key in keys:
        yield Row("", wanted.say("month", month=key.month), name, (key,), key.month)


def _heading(wanted: Wanted, target: Target, names: FieldNames) -> str:
    """The target over its fields; a shorter form where the long one would speak of another year to the reader."""
    title, say = wanted.of(target.title), wanted.say
    texts = (
        say("target", id=target.id, title=title, clause=target.clause),
        say("target_clause", id=target.id, clause=target.clause),
    )
    plain = (text for text in texts if not names.is_of_other_span(text) and names.name([text]) is None)
    return next(plain, say("target_short", id=target.id))


def roman(number: int) -> str:
    text = ""
    for value, sign in ROMANS:
        count, number = divmod(number, value)
        text += sign * count
    return text
