"""Changes between two submissions in words: one tabulation, in the order a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from khpcmd.changes import Changes, FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.render.targets import named, target_row, title
from khpcmd.render.view import Fault, about, faults, inputs, made_by
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Result, Verdict
from khpcmd.returns import Cell

HOW_SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.SAME: "="}
TURN_SIGNS = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: "="}
BEHIND = 6
"""How many figures behind a verdict are shown before the rest is counted; the list of figures has all of them."""
NAMED = 3
"""How many files of a side are named before they are counted."""
TURNS = (Turn.WORSE, Turn.BETTER, Turn.OTHER)
"""The turns of a verdict; the worst news come first."""


def tabulate_changes(changes: Changes, messages: Messages) -> ChangesView:
    """Put changes into words."""
    wording = Wording(messages, changes.plan)
    say = Comparing(Figures(messages, changes.plan), wording)
    return ChangesView(
        headline=headline(changes, messages),
        about=about(changes.after, messages),
        sides=sides(changes, messages),
        units=tuple(units(changes, wording)),
        headings=ChangesHeadings(*(messages.template(f"compare.{name}") for name in ChangesHeadings.__slots__)),
        turned=tuple(say.turn(target) for turn in TURNS for target in changes.turned(turn)),
        moved=tuple(say.turn(target) for target in changes.turned(Turn.NONE)),
        behind=tuple(_behind(changes, say)),
        faults=tuple(_faults(changes, wording)),
        blocks=tuple(say.block(unit) for unit in changes.units if unit.how is How.CHANGED),
        provenance=tuple(_provenance(changes, messages)),
    )


def headline(changes: Changes, messages: Messages) -> str:
    """All changes in one line: of what, and how much differs."""
    before, after = (_period(report, messages) for report in (changes.before, changes.after))
    words = messages.joined(_counts(changes, messages)) or messages.template("compare.same")
    key = "compare.one_period" if changes.one_period else "compare.two_periods"
    line = messages.text(key, before=before, after=after, changes=words)
    if not changes.compared:
        line = messages.text("compare.not_compared", line=line)
    return messages.text("compare.only_reported", line=line) if changes.after.only_reported else line


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Changes in words. Every text is one line."""

    headline: str
    about: str
    sides: tuple[str, ...]
    units: tuple[str, ...]
    headings: ChangesHeadings
    turned: tuple[TurnRow, ...]
    moved: tuple[TurnRow, ...]
    """The targets whose verdicts stay while their figures differ."""
    behind: tuple[Behind, ...]
    """What turned the verdicts."""
    faults: tuple[FaultList, ...]
    blocks: tuple[UnitBlock, ...]
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesHeadings:
    """The headings of the tables."""

    target: str
    old: str
    new: str
    field: str
    turned: str
    behind: str
    moved: str
    figures: str


