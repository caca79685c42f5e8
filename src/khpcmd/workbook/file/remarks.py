"""What people put on a sheet beside its cells: comments, text boxes, and stamps drawn in the old way (VML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from khpcmd.workbook.file.addresses import Place, place
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.sheet_beside import TRUE
from khpcmd.workbook.file.styles import RichText
from khpcmd.workbook.file.xml import MAIN, SEPARATOR, Tally, Walker

DRAWN = f"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing{SEPARATOR}"
"""What the names of shapes begin with."""
TEXT = 4
"""The depth of the text of a comment in its part."""
OWN = "khpcmd"
"""The author of the comments in a marked copy, which say nothing that its sender meant."""
BEFORE_SENDER = "\n――――― "
"""Separates khpcmd's comment from the sender's name and, on the next line, the text. No fault begins like this."""
SHAPE, TEXT_END = re.compile(r"<v:shape[\s>]"), "</v:textbox>"
DRAWN_TEXT = re.compile(r'<v:textpath\b[^<>]*?\bstring="([^"]*)"')
TAG = re.compile("<[^<>]*>")


class CommentsWalker(Walker):
    """Collects the comment on each cell, without the name of its author before it."""

    namespace = MAIN

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self._found: dict[Place, list[str]] = {}
        self._authors: list[str] = []
        self._author = self._reference = ""
        self._written = RichText("structure")

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 3:
            self._written = RichText("structure")
            number = attributes.get("authorId", "")
            known = number.isdecimal() and len(number) < 9 and int(number) < len(self._authors)
            self._author = self._authors[int(number)] if known else ""
            self._reference = attributes.get("ref", "")
        elif self.depth > TEXT:
            self._written.opened(self.depth - TEXT, name, attributes)
        self.text.clear()

    def closed(self, name: str) -> None:
        written = "".join(self.text)
        match self.depth, name:
            case 3, "author":
                self._authors.append(written)
            case 3, "comment":
                text = self._without_author("".join(piece.text for piece in self._written.pieces).strip())
                if text:
                    self._put(place(self._reference), text)
            case _ if self.depth > TEXT:
                self._written.closed(self.depth - TEXT, name, written)
            case _:
                pass
        self.text.clear()

    def _without_author(self, text: str) -> str:
        if self._author == OWN:
            return text.partition(BEFORE_SENDER)[2].partition("\n")[2].strip()
        return text.removeprefix(f"{self._author}:").lstrip() if self._author else text

    def _put(self, where: Place, text: str) -> None:
        self.tally.add(self.limits, cells=1, text=len(text))
        self._found.setdefault(where, []).append(text)

    @cached_property
    def comments(self) -> dict[Place, str]:
        """The comment on each cell; after the walk."""
        return {where: "\n".join(texts) for where, texts in self._found.items()}


class ThreadsWalker(CommentsWalker):
    """Collects the threads of comments on each cell, which newer programs show in place of its comment."""

    namespace = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2 and name == "threadedComment":
            self._reference = attributes.get("ref", "")
        self.text.clear()

    def closed(self, name: str) -> None:
        text = "".join(self.text).strip()
        if self.depth == 3 and name == "text" and text:
            self._put(place(self._reference), text)
        self.text.clear()


class DrawingWalker(Walker):
    """Collects the texts of the shapes that are seen: text boxes, stamps, artful letters."""

    namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._hidden = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{DRAWN}sp":
            self._hidden = False
        elif name == f"{DRAWN}cNvPr":
            self._hidden = attributes.get("hidden") in TRUE
        self.text.clear()

    def closed(self, name: str) -> None:
        if name == "t":
            self._pieces.append("".join(self.text))
        elif name in ("p", "br"):
            self._pieces.append(" ")
        elif name == f"{DRAWN}txBody":
            text = " ".join("".join(self._pieces).split())
            if text and not self._hidden:
                self.tally.add(self.limits, cells=1, text=len(text))
                self.texts.append(text)
            self._pieces.clear()
        self.text.clear()


def drawn_texts(data: bytes) -> Iterator[str]:
    """The texts of shapes in VML, which is often no XML; those of comments are left out, for they stand elsewhere."""
    from html import unescape  # its 2,000 names are a burden to the many files without such shapes

    for shape in SHAPE.split(data.decode("utf-8", errors="replace"))[1:]:
        if 'ObjectType="Note"' in shape or "visibility:hidden" in shape:
            continue
        yield from (" ".join(unescape(text).split()) for text in DRAWN_TEXT.findall(shape))
        for piece in shape.split(TEXT_END)[:-1]:
            inner = piece.rpartition("<v:textbox")[2].partition(">")[2]
            yield " ".join(unescape(TAG.sub(" ", inner)).split())
