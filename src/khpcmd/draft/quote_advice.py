"""Advice on a valid plan: what the quote of a target says, against what is encoded.

The quote is the source. Each warning names the words of it; what a quote does not say is not advised on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.draft.phrases import pattern
from khpcmd.draft.quotes import Comparison, Number, is_compared_with, named_stages, read_quote, unit_of
from khpcmd.measures.base import KeyPath, MonthsReach, UnitMeets
from khpcmd.measures.conditions import ConditionModel, FieldHolds, RatioHolds, Several, SomeHold
from khpcmd.measures.threshold import Level, Threshold, decimal_of
from khpcmd.plan.fields import AmountField, CountField
from khpcmd.plan.lint import bands_of_scores
from khpcmd.plan.model import Target
from khpcmd.plan.review import Review
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import lowered

Limit = tuple[str, Level, Sequence[str]]
"""The key of a limit, its level, and the unit of measure that a number is in."""
LOW = ("at_least", "more_than")
MIRRORED: dict[Comparison, Comparison] = {
    "at_least": "at_most", "more_than": "less_than", "at_most": "at_least", "less_than": "more_than",
}  # fmt: skip
"""What a comparison becomes where a decrease is a negative change."""


def advice_on_quotes(review: Review) -> Iterator[Diagnostic]:
    """Warnings of targets that are encoded otherwise than their quotes say."""
    for index, target in enumerate(review.plan.targets):
        yield from _Checked(review, target, ("targets", index)).advice()
        yield from _steps(review, target, ("targets", index, "measure", "criteria"))
    yield from _shared(review)


def _shared(review: Review) -> Iterator[Diagnostic]:
    """A percentage that none of the targets of one quote has, although there are as many of them as it has numbers."""
    by_quote = dict[str, list[Target]]()
    for target in review.plan.targets:
        if target.threshold is not None and target.threshold.percent and not target.measure.signed:
            by_quote.setdefault(target.quote, []).append(target)
    for quote, targets in by_quote.items():
        numbers = [one for one in read_quote(quote).numbers if one.percent]
        levels = [shown(level) for target in targets for _, level in stated_levels(target.threshold or Threshold())]
        left = [one for one in numbers if one.values.isdisjoint(levels)]
        if left and len(numbers) <= len(targets) == len(levels) and len(set(levels)) < len(levels):
            first = next(target for target, level in zip(targets, levels, strict=True) if levels.count(level) > 1)
            path = ("targets", review.plan.targets.index(first), "threshold")
            found = ", ".join(f"{key}: {level}" for key, level in stated_levels(first.threshold or Threshold()))
            yield other_number(review, path, first.id, words_of(left), found)


class _Checked:
    """One target beside its quote."""

    def __init__(self, review: Review, target: Target, path: KeyPath) -> None:
        self.review, self.target, self.path = review, target, path
        self.quote = read_quote(target.quote)
        self.named = Ref("target", target.id)

    def advice(self) -> Iterator[Diagnostic]:
        threshold = self.target.threshold
        if threshold is not None:
            for key, level in stated_levels(threshold):
                yield from self._level(key, level, threshold)
            yield from self._titles([level for _, level in stated_levels(threshold)])
        computed = self.target.measure.computed()
        if isinstance(computed, MonthsReach):
            yield from self._often(computed)
        if isinstance(computed, UnitMeets):
            yield from self._limits(list(self._conditions(computed.condition)), (*self.path, "measure", "where"))
        for period, milestone in self.target.milestones.items():
            if self.quote.of_part:
                for key, level in stated_levels(milestone):
                    yield from self._limits([(key, level, self._named(level))], (*self.path, "milestones", period, key))
        yield from self._years()
        yield from self._striving()

    def _years(self) -> Iterator[Diagnostic]:
        """The first and the last year that are counted, against the stage that the quote names."""
        own = self.target.years
        if own is None:
            return
        stages = [one for one in named_stages(self.quote.text) if not is_compared_with(one)]
        said = "; ".join(dict.fromkeys(one.words for one in stages))
        if stages and (own.first, own.last) not in {(one.first, one.last) for one in stages}:
            found = f"years: {{from: {own.first}, to: {own.last}}}"
            yield other_number(self.review, (*self.path, "years"), self.target.id, said, found)
        for name in dict.fromkeys(self.target.measure.fields()):
            spec = self.review.plan.fields.get(name)
            since = spec.begins if spec else None
            if since is not None and since != own.first:
                at = self.review.source.at(("fields", name, "since"))
                yield Code.OTHER_YEAR(at, {"words": f"since: {since}", "expected": str(own.first)})

    def _level(self, key: str, level: Level, threshold: Threshold) -> Iterator[Diagnostic]:
        """One end of the threshold against the numbers of the quote."""
        place = (*self.path, "threshold", key)
        alike, others = self._alike(level), self._of_kind(level)
        if not alike and level.value == 0 and self.quote.none_at_all:
            yield from self._inside(place)
            return
        if not alike:
            if others:
                yield self._number(place, others, f"{key}: {level}", self._named(level))
            return
        wrong = [self._against(number, key, level) for number in alike]
        if all(wrong):
            yield Code.QUOTE_COMPARISON(
                self.review.source.at_key(place),
                {"target": self.named, "words": alike[0].words, "found": f"{key}: {level}", "expected": wrong[0]},
            )
        if all(number.range == "high" for number in alike) and key in ("at_most", "less_than"):
            yield from self._two_ends(place, alike[0], f"{key}: {level}", threshold)
        yield from self._change(alike, level)
        yield from self._each(alike)

    def _inside(self, place: KeyPath) -> Iterator[Diagnostic]:
        """The limit inside what there may be none of ("quá 5 ngày"), against the number in the name of the field."""
        limits = [one for one in self.quote.numbers if one.start >= self.quote.none_at_all]
        fields = (self.review.plan.fields.get(name) for name in self.target.measure.part_fields())
        for spec in fields:
            said = read_quote(spec.label.vi).numbers if spec else ()
            if spec and said and limits and not any(one.values & two.values for one in limits for two in said):
                yield self._number(place, limits, spec.label.vi)

    def _alike(self, level: Level) -> list[Number]:
        """The numbers of the quote that are this level; where only a percentage is asked, no others."""
        value, named = shown(level), self._named(level)
        return [one for one in self.quote.numbers if of_unit(one, level) and self._is(value, one, named)]

    def _of_kind(self, level: Level) -> list[Number]:
        """The numbers that say something else: those of its kind, or where there is none, those of the other."""
        numbers, value = self._not_awarded(level), shown(level)
        if not level.percent and value.denominator == 1 and int(value) in self.quote.worded:
            return []
        own = [number for number in numbers if of_unit(number, level)]
        if own:
            return own
        if level.percent:
            return [number for number in numbers if value in number.values]
        return [number for number in numbers if 100 not in number.values]

    def _not_awarded(self, level: Level) -> list[Number]:
        """The numbers of the quote without the points that it gives, unless points are what is judged."""
        units = [pattern("awarded").match(lowered(name)) for name in self._named(level)]
        points = any(units) or bool(self.target.measure.scored_by())
        return [number for number in self.quote.numbers if points or not number.awarded]

    def _named(self, level: Level) -> tuple[str, ...]:
        """The unit of measure that a number of the threshold is in, in each of its languages; none for a percentage."""
        return () if level.percent else self._units_of(self.target.measure.part_fields())

    def _units_of(self, names: Iterable[str]) -> tuple[str, ...]:
        found = [self.review.plan.fields.get(name) for name in names]
        texts = (spec.unit_of_measure for spec in found if isinstance(spec, CountField | AmountField))
        return tuple(dict.fromkeys(words for text in texts for words in (text.vi, text.en)))

    def _is(self, value: Fraction, number: Number, named: Iterable[str]) -> bool:
        """Whether a number of the quote is a value in units of measure; of a rate per 1,000 also without its scale."""
        found, scale = number.in_units([unit_of(name) for name in named]), self.target.measure.scale
        return value in found or (scale != 1 and value in {one * scale for one in found} | number.values)

    def _number(self, place: KeyPath, numbers: Iterable[Number], found: str, named: Sequence[str] = ()) -> Diagnostic:
        """A number that the quote does not have, with what it has; what is in another multiple, in that of the plan."""
        meant, multiple = dict[Stored, None](), bool(named) and not unit_of(named[0]).plain
        for number in numbers:
            values = number.in_units([unit_of(named[0])]) if named and not number.unit.plain else ()
            multiple |= bool(values)
            if len(values) == 1:
                meant[Stored(decimal_of(*values), f" {named[0]}")] = None
        return Code.QUOTE_NUMBER(
            self.review.source.at_key(place),
            {
                "target": self.named,
                "words": words_of(numbers),
                "meaning": Phrase("equal", tuple(meant)) if meant else "",
                "found": f"{found}, unit_of_measure: {named[0]}" if multiple else found,
            },
        )

    def _against(self, number: Number, key: str, level: Level) -> str:
        """What the words around a number want instead of the key; "" where they agree with it."""
        growth = self.target.measure.signed
        wanted: Comparison | None = number.comparison
        if growth and number.change:
            wanted = wanted or "at_least"
            wanted = MIRRORED[wanted] if number.change == "down" else wanted
            sign = -1 if number.change == "down" else 1
            if level.value and (level.value > 0) != (sign > 0):
                return f"{wanted}: {'-' if sign < 0 else '+'}{str(level).lstrip('-+')}"
            if not number.comparison and key == "equal_to":
                return ""
        if wanted is None or wanted == key:
            return ""
        return wanted

    def _two_ends(self, place: KeyPath, high: Number, found: str, threshold: Threshold) -> Iterator[Diagnostic]:
        """A range of which the upper end is encoded as a limit beside the lower one."""
        meant = self.quote.range_meant or self.target.id in bands_of_scores(self.review.plan)
        if any(key in LOW for key, _ in stated_levels(threshold)) and not meant:
            low = self.quote.numbers[self.quote.numbers.index(high) - 1]
            yield Code.RANGE_AS_LIMITS(
                self.review.source.at_key(place),
                {"target": self.named, "words": self.quote.text[low.start : high.end], "found": found},
            )

    def _change(self, alike: list[Number], level: Level) -> Iterator[Diagnostic]:
        """A change that is encoded as a level."""
        measure = self.target.measure
        if level.percent and not measure.signed and all(number.change for number in alike):
            at = self.review.source.at((*self.path, "measure"))
            yield Code.QUOTE_CHANGE(at, {"target": self.named, "words": alike[0].words, "found": measure.kind})

    def _each(self, alike: list[Number]) -> Iterator[Diagnostic]:
        """What is asked of every unit, and is judged over all units together; an average for each is so by itself."""
        target = self.target
        if target.measure.decimals and self.quote.averages:
            return
        if target.judged == "each_unit" or target.measure.level or not all(number.each for number in alike):
            return
        at = self.review.source.at((*self.path, "measure"))
        yield Code.QUOTE_EACH(at, {"target": self.named, "words": alike[0].each})

    def _titles(self, levels: list[Level]) -> Iterator[Diagnostic]:
        """Percentages in the titles that are no level of the threshold."""
        values = {shown(level) for level in levels if level.percent}
        for name in ("title", "short"):
            text = getattr(self.target, name)
            for place, said in self.review.texts((*self.path, name), text) if text else ():
                numbers = [one for one in read_quote(said).numbers if one.percent]
                if numbers and not any(values & number.values for number in numbers):
                    yield Code.TITLE_NUMBER(
                        self.review.source.at(place),
                        {
                            "target": self.named,
                            "words": "; ".join(number.words for number in numbers),
                            "found": ", ".join(map(str, levels)),
                        },
                    )

    def _often(self, asked: MonthsReach) -> Iterator[Diagnostic]:
        """How often something is asked, and how many times."""
        intervals, many = self.quote.intervals, self.quote.how_many
        if intervals and asked.every not in intervals:
            yield self._told("every", next(iter(intervals.values())), asked.every)
        if many and asked.at_least not in many:
            yield self._told("at_least", next(iter(many.values())), str(asked.at_least))

    def _told(self, key: str, words: str, found: str) -> Diagnostic:
        return other_number(self.review, (*self.path, "measure", key), self.target.id, words, f"{key}: {found}")

    def _conditions(self, condition: ConditionModel) -> Iterator[Limit]:
        """The limits that each unit has to keep; none and one are what "has none" and "has any" ask."""
        if isinstance(condition, Several):
            for part in condition.conditions:
                yield from self._conditions(part)
        if isinstance(condition, FieldHolds | RatioHolds):
            names = [condition.field] if isinstance(condition, FieldHolds) else []
            for key, level in condition.named.items():
                yield key, level, () if level.percent else self._units_of(names)
        elif isinstance(condition, SomeHold):
            yield "at_least", Level(Fraction(condition.needed), percent=False), ()

    def _limits(self, limits: Sequence[Limit], place: KeyPath) -> Iterator[Diagnostic]:
        """Limits of conditions, or a milestone, against the numbers of the quote that are not the threshold's.

        Only the first of a kind is told that the quote does not have, and only where a number is left that is none of
        them: a document may have the others elsewhere.
        """
        for percent in (True, False):
            asked = [one for one in limits if one[1].percent == percent and (percent or shown(one[1]) > 1)]
            left = self._beside_threshold(asked[0][1]) if asked else []
            wrong = [one for one in asked if not self._said(one, left)]
            rest = [one for one in left if not any(self._is(shown(level), one, named) for _, level, named in asked)]
            if wrong and rest:
                key, level, named = wrong[0]
                yield self._number(place, rest, f"{key}: {level}", named)

    def _beside_threshold(self, level: Level) -> list[Number]:
        """The numbers of the kind of a level that are not the threshold's."""
        numbers = [one for one in self._not_awarded(level) if of_unit(one, level)]
        threshold = self.target.threshold
        if threshold is None or threshold.percent != level.percent:
            return numbers
        units = () if threshold.percent else self._named(threshold.levels[0])
        own = {shown(one) for one in threshold.levels}
        return [number for number in numbers if not any(self._is(value, number, units) for value in own)]

    def _said(self, limit: Limit, left: Iterable[Number]) -> bool:
        """Whether the quote has a limit, in figures or in words; twice where the threshold is the same number."""
        _, level, named = limit
        wanted, threshold = shown(level), self.target.threshold
        if wanted.denominator == 1 and int(wanted) in self.quote.worded:
            return True
        if any(self._is(wanted, number, named) for number in left):
            return True
        if threshold is None or wanted not in map(shown, threshold.levels):  # "2 huyện đạt 2 trong 3"
            return False
        return sum(self._is(wanted, one, named) for one in self.quote.numbers if of_unit(one, level)) > 1

    def _striving(self) -> Iterator[Diagnostic]:
        target, quote = self.target, self.quote
        levels = [level for _, level in stated_levels(target.threshold)] if target.threshold else []
        numbers = [number for level in levels for number in self._alike(level)]
        strives = [number.strives for number in numbers] or [bool(quote.strives)]
        if target.binding and all(strives):
            at = self.review.source.at((*self.path, "id"))
            yield Code.QUOTE_STRIVES(at, {"target": self.named, "words": quote.strives})
        elif target.strives and not any(strives):
            said = [target.clause, target.title.vi, target.title.en]
            said += [target.note.vi, target.note.en] if target.note else []
            if not any(read_quote(text).strives for text in said):
                at = self.review.source.at((*self.path, "binding"))
                yield Code.STRIVING_UNSAID(at, {"target": self.named})


