"""Percentages as live formulas that are rounded down as the texts are, and never look like a threshold they miss."""

from __future__ import annotations

from khpcmd.render.book import Book
from khpcmd.render.numbers import Percentage, units_of
from khpcmd.render.results_workbook.values import Formula, In, Value
from khpcmd.results import Measurement

EXACT = 10**15
"""Whole numbers below it are exact in every spreadsheet."""
MOST_DECIMALS = 12
"""Beyond them a number of a spreadsheet may be the threshold itself; the text alone is right there."""


def percent_look(book: Book, decimals: int, *, signed: bool) -> str:
    """The look of a percentage with so many decimals."""
    shown = f"0.{'0' * decimals}%"
    name = f"{'growth' if signed else 'share'} {decimals}"
    return book.numbers(name, f"+{shown};-{shown};+{shown}" if signed else shown)


def ratio(book: Book, percentage: Percentage | None, found: Measurement, columns: tuple[str, str]) -> Value:
    """Part over whole, from the cells in the ``columns`` (letters) of the same row; blank if told otherwise."""
    if percentage is None or found.whole is None:
        return None
    decimals = percentage.decimals
    if decimals > MOST_DECIMALS:
        return None
    scale, (part, whole) = 10 ** (decimals + 2), columns
    value = units_of(percentage.value, decimals) / scale
    look = percent_look(book, decimals, signed=percentage.signed)
    if max(found.part, found.whole) * scale >= EXACT:
        return In(look, value)
    top = f"({part}{{row}}-{whole}{{row}})" if percentage.signed else f"{part}{{row}}"
    return Formula(f"INT({top}*{scale}/{whole}{{row}})/{scale}", value, look)
