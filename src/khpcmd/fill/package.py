"""A workbook whose sheets are filled; every part that is not changed is the same, byte by byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from khpcmd.fill.sheet_edit import UneditableError, with_figures
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.package import Reader
from khpcmd.workbook.file.zip import Archive

CALCULATION = re.compile(rb"<(\w+:)?calcPr\b[^<>]*>")
FULL = re.compile(rb"""\sfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')""")
BEFORE = re.compile(
    rb"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr"
    rb"|webPublishObjects|extLst)\b|</(?:\w+:)?workbook\s*>"
)
"""What follows the properties of the calculation in a workbook."""


class Package:
    """The bytes of a workbook, and where its sheets are."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._main, self._sheets = Reader(Archive(data, limits), limits).parts()

    def filled(self, figures: Mapping[tuple[str, Place], str]) -> tuple[bytes, bool]:
        """The workbook with the figures by sheet and cell, and whether it has formulas to be computed anew."""
        if not figures:
            return self._data, False
        by_part = dict[str, dict[Place, str]]()
        for (sheet, at), text in figures.items():
            by_part.setdefault(self._sheets[sheet].lower(), {})[at] = text
        sheets, main = {part.lower() for part in self._sheets.values()}, self._main.lower()
        made, formulas, saved = dict[str, bytes](), False, BytesIO()
        with zipfile.ZipFile(BytesIO(self._data)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name.lower() in sheets:
                    part = name.lower()
                    made[name], has = with_figures(old.read(name), by_part.get(part, {}))
                    formulas = formulas or has
            for info in old.infolist():
                content = made.get(info.filename) or old.read(info.filename)
                if formulas and info.filename.lower() == main:
                    content = computed_when_opened(content)
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.external_attr, entry.create_system = info.external_attr, info.create_system
                new.writestr(entry, content, zipfile.ZIP_DEFLATED)
        return saved.getvalue(), formulas


def computed_when_opened(workbook: bytes) -> bytes:
    """The part that lists the sheets, with the wish that every program computes the formulas anew."""
    found = CALCULATION.search(workbook)
    if found:
        tag = FULL.sub(b"", found[0])
        end = 2 if tag.endswith(b"/>") else 1
        tag = tag[:-end].rstrip() + b' fullCalcOnLoad="1"' + tag[-end:]
        return workbook[: found.start()] + tag + workbook[found.end() :]
    after = BEFORE.search(workbook)
    prefix = re.search(rb"<(\w+:)?workbook\b", workbook)
    if after is None or prefix is None:
        raise UneditableError
    tag = b'<%scalcPr fullCalcOnLoad="1"/>' % (prefix[1] or b"")
    return workbook[: after.start()] + tag + workbook[after.start() :]
