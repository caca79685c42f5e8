"""What a formula is made of (``parsed``): functions, names, sheets and cells, and what it computes if that is plain.

Only arithmetic, comparisons and a few functions are understood as a tree. Of every other formula no more is known than
whether each function, name and sheet in it exists, and whether its value is the same each time a file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW

LONGEST = 8192
"""Characters of a formula, the most that a spreadsheet program keeps."""
DEEPEST = 40
"""Brackets inside one another, beyond which a formula is not computed."""
TOKEN = re.compile(
    r'(?P<space>\s+)|(?P<string>"[^"]*+"?)|(?P<quoted>(?:\'[^\']*+\'?)++)|(?P<word>[\w.$\\?]++)'
    r"|(?P<error>#[A-Za-z0-9/]+[!?]?)|(?P<sign><=|>=|<>|[-+*/^&=<>%(),;:!{}@])|(?P<other>.)",
    re.DOTALL,
)
CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})")
LINE = re.compile(r"\$?[A-Za-z]{1,3}|\$?[0-9]{1,7}")
"""A whole column or row, of which two make a range."""
NUMBER = re.compile(r"[0-9]{1,300}(?:[.][0-9]{0,300})?|[.][0-9]{1,300}")
MARKS = re.compile(r"_XL(?:FN|WS|PM|UDF)[.]")
"""What newer functions and the variables of a formula have before their names."""
COMPUTED = frozenset({"SUM", "MAX", "MIN", "ROUND", "ABS", "IF", "IFERROR", "HYPERLINK"})
_STEADY = """
    ABS ADDRESS AGGREGATE AND AREAS ARRAYTOTEXT ASC AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS BYCOL BYROW CEILING
    CEILING.MATH CEILING.PRECISE CHAR CHOOSE CHOOSECOLS CHOOSEROWS CLEAN CODE COLUMN COLUMNS COMBIN CONCAT CONCATENATE
    CONVERT CORREL COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DATEDIF DATEVALUE DAVERAGE DAY DAYS DAYS360 DCOUNT
    DCOUNTA DGET DMAX DMIN DOLLAR DPRODUCT DROP DSUM EDATE EOMONTH ERROR.TYPE EVEN EXACT EXP EXPAND FACT FALSE FILTER
    FIND FINDB FIXED FLOOR FLOOR.MATH FLOOR.PRECISE FORECAST FORECAST.LINEAR FORMULATEXT FREQUENCY GCD GEOMEAN GROWTH
    HARMEAN HLOOKUP HOUR HSTACK HYPERLINK IF IFERROR IFNA IFS INDEX INT ISBLANK ISERR ISERROR ISEVEN ISFORMULA ISLOGICAL
    ISNA ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOWEEKNUM ISREF ISTEXT LAMBDA LARGE LCM LEFT LEFTB LEN LENB LET LN LOG
    LOG10 LOOKUP LOWER MAKEARRAY MAP MATCH MAX MAXA MAXIFS MEDIAN MID MIDB MIN MINA MINIFS MINUTE MMULT MOD MODE
    MODE.MULT MODE.SNGL MONTH MROUND N NA NETWORKDAYS NETWORKDAYS.INTL NOT NUMBERVALUE ODD OR PERCENTILE PERCENTILE.EXC
    PERCENTILE.INC PERCENTRANK PI POWER PRODUCT PROPER QUARTILE QUARTILE.EXC QUARTILE.INC QUOTIENT RANK RANK.AVG RANK.EQ
    REDUCE REPLACE REPLACEB REPT RIGHT RIGHTB ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS SCAN SEARCH SEARCHB SECOND SEQUENCE
    SHEET SHEETS SIGN SINGLE SMALL SORT SORTBY SQRT STDEV STDEV.P STDEV.S STDEVP SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS
    SUMPRODUCT SUMSQ SWITCH T TAKE TEXT TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TIME TIMEVALUE TOCOL TOROW TRANSPOSE
    TREND TRIM TRUE TRUNC TYPE UNICHAR UNICODE UNIQUE UPPER VALUE VALUETOTEXT VAR VAR.P VAR.S VARP VLOOKUP VSTACK
    WEEKDAY WEEKNUM WORKDAY WORKDAY.INTL WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR YEAR YEARFRAC ANCHORARRAY
"""
STEADY = frozenset(_STEADY.split())
"""The functions that give the same value for the same cells.

Others do not, such as RAND, TODAY, INDIRECT and OFFSET, or nobody knows them.
"""


class Spot(NamedTuple):
    """A cell that a formula refers to, and whether its row and its column stay where the formula is copied."""

    row: int
    column: int
    row_fixed: bool
    column_fixed: bool


class Term(NamedTuple):
    """A part of a formula: ``number``, ``text``, ``name``, an ``area`` of cells, or an operation on other terms."""

    kind: str
    value: float | str = ""
    terms: tuple[Term, ...] = ()
    sheet: str = ""
    """The sheet of an area, "" for the formula's own."""
    first: Spot | None = None
    last: Spot | None = None


