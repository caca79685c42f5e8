"""Makes templates: the visible sheets, the hidden ones behind them, and file names that every system accepts."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import NamedTuple

from khpcmd.files import made_at
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.template.annex_sheet import annex_page
from khpcmd.template.book import Book, Places
from khpcmd.template.calculation import Calculation, calculation
from khpcmd.template.cells import LISTS, UNREAD, remarked
from khpcmd.template.contents import annex, checklist
from khpcmd.template.duty_sheet import duty_page
from khpcmd.template.form_layout import form_layout
from khpcmd.template.form_sheet import MARK, YES_NO, Checks, checks_of, draw_form, form_page, inputs, readiness
from khpcmd.template.sheets import draw_guide, draw_verdicts, verdict_page
from khpcmd.template.terms import CALCULATION_SHEET, Ledger, if_, mark_of
from khpcmd.template.words import Wanted
from khpcmd.text import bare
from khpcmd.workbook.stamp import SHEET, Stamp

LISTS_SHEET = "khpcmd_danh_muc"
LONGEST = 80


class Made(NamedTuple):
    """What was made, for those who look behind the formulas."""

    calculation: Calculation
    places: Places


def make_template(file: Path, wanted: Wanted) -> Made:
    """Write the template of one unit."""
    book = Book(file)
    made = _draw(book, wanted)
    draw_guide(book, wanted)
    draw_hidden(book, wanted, made.ledger)
    book.close()
    return Made(made, book.places)


def _draw(book: Book, wanted: Wanted) -> Calculation:
    """The sheets to be filled in, in their order; first all are begun, for their formulas name each other's cells."""
    filer, layout = wanted.filer, form_layout(wanted)
    duties, asked = checklist(filer), annex(filer)
    form = form_page(book, wanted, layout) if filer.fields else None
    tasks = duty_page(book, wanted, duties) if duties else None
    below = annex_page(book, wanted, asked) if asked else None
    verdicts = verdict_page(book, wanted) if filer.fields or (asked and asked.own) else None
    cells = below.inputs() if below else {}
    made = calculation(filer, inputs(form, wanted, layout) if form else {}, cells)
    lower = tuple(below.lower(made.ledger)) if below else ()
    checks = checks_of(form, wanted, made, layout) if form else {}
    alone = not any(map(filer.asked, made.stated))
    proofs = tasks.evidence(made.ledger) if tasks else {}
    answers = tasks.checks(proofs, alone=alone) if tasks else ()
    of_form = Checks(form, layout.check_box, tuple(checks.values())) if form else None
    of_duties = Checks(tasks.page, tasks.check_box, answers) if tasks else None
    notes = [form.area(layout.notes_box)] if form else []
    notes += [one.notes for one in (tasks, below) if one]
    read_there = [remarked(area, wanted.say("optional")) for area in notes]
    read_there += [
        if_(said.eq(UNREAD), 1, 0) for said in (*made.evidence.values(), *chain.from_iterable(proofs.values()))
    ]
    left = readiness(wanted, made.ledger, (of_form, of_duties), read_there, [one.faults for one in lower])
    book.handed_in = tuple(page.title for page in (form, tasks and tasks.page, below and below.page) if page)
    if form:
        draw_form(form, wanted, layout, checks, left)
    if verdicts:
        draw_verdicts(verdicts, wanted, made, left, [(one.wanted, one.made) for one in lower])
    if tasks:
        tasks.draw(answers, left)
    if below:
        below.draw(made, layout, lower, left)
    return made


def draw_hidden(book: Book, wanted: Wanted, ledger: Ledger) -> None:
    """The calculation, the lists to choose from, and the stamp."""
    filer = wanted.filer
    behind = book.page(CALCULATION_SHEET, (40.0, 20.0))
    for row, (label, term) in enumerate(ledger.rows):
        behind.text(row, 0, label, "plain")
        behind.formula(row, 1, term, "plain")
    draw_lists(book, wanted)
    draw_stamp(book, wanted, filer.unit.id)
    behind.sheet.protect("")
    behind.sheet.hide()


def draw_lists(book: Book, wanted: Wanted) -> None:
    lists = {YES_NO: (wanted.say("yes"), wanted.say("no")), MARK: ("x",), **LISTS}
    page = book.page(LISTS_SHEET, (20.0,) * len(lists))
    for column, (name, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            page.text(row, column, word, "plain")
        book.name(name, page.area((0, column, len(words) - 1, column)))
    page.sheet.protect("")
    page.sheet.hide()


def draw_stamp(book: Book, wanted: Wanted, unit: str) -> None:
    """The stamp of the template; ``unit`` is "" for a consolidated one. The file has the date of the plan."""
    plan, period = wanted.filer.plan, wanted.filer.period
    book.described(plan.document.number, "khpcmd", made_at(plan.document.date))
    stamp = Stamp(plan.id, wanted.sha256, unit, period, formulas=mark_of(book.formulas))
    page = book.page(SHEET, (20.0, 70.0))
    for row, (label, value) in enumerate(stamp.rows()):
        page.text(row, 0, label, "plain")
        page.text(row, 1, value, "plain")
    page.sheet.protect("")
    page.sheet.hide()


def slug(text: str) -> str:
    """A text as a part of a file name: small letters without accents, digits, hyphens."""
    return "-".join(bare(text).replace("%", " ").split())[:LONGEST].strip("-")


def names_of(plan: Plan, period: str, prefix: str) -> dict[str, str]:
    """By unit, the name of its file; units of one name have their ids in it."""
    found, taken = dict[str, str](), set[str]()
    for unit in plan.filers:
        name = _name(plan, unit, period, prefix, with_id=False)
        if name in taken:
            name = _name(plan, unit, period, prefix, with_id=True)
        taken.add(name)
        found[unit.id] = name
    return found


def _name(plan: Plan, unit: Unit, period: str, prefix: str, *, with_id: bool) -> str:
    parts = [prefix, slug(plan.name_of(unit).vi) or unit.id, *([unit.id] if with_id else []), period]
    return "_".join(parts) + ".xlsx"
