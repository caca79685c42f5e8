"""What a number format shows: of a number (``dressing``), and of a text (``shown_text``).

A person reads what the format shows. Where that is another figure than the stored one, or none, the cell is in doubt.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

LONGEST = 255
"""Characters of a number format, the most that a spreadsheet program keeps."""
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[\$(?P<currency>[^][-]*+)[^][]*+\]|(?P<bracket>\[[^][]*\])|(?P<space>[_*].)'
    r"|(?P<end>;)|(?P<digit>[0#?])|(?P<mark>[,.%])|(?P<exponent>[Ee][+-])|(?P<general>General|Standard|@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
LITERAL = frozenset({"quoted", "escaped", "currency", "other"})
"""The tokens that are shown as they are."""
CODES = frozenset({"digit", "general", "exponent"})
SCALED = re.compile("[0#?],+(?![0#?,])")
GROUPED = re.compile("[0#?,]*(?: [0#?]{3})*(?:[.][0#?]*)?%?")
"""The placeholders of a number whose thousands are set apart by spaces, or not at all."""
GROUPS_OF_ZEROS = re.compile("0[, ]000|[.]0{3}")
"""Zeros that are shown whatever the number is, so that 84 is seen as 84.000 or 0,084."""
NUMERALS = re.compile(r"\[DBNum|\[NatNum", re.IGNORECASE)
"""The digits of another script."""
PERCENT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^][]*\]')
"""The parts of a number format in which a percent sign means nothing."""
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:[.][0-9]{1,15})?)\]")
COMPARED = re.compile(r"\[\s*[<>=]")
"""The start of a condition, whether it can be told or not."""
WHITE = re.compile(r"\[(?:white|colou?r ?2)\]", re.IGNORECASE)
LETTER, UNSEEN = re.compile(r"\S"), "\ufffd"
"""A letter, and what stands for one that nobody can read."""
DASHES = frozenset("-–—")
BEHIND = frozenset("().,:/-[]")
"""The signs that words behind a number may have with them without making it another number."""


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}


class Dressing(NamedTuple):
    """How a format shows a number: the words beside it, and whether the number is seen as it is stored."""

    words: str
    plain: bool
    blank: bool = False
    """Whether nothing at all is seen."""


@dataclass(frozen=True)
class Section:
    """One section of a number format: its tokens in order, each with its kind and what it shows."""

    tokens: tuple[tuple[str, str], ...]

    @cached_property
    def code(self) -> str:
        """The placeholders and marks alone: digits, and @ for the whole number or text."""
        return "".join("@" if kind == "general" else text for kind, text in self.tokens if kind in CODES | {"mark"})

    @cached_property
    def is_for_text(self) -> bool:
        """Whether it has a place for a text."""
        return any(text == "@" for kind, text in self.tokens if kind == "general")

    def shows_number(self, sign: int = 1) -> bool:
        """Whether a number is seen; a zero is only where its digit is demanded."""
        return any(letter in "0@" or (sign and letter in "#?") for letter in self.code)

    @cached_property
    def conditions(self) -> tuple[re.Match[str] | None, ...]:
        """The comparisons that a number has to meet, such as >= 1000; None for one that cannot be told."""
        return tuple(
            CONDITION.fullmatch(text) for kind, text in self.tokens if kind == "bracket" and COMPARED.match(text)
        )

    def holds(self, sign: int) -> bool | None:
        """Whether a number of this sign meets the condition; None where it depends on the number."""
        if not self.conditions:
            return True
        match = self.conditions[0]
        if match is None or len(self.conditions) > 1:
            return None
        limit = float(match[2])
        return COMPARISONS[match[1]](sign, limit) if limit == 0 or sign == 0 else None

    @cached_property
    def fills(self) -> str:
        """The letters and digits that are repeated until the cell is full."""
        return "".join(
            text[1] for kind, text in self.tokens if kind == "space" and text[0] == "*" and text[1].isalnum()
        )

    @cached_property
    def shown(self) -> str:
        """All that is shown beside the placeholders."""
        return _literals(self.tokens)

    @cached_property
    def is_white(self) -> bool:
        """Whether it draws in white, which nobody sees on paper."""
        return any(WHITE.fullmatch(text) for kind, text in self.tokens if kind == "bracket")

    @cached_property
    def words(self) -> str:
        return " ".join("".join(letter if letter.isalnum() else " " for letter in self.shown).split())

    @cached_property
    def changes(self) -> bool:
        """Whether a number is seen as another one, by its scale, or by digits and signs beside or inside of it."""
        places = [place for place, (kind, _) in enumerate(self.tokens) if kind in CODES]
        before, behind = _literals(self.tokens[: places[0]]), _literals(self.tokens[places[-1] + 1 :])
        signs = BEHIND if any(map(str.isalpha, behind)) else frozenset[str]()
        number = self.tokens[places[0] : places[-1] + 1]
        written = "".join(_inside(kind, text) for kind, text in number)
        return (
            SCALED.search(self.code) is not None
            or bool(self.fills)
            or self.is_white
            or any(letter.isnumeric() or _is_currency(letter) for letter in self.shown)
            or not all(map(str.isalpha, _without(before, ":") + _without(behind, signs)))
            or any(NUMERALS.match(text) for kind, text in self.tokens if kind == "bracket")
            or not (GROUPED.fullmatch(written) or [kind for kind, _ in number] == ["general"])
            or GROUPS_OF_ZEROS.search(written) is not None
        )


def _inside(kind: str, text: str) -> str:
    """What stands for a token between the digits of a number: an x for each sign that is no digit."""
    if kind == "bracket":
        return ""
    blank = text.isspace() or (kind == "space" and text[0] == "_")
    return (" " if blank else "x") if kind in LITERAL or kind == "space" else text


def _without(text: str, signs: Collection[str]) -> str:
    """A text without blanks and some signs."""
    return "".join(letter for letter in text if not (letter.isspace() or letter in signs))


def _literals(tokens: Iterable[tuple[str, str]]) -> str:
    return unicodedata.normalize("NFC", "".join(text for kind, text in tokens if kind in LITERAL))


def _is_currency(letter: str) -> bool:
    return unicodedata.category(letter) == "Sc"


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[Section, ...]:
    found, tokens = list[Section](), list[tuple[str, str]]()
    for match in TOKEN.finditer(number_format):
        kind = match.lastgroup or "other"
        if kind == "end":
            found.append(Section(tuple(tokens)))
            tokens = []
        else:
            tokens.append((kind, match[kind]))
    return (*found, Section(tuple(tokens)))


def _of_numbers(number_format: str) -> tuple[Section, ...]:
    """The sections for numbers: above, below and at zero, or with conditions of their own."""
    sections = _sections(number_format or GENERAL)
    return sections[:-1] if len(sections) in (2, 3) and sections[-1].is_for_text else sections[:3]


@lru_cache(maxsize=256)
def dressing(number_format: str, sign: int) -> Dressing:
    """How a format shows a number of that sign (-1, 0 or 1)."""
    sections = _of_numbers(number_format)
    found = {_worn(section, sign) for section in _possible(sections, sign)}
    return found.pop() if len(found) == 1 else Dressing("", plain=False)


def _possible(sections: tuple[Section, ...], sign: int) -> list[Section]:
    """The section for numbers of that sign, or all that may be it, where sections have conditions."""
    if not any(section.conditions for section in sections):
        wanted = {1: 0, -1: 1, 0: 2}[sign]
        return [sections[wanted] if wanted < len(sections) else sections[0]]
    found = list[Section]()
    for section in sections:
        holds = section.holds(sign)
        if holds is not False:
            found.append(section)
        if holds and section.conditions:
            break
    return found


def _worn(section: Section, sign: int) -> Dressing:
    words = section.words
    if section.shows_number(sign):
        if sign < 0:  # brackets and signs are those of the number itself
            return Dressing(words, plain=not SCALED.search(section.code) and not any(map(str.isdigit, words)))
        return Dressing(words, plain=not section.changes)
    signs = [letter for letter in section.shown if not letter.isspace() and not _is_currency(letter)]
    blank = not section.fills and (not signs or section.is_white)
    dash = not section.fills and all(letter in DASHES for letter in signs)  # accounting formats show one for zero
    return Dressing(words, plain=sign == 0 and dash and not blank, blank=blank)


@lru_cache(maxsize=512)
def shows_itself(number_format: str, *, zero: bool) -> bool:
    """Whether this format shows a number from 0 on as it is stored: no percent, no word, no scale."""
    worn = dressing(number_format, 0 if zero else 1)
    return worn.plain and not worn.words and "%" not in PERCENT_FORMAT.sub("", number_format)


@lru_cache(maxsize=512)
def hides(number_format: str) -> bool:
    """Whether this format shows nothing at all, whatever a cell holds."""
    return all(
        not section.shown.strip() and not section.code and not section.fills for section in _sections(number_format)
    )


@lru_cache(maxsize=512)
def dresses_text(number_format: str) -> bool:
    """Whether this format shows a text as another one."""
    return shown_text(number_format, "x") != "x"


def shown_text(number_format: str, text: str) -> str:
    """What a format shows of a text: its fourth section, or its last one where that has a place for texts."""
    sections = _sections(number_format)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) < 4 and not section.is_for_text:
        return text
    if section.is_white:
        return LETTER.sub(UNSEEN, text)
    filled = f"{section.fills}…" if section.fills else ""
    pieces = ((kind, shown) for kind, shown in section.tokens if kind not in ("bracket", "space"))
    return filled + "".join(text if kind == "general" else shown for kind, shown in pieces)


GENERAL = "General"
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
LOCAL = dict.fromkeys((*range(27, 37), *range(50, 59), *range(67, 82)), '"?"0')
"""What only programs in East Asia and Thailand give to a cell by its number: days, times and shares that are asked
about."""
MAY_BE_DATE = re.compile("[dmhysDMHYS]")
QUOTED = re.compile('".*?"')


DAY_WORDS = frozenset({"ngày", "tháng", "năm", "ng", "th"})
"""Words that formats set between the numbers of a day."""


@lru_cache(maxsize=512)
def shows_day(number_format: str) -> bool:
    """Whether a format for days adds no digit and no word but the usual ones, so that the stored day is seen."""
    section = _sections(number_format)[0]
    quoted = "".join(text for kind, text in section.tokens if kind in ("quoted", "escaped", "currency"))
    if section.fills or section.is_white or any(letter.isnumeric() for letter in quoted):
        return False
    words = "".join(letter if letter.isalpha() else " " for letter in unicodedata.normalize("NFC", quoted)).split()
    return all(word.casefold() in DAY_WORDS for word in words)


def may_be_date(number_format: str) -> bool:
    """Whether only openpyxl can tell whether a number in this format is a day."""
    return bool(MAY_BE_DATE.search(QUOTED.sub("", number_format.split(";", 1)[0])))
