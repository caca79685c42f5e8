"""What a template is to be made of: the filer, the words, and what says thresholds.

The lines above the table of each sheet, as the reader of returns finds unit and period in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, CountField, MonthsField
from khpcmd.plan.model import Target
from khpcmd.returns import Key
from khpcmd.template.book import Page
from khpcmd.template.cells import Given
from khpcmd.template.contents import Filer
from khpcmd.template.terms import Term, if_, joined


class Figures(Protocol):
    """Says what a target asks, as the reports do."""

    def threshold(self, target: Target) -> str: ...
    def limits(self, target: Target, threshold: Threshold) -> str: ...
    def noun(self, target: Target) -> str: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """One template: for whom, in which words, and what is filled in already (``given``, and by unit ``below``)."""

    filer: Filer
    sha256: str
    messages: Messages
    figures: Figures
    known: Mapping[Key, int] = field(default_factory=dict)
    """Figures of the baseline year that are filled in and locked."""
    given: Mapping[Key, Given] = field(default_factory=dict)
    """Figures that are filled in and can be changed."""
    below: Mapping[tuple[str, str], Given] = field(default_factory=dict)
    """The same of the units below, by unit and field."""

    def say(self, key: str, /, **values: str | int) -> str:
        return self.messages.text(f"template.{key}", **values)

    def of(self, text: Text) -> str:
        return text.in_(self.messages.language)

    @property
    def unit(self) -> str:
        return self.of(self.filer.unit.name)

    @property
    def period(self) -> str:
        return self.of(self.filer.plan.periods[self.filer.period].title)

    def labels(self, names: tuple[Key, ...]) -> str:
        """The names of some fields, joined."""
        fields = self.filer.plan.fields
        return self.say("joint").join(dict.fromkeys(self.of(fields[key.field].label) for key in names))

    def measure(self, spec: AnyField) -> str:
        """What stands in the column of the unit of measure."""
        if isinstance(spec, CountField | MonthsField):
            return self.of(spec.unit_of_measure)
        return self.say({"yes_no": "yes_or_no", "date": "a_day"}.get(spec.kind, "a_text"))


UNIT, MOTTO, TITLE, PERIOD, FILER, BANNER, LEGEND = 0, 1, 3, 4, 5, 6, 7
"""The rows, from 0."""
HEIGHT_OF_BANNER = 24


def letterhead(page: Page, wanted: Wanted, title: str, wrong: Term | None) -> None:
    """Letterhead, title, period, unit, and the banner that counts what is ``wrong``."""
    last = len(page.widths) - 1
    page.across(UNIT, (0, 1), wanted.unit.upper(), "strong")
    page.across(UNIT, (2, last), wanted.say("nation"), "strong")
    page.across(MOTTO, (2, last), wanted.say("motto"), "strong")
    page.across(TITLE, (0, last), title, "title")
    page.across(PERIOD, (0, last), wanted.say("period", period=wanted.period), "line")
    page.across(FILER, (0, last), wanted.say("unit", unit=wanted.unit), "strong")
    if wrong is not None:
        page.result_across(BANNER, (0, last), banner(wanted, wrong), "banner")
        page.sheet.set_row(BANNER, HEIGHT_OF_BANNER)
        box = (BANNER, 0, BANNER, last)
        page.signal(box, wanted.say("ready"), "good")
        area = page.address(BANNER, 0)
        look = page.look("open")
        page.sheet.conditional_format(*box, {"type": "formula", "criteria": f'={area}<>""', "format": look})
    page.across(LEGEND, (0, last), wanted.say("legend"), "small")


def banner(wanted: Wanted, wrong: Term) -> Term:
    left = joined(wanted.say("left"), wrong, wanted.say("left_cells"))
    return if_(wrong.eq(0), wanted.say("ready"), left)
