"""How one unit stands to each target (``Standings``): its own figures, and never those of all units together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, title
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict

UNSETTLED = frozenset({Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.IN_PROGRESS})


@dataclass(frozen=True)
class StandingLine(UnitTold):
    """One target as one unit reaches it, of several units ``whose`` it is."""

    owes: bool
    """Whether something is left there of what all units have to do."""
    whose: str = ""

    @property
    def title(self) -> str:
        return self.whose + title(self.target, self.figures.messages)

    @property
    def asked(self) -> str:
        """The threshold; "" where nobody set it for a single unit."""
        return self.figures.threshold(self.target) if self.unit.judged else ""

    @property
    def unsettled(self) -> bool:
        """Whether the unit has something to do or to report."""
        return not self.known or self.owes or self.verdict in UNSETTLED

    @property
    def remarks(self) -> str:
        """What excuses it, what it needs, and what all units have to reach together."""
        left = self.figures.needed(self.target, self.left) if self.owes and not self.target.measure.yes_or_no else ""
        threshold = "" if self.unit.judged else self.figures.threshold(self.target)
        together = "" if self.unit.judged else self.figures.messages.text("annotate.together", threshold=threshold)
        return "; ".join(text for text in (self.waiver, self.needed, left, together) if text)


class Standings:
    """The units of a report one by one."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._in = dict[str, dict[str, list[StandingLine]]]()

    def lines(self, units: Iterable[str], messages: Messages) -> list[StandingLine]:
        """A line for each target of a single unit; of several units, named in the title, what is unsettled."""
        units, wording = tuple(units), Wording(messages, self._report.plan)
        if messages.language not in self._in:
            self._in[messages.language] = self._by_unit(messages)
        found = {unit: self._in[messages.language].get(unit, []) for unit in units}
        if len(units) == 1:
            return found[units[0]]
        whose = {unit: f"[{wording.unit(unit)}] " for unit in units}
        return [replace(one, whose=whose[unit]) for unit, lines in found.items() for one in lines if one.unsettled]

    def _by_unit(self, messages: Messages) -> dict[str, list[StandingLine]]:
        """Each unit before its targets."""
        figures, found = Figures(messages, self._report.plan), dict[str, list[StandingLine]]()
        for result in self._report.results:
            told = TargetTold(result, figures, figures.who)
            owing = {one.unit.unit for one in told.left_at}
            for unit in result.units:
                found.setdefault(unit.unit, []).append(StandingLine(unit, told.target, figures, unit.unit in owing))
        return found
