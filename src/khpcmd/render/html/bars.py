"""A result as a bar: value over threshold, with the threshold at the same place in every bar."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from khpcmd.measures.threshold import Limits
from khpcmd.results import Result, Verdict

STEPS = 100 * 100
"""Into how many steps the length of a bar is divided: hundredths of a percent."""
MARK = 80 * 100
"""Where the threshold stands (of a range: its upper end)."""
APART = 120
"""How far a figure stays from a mark on whose other side it is: what a person sees, however near the figure is."""
UNITY = Fraction(1)
Ends = tuple[Fraction | None, Fraction | None]
"""Two ends of a stretch of values; None where it has no end."""


class Span(NamedTuple):
    """A stretch of a bar: where it begins and how long it is."""

    start: str
    length: str


class Bar(NamedTuple):
    """``reached`` is the figure, ``possible`` what the bounds leave open, ``beyond`` what lies above an upper limit.

    ``limits`` are the threshold's own marks, ``milestones`` those of the period; ``longer`` says that the figure goes
    on beyond the end of the bar.
    """

    reached: Span | None
    possible: Span | None
    beyond: Span | None
    limits: tuple[str, ...]
    milestones: tuple[str, ...]
    longer: bool


def bar(result: Result) -> Bar | None:
    """The drawing of a result; None where nothing could be drawn, or every value reaches the threshold."""
    scale = _scale(result)
    if scale is None or (scale.value is None and scale.possible is None):
        return None
    value, high = scale.value, scale.limits.high
    if scale.level < 0 or (scale.level == 0 and high is None):
        return None
    return Bar(
        reached=None if value is None else scale.span(Fraction(0), value),
        possible=None if scale.possible is None else scale.span(*scale.possible),
        beyond=None if high is None else _span(scale.mark(high), STEPS),
        limits=scale.marks(scale.limits),
        milestones=scale.marks(scale.milestone),
        longer=value is not None and scale.raw(value) > STEPS,
    )


def _scale(result: Result) -> _Scale | None:
    target, found, bounds = result.target, result.measurement, result.bounds
    if found is None:
        return None
    if result.reaching is not None:  # each unit is judged by itself: all of them have to reach the threshold
        reaching, of = result.reaching
        if of == 0 or result.not_exceeded is not None:
            return None
        open_ = sum(unit.verdict is Verdict.INCONCLUSIVE for unit in result.units)
        possible: Ends | None = (Fraction(reaching), Fraction(reaching + open_)) if open_ else None
        return _Scale(Fraction(reaching), possible, Limits(low=Fraction(of)), Limits())
    counts = target.counts_units(target.threshold)
    times = Fraction(found.expected) if counts else UNITY  # "k of n": the level is a number of units already
    value = Fraction(found.part) if counts else found.value
    low, high = (None if end is None else end * times for end in bounds or (None, None))
    return _Scale(
        value=value if found.counted or found.part else None,
        possible=None if bounds is None else (low, high),
        limits=target.limits,
        milestone=target.limits_of(result.milestone) if result.milestone else Limits(),
    )


class _Scale(NamedTuple):
    """What is to be drawn, in values of the measure (of a growth: this year over the baseline), as steps from the left:
    a figure stands to each mark as the exact value to its level.

    Where a milestone and the threshold leave no room between them, the threshold decides.
    """

    value: Fraction | None
    possible: Ends | None
    limits: Limits
    milestone: Limits

    @property
    def level(self) -> Fraction:
        """The level that stands at the mark; below 0 where there is none."""
        level = self.limits.low if self.limits.high is None else self.limits.high
        return Fraction(-1) if level is None else level

    def span(self, low: Fraction | None, high: Fraction | None) -> Span:
        start = 0 if not low else self._at(low)
        return _span(start, STEPS if high is None else max(start, self._at(high)))

    def _at(self, value: Fraction) -> int:
        step = self.raw(value)
        for limits in (self.milestone, self.limits):
            step = self._beside(step, value, limits)
        return max(0, min(step, STEPS))

    def _beside(self, step: int, value: Fraction, limits: Limits) -> int:
        """The step on that side of the marks of some limits on which the value is."""
        if limits.low is not None:
            mark, short = self.mark(limits.low), not Limits(limits.low, low_strict=limits.low_strict).hold(value)
            step = min(step, mark - APART) if short else max(step, mark)
        if limits.high is not None:
            mark = self.mark(limits.high)
            kept = Limits(high=limits.high, high_strict=limits.high_strict).hold(value)
            step = min(step, mark) if kept else max(step, mark + APART)
        return step

    def marks(self, limits: Limits) -> tuple[str, ...]:
        """Where the ends of a threshold stand, each once."""
        return tuple(_text(self.mark(level)) for level in dict.fromkeys(limits.ends))

    def mark(self, level: Fraction) -> int:
        return max(0, min(self.raw(level), STEPS)) if self.level else MARK

    def raw(self, value: Fraction) -> int:
        if self.level == 0:  # "none at all": what there is lies beyond the end
            return 0 if value <= 0 else STEPS
        return int(value / self.level * MARK // 1)


def _span(start: int, end: int) -> Span:
    return Span(_text(start), _text(end - start))


def _text(step: int) -> str:
    return f"{step // 100}.{step % 100:02}%"
