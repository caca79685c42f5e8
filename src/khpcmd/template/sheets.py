"""The sheets beside the form: how to fill it in, the live verdicts, and the checklist of duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from khpcmd.judge.rule import Rule
from khpcmd.plan.checklist import EVIDENCE, evidence_field
from khpcmd.plan.model import Duty, Evidence
from khpcmd.template.book import Book, Box, Page, letterhead
from khpcmd.template.calculation import Calculation, JudgedHere
from khpcmd.template.cells import BLANK, CONFLICT, FIGURE, WRONG, Input, mark, proof, stands
from khpcmd.template.inputs import day_rule, mark_rule
from khpcmd.template.measured import UNKNOWN, Reach
from khpcmd.template.terms import Term, all_of, any_of, const, if_
from khpcmd.template.verdicts import IN_PROGRESS, INFORMATION, MET, MISSED, NOTHING
from khpcmd.template.words import Wanted

LINES = "abcdefghij"
GUIDE_WIDTHS = (6.0, 120.0)
TOP = 9
HEADERS = ("title", "clause", "asked", "part", "whole", "verdict", "gap")
VERDICT_WIDTHS = (40.0, 62.0, 13.0, 11.0, 11.0, 17.0, 18.0)
VERDICT = HEADERS.index("verdict")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def draw_guide(book: Book, wanted: Wanted) -> None:
    """How to fill in and send."""
    page = book.page(wanted.say("sheet_guide"), GUIDE_WIDTHS)
    due = wanted.filer.plan.periods[wanted.filer.period].due
    word = "due_by" if due.inclusive else "due_before"
    known = {
        "unit": wanted.unit,
        "period": wanted.period,
        "due": wanted.say(word, day=wanted.messages.day(due.date)),
    }
    page.across(0, (0, 1), wanted.say("title_guide"), "title")
    for number, letter in enumerate(LINES, start=1):
        text = wanted.say(f"guide_{letter}", **known)
        page.text(number + 1, 0, str(number), "centred")
        page.text(number + 1, 1, text, "label")
        page.height(number + 1, [(text, GUIDE_WIDTHS[1])])
    page.finish()


def verdict_page(book: Book, wanted: Wanted) -> Page:
    """The empty sheet."""
    return book.page(wanted.say("sheet_verdicts"), VERDICT_WIDTHS)


def draw_verdicts(page: Page, wanted: Wanted, made: Calculation, wrong: Term) -> None:
    """A row for each target that the unit contributes to."""
    letterhead(page, wanted, wanted.say("title_verdicts"), wrong)
    for column, word in enumerate(HEADERS):
        page.text(TOP, column, wanted.say(f"verdict_{word}"), "header")
    page.height(TOP, [], least=2)
    for row, one in enumerate(made.targets, start=TOP + 1):
        target, found = one.judged.target, one.found
        title = f"{target.id}: {wanted.of(target.title)}"  # a title or a quote alone may be the name of a field
        quote = f"{target.clause}: {wanted.messages.quoted(target.quote)}"
        texts = (title, quote, _asked(wanted, one.judged.rule))
        for column, text in enumerate(texts):
            page.text(row, column, text, "label")
        page.formula(row, VERDICT - 2, _shown(found.part), "count")
        page.formula(row, VERDICT - 1, const("") if found.counted else _shown(found.whole), "count")
        page.formula(row, VERDICT, verdict_text(wanted, made, one), "verdict")
        page.formula(row, VERDICT + 1, one.gap, page.book.counted_in(wanted.figures.noun(target)))
        page.height(row, [(text, VERDICT_WIDTHS[column]) for column, text in enumerate(texts)])
    box = (TOP + 1, VERDICT, TOP + len(made.targets), VERDICT)
    words = verdict_words(wanted)
    signals = {MET: "good", MISSED: "bad", IN_PROGRESS: "open", "wrong": "bad", "conflict": "bad", "missing": "open"}
    for word, signal in signals.items():
        page.signal(box, words[word], signal)
    page.finish((TOP, TOP), freeze=1)


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


def _shown(reach: Reach) -> Term:
    return if_(reach.low.eq(reach.high), reach.low, "")


def _asked(wanted: Wanted, rule: Rule) -> str:
    """The threshold, the unit's own where it has one."""
    target, unit = rule.target, wanted.filer.unit.id
    own = [name for name in target.unit_thresholds if unit in wanted.filer.plan.members((name,))]
    name = unit if unit in own else own[-1] if own else ""
    return wanted.figures.limits(target, target.unit_thresholds[name]) if name else wanted.figures.threshold(target)


def duty_page(book: Book, wanted: Wanted, duties: tuple[Duty, ...]) -> Page:
    """The empty sheet."""
    widths = (6.0, 62.0, 9.0, 9.0, *(20.0 for _ in asked_evidence(duties)), 26.0, 22.0)
    return book.page(wanted.say("sheet_duties"), widths)


def asked_evidence(duties: tuple[Duty, ...]) -> list[Evidence]:
    """The kinds of evidence that any of the duties requires."""
    return [kind for kind in EVIDENCE if any(kind in duty.evidence for duty in duties)]


def duty_box(page: Page, duties: tuple[Duty, ...]) -> Box:
    """The column of checks."""
    column = len(page.widths) - 1
    return TOP + 1, column, TOP + len(duties), column


def draw_duties(page: Page, wanted: Wanted, duties: tuple[Duty, ...], wrong: Term, *, alone: bool) -> None:
    """A row for each duty; ``alone`` where nothing else has to be filled in: then one of them has to be answered."""
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
        proofs = _evidence(page, wanted, row, duty, asked)
        page.text(row, last - 1, "", "input_text")
        first = page.area((TOP + 1, 2, TOP + len(duties), 3)) if alone and number == 1 else ""
        cells = Input(page.address(row, 2)), Input(page.address(row, 3))
        page.formula(row, last, _check(wanted, cells, proofs, first), "check")
        page.height(row, [(title, page.widths[1])], least=2)
    page.finish((TOP, TOP), freeze=2)


def _evidence(page: Page, wanted: Wanted, row: int, duty: Duty, asked: list[Evidence]) -> list[Term]:
    """Draw the cells of a duty's evidence; the states of those that it asks for."""
    states = list[Term]()
    for column, kind in enumerate(asked, start=4):
        if kind not in duty.evidence:
            page.text(row, column, "", "closed")
            continue
        spec = wanted.filer.plan.fields[evidence_field(duty, kind)]
        page.text(row, column, "", f"input_{spec.kind}")
        if spec.kind == "date":
            page.rule((row, column, row, column), day_rule(wanted, EARLIEST, LATEST))
        states.append(proof(Input(page.address(row, column)), spec))
    return states


def _check(wanted: Wanted, cells: tuple[Input, Input], proofs: Iterable[Term], answers: str) -> Term:
    """What is wrong with a duty: with its two answers or the states of its evidence.

    ``answers`` is the area of all answers, one of which there has to be.
    """
    marks = [mark(cell, column) for cell, column in zip(cells, (True, False), strict=True)]
    begun = any_of(map(stands, cells))
    if answers:
        begun = any_of((begun, Term(f'(SUMPRODUCT(--(LEN({answers}&"")>0))=0)', True)))
    found = if_(all_of((*(one.eq(BLANK) for one in marks), begun)), wanted.say("unmarked"), "")
    found = if_(all_of(one.eq(FIGURE) for one in marks), wanted.say("both"), found)
    return if_(any_of(one.eq(WRONG) for one in (*marks, *proofs)), wanted.say("wrong"), found)
