"""A document of Word as one sheet (``DocumentReader``): its paragraphs, and the cells of its tables, as they are seen.

The rows of table 2 are 2001, 2002 …, the paragraphs before it end in row 2000: they are its titles, as the lines above
a table of a workbook are. Where a table has more rows the step is 10,000 or more. What stands in a text box, above or
below a page is a stamp; a comment, a footnote is one of the cells that it stands at. What a reader of the document may
see in two ways (tracked changes) is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from khpcmd.diagnostics import Code
from khpcmd.workbook.file.addresses import LAST_ROW, Box
from khpcmd.workbook.file.colors import RGB, WHITE, are_alike
from khpcmd.workbook.file.csv import value_of
from khpcmd.workbook.file.grid import UNSTEADY, Document, Grid
from khpcmd.workbook.file.legacy_fonts import decode, is_drawn
from khpcmd.workbook.file.limits import Limits, Refused, damaged, over
from khpcmd.workbook.file.number_formats import LETTER, UNSEEN
from khpcmd.workbook.file.package import Package
from khpcmd.workbook.file.remarks import OWN
from khpcmd.workbook.file.styles import OFF, Run, is_tiny
from khpcmd.workbook.file.xml import SEPARATOR, Tally, Walker
from khpcmd.workbook.words.vocabulary import is_signature

TITLE = "Word"
"""What messages call the only sheet."""
STEP = 1000
"""How many rows there are for each table, at least."""
DOCUMENT_TYPES = ("document.main+xml", "wordprocessingml.template.main+xml", "macroenabled.main+xml",
                  "macroenabledtemplate.main+xml")  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{MAIN}{SEPARATOR}"
CHANGED = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"})
"""What stands in a document until somebody accepts or rejects it."""
FORMER = re.compile("(?:rPr|pPr|tblPr|tblPrEx|tblGrid|trPr|tcPr|sectPr|numbering)Change")
"""How something looked before a change of its look."""
HIDING = frozenset({"vanish", "specVanish"})
SWITCHES = HIDING | {"strike", "dstrike"}
"""Properties of letters that say yes or no."""
STEADY = re.compile(r"\s*(?:HYPERLINK|FORM[A-Z]+|TOC|SEQ|PAGEREF|NOTEREF|XE|TC)\b", re.IGNORECASE)
"""Fields that show what was typed, or nothing that is a figure."""
OF_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)\b", re.IGNORECASE)
ALTERNATE = f"http://schemas.openxmlformats.org/markup-compatibility/2006{SEPARATOR}AlternateContent"
FORMULA_TEXT = f"http://schemas.openxmlformats.org/officeDocument/2006/math{SEPARATOR}t"
ARTFUL_TEXT = f"urn:schemas-microsoft-com:vml{SEPARATOR}textpath"
ANCHOR = f"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing{SEPARATOR}anchor"
SHORT = 5
NARROW = 20
"""Letters of so many percent of their width are strokes."""
NUMBER = re.compile("-?[0-9]{1,6}")
SENTENCE = re.compile(r"[0-9].*[.;]\s*$", re.DOTALL)
"""A sentence with a number."""
WRITTEN_BY = re.compile(rb"<dc:creator>khpcmd</dc:creator>")
RESULT = 2
"""The length of what is kept of a field whose result is being walked."""
SIGN = re.compile("[Ff]0([0-9A-Fa-f]{2})")
SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
Dress = Mapping[str, str]
"""The properties of letters by their names, as they are written; "numPr" where the paragraph has a number before it."""


class StylesWalker(Walker):
    """Collects what the styles of a document do to letters."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self._own: dict[str, dict[str, str]] = {"": {}}
        self._based: dict[str, str] = {}
        self._usual = dict[str, str]()
        self._style, self._path = "", list[str]()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_W}val", "")
        self._path.append(name)
        if name == "style" and self.depth == 2:
            self._style = attributes.get(f"{_W}styleId", "")
            self._own[self._style] = {}
            if attributes.get(f"{_W}default") not in (None, *OFF):
                self._usual[attributes.get(f"{_W}type", "")] = self._style
        elif name == "docDefaults":
            self._style = ""
        elif name == "basedOn":
            self._based[self._style] = value
        elif len(self._path) > 1 and self._path[-2] == "rPr":
            if "tblStylePr" not in self._path or name in SWITCHES:
                _take(self._own[self._style], name, attributes)
        elif name == "numId" and value != "0":
            self._own[self._style]["numPr"] = value

    def closed(self, name: str) -> None:  # noqa: ARG002  # the walker names it
        self._path.pop()

    def dress(self, style: str, kind: str = "") -> dict[str, str]:
        """The properties of a style; of the usual one of its kind where none is named."""
        found, name, known = dict[str, str](), style or self._usual.get(kind, ""), set[str]()
        while name and name not in known:
            known.add(name)
            found = self._own.get(name, {}) | found
            name = self._based.get(name, "")
        return found

    def together(self, *dresses: Dress) -> dict[str, str]:
        """Those of the document, a table, a paragraph and a run; what one of them hides or strikes stays so."""
        found = dict(self._own[""])
        for dress in dresses:
            on = {name: found[name] for name in SWITCHES if found.get(name, "0") not in OFF}
            found |= {**dress, **on}
        return found


