"""A part of a plan as a row of texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

BREAK = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029]+[ \t]*")

Lines = tuple[str, ...]
"""What one cell says, a line for each thing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A period, a level, a field, a target, a duty: its id and its title, and what its other columns say."""

    id: str
    title: str
    cells: tuple[Lines, ...] = ()


def row(name: str, title: str, *cells: Iterable[str]) -> Row:
    """A row of texts, each made one line; what is empty is left out."""
    return Row(name, one_line(title), tuple(tuple(one_line(line) for line in cell if line) for cell in cells))


def one_line(text: str) -> str:
    """The text without its line breaks, which YAML allows in a quote."""
    return BREAK.sub(" ", text)
