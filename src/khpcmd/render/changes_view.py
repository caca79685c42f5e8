"""The only tabulation of changes: ready texts in the order a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khpcmd.changes import Changes, How, Turn
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.render.changes_words import Behind, Comparing, TurnRow, UnitBlock
from khpcmd.render.figures import Figures
from khpcmd.render.headline import about, inputs, made_by
from khpcmd.render.rows import named
from khpcmd.render.view import Fault, faults
from khpcmd.render.wording import Wording
from khpcmd.results import Report

NAMED = 3
"""How many files of a side are named before they are counted."""
TURNS = (Turn.WORSE, Turn.BETTER, Turn.OTHER)
"""The turns of a verdict; the worst news come first."""


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
class ToldFaults:
    """Faults under their heading; those that are gone have no cure any more."""

    heading: str
    severity: Severity
    faults: tuple[Fault, ...]
    gone: bool = False


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
    faults: tuple[ToldFaults, ...]
    blocks: tuple[UnitBlock, ...]
    provenance: tuple[str, ...]


def tabulate_changes(changes: Changes, messages: Messages) -> ChangesView:
    """Put changes into words."""
    wording = Wording(messages, changes.plan)
    say = Comparing(Figures(messages, changes.plan), wording)
    return ChangesView(
        headline=headline(changes, messages),
        about=about(changes.after, messages),
        sides=tuple(_side(side, report, messages) for side, report in _sides(changes)),
        units=tuple(_units(changes, wording)),
        headings=ChangesHeadings(*(messages.template(f"compare.{name}") for name in ChangesHeadings.__slots__)),
        turned=tuple(say.turn(target) for turn in TURNS for target in changes.turned(turn)),
        moved=tuple(say.turn(target) for target in changes.turned(Turn.NONE)),
        behind=tuple(_behind(changes, say)),
        faults=tuple(_faults(changes, wording)),
        blocks=tuple(say.block(unit) for unit in changes.units if unit.how is How.CHANGED),
        provenance=tuple(_provenance(changes, messages)),
    )


def _behind(changes: Changes, say: Comparing) -> Iterator[Behind]:
    """Nothing between two periods, where every figure is another one."""
    if changes.one_period:
        yield from say.behind(changes.turned(*TURNS), {unit.unit: unit.how for unit in changes.units})


def headline(changes: Changes, messages: Messages) -> str:
    """All changes in one line: of what, and how much differs."""
    before, after = (_period(report, messages) for report in (changes.before, changes.after))
    told = messages.joined(_counts(changes, messages)) or messages.template("compare.same")
    key = "compare.one_period" if changes.one_period else "compare.two_periods"
    line = messages.text(key, before=before, after=after, told=told)
    if not changes.compared:
        line = messages.text("compare.not_compared", line=line)
    return messages.text("compare.only_reported", line=line) if changes.after.only_reported else line


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


def _sides(changes: Changes) -> Iterator[tuple[str, Report]]:
    yield "old", changes.before
    yield "new", changes.after


def _side(side: str, report: Report, messages: Messages) -> str:
    """``Old: returns.xlsx; year 2023; 12 units; no errors``."""
    names = [one.name for one in report.inputs if one.role == "return"]
    files = messages.joined(names) if len(names) <= NAMED else messages.count("files", len(names))
    errors = sum(1 for _ in report.of(Severity.ERROR))
    state = messages.count("errors", errors) if errors else messages.template("standings.sound")
    units = messages.count("units", sum(filed.reported for filed in report.filed))
    told = "; ".join(text for text in (files, _period(report, messages), units, state) if text)
    return messages.text("compare.side", side=messages.template(f"compare.{side}"), told=told)


def _units(changes: Changes, wording: Wording) -> Iterator[str]:
    """Who came, who is gone, and who sent the same again."""
    for how in (How.ADDED, How.REMOVED, How.SAME):
        units = changes.units_that(how)
        if units:
            same = how is How.SAME
            shown = named(units, wording.unit, wording.messages) if same else wording.units(units)
            yield wording.messages.text(f"compare.units_{how.value}", names=shown)


def _faults(changes: Changes, wording: Wording) -> Iterator[ToldFaults]:
    told: dict[str, tuple[Diagnostic, ...]] = {
        "warnings": changes.warnings,
        "came": changes.faults.came,
        "stayed": changes.faults.stayed,
        "gone": changes.faults.gone,
    }
    for name, found in told.items():
        if found:
            title = wording.messages.template(f"compare.{name}")
            heading = f"{title} ({wording.messages.number(len(found))})"
            yield ToldFaults(heading, found[0].severity, faults(found, wording), gone=name == "gone")


def _provenance(changes: Changes, messages: Messages) -> Iterator[str]:
    """What made it, and from what: the tool and the plan, then each file of either side."""
    yield made_by(changes.after)
    for side, report in _sides(changes):
        yield from (f"{messages.template(f'compare.{side}')} · {line}" for line in inputs(report, messages))
