"""Changes between two submissions in words, in the order a person reads them, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from khpcmd.changes import Changes, FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.document import Document, Facts, Findings, Row, Section, Table, Text
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Look
from khpcmd.render.styles import STYLES
from khpcmd.render.told.file import faults as faults_of
from khpcmd.render.told.target import TargetTold, title
from khpcmd.render.view import View
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report
from khpcmd.results import Result

HOW_SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.SAME: "="}
TURN_SIGNS = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: "="}
BEHIND = 6
"""How many figures behind a verdict are shown before the rest is counted; the list of figures has all of them."""
NAMED = 3
"""How many files of a side are named before they are counted."""
TURN_STYLES = {Turn.WORSE: "bold red", Turn.BETTER: "green", Turn.OTHER: "cyan", Turn.NONE: "dim"}
TURNS = (Turn.WORSE, Turn.BETTER, Turn.OTHER)
"""The turns of a verdict; the worst news come first."""


def changes_document(changes: Changes, messages: Messages, _look: Look) -> Document:
    """Headline, units, verdicts, faults and figures."""
    wording, after = Wording(messages, changes.plan), View(changes.after, messages)
    return Document(
        headline(changes, messages),
        (after.about, *sides(changes, messages), *units(changes, wording)),
        tuple(_Sections(changes, wording).all()),
        (after.made_by, *_inputs(changes, messages)),
    )


def headline(changes: Changes, messages: Messages) -> str:
    """All changes in one line: of what, and how much differs."""
    before, after = (_period(report, messages) for report in (changes.before, changes.after))
    words = messages.counts(_counts(changes)) or messages.template("compare.same")
    key = "compare.one_period" if changes.one_period else "compare.two_periods"
    line = messages.text(key, before=before, after=after, changes=words)
    if not changes.compared:
        line = messages.text("compare.not_compared", line=line)
    return messages.text("compare.only_reported", line=line) if changes.after.only_reported else line


def _counts(changes: Changes) -> Iterator[tuple[str, int]]:
    yield from ((f"verdicts_{turn.value}", len(changes.turned(turn))) for turn in TURNS)
    yield "changed_figures", sum(1 for _ in changes.figures())
    yield from ((f"units_{how.value}", len(changes.units_that(how))) for how in (How.ADDED, How.REMOVED))
    faults = changes.faults
    yield from (
        ("errors_came", len(faults.came)),
        ("errors_stayed", len(faults.stayed)),
        ("errors_gone", len(faults.gone)),
    )
    yield "warnings", len(changes.warnings)


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


def _inputs(changes: Changes, messages: Messages) -> Iterator[str]:
    """Each file of either side."""
    for side, report in _both(changes):
        yield from (f"{messages.template(f'compare.{side}')} · {line}" for line in View(report, messages).inputs)


class _Sections:
    """Puts the parts of changes into words."""

    def __init__(self, changes: Changes, wording: Wording) -> None:
        self._changes, self._wording, self._messages = changes, wording, wording.messages
        self._figures = Figures(wording.messages, changes.plan)

    def all(self) -> Iterator[Section]:
        """The verdicts that turned and why, those that did not, the faults, and the figures of each unit."""
        say, changes = self._messages.template, self._changes
        yield from self._targets("turned", [one for turn in TURNS for one in changes.turned(turn)])
        if changes.one_period and (behind := tuple(self._behind(changes.turned(*TURNS)))):  # else all figures differ
            yield Section(say("compare.behind"), (Facts(behind),))
        yield from self._targets("moved", changes.turned(Turn.NONE))
        yield from self._faults()
        if blocks := tuple(self._block(unit) for unit in changes.units if unit.how is How.CHANGED):
            yield Section(say("compare.figures"), blocks)

    def _targets(self, name: str, found: Iterable[TargetChange]) -> Iterator[Section]:
        if rows := tuple(map(self._turn, found)):
            table = Table(self._columns("target"), rows)
            yield Section(self._messages.template(f"compare.{name}"), (table,))

    def _columns(self, what: str) -> tuple[str, ...]:
        return tuple(self._messages.template(f"compare.{name}") for name in (what, "old", "new"))

    def _faults(self) -> Iterator[Section]:
        faults = self._changes.faults
        lists = {"warnings": self._changes.warnings, "came": faults.came, "stayed": faults.stayed, "gone": faults.gone}
        for name, found in lists.items():
            if found:
                heading = f"{self._messages.template(f'compare.{name}')} ({self._messages.number(len(found))})"
                yield Section(heading, (Findings(faults_of(found, self._wording), gone=name == "gone"),))

    def _block(self, change: UnitChange) -> Table:
        """The figures of one unit that differ, under its name and their number."""
        name = self._wording.unit(change.unit)
        count = self._messages.count("changed_figures", len(change.figures))
        heading = self._messages.text("compare.unit", unit=name, count=count)
        rows = tuple(self._figure(figure, name) for figure in change.figures)
        return Table(self._columns("field"), rows, heading)

    def _figure(self, change: FigureChange, unit: str) -> Row:
        sign, label, cells = HOW_SIGNS[change.how], self._figures.label(change.key), (change.before, change.after)
        before, after = map(self._figures.found, cells)
        was, now = (str(cell.at) if cell and cell.at else "" for cell in cells)
        line = f"{sign} {unit} | {label} | {before} → {after} | {was or '–'} → {now or '–'}"
        sides = (Text(before), *_if_any(was, "dim")), (Text(after), *_if_any(now, "dim"))
        return Row(((Text(f"{sign} {label}"),), *sides), (line,))

    def _turn(self, change: TargetChange) -> Row:
        mark = f"{TURN_SIGNS[change.turn]} {self._messages.template(f'compare.turns.{change.turn.value}')}"
        ident, name = change.target.id, title(change.target, self._messages)
        before, after = self._standing(change.before), self._standing(change.after)
        first = () if change.turn is Turn.NONE else (Text(mark, TURN_STYLES[change.turn]),)
        line = f"{mark} | {ident} | {_in_line(before)} → {_in_line(after)} | {name}"
        return Row(((*first, Text(f"{ident}  {name}")), before, after), (line,))

    def _standing(self, result: Result | None) -> tuple[Text, ...]:
        """How a target stands on one side: the verdict, the figure and what belongs beside it."""
        if result is None:
            return (Text(self._messages.template("compare.not_judged"), "dim"),)
        row = TargetTold(result, self._figures, self._wording.unit)
        mark = Text(f"{row.sign} {row.word}", STYLES[result.verdict])
        return (mark, *_if_any(row.value, ""), *(Text(remark, "italic") for remark in row.remarks))

    def _behind(self, turned: Iterable[TargetChange]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Who came or is gone, and the figures that changed, once for all targets concerned."""
        found: dict[tuple[str, ...], list[str]] = {}
        for change in turned:
            found.setdefault((*self._came_or_went(change), *self._changed(change)), []).append(change.target.id)
        yield from ((self._messages.joined(targets), lines) for lines, targets in found.items() if lines)

    def _came_or_went(self, change: TargetChange) -> Iterator[str]:
        became = {unit.unit: unit.how for unit in self._changes.units}
        for how in (How.ADDED, How.REMOVED):
            found = [unit for unit in change.units if became[unit] is how]
            if found:
                names = named(found, self._wording.unit, self._messages)
                yield self._messages.text(f"compare.units_{how.value}", names=names)

    def _changed(self, change: TargetChange) -> Iterator[str]:
        """Field by field, the old and the new value of each unit."""
        by_field: dict[str, list[str]] = {}
        for figure in change.behind[:BEHIND]:
            before, after = self._figures.found(figure.before), self._figures.found(figure.after)
            unit = self._wording.unit(figure.unit)
            line = self._messages.text("compare.figure", unit=unit, before=before, after=after)
            by_field.setdefault(self._figures.label(figure.key), []).append(line)
        for label, texts in by_field.items():
            yield self._messages.text("compare.changed", label=label, figures=self._messages.joined(texts))
        if len(change.behind) > BEHIND:
            yield self._messages.count("more_figures", len(change.behind) - BEHIND)


def _if_any(text: str, style: str) -> tuple[Text, ...]:
    return (Text(text, style),) if text else ()


def _in_line(standing: Sequence[Text]) -> str:
    (mark, _), *others = standing
    figure = ", ".join(text for text, _ in others)
    return f"{mark} ({figure})" if figure else mark