@dataclass(slots=True)
class Parsed:
    """What is known of a formula."""

    unsteady: bool = False
    """Whether its value may be another one when the file is opened, or a part of it is not understood."""
    structured: bool = False
    """Whether it refers to columns of a table."""
    books: bool = False
    """Whether it refers to another workbook."""
    sheets: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    areas: list[Term] = field(default_factory=list)
    term: Term | None = None
    """What it computes; None where that is not plain."""

    @property
    def weight(self) -> int:
        """How many terms it has."""
        count, left = len(self.areas), [self.term] if self.term else []
        while left:
            count += 1
            left += left.pop().terms
        return count


RANKS = (("=", "<", ">", "<=", ">=", "<>"), ("&",), ("+", "-"), ("*", "/"))
"""The signs between terms; those further back bind more closely."""


class _NotPlainError(Exception):
    """The formula is more than is computed here."""


Token = tuple[str, str]


KEPT = 100_000
"""How many terms of formulas, and lines of their texts, are remembered: those of a batch of forms, at most 40 MB."""


class _Known:
    """The formulas that were taken apart."""

    def __init__(self) -> None:
        self.found, self.size = dict[str, Parsed](), 0

    def keep(self, formula: str, found: Parsed) -> None:
        self.size += found.weight + len(formula) // 100 + 1
        if self.size > KEPT:
            self.found.clear()
            self.size = 0
        self.found[formula] = found


_known = _Known()


def parsed(formula: str) -> Parsed:
    """What is known of a formula, written without its "="."""
    found = _known.found.get(formula)
    if found is None:
        found = _parsed(formula)
        _known.keep(formula, found)
    return found


def _parsed(formula: str) -> Parsed:
    found = Parsed()
    if len(formula) > LONGEST or not formula.strip():
        found.unsteady = True
        return found
    tokens = [(match.lastgroup or "", match.group()) for match in TOKEN.finditer(formula) if match.lastgroup != "space"]
    tokens = list(_without_books(tokens)) if "[" in formula else tokens
    _note(tokens, found)
    parser = _Parser(tokens, found)
    try:
        term = parser.comparison(0)
        found.term = term if parser.at_end else None
    except _NotPlainError:
        found.term = None
    return found


