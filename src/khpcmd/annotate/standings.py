"""How one unit stands to each target (``Standings``): its own figures, and never those of all units together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, title
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict

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
        self._report = report
        self._in = dict[str, dict[str, list[tuple[UnitTold, bool]]]]()

    def lines(self, units: Iterable[str], messages: Messages) -> list[StandingLine]:
        """A line for each target of a single unit; of several units, named in the title, what is unsettled."""
        units, wording = tuple(units), Wording(messages, self._report.plan)
        if messages.language not in self._in:
            self._in[messages.language] = self._by_unit(messages)
        whose = {unit: f"[{wording.unit(unit)}] " if len(units) > 1 else "" for unit in units}
        found = ((before, self._in[messages.language].get(unit, ())) for unit, before in whose.items())
        lines = (_line(one, before, owes=owes) for before, standing in found for one, owes in standing)
        return [line for line in lines if line.unsettled or len(units) == 1]

    def _by_unit(self, messages: Messages) -> dict[str, list[tuple[UnitTold, bool]]]:
        """Each unit before its targets, and whether something is left there of what all units have to do."""
        figures, found = Figures(messages, self._report.plan), dict[str, list[tuple[UnitTold, bool]]]()
        for result in self._report.results:
            told = TargetTold(result, figures, figures.who)
            owing = frozenset(one.unit.unit for one in told.left_at)
            for one in told.units:
                found.setdefault(one.unit.unit, []).append((one, one.unit.unit in owing))
        return found


def _line(one: UnitTold, before: str, *, owes: bool) -> StandingLine:
    """``owes``: something is left of what all units have to do."""
    return StandingLine(
        id=one.target.id,
        word=one.word,
        threshold=one.figures.threshold(one.target) if one.unit.judged else "",
        title=before + title(one.target, one.figures.messages),
        figure=one.figure,
        remarks="; ".join(text for text in _remarks(one, owes=owes) if text),
        unsettled=not one.known or owes or one.verdict in UNSETTLED,
        known=one.known,
        verdict=one.verdict,
    )


def _remarks(one: UnitTold, *, owes: bool) -> Iterator[str]:
    yield from (one.waiver, one.needed)
    if owes and not one.target.measure.yes_or_no:
        yield one.figures.needed(one.target, one.left)
    if not one.unit.judged:
        yield one.figures.messages.text("annotate.together", threshold=one.figures.threshold(one.target))
