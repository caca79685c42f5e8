"""Colours of letters and of the ground they stand on, and whether a person can tell the two apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
THEME = (WHITE, BLACK)
"""The first two colours of a theme: nearly all themes leave paper and ink as they are."""
TINT = re.compile(r"-?[01](?:\.[0-9]{1,20})?")
INDEX = re.compile("[0-9]{1,3}")
NEAR = 24
"""How much of 255 red, green and blue may differ between two colours that nobody tells apart."""
PALE, DARK, CONTRAST = 0.7, 0.03, 1.3
"""From which luminance on colours are pale, and up to which dark; and the contrast at which two such are told apart."""
COVERED = {"gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75, "solid": 1.0}
"""How much of the ground a pattern covers with its own colour; about half of it, where it draws lines."""


def color(attributes: Mapping[str, str], theme: Sequence[str] = THEME, palette: Sequence[str] = PALETTE) -> str:
    """A colour as six digits; a number of the theme that is not known as "theme" and the number."""
    match = RGB.fullmatch(attributes.get("rgb", ""))
    number, index = attributes.get("theme", ""), attributes.get("indexed", "")
    if match:
        found = match[1].upper()
    elif INDEX.fullmatch(number):
        found = theme[int(number)] if int(number) < len(theme) else f"theme {number}"
    elif INDEX.fullmatch(index) and int(index) < len(palette):
        found = palette[int(index)]
    else:
        return UNKNOWN
    tint = attributes.get("tint", "")
    share = float(tint) if TINT.fullmatch(tint) else 0.0
    if len(found) == len(BLACK) and share:
        return _tinted(found, max(-1.0, min(1.0, share)))
    return f"{found} {share:.3f}" if share else found


def _tinted(found: str, share: float) -> str:
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in bytes.fromhex(found)))
    light = light * (1 + share) if share < 0 else light + (1 - light) * share
    return "".join(f"{round(255 * part):02X}" for part in hls_to_rgb(hue, light, saturation))


def patterned(kind: str, letters: str, ground: str) -> str:
    """The colour that a pattern of one colour on another looks like from afar."""
    share = COVERED.get(kind, 0.5)
    if share == 1:
        return letters
    if len(letters) != len(ground) or len(letters) != len(BLACK):
        return UNKNOWN
    pairs = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    return "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in pairs)


def graded(colors: Sequence[str]) -> str:
    """The colour of a gradient between others, where it is nearly one."""
    return colors[0] if colors and all(are_alike(colors[0], other) for other in colors) else UNKNOWN


def are_alike(letters: str, ground: str) -> bool:
    """Whether letters of one colour are not seen on the other."""
    if len(letters) != len(BLACK) or len(ground) != len(BLACK):
        return letters == ground != UNKNOWN
    pairs = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    if all(abs(one - other) <= NEAR for one, other in pairs):
        return True
    dark, light = sorted((_luminance(letters), _luminance(ground)))
    return (dark > PALE or light < DARK) and (light + 0.05) / (dark + 0.05) < CONTRAST


def _luminance(found: str) -> float:
    """How bright a colour is to the eye, from 0 to 1 (WCAG 2)."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in bytes.fromhex(found)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
