"""What the words of a plan's document say of a target: numbers, comparisons, changes, striving, every single unit.

``read_quote`` reads a quote. Its words are closed lists: what is in none of them says nothing, and nothing is guessed.
On which side of a number a figure has to lie, say the rules of ``comparisons.toml``, each with texts that say what it
means and others that do not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, NotRequired, TypedDict

from khpcmd.draft.phrases import pattern, scales
from khpcmd.plan.fields import scale_of, unit_key
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import NUMBERS, WORDED, Expression, Kind, lowered
from khpcmd.workbook.words.times import expressions, longest

Comparison = Literal["at_least", "more_than", "at_most", "less_than"]
NEGATED: Mapping[Comparison | None, Comparison] = {"more_than": "at_most", "less_than": "at_least"}
WITH_EQUAL: Mapping[Comparison | None, Comparison] = {"more_than": "at_least", "less_than": "at_most"}


class Rule(TypedDict):
    """What words before a number, or behind it, mean; ``says`` are texts that say it, ``says_not`` others."""

    means: Comparison
    words: NotRequired[list[str]]
    pattern: NotRequired[str]
    behind: NotRequired[bool]
    then: NotRequired[str]
    unless: NotRequired[str]
    says: list[str]
    says_not: list[str]


class _Rules(NamedTuple):
    rule: list[Rule]
    negation: dict[str, list[str]]
    equal: dict[str, list[str]]
    parts: dict[str, str]


class Compared(NamedTuple):
    """A comparison, and from where to where its words stand with the number; None where nothing is understood."""

    comparison: Comparison | None
    start: int
    end: int


@cache
def _data() -> _Rules:
    return _Rules(**tomllib.loads(Path(__file__).with_name("comparisons.toml").read_text(encoding="utf-8")))


def rules() -> list[Rule]:
    """The rules with their texts."""
    return _data().rule


def compared(low: str, start: int, end: int) -> Compared:
    """What is said of the number from ``start`` to ``end`` of a quote in lower case."""
    before, behind = _before(low, start, end), _behind(low, end)
    found = behind or before
    if found is None or (before and behind and before.comparison != behind.comparison):
        return Compared(None, start, end)
    first, last = before.start if before else start, behind.end if behind else end
    unclear = pattern("otherwise").search(low, 0, first) or pattern("ranked").match(low, end)
    return (
        Compared(None, start, end) if unclear or _is_governed(low, first) else Compared(found.comparison, first, last)
    )


def _before(low: str, start: int, end: int) -> Compared | None:
    """The longest phrase just before a number; None where there is none, without a comparison where it is unclear."""
    for rule in rules():
        whole = _filled(rule["pattern"]).search(low, 0, start) if "pattern" in rule else None
        if whole and _holds(rule, low, whole.start(), end):
            return Compared(rule["means"], whole.start(), end)
    found = _patterns()[0].search(low, 0, start)
    if found is None:
        return None
    if found["core"] == "over" and pattern("over_a_time").match(low, end):
        return None
    named = [rule for rule in rules() if found["core"] in rule.get("words", ()) and not rule.get("behind")]
    meaning = named[-1]["means"] if _holds(named[-1], low, found.start(), end) else None
    equal, negated = found["equal_before"] or found["equal"], found["negated"]
    if equal:
        meaning = None if negated else WITH_EQUAL.get(meaning, meaning)
    elif negated:
        meaning = NEGATED.get(meaning)
    return Compared(meaning, found.start(), end)


def _holds(rule: Rule, low: str, start: int, end: int) -> bool:
    """Whether what has to follow the number follows it, and nothing stands before that the rule excludes."""
    then, unless = rule.get("then"), rule.get("unless")
    begin = max((one.end() for one in pattern("sentence_or_colon").finditer(low, 0, start)), default=0)
    excluded = unless is not None and re.compile(rf"(?<!\w)(?:{unless})").search(low, begin, start)
    return not excluded and (then is None or re.compile(then).match(low, end) is not None)


def _behind(low: str, end: int) -> Compared | None:
    found = _patterns()[1].match(low, end)
    if found is None:
        return None
    rule = next(rule for rule in rules() if rule.get("behind") and found["core"] in rule.get("words", ()))
    return Compared(rule["means"], end, found.end()) if _holds(rule, low, end, found.end()) else None


def _is_governed(low: str, start: int) -> bool:
    """Whether a negation or a condition stands before a phrase and is no part of it."""
    parts = (("sentence_or_colon", "governs_sentence"), ("clause_or_but", "governs_clause"))
    for ends, words in parts:
        begin = max((one.end() for one in pattern(ends).finditer(low, 0, start)), default=0)
        if re.compile(rf"\b{_any(_data().negation[words])}\b").search(low, begin, start):
            return True
    return False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a number, and what stands behind it."""
    data = _data()
    negation, equal = data.negation, data.equal
    core = _any(word for rule in data.rule if not rule.get("behind") for word in rule.get("words", ()))
    behind = _any(word for rule in data.rule if rule.get("behind") for word in rule.get("words", ()))
    before = _filled(
        rf"(?:(?P<negated>{_any(negation['words'])})(?: {_any(negation['with'])})* )?"
        rf"(?:(?P<equal_before>{_any(equal['before'])}) )?(?P<core>{core})(?: (?P<equal>{_any(equal['behind'])}))?"
    )
    return before, re.compile(rf"(?: [^\d,;.()%]{{1,40}}?)? (?P<core>{behind})(?!\w)")


