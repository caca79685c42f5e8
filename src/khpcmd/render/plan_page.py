"""A plan as ready texts, in the order a person reads them: the tabulation that every format of ``plan show`` draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render import plan_promises, plan_reporting
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.plan_rows import Row, one_line

COLUMNS = {
    "periods": ("period", "figures", "due", "months"),
    "levels": ("level", "units", "filing", "names", "register"),
    "groups": ("group", "units", "names"),
    "targets": ("target", "measured", "threshold", "reporters", "clause"),
    "duties": ("duty", "of", "answered", "clause"),
    "fields": ("field", "kind", "reporters", "remarks"),
    "constraints": ("rule",),
}
"""The parts of the page in their order, and the columns of each beside the id; the first one has the rows' titles."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its heading says how many rows it has; the first of ``columns`` is the id, the second the title."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan in words. Every text is one line."""

    title: str
    about: tuple[str, ...]
    parts: tuple[Part, ...]


def plan_page(plan: Plan, messages: Messages) -> PlanPage:
    """Put a plan into words; parts that it does not have are left out."""
    words = MeasureWords(messages, plan)
    rows: dict[str, Iterable[Row]] = {
        "periods": plan_reporting.periods(words),
        "levels": plan_reporting.levels(words),
        "groups": plan_reporting.groups(words),
        "fields": plan_reporting.fields(words),
        "constraints": plan_reporting.constraints(words),
        "targets": plan_promises.targets(words),
        "duties": plan_promises.duties(words),
    }
    parts = (_part(name, tuple(rows[name]), messages) for name in COLUMNS)
    return PlanPage(
        one_line(plan.title.in_(messages.language)),
        tuple(one_line(line) for line in _about(plan, messages)),
        tuple(part for part in parts if part.rows),
    )


def _part(name: str, rows: tuple[Row, ...], messages: Messages) -> Part:
    heading = f"{messages.template(f'plan_page.parts.{name}')} ({messages.number(len(rows))})"
    columns = (messages.template(f"plan_page.columns.{column}") for column in ("id", *COLUMNS[name]))
    return Part(heading, tuple(columns), rows)


def _about(plan: Plan, messages: Messages) -> Iterator[str]:
    """The document, the years, and whose units they are."""
    document, text = plan.document, messages.text
    day, issuer = messages.day(document.date), document.issuer.in_(messages.language)
    yield text("plan_page.issued", number=document.number, date=day, issuer=issuer)
    year, before = str(plan.year), plan.baseline_year
    if before is None:
        yield text("plan_page.year", year=year)
    else:
        yield text("plan_page.years", year=year, before=str(before))
    yield text("plan_page.units_on", day=messages.day(plan.day_of_units))
    yield text("plan_page.id", id=plan.id)
