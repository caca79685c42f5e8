"""Which reporting unit a text names: the cell of a row, a letterhead, a title, the name of a sheet or a file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import NamedTuple
from unicodedata import combining, normalize

from khpcmd.files import last, stem
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import former_named
from khpcmd.text import (
    CLASS_OF,
    LIKE_CLASSES,
    Closeness,
    Match,
    Names,
    Owners,
    Spellings,
    bare,
    canonical,
    split_class,
    tidy,
)
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.communes import commune_in
from khpcmd.workbook.words.vocabulary import SHORT, strip_numbering

COMMUNES = LIKE_CLASSES[1]
"""The class words of communes."""
TERRITORIES = LIKE_CLASSES[0] | COMMUNES
"""The class words of districts and communes."""
SHORTEST = 4
"""A phrase of fewer letters is too short to be found inside a text."""


OWN_NAME = when_asked(r"(?<!\s)(?:\s*+[,;(–]\s*+|\s++-\s++|\s++thuộc\s++)", re.IGNORECASE)
"""Behind the name of a unit, before the one that it belongs to: "Xã Tân Tiến (huyện Gia Lộc)"."""
CODED = re.compile(r"([\w.]+?) ?[-–.:/] ?(\D.*)")
"""A unit behind the code that it has in the plan: "288 - TP Hải Dương"."""
_DISTRICTS = frozenset(
    map(bare, (*LIKE_CLASSES[0], *(one for one, full in CLASS_OF.items() if full in LIKE_CLASSES[0])))
)
SHORTEST_CODE = 3
WORDS = re.compile(r"\w+")
"""A shorter one may be the number of a row."""


class Phrases:
    """Phrases to be found inside longer texts, each of one unit; those that several units share are left out."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs`` are ids of units with phrases, their words separated by single spaces."""
        kept = [(ident, phrase) for ident, phrase in pairs if len(phrase) >= SHORTEST]
        self._owners = Owners([phrase for _, phrase in kept], [ident for ident, _ in kept])
        self._lengths = sorted({phrase.count(" ") + 1 for phrase in self._owners})

    def within(self, words: Sequence[str]) -> set[str]:
        """The units whose phrases occur in a text of these words."""
        phrases = (
            " ".join(words[first : first + length])
            for length in self._lengths
            for first in range(len(words) - length + 1)
        )
        return {owner for phrase in phrases if (owner := self._owners.sole(phrase)) is not None}

    def joined(self, words: Iterable[str]) -> set[str]:
        """The units with a phrase that is one of the words when written without spaces."""
        return {owner for word in words for owner in self._joined.get(word, ())}

    @cached_property
    def _joined(self) -> dict[str, set[str]]:
        found = dict[str, set[str]]()
        for phrase, owner in self._sole():
            found.setdefault(phrase.replace(" ", ""), set()).add(owner)
        return found

    def begun(self, start: str) -> set[str]:
        """The units with a phrase that begins so."""
        after = islice(self._sorted, bisect_left(self._sorted, (start,)), None)
        return {owner for _, owner in takewhile(lambda pair: pair[0].startswith(start), after)}

    @cached_property
    def _sorted(self) -> list[tuple[str, str]]:
        return sorted(self._sole())

    def _sole(self) -> Iterator[tuple[str, str]]:
        return ((phrase, owner) for phrase in self._owners if (owner := self._owners.sole(phrase)) is not None)


def long_phrases(spelt: Spellings) -> list[tuple[str, str]]:
    """The names that are safe inside a longer text: with a class word, full or short, or of three words and more."""
    forms = {
        word: [bare(word), *(bare(short) for short, full in CLASS_OF.items() if full == word)]
        for word in {word for word, _ in spelt.parts}
        if word
    }
    found = list[tuple[str, str]]()
    for ident, (word, _), rest, name in zip(spelt.ids, spelt.parts, spelt.bare_rests, spelt.bare, strict=True):
        if word:
            for form in forms[word]:
                found.append((ident, f"{form} {rest}"))
        elif name.count(" ") >= 2:
            found.append((ident, name))
    return found


SHEET_NAME_LENGTH = 31
"""Where spreadsheet programs cut the name of a sheet."""


class Mention(NamedTuple):
    """A place that names a unit: the match, its words, and the address of the cell ("" for a sheet or a file).

    Its match has no unit where the place names a commune that is not known.
    """

    match: Match
    text: str
    at: str = ""
    of_file: bool = False
    """Whether it is the name of the file."""


