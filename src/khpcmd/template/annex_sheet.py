"""The annex of a unit: each unit below it in one row, and what it is asked."""

from __future__ import annotations

from khpcmd.plan.fields import AnyField
from khpcmd.template.book import Book, Page
from khpcmd.template.cells import Input
from khpcmd.template.contents import Annex
from khpcmd.template.inputs import rule_for
from khpcmd.template.letterhead import letterhead
from khpcmd.template.terms import Term
from khpcmd.template.words import Wanted

TOP = 9
FIRST = 2
"""The first column of figures."""


def annex_page(book: Book, wanted: Wanted, annex: Annex) -> Page:
    """The empty sheet."""
    return book.page(wanted.say("sheet_annex"), (6.0, 44.0, *(26.0 for _ in annex.asked), 34.0))


def annex_inputs(page: Page, wanted: Wanted, annex: Annex) -> dict[str, tuple[AnyField, tuple[Input, ...]]]:
    """By field of the unit itself, what the units below are asked, and the cells of their answers."""
    found = dict[str, tuple[AnyField, tuple[Input, ...]]]()
    for column, (name, field) in enumerate(annex.asked.items(), start=FIRST):
        places = enumerate(annex.units, start=TOP + 1)
        cells = tuple(Input(page.address(row, column), wanted.below.get((unit.id, field))) for row, unit in places)
        found[name] = (wanted.filer.plan.fields[field], cells)
    return found


def draw_annex(page: Page, wanted: Wanted, annex: Annex, wrong: Term) -> None:
    """A row for each unit below."""
    letterhead(page, wanted, wanted.say("title_annex"), wrong)
    fields = list(annex.asked.values())
    specs = [wanted.filer.plan.fields[field] for field in fields]
    labels = [wanted.of(spec.label) for spec in specs]
    for column, text in enumerate([wanted.say("number"), wanted.say("unit_name"), *labels, wanted.say("notes")]):
        page.text(TOP, column, text, "header")
    page.height(TOP, [(label, 24.0) for label in labels], least=2)
    for number, unit in enumerate(annex.units, start=1):
        row = TOP + number
        page.text(row, 0, str(number), "centred")
        page.text(row, 1, wanted.of(unit.name), "label")
        for column, (field, spec) in enumerate(zip(fields, specs, strict=True), start=FIRST):
            page.given(row, column, wanted.below.get((unit.id, field)), f"input_{spec.kind}")
            if rule := rule_for(wanted, spec):
                page.rule((row, column, row, column), rule)
        page.text(row, FIRST + len(fields), "", "input_text")
    page.finish((TOP, TOP), freeze=2)
