"""Targets as rows, each with what its verdict rests on, and every unit against every target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from khpcmd.i18n import Messages
from khpcmd.measures.base import Sums
from khpcmd.measures.tally import Points
from khpcmd.measures.threshold import Number, cut
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Target
from khpcmd.render.figures import PLACES, Figures, each_in_time, of_day, percent, points_between, so_far, under_way
from khpcmd.render.nearness import margin_text, outlook_text, shares_text
from khpcmd.render.wording import SHOWN, Wording, listed_places
from khpcmd.report import Report
from khpcmd.results import Pace, Rank, Reason, Result, UnitResult, Verdict

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

FOR_INFORMATION = "◊"
"""The sign of a unit's own figure where all units together are judged: hollow, and no verdict."""

UNSETTLED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE, Verdict.WAIVED})


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target in words.

    ``remarks`` are short and belong to the row; ``scores`` are the points of a score and the ranks of the units;
    ``standing`` and ``grounds`` say what an unsettled verdict rests on.
    """

    id: str
    title: str
    threshold: str
    result: str
    verdict: Verdict
    sign: str
    word: str
    remarks: tuple[str, ...]
    scores: tuple[str, ...]
    standing: tuple[str, ...]
    grounds: tuple[str, ...]

    @property
    def details(self) -> tuple[str, ...]:
        return self.scores + self.standing + self.grounds


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
        scores=tuple(score_lines(result, figures, wording.unit)),
        standing=tuple(_standing(result, figures, wording)),
        grounds=tuple(_grounds(result, figures)),
    )


def title(target: Target, messages: Messages) -> str:
    """The title, marked where the target is not binding or is self-declared."""
    text = target.title.in_(messages.language)
    if not target.binding:
        text = messages.text("view.aspirational" if target.strives else "view.for_points", title=text)
    return messages.text("view.self_declared", title=text) if target.self_declared else text


def _figure(result: Result, figures: Figures) -> str:
    figure, text = figures.reached(result), figures.messages.text
    if result.reaching is not None and alone(result):
        return figures.counted_units(result, "view.reaching", "view.not_exceeded")
    if result.only_time:
        return under_way(result, figures.messages)
    if not figure:
        return text("view.no_figure" if result.answer is None else "view.by_answer")
    if result.reaching is None:
        return figure
    each = figures.counted_units(result, "view.reaching", "view.not_exceeded")
    if result.target.measure.yes_or_no:  # over all units that is the same number once more
        return each
    return f"{each}; {text('view.overall', figure=figure)}"


def alone(result: Result) -> bool:
    """Whether units have figures that are not added up."""
    found = result.measurement
    return found is not None and not found.added_up and found.counted > 0


def _remarks(result: Result, figures: Figures) -> Iterator[str]:
    """Provisional or not, the gap, the pace and the reason."""
    messages, found = figures.messages, result.measurement
    if provisional := so_far(result, messages):
        yield provisional
    if result.gap is not None:
        yield figures.gap(result.target, result.gap)
    if result.without and result.verdict in UNSETTLED:
        yield slots_text(result.without, messages)
    if result.milestone is not None:
        yield messages.text("view.milestone", threshold=figures.limits(result.target, result.milestone))
    if result.pace is not None and not result.only_time:
        yield pace_text(result.pace, result.target, messages)
    given = Reason.MISSING if found is not None and not found.complete else Reason.NONE
    if result.reason not in (Reason.NONE, given):
        yield messages.template(f"reasons.{result.reason.value}")


def slots_text(slots: Sequence[tuple[int, ...]], messages: Messages) -> str:
    """Months, or quarters, that lack what is asked of every one of them."""
    quarters = any(len(slot) > 1 for slot in slots)
    numbers = [str((slot[0] + 2) // 3 if quarters else slot[0]) for slot in slots]
    return messages.text("view.quarters_without" if quarters else "view.months_without", found=messages.joined(numbers))


def pace_text(pace: Pace, target: Target, messages: Messages) -> str:
    """How far a target is on its way, in units where each of them is judged by itself."""
    reached, elapsed = (percent(share, messages) for share in (pace.reached, pace.elapsed))
    key = "view.pace_units" if target.judged == "each_unit" else "view.pace"
    if target.years is None:
        return messages.text(key, reached=reached, elapsed=elapsed)
    return messages.text(f"{key}_years", reached=reached, elapsed=elapsed, year=str(target.years.last))


def remarks(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """What belongs beside the figure: provisional or not, gap, margin, pace, reason, answer and waivers."""
    yield from _remarks(result, figures)
    if result.answer is not None:
        yield answer_text(result.answer, decided(figures.messages))
    if margin := margin_text(result, figures, wording.unit):
        yield margin
    yield from waiver_remarks(result, figures, wording)


def waiver_remarks(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """How the target would stand without waivers, and what each of them rests on."""
    if result.otherwise is None:
        return
    messages = figures.messages
    if result.otherwise is not result.verdict:
        word = messages.template(f"verdicts.{result.otherwise.value}")
        yield messages.text("view.otherwise", verdict=word, figure=_figure(result, figures))
    yield from waiver_lines(result, lambda unit: unit_text(unit, result.target, figures, wording), messages)


Decided = Callable[..., str]
"""The sentence of a decision ("waiver", "answer"), from its day and what else is said of it."""


def decided(messages: Messages) -> Decided:
    """The sentences of decisions with their days in figures."""

    def text(what: str, day: date, **said: str) -> str:
        return messages.text(f"view.{what}", day=messages.day(day), **said)

    return text


def waiver_lines(
    result: Result, word: Callable[[UnitResult], str], messages: Messages, told: Decided | None = None
) -> Iterator[str]:
    """The waiver of the target, and those of its units, each unit in a ``word``."""
    told = told or decided(messages)
    if result.waiver is not None:
        yield waiver_text(result.waiver, told)
    for unit in result.units:
        if unit.waiver is not None and unit.waiver is not result.waiver:
            yield messages.text("view.waived_unit", unit=word(unit), waiver=waiver_text(unit.waiver, told))


def waiver_text(waiver: Waiver, told: Decided) -> str:
    """A waiver in words: until when, by which document, who approved it, and why."""
    return told(
        "waiver",
        waiver.until,
        document=waiver.document,
        approver=waiver.approver,
        reason=waiver.reason,
    )


def score_lines(result: Result, figures: Figures, name: Callable[[str], str]) -> Iterator[str]:
    """Of a score, the points of each criterion; of a score of each unit, the units in their order."""
    messages = figures.messages
    if together := result.points.get(""):
        yield messages.text("view.criteria", points=points_text(together, messages))
    if result.ranking:
        key = "view.ranking" if all(one.low == one.high for one in result.ranking) else "view.ranking_open"
        yield messages.text(key, ranks=named(result.ranking, lambda one: _rank(one, name, messages), messages))


def points_text(points: Iterable[Points], messages: Messages) -> str:
    """The points of the criteria: "A1 5/5; A2 0–10/10"."""
    return "; ".join(_criterion(one, messages) for one in points)


def _criterion(one: Points, messages: Messages) -> str:
    most = messages.number(cut(one.most, PLACES))
    if one.not_counted:
        return messages.text("view.criterion_not_counted", target=one.target, most=most)
    key = "view.criterion_may_not_count" if one.may_not_count else "view.criterion"
    return messages.text(key, target=one.target, points=points_between(one.low, one.high, messages), most=most)


def _rank(one: Rank, name: Callable[[str], str], messages: Messages) -> str:
    """ "1. Xã A (95)", "2–4. Xã B (70–90)"."""
    first, last = messages.number(one.first), messages.number(one.last)
    rank = first if first == last else messages.text("view.span", low=first, high=last)
    return messages.text(
        "view.rank", rank=rank, unit=name(one.unit), points=points_between(one.low, one.high, messages)
    )


def answer_text(answer: Answer, told: Decided) -> str:
    """An answer in words: who decided it, when, by which document, and why."""
    return told(
        "answer",
        answer.day,
        document=answer.document,
        decided_by=answer.decided_by,
        reason=answer.reason,
    )


def _grounds(result: Result, figures: Figures) -> Iterator[str]:
    """The clause and the cells of an unsettled verdict, where it is not waiting for data or for a person."""
    open_ = result.verdict is Verdict.INCONCLUSIVE and result.reason is not Reason.MANUAL
    if open_ or result.verdict not in UNSETTLED:
        return
    target, messages = result.target, figures.messages
    yield messages.text("view.clause", clause=target.clause, quote=messages.quoted(target.quote))
    if target.note is not None:
        yield messages.text("view.note", note=target.note.in_(messages.language))
    yield from cells(result, figures)


def _standing(result: Result, figures: Figures, wording: Wording) -> Iterator[str]:
    """The bounds, the units missing and those below the threshold; nothing where the verdict is settled."""
    if result.verdict not in UNSETTLED:
        return
    messages = figures.messages
    if bounds := figures.still_possible(result):
        yield messages.text("view.bounds", bounds=bounds)
    for lack, units in result.waits_for.items():
        yield messages.text(f"view.lacking_{lack}", names=named(units, wording.unit, messages))
    if line := short_units(result, figures, wording.unit):
        yield line
    if outlook := outlook_text(result, figures):
        yield outlook
    if shares := shares_text(result, figures, wording.unit):
        yield wording.messages.text("view.shares.line", shares=shares)


def short_units(result: Result, figures: Figures, name: Callable[[str], str]) -> str:
    """The units that miss a threshold of their own, or where something is left of what all of them have to do.

    "" where the threshold is that of all units together: nobody set it for any of them. ``name`` words a unit.
    """
    messages, target = figures.messages, result.target

    def with_figure(unit: UnitResult) -> str:
        months = (slots_text(unit.without, messages),) if unit.without else ()
        texts = (unit_figure(unit, target, figures), *months)
        return _beside(name(unit.unit), "; ".join(text for text in texts if text), messages)

    def with_rest(unit: UnitResult) -> str:
        return _beside(name(unit.unit), unit.short_by.more if unit.short_by else 0, messages)

    missed = [unit for unit in result.units if unit.verdict is Verdict.MISSED]
    if missed and len(result.units) > 1:
        return messages.text(figures.not_reaching(target), names=named(missed, with_figure, messages))
    left = left_at(result)
    if not left:
        return ""
    if each_in_time(target):
        return messages.text("view.late_units", names=named(left, with_figure, messages))
    if target.measure.yes_or_no:
        return messages.text("view.not_done", names=named(left, lambda unit: name(unit.unit), messages))
    return messages.text("view.left", noun=figures.noun(target), names=named(left, with_rest, messages))


def side_of(target: Target) -> str:
    """How the words begin that name a figure's sides: part and whole, this time and before, or a figure out of some."""
    if target.measure.growth:
        return "grown_"
    computed = target.measure.computed()
    return "" if isinstance(computed, Sums) and computed.whole is not None else "lone_"


