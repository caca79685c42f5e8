"""What stands on the page and in which order: the counts, what was not met and what it would take, then all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khpcmd.i18n import Messages
from khpcmd.render.closing import ORDER
from khpcmd.render.document import Section
from khpcmd.render.explained import Explainer
from khpcmd.render.formats import Look
from khpcmd.render.html.bars import Bar, bar
from khpcmd.render.html.causes import causes
from khpcmd.render.html.heat import heat
from khpcmd.render.html.parts import asset, policy_hash, template
from khpcmd.render.html.trend import multiples
from khpcmd.render.measures import MeasureWords
from khpcmd.render.styles import SIGNS
from khpcmd.render.told.office import UnitTold, beside
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View
from khpcmd.render.wording import named
from khpcmd.report import Report
from khpcmd.results import Lack, Verdict

TILES = (
    Verdict.MET,
    Verdict.MISSED,
    Verdict.INCONCLUSIVE,
    Verdict.IN_PROGRESS,
    Verdict.WAIVED,
    Verdict.NOT_APPLICABLE,
)
ALWAYS = frozenset({Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE})
"""The verdicts that have a tile although no target has them."""
SHORT = frozenset({Verdict.MET, Verdict.NOT_APPLICABLE})
"""The verdicts whose targets take one line each."""
FULL = 14
"""How many targets there is room for with their bars on the first sheet; verdicts that go beyond are printed short."""
TOLD = 3
"""Up to how many units are named as missing below a target, and are told what each of them lacks."""
FEW = 30
"""Up to how many units are shown under a target at once; more are one click away on the screen."""
MOST = 500
"""Up to how many units have their cells under each target; for more the page says how to see them."""


@dataclass(frozen=True, slots=True)
class Tile:
    """How many targets have a verdict, and of which sort they are."""

    verdict: Verdict
    sign: str
    word: str
    count: int
    sorts: str


@dataclass(frozen=True, slots=True)
class Item:
    """A target on the page: what is told of it, its drawing, and all that it rests on.

    ``lines`` are what there is to say besides the figure and what it lacks. ``elsewhere`` is where to see the units'
    own figures where they are too many for the page; else "".
    """

    row: TargetTold
    bar: Bar | None
    lines: tuple[str, ...]
    grounds: Section
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Group:
    """The targets of one verdict; ``note`` is what all of them have in common."""

    verdict: Verdict
    word: str
    items: tuple[Item, ...]
    note: str
    printed_short: bool
    """Whether paper shows its targets in two columns without their bars."""

    @property
    def short(self) -> bool:
        return self.verdict in SHORT


class Page:
    """The whole page. ``view`` has the texts that all formats share, ``items`` all targets in the order of the plan."""

    def __init__(self, report: Report, messages: Messages) -> None:
        view = self.view = View(report, messages)
        maker = _Items(view)
        self.items = tuple(map(maker.item, view.targets))
        self.groups = tuple(_groups(self.items, maker))
        self.heat = heat(report, view.targets, view.wording)
        self.causes = causes(report, view.sections, messages)
        self.tiles = tuple(_tiles(report, messages)) if report.results else ()
        self.headline = _headline(view)
        self.upto = _upto(report, messages)
        complete = bool(report.roll_call) and all(one.reported == one.expected for one in report.roll_call)
        self.all_reported = messages.template("html.all_reported") if complete and not report.only_reported else ""
        drawn = _drawn([one.bar for one in self.items if one.bar])
        self.bars = tuple(messages.template(f"html.bars.{part}") for part in drawn)
        """How the drawings on the page are read; none where nothing is drawn."""


def html_report(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    style, script = asset("base.css") + asset("page.css"), asset("page.js")
    page, trend = Page(report, messages), None
    if look.trend is not None:
        trend, style = multiples(look.trend, messages), style + asset("trend.css")
    return template("page.html").generate(
        page=page,
        view=page.view,
        trend=trend,
        words=messages.template,
        say=messages.text,
        language=messages.language,
        few=FEW,
        style=style,
        script=script,
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
    )


def _together(text: str) -> str:
    """A text that stays on one line."""
    return text.replace(" ", "\u00a0")


def _upto(report: Report, messages: Messages) -> str:
    period = report.plan.periods.get(report.period)
    return messages.text("html.upto", day=messages.day(period.window.last)) if period else ""


def _headline(view: View) -> str:
    """The period and how many targets stand how; what restricts the judgement comes first, as in every format."""
    report, messages = view.report, view.messages
    restricted = report.only_reported or report.selected or report.what_if is not None
    if report.period not in report.plan.periods or restricted or not report.results:
        return view.verdict_line
    title = view.figures.period(report.period)
    found = [(verdict, report.count(verdict)) for verdict in TILES]
    return messages.text(
        "html.headline",
        period=title[:1].upper() + title[1:],
        number=messages.count("targets", len(report.results)),
        counts=messages.joined(_together(messages.count(name.value, number)) for name, number in found if number),
    )


def _drawn(bars: Sequence[Bar]) -> Iterator[str]:
    """The parts that some of the bars have."""
    if bars:
        yield "limit"
    for part, there in (
        ("possible", any(one.possible for one in bars)),
        ("milestone", any(one.milestones for one in bars)),
        ("beyond", any(one.beyond for one in bars)),
    ):
        if there:
            yield part


def _tiles(report: Report, messages: Messages) -> Iterator[Tile]:
    for verdict in TILES:
        found = [result.target for result in report.results if result.verdict is verdict]
        if found or verdict in ALWAYS:
            binding = sum(target.binding for target in found)
            strives = sum(target.strives for target in found)
            others = len(found) - binding - strives
            numbers = (("html.binding", binding), ("html.aspirational", strives), ("html.for_points", others))
            sorts = messages.joined(messages.text(key, count=number) for key, number in numbers if number)
            word = messages.template(f"verdicts.{verdict.value}")
            yield Tile(verdict, SIGNS[verdict], word, len(found), sorts or messages.template("html.none"))


def _groups(items: Sequence[Item], maker: _Items) -> Iterator[Group]:
    """The targets by verdict, the binding ones of each first."""
    before = 0
    for verdict in ORDER:
        found = [item for item in items if item.row.verdict is verdict]
        found.sort(key=lambda item: not item.row.target.binding)
        before += len(found)
        if found:
            note = maker.common() if verdict is Verdict.INCONCLUSIVE else ""
            word = maker.messages.template(f"verdicts.{verdict.value}")
            short = verdict in SHORT or before > FULL
            yield Group(verdict, word, tuple(found), note, short)


class _Items:
    """Makes the items of one report."""

    def __init__(self, view: View) -> None:
        self.messages, self.figures, self.wording = view.messages, view.figures, view.wording
        self._explainer = Explainer(MeasureWords(view.messages, view.report.plan))
        period = view.report.plan.periods.get(view.report.period)
        self._interim = period is not None and period.interim
        self._common = view.report.awaited_by_all

    def item(self, told: TargetTold) -> Item:
        units, told_beside = len(told.result.units), (told.needed, told.provisional)
        many = units > MOST
        remarks = (text for text in told.remarks if text not in told_beside)
        return Item(
            row=told,
            bar=bar(told.result),
            lines=tuple(filter(None, (*remarks, *told.scores, *self._lines(told)))),
            grounds=self._explainer.result(told, with_units=not many),
            elsewhere=self.messages.text("html.too_many", count=units, target=told.id) if many else "",
        )

    def common(self) -> str:
        """The units that all open targets wait for, said once; "" where there is none."""
        if not self._common:
            return ""
        names = named(self._common, self.wording.unit, self.messages)
        return self.messages.text("html.all_wait_for", names=names)

    def _lines(self, told: TargetTold) -> Iterator[str]:
        """What it would take, what is still possible, who is waited for, and the units' own figures."""
        if told.verdict in SHORT:
            return
        bounds = told.bounds
        yield from (told.makes, self.messages.text("view.bounds", bounds=bounds) if bounds else "")
        yield from self._waiting(told)
        yield from self._units(told)

    def _waiting(self, told: TargetTold) -> Iterator[str]:
        """Who has not reported, by name where they are few (the roll-call names all), and whose figures are unread.

        Those that all open targets wait for are named above these.
        """
        said = frozenset(self._common) if told.verdict is Verdict.INCONCLUSIVE else frozenset[str]()
        for lack, waited in told.waiting_for.items():
            units = [unit for unit in waited if unit not in said]
            if len(units) > TOLD and lack is Lack.MISSING:
                yield self.messages.text("html.waits_for", units=self.messages.count("units", len(units)))
            elif units:
                yield told.waiting(lack, units)

    def _units(self, told: TargetTold) -> Iterator[str]:
        """Who is below what was asked of each, or has something left of what all have to do.

        Where only a common threshold is asked it is said how many units are below it, without a name, and nothing of
        a figure that still builds up.
        """
        yield told.short_units
        if told.each_unit:
            if told.target.measure.yes_or_no:  # the line above names who has not done it, and there is no more to say
                return
            short = [one for one in told.missed_by if one.more is not None]
            yield from (self._unit_takes(one) for one in short if len(short) <= TOLD)
        elif not told.short_units and len(told.result.units) > 1 and told.comparable(interim=self._interim):
            yield from self._below(told)

    def _below(self, told: TargetTold) -> Iterator[str]:
        """How many units are below a threshold that nobody set for any of them."""
        below, known = len(told.below), len(told.valued)
        if below and known > 1:
            key = "html.not_done_by" if told.target.measure.yes_or_no else "html.below"
            yield self.messages.text(key, below=below, known=known)

    def _unit_takes(self, one: UnitTold) -> str:
        name = self.wording.unit(one.unit.unit)
        if one.target.measure.out_of is not None:
            return beside(name, one.needed, self.figures) if one.needed else ""
        return self.messages.text("html.unit_makes", unit=name, makes=one.makes)
