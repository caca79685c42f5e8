"""Puts figures into cells of a workbook, into the XML of its sheets; every other byte stays as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape  # it writes, and parses nothing

from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW, Place, a1, place
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.package import Reader
from khpcmd.workbook.file.zip import Archive

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?(?![A-Za-z0-9_(.])")
"""A cell or a range in a formula."""
TEXT = re.compile(r'"[^"]*"')
TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*+>""")
KIND = re.compile(rb"""\st\s*=\s*("[^"]*"|'[^']*')""")
SPANS = re.compile(rb"""\sspans\s*=\s*("[^"]*"|'[^']*')""")
STYLES = "/styles.xml"

CALCULATION = re.compile(rb"<(\w+:)?calcPr\b[^<>]*>")
FULL = re.compile(rb"""\sfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')""")
BEFORE = re.compile(
    rb"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr"
    rb"|webPublishObjects|extLst)\b|</(?:\w+:)?workbook\s*>"
)
"""What follows the properties of the calculation in a workbook."""


class Words(str):
    """A text for a cell, where other contents are numbers."""

    __slots__ = ()


class UneditableError(Exception):
    """A sheet has a form in which nothing can be put in with certainty."""


class _Change(NamedTuple):
    start: int
    end: int
    text: bytes


@dataclass(slots=True)
class _Cell:
    """A cell of the XML: where its start tag begins, its whole, and what it holds."""

    start: int
    place: Place
    kind: str
    tag: bytes
    end: int = 0
    formula: str | None = None
    value: str = ""
    style: int = 0
    others: bool = False
    """Whether it holds anything but a formula, a value and an inline string."""
    stored: tuple[int, int] = (0, 0)
    """Where the value of a formula stands."""


@dataclass(slots=True)
class _Row:
    start: int
    number: int
    style: str
    end: int = 0
    """Where its end tag begins, if it has one."""
    cells: list[_Cell] = field(default_factory=list)
    implicit: bool = False
    """Whether a cell of it has no address of its own."""


