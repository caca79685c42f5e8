"""A plan for a terminal: tables where they fit, else each row as a card. Everything wraps and nothing is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from khpcmd.render.formats import Look
from khpcmd.render.plan.page import Lines, Part, PlanPage, Row
from khpcmd.render.table import drawn_for, text_of
from khpcmd.render.wording import visible

ROOMY = 110
"""From this width on every part is a table, also one whose texts have to wrap."""
LONG = 24
"""A column with a longer line than this gives way to the others where there is not room for all."""
MARGIN = 2
"""What a column takes beside its content."""


def plan_table(page: PlanPage, look: Look) -> str:
    """The page drawn for a terminal, as text with (or, without ``color``, without) escape sequences."""
    return drawn_for(_parts(page, look.width), look)


def _parts(page: PlanPage, width: int) -> Iterator[RenderableType]:
    yield text_of(page.title, "bold")
    yield from (text_of(line) for line in page.about)
    for part in page.parts:
        yield Padding(text_of(part.heading, "bold"), (1, 0, 0, 0))
        if width >= ROOMY or _fits(part, width):
            yield _table(part, width)
        else:
            yield from _cards(part)


def _block(lines: Iterable[str]) -> Text:
    return Text("\n").join(text_of(line) for line in lines)


def _widths(part: Part) -> list[int]:
    """How wide each column is where nothing wraps."""
    rows = [_cells(row) for row in part.rows]
    columns = ([(name,), *cells] for name, *cells in zip(part.columns, *rows, strict=True))
    return [max(len(visible(line)) for cell in cells for line in cell or ("",)) for cells in columns]


def _fits(part: Part, width: int) -> bool:
    return sum(_widths(part)) + MARGIN * len(part.columns) <= width


def _cells(row: Row) -> tuple[Lines, ...]:
    return ((row.id,), (row.title,), *row.cells)


def _table(part: Part, width: int) -> Table:
    """Short columns keep their width; the others share what is left by the square root of what they would take."""
    widths = _widths(part)
    fitting = _fits(part, width)
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, expand=not fitting)
    for index, (name, needed) in enumerate(zip(part.columns, widths, strict=True)):
        fixed = fitting or index == 0 or needed <= LONG
        drawn.add_column(text_of(name), width=needed if fixed else None, ratio=None if fixed else round(needed**0.5))
    for row in part.rows:
        drawn.add_row(*(_block(cell) for cell in _cells(row)))
    return drawn


def _cards(part: Part) -> Iterator[RenderableType]:
    """Each row as its title with everything else below it, named by its column."""
    for row in part.rows:
        yield text_of(f"{row.id}  {row.title}", "bold")
        for column, cell in zip(part.columns[2:], row.cells, strict=True):
            yield from (Padding(text_of(f"{column}: {line}"), (0, 0, 0, 4)) for line in cell[:1])
            yield from (Padding(text_of(line), (0, 0, 0, 6)) for line in cell[1:])
