"""The sheets to fill in, a row for each figure or each unit below, with what may be typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, assert_never

from khpcmd.judge.constraints import Fields, rules
from khpcmd.judge.earlier import baseline_year
from khpcmd.judge.sound import LARGEST_COUNT
from khpcmd.measures.threshold import Level, Number
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.form_order import FormSection, form_sections
from khpcmd.plan.places import shortened
from khpcmd.plan.years import compared_days
from khpcmd.render.xlsx.book import Box
from khpcmd.returns import Basis, Key
from khpcmd.template.calculation import Agreement, Below, Calculation, Clash
from khpcmd.template.cells import BLANK, CONFLICT, FAULTY, UNREAD, WRONG, Input, estimated, remarked
from khpcmd.template.contents import Filer, Wanted
from khpcmd.template.paper import BANNER, HEIGHT_OF_BANNER, TOP, Book, Page, Paper, Sheet, printed, subject_of
from khpcmd.template.terms import Ledger, Term, all_of, any_of, const, if_, joined, not_, total
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.vocabulary import is_ratio

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

    def box(self, column: int) -> Box:
        """A column of the table."""
        return ROWS, column, self.last, column

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
    if not keys[0].month:
        yield Row(number, label, name, keys, code=code)
        return
    yield Row(number, label, name, code=code)
    for key in keys:
        yield Row("", wanted.say("month", month=key.month), name, (key,), key.month, f"{code}.{key.month}")


def heading(wanted: Wanted, section: FormSection, names: FieldNames) -> str:
    """The plan's title of a section, else the titles of its targets, else their clause.

    What would speak of another year, or of percentages, to the reader, or be taken for the name of a field, is none,
    and neither are titles of so many targets that nobody reads them.
    """
    if section.title is not None:
        return wanted.of(section.title)

    def fits(text: str) -> bool:
        return len(text) <= LONGEST and not (names.is_of_other_span(text) or is_ratio(text))

    titles = dict.fromkeys(wanted.of(target.title) for target in section.targets)
    texts = ("; ".join(_small(filter(fits, titles))), *(target.clause for target in section.targets[:1]))
    return next((text for text in texts if text and fits(text) and names.name([text]) is None), wanted.say("other"))


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


REMARKS = ("outside", "read_there")
"""What a check says that is not a fault."""
OPEN = ("unanswered", "unproven", "read_there")
"""What the check of a duty says that does not keep the form from being sent."""


@dataclass(frozen=True, slots=True)
class Checks:
    """A column of checks: its cells, and their formulas where these are known before they are drawn."""

    page: Page
    box: Box
    terms: tuple[Term, ...]

    def count(self, wanted: Wanted, words: Iterable[str]) -> Term:
        """How many cells say one of some things."""
        area, said = self.page.area(self.box), [wanted.say(word) for word in words]
        numbers = (sum(term.value == text for term in self.terms) for text in said)
        counts = (f"COUNTIF({area},{const(text).text})" for text in said)
        return total(Term(count, number) for count, number in zip(counts, numbers, strict=True))

    def faults(self, wanted: Wanted, others: Iterable[str]) -> Term:
        """How many cells say anything else than some things."""
        area = self.page.area(self.box)
        told = Term(f"SUMPRODUCT(--(LEN({area})>0))", sum(term.value != "" for term in self.terms))
        return told - self.count(wanted, others)


class Readiness(NamedTuple):
    """How much is still to be done: figures and duties at fault, duties unanswered, and those without evidence.

    ``remarks`` are those, and documents, that only a check can read.
    """

    figures: Term
    duties: Term
    unanswered: Term
    unproven: Term
    remarks: Term

    @property
    def sound(self) -> Term:
        return all_of((self.figures.eq(0), self.duties.eq(0)))

    @property
    def answered(self) -> Term:
        return all_of((self.sound, self.unanswered.eq(0), self.unproven.eq(0)))

    @property
    def complete(self) -> Term:
        return all_of((self.answered, self.remarks.eq(0)))


def readiness(
    wanted: Wanted,
    ledger: Ledger,
    checks: tuple[Checks | None, Checks | None],
    remarks: Iterable[Term],
    below: Iterable[Term] = (),
) -> Readiness:
    """What the ``checks`` of a form and of duties, the ``remarks`` and the faults of the units below say in all, kept
    in the hidden sheet."""
    none, (form, duties) = const(0), checks
    counted = {
        "figures": total([form.faults(wanted, REMARKS) if form else none, *below]),
        "duties": duties.faults(wanted, OPEN) if duties else none,
        "unanswered": duties.count(wanted, OPEN[:1]) if duties else none,
        "unproven": duties.count(wanted, OPEN[1:2]) if duties else none,
        "remarks": total(remarks),
    }
    return Readiness(**{name: ledger.put(f"left {name}", term) for name, term in counted.items()})


def draw_banner(page: Page, wanted: Wanted, text: Term, last: int) -> None:
    """The first line of a sheet, always in sight, in the colour of what it says."""
    page.result_across(BANNER, (0, last), text, "banner")
    page.tall(BANNER, HEIGHT_OF_BANNER)
    box, at = (BANNER, 0, BANNER, last), page.address(BANNER, 0)
    for key, look in (("left_figures", "bad"), ("open_duties", "open"), ("ready", "good")):
        start = wanted.messages.template(f"template.{key}").partition(":")[0]
        same = f'=LEFT({at},{len(start)})="{start}"'
        page.sheet.conditional_format(*box, {"type": "formula", "criteria": same, "format": page.look(look)})


def banner(wanted: Wanted, left: Readiness) -> Term:
    """What is left to do, or that the form is ready."""
    values = {"figures": left.figures, "duties": left.unanswered, "proofs": left.unproven}
    answers = {"figures": left.figures, "duties": left.duties + left.unanswered}
    both = all_of((left.figures.gt(0), answers["duties"].gt(0)))
    some = if_(left.figures.gt(0), wanted.formula("left_figures", answers), wanted.formula("left_duties", answers))
    faulty = if_(both, wanted.formula("left_both", answers), some)
    unanswered, unproven = left.unanswered.gt(0), left.unproven.gt(0)
    one = if_(unanswered, wanted.formula("open_duties", values), wanted.formula("open_proofs", values))
    open_ = if_(all_of((unanswered, unproven)), wanted.formula("open_both", values), one)
    noted = if_(left.complete, wanted.say("ready"), wanted.formula("open_remarks", {"remarks": left.remarks}))
    return if_(not_(left.sound), faulty, if_(left.answered, noted, open_))


def paper_line(wanted: Wanted, left: Readiness) -> Term:
    """The same in a few words, for whoever gets the paper."""
    done = if_(left.complete, wanted.say("checked_ready"), wanted.say("checked_remarks"))
    return if_(not_(left.sound), wanted.say("checked_faulty"), if_(left.answered, done, wanted.say("checked_open")))


def annex_banner(wanted: Wanted, below: Mapping[str, Below]) -> Term:
    """Whether the annex is used, and what is left to do in it."""
    found = tuple(below.values())
    lacking, begun = total(one.lacking for one in found), any_of(one.begun for one in found)
    agrees = all_of(one.agrees for one in found)
    cells = wanted.formula("annex_left", {"cells": lacking})
    done = if_(agrees, wanted.say("annex_ready"), wanted.say("annex_other"))
    return if_(begun, if_(lacking.gt(0), cells, done), wanted.say("annex_unused"))


WIDTHS = (5.0, 6.5, 56.0, 12.5)
"""Of the number, the code, the label and the unit of measure."""
BASELINE, FIGURE, NOTES, CHECK = 9.5, 13.0, 13.5, 48.0
LETTERS = "ABCDEFGHIJ"
NOTHING = const("")
LONGEST = 200
"""A text inside of a formula has at most 255 characters."""


def form_page(book: Book, wanted: Wanted, layout: FormLayout) -> Page:
    """The empty sheet, so that other sheets can name its cells."""
    baseline = (BASELINE,) if layout.columns.baseline is not None else ()
    wider = 0.0 if baseline else BASELINE  # the remarks have the room of a column that is not there
    return book.page(wanted.say("sheet_form"), (*WIDTHS, *baseline, FIGURE, NOTES + wider, CHECK))


def inputs(page: Page, wanted: Wanted, layout: FormLayout) -> dict[Key, Input]:
    """The input cells by figure."""
    return {key: Input(page.address(*place), wanted.filled(key)) for key, place in layout.places.items()}


def draw_cell(page: Page, wanted: Wanted, row: int, column: int, key: Key) -> None:
    """A figure that is known and locked, or a cell to type it into."""
    spec = wanted.filer.plan.fields[key.field]
    page.book.places[page.title, row, column] = figure = wanted.filer.unit.id, key
    if figure in wanted.known:
        page.number(row, column, float(wanted.known[figure]), page.book.look_of(spec, "known"))
        return
    page.given(row, column, wanted.filled(key), page.book.input_of(spec))
    if rule := rule_for(wanted, key.field):
        page.rule((row, column, row, column), rule)


def draw_form(page: Page, wanted: Wanted, layout: FormLayout, checks: Mapping[int, Term], left: Readiness) -> None:
    """Banner, letterhead, header, rows, relations and signatures."""
    columns, last = layout.columns, layout.columns.notes
    draw_banner(page, wanted, banner(wanted, left), columns.check)
    paper = Paper(page, wanted, MEASURE, last)
    paper.letterhead(wanted.say("title"), subject_of(wanted, "title_plan"))
    headers = {NUMBER: wanted.say("number"), CODE: wanted.say("code"), LABEL: wanted.say("field")}
    headers |= {MEASURE: wanted.say("measure"), columns.figure: wanted.span(Basis.CURRENT)}
    headers |= {columns.notes: wanted.say("notes")}
    if columns.baseline is not None:
        headers[columns.baseline] = wanted.span(Basis.BASELINE)
    for column, text in headers.items():
        page.fitted(TOP, column, text, "header")
    page.text(TOP, columns.check, wanted.say("check"), "check_header")
    draw_index(page, columns.figure if columns.baseline is None else columns.baseline, columns.notes)
    for at, row in enumerate(layout.rows, start=ROWS):
        _draw_row(page, wanted, columns, at, row)
        if at in checks:
            page.formula(at, columns.check, checks[at], "check")
    foot = layout.last + 1
    related = relations(wanted, layout.codes)
    lines = [wanted.say("relations", relations=related) if related else "", *registers(wanted, layout.codes)]
    for text in filter(None, lines):
        page.across(foot, (0, last), text, "small")
        foot += 1
    page.across(foot, (0, last), wanted.legend("legend"), "small")
    foot = paper.signatures(foot + 1) + 1
    page.merged(foot, (0, LABEL), "open_line")
    page.text(foot, 0, wanted.say("telephone"), "open_line")
    page.result_across(foot, (MEASURE, last), paper_line(wanted, left), "small_right")
    page.fit(foot, (MEASURE, last), wanted.say("checked_faulty"), "small_right")
    printed(page, Sheet(last, ROWS, layout.last, foot, (TOP, INDEX)))


def draw_index(page: Page, first: int, last: int) -> None:
    """The row that numbers the columns: letters, and numbers from the first column of figures to the last column."""
    for column in range(first):
        page.fitted(INDEX, column, f"({LETTERS[column]})", "index")
    for number, column in enumerate(range(first, last), start=1):
        page.fitted(INDEX, column, f"({number})", "index")
    page.fitted(INDEX, last, f"({LETTERS[first]})", "index")


def checks_of(page: Page, wanted: Wanted, made: Calculation, layout: FormLayout) -> dict[int, Term]:
    """By row, what is wrong in it."""
    rows = enumerate(layout.rows, start=ROWS)
    notes = layout.columns.notes
    return {at: row_check(wanted, made, row.keys, page.address(at, notes)) for at, row in rows if row.keys}


def _draw_row(page: Page, wanted: Wanted, columns: Columns, at: int, row: Row) -> None:
    if not row.field:
        page.text(at, NUMBER, row.number, "heading_number")
        page.text(at, CODE, "", "heading")
        page.across(at, (LABEL, columns.notes), row.text, "heading")
        return
    spec = wanted.filer.plan.fields[row.field]
    page.text(at, NUMBER, row.number, "centred")
    page.text(at, CODE, row.code, "centred")
    page.fitted(at, LABEL, row.text, "indented" if row.month else "label")
    page.text(at, MEASURE, wanted.measure(spec) if not row.month else "", "measure")
    for column in range(MEASURE + 1, columns.notes):
        page.text(at, column, "", "closed")
    for key in row.keys:
        draw_cell(page, wanted, at, columns.of(key), key)
    optional = row.month and not wanted.filer.asked(row.keys[0])
    page.fitted(at, columns.notes, wanted.say("optional") if optional else "", "input_note")


def row_check(wanted: Wanted, made: Calculation, keys: Iterable[Key], remark: str) -> Term:
    """What is wrong in a row; "" where nothing is. ``remark`` is the address of its remark."""
    noted = remarked(remark, wanted.say("optional")).gt(0)
    found = if_(noted, wanted.say("read_there"), "")
    for key in sorted(keys, key=lambda key: key.basis is Basis.BASELINE):
        problem = figure_problem(wanted, made, key, const("") if key.basis is Basis.BASELINE else found)
        if key.basis is Basis.BASELINE:
            year = wanted.say("baseline_says", year=str(wanted.filer.plan.baseline_year))
            found = if_(problem.eq(""), found, joined(year, problem)) if problem.text != '""' else found
        else:
            found = problem
    return if_(estimated(remark), wanted.say("estimated"), found)


def figure_problem(wanted: Wanted, made: Calculation, key: Key, otherwise: Term = NOTHING) -> Term:
    """What is wrong with a figure, and otherwise something else."""
    say, figure, stated = wanted.say, made.figures[key], made.stated[key]
    borne_out = made.evidence.get(key)
    found = otherwise if borne_out is None else if_(borne_out.eq(UNREAD), say("read_there"), otherwise)
    found = if_(figure.state.eq(BLANK), say("missing"), found) if wanted.filer.asked(key) else found
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
    if spec.typed == "date":
        outside = "not_of_plan" if key.field in compared_days(wanted.filer.plan) else "outside"
        found = if_(stated.state.eq(CONFLICT), say(outside), found)
    if borne_out is not None:
        found = if_(borne_out.eq(FAULTY), say("other_time" if spec.typed == "date" else "no_document"), found)
    return if_(stated.state.eq(WRONG), say("wrong"), found)


def _clash(wanted: Wanted, agreement: Agreement, key: Key) -> str:
    inner, outer = wanted.labels(agreement.inner), wanted.labels(agreement.outer)
    match agreement.clash:
        case Clash.REGISTER:
            return wanted.say("over_register", limit=wanted.messages.number(agreement.limit))
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


YES_NO, MARK = "khpcmd_co_khong", "khpcmd_dau_x"
"""The defined names of the lists to choose from."""


def rule_for(wanted: Wanted, name: str) -> dict[str, Any]:
    """The rule for the cell of a field; none for texts, that may be anything."""
    spec = wanted.filer.plan.fields[name]
    if isinstance(spec, AmountField):
        rule = _amount(wanted, spec)
    elif spec.typed == "yes_no":
        rule = _list(wanted, YES_NO, wanted.say("hint_yes_no"))
    elif spec.typed == "date":
        window = wanted.filer.window(name)
        rule = day_rule(wanted, window.first, window.last)
        asked = dict.fromkeys(wanted.figures.days(days) for days in compared_days(wanted.filer.plan).get(name, ()))
        due = [wanted.say("hint_due", days=days) for days in asked]
        rule["input_message"] = " ".join([*due, rule["input_message"]])
    elif spec.typed == "text":
        rule = {"validate": "any", "input_message": ""}
    else:
        rule = _count(wanted, spec)
    if spec.help is not None:
        rule["input_message"] = f"{wanted.of(spec.help)} {rule['input_message']}".strip()
    return rule if rule["input_message"] else {}


def _count(wanted: Wanted, spec: AnyField) -> dict[str, Any]:
    known = wanted.filer.registered.get(spec.register or "", LARGEST_COUNT)
    registered = LARGEST_COUNT if isinstance(known, Level) else int(known)
    hint, wrong = wanted.say("hint_whole"), wanted.say("wrong_whole")
    if registered < LARGEST_COUNT:
        hint, wrong = wanted.say("hint_limit", limit=registered), wanted.say("wrong_limit", limit=registered)
    return _between("integer", (0, registered), hint, wrong)


def _amount(wanted: Wanted, spec: AmountField) -> dict[str, Any]:
    low, high = spec.ends
    said: dict[str, str | int] = {"low": wanted.messages.number(low), "high": wanted.messages.number(high)}
    said |= {"decimals": spec.decimals, "unit": wanted.of(spec.unit_of_measure)}
    hint = wanted.say("hint_amount", **said)
    if spec.percentage and not spec.below_one:
        hint = f"{hint} {wanted.say('hint_below_one')}"
    return _between("decimal", (float(low), float(high)), hint, wanted.say("wrong_amount", **said))


def mark_rule(wanted: Wanted) -> dict[str, Any]:
    """For the columns "Có" and "Không" of a checklist: an x or nothing."""
    return _list(wanted, MARK, wanted.say("hint_mark"))


def day_rule(wanted: Wanted, first: date, last: date) -> dict[str, Any]:
    ends = {"first": wanted.day(first), "last": wanted.day(last)}
    return _between("date", (first, last), wanted.say("hint_day", **ends), wanted.say("wrong_day", **ends))


def _between(kind: str, ends: tuple[object, object], hint: str, wrong: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": kind, "criteria": "between", "minimum": ends[0], "maximum": ends[1]}
    return {**rule, "input_message": hint, "error_message": wrong}


def _list(wanted: Wanted, name: str, hint: str) -> dict[str, Any]:
    wrong = wanted.say("wrong_list")
    return {"validate": "list", "source": f"={name}", "input_message": hint, "error_message": wrong}


def relations(wanted: Wanted, codes: Mapping[str, str]) -> str:
    """The rules among the rows of a form, in the order of these; "" where there is none."""
    found = sorted(_relations(wanted, codes))
    return "; ".join(dict.fromkeys(text for _, text in found))


def _relations(wanted: Wanted, codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each rule with the code that it begins with."""

    def rows(names: Fields) -> str:
        return " + ".join(sorted(codes[name] for name in names))

    agreed = rules(wanted.filer.plan).among(codes.keys())
    steps = (pair for rule in agreed.steps for pair in pairwise(rule.steps))
    for part, whole in (*((later, before) for before, later in steps), *agreed.parts):
        yield rows(part), f"{rows(part)} ≤ {rows(whole)}"
    for rule in agreed.sums:
        yield rows(rule.parts), f"{rows(rule.parts)} = {rows(rule.whole)}"


def registers(wanted: Wanted, codes: Mapping[str, str]) -> list[str]:
    """Which rows are at most which registered number, a sentence for each number; in the baseline year, where it is
    another one."""
    filer, plan = wanted.filer, wanted.filer.plan
    found = dict[tuple[Number, Basis], list[str]]()
    for keys, limit in rules(plan, filer.period).among(codes.keys()).limits(filer.unit):
        rows = " + ".join(codes[key.field] for key in keys)
        if rows not in found.get((limit, Basis.CURRENT), ()):
            found.setdefault((limit, keys[0].basis), []).append(rows)
    year = str(baseline_year(plan))
    return [
        wanted.say(
            "registers_before" if basis is Basis.BASELINE else "registers",
            rows=", ".join(sorted(rows)),
            limit=wanted.messages.number(limit),
            **({"year": year} if basis is Basis.BASELINE else {}),
        )
        for (limit, basis), rows in found.items()
    ]
