"""The sheet "Đánh giá": the verdict on each target for the unit alone, live, and what is lacking."""

from __future__ import annotations

from khpcmd.rule import Rule
from khpcmd.template.book import Book, Page
from khpcmd.template.calculation import Calculation, JudgedHere
from khpcmd.template.cells import CONFLICT, WRONG
from khpcmd.template.letterhead import letterhead
from khpcmd.template.measured import UNKNOWN, Reach
from khpcmd.template.terms import Term, any_of, const, if_
from khpcmd.template.verdicts import IN_PROGRESS, MET, MISSED, NOTHING
from khpcmd.template.words import Wanted

TOP = 9
HEADERS = ("title", "clause", "asked", "part", "whole", "verdict", "gap")
WIDTHS = (40.0, 62.0, 13.0, 11.0, 11.0, 17.0, 18.0)
VERDICT = HEADERS.index("verdict")


def verdict_page(book: Book, wanted: Wanted) -> Page:
    """The empty sheet."""
    return book.page(wanted.say("sheet_verdicts"), WIDTHS)


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
        told = (title, quote, _asked(wanted, one.judged.rule))
        for column, text in enumerate(told):
            page.text(row, column, text, "label")
        page.formula(row, VERDICT - 2, _shown(found.part), "count")
        page.formula(row, VERDICT - 1, const("") if found.counted else _shown(found.whole), "count")
        page.formula(row, VERDICT, verdict_text(wanted, made, one), "verdict")
        page.formula(row, VERDICT + 1, one.gap, page.book.counted_in(wanted.figures.noun(target)))
        page.height(row, [(text, WIDTHS[column]) for column, text in enumerate(told)])
    box = (TOP + 1, VERDICT, TOP + len(made.targets), VERDICT)
    words = verdict_words(wanted)
    signals = {MET: "good", MISSED: "bad", IN_PROGRESS: "open", "wrong": "bad", "conflict": "bad", "missing": "open"}
    for word, signal in signals.items():
        page.signal(box, words[word], signal)
    page.finish((TOP, TOP), freeze=1)


def verdict_words(wanted: Wanted) -> dict[str, str]:
    """What the column of verdicts may say."""
    found = {name: wanted.messages.template(f"verdicts.{name}") for name in (MET, MISSED, IN_PROGRESS, NOTHING)}
    return found | {name: wanted.say(name) for name in ("missing", "wrong", "conflict")}


def verdict_text(wanted: Wanted, made: Calculation, one: JudgedHere) -> Term:
    """The verdict in words; where it is open, why."""
    words = verdict_words(wanted)
    states = [made.figures.get(key, UNKNOWN).state for key in dict.fromkeys(one.found.keys)]
    clash, broken = (any_of(state.eq(number) for state in states) for number in (CONFLICT, WRONG))
    text = if_(clash, words["conflict"], if_(broken, words["wrong"], words["missing"]))
    for name in (NOTHING, IN_PROGRESS, MISSED, MET):
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
