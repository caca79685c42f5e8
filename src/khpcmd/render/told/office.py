"""What is told of one office: how it stands to a target (``UnitTold``), and which open targets wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khpcmd.measures.threshold import Number
from khpcmd.plan.model import Target
from khpcmd.render.figures import Figures, of_day
from khpcmd.render.styles import FOR_INFORMATION, SIGNS
from khpcmd.report import Report
from khpcmd.results import Lack, UnitResult, Verdict


@dataclass(frozen=True, slots=True)
class UnitTold:
    """One unit before one target: a verdict where the unit is judged, else a figure for information."""

    unit: UnitResult
    target: Target
    figures: Figures

    @property
    def verdict(self) -> Verdict | None:
        return self.unit.verdict

    @property
    def known(self) -> bool:
        """Whether the unit's figure is complete."""
        return self.unit.measurement.complete

    @property
    def sign(self) -> str:
        """The sign of the unit's verdict, or that its figure is for information, or not known."""
        if self.verdict is None and self.known:
            return FOR_INFORMATION
        return SIGNS[self.verdict or Verdict.INCONCLUSIVE]

    @property
    def word(self) -> str:
        """The same in words."""
        alone = "view.for_information" if self.known else "view.no_figure"
        return self.figures.messages.template(f"verdicts.{self.verdict.value}" if self.verdict else alone)

    @property
    def figure(self) -> str:
        """The unit's own figure, its day, or "có" or "chưa" where it is no more than that; "" where none is known."""
        found, messages = self.unit.shown, self.figures.messages
        if found is None:
            return ""
        if self.target.measure.yes_or_no:
            return self._day() or messages.template("view.has" if found.part else "view.has_not")
        figure = self.figures.of_unit(self.target, found)
        own = bool(figure) and self.unit.asked is not None
        return messages.text("view.own_threshold", figure=figure, threshold=self.threshold) if own else figure

    @property
    def value(self) -> Fraction | None:
        """The value of the figure; None where none is known, or there is nothing to measure."""
        return self.unit.measurement.value if self.known else None

    @property
    def beside_word(self) -> str:
        """The figure, but where the verdict says as much."""
        said = self.target.measure.yes_or_no and self.unit.judged and not of_day(self.target)
        return "" if said else self.figure

    @property
    def needed(self) -> str:
        """What would turn the unit's verdict; "" where it has none, and where there is no more to do than one thing."""
        gap = self.unit.gap
        if gap is None or not self.known or self.target.measure.yes_or_no:
            return ""
        return self.figures.needed(self.target, gap.more)

    @property
    def more(self) -> Number | None:
        """The same as a number."""
        return self.unit.gap.more if self.unit.gap else None

    @property
    def left(self) -> Number:
        """How much of the threshold its figure lacks, whosever threshold that is."""
        return self.unit.short_by.more if self.unit.short_by else 0

    @property
    def months(self) -> str:
        """Those that lack what is asked of every one of them; "" where none does."""
        return self.figures.slots(self.unit.without) if self.unit.without else ""

    @property
    def threshold(self) -> str:
        """What the unit has to reach."""
        asked = self.unit.asked
        return self.figures.limits(self.target, asked) if asked else self.figures.threshold(self.target)

    @property
    def waiver(self) -> str:
        """The waiver of the unit; "" where it has none."""
        return self.figures.waiver(self.unit.waiver) if self.unit.waiver is not None else ""

    @property
    def makes(self) -> str:
        """What its figure would be with what it needs, as a true equation."""
        return self.figures.makes(self.target, self.unit.measurement, self.more or 0)

    def _day(self) -> str:
        """The day of the unit, and by how many days it is late or early; "" where it is no single day, or not shown."""
        messages = self.figures.messages
        asked = [days for _, days in self.target.measure.days()] if of_day(self.target) else []
        values = [cell.value for cell in self.unit.part_cells]
        if messages.withheld or len(asked) != 1 or len(values) != 1 or not isinstance(values[0], date):
            return ""
        day, (days,) = values[0], asked
        late = (day - days.last).days if days.last is not None else 0
        early = (days.first - day).days if days.first is not None else 0
        how = "late" if late > 0 else "early" if early > 0 else "in_time"
        by = messages.count("days", late if late > 0 else early)
        return messages.text(f"view.{how}", day=messages.day(day), days=by)


def beside(name: str, figure: str | Number, figures: Figures) -> str:
    """A name with a figure in brackets, where there is one."""
    return figures.messages.text("view.unit_figure", unit=name, figure=figure) if figure else name


def awaited(report: Report) -> dict[str, dict[str, bool]]:
    """By open target, the offices that are asked for what it waits for, and whether nothing usable of theirs came."""
    found = dict[str, dict[str, bool]]()
    for result in report.results:
        if result.verdict is Verdict.INCONCLUSIVE:
            offices = found.setdefault(result.target.id, {})
            for one in result.open_units:
                office = report.plan.asked_for(one.unit)
                offices[office] = offices.get(office, False) or not one.reported
    return found


def waiting_for(report: Report) -> dict[Lack, list[str]]:
    """The units whose figures the open targets wait for, by what they lack."""
    waits = [result.waits_for for result in report.results if result.verdict is Verdict.INCONCLUSIVE]
    found = {lack: list(dict.fromkeys(unit for one in waits for unit in one.get(lack, ()))) for lack in Lack}
    return {lack: units for lack, units in found.items() if units}
