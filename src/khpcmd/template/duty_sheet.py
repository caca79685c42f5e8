"""The checklist of a form: a row for each duty, its two answers, its evidence, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from khpcmd.plan.checklist import EVIDENCE, answer_field, evidence_field, evidence_of
from khpcmd.plan.model import Duty, Evidence
from khpcmd.returns import Key
from khpcmd.template.book import Book, Box, Page
from khpcmd.template.cells import BLANK, FIGURE, WRONG, Input, mark, proof, stands
from khpcmd.template.evidence import FAULTY, UNREAD, estimated
from khpcmd.template.evidence import evidence as said_of
from khpcmd.template.inputs import day_rule, mark_rule
from khpcmd.template.paper import TOP, Paper, Sheet, printed, subject_of
from khpcmd.template.readiness import Readiness, banner, draw_banner, paper_line
from khpcmd.template.terms import Ledger, Term, all_of, any_of, if_
from khpcmd.template.words import Wanted
from khpcmd.workbook.evidence import days_of

ROWS = TOP + 1
NUMBER, DUTY, YES, NO, PROOFS = range(5)
"""The first columns; then one for each kind of evidence, the remarks, and the checks."""
WIDTHS = (5.0, 41.0, 6.5, 7.5)
PROOF_WIDTHS: dict[Evidence, float] = {"document": 17.0, "date": 12.0, "amount": 12.0, "received": 12.0}
NOTES, CHECK = 12.0, 40.0
WHOLE = 111.0
"""The width of all columns that are printed."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def duty_page(book: Book, wanted: Wanted, duties: tuple[Duty, ...]) -> Page:
    """The empty sheet."""
    proofs = [PROOF_WIDTHS[kind] for kind in asked_evidence(duties)]
    wider = max(0.0, WHOLE - sum((*WIDTHS, *proofs, NOTES)))
    widths = (WIDTHS[NUMBER], WIDTHS[DUTY] + wider, *WIDTHS[YES:])
    return book.page(wanted.say("sheet_duties"), (*widths, *proofs, NOTES, CHECK))


def asked_evidence(duties: tuple[Duty, ...]) -> list[Evidence]:
    """The kinds of evidence that any of the duties requires."""
    return [kind for kind in EVIDENCE if any(kind in duty.evidence for duty in duties)]


def duty_box(page: Page, duties: tuple[Duty, ...]) -> Box:
    """The column of checks."""
    column = len(page.widths) - 1
    return ROWS, column, TOP + len(duties), column


def duty_notes(page: Page, duties: tuple[Duty, ...]) -> str:
    """The area of the remarks."""
    column = len(page.widths) - 2
    return page.area((ROWS, column, TOP + len(duties), column))


def duty_evidence(page: Page, wanted: Wanted, duties: tuple[Duty, ...], ledger: Ledger) -> dict[str, tuple[Term, ...]]:
    """By duty, what is said of the pieces of its evidence that a check reads beside a yes."""
    plan, asked = wanted.filer.plan, asked_evidence(duties)
    days, found = days_of(plan, plan.year, wanted.filer.period).of_duty(), dict[str, tuple[Term, ...]]()
    for row, duty in enumerate(duties, start=ROWS):
        yes, read = mark(Input(page.address(row, YES)), True).eq(FIGURE), evidence_of(plan, answer_field(duty))
        fields = {evidence_field(duty, kind): column for column, kind in enumerate(asked, start=PROOFS)}
        cells = {name: Input(page.address(row, column)) for name, column in fields.items() if name in read.values()}
        said = ((name, said_of(cell, plan.fields[name], days, yes)) for name, cell in cells.items())
        found[duty.id] = tuple(ledger.put(f"{name} evidence", term) for name, term in said)
    return found


def duty_checks(
    page: Page, wanted: Wanted, duties: tuple[Duty, ...], evidence: Mapping[str, tuple[Term, ...]], *, alone: bool
) -> tuple[Term, ...]:
    """What is wrong with each duty; ``alone`` where nothing else has to be filled in: then one has to be answered."""
    answers, asked = page.area((ROWS, YES, TOP + len(duties), NO)) if alone else "", asked_evidence(duties)
    found = list[Term]()
    for row, duty in enumerate(duties, start=ROWS):
        cells = Input(page.address(row, YES)), Input(page.address(row, NO))
        proofs = _proofs(page, wanted, row, duty, asked)
        check = _check(wanted, cells, tuple(proofs), answers if row == ROWS else "", evidence[duty.id])
        found.append(if_(estimated(page.address(row, len(page.widths) - 2)), wanted.say("estimated"), check))
    return tuple(found)