@cache
def _filled(written: str) -> re.Pattern[str]:
    """A pattern just before a number, with words between them that change nothing."""
    for name, part in _data().parts.items():
        written = written.replace(f"@{name}@", part)
    return re.compile(rf"(?<!\w)(?:{written})(?: {_any(_data().equal['filling'])})*(?: {_any(WORDED)} \()? ?$")


def _any(words: Iterable[str]) -> str:
    """A pattern of any of some phrases, the longest first."""
    found = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"


TOKEN = re.compile(r"\s?[^\s,;:()/]+")
LONGEST = 4
"""The most words of a unit of measure."""
CURRENCIES = ("money", "dollars")


class Unit(NamedTuple):
    """A unit of measure: ``power`` of ten of the first unit of its ``scale``, or of its ``noun`` where it is on none.

    ``scaled`` is the power of its scale words alone: 3 of "nghìn ha", of which the power is 7.
    """

    scale: str = ""
    power: int = 0
    scaled: int = 0
    noun: str = ""

    @property
    def plain(self) -> bool:
        """Whether it has no multiples that khpcmd knows."""
        return not self.scale and not self.scaled

    def moved(self, wanted: Unit) -> int | None:
        """By how many places the decimal point moves from a figure in this unit to one in ``wanted``; None where they
        are units of different things, or nobody can say."""
        if self.scale and self.scale == wanted.scale:
            return self.power - wanted.power
        if self.scale:
            return self.power - wanted.scaled if not wanted.noun and not wanted.scale else None
        if self.scaled:
            return self.scaled - (wanted.power if wanted.scale in CURRENCIES else wanted.scaled)
        if wanted.scaled and wanted.noun and re.match(rf"{re.escape(wanted.noun)}(?!\w)", self.noun):
            return -wanted.scaled
        return 0


NONE = Unit()
"""No unit of measure."""


def unit_of(text: str) -> Unit:
    """A unit of measure of the plan; of one with "/" what stands before it: "triệu đồng/người"."""
    words = lowered(tidy(text)).split("/")[0].strip()
    leading = pattern("declared").match(words)
    scaled = sum(scales().get(word, 3) for word in leading[0].split()) if leading else 0
    if scale := scale_of(words):
        return Unit(scale.name, scale.exponents[unit_key(words)], scaled)
    rest = words[leading.end() :].strip() if leading else words
    if rest and (scale := scale_of(rest)):
        return Unit(scale.name, scaled + scale.exponents[unit_key(rest)], scaled)
    return Unit("", scaled, scaled, rest)