def _without_books(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, one for each area of another workbook, whose last value is shown: "[1]S!A1", "'[1]S'!A1:B2"."""
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        long = 1 if kind == "quoted" and "[" in text else 0
        if text == "[" and tokens[at + 2 : at + 3] == [("other", "]")]:
            long = 3 if tokens[at + 3 : at + 4] == [("sign", "!")] else 4  # "[1]!name" has no sheet
        if not long or tokens[at + long : at + long + 1] != [("sign", "!")]:
            yield tokens[at]
            at += 1
            continue
        at += long + 2
        at += 2 if tokens[at : at + 1] == [("sign", ":")] else 0
        yield "book", ""


def _note(tokens: Sequence[Token], found: Parsed) -> None:
    """Note the functions, names, sheets and cells, whatever the formula does with them."""
    for index, (kind, text) in enumerate(tokens):
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        before = tokens[index - 1][1] if index else ""
        if kind == "book":
            found.books = True
        elif kind == "other":
            found.structured = found.structured or text in "[]"
            found.unsteady = found.unsteady or text not in "[]~"
        elif kind == "error":
            found.unsteady = found.unsteady or text.upper() in ("#REF!", "#NAME?")
        elif kind == "quoted":
            _note_sheet(text.strip("'").replace("''", "'"), after, found)
        elif kind == "word":
            _note_word(text, before, after, found)


def _note_sheet(title: str, after: str, found: Parsed) -> None:
    if after != "!":
        found.unsteady = True
    else:
        found.sheets.update(title.casefold().split(":"))


def _note_word(text: str, before: str, after: str, found: Parsed) -> None:
    plain = MARKS.sub("", text.upper())
    if after == "(":
        found.unsteady = found.unsteady or plain not in STEADY
    elif after == "!":
        found.sheets.add(text.casefold())
    elif not (
        before in ("[", "]")
        or NUMBER.fullmatch(text)
        or CELL.fullmatch(text)
        or plain in ("TRUE", "FALSE")
        or (":" in (before, after) and LINE.fullmatch(text))
        or "_XLPM." in text.upper()
        or _is_power(text)
        or after == "["
    ):
        found.names.add(text.casefold())


def _is_power(text: str) -> bool:
    """Whether it is a number such as 1E or 1E5."""
    digits, mark, power = text.upper().partition("E")
    return bool(mark) and NUMBER.fullmatch(digits) is not None and (not power or power.isdecimal())


class _Parser:
    """Makes the tree of a formula; everything that is not arithmetic or one of ``COMPUTED`` is left."""

    def __init__(self, tokens: Sequence[Token], found: Parsed) -> None:
        self._tokens = tokens
        self._at = 0
        self._areas = found.areas
        self._collect(tokens)

    @property
    def at_end(self) -> bool:
        return self._at == len(self._tokens)

    def _collect(self, tokens: Sequence[Token]) -> None:
        """Note each area, also those in parts that are not computed."""
        index = 0
        while index < len(tokens):
            sheet, start = "", index
            if tokens[index][0] not in ("quoted", "word"):
                index += 1
                continue
            if tokens[index + 1 : index + 2] == [("sign", "!")]:
                sheet, start = tokens[index][1].strip("'").replace("''", "'").casefold(), index + 2
            area, index = self._area(sheet, start)
            if area:
                self._areas.append(area)

    def _area(self, sheet: str, start: int) -> tuple[Term | None, int]:
        """The cell or the range that begins at a token, and the index of the token behind it."""
        tokens = self._tokens
        first = _spot(tokens, start)
        if first is None:
            return None, start + 1
        last = _spot(tokens, start + 2) if tokens[start + 1 : start + 2] == [("sign", ":")] else None
        if last is None:
            return Term("area", "", (), sheet, first, first), start + 1
        return Term("area", "", (), sheet, first, last), start + 3

    def _take(self, *signs: str) -> str:
        """The sign that comes next if it is one of these, which is passed; else ""."""
        if not self.at_end and self._tokens[self._at][0] == "sign" and self._tokens[self._at][1] in signs:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""

    def comparison(self, depth: int) -> Term:
        if depth > DEEPEST:
            raise _NotPlainError
        return self._operation(depth, 0)

    def _operation(self, depth: int, rank: int) -> Term:
        """Terms joined by signs of this rank, each made of those with signs that bind more closely."""
        if rank == len(RANKS):
            return self._signed(depth)
        term = self._operation(depth, rank + 1)
        while sign := self._take(*RANKS[rank]):
            term = Term(sign, "", (term, self._operation(depth, rank + 1)))
        return term

    def _signed(self, depth: int) -> Term:
        negative = False
        while sign := self._take("+", "-"):
            negative = negative is (sign == "+")
        term = self._single(depth)
        while self._take("%"):
            term = Term("/", "", (term, Term("number", 100.0)))
        if self._take("^"):
            raise _NotPlainError
        return Term("-", "", (Term("number", 0.0), term)) if negative else term

    def _single(self, depth: int) -> Term:
        if self._take("("):
            term = self.comparison(depth + 1)
            self._demand(")")
            return term
        if self.at_end:
            raise _NotPlainError
        kind, text = self._tokens[self._at]
        after = self._tokens[self._at + 1][1] if self._at + 1 < len(self._tokens) else ""
        if kind == "string":
            self._at += 1
            return self._text(text)
        if kind == "word" and after == "(":
            return self._call(text.upper(), depth)
        if kind in ("word", "quoted"):
            return self._number_or_area(kind, text, after)
        raise _NotPlainError

    def _text(self, text: str) -> Term:
        if len(text) < 2 or not text.endswith('"') or (not self.at_end and self._tokens[self._at][0] == "string"):
            raise _NotPlainError
        return Term("text", text[1:-1])

    def _number_or_area(self, kind: str, text: str, after: str) -> Term:
        if kind == "word" and NUMBER.fullmatch(text) and after != ":":
            self._at += 1
            return Term("number", float(text))
        sheet, start = "", self._at
        if after == "!":
            sheet, start = text.strip("'").replace("''", "'").casefold(), self._at + 2
        area, end = self._area(sheet, start)
        if area is None and kind == "word" and after not in ("!", ":", "["):
            self._at += 1
            return Term("name", text.casefold())
        if area is None or self._tokens[end : end + 1] == [("sign", ":")]:
            raise _NotPlainError
        self._at = end
        return area

    def _call(self, name: str, depth: int) -> Term:
        if name not in COMPUTED:
            raise _NotPlainError
        self._at += 2
        terms = list[Term]()
        if not self._take(")"):
            terms.append(self.comparison(depth + 1))
            while self._take(",", ";"):
                terms.append(self.comparison(depth + 1))
            self._demand(")")
        return Term("call", name, tuple(terms))

    def _demand(self, sign: str) -> None:
        if not self._take(sign):
            raise _NotPlainError


def _spot(tokens: Sequence[Token], index: int) -> Spot | None:
    """The cell that a token names; None where it is the name of a sheet or of a function."""
    kind, text = tokens[index] if index < len(tokens) else ("", "")
    match = CELL.fullmatch(text) if kind == "word" else None
    if match is None or tokens[index + 1 : index + 2] in ([("sign", "!")], [("sign", "(")]):
        return None
    column = 0
    for letter in match[2].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[4])
    if column > LAST_COLUMN or row > LAST_ROW:
        return None
    return Spot(row, column, bool(match[3]), bool(match[1]))
