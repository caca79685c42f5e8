"""A trend in HTML: a table, and for each target a small chart with its threshold; a page of its own has no script."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.render.html.parts import asset, policy_hash, template
from khpcmd.render.styles import SIGNS
from khpcmd.render.trend import GOES, asked, figure, heading, headline, notes, turns
from khpcmd.trend import Column, Point, Row, Trend

WIDTH, HEIGHT, MARGIN = 260, 96, 12
"""The size of a chart and its margin, in pixels."""
TEXT = 34
"""A figure stands above its dot only from so far down on."""


class Dot(NamedTuple):
    x: float
    y: float
    verdict: str
    hollow: bool
    text: str
    """The figure, which stands beside the first and the last dot."""
    below: bool
    """Whether it stands below the dot, for want of room above."""


class Chart(NamedTuple):
    """A target's values: dots joined by lines where periods are of one kind, and the threshold as steps."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    level: str
    """The path of the threshold; "" where it is no single number."""
    zero: float


class Cell(NamedTuple):
    verdict: str
    sign: str
    word: str
    text: str


class Card(NamedTuple):
    """A target: its chart, all its figures as text, and where it goes."""

    id: str
    title: str
    asked: str
    goes: str
    chart: Chart | None
    cells: tuple[Cell | None, ...]
    first: str
    last: str


class Multiples(NamedTuple):
    """A trend as it is drawn: a small chart for each target, and a table of all figures."""

    headline: str
    turns: str
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    size: tuple[int, int]


def html_trend(found: Trend, messages: Messages) -> Iterator[str]:
    """The trend as an HTML document."""
    style = Markup("").join((asset("base.css"), asset("trend.css"), asset("trend_page.css")))
    return template("trend.html").generate(
        trend=multiples(found, messages),
        words=messages.template,
        language=messages.language,
        style=style,
        style_hash=policy_hash(style),
    )


def multiples(found: Trend, messages: Messages) -> Multiples:
    """What a page draws of a trend."""
    return Multiples(
        headline(found, messages),
        turns(found, messages),
        tuple(heading(column, found, messages) for column in found.columns),
        found.columns,
        tuple(_card(row, found, messages) for row in found.rows),
        tuple(notes(found, messages)),
        (WIDTH, HEIGHT),
    )


def _card(row: Row, found: Trend, messages: Messages) -> Card:
    cells = tuple(None if point is None else _cell(point, messages) for point in row.points)
    kinds = [(column.period, column.partial) for column in found.columns]
    told = [
        (cell.text, kind)
        for cell, point, kind in zip(cells, row.points, kinds, strict=True)
        if cell and point and point.value is not None
    ]
    alike = [text for text, kind in told if kind == told[-1][1]]  # a half-year is not held against a year
    first, last = alike[0] if len(alike) > 1 else "", alike[-1] if alike else ""
    texts = [cell.text if cell else "" for cell in cells]
    chart = _chart(row, [column.period for column in found.columns], texts)
    return Card(row.target, row.title, asked(row), GOES[row.turn], chart, cells, first, last)


def _cell(point: Point, messages: Messages) -> Cell:
    word = messages.template(f"verdicts.{point.verdict.value}")
    return Cell(point.verdict.value, SIGNS[point.verdict], word, figure(point, messages))


class _Scale:
    """Where a value of a row stands in its chart; zero is always on it."""

    def __init__(self, row: Row) -> None:
        points = [point for point in row.points if point is not None]
        known = [value for point in points for value in (point.value, point.level) if value is not None]
        self._low, high = min([Fraction(0), *known]), max([Fraction(0), *known])
        self._span = (high - self._low) or Fraction(1)
        self.step = (WIDTH - 2 * MARGIN) / max(1, len(row.points) - 1)

    def x(self, index: int) -> float:
        return round(MARGIN + index * self.step, 1)

    def y(self, value: Fraction) -> float:
        share = float((value - self._low) / self._span)  # a place in a drawing, never a verdict
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def _chart(row: Row, periods: list[str], texts: list[str]) -> Chart | None:
    """The drawing of the values; None where there are no two of them."""
    scale = _Scale(row)
    dots = {
        index: Dot(scale.x(index), y, point.verdict.value, point.provisional, texts[index], y < TEXT)
        for index, point in enumerate(row.points)
        if point is not None and point.value is not None
        for y in (scale.y(point.value),)
    }
    if len(dots) < 2:  # one value goes nowhere
        return None
    lines = tuple(
        f"M{dots[one].x} {dots[one].y}L{dots[other].x} {dots[other].y}"
        for kind in dict.fromkeys(periods[index] for index in dots)
        for one, other in pairwise(index for index in dots if periods[index] == kind)
    )
    return Chart(tuple(dots.values()), lines, _steps(row, scale), scale.y(Fraction(0)))


def _steps(row: Row, scale: _Scale) -> str:
    """The threshold as a path: level over each period, with a step where a plan changed it."""
    half, path = scale.step / 2, ""
    for index, point in enumerate(row.points):
        if point is not None and point.level is not None:
            left, right = max(0.0, scale.x(index) - half), min(float(WIDTH), scale.x(index) + half)
            path += f"M{left:.1f} {scale.y(point.level)}H{right:.1f}"
    return path
