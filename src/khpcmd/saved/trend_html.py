"""A trend as one HTML page: a table, and for each target a small chart with its threshold; no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.render.html.make import asset, policy_hash, template
from khpcmd.saved.trend import Point, Row, Trend
from khpcmd.saved.trend_words import GOES, asked, figure, heading, headline, notes, turns

HERE = Path(__file__).parent
WIDTH, HEIGHT, MARGIN = 260, 96, 12
"""The size of a chart and its margin, in pixels."""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    verdict: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A target's values: dots joined by lines where periods are of one kind, and the threshold as steps."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    level: str
    """The path of the threshold; "" where it is no single number."""
    zero: float


@dataclass(frozen=True, slots=True)
class Cell:
    verdict: str
    sign: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A target: its chart, all its figures as text, and where it goes."""

    id: str
    title: str
    asked: str
    goes: str
    chart: Chart | None
    cells: tuple[Cell | None, ...]
    first: str
    last: str


def html_trend(found: Trend, messages: Messages) -> Iterator[str]:
    """The trend as an HTML document."""
    style = Markup("").join((asset("base.css"), asset("trend.css", HERE)))
    return template("trend.html", HERE).generate(
        headline=headline(found, messages),
        headings=[heading(column, found, messages) for column in found.columns],
        columns=found.columns,
        cards=[_card(row, found, messages) for row in found.rows],
        notes=list(notes(found, messages)),
        turns=turns(found, messages),
        words=messages.template,
        language=messages.language,
        size=(WIDTH, HEIGHT),
        style=style,
        style_hash=policy_hash(style),
    )


def _card(row: Row, found: Trend, messages: Messages) -> Card:
    cells = tuple(None if point is None else _cell(point, messages) for point in row.points)
    told = [
        cell.text for cell, point in zip(cells, row.points, strict=True) if cell and point and point.value is not None
    ]
    first, last = (told[0], told[-1]) if told else ("", "")
    chart = _chart(row, [column.period for column in found.columns])
    return Card(row.target, row.title, asked(row), GOES[row.turn], chart, cells, first, last)


def _cell(point: Point, messages: Messages) -> Cell:
    from khpcmd.render.targets import SIGNS

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


def _chart(row: Row, periods: list[str]) -> Chart | None:
    """The drawing of the values; None where there are no two of them."""
    scale = _Scale(row)
    dots = {
        index: Dot(scale.x(index), scale.y(point.value), point.verdict.value, point.provisional)
        for index, point in enumerate(row.points)
        if point is not None and point.value is not None
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
