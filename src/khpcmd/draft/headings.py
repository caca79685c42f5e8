"""Reads headers without a plan: a name, a year, a month, an answer, or why the column is never a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from khpcmd.draft.found import LONGEST_NAME, clean, is_agency
from khpcmd.plan.model import Plan
from khpcmd.text import bare, loose
from khpcmd.workbook.table import is_number_header
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.periods import Periods, Role, Span, is_noise, month
from khpcmd.workbook.words.vocabulary import (
    HARMLESS_PAREN,
    NOTE_HEADERS,
    OF_WHICH,
    TRAILING_PAREN,
    answer,
    is_plan,
    is_ratio,
    is_total,
    key,
    strip_numbering,
)


class Header(NamedTuple):
    """A header: the texts that name a field, what the others mean, and ``why`` it is left out ("" where it is not)."""

    path: tuple[str, ...] = ()
    measure: str = ""
    role: Role = Role.CURRENT
    month: int = 0
    answer: bool | None = None
    why: str = ""


class Headings:
    """Reads headers with a plan that has only periods."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fields = FieldNames(plan, plan.year)
        self._periods = Periods(plan)

    def span(self, text: str) -> Span | None:
        """The span of time that a text names, if it names nothing else."""
        return self._periods.span(text)

    def month(self, text: str, *, bare_number: bool = False) -> int:
        return month(text, self.fields.month_years, bare_number=bare_number)

    def is_of_other_span(self, text: str) -> bool | None:
        """Whether the heading of a group marks its figures as planned or of another year; None if it does neither."""
        return self.fields.is_of_other_span(text)

    def column(self, texts: Sequence[str]) -> Header:
        """A column in a table with a row for each unit."""
        path = [text for raw in texts if (text := OF_WHICH.sub("", clean(raw)).strip(" :"))]
        why = self._never_read(path)
        if why:
            return Header(why=why)
        of_month = self.month(path[-1], bare_number=len(path) > 1)
        if of_month:
            path.pop()
        spans = {text: found for text in path if (found := self.span(text))}
        roles = [found.role for found in spans.values()]
        names = [text for text in path if text not in spans and not is_noise(text)]
        role = next((role for role in (Role.OTHER, Role.BASELINE) if role in roles), Role.CURRENT)
        if role is Role.OTHER:
            return Header(why="other_span")
        return self._named(names, role, of_month)

    def _named(self, names: list[str], role: Role, of_month: int) -> Header:
        given = answer(names[-1]) if len(names) > 1 else None
        if given is not None:
            names.pop()
        if not loose(" ".join(names)):
            return Header(why="no_name")
        if len(" / ".join(names)) > LONGEST_NAME:
            return Header(why="too_long")
        path, measure = self.name(names)
        return Header(path, measure, role, of_month, given)

    def name(self, texts: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """A path without numbering before it and the unit of measure behind it; and that unit of measure."""
        path = list(texts)
        path[0] = strip_numbering(path[0]) or path[0]
        last = TRAILING_PAREN.match(path[-1])
        if last is None or HARMLESS_PAREN.fullmatch(last[2]) or self.span(last[2]):
            return tuple(path), ""
        path[-1] = last[1]
        return tuple(path), last[2]

    def _never_read(self, path: Sequence[str]) -> str:
        """Why a column cannot be a field, whatever the plan; "" where it can be one."""
        if not path:
            return "no_name"
        if any(is_ratio(text) for text in path):
            return "ratio"
        leaf = key(path[-1])
        if is_number_header(path[-1]):
            return "numbering"
        if leaf in NOTE_HEADERS:
            return "notes"
        if is_plan(path[-1]):
            return "other_span"
        return "total" if len(path) == 1 and is_total(path[-1]) else ""

    def form_column(self, texts: Sequence[str]) -> Heading:
        """A column in a form with a row for each field."""
        path = [clean(text) for text in texts]
        if any(is_number_header(text) for text in path):
            return Heading(Kind.KNOWN, " / ".join(path))
        return self.fields.form_column(path)


def heads_units(text: str) -> bool:
    """Whether a header can be the name of a unit: short, and not one of the usual words of forms."""
    return 0 < len(bare(text).split()) <= 8 and (is_agency(text) or not is_noise(text))
