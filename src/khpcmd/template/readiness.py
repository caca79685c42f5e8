"""Whether a form may be sent: what its banner counts, and the line about it on paper.

A form with a faulty or missing figure is not ready, nor is one with a faulty answer to a duty. A duty without an
answer, or one without its evidence, is no fault of the data: the form may be sent, and the banner says what is open.
Nor is one ready in which somebody wrote what only a check can read, as a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khpcmd.render.xlsx.book import Box
from khpcmd.template.book import Page
from khpcmd.template.calculation import Below
from khpcmd.template.paper import BANNER, HEIGHT_OF_BANNER
from khpcmd.template.terms import Ledger, Term, all_of, any_of, const, if_, not_, total
from khpcmd.template.words import Wanted

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


@dataclass(frozen=True, slots=True)
class Readiness:
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
