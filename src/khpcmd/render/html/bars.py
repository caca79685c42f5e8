"""A result as a bar: value over threshold, with the threshold at the same place in every bar."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from khpcmd.measures.threshold import Limits
from khpcmd.results import Bounds, Result, Verdict

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
    """The drawing of a result; None where there is nothing that could be drawn."""
    scale = _scale(result)
    return None if scale is None or (scale.value is None and scale.possible is None) else scale.bar()


def _scale(result: Result) -> _Scale | None:
    target, found = result.target, result.measurement
    if found is None:
        return None
    if result.reaching is not None:
        return _of_units(result, *result.reaching) if result.not_exceeded is None else None
    counts = target.counts_units(target.threshold)
    times = Fraction(found.expected) if counts else UNITY  # "k of n": the level is a number of units already
    value = Fraction(found.part) if counts else found.value
    return _Scale(
        value=value if found.counted or found.part else None,
        possible=_ends(result.bounds, times),
        limits=target.limits,
        milestone=target.limits_of(result.milestone) if result.milestone else Limits(),
    )


def _of_units(result: Result, reaching: int, of: int) -> _Scale | None:
    """Where each unit is judged by itself, the bar counts units: all of them have to reach the threshold."""
    if of == 0:
        return None
    undecided = sum(unit.verdict is Verdict.INCONCLUSIVE for unit in result.units)
    possible = (Fraction(reaching), Fraction(reaching + undecided)) if undecided else None
    return _Scale(Fraction(reaching), possible, Limits(low=Fraction(of)), Limits())


def _ends(bounds: Bounds | None, times: Fraction) -> Ends | None:
    if bounds is None:
        return None
    low, high = (None if end is None else end * times for end in (bounds.low, bounds.high))
    return low, high


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

    def bar(self) -> Bar | None:
        """The drawing; None where every value reaches the threshold: there is no scale."""
        value, possible, high = self.value, self.possible, self.limits.high
        if self.level < 0 or (self.level == 0 and high is None):
            return None
        return Bar(
            reached=None if value is None else self._span(Fraction(0), value),
            possible=None if possible is None else self._span(*possible),
            beyond=None if high is None else _span(self._mark(high), STEPS),
            limits=tuple(_text(self._mark(level)) for level in _levels(self.limits)),
            milestones=tuple(_text(self._mark(level)) for level in _levels(self.milestone)),
            longer=value is not None and self._raw(value) > STEPS,
        )

    def _span(self, low: Fraction | None, high: Fraction | None) -> Span:
        start = 0 if not low else self._at(low)
        return _span(start, STEPS if high is None else max(start, self._at(high)))

    def _at(self, value: Fraction) -> int:
        step = self._raw(value)
        for limits in (self.milestone, self.limits):
            step = self._beside(step, value, limits)
        return max(0, min(step, STEPS))

    def _beside(self, step: int, value: Fraction, limits: Limits) -> int:
        """The step on that side of the marks of some limits on which the value is."""
        if limits.low is not None:
            mark, short = self._mark(limits.low), not Limits(limits.low, low_strict=limits.low_strict).hold(value)
            step = min(step, mark - APART) if short else max(step, mark)
        if limits.high is not None:
            mark = self._mark(limits.high)
            kept = Limits(high=limits.high, high_strict=limits.high_strict).hold(value)
            step = min(step, mark) if kept else max(step, mark + APART)
        return step

    def _mark(self, level: Fraction) -> int:
        return max(0, min(self._raw(level), STEPS)) if self.level else MARK

    def _raw(self, value: Fraction) -> int:
        if self.level == 0:  # "none at all": what there is lies beyond the end
            return 0 if value <= 0 else STEPS
        return int(value / self.level * MARK // 1)


def _levels(limits: Limits) -> Iterable[Fraction]:
    """The ends of a threshold, each once."""
    return dict.fromkeys(end for end in (limits.low, limits.high) if end is not None)


def _span(start: int, end: int) -> Span:
    return Span(_text(start), _text(end - start))


def _text(step: int) -> str:
    return f"{step // 100}.{step % 100:02}%"
