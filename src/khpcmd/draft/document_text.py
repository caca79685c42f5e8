"""Each sentence of a document, with what of its plan rests on it (``accounted``), and what changed since another one.

The text is plain, as it is copied out of a file: lines may be broken anywhere, and a paragraph begins after a blank
line or with its mark ("1.2.", "a)", "-"). A sentence is accounted for where a target or a duty quotes it, or a part
of it; where the plan passes it over (``document.passed_over``), by itself or with the section that it heads; where it
is the heading of paragraphs that are looked at by themselves; and from the list of recipients on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.draft.phrases import pattern
from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened

MARKS = (r"[IVXL]+\.", r"\d+\.", r"\d+(?:\.\d+)+\.?", r"\w\)", r"[-–•*]", r"\+")
"""How paragraphs are numbered, the highest rank first."""
MARK = re.compile(rf"\s*(?:{'|'.join(f'({mark})' for mark in MARKS)})(?=\s|[^\W\d_])")
UNMARKED = len(MARKS)
END = re.compile(r"(?<=[.;:?!])\s+(?=[^\W\da-zà-ỹđ]|[\"“(])")
WORD = re.compile(r"[\w%/]+")
ALIKE = 0.6
"""How much of two sentences is the same, at least, where one is the other changed."""

By = Literal["target", "duty", "passed_over", "heading", "recipients", "nothing"]

Without = tuple[By, Text | None]
"""Why a sentence needs no target and no duty."""


class Sentence(NamedTuple):
    """A sentence of a document, the line on which it begins, and what accounts for it."""

    text: str
    line: int
    by: By
    names: tuple[str, ...] = ()
    """The ids of the targets and duties that quote it."""
    reason: Text | None = None
    """Why it is passed over."""
    left: tuple[str, ...] = ()
    """The percentages in it that no quote has."""

    @property
    def is_open(self) -> bool:
        """Whether nothing accounts for it, or for a percentage in it."""
        return self.by == "nothing" or bool(self.left)


class Changed(NamedTuple):
    """A sentence that is new or changed; ``old`` is the one that it was, "" where there was none, and ``names`` are
    the ids of what quoted that."""

    sentence: Sentence
    old: str = ""
    names: tuple[str, ...] = ()


class _Piece(NamedTuple):
    """A sentence with its place among the words of the document, and the rank of the paragraph that it begins."""

    text: str
    line: int
    first: int
    last: int
    rank: int


class _Text:
    """A document as sentences, and as words with a blank before and behind each."""

    def __init__(self, text: str) -> None:
        self.words = " "
        self.pieces = tuple(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[_Piece]:
        for line, paragraph in _paragraphs(text):
            marked = MARK.match(paragraph)
            rank = marked.lastindex - 1 if marked and marked.lastindex else UNMARKED
            start = marked.end() if marked else 0
            sentences = [one.strip() for one in END.split(paragraph[start:])]
            sentences[0] = f"{paragraph[:start]} {sentences[0]}".strip()
            for index, sentence in enumerate(filter(None, sentences)):
                first = len(self.words)
                self.words += "".join(f"{word} " for word in _words(sentence))
                yield _Piece(sentence, line, first, len(self.words), UNMARKED + 1 if index else rank)

    def spans(self, quote: str) -> Iterator[tuple[int, int]]:
        """Where a quote stands among the words, from and to; each part of one that leaves words out by itself."""
        for part in re.split(r"…|\.\.\.", quote):
            found = " ".join(_words(part))
            at = self.words.find(f" {found} ") if found else -1
            if at >= 0:
                yield at + 1, at + 1 + len(found)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, each on one line, with the number of its first line."""
    begun, lines = 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if lines and (not line.strip() or MARK.match(line)):
            yield begun, " ".join(lines)
            lines = []
        if line.strip():
            begun = begun if lines else number
            lines.append(line.strip())


