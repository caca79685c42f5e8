"""How cells look: number formats, fonts and grounds (``StylesWalker``, ``Look``), and conditionally (``Change``).

And the shared strings of a workbook (``StringsWalker``), whose runs have looks of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from khpcmd.workbook.file.colors import BLACK, UNKNOWN, WHITE, are_alike, color_of
from khpcmd.workbook.file.legacy_fonts import is_drawn, is_legacy
from khpcmd.workbook.file.limits import Limits, damaged
from khpcmd.workbook.file.number_formats import (
    BUILTIN,
    GENERAL,
    LETTER,
    LOCAL,
    LONGEST,
    UNSEEN,
    dresses_text,
    dressing,
    hides,
    may_be_date,
    shows_itself,
)
from khpcmd.workbook.file.xml import DECLARED, MAIN, Tally, Walker, decoded, unescaped

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STRUCK = "\u0336"
"""Drawn through the letter before it."""
OFF = ("0", "false", "none")


PROPERTY = 3
"""How deep below a string the properties of its runs stand."""
IN_RUNS = {"rFont": "name", "name": ""}
"""What properties of fonts are called in runs, where that is another name."""
TINY = 4.0
"""Letters of so many points are a speck."""


class Piece(NamedTuple):
    """One run of a text, with its font and the colour of its letters, "" where it names none."""

    text: str
    font: str = ""
    letters: str = ""


@dataclass(slots=True)
class Run:
    """The look of letters, by the properties of a font or of a run; its name and their colour are "" if not named."""

    name: str = ""
    letters: str = ""
    struck: bool = False
    tiny: bool = False
    raised: bool = False
    lowered: bool = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """Take in one property, by its local name."""
        value = attributes.get("val", "")
        match name:
            case "name":
                self.name = value
            case "strike":
                self.struck = value not in OFF
            case "color":
                self.letters = color_of(attributes)
            case "sz":
                self.tiny = is_tiny(value)
            case "vertAlign":
                self.raised, self.lowered = value == "superscript", value == "subscript"

    def seen(self, text: str) -> str:
        """The text as it looks: "1" as a footnote's mark becomes "¹", and a number that is struck out is none."""
        if self.tiny:
            return LETTER.sub(UNSEEN, text)
        if self.struck:
            return "".join(letter + STRUCK for letter in text)
        if self.raised:
            return text.translate(RAISED)
        return text.translate(LOWERED) if self.lowered else text

    def piece(self, text: str) -> Piece:
        """The text as it looks, with its font and its colour."""
        return Piece(self.seen(text), self.name, self.letters)


