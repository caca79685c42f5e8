"""The report as one HTML page: no script, nothing loaded from elsewhere, for a screen of any width and for paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Limits
from khpcmd.render.explained import Explainer, Explanation
from khpcmd.render.formats import Look
from khpcmd.render.measures import MeasureWords
from khpcmd.render.targets import Matrix, TargetRow, UnitRow
from khpcmd.render.view import View, tabulate
from khpcmd.render.wording import Wording, visible
from khpcmd.report import Bounds, Report, Result, Verdict

STEPS = 100 * 100
"""Into how many steps the length of a bar is divided: hundredths of a percent."""
ROOM = 10
"""A scale without a natural end goes on beyond what it shows by one part in so many."""
Ends = tuple[Fraction | None, Fraction | None]
"""Two ends of a stretch of values; None where it has no end."""
HERE = Path(__file__).parent
BLOCK = 100
"""How many units stand in one table of all targets."""
FEW = 30
"""Up to how many units are shown under a target at once; more are one click away on the screen."""
MOST = 500
"""Up to how many units have their cells under each target; for more the page says how to see them."""


def html_report(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    view = tabulate(report, messages, by_unit=True)
    style = (HERE / "html_report.css").read_text(encoding="utf-8")
    return _template().generate(
        view=view,
        words=messages.template,
        say=messages.text,
        language=messages.language,
        items=tuple(_items(report, view, messages)),
        few=FEW,
        blocks=tuple(_blocks(view.matrix, messages)) if view.matrix else (),
        style=Markup(style),  # noqa: S704  # the package's own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


@cache
def _template() -> Template:
    """The template, in which every value is escaped, and shown with everything unseen in it."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("html_report.html")


