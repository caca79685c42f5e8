"""Saved results lined up by period: how each target went, and what changed in the plans between them.

Targets are aligned by their ids. Of several results of one plan and one period the one that was judged last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

from khpcmd.changes import Turn, turn_of
from khpcmd.diagnostics.errors import UsageError
from khpcmd.measures import KINDS
from khpcmd.saved.document import Saved, StatedTarget, as_saved, read_saved
from khpcmd.trend import Change, Column, PlanChange, Point, Row, Sort, Trend

SUFFIX = ".json"
BY_KIND = {get_args(one.model_fields["kind"].annotation)[0]: one for one in KINDS}
"""The kinds of measure by what results call them; one that a later version has is none of them."""


def trend(paths: Iterable[Path]) -> Trend:
    """Line up the results of files, and of the .json files of folders.

    Those that were made before their period was over are left out. Raises UsageError where a file that was named holds
    no result, or where there are none at all.
    """
    found, too_early = _read(paths, "no_results")
    return lined_up(found)._replace(too_early=too_early)


def trend_with(paths: Iterable[Path], document: str, language: str) -> Trend:
    """The same with a result that is not saved yet as the newest, told in its language: ``document`` is its JSON."""
    found, too_early = _read(paths, "no_history")
    now = as_saved(document)
    return lined_up([*found, (Path(), now)])._replace(too_early=too_early, language=language)


def _read(paths: Iterable[Path], none: str) -> tuple[list[tuple[Path, Saved]], tuple[str, ...]]:
    """The results, and the files of those that were made too early; UsageError ``none`` where there are no files."""
    found = [(path, read_saved(path)[1]) for path in _files(paths)]
    too_early = tuple(str(path) for path, saved in found if saved.too_early)
    if len(too_early) == len(found):
        raise UsageError("results_too_early" if found else none, {"found": too_early[0]} if found else {})
    return [(path, saved) for path, saved in found if not saved.too_early], too_early


def lined_up(found: Iterable[tuple[Path, Saved]]) -> Trend:
    """Results from the oldest to the newest; of two of one plan and period the one judged last, or given last."""
    last, replaced = list[tuple[Path, Saved]](), list[str]()
    for path, saved in sorted(found, key=lambda one: one[1].as_of):
        place = next((at for at, (_, other) in enumerate(last) if _is_of_the_same(saved, other)), len(last))
        replaced += [str(other) for other, _ in last[place : place + 1]]
        last[place : place + 1] = [(path, saved)]
    kept = sorted(last, key=lambda one: (_ends(one[1]), one[1].as_of, one[1].plan.id))
    columns = tuple(_column(path, saved) for path, saved in kept)
    results = [saved for _, saved in kept]
    return Trend(
        columns, tuple(_rows(results, columns)), tuple(_changes(results)), tuple(replaced), (), results[-1].language
    )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.lower() == SUFFIX and one.is_file())
        else:
            yield path


def _ends(saved: Saved) -> date:
    return next((one.due for one in saved.deadlines if one.period == saved.period), saved.as_of)


def _column(path: Path, saved: Saved) -> Column:
    return Column(
        str(path),
        saved.plan.id,
        saved.plan.document,
        saved.period,
        saved.period_title or saved.period,
        _ends(saved),
        saved.as_of,
        sum(len(level.reported) for level in saved.roll_call),
        sum(len(level.expected) for level in saved.roll_call),
        _is_partial(saved),
    )


def _is_of_the_same(one: Saved, other: Saved) -> bool:
    """Whether two results are of one plan and period, by what they say; a part never stands for the whole, and a plan
    that keeps its id has one of each year."""
    years = {one.year, other.year} - {None}
    same = (one.plan.id, one.period, _is_partial(one)) == (other.plan.id, other.period, _is_partial(other))
    return same and len(years) <= 1


def _is_partial(saved: Saved) -> bool:
    return saved.only_reported or saved.only_some_targets


def _rows(results: Sequence[Saved], columns: Sequence[Column]) -> Iterator[Row]:
    """The targets in the order of the newest plan, then those that it no longer has."""
    by_target = [{one.target: one for one in saved.results} for saved in results]
    for target in dict.fromkeys(one.target for saved in reversed(results) for one in saved.results):
        stated = [targets.get(target) for targets in by_target]
        title = next(one.title for one in reversed(stated) if one is not None)
        points = tuple(None if one is None else point(one) for one in stated)
        yield Row(target, title, points, _turn(points, columns))


def point(stated: StatedTarget) -> Point:
    """A target of a result as a point; its sort says what value, part and whole are."""
    threshold = next(iter(stated.threshold.values())) if stated.threshold and len(stated.threshold) == 1 else None
    level, measure = _level(threshold), BY_KIND.get(stated.kind)
    provisional = stated.counted is not None and stated.expected is not None and stated.counted < stated.expected
    reaching, value, part, whole = stated.reaching, stated.value, stated.part, stated.whole
    if stated.kind == "manual":
        sort = Sort.REVIEW
    elif stated.judged == "each_unit" and reaching is not None:
        kept = stated.not_exceeded.units if stated.not_exceeded else 0  # within the year these reach nothing yet
        sort, part, whole, level = Sort.UNITS, reaching.units + kept, reaching.of, Fraction(1)
        value = Fraction(part, whole) if whole else None
    elif measure is not None and measure.decimals:
        sort = Sort.RATE
    elif measure is not None and measure.empty == "no_months":
        sort, level = Sort.STEPS, Fraction(1)
    elif measure is not None and measure.growth:
        sort, value = Sort.CHANGE, None if value is None else value - 1
    elif measure is not None and measure.signed and not measure.absolute:
        sort, level = Sort.POINTS, _level(str(threshold).replace(" points", "%"))
    elif whole is None and str(threshold).endswith("%"):  # a percentage that was reported as such
        sort, value = Sort.SHARE, None if value is None else value / 100
    elif whole is None:
        sort = Sort.NUMBER
    else:
        sort = Sort.SHARE
    return Point(stated.verdict, sort, value, part, whole, level, stated.threshold_text, provisional)


def _level(threshold: str | int | None) -> Fraction | None:
    """A threshold as a number: "20%" is 1/5; None where it is no number."""
    text = str(threshold).strip()
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _turn(points: Sequence[Point | None], columns: Sequence[Column]) -> Turn:
    """The last point against the nearest one before it of the same kind.

    A half-year is not held against a year, nor the figures of some units or targets against those of all.
    """
    last, kind = points[-1], (columns[-1].period, columns[-1].partial)
    before = next(
        (
            one
            for one, column in zip(reversed(points[:-1]), reversed(columns[:-1]), strict=True)
            if one is not None and (column.period, column.partial) == kind
        ),
        None,
    )
    return Turn.NONE if last is None or before is None else turn_of(before.verdict, last.verdict)


def _changes(results: Sequence[Saved]) -> Iterator[PlanChange]:
    """What each plan says otherwise than the result of the column before; a part of the targets says nothing of others.

    Texts are compared only where both results are in one language.
    """
    for index in range(1, len(results)):
        old, new = results[index - 1], results[index]
        before, after = ({one.target: one for one in saved.results} for saved in (old, new))
        one_language = old.language == new.language
        if not (old.only_some_targets or new.only_some_targets):
            for target in before.keys() - after.keys() if old.plan.id != new.plan.id else ():
                yield PlanChange(index, Change.DROPPED, target, before[target].title)
        for target, stated in after.items():
            earlier = before.get(target)
            if earlier is None:
                if not old.only_some_targets:
                    yield PlanChange(index, Change.ADDED, target, after=stated.title)
                continue
            if earlier.threshold != stated.threshold:
                yield PlanChange(index, Change.THRESHOLD, target, earlier.threshold_text, stated.threshold_text)
            if one_language and earlier.title != stated.title:
                yield PlanChange(index, Change.TITLE, target, earlier.title, stated.title)
            elif earlier.quote != stated.quote and earlier.threshold == stated.threshold:
                yield PlanChange(index, Change.QUOTE, target)
