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
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from khpcmd.diagnostics import Code
from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW, Box
from khpcmd.workbook.file.colors import BLACK, FIRST, PALETTE, RGB, WHITE, are_alike
from khpcmd.workbook.file.csv import value_of
from khpcmd.workbook.file.grid import UNSTEADY, Document, Grid
from khpcmd.workbook.file.legacy_fonts import decode, is_drawn, is_legacy
from khpcmd.workbook.file.limits import Limits, Refused, damaged, over, unsafe
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
STEADY = re.compile(r"\s*(?:HYPERLINK|FORM[A-Z]+|TOC|PAGEREF|NOTEREF|XE|TC)\b", re.IGNORECASE)
"""Fields that show what was typed, or nothing that is a figure."""
OF_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)\b", re.IGNORECASE)
ALTERNATE = f"http://schemas.openxmlformats.org/markup-compatibility/2006{SEPARATOR}AlternateContent"
FORMULA_TEXT = f"http://schemas.openxmlformats.org/officeDocument/2006/math{SEPARATOR}t"
ARTFUL_TEXT = f"urn:schemas-microsoft-com:vml{SEPARATOR}textpath"
LONGEST = 100
"""How much of a field's instruction is looked at."""
SHORT = 5
PAPER = ("background", "light")
"""How the colours of a theme begin that paper has."""
LOW = 60
"""A row, or a cell, of so many twentieths of a point shows nothing that can be read."""
NARROW = 20
"""Letters of so many percent of their width are strokes."""
TIGHT = -80
"""Letters that are moved together by so many twentieths of a point stand on one another."""
FAR = 10_000
"""A paragraph that is indented by so many twentieths of a point, or by a third of it to the left, stands elsewhere."""
NUMBER = re.compile("-?[0-9]{1,6}")
PROPERTIES = SWITCHES | {
    "rFonts",
    "shd",
    "color",
    "sz",
    "w",
    "vertAlign",
    "position",
    "highlight",
    "spacing",
    "fitText",
}
_MARKERS = """black white red green blue yellow magenta cyan
    darkRed darkGreen darkBlue darkYellow darkMagenta darkCyan lightGray darkGray"""
MARKERS = dict(zip(_MARKERS.split(), PALETTE[len(FIRST) :], strict=False))
"""The colours of highlighters, which are those of the old palette."""
FILL = f"http://schemas.microsoft.com/office/word/2010/wordml{SEPARATOR}"
GONE = {"vanish": "1"}
"""The look of what nobody sees."""
DIGIT = re.compile(r"[0-9]")
WRITTEN_BY = re.compile(rb"<dc:creator>khpcmd</dc:creator>")
DEAR = 4
"""How many times as long as one of a workbook an element of a document takes."""
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
        self._dresses: dict[tuple[str, str], dict[str, str]] = {}
        self._together: dict[tuple[int, ...], dict[str, str]] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get(f"{_W}val", "")
        self._path.append(name)
        of_letters = any(part == "rPr" or part.startswith(FILL) for part in self._path[-2:-1])
        if name == "style" and self.depth == 2:
            self._style = attributes.get(f"{_W}styleId", "")
            self._own[self._style] = {}
            if attributes.get(f"{_W}default") not in (None, *OFF):
                self._usual[attributes.get(f"{_W}type", "")] = self._style
        elif name == "docDefaults":
            self._style = ""
        elif name == "basedOn":
            self._based[self._style] = value
        elif of_letters and ("tblStylePr" not in self._path or name in SWITCHES):
            self._own[self._style] = _taken(self._own[self._style], self._path, attributes)
        elif name == "numId" and value != "0":
            self._own[self._style]["numPr"] = value
        elif self._path[-2:-1] == ["pPr"] and _is_away(name, attributes):
            self._own[self._style] |= GONE

    def closed(self, name: str) -> None:  # noqa: ARG002  # the walker names it
        self._path.pop()

    def dress(self, style: str, kind: str = "") -> dict[str, str]:
        """The properties of a style; of the usual one of its kind where none is named."""
        if (style, kind) not in self._dresses:
            found, name, known = dict[str, str](), style or self._usual.get(kind, ""), set[str]()
            while name and name not in known:
                known.add(name)
                found = self._own.get(name, {}) | found
                name = self._based.get(name, "")
            self._dresses[style, kind] = found
        return self._dresses[style, kind]

    def together(self, *dresses: Dress) -> dict[str, str]:
        """Those of the document, a table, a paragraph and a run; what one of them hides or strikes stays so."""
        of = tuple(map(id, dresses))  # all are kept
        if of not in self._together:
            found = dict(self._own[""])
            for dress in dresses:
                on = {name: found[name] for name in SWITCHES if found.get(name, "0") not in OFF}
                found |= {**dress, **on}
            self._together[of] = found
        return self._together[of]


