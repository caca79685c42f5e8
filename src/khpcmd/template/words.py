"""What a template is made of: the filer, the words, and the texts of thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from khpcmd.i18n import PLACEHOLDER, Messages
from khpcmd.measures.threshold import Number
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField
from khpcmd.plan.periods import in_year, spans_two
from khpcmd.plan.units import Unit
from khpcmd.render.figures import Figures
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Filer
from khpcmd.template.terms import Term, const, joined, spelled

YEAR = re.compile(r"(?<!\d)(?:19|20|21)[0-9]{2}(?!\d)")
YEARS = re.compile(rf"{YEAR.pattern}(?:(\s?[-–—/]\s?)(\d\d)(?!\d))?")
"""A year, or two of which the second has two figures."""


Figure = tuple[str, Key]
"""A figure of a unit."""


def _moved(years: re.Match[str], by: int) -> str:
    """A year, or two, so many years later."""
    text, between, second = years[0][:4], years[1], years[2]
    later = str(int(text) + by)
    return later if between is None else f"{later}{between}{(int(second) + by) % 100:02}"


@dataclass(frozen=True)
class Wanted:
    """One template: for whom, in which words, and what is filled in already, there and in the rows of units below."""

    filer: Filer
    sha256: str
    messages: Messages
    known: Mapping[Figure, Number] = field(default_factory=dict)
    """Figures of the baseline year that are filled in and locked."""
    given: Mapping[Figure, Given] = field(default_factory=dict)
    """Figures that are filled in and can be changed."""

    @cached_property
    def figures(self) -> Figures:
        """Words thresholds as the reports do."""
        return Figures(self.messages, self.filer.plan)

    def for_unit(self, unit: Unit) -> Wanted:
        """The same for another unit; for one below, as if it had a form of its own."""
        return replace(self, filer=self.filer._replace(unit=unit))

    def filled(self, key: Key) -> Given:
        """What stands in the cell of a figure of the unit."""
        figure = self.filer.unit.id, key
        return self.known.get(figure, self.given.get(figure))

    def legend(self, key: str) -> str:
        """How figures are written: of a form with amounts also how these are."""
        amounts = any(name in self.filer.plan.amounts for name in self.filer.fields)
        return self.say(f"{key}_amounts" if amounts else key)

    def say(self, key: str, /, **values: str | int) -> str:
        return self.messages.text(f"template.{key}", **values)

    def formula(self, key: str, values: Mapping[str, Term | str]) -> Term:
        """A sentence of the catalogue with the results of formulas at its places."""
        parts = PLACEHOLDER.split(self.messages.template(f"template.{key}"))
        texts, names = parts[::3], parts[1::3]
        terms = [const(texts[0])]
        for name, text in zip(names, texts[1:], strict=True):
            terms += [const(values[name]), *([const(text)] if text else [])]
        return joined(*terms)

    def amount(self, amount: Term) -> Term:
        """An amount as this language writes its decimals, also in a program that has another sign for them."""
        return spelled(amount, self.messages.template("style.decimal"))

    def day(self, day: date) -> str:
        """A day as the cells of a form show it, whatever the language."""
        return self.say("day", day=f"{day.day:02}", month=f"{day.month:02}", year=f"{day.year:04}")

    def named(self, field: str) -> str:
        """The label of a field, of an amount with its unit of measure."""
        label, amount = self.of(self.filer.plan.fields[field].label), self.filer.plan.amounts.get(field)
        return f"{label} ({self.of(amount.unit_of_measure)})" if amount else label

    def of(self, text: Text) -> str:
        return text.in_(self.messages.language)

    @property
    def unit(self) -> str:
        return self.of(self.filer.plan.name_of(self.filer.unit))

    @property
    def period(self) -> str:
        return self.of(self.filer.plan.periods[self.filer.period].title)

    def span(self, basis: Basis) -> str:
        """The time of the figures, as their header says it: a whole year as "Năm 2022", others as their titles do, or,
        if these name no year, by their days."""
        plan, of_baseline = self.filer.plan, basis is Basis.BASELINE
        years = plan.periods[self.filer.period].years
        year = plan.baseline_year if of_baseline and plan.baseline_year else plan.year
        named = {int(found) for found in YEAR.findall(self.period)}
        whole = years == 1 and not spans_two(plan.periods[self.filer.period])
        if (whole and (of_baseline or not named or year in named)) or (years > 1 and of_baseline):
            return self.say("year", year=str(year))
        moved = year - plan.year_of(self.filer.period) if of_baseline else 0
        window = plan.periods[self.filer.period].window
        elsewhere = (
            not of_baseline and not window.first.year <= year <= window.last.year
        )  # a program year's second half
        if not named and not elsewhere:
            first, last = (in_year(end, end.year + moved) for end in (window.first, window.last))
            return self.say("span", first=self.day(first), last=self.day(last))
        span = re.sub(YEARS, lambda match: _moved(match, moved), self.period)
        return span[:1].upper() + span[1:]

    def told_apart(self, key: Key) -> str:
        """What tells the columns of a field apart: their month or their year; "" where it has one."""
        if key.month:
            return self.say("month", month=key.month)
        return self.span(key.basis) if self.filer.has_baseline(key.field) else ""

    def labels(self, names: tuple[Key, ...]) -> str:
        """The names of some fields, joined."""
        fields = self.filer.plan.fields
        return self.say("joint").join(dict.fromkeys(self.of(fields[key.field].label) for key in names))

    def measure(self, spec: AnyField) -> str:
        """The text in the column of the unit of measure."""
        if spec.measure is not None:
            return self.of(spec.measure)
        return self.say({"yes_no": "yes_or_no", "date": "a_day"}.get(spec.typed, "a_text"))
