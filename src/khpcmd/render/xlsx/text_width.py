"""How wide a text in Times New Roman is, and so how many lines it takes in a cell."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

WIDTHS = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 408: '"', 444: "?acez“”", 469: "^",
    480: "{}", 500: "#$*0123456789_bdghknopquvxyđ–", 541: "~", 549: "≤≥", 556: "FPS", 564: "+<=>", 611: "ELTZ",
    667: "BCR", 722: "ADGHKNOQUVXYwĐ", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
"""Letters by their width in thousandths of the size of the font."""
HORN, HORN_WIDTH = "\u031b", 42
"""What ơ and ư are wider than o and u."""
OTHER = 722
BOLD = 1.06
"""How much wider bold letters are."""
PIXELS, PADDING, DIGIT = 96 / 72, 5, 7
"""To the point; beside the digits that the width of a column is counted in; to such a digit, at 11 points."""
MARGIN = 0.98
"""How much of a column is counted on: programs break lines a little differently."""


LETTERS = {letter: width for width, letters in WIDTHS.items() for letter in letters}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of a text in a font of so many points."""
    return _width(text) / 1000 * size * PIXELS * (BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    """The width in thousandths of the size of the font; a workbook has most of its words many times."""
    parts = unicodedata.normalize("NFD", text)
    letters = [LETTERS.get(part, OTHER) for part in parts if not unicodedata.combining(part)]
    return HORN_WIDTH * parts.count(HORN) + sum(letters)


def pixels_of(*columns: float) -> int:
    """The width in pixels of some columns, whose widths are in digits."""
    return sum(int(column * DIGIT + PADDING) for column in columns)


def lines_in(text: str, pixels: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many pixels: it is broken between words, and within longer ones."""
    room = max(1.0, (pixels - PADDING) * MARGIN)
    return sum(_broken(line, room, size, bold=bold) for line in text.split("\n"))


def _broken(line: str, room: float, size: float, *, bold: bool) -> int:
    lines, used, space = 1, 0.0, width_of(" ", size, bold=bold)
    for word in line.split(" "):
        width = width_of(word, size, bold=bold)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0.0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines
