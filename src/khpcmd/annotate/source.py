"""A workbook that has passed the gate, all of its parts inflated and looked at before openpyxl may open it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from khpcmd.workbook.kinds import is_ods, kind_of
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.zip_gate import Archive

CELLS = 300_000
"""More cells, with content or without, than openpyxl can hold in a reasonable time."""
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
MARKUP = (".xml", ".rels", ".vml")
SHEETS = "xl/worksheets/"


class NoCopy(Exception):  # noqa: N818 - no fault of the program: the reader is told why there is no copy
    """No copy can be made of a file; ``why`` names the sentence, ``reason`` fills it."""

    def __init__(self, why: str, reason: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a workbook, and its parts by their names in lower case."""

    data: bytes
    parts: Mapping[str, bytes]

    @property
    def macros(self) -> bool:
        return "xl/vbaproject.bin" in self.parts

    def says(self, pattern: bytes) -> bool:
        """Whether a part that describes the workbook as a whole holds the pattern."""
        return any(name.count("/") == 1 and re.search(pattern, part) for name, part in self.parts.items())


def open_source(data: bytes, limits: Limits, suffix: str) -> Source:
    """The workbook, whose sheets have passed the gate; raises NoCopy for other formats and for what is not safe."""
    try:
        if kind_of(data, suffix) in ("csv", "xls"):
            raise NoCopy("other_format")
        archive = Archive(data, limits)
        parts = {name: archive.read(name) for name in archive.names}
    except Refused as refused:
        raise NoCopy("not_editable") from refused
    if is_ods(archive.names, parts.get("mimetype", b"")):
        raise NoCopy("other_format")
    if any(_has_doctype(part) for name, part in parts.items() if name.endswith(MARKUP)):
        raise NoCopy("not_editable")
    if sum(len(CELL.findall(part)) for name, part in parts.items() if name.startswith(SHEETS)) > CELLS:
        raise NoCopy("too_large")
    return Source(data, parts)


def _has_doctype(part: bytes) -> bool:
    return b"<!DOCTYPE" in (part.replace(b"\0", b"") if b"\0" in part[:64] else part)
