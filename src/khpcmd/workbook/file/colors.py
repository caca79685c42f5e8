"""Colours of letters and of the ground they stand on, and whether a person can tell the two apart."""

from __future__ import annotations

import re
from collections.abc import Mapping

BLACK, WHITE = "000000", "FFFFFF"
"""The colours of letters and of the ground where a style names none."""
UNKNOWN = ""
"""A pattern, a gradient, or a colour that cannot be told: it is never taken for the same as another."""
RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
INDEXED = (BLACK, WHITE, "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
"""The first colours of the old palette, which stands there twice."""
SYSTEM = {"64": BLACK, "65": WHITE}
THEME = {"0": WHITE, "1": BLACK}
"""The first two colours of a theme: nearly all themes leave paper and ink as they are."""
TINT = re.compile(r"-?[01](?:\.[0-9]{1,20})?")
NEAR = 24
"""How much of 255 red, green and blue may differ between two colours that nobody tells apart."""


def color(attributes: Mapping[str, str]) -> str:
    """A colour as six digits, or as the name of one that only the theme or the palette knows."""
    match = RGB.fullmatch(attributes.get("rgb", ""))
    if match:
        return match[1].upper()
    if "theme" in attributes:
        return _of_theme(attributes["theme"], attributes.get("tint", ""))
    index = attributes.get("indexed", "")
    if index.isdecimal() and len(index) < 3:
        return INDEXED[int(index) % 8] if int(index) < 16 else SYSTEM.get(index, f"indexed {index}")
    return UNKNOWN


def _of_theme(number: str, tint: str) -> str:
    share = float(tint) if TINT.fullmatch(tint) else 0.0
    known = THEME.get(number)
    if known is None:
        return f"theme {number} {share:.3f}"
    light = known == WHITE
    level = round(255 * ((1 + min(share, 0.0)) if light else max(share, 0.0)))
    return f"{level:02X}" * 3


def are_alike(letters: str, ground: str) -> bool:
    """Whether letters of one colour are not seen on the other."""
    if len(letters) != 6 or len(ground) != 6:
        return letters == ground != UNKNOWN
    pairs = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    return all(abs(one - other) <= NEAR for one, other in pairs)
