"""A plan as plain lines for pipes and files: whole, uncut, one thing to a line."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.render.escapes import visible
from khpcmd.render.plan_page import Part, PlanPage


def plan_plain(page: PlanPage) -> str:
    """The page as lines of text, each ended by a line break; what is said of a row begins with the row's id."""
    return "".join(f"{visible(line)}\n" for line in _lines(page))


def _lines(page: PlanPage) -> Iterator[str]:
    yield page.title
    yield from page.about
    for part in page.parts:
        yield ""
        yield part.heading
        yield from _rows(part)


def _rows(part: Part) -> Iterator[str]:
    for row in part.rows:
        yield f"{row.id}  {row.title}"
        for column, cell in zip(part.columns[2:], row.cells, strict=True):
            yield from (f"    {row.id}: {column}: {line}" for line in cell)