def stated_behind(low: str, end: int) -> tuple[Unit, int]:
    """The unit that a text in lower case states from ``end`` on, and where its words end."""
    found = pattern("scaled").match(low, end)
    scaled = sum(scales()[word] for word in found.groups() if word) if found else 0
    after = found.end() if found else end
    for start, power in ((end, 0), (after, scaled)):
        if known := _known(low, start):
            name, exponent, stop = known
            return Unit(name, power + exponent, scaled), stop
    return Unit("", scaled, scaled, low[after : after + 60].strip()), after


def _known(low: str, start: int) -> tuple[str, int, int] | None:
    """The longest unit on a scale that stands at a place: its scale, its power, and where it ends."""
    ends, at = list[int](), start
    while len(ends) < LONGEST and (token := TOKEN.match(low, at)):
        at = token.end()
        ends.append(at)
    for stop in reversed(ends):
        words = low[start:stop]
        scale = scale_of(words)
        if scale is not None and scale.name != "share" and not pattern("no_money").match(low, start):
            return scale.name, scale.exponents[unit_key(words)], start + len(words.rstrip(".:"))
    return None


Change = Literal["up", "down"]

INTERVALS = {"tháng": "month", "quý": "quarter", "monthly": "month", "quarterly": "quarter"}


class Number(NamedTuple):
    """A number of a quote, from ``start`` to ``end``: what it may be, and what stands around it.

    ``values`` are all ways to read it: 6.109 is written for 6,109 and for 6.109; "5 nghìn" for 5 and 5,000. They are
    percentages as they are written (20 for 20%), or plain numbers.
    """

    start: int
    end: int
    text: str
    values: frozenset[Fraction]
    percent: bool
    points: bool = False
    """Whether it is in percentage points, which are in percent too."""
    comparison: Comparison | None = None
    change: Change | None = None
    words: str = ""
    """The number with the words that were read with it."""
    range: Literal["", "low", "high"] = ""
    strives: bool = False
    each: str = ""
    """The words that ask it of every single unit."""
    awarded: bool = False
    """Whether it counts the points that a criterion gives: "ban hành đúng hạn: 2 điểm"."""
    of_rate: bool = False
    """Whether it is the change of a rate in percent: "tỷ lệ hộ nghèo giảm 0,5%" mostly means points."""
    written: frozenset[Fraction] = frozenset()
    """What its figures alone may be, without scale words."""
    unit: Unit = NONE
    """The unit of measure that is stated behind it."""

    def in_units(self, units: Collection[Unit]) -> frozenset[Fraction]:
        """What it is in one of these units of measure, exactly; all ways to read it where they say nothing."""
        moves = {self.unit.moved(unit): unit for unit in units}
        if self.unit.plain and len(moves) > 1:  # the noun behind it is that of one language
            moves.pop(0, None)
        found = set[Fraction]()
        for places, unit in moves.items():
            if places is not None:
                found |= {value * Fraction(10) ** places for value in self.written}
            elif not unit.scale:
                found |= self.values
        return frozenset(found) if units else self.values


