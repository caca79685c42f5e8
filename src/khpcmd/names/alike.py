"""How much of a text another one has: by words, words without accents or with a slip, short forms, words for the same.

Nothing is read because two texts are alike; they are only offered to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from khpcmd.plan.constraints import AtMost, Steps, Sum
from khpcmd.plan.model import Plan
from khpcmd.text import LIKE_CLASSES, bare, canonical, tidy
from khpcmd.workbook.words.nearest import ALIKE_SIGNS, LONGEST
from khpcmd.workbook.words.phrases import is_unaccented, one_slip

PLAIN_WORD = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(r"[^\W_]+")
SAME_IN_ALL = frozenset(
    map(canonical, ("số", "các", "và", "của", "được", "đã", "tổng", "có", "về", "theo", "trong", "tại"))
)
"""Words that tell no two names apart."""


def parts_of(plan: Plan) -> dict[str, frozenset[str]]:
    """By field, those that count a part of what it counts: by the constraints of the plan and its ratios."""
    found = dict[str, set[str]]()
    for part, whole in _pairs(plan):
        if part != whole:
            found.setdefault(whole, set()).add(part)
    return {whole: frozenset(parts) for whole, parts in found.items()}


def _pairs(plan: Plan) -> Iterator[tuple[str, str]]:
    for rule in plan.constraints:
        match rule:
            case AtMost():
                yield from _each(rule.part, rule.whole)
            case Steps():
                for before, after in combinations(rule.steps, 2):
                    yield from _each(after, before)
            case Sum():
                yield from _each(rule.parts, rule.whole)
    for target in plan.targets:
        dumped = target.measure.model_dump()
        part, whole = dumped.get("part"), dumped.get("whole")
        if isinstance(part, list | tuple) and isinstance(whole, list | tuple):
            yield from _each(part, whole)


def _each(parts: Iterable[str], wholes: Iterable[str]) -> Iterator[tuple[str, str]]:
    kept = tuple(wholes)
    return ((part, whole) for part in parts for whole in kept)


def class_of(word: str) -> int:
    """The group of a class word: of districts, of communes; -1 for other words."""
    return next((at for at, words in enumerate(LIKE_CLASSES) if word in words), -1)


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring words of a text that tell names apart, folded."""
    return frozenset(shown_bigrams(text))


def shown_bigrams(text: str) -> dict[str, str]:
    """The same, each with its words as they are written."""
    written = PLAIN_WORD.findall(tidy(text))
    pairs = pairwise(zip(map(canonical, written), written, strict=True))
    return {
        f"{one} {other}": f"{shown} {next_shown}"
        for (one, shown), (other, next_shown) in pairs
        if one not in SAME_IN_ALL and other not in SAME_IN_ALL
    }


VISITS = ("lượt", "lần", "cuộc", "buổi", "đợt", "visit", "visits", "times", "sessions")
"""What counts how often something was done."""
ONE = frozenset({"1", "01"})


def visits_in(text: str, own: Iterable[str]) -> str:
    """The first word of ``VISITS`` in a text that no name of ``own`` has behind the same word; "" without one."""
    known = {pair for name in own for pair in pairwise(_counted(name))}
    return next(
        (
            word
            for before, word in pairwise(_counted(text))
            if any(is_unaccented(word, one) for one in VISITS) and (before, word) not in known
        ),
        "",
    )


def _counted(text: str) -> list[str]:
    """The words of a text behind a blank one, numbers of one as a word."""
    return ["", *("một" if word in ONE else word.casefold() for word in TOKEN.findall(tidy(text)))]


WORD = re.compile(r"[^\W_]+")
SAME, FOLDED, SHORTENED, SLIP, SYNONYM, CUT = 1.0, 0.95, 0.85, 0.75, 0.7, 0.5
"""How much a word counts that is the same, the same without accents, a short form, misspelt, another for the same
thing, or cut to some of its letters."""
SHORT_WORD, SHORT_SLIP = 4, 0.55
"""Words of so few letters have many others that differ in one: how much a slip in them counts."""
LONGEST_SHORT = 12
"""The most words that one short form stands for."""
PRECISION = 0.65
"""The weight of what is said, against that of what is left out."""
COMPARED = 60
"""How many names a text is compared with in full."""
READ = 300
"""How much of a text is compared."""


class Likeness(NamedTuple):
    """How alike two texts are, from 0 to 1, and the words of the second that the first has."""

    score: float
    words: tuple[str, ...] = ()


NOTHING = Likeness(0.0)


class Weights(NamedTuple):
    """How much each word tells names apart: the rarer, the more."""

    owners: Mapping[str, int]
    total: int

    def of(self, word: str) -> float:
        """The weight of a word without its accents."""
        return log(1.2 + self.total / (1 + self.owners.get(word, 0)))

    def of_unknown(self) -> float:
        """The weight of a word that no name has."""
        return log(1.2 + self.total / 8)


