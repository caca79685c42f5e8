"""Advice on a valid plan: the years and days in its names, quotes, periods and files, against the plan's year.

A copy of last year's plan in which one of them was forgotten is found here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.draft.phrases import pattern, patterns
from khpcmd.draft.quote_advice import other_number, shown
from khpcmd.draft.quotes import (
    NamedYear,
    Number,
    is_compared_with,
    named_stages,
    named_years,
    numbers_of_years,
    read_quote,
)
from khpcmd.measures.base import KeyPath
from khpcmd.measures.parts import Days
from khpcmd.measures.threshold import Level
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.plan.periods import Period, spans_two
from khpcmd.plan.review import Review
from khpcmd.plan.years import first_day
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import MONTH_NAMES

NAMES = frozenset({"title", "short", "label", "aliases"})
"""The keys of names."""
LEAST_DAYS = 90
"""How many days of the plan's year its periods have to cover: those of a reporting year may begin in another one."""
LATEST = timedelta(days=366)
"""How long after the end of a period its returns may be due."""


def advice_on_dates(review: Review) -> Iterator[Diagnostic]:
    """Warnings of years and days that do not agree with the plan's year, or with a quote."""
    plan = review.plan
    yield from _head(review)
    yield from _periods(review)
    yield from _rosters(review)
    yield from _in_names(review)
    for index, target in enumerate(plan.targets):
        yield from _of_target(review, target, ("targets", index))
        yield from _days_asked(review, target.quote, target.measure.days(), ("targets", index, "measure"))
    for index, duty in enumerate(plan.duties):
        yield from _of_duty(review, duty, ("duties", index))
        asked = duty.where.days() if duty.where is not None else ()
        yield from _days_asked(review, duty.quote, asked, ("duties", index, "where"))
        if duty.due is not None:
            due = ((duty.id, duty.due.days),)
            yield from _days_asked(review, duty.quote, due, ("duties", index, "due"))


def _years(plan: Plan, *more: int | None) -> frozenset[int]:
    return _own_years(plan) | {year for year in more if year is not None}


def _own_years(plan: Plan) -> frozenset[int]:
    """The years of a plan: of one of several years all those that follow each other, each with a period of its own."""
    whole = {period.window.last.year for period in plan.periods.values() if period.years == 1}
    found, added = {plan.year}, {plan.year} & whole
    while added:
        found |= added
        added = {near for year in added for near in (year - 1, year + 1) if near in whole - found}
    return frozenset(found)


def _other(review: Review, path: KeyPath, words: str, expected: Collection[int]) -> Diagnostic:
    years = ", ".join(map(str, sorted(expected)))
    return Code.OTHER_YEAR(review.source.at(path), {"words": words, "expected": years})


def _fits(year: NamedYear, allowed: Collection[int]) -> bool:
    """Whether a year is allowed; several years fit where one of them is."""
    return any(year.first <= one <= year.last for one in allowed)


def _in_names(review: Review) -> Iterator[Diagnostic]:
    """Years in the names of periods, fields, sections, targets and duties that are none of their own."""
    plan = review.plan
    own: dict[KeyPath, Collection[int]] = {}
    for name, spec in plan.fields.items():
        own["fields", name] = _years(plan, plan.baseline_year if spec.has_baseline else None, spec.begins)
    own |= {("sections", index): _years(plan) for index, _ in enumerate(plan.sections)}
    own |= {("duties", index): _years(plan) for index, _ in enumerate(plan.duties)}
    own |= {("targets", index): _of_measure(plan, target) for index, target in enumerate(plan.targets)}
    for name, period in plan.periods.items():
        own["periods", name, "aliases"] = {period.window.first.year, period.window.last.year}
    for path, key, text in review.written():
        if key in NAMES and (allowed := own.get(path[:2]) or own.get(path[:3])):
            wrong = (year for year in named_years(text) if not _fits(year, allowed))
            yield from (_other(review, path, year.words, allowed) for year in islice(wrong, 1))


