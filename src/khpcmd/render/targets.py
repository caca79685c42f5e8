"""Targets as rows, each with what its verdict rests on, and every unit against every target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from khpcmd.i18n import Messages
from khpcmd.plan.model import Target, Waiver
from khpcmd.render.figures import Figures, percent
from khpcmd.render.wording import SHOWN, Wording, listed_places
from khpcmd.report import Pace, Reason, Report, Result, UnitResult, Verdict

Thing = TypeVar("Thing")

NAMED = 12
"""How many units are named in a row before the rest is counted; the roll-call names them all."""

SIGNS = {
    Verdict.MET: "✓",
    Verdict.MISSED: "✗",
    Verdict.IN_PROGRESS: "…",
    Verdict.INCONCLUSIVE: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.WAIVED: "○",
}
"""Signs that need no colour."""

UNSETTLED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE, Verdict.WAIVED})


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target in words.

    ``remarks`` are short and belong to the row; ``standing`` and ``grounds`` say what an unsettled verdict rests on.
    """

    id: str
    title: str
    threshold: str
    result: str
    verdict: Verdict
    sign: str
    word: str
    remarks: tuple[str, ...]
    standing: tuple[str, ...]
    grounds: tuple[str, ...]

    @property
    def details(self) -> tuple[str, ...]:
        return self.standing + self.grounds


def target_row(result: Result, figures: Figures, wording: Wording) -> TargetRow:
    target, messages = result.target, figures.messages
    return TargetRow(
        id=target.id,
        title=title(target, messages),
        threshold=figures.threshold(target),
        result=_figure(result, figures),
        verdict=result.verdict,
        sign=SIGNS[result.verdict],
        word=messages.template(f"verdicts.{result.verdict.value}"),
        remarks=tuple(remarks(result, figures, wording)),
        standing=tuple(_standing(result, figures, wording)),
        grounds=tuple(_grounds(result, messages)),
    )


def title(target: Target, messages: Messages) -> str:
    """The title, marked where the target is not binding or is self-declared."""
    text = target.title.in_(messages.language)
    if not target.binding:
        text = messages.text("view.aspirational", title=text)
    return messages.text("view.self_declared", title=text) if target.self_declared else text


def _figure(result: Result, figures: Figures) -> str:
    figure, text = figures.reached(result), figures.messages.text
    if not figure:
        return text("view.no_figure")
    if result.reaching is None:
        return figure
    reaching, of = result.reaching
    return f"{text('view.reaching', reaching=reaching, of=of)}; {text('view.overall', figure=figure)}"


def _remarks(result: Result, figures: Figures) -> Iterator[str]:
    """Provisional or not, the gap, the pace and the reason."""
    messages, found = figures.messages, result.measurement
    if found is not None and not found.complete:
        yield messages.text("view.provisional", counted=found.counted, expected=found.expected)
    if result.gap is not None:
        yield figures.gap(result.target, result.gap)
    if result.milestone is not None:
        yield messages.text("view.milestone", threshold=figures.limits(result.target, result.milestone))
    if result.pace is not None:
        yield _pace(result.pace, result.target, messages)
    given = Reason.MISSING if found is not None and not found.complete else Reason.NONE
    if result.reason not in (Reason.NONE, given):
        yield messages.template(f"reasons.{result.reason.value}")


def _pace(pace: Pace, target: Target, messages: Messages) -> str:
    """How far a target is on its way, in units where each of them is judged by itself."""
    reached, elapsed = (percent(share, messages) for share in (pace.reached, pace.elapsed))
    key = "view.pace_units" if target.judged == "each_unit" else "view.pace"
    if target.years is None:
        return messages.text(key, reached=reached, elapsed=elapsed)
    return messages.text(f"{key}_years", reached=reached, elapsed=elapsed, year=str(target.years.last))