@dataclass(frozen=True)
class Quote:
    """A quote as it is read; ``text`` is tidy, ``low`` the same in lower case."""

    text: str

    @property
    def averages(self) -> bool:
        """Whether it speaks of an average, which is over all units together."""
        return pattern("average").search(self.low) is not None

    @cached_property
    def low(self) -> str:
        return lowered(self.text)

    @cached_property
    def times(self) -> tuple[Expression, ...]:
        """Times, days and numbers of documents: no numbers of a target."""
        return tuple(longest(expressions(self.low)))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in their order, ranges as two; without the weights."""
        return tuple(number for number in self._every if number not in self.weights)

    @cached_property
    def weights(self) -> tuple[Number, ...]:
        """The numbers that say how much something counts in a score: "(trọng số 30%)"."""
        return tuple(number for number in self._every if pattern("weight").search(self.low, 0, number.start))

    @cached_property
    def _every(self) -> tuple[Number, ...]:
        return tuple(self._around(number) for number in self._ranged(self._joined()))

    @cached_property
    def none_at_all(self) -> int:
        """Where it has said that there may be none at all: "không để phản ánh nào"; 0 where it does not."""
        found = pattern("none_at_all").search(self.low)
        return found.end() if found else 0

    @cached_property
    def worded(self) -> frozenset[int]:
        """The numbers in words, from one to ten."""
        scaled = {match.start() for match in pattern("in_words").finditer(self.low)}
        found = (match for match in pattern("worded").finditer(self.low) if match.start() not in scaled)
        return frozenset(NUMBERS.index(match[1]) + 1 for match in found)

    @cached_property
    def strives(self) -> str:
        """The first words of striving."""
        found = pattern("strives").search(self.low)
        return self.text[found.start() : found.end()] if found else ""

    @property
    def range_meant(self) -> bool:
        """Whether a range is said to have two ends that count."""
        return bool(pattern("range_meant").search(self.low))

    @property
    def of_part(self) -> bool:
        """Whether it speaks of a part of the year: "6 tháng ít nhất 02 lớp"."""
        return any(time.kind is Kind.MONTHS for time in self.times)

    @property
    def intervals(self) -> dict[str, str]:
        """How often something is asked: "month", "quarter", each with its words."""
        found = dict[str, str]()
        for match in pattern("often").finditer(self.low):
            word = match["vi"] or match["en"] or match["adverb"]
            found.setdefault(INTERVALS.get(word, word), self.text[match.start() : match.end()])
        return found

    @property
    def how_many(self) -> dict[int, str]:
        """How many times, or items, are asked for, each with its words."""
        found = dict[int, str]()
        for match in pattern("times").finditer(self.low):
            number = int(match[1]) if match[1].isdecimal() else NUMBERS.index(match[1]) + 1
            found.setdefault(number, self.text[match.start() : match.end()])
        return found

    def _plain(self) -> Iterator[Number]:
        for match in sorted(
            (*pattern("number").finditer(self.low), *pattern("in_words").finditer(self.low)), key=re.Match.start
        ):
            start, end = match.span()
            if "worded" in match.groupdict():
                yield self._scaled(start, end, {Fraction(NUMBERS.index(match["worded"]) + 1)})
                continue
            if not match["percent"] and pattern("reference").search(self.low, 0, start):
                continue
            in_time = any(time.start <= match.start("figure") < time.end and time.worded for time in self.times)
            if in_time and not match["percent"]:
                continue
            values = _readings(match["figure"])
            if match["percent"]:
                percent = Number(start, end, self.text[start:end], frozenset(values), percent=True)
                yield percent._replace(points=bool(match["points"]))
            else:
                yield self._scaled(start, end, values)

    def _scaled(self, start: int, end: int, written: set[Fraction]) -> Number:
        """A number with the scale words and the unit of measure behind it."""
        if half := pattern("half").match(self.low, end):
            return self._with_half(start, end, half.end(), written)
        unit, stop = stated_behind(self.low, end)
        words = self.low[end:stop]
        if (
            words.strip()
            and pattern("thousands").fullmatch(self.low, start, end)
            and not (unit.plain or words.isascii())
        ):
            written = {max(written)}  # "12.800 tỷ đồng" is written in Vietnamese
        return self._number(start, stop, written, unit)

    def _with_half(self, start: int, end: int, stop: int, written: set[Fraction]) -> Number:
        """A number with a half of its scale word behind that: "2 tỷ rưỡi đồng"."""
        scale, _ = stated_behind(self.low, end)
        unit, after = stated_behind(self.low, stop)
        more = {value + Fraction(1, 2) for value in written if value.denominator == 1}
        power = scale.scaled + unit.power - unit.scaled
        return self._number(start, after, more or written, unit._replace(power=power, scaled=scale.scaled))

    def _number(self, start: int, end: int, written: set[Fraction], unit: Unit) -> Number:
        values = written | {value * 10**unit.scaled for value in written}
        plain = Number(start, end, self.text[start:end], frozenset(values), percent=False)
        return plain._replace(written=frozenset(written), unit=unit)

    def _joined(self) -> list[Number]:
        """The numbers, where "2 tỷ 500 triệu đồng" is one, and so is "1 tỷ 5", which is 1.5 tỷ."""
        found = list[Number]()
        for number in self._plain():
            last = found[-1] if found else None
            less = self._behind(last, number) if last and self.low[last.end : number.start] == " " else set()
            if last and less:
                written = {one + other * part for one in last.written for other in number.written for part in less}
                unit = number.unit._replace(power=number.unit.power - number.unit.scaled + last.unit.scaled)
                joined = self._number(last.start, number.end, written, unit._replace(scaled=last.unit.scaled))
                found[-1:] = [joined]
            else:
                found.append(number)
        return found

    def _behind(self, last: Number, number: Number) -> set[Fraction]:
        """What a number just behind another one is multiplied by as a part of that; nothing where it is none."""
        if last.unit.scaled > number.unit.scaled > 0:
            return {Fraction(10) ** (number.unit.scaled - last.unit.scaled)}
        rest = pattern("rest").match(self.low, number.start)
        if rest is None or number.unit.scaled or not last.unit.scaled or last.unit.scale:
            return set()
        return {Fraction(1, 10**places) for places in {len(rest[0]), 1 if len(rest[0]) == 1 else 3}}

    def _ranged(self, found: list[Number]) -> list[Number]:
        for index, (first, second) in enumerate(pairwise(found)):
            if pattern("to").fullmatch(self.low, first.end, second.start) and min(first.values) <= max(second.values):
                percent, points = first.percent or second.percent, first.points or second.points
                unit = second.unit if first.unit.noun and not first.unit.scaled else first.unit
                found[index] = first._replace(percent=percent, points=points, range="low", unit=unit)
                found[index + 1] = second._replace(percent=percent, points=points, range="high")
        return found

    def _around(self, number: Number) -> Number:
        comparison, start, end = compared(self.low, number.start, number.end)
        if comparison == "more_than" and not number.percent and pattern("territory").match(self.low, end):
            comparison, start = None, number.start  # "trên 12 huyện": in so many districts
        change: Change | None = None
        if moved := pattern("changed").search(self.low, 0, start) or self._changed_what(number, comparison, start):
            change, start = "up" if moved["up"] or moved["more"] else "down", moved.start()
        return number._replace(
            comparison=comparison,
            change=change,
            words=self.text[start:end].strip(),
            of_rate=bool(number.percent and change and pattern("rate").search(self.low)),
            strives=any(  # it is in the sentence of words of striving, and behind them
                one.end() <= number.start and not pattern("sentence").search(self.low, one.end(), number.start)
                for one in pattern("strives").finditer(self.low)
            ),
            each=self._each(number),
            awarded=bool(pattern("awarded").match(number.unit.noun) and pattern("gives").search(self.low, 0, start)),
        )

    def _changed_what(self, number: Number, comparison: Comparison | None, start: int) -> re.Match[str] | None:
        """The change of something that is named before the number; "tăng tỷ lệ bao phủ 95%" may be where it leads."""
        found = pattern("changed_what").search(self.low, 0, start)
        if found is None or ((found["more"] or found["fewer"]) and not found["by"]):
            return None
        sure = number.points or found["by"] or (found["down"] and comparison == "at_least")
        return found if sure else None

    def _each(self, number: Number) -> str:
        """The words of the number's own clause that ask it of every unit, or of a share of the units."""
        joined = pattern("list").sub(lambda match: match[0].replace(",", " "), self.low)
        ends = [0, *(match.end() for match in pattern("clause").finditer(joined)), len(joined)]
        start = max(end for end in ends if end <= number.start)
        end = min(end for end in ends if end >= number.end)
        if match := pattern("each").search(joined, start, end):
            return self.text[match.start() : match.end()]
        for match in pattern("of_units").finditer(joined, start, number.start):
            return self.text[start : match.end()].strip()
        return ""


