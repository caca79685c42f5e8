"""The colours that a workbook knows by number: those of its theme (``ThemeWalker``) and of its palette."""

from __future__ import annotations

from khpcmd.workbook.file.colors import PALETTE, RGB, THEME
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.xml import MAIN, Tally, Walker

ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
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
