"""A plan as Markdown (GitHub's dialect), with a table for each part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khpcmd.render.escapes import visible
from khpcmd.render.plan_page import Part, PlanPage

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
"""What Markdown, HTML or GitHub's formulas would take for a mark of their own."""


def plan_markdown(page: PlanPage) -> str:
    """The page as Markdown; lines of one cell are divided by ``<br>``."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: PlanPage) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    yield from (f"- {escaped(line)}" for line in page.about)
    for part in page.parts:
        yield ""
        yield f"## {escaped(part.heading)}"
        yield ""
        yield from _table(part)


def _table(part: Part) -> Iterator[str]:
    yield _row([column] for column in part.columns)
    yield "|" + " --- |" * len(part.columns)
    yield from (_row([[row.id], [row.title], *row.cells]) for row in part.rows)


def _row(cells: Iterable[Iterable[str]]) -> str:
    return "| " + " | ".join("<br>".join(escaped(line) for line in cell) for cell in cells) + " |"


def escaped(text: str) -> str:
    """A text as Markdown that shows it to the letter, on one line."""
    return SPECIAL.sub(r"\\\1", visible(text))