def read_quote(text: str) -> Quote:
    """A text of the document, read when it is asked."""
    return Quote(tidy(text))


def _readings(figure: str) -> set[Fraction]:
    """What a number in figures may be: with the signs of either language."""
    plain = figure.replace(" ", "")
    found = set[Fraction]()
    for group, decimal in ((".", ","), (",", ".")):
        whole, _, rest = plain.partition(decimal)
        groups = whole.split(group)
        grouped = len(groups) == 1 or (len(groups[0]) <= 3 and all(len(one) == 3 for one in groups[1:]))
        if grouped and (not rest or rest.isdecimal()) and all(map(str.isdecimal, groups)):
            found.add(Fraction(f"{''.join(groups)}.{rest or 0}"))
    return found


class NamedYear(NamedTuple):
    """A year, or the first and last of several years, that a text names, with its words and what stands before it."""

    first: int
    last: int
    words: str
    before: str
    due: bool
    """Whether it is the year by which something is due."""


WHOLE_YEARS = (1, 1), (0, 12)
"""Day and month of the ends of whole years, as times are read: the last day of a month is 0."""


def named_years(text: str) -> Iterator[NamedYear]:
    """The years of a text; those of documents and their days are left out."""
    tidied = tidy(text)
    low = lowered(tidied)
    for one in longest(expressions(low)):
        if one.kind is Kind.DOCUMENT or not one.years or one.first is not None:
            continue
        due = one.kind is Kind.UP_TO or bool(re.search(r"(?:đến|by|until)\s$", low[: one.start]))
        yield NamedYear(min(one.years), max(one.years), tidied[one.start : one.end], low[: one.start], due)