def _of_measure(plan: Plan, target: Target) -> frozenset[int]:
    """The years that a target may name: the plan's, its own, the first that is counted and the one compared with."""
    since = [plan.fields[name].begins for name in target.measure.fields() if name in plan.fields]
    span = range(target.years.first, target.years.last + 1) if target.years else ()
    return _years(plan, *since, *span, plan.baseline_year if target.measure.baseline_fields() else None)


def _head(review: Review) -> Iterator[Diagnostic]:
    """The plan's id, title and document."""
    plan, own = review.plan, _own_years(review.plan)
    for path, text in review.texts(("title",), plan.title):
        years = list(named_years(text))
        if years and not any(_fits(year, own) for year in years):
            yield _other(review, path, years[0].words, own)
    in_id = [int(year) for year in pattern("year").findall(plan.id)]
    windows = [period.window for period in plan.periods.values() if spans_two(period)]
    of_two = {day.year for window in windows for day in (window.first, window.last)}
    if in_id and not any(min(in_id) <= year <= max(in_id) for year in own | of_two):
        yield _other(review, ("id",), str(in_id[0]), own)
    issued = plan.document.date
    titled = [year for text in (plan.title.vi, plan.title.en) for year in named_years(text)]
    stages = [stage for target in plan.targets for stage in named_stages(target.quote) if not is_compared_with(stage)]
    first = [target.years.first for target in plan.targets if target.years]
    first += [year.first for year in (*titled, *stages)]
    earlier = issued.year < min((*first, plan.year)) - 1 and titled  # else nobody says which years it is of
    if earlier or issued.year > plan.year:
        yield _outside(review, ("document", "date"), "day_issued", issued)
    in_number = re.search(r"/((?:19|20)\d\d)/", plan.document.number)
    if in_number and int(in_number[1]) != issued.year:
        yield _other(review, ("document", "number"), plan.document.number, {issued.year})


def _outside(review: Review, path: KeyPath, what: str, found: date) -> Diagnostic:
    own = str(review.plan.year)
    return Code.DATE_OF_OTHER_YEAR(review.source.at(path), {"what": Ref("word", what), "found": found, "expected": own})


def _periods(review: Review) -> Iterator[Diagnostic]:
    """Periods of another year, names of periods with another year than their days, deadlines of another year."""
    plan, years = review.plan, _own_years(review.plan) - {review.plan.year}
    for name, period in plan.periods.items():
        path, window = ("periods", name), period.window
        inside = any(one is not period and one.window.covers(window) for one in plan.periods.values())
        if not inside and window.last.year not in years and _days_of(plan, period) < LEAST_DAYS:
            yield _outside(review, (*path, "window"), "day_period_end", window.last)
        named = {year.first for year in named_years(period.title.vi) if year.first == year.last}
        if len(named) == 1 and period.days > LATEST.days:  # one year is named
            yield _outside(review, (*path, "window"), "day_period_begin", window.first)
        own = {window.first.year, window.last.year}
        year_of = plan.year_of(name) if len(plan.years) > 1 else plan.year
        shown = {year_of} if year_of in own else own
        for place, title in review.texts((*path, "title"), period.title):
            for year in named_years(title):
                if not _fits(year, own) or (year.first == year.last and year.first not in shown):
                    yield _other(review, place, year.words, shown)
        if period.due.date > window.last + LATEST:
            yield _outside(review, (*path, "due", "date"), "day_due", period.due.date)
    if plan.units_on is not None:
        first = min(period.window.first for period in plan.periods.values())
        last = max(period.window.last for period in plan.periods.values())
        if not first <= plan.units_on <= last + LATEST:
            yield _outside(review, ("units_on",), "day_units_on", plan.units_on)


