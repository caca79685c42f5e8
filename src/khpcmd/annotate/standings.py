"""How one unit stands to each target (``Standings``): its own figures, and never those of all units together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan, Target
from khpcmd.render.figures import Figures
from khpcmd.render.targets import decided, left_at, own_figure, title, unit_word, waiver_text
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import UnitResult, Verdict

UNSETTLED = frozenset({Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One target as one unit reaches it; ``threshold`` is "" where nobody set it for a single unit."""

    id: str
    word: str
    threshold: str
    title: str
    figure: str
    remarks: str
    unsettled: bool
    """Whether the unit has something to do or to report."""
    known: bool = True
    """Whether the unit's figure is complete."""
    verdict: Verdict | None = None
    """The verdict, where the plan judges each unit."""


class Standings:
    """The units of a report one by one."""

    def __init__(self, report: Report) -> None:
        self._plan = report.plan
        self._of: dict[str, list[_Standing]] = {}
        for result in report.results:
            owing = frozenset(unit.unit for unit in left_at(result))
            for unit in result.units:
                self._of.setdefault(unit.unit, []).append(_Standing(result.target, unit, unit.unit in owing))

    def lines(self, units: Iterable[str], messages: Messages) -> list[StandingLine]:
        """A line for each target of a single unit; of several units, named in the title, what is unsettled."""
        units = tuple(units)
        words = _Words(self._plan, messages)
        if len(units) == 1:
            return list(words.lines(self._of.get(units[0], ())))
        return [
            words.of_unit(line, unit)
            for unit in units
            for line in words.lines(self._of.get(unit, ()))
            if line.unsettled
        ]


@dataclass(frozen=True, slots=True)
class _Standing:
    """One unit before one target; ``owes``: something is left of what all units have to do."""

    target: Target
    unit: UnitResult
    owes: bool


class _Words:
    def __init__(self, plan: Plan, messages: Messages) -> None:
        self._messages = messages
        self._figures, self._wording = Figures(messages, plan), Wording(messages, plan)

    def lines(self, found: Iterable[_Standing]) -> Iterator[StandingLine]:
        for one in found:
            target, unit = one.target, one.unit
            yield StandingLine(
                id=target.id,
                word=unit_word(unit, self._messages),
                threshold=self._figures.threshold(target) if unit.judged else "",
                title=title(target, self._messages),
                figure=own_figure(unit, target, self._figures),
                remarks="; ".join(self._remarks(one)),
                unsettled=not unit.measurement.complete or one.owes or unit.verdict in UNSETTLED,
                known=unit.measurement.complete,
                verdict=unit.verdict,
            )

    def _remarks(self, one: _Standing) -> Iterator[str]:
        target, unit = one.target, one.unit
        if unit.waiver is not None:
            yield waiver_text(unit.waiver, decided(self._messages))
        if unit.gap is not None and unit.measurement.complete:
            yield self._figures.gap(target, unit.gap)
        if one.owes and unit.short_by and not target.measure.yes_or_no:
            yield self._figures.gap(target, unit.short_by)
        if not unit.judged:
            yield self._messages.text("annotate.together", threshold=self._figures.threshold(target))

    def of_unit(self, line: StandingLine, unit: str) -> StandingLine:
        return replace(line, title=f"[{self._wording.unit(unit)}] {line.title}")