def numbers_of_years(text: str) -> list[tuple[NamedYear, tuple[Number, ...]]]:
    """The years of a text in which each has numbers of its own, behind or before it: "năm 2025 đạt 71%, năm 2026 đạt
    74%"; none where one has no number, or is there twice."""
    years, numbers = list(named_years(text)), read_quote(text).numbers
    starts = [len(year.before) for year in years]
    if len(years) < 2 or len({year.first for year in years}) < len(years) or not numbers:
        return []
    before = numbers[0].start < starts[0]
    ends = pairwise([0, *starts] if before else [*starts, len(text)])
    found = [tuple(one for one in numbers if first <= one.start < last) for first, last in ends]
    alone = all(year.first == year.last for year in years)
    return list(zip(years, found, strict=True)) if alone and all(found) else []


def named_stages(text: str) -> Iterator[NamedYear]:
    """The stages of several whole years that a text names: "giai đoạn 2021-2025"."""
    tidied = tidy(text)
    low = lowered(tidied)
    for one in longest(expressions(low)):
        if one.first is None or one.last is None or len(one.years) != 2:
            continue
        ends = (one.first.day, one.first.month), (one.last.day, one.last.month)
        if ends == WHOLE_YEARS and one.years[0] < one.years[1]:
            yield NamedYear(one.years[0], one.years[1], tidied[one.start : one.end], low[: one.start], due=False)


def is_compared_with(year: NamedYear) -> bool:
    """Whether figures are compared with those of the year."""
    return bool(pattern("compared_with").search(year.before)) or year.words.lower().startswith("cùng")
