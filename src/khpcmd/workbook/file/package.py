"""Reads the parts of a package (``Package``), each inflated, walked once and released: of an .xlsx its sheets
(``Reader``)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.formulas import Names, watch
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.kinds import not_a_workbook
from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe
from khpcmd.workbook.file.own_forms import KEPT, LARGEST, sheet_of_form
from khpcmd.workbook.file.remarks import CommentsWalker, DrawingWalker, ThreadsWalker, drawn_texts
from khpcmd.workbook.file.sheet_beside import TRUE
from khpcmd.workbook.file.sheet_xml import SheetWalker
from khpcmd.workbook.file.styles import OFF, StringsWalker, StylesWalker
from khpcmd.workbook.file.values import Book
from khpcmd.workbook.file.xml import MAIN, SEPARATOR, Elements, Tally, Walker
from khpcmd.workbook.file.zip import Archive
from khpcmd.workbook.stamp import SHEET

CONTENT_TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION_BASES = (f"{OFFICE}/", "http://schemas.microsoft.com/office/")
"""What the kinds of relations begin with; a program that shows workbooks follows no others."""
RELATION_ID = f"{OFFICE}{SEPARATOR}id"
STATES = ("visible", "hidden", "veryHidden")
SHEET_KINDS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlmacrosheet", "xlintlmacrosheet"})
"""The kinds of sheets that Excel knows; only those of the first kind have cells to read."""
WORKBOOK_TYPES = ("sheet.main+xml", "template.main+xml", "macroenabled.main+xml")
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": (
        b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of "Strict Open XML" files, and the same in all others."""

REMARKS = re.compile(b"comment|drawing", re.IGNORECASE)
"""What the relations of a sheet with comments or shapes have in their types."""
KEPT_BYTES, KEPT_PARTS = 1 << 15, 32
"""The size and the number of parts that are kept walked: the forms of one office share their styles and lists."""
AnyWalker = TypeVar("AnyWalker", bound=Walker)
Listed = tuple[dict[str, str], str]
"""A sheet in the list of the workbook, and its part."""


def _walk(kind: type[Walker], data: bytes, limits: Limits, names: tuple[str, ...]) -> Walker:
    """A walker of that kind (made for ``names``) that has walked the part, and counted its elements."""
    walker = kind(limits, Tally(), *names)
    walker.walk(data)
    return walker


_walk_once = lru_cache(KEPT_PARTS)(_walk)
_walk_once_of_forms = lru_cache(KEPT)(_walk)
"""The forms that khpcmd made share more parts, and larger ones."""


def _kind(relation: str) -> str:
    """The kind of a relation: the last word of its type, in lower case, or the whole type where it is a foreign one."""
    return relation.rpartition("/")[2].lower() if relation.startswith(RELATION_BASES) else relation


class ContentTypes(Elements):
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"


class Relations(Elements):
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"