def _days_of(plan: Plan, period: Period) -> int:
    """How many days of the plan's year a period covers; of a year in parts, all of its parts."""
    first = period.window.first
    last = period.window.last
    if (last - first).days < LEAST_DAYS * 4:  # a part of the year: its fellows count as well
        first = min(one.window.first for one in plan.periods.values())
        last = max(one.window.last for one in plan.periods.values())
        own = period.window
        if min(abs(own.first.year - plan.year), abs(own.last.year - plan.year)) > 1:
            return 0
    begin, end = max(first, date(plan.year, 1, 1)), min(last, date(plan.year, 12, 31))
    return max(0, (end - begin).days + 1)


def _rosters(review: Review) -> Iterator[Diagnostic]:
    """A list of units without days that is named after another year."""
    for index, roster in enumerate(review.plan.rosters):
        columns = roster.columns
        years = {int(year) for year in pattern("year").findall(PurePosixPath(roster.file).name)}
        if columns is None or columns.valid_from or columns.valid_to or not years:
            continue
        if not min(years) <= review.plan.year <= max(years):
            at, own = review.source.at(("rosters", index, "file")), str(review.plan.year)
            yield Code.ROSTER_OF_OTHER_YEAR(at, {"found": roster.file, "expected": own})


def _of_target(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    plan, allowed = review.plan, _of_measure(review.plan, target)
    before = {plan.baseline_year} - {None} if target.measure.baseline_fields() else set()
    listed = _listed(target, allowed - {plan.baseline_year})
    if listed is not None:
        yield from _of_other_year(review, target, path, *listed)
        return
    for year in named_years(target.quote):
        if year.first != year.last:
            continue
        if is_compared_with(year):
            if before and year.first != plan.baseline_year:
                yield _other(review, (*path, "quote"), year.words, [one for one in before if one])
        elif year.due:
            named = [plan.year_of(period) for period in target.periods if period in plan.periods]
            last = target.years.last if target.years else max(named, default=plan.year)
            if year.first != last and (target.years or named or year.first > plan.year):
                at = review.source.at((*path, "years" if target.years else "quote"))
                yield Code.QUOTE_DUE_YEAR(at, {"target": Ref("target", target.id), "words": year.words})
        elif not _fits(year, allowed):
            yield _other(review, (*path, "quote"), year.words, allowed)


Listed = tuple[NamedYear, tuple[Number, ...]]
"""A year of a quote with its numbers."""


def _listed(target: Target, own: Collection[int]) -> tuple[list[Listed], list[Listed]] | None:
    """Of a quote that lists what is asked in each of several years, some of them the plan's: these, and the others;
    None where it is no such list."""
    found = numbers_of_years(target.quote)
    said = [one for one in found if _fits(one[0], own)]
    others = [one for one in found if one not in said]
    compared = any(is_compared_with(year) for year, _ in found)
    return (said, others) if said and others and not compared else None


def _of_other_year(
    review: Review, target: Target, path: KeyPath, said: list[Listed], others: list[Listed]
) -> Iterator[Diagnostic]:
    """A threshold that has the number of another year of the quote, and not that of the plan's."""
    levels = [(key, level) for threshold in target.thresholds for key, level in threshold.named.items() if level.stated]
    if any(_has(numbers, level) for _, numbers in said for _, level in levels):
        return
    for key, level in levels:
        if any(_has(numbers, level) for _, numbers in others):
            text = read_quote(target.quote).text
            words = "; ".join(_words(text, one) for one in said)
            yield other_number(review, (*path, "threshold"), target.id, words, f"{key}: {level}")
            return


def _words(text: str, listed: Listed) -> str:
    """A year and its numbers, as a quote has them."""
    year, numbers = listed
    start = len(year.before)
    first, last = min(start, numbers[0].start), max(start + len(year.words), numbers[-1].end)
    return text[first:last]


def _has(numbers: Iterable[Number], level: Level) -> bool:
    """Whether one of the numbers of a quote is that of a threshold."""
    return any(one.percent == level.percent and shown(level) in one.values for one in numbers)


def _of_duty(review: Review, duty: Duty, path: KeyPath) -> Iterator[Diagnostic]:
    plan = review.plan
    allowed = _years(plan, plan.baseline_year)
    for year in named_years(duty.quote):
        if year.first == year.last and not is_compared_with(year) and not _fits(year, allowed):
            yield _other(review, (*path, "quote"), year.words, allowed)
    if duty.report_of is not None and duty.report_of in plan.periods:
        yield from _deadline(review, duty, plan.periods[duty.report_of])


def _days_asked(review: Review, quote: str, asked: Iterable[tuple[str, Days]], path: KeyPath) -> Iterator[Diagnostic]:
    """Days that no return can be in time for, as they lie outside the plan's time; and those that a quote says
    otherwise."""
    plan = review.plan
    said = [*days_said(quote), *days_after(quote, plan.document.date)]
    last = max(period.window.last for period in plan.periods.values())
    ends = [(days, days.named, days.before is not None) for _, days in asked if days.named is not None]
    for days, named, _ in ends:
        if days.last is not None and not (days.first or first_day(plan)) <= days.last <= last:
            yield _outside(review, path, "day_asked", named)
    wrong = [end for end in ends if not any(day.is_day(end[1]) and day.excluded == end[2] for day in said)]
    if said and wrong:
        _, named, before = wrong[0]
        found = f"{'before' if before else 'by'}: {named.isoformat()}"
        words = "; ".join(day.words for day in said)
        yield Code.QUOTE_DAY(review.source.at(path), {"words": words, "found": found})


def _deadline(review: Review, duty: Duty, period: Period) -> Iterator[Diagnostic]:
    """The days of a quote against the deadline of the period whose return is owed."""
    days, due = list(days_said(duty.quote)), period.due
    alike = [day for day in days if day.is_day(due.date)]
    if days and (not alike or any(day.excluded for day in alike) == due.inclusive):
        at = review.source.at(("periods", duty.report_of or "", "due"))
        found = f"date: {due.date.isoformat()}, inclusive: {str(due.inclusive).lower()}"
        yield Code.QUOTE_DEADLINE(at, {"duty": Ref("duty", duty.id), "words": (alike or days)[0].words, "found": found})


EXCLUDES = ("trước", "before")
"""What leaves the day itself out; all other words include it."""


class SaidDay(NamedTuple):
    """A deadline in a quote with its words; ``year`` is 0 where it is left out."""

    day: int
    month: int
    year: int
    excluded: bool
    """Whether the day itself is late."""
    words: str

    def is_day(self, other: date) -> bool:
        """Whether it is a day, of any year where it names none."""
        return (self.day, self.month) == (other.day, other.month) and self.year in (0, other.year)


def days_said(text: str) -> Iterator[SaidDay]:
    """The deadlines of a text in their order."""
    tidied = tidy(text)
    found = (match for pattern in patterns("due") for match in pattern.finditer(tidied))
    for match in sorted(found, key=re.Match.start):
        excluded, day = match["before"].lower() in EXCLUDES, match
        yield _said(day, excluded=excluded)
        while further := next(filter(None, (one.match(tidied, day.end()) for one in patterns("and_due"))), None):
            day = further
            yield _said(day, excluded=excluded)


def days_after(text: str, signed: date) -> Iterator[SaidDay]:
    """The last days of a text's spans of days from the day on which the plan was signed; that day itself is day 0."""
    for one in patterns("after_signing"):
        for match in one.finditer(tidy(text)):
            last = signed + timedelta(days=int(match["days"]))
            yield SaidDay(last.day, last.month, last.year, excluded=False, words=match[0])


def _said(match: re.Match[str], *, excluded: bool) -> SaidDay:
    month, year = match["month"].lower(), int(match["year"] or 0)
    number = (
        int(month)
        if month.isdecimal()
        else next(at for at, full in enumerate(MONTH_NAMES, 1) if full.startswith(month))
    )
    full = year + 2000 if 0 < year < 100 else year
    return SaidDay(int(match["day"]), number, full, excluded, match["words"])
