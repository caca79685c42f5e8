"""Thresholds and results as short texts. A percentage as shown stands to its threshold as the exact one does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NamedTuple, assert_never

from khpcmd.i18n import Messages
from khpcmd.measures.base import BaselineYear, Counts, Sums, Words
from khpcmd.measures.base import Level as LevelOfUnits
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Ends, Level, Number, cut, decimal_of, size
from khpcmd.plan.decisions import Waiver
from khpcmd.plan.fields import MeasuredField
from khpcmd.plan.model import Target
from khpcmd.render.wording import PlanWords, decimal, level, unit_of
from khpcmd.results import Bounds, Measurement, Result, Verdict
from khpcmd.returns import Basis, Cell, CellState, Key

PLACES = 2
"""How many decimals points have."""

DECIMALS = 2
"""How many decimals a percentage shows where fewer would do."""


class Percentage(NamedTuple):
    """A share that is shown as a percentage, its decimals cut off: a fall is never shown as a larger one, nor a rise.

    It has the fewest decimals, but at least ``least``, at which the shown figure is below, equal to or above each of
    ``levels`` exactly as ``value`` is. ``signed`` shows the plus of a growth.
    """

    value: Fraction
    levels: tuple[Fraction, ...] = ()
    signed: bool = False
    least: int = DECIMALS

    @property
    def decimals(self) -> int:
        return self._shown[1]

    @property
    def _shown(self) -> tuple[int, int]:
        """The units of its last decimal, and how many decimals it has."""
        decimals, value = self.least, self.value
        exact = [_side(value.numerator, value.denominator, level) for level in self.levels]
        units = units_of(value, decimals)
        while [_side(units, 100 * 10**decimals, level) for level in self.levels] != exact:
            decimals += 1
            units = units_of(value, decimals)
        return units, decimals

    def text(self, messages: Messages) -> str:
        return ("-" if self.value.numerator < 0 else "+" if self.signed else "") + self.unsigned(messages)

    def unsigned(self, messages: Messages) -> str:
        """The same without a sign, for a sentence that says "up" or "down"."""
        return self.number(messages) + messages.template("style.percent")

    def number(self, messages: Messages) -> str:
        """The same without a sign and without that of percent, for a table of percentages."""
        units, decimals = self._shown
        return decimal(abs(units), decimals, messages)


def percent(value: Fraction, messages: Messages, levels: Iterable[Fraction] = (), *, signed: bool = False) -> str:
    """A share as a ``Percentage`` in words."""
    return Percentage(value, tuple(levels), signed).text(messages)


def points(value: Fraction, messages: Messages, levels: Iterable[Fraction] = ()) -> str:
    """A difference of two shares in percentage points: "+1,50 điểm %", "-0,66 điểm %"."""
    sign = "+" if value > 0 else "-" if value < 0 else ""
    return sign + Percentage(value, (*levels, Fraction(0))).number(messages) + unit_of(True, messages)


def units_of(value: Fraction, decimals: int) -> int:
    """The percentage in units of its last decimal, the rest cut off."""
    units = int(abs(value.numerator) * 100 * 10**decimals // value.denominator)
    return -units if value.numerator < 0 else units


def _side(part: int, whole: int, level: Fraction) -> int:
    """1 where part/whole is above a level, 0 where it is equal, -1 below; in whole numbers, ten times as quick."""
    left, right = part * level.denominator, level.numerator * whole
    return (left > right) - (left < right)


def of_day(target: Target) -> bool:
    """Whether a unit's figure is a day that is in time or not."""
    return target.measure.yes_or_no and any(target.measure.days())


def each_in_time(target: Target) -> bool:
    """Whether it asks each unit for such a day, and does not count the units of a level that are in time."""
    return of_day(target) and not target.measure.level