def weights_of(names: Iterable[Iterable[str]]) -> Weights:
    """The weights of the words in some names, each with all its spellings."""
    owners, total = dict[str, int](), 0
    for spellings in names:
        total += 1
        for word in {bare(word) for text in spellings for word in words_in(text)}:
            owners[word] = owners.get(word, 0) + 1
    return Weights(owners, total)


@lru_cache(maxsize=8192)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as they are written, runs of capitals inside a word apart."""
    return tuple(WORD.findall(tidy(text)[:READ]))


class _Prepared(NamedTuple):
    """A text in the forms in which it is compared."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    bare: tuple[str, ...]
    signs: Mapping[str, tuple[range, ...]]


@lru_cache(maxsize=8192)
def _prepared(text: str) -> _Prepared:
    words = words_in(text)
    folded = tuple(map(canonical, words))
    return _Prepared(words, folded, tuple(map(bare, words)), _signs(folded))


def likeness(text: str, name: str, weights: Weights) -> Likeness:
    """How much a text says a name: of its own words, and of those of the name."""
    said, meant = _prepared(text), _prepared(name)
    if not said.words or not meant.words:
        return NOTHING
    covered = _Cover(said, meant)
    if not any(covered.said):
        return NOTHING
    unknown = weights.of_unknown()
    spoken = [weights.of(word) if q else unknown for word, q in zip(said.bare, covered.said, strict=True)]
    wanted = [weights.of(word) for word in meant.bare]
    precision = sum(w * q for w, q in zip(spoken, covered.said, strict=True)) / sum(spoken)
    recall = sum(w * q for w, q in zip(wanted, covered.meant, strict=True)) / sum(wanted)
    if not precision or not recall:
        return NOTHING
    score = 1 / (PRECISION / precision + (1 - PRECISION) / recall)
    score *= 0.97 + 0.03 * covered.in_order
    return Likeness(score, tuple(word for word, q in zip(meant.words, covered.meant, strict=True) if q))