def _marks(text: str) -> Counter[tuple[int, str]]:
    """The accents in a text, each with the number of its word."""
    words = enumerate(normalize("NFD", text.replace("đ", "d\u0335")).split())
    return Counter((at, letter) for at, word in words for letter in word if combining(letter))


class UnitNames:
    """Matches texts with the plan's units."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._all = Names(plan.spelt, units=True)
        self._within: dict[str, Names] = {}
        self._named_above: dict[str, str] = {}
        self.above: dict[tuple[tuple[str, str], ...], tuple[Mention, ...]] = {}
        """Who is named above the tables that were read last."""
        self._kept = lru_cache(2048)(self._found)
        self._kept_inside = lru_cache(2048)(self._inside)

    @cached_property
    def _reporters(self) -> Names:
        if len(self._filers) == len(self._plan.units):
            return self._all
        return Names({unit.id: unit.spellings() for unit in self._plan.filers}, units=True)

    @cached_property
    def _filers(self) -> Set[str]:
        everybody, filers = self._plan.unit.keys(), self._plan.filers
        return everybody if len(filers) == len(everybody) else frozenset(unit.id for unit in filers)

    @cached_property
    def _long(self) -> Phrases:
        return Phrases(long_phrases(self._all.spellings))

    @cached_property
    def _short(self) -> Phrases:
        """Names without class words; a file called "Nam Sach" is the district's, not its town's of the same name."""
        spelt = self._all.spellings
        pairs = zip(spelt.ids, spelt.bare_rests, strict=True)
        return Phrases([(ident, rest) for ident, rest in pairs if ident not in self.lower])

    @property
    def spellings(self) -> Spellings:
        """How the plan writes its units."""
        return self._all.spellings

    def plain(self, texts: Iterable[str], classes: tuple[str, ...]) -> dict[str, str]:
        """Of some texts those that name a unit with a class word, and say nothing else: the name of exactly one that
        reports and has none below it, as the plan writes it, in letters and behind one of the ``classes``."""
        alone, lone = self._all.alone, self._lone
        return {
            text: ident
            for text in texts
            if (ident := alone.get(text, "")) in lone and text.startswith(classes) and text.replace(" ", "").isalpha()
        }

    @cached_property
    def _lone(self) -> Set[str]:
        """The units that report and have none below them."""
        return self._plan.reported_by.keys() - self._plan.below.keys()

    def match(self, text: str) -> Match:
        """The unit that a whole text names; of units that share the name, the one that reports."""
        ident = self._all.alone.get(text)
        if ident is not None:
            return Match(ident, Closeness.SAME)
        name = text if len(text) <= SHORT else tidy(text)
        return self._kept(name) if len(name) <= SHORT else Match()  # no name of a unit is so long

    def _found(self, text: str) -> Match:
        found = self._all.match(text)
        if found.closeness is not Closeness.SAME and self._reporters is not self._all:
            found = self._reporters.match(text)
        coded = CODED.fullmatch(tidy(text)) if not found.id else None
        if coded and len(coded[1]) >= SHORTEST_CODE and (unit := self._plan.coded(coded[1])):
            exact = canonical(coded[2]) in map(canonical, self._plan.unit[unit].spellings())
            return Match(unit, Closeness.SAME) if exact or self.match(coded[2]).id == unit else Match()
        if not found.id and (stripped := strip_numbering(text)) != text:
            found = self.match(stripped)
        if found.closeness is Closeness.BARE and self._has_other_marks(text, found.id):
            return Match()
        if found.closeness is Closeness.OTHER_CLASS and not self._knows_class(text):
            return Match()
        if found.id and found.closeness is not Closeness.SAME and former_named(self._plan, text):
            return Match()  # of a former unit, whatever unit of today has a name like it
        return found

    def _knows_class(self, text: str) -> bool:
        """Whether some unit has the class word of a text: where there is no town, "Thị trấn Gia Lộc" is no slip."""
        return split_class(text)[0] in self._class_words

    @cached_property
    def _class_words(self) -> Set[str]:
        return frozenset(self._classes.values())

    def _has_other_marks(self, text: str, ident: str) -> bool:
        """Whether a text has marks that the name of the unit has not: "An Phụ" is another place than "An Phú", while
        "Gia Lôc" lacks one of "Gia Lộc"."""
        rest = split_class(strip_numbering(text))[1]
        names = (split_class(name)[1] for name in self._plan.unit[ident].spellings())
        return not text.isascii() and all(_marks(rest) - _marks(name) for name in names if bare(name) == bare(rest))

    def coded(self, code: str, label: str = "") -> str:
        """The unit that has a code in the plan, with or without zeros before it; "" where none or several have it, or
        where the ``label`` is of codes of another level: "ma xa"."""
        unit, words = self._plan.coded(code), {*label.split()}
        level = False if "huyen" in words else True if words & {"xa", "phuong", "commune"} else None
        return "" if level is not None and self.is_commune(unit) is not level else unit

    def name(self, ident: str) -> str:
        """The official name of a unit."""
        return self._plan.unit[ident].name.vi

    def within(self, district: str, text: str) -> Match:
        """The unit directly below ``district`` that a text names; communes of one district have different names.

        Here a bare "Nam Sách" is the town of that name; with the class word of a district it is not matched.
        """
        if district not in self._within:
            below = [unit for unit in self._plan.below.get(district, ()) if self.reports(unit.id)]
            self._within[district] = Names({unit.id: unit.spellings() for unit in below}, units=True)
        names = self._within[district]
        found = names.match(text)
        return found if found.id else names.match(strip_numbering(text))

    def suggestion_within(self, district: str, text: str) -> str:
        names = self._within.get(district)
        return names.find(text).suggestion if names else ""

    def district(self, text: str) -> Match:
        """The unit with communes below it that a text names."""
        found = self._reporters.match(text)
        if not found.id:
            found = self._reporters.match(strip_numbering(text))
        return found if found.id and self.has_below(found.id) else Match()

    def upper(self, text: str) -> Match:
        """The unit with others below it that a text names, whether it reports itself or not."""
        found = self._above_others.match(text)
        return found if found.id else self._above_others.match(strip_numbering(text))

    @cached_property
    def _above_others(self) -> Names:
        above = (unit for unit in self._plan.units if unit.id in self._plan.below)
        return Names({unit.id: unit.spellings() for unit in above}, units=True)

    def is_in_district(self, text: str) -> bool:
        """Whether a text names a unit that has another above it, or several in different districts."""
        return self.has_above(self.match(text).id) or bool(self.namesakes(text))

    def has_above(self, ident: str) -> bool:
        """Whether there is a unit above another in the plan."""
        return bool(self._parents(ident))

    def has_below(self, ident: str) -> bool:
        """Whether a unit files for units below it, those of its annex."""
        return ident in self._filers and any(self.reports(unit.id) for unit in self._plan.below.get(ident, ()))

    def is_below(self, ident: str) -> bool:
        """Whether a unit reports through the one above it."""
        return ident in self.lower

    @cached_property
    def lower(self) -> Set[str]:
        """The units that report through those above them."""
        return self._plan.reported_by.keys() - self._filers

    def reports(self, ident: str) -> bool:
        return ident in self._plan.reported_by

    def above_others(self, ident: str) -> bool:
        """Whether a unit does not report, but has units below it that its row adds up."""
        return ident in self._plan.below and not self.reports(ident)

    def suggestion(self, text: str) -> str:
        """The name of a unit that is close to a text; never a district for what has the class word of a commune."""
        found = self._reporters.find(text).suggestion
        return "" if split_class(text)[0] in COMMUNES and split_class(found)[0] not in COMMUNES else found

    @cached_property
    def rests(self) -> Set[str]:
        """The names of districts and communes without accents and class words."""
        spelt = self._all.spellings
        pairs = zip(spelt.parts, spelt.bare_rests, strict=True)
        return frozenset(rest for (word, _), rest in pairs if word in TERRITORIES)

    @cached_property
    def _classes(self) -> dict[str, str]:
        """The class word of each unit's official name."""
        spelt = self._all.spellings
        return {ident: word for ident, (word, _) in zip(reversed(spelt.ids), reversed(spelt.parts), strict=True)}

    def is_commune(self, ident: str) -> bool:
        """Whether a unit's name has the class word of a commune."""
        return self._classes.get(ident, "") in COMMUNES

    @cached_property
    def communes_file(self) -> bool:
        """Whether communes file returns of their own."""
        return any(map(self.is_commune, self._filers))

    def commune(self, name: str, districts: Iterable[str]) -> Match:
        """The commune that a name with its class word names, in one of the districts if several have the name."""
        found = self.match(name)
        if not self.is_commune(found.id):
            inside = [match for district in districts if (match := self.within(district, name)).id]
            found = inside[0] if len(inside) == 1 else Match()
        if found.closeness is Closeness.BARE and split_class(name)[0] not in ("", self._classes[found.id]):
            return Match()
        return found if self.is_commune(found.id) and self.reports(found.id) else Match()

    def told_apart(self, text: str, around: Iterable[str]) -> Match:
        """Of units that share a name and file returns themselves, the one whose district is named with it or around."""
        if not self._plan.namesakes:
            return Match()
        name = OWN_NAME.split(tidy(text), maxsplit=1)[0].strip()
        named = {ident for one in (text, *around) for ident in self.districts_in(one)}
        inside = [match for ident in named if (match := self.within(ident, name)).id in self._plan.namesakes]
        return inside[0] if len(inside) == 1 else Match()

    def namesakes(self, text: str) -> list[str]:
        """The units that share the name in a text, which does not say which of them is meant."""
        shared = self._shared_names
        return shared.get(bare(strip_numbering(OWN_NAME.split(tidy(text), maxsplit=1)[0])), []) if shared else []

    @cached_property
    def _shared_names(self) -> Mapping[str, list[str]]:
        """The namesakes that file returns, by the name that they share."""
        own, found = self._plan.namesakes, dict[str, list[str]]()
        for unit in self._plan.filers if own else ():
            if unit.id in own:
                found.setdefault(bare(unit.name.vi), []).append(unit.id)
        return found

    def districts_in(self, text: str) -> set[str]:
        """The units above namesakes that a text names, as a whole or with their class words inside of it."""
        if not self._plan.namesakes:
            return set()
        parts = [part for part in OWN_NAME.split(tidy(text).rstrip(" )")) if part]
        whole = {found for part in parts if (found := self._above_namesakes.match(part.strip()).id)}
        return whole | self._phrases_above.within(bare(text).split())

    @cached_property
    def _above_namesakes(self) -> Names:
        above = {self._plan.unit[ident].parent or "" for ident in self._plan.namesakes}
        return Names({ident: self._plan.unit[ident].spellings() for ident in above if ident}, units=True)

    @cached_property
    def _phrases_above(self) -> Phrases:
        return Phrases(long_phrases(self._above_namesakes.spellings))

    def town(self, district: str, texts: Iterable[str]) -> Match:
        """The town that a district's name without a class word means in a list of communes."""
        if not self.has_below(district):
            return Match()
        bare_names = (text for text in texts if not split_class(text)[0])
        return next((found for text in bare_names if (found := self.within(district, text)).id), Match())

    def named_above(self, ident: str, text: str) -> str:
        """The unit above another one that a name of that without its class word is the name of as well, as with a
        province and its city; "" for none."""
        if ident not in self._named_above:
            own, parents = self.short_names(ident), self._parents(ident)
            self._named_above[ident] = next((one for one in parents if own & self.short_names(one)), "")
        above = self._named_above[ident]
        return above if above and bare(strip_numbering(text)) in self.short_names(ident) else ""

    def short_names(self, ident: str) -> set[str]:
        """The names of a unit without their class words, as they are compared."""
        return {bare(split_class(name)[1]) for name in self._plan.unit[ident].spellings()}

    def heading_of(self, mention: Mention) -> Mention | None:
        """The same mention as one of the district whose communes a table lists: itself, or that of the commune."""
        if self.has_below(mention.match.id):
            return mention
        unit = self._plan.unit.get(mention.match.id)
        if unit is None or unit.parent is None or not self.has_below(unit.parent):
            return None
        return Mention(Match(unit.parent, Closeness.SAME), mention.text, mention.at)

    def class_of(self, ident: str) -> str:
        """The class word of a unit, "huyện" or "tỉnh"; "" for a body of the province, and where no unit is known."""
        return self._classes.get(ident, "")

    def is_place(self, ident: str) -> bool:
        """Whether a unit is a place, and no body: "Huyện Nam Sách", not "Công an tỉnh"."""
        return self.class_of(ident) in TERRITORIES

    def is_inside(self, lower: str, upper: str) -> bool:
        """Whether a unit belongs to another one: a commune to its district."""
        return upper in self._parents(lower)

    def is_above(self, upper: str, lower: str) -> bool:
        """Whether a unit stands above another in a letterhead: a unit above it, or a body of one above it.

        A body is a unit without the class word of a place: "Công an tỉnh" is above the districts of its province.
        """
        parents, body = self._parents(lower), self._plan.unit.get(upper)
        if upper in parents:
            return True
        if body is None or upper == lower or self._classes.get(lower, "") not in TERRITORIES:
            return False
        return self._classes.get(upper, "") not in TERRITORIES and (body.parent is None or body.parent in parents)

    def _parents(self, ident: str) -> list[str]:
        """The units above one, the nearest first."""
        return [one.id for one in self._plan.above(self._plan.unit.get(ident))]

    def mentions(self, text: str, at: str) -> list[Mention]:
        """The unit whose name, safe inside a longer text, occurs in one; nothing where several do."""
        ident = (self._kept_inside if len(text) <= SHORT else self._inside)(text)
        return [Mention(Match(ident, Closeness.SAME), tidy(text), at)] if ident else []

    def _inside(self, text: str) -> str:
        return self._only(text, self._long)

    def _only(self, text: str, phrases: Phrases) -> str:
        """The unit whose name occurs inside a text; "" where none or several do."""
        words = f" {bare(text)} ".replace(" co so ", " co-so ")  # "cơ sở y tế" is not "Sở Y tế"
        found = phrases.within(words.split())
        reporting = [ident for ident in found if self.reports(ident)]
        return reporting[0] if len(reporting) == 1 and self._is_written(reporting[0], text) else ""

    def _is_written(self, ident: str, text: str) -> bool:
        """Whether a text that names a unit somewhere has no other marks there: "XÃ AN PHỤ" has no "Xã An Phú" in it."""
        written = WORDS.findall(tidy(text).lower())
        words, rests = [bare(word) for word in written], [rest.split() for rest in self.short_names(ident)]
        places = ((at, rest) for rest in rests for at in range(len(words)) if words[at : at + len(rest)] == rest)
        said = [" ".join(written[at : at + len(rest)]) for at, rest in places]
        return not said or not all(self._has_other_marks(one, ident) for one in said)

    def _of_other_level(self, ident: str, words: str) -> bool:
        """Whether the name of a commune stands behind the class word of a district: "huyen Gia Loc"."""
        said = f" {bare(words)} "
        names = (f" {form} {rest} " for form in _DISTRICTS for rest in self.short_names(ident))
        return self.is_commune(ident) and any(name in said for name in names)

    def in_sheet_name(self, title: str) -> list[Mention]:
        """The unit that the name of a sheet names; a mention without a unit is of a commune that is not known."""
        found = self.match(tidy(title))
        if not self.is_commune(found.id) and commune_in(title, self.rests):
            return self._in_name(title)
        if found.id and self.reports(found.id):
            return [Mention(found, title)]
        cut = bare(title)
        if len(title) >= SHEET_NAME_LENGTH - 1:
            begun = {ident for ident in self._long.begun(cut) if self.reports(ident)}
            if len(begun) == 1:
                return [Mention(Match(next(iter(begun)), Closeness.SAME), title)]
        return self._in_name(title)

    def in_file_name(self, name: str) -> list[Mention]:
        """The same of a file; its whole name is what it says."""
        return [mention._replace(text=last(name), of_file=True) for mention in self._in_name(stem(name))]

    def _in_name(self, name: str) -> list[Mention]:
        """The unit in the name of a file or a sheet such as "BC 6T NAM SACH lan 2 (sua)" or "NamSach_2023"."""
        words = name.replace("_", " ")
        if commune := commune_in(words, self.rests):
            districts = dict.fromkeys(ident for ident in self._short.within(bare(words).split()))
            match = self.commune(commune.name, districts)
            if not match.id and self.namesakes(commune.name):
                return []  # which of them is said elsewhere
            folded = match.closeness is Closeness.BARE  # as names of files are
            return [Mention(Match(match.id, Closeness.SAME) if folded else match, name)]
        for phrases in (self._long, self._short):
            if ident := self._only(words, phrases):
                return [] if self._of_other_level(ident, words) else [Mention(Match(ident, Closeness.SAME), name)]
        joined = self._short.joined(bare(words).split())
        reporting = {ident for ident in joined if self.reports(ident)}
        return [Mention(Match(next(iter(reporting)), Closeness.SAME), name)] if len(reporting) == 1 else []
