"""Reads the parts of an .xlsx, each inflated, walked once and released: the result is its sheets (``Reader``)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from khpcmd.workbook.file.kinds import not_a_workbook
from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe
from khpcmd.workbook.file.sheet_xml import TRUE, SheetContent, SheetWalker
from khpcmd.workbook.file.styles import StringsWalker, StylesWalker
from khpcmd.workbook.file.values import Book
from khpcmd.workbook.file.xml import Elements, Tally, Walker
from khpcmd.workbook.file.zip import Archive

CONTENT_TYPES = "[Content_Types].xml"
SHEET_KINDS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlmacrosheet", "xlintlmacrosheet"})
"""The kinds of sheets that Excel knows; only those of the first kind have cells to read."""
WORKBOOK_TYPES = ("sheet.main+xml", "template.main+xml", "macroenabled.main+xml")
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of "Strict Open XML" files, and the same in all others."""

KEPT_BYTES, KEPT_PARTS = 1 << 15, 32
"""The size and the number of parts that are kept walked: the forms of one office share their styles and lists."""
AnyWalker = TypeVar("AnyWalker", bound=Walker)


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A sheet with its name, and whether it is ``visible``, ``hidden`` or ``veryHidden``."""

    title: str
    state: str
    content: SheetContent


@lru_cache(maxsize=KEPT_PARTS)
def _walk(kind: type[Walker], data: bytes, limits: Limits, names: tuple[str, ...]) -> Walker:
    """A walker of that kind (made for ``names``) that has walked the part, and counted its elements."""
    walker = kind(limits, Tally(), *names)
    walker.walk(data)
    return walker


class _Description(Elements):
    """The workbook's list of its sheets, which may contain nothing else: it would be a lost sheet."""

    _in_list = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2:
            self._in_list = name == "sheets"
        elif self.depth == 3 and self._in_list and name != "sheet":
            raise damaged("structure")
        super().opened(name, attributes)


class Reader:
    """Reads the parts of a workbook in the order in which they need one another."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._tally = Tally()

    def sheets(self) -> list[NamedSheet]:
        """The sheets of the workbook in their order, charts left out. Raises Refused."""
        main = self._workbook_part()
        names = "sheet", "workbookPr", "calcPr"
        description = self._walked(_Description, main, *names)
        related = self._related(main)
        listed = [self._listed(entry, related) for entry in description.of("sheet")]
        parts = [(entry, part) for entry, part in listed if part]
        if len(parts) > self._limits.sheets:
            raise over("sheets", len(parts), self._limits.sheets)
        if len({part for _, part in parts}) < len(parts):
            raise unsafe("duplicate_parts")
        book = self._book(description, related)
        return [self._sheet(entry, part, book) for entry, part in parts]

    def _read(self, name: str) -> bytes:
        data = self._archive.read(name)
        if b"purl.oclc.org" in data:
            for strict, known in STRICT.items():
                data = data.replace(strict, known)
        return data

    def _elements(self, part: str, *names: str) -> Elements:
        return self._walked(Elements, part, *names)

    def _walked(self, kind: type[AnyWalker], part: str, *names: str) -> AnyWalker:
        """A walker that has walked a part. It must not be changed: files whose part has the same bytes share it."""
        data = self._read(part)
        walk = _walk if len(data) <= KEPT_BYTES else _walk.__wrapped__
        walker = walk(kind, data, self._limits, names)  # type: ignore[arg-type]  # classes can be hashed
        self._tally.elements += walker.tally.elements
        if self._tally.elements > self._limits.elements:
            raise over("elements", self._limits.elements + 1, self._limits.elements)
        if not isinstance(walker, kind):
            raise TypeError(f"{kind.__name__} was asked for, not {type(walker).__name__}")
        return walker

    def _workbook_part(self) -> str:
        """The name of the part that lists the sheets; found by its type, for it may have any name."""
        types = self._elements(CONTENT_TYPES, "Override", "Default")
        for _, entry in types.found:
            if entry.get("ContentType", "").lower().endswith(WORKBOOK_TYPES):
                return entry.get("PartName", "/xl/workbook.xml").lstrip("/")
        raise not_a_workbook("zip")

    def _related(self, main: str) -> dict[str, tuple[str, str]]:
        """The workbook's relations inside the file: kind of relation and part, by the relation's id."""
        folder, name = posixpath.split(main)
        relations = self._elements(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
        found = dict[str, tuple[str, str]]()
        for relation in relations.of("Relationship"):
            if relation.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                kind = relation.get("Type", "").lower().rpartition("/")[2]
                if relation.get("Id", "") in found:
                    raise damaged("structure")
                found[relation.get("Id", "")] = (kind, part.lstrip("/"))
        return found

    @staticmethod
    def _listed(entry: dict[str, str], related: dict[str, tuple[str, str]]) -> tuple[dict[str, str], str]:
        """A sheet of the workbook's list and its part, "" for a chart or an old macro sheet."""
        kind, part = related.get(entry.get("id", ""), ("", ""))
        if not kind and entry.get("state", "visible") == "visible":
            raise damaged("missing_part")
        if kind and kind not in SHEET_KINDS:
            raise damaged("structure")
        return entry, part if kind == "worksheet" else ""

    def _book(self, description: Elements, related: dict[str, tuple[str, str]]) -> Book:
        parts = {part: kind for kind, part in related.values() if kind in ("styles", "sharedstrings")}
        if len(set(parts.values())) < len(parts):
            raise damaged("structure")
        styles, strings = StylesWalker(self._limits, self._tally), StringsWalker(self._limits, self._tally)
        for part, kind in parts.items():
            if kind == "styles":
                styles = self._walked(StylesWalker, part)
            else:
                strings.walk(self._read(part))
        return Book(
            styles.looks,
            strings.strings,
            strings.runs,
            any(entry.get("date1904") in TRUE for entry in description.of("workbookPr")),
            any(entry.get("fullCalcOnLoad") in TRUE for entry in description.of("calcPr")),
        )

    def _sheet(self, entry: dict[str, str], part: str, book: Book) -> NamedSheet:
        content = SheetWalker(self._limits, self._tally, book).walk(self._read(part))
        return NamedSheet(entry.get("name", ""), entry.get("state", "visible"), content)