def left_at(result: Result) -> list[UnitResult]:
    """The units where something is left of what the target asks of all of them, where that is due."""
    due = result.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.WAIVED)
    if not (due and result.target.asks_all) or result.owed_together or len(result.units) < 2:
        return []
    return [unit for unit in result.units if not unit.judged and unit.alone is Verdict.MISSED and unit.short_by]


def cells(result: Result, figures: Figures, most: int = SHOWN) -> Iterator[str]:
    """Where the figures were taken from: the cells of the part and of the whole, on at most so many sheets each."""
    messages = figures.messages
    part, whole = (listed_places(one, messages, most) for one in (result.part_places, result.whole_places))
    if part and whole:
        for key, found in (("part_cells", part), ("whole_cells", whole)):
            yield messages.text(
                f"view.{'grown_' if result.target.measure.growth else ''}{key}", cells=found, base=figures.base()
            )
    elif part:
        yield messages.text("view.cells", cells=part)


def unit_text(unit: UnitResult, target: Target, figures: Figures, wording: Wording) -> str:
    """A unit's name, with its own figure where one is shown."""
    return _beside(wording.unit(unit.unit), unit_figure(unit, target, figures), figures.messages)


def _beside(name: str, figure: str | Number, messages: Messages) -> str:
    return messages.text("view.unit_figure", unit=name, figure=figure) if figure else name


