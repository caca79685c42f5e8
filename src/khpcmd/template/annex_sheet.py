"""The annex of a form: a row for each unit below, with what may be typed, and their total."""

from __future__ import annotations

from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.template.book import Book, Page
from khpcmd.template.calculation import Calculation
from khpcmd.template.cells import Input
from khpcmd.template.contents import Annex
from khpcmd.template.form_layout import FormLayout
from khpcmd.template.inputs import rule_for
from khpcmd.template.paper import TOP, Paper, Sheet, printed
from khpcmd.template.readiness import annex_banner, draw_banner
from khpcmd.template.terms import over
from khpcmd.template.words import Wanted

ROWS = TOP + 1
FIRST = 2
"""The first column of figures."""
WIDTHS, FIGURES, NOTES = (6.0, 36.0), 46.0, 22.0
"""Of the number and the name; of all figures together; of the remarks."""


def annex_page(book: Book, wanted: Wanted, annex: Annex) -> Page:
    """The empty sheet."""
    width = FIGURES / max(2, len(annex.asked))
    return book.page(wanted.say("sheet_annex"), (*WIDTHS, *(width for _ in annex.asked), NOTES))


def annex_inputs(page: Page, wanted: Wanted, annex: Annex) -> dict[str, tuple[AnyField, tuple[Input, ...]]]:
    """For each field of the unit itself, the field that the units below report and their cells."""
    found = dict[str, tuple[AnyField, tuple[Input, ...]]]()
    for column, (name, field) in enumerate(annex.asked.items(), start=FIRST):
        places = enumerate(annex.units, start=ROWS)
        cells = tuple(Input(page.address(row, column), wanted.below.get((unit.id, field))) for row, unit in places)
        found[name] = (wanted.filer.plan.fields[field], cells)
    return found


def annex_notes(page: Page, annex: Annex) -> str:
    """The area of the remarks."""
    column = FIRST + len(annex.asked)
    return page.area((ROWS, column, TOP + len(annex.units), column))


def draw_annex(page: Page, wanted: Wanted, annex: Annex, made: Calculation, layout: FormLayout) -> None:
    """A row for each unit below."""
    last = FIRST + len(annex.asked)
    draw_banner(page, wanted, annex_banner(wanted, made.below), last)
    rows = ", ".join(layout.codes[name] for name in annex.asked)
    form = page.book.number_of(wanted.say("sheet_form"))
    paper = Paper(page, wanted, FIRST, last)
    paper.letterhead(wanted.say("title_annex"), wanted.say("annex_of", sheet=f"{form:02}", rows=rows))
    paper.legend_above(wanted.say("annex_legend"))
    fields = list(annex.asked.values())
    specs = [wanted.filer.plan.fields[field] for field in fields]
    labels = list(map(wanted.named, fields))
    for column, text in enumerate([wanted.say("number"), wanted.say("unit_name"), *labels, wanted.say("notes")]):
        page.fitted(TOP, column, text, "header")
    for number, unit in enumerate(annex.units, start=1):
        row = TOP + number
        page.text(row, 0, str(number), "centred")
        page.fitted(row, 1, wanted.of(unit.name), "label")
        for column, (field, spec) in enumerate(zip(fields, specs, strict=True), start=FIRST):
            page.given(row, column, wanted.below.get((unit.id, field)), page.book.input_of(spec))
            if rule := rule_for(wanted, field):
                page.rule((row, column, row, column), rule)
        page.text(row, last, "", "input_note")
    end = TOP + len(annex.units) + 1
    page.text(end, 0, "", "total")
    page.fitted(end, 1, wanted.say("in_all"), "total")
    for column, name in enumerate(annex.asked, start=FIRST):
        spec, added = wanted.filer.plan.fields[name], made.below[name].total
        steps = 10**spec.decimals if isinstance(spec, AmountField) else 1
        page.formula(end, column, over(added, steps), page.book.look_of(spec, "total"))
    page.text(end, last, "", "total")
    foot = paper.signatures(end + 1)
    printed(page, Sheet(last, ROWS, end, foot, (TOP, TOP)))
