"""The sheets of a workbook, read by openpyxl out of the parts that the gate has passed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast
from xml.etree.ElementTree import Element

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.fonts import Font
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.workbook.defined_name import DefinedNameList
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from khpcmd.workbook.grid import Grid, GridCell
from khpcmd.workbook.legacy import decode
from khpcmd.workbook.limits import damaged
from khpcmd.workbook.open import Package
from khpcmd.workbook.places import Place, a1
from khpcmd.workbook.scan import SheetFacts

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,4})?")
INDEX = re.compile(r"[0-9]{1,9}")


class UnsafeInstallationError(RuntimeError):
    """openpyxl would read XML without defusedxml: no fault of any file."""


class _Style(Protocol):
    numFmtId: int  # noqa: N815 - the names are openpyxl's
    fontId: int  # noqa: N815


class _Book(Protocol):
    """What openpyxl's own readers use of a workbook, and its type stubs leave out."""

    epoch: datetime
    _date_formats: set[int]
    _timedelta_formats: set[int]
    _cell_styles: Sequence[_Style]
    _number_formats: Sequence[str]
    _fonts: Sequence[Font]


class _CellParser(WorkSheetParser):
    """openpyxl's own parser of cells, which reads nothing else and gives way to no malformed number."""

    def parse(self) -> Generator[tuple[int, list[dict[str, object]]], None, None]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_cell(self, element: Element) -> dict[str, object]:
        kind, raw = element.get("t", "n"), element.findtext("{*}v")
        strings = cast("list[str]", self.shared_strings)
        if kind == "s" and raw is not None and not (INDEX.fullmatch(raw) and int(raw) < len(strings)):
            raise damaged("shared_string")
        if kind == "n" and raw and not NUMBER.fullmatch(raw):
            element.set("t", "e")
        try:
            parsed: dict[str, object] = super().parse_cell(element)
        except (ValueError, OverflowError):
            element.set("t", "e")
            parsed = super().parse_cell(element)
        return parsed


class _Reader(ExcelReader):
    """openpyxl's reader of workbooks, for cells only: no drawings, comments, pivots or links."""

    def __init__(self, file: io.BytesIO, package: Package) -> None:
        super().__init__(file, data_only=True, keep_links=False)
        self._package = package
        self.grids: list[Grid] = []

    def read_properties(self) -> None: ...

    def read_custom(self) -> None: ...

    def read_theme(self) -> None: ...

    def read_worksheets(self) -> None:
        self.parser.defined_names = DefinedNameList()  # type: ignore[attr-defined]  # left out of the stubs
        for sheet, relation in self.parser.find_sheets():
            if not relation.Type.endswith("/worksheet"):
                continue  # a sheet that is a chart
            facts = self._package.facts.get(relation.target)
            if facts is None:
                raise damaged("missing_part")
            sheet_reader = _SheetReader(cast("_Book", self.wb), facts, self._package.to_calculate)
            cells = sheet_reader.cells(self._package.parts[relation.target], self.shared_strings)
            self.grids.append(_grid(sheet.name, sheet.state or "visible", cells, facts))


def _grid(title: str, state: str, cells: dict[Place, GridCell], facts: SheetFacts) -> Grid:
    hidden_rows, hidden_columns = frozenset(facts.hidden_rows), tuple(facts.hidden_columns)
    return Grid(title, cells, tuple(facts.merges), hidden_rows, hidden_columns, state)


@dataclass(frozen=True, slots=True)
class _SheetReader:
    book: _Book
    facts: SheetFacts
    to_calculate: bool

    def cells(self, part: bytes, strings: list[str]) -> dict[Place, GridCell]:
        """The cells with content, each address once."""
        found = dict[Place, GridCell]()
        for _, row in self._parser(part, strings).parse():
            for parsed in row:
                where = (int(str(parsed["row"])), int(str(parsed["column"])))
                if parsed["value"] is None and where not in self.facts.formulas:
                    continue
                if where in found:
                    raise damaged("duplicate_cell")
                found[where] = self._cell(where, parsed)
        return found

    def _parser(self, part: bytes, strings: list[str]) -> _CellParser:
        return _CellParser(
            io.BytesIO(part),
            strings,
            data_only=True,
            epoch=self.book.epoch,
            date_formats=self.book._date_formats,  # noqa: SLF001 - as openpyxl's own reader does
            timedelta_formats=self.book._timedelta_formats,  # noqa: SLF001
        )

    def _cell(self, where: Place, parsed: dict[str, object]) -> GridCell:
        value, style = parsed["value"], self._style(int(str(parsed["style_id"])))
        font = self.book._fonts[style.fontId].name or ""  # noqa: SLF001
        formula = self.facts.formulas.get(where, "")
        placed = bool(formula) and self.to_calculate and value == 0
        return GridCell(
            decode(value, font) if isinstance(value, str) else value,
            a1(*where),
            self._number_format(style.numFmtId),
            formula,
            parsed["data_type"] == "e",
            placed or where in self.facts.uncalculated,
            font,
        )

    def _style(self, number: int) -> _Style:
        styles = self.book._cell_styles  # noqa: SLF001 - the list that openpyxl looks styles up in
        if not 0 <= number < len(styles):
            raise damaged("style")
        return styles[number]

    def _number_format(self, number: int) -> str:
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number, "General")
        formats, own = self.book._number_formats, number - BUILTIN_FORMATS_MAX_SIZE  # noqa: SLF001
        return formats[own] if own < len(formats) else "General"


def read_grids(package: Package) -> list[Grid]:
    """The sheets of a workbook, in their order. Raises Refused or whatever openpyxl raises for a damaged part."""
    if not openpyxl.DEFUSEDXML:
        raise UnsafeInstallationError("defusedxml is not in force: unset OPENPYXL_DEFUSEDXML")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts that are not read here
        reader = _Reader(_cut(package), package)
        reader.read()
    return reader.grids


def _cut(package: Package) -> io.BytesIO:
    """A zip file of nothing but the parts that the gate has passed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in package.parts.items():
            archive.writestr(name, data if name not in package.facts else b"")  # sheets are read from the package
    file.seek(0)
    return file