def _take(dress: dict[str, str], name: str, attributes: Mapping[str, str]) -> None:
    """Put one property of letters to the others."""
    if name == "rFonts":
        dress[name] = attributes.get(f"{_W}ascii") or attributes.get(f"{_W}hAnsi") or dress.get(name, "")
    elif name == "shd":
        dress[name] = _ground(attributes)
    else:
        dress[name] = attributes.get(f"{_W}val", "1" if name in SWITCHES else "")


def _ground(attributes: Mapping[str, str]) -> str:
    """The colour of a shading."""
    return attributes.get(f"{_W}color" if attributes.get(f"{_W}val") == "solid" else f"{_W}fill", "")


def _color(written: str, otherwise: str) -> str:
    match = RGB.fullmatch(written)
    return match[1].upper() if match else otherwise


class Letters:
    """How the letters look that are being walked: by the document, the table, the paragraph and the run."""

    def __init__(self, styles: StylesWalker) -> None:
        self._styles = styles
        self._table = self.paragraph = self._run = dict[str, str]()
        self._grounds = {"tc": "", "p": ""}

    def opened(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        """The last element of the path began."""
        name, parent, value = path[-1], path[-2] if len(path) > 1 else "", attributes.get(f"{_W}val", "")
        dress = self._styles.dress
        match name:
            case "tbl" | "tblStyle":
                self._table = dress(value, "table")
            case "tc":
                self._grounds["tc"] = ""
            case "p":
                self.paragraph, self._grounds["p"] = dress("", "paragraph"), ""
            case "pStyle":
                self.paragraph = dress(value)
            case "r" | "rStyle":
                self._run = self._styles.together(self._table, self.paragraph, dress(value, "character"))
            case "shd" if parent in ("pPr", "tcPr"):
                self._grounds[parent[:-2]] = _ground(attributes)
            case _ if parent == "rPr" and path[-3:-2] == ["r"]:
                _take(self._run, name, attributes)
            case _:
                pass

    def shown(self, text: str) -> str:
        """A text as it looks: what nobody sees is ``UNSEEN``, what is struck out or raised is no number."""
        dress, on = self._run, {name for name in SWITCHES if self._run.get(name, "0") not in OFF}
        place, raised = dress.get("vertAlign", ""), dress.get("position", "0") != "0"
        ground = _color(dress.get("shd", ""), _color(self._grounds["p"] or self._grounds["tc"], WHITE))
        letters = _color(dress.get("color", ""), "")
        unseen = on & HIDING or _is_narrow(dress.get("w", "")) or (letters and are_alike(letters, ground))
        size = dress.get("sz", "")
        run = Run(
            struck=bool(on - HIDING),
            tiny=bool(unseen) or (size.isdecimal() and len(size) < SHORT and is_tiny(str(int(size) / 2))),
            raised=raised or place == "superscript",
            lowered=place == "subscript",
        )
        return run.seen(decode(text, dress.get("rFonts", "")))


def _is_narrow(width: str) -> bool:
    return NUMBER.fullmatch(width) is not None and int(width) <= NARROW


@dataclass(slots=True)
class Text:
    """What is seen of a paragraph or of a cell, with the notes that stand at it."""

    pieces: list[str] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    """Kind and number of each comment, footnote and endnote."""
    unsteady: bool = False
    """Whether a field or a bound control shows something in it, which may change when the document is opened."""
    numbered: bool = False
    """Whether Word puts a number before it."""

    @property
    def shown(self) -> str:
        """The text in lines; one that begins with digits behind a number of Word's is no number."""
        lines = (line.strip() for line in "".join(self.pieces).split("\n"))
        text = "\n".join(line for line in lines if line)
        return f"{UNSEEN} {text}" if self.numbered and text[:1].isdecimal() else text


class TextsWalker(Walker):
    """Collects the paragraphs of a part, and the texts of the boxes in it; made for the styles of the document."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally, styles: StylesWalker) -> None:
        super().__init__(limits, tally)
        self._letters = Letters(styles)
        self.stamps: list[str] = []
        self.pictures = 0
        self._path = list[str]()
        self._texts = [Text()]
        """That of the paragraph or the cell, then those of the boxes in it that are being walked."""
        self._fields = list[list[str]]()
        """The instruction of each open field, and its result's mark once that has begun."""
        self._bound = list[bool]()
        """Of each open control whether it shows data that lie elsewhere."""
        self._alternates = list[int]()

    @property
    def in_box(self) -> bool:
        """Whether a text box is being walked."""
        return len(self._texts) > 1

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self.text.clear()
        if name in CHANGED or (name in SWITCHES and any(map(FORMER.fullmatch, self._path))):
            raise Refused(Code.TRACKED_CHANGES(None, {}))
        if name in ("altChunk", "subDoc"):
            raise damaged("structure")  # a part of another document, which Word shows as its own
        self._letters.opened(self._path, attributes)
        here = self._texts[-1]
        match name:
            case "tab" | "ptab" | "br" | "cr" | "noBreakHyphen" if self._path[-2] == "r":
                self._write(SIGNS.get(name, "\n"))
            case "sym":
                self._sign(attributes.get(f"{_W}char", ""), attributes.get(f"{_W}font", ""))
            case "footnoteReference" | "endnoteReference" | "commentReference":
                here.notes[name.removesuffix("Reference"), attributes.get(f"{_W}id", "")] = None
            case "drawing" | "pict" | "object":
                self.pictures += 1
            case "txbxContent":
                self._texts.append(Text())
            case _ if name == ALTERNATE:
                self._alternates.append(len(self._texts))
            case _ if name == ARTFUL_TEXT:
                self._stamp(attributes.get("string", ""))
            case _:
                self._open_field(name, attributes)
        here.numbered |= name == "pStyle" and "numPr" in self._letters.paragraph
        here.numbered |= name == "numId" and attributes.get(f"{_W}val") != "0"

    def _open_field(self, name: str, attributes: Mapping[str, str]) -> None:
        """What shows a text that stands elsewhere, or is computed, began or went on."""
        match name, attributes.get(f"{_W}fldCharType"):
            case "fldSimple", _:
                self._fields.append([attributes.get(f"{_W}instr", ""), "result"])
            case "fldChar", "begin":
                self._fields.append([""])
            case "fldChar", "separate" if self._fields:
                self._fields[-1].append("result")
            case "fldChar", "end" if self._fields:
                self._fields.pop()
            case "sdt", _:
                self._bound.append(False)
            case "dataBinding", _ if self._bound:
                self._bound[-1] = True
            case _:
                pass

    def closed(self, name: str) -> None:
        written = "".join(self.text)
        self.text.clear()
        self._path.pop()
        match name:
            case "t":
                self._write(written)
            case "instrText" if self._fields:
                self._fields[-1][0] += written
            case "p" | "tc":
                self._texts[-1].pieces.append("\n")
                if name == "p" and not self.in_box:
                    self.paragraph()
            case "txbxContent":
                self._stamp(self._texts.pop().shown)
            case _ if name == FORMULA_TEXT:
                self._write(UNSEEN)
            case _ if name == ALTERNATE:
                self._alternates.pop()
            case "fldSimple":
                del self._fields[-1:]
            case "sdt":
                self._bound.pop()
            case _:
                pass

    def paragraph(self) -> None:
        """A paragraph outside of text boxes ended."""

    def _sign(self, code: str, font: str) -> None:
        """A sign of a font that draws signs; nobody knows others."""
        known = is_drawn(font) and SIGN.fullmatch(code)
        self._write(decode(chr(int(known[1], 16)), font) if known else UNSEEN)

    def _write(self, text: str) -> None:
        """Add a text as it looks to what is being walked."""
        instructions = [one[0] for one in self._fields]
        if any(len(one) < RESULT for one in self._fields) or any(map(OF_PAGE.match, instructions)):
            return
        here, shown = self._texts[-1], self._letters.shown(text)
        unclear = not {"bdo", "ruby"}.isdisjoint(self._path) or len(self._texts) in self._alternates
        here.pieces.append(LETTER.sub(UNSEEN, shown) if unclear else shown)
        here.unsteady |= any(self._bound) or not all(map(STEADY.match, instructions))
        self.tally.add(self.limits, text=len(text))

    def _stamp(self, text: str) -> None:
        if stamp := " ".join(text.split()):
            self.tally.add(self.limits, cells=1, text=len(stamp))
            self.stamps.append(stamp)


class PageWalker(TextsWalker):
    """What stands above or below each page: all of it are stamps."""

    def paragraph(self) -> None:
        self._stamp(self._texts.pop().shown)
        self._texts.append(Text())


class NotesWalker(TextsWalker):
    """The footnotes, the endnotes or the comments by their numbers; those of a marked copy say nothing."""

    def __init__(self, limits: Limits, tally: Tally, styles: StylesWalker) -> None:
        super().__init__(limits, tally, styles)
        self.notes: dict[str, str] = {}
        self._number = self._author = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        super().opened(name, attributes)
        if self.depth == 2:
            self._number, self._author = attributes.get(f"{_W}id", ""), attributes.get(f"{_W}author", "")
            self._texts = [Text()]

    def closed(self, name: str) -> None:
        super().closed(name)
        if self.depth == 2 and self._author != OWN and (text := self._texts[0].shown):
            self.tally.add(self.limits, cells=1, text=len(text))
            self.notes[self._number] = text


@dataclass(slots=True)
class Cell:
    """A cell of a table: its first and its last column, and how it goes on from the cell above or on its left."""

    text: Text = field(default_factory=Text)
    first: int = 1
    span: int = 1
    below: str = ""
    beside: str = ""
    """"restart" where a range of merged cells begins, "continue" where it goes on."""

    @property
    def last(self) -> int:
        return self.first + self.span - 1


Lines = list[Text]
Rows = list[list[Cell]]


class BodyWalker(TextsWalker):
    """Collects the paragraphs and the tables of a document in their order."""

    def __init__(self, limits: Limits, tally: Tally, styles: StylesWalker) -> None:
        super().__init__(limits, tally, styles)
        self.parts: list[tuple[Lines, Rows]] = [([], [])]
        """Each table with the paragraphs before it; the last one has no rows."""
        self.covered: set[int] = set()
        """The tables, from 1, with something in front of their text."""
        self._nested = 0
        self._column = 1
        self._cell = Cell()
        self._unseen = False
        """Whether the row is hidden that is being walked."""
        self._noted = dict[str, None]()
        """The comments whose text has begun, and not ended."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        super().opened(name, attributes)
        if self.in_box:
            return
        value, number = attributes.get(f"{_W}val", ""), attributes.get(f"{_W}id", "")
        match name:
            case "commentRangeStart":
                self._noted[number] = self._texts[-1].notes["comment", number] = None
            case "commentRangeEnd":
                self._noted.pop(number, None)
            case "tbl":
                self._nested += 1
                self.tally.add(self.limits, styled_cells=1)
            case _ if name == ANCHOR and self._nested and attributes.get("behindDoc", "0") in OFF:
                self.covered.add(len(self.parts))
            case "p":
                self._texts[-1].notes |= {("comment", one): None for one in self._noted}
            case _ if self._nested == 1:
                self._opened_in_table(name, value)
            case _:
                pass

    def _opened_in_table(self, name: str, value: str) -> None:
        cell = self._cell
        match self._path[-2], name:
            case _, "tr":
                self.parts[-1][1].append([])
                self._column, self._unseen = 1, False
            case "trPr", "gridBefore":
                self._column += _number(value)
            case "trPr", "hidden":
                self._unseen = value not in OFF
            case _, "tc":
                self._cell = Cell(first=self._column)
                self._texts = [self._cell.text]
                self.tally.add(self.limits, styled_cells=1, cells=1)
            case "tcPr", "gridSpan":
                cell.span = max(1, _number(value))
            case "tcPr", "vMerge":
                cell.below = value or "continue"
            case "tcPr", "hMerge":
                cell.beside = value or "continue"
            case _:
                pass

    def closed(self, name: str) -> None:
        super().closed(name)
        if self.in_box:
            return
        if name == "tc" and self._nested == 1:
            if self._unseen:
                self._cell.text.pieces = [LETTER.sub(UNSEEN, piece) for piece in self._cell.text.pieces]
            self.parts[-1][1][-1].append(self._cell)
            self._column = self._cell.last + 1
        elif name == "tbl":
            self._nested -= 1
            if not self._nested:
                self.parts.append(([], []))
                self._texts = [Text()]

    def paragraph(self) -> None:
        if not self._nested:
            self.tally.add(self.limits, styled_cells=1, cells=1 if self._texts[0].shown else 0)
            self.parts[-1][0].append(self._texts.pop())
            self._texts.append(Text())


def _number(value: str) -> int:
    if not NUMBER.fullmatch(value):
        raise damaged("structure")
    return int(value)


class DocumentReader(Package):
    """Reads the parts of a document in the order in which they need one another."""

    def sheet(self) -> Grid:
        """The document as a sheet. Raises Refused."""
        main = self._main_part(DOCUMENT_TYPES, "document")
        folder, name = posixpath.split(main)
        has_relations = posixpath.join(folder, "_rels", f"{name}.rels") in self._archive
        related = list(dict.fromkeys(self._related(main).values())) if has_relations else []
        parts = [(kind, part) for kind, part in related if part in self._archive]
        styles = StylesWalker(self._limits, self._tally)
        for kind, part in parts:
            if kind == "styles":
                styles.walk(self._read(part))
        body, pages = BodyWalker(self._limits, self._tally, styles), PageWalker(self._limits, self._tally, styles)
        notes = dict[tuple[str, str], str]()
        for kind, part in parts:
            if kind in ("header", "footer"):
                pages.walk(self._read(part))
            elif kind in ("footnotes", "endnotes", "comments"):
                noted = NotesWalker(self._limits, self._tally, styles)
                noted.walk(self._read(part))
                pages.stamps += noted.stamps
                notes |= {(kind[:-1], number): text for number, text in noted.notes.items()}
        body.walk(self._read(main))
        return self._laid_out(body, (*pages.stamps, *body.stamps), notes)

    def _laid_out(self, body: BodyWalker, stamps: Iterable[str], notes: Mapping[tuple[str, str], str]) -> Grid:
        """The sheet of a document."""
        step, tables = STEP, list(_with_lines_below(body.parts))
        while step <= max(len(above) + len(rows) + len(below) for above, rows, below in tables):
            step *= 10
        if step * len(tables) >= LAST_ROW:
            raise over("rows", step * len(tables), LAST_ROW)
        texts = [line.shown for lines, _ in body.parts for line in lines]
        beside = Document([text for text in texts if SENTENCE.search(text)], body.pictures, self._own())
        grid, merges = Grid(TITLE, document=beside, stamps=tuple(dict.fromkeys(stamps))), list[Box]()
        for number, (above, rows, below) in enumerate(tables, 1):
            first, end = number * step + 1, number * step + len(rows)
            for row, line in chain(enumerate(above, first - len(above)), enumerate(below, end + 1)):
                self._put(grid, row, [(1, line)], notes)
            for row, cells in enumerate(rows, first):
                self._put(grid, row, [(cell.first, cell.text) for cell in cells], notes)
            merges += _merged(rows, first)
            if number in body.covered:
                grid.covered += ((first, 1, end, max(cell.last for cells in rows for cell in cells)),)
        size = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges)
        self._tally.add(self._limits, merged_cells=size)
        grid.merges = tuple(merges)
        return grid

    def _own(self) -> bool:
        """Whether khpcmd wrote the document, whoever changed it since."""
        name = "docProps/core.xml"
        return name in self._archive and bool(WRITTEN_BY.search(self._archive.read(name)))

    @staticmethod
    def _put(grid: Grid, row: int, texts: Iterable[tuple[int, Text]], notes: Mapping[tuple[str, str], str]) -> None:
        """Put the texts of one row into a sheet, with their notes."""
        shown = [(column, text.shown, text) for column, text in texts]
        filled = [(column, text) for column, written, text in shown if written]
        if filled:
            columns, values = [column for column, _ in filled], [value_of(text.shown) for _, text in filled]
            grid.cells.add(row, columns, values, [0] * len(filled))
        for column, _, text in shown:
            if said := [notes[one] for one in text.notes if one in notes]:
                grid.comments[row, column] = "\n".join(said)
            if text.unsteady:
                grid.cells.rare.formulas[row, column] = "="
                grid.cells.rare.recalculated[row, column] = UNSTEADY


def _with_lines_below(parts: Sequence[tuple[Lines, Rows]]) -> Iterator[tuple[Lines, Rows, Lines]]:
    """Each table with the lines above it, and those below it up to a blank line or the signatures; without these before
    the next table they are all above that. Lines without a table have no rows."""
    above, *_ = parts[0]
    for (_, rows), (lines, _) in pairwise(parts):
        if lines is parts[-1][0]:
            yield above, rows, lines
            return
        texts = [line.shown for line in lines]
        first = next((number for number, text in enumerate(texts) if not text or is_signature(text)), 0)
        yield above, rows, lines[:first]
        above = lines[first:]
    yield above, [], []


def _merged(rows: Rows, first: int) -> Iterator[Box]:
    """The merged ranges of a table whose first row is ``first``; what stands in their other cells is not shown."""
    open_ = dict[tuple[int, int], Box]()
    for row, cells in enumerate(rows, first):
        begun, left = dict[tuple[int, int], Box](), None
        for cell in list(cells):
            if cell.beside == "continue" and left:
                left.span += cell.span
                cells.remove(cell)
                continue
            left = cell
        for cell in list(cells):
            across = cell.first, cell.last
            above = open_.get(across) if cell.below == "continue" else None
            if above:
                begun[across] = (above[0], cell.first, row, cell.last)
                cells.remove(cell)
            elif cell.below == "continue" and cell.text.shown:
                raise damaged("structure")  # programs do not agree on whether it is shown
            elif cell.below:
                begun[across] = (row, cell.first, row, cell.last)
            elif cell.span > 1:
                yield (row, cell.first, row, cell.last)
        yield from (box for across, box in open_.items() if across not in begun or begun[across][0] == row)
        open_ = begun
    yield from open_.values()
