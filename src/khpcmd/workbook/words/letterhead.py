"""Whose return it is by the lines above a table: letterhead, "Đơn vị báo cáo: …", titles; and whether of a commune.

A letterhead names the body above on its first lines and the one that reports below it. A line that gives a name the
class word of a commune is never its district's, also where the plan has no such commune.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from khpcmd.text import Closeness, Match, bare, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.communes import commune_in
from khpcmd.workbook.words.units import Mention, UnitNames
from khpcmd.workbook.words.vocabulary import DAY_WORDS, LABEL_OF_CODE, LABEL_OF_UNIT, NOT_THE_UNIT, is_signature, key

PARTS = re.compile(r"\n|\t|\s{3,}")
"""What parts the lines in one cell; a letterhead of two columns may be typed with many spaces."""
RECEIVER = when_asked(r"(?<![\s;,.(–-])[\s;,.(–-]*\b(?:đơn vị|cơ quan|nơi) nhận\b.*$", re.IGNORECASE)
"""The label of the unit that receives the return, behind the one that reports."""
NEXT_RECEIVES = re.compile(r"(?:nhan bao cao|kinh gui|noi nhan|noi gui)$")
"""The end of a label whose name follows on the next line."""
TITLE = re.compile(
    r"\b(?:ket qua|thuc hien|bao cao|tong hop|so lieu|tinh hinh|bieu|phu luc|bang|danh sach|kiem tra|tai|tren|cua)\b|\d"
)
"""What a title has and the name of a body has not."""
ADDRESS = re.compile(r"(?:dia chi|tru so|dia diem|noi lap|address)\b")
"""How a line with the address of a body begins: the seat of a district is in one of its communes."""
NAME_WORDS = 12
"""The most words in the name of a body."""
KEPT = 16
"""How many tables keep who is named above them: each is asked about several times while its sheet is read."""


def named_above(units: UnitNames, lines: Iterable[tuple[str, str]]) -> list[Mention]:
    """The reporting units named above a table, the one that reports first, then those that contradict it.

    ``lines`` are texts with their addresses, each followed by the one to its right. A mention without a unit is of a
    commune that is not known.
    """
    above, known = tuple(lines), units.above
    if above not in known:
        if len(known) >= KEPT:
            known.clear()
        known[above] = tuple(_Lines(units, above).mentions())
    return list(known[above])


def named_for(
    units: UnitNames, above: Sequence[Mention], title: str, file: str, cover: Iterable[tuple[str, str]]
) -> list[Mention]:
    """The units that are named for a table: above it, by the sheet's name, the file's, on the cover sheet.

    A mention without a unit is of a commune that is not known. A file may be named after a body above the unit.
    """
    inside = [*above, *units.in_sheet_name(title)]
    unit = next((mention.match.id for mention in inside if mention.match.id), "")
    outside = (*units.in_file_name(file), *named_above(units, cover))
    return [*inside, *(mention for mention in outside if not units.is_above(mention.match.id, unit))]


class _Place(IntEnum):
    """How a line names a unit, the surest first."""

    LABEL = 0
    """Behind "Đơn vị báo cáo:"."""
    NAME = 1
    """The line is its name, or that of an office of it."""
    TITLE = 2
    """Its name occurs in the line."""


class _Named(NamedTuple):
    """A mention, the way it is made, and the number of its line."""

    place: _Place
    line: int
    mention: Mention

    @property
    def unit(self) -> str:
        return self.mention.match.id


class _Lines:
    """The lines above one table, those of one cell apart."""

    def __init__(self, units: UnitNames, lines: Iterable[tuple[str, str]]) -> None:
        self._units = units
        self._cells = list(lines)
        self._lines = [(tidy(part), at) for text, at in self._cells for part in PARTS.split(text) if tidy(part)]

    def mentions(self) -> list[Mention]:
        units = list(self._found())
        found = sorted([*units, *self._communes(units)], key=lambda one: one.line)
        reporter = self._reporter(found)
        if reporter is None:
            return [one.mention for one in found]
        others = [one for one in found if one.unit != reporter.unit and not self._is_over(one, reporter)]
        return [reporter.mention, *(one.mention for one in others)]

    def _found(self) -> Iterator[_Named]:
        """What each line names; what a cell names as a whole where none of its lines does."""
        receives, named = False, dict[str, bool]()
        for line, (text, at) in enumerate(self._lines):
            found = [] if receives else self._in_line(line, text, at)
            receives = bool(NEXT_RECEIVES.search(key(text)))
            named[at] = named.get(at, False) or bool(found) or receives
            yield from found
        if len(self._lines) == len(self._cells):
            return
        for text, at in self._cells:
            if not named.get(at):
                yield from self._whole(len(self._lines), tidy(text), at)

    def _in_line(self, line: int, text: str, at: str) -> list[_Named]:
        if code := LABEL_OF_CODE.match(text):
            unit = self._units.coded(code[1] or code[2], key(text.partition(":")[0]))
            mention = Mention(Match(unit, Closeness.SAME), text, at)
            return [_Named(_Place.LABEL, line, mention)] if self._units.reports(unit) else []
        label = LABEL_OF_UNIT.match(text)
        if label is None:
            return self._whole(line, text, at) or self._embedded(line, text, at)
        name = RECEIVER.sub("", label[1] or label[2] or "").strip()
        beside = [(name, at)] if name else self._lines[line + 1 : line + 2]  # "Đơn vị:" and the name beside it
        named = (one for given in beside for one in self._whole(line, *given) or self._embedded(line, *given))
        return [one._replace(place=_Place.LABEL) for one in named]

    def _whole(self, line: int, text: str, at: str) -> list[_Named]:
        match = self._units.match(text)
        match = match if match.id else self._units.told_apart(text, (line for line, _ in self._lines))
        reports = match.id and self._units.reports(match.id)
        return [_Named(_Place.NAME, line, Mention(match, text, at))] if reports else []

    def _embedded(self, line: int, text: str, at: str) -> list[_Named]:
        """The unit in a line that says more: "CÔNG AN HUYỆN NAM SÁCH", "KẾT QUẢ CỦA HUYỆN NAM SÁCH NĂM 2023"."""
        if NOT_THE_UNIT.search(key(text)) or is_signature(text):
            return []
        place = _Place.TITLE if TITLE.search(key(text)) or not self._is_of_body(text) else _Place.NAME
        return [_Named(place, line, mention) for mention in self._units.mentions(text, at)]

    def _is_of_body(self, text: str) -> bool:
        """Whether a short line begins or ends with the name of the unit in it."""
        words = bare(text).split()
        parts = words[1:], words[:-1]
        return len(words) <= NAME_WORDS and not all(self._units.mentions(" ".join(part), "") for part in parts)

    def _communes(self, found: Sequence[_Named]) -> Iterator[_Named]:
        """The communes in lines that name none of the plan by themselves; those of a named district are known."""
        known = {one.mention.text for one in found if self._units.is_commune(one.unit)}
        districts = dict.fromkeys(one.unit for one in found if self._units.has_below(one.unit))
        districts |= dict.fromkeys(ident for text, _ in self._lines for ident in self._units.districts_in(text))
        for line, (text, at) in enumerate(self._lines):
            place = ADDRESS.match(key(text)) or (DAY_WORDS.search(key(text)) and "xã" not in text.lower())
            if text in known or place:
                continue
            if commune := commune_in(text, self._units.rests):
                match = self._units.commune(commune.name, districts)
                how = _Place.NAME if commune.leads and match.id else _Place.TITLE
                yield _Named(how, line, Mention(match, text, at))

    def _reporter(self, found: Sequence[_Named]) -> _Named | None:
        """The unit that reports: by its label, or the lowest of those in the letterhead, or the one in a title."""
        known = sorted((one for one in found if one.unit), key=lambda one: one.place)
        if not known or known[0].place is not _Place.NAME:
            return known[0] if known else None
        reporter = known[0]
        for one in known[1:]:
            if one.place is _Place.NAME and self._units.is_above(reporter.unit, one.unit):
                reporter = one
        return reporter

    def _is_over(self, one: _Named, reporter: _Named) -> bool:
        """Whether a line of the letterhead names the body above the one that reports.

        It stands before it; only the district of a commune may follow ("UBND XÃ NAM HƯNG", "HUYỆN NAM SÁCH").
        """
        if one.place is _Place.TITLE:
            return False
        first = reporter.place is _Place.LABEL or one.line < reporter.line
        return self._units.is_inside(reporter.unit, one.unit) or (
            first and self._units.is_above(one.unit, reporter.unit)
        )
