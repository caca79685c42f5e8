"""XML parts walked by expat, without building a tree: no DOCTYPE; depth, attributes and elements are limited.

expat is used without an XML library on top of it, because many cells pass here; what defusedxml forbids in such
libraries (DOCTYPE, and with it every entity) is refused here at its first byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.parsers import expat

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe


@dataclass(slots=True)
class Tally:
    """How much all parts of a file hold together."""

    cells: int = 0
    """Cells with content."""
    styled_cells: int = 0
    """All cells."""
    merged_cells: int = 0
    """Cells under merged ranges."""
    text: int = 0
    """Characters of the cells that hold text."""
    elements: int = 0
    """XML elements."""

    def add(self, limits: Limits, **found: int) -> None:
        """Count what was found, by the names above. Refused where there is more of it than its limit."""
        for name, number in found.items():
            count, limit = getattr(self, name) + number, getattr(limits, name)
            setattr(self, name, count)
            if count > limit:
                raise over(WORDS.get(name, name), count, limit)


WORDS = {"merged_cells": "merges", "text": "text_size"}
"""What the catalogue calls these limits, where that is not their name."""
ESCAPED = when_asked("_x([0-9A-Fa-f]{4})_")
SURROGATES = range(0xD800, 0xE000)


def unescaped(text: str) -> str:
    """The text with the characters that XML cannot hold, or that look like such a one: "_x000D_" is one of them."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code in SURROGATES else chr(code)


def decoded(data: bytes) -> str:
    """The text of a piece of a part that is UTF-8."""
    try:
        return data.decode()
    except UnicodeError as error:
        raise damaged("bad_xml") from error


SEPARATOR = " "
"""Stands between the namespace and the local name of an element: "http://… row"."""
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], object]


def parser_for(start: Start, end: End, text: Text, names: Iterable[str] | None = None) -> Callable[[bytes, bool], None]:
    """A function that takes XML piece by piece, with whether it is the last one, and calls the handlers.

    It refuses what is not XML or has a DOCTYPE.

    With ``names`` those of elements and of attributes with a prefix are their namespace, ``SEPARATOR`` and the local
    name; the handlers get the very objects of ``names`` where they meet one of them, which compare quicker than copies.
    """
    if names is None:
        parser = expat.ParserCreate()
    else:
        parser = expat.ParserCreate(namespace_separator=SEPARATOR, intern={name: name for name in names})
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def feed(data: bytes, last: bool) -> None:
        try:
            parser.Parse(data, last)
        except (expat.ExpatError, LookupError, UnicodeError) as error:  # the latter two: encodings that do not exist
            raise damaged("bad_xml") from error

    return feed


def _refuse_doctype(*_: object) -> None:
    raise unsafe("doctype")


DECLARED = rb"(?:\xef\xbb\xbf)?(?:<\?xml version=.1[.]0.(?: encoding=.(?i:utf-8).)?(?: standalone=.[a-z]+.)? ?\?>\s*)?"
"""How a part begins that is written in UTF-8."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
"""The namespace of sheets, styles and shared strings."""


class Walker:
    """Walks one XML part, and only checks it. Subclasses override ``opened`` and ``closed``.

    ``depth`` is 1 at the root. ``text`` collects the characters since it was last cleared.
    """

    namespace = ""
    """That of the elements which are called by their local name; the names of all others begin with their namespace.

    "" for parts whose namespaces do not matter: there every element is called by its local name.
    """

    def __init__(self, limits: Limits, tally: Tally) -> None:
        self.limits = limits
        self.tally = tally
        self.depth = 0
        self.text: list[str] = []

    def walk(self, data: bytes) -> None:
        """Walk the part. Refuses what is not XML, has a DOCTYPE, nests too deep, or has too many elements."""
        parser_for(self._open, self._close, self.text.append, () if self.namespace else None)(data, True)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.tally.elements += 1
        self.check(attributes)
        self.opened(self._called(name), attributes)

    def check(self, attributes: dict[str, str]) -> None:
        """Refuse what exceeds a limit of the XML itself."""
        if self.depth > self.limits.depth:
            raise unsafe("depth")
        if len(attributes) > self.limits.attributes:
            raise unsafe("attributes")
        if self.tally.elements > self.limits.elements:
            raise over("elements", self.tally.elements, self.limits.elements)

    def _close(self, name: str) -> None:
        self.closed(self._called(name))
        self.depth -= 1

    def _called(self, name: str) -> str:
        if not self.namespace:
            return name.rpartition(":")[2]
        namespace, _, local = name.rpartition(SEPARATOR)
        return local if namespace == self.namespace else name

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element began; ``name`` is local if it is of the walker's namespace."""

    def closed(self, name: str) -> None:
        """An element ends; ``depth`` is still its own."""


class Elements(Walker):
    """The attributes of all elements with certain names that stand directly below the root, in their order."""

    def __init__(self, limits: Limits, tally: Tally, *names: str) -> None:
        super().__init__(limits, tally)
        self._names = names
        self.found: list[tuple[str, dict[str, str]]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2 and name in self._names:
            self.found.append((name, attributes))

    def of(self, name: str) -> list[dict[str, str]]:
        """Those of one name."""
        return [attributes for found, attributes in self.found if found == name]
