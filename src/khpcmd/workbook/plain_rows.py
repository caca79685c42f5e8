"""Rows of a sheet that are written as plainly as can be: cells with an address, and in each a value or nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

HEAD = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="yes")?\?>\r?\n?)?<worksheet [^<>]*>'
)
DATA, NAME, ROW, ROW_END = b"<sheetData>", b"sheetData", b"<row ", b"</row>"
LONGEST = 1 << 16
"""Longer rows are rare, and left to the parser of XML."""
TEXT = r"[^<>&\x00-\x1f\ufffe\uffff]"
CELL = (
    r'<c r="({0}[A-Z]{{1,3}})({0}[1-9][0-9]{{0,6}})"(?: s="({0}[0-9]{{1,9}})")?'
    rf'(?:(?: t="({{0}}s|n|str|b|e)")?(?:/>|><v>({{0}}{TEXT}*)</v></c>)'
    rf'| t="inlineStr"><is><t(?: xml:space="preserve")?>({{0}}{TEXT}+)</t></is></c>)'
)
FOUND = re.compile(CELL.format(""))
CELLS = re.compile(f"(?:{CELL.format('?:')})*")
WRITTEN = r' ([A-Za-z][A-Za-z0-9:]{0,29})="([ !#-%\x27-;=?-~]{0,30})"'
"""An attribute, its value in printable ASCII without quotes, brackets and ampersands."""
ATTRIBUTE = re.compile(WRITTEN)
OPENING = re.compile(rf'<row r="([1-9][0-9]{{0,6}})"((?:{WRITTEN.replace("(", "(?:")}){{0,20}})>')


class PlainRow(NamedTuple):
    """One row: its attributes; and of each cell the letters of its column, the digits of its row, and style, kind,
    value and inline text, "" where it has none."""

    attributes: dict[str, str]
    cells: list[tuple[str, str, str, str, str, str]]


def begin_of_rows(data: bytes) -> int:
    """Where the rows of a sheet begin; 0 where what is before them asks for a parser of XML.

    Without comments and the like there is one way to read it.
    """
    head, at = HEAD.match(data), data.find(NAME) - 1
    if head is None or not data.startswith(DATA, max(at, 0)) or at < head.end():
        return 0
    return 0 if has_more_than_elements(data[head.end() : at]) else at + len(DATA)


def has_more_than_elements(part: bytes) -> bool:
    """Whether comments, sections or instructions may stand in a part, in which anything may stand."""
    return b"<!" in part or b"<?" in part


def end_of_row(data: bytes, at: int) -> int:
    """Where the row ends that begins at a place; 0 where none does, or a long one."""
    if not data.startswith(ROW, at):
        return 0
    end = data.find(ROW_END, at, at + LONGEST)
    return end + len(ROW_END) if end > 0 else 0


def plain_row(part: bytes) -> PlainRow | None:
    """A row out of its bytes; None where anything is there that asks for a parser of XML."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    opening = OPENING.match(text)
    attributes = _attributes(opening[2]) if opening else None
    if opening is None or attributes is None:
        return None
    begin, end, number = opening.end(), len(text) - len(ROW_END), opening[1]
    if not CELLS.fullmatch(text, begin, end):
        return None
    cells = FOUND.findall(text, begin, end)
    return None if any(cell[1] != number for cell in cells) else PlainRow({"r": number, **attributes}, cells)


@lru_cache(maxsize=256)
def _attributes(text: str) -> dict[str, str] | None:
    """The attributes of a row but its number; None where one is there twice."""
    found = ATTRIBUTE.findall(text)
    attributes = dict(found)
    return None if len(attributes) < len(found) or "r" in attributes else attributes
