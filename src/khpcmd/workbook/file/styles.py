"""How cells look: number formats and fonts (``StylesWalker``, ``Look``), what a format does to a number (``dressing``).

And the shared strings of a workbook (``StringsWalker``), whose runs have looks of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.workbook.file.legacy_fonts import is_legacy
from khpcmd.workbook.file.limits import Limits, damaged
from khpcmd.workbook.file.xml import Tally, Walker

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STRUCK = "\u0336"
"""Drawn through the letter before it."""
OFF = ("0", "false", "none")


class Run:
    """The look of one run of a text, collected from its properties. ``font`` is "" where it names none."""

    __slots__ = ("_lowered", "_raised", "_struck", "font")

    def __init__(self) -> None:
        self.font = ""
        self._struck = self._raised = self._lowered = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """Take in one property of the run."""
        value = attributes.get("val", "")
        match name.rpartition(":")[2]:
            case "rFont":
                self.font = value
            case "strike":
                self._struck = value not in OFF
            case "vertAlign":
                self._raised, self._lowered = value == "superscript", value == "subscript"

    def seen(self, text: str) -> str:
        """The text as it looks: "1" as a footnote's mark becomes "¹", and a number that is struck out is none."""
        if self._struck:
            return "".join(letter + STRUCK for letter in text)
        if self._raised:
            return text.translate(RAISED)
        return text.translate(LOWERED) if self._lowered else text


SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[^;"\\])*')
LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
"""Parts of a section other than placeholders; the groups are what is shown of them."""
PLACEHOLDER = re.compile("[0#?]")
SCALED = re.compile(r"[0#?],+(?![0#?,])")
PERCENT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""The parts of a number format in which a percent sign means nothing."""
CONDITION = re.compile(r"\[[<>=]")


@dataclass(frozen=True, slots=True)
class Dressing:
    """How a format shows a number: the words beside it, and whether the number is seen as it is stored."""

    words: str
    plain: bool


@lru_cache(maxsize=256)
def dressing(number_format: str, sign: int) -> Dressing:
    """How a format shows a number of that sign (-1, 0 or 1)."""
    sections = _sections(number_format)
    if CONDITION.search(number_format):
        return Dressing("", plain=len({_shape(section) for section in sections}) == 1)
    section = sections[0]
    if sign < 0 and len(sections) > 1:
        section = sections[1]
    elif sign == 0 and len(sections) > 2:
        section = sections[2]
    shown = "".join("".join(match.groups("")) for match in LITERAL.finditer(section))
    rest = LITERAL.sub("", section)
    whole = bool(PLACEHOLDER.search(rest)) or rest.strip().lower() in ("general", "standard", "@")
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in shown).split())
    unseen = not whole and sign != 0  # accounting formats show nothing, or a dash, for zero
    changed = bool(SCALED.search(rest)) or any(letter.isdigit() for letter in words)
    return Dressing(words, plain=not (unseen or changed or (not whole and bool(words))))


@lru_cache(maxsize=512)
def shows_itself(number_format: str, *, zero: bool) -> bool:
    """Whether this format shows a number from 0 on as it is stored: no percent, no word, no scale."""
    worn = dressing(number_format, 0 if zero else 1)
    return worn.plain and not worn.words and "%" not in PERCENT_FORMAT.sub("", number_format)


def _sections(number_format: str) -> list[str]:
    found, rest = list[str](), number_format
    while True:
        match = SECTION.match(rest)
        end = match.end() if match else len(rest)
        found.append(rest[:end])
        if end >= len(rest):
            return found
        rest = rest[end + 1 :]


def _shape(section: str) -> str:
    """A section without its condition."""
    return re.sub(r"\[[^\]]*\]", "", section)


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
"""The number formats without a text in the file; copied from openpyxl (a test compares them) to spare its import."""
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
    """Whether the font strikes the content out."""

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
                raise damaged("style")  # all that follow would be shifted by one
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


STRING = 2
"""The depth of a string in the part."""
PROPERTY = 3
"""How much deeper the properties of a run stand."""


class StringsWalker(Walker):
    """Collects the texts of ``<si>``: the ``<t>`` directly below and those of its runs ``<r>``; no phonetic guides."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.strings: list[str] = []
        self.runs: dict[int, tuple[tuple[str, str], ...]] = {}
        """By index, the texts of a string whose runs name fonts, each with its font ("": that of the cell)."""
        self._snippets: list[str] = []
        self._fonts: list[str] = []
        self._run = Run()
        self._in_run = self._has_text = self._in_text = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == STRING:
            if name not in ("si", "extLst"):
                raise damaged("shared_string")  # all that follow would be shifted by one
            self._snippets, self._fonts, self._has_text = [], [], False
            self._run = Run()
        elif self.depth == STRING + 1:
            self._in_run = name == "r"
            self._has_text = self._has_text and not self._in_run
            self._run = Run()
        elif self.depth == STRING + PROPERTY and self._in_run:
            self._run.take(name, attributes)
        if self._in_text or (self._has_text and self._shows(name)):
            raise damaged("shared_string")  # readers do not agree on a second text beside or inside of the first one
        if self._shows(name):
            self._has_text = self._in_text = True
        self.text.clear()

    def _shows(self, name: str) -> bool:
        """Whether this element is a text of the string."""
        return name == "t" and (self.depth == STRING + 1 or (self.depth == STRING + 2 and self._in_run))

    def closed(self, name: str) -> None:
        if self._shows(name):
            self._snippets.append(self._run.seen("".join(self.text)))
            self._fonts.append(self._run.font)
            self._in_text = False
        elif name == "si" and self.depth == STRING:
            if any(self._fonts):
                self.runs[len(self.strings)] = tuple(zip(self._snippets, self._fonts, strict=True))
            self.strings.append("".join(self._snippets).replace("x005F_", ""))
