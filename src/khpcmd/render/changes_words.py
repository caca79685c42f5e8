"""The parts of changes in words: what a figure was and is, and how a target stood and stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from khpcmd.changes import FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.render.figures import Figures
from khpcmd.render.rows import named, target_row, title
from khpcmd.render.wording import Wording
from khpcmd.results import Result, Verdict
from khpcmd.returns import Basis, Cell, CellState, Key

HOW_SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.SAME: "="}
TURN_SIGNS = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: "="}
BEHIND = 6
"""How many figures behind a verdict are told before the rest is counted; all of them stand in the list of figures."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says, and where it is; ``place`` is "" where there is no cell."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that differs."""

    how: How
    sign: str
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """The figures of one unit that differ, under its name and their number."""

    unit: str
    heading: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands on one side; ``verdict`` is None where it was not judged."""

    verdict: Verdict | None
    mark: str
    figure: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A target on both sides."""

    turn: Turn
    mark: str
    id: str
    title: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Behind:
    """What of the returns turned the verdicts on some targets: who came or is gone, and the figures that changed."""

    targets: str
    lines: tuple[str, ...]


class Comparing:
    """Puts the parts of changes into words."""

    def __init__(self, figures: Figures, wording: Wording) -> None:
        self.figures = figures
        self.wording = wording
        self.messages = wording.messages

    def block(self, change: UnitChange) -> UnitBlock:
        name = self.wording.unit(change.unit)
        count = self.messages.count("changed_figures", len(change.figures))
        heading = self.messages.text("compare.unit", unit=name, count=count)
        return UnitBlock(name, heading, tuple(self._figure(figure) for figure in change.figures))

    def turn(self, change: TargetChange) -> TurnRow:
        word = self.messages.template(f"compare.turns.{change.turn.value}")
        return TurnRow(
            change.turn,
            f"{TURN_SIGNS[change.turn]} {word}",
            change.target.id,
            title(change.target, self.messages),
            self._standing(change.before),
            self._standing(change.after),
        )

    def label(self, key: Key) -> str:
        """The field, with the month and the year of the figure where there are several."""
        plan = self.figures.plan
        spec = plan.fields.get(key.field)
        month = self.messages.text("inspect.month", month=key.month) if key.month else ""
        year = self.messages.template("inspect.baseline") if key.basis is Basis.BASELINE else ""
        texts = (spec.label.in_(self.messages.language) if spec else key.field, month, year)
        return self.messages.joined(text for text in texts if text)

    def _figure(self, change: FigureChange) -> FigureRow:
        label = self.label(change.key)
        return FigureRow(
            change.how, HOW_SIGNS[change.how], label, self._value(change.before), self._value(change.after)
        )

    def _value(self, cell: Cell | None) -> Value:
        return Value(self._said(cell), str(cell.at) if cell and cell.at else "")

    def _said(self, cell: Cell | None) -> str:
        """The value as the language writes it; what could not be read as it stands there."""
        text = self.messages.text
        if cell is None or (cell.state is CellState.BLANK and not cell.raw):
            return text("compare.nothing")
        found = self.messages.quoted(cell.raw)
        match cell.value:
            case _ if cell.state is CellState.PROBLEM:
                return text("compare.unread", found=found)
            case bool() as answer:
                return text("template.yes" if answer else "template.no")
            case int() as number:
                return self.messages.number(number)
            case date() as day:
                return self.messages.day(day)
        return found

    def _standing(self, result: Result | None) -> Standing:
        if result is None:
            return Standing(None, self.messages.template("compare.not_judged"), "")
        row = target_row(result, self.figures, self.wording)
        return Standing(result.verdict, f"{row.sign} {row.word}", row.result, row.remarks)

    def behind(self, changes: Iterable[TargetChange], units: Mapping[str, How]) -> Iterator[Behind]:
        """What turned the verdicts, told once for all targets that it turned; ``units``: what became of each."""
        found: dict[tuple[str, ...], list[str]] = {}
        for change in changes:
            found.setdefault((*self._came_or_went(change, units), *self._changed(change)), []).append(change.target.id)
        yield from (Behind(self.messages.joined(targets), lines) for lines, targets in found.items() if lines)

    def _came_or_went(self, change: TargetChange, units: Mapping[str, How]) -> Iterator[str]:
        for how in (How.ADDED, How.REMOVED):
            found = [unit for unit in change.units if units[unit] is how]
            if found:
                names = named(found, self.wording.unit, self.messages)
                yield self.messages.text(f"compare.units_{how.value}", names=names)

    def _changed(self, change: TargetChange) -> Iterator[str]:
        """Field by field, what the units said and say."""
        by_field: dict[str, list[str]] = {}
        for figure in change.behind[:BEHIND]:
            before, after = self._said(figure.before), self._said(figure.after)
            told = self.messages.text("compare.figure", unit=self.wording.unit(figure.unit), before=before, after=after)
            by_field.setdefault(self.label(figure.key), []).append(told)
        for label, texts in by_field.items():
            yield self.messages.text("compare.changed", label=label, figures=self.messages.joined(texts))
        if len(change.behind) > BEHIND:
            yield self.messages.count("more_figures", len(change.behind) - BEHIND)
