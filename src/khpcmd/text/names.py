"""Which name a text is, where names may be spelt differently, and how close the match is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from khpcmd.text.class_words import LIKE_CLASSES, split_all, split_class
from khpcmd.text.folding import bare, bare_all, loose, loose_all

NO_OWNER: frozenset[str] = frozenset()


class Closeness(StrEnum):
    """How a text matched a name."""

    SAME = "same"
    """The name itself, or a listed alias."""
    OTHER_CLASS = "other_class"
    """The name under another class word ("Huyện Chí Linh")."""
    BARE = "bare"
    """The name without its accents, which no other name shares."""
    NONE = "none"


class Match(NamedTuple):
    """The id that a text matched, and how closely; ``suggestion`` is a name to offer where nothing matched."""

    id: str = ""
    closeness: Closeness = Closeness.NONE
    suggestion: str = ""


class Owners:
    """The owners of each key. Nearly every key has one owner; only those with several have a set."""

    def __init__(self, keys: Sequence[str], owners: Sequence[str]) -> None:
        """``keys`` and ``owners`` in pairs."""
        self._last = dict(zip(keys, owners, strict=True))
        self._several: dict[str, set[str]] = {}
        if len(self._last) < len(keys):
            for key, owner in zip(keys, owners, strict=True):
                last = self._last[key]
                if owner != last:
                    self._several.setdefault(key, {last}).add(owner)

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def of(self, key: str) -> Set[str]:
        """All owners of a key."""
        owner = self._last.get(key)
        return NO_OWNER if owner is None else self._several.get(key) or {owner}

    def sole(self, key: str) -> str | None:
        """The only owner of a key; None where it has no owner, or several."""
        return None if key in self._several else self._last.get(key)

    def together(self) -> set[str]:
        """All owners that share a key with another owner."""
        return {owner for owners in self._several.values() for owner in owners}


class Spellings:
    """All spellings of all names, as parallel lists: an index means the same spelling in each of them.

    Lists of folded spellings are made when they are first needed.
    """

    def __init__(self, names: Iterable[tuple[str, Sequence[str]]]) -> None:
        """``names`` are ids, each with its official name first."""
        pairs = [(ident, spelling) for ident, spellings in names for spelling in spellings]
        self.ids = [ident for ident, _ in pairs]
        """The id that each spelling belongs to."""
        self.texts = [spelling for _, spelling in pairs]

    @cached_property
    def by_id(self) -> dict[str, list[str]]:
        """The spellings of each name."""
        found = dict[str, list[str]]()
        for ident, text in zip(self.ids, self.texts, strict=True):
            found.setdefault(ident, []).append(text)
        return found

    @cached_property
    def loose(self) -> list[str]:
        return loose_all(self.texts)

    @cached_property
    def bare(self) -> list[str]:
        return bare_all(self.texts)

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """The class words, in full, and the names without them."""
        return split_all(self.texts)

    @cached_property
    def loose_rests(self) -> list[str]:
        """The names without their class words and without punctuation."""
        return loose_all([rest for _, rest in self.parts])

    @cached_property
    def bare_rests(self) -> list[str]:
        """The names without their class words and without accents."""
        return bare_all([rest for _, rest in self.parts])


class Names:
    """Names by id, to match texts with. Each id has its official name first, then its aliases.

    There may be ten thousand, and most texts are spelt exactly as one of them: the indexes for other spellings are made
    when they are first needed.
    """

    def __init__(self, names: Mapping[str, Sequence[str]] | Spellings, *, units: bool = False) -> None:
        self.spellings = names if isinstance(names, Spellings) else Spellings(names.items())
        self._units = units

    @cached_property
    def alone(self) -> dict[str, str]:
        """The id of each exact spelling that belongs to one name only."""
        owners = map(self._same.sole, self.spellings.loose)
        pairs = zip(self.spellings.texts, owners, strict=True)
        return {spelling: owner for spelling, owner in pairs if owner is not None and spelling}

    @cached_property
    def _same(self) -> Owners:
        """The ids by spelling without punctuation."""
        return Owners(self.spellings.loose, self.spellings.ids)

    @cached_property
    def _short(self) -> Owners:
        """The ids by spelling without class word."""
        return Owners(self.spellings.loose_rests, self.spellings.ids)

    @cached_property
    def _bare(self) -> Owners:
        """The ids by spelling without accents; for units with and without their class words."""
        keys, ids = self.spellings.bare, self.spellings.ids
        return Owners(keys + self.spellings.bare_rests, ids + ids) if self._units else Owners(keys, ids)

    def find(self, text: str) -> Match:
        """The name that the text matches, or a suggestion (which is slow to find)."""
        found = self.match(text)
        return found if found.id or not text else Match(suggestion=self._closest(text))

    def match(self, text: str) -> Match:
        """The name that the text matches, without a suggestion where there is none."""
        if text in self.alone:
            return Match(self.alone[text], Closeness.SAME)
        if not text:
            return Match()
        same = self._same.of(loose(text))
        if same:
            return _only(same, Closeness.SAME)
        if self._units:
            return self._find_unit(text)
        key = bare(text)
        return _only(self._bare.of(key), Closeness.BARE) if key else Match()

    def _find_unit(self, text: str) -> Match:
        """The unit that matches with its own class word, without one, with a similar one, or without accents.

        A text without any accents says nothing for a name that has none: "xa Kim Thanh" is "Xã Kim Thành" as well.
        """
        word, rest = split_class(text)
        key = loose(rest)
        short = self._short.of(key)
        if short and text.isascii() and len(self._bare.of(key)) > len(short):
            short = NO_OWNER
        same = {ident for ident in short if (word, key) in self._parts(ident)} if word else short
        if same:
            return _only(same, Closeness.SAME)
        if short:
            return _only(short, Closeness.OTHER_CLASS) if self._like(word, short) else Match()
        key = bare(rest)
        folded = self._bare.of(bare(text)) or self._bare.of(key)
        return _only(folded, Closeness.BARE) if key and (not word or self._like(word, folded)) else Match()

    def _parts(self, ident: str) -> set[tuple[str, str]]:
        """The class words of a unit's names, each with the rest."""
        return {(word, loose(rest)) for word, rest in map(split_class, self.spellings.by_id[ident])}

    def _like(self, word: str, idents: Set[str]) -> bool:
        """Whether a class word can be confused with that of the units."""
        own = {split_class(name)[0] for ident in idents for name in self.spellings.by_id[ident]}
        return any(word in like and own & like for like in LIKE_CLASSES)

    def _closest(self, text: str) -> str:
        found = suggest(text, [spellings[0] for spellings in self.spellings.by_id.values()])
        if found:
            return found
        owner = self._bare.sole(suggest(bare(text), self._bare))
        return self.spellings.by_id[owner][0] if owner is not None else ""


def _only(found: Set[str], closeness: Closeness) -> Match:
    """A match if there is exactly one id."""
    return Match(next(iter(found)), closeness) if len(found) == 1 else Match()


def suggest(text: str, names: Iterable[str]) -> str:
    """The name closest to a text, for "did you mean"; "" where none is close."""
    from difflib import get_close_matches  # only when something was not found

    keys = {bare(name): name for name in names}
    close = get_close_matches(bare(text)[:200], keys, n=1, cutoff=0.72)
    return keys[close[0]] if close else ""