def unit_figure(unit: UnitResult, target: Target, figures: Figures) -> str:
    """A unit's own figure; "" where none is known, and where its verdict says as much."""
    said = target.measure.yes_or_no and unit.judged and not of_day(target)
    return "" if said else own_figure(unit, target, figures)


def own_figure(unit: UnitResult, target: Target, figures: Figures) -> str:
    """A unit's own figure, its day, or "có" or "chưa" where it is no more than that; "" where none is known."""
    if not unit.measurement.complete:
        return ""
    if target.measure.yes_or_no:
        has = figures.messages.template("view.has" if unit.measurement.part else "view.has_not")
        return _day(unit, target, figures.messages) or has
    figure = figures.in_cell(target, unit.measurement)
    if unit.asked is None or not figure:
        return figure
    return figures.messages.text("view.own_threshold", figure=figure, threshold=figures.limits(target, unit.asked))


def _day(unit: UnitResult, target: Target, messages: Messages) -> str:
    """The day of a unit, and by how many days it is late or early; "" where it is no single day, or not shown."""
    asked = [days for _, days in target.measure.days()] if of_day(target) else []
    values = [cell.value for cell in unit.part_cells]
    if messages.withheld or len(asked) != 1 or len(values) != 1 or not isinstance(values[0], date):
        return ""
    day, (days,) = values[0], asked
    if days.last is not None and day > days.last:
        return messages.text("view.late", day=messages.day(day), days=messages.count("days", (day - days.last).days))
    if days.first is not None and day < days.first:
        return messages.text("view.early", day=messages.day(day), days=messages.count("days", (days.first - day).days))
    return messages.text("view.in_time", day=messages.day(day))