class Package:
    """The bytes of a workbook, and where its sheets are."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._main, self._sheets = Reader(Archive(data, limits), limits).parts()

    def open_cells(self, sheet: str, wanted: Iterable[Place]) -> frozenset[Place]:
        """Those of some cells of a sheet that a person may type over: without a formula, and not locked.

        Raises UneditableError where the sheet is not understood.
        """
        with zipfile.ZipFile(BytesIO(self._data)) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            walk = _Walk(archive.read(names[self._sheets[sheet].lower()]))
            styles = next((archive.read(real) for name, real in names.items() if name.endswith(STYLES)), b"")
        unlocked = _unlocked(styles) if walk.protected else []
        cells = {cell.place: cell for cell in walk.cells()}

        def is_open(at: Place) -> bool:
            cell = cells.get(at)
            if cell is None:
                return not walk.protected
            locked = walk.protected and not (cell.style < len(unlocked) and unlocked[cell.style])
            return cell.formula is None and not cell.others and not locked

        return frozenset(at for at in wanted if is_open(at))

    def filled(self, figures: Mapping[tuple[str, Place], str], *, typed_over: bool = False) -> tuple[bytes, bool]:
        """The workbook with the figures by sheet and cell, and whether it has formulas to be computed anew.

        The cells have to be blank, unless they may be ``typed_over``; what has a formula is never changed.
        """
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
                    made[name], has = with_figures(old.read(name), by_part.get(part, {}), typed_over=typed_over)
                    formulas = formulas or has
            for info in old.infolist():
                content = made.get(info.filename) or old.read(info.filename)
                if formulas and info.filename.lower() == main:
                    content = computed_when_opened(content)
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.external_attr, entry.create_system = info.external_attr, info.create_system
                new.writestr(entry, content, zipfile.ZIP_DEFLATED)
        return saved.getvalue(), formulas


def _unlocked(styles: bytes) -> list[bool]:
    """By the number of a style, whether its cells may be typed into where the sheet is protected."""
    path, found = list[str](), list[bool]()

    def opened(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(":")[2])
        if path[1:] == ["cellXfs", "xf"]:
            found.append(False)
        elif path[1:] == ["cellXfs", "xf", "protection"]:
            found[-1] = attributes.get("locked") in ("0", "false")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, lambda _: path.pop()
    try:
        parser.Parse(styles, True)
    except expat.ExpatError as error:
        raise UneditableError from error
    return found


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


def with_figures(sheet: bytes, figures: Mapping[Place, str], *, typed_over: bool = False) -> tuple[bytes, bool]:
    """The sheet with the figures in their cells, and whether results of formulas were dropped.

    A formula keeps its stored result only if it is a text that no figure can reach: a program that opens the file
    computes the others anew. Raises UneditableError where a cell is not blank, or the XML is not understood.
    """
    walk = _Walk(sheet)
    changes = [*_puts(walk, figures, typed_over), *(dropped := list(_drops(walk, set(figures))))]
    made, at = bytearray(), 0
    for change in sorted(changes):
        if change.start < at:
            raise UneditableError
        made += sheet[at : change.start] + change.text
        at = change.end
    return bytes(made + sheet[at:]), bool(dropped) or any(cell.formula is not None for cell in walk.cells())


def _puts(walk: _Walk, figures: Mapping[Place, str], typed_over: bool) -> Iterator[_Change]:
    rows = {row.number: row for row in walk.rows}
    by_row = dict[int, dict[int, str]]()
    for (row, column), text in sorted(figures.items()):
        by_row.setdefault(row, {})[column] = text
    new = dict[int, bytes]()
    for number, wanted in by_row.items():
        if number in rows:
            yield from _into_row(walk, rows[number], wanted, typed_over)
            continue
        following = next((one.start for one in walk.rows if one.number > number), -1)
        cells = b"".join(walk.cell(number, column, text, "") for column, text in wanted.items())
        tag = walk.prefix + b"row"
        new[following] = new.get(following, b"") + b'<%s r="%d">%s</%s>' % (tag, number, cells, tag)
    for following, made in new.items():
        if following >= 0:
            yield _Change(following, following, made)
        else:
            yield walk.inside(walk.data_start, walk.data_end, made)


def _into_row(walk: _Walk, row: _Row, wanted: Mapping[int, str], typed_over: bool) -> Iterator[_Change]:
    cells = {cell.place[1]: cell for cell in row.cells}
    added = dict[int, bytes]()
    for column, text in wanted.items():
        cell = cells.get(column)
        if cell is None:
            if row.implicit:
                raise UneditableError
            following = next((one.start for one in row.cells if one.place[1] > column), -1)
            added[following] = added.get(following, b"") + walk.cell(row.number, column, text, row.style)
        elif cell.formula is not None or cell.others or (cell.value and not typed_over):
            raise UneditableError
        else:
            tag = KIND.sub(b"", cell.tag.rstrip(b">").rstrip(b"/")).rstrip()
            name = tag[1:].split()[0]
            kind, value = walk.content(text)
            yield _Change(cell.start, cell.end, b"%s%s>%s</%s>" % (tag, kind, value, name))
    if not added:
        return
    tag = walk.tag_at(row.start)
    spans = SPANS.search(tag)
    if spans and not tag.endswith(b"/>"):  # a hint for programs, which may be wrong now
        yield _Change(row.start + spans.start(), row.start + spans.end(), b"")
    for following, new in added.items():
        if following >= 0:
            yield _Change(following, following, new)
        else:
            yield walk.inside(row.start, row.end, new)


def _drops(walk: _Walk, figures: set[Place]) -> Iterator[_Change]:
    """The stored results of formulas that may change, without them."""
    formulas = [cell for cell in walk.cells() if cell.formula is not None and "[" not in cell.formula]
    texts = [cell for cell in formulas if cell.kind == "str" and cell.value]
    stale = figures | {cell.place for cell in formulas if cell not in texts}
    while reached := [cell for cell in texts if cell.place not in stale and _reaches(cell.formula or "", stale)]:
        stale.update(cell.place for cell in reached)
    for cell in formulas:
        if cell.place in stale and cell.stored[1] > cell.stored[0]:
            yield _Change(*cell.stored, b"")
            if kind := KIND.search(cell.tag):
                yield _Change(cell.start + kind.start(), cell.start + kind.end(), b"")


def _reaches(formula: str, stale: set[Place]) -> bool:
    """Whether a formula may rest on one of these cells, for all that can be seen: names may stand for any cell."""
    bare = TEXT.sub("", formula)
    if not formula or "!" in bare:
        return True
    for found in REFERENCE.finditer(bare):
        first = place(f"{found[1]}{found[2]}")
        last = place(f"{found[3]}{found[4]}") if found[3] else first
        rows, columns = sorted((first[0], last[0])), sorted((first[1], last[1]))
        if any(rows[0] <= row <= rows[1] and columns[0] <= column <= columns[1] for row, column in stale):
            return True
    left = re.sub(r"[A-Za-z_.0-9]+\(", "", REFERENCE.sub("", bare))  # what is no cell and no function is a name
    return bool(re.search(r"[^\W\d]", left.replace("TRUE", "").replace("FALSE", "")))


class _Walk:
    """The rows and cells of a sheet with their places among its bytes."""

    def __init__(self, sheet: bytes) -> None:
        self.sheet = sheet
        self.rows: list[_Row] = []
        self.columns: list[tuple[int, int, str]] = []
        self.prefix = b""
        self.data_start = self.data_end = -1
        self.protected = False
        self._path: list[str] = []
        self._cell: _Cell | None = None
        self._texts: list[str] = []
        encoding = re.match(
            rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""", sheet.removeprefix(b"\xef\xbb\xbf")
        )
        if (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")) or b"\0" in sheet[:64]:
            raise UneditableError
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._texts.append
        try:
            self._parser.Parse(sheet, True)
        except expat.ExpatError as error:
            raise UneditableError from error
        if self.data_start < 0:
            raise UneditableError

    def cells(self) -> Iterator[_Cell]:
        return (cell for row in self.rows for cell in row.cells)

    def tag_at(self, start: int) -> bytes:
        """The tag that begins at a byte."""
        found = TAG.match(self.sheet, start)
        return found[0] if found else self.sheet[start:]

    def cell(self, row: int, column: int, text: str, style: str) -> bytes:
        """A new cell with a number, in the style of its row or else of its column."""
        style = style or next((one for first, last, one in self.columns if first <= column <= last), "")
        look = b' s="%s"' % style.encode() if style else b""
        p, (kind, value) = self.prefix, self.content(text)
        return b'<%sc r="%s"%s%s>%s</%sc>' % (p, a1(row, column).encode(), look, kind, value, p)

    def content(self, text: str) -> tuple[bytes, bytes]:
        """The attribute that says what a cell holds, and its content: a number, a text of its own, or nothing."""
        p = self.prefix
        if not text:
            return b"", b""
        if not isinstance(text, Words):
            return b"", b"<%sv>%s</%sv>" % (p, text.encode(), p)
        inside = escape(text).encode()
        return b' t="inlineStr"', b"<%sis><%st>%s</%st></%sis>" % (p, p, inside, p, p)

    def inside(self, start: int, end: int, text: bytes) -> _Change:
        """Text before the end tag of an element, which may have been an empty one."""
        tag = self.tag_at(start)
        if not tag.endswith(b"/>"):
            return _Change(end, end, text)
        name = tag[1:].split()[0].rstrip(b"/>")
        opened = tag.rstrip(b">").rstrip(b"/").rstrip()
        opened = SPANS.sub(b"", opened)
        return _Change(start, start + len(tag), b"%s>%s</%s>" % (opened, text, name))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        local, at = name.rpartition(":")[2], self._parser.CurrentByteIndex
        self._path.append(local)
        match self._path[1:]:
            case ["cols", "col"] if attributes.get("style"):
                first, last = int(attributes["min"]), int(attributes["max"])
                self.columns.append((first, last, attributes["style"]))
            case ["sheetProtection"]:
                self.protected = attributes.get("sheet") in ("1", "true")
            case ["sheetData"]:
                self.prefix = name[: -len(local)].encode()
                self.data_start = at
            case ["sheetData", "row"]:
                self._opened_row(at, attributes)
            case ["sheetData", "row", "c"]:
                self._opened_cell(at, attributes)
            case ["sheetData", "row", "c", "f"]:
                self._texts.clear()
            case ["sheetData", "row", "c", "v"] if self._cell:
                self._texts.clear()
                self._cell.stored = at, at
            case ["sheetData", "row", "c", "is"]:
                self._texts.clear()
            case ["sheetData", "row", "c", *inside] if self._cell and inside[0] != "is":
                self._cell.others = True
            case _:
                pass

    def _opened_row(self, at: int, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or (self.rows[-1].number if self.rows else 0) + 1)
        styled = attributes.get("customFormat") in ("1", "true")
        if not 0 < number <= LAST_ROW or (self.rows and number <= self.rows[-1].number):
            raise UneditableError
        self.rows.append(_Row(at, number, attributes.get("s", "") if styled else ""))

    def _opened_cell(self, at: int, attributes: dict[str, str]) -> None:
        row = self.rows[-1]
        before = row.cells[-1].place[1] if row.cells else 0
        address = attributes.get("r")
        found = place(address) if address else (row.number, before + 1)
        if found[0] != row.number or not before < found[1] <= LAST_COLUMN:
            raise UneditableError
        row.implicit = row.implicit or not address
        style = int(attributes.get("s", "0"))
        self._cell = _Cell(at, found, attributes.get("t", "n"), self.tag_at(at), style=style)
        row.cells.append(self._cell)

    def _close(self, _name: str) -> None:
        at = self._parser.CurrentByteIndex
        match self._path[1:]:
            case ["sheetData"]:
                self.data_end = at
            case ["sheetData", "row"]:
                self.rows[-1].end = at
            case ["sheetData", "row", "c"] if self._cell:
                self._cell.end = self._end_of(self._cell.start, at)
                self._cell = None
            case ["sheetData", "row", "c", "f"] if self._cell:
                self._cell.formula = "".join(self._texts)
            case ["sheetData", "row", "c", "v"] if self._cell:
                self._cell.value = "".join(self._texts)
                self._cell.stored = self._cell.stored[0], self._end_of(self._cell.stored[0], at)
            case ["sheetData", "row", "c", "is"] if self._cell:
                self._cell.value = "".join(self._texts)
            case _:
                pass
        self._path.pop()

    def _end_of(self, start: int, closing: int) -> int:
        """The byte behind an element that starts at one byte and is closed at another."""
        tag = self.tag_at(start)
        return start + len(tag) if tag.endswith(b"/>") else closing + len(self.tag_at(closing))
