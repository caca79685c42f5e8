"""Colours of letters and of the ground they stand on, and whether a person can tell the two apart.

A workbook knows colours by their numbers in its theme (``ThemeWalker``) and in its palette (``PaletteWalker``). Of
patterns and gradients no colour is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from typing import NamedTuple

from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.xml import MAIN, Tally, Walker

BLACK, WHITE = "000000", "FFFFFF"
"""The colours of letters and of the ground where a style names none."""
UNKNOWN = ""
"""A colour that cannot be told: it is never taken for the same as another."""
RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
FIRST = (BLACK, WHITE, "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
"""The first colours of the old palette, which stand there twice."""
_LATER = """
    800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
    000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
    3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
"""
PALETTE = (*FIRST, *FIRST, *_LATER.split(), BLACK, WHITE)
"""The old palette, and behind it the colours of the system for letters and for the ground."""
THEME = (WHITE, BLACK)
"""The first two colours of a theme: nearly all themes leave paper and ink as they are."""
TINT = re.compile(r"-?[01](?:\.[0-9]{1,20})?")
INDEX = re.compile("[0-9]{1,3}")
NEAR = 24
"""How much of 255 red, green and blue may differ between two colours that nobody tells apart."""
PALE, DARK = 0.85, 0.02
"""From which brightness on two colours are both pale, and up to which both dark, so that nobody tells them apart."""


def _tinted(found: str, share: float) -> str:
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in bytes.fromhex(found)))
    light = light * (1 + share) if share < 0 else light + (1 - light) * share
    return "".join(f"{round(255 * part):02X}" for part in hls_to_rgb(hue, light, saturation))


def are_alike(letters: str, ground: str) -> bool:
    """Whether letters of one colour are not seen on the other."""
    if len(letters) != len(BLACK) or len(ground) != len(BLACK):
        return letters == ground != UNKNOWN
    pairs = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    if all(abs(one - other) <= NEAR for one, other in pairs):
        return True
    dark, light = sorted((_brightness(letters), _brightness(ground)))
    return dark > PALE or light < DARK


def _brightness(found: str) -> float:
    """How bright a colour is to the eye, from 0 to 1."""
    red, green, blue = bytes.fromhex(found)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


class Colors(NamedTuple):
    """The colours that a workbook knows by number: those of its theme and of its palette."""

    theme: tuple[str, ...] = THEME
    palette: tuple[str, ...] = PALETTE

    def of(self, attributes: Mapping[str, str]) -> str:
        """A colour as six digits; "" for one that cannot be told, "theme 12" for a number that the theme lacks."""
        match = RGB.fullmatch(attributes.get("rgb", ""))
        number, index = attributes.get("theme", ""), attributes.get("indexed", "")
        if match:
            found = match[1].upper()
        elif INDEX.fullmatch(number):
            found = self.theme[int(number)] if int(number) < len(self.theme) else f"theme {number}"
        elif INDEX.fullmatch(index) and int(index) < len(self.palette):
            found = self.palette[int(index)]
        else:
            return UNKNOWN
        tint = attributes.get("tint", "")
        share = float(tint) if TINT.fullmatch(tint) else 0.0
        if len(found) == len(BLACK) and share:
            return _tinted(found, max(-1.0, min(1.0, share)))
        return f"{found} {share:.3f}" if share else found


ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme in the order in which cells number them."""
SCHEME = 4
"""The depth of a colour's name in the part of a theme."""


class ThemeWalker(Walker):
    """Collects the colours of a theme."""

    namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self._found: dict[str, str] = {}
        self._name = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == SCHEME:
            self._name = name
        elif self.depth == SCHEME + 1 and name in ("srgbClr", "sysClr"):
            match = RGB.fullmatch(attributes.get("lastClr" if name == "sysClr" else "val", ""))
            if match:
                self._found.setdefault(self._name, match[1].upper())

    @property
    def colors(self) -> tuple[str, ...]:
        """The colours in the order of their numbers, as far as they are known."""
        known = dict(zip(ORDER, THEME, strict=False)) | self._found
        count = next((index for index, name in enumerate(ORDER) if name not in known), len(ORDER))
        return tuple(known[name] for name in ORDER[:count])


class PaletteWalker(Walker):
    """Collects the palette that a workbook has in place of the usual one."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self._found: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        match = RGB.fullmatch(attributes.get("rgb", "")) if name == "rgbColor" else None
        if match:
            self._found.append(match[1].upper())

    @property
    def colors(self) -> tuple[str, ...]:
        """The palette, filled up with the usual colours."""
        return (*self._found[: len(PALETTE)], *PALETTE[len(self._found) :])