def accounted(text: str, plan: Plan) -> tuple[Sentence, ...]:
    """The sentences of a document, each with what of the plan accounts for it."""
    document = _Text(text)
    quotes = [("target", one.id, one.quote) for one in plan.targets]
    quotes += [("duty", one.id, one.quote) for one in plan.duties]
    said = [(by, name, span) for by, name, quote in quotes for span in document.spans(quote)]
    pieces, without = document.pieces, dict[int, Without]()
    for at, (one, below) in enumerate(pairwise(pieces)):
        if one.rank < below.rank < UNMARKED:
            without[at] = "heading", None
    without |= _passed_over(document, plan)
    signed = next((at for at, piece in enumerate(pieces) if pattern("recipients").match(piece.text)), len(pieces))
    without |= dict.fromkeys(range(signed, len(pieces)), ("recipients", None))
    return tuple(_sentence(index, document, said, without) for index in range(len(pieces)))


def _sentence(
    index: int, document: _Text, said: Sequence[tuple[str, str, tuple[int, int]]], without: Mapping[int, Without]
) -> Sentence:
    piece = document.pieces[index]
    here = [(by, name, span) for by, name, span in said if span[0] < piece.last and span[1] > piece.first]
    if not here:
        by, reason = without.get(index, ("nothing", None))
        return Sentence(piece.text, piece.line, by, reason=reason)
    left = tuple(
        word[0]
        for word in re.compile(r"\S*%\S*").finditer(document.words, piece.first, piece.last)
        if not any(first <= word.start() < last for _, _, (first, last) in here)
    )
    names = tuple(dict.fromkeys(name for _, name, _ in here))
    by = "target" if any(kind == "target" for kind, _, _ in here) else "duty"
    return Sentence(piece.text, piece.line, by, names, left=left)


def _passed_over(document: _Text, plan: Plan) -> dict[int, Without]:
    """The sentences that the plan passes over, with the reason: each with those of the section that it heads, and
    before the first heading all up to that."""
    found, pieces = dict[int, Without](), document.pieces
    for one in plan.document.passed_over:
        for first, last in document.spans(one.quote):
            begin = next(at for at, piece in enumerate(pieces) if piece.last > first)
            end = next((at for at, piece in enumerate(pieces) if piece.first >= last), len(pieces))
            lowest = min(pieces[begin].rank + 1, UNMARKED)
            while pieces[begin].rank <= UNMARKED and end < len(pieces) and pieces[end].rank >= lowest:
                end += 1
            found |= dict.fromkeys(range(begin, end), ("passed_over", one.reason))
    return found


def advice_on_text(text: str, plan: Plan, file: str) -> Iterator[Diagnostic]:
    """A warning for each sentence of a document that nothing of its plan accounts for, and for each that is passed over
    and that the document does not have."""
    document = _Text(text)
    for passed in plan.document.passed_over:
        if not any(document.spans(passed.quote)):
            yield Code.PASSED_OVER_UNFOUND(Location(file), {"found": shortened(passed.quote)})
    for one in accounted(text, plan):
        if one.is_open:
            found = ", ".join(one.left) or shortened(one.text)
            yield Code.SENTENCE_UNQUOTED(Location(file, line=one.line, column=1), {"found": found})


def changed(old: str, new: str, plan: Plan) -> tuple[Changed, ...]:
    """The sentences of a new document that the old one does not have; ``plan`` is that of the old one."""
    before, words = accounted(old, plan), {tuple(_words(one.text)) for one in accounted(old, plan)}
    found = list[Changed]()
    for one in accounted(new, plan):
        own = tuple(_words(one.text))
        if own not in words:
            nearest = max(before, key=lambda other: _alike(own, tuple(_words(other.text))), default=None)
            if nearest is None or _alike(own, tuple(_words(nearest.text))) < ALIKE:
                found.append(Changed(one))
            else:
                names = nearest.names if nearest.by in ("target", "duty") else ()
                found.append(Changed(one, nearest.text, names))
    return tuple(found)


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