@dataclass(frozen=True, slots=True)
class FaultList:
    """Faults under their heading; those that are gone have no cure any more."""

    heading: str
    severity: Severity
    faults: tuple[Fault, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """The figures of one unit that differ, under its name and their number."""

    unit: str
    heading: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that differs."""

    how: How
    sign: str
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Value:
    """The text of a cell, and where it is; ``place`` is "" where there is no cell."""

    text: str
    place: str


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
class Standing:
    """How a target stands on one side; ``verdict`` is None where it was not judged."""

    verdict: Verdict | None
    mark: str
    figure: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """What of the returns turned the verdicts on some targets: who came or is gone, and the figures that changed."""

    targets: str
    lines: tuple[str, ...]


def _behind(changes: Changes, say: Comparing) -> Iterator[Behind]:
    """Nothing between two periods, where every figure is another one."""
    if changes.one_period:
        yield from say.behind(changes.turned(*TURNS), {unit.unit: unit.how for unit in changes.units})


def _counts(changes: Changes, messages: Messages) -> Iterator[str]:
    found = {f"verdicts_{turn.value}": len(changes.turned(turn)) for turn in TURNS}
    found["changed_figures"] = sum(1 for _ in changes.figures())
    found["units_added"] = len(changes.units_that(How.ADDED))
    found["units_removed"] = len(changes.units_that(How.REMOVED))
    found["errors_came"] = len(changes.faults.came)
    found["errors_stayed"] = len(changes.faults.stayed)
    found["errors_gone"] = len(changes.faults.gone)
    found["warnings"] = len(changes.warnings)
    yield from (messages.count(what, number) for what, number in found.items() if number)


def _period(report: Report, messages: Messages) -> str:
    period = report.plan.periods.get(report.period)
    return period.title.in_(messages.language) if period else messages.template("compare.no_period")


def _both(changes: Changes) -> Iterator[tuple[str, Report]]:
    yield "old", changes.before
    yield "new", changes.after


def sides(changes: Changes, messages: Messages) -> tuple[str, ...]:
    """What was sent on either side."""
    return tuple(_side(side, report, messages) for side, report in _both(changes))


def _side(side: str, report: Report, messages: Messages) -> str:
    """``Old: returns.xlsx; year 2023; 12 units; no errors``."""
    names = [one.name for one in report.inputs if one.role == "return"]
    files = messages.joined(names) if len(names) <= NAMED else messages.count("files", len(names))
    errors = sum(1 for _ in report.of(Severity.ERROR))
    state = messages.count("errors", errors) if errors else messages.template("standings.sound")
    units = messages.count("units", sum(filed.reported for filed in report.filed))
    words = "; ".join(text for text in (files, _period(report, messages), units, state) if text)
    return messages.text("compare.side", side=messages.template(f"compare.{side}"), content=words)


def units(changes: Changes, wording: Wording) -> Iterator[str]:
    """Who came, who is gone, and who sent the same again."""
    for how in (How.ADDED, How.REMOVED, How.SAME):
        found = changes.units_that(how)
        if found:
            same = how is How.SAME
            shown = named(found, wording.unit, wording.messages) if same else wording.units(found)
            yield wording.messages.text(f"compare.units_{how.value}", names=shown)


def _faults(changes: Changes, wording: Wording) -> Iterator[FaultList]:
    lists: dict[str, tuple[Diagnostic, ...]] = {
        "warnings": changes.warnings,
        "came": changes.faults.came,
        "stayed": changes.faults.stayed,
        "gone": changes.faults.gone,
    }
    for name, found in lists.items():
        if found:
            title = wording.messages.template(f"compare.{name}")
            heading = f"{title} ({wording.messages.number(len(found))})"
            yield FaultList(heading, found[0].severity, faults(found, wording), gone=name == "gone")


def _provenance(changes: Changes, messages: Messages) -> Iterator[str]:
    """What made it, and from what: the tool and the plan, then each file of either side."""
    yield made_by(changes.after)
    for side, report in _both(changes):
        yield from (f"{messages.template(f'compare.{side}')} · {line}" for line in inputs(report, messages))


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

    def _figure(self, change: FigureChange) -> FigureRow:
        label = self.figures.label(change.key)
        return FigureRow(change.how, HOW_SIGNS[change.how], label, self.value(change.before), self.value(change.after))

    def value(self, cell: Cell | None) -> Value:
        """The text of a cell and its place."""
        return Value(self.figures.found(cell), str(cell.at) if cell and cell.at else "")

    def _standing(self, result: Result | None) -> Standing:
        if result is None:
            return Standing(None, self.messages.template("compare.not_judged"), "")
        row = target_row(result, self.figures, self.wording)
        return Standing(result.verdict, f"{row.sign} {row.word}", row.result, row.remarks)

    def behind(self, changes: Iterable[TargetChange], units: Mapping[str, How]) -> Iterator[Behind]:
        """What changed the verdicts, once for all targets concerned; ``units`` has what became of each unit."""
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
        """Field by field, the old and the new value of each unit."""
        by_field: dict[str, list[str]] = {}
        for figure in change.behind[:BEHIND]:
            before, after = self.figures.found(figure.before), self.figures.found(figure.after)
            line = self.messages.text("compare.figure", unit=self.wording.unit(figure.unit), before=before, after=after)
            by_field.setdefault(self.figures.label(figure.key), []).append(line)
        for label, texts in by_field.items():
            yield self.messages.text("compare.changed", label=label, figures=self.messages.joined(texts))
        if len(change.behind) > BEHIND:
            yield self.messages.count("more_figures", len(change.behind) - BEHIND)