def _taken(dress: Dress, path: Sequence[str], attributes: Mapping[str, str]) -> dict[str, str]:
    """The properties of letters with one more, the last element of the path, as far as it matters."""
    name = path[-1]
    if path[-2].startswith(FILL):
        return {**dress, **_filled(path, attributes)}
    value = attributes.get(f"{_W}val", "1" if name in SWITCHES else "")
    if name == "rFonts":
        value = attributes.get(f"{_W}ascii") or attributes.get(f"{_W}hAnsi") or dress.get(name, "")
    elif name == "shd":
        value = _ground(attributes)
    elif name == "highlight":
        value = MARKERS.get(value, "")
    elif attributes.get(f"{_W}themeColor", "").startswith(PAPER) and f"{_W}themeShade" not in attributes:
        value = WHITE  # whatever colour is written beside it
    return {**dress, name: value} if name in PROPERTIES else {**dress}


def _ground(attributes: Mapping[str, str]) -> str:
    """The colour of a shading."""
    return attributes.get(f"{_W}color" if attributes.get(f"{_W}val") == "solid" else f"{_W}fill", "")


def _filled(path: Sequence[str], attributes: Mapping[str, str]) -> dict[str, str]:
    """What newer programs fill letters with: nothing, or another colour than the one that is written beside it."""
    fill, name, value = path[-2].removeprefix(FILL), path[-1].removeprefix(FILL), attributes.get(f"{FILL}val", "")
    if fill == "textFill":
        return {} if name == "solidFill" else GONE
    if path[-3].removeprefix(FILL) != "textFill":
        return GONE if name == "alpha" else {}
    return {"color": WHITE if value.startswith(("bg", "lt")) else value}