class RichText:
    """A text as a string holds it, in one piece or in runs, without phonetic guides.

    It takes the elements of the string with their depths below it; readers do not agree on a second text beside or
    inside of the first one, nor on one among the properties of a run, which are refused.
    """

    def __init__(self, reason: str) -> None:
        self.pieces: list[Piece] = []
        self._reason = reason
        """That of a refusal, as a word of the catalogue."""
        self._run = Run()
        self._in_run = self._has_text = self._in_text = False

    def opened(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """An element of the string began."""
        if depth == 1:
            self._in_run, self._run = name == "r", Run()
            self._has_text = self._has_text and not self._in_run
        elif depth == PROPERTY and self._in_run:
            self._run.take(IN_RUNS.get(name, name), attributes)
        shows = self._shows(depth, name)
        if self._in_text or (shows and (self._has_text or depth >= PROPERTY)):
            raise damaged(self._reason)
        if shows:
            self._has_text = self._in_text = True

    def closed(self, depth: int, name: str, text: str) -> None:
        """An element of the string ends, with the characters in it."""
        if self._shows(depth, name):
            self.pieces.append(self._run.piece(unescaped(text)))
            self._in_text = False

    def _shows(self, depth: int, name: str) -> bool:
        """Whether this element is a text of the string."""
        return name == "t" and (depth == 1 or self._in_run)


DEFAULT_FONT = "Calibri"
NUMBER = re.compile("[0-9]{1,9}")
SIZE = re.compile("[0-9]{1,4}(?:[.][0-9]{1,9})?")


def is_tiny(size: str) -> bool:
    """Whether letters of this size are too small to be read."""
    return SIZE.fullmatch(size) is not None and float(size) <= TINY


@dataclass(frozen=True)
class Look:
    """One style of cells."""

    number_format: str = GENERAL
    font: str = DEFAULT_FONT
    struck: bool = False
    """Whether the font strikes the content out."""
    letters: str = BLACK
    ground: str = WHITE
    tiny: bool = False
    """Whether the letters are too small to be read."""
    repeated: bool = False
    """Whether the content is repeated until the cell is full: 5 is seen as 55555."""
    without_zeros: bool = False
    """Whether a zero is left out by the sheet or a conditional format."""

    @cached_property
    def legacy(self) -> bool:
        """Whether texts in the font are not Unicode."""
        return is_legacy(self.font)

    @cached_property
    def drawn(self) -> bool:
        """Whether the font has signs in place of letters and digits."""
        return is_drawn(self.font)

    @cached_property
    def may_be_date(self) -> bool:
        """Whether only openpyxl can tell whether a number in it is a day."""
        return may_be_date(self.number_format)

    @cached_property
    def shows_numbers(self) -> bool:
        """Whether a whole number above 0 is seen as it is stored."""
        return self._shows_content and shows_itself(self.number_format, zero=False)

    @cached_property
    def shows_zero(self) -> bool:
        """Whether a zero is seen as it is stored."""
        return self._shows_content and not self.without_zeros and shows_itself(self.number_format, zero=True)

    @cached_property
    def leaves_zero_blank(self) -> bool:
        """Whether nothing is seen of a zero."""
        return self.without_zeros or dressing(self.number_format, 0).blank

    @property
    def _shows_content(self) -> bool:
        return not (self.struck or self.repeated or self.drawn)

    @property
    def is_plain(self) -> bool:
        """Whether everything is seen as it is stored."""
        return self.shows_numbers and self.shows_zero and not (self.legacy or self.may_be_date or self.dresses_text)

    @cached_property
    def dresses_text(self) -> bool:
        """Whether the format shows a text as another one."""
        return dresses_text(self.number_format)

    @cached_property
    def unseen(self) -> str:
        """Why a person does not see what stands in the cell, as a word of the catalogue; "" where it is seen."""
        if self.tiny:
            return "tiny_letters"
        if are_alike(self.letters, self.ground):
            return "letters_like_ground"
        return "empty_format" if hides(self.number_format) else ""


PLAIN = Look()
"""The style of cells that have none."""


class Change(NamedTuple):
    """What a conditional format changes in the look of a cell; "" for what it leaves."""

    letters: str = ""
    ground: str = ""
    number_format: str = ""
    struck: bool = False
    no_number: bool = False
    """Whether only an icon or a bar is shown."""

    @property
    def may_hide(self) -> bool:
        return self != Change()

    def taken(self, depth: int, part: str, name: str, attributes: dict[str, str]) -> Change:
        """The change with one more element of its format: a part at depth 0, or what stands in such a part."""
        match depth, part, name:
            case 0, _, "numFmt":
                number = attributes.get("numFmtId", "")
                known = BUILTIN.get(int(number)) if NUMBER.fullmatch(number) else None
                return self._replace(number_format=_code(attributes) if "formatCode" in attributes else known or "")
            case 1, "font", "color":
                return self._replace(letters=color_of(attributes))
            case 1, "font", "strike":
                return self._replace(struck=attributes.get("val", "") not in OFF)
            case 2, "fill", "bgColor":
                return self._replace(ground=color_of(attributes))
            case _:
                return self

    def hides_zero(self, look: Look) -> bool:
        """Whether nothing is seen of a zero of this look."""
        blank = self.number_format != "" and dressing(self.number_format, 0).blank
        return self.no_number or blank or self._covers(look)

    def hides(self, look: Look) -> bool:
        """Whether a number of this look is no longer seen as it is stored."""
        if self.no_number or self.struck or (self.number_format and not shows_itself(self.number_format, zero=False)):
            return True
        return self._covers(look)

    def _covers(self, look: Look) -> bool:
        """Whether letters and ground are of one colour."""
        return bool(self.letters or self.ground) and are_alike(self.letters or look.letters, self.ground or look.ground)


SINGLE = frozenset({"numFmts", "fonts", "cellStyleXfs", "cellXfs", "dxfs"})
"""The lists by whose order cells and rules know their styles."""


class Style(NamedTuple):
    """One style of cells as it is written: the numbers of its format, its font and its ground."""

    number_format: str
    font: str
    fill: str
    repeated: bool = False


PLAIN_STYLE = Style("0", "0", "0")


def _style_of(attributes: dict[str, str], parent: Style) -> Style:
    """The style with these attributes, which takes from another one what it leaves out."""
    number, font, fill = parent[:3]
    return Style(attributes.get("numFmtId", number), attributes.get("fontId", font), attributes.get("fillId", fill))


def _code(attributes: dict[str, str]) -> str:
    """The text of a number format; refused where no program keeps so long a one, for which openpyxl takes long."""
    code = attributes.get("formatCode", GENERAL)
    if len(code) > LONGEST:
        raise damaged("style")
    return code


class StylesWalker(Walker):
    """Collects number formats, fonts, grounds, the styles of cells that refer to these, and conditional formats."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.changes: list[Change] = []
        """What each conditional format changes, by its number."""
        self._formats: dict[str, str] = {}
        self._fonts: list[Run] = []
        self._grounds: list[str] = []
        self._styles: list[Style] = []
        self._sections = set[str]()
        self._parents: list[Style] = []
        """The named styles, from which those of cells take what they leave out."""
        self._section = self._part = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2:
            if name in self._sections and name in SINGLE:
                raise damaged("style")  # programs do not agree on which of two lists counts
            self._section = name
            self._sections.add(name)
        elif self.depth == 3:
            self._open_entry(name, attributes)
        elif self._section == "fonts" and self.depth == 4 and self._fonts:
            self._fonts[-1].take(name, attributes)
        elif self._section == "fills" and self._grounds:
            self._take_ground(name, attributes)
        elif self._section == "dxfs" and self.changes:
            self._take_change(name, attributes)
        elif self._section == "cellXfs" and self.depth == 4 and name == "alignment" and self._styles:
            self._styles[-1] = self._styles[-1]._replace(repeated=attributes.get("horizontal") == "fill")

    def _open_entry(self, name: str, attributes: dict[str, str]) -> None:
        match self._section, name:
            case "numFmts", "numFmt":
                code = _code(attributes)
                if self._formats.setdefault(attributes.get("numFmtId", ""), code) != code:
                    raise damaged("style")
            case "fonts", "font":
                self._fonts.append(Run())
            case "fills", "fill":
                self._grounds.append(WHITE)
            case "dxfs", "dxf":
                self.changes.append(Change())
            case "cellXfs", "xf":
                self._styles.append(self._style(attributes))
            case "cellStyleXfs", "xf":
                self._parents.append(_style_of(attributes, PLAIN_STYLE))
            case "fonts" | "cellXfs", other if other != "extLst":
                raise damaged("style")  # all that follow would be shifted by one
            case _:
                pass

    def _style(self, attributes: dict[str, str]) -> Style:
        """A style of cells; of a number format that is said not to count, programs take it or that of its parent."""
        number = attributes.get("xfId", "")
        known = NUMBER.fullmatch(number) is not None and int(number) < len(self._parents)
        parent = self._parents[int(number)] if known else PLAIN_STYLE
        style = _style_of(attributes, parent)
        if attributes.get("applyNumberFormat", "1") in OFF and not self._is_plain(parent.number_format):
            return style._replace(number_format=parent.number_format)
        return style

    def _is_plain(self, number: str) -> bool:
        code = self._formats.get(number) or (BUILTIN.get(int(number)) if NUMBER.fullmatch(number) else None) or GENERAL
        return may_be_date(code) or shows_itself(code, zero=False)

    def _take_ground(self, name: str, attributes: dict[str, str]) -> None:
        """A solid ground has its colour, none is white, and of a pattern or a gradient no colour is told."""
        match self.depth, name:
            case 4, _:
                self._part = attributes.get("patternType", "none") if name == "patternFill" else ""
                self._grounds[-1] = {"none": WHITE, "solid": BLACK}.get(self._part, UNKNOWN)
            case 5, "fgColor" if self._part == "solid":
                self._grounds[-1] = color_of(attributes)
            case _:
                pass

    def _take_change(self, name: str, attributes: dict[str, str]) -> None:
        """A part of a conditional format; its solid ground has the colour that is the other one elsewhere."""
        if self.depth == 4:
            self._part = name
        self.changes[-1] = self.changes[-1].taken(self.depth - 4, self._part, name, attributes)

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """The styles in their order; refused where one refers to something that does not exist."""
        made = dict[Style, Look]()
        return tuple(made.get(style) or made.setdefault(style, self._look(style)) for style in self._styles) or (
            Look(),
        )

    def _look(self, style: Style) -> Look:
        number, font, fill, repeated = style
        if not (NUMBER.fullmatch(number) and NUMBER.fullmatch(font)):
            raise damaged("style")
        code = self._formats.get(number, BUILTIN.get(int(number)) or LOCAL.get(int(number), GENERAL))
        if int(font) >= len(self._fonts) and (self._fonts or int(font)):
            raise damaged("style")
        worn = self._fonts[int(font)] if self._fonts else Run(DEFAULT_FONT)
        grounds = self._grounds or [WHITE]
        ground = grounds[int(fill)] if NUMBER.fullmatch(fill) and int(fill) < len(grounds) else UNKNOWN
        return Look(code, worn.name, worn.struck, worn.letters or BLACK, ground, worn.tiny, repeated)


STRING = 2
"""The depth of a string in the part."""
PLAIN_STRINGS = re.compile(
    DECLARED
    + rb'<sst xmlns="%b"(?: (?:count|uniqueCount)="[0-9]+")*>' % MAIN.encode()
    + rb'((?:<si><t(?: xml:space="preserve")?>[^<>&\]\x00-\x09\x0b-\x1f\xef]*+</t></si>\s*)*+)</sst>\s*'
)
"""Strings in one piece, as usual programs write them, with nothing that could mean anything else to a parser of XML."""
IN_PIECES = re.compile("<t[^<>]*>([^<]*)<")


class StringsWalker(Walker):
    """Collects the texts of ``<si>``."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.strings: list[str] = []
        self.runs: dict[int, tuple[Piece, ...]] = {}
        """By index, the runs of a string in which they name fonts or colours."""
        self._string = RichText("shared_string")

    def walk(self, data: bytes) -> None:
        plain = PLAIN_STRINGS.fullmatch(data)
        if plain is None:
            super().walk(data)
            return
        self.strings += map(unescaped, IN_PIECES.findall(decoded(plain[1])))
        self.tally.add(self.limits, elements=1 + STRING * len(self.strings))

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == STRING:
            if name not in ("si", "extLst"):
                raise damaged("shared_string")  # all that follow would be shifted by one
            self._string = RichText("shared_string")
        else:
            self._string.opened(self.depth - STRING, name, attributes)
        self.text.clear()

    def closed(self, name: str) -> None:
        if self.depth > STRING:
            self._string.closed(self.depth - STRING, name, "".join(self.text))
        elif name == "si" and self.depth == STRING:
            pieces = self._string.pieces
            if any(piece.font or piece.letters for piece in pieces):
                self.runs[len(self.strings)] = tuple(pieces)
            self.strings.append("".join(piece.text for piece in pieces))
