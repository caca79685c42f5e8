"""When a workbook was saved last, as it says itself."""

from __future__ import annotations

import re
from pathlib import Path

from khpcmd.workbook.kinds import kind_of
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.open import read_bytes
from khpcmd.workbook.zip_gate import Archive

PROPERTIES = "docProps/core.xml"
MODIFIED = re.compile(
    rb"<dcterms:modified[^<>]*>\s*([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z"
)
"""The day and the time, always of Greenwich."""


def properties(path: Path, limits: Limits) -> bytes:
    """What a workbook or a document says of itself, as XML; nothing where it says nothing, or is neither."""
    try:
        data = read_bytes(path, limits)
        if kind_of(data, path.suffix) != "zip":
            return b""
        archive = Archive(data, limits)
        return archive.read(PROPERTIES) if PROPERTIES in archive else b""
    except Refused:
        return b""


def saved_at(path: Path, limits: Limits) -> str:
    """The time as ``2023-12-10T08:30:00``; "" where the file does not say it, or is no such workbook."""
    found = MODIFIED.search(properties(path, limits))
    return found[1].decode() if found else ""
