"""Texts that are written into a copy: never a formula, nothing unseen, and no longer than a cell can show."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell

from khpcmd.render.escapes import visible

LONGEST = 1_500
"""Characters of one sentence; what was found in a cell can be much longer."""
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text on one line, shortened, with everything unseen made visible."""
    text = visible(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def write(cell: Cell, text: str) -> Cell:
    """Put a text into a cell, as text."""
    cell.value = ESCAPE.sub("_x005F_", harmless(text))
    cell.data_type = "s"
    if text.startswith(STARTS):
        cell.quotePrefix = True
    return cell
