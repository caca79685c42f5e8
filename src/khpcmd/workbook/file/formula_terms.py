"""What a formula is made of (``parsed``): functions, names, sheets and cells, and what it computes if that is plain.

Arithmetic, comparisons and a few functions are written as an expression of Python, whose parser makes the tree; nothing
of it is run. Of every other formula no more is known than whether each function, name and sheet in it exists, and
whether its value is the same each time a file is opened.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.limits import Refused

LONGEST = 8192
"""Characters of a formula, the most that a spreadsheet program keeps."""
TOKEN = when_asked(
    r'(?P<space>\s+)|(?P<string>"[^"]*+"?)|(?P<quoted>(?:\'[^\']*+\'?)++)|(?P<word>[\w.$\\?]++)'
    r"|(?P<error>#[A-Za-z0-9/]+[!?]?)|(?P<sign><=|>=|<>|[-+*/^&=<>%(),;:!{}@\0])|(?P<other>.)",
    re.DOTALL,
)
CELL = when_asked(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})")
LINE = when_asked(r"\$?[A-Za-z]{1,3}|\$?[0-9]{1,7}")
"""A whole column or row, of which two make a range."""
DIGITS = r"[0-9]{1,300}(?:[.][0-9]{0,300})?|[.][0-9]{1,300}"
NUMBER = when_asked(DIGITS)
POWER = when_asked(rf"(?:{DIGITS})(?:[Ee][0-9]*)?")
"""A number, or one such as 1E or 1E5."""
ELSEWHERE = "\0"
"""Stands for the areas of another workbook, whose last value is shown: [1]S!A1, '[1]S'!A1:B2, [1]!name."""
BOOK = when_asked(
    r"(?:'(?:[^'\[]|'')*+\[(?:[^']|'')*+'\s*+|\[\s*+[\w.$\\?]++\s*+\]\s*+(?:[\w.$\\?]++\s*+)?)"
    r"!\s*+[\w.$\\?]++(?:\s*+:\s*+[\w.$\\?]++)?|(?P<text>\"[^\"]*+\"?|'(?:[^']|'')*+'?)"
)
MARKS = when_asked(r"_XL(?:FN|WS|PM|UDF)[.]")
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


class Area(NamedTuple):
    """A cell or a range; its sheet is "" for the formula's own."""

    sheet: str
    first: Spot
    last: Spot


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
    areas: list[Area] = field(default_factory=list)
    term: ast.expr | None = None
    """What it computes, with ``a0`` for its first area and ``n`` before the letters of a name (``name_of``); None where
    that is not plain."""


PYTHON = {sign: sign for sign in "-+*/&<>(),"} | {
    "<=": "<=", ">=": ">=", "=": "==", "<>": "!=", ";": ",", "%": "/ 100.0",
}  # fmt: skip
"""The signs as Python writes them, in which they bind as closely; what ``&`` joins is open."""
NOT_PLAIN = "?"
"""What no expression holds: the formula is more than is computed here."""

Token = tuple[str, str]
SHORT = 400
"""Characters of formulas that are remembered: of a thousand of them the terms take at most 40 MB."""


def parsed(formula: str) -> Parsed:
    """What is known of a formula, written without its "="."""
    return _known(formula) if len(formula) <= SHORT else _parsed(formula)


def _parsed(formula: str) -> Parsed:
    found = Parsed()
    if len(formula) > LONGEST or not formula.strip():
        found.unsteady = True
        return found
    if "[" in formula:
        formula = BOOK.sub(lambda match: match["text"] or ELSEWHERE, formula)
        found.books = ELSEWHERE in formula
    tokens = [(match.lastgroup or "", match.group()) for match in TOKEN.finditer(formula) if match.lastgroup != "space"]
    _note(tokens, found)
    text = " ".join(_pieces(tokens, found))
    if NOT_PLAIN not in text:
        with suppress(SyntaxError, MemoryError, ValueError):
            try:
                found.term = ast.parse(text, mode="eval").body
            except RecursionError:
                found.unsteady = True
    return found


_known = lru_cache(maxsize=1000)(_parsed)


def _note(tokens: Sequence[Token], found: Parsed) -> None:
    """Note the functions, names, sheets and cells, whatever the formula does with them."""
    for index, (kind, text) in enumerate(tokens):
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        before = tokens[index - 1][1] if index else ""
        if kind == "other":
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
        or POWER.fullmatch(text)
        or CELL.fullmatch(text)
        or plain in ("TRUE", "FALSE")
        or (":" in (before, after) and LINE.fullmatch(text))
        or "_XLPM." in text.upper()
        or after == "["
    ):
        found.names.add(text.casefold())


def _pieces(tokens: Sequence[Token], found: Parsed) -> Iterator[str]:
    """The formula as Python writes it; each area is noted, also those in parts that are not computed."""
    at, before = 0, ("", "")
    while at < len(tokens):
        area, end = _area(tokens, at)
        if area:
            found.areas.append(area)
            yield f"a{len(found.areas) - 1}"
        else:
            yield _piece(tokens[at], before, tokens[at + 1][1] if at + 1 < len(tokens) else "")
        at, before = end, tokens[end - 1]


def _area(tokens: Sequence[Token], at: int) -> tuple[Area | None, int]:
    """The cell or the range that begins at a token, and the index of the token behind it."""
    sheet, start = "", at
    if tokens[at][0] in ("quoted", "word") and tokens[at + 1 : at + 2] == [("sign", "!")]:
        sheet, start = tokens[at][1].strip("'").replace("''", "'").casefold(), at + 2
    first = _spot(tokens, start)
    if first is None:
        return None, at + 1
    last = _spot(tokens, start + 2) if tokens[start + 1 : start + 2] == [("sign", ":")] else None
    return Area(sheet, first, last or first), start + (3 if last else 1)


def _piece(token: Token, before: Token, after: str) -> str:
    """A token as Python writes it, where it means the same there."""
    kind, text = token
    if kind == "sign" and not (before[1] in (",", ";") and text in (",", ";", ")")):
        return PYTHON.get(text, NOT_PLAIN)
    if kind == "string" and len(text) > 1 and text[-1] == '"' and before[0] != "string":
        return ascii(text[1:-1]).replace(NOT_PLAIN, "\\x3f")
    if kind == "word" and after == "(":
        return text.upper() if text.upper() in COMPUTED else NOT_PLAIN
    if kind == "word" and after not in ("!", ":", "["):
        return repr(float(text)) if NUMBER.fullmatch(text) else "n" + text.casefold().encode().hex()
    return NOT_PLAIN


def name_of(ident: str) -> str:
    """The name that the identifier of a term stands for."""
    return bytes.fromhex(ident[1:]).decode()


def _spot(tokens: Sequence[Token], index: int) -> Spot | None:
    """The cell that a token names; None where it is the name of a sheet or of a function."""
    kind, text = tokens[index] if index < len(tokens) else ("", "")
    match = CELL.fullmatch(text) if kind == "word" else None
    if match is None or tokens[index + 1 : index + 2] in ([("sign", "!")], [("sign", "(")]):
        return None
    try:
        row, column = place(f"{match[2]}{match[4]}")
    except Refused:
        return None
    return Spot(row, column, bool(match[3]), bool(match[1]))
