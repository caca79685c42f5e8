"""The checklist of a form: a row for each duty, its two answers, its evidence, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from khpcmd.plan.checklist import EVIDENCE, answer_field, days_of, evidence_field, evidence_of, of_duty
from khpcmd.plan.model import Duty, Evidence
from khpcmd.render.xlsx.book import Box
from khpcmd.returns import Key
from khpcmd.template.cells import BLANK, FAULTY, FIGURE, UNREAD, WRONG, Input, estimated, mark, proof, stands
from khpcmd.template.cells import evidence as said_of
from khpcmd.template.contents import Wanted
from khpcmd.template.form_sheet import Readiness, banner, day_rule, draw_banner, mark_rule, paper_line
from khpcmd.template.paper import TOP, Book, Page, Paper, Sheet, printed, subject_of
from khpcmd.template.terms import Ledger, Term, all_of, any_of, if_

ROWS = TOP + 1
NUMBER, DUTY, YES, NO, PROOFS = range(5)
"""The first columns; then one for each kind of evidence, the remarks, and the checks."""
WIDTHS = (5.0, 41.0, 6.5, 7.5)
PROOF_WIDTHS: dict[Evidence, float] = {"document": 17.0, "date": 12.0, "amount": 12.0, "received": 12.0}
NOTES, CHECK = 12.0, 40.0
WHOLE = 111.0
"""The width of all columns that are printed."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def asked_evidence(duties: tuple[Duty, ...]) -> list[Evidence]:
    """The kinds of evidence that any of the duties requires."""
    return [kind for kind in EVIDENCE if any(kind in duty.evidence for duty in duties)]


def duty_page(book: Book, wanted: Wanted, duties: tuple[Duty, ...]) -> DutyPage:
    """The checklist as an empty sheet."""
    asked = asked_evidence(duties)
    proofs = [PROOF_WIDTHS[kind] for kind in asked]
    wider = max(0.0, WHOLE - sum((*WIDTHS, *proofs, NOTES)))
    widths = (WIDTHS[NUMBER], WIDTHS[DUTY] + wider, *WIDTHS[YES:])
    page = book.page(wanted.say("sheet_duties"), (*widths, *proofs, NOTES, CHECK))
    return DutyPage(page, wanted, duties, dict(zip(asked, range(PROOFS, PROOFS + len(asked)), strict=True)))


class DutyPage(NamedTuple):
    """The sheet of a checklist, and the column of each kind of evidence that some duty asks for."""

    page: Page
    wanted: Wanted
    duties: tuple[Duty, ...]
    proofs: dict[Evidence, int]

    @property
    def _notes(self) -> int:
        """The column of the remarks, the last one that is printed."""
        return len(self.page.widths) - 2

    @property
    def _last(self) -> int:
        """The row of the last duty."""
        return TOP + len(self.duties)

    @property
    def check_box(self) -> Box:
        """The column of checks."""
        return ROWS, self._notes + 1, self._last, self._notes + 1

    @property
    def notes(self) -> str:
        """The area of the remarks."""
        return self.page.area((ROWS, self._notes, self._last, self._notes))

    def evidence(self, ledger: Ledger) -> dict[str, tuple[Term, ...]]:
        """By duty, what is said of the pieces of its evidence that a check reads beside a yes."""
        page, plan = self.page, self.wanted.filer.plan
        days, found = of_duty(days_of(plan, plan.year, self.wanted.filer.period)), dict[str, tuple[Term, ...]]()
        for row, duty in enumerate(self.duties, start=ROWS):
            yes, read = mark(Input(page.address(row, YES)), True).eq(FIGURE), evidence_of(plan, answer_field(duty))
            fields = {evidence_field(duty, kind): column for kind, column in self.proofs.items()}
            cells = {name: Input(page.address(row, column)) for name, column in fields.items() if name in read.values()}
            said = ((name, said_of(cell, plan.fields[name], days, yes)) for name, cell in cells.items())
            found[duty.id] = tuple(ledger.put(f"{name} evidence", term) for name, term in said)
        return found

    def checks(self, evidence: Mapping[str, tuple[Term, ...]], *, alone: bool) -> tuple[Term, ...]:
        """What is wrong with each duty; ``alone`` where nothing else is asked: then one has to be answered."""
        page, fields, found = self.page, self.wanted.filer.plan.fields, list[Term]()
        answers = page.area((ROWS, YES, self._last, NO)) if alone else ""
        for row, duty in enumerate(self.duties, start=ROWS):
            cells = Input(page.address(row, YES)), Input(page.address(row, NO))
            asked = ((kind, column) for kind, column in self.proofs.items() if kind in duty.evidence)
            proofs = tuple(
                proof(Input(page.address(row, column)), fields[evidence_field(duty, kind)]) for kind, column in asked
            )
            check = _check(self.wanted, cells, proofs, answers if row == ROWS else "", evidence[duty.id])
            found.append(if_(estimated(page.address(row, self._notes)), self.wanted.say("estimated"), check))
        return tuple(found)

    def draw(self, checks: tuple[Term, ...], left: Readiness) -> None:
        """A row for each duty."""
        page, wanted, last, end = self.page, self.wanted, self._notes, self._last
        draw_banner(page, wanted, banner(wanted, left), last + 1)
        paper = Paper(page, wanted, YES, last)
        paper.letterhead(wanted.say("title_duties"), subject_of(wanted, "title_duties_plan"))
        position = -1 if wanted.messages.language == "en" else 0
        evidence = [EVIDENCE[kind][position] for kind in self.proofs]
        headers = [wanted.say(word) for word in ("number", "duty", "yes", "no")]
        for column, text in enumerate([*headers, *evidence, wanted.say("notes")]):
            page.fitted(TOP, column, text, "header")
        page.text(TOP, last + 1, wanted.say("check"), "check_header")
        for row, (duty, check) in enumerate(zip(self.duties, checks, strict=True), start=ROWS):
            self._row(row, duty)
            page.formula(row, last + 1, check, "check")
        page.across(end + 1, (0, last), wanted.say("duty_legend"), "small")
        foot = paper.signatures(end + 2) + 1
        page.result_across(foot, (YES, last), paper_line(wanted, left), "small_right")
        page.fit(foot, (YES, last), wanted.say("checked_faulty"), "small_right")
        printed(page, Sheet(last, ROWS, end, foot, (TOP, TOP)))

    def _row(self, row: int, duty: Duty) -> None:
        """The number and the title of a duty, the cells for its two answers, those for its evidence, its remarks."""
        page, wanted = self.page, self.wanted
        page.text(row, NUMBER, str(row - TOP), "centred")
        page.fitted(row, DUTY, wanted.of(duty.title), "label")
        answer = Key(answer_field(duty))
        for column, word in ((YES, "yes"), (NO, "no")):
            marked = wanted.filled(answer) == wanted.say(word)
            page.text(row, column, "x" if marked else "", "input_yes_no")
            if marked:
                page.book.places[page.title, row, column] = wanted.filer.unit.id, answer
            page.rule((row, column, row, column), mark_rule(wanted))
        for kind, column in self.proofs.items():
            if kind not in duty.evidence:
                page.text(row, column, "", "closed")
                continue
            key = Key(evidence_field(duty, kind))
            spec = wanted.filer.plan.fields[key.field]
            page.given(row, column, wanted.filled(key), page.book.input_of(spec))
            page.book.places[page.title, row, column] = wanted.filer.unit.id, key
            if spec.typed == "date":
                page.rule((row, column, row, column), day_rule(wanted, EARLIEST, LATEST))
        page.text(row, self._notes, "", "input_note")


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
