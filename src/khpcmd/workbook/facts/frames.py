"""What stands around a block says: whose figures it has, and of which period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from khpcmd.text import tidy
from khpcmd.workbook.facts.meaning import Names
from khpcmd.workbook.words.letterhead import named_above, named_for
from khpcmd.workbook.words.periods import Stated
from khpcmd.workbook.words.units import Mention
from khpcmd.workbook.words.units_of_measure import unit_of_line
from khpcmd.workbook.words.vocabulary import is_total


class Around(NamedTuple):
    """The texts around a block, those above it line by line; ``first`` are those above the first block of the sheet."""

    titles: tuple[tuple[str, ...], ...]
    after: tuple[str, ...] = ()
    """What stands right below the block before: it names nothing here."""
    first: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    file: str = ""
    cover: tuple[str, ...] = ()


class Frame(NamedTuple):
    """What stands around a block says: whose figures, and of which period."""

    unit: str = ""
    others: tuple[str, ...] = ()
    """Units that are named as well, and contradict it."""
    period: str = ""
    year: int = 0
    stated: str = ""
    """The words of a time that is no period of the plan."""
    measure: str = ""
    of_all: bool = False
    """Whether it says that the block is of all units together."""


class FrameReader:
    """Reads what stands around blocks."""

    def __init__(self, names: Names) -> None:
        self.fields, self.units = names.fields, names.units

    def of_frame(self, frame: Around) -> Frame:
        """What the lines around a block say."""
        own = [text for line in frame.titles for text in line]
        first = [text for line in frame.first for text in line]
        lines = [part for text in (*frame.after, *own) for part in text.splitlines()]
        named = self._named(own, frame) or self._named(first, frame)
        stated = self._stated(own, first, frame)
        unit = next((one.match.id for one in named if one.match.id), "")
        of_all = any(map(is_total, own)) and not any(one.match.id for one in self._named(own, frame))
        others = tuple(dict.fromkeys(one.match.id or one.text for one in named if one.match.id != unit))
        found = (unit_of_line(self.fields.plan, tidy(line)) for line in lines)
        measure = next(filter(None, found), "")
        other = "" if stated.period else stated.found
        unit = "" if of_all else unit
        return Frame(unit, others, stated.period, stated.year, other, measure, of_all)

    def _named(self, texts: Iterable[str], frame: Around) -> list[Mention]:
        lines = [(text, str(number)) for number, text in enumerate(texts)]
        cover = ((text, "") for text in frame.cover)
        return named_for(self.units, named_above(self.units, lines), frame.sheet, frame.file, cover)

    def _stated(self, own: Sequence[str], first: Sequence[str], frame: Around) -> Stated:
        stated = self.fields.stated(own)
        if stated.found and not stated.is_of(self.fields.stated(first).period or stated.period, self.fields.year):
            return stated._replace(period="")  # a table of another time than the sheet's
        for further in (first, frame.cover):
            if not stated.found and not stated.year:
                stated = self.fields.stated(further)
        return stated
