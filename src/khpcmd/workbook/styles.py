"""What a cell's style says about its value: the number format and the font."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from khpcmd.workbook.dressing import shows_itself
from khpcmd.workbook.legacy import is_legacy
from khpcmd.workbook.limits import Limits, damaged
from khpcmd.workbook.runs import OFF
from khpcmd.workbook.walk import Tally, Walker

GENERAL = "General"
DEFAULT_FONT = "Calibri"
_PLAIN = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'
_PLAIN_2 = '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'
BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: _PLAIN, 42: _PLAIN.replace("* ", '"$"* '), 43: _PLAIN_2, 44: _PLAIN_2.replace("_(* ", '_("$"* '),
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The number formats that have no text in the file. A test holds them to openpyxl's, whose import they spare."""
MAY_BE_DATE = re.compile("[dmhysDMHYS]")
NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Look:
    """One style of cells. ``may_be_date``: only openpyxl can tell whether a number in it is a day."""

    number_format: str = GENERAL
    font: str = DEFAULT_FONT
    legacy: bool = False
    may_be_date: bool = False
    struck: bool = False
    """Whether the font draws a line through what stands there."""

    @cached_property
    def shows_numbers(self) -> bool:
        """Whether a whole number above 0 is seen as it is stored."""
        return not self.struck and shows_itself(self.number_format, zero=False)

    @cached_property
    def shows_zero(self) -> bool:
        """Whether a zero is seen as it is stored."""
        return not self.struck and shows_itself(self.number_format, zero=True)


PLAIN = Look()
"""The style of cells that have none."""


class StylesWalker(Walker):
    """Collects number formats, names of fonts, and the styles of cells that refer to both."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self._formats: dict[str, str] = {}
        self._fonts: list[str] = []
        self._struck: set[int] = set()
        self._styles: list[tuple[str, str]] = []
        self._section = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        match self.depth, self._section, name:
            case 2, _, _:
                self._section = name
            case 3, "numFmts", "numFmt":
                self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
            case 3, "fonts", "font":
                self._fonts.append("")
            case 4, "fonts", "name" if self._fonts:
                self._fonts[-1] = attributes.get("val", "")
            case 4, "fonts", "strike" if self._fonts and attributes.get("val", "") not in OFF:
                self._struck.add(len(self._fonts) - 1)
            case 3, "cellXfs", "xf":
                self._styles.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
            case 3, "fonts" | "cellXfs", other if other != "extLst":
                raise damaged("style")  # all that follow would be taken for their neighbours
            case _:
                pass

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """The styles in their order; refused where one refers to something that does not exist."""
        made = dict[tuple[str, str], Look]()
        return tuple(made.get(style) or made.setdefault(style, self._look(*style)) for style in self._styles) or (
            Look(),
        )

    def _look(self, number: str, font: str) -> Look:
        if not (NUMBER.fullmatch(number) and NUMBER.fullmatch(font)):
            raise damaged("style")
        code = self._formats.get(number, BUILTIN.get(int(number), GENERAL))
        if int(font) >= len(self._fonts):
            if self._fonts or int(font):
                raise damaged("style")
            return Look(code, DEFAULT_FONT, legacy=False, may_be_date=_may_be_date(code))
        name = self._fonts[int(font)]
        return Look(code, name, is_legacy(name), _may_be_date(code), int(font) in self._struck)


def _may_be_date(code: str) -> bool:
    return bool(MAY_BE_DATE.search(code.split(";", 1)[0]))
