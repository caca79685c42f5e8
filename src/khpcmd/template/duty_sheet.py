"""The sheet "Nhiệm vụ": the checklist of the duties that the unit answers itself."""

from __future__ import annotations

from datetime import date

from khpcmd.plan.checklist import EVIDENCE, evidence_field
from khpcmd.plan.duties import Duty, Evidence
from khpcmd.template.book import Book, Box, Page
from khpcmd.template.cells import Input
from khpcmd.template.inputs import day_rule, mark_rule
from khpcmd.template.letterhead import letterhead
from khpcmd.template.terms import Term, all_of, if_, not_
from khpcmd.template.words import Wanted

TOP = 9
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def duty_page(book: Book, wanted: Wanted, duties: tuple[Duty, ...]) -> Page:
    """The empty sheet."""
    widths = (6.0, 62.0, 9.0, 9.0, *(20.0 for _ in asked_evidence(duties)), 26.0, 22.0)
    return book.page(wanted.say("sheet_duties"), widths)


def asked_evidence(duties: tuple[Duty, ...]) -> list[Evidence]:
    """The kinds of evidence that any of the duties asks for."""
    return [kind for kind in EVIDENCE if any(kind in duty.evidence for duty in duties)]


def duty_box(page: Page, duties: tuple[Duty, ...]) -> Box:
    """The column that says what is wrong."""
    column = len(page.widths) - 1
    return TOP + 1, column, TOP + len(duties), column


def draw_duties(page: Page, wanted: Wanted, duties: tuple[Duty, ...], wrong: Term) -> None:
    """A row for each duty."""
    asked, last = asked_evidence(duties), len(page.widths) - 1
    letterhead(page, wanted, wanted.say("title_duties", number=wanted.filer.plan.document.number), wrong)
    position = -1 if wanted.messages.language == "en" else 0
    evidence = [EVIDENCE[kind][position] for kind in asked]
    headers = [wanted.say(word) for word in ("number", "duty", "yes", "no")]
    for column, text in enumerate([*headers, *evidence, wanted.say("notes"), wanted.say("check")]):
        page.text(TOP, column, text, "header")
    page.height(TOP, [], least=2)
    for number, duty in enumerate(duties, start=1):
        row, title = TOP + number, wanted.of(duty.title)
        page.text(row, 0, str(number), "centred")
        page.text(row, 1, title, "label")
        for column in (2, 3):
            page.text(row, column, "", "input_yes_no")
            page.rule((row, column, row, column), mark_rule(wanted))
        _evidence(page, wanted, row, duty, asked)
        page.text(row, last - 1, "", "input_text")
        page.formula(row, last, _check(page, wanted, row), "check")
        page.height(row, [(title, page.widths[1])], least=2)
    page.finish((TOP, TOP), freeze=2)


def _evidence(page: Page, wanted: Wanted, row: int, duty: Duty, asked: list[Evidence]) -> None:
    for column, kind in enumerate(asked, start=4):
        if kind not in duty.evidence:
            page.text(row, column, "", "closed")
            continue
        spec = wanted.filer.plan.fields[evidence_field(duty, kind)]
        page.text(row, column, "", f"input_{spec.kind}")
        if spec.kind == "date":
            page.rule((row, column, row, column), day_rule(wanted, EARLIEST, LATEST))


def _check(page: Page, wanted: Wanted, row: int) -> Term:
    cells = [Input(page.address(row, column)) for column in (2, 3)]
    both = if_(all_of(map(_is_marked, cells)), wanted.say("both"), "")
    return if_(not_(all_of(map(_is_mark_or_blank, cells))), wanted.say("wrong"), both)


def _is_mark_or_blank(cell: Input) -> Term:
    return Term(f'(OR(TRIM({cell.address}&"")="",LOWER(TRIM({cell.address}&""))="x"))', True)


def _is_marked(cell: Input) -> Term:
    return not_(Term(f'(TRIM({cell.address}&"")="")', True))
