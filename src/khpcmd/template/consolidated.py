"""The consolidated form: a row for each unit of a level, a column for each figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import NamedTuple

from khpcmd.plan.form_order import FormSection, form_blocks, form_sections
from khpcmd.render.xlsx.book import SIZE, height_of, pixels_of, width_of
from khpcmd.returns import Key
from khpcmd.template.form_sheet import draw_cell, heading
from khpcmd.template.make import draw_lists, draw_stamp
from khpcmd.template.paper import (
    TITLE,
    TOP,
    Book,
    Page,
    Paper,
    Places,
    Sheet,
    page_cuts,
    place_above,
    printed,
    subject_of,
)
from khpcmd.template.words import Wanted
from khpcmd.workbook.words.headers import FieldNames

FIRST = 2
"""The first column of figures."""
NUMBER, NAME, NOTES = 5.0, 21.0, 13.0
WIDTHS = {"count": 6.0, "amount": 10.0, "yes_no": 6.0, "text": 10.0, "date": 10.0}
"""The widths of columns by what is typed into them."""
UPRIGHT, LINE = 10, 15
"""The size of upright text; the pixels that a line of it takes."""
LONGEST_LABEL = 190.0
SCALE = 85


class Column(NamedTuple):
    """A column of figures, and the section and the block that it belongs to."""

    key: Key
    section: int
    block: int


def make_consolidated(file: Path, wanted: tuple[Wanted, ...]) -> Places:
    """Write the consolidated form of some units, each as it would be wanted by itself."""
    one, book = wanted[0], Book(file)
    sections = _sections(wanted)
    columns = tuple(_columns(one, sections))
    typed = [one.filer.plan.fields[column.key.field].typed for column in columns]
    page = book.page(one.say("sheet_form"), (NUMBER, NAME, *(WIDTHS[one] for one in typed), NOTES))
    last = len(page.widths) - 1
    cuts = page_cuts(page, [*(column.block for column in columns), None], FIRST, SCALE)
    rows = header_rows(sections)
    first_page = (cuts[0] if cuts else last + 1) - 1
    subject = subject_of(one, "title_plan")
    head = Paper(page, one, first_page, first_page, FIRST)
    head.heading(one.say("title_consolidated"), subject)
    head.legend_above(one.legend("legend"))
    _header(page, one, sections, columns, cuts)
    for row, own in enumerate(wanted, start=TOP + rows):
        _row(page, own, row, row - TOP - rows + 1, columns)
    end = TOP + rows + len(wanted) - 1
    left = max(cuts, default=FIRST)
    split = (left + last + 1) // 2
    place = place_above(one.filer.plan, [own.filer.unit for own in wanted], one.messages.language)
    foot = Paper(page, one, split, last, left).signatures(end + 1, place)
    sheet = Sheet(last, TOP + rows, end, foot, (TOP, TOP + rows - 1), across=True, top=TITLE)
    printed(page, sheet, tuple(cuts), SCALE, FIRST)
    draw_lists(book, one)
    draw_stamp(book, one, "")
    book.close()
    return book.places


def first_row(wanted: tuple[Wanted, ...]) -> int:
    """The row of the first unit, from 0."""
    return TOP + header_rows(_sections(wanted))


def header_rows(sections: tuple[FormSection, ...]) -> int:
    """How many rows the header has: of the sections if there are several, two of labels, and one of numbers."""
    return 3 + (len(sections) > 1)


def units_of(wanted: Wanted, level: str) -> tuple[Wanted, ...]:
    """The filers of a level that have figures to report."""
    filers = (unit for unit in wanted.filer.plan.filers if unit.level == level)
    return tuple(one for one in map(wanted.for_unit, filers) if one.filer.fields)


def _sections(wanted: tuple[Wanted, ...]) -> tuple[FormSection, ...]:
    """The sections with the fields that any of the units reports."""
    asked = {name for one in wanted for name in one.filer.fields}
    return form_sections(wanted[0].filer.plan, asked)


def _columns(one: Wanted, sections: tuple[FormSection, ...]) -> Iterator[Column]:
    """The figures in the order of a form; of months only those of the period."""
    filer = one.filer
    blocks = {name: number for number, block in enumerate(form_blocks(filer.plan)) for name in block}
    for number, section in enumerate(sections):
        for name in section.fields:
            for key in filer.keys(name):
                if not key.month or key.month in filer.months:
                    yield Column(key, number, blocks[name])


def _header(
    page: Page, one: Wanted, sections: tuple[FormSection, ...], columns: tuple[Column, ...], cuts: list[int]
) -> None:
    last = FIRST + len(columns)
    top = TOP + (len(sections) > 1)
    for column, word in ((0, "number"), (1, "unit_header"), (last, "notes")):
        page.merged(TOP, (column, column), "header", top + 1 - TOP)
        page.text(TOP, column, one.say(word), "header")
    if len(sections) > 1:
        _section_row(page, one, sections, columns, cuts)
    at = FIRST
    for _, group in groupby(columns, key=lambda column: column.key.field):
        own = list(group)
        _label(page, one, top, at, own)
        at += len(own)
    tallest = max(_tall(one.named(c.key.field), page.widths[FIRST]) for c in columns)
    single = {name: len(list(group)) for name, group in groupby(columns, key=lambda column: column.key.field)}
    below = max((height_of(2, UPRIGHT) for count in single.values() if count > 1), default=0.0) or 15.0
    page.tall(top, max(40.0, min(tallest, LONGEST_LABEL) - below))
    page.tall(top + 1, below)
    for column in range(last + 1):
        text = f"({'AB'[column]})" if column < FIRST else f"({column - FIRST + 1})" if column < last else "(C)"
        page.fitted(top + 2, column, text, "index")


def _section_row(
    page: Page, one: Wanted, sections: tuple[FormSection, ...], columns: tuple[Column, ...], cuts: list[int]
) -> None:
    """The titles of the sections; one that goes on upon another page says so."""
    names, seen, at = FieldNames(one.filer.plan, one.filer.plan.year), set[int](), FIRST
    pages = [sum(cut <= place for cut in cuts) for place in range(FIRST, FIRST + len(columns))]
    for (number, _), group in groupby(zip((c.section for c in columns), pages, strict=True)):
        count = len(list(group))
        title = heading(one, sections[number], names)
        text = one.say("goes_on", title=title) if number in seen else title
        page.across(TOP, (at, at + count - 1), text, "header")
        seen.add(number)
        at += count


def _label(page: Page, one: Wanted, top: int, at: int, own: list[Column]) -> None:
    label = one.named(own[0].key.field)
    if len(own) == 1:
        page.merged(top, (at, at), "upright", 1)
        page.text(top, at, label, "upright")
        return
    page.merged(top, (at, at + len(own) - 1), "header_small")
    page.text(top, at, label, "header_small")
    for place, column in enumerate(own, start=at):
        page.text(top + 1, place, one.told_apart(column.key), "header_small")


def _tall(label: str, width: float) -> float:
    """The height in points of a label that stands upright in a column."""
    lines = max(1, pixels_of(width) // LINE)
    return ceil(width_of(label, UPRIGHT) / lines * 1.25 + 12) * 0.75


def _row(page: Page, one: Wanted, row: int, number: int, columns: tuple[Column, ...]) -> None:
    page.text(row, 0, str(number), "centred")
    page.fitted(row, 1, one.unit, "label")
    page.tall(row, height_of(1, SIZE) + 2)
    for place, column in enumerate(columns, start=FIRST):
        key = column.key
        if key.field not in one.filer.fields:
            page.text(row, place, "", "closed")
        else:
            draw_cell(page, one, row, place, key)
    page.text(row, FIRST + len(columns), "", "input_note")
