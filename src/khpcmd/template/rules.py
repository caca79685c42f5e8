"""How the figures of a form have to agree, as formulas: ``constraints`` for the cells of one unit.

What the column "Kiểm tra" says of each row: blank, of the wrong kind, or at odds with another figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.judge.constraints import Fields, rules
from khpcmd.plan.model import Steps
from khpcmd.returns import Basis, Key
from khpcmd.template.book import shortened
from khpcmd.template.calculation import Calculation
from khpcmd.template.cells import BLANK, CONFLICT, FIGURE, WRONG
from khpcmd.template.contents import Filer
from khpcmd.template.measured import Figure
from khpcmd.template.terms import Term, all_of, const, if_, joined, not_, total
from khpcmd.template.words import Wanted


class Clash(StrEnum):
    """How figures contradict each other."""

    EXCEEDS = "exceeds"
    """A part is larger than its whole."""
    REGISTER = "register"
    """A count is larger than the number of the register."""
    STEPS = "steps"
    """A later step has more than an earlier one."""
    SUM = "sum"
    """Parts do not add up to their whole."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures that may contradict each other, and whether they do. ``limit`` is that of the register."""

    clash: Clash
    broken: Term
    inner: tuple[Key, ...]
    outer: tuple[Key, ...]
    limit: int = 0

    @property
    def keys(self) -> tuple[Key, ...]:
        return self.inner + self.outer


def agreements(filer: Filer, figures: Mapping[Key, Figure]) -> Iterator[Agreement]:
    """What has to agree among the figures of a form; rules about figures that it does not ask for are left out."""
    agreed, form = rules(filer.plan), _Form(figures)
    for basis in Basis:
        for part, whole in agreed.parts:
            inner, outer = form.keys(part, basis), form.keys(whole, basis)
            if inner and outer:
                broken = all_of((form.known(inner + outer), form.total(inner).gt(form.total(outer))))
                yield Agreement(Clash.EXCEEDS, broken, inner, outer)
    for rule in agreed.steps:
        yield from _steps(form, rule)
    for total_rule in agreed.sums:
        inner, outer = form.keys(total_rule.parts), form.keys(total_rule.whole)
        if inner and outer:
            differ = not_(form.total(inner).eq(form.total(outer)))
            yield Agreement(Clash.SUM, all_of((form.known(inner + outer), differ)), inner, outer)
    registered = filer.unit.registered
    for names, register in agreed.registers:
        inner = form.keys(names)
        if inner and register in registered:
            broken = all_of((form.known(inner), form.total(inner).gt(registered[register])))
            yield Agreement(Clash.REGISTER, broken, inner, (), registered[register])


def _steps(form: _Form, rule: Steps) -> Iterator[Agreement]:
    """Each step with the next one that is known."""
    steps = [keys for names in rule.steps if (keys := form.keys(names))]
    for index, before in enumerate(steps):
        for later in range(index + 1, len(steps)):
            after = steps[later]
            unknown = [not_(form.known(between)) for between in steps[index + 1 : later]]
            more = form.total(after).gt(form.total(before))
            broken = all_of((form.known(before + after), *unknown, more))
            yield Agreement(Clash.STEPS, broken, after, before)


@dataclass(frozen=True, slots=True)
class _Form:
    figures: Mapping[Key, Figure]

    def keys(self, names: Fields, basis: Basis = Basis.CURRENT) -> tuple[Key, ...]:
        """The figures of some fields; none where the form does not ask for all of them."""
        keys = tuple(Key(name, basis) for name in names)
        return keys if all(key in self.figures for key in keys) else ()

    def known(self, keys: tuple[Key, ...]) -> Term:
        return all_of(self.figures[key].state.eq(FIGURE) for key in keys)

    def total(self, keys: tuple[Key, ...]) -> Term:
        return total(self.figures[key].low for key in keys)


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