def remarks(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """What belongs beside the figure: how provisional it is, the gap, the pace, the reason and the waivers."""
    yield from _remarks(result, figures)
    yield from waiver_remarks(result, figures, wording)


def waiver_remarks(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """How the target would stand without waivers, and what each of them rests on."""
    if result.otherwise is None:
        return
    messages = figures.messages
    if result.otherwise is not result.verdict:
        word = messages.template(f"verdicts.{result.otherwise.value}")
        yield messages.text("view.otherwise", verdict=word, figure=_figure(result, figures))
    if result.waiver is not None:
        yield waiver_text(result.waiver, messages)
    for unit in result.units:
        if unit.waiver is not None and unit.waiver is not result.waiver:
            name = unit_text(unit, result.target, figures, wording)
            yield messages.text("view.waived_unit", unit=name, waiver=waiver_text(unit.waiver, messages))


def waiver_text(waiver: Waiver, messages: Messages) -> str:
    """A waiver in words: until when, by which document, who approved it, and why."""
    return messages.text(
        "view.waiver",
        until=messages.day(waiver.until),
        document=waiver.document,
        approver=waiver.approver,
        reason=waiver.reason,
    )


def _grounds(result: Result, messages: Messages) -> Iterator[str]:
    """The clause and the cells of an unsettled verdict, where it is not waiting for data or for a person."""
    open_ = result.verdict is Verdict.INCONCLUSIVE and result.reason is not Reason.MANUAL
    if open_ or result.verdict not in UNSETTLED:
        return
    target = result.target
    yield messages.text("view.clause", clause=target.clause, quote=messages.quoted(target.quote))
    if target.note is not None:
        yield messages.text("view.note", note=target.note.in_(messages.language))
    yield from cells(result, messages)


def _standing(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """The bounds, the units missing and those below the threshold; nothing where the verdict is settled."""
    if result.verdict not in UNSETTLED:
        return
    messages, target = figures.messages, result.target
    if bounds := figures.still_possible(result):
        yield messages.text("view.bounds", bounds=bounds)
    for key, reported in (("view.lacking_missing", False), ("view.lacking_unread", True)):
        units = [one.unit for one in result.open_units if one.reported is reported]
        if units:
            yield messages.text(key, names=named(units, wording.unit, messages))
    if len(result.units) > 1 and not result.owed_together:
        short = [unit for unit in result.units if unit.verdict is Verdict.MISSED]
        if short:
            names = named(short, lambda unit: unit_text(unit, target, figures, wording), messages)
            yield messages.text("view.not_reaching", names=names)


def cells(result: Result, messages: Messages, most: int = SHOWN) -> Iterator[str]:
    """Where the figures were taken from: the cells of the part and of the whole, on at most so many sheets each."""
    part, whole = (listed_places(one, messages, most) for one in (result.part_places, result.whole_places))
    if part and whole:
        yield messages.text("view.part_cells", cells=part)
        yield messages.text("view.whole_cells", cells=whole)
    elif part:
        yield messages.text("view.cells", cells=part)


def unit_text(unit: UnitResult, target: Target, figures: Figures, wording: Wording) -> str:
    """A unit's name, with its own figure where one is shown."""
    name, figure = wording.unit(unit.unit), unit_figure(unit, target, figures)
    return figures.messages.text("view.unit_figure", unit=name, figure=figure) if figure else name


def unit_figure(unit: UnitResult, target: Target, figures: Figures) -> str:
    """A unit's own figure; "" where none is known, and where it would only be "no" or "yes"."""
    if not unit.measurement.complete or target.measure.yes_or_no:
        return ""
    return figures.figure(target, unit.measurement)


def named(things: Sequence[Thing], word: Callable[[Thing], str], messages: Messages) -> str:
    """All things by their names, or the first dozen and how many more; only those that are shown are worded."""
    rest = len(things) - NAMED
    shown = messages.joined(word(thing) for thing in things[:NAMED])
    return f"{shown} {messages.count('more_units', rest)}" if rest > 0 else shown


@dataclass(frozen=True, slots=True)
class Mark:
    """How one unit stands against one target. ``figure`` is "" where none is known."""

    target: str
    verdict: Verdict
    sign: str
    word: str
    figure: str
    gap: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit and its marks, one for each of the matrix's targets; None where the target does not concern it."""

    unit: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    targets: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    legend: str


def matrix(report: Report, figures: Figures, wording: Wording) -> Matrix:
    """The units in the plan's order; numbers without a whole that all of them owe together are left out."""

    def counted(target: Target) -> bool:
        return target.measure.absolute and target.judged != "each_unit"

    results = [result for result in report.results if result.units and not counted(result.target)]
    standing = [{unit.unit: unit for unit in result.units} for result in results]
    units = [unit.id for unit in report.plan.units if any(unit.id in units for units in standing)]
    return Matrix(
        targets=tuple(result.target.id for result in results),
        rows=tuple(UnitRow(wording.unit(unit), _marks(unit, results, standing, figures)) for unit in units),
        legend=_legend(figures),
    )


def _marks(
    unit: str, results: list[Result], standing: list[dict[str, UnitResult]], figures: Figures
) -> tuple[Mark | None, ...]:
    return tuple(
        _mark(result.target, units[unit], figures) if unit in units else None
        for result, units in zip(results, standing, strict=True)
    )


def _mark(target: Target, unit: UnitResult, figures: Figures) -> Mark:
    figure = unit_figure(unit, target, figures)
    return Mark(
        target=target.id,
        verdict=unit.verdict,
        sign=SIGNS[unit.verdict],
        word=figures.messages.template(f"verdicts.{unit.verdict.value}"),
        figure=figure,
        gap=figures.gap(target, unit.gap) if unit.gap and figure else "",
    )


def _legend(figures: Figures) -> str:
    words = figures.messages.template
    signs = (f"{sign} {words(f'verdicts.{verdict.value}')}" for verdict, sign in SIGNS.items())
    return figures.messages.text("view.legend", signs=", ".join(signs))