def unit_sign(unit: UnitResult) -> str:
    """The sign of a unit's verdict, or that its figure is for information, or not known."""
    if unit.verdict is not None:
        return SIGNS[unit.verdict]
    return FOR_INFORMATION if unit.measurement.complete else SIGNS[Verdict.INCONCLUSIVE]


def unit_word(unit: UnitResult, messages: Messages) -> str:
    """The word for a unit's verdict, or that its figure is for information, or not known."""
    if unit.verdict is not None:
        return messages.template(f"verdicts.{unit.verdict.value}")
    return messages.template("view.for_information" if unit.measurement.complete else "view.no_figure")


def named(
    things: Sequence[Thing], word: Callable[[Thing], str], messages: Messages, *, in_sentence: bool = False
) -> str:
    """All things by their names, or the first dozen and how many more; only those that are shown are worded.

    ``in_sentence`` says that they stand in the midst of one: "A, B và C".
    """
    rest, shown = len(things) - NAMED, [word(thing) for thing in things[:NAMED]]
    if rest > 0:
        return f"{messages.joined(shown)} {messages.count('more_units', rest)}"
    return messages.listed(shown) if in_sentence and shown else messages.joined(shown)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one unit stands against one target, or (``verdict`` None) its figure for information.

    ``figure`` is "" where none is known.
    """

    target: str
    verdict: Verdict | None
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
        legend=_legend(results, figures),
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
        sign=unit_sign(unit),
        word=unit_word(unit, figures.messages),
        figure=figure,
        gap=figures.gap(target, unit.gap) if unit.gap and figure else "",
    )


def _legend(results: Iterable[Result], figures: Figures) -> str:
    """The signs that stand in the matrix: those of verdicts only where units are judged one by one."""
    words, each = figures.messages.template, {result.target.judged == "each_unit" for result in results}
    signs = [f"{sign} {words(f'verdicts.{verdict.value}')}" for verdict, sign in SIGNS.items()] if True in each else []
    if False in each:
        signs.append(f"{FOR_INFORMATION} {words('view.information_legend')}")
    if True not in each:
        signs.append(f"{SIGNS[Verdict.INCONCLUSIVE]} {words('view.no_figure')}")
    return figures.messages.text("view.legend", signs=", ".join(signs))
