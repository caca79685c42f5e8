"""What the column "Kiểm tra" says of each row: blank, of the wrong kind, or at odds with another figure."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.returns import Basis, Key
from khpcmd.template.agreements import Agreement, Clash
from khpcmd.template.book import shortened
from khpcmd.template.calculation import Calculation
from khpcmd.template.cells import BLANK, CONFLICT, WRONG
from khpcmd.template.terms import Term, const, if_, joined, not_
from khpcmd.template.words import Wanted

LONGEST = 200
"""A text inside of a formula has at most 255 characters."""


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
            found = if_(agreement.broken, shortened(_clash(wanted, agreement, key), LONGEST), found)
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