class Figures(PlanWords):
    """The figures of one plan in one language."""

    asked_in: ClassVar[str] = "view"
    """The part of the catalogue that says what a target asks."""
    implied: ClassVar[str] = "asked"
    """The words of a measure that say the same where its kind implies it."""
    said_in: ClassVar[str] = "view"
    """The part of the catalogue that says what is short, how far it is, and who decided."""
    _held: tuple[Target, tuple[Fraction, ...], dict[Measurement, str]] | None = None
    """The last target of which a figure was told, with its levels, and its figures that were worded for cells."""

    def not_reaching(self, target: Target) -> str:
        """How those are named that miss a threshold of their own: they are below it, above it, or not at it."""
        keys = {key for one in target.thresholds for key in one.named}
        if not keys & {"at_most", "less_than", "equal_to"}:
            return "view.not_reaching"
        return "view.not_at" if keys - {"at_most", "less_than"} else "view.exceeding"

    def counted_units(self, result: Result, some: str, kept: str) -> str:
        """How many units reach the threshold, and how many have not exceeded theirs where that decides nothing before
        the year is over; ``some`` and ``kept`` are the sentences."""
        if result.reaching is None:
            return ""
        (reaching, of), limited = result.reaching, result.not_exceeded
        kept += "_change" if result.target.measure.signed else ""  # "not above a fall of 10%" is hard to read
        told = [(some, (reaching, of))] if limited is None or reaching or limited[1] < of else []
        told += [] if limited is None else [(kept, limited)]
        return "; ".join(self.messages.text(key, reaching=one, of=every) for key, (one, every) in told)

    def threshold(self, target: Target) -> str:
        """What has to be reached: "≥ 20 %", "≥ 12 xã", "mỗi tháng ≥ 1 tin"."""
        return self._of_each(target, self._asked(target))

    def briefly(self, target: Target) -> str:
        """What has to be reached where there is little room: an implied threshold without what it counts."""
        words = target.measure.asked(self.plan.baseline_year)
        bare = {name: "" if isinstance(part, Counts) else part for name, part in words.parts.items()}
        if target.threshold is not None or bare == words.parts:
            return self.threshold(target)
        asked = self.phrase(target.measure, self.implied, Words(words.variant, bare)).rstrip()
        return self._of_each(target, asked)

    def _of_each(self, target: Target, asked: str) -> str:
        """What has to be reached, with whether each unit owes it."""
        if target.judged == "each_unit":
            return self.messages.text(f"{self.asked_in}.each_unit", threshold=asked)
        return asked

    def limits(self, target: Target, threshold: Ends, beside: str = "") -> str:
        """A threshold of the target that is not the one of the end: a milestone, or a unit's own.

        ``beside`` is the figure in the same row; a unit of measure that it ends with is not told again.
        """
        amount = self._amount(target)
        noun = "" if amount and beside.endswith(amount) else amount
        return self._limits(threshold, signed=target.measure.signed, noun=noun)

    def label(self, key: Key) -> str:
        """The field, with the month and the year of the figure where there are several."""
        spec = self.plan.fields.get(key.field)
        month = self.messages.text("inspect.month", month=key.month) if key.month else ""
        year = self.messages.template("inspect.baseline") if key.basis is Basis.BASELINE else ""
        texts = (spec.label.in_(self.messages.language) if spec else key.field, month, year)
        return self.messages.joined(text for text in texts if text)

    def found(self, cell: Cell | None) -> str:
        """The value as the language writes it; what could not be read as it stands there."""
        messages = self.messages
        if cell is None or (cell.state is CellState.BLANK and not cell.raw):
            return messages.text("compare.nothing")
        match cell.value:
            case _ if cell.state is CellState.PROBLEM:
                return messages.text("compare.unread", found=messages.quoted(cell.raw))
            case bool() as answer:
                return messages.text("template.yes" if answer else "template.no")
            case int() as number:
                return messages.number(number)
            case date() as day:
                return messages.day(day)
        return messages.quoted(cell.raw)

    def figure(self, target: Target, found: Measurement) -> str:
        """What was reached: "312/1.455 = 21,44%", "68 so với 66 của năm 2022: tăng 3,03%", "11/11 tháng"."""
        part, whole, words = found.part, found.whole, target.measure.figure()
        if found.side:
            noun = self._unit_of_measure(target.measure.whole_fields()) if found.side == "whole" else self.noun(target)
            said = self.messages.text(f"view.of_{found.side}", number=part, noun=noun).rstrip()
            return said if found.expected == 1 else self.messages.text("view.one_side", known=said)
        if whole is None:
            alone = bool(target.measure.stated_baseline()) and found.expected == 1  # one unit has no change of its own
            return self._changed_by(target, part) if target.measure.signed and not alone else self.counted(target, part)
        if target.counts_units(target.threshold):
            units = self.who(target.measure.level)
            return self.messages.text("view.of_level", part=part, whole=found.expected, level=units)
        if words is not None:
            if target.measure.out_of is not None:
                points = None if found.value is None else self._points(target, found.value)
                part, whole = points or Decimal(0), decimal_of(target.measure.out_of)
            return self.phrase(target.measure, "figure", words, part=part, whole=whole)
        if target.measure.signed:
            return self._change(target, found)
        share, value = f"{self.messages.number(part)}/{self.messages.number(whole)}", found.value
        return share if value is None else self._share(share, self.value(target, value))

    def _share(self, share: str, value: str) -> str:
        """A part of a whole beside its percentage."""
        return f"{share} = {value}"

    def counted(self, target: Target, number: Number) -> str:
        """A number with what it counts: "5.300 người", "1.250,5 tỷ đồng", "95,2%"."""
        if target.of_percentage:
            return self.messages.number(number) + self._unit(target)
        return self.messages.text("view.counted", part=number, noun=self.noun(target)).rstrip()

    def _unit(self, target: Target) -> str:
        """The sign behind a figure that is a percentage, or a change of one."""
        return unit_of(target.measure.signed, self.messages) if target.of_percentage else ""

    def _changed_by(self, target: Target, number: Number) -> str:
        """A change as a number: "+5 mô hình so với năm 2022", "-1,5 điểm % so với năm 2022"."""
        change = ("+" if number > 0 else "") + self.counted(target, number)
        return self.messages.text("view.changed_by", change=change, base=self.compared())

    def compared(self) -> str | int:
        """What a change is held against: "năm 2022"."""
        return self._part(BaselineYear())

    def _change(self, target: Target, found: Measurement) -> str:
        """A count, or a ratio, beside that of the baseline year, and by how much it rose or fell: "30/100 = 30% so với
        22/90 = 24,44% của năm 2022: +5,55 điểm %"."""
        text, value = self.messages.text, found.value
        now, then = (found.part, found.whole or 0) if found.before is None else self._both(found)
        sides = text("view.against", part=now, whole=then, base=self.base())
        if value is None:
            return sides
        if found.before is not None:
            return text("view.changed", sides=sides, change=self.value(target, value))
        change = self._percentage(target, value)
        key = "up" if change.value > 0 else "down" if change.value else "same"
        return text("view.changed", sides=sides, change=text(f"view.{key}", percent=change.unsigned(self.messages)))

    def _both(self, found: Measurement) -> tuple[str, ...]:
        """Part, whole and percentage of a ratio, and those of the baseline year."""
        number, pairs = self.messages.number, ((found.part, found.whole or 0), found.before or (0, 0))
        sides = zip((f"{number(part)}/{number(whole)}" for part, whole in pairs), found.shares, strict=True)
        return tuple(share if one is None else self._share(share, percent(one, self.messages)) for share, one in sides)

    def base(self) -> str:
        """The time that a change is counted from: "của năm 2022"."""
        text, year = self.messages.text, self.plan.baseline_year
        return text("view.in_baseline") if year is None else text("view.in_year", year=str(year))

    def in_cell(self, target: Target, found: Measurement) -> str:
        """The figure for a cell of a table: of a growth "66 → 68 (+3,03%)"."""
        if found.before is None and not target.measure.growth:
            return self.figure(target, found)
        value, sides = found.value, dict[str, str | Number](part=found.part, whole=found.whole or 0)
        if found.before is not None and value is not None:
            sides = self.both(found)
        elif not target.measure.growth:
            return self.figure(target, found)
        if value is None:
            return self.messages.text("view.from_to", **sides)
        return self.messages.text("view.from_to_change", **sides, change=self.value(target, value))

    def both(self, found: Measurement) -> dict[str, str | Number]:
        """The percentages of two ratios, now and in the baseline year."""
        now, then = (percent(share or Fraction(0), self.messages) for share in found.shares)
        return {"part": now, "whole": then}

    def reached(self, result: Result) -> str:
        """What was reached over the units that are known; "" where nothing is known yet."""
        return "" if result.shown is None else self.figure(result.target, result.shown)

    def value(self, target: Target, value: Fraction) -> str:
        """A value of the measure: a percentage, a change against the baseline, or a count."""
        if target.measure.absolute:
            plus = "+" if target.measure.signed and value > 0 else ""
            return plus + self.messages.number(decimal_of(value)) + self._unit(target)
        if target.measure.out_of is not None:
            return self.messages.number(self._points(target, value))
        if target.counts_units(target.threshold):
            return self.messages.number(int(value * self._members(target)))
        if target.measure.decimals:
            return f"{self.average(target, value)} {self.per(target)}"
        if target.measure.is_difference:
            return points(value, self.messages, target.limits.ends)
        return self._percentage(target, value).text(self.messages)

    def statistic(self, result: Result) -> str:
        """What the units are compared with: "bình quân các đơn vị: 45,2%", or from where to where."""
        found, target, end = result.statistic or Bounds(None, None), result.target, ""
        if target.threshold is not None:
            end = next(self._stated(one, signed=False, noun="") for one in target.threshold.levels)
        texts = ["…" if one is None else self._near(target, one) for one in found]
        value = texts[0] if texts[0] == texts[1] else self.messages.text("view.span", low=texts[0], high=texts[1])
        return self.messages.text("view.statistic", name=end, value=value)

    def _near(self, target: Target, value: Fraction) -> str:
        """A value that may have no end as a decimal number."""
        return self.counted(target, cut(value, DECIMALS)) if target.measure.absolute else self.value(target, value)

    def average(self, target: Target, value: Fraction) -> str:
        """The number of a rate, without its unit of measure."""
        hundredth = Percentage(value / 100, tuple(end / 100 for end in target.limits.ends))
        return hundredth.number(self.messages)

    def per(self, target: Target) -> str:
        """The unit of measure of a rate: "bác sĩ/10.000 người", "buổi/xã"."""
        computed, part, scale = target.measure.computed(), self.noun(target), target.measure.scale
        of = computed.whole if isinstance(computed, Sums) else None
        whole = self.register(of.name) if isinstance(of, Register) else self._unit_of_measure(of or ())
        key = f"measures.{target.measure.kind}.{'per_one' if scale == 1 else 'per_many'}"
        return self.messages.text(key, part=part, whole=whole, per=scale)

    def _points(self, target: Target, share: Fraction) -> Decimal:
        """The points of a score, its decimals cut off where they still stand to the threshold as the score does."""
        out_of, decimals = target.measure.out_of or Fraction(1), DECIMALS
        levels = [end * out_of for end in target.limits.ends]
        points = share * out_of
        while any(_compared(Fraction(cut(points, decimals)), end) != _compared(points, end) for end in levels):
            decimals += 1
        return cut(points, decimals)

    def percentage(self, target: Target, found: Measurement) -> Percentage | None:
        """The figure, where ``figure`` tells it as a percentage."""
        measure = target.measure
        if found.whole is None or found.value is None or measure.decimals or measure.figure() is not None:
            return None
        if measure.is_difference:
            return None  # of two ratios: no part of a whole
        return None if target.counts_units(target.threshold) else self._percentage(target, found.value)

    def _percentage(self, target: Target, value: Fraction) -> Percentage:
        """A value of the measure beside the levels that it is held against; of a growth what it grew by."""
        levels = self._kept(target)[1]
        if target.measure.growth:
            return Percentage(value - 1, (*(level - 1 for level in levels), Fraction(0)), signed=True)
        return Percentage(value, levels)

    def _kept(self, target: Target) -> tuple[Target, tuple[Fraction, ...], dict[Measurement, str]]:
        """What is worked out once for a target: thousands of units stand against it, and many report the same."""
        if self._held is None or self._held[0] is not target:
            own = target.threshold is not None and target.threshold.varies
            self._held = target, () if own else target.limits.ends, {}
        return self._held

    def of_unit(self, target: Target, found: Measurement) -> str:
        """The figure of one unit, as ``in_cell`` tells it."""
        known = self._kept(target)[2]
        if found not in known:
            known[found] = self.in_cell(target, found)
        return known[found]

    def _members(self, target: Target) -> int:
        """How many units a "k of n" counts."""
        concerned = self.plan.concerned(target)
        return sum(unit.level == target.measure.level and unit.id in concerned for unit in self.plan.units)

    def still_possible(self, result: Result) -> str:
        """What the figure can still become: values, or how many units reach it; "" where nothing is known.

        Where each unit is judged by itself, those that are open may still reach it or not.
        """
        if result.bounds is None or result.not_exceeded is not None:
            return ""  # of the latter the rest of the year decides, not the units that are open
        if result.reaching is None:
            return self.bounds(result.target, result.bounds)
        surely, of = result.reaching
        open_ = sum(unit.verdict is Verdict.INCONCLUSIVE for unit in result.units)
        if open_ in (0, of):
            return ""
        return self.messages.text("view.units_between", low=surely, high=surely + open_)

    def bounds(self, target: Target, bounds: Bounds) -> str:
        """The values still possible; "" where these are all that there are: 0 to 100%, or anything."""
        measure = target.measure
        share = not (measure.absolute or measure.signed or measure.decimals)
        of_points = measure.is_difference and not measure.absolute and (bounds.low or 0, bounds.high or 0) == (-1, 1)
        if of_points or (not bounds.low and (bounds.high is None or (share and bounds.high == 1))):
            return ""
        low, high = ("" if end is None else self.value(target, end) for end in bounds)
        key = "between" if low and high else "at_least_bound" if low else "at_most_bound"
        return self.messages.text(f"view.{key}", low=low, high=high) if low or high else ""

    def needed(self, target: Target, more: Number) -> str:
        """What would turn the verdict, in things that can be counted: "cần thêm 14 cơ sở", "cần thêm 1 đơn vị"."""
        key, count = f"{self.said_in}.{'more' if more >= 0 else 'fewer'}", size(more)
        if each_in_time(target):
            return self.messages.text(f"{self.said_in}.not_in_time", units=self._things("units", int(count)))
        if target.measure.level:
            return self.messages.text(f"{key}_units", units=self._things("units", int(count)))
        return self.messages.text(key, count=self._written(count), noun=self.gap_noun(target))

    def makes(self, target: Target, found: Measurement, more: Number) -> str:
        """What the figure would be with so many more, as a true equation."""
        key = "html.makes" if more >= 0 else "html.makes_fewer"
        figure = self.figure(target, found._replace(part=found.part + more))
        return self.messages.text(key, count=size(more), noun=self.gap_noun(target), figure=figure)

    def _things(self, what: str, number: int) -> str:
        return self.messages.count(what, number)

    def _written(self, number: Number) -> str:
        return self.messages.number(number)

    def progress(self, target: Target, reached: Fraction, elapsed: Fraction) -> str:
        """How far a target is on its way, in units where each of them is judged by itself."""
        key = f"{self.said_in}.pace{'_units' if target.judged == 'each_unit' else ''}"
        year = "" if target.years is None else str(target.years.last)
        shares = {"reached": percent(reached, self.messages), "elapsed": percent(elapsed, self.messages)}
        values = {name: self.short(share) for name, share in shares.items()} | {"level": self.level_of(target)}
        return self.messages.text(f"{key}_years" if year else key, **values, year=year)

    def short(self, text: str) -> str:
        """A figure as it stands in a sentence."""
        return text

    def level_of(self, target: Target) -> str:  # noqa: ARG002  # only sentences say it
        """What the threshold of the year is called."""
        return ""

    def slots(self, slots: Sequence[tuple[int, ...]]) -> str:
        """Months, or quarters, that lack what is asked of every one of them."""
        quarters = any(len(slot) > 1 for slot in slots)
        numbers = [str((slot[0] + 2) // 3 if quarters else slot[0]) for slot in slots]
        key = "view.quarters_without" if quarters else "view.months_without"
        return self.messages.text(key, found=self.messages.joined(numbers))

    def decided(self, what: str, day: date, **said: str) -> str:
        """The sentence of a decision ("waiver", "answer"), from its day and what else is said of it."""
        return self.messages.text(f"{self.said_in}.{what}", day=self.messages.day(day), **said)

    def waiver(self, one: Waiver) -> str:
        """A waiver in words: until when, by which document, who approved it, and why."""
        said = {"document": one.document, "approver": one.approver, "reason": one.reason}
        return self.decided("waiver", one.until, **said)

    def gap_noun(self, target: Target) -> str:
        """What a gap counts: what the part counts, of a percentage its points."""
        return self.messages.template("view.points") if target.of_percentage else self.noun(target)

    def noun(self, target: Target) -> str:
        """What the part of the measure counts."""
        match noun := target.measure.noun():
            case None:
                return self._unit_of_measure(target.measure.part_fields())
            case Words():
                return self.phrase(target.measure, "noun", noun)
            case LevelOfUnits(name):
                return self.who(name)
            case _:
                assert_never(noun)

    def _unit_of_measure(self, fields: Iterable[str]) -> str:
        measured = (name for name in fields if isinstance(self.plan.fields.get(name), MeasuredField))
        return self.counts(next(measured, ""))

    def _asked(self, target: Target) -> str:
        if target.threshold is None and target.by_period:
            return self.messages.template("view.by_period")
        if target.threshold is None:
            return self.phrase(target.measure, self.implied, target.measure.asked(self.plan.baseline_year))
        return self._limits(target.threshold, signed=target.measure.signed, noun=self._amount(target))

    def _amount(self, target: Target) -> str:
        """What a threshold counts, which belongs to it: "≥ 12 xã", "≥ 1.250,5 tỷ đồng"; "" for shares."""
        if target.measure.decimals:
            return f" {self.per(target)}"
        counts = target.measure.absolute and not target.of_percentage
        if counts or target.measure.out_of is not None or any(map(target.counts_units, target.thresholds)):
            return f" {self.noun(target)}".rstrip()
        return ""

    def _limits(self, threshold: Ends, *, signed: bool, noun: str = "") -> str:
        own = self.messages.template(f"{self.asked_in}.of_register")
        levels = {
            key: own if end.register else self._stated(end, signed=signed, noun=noun)
            for key, end in threshold.named.items()
        }
        texts = (self.messages.text(f"{self.asked_in}.{key}", level=text) for key, text in levels.items())
        return self.messages.joined(texts)

    def _stated(self, end: Level, *, signed: bool, noun: str) -> str:
        if end.of_units is None:
            return self._level(end, signed=signed) + ("" if end.percent else noun)
        what, number = end.of_units
        share = self.messages.number(decimal_of(number * (100 if what == "quantile" else 1)))
        return self.messages.text(f"view.statistics.{what}", number=share)

    def _level(self, end: Level, *, signed: bool) -> str:
        return level(end, self.messages, signed=signed)


def _compared(one: Fraction, other: Fraction) -> int:
    return (one > other) - (one < other)


def so_far(result: Result, messages: Messages) -> str:
    """How provisional a figure is that is not complete, of a score the points that are sure; "" where it is complete,
    or only the time is not over."""
    found = result.measurement
    if found is None or found.complete or result.only_time:
        return ""
    if result.target.measure.out_of is not None and found.expected == 1:
        return messages.template("view.provisional_score")
    return messages.text("view.provisional", counted=found.counted, expected=found.expected)


def points_between(low: Fraction, high: Fraction, messages: Messages) -> str:
    """Points between two ends: the lower one with its decimals cut off, the upper one rounded up."""
    if low == high:
        return messages.number(cut(low, PLACES))
    ends = messages.number(cut(low, PLACES)), messages.number(cut(high, PLACES, up=True))
    return messages.text("view.span", low=ends[0], high=ends[1])


def under_way(result: Result, messages: Messages) -> str:
    """What stands in the place of a figure where only the time is not over: between which points the units can end."""
    if not result.ranking:
        return messages.template("view.under_way")
    low, high = min(one.low for one in result.ranking), max(one.high for one in result.ranking)
    return messages.text("view.units_under_way", points=points_between(low, high, messages))
