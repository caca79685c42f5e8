"""A trend in words: each figure as a short text, what plans changed, and how the newest result stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from khpcmd.changes import Turn
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.figures import Percentage, percent, points
from khpcmd.render.styles import SIGNS
from khpcmd.render.summary.screen import cell_len, padded
from khpcmd.render.wording import visible
from khpcmd.results import Verdict
from khpcmd.trend import Column, PlanChange, Point, Row, Sort, Trend

LEAST = 18
"""So many characters of a title are shown however narrow the terminal is."""
GAP = "  "
PROVISIONAL = "*"
"""Behind a figure to which not all units have contributed."""
GOES = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: ""}


@dataclass(frozen=True)
class TrendTold:
    """A trend in words, each text made when it is asked for."""

    found: Trend
    messages: Messages

    @property
    def headline(self) -> str:
        results = self.messages.count("results", len(self.found.columns))
        followed = self.messages.count("targets_followed", len(self.found.rows))
        return self.messages.text("trend.headline", followed=followed, results=results)

    @property
    def headings(self) -> list[str]:
        """The periods of the columns."""
        return list(map(self._heading, self.found.columns))

    def _heading(self, column: Column) -> str:
        """A period, with the plan where another one has that title, and a mark where some was not judged."""
        title, plans = visible(column.title), {one.plan for one in self.found.columns if one.title == column.title}
        if len(plans) > 1:
            title = f"{title} ({visible(column.plan)})"
        return self.messages.text("trend.partial", title=title) if column.partial else title

    @property
    def turns(self) -> str:
        """Which targets turned since the last result of the same kind of period."""
        turned = {turn: [visible(row.target) for row in self.found.rows if row.turn is turn] for turn in GOES}
        told = "; ".join(
            self.messages.text(f"trend.turned.{turn.value}", count=len(ids), ids=self.messages.joined(ids))
            for turn, ids in turned.items()
            if ids and turn in (Turn.WORSE, Turn.BETTER)
        )
        if told:
            return self.messages.text("trend.turns", turned=told)
        last = self.found.columns[-1]
        alike = [one for one in self.found.columns if (one.period, one.partial) == (last.period, last.partial)]
        return self.messages.template("trend.no_turns" if len(alike) > 1 else "trend.nothing_alike")

    def figure(self, point: Point) -> str:
        """What was reached, as short as it can be: "91,66%", "+3,03%", "11/12", "5.250"."""
        levels, messages = () if point.level is None else (point.level,), self.messages
        match point.sort:
            case Sort.NUMBER if point.part is not None:
                text = self._number(point.part)
            case Sort.RATE if point.value is not None:
                ends = tuple(level / 100 for level in levels)
                text = Percentage(point.value / 100, ends).number(messages)
            case Sort.SHARE | Sort.CHANGE if point.value is not None:
                text = percent(point.value, messages, levels, signed=point.sort is Sort.CHANGE)
            case Sort.POINTS if point.value is not None:
                text = points(point.value, messages, levels)
            case Sort.SHARE | Sort.UNITS | Sort.STEPS if point.part is not None and point.whole is not None:
                text = f"{self._number(point.part)}/{self._number(point.whole)}"
            case Sort.REVIEW if point.verdict is not Verdict.INCONCLUSIVE:
                return messages.template("view.by_answer")
            case _:
                return messages.template("trend.unknown")
        return text + PROVISIONAL if point.provisional else text

    def _number(self, value: int | Decimal) -> str:
        return self.messages.number(value) if isinstance(value, int) else self.messages.decimal(value)

    def marked(self, point: Point | None) -> str:
        """A figure behind the sign of its verdict; a dot where the results of the period have no such target."""
        if point is None:
            return self.messages.template("trend.absent")
        return f"{SIGNS[point.verdict]} {self.figure(point)}"

    def asked(self, row: Row) -> str:
        """The threshold of the newest plan that has the target."""
        return next((visible(point.asked) for point in reversed(row.points) if point is not None), "")

    def goes(self, row: Row) -> str:
        """The sign of how the last figure stands to the one before."""
        return GOES[row.turn]

    @property
    def notes(self) -> Iterator[str]:
        """What a reader has to know of the signs and the columns, and what the plans changed."""
        found, say = self.found, self.messages.template
        if found.rows:
            yield self._legend
        if any(point is not None and point.provisional for row in found.rows for point in row.points):
            yield say("trend.provisional")
        if any(column.partial for column in found.columns):
            yield say("trend.partial_note")
        if len({column.period for column in found.columns}) > 1:
            yield say("trend.like_with_like")
        for key in ("too_early", "replaced"):
            yield from (self.messages.text(f"trend.{key}", file=visible(file)) for file in getattr(found, key))
        yield from map(self._change, found.changes)

    @property
    def _legend(self) -> str:
        """What the signs mean that stand in the table, and no others."""
        points = [point for row in self.found.rows for point in row.points]
        verdicts = {point.verdict for point in points if point is not None}
        signs = [(SIGNS[one], f"verdicts.{one.value}") for one in Verdict if one in verdicts]
        if None in points:
            signs.append((self.marked(None), "trend.no_such_target"))
        turns = {row.turn for row in self.found.rows}
        signs += [(sign, f"trend.goes.{turn.value}") for turn, sign in GOES.items() if sign and turn in turns]
        told = ", ".join(f"{sign} {self.messages.template(key)}" for sign, key in signs)
        return self.messages.text("view.legend", signs=told)

    def _change(self, change: PlanChange) -> str:
        """What a plan says otherwise than the result before it."""
        column = self.found.columns[change.column]
        where = self.messages.text("trend.of_column", period=visible(column.title), document=visible(column.document))
        said = {"target": change.target, "before": change.before, "after": change.after}
        told = {name: visible(text) for name, text in said.items()}
        return self.messages.text(f"trend.change.{change.what.value}", where=where, **told)


def trend_lines(found: Trend, messages: Messages, exit_code: int, width: int | None) -> Iterator[str]:
    """The whole trend; ``width`` None cuts nothing."""
    told = TrendTold(found, messages)
    yield from (told.headline, "", *_table(told, width), "", *told.notes)
    yield with_code(told.turns, messages, exit_code)


def _table(told: TrendTold, width: int | None) -> Iterator[str]:
    rows, say = told.found.rows, told.messages.template
    lines = [["", *told.headings, "", say("trend.threshold")]]
    lines += [[visible(row.target), *map(told.marked, row.points), told.goes(row), told.asked(row)] for row in rows]
    lines.append(["", *(f"{one.reported}/{one.expected}" for one in told.found.columns), "", ""])
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    titles = ["", *(visible(row.title) for row in rows), say("trend.reported")]
    room = max(map(cell_len, titles))
    if width is not None:
        room = max(LEAST, min(room, width - sum(widths) - len(GAP) * len(widths)))
    for title, cells in zip(titles, lines, strict=True):
        first, *others = map(padded, cells, widths)
        yield GAP.join([first, padded(_cut(title, room), room), *others]).rstrip()


def _cut(text: str, size: int) -> str:
    """The text in at most so many columns of the terminal."""
    if cell_len(text) <= size:
        return text
    while cell_len(text) >= size:
        text = text[:-1]
    return text.rstrip() + "…"
