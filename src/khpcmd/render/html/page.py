"""What stands on the page and in which order: the counts, what was not met and what it would take, then all else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.closing import ORDER
from khpcmd.render.document import Section
from khpcmd.render.explained import Explainer
from khpcmd.render.formats import Look
from khpcmd.render.html.bars import bar
from khpcmd.render.html.heat import Heat, heat
from khpcmd.render.html.parts import asset, page
from khpcmd.render.html.trend import Drawn
from khpcmd.render.styles import SIGNS
from khpcmd.render.told.file import COUNTED, Fault
from khpcmd.render.told.office import UnitTold, beside
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import FaultList, View
from khpcmd.render.wording import named
from khpcmd.report import NOT_OF_DATA, Report
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
PRINTED = 10
"""How many causes are printed unless everything is."""
NAMED = 4
"""Up to how many units and files are named beside a cause."""
MOST = 500
"""Up to how many units have their cells under each target; for more the page says how to see them."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A code of one severity: how often it was found, where in short, and each place in full.

    ``where`` is "" for a single fault, which is shown as it is; ``cure`` is that of the first place, and a fault whose
    own cure differs from it tells it in the list.
    """

    code: str
    severity: Severity
    count: str
    title: str
    where: str
    more: str
    cure: str
    faults: tuple[Fault, ...]


class Group(NamedTuple):
    """The targets of one verdict; ``note`` is what all of them have in common."""

    verdict: Verdict
    targets: tuple[TargetTold, ...]
    note: str
    printed_short: bool
    """Whether paper shows its targets in two columns without their bars."""

    @property
    def short(self) -> bool:
        return self.verdict in SHORT


class Page(View):
    """The whole page, beside the texts that all formats share."""

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The targets by verdict, the binding ones of each first."""
        names = named(self.report.awaited_by_all, self.wording.unit, self.messages)
        waiting = self.messages.text("html.all_wait_for", names=names) if names else ""
        groups, before = list[Group](), 0
        for verdict in ORDER:
            found = [told for told in self.targets if told.verdict is verdict]
            before += len(found)
            if found:
                found.sort(key=lambda told: not told.target.binding)
                note = waiting if verdict is Verdict.INCONCLUSIVE else ""
                groups.append(Group(verdict, tuple(found), note, verdict in SHORT or before > FULL))
        return tuple(groups)

    @cached_property
    def heat(self) -> Heat | None:
        return heat(self.report, self.targets, self.wording)

    @property
    def tiles(self) -> list[Verdict]:
        """The verdicts whose number of targets is told."""
        shown = [verdict for verdict in TILES if verdict in ALWAYS or self.report.count(verdict)]
        return shown if self.report.results else []

    def sorts(self, verdict: Verdict) -> str:
        """How many of the targets with a verdict are binding, striven for, or only give points."""
        found = [result.target for result in self.report.results if result.verdict is verdict]
        binding, strives = sum(target.binding for target in found), sum(target.strives for target in found)
        numbers = {"binding": binding, "aspirational": strives, "for_points": len(found) - binding - strives}
        texts = (self.messages.text(f"html.{key}", count=number) for key, number in numbers.items() if number)
        return self.messages.joined(texts) or self.messages.template("html.none")

    @cached_property
    def headline(self) -> str:
        """The period and how many targets stand how; what restricts the judgement comes first, as in every format."""
        report, messages = self.report, self.messages
        restricted = report.only_reported or report.selected or report.what_if is not None
        if self.period is None or restricted or not report.results:
            return self.verdict_line
        title = self.figures.period(report.period)
        found = [(verdict, report.count(verdict)) for verdict in TILES]
        counts = (messages.count(name.value, number).replace(" ", "\u00a0") for name, number in found if number)
        return messages.text(
            "html.headline",
            period=title[:1].upper() + title[1:],
            number=messages.count("targets", len(report.results)),
            counts=messages.joined(counts),
        )

    @property
    def upto(self) -> str:
        """The last day of the period."""
        period, messages = self.period, self.messages
        return messages.text("html.upto", day=messages.day(period.window.last)) if period else ""

    @cached_property
    def all_reported(self) -> bool:
        """Whether nobody is missing."""
        calls = self.report.roll_call
        return bool(calls) and all(one.reported == one.expected for one in calls) and not self.report.only_reported

    @property
    def bars(self) -> list[str]:
        """How the drawings on the page are read; none where nothing is drawn."""
        bars = [drawing for told in self.targets if (drawing := bar(told.result))]
        parts = {"limit": "limits", "possible": "possible", "milestone": "milestones", "beyond": "beyond"}
        there = (key for key, part in parts.items() if any(part == "limits" or getattr(one, part) for one in bars))
        return [self.messages.template(f"html.bars.{key}") for key in there]

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.messages, self.report.plan)

    def grounds(self, told: TargetTold) -> Section:
        """All that a target rests on."""
        return self._explainer.result(told, with_units=len(told.result.units) <= MOST)

    def elsewhere(self, told: TargetTold) -> str:
        """Where to see the units' own figures where they are too many for the page; else ""."""
        many = len(told.result.units)
        return self.messages.text("html.too_many", count=many, target=told.id) if many > MOST else ""

    def lines(self, told: TargetTold) -> list[str]:
        """What there is to say of a target besides the figure and what it lacks."""
        remarks = (text for text in told.remarks if text not in (told.needed, told.provisional))
        return list(filter(None, (*remarks, *told.scores, *self._lines(told))))

    def _lines(self, told: TargetTold) -> Iterator[str]:
        """What it would take, what is still possible, who is waited for, and the units' own figures."""
        if told.verdict not in SHORT:
            yield from (told.makes, told.bounds_line, *self._waiting(told), *self._units(told))

    def _waiting(self, told: TargetTold) -> Iterator[str]:
        """Who has not reported, by name where they are few (the roll-call names all), and whose figures are unread.

        Those that all open targets wait for are named above these.
        """
        said = frozenset(self.report.awaited_by_all) if told.verdict is Verdict.INCONCLUSIVE else frozenset[str]()
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
        yes_or_no = told.target.measure.yes_or_no  # then the line above names who has not done it
        if told.each_unit:
            short = [one for one in told.missed_by if one.more is not None and not yes_or_no]
            yield from (self._unit_takes(one) for one in short if len(short) <= TOLD)
        elif not told.short_units and len(told.result.units) > 1 and told.comparable(interim=self.interim):
            below, known = len(told.below), len(told.valued)
            key = "html.not_done_by" if yes_or_no else "html.below"
            yield self.messages.text(key, below=below, known=known) if below and known > 1 else ""

    def _unit_takes(self, one: UnitTold) -> str:
        name = self.wording.unit(one.unit.unit)
        if one.target.measure.out_of is not None:
            return beside(name, one.needed, self.figures) if one.needed else ""
        return self.messages.text("html.unit_makes", unit=name, makes=one.makes)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """What was found in the data, by cause: the most serious and the most frequent first."""
        numbers = Counter((fault.code.code, fault.severity) for fault in self.report.diagnostics)
        return tuple(one for section in self.sections for one in self._causes(section, numbers))

    @cached_property
    def _of_returns(self) -> frozenset[str]:
        """The codes of missing returns, which count units."""
        return frozenset(fault.code.code for fault in self.report.diagnostics if fault.code in NOT_OF_DATA)

    def _causes(self, section: FaultList, numbers: Mapping[tuple[str, Severity], int]) -> Iterator[Cause]:
        """The causes of one severity."""
        by_code, severity, messages = dict[str, list[Fault]](), section.severity, self.messages
        for fault in section.faults:
            by_code.setdefault(fault.code, []).append(fault)
        for code, faults in sorted(by_code.items(), key=lambda item: -numbers[item[0], severity]):
            counted = "units" if code in self._of_returns else COUNTED[severity]
            yield Cause(
                code=code,
                severity=severity,
                count=messages.count(counted, numbers[code, severity]),
                title=messages.template(f"codes.{code}.title"),
                where=self._where(faults) if len(faults) > 1 else "",
                more=messages.count("places", sum(not fault.cut for fault in faults)),
                cure=faults[0].cure,
                faults=tuple(faults),
            )

    def _where(self, faults: Sequence[Fault]) -> str:
        """The units and the files of a cause, named where they are few."""
        files = list(dict.fromkeys(fault.at.file for fault in faults if fault.at is not None))
        units = list(dict.fromkeys(fault.unit for fault in faults if fault.unit))
        whose = self.messages.joined(units) if len(units) <= NAMED else ""  # the list below has all of them
        where = self.messages.joined(files) if len(files) <= NAMED else self.messages.count("files", len(files))
        return " · ".join(text for text in (whose, where if files else "") if text)

    @property
    def unsound(self) -> list[Cause]:
        """The causes that are more than notes; the first of them are printed."""
        return [one for one in self.causes if one.severity is not Severity.NOTE]

    @property
    def causes_title(self) -> str:
        """The heading, which promises errors only where the data have some."""
        if any(one.code not in self._of_returns for one in self.unsound):
            return self.messages.template("html.faults")
        return self.messages.template("html.returns_missing" if self.unsound else "headings.notes")

    @property
    def causes_counted(self) -> str:
        """How many causes there are; "" where that is not worth saying."""
        many, text = len(self.unsound), self.messages.text
        return text("html.causes", causes=self.messages.count("causes", many)) if many else ""


def html_report(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    drawn, trend = Page(report, messages), None if look.trend is None else Drawn(look.trend, messages)
    return page(
        "page.html",
        messages,
        map(asset, ("base.css", "page.css", *(("trend.css",) if trend else ()))),
        script=asset("page.js"),
        page=drawn,
        view=drawn,
        trend=trend,
        say=messages.text,
        few=FEW,
        printed=PRINTED,
        signs=SIGNS,
        bar=bar,
    )
