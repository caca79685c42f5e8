"""Writes the numbered sections of the draft. No sentence says more than its verdict does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from khpcmd.diagnostics import Severity
from khpcmd.plan.form_order import form_sections
from khpcmd.render.document import Block, Facts, Lines, Section, Text
from khpcmd.render.docx.frame import limits
from khpcmd.render.docx.sentences import Sentences, Spoken, counted, in_sentence, lowered, say, titles
from khpcmd.render.duties import DutyRow, DutyTable, duty_table
from khpcmd.render.issued import in_words
from khpcmd.render.told.office import waiting_for
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report
from khpcmd.results import DutyState, Result, Verdict

FEW_MISSING = 5
"""Up to how many units that have not reported are named in the text; more have an annex."""
NUMBERED = re.compile(r"^\d+(\.\d+)*\.?\s+")
"""The number that a heading of the plan begins with; the report numbers its own."""


class Body:
    """The numbered sections of one report."""

    def __init__(self, report: Report, wording: Wording) -> None:
        self._report, self._wording, self._messages = report, wording, wording.messages
        self._period = report.plan.periods.get(report.period)

    def sections(self) -> Iterator[Section]:
        """All sections in their order, each before its parts."""
        yield Section(self._say("general"))
        yield self._part("reporting", points(self._reporting()))
        yield self._part("standing", *self._standing())
        yield from self._by_group()
        table = duty_table(self._report, self._wording, name=self._unit)
        if table is not None:
            yield Section(self._say("duties"), (points(self._duties(table)),))
        yield from self._proposals()

    def _say(self, key: str, /, **values: str | int) -> str:
        return say(self._messages, key, **values)

    def _part(self, key: str, *blocks: Block) -> Section:
        return Section(self._say(key), blocks, part=True)

    def _counted(self, what: str, number: int) -> str:
        return counted(self._messages, what, number)

    def _unit(self, unit: str) -> str:
        return in_sentence(self._wording.unit(unit))

    def _names(self, units: Sequence[str], *, running: bool = False) -> str:
        """The units behind a colon, or (``running``) in the midst of a sentence."""
        return named(units, self._unit, self._messages, in_sentence=running)

    def _reporting(self) -> Iterator[str]:
        """Who has reported."""
        report, period = self._report, self._period
        if period is not None:
            key = "due_by" if period.due.inclusive else "due_before"
            yield self._say("due", due=self._say(key, day=in_words(period.due.date, self._messages)))
        if not report.roll_call:
            yield self._say("roll_call_unknown")
            return
        levels = self._messages.listed(list(self._levels()))
        yield self._say("roll_call", as_of=in_words(report.as_of, self._messages), levels=levels)
        yield from self._of_few_or_many("missing", report.missing_units)
        if units := report.without_figures:
            yield self._say("without_figures", units=self._counted("units", len(units)), names=self._names(units))
        yield from self._of_few_or_many("missing_unused", report.unusable_units)
        yield self._soundness()

    def _levels(self) -> Iterator[str]:
        """How many units of each level have reported, of those that owe figures; of a level of one unit its name."""
        levels = self._report.plan.levels
        for call in self._report.roll_call:
            if call.reported == call.expected and len(call.expected) == 1:
                yield self._unit(call.expected[0])
                continue
            title = levels[call.level].title.in_(self._messages.language) if call.level in levels else call.level
            yield self._say("reported_of", reported=len(call.reported), expected=len(call.expected), level=title)

    def _of_few_or_many(self, key: str, units: Sequence[str]) -> Iterator[str]:
        """A sentence about units: few are named, many are counted; none where there are none."""
        if len(units) > FEW_MISSING:
            yield self._say(f"{key}_many", units=self._counted("units", len(units)))
        elif units:
            yield self._say(key, names=self._names(units))

    def _soundness(self) -> str:
        """In one sentence, whether there is anything to correct, and at how many units."""
        report, units = self._report, self._faulty()
        if all(one.at is None for one in report.of(Severity.ERROR)):
            return self._say("sound")
        others = [one for unit, found in report.by_unit().items() for one in found if unit not in units]
        files = dict.fromkeys(one.at.file for one in others if one.at and one.severity is Severity.ERROR)
        whose = [self._counted("units", len(units))] if units else []
        if files:
            whose.append(self._say("faulty_files", files=self._counted("files", len(files))))
        return self._say("faulty", whose=self._messages.listed(whose))

    def _faulty(self) -> list[str]:
        """The units that have something to fix in what they sent."""
        return [one.unit for one in self._report.submissions if any(fault.at for fault in one.to_fix)]

    def _standing(self) -> Iterator[Block]:
        """How many targets stand how, and what must not be read into it."""
        report = self._report
        if not report.results:
            yield points((self._say("no_targets"),))
            return
        yield points(f"{line}." for line in limits(report, self._wording))
        judged = self._say("judged", targets=self._counted("targets", len(report.results)))
        yield Facts(((judged, tuple(self._by_verdict())),))
        interim = (self._say("interim"),) if is_interim(report) else ()
        yield points((*self._why_open(), *interim, self._say("rounding")))

    def _by_verdict(self) -> Iterator[str]:
        """A line for each verdict; the targets that were missed are named, but for those that only give points."""
        for verdict in Verdict:
            here = [result.target for result in self._report.results if result.verdict is verdict]
            if not here:
                continue
            line = self._say(f"standings.{verdict.value}", targets=self._counted("targets", len(here)))
            others = [target for target in here if not target.for_points]
            given, striving = len(here) - len(others), sum(target.strives for target in others)
            if given:
                line = self._say("points_among", line=line, targets=self._counted("targets", given))
            if striving and striving == len(here):
                line = self._say("all_striving" if striving > 1 else "one_striving", line=line)
            elif striving:
                key = "and_striving" if given else "striving"
                line = self._say(key, line=line, targets=self._counted("targets", striving))
            if others and verdict in (Verdict.MISSED, Verdict.WAIVED):
                marked = striving != len(others)
                line = self._say("named", line=line, titles=titles(others, self._messages, marked=marked))
            yield f"{line}."

    def _why_open(self) -> Iterator[str]:
        """Whose figures the inconclusive targets wait for, once for all of them; nothing where they wait for nobody."""
        causes = list[str]()
        for lack, units in waiting_for(self._report).items():
            many = len(units) > FEW_MISSING
            names = self._counted("units", len(units)) if many else self._names(units, running=True)
            causes.append(self._say(f"why_{lack}", names=names))
        if causes:
            yield self._say("why_open", causes="; ".join(causes))

    def _by_group(self) -> Iterator[Section]:
        """The targets under the headings of the form, in the plan's order; what is met and what is not together."""
        spoken = Spoken(self._messages, self._report.plan, interim=is_interim(self._report))
        sentences, groups = Sentences(self._wording, spoken), self._groups()
        alone = [text for title, results in groups if not title for text in sentences.group(results)]
        texts = alone if groups else [self._say("no_targets")]
        yield Section(self._say("targets_by_group" if len(groups) > 1 else "targets"), (points(texts),))
        yield from (
            Section(title, (points(sentences.group(results)),), part=True) for title, results in groups if title
        )

    def _groups(self) -> list[tuple[str, list[Result]]]:
        """The targets by the section of the form that asks for their first figure; without headings one group."""
        results, plan, headings = self._report.results, self._report.plan, dict[str, str]()
        for section in form_sections(plan, plan.fields):
            if section.title is not None:
                title = NUMBERED.sub("", section.title.in_(self._messages.language), count=1)
                headings |= {name: headings.get(name, title) for name in section.fields}
        if not headings:
            return [("", list(results))] if results else []
        groups = dict[str, list[Result]]({title: [] for title in headings.values()})
        others = list[Result]()
        for result in results:
            first = next((headings[name] for name in result.target.measure.fields() if name in headings), "")
            (groups[first] if first else others).append(result)
        found = [(title, results) for title, results in groups.items() if results]
        return [*found, *([(self._say("other_targets"), others)] if others else [])]

    def _duties(self, table: DutyTable) -> Iterator[str]:
        """How many duties are done, then each that is not, and how many have no answer; an annex has them all."""
        every = len({result.duty.id for result in self._report.duties})
        done = sum(row.state is DutyState.DONE for row in table.rows)
        yield self._say("duties_done" if done else "no_duty_done", done=done, all=every)
        yield from (self._duty(row) for row in table.rows if row.state is not DutyState.DONE)
        if silent := every - len(table.rows):
            yield self._say("duties_silent", duties=self._counted("duties", silent))

    def _duty(self, row: DutyRow) -> str:
        """A duty that is not done by all: by how many, and who has not; a single body is the subject."""
        remarks = "; ".join(row.remarks)
        if row.of_units > 1:
            return self._say("duty", title=row.title, done=row.done, remarks=remarks)
        whose = [one.unit for one in self._report.duties if one.duty.id == row.id]
        if row.state is DutyState.NOT_DONE and len(row.remarks) == 1 and len(whose) == 1:
            return self._say("duty_of_whom", title=row.title, unit=self._unit(whose[0]), state=lowered(row.word))
        return self._say("duty_of_one", title=row.title, remarks=remarks)

    def _proposals(self) -> Iterator[Section]:
        """Causes and proposals, each with a gap to be filled in."""
        missed = [one.target for one in self._report.results if one.verdict is Verdict.MISSED]
        author, proposed = self._say("for_the_author"), points(self._proposed())
        if not missed:
            yield Section(self._say("only_proposals"), (points((author,)), proposed))
            return
        yield Section(self._say("proposals"), (points((author,)),))
        causes = (self._say("cause", title=one.title.in_(self._messages.language)) for one in missed)
        yield self._part("causes", points(causes))
        yield self._part("proposed", proposed)

    def _proposed(self) -> Iterator[str]:
        report = self._report
        for verdict in (Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE):
            if report.count(verdict):
                yield self._say(f"proposal.{verdict.value}")
        yield from self._of_few_or_many("proposal.missing", report.missing_units)
        if faulty := self._faulty():
            yield self._say("proposal.faulty", names=self._names(faulty))
        if any(result.state is DutyState.NOT_DONE for result in report.duties):
            yield self._say("proposal.duties")
        yield self._say("proposal.other")


def points(texts: Iterable[str]) -> Lines:
    """Each text as a point."""
    return Lines(tuple(map(Text, texts)))


def is_interim(report: Report) -> bool:
    """Whether the period is one within the year."""
    period = report.plan.periods.get(report.period)
    return period is not None and period.interim