class _Description(Elements):
    """The workbook's list of its sheets, which may contain nothing else: it would be a lost sheet."""

    namespace = MAIN
    _list = _defining = ""
    _has_list = False

    def __init__(self, limits: Limits, tally: Tally, *names: str) -> None:
        super().__init__(limits, tally, *names)
        self.defined: dict[str, str] = {}
        """The names that formulas may use, in small letters, each with what it stands for on any sheet."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 1 and name != "workbook":
            raise damaged("structure")
        if self.depth == 2:
            if name == "sheets" and self._has_list:
                raise damaged("structure")
            self._list, self._has_list = name, self._has_list or name == "sheets"
        elif self.depth == 3 and self._list == "definedNames":
            self._defining = attributes.get("name", "").casefold()
            self.text.clear()
        elif self.depth == 3 and self._list == "sheets":
            if name != "sheet":
                raise damaged("structure")
            self.found.append((name, attributes))
        super().opened(name, attributes)

    def closed(self, name: str) -> None:
        if self.depth == 3 and self._list == "definedNames" and name == "definedName":
            meant, known = "".join(self.text), self.defined.get(self._defining)
            self.defined[self._defining] = meant if known in (None, meant) else f"{known},{meant}"


def is_calculated_when_opened(properties: Mapping[str, str]) -> bool:
    """Whether a workbook with these properties of its calculation asks programs not to believe what it stores."""
    asked = properties.get("fullCalcOnLoad") in TRUE or properties.get("forceFullCalc") in TRUE
    return asked or properties.get("calcCompleted", "1") in OFF


class Package:
    """The parts of a file, by the relations between them."""

    _is_form = False
    """Whether khpcmd made it, by the sheet for the stamp; this only decides what is kept."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._tally = Tally()

    def _read(self, name: str) -> bytes:
        data = self._archive.read(name)
        if b"purl.oclc.org" in data:
            for strict, known in STRICT.items():
                data = data.replace(strict, known)
        return data

    def _walked(self, kind: type[AnyWalker], part: str, *names: str) -> AnyWalker:
        """A walker that has walked a part. It must not be changed: files whose part has the same bytes share it."""
        data = self._read(part)
        kept = LARGEST if self._is_form else KEPT_BYTES
        walk = _walk if len(data) > kept else _walk_once_of_forms if self._is_form else _walk_once
        walker = walk(kind, data, self._limits, names)  # type: ignore[arg-type]  # classes can be hashed
        self._tally.elements += walker.tally.elements
        if self._tally.elements > self._limits.elements:
            raise over("elements", self._limits.elements + 1, self._limits.elements)
        if not isinstance(walker, kind):
            raise TypeError(f"{kind.__name__} was asked for, not {type(walker).__name__}")
        return walker

    def _main_part(self, ends: tuple[str, ...], otherwise: str) -> str:
        """The name of the part that all others belong to: the one that the package itself names, which may be any.

        Its type has one of these ends; else the file is what a word of the catalogue says.
        """
        types = self._walked(ContentTypes, CONTENT_TYPES, "Override", "Default")
        kinds = {entry.get("PartName", "").lower(): entry.get("ContentType", "") for entry in types.of("Override")}
        books = {name for name, kind in kinds.items() if kind.lower().endswith(ends)}
        usual = {entry.get("Extension", "").lower(): entry.get("ContentType", "") for entry in types.of("Default")}
        if not books and not any(kind.lower().endswith(ends) for kind in usual.values()):
            raise not_a_workbook(otherwise)
        mains = [part for kind, part in self._related("").values() if kind == "officedocument"]
        if len(mains) != 1 or not books <= {f"/{part.lower()}" for part in mains}:
            raise damaged("structure")  # programs do not agree on the main part of a file with none or two
        main = mains[0]
        kind = kinds.get(f"/{main.lower()}", usual.get(main.lower().rpartition(".")[2], ""))
        if not kind.lower().endswith(ends):
            raise not_a_workbook(otherwise)
        return main

    def _related(self, source: str) -> dict[str, tuple[str, str]]:
        """The relations of a part ("": of the package) inside the file: kind of relation and part, by their ids."""
        folder, name = posixpath.split(source)
        relations = self._walked(Relations, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
        found = dict[str, tuple[str, str]]()
        for relation in relations.of("Relationship"):
            if relation.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                if relation.get("Id", "") in found:
                    raise damaged("structure")
                found[relation.get("Id", "")] = (_kind(relation.get("Type", "")), part.lstrip("/"))
        return found


class Reader(Package):
    """Reads the parts of a workbook in the order in which they need one another."""

    def parts(self) -> tuple[str, dict[str, str]]:
        """The name of the part that lists the sheets, and by their titles those of the sheets that have cells."""
        main = self._main_part(WORKBOOK_TYPES, "zip")
        _, _, listed = self._described(main)
        return main, {entry.get("name", ""): part for entry, part in listed if part}

    def sheets(self) -> list[Grid]:
        """The sheets of the workbook in their order, charts left out. Raises Refused."""
        description, related, listed = self._described(self._main_part(WORKBOOK_TYPES, "zip"))
        parts = [(entry, part) for entry, part in listed if part]
        if len(parts) > self._limits.sheets:
            raise over("sheets", len(parts), self._limits.sheets)
        if len({part for _, part in parts}) < len(parts):
            raise unsafe("duplicate_parts")
        self._is_form = any(entry.get("name") == SHEET for entry, _ in parts)
        book = self._book(description, related)
        sheets = [self._sheet(entry, part, book) for entry, part in parts]
        calculation = [entry for entry in description.of("calcPr") if is_calculated_when_opened(entry)]
        has_tables = any(name.lower().startswith("xl/tables/") for name in self._archive.names)
        names = Names(description.defined, has_tables=has_tables, to_calculate=bool(calculation))
        watch([(sheet.title, sheet.cells) for sheet in sheets], names)
        return sheets

    def _described(self, main: str) -> tuple[_Description, dict[str, tuple[str, str]], list[Listed]]:
        """The part that lists the sheets, its relations, and the sheets that it lists."""
        description, related = self._walked(_Description, main, "workbookPr", "calcPr"), self._related(main)
        return description, related, [self._listed(entry, related) for entry in description.of("sheet")]

    @staticmethod
    def _listed(entry: dict[str, str], related: dict[str, tuple[str, str]]) -> Listed:
        """A sheet of the workbook's list and its part, "" for a chart or an old macro sheet."""
        kind, part = related.get(entry.get(RELATION_ID, ""), ("", ""))
        if entry.get("state", "visible") not in STATES:
            raise damaged("structure")
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
            elif self._is_form:
                strings = self._walked(StringsWalker, part)
            else:
                strings.walk(self._read(part))
        return Book(
            styles.looks,
            strings.strings,
            strings.runs,
            any(entry.get("date1904") in TRUE for entry in description.of("workbookPr")),
            any(entry.get("fullCalcOnLoad") in TRUE for entry in description.of("calcPr")),
            styles.changes,
        )

    def _sheet(self, entry: dict[str, str], part: str, book: Book) -> Grid:
        data, limits, tally = self._read(part), self._limits, self._tally
        grid = (
            sheet_of_form(data, book, limits, tally) if self._is_form else SheetWalker(limits, tally, book).walk(data)
        )
        grid.title, grid.state = entry.get("name", ""), entry.get("state", "visible")
        if grid.state == "visible":
            self._remarks(part, grid)
        return grid

    def _remarks(self, part: str, grid: Grid) -> None:
        """Put into a sheet what stands on it beside its cells. A part that is missing shows nothing to anybody."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._archive or not REMARKS.search(self._read(relations)):
            return
        threads, stamps = dict[Place, str](), list(grid.stamps)
        for kind, target in dict.fromkeys(self._related(part).values()):
            if target not in self._archive:
                continue
            match kind:
                case "comments":
                    grid.comments |= self._walked(CommentsWalker, target).comments
                case "threadedcomment":
                    threads |= self._walked(ThreadsWalker, target).comments
                case "drawing":
                    stamps += self._walked(DrawingWalker, target).texts
                case "vmldrawing":
                    stamps += drawn_texts(self._read(target))
                case _:
                    pass
        grid.comments |= threads
        grid.stamps = tuple(dict.fromkeys(filter(None, stamps)))
        texts = [*grid.comments.values(), *grid.stamps]
        self._tally.add(self._limits, cells=len(texts), text=sum(map(len, texts)))
