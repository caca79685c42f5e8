"""What stands around a block says: whose figures it has, of which period, and what speaks against all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from khpcmd.files import stem
from khpcmd.text import canonical, split_class, tidy
from khpcmd.workbook.facts.meaning import HEADS, Doubt, Names
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.words.communes import speaks_of_communes, speaks_of_districts
from khpcmd.workbook.words.letterhead import named_above
from khpcmd.workbook.words.lines import Title, of_footnote, of_name, of_title
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.periods import Stated
from khpcmd.workbook.words.titles import is_of_year_before, says_results
from khpcmd.workbook.words.units import Mention
from khpcmd.workbook.words.units_of_measure import unit_of_line
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT, key, without_mark

NO_MORE = frozenset({"", "khong", "khong co"})
"""What a note without content says behind its mark."""


def _says_nothing(line: str) -> bool:
    """Whether a note has a mark and no content: "Ghi chú: Không"."""
    said = without_mark(line)
    return said != line and key(said) in NO_MORE


@dataclass(frozen=True, slots=True)
class Around:
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


@dataclass(frozen=True, slots=True)
class Frame:
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


class FrameReader:
    """Reads what stands around blocks."""

    def __init__(self, names: Names) -> None:
        self.fields, self.units, self.stamped = names.fields, names.units, names.stamped

    def of_frame(self, frame: Around) -> Frame:
        """What the lines around a block say."""
        own = [text for line in frame.titles for text in line]
        first = [text for line in frame.first for text in line]
        lines = [part for text in (*frame.after, *own) for part in text.splitlines()]
        named = self._named(own, frame) or self._named(first, frame)
        stated = self._stated(own, first, frame)
        unit = next((one.match.id for one in named if one.match.id), "")
        others = tuple(dict.fromkeys(one.match.id or one.text for one in named if one.match.id != unit))
        mention = next((one for one in named if one.match.id), None)
        name = self._own_name(mention, lines)
        doubts = [*self._titles(lines, frame, mention, stated, name), *self._notes(frame, stated.period)]
        doubts += self._names(frame, stated, name)
        for text in frame.heads:
            if (
                key(text) in HEADS
                or speaks_of_communes(text)
                or speaks_of_districts(text)
                or is_own(text, stamped=self.stamped)
            ):
                continue
            account = self.fields.senses.account(text, Role.FREE)
            doubts += [Doubt(text, part.text, Part.HEAD) for part in account.doubts]
        found = (unit_of_line(self.fields.plan, tidy(line)) for line in lines)
        measure = next(filter(None, found), "")
        other = "" if stated.period else stated.found
        if stated.year not in (0, self.fields.year):
            doubts.append(Doubt(str(stated.year), str(stated.year), Part.TITLE))
        return Frame(unit, others, stated.period, stated.year, other, measure, tuple(doubts))

    def _named(self, texts: Iterable[str], frame: Around) -> list[Mention]:
        lines = [(text, str(number)) for number, text in enumerate(texts)]
        inside = [*named_above(self.units, lines), *self.units.in_sheet_name(frame.sheet)]
        unit = next((one.match.id for one in inside if one.match.id), "")
        cover = [(text, "") for text in frame.cover]
        outside = (*self.units.in_file_name(frame.file), *named_above(self.units, cover))
        return [*inside, *(one for one in outside if not self.units.is_above(one.match.id, unit))]

    def _stated(self, own: Sequence[str], first: Sequence[str], frame: Around) -> Stated:
        periods = self.fields.periods
        stated = periods.stated(own)
        if stated.found and not stated.is_of(periods.stated(first).period or stated.period, self.fields.year):
            return replace(stated, period="")  # a table of another time than the sheet's
        for further in (first, frame.cover):
            if not stated.found and not stated.year:
                stated = periods.stated(further)
        return stated

    def _own_name(self, mention: Mention | None, lines: Iterable[str]) -> str:
        """The line in which nothing but the whole name of the reporting unit stands: in a form that khpcmd made, or
        behind "Đơn vị báo cáo:"; elsewhere the same words may say what the form is."""
        name = self.fields.plan.unit[mention.match.id].name if mention else None
        if mention is None or name is None or canonical(mention.text) not in map(canonical, (name.vi, name.en)):
            return ""
        own = canonical(mention.text)
        labels = (line for line in lines if LABEL_OF_UNIT.match(tidy(line)) and canonical(line).endswith(own))
        return next(labels, mention.text if self.stamped else "")

    def _titles(
        self, lines: Sequence[str], frame: Around, mention: Mention | None, stated: Stated, name: str
    ) -> Iterator[Doubt]:
        senses, year = self.fields.senses, self.fields.year
        results = any(map(says_results, (*lines, *frame.headers)))
        compared = any(map(self._is_before, frame.headers))
        times = stated.year in (0, year) and bool(stated.period or not stated.found)
        of_agency = mention is not None and not split_class(self.fields.plan.unit[mention.match.id].name.vi)[0]
        title = Title(times, results, of_agency, compared, name, self.fields.periods.stages(lines))
        for line in filter(None, map(tidy, lines)):
            if is_own(line, stamped=self.stamped):
                continue
            spoken = of_title(senses, line, title, of_cover=False)
            yield from (Doubt(line, part.text, Part.TITLE) for part in spoken.against)

    def _is_before(self, header: str) -> bool:
        return str(self.fields.year - 1) in header or is_of_year_before(header)

    def _notes(self, frame: Around, period: str) -> Iterator[Doubt]:
        for text in frame.notes:
            for line in filter(None, map(tidy, text.splitlines())):
                spoken = None if _says_nothing(line) else of_footnote(self.fields.senses, without_mark(line), period)
                if spoken and not is_own(line, stamped=self.stamped):
                    yield from (Doubt(line, part.text, Part.NOTE) for part in spoken.against)

    def _names(self, frame: Around, stated: Stated, own: str) -> Iterator[Doubt]:
        for name, of_file in ((frame.sheet, False), (stem(frame.file), True)):
            spoken = of_name(self.fields.senses, name, stated.period, own_name=own, of_file=of_file)
            yield from (Doubt(name, part.text, Part.TITLE) for part in spoken.against)
