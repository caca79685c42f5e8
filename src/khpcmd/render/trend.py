"""A trend on a terminal: a line for each target, a column for each result; whole lines for a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.summary.screen import cell_len
from khpcmd.render.trend_words import GOES, asked, heading, headline, marked, notes, turns
from khpcmd.render.wording import visible
from khpcmd.trend import Trend

LEAST = 18
"""So many characters of a title are shown however narrow the terminal is."""
GAP = "  "


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