def _is_away(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a property of a paragraph leaves nothing of its lines, or puts them elsewhere."""
    said = {key.removeprefix(_W): int(value) for key, value in attributes.items() if NUMBER.fullmatch(value)}
    if name == "spacing":
        return attributes.get(f"{_W}lineRule") == "exact" and said.get("line", LOW + 1) <= LOW
    return name == "ind" and any(not -FAR / 3 < value < FAR for value in said.values())


def _color(written: str, otherwise: str) -> str:
    match = RGB.fullmatch(written)
    return match[1].upper() if match else otherwise


class Letters:
    """How the letters look that are being walked: by the document, the table, the paragraph and the run."""

    def __init__(self, styles: StylesWalker) -> None:
        self._styles = styles
        self._table = self.paragraph = self._run = styles.dress("")
        self._grounds = {"tc": "", "p": ""}
        self._outside = list[tuple[dict[str, str], ...]]()

    def closed(self, name: str) -> None:
        """An element ends; around a table or a text box the text goes on as it was."""
        if name in ("tbl", "txbxContent"):
            self._table, self.paragraph, self._run, self._grounds = self._outside.pop()

    def opened(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        """The last element of the path began."""
        name, parent, value = path[-1], path[-2] if len(path) > 1 else "", attributes.get(f"{_W}val", "")
        dress = self._styles.dress
        match name:
            case "tbl" | "txbxContent":
                self._outside.append((self._table, self.paragraph, self._run, self._grounds))
                self._table, self._grounds = dress("", "table"), dict(self._grounds)
            case "tblStyle":
                self._table = dress(value)
            case "tc":
                self._grounds["tc"] = ""
            case "p":
                self.paragraph, self._grounds["p"] = dress("", "paragraph"), ""
            case "pStyle":
                self.paragraph = dress(value)
            case "r" | "rStyle":
                self._run = self._styles.together(self._table, self.paragraph, dress(value, "character"))
            case _ if parent == "pPr" and (_is_away(name, attributes) or (name == "framePr" and "tc" in path)):
                self.paragraph = GONE
            case "shd" if parent in ("pPr", "tcPr"):
                self._grounds[parent[:-2]] = _ground(attributes)
            case _ if parent.startswith(FILL) or (parent == "rPr" and path[-3:-2] == ["r"]):
                self._run = _taken(self._run, path, attributes)
            case _:
                pass

    def shown(self, text: str) -> str:
        """A text as it looks: what nobody sees is ``UNSEEN``, what is struck out or raised is no number."""
        ground = self._run.get("highlight", "") or self._run.get("shd", "")
        ground = ground or self._grounds["p"] or self._grounds["tc"]
        run = _look(tuple(self._run.items()), ground)
        return run.seen(decode(text, run.name)) if run else text


@lru_cache(maxsize=1024)
def _look(properties: tuple[tuple[str, str], ...], ground: str) -> Run | None:
    """The look of letters with these properties, None where the text is seen as it is written."""
    dress = dict(properties)
    on = {name for name in SWITCHES if dress.get(name, "0") not in OFF}
    letters, size, place = _color(dress.get("color", ""), ""), dress.get("sz", ""), dress.get("vertAlign", "")
    letters = letters or (BLACK if dress.get("highlight") else "")
    tight = any(_is_at_most(dress.get(name, ""), most) for name, most in TOO_NARROW.items())
    tiny = tight or (size.isdecimal() and len(size) < SHORT and is_tiny(str(int(size) / 2)))
    run = Run(
        name=dress.get("rFonts", "") if is_legacy(dress.get("rFonts")) else "",
        struck=bool(on - HIDING),
        tiny=bool(on & HIDING) or tiny or bool(letters and are_alike(letters, _color(ground, WHITE))),
        raised=dress.get("position", "0") != "0" or place == "superscript",
        lowered=place == "subscript",
    )
    return None if run == Run() else run


TOO_NARROW = {"w": NARROW, "spacing": TIGHT, "fitText": LOW}


def _is_at_most(width: str, most: int) -> bool:
    return NUMBER.fullmatch(width) is not None and int(width) <= most


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
        self._controls = list[bool]()
        """Of each open control whether it shows data that lie elsewhere, or nobody filled it in."""
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
        self._letters.opened(self._path, attributes)
        match name:
            case "tab" | "ptab" | "br" | "cr" | "noBreakHyphen" if self._path[-2] == "r":
                self._write(SIGNS.get(name, "\n"))
            case "sym":
                self._sign(attributes.get(f"{_W}char", ""), attributes.get(f"{_W}font", ""))
            case "footnoteReference" | "endnoteReference" | "commentReference":
                self._texts[-1].notes[name.removesuffix("Reference"), attributes.get(f"{_W}id", "")] = None
            case "drawing" | "pict" | "object":
                self.pictures += 1
            case "txbxContent":
                self._texts.append(Text())
            case "numId" | "pStyle":
                own = name == "numId" and attributes.get(f"{_W}val") != "0"
                self._texts[-1].numbered |= own or "numPr" in self._letters.paragraph
            case _ if name == ALTERNATE:
                self._alternates.append(len(self._texts))
            case _ if name == ARTFUL_TEXT:
                self._stamp(attributes.get("string", ""))
            case _:
                self._open_field(name, attributes)

    def _open_field(self, name: str, attributes: Mapping[str, str]) -> None:
        """What shows a text that stands elsewhere, or is computed, began or went on."""
        match name, attributes.get(f"{_W}fldCharType"):
            case "fldSimple", _:
                self._fields.append([attributes.get(f"{_W}instr", ""), "result"])
            case "fldChar", "begin" if len(self._fields) < self.limits.depth:
                self._fields.append([""])
            case "fldChar", "begin":
                raise unsafe("depth")
            case "fldChar", "separate" if self._fields:
                self._fields[-1].append("result")
            case "fldChar", "end" if self._fields:
                self._fields.pop()
            case "altChunk" | "subDoc", _:
                raise damaged("structure")  # a part of another document, which Word shows as its own
            case "sdt", _:
                self._controls.append(False)
            case "dataBinding" | "showingPlcHdr", _ if self._controls and attributes.get(f"{_W}val", "1") not in OFF:
                self._controls[-1] = True
            case _:
                pass

    def closed(self, name: str) -> None:
        written = "".join(self.text)
        self.text.clear()
        self._path.pop()
        self._letters.closed(name)
        match name:
            case "t":
                self._write(written)
            case "instrText" if self._fields:
                self._fields[-1][0] = (self._fields[-1][0] + written)[:LONGEST]
            case "p" | "tc":
                self._texts[-1].pieces.append("\n")
            case "txbxContent":
                self._stamp(self._texts.pop().shown)
            case _ if name == FORMULA_TEXT:
                self._write(UNSEEN)
            case _ if name == ALTERNATE:
                self._alternates.pop()
            case "fldSimple":
                del self._fields[-1:]
            case "sdt":
                self._controls.pop()
            case _:
                pass
        if name == "p" and not self.in_box:
            self.paragraph()

    def paragraph(self) -> None:
        """A paragraph outside of text boxes ended."""

    def _sign(self, code: str, font: str) -> None:
        """A sign of a font that draws signs; nobody knows others."""
        known = is_drawn(font) and SIGN.fullmatch(code)
        self._write(decode(chr(int(known[1], 16)), font) if known else UNSEEN)

    def _write(self, text: str) -> None:
        """Add a text as it looks to what is being walked."""
        here, shown, instructions = self._texts[-1], self._letters.shown(text), [one[0] for one in self._fields]
        if any(len(one) < RESULT for one in self._fields) or any(map(OF_PAGE.match, instructions)):
            return
        unclear = not {"bdo", "ruby"}.isdisjoint(self._path) or len(self._texts) in self._alternates
        here.pieces.append(LETTER.sub(UNSEEN, shown) if unclear else shown)
        here.unsteady |= any(self._controls) or not all(map(STEADY.match, instructions))
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


class Cell(NamedTuple):
    """A line, or a cell of a table: its columns, and how it goes on from the cell above or on its left ("restart" where
    a range of merged cells begins, "continue" where it goes on)."""

    shown: str
    notes: tuple[tuple[str, str], ...]
    unsteady: bool
    first: int = 1
    last: int = 1
    below: str = ""
    beside: str = ""


Rows = list[list[Cell]]


class BodyWalker(TextsWalker):
    """Collects the paragraphs and the tables of a document in their order."""

    def __init__(self, limits: Limits, tally: Tally, styles: StylesWalker) -> None:
        super().__init__(limits, tally, styles)
        self.parts: list[tuple[list[Cell], Rows]] = [([], [])]
        """Each table with the paragraphs before it; the last one has no rows."""
        self._nested = 0
        self._column = 1
        self._own = dict[str, str]()
        """The properties of the cell that is being walked."""
        self._unseen = False
        """Whether the row is hidden that is being walked."""
        self._slit = False
        """Whether the cell is too narrow for anything."""
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
            case "p":
                self.tally.add(self.limits, cells=len(self._noted))
                self._texts[-1].notes |= {("comment", one): None for one in self._noted}
            case _ if self._nested == 1:
                self._opened_in_table(name, value, attributes)
            case _:
                pass

    def _opened_in_table(self, name: str, value: str, attributes: Mapping[str, str]) -> None:
        match self._path[-2], name:
            case _, "tr":
                self.parts[-1][1].append([])
                self._column, self._unseen = 1, False
            case "trPr", "gridBefore":
                self._column += _number(value)
            case "trPr", "hidden":
                self._unseen = value not in OFF
            case "trPr", "trHeight" if attributes.get(f"{_W}hRule") == "exact":
                self._unseen = _is_at_most(value, LOW)
            case "tcPr", "tcW" if attributes.get(f"{_W}type") == "dxa":  # with 0 it is as wide as its text
                self._slit = _is_at_most(width := attributes.get(f"{_W}w", ""), LOW) and int(width) > 0
            case _, "tc":
                self._texts, self._own, self._slit = [Text()], {}, False
                self.tally.add(self.limits, styled_cells=1, cells=1)
            case "tcPr", "gridSpan" | "vMerge" | "hMerge":
                self._own[name] = value or "continue"
            case _:
                pass

    def closed(self, name: str) -> None:
        super().closed(name)
        if self.in_box:
            return
        if name == "tc" and self._nested == 1:
            last = self._column + max(1, _number(self._own.get("gridSpan", "1"))) - 1
            places = self._column, last, self._own.get("vMerge", ""), self._own.get("hMerge", "")
            cell = self._taken(*places)
            unseen = self._unseen or self._slit
            self.parts[-1][1][-1].append(cell._replace(shown=LETTER.sub(UNSEEN, cell.shown)) if unseen else cell)
            self._column = last + 1
        elif name == "tbl":
            self._nested -= 1
            if not self._nested:
                self.parts.append(([], []))
                self._texts = [Text()]

    def _taken(self, first: int = 1, last: int = 1, below: str = "", beside: str = "") -> Cell:
        """What was walked of a line or a cell."""
        text, self._texts = self._texts[0], [Text()]
        if last > LAST_COLUMN:
            raise damaged("address")
        return Cell(text.shown, tuple(text.notes), text.unsteady, first, last, below, beside)

    def paragraph(self) -> None:
        if not self._nested:
            line = self._taken()
            self.tally.add(self.limits, styled_cells=1, cells=1 if line.shown else 0)
            self.parts[-1][0].append(line)


def _number(value: str) -> int:
    if not (NUMBER.fullmatch(value) and value.isdecimal()):
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
        limits = self._limits._replace(elements=self._limits.elements // DEAR)
        body, pages = BodyWalker(limits, self._tally, styles), PageWalker(self._limits, self._tally, styles)
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
        while step <= max(
            len(rows) + len(lines) for (_, rows), (lines, _) in pairwise([([], []), *body.parts, ([], [])])
        ):
            step *= 10
        if step * len(tables) >= LAST_ROW:
            raise over("rows", step * len(tables), LAST_ROW)
        texts = [line.shown for lines, _ in body.parts for line in lines]
        beside = Document([text for text in texts if _is_sentence(text)], body.pictures, self._own(), step)
        grid, merges = Grid(TITLE, document=beside, stamps=tuple(dict.fromkeys(stamps))), list[Box]()
        for number, (above, rows, below) in enumerate(tables, 1):
            first, end = number * step + 1, number * step + len(rows)
            merges += _merged(rows, first)
            for row, line in chain(enumerate(above, first - len(above)), enumerate(below, end + 1)):
                parts = _parted(line.shown)
                columns = [line._replace(shown=text, first=column) for column, text in enumerate(parts, 1)]
                self._put(grid, row, columns, notes)
            for row, cells in enumerate(rows, first):
                self._put(grid, row, cells, notes)
        size = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges)
        self._tally.add(self._limits, merged_cells=size)
        grid.merges = tuple(merges)
        return grid

    def _own(self) -> bool:
        """Whether khpcmd wrote the document, whoever changed it since."""
        name = "docProps/core.xml"
        return name in self._archive and bool(WRITTEN_BY.search(self._archive.read(name)))

    @staticmethod
    def _put(grid: Grid, row: int, cells: Sequence[Cell], notes: Mapping[tuple[str, str], str]) -> None:
        """Put the cells of one row into a sheet, with their notes."""
        if filled := [cell for cell in cells if cell.shown]:
            values = [value_of(cell.shown) for cell in filled]
            grid.cells.add(row, [cell.first for cell in filled], values, [0] * len(filled))
        for cell in cells:
            place = row, cell.first
            if said := [notes[one] for one in cell.notes if one in notes]:
                grid.comments[place] = "\n".join(said)
            if cell.unsteady:
                grid.cells.rare.formulas[place] = "="
                grid.cells.rare.recalculated[place] = UNSTEADY


def _with_lines_below(parts: Sequence[tuple[list[Cell], Rows]]) -> Iterator[tuple[list[Cell], Rows, list[Cell]]]:
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
    """The merged ranges of a table whose first row is ``first``; what stands in their other cells, which nobody sees,
    is taken out of the rows."""
    open_ = dict[tuple[int, int], Box]()
    for row, cells in enumerate(rows, first):
        seen, begun = list[Cell](), dict[tuple[int, int], Box]()
        for cell in cells:
            if cell.beside == "continue" and seen:
                seen[-1] = seen[-1]._replace(last=cell.last)
            else:
                seen.append(cell)
        cells[:] = []
        for cell in seen:
            across = cell.first, cell.last
            top = open_[across][0] if cell.below == "continue" and across in open_ else row
            if top == row:
                cells.append(cell)
            if cell.below == "continue" and top == row and cell.shown:
                raise damaged("structure")  # programs do not agree on whether it is shown
            if cell.below:
                begun[across] = (top, cell.first, row, cell.last)
            elif cell.last > cell.first:
                yield (row, cell.first, row, cell.last)
        yield from (box for across, box in open_.items() if begun.get(across, box)[0] != box[0] or across not in begun)
        open_ = begun
    yield from open_.values()


def _parted(line: str) -> list[str]:
    """A line by its columns, which tabs part, as a letterhead has them."""
    if "\t" not in line:
        return [line]
    first, *between, last = [part.strip(" ") for part in line.split("\t")]
    return [first, *filter(None, between), last]


def _is_sentence(text: str) -> bool:
    """Whether it is a sentence with a number."""
    return text.rstrip().endswith((".", ";")) and bool(DIGIT.search(text))