def draw_duties(
    page: Page, wanted: Wanted, duties: tuple[Duty, ...], checks: tuple[Term, ...], left: Readiness
) -> None:
    """A row for each duty."""
    asked, last = asked_evidence(duties), len(page.widths) - 2
    draw_banner(page, wanted, banner(wanted, left), last + 1)
    paper = Paper(page, wanted, YES, last)
    paper.letterhead(wanted.say("title_duties"), subject_of(wanted, "title_duties_plan"))
    position = -1 if wanted.messages.language == "en" else 0
    evidence = [EVIDENCE[kind][position] for kind in asked]
    headers = [wanted.say(word) for word in ("number", "duty", "yes", "no")]
    for column, text in enumerate([*headers, *evidence, wanted.say("notes")]):
        page.fitted(TOP, column, text, "header")
    page.text(TOP, last + 1, wanted.say("check"), "check_header")
    for place, (duty, check) in enumerate(zip(duties, checks, strict=True), start=1):
        row = TOP + place
        page.text(row, NUMBER, str(place), "centred")
        page.fitted(row, DUTY, wanted.of(duty.title), "label")
        answer = Key(answer_field(duty))
        for column, word in ((YES, "yes"), (NO, "no")):
            marked = wanted.given.get(answer) == wanted.say(word)
            page.text(row, column, "x" if marked else "", "input_yes_no")
            if marked:
                page.book.places[page.title, row, column] = wanted.filer.unit.id, answer
            page.rule((row, column, row, column), mark_rule(wanted))
        _evidence(page, wanted, row, duty, asked)
        page.text(row, last, "", "input_note")
        page.formula(row, last + 1, check, "check")
    end = TOP + len(duties)
    page.across(end + 1, (0, last), wanted.say("duty_legend"), "small")
    foot = paper.signatures(end + 2) + 1
    page.result_across(foot, (YES, last), paper_line(wanted, left), "small_right")
    page.fit(foot, (YES, last), wanted.say("checked_faulty"), "small_right")
    printed(page, Sheet(last, ROWS, end, foot, (TOP, TOP)))


def _evidence(page: Page, wanted: Wanted, row: int, duty: Duty, asked: list[Evidence]) -> None:
    """The cells of a duty's evidence, and those of evidence that it does not ask for."""
    for column, kind in enumerate(asked, start=PROOFS):
        if kind not in duty.evidence:
            page.text(row, column, "", "closed")
            continue
        key = Key(evidence_field(duty, kind))
        spec = wanted.filer.plan.fields[key.field]
        page.given(row, column, wanted.given.get(key), f"input_{spec.kind}")
        page.book.places[page.title, row, column] = wanted.filer.unit.id, key
        if spec.kind == "date":
            page.rule((row, column, row, column), day_rule(wanted, EARLIEST, LATEST))


def _proofs(page: Page, wanted: Wanted, row: int, duty: Duty, asked: list[Evidence]) -> Iterator[Term]:
    """The states of the cells of a duty's evidence."""
    for column, kind in enumerate(asked, start=PROOFS):
        if kind in duty.evidence:
            spec = wanted.filer.plan.fields[evidence_field(duty, kind)]
            yield proof(Input(page.address(row, column)), spec)


def _check(
    wanted: Wanted, cells: tuple[Input, Input], proofs: tuple[Term, ...], answers: str, evidence: tuple[Term, ...]
) -> Term:
    """What is wrong with a duty, or still open: with its two answers, the states of its evidence, or what this says.

    ``answers`` is the area of all answers, one of which there has to be.
    """
    marks = [mark(cell, column) for cell, column in zip(cells, (True, False), strict=True)]
    begun = any_of(map(stands, cells))
    if answers:
        begun = any_of((begun, Term(f'(SUMPRODUCT(--(LEN({answers}&"")>0))=0)', True)))
    lacking = any_of(one.eq(BLANK) for one in proofs)
    found = if_(any_of(said.eq(UNREAD) for said in evidence), wanted.say("read_there"), "")
    found = if_(all_of((marks[0].eq(FIGURE), lacking)), wanted.say("unproven"), found)
    blamed = any_of(said.eq(FAULTY) for said in evidence)
    blank = all_of(one.eq(BLANK) for one in marks)
    found = if_(blank, if_(begun, wanted.say("unmarked"), wanted.say("unanswered")), found)
    found = if_(blamed, wanted.say("no_evidence"), found)
    found = if_(all_of(one.eq(FIGURE) for one in marks), wanted.say("both"), found)
    return if_(any_of(one.eq(WRONG) for one in (*marks, *proofs)), wanted.say("wrong"), found)
