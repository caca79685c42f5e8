"""Two submissions in one screen (``changes_summary``): which verdicts changed, the worse first, and what else did."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.changes import Changes, How, TargetChange, Turn
from khpcmd.i18n import Messages
from khpcmd.render.changes import TURN_SIGNS, TURN_STYLES, headline, sides, units
from khpcmd.render.closing import with_code
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Look
from khpcmd.render.summary.check import marks
from khpcmd.render.summary.files import other_entries
from khpcmd.render.summary.screen import Block, Entries, Row, Summary, drawn, step
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import Wording
from khpcmd.results import Result

FIGURES = 10
"""Up to so many changed figures are listed one by one."""


def changes_summary(changes: Changes, messages: Messages, look: Look) -> str:
    """The changes on one screen, or as whole lines for a pipe."""
    return drawn(_summary(changes, messages, look), messages, look)


def _summary(changes: Changes, messages: Messages, look: Look) -> Summary:
    say, wording = messages.template, Wording(messages, changes.plan)
    come = other_entries((*changes.faults.came, *changes.faults.stayed), wording)
    heading = say("summary.errors_after")
    return Summary(
        headline=headline(changes, messages),
        about=(*sides(changes, messages), *units(changes, wording)),
        figure_heading=say("summary.before"),
        threshold_heading=say("summary.after"),
        blocks=tuple(_blocks(changes, messages, look)),
        notes=tuple(_figures(changes, messages)),
        entries=Entries(heading, come) if come else None,
        steps=(
            step(look, messages, "changes", "diff", "-o", say("summary.changes_file")),
            step(look, messages, "details", "diff", "-v"),
        ),
        closing=with_code(_answer(changes, messages), messages, look.exit_code),
        style={0: "bold green", 1: "bold red"}.get(look.exit_code, "bold yellow"),
    )


def _blocks(changes: Changes, messages: Messages, look: Look) -> Iterator[Block]:
    figures = Figures(messages, changes.plan)
    for turn in Turn:
        found = changes.turned(turn)
        if found:
            word = messages.template(f"compare.turns.{turn.value}")
            heading = messages.text("summary.group", verdict=word, count=len(found))
            aside = messages.template("summary.gap") if turn is Turn.WORSE else ""
            rows = tuple(_row(change, word, figures, terminal=look.terminal) for change in found)
            yield Block(heading, "", aside, rows)


def _row(change: TargetChange, word: str, figures: Figures, *, terminal: bool) -> Row:
    target, after = change.target, change.after
    title = (target.short or target.title) if terminal else target.title
    short = _told(after, figures) if after is not None and change.turn is not Turn.BETTER else None
    return Row(
        mark=TURN_SIGNS[change.turn],
        word=f"{TURN_SIGNS[change.turn]} {word}",
        style=TURN_STYLES[change.turn],
        id=target.id + marks(target),
        title=title.in_(figures.messages.language),
        figure=_standing(change.before, figures, terminal=terminal),
        share="",
        threshold=f"→ {_standing(after, figures, terminal=terminal)}",
        short=short.needed_short if short else "",
        said=short.needed if short else "",
    )


def _standing(result: Result | None, figures: Figures, *, terminal: bool) -> str:
    """The verdict with the figure, of a percentage only that; on a terminal the sign stands for the verdict."""
    if result is None:
        return figures.messages.template("compare.not_judged")
    told = _told(result, figures)
    figure, share = told.value_short
    return f"{told.sign}{'' if terminal else f' {told.word}'} {share or figure}"


def _told(result: Result, figures: Figures) -> TargetTold:
    return TargetTold(result, figures, figures.who)


def _figures(changes: Changes, messages: Messages) -> Iterator[str]:
    """The figures that differ between both sides one by one where they are few, else how many there are."""
    found = [(unit, figure) for unit in changes.units if unit.how is How.CHANGED for figure in unit.figures]
    if not found:
        return
    if len(found) > FIGURES:
        reporters = messages.count("units", len({unit.unit for unit, _ in found}))
        yield messages.text("summary.changed", count=len(found), reporters=reporters)
        return
    figures, wording = Figures(messages, changes.plan), Wording(messages, changes.plan)
    for unit, figure in found:
        yield messages.text(
            "summary.changed_figure",
            unit=wording.unit(unit.unit),
            label=figures.label(figure.key),
            before=figures.found(figure.before),
            after=figures.found(figure.after),
        )


def _answer(changes: Changes, messages: Messages) -> str:
    if not changes.compared:
        return messages.template("closing.not_compared")
    worse = [change.target.id for change in changes.turned(Turn.WORSE) if change.target.binding]
    if worse and not changes.unread:
        return messages.text(
            "closing.worse", number=messages.count("binding_targets", len(worse)), ids=messages.joined(worse)
        )
    if not changes.unread:
        turned = changes.turned(Turn.BETTER, Turn.OTHER, Turn.WORSE)
        return messages.template("closing.none_worse" if turned else "closing.none_turned")
    line = messages.text("closing.compared_with_errors", errors=messages.count("errors", len(changes.unread)))
    return messages.text("closing.also_worse", line=line, ids=messages.joined(worse)) if worse else line