def _visible_text(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@dataclass(frozen=True, slots=True)
class Item:
    """A target on the page: its row, its drawing, and all that it rests on.

    ``elsewhere`` is where to see the units' own figures where they are too many for the page; else "".
    """

    row: TargetRow
    bar: Bar | None
    explanation: Explanation
    elsewhere: str


def _items(report: Report, view: View, messages: Messages) -> Iterator[Item]:
    explainer = Explainer(MeasureWords(messages, report.plan), Wording(messages, report.plan))
    for result, row in zip(report.results, view.targets, strict=True):
        many = len(result.units) > MOST
        yield Item(
            row=row,
            bar=bar(result),
            explanation=explainer.result(result, row, with_units=not many),
            elsewhere=messages.text("html.too_many", count=len(result.units), target=row.id) if many else "",
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some units against all targets, under a caption that says which."""

    caption: str
    rows: tuple[UnitRow, ...]


def _blocks(matrix: Matrix, messages: Messages) -> Iterator[Block]:
    rows, title = matrix.rows, messages.template("headings.matrix")
    if len(rows) <= BLOCK:
        yield Block(title, rows)
        return
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        caption = messages.text("html.block", first=start + 1, last=start + len(some), total=len(rows))
        yield Block(caption, some)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a bar: where it begins and how long it is."""

    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Bar:
    """``reached`` is the figure, ``possible`` what the bounds leave open, ``goal`` where the threshold is reached.

    ``limits`` are the threshold's own marks, ``milestones`` those of the period, ``zero`` the mark of the baseline
    year where a change is drawn ("" elsewhere).
    """

    reached: Span | None
    possible: Span | None
    goal: Span
    limits: tuple[str, ...]
    milestones: tuple[str, ...]
    zero: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is to be drawn, in the values of one axis that begins at zero or, for a change, goes both ways."""

    value: Fraction | None
    possible: Ends | None
    limits: Limits
    milestone: Limits
    full: Fraction | None
    """The natural end of the axis, where it has one."""
    change: bool = False


def bar(result: Result) -> Bar | None:
    """The drawing of a result; None where there is nothing that could be drawn."""
    drawn = _drawn(result)
    return None if drawn is None or (drawn.value is None and drawn.possible is None) else _placed(drawn)


def _drawn(result: Result) -> _Drawn | None:
    target, found = result.target, result.measurement
    if found is None:
        return None
    if result.reaching is not None:
        return _units(result, *result.reaching)
    factor, shift, full = Fraction(1), Fraction(0), Fraction(1)
    if target.counts_units(target.threshold):
        factor = full = Fraction(found.expected)  # "k of n": the level is a number of units already
    elif target.measure.growth:
        shift = Fraction(-1)
    value = Fraction(found.part) if factor != 1 else found.value
    return _Drawn(
        value=value + shift if value is not None and (found.counted or found.part) else None,
        possible=_ends(result.bounds, factor, shift),
        limits=_shifted(target.limits, shift),
        milestone=_shifted(target.limits_of(result.milestone), shift) if result.milestone else Limits(),
        full=None if shift or target.measure.absolute else full,
        change=bool(shift),
    )


def _units(result: Result, reaching: int, of: int) -> _Drawn | None:
    """Where each unit is judged by itself, the axis counts units: all of them have to reach the threshold."""
    if of == 0:
        return None
    undecided = sum(unit.verdict is Verdict.INCONCLUSIVE for unit in result.units)
    possible = (Fraction(reaching), Fraction(reaching + undecided)) if undecided else None
    return _Drawn(Fraction(reaching), possible, Limits(low=Fraction(of)), Limits(), Fraction(of))


def _ends(bounds: Bounds | None, factor: Fraction, shift: Fraction) -> Ends | None:
    if bounds is None:
        return None
    low, high = (None if end is None else end * factor + shift for end in (bounds.low, bounds.high))
    return low, high


def _shifted(limits: Limits, shift: Fraction) -> Limits:
    low, high = (None if end is None else end + shift for end in (limits.low, limits.high))
    return Limits(low, high, low_strict=limits.low_strict, high_strict=limits.high_strict)


def _placed(drawn: _Drawn) -> Bar:
    first, last = _axis(drawn)
    levels = [*_levels(drawn.limits), *_levels(drawn.milestone)]

    def at(value: Fraction) -> int:
        step = int((value - first) / (last - first) * STEPS // 1)
        for level in levels:
            mark = int((level - first) / (last - first) * STEPS // 1)
            step = min(step, mark - 1) if value < level else max(step, mark + 1) if value > level else step
        return max(0, min(step, STEPS))

    def span(low: Fraction | None, high: Fraction | None) -> Span:
        start, end = 0 if low is None else at(low), STEPS if high is None else at(high)
        return Span(_text(start), _text(end - start))

    zero = Fraction(0)
    return Bar(
        reached=None if drawn.value is None else span(min(zero, drawn.value), max(zero, drawn.value)),
        possible=None if drawn.possible is None else span(*drawn.possible),
        goal=span(drawn.limits.low, drawn.limits.high),
        limits=tuple(_text(at(level)) for level in _levels(drawn.limits)),
        milestones=tuple(_text(at(level)) for level in _levels(drawn.milestone)),
        zero=_text(at(zero)) if drawn.change else "",
    )


def _axis(drawn: _Drawn) -> tuple[Fraction, Fraction]:
    """The first and the last value of the axis."""
    shown = [Fraction(0), *_values_shown(drawn)]
    first, last = min(shown), max(shown)
    if drawn.full is not None:
        return first, max(last, drawn.full)
    room = (last - first) / ROOM or Fraction(1)
    return (first - room if drawn.change else first), last + room


def _values_shown(drawn: _Drawn) -> Iterator[Fraction]:
    yield from _levels(drawn.limits)
    yield from _levels(drawn.milestone)
    if drawn.value is not None:
        yield drawn.value
    if drawn.possible is None or (drawn.change and drawn.possible[1] is None):
        return  # a change that may be anything would leave no room for the one that is known
    yield from (end for end in drawn.possible if end is not None)


def _levels(limits: Limits) -> Iterable[Fraction]:
    """The ends of a threshold, each once."""
    return dict.fromkeys(end for end in (limits.low, limits.high) if end is not None)


def _text(step: int) -> str:
    return f"{step // 100}.{step % 100:02}%"
