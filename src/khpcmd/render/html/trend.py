"""A trend in HTML: a table, and for each target a small chart with its threshold; a page of its own has no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, NamedTuple

from khpcmd.i18n import Messages
from khpcmd.render.html.parts import asset, page
from khpcmd.render.styles import SIGNS
from khpcmd.render.trend import TrendTold
from khpcmd.results import Verdict
from khpcmd.trend import Row, Trend

WIDTH, HEIGHT, MARGIN = 260, 96, 12
"""The size of a chart and its margin, in pixels."""
TEXT = 34
"""A figure stands above its dot only from so far down on."""


class Dot(NamedTuple):
    x: float
    y: float
    verdict: Verdict
    hollow: bool
    text: str
    """The figure, which stands beside the first and the last dot."""

    @property
    def below(self) -> bool:
        """Whether the text stands below the dot, for want of room above."""
        return self.y < TEXT


class Chart(NamedTuple):
    """A target's values: dots joined by lines where periods are of one kind, and the threshold as steps."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    level: str
    """The path of the threshold; "" where it is no single number."""
    zero: float


class Drawn(TrendTold):
    """A trend as a page draws it: beside its words a small chart for each target."""

    size: ClassVar[tuple[int, int]] = (WIDTH, HEIGHT)
    signs: ClassVar[dict[StrEnum, str]] = SIGNS

    def chart(self, row: Row) -> Chart | None:
        """The drawing of the values; None where there are no two of them: one value goes nowhere."""
        step, y = (WIDTH - 2 * MARGIN) / max(1, len(row.points) - 1), _scale(row)
        places = [round(MARGIN + index * step, 1) for index in range(len(row.points))]
        dots = {
            index: Dot(places[index], y(point.value), point.verdict, point.provisional, self.figure(point))
            for index, point in enumerate(row.points)
            if point is not None and point.value is not None
        }
        if len(dots) < 2:
            return None
        periods = [column.period for column in self.found.columns]
        lines = tuple(
            f"M{dots[one].x} {dots[one].y}L{dots[other].x} {dots[other].y}"
            for kind in dict.fromkeys(periods[index] for index in dots)
            for one, other in pairwise(index for index in dots if periods[index] == kind)
        )
        levels = (
            f"M{max(0.0, x - step / 2):.1f} {y(point.level)}H{min(float(WIDTH), x + step / 2):.1f}"
            for x, point in zip(places, row.points, strict=True)
            if point is not None and point.level is not None
        )
        return Chart(tuple(dots.values()), lines, "".join(levels), y(Fraction(0)))

    def ends(self, row: Row) -> tuple[str, str]:
        """The first and the last figure of periods of one kind: a half-year is not held against a year."""
        told = [
            ((column.period, column.partial), self.figure(point))
            for column, point in zip(self.found.columns, row.points, strict=True)
            if point is not None and point.value is not None
        ]
        alike = [text for kind, text in told if kind == told[-1][0]]
        return alike[0] if len(alike) > 1 else "", alike[-1] if alike else ""


def html_trend(found: Trend, messages: Messages) -> Iterator[str]:
    """The trend as an HTML document."""
    styles = map(asset, ("base.css", "trend.css", "trend_page.css"))
    return page("trend.html", messages, styles, trend=Drawn(found, messages))


def _scale(row: Row) -> Callable[[Fraction], float]:
    """Where a value of a row stands in its chart; zero is always on it."""
    points = [point for point in row.points if point is not None]
    known = [value for point in points for value in (point.value, point.level) if value is not None]
    low, high = min([Fraction(0), *known]), max([Fraction(0), *known])
    span = (high - low) or Fraction(1)

    def y(value: Fraction) -> float:
        share = float((value - low) / span)  # a place in a drawing, never a verdict
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    return y
