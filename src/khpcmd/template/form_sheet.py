"""The sheet "Biểu số liệu": a row for each figure, with what may be typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from khpcmd.plan.fields import AnyField, CountField
from khpcmd.returns import Basis, Key
from khpcmd.template.book import Book, Page
from khpcmd.template.calculation import Calculation
from khpcmd.template.cells import Given, Input
from khpcmd.template.checks import row_check
from khpcmd.template.form_layout import TOP, FormLayout, Row
from khpcmd.template.inputs import rule_for
from khpcmd.template.letterhead import letterhead
from khpcmd.template.terms import Term
from khpcmd.template.words import Wanted

LABEL, MEASURE = 1, 2
HEIGHT_OF_HEADER = 36


def form_page(book: Book, wanted: Wanted, layout: FormLayout) -> Page:
    """The empty sheet, so that other sheets can name its cells."""
    baseline = (13.0,) if layout.columns.baseline is not None else ()
    return book.page(wanted.say("sheet_form"), (6.0, 62.0, 13.0, *baseline, 15.0, 24.0, 44.0))


def inputs(page: Page, wanted: Wanted, layout: FormLayout) -> dict[Key, Input]:
    """The cells that figures stand in."""
    return {key: Input(page.address(*place), given(wanted, key)) for key, place in layout.places.items()}


def given(wanted: Wanted, key: Key) -> Given:
    return wanted.known.get(key, wanted.given.get(key))


def draw_form(page: Page, wanted: Wanted, layout: FormLayout, checks: Mapping[int, Term], wrong: Term) -> None:
    """Letterhead, header and rows."""
    number = wanted.filer.plan.document.number
    letterhead(page, wanted, wanted.say("title", number=number), wrong)
    columns = layout.columns
    headers = {0: "number", LABEL: "field", MEASURE: "measure", columns.figure: "figure"}
    headers |= {columns.notes: "notes", columns.check: "check"}
    for column, word in headers.items():
        page.text(TOP, column, wanted.say(word), "header")
    if columns.baseline is not None:
        year = str(wanted.filer.plan.baseline_year)
        page.text(TOP, columns.baseline, wanted.say("year", year=year), "header")
    page.sheet.set_row(TOP, HEIGHT_OF_HEADER)
    for at, row in enumerate(layout.rows, start=TOP + 1):
        _Line(page, wanted, layout, at, row).draw(checks.get(at))
    page.finish((TOP, TOP), freeze=LABEL + 1)


def checks_of(wanted: Wanted, made: Calculation, layout: FormLayout) -> dict[int, Term]:
    """By row, what is wrong in it."""
    rows = enumerate(layout.rows, start=TOP + 1)
    return {at: row_check(wanted, made, row.keys) for at, row in rows if row.keys}


class _Line:
    """One row of the form."""

    def __init__(self, page: Page, wanted: Wanted, layout: FormLayout, at: int, row: Row) -> None:
        self._page, self._wanted, self._layout, self._at, self._row = page, wanted, layout, at, row

    def draw(self, check: Term | None) -> None:
        page, row, at, columns = self._page, self._row, self._at, self._layout.columns
        if not row.field:
            page.text(at, 0, row.number, "heading")
            page.across(at, (LABEL, columns.check), row.text, "heading")
            return
        spec = self._wanted.filer.plan.fields[row.field]
        page.text(at, 0, row.number, "centred")
        page.text(at, LABEL, row.text, "indented" if row.month else "label")
        page.text(at, MEASURE, self._wanted.measure(spec) if not row.month else "", "centred")
        for column in range(MEASURE + 1, columns.notes):
            page.text(at, column, "", "closed")
        for key in row.keys:
            self._cell(key, spec)
        page.text(at, columns.notes, "", "input_text")
        if check is None:
            page.text(at, columns.check, "", "check")
        else:
            page.formula(at, columns.check, check, "check")
        page.height(at, [(row.text, page.widths[LABEL])], least=2 if self._may_be_long(spec) else 1)

    def _may_be_long(self, spec: AnyField) -> bool:
        return isinstance(spec, CountField) and not self._row.month

    def _cell(self, key: Key, spec: AnyField) -> None:
        page, wanted = self._page, self._wanted
        row, column = self._layout.places[key]
        if key in wanted.known and key.basis is Basis.BASELINE:
            page.number(row, column, wanted.known[key], "known")
            return
        kind = "count" if spec.kind == "months" else spec.kind
        page.given(row, column, given(wanted, key), f"input_{kind}")
        options = rule_for(wanted, spec)
        if options:
            page.rule((row, column, row, column), options)
