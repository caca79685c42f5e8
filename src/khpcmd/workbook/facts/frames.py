"""What stands around a block says: whose figures it has, of which period, and what speaks against all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from khpcmd.text import tidy
from khpcmd.workbook.facts.meaning import Doubt, Names, heads_labels
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.words.letterhead import named_above, named_for
from khpcmd.workbook.words.lines import Title, of_footnote, of_name, of_title
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.periods import Stated
from khpcmd.workbook.words.units import Mention
from khpcmd.workbook.words.units_of_measure import unit_of_line
from khpcmd.workbook.words.vocabulary import is_total


class Around(NamedTuple):
    """The texts around a block, those above it line by line; ``first`` are those above the first block of the sheet."""

    titles: tuple[tuple[str, ...], ...]
    after: tuple[str, ...] = ()
    """What stands right below the block before: it names nothing here, and may speak against these figures too."""
    heads: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    """The texts of its header."""
    notes: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    file: str = ""
    cover: tuple[str, ...] = ()


class Frame(NamedTuple):
    """What stands around a block says: whose figures, of which period, and what speaks against them."""

    unit: str = ""
    others: tuple[str, ...] = ()
    """Units that are named as well, and contradict it."""
    period: str = ""
    year: int = 0
    stated: str = ""
    """The words of a time that is no period of the plan."""
    measure: str = ""
    open: tuple[Doubt, ...] = ()
    of_all: bool = False
    """Whether it says that the block is of all units together."""


class FrameReader:
    """Reads what stands around blocks."""

    def __init__(self, names: Names, *, alone: bool) -> None:
        """``alone`` where nobody else asks what is said around blocks."""
        self._alone = alone
        self.fields, self.units, self.stamped = names.fields, names.units, names.stamped

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
        doubts = self._asked(lines, frame, stated) if self._alone else ()
        found = (unit_of_line(self.fields.plan, tidy(line)) for line in lines)
        measure = next(filter(None, found), "")
        other = "" if stated.period else stated.found
        unit = "" if of_all else unit
        return Frame(unit, others, stated.period, stated.year, other, measure, tuple(doubts), of_all)

    def _asked(self, lines: Sequence[str], frame: Around, stated: Stated) -> Iterator[Doubt]:
        """What the words of titles, notes, heads of labels and names speak against."""
        yield from (*self._titles(lines, frame), *self._notes(frame), *self._names(frame, stated))
        for text in frame.heads:
            if not heads_labels(text) and not is_own(text, stamped=self.stamped):
                account = self.fields.senses.account(text, Role.FREE)
                yield from (Doubt(text, part.text, Part.HEAD) for part in account.doubts)

    def _named(self, texts: Iterable[str], frame: Around) -> list[Mention]:
        lines = [(text, str(number)) for number, text in enumerate(texts)]
        cover = ((text, "") for text in frame.cover)
        return named_for(self.units, named_above(self.units, lines), frame.sheet, frame.file, cover)

    def _stated(self, own: Sequence[str], first: Sequence[str], frame: Around) -> Stated:
        periods = self.fields.periods
        stated = periods.stated(own)
        if stated.found and not stated.is_of(periods.stated(first).period or stated.period, self.fields.year):
            return stated._replace(period="")  # a table of another time than the sheet's
        for further in (first, frame.cover):
            if not stated.found and not stated.year:
                stated = periods.stated(further)
        return stated

    def _titles(self, lines: Sequence[str], frame: Around) -> Iterator[Doubt]:
        senses = self.fields.senses
        title = Title(True, False, compared=any(map(self._is_before, frame.headers)))
        for line in filter(None, map(tidy, lines)):
            if is_own(line, stamped=self.stamped):
                continue
            spoken = of_title(senses, line, title, of_cover=False)
            yield from (Doubt(line, part.text, Part.TITLE) for part in spoken.against)

    def _is_before(self, header: str) -> bool:
        return str(self.fields.year - 1) in header

    def _notes(self, frame: Around) -> Iterator[Doubt]:
        for text in frame.notes:
            for line in filter(None, map(tidy, text.splitlines())):
                spoken = of_footnote(self.fields.senses, line)
                if spoken and not is_own(line, stamped=self.stamped):
                    yield from (Doubt(line, part.text, Part.NOTE) for part in spoken.against)

    def _names(self, frame: Around, stated: Stated) -> Iterator[Doubt]:
        for name, of_file in ((frame.sheet, False), (frame.file, True)):
            spoken = of_name(self.fields.senses, name, stated.period, own_name="", of_file=of_file)
            yield from (Doubt(name, part.text, Part.TITLE) for part in spoken.against)
