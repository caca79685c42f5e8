"""The sheets to fill in, a row for each figure or each unit below, with what may be typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from khpcmd.plan.fields import AnyField, CountField
from khpcmd.returns import Basis, Key
from khpcmd.template.book import Book, Page, letterhead, shortened
from khpcmd.template.calculation import Agreement, Calculation, Clash
from khpcmd.template.cells import BLANK, CONFLICT, WRONG, Given, Input
from khpcmd.template.contents import Annex
from khpcmd.template.form_layout import TOP, FormLayout, Row
from khpcmd.template.inputs import rule_for
from khpcmd.template.terms import Term, all_of, const, if_, joined, not_
from khpcmd.template.words import Wanted

LABEL, MEASURE = 1, 2
HEIGHT_OF_HEADER = 36
ANNEX_TOP = 9
FIRST = 2
"""The first column of figures."""
LONGEST = 200
"""A text inside of a formula has at most 255 characters."""


def form_page(book: Book, wanted: Wanted, layout: FormLayout) -> Page:
    """The empty sheet, so that other sheets can name its cells."""
    baseline = (13.0,) if layout.columns.baseline is not None else ()
    return book.page(wanted.say("sheet_form"), (6.0, 62.0, 13.0, *baseline, 15.0, 24.0, 44.0))


def inputs(page: Page, wanted: Wanted, layout: FormLayout) -> dict[Key, Input]:
    """The input cells by figure."""
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
        page.text(TOP, columns.baseline, wanted.span(Basis.BASELINE), "header")
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


def annex_page(book: Book, wanted: Wanted, annex: Annex) -> Page:
    """The empty sheet."""
    return book.page(wanted.say("sheet_annex"), (6.0, 44.0, *(26.0 for _ in annex.asked), 34.0))


def annex_inputs(page: Page, wanted: Wanted, annex: Annex) -> dict[str, tuple[AnyField, tuple[Input, ...]]]:
    """For each field of the unit itself, the field that the units below report and their cells."""
    found = dict[str, tuple[AnyField, tuple[Input, ...]]]()
    for column, (name, field) in enumerate(annex.asked.items(), start=FIRST):
        places = enumerate(annex.units, start=ANNEX_TOP + 1)
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
        page.text(ANNEX_TOP, column, text, "header")
    page.height(ANNEX_TOP, [(label, 24.0) for label in labels], least=2)
    for number, unit in enumerate(annex.units, start=1):
        row = ANNEX_TOP + number
        page.text(row, 0, str(number), "centred")
        page.text(row, 1, wanted.of(unit.name), "label")
        for column, (field, spec) in enumerate(zip(fields, specs, strict=True), start=FIRST):
            page.given(row, column, wanted.below.get((unit.id, field)), f"input_{spec.kind}")
            if rule := rule_for(wanted, spec):
                page.rule((row, column, row, column), rule)
        page.text(row, FIRST + len(fields), "", "input_text")
    page.finish((ANNEX_TOP, ANNEX_TOP), freeze=2)


def row_check(wanted: Wanted, made: Calculation, keys: Iterable[Key]) -> Term:
    """What is wrong in a row; "" where nothing is."""
    found = const("")
    for key in sorted(keys, key=lambda key: key.basis is Basis.BASELINE):
        problem = _problem(wanted, made, key)
        if key.basis is Basis.BASELINE:
            year = wanted.say("baseline_says", year=str(wanted.filer.plan.baseline_year))
            found = if_(problem.eq(""), found, joined(year, problem)) if problem.text != '""' else found
        else:
            found = problem
    return found


def _problem(wanted: Wanted, made: Calculation, key: Key) -> Term:
    say, figure, stated = wanted.say, made.figures[key], made.stated[key]
    found = if_(figure.state.eq(BLANK), say("missing"), "") if wanted.filer.asked(key) else const("")
    below = made.below.get(key.field)
    if below is not None:
        lacking = joined(say("annex_lacking"), below.lacking, say("annex_units"))
        found = if_(below.lacking.gt(0), lacking, found)
    for agreement in reversed(made.agreements):
        if key in agreement.keys:
            clashing = all_of((agreement.broken, figure.state.eq(CONFLICT)))
            found = if_(clashing, shortened(_clash(wanted, agreement, key), LONGEST), found)
    if below is not None:
        found = if_(not_(below.agrees), say("annex_differs"), found)
    spec = wanted.filer.plan.fields[key.field]
    if spec.kind == "date":
        found = if_(stated.state.eq(CONFLICT), say("outside"), found)
    return if_(stated.state.eq(WRONG), say("wrong"), found)


def _clash(wanted: Wanted, agreement: Agreement, key: Key) -> str:
    inner, outer = wanted.labels(agreement.inner), wanted.labels(agreement.outer)
    match agreement.clash:
        case Clash.REGISTER:
            return wanted.say("over_register", limit=agreement.limit)
        case Clash.SUM:
            return wanted.say("sum", parts=inner, whole=outer)
        case Clash.STEPS:
            return (
                wanted.say("steps", whole=outer) if key in agreement.inner else wanted.say("steps_before", part=inner)
            )
        case Clash.EXCEEDS:
            return wanted.say("exceeds", whole=outer) if key in agreement.inner else wanted.say("exceeded", part=inner)
        case _:
            assert_never(agreement.clash)