class Likest:
    """The names that a text is alike, of many: those that have something in common with it are compared in full."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """``names`` by id, each with all its spellings."""
        self.weights = weights_of(names.values())
        self._names = [(ident, name) for ident, spellings in names.items() for name in dict.fromkeys(spellings)]
        self._initials = ["".join(word[0] for word in _prepared(name).bare if word) for _, name in self._names]
        self._having = dict[str, list[int]]()
        for at, (_, name) in enumerate(self._names):
            for sign in _rough_signs(_prepared(name)):
                self._having.setdefault(sign, []).append(at)
        self.of = lru_cache(maxsize=2048)(self._of)

    def _of(self, text: str) -> Mapping[str, Likeness]:
        """By id, how much the text says the name: its likest spelling."""
        found = dict[str, Likeness]()
        for at in self._compared(text):
            ident, name = self._names[at]
            one = likeness(text, name, self.weights)
            if one.score > found.get(ident, NOTHING).score:
                found[ident] = one
        return found

    def _compared(self, text: str) -> list[int]:
        """The names that have most in common with a text at a glance; all where nothing has."""
        said, rough = _prepared(text), dict[int, float]()
        for sign in _rough_signs(said):
            for at in self._having.get(sign, ()):
                rough[at] = rough.get(at, 0.0) + self.weights.of(sign)
        for word in said.bare:
            if len(word) > 1:
                begun = [at for at, initials in enumerate(self._initials) if word in initials]
                begun = begun or [at for at, initials in enumerate(self._initials) if word[0] in initials]
                for at in begun:
                    rough[at] = rough.get(at, 0.0) + len(word) / (1 + len(begun))
        return sorted(rough, key=lambda at: -rough[at])[:COMPARED] or list(range(len(self._names)))


def _rough_signs(text: _Prepared) -> set[str]:
    return {*text.bare, *text.signs}


QUIET = frozenset(map(bare, ("số", "các", "và", "của", "được", "bị", "đã", "có", "về", "theo", "tại", "ở", "một")))
"""Words that add nothing to a name."""


def says_all_of(words: str, name: str, *, quiet: bool = False) -> bool:
    """Whether some words are all those of a name, in full or as its short forms; ``quiet`` ones need not be."""
    said = _prepared(words)
    covered = _Cover(said, _prepared(name))
    return all(q >= SHORTENED or (quiet and word in QUIET) for word, q in zip(said.bare, covered.said, strict=True))


class _Cover:
    """Which words of a text stand for which of a name, the surest first."""

    def __init__(self, said: _Prepared, meant: _Prepared) -> None:
        self._said, self._meant = said, meant
        self.said, self.meant = [0.0] * len(said.words), [0.0] * len(meant.words)
        self._pairs = list[tuple[int, int]]()
        self._each(said.folded, meant.folded, SAME)
        self._each(said.bare, meant.bare, FOLDED)
        if not all(self.said):
            self._short_forms()
        if not all(self.meant):
            self._short_forms(of_meant=True)
        if not all(self.said):
            self._initials()
            self._slips()
            self._synonyms()

    @property
    def in_order(self) -> float:
        """The part of the words that follow each other in both texts in the same order."""
        places = [at for _, at in sorted(self._pairs)]
        if len(places) < 2:
            return 1.0
        return sum(one < other for one, other in pairwise(places)) / (len(places) - 1)

    def _take(self, said: Iterable[int], meant: Iterable[int], quality: float) -> None:
        first, second = list(said), list(meant)
        for at in first:
            self.said[at] = max(self.said[at], quality)
        for at in second:
            self.meant[at] = max(self.meant[at], quality)
        if first and second:
            self._pairs.append((first[0], second[0]))

    def _each(self, said: Sequence[str], meant: Sequence[str], quality: float) -> None:
        left = dict[str, list[int]]()
        for at, word in enumerate(meant):
            if not self.meant[at]:
                left.setdefault(word, []).append(at)
        for at, word in enumerate(said):
            if not self.said[at] and left.get(word):
                self._take([at], [left[word].pop(0)], quality)

    def _short_forms(self, *, of_meant: bool = False) -> None:
        """Words that consist of the beginnings of several others: "TNMD", "KTra"."""
        said, meant = self._said.bare, self._meant.bare
        short, long_ = (meant, said) if of_meant else (said, meant)
        covered = self.meant if of_meant else self.said
        other = self.said if of_meant else self.meant
        order = sorted(range(len(short)), key=lambda at: -len(short[at]))
        for at in order:
            if covered[at] or len(short[at]) < 2:
                continue
            windows = list(_windows(short[at], long_))
            fresh = [one for one in windows if any(not other[index] for index in one)] or windows
            if not fresh:
                continue
            best = max(fresh, key=lambda one: (sum(not other[index] for index in one), -one.start))
            if of_meant:
                self._take(best, [at], SHORTENED)
            else:
                self._take([at], best, SHORTENED)

    def _initials(self) -> None:
        """Single letters before a word that both have: "N. Sách"."""
        for at, word in enumerate(self._said.bare[:-1]):
            if len(word) == 1 and word.isalpha() and not self.said[at]:
                following = next((meant for said, meant in self._pairs if said == at + 1), 0)
                if following and self._meant.bare[following - 1][:1] == word and not self.meant[following - 1]:
                    self._take([at], [following - 1], SHORTENED)

    def _slips(self) -> None:
        names = self._meant.bare
        for at, word in enumerate(self._said.bare):
            if self.said[at] or len(word) < 2:
                continue
            open_ = [index for index, meant in enumerate(names) if not self.meant[index] and meant]
            slip = next((i for i in open_ if _has_slip(word, names[i])), -1)
            if slip >= 0:
                self._take([at], [slip], SLIP if len(word) > SHORT_WORD else SHORT_SLIP)
                continue
            cut = next((i for i in open_ if _is_cut(word, names[i])), -1)
            if cut >= 0:
                self._take([at], [cut], CUT)

    def _synonyms(self) -> None:
        said, meant = self._said.signs, self._meant.signs
        for sign in said.keys() & meant.keys():
            for words in said[sign]:
                if any(not self.said[at] for at in words):
                    target = next((one for one in meant[sign] if any(not self.meant[at] for at in one)), None)
                    if target is not None:
                        self._take((at for at in words if not self.said[at]), target, SYNONYM)


def _signs(words: Sequence[str]) -> Mapping[str, tuple[range, ...]]:
    """The things that runs of words stand for."""
    found = dict[str, list[range]]()
    for length in range(LONGEST, 0, -1):
        for start in range(len(words) - length + 1):
            for sign in ALIKE_SIGNS.get(" ".join(words[start : start + length]), ()):
                found.setdefault(sign, []).append(range(start, start + length))
    return {sign: tuple(runs) for sign, runs in found.items()}


def _windows(short: str, words: Sequence[str]) -> Iterable[range]:
    """The runs of two words or more whose beginnings make up a short form."""
    for start in range(len(words)):
        if words[start][:1] == short[:1]:
            for end in range(start + 2, min(len(words), start + LONGEST_SHORT, start + len(short)) + 1):
                if words[end - 1][:1] in short and _made_of(short, tuple(words[start:end])):
                    yield range(start, end)


def _made_of(short: str, words: tuple[str, ...]) -> bool:
    """Whether a short form is made of a beginning of each word, in their order."""
    if not words:
        return not short
    first = words[0]
    for length in range(1, min(len(first), len(short)) + 1):
        if first[:length] != short[:length]:
            return False
        if _made_of(short[length:], words[1:]):
            return True
    return False


@lru_cache(maxsize=65536)
def _has_slip(word: str, meant: str) -> bool:
    """Whether a word is another one with a slip."""
    if min(len(word), len(meant)) < 3 or abs(len(word) - len(meant)) > 1:
        return False
    return (word[0] == meant[0] or sorted(word) == sorted(meant)) and one_slip(word, meant)


@lru_cache(maxsize=65536)
def _is_cut(word: str, meant: str) -> bool:
    """Whether a word has only some letters of another one, in their order, the first among them."""
    if len(word) >= len(meant) or word[:1] != meant[:1]:
        return False
    at = 0
    for letter in word:
        at = meant.find(letter, at) + 1
        if at == 0:
            return False
    return True
