"""A trend in words: each figure as a short text, what plans changed, and how the newest result stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from khpcmd.changes import Turn
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.figures import Percentage, percent, points
from khpcmd.render.styles import SIGNS
from khpcmd.render.summary.screen import cell_len
from khpcmd.render.wording import visible
from khpcmd.results import Verdict
from khpcmd.trend import Column, PlanChange, Point, Row, Sort, Trend

LEAST = 18
"""So many characters of a title are shown however narrow the terminal is."""
GAP = "  "
PROVISIONAL = "*"
"""Behind a figure to which not all units have contributed."""
GOES = {Turn.WORSE: "▼", Turn.BETTER: "▲", Turn.OTHER: "◆", Turn.NONE: ""}


def _number(value: int | Decimal, messages: Messages) -> str:
    return messages.number(value) if isinstance(value, int) else messages.decimal(value)


def figure(point: Point, messages: Messages) -> str:
    """What was reached, as short as it can be: "91,66%", "+3,03%", "11/12", "5.250"."""
    levels = () if point.level is None else (point.level,)
    match point.sort:
        case Sort.NUMBER if point.part is not None:
            text = _number(point.part, messages)
        case Sort.RATE if point.value is not None:
            ends = tuple(level / 100 for level in levels)
            text = Percentage(point.value / 100, ends).number(messages)
        case Sort.SHARE | Sort.CHANGE if point.value is not None:
            text = percent(point.value, messages, levels, signed=point.sort is Sort.CHANGE)
        case Sort.POINTS if point.value is not None:
            text = points(point.value, messages, levels)
        case Sort.SHARE | Sort.UNITS | Sort.STEPS if point.part is not None and point.whole is not None:
            text = f"{_number(point.part, messages)}/{_number(point.whole, messages)}"
        case Sort.REVIEW if point.verdict is not Verdict.INCONCLUSIVE:
            return messages.template("view.by_answer")
        case _:
            return messages.template("trend.unknown")
    return text + PROVISIONAL if point.provisional else text


def marked(point: Point | None, messages: Messages) -> str:
    """A figure behind the sign of its verdict; a dot where the results of the period have no such target."""
    return messages.template("trend.absent") if point is None else f"{SIGNS[point.verdict]} {figure(point, messages)}"


def heading(column: Column, found: Trend, messages: Messages) -> str:
    """The period of a column, with the plan where another one has that title, and a mark where some was not judged."""
    title, plans = visible(column.title), {one.plan for one in found.columns if one.title == column.title}
    if len(plans) > 1:
        title = f"{title} ({visible(column.plan)})"
    return messages.text("trend.partial", title=title) if column.partial else title


def headline(found: Trend, messages: Messages) -> str:
    periods = messages.count("results", len(found.columns))
    return messages.text(
        "trend.headline", followed=messages.count("targets_followed", len(found.rows)), results=periods
    )


def asked(row: Row) -> str:
    """The threshold of the newest plan that has the target."""
    return next((visible(point.asked) for point in reversed(row.points) if point is not None), "")


def legend(found: Trend, messages: Messages) -> str:
    """What the signs mean that stand in the table, and no others."""
    points = [point for row in found.rows for point in row.points]
    verdicts = {point.verdict for point in points if point is not None}
    signs = [(sign, f"verdicts.{verdict.value}") for verdict, sign in SIGNS.items() if verdict in verdicts]
    if None in points:
        signs.append((messages.template("trend.absent"), "trend.no_such_target"))
    turns_met = {row.turn for row in found.rows}
    signs += [(sign, f"trend.goes.{turn.value}") for turn, sign in GOES.items() if sign and turn in turns_met]
    told = ", ".join(f"{sign} {messages.template(key)}" for sign, key in signs)
    return messages.text("view.legend", signs=told)


def notes(found: Trend, messages: Messages) -> Iterator[str]:
    """What a reader has to know of the signs and the columns, and what the plans changed."""
    if found.rows:
        yield legend(found, messages)
    points = [point for row in found.rows for point in row.points if point is not None]
    if any(point.provisional for point in points):
        yield messages.template("trend.provisional")
    if any(column.partial for column in found.columns):
        yield messages.template("trend.partial_note")
    if len({column.period for column in found.columns}) > 1:
        yield messages.template("trend.like_with_like")
    for file in found.too_early:
        yield messages.text("trend.too_early", file=visible(file))
    for file in found.replaced:
        yield messages.text("trend.replaced", file=visible(file))
    for change in found.changes:
        yield change_line(change, found, messages)


def change_line(change: PlanChange, found: Trend, messages: Messages) -> str:
    """What a plan says otherwise than the result before it."""
    column = found.columns[change.column]
    where = messages.text("trend.of_column", period=visible(column.title), document=visible(column.document))
    said = {"target": change.target, "before": change.before, "after": change.after}
    told = {name: visible(text) for name, text in said.items()}
    return messages.text(f"trend.change.{change.what.value}", where=where, **told)


def turns(found: Trend, messages: Messages) -> str:
    """Which targets turned since the last result of the same kind of period."""
    ids = {turn: [visible(row.target) for row in found.rows if row.turn is turn] for turn in (Turn.WORSE, Turn.BETTER)}
    told = [
        messages.text(f"trend.turned.{turn.value}", count=len(targets), ids=messages.joined(targets))
        for turn, targets in ids.items()
        if targets
    ]
    if told:
        return messages.text("trend.turns", turned="; ".join(told))
    last = found.columns[-1]
    alike = [one for one in found.columns if (one.period, one.partial) == (last.period, last.partial)]
    return messages.template("trend.no_turns" if len(alike) > 1 else "trend.nothing_alike")


def trend_lines(found: Trend, messages: Messages, exit_code: int, width: int | None) -> Iterator[str]:
    """The whole trend; ``width`` None cuts nothing."""
    yield headline(found, messages)
    yield ""
    yield from _table(found, messages, width)
    yield ""
    yield from notes(found, messages)
    yield with_code(turns(found, messages), messages, exit_code)


def _table(found: Trend, messages: Messages, width: int | None) -> Iterator[str]:
    headings = [heading(column, found, messages) for column in found.columns]
    lines = [
        [visible(row.target), *(marked(point, messages) for point in row.points), GOES[row.turn], asked(row)]
        for row in found.rows
    ]
    reported = ["", *(f"{one.reported}/{one.expected}" for one in found.columns), "", ""]
    head = ["", *headings, "", messages.template("trend.threshold")]
    all_ = [head, *lines, reported]
    widths = [max(map(cell_len, column)) for column in zip(*all_, strict=True)]
    titles = ["", *(visible(row.title) for row in found.rows), messages.template("trend.reported")]
    room = max(map(cell_len, titles))
    if width is not None:
        room = max(LEAST, min(room, width - sum(widths) - len(GAP) * len(widths)))
    for title, cells in zip(titles, all_, strict=True):
        first, *others = (_padded(cell, size) for cell, size in zip(cells, widths, strict=True))
        yield GAP.join([first, _padded(_cut(title, room), room), *others]).rstrip()


def _padded(text: str, size: int) -> str:
    return text + " " * (size - cell_len(text))


def _cut(text: str, size: int) -> str:
    """The text in at most so many columns of the terminal."""
    if cell_len(text) <= size:
        return text
    while cell_len(text) >= size:
        text = text[:-1]
    return text.rstrip() + "…"
