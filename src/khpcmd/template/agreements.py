"""How the figures of a form have to agree, as formulas: ``constraints`` for the cells of one unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.constraints import Fields, rules
from khpcmd.plan.agreements import Steps
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import FIGURE
from khpcmd.template.contents import Filer
from khpcmd.template.measured import Figure
from khpcmd.template.terms import Term, all_of, not_, total


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
