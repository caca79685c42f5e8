"""Changes between two submissions in words, in the order a person reads them: as a document, and in one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from khpcmd.changes import Changes, FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.document import Document, Facts, Findings, Section, Table, Text
from khpcmd.render.document import Row as Cells
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Look
from khpcmd.render.styles import STYLES, style_of
from khpcmd.render.summary.check import marks, other_entries
from khpcmd.render.summary.screen import Block, Entries, Row, Summary, drawn, step
from khpcmd.render.told.file import faults as faults_of
from khpcmd.render.told.target import TargetTold, title
from khpcmd.render.view import View
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report
from khpcmd.results import Result

HOW_SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~", How.SAME: "="}
TURN_SIGNS = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: "="}
TURN_STYLES = {Turn.WORSE: "bold red", Turn.BETTER: "green", Turn.OTHER: "cyan", Turn.NONE: "dim"}
TURNS = (Turn.WORSE, Turn.BETTER, Turn.OTHER)
"""The turns of a verdict; the worst news come first."""
BEHIND = 6
"""How many figures behind a verdict are shown before the rest is counted; the list of figures has all of them."""
NAMED = 3
"""How many files of a side are named before they are counted."""
FIGURES = 10
"""Up to how many changed figures are listed one by one on the screen."""


def changes_document(changes: Changes, messages: Messages, _look: Look) -> Document:
    """Headline, units, verdicts, faults and figures."""
    told, after = ChangesTold(changes, messages), View(changes.after, messages)
    return Document(
        told.headline(),
        (after.about, *told.about()),
        tuple(told.sections()),
        (after.made_by, *told.inputs()),
    )


def changes_summary(changes: Changes, messages: Messages, look: Look) -> str:
    """The changes on one screen, or as whole lines for a pipe: which verdicts changed, and what else did."""
    told, say = ChangesTold(changes, messages), messages.template
    come = other_entries((*changes.faults.came, *changes.faults.stayed), told.wording)
    summary = Summary(
        headline=told.headline(),
        about=tuple(told.about()),
        figure_heading=say("summary.before"),
        threshold_heading=say("summary.after"),
        blocks=tuple(told.blocks(terminal=look.terminal)),
        notes=tuple(told.notes()),
        entries=Entries(say("summary.errors_after"), come) if come else None,
        steps=(
            step(look, messages, "changes", "diff", "-o", say("summary.changes_file")),
            step(look, messages, "details", "diff", "-v"),
        ),
        closing=with_code(told.answer(), messages, look.exit_code),
        style=style_of(look.exit_code),
    )
    return drawn(summary, messages, look)


class ChangesTold:
    """Puts the parts of changes into words."""

    def __init__(self, changes: Changes, messages: Messages) -> None:
        self._changes, self._messages = changes, messages
        self._figures, self.wording = Figures(messages, changes.plan), Wording(messages, changes.plan)
        self._both = (("old", changes.before), ("new", changes.after))

    def headline(self) -> str:
        """All changes in one line: of what, and how much differs."""
        changes, messages = self._changes, self._messages
        words = messages.counts(self._counts()) or messages.template("compare.same")
        key = "compare.one_period" if changes.one_period else "compare.two_periods"
        before, after = (self._period(report) for _, report in self._both)
        line = messages.text(key, before=before, after=after, changes=words)
        if not changes.compared:
            line = messages.text("compare.not_compared", line=line)
        return messages.text("compare.only_reported", line=line) if changes.after.only_reported else line

    def _counts(self) -> Iterator[tuple[str, int]]:
        changes = self._changes
        yield from ((f"verdicts_{turn.value}", len(changes.turned(turn))) for turn in TURNS)
        yield "changed_figures", sum(1 for _ in changes.figures())
        yield from ((f"units_{how.value}", len(changes.units_that(how))) for how in (How.ADDED, How.REMOVED))
        yield from ((f"errors_{name}", len(getattr(changes.faults, name))) for name in ("came", "stayed", "gone"))
        yield "warnings", len(changes.warnings)

    def _period(self, report: Report) -> str:
        period = report.plan.periods.get(report.period)
        return period.title.in_(self._messages.language) if period else self._messages.template("compare.no_period")

    def about(self) -> Iterator[str]:
        """What was sent on either side, who came, who is gone, and who sent the same again."""
        yield from (self._side(side, report) for side, report in self._both)
        for how in (How.ADDED, How.REMOVED, How.SAME):
            if found := self._changes.units_that(how):
                same = how is How.SAME
                names = named(found, self.wording.unit, self._messages) if same else self.wording.units(found)
                yield self._messages.text(f"compare.units_{how.value}", names=names)

    def _side(self, side: str, report: Report) -> str:
        """``Old: returns.xlsx; year 2023; 12 units; no errors``."""
        messages = self._messages
        names = [one.name for one in report.inputs if one.role == "return"]
        files = messages.joined(names) if len(names) <= NAMED else messages.count("files", len(names))
        faults = self._changes.faults
        errors = len(faults.stayed) + len(faults.gone if side == "old" else faults.came)
        state = messages.count("errors", errors) if errors else messages.template("standings.sound")
        units = messages.count("units", sum(filed.reported for filed in report.filed))
        words = "; ".join(text for text in (files, self._period(report), units, state) if text)
        return messages.text("compare.side", side=messages.template(f"compare.{side}"), content=words)

    def inputs(self) -> Iterator[str]:
        """Each file of either side."""
        for side, report in self._both:
            name = self._messages.template(f"compare.{side}")
            yield from (f"{name} · {line}" for line in View(report, self._messages).inputs)

    def sections(self) -> Iterator[Section]:
        """The verdicts that turned and why, those that did not, the faults, and the figures of each unit."""
        say, changes = self._messages.template, self._changes
        yield from self._targets("turned", [one for turn in TURNS for one in changes.turned(turn)])
        if changes.one_period and (behind := tuple(self._behind(changes.turned(*TURNS)))):  # else all figures differ
            yield Section(say("compare.behind"), (Facts(behind),))
        yield from self._targets("moved", changes.turned(Turn.NONE))
        for name, found in changes.lists.items():
            if found:
                heading = f"{say(f'compare.{name}')} ({self._messages.number(len(found))})"
                yield Section(heading, (Findings(faults_of(found, self.wording), gone=name == "gone"),))
        if blocks := tuple(self._unit(unit) for unit in changes.units if unit.how is How.CHANGED):
            yield Section(say("compare.figures"), blocks)

    def _targets(self, name: str, found: Iterable[TargetChange]) -> Iterator[Section]:
        if rows := tuple(map(self._turn, found)):
            yield Section(self._messages.template(f"compare.{name}"), (Table(self._columns("target"), rows),))

    def _columns(self, what: str) -> tuple[str, ...]:
        return tuple(self._messages.template(f"compare.{name}") for name in (what, "old", "new"))

    def _unit(self, change: UnitChange) -> Table:
        """The figures of one unit that differ, under its name and their number."""
        name, count = self.wording.unit(change.unit), self._messages.count("changed_figures", len(change.figures))
        rows = tuple(self._figure(figure, name) for figure in change.figures)
        return Table(self._columns("field"), rows, self._messages.text("compare.unit", unit=name, count=count))

    def _figure(self, change: FigureChange, unit: str) -> Cells:
        sign, label, cells = HOW_SIGNS[change.how], self._figures.label(change.key), (change.before, change.after)
        before, after = map(self._figures.found, cells)
        was, now = (str(cell.at) if cell and cell.at else "" for cell in cells)
        line = f"{sign} {unit} | {label} | {before} → {after} | {was or '–'} → {now or '–'}"
        sides = (Text(before), *_if_any(was, "dim")), (Text(after), *_if_any(now, "dim"))
        return Cells(((Text(f"{sign} {label}"),), *sides), (line,))

    def _turn(self, change: TargetChange) -> Cells:
        mark = f"{TURN_SIGNS[change.turn]} {self._messages.template(f'compare.turns.{change.turn.value}')}"
        ident, name = change.target.id, title(change.target, self._messages)
        before, after = self._standing(change.before), self._standing(change.after)
        first = () if change.turn is Turn.NONE else (Text(mark, TURN_STYLES[change.turn]),)
        line = f"{mark} | {ident} | {_in_line(before)} → {_in_line(after)} | {name}"
        return Cells(((*first, Text(f"{ident}  {name}")), before, after), (line,))

    def _of(self, result: Result) -> TargetTold:
        return TargetTold(result, self._figures, self.wording.unit)

    def _standing(self, result: Result | None) -> tuple[Text, ...]:
        """How a target stands on one side: the verdict, the figure and what belongs beside it."""
        if result is None:
            return (Text(self._messages.template("compare.not_judged"), "dim"),)
        told = self._of(result)
        mark = Text(f"{told.sign} {told.word}", STYLES[result.verdict])
        return (mark, *_if_any(told.value, ""), *(Text(remark, "italic") for remark in told.remarks))

    def _behind(self, turned: Iterable[TargetChange]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Who came or is gone, and the figures that changed, once for all targets concerned."""
        found: dict[tuple[str, ...], list[str]] = {}
        for change in turned:
            found.setdefault((*self._came_or_went(change), *self._changed(change)), []).append(change.target.id)
        yield from ((self._messages.joined(targets), lines) for lines, targets in found.items() if lines)

    def _came_or_went(self, change: TargetChange) -> Iterator[str]:
        became = {unit.unit: unit.how for unit in self._changes.units}
        for how in (How.ADDED, How.REMOVED):
            names = named([one for one in change.units if became[one] is how], self.wording.unit, self._messages)
            yield from (self._messages.text(f"compare.units_{how.value}", names=names),) if names else ()

    def _changed(self, change: TargetChange) -> Iterator[str]:
        """Field by field, the old and the new value of each unit."""
        by_field: dict[str, list[str]] = {}
        for figure in change.behind[:BEHIND]:
            line = self._messages.text("compare.figure", **self._values(figure.unit, figure))
            by_field.setdefault(self._figures.label(figure.key), []).append(line)
        for label, texts in by_field.items():
            yield self._messages.text("compare.changed", label=label, figures=self._messages.joined(texts))
        if len(change.behind) > BEHIND:
            yield self._messages.count("more_figures", len(change.behind) - BEHIND)

    def blocks(self, *, terminal: bool) -> Iterator[Block]:
        """The verdicts that changed, for the screen."""
        for turn in Turn:
            if found := self._changes.turned(turn):
                word = self._messages.template(f"compare.turns.{turn.value}")
                heading = self._messages.text("summary.group", verdict=word, count=len(found))
                aside = self._messages.template("summary.gap") if turn is Turn.WORSE else ""
                yield Block(heading, "", aside, tuple(self._row(one, word, terminal=terminal) for one in found))

    def _row(self, change: TargetChange, word: str, *, terminal: bool) -> Row:
        target, after = change.target, change.after
        short = self._of(after) if after is not None and change.turn is not Turn.BETTER else None
        sign = TURN_SIGNS[change.turn]
        return Row(
            mark=sign,
            word=f"{sign} {word}",
            style=TURN_STYLES[change.turn],
            id=target.id + marks(target),
            title=((target.short or target.title) if terminal else target.title).in_(self._messages.language),
            figure=self._shortly(change.before, terminal=terminal),
            share="",
            threshold=f"→ {self._shortly(after, terminal=terminal)}",
            short=short.needed_short if short else "",
            said=short.needed if short else "",
        )

    def _shortly(self, result: Result | None, *, terminal: bool) -> str:
        """The verdict with the figure, of a percentage only that; on a terminal the sign stands for the verdict."""
        if result is None:
            return self._messages.template("compare.not_judged")
        told = self._of(result)
        figure, share = told.value_short
        return f"{told.sign}{'' if terminal else f' {told.word}'} {share or figure}"

    def notes(self) -> Iterator[str]:
        """The figures that differ between both sides one by one where they are few, else how many there are."""
        units = (unit for unit in self._changes.units if unit.how is How.CHANGED)
        found = [(unit.unit, figure) for unit in units for figure in unit.figures]
        if len(found) > FIGURES:
            reporters = self._messages.count("units", len({unit for unit, _ in found}))
            yield self._messages.text("summary.changed", count=len(found), reporters=reporters)
            return
        for unit, figure in found:
            label = self._figures.label(figure.key)
            yield self._messages.text("summary.changed_figure", label=label, **self._values(unit, figure))

    def _values(self, unit: str, figure: FigureChange) -> dict[str, str]:
        """A figure of a unit on both sides, for a sentence."""
        before, after = map(self._figures.found, (figure.before, figure.after))
        return {"unit": self.wording.unit(unit), "before": before, "after": after}

    def answer(self) -> str:
        """The answer in words."""
        changes, messages = self._changes, self._messages
        if not changes.compared:
            return messages.template("closing.not_compared")
        worse = [change.target.id for change in changes.turned(Turn.WORSE) if change.target.binding]
        if changes.unread:
            errors = messages.count("errors", len(changes.unread))
            line = messages.text("closing.compared_with_errors", errors=errors)
            return messages.text("closing.also_worse", line=line, ids=messages.joined(worse)) if worse else line
        if worse:
            number = messages.count("binding_targets", len(worse))
            return messages.text("closing.worse", number=number, ids=messages.joined(worse))
        return messages.template("closing.none_worse" if changes.turned(*TURNS) else "closing.none_turned")


def _if_any(text: str, style: str) -> tuple[Text, ...]:
    return (Text(text, style),) if text else ()


def _in_line(standing: Sequence[Text]) -> str:
    (mark, _), *others = standing
    figure = ", ".join(text for text, _ in others)
    return f"{mark} ({figure})" if figure else mark