def _steps(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """The steps by which a score gives points for other targets, against the numbers of the quotes of these."""
    for index, one in enumerate(target.measure.scored_by()):
        scored = review.plan.target.get(one.target)
        quote = read_quote(scored.quote if scored else "")
        numbers, own = quote.numbers, {Fraction(one.weight), one.most}
        percents = own | {value * 100 for value in own}  # 0.3 is 30 of a percentage; 30 points are 30
        wrong = [number for number in quote.weights if number.values.isdisjoint(percents if number.percent else own)]
        if quote.weights and len(wrong) == len(quote.weights):
            found = f"points: {one.points}, weight: {one.weight}"
            yield other_number(review, (*path, index), one.target, words_of(wrong), found)
        for order, step in enumerate(one.steps):
            for key, level in step.named.items():
                said = [number for number in numbers if of_unit(number, level)]
                if level.value == 0 and quote.none_at_all:
                    continue
                if len(said) >= len(one.steps) > 1 and not any(shown(level) in number.values for number in said):
                    found = f"steps: {key}: {level}"
                    yield other_number(review, (*path, index, "steps", order), one.target, words_of(said), found)


def other_number(review: Review, path: KeyPath, target: str, words: str, found: str) -> Diagnostic:
    """What is encoded of a target at a place, and what the words of its quote say instead."""
    at = review.source.at(path)
    return Code.QUOTE_NUMBER(at, {"target": Ref("target", target), "words": words, "meaning": "", "found": found})


def words_of(numbers: Iterable[Number]) -> str:
    """The words of some numbers, each once."""
    return "; ".join(dict.fromkeys(number.words for number in numbers))


def stated_levels(threshold: Threshold) -> Iterator[tuple[str, Level]]:
    """The levels that the plan states by their keys: those of a register stand in its table, not in the quote."""
    return ((key, level) for key, level in threshold.named.items() if level.stated)


def of_unit(number: Number, level: Level) -> bool:
    """Whether both are percentages, or both percentage points, or neither."""
    points = number.points or (level.points and number.of_rate)
    return (number.percent, points) == (level.percent, level.points)


def shown(level: Level) -> Fraction:
    """A level as quotes write it: 20 for 20%, and a decrease without its sign."""
    return abs(level.value * 100 if level.percent else level.value)


NOTHING = re.compile(r"[\s.…?_*–—()\[\]<>-]+")
"""A text of signs alone."""
STATED = frozenset({"number", "title", "short", "issuer", "label", "unit_of_measure", "clause", "quote"})
"""The keys of texts that the document of a plan states."""
OPEN = re.compile(r"…|\.{3,}|_{3,}")
"""What is left open."""
NO_NUMBER = re.compile(r"(?:…|(?<!\.)\.{3,}|(?<!_)_{3,})\s?%")
"""A percentage without its number."""


def advice_on_placeholders(review: Review) -> Iterator[Diagnostic]:
    """Warnings of texts of the document that are not filled in, each with its words."""
    for path, key, text in review.written():
        if key in STATED and (found := placeholder_in(text, quoted=key == "quote")):
            yield Code.PLACEHOLDER(review.source.at(path), {"found": found})


def placeholder_in(text: str, *, quoted: bool) -> str:
    """The words of a text that hold a place; "" where it is filled in. A quote may leave words out."""
    tidied = tidy(text)
    if NOTHING.fullmatch(tidied) or pattern("later").fullmatch(tidied):
        return tidied
    marked = pattern("marked").search(tidied) or (NO_NUMBER if quoted else OPEN).search(tidied)
    return "" if marked is None else tidied if quoted is False else marked[0]
