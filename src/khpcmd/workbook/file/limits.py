"""The limits of one file, and the refusals: of a file that is damaged, unsafe, or larger than a limit."""

from __future__ import annotations

from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref


class Limits(NamedTuple):
    """Absolute limits of one file. The largest of 2,080 real workbooks stay below half of each.

    ``docs/en/reference/limits.md`` lists them; ``--limit NAME=NUMBER`` raises them by these names.
    """

    file_bytes: int = 100 * 2**20
    """Bytes on disk."""
    inflated: int = 100 * 2**20
    """Bytes of all parts that are read, after inflation; counted, never taken from the directory."""
    entries: int = 2_000
    """Entries of the zip directory."""
    sheets: int = 500
    """Sheets of the workbook."""
    cells: int = 500_000
    """Cells with content, comments and text boxes, over all sheets."""
    styled_cells: int = 2_000_000
    """Cells, with content or without, over all sheets."""
    merged_cells: int = 200_000
    """Cells under merged ranges, over all sheets."""
    text: int = 20_000_000
    """Characters that these show, over all sheets; a text that a thousand cells share counts a thousand times."""
    rows: int = 25_000
    """Rows of all tables of the plan that are found in it."""
    columns: int = 1_000
    """Columns of figures below one header, with what is headed as such; each is held against the others."""
    tables: int = 1_000
    """Headers with figures below them on one sheet, with those of other tables."""
    scopes: int = 250_000
    """Texts over and beside the columns and rows of figures of one sheet; each counts for each that it may govern."""
    words: int = 400_000
    """Characters of the different texts of visible sheets: what they mean is found word by word, which takes time."""
    elements: int = 3_000_000
    """XML elements of all parts that are read, but for cells and their values: those are counted as cells."""
    depth: int = 64
    """XML elements inside one another."""
    attributes: int = 256
    """Attributes of one XML element."""


DEFAULT_LIMITS = Limits()


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """The file cannot be read; ``fault``, which has no place yet, becomes the only diagnostic of the file."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.code.name)
        self.code = fault.code
        self.params = fault.params


def word(name: str) -> Ref:
    """A word of the catalogue."""
    return Ref("word", name)


def damaged(reason: str) -> Refused:
    """The file is not a sound workbook; ``reason`` is a word of the catalogue."""
    return Refused(Code.FILE_DAMAGED(None, {"reason": word(reason)}))


NAMES = {"bytes": "file_bytes", "merges": "merged_cells", "text_size": "text"}
"""The limits whose word in the catalogue is not their name."""


def over(what: str, found: int, limit: int) -> Refused:
    """A limit is exceeded; ``what`` is a word of the catalogue. The refusal names the option that raises the limit."""
    option = NAMES.get(what, what)
    return Refused(Code.LIMIT_EXCEEDED(None, {"what": word(what), "found": found, "limit": limit, "option": option}))


def unsafe(what: str) -> Refused:
    """The file has a form that no spreadsheet program gives it; ``what`` is a word of the catalogue."""
    return Refused(Code.UNSAFE_WORKBOOK(None, {"what": word(what)}))
