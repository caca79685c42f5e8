"""The consolidated form: a row for each unit of a level, a column for each figure."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path

from khpcmd.plan.units import Unit
from khpcmd.returns import Key
from khpcmd.template.book import LEGEND, MOTTO, PERIOD, TITLE, UNIT, Book, Page
from khpcmd.template.contents import Filer
from khpcmd.template.form_sheet import given
from khpcmd.template.inputs import rule_for
from khpcmd.template.make import draw_lists, draw_stamp
from khpcmd.template.words import Wanted

TOP = 9
FIRST = 2
"""The first column of figures."""
LINES = 5
"""How many lines the header of a column has at least."""
ON_ONE_PAGE, SCALE = 12, 60
"""How many columns stand on a printed page, and how large."""


def make_consolidated(file: Path, wanted: tuple[Wanted, ...]) -> None:
    """Write the consolidated form of some units, each as it would be wanted by itself."""
    one = wanted[0]
    book = Book(file)
    keys = _keys(wanted)
    page = book.page(one.say("sheet_form"), (6.0, 34.0, *(12.0 for _ in keys), 24.0))
    last = min(len(page.widths), ON_ONE_PAGE) - 1
    middle = last // 2
    page.across(UNIT, (middle, last), one.say("nation"), "strong")
    page.across(MOTTO, (middle, last), one.say("motto"), "strong")
    number = one.filer.plan.document.number
    page.across(TITLE, (0, last), one.say("title_consolidated", number=number), "title")
    page.across(PERIOD, (0, last), one.say("period", period=one.period), "line")
    page.across(LEGEND, (0, last), one.say("legend"), "small")
    _header(page, one, keys)
    for row, own in enumerate(wanted, start=TOP + 2):
        _row(page, own, row, row - TOP - 1, keys)
    page.finish((TOP, TOP + 1), freeze=FIRST)
    _pages(page)
    draw_lists(book, one)
    draw_stamp(book, one, "")
    book.close()


def _pages(page: Page) -> None:
    """As many columns on a page as can be read, with the units' names on each."""
    width = len(page.widths)
    if width <= ON_ONE_PAGE:
        return
    page.sheet.set_print_scale(SCALE)
    page.sheet.repeat_columns(0, FIRST - 1)
    page.sheet.set_v_pagebreaks(list(range(ON_ONE_PAGE, width, ON_ONE_PAGE - FIRST)))


def units_of(wanted: Wanted, level: str) -> tuple[Wanted, ...]:
    """The filers of a level that have figures to report."""
    filers = (unit for unit in wanted.filer.plan.filers if unit.level == level)
    found = (replace(wanted, filer=_filer(wanted.filer, unit), known={}, given={}) for unit in filers)
    return tuple(one for one in found if one.filer.fields)


def _filer(like: Filer, unit: Unit) -> Filer:
    return Filer(like.plan, unit, like.period)


def _keys(wanted: tuple[Wanted, ...]) -> tuple[Key, ...]:
    """The figures that any of the units reports, in the plan's order; of months only those of the period."""
    names = [name for name in wanted[0].filer.plan.fields if any(name in one.filer.fields for one in wanted)]
    filer = wanted[0].filer
    return tuple(key for name in names for key in filer.keys(name) if not key.month or key.month in filer.months)


def _header(page: Page, one: Wanted, keys: tuple[Key, ...]) -> None:
    look, last = page.book.look("header"), FIRST + len(keys)
    for column, word in ((0, "number"), (1, "unit_header"), (last, "notes")):
        page.sheet.merge_range(TOP, column, TOP + 1, column, "", look)
        page.text(TOP, column, one.say(word), "header")
    column = FIRST
    for name, group in groupby(keys, key=lambda key: key.field):
        own = list(group)
        label = one.of(one.filer.plan.fields[name].label)
        if len(own) == 1:
            page.sheet.merge_range(TOP, column, TOP + 1, column, "", look)
        else:
            page.sheet.merge_range(TOP, column, TOP, column + len(own) - 1, "", look)
            for place, key in enumerate(own, start=column):
                page.text(TOP + 1, place, _below(one, key), "header")
        page.text(TOP, column, label, "header")
        column += len(own)
    labels = [one.of(one.filer.plan.fields[key.field].label) for key in keys]
    page.height(TOP, [(label, 10.0) for label in labels], least=LINES)


def _below(one: Wanted, key: Key) -> str:
    if key.month:
        return one.say("month", month=key.month)
    return one.span(key.basis)


def _row(page: Page, one: Wanted, row: int, number: int, keys: tuple[Key, ...]) -> None:
    page.text(row, 0, str(number), "centred")
    page.text(row, 1, one.unit, "label")
    for column, key in enumerate(keys, start=FIRST):
        spec = one.filer.plan.fields[key.field]
        if key.field not in one.filer.fields:
            page.text(row, column, "", "closed")
        elif key in one.known:
            page.number(row, column, one.known[key], "known")
        else:
            page.given(row, column, given(one, key), f"input_{'count' if spec.kind == 'months' else spec.kind}")
            if rule := rule_for(one, spec):
                page.rule((row, column, row, column), rule)
    page.text(row, FIRST + len(keys), "", "input_text")
