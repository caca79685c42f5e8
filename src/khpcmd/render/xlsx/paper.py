"""How a sheet is printed on A4: which way the paper lies, on how many pages, and how much smaller."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from khpcmd.render.xlsx.text_width import DIGIT, PADDING, pixels_of

MILLIMETRES = {True: (297.0, 210.0), False: (210.0, 297.0)}
"""The width and the height of the paper, when it lies across and when it stands upright."""
SIDE, UPPER, LOWER = 10.0, 10.0, 13.0
"""The margins, in millimetres: left and right, above, and below with the footer."""
INCH, PIXELS, POINTS = 25.4, 96, 72
"""In millimetres; to the inch."""
LEAST, READABLE, WHOLE = 60, 65, 100
"""In percent: nothing is printed smaller, and nothing as small on one page if two pages have it larger."""
FEW = 2
"""On how many pages a sheet is spread so that it can be read better; more are taken for more rows only."""
WIDER, SPARE = 1.05, 0.97
"""How much wider columns are in LibreOffice than in Excel, and how much of a page is counted on."""


class Table(NamedTuple):
    """What is to be printed.

    The widths of its columns in pixels and the heights of its rows in points, from the first one; how many columns are
    repeated on every page, and the height of the header that is.
    """

    widths: Sequence[int]
    heights: Sequence[float]
    fixed: int = 0
    header: float = 0


class Layout(NamedTuple):
    """The pages of a sheet: the first columns of those beside the first, how many are below each other, the scale."""

    landscape: bool
    cuts: tuple[int, ...]
    down: int
    scale: int

    @property
    def pages(self) -> int:
        return (len(self.cuts) + 1) * self.down


def laid_out(table: Table) -> Layout:
    """One page if it can be read there, else two, else as few as the rows need.

    The paper lies across unless it takes fewer pages upright.
    """
    found = list(_layouts(table))
    for most, least in ((1, READABLE), (FEW, LEAST)):
        fitting = [one for one in found if one.pages <= most and one.scale >= least]
        if fitting:
            across = [one for one in fitting if one.landscape]
            return max(across or fitting, key=lambda one: one.scale)
    return min(found, key=lambda one: (one.pages, not one.landscape, -one.scale))


def first_page(table: Table) -> int:
    """How many columns stand on the first page however the sheet is printed."""
    return min((cuts[0] for _, cuts in _ways(table) if cuts), default=len(table.widths))


def room_for(columns: int, fixed: float) -> float:
    """How wide columns may be, in digits, that stand on one page beside a fixed one."""
    room = _room(True)[0] * WHOLE / LEAST - pixels_of(fixed)
    return (room / max(columns, 1) - PADDING) // DIGIT


def _layouts(table: Table) -> Iterator[Layout]:
    for landscape, cuts in _ways(table):
        wide, high = _room(landscape)
        widest, fewest = _scale(table, cuts, wide), _down(table, high, LEAST)
        for down in {1, FEW, fewest}:
            if down >= fewest:
                yield Layout(landscape, cuts, down, _largest(table, high, widest, down))


def _ways(table: Table) -> Iterator[tuple[bool, tuple[int, ...]]]:
    """How the paper may lie, with the columns that begin its pages; some only if there is no way without."""
    across, upright = (_cuts(table, _room(landscape)[0]) for landscape in MILLIMETRES)
    yield True, across
    if across or not upright:
        yield False, upright


def _room(landscape: bool) -> tuple[float, float]:
    """The pixels beside each other and the points below each other on a page that is not made smaller."""
    width, height = MILLIMETRES[landscape]
    wide = SPARE * (width - 2 * SIDE) / INCH * PIXELS / WIDER
    return wide, SPARE * (height - UPPER - LOWER) / INCH * POINTS


def _cuts(table: Table, wide: float) -> tuple[int, ...]:
    """The columns spread evenly over as few pages as have room for them at the least scale."""
    free, repeated = table.widths[table.fixed :], sum(table.widths[: table.fixed])
    pages = 1 + len(_begun(free, max(wide * WHOLE / LEAST - repeated, 1)))
    return tuple(table.fixed + one for one in _even(free, pages))


def _begun(sizes: Sequence[float], room: float, again: float = 0.0) -> tuple[int, ...]:
    """Where pages after the first begin, each with as much as it has room for besides what stands on it ``again``."""
    found, used = list[int](), 0.0
    for index, size in enumerate(sizes):
        if used and used + size > room:
            found.append(index)
            used = again
        used += size
    return tuple(found)


def _even(sizes: Sequence[float], pages: int) -> tuple[int, ...]:
    """Where pages begin that are nearly of the same size."""
    low, high = max(sizes, default=0), sum(sizes)
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_begun(sizes, middle)) < pages else (middle, high)
    return _begun(sizes, high)


def _scale(table: Table, cuts: tuple[int, ...], wide: float) -> int:
    repeated = sum(table.widths[: table.fixed])
    edges = (table.fixed, *cuts, len(table.widths))
    widest = max(repeated + sum(table.widths[first:last]) for first, last in pairwise(edges))
    return max(LEAST, min(WHOLE, int(WHOLE * wide / max(widest, 1))))


def _largest(table: Table, high: float, scale: int, down: int) -> int:
    """The largest scale, up to ``scale``, at which the rows need no more than so many pages."""
    scales = range(LEAST, scale + 1)
    return scales[bisect_right(scales, down, lo=1, key=lambda one: _down(table, high, one)) - 1]


def _down(table: Table, high: float, scale: int) -> int:
    """How many pages the rows need below each other; those after the first begin with the header."""
    return 1 + len(_begun(table.heights, high * WHOLE / scale, table.header))
