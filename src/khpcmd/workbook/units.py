"""Which reporting unit a text names: the cell of a row, a letterhead, a title, the name of a sheet or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.records import dataclass
from khpcmd.remember import Known
from khpcmd.text import CLASS_OF, Closeness, Match, Names, bare, split_class, tidy
from khpcmd.workbook.phrases import Phrases
from khpcmd.workbook.vocabulary import LABEL_OF_UNIT, NOT_THE_UNIT, is_signature, key, strip_numbering

SHEET_NAME_LENGTH = 31
"""Where spreadsheet programs cut the name of a sheet."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A reporting unit named somewhere: how it was found, the words, and the address of the cell ("" for names)."""

    match: Match
    text: str
    at: str = ""


class UnitNames:
    """The plan's units, to be found again in returns."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._all = Names({unit.id: _spellings(unit) for unit in plan.units}, units=True)
        reporters = plan.filers
        everybody = len(reporters) == len(plan.units)
        self._reporters = self._all if everybody else Names({u.id: _spellings(u) for u in reporters}, units=True)
        self._long = Phrases((unit.id, phrase) for unit in plan.units for phrase in _long_phrases(unit))
        self._parents = {unit.parent for unit in plan.units if unit.parent}
        self._filers = {unit.id for unit in reporters}
        # a file called "Nam Sach" is the district's, not that of its town of the same name
        named = [unit for unit in plan.units if not self.is_below(unit.id)]
        self._short = Phrases((unit.id, bare(split_class(name)[1])) for unit in named for name in _spellings(unit))
        self._within: dict[str, Names] = {}
        self._known = Known[str, Match]()

    def match(self, text: str) -> Match:
        """The unit that a whole text names; a name that several units share means the one that reports."""
        found = self._known.get(text)
        if found is None:
            found = self._all.match(text)
            if found.closeness is not Closeness.SAME:
                found = self._reporters.match(text)
            if not found.id and (stripped := strip_numbering(text)) != text:
                found = self.match(stripped)
            self._known.keep(text, found)
        return found

    def within(self, district: str, text: str) -> Match:
        """The unit directly below ``district`` that a text names: many communes share a name, but not in one district.

        Here a bare "Nam Sách" is the town of that name, never the district; a class word of districts still says so.
        """
        if district not in self._within:
            below = [unit for unit in self._plan.below.get(district, ()) if self.reports(unit.id)]
            self._within[district] = Names({unit.id: _spellings(unit) for unit in below}, units=True)
        names = self._within[district]
        found = names.match(text)
        return found if found.id else names.match(strip_numbering(text))

    def suggestion_within(self, district: str, text: str) -> str:
        names = self._within.get(district)
        return names.find(text).suggestion if names else ""

    def district(self, text: str) -> Match:
        """The unit with others below it, whose annex a row may head."""
        found = self._reporters.match(text)
        if not found.id:
            found = self._reporters.match(strip_numbering(text))
        return found if found.id and self.has_below(found.id) else Match()

    def has_below(self, ident: str) -> bool:
        """Whether a unit files for units below it, which an annex lists one by one."""
        return ident in self._filers and any(self.reports(unit.id) for unit in self._plan.below.get(ident, ()))

    def is_below(self, ident: str) -> bool:
        """Whether a unit reports by way of the one above it."""
        return self.reports(ident) and ident not in self._filers

    def reports(self, ident: str) -> bool:
        return ident in self._plan.reported_by

    def above_others(self, ident: str) -> bool:
        """Whether other units belong to it, so that its row adds them up."""
        return ident in self._parents and not self.reports(ident)

    def suggestion(self, text: str) -> str:
        return self._reporters.find(text).suggestion

    def in_heading(self, lines: Iterable[tuple[str, str]]) -> list[Mention]:
        """The reporting units named above a table, the surest first.

        ``lines`` are texts with their addresses, each followed by the one to its right.
        """
        texts = list(lines)
        return [*self._labelled(texts), *self._whole(texts), *self._embedded(texts)]

    def _labelled(self, lines: list[tuple[str, str]]) -> Iterator[Mention]:
        for number, (text, at) in enumerate(lines):
            label = LABEL_OF_UNIT.match(tidy(text))
            if label is None:
                continue
            name = label[1] or label[2] or ""
            beside = lines[number + 1 : number + 2] if not name else [(name, at)]  # or it stands in the next cell
            for found in beside:
                yield from self._named(*found)

    def _named(self, text: str, at: str) -> Iterator[Mention]:
        found = self.match(tidy(text))
        if found.id and self.reports(found.id):
            yield Mention(found, tidy(text), at)
        elif not found.id:
            yield from self._mentions(text, at, self._long)

    def _whole(self, lines: list[tuple[str, str]]) -> Iterator[Mention]:
        for text, at in lines:
            for line in {text, *text.splitlines()}:
                found = self.match(tidy(line))
                if found.id and self.reports(found.id):
                    yield Mention(found, tidy(line), at)

    def _embedded(self, lines: list[tuple[str, str]]) -> Iterator[Mention]:
        for text, at in lines:
            if not NOT_THE_UNIT.search(key(text)) and not is_signature(text):
                yield from self._mentions(text, at, self._long)

    def _mentions(self, text: str, at: str, phrases: Phrases) -> Iterator[Mention]:
        """The one unit whose name stands inside a text; nothing where there are several."""
        words = f" {bare(text)} ".replace(" co so ", " co-so ")  # "cơ sở y tế" is no "Sở Y tế"
        found = phrases.within(words.split())
        reporting = {ident for ident in found if self.reports(ident)}
        if len(reporting) == 1:
            yield Mention(Match(next(iter(reporting)), Closeness.SAME), tidy(text), at)

    def in_sheet_name(self, title: str) -> list[Mention]:
        found = self.match(tidy(title))
        if found.id and self.reports(found.id):
            return [Mention(found, title)]
        cut = bare(title)
        if len(title) >= SHEET_NAME_LENGTH - 1:
            begun = {ident for ident in self._long.begun(cut) if self.reports(ident)}
            if len(begun) == 1:
                return [Mention(Match(next(iter(begun)), Closeness.SAME), title)]
        return self._in_name(title)

    def in_file_name(self, name: str) -> list[Mention]:
        return self._in_name(PurePath(name).stem)

    def _in_name(self, name: str) -> list[Mention]:
        """A unit in a free name such as "BC 6T NAM SACH lan 2 (sua)" or "NamSach_2023"."""
        words = name.replace("_", " ")
        for phrases in (self._long, self._short):
            found = list(self._mentions(words, "", phrases))
            if found:
                return [Mention(found[0].match, name)]
        joined = self._short.joined(bare(words).split())
        reporting = {ident for ident in joined if self.reports(ident)}
        return [Mention(Match(next(iter(reporting)), Closeness.SAME), name)] if len(reporting) == 1 else []


def _spellings(unit: Unit) -> tuple[str, ...]:
    found = (unit.name.vi, unit.name.en, *((unit.short,) if unit.short else ()), *unit.aliases)
    return tuple(dict.fromkeys(found))


def _long_phrases(unit: Unit) -> Iterator[str]:
    """The names that say enough inside a longer text: with a class word, full or short, or of three words and more."""
    for name in _spellings(unit):
        word, rest = split_class(name)
        if word:
            yield from (f"{bare(form)} {bare(rest)}" for form in (word, *_short_forms(word)))
        elif len(bare(name).split()) >= 3:
            yield bare(name)


def _short_forms(word: str) -> Iterator[str]:
    return (short for short, full in CLASS_OF.items() if full == word)
