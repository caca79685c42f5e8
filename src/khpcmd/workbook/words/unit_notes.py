"""What a note says of one of several units, or of all together (``said_of``), and where a text names units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from khpcmd.text import bare, split_class, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.meaning import WORD, folded_word
from khpcmd.workbook.words.vocabulary import strip_numbering

SENTENCE = when_asked(r"[;\n|]|\.(?!\d)")
CLASS = re.compile(
    r"(?:\b(?:(?i:ubnd|huyện|thành phố|thị xã|quận|huyen|thanh pho|thi xa|tp|tx|h|của|tại|ở|riêng)\b\.?))$"
)
"""What may stand before the name of a unit and belongs to it."""
CLASSES = 3
"""The most words that do."""
OF_ALL = when_asked(
    r"\b(?:tong|cong|toan tinh|ca tinh|toan huyen|ca huyen|chung|ty le|ti le|dat|thuc te|thuc chat|dung|dinh chinh|sua"
    r"|chi kiem tra|total|in fact|actual|correct)\b"
)
"""What a sentence without a unit has that speaks of the figures of all, or of the one that reports."""


class Names(dict[str, tuple[tuple[str, ...], ...]]):
    """The names of units without their class words, as folded words, by the first of these."""

    @cached_property
    def unaccented(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The same without accents."""
        return {bare(first): tuple(tuple(map(bare, name)) for name in group) for first, group in self.items()}


class Mention(NamedTuple):
    """The name of a unit in a text, with the words that stand before it and belong to it."""

    start: int
    end: int
    rest: str


class Said(NamedTuple):
    """What a part of a note says, without the name of the unit that it speaks of; "" for all."""

    rest: str
    words: str
    shown: str


class UnitRows(NamedTuple):
    """The rows of a table by the names of their units, and these names, to be found in texts."""

    rows: Mapping[str, Sequence[int]]
    names: Names

    of_row: Mapping[int, str]
    """By row, the name of its unit."""

    named: Collection[str] = ()
    """What the rows are called."""


def names_of(texts: Iterable[str]) -> Names:
    """The names of some units, to be found in texts."""
    found = dict[str, set[tuple[str, ...]]]()
    for text in texts:
        words = _rest_of(text)
        if words and not words[0].isdigit():
            found.setdefault(words[0], set()).add(words)
    return Names((first, tuple(sorted(names, key=len, reverse=True))) for first, names in found.items())


def key_of(text: str) -> str:
    """A name as ``Mention.rest`` has it."""
    return " ".join(_rest_of(text))


def _rest_of(text: str) -> tuple[str, ...]:
    name = tidy(strip_numbering(text))
    rest = len(WORD.findall(split_class(name)[1]))
    return tuple(map(folded_word, WORD.findall(name)[-rest:])) if rest else ()


def mentions(text: str, names: Names) -> list[Mention]:
    """The units that a text names; names are written with capitals."""
    words = list(WORD.finditer(text))
    keys = [folded_word(word[0]) for word in words]
    known = names.unaccented if text.isascii() else names
    found, first = list[Mention](), 0
    while first < len(words):
        name = next((one for one in known.get(keys[first], ()) if tuple(keys[first : first + len(one)]) == one), ())
        last = words[first + len(name) - 1] if name else words[first]
        capital = all(word[0][:1].isupper() for word in words[first : first + len(name)])
        if not name or not capital:
            first += 1
            continue
        start = words[first].start()
        for _ in range(CLASSES):
            before = text[:start].rstrip()
            belongs = CLASS.search(before, max(0, len(before) - 12))
            start = belongs.start() if belongs else start
        found.append(Mention(start, last.end(), " ".join(name)))
        first += len(name)
    return found


def said_of(text: str, names: Names) -> Iterator[Said]:
    """What a text says of each unit that it names; of all where a sentence names none but speaks of the whole."""
    start, line = 0, tidy(text)
    for end in (*(match.end() for match in SENTENCE.finditer(line)), len(line)):
        sentence, start = line[start:end].strip(" ;.|"), end
        if any(map(str.isalnum, sentence)):
            yield from _in_sentence(sentence, mentions(sentence, names))


def _in_sentence(sentence: str, found: list[Mention]) -> Iterator[Said]:
    if not found:
        if OF_ALL.search(bare(sentence)):
            yield Said("", sentence, sentence)
    elif len(found) == 1:
        one = found[0]
        yield Said(one.rest, _without(sentence, one), sentence)
    elif any(map(str.isdigit, sentence[: found[0].start])):
        for one, before in zip(found, (0, *(one.end for one in found)), strict=False):
            yield Said(one.rest, sentence[before : one.start].strip(" ,:-"), sentence[before : one.end].strip(" ,"))
    else:
        for one, behind in zip(found, (*(one.start for one in found[1:]), len(sentence)), strict=True):
            yield Said(one.rest, sentence[one.end : behind].strip(" ,:-"), sentence[one.start : behind].strip(" ,"))


def _without(sentence: str, one: Mention) -> str:
    return f"{sentence[: one.start].strip(' ,:-(')} {sentence[one.end :].strip(' ,:-)')}".strip()
