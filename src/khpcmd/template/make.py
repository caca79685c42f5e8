"""Makes templates: the sheets to fill in, those beside them (how to fill in, live verdicts), the hidden ones behind.

And the consolidated form, with a row for each unit of a level and a column for each figure. File names are
such as every system accepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from math import ceil
from pathlib import Path
from typing import NamedTuple

from khpcmd.files import made_at
from khpcmd.judge.rule import Rule
from khpcmd.measures.base import UnitMeets
from khpcmd.measures.threshold import decimal_of
from khpcmd.plan.form_order import FormSection, form_blocks, form_sections
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.render.xlsx.book import SIZE, height_of, pixels_of, width_of
from khpcmd.returns import Key
from khpcmd.template.annex_sheet import annex_page
from khpcmd.template.calculation import (
    IN_PROGRESS,
    INFORMATION,
    MET,
    MISSED,
    NOTHING,
    Calculation,
    JudgedHere,
    calculation,
)
from khpcmd.template.cells import CONFLICT, LISTS, UNREAD, WRONG, remarked
from khpcmd.template.contents import Wanted, annex, checklist
from khpcmd.template.duty_sheet import duty_page
from khpcmd.template.form_sheet import (
    MARK,
    YES_NO,
    Checks,
    Readiness,
    banner,
    checks_of,
    draw_banner,
    draw_cell,
    draw_form,
    form_layout,
    form_page,
    heading,
    inputs,
    readiness,
)
from khpcmd.template.measured import UNKNOWN, Given, shown_points
from khpcmd.template.paper import (
    AGENCY,
    TITLE,
    TOP,
    Book,
    Page,
    Paper,
    Sheet,
    due_words,
    page_cuts,
    place_above,
    printed,
    subject_of,
)
from khpcmd.template.terms import CALCULATION_SHEET, Ledger, Term, all_of, any_of, if_, joined, mark_of, not_, over
from khpcmd.text import bare
from khpcmd.workbook.stamp import SHEET, Stamp
from khpcmd.workbook.words.headers import FieldNames

LINES = "abcdef"
GUIDE_WIDTHS = (6.0, 96.0)
HEADERS = ("number", "verdict_title", "verdict_asked", "verdict_found", "verdict_verdict", "verdict_gap")
VERDICT_WIDTHS = (5.0, 48.0, 16.0, 17.0, 16.0, 14.0)
VERDICT = HEADERS.index("verdict_verdict")
ROWS = TOP + 1
COMMENT = {"author": "khpcmd", "x_scale": 3, "y_scale": 1.5, "font_size": 9}


def draw_guide(book: Book, wanted: Wanted) -> None:
    """How to fill in and send: the last of the sheets that a person sees."""
    page, below = book.page(wanted.say("sheet_guide"), GUIDE_WIDTHS), annex(wanted.filer)
    said = {"b": wanted.legend("guide_b")}
    if below and below.own:
        said["e"] = wanted.say("guide_e_own")
    known = {"unit": wanted.unit, "period": wanted.period, "due": due_words(wanted)}
    page.across(AGENCY, (0, 1), wanted.say("title_guide"), "title")
    for number, letter in enumerate(LINES, start=1):
        row = AGENCY + 1 + number
        page.text(row, 0, str(number), "centred")
        text = said.get(letter) or wanted.say(f"guide_{letter}", **known)
        page.fitted(row, 1, text, "label")
    first, last = AGENCY + 2, AGENCY + 1 + len(LINES)
    printed(page, Sheet(1, first, last, last, (AGENCY, AGENCY)))


def verdict_page(book: Book, wanted: Wanted) -> Page:
    """The empty sheet."""
    return book.page(wanted.say("sheet_verdicts"), VERDICT_WIDTHS)


def draw_verdicts(
    page: Page,
    wanted: Wanted,
    made: Calculation,
    left: Readiness,
    below: Sequence[tuple[Wanted, Calculation]] = (),
) -> None:
    """A row for each target that the unit contributes to: first those set for each unit, then those for information,
    then those of each unit ``below`` that reports in the annex."""
    last = len(HEADERS) - 1
    draw_banner(page, wanted, banner(wanted, left), last)
    Paper(page, wanted, last, last).heading(wanted.say("title_verdicts"), wanted.say("verdicts_inside"))
    for column, word in enumerate(HEADERS):
        page.fitted(TOP, column, wanted.say(word), "header")
    row = ROWS
    for together in (False, True):
        rows = [one for one in made.targets if one.judged.for_information is together]
        if not rows:
            continue
        page.across(row, (0, last), wanted.say("verdicts_together" if together else "verdicts_each"), "heading")
        first = row + 1
        for number, one in enumerate(rows, start=1):
            row += 1
            page.text(row, 0, str(number), "centred")
            page.fitted(row, 1, wanted.of(one.judged.target.title), "label")
            _draw_verdict(page, wanted, made, one, row)
            for given in one.score.given if one.score is not None else ():
                row += 1
                _draw_points(page, wanted, one, given, row)
        if not together:
            _signals(page, wanted, (first, VERDICT, row, VERDICT))
        row += 1
    row = _draw_below(page, wanted, below, row)
    page.across(row, (0, last), wanted.say("verdicts_note"), "small")
    printed(page, Sheet(last, ROWS, row - 1, row, (TOP, TOP), top=TITLE))


def _draw_below(page: Page, wanted: Wanted, below: Sequence[tuple[Wanted, Calculation]], row: int) -> int:
    """The targets of the units below, target by target; the next row."""
    found = [(own, made, one) for own, made in below for one in made.targets]
    if not found:
        return row
    last, first = len(HEADERS) - 1, row
    page.across(row, (0, last), wanted.say("verdicts_below"), "heading")
    for target in wanted.filer.plan.targets:
        rows = [(own, made, one) for own, made, one in found if one.judged.target.id == target.id]
        if rows:
            row += 1
            page.across(row, (0, last), wanted.of(target.title), "heading")
        for number, (own, made, one) in enumerate(rows, start=1):
            row += 1
            page.text(row, 0, str(number), "centred")
            page.fitted(row, 1, own.of(own.filer.unit.name), "label")
            _draw_verdict(page, own, made, one, row)
    _signals(page, wanted, (first, VERDICT, row, VERDICT))
    return row + 1


def _draw_verdict(page: Page, wanted: Wanted, made: Calculation, one: JudgedHere, row: int) -> None:
    target = one.judged.target
    page.sheet.write_comment(row, 1, f"{target.clause}: {wanted.messages.quoted(target.quote)}", COMMENT)
    page.fitted(row, 2, _asked(wanted, one.judged.rule), "centred")
    page.formula(row, VERDICT - 1, _found(wanted, one), "centred")
    page.formula(row, VERDICT, verdict_text(wanted, made, one), "verdict")
    meets = isinstance(one.judged.computed, UnitMeets)  # what it lacks is 1 of 1: to do it
    if one.score is not None:
        page.formula(row, VERDICT + 1, _lacking(wanted, one.gap, 1, wanted.figures.noun(target)), "gap")
        return
    if one.found.steps:
        lacking = _lacking(wanted, one.gap, one.found.steps, wanted.figures.gap_noun(target))
        page.formula(row, VERDICT + 1, lacking, "gap")
        return
    noun = wanted.figures.noun(target)
    look = page.book.shown_as(wanted.say("verdict_do")) if meets else page.book.shown_as(noun, before="#,##0 ")
    page.formula(row, VERDICT + 1, one.gap, look)


def _draw_points(page: Page, wanted: Wanted, one: JudgedHere, given: Given, row: int) -> None:
    """The points of a criterion, below their sum."""
    noun = wanted.figures.noun(one.judged.target)
    criterion = wanted.filer.plan.target[given.criterion.target]
    most = decimal_of(given.criterion.most)
    page.text(row, 0, "", "centred")
    page.fitted(row, 1, f"– {wanted.of(criterion.title)}", "label")
    page.fitted(row, 2, wanted.messages.text("view.counted", part=most, noun=noun), "centred")
    shown = if_(all_of((given.known, not_(given.gone))), wanted.amount(shown_points(given.points)), "")
    page.formula(row, VERDICT - 1, shown, "centred")
    page.text(row, VERDICT, "", "centred")
    page.text(row, VERDICT + 1, "", "centred")


def _found(wanted: Wanted, one: JudgedHere) -> Term:
    """The figure as far as it is known: of so many so many, a count, or whether a condition is met."""
    if one.score is not None:
        return one.score.shown(wanted.amount)
    found, steps, year = one.found, one.found.steps, str(wanted.filer.plan.baseline_year)
    part, whole = _in_ones(wanted, found.part, steps), _in_ones(wanted, found.whole, found.whole_steps)
    known, whole_known = found.now.part.known, found.now.whole.known
    if isinstance(one.judged.computed, UnitMeets):
        return if_(known, if_(found.part.ge(1), wanted.say("yes"), wanted.say("no")), "")
    if found.counted:
        return if_(known, part, "")
    if found.before:
        shown = wanted.formula("verdict_before", {"part": part, "whole": whole, "year": year})
        return if_(known, if_(whole_known, shown, part), "")
    shown = joined(part, "/", whole)
    if found.then is not None:
        then = (_in_ones(wanted, side.value, steps) for side in found.then)
        of_both: dict[str, Term | str] = {"part": shown, "whole": joined(next(then), "/", next(then)), "year": year}
        shown = if_(found.then.known, wanted.formula("verdict_before", of_both), shown)
    return if_(known, if_(whole_known, shown, ""), "")


def _in_ones(wanted: Wanted, number: Term, steps: int) -> Term:
    """A number of steps as it is shown, an amount as a text."""
    return number if steps <= 1 else wanted.amount(over(number, steps))


def _lacking(wanted: Wanted, gap: Term, steps: int, noun: str) -> Term:
    """A gap in steps that is an amount, with what it counts."""
    known = Term(gap.text, gap.value or 0)  # looked at only where there is one
    return if_(gap.eq(""), "", joined(wanted.amount(over(known, steps)), f" {noun}"))


def _signals(page: Page, wanted: Wanted, box: tuple[int, int, int, int]) -> None:
    words = verdict_words(wanted)
    signals = {MET: "good", MISSED: "bad", IN_PROGRESS: "open", "wrong": "bad", "conflict": "bad", "missing": "open"}
    for word, signal in signals.items():
        page.signal(box, words[word], signal)


def verdict_words(wanted: Wanted) -> dict[str, str]:
    """The words of the column of verdicts."""
    found = {name: wanted.messages.template(f"verdicts.{name}") for name in (MET, MISSED, IN_PROGRESS, NOTHING)}
    return found | {name: wanted.say(name) for name in (INFORMATION, "missing", "wrong", "conflict")}


def verdict_text(wanted: Wanted, made: Calculation, one: JudgedHere) -> Term:
    """The verdict in words; where it is open, why."""
    words = verdict_words(wanted)
    states = [made.figures.get(key, UNKNOWN).state for key in dict.fromkeys(one.found.keys)]
    clash, broken = (any_of(state.eq(number) for state in states) for number in (CONFLICT, WRONG))
    text = if_(clash, words["conflict"], if_(broken, words["wrong"], words["missing"]))
    for name in (INFORMATION, NOTHING, IN_PROGRESS, MISSED, MET):
        text = if_(one.verdict.eq(name), words[name], text)
    return text


def _asked(wanted: Wanted, rule: Rule) -> str:
    """The threshold, the unit's own where it has one."""
    target, filer = rule.target, wanted.filer
    asked = filer.plan.threshold_at(target, filer.unit.id, filer.period)
    if asked is None or asked == target.threshold:
        return wanted.figures.threshold(target)
    return wanted.figures.limits(target, asked)


LISTS_SHEET = "khpcmd_danh_muc"
LONGEST = 80


def make_template(file: Path, wanted: Wanted) -> Book:
    """Write the template of one unit."""
    book = Book(file)
    made = _draw(book, wanted)
    draw_guide(book, wanted)
    draw_hidden(book, wanted, made.ledger)
    book.close()
    return book


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
    of_form = Checks(form, layout.box(layout.columns.check), tuple(checks.values())) if form else None
    of_duties = Checks(tasks.page, tasks.check_box, answers) if tasks else None
    notes = [form.area(layout.box(layout.columns.notes))] if form else []
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


def make_consolidated(file: Path, wanted: tuple[Wanted, ...]) -> Book:
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
    return book


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
