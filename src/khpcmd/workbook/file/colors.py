"""Colours of letters and of the ground they stand on, and whether a person can tell the two apart.

A theme's and a palette's colours are taken for the usual ones. Of patterns and gradients no colour is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from colorsys import hls_to_rgb, rgb_to_hls

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
THEME = (WHITE, BLACK, "EEECE1")
"""The first colours of a theme, which nearly all themes leave as they are: paper, ink, and other paper."""
PASTEL = 0.7
"""From which tint on every other colour of a theme is pale."""
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


def color_of(attributes: Mapping[str, str]) -> str:
    """A colour as six digits; "" for one that cannot be told, "theme 12" for a number of a theme's own."""
    match = RGB.fullmatch(attributes.get("rgb", ""))
    number, index = attributes.get("theme", ""), attributes.get("indexed", "")
    tint = attributes.get("tint", "")
    share = max(-1.0, min(1.0, float(tint))) if TINT.fullmatch(tint) else 0.0
    if match:
        found = match[1].upper()
    elif INDEX.fullmatch(number):
        found = THEME[int(number)] if int(number) < len(THEME) else WHITE if share > PASTEL else f"theme {number}"
    elif INDEX.fullmatch(index) and int(index) < len(PALETTE):
        found = PALETTE[int(index)]
    else:
        return UNKNOWN
    if len(found) == len(BLACK) and share:
        return _tinted(found, share)
    return f"{found} {share:.3f}" if share else found
