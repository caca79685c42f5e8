"""Which fields and units texts of one table may mean, each with why: the texts of a table are taken together.

Each text is compared with all names (``alike``). What stands beside it speaks for or against: answers, numbers, the
unit of measure, who reports. Two texts of a table rarely mean the same: what is likest is paired first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from khpcmd.names.alike import NOTHING, QUIET, Likeness, Likest, class_of, likeness, parts_of, weights_of, words_in
from khpcmd.plan.checklist import is_evidence
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.text import bare, split_class, tidy
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import variants

MOST = 4
"""How many candidates a text gets."""
LEAST = 0.18
"""The least likeness of a candidate."""
SURE, APART = 0.72, 0.2
"""How alike the first candidate has to be to be chosen, and how much more than the next one."""
PAIRED = 0.2
"""How much less alike than the best one a field may be that only fits because others are taken."""
SAME_MEASURE, OTHER_MEASURE, OTHER_KIND, NOT_ASKED = 1.1, 0.6, 0.35, 0.6
"""What the unit of measure, the kind of the cells, and who reports do to a likeness."""
NEXT = 1.06
"""What it does that the row above names the field before in the plan."""


GLUED = re.compile(r"(?:UBND|TP|TX|TT|H|Q)[.\s]*(?=[A-ZĐ]{2,}$)")
"""A class word without a space before the short form of a name: "TPHD"."""
SPACED = re.compile(r"(?:UBND|TP|TX|TT|H|Q)[.\s]+")
"""A class word before another one: "UBND TPHD"."""


class Candidate(NamedTuple):
    """One meaning of a text: a key of the file of names and its value; ``words`` are those that both have."""

    key: str
    value: str
    score: float = 0.0
    words: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    """What else speaks for it: "measure", "last", "order"."""


class Ranked(NamedTuple):
    """The meanings of a text, the likeliest first; ``chosen`` where nobody has to choose."""

    candidates: tuple[Candidate, ...]
    chosen: bool = False


class Asked(NamedTuple):
    """A text that may name a field, with what stands beside it."""

    text: str
    kinds: Collection[str] = ()
    """The kinds of fields that can have its cells; empty where any can."""
    measure: str = ""
    above: str = ""
    """The field that the row above it names."""


class Suggestions:
    """Ranks the fields and units of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._order = {ident: at for at, ident in enumerate(plan.fields)}

    # fields

    def fields(self, asked: Sequence[Asked], taken: Collection[str], level: str) -> list[Ranked]:
        """The fields that the texts of one table may mean, without those that it names already.

        ``level`` is that of the unit that reports, "" where it is not known.
        """
        open_ = [ident for ident in self._names if ident not in taken]
        found = [{ident: self._score(one, ident, level) for ident in open_} for one in asked]
        found = [self._after(one, scores) for one, scores in zip(asked, found, strict=True)]
        return [_ranked(scores, own, self._is_sure) for scores, own in zip(found, paired(found), strict=True)]

    def _score(self, asked: Asked, ident: str, level: str) -> Candidate:
        spec, why = self._plan.fields[ident], list[str]()
        best = self._like(tidy(asked.text)).get(ident, NOTHING)
        score = best.score
        if asked.kinds and spec.kind not in asked.kinds:
            score *= OTHER_KIND
        if asked.measure and spec.counts:
            if spec.measured_in(asked.measure):
                score, why = score * SAME_MEASURE, ["measure"]
            elif names_measure(asked.measure) or self._is_measure(asked.measure):
                score *= OTHER_MEASURE
        if level and level not in self._levels(spec):
            score *= NOT_ASKED
        return Candidate("field", ident, min(score, 1.0), best.words, tuple(why))

    def _after(self, asked: Asked, scores: dict[str, Candidate]) -> dict[str, Candidate]:
        following = self._order.get(asked.above, -2) + 1
        return {
            ident: one._replace(score=min(1.0, one.score * NEXT)) if self._order[ident] == following else one
            for ident, one in scores.items()
        }

    def _is_sure(self, ranked: Sequence[Candidate]) -> bool:
        """Whether the first candidate stands alone, and none of the others is its part, its whole, or of another
        level, where the choice would be dangerous."""
        if not _stands_alone(ranked):
            return False
        first, rest = ranked[0], ranked[1:]
        close = frozenset(one.value for one in rest)
        if close & (self._parts.get(first.value, frozenset()) | self._of_other_levels(first.value)):
            return False
        wholes = frozenset(whole for whole in close if first.value in self._parts.get(whole, ()))
        return all(self._tells(first, whole) for whole in wholes)

    def _tells(self, part: Candidate, whole: str) -> bool:
        """Whether the words that a text has of a part are more than those of the whole."""
        own = {bare(word) for name in self._names[whole] for word in words_in(name)}
        return any(bare(word) not in own | QUIET for word in part.words)

    def _of_other_levels(self, field: str) -> frozenset[str]:
        """The fields that differ from one by their level alone."""
        alike = self._levelled.get(_without_level(self._plan.fields[field].label.vi), frozenset())
        return alike - {field}

    @cached_property
    def _levelled(self) -> dict[str, frozenset[str]]:
        found = dict[str, set[str]]()
        for ident, spec in self._plan.fields.items():
            found.setdefault(_without_level(spec.label.vi), set()).add(ident)
        return {name: frozenset(fields) for name, fields in found.items()}

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        return parts_of(self._plan)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """The names of fields by id, without English ones where there are others."""
        return {
            ident: (spec.label.vi, *(name for name in spec.aliases if not name.isascii() or spec.label.vi.isascii()))
            for ident, spec in self._plan.fields.items()
            if not is_evidence(ident)
        }

    @cached_property
    def _likest(self) -> Likest:
        return Likest(self._names)

    def _like(self, text: str) -> Mapping[str, Likeness]:
        """By field, how alike its names are to a text, with or without its numbering and brackets."""
        found = dict[str, Likeness]()
        for variant in dict.fromkeys(one for one, _ in variants(text)):
            for ident, one in self._likest.of(variant).items():
                if one.score > found.get(ident, NOTHING).score:
                    found[ident] = one
        return found

    def _levels(self, spec: AnyField) -> frozenset[str]:
        members = self._plan.members(spec.reported_by)
        return frozenset({*spec.reported_by, *(unit.level for unit in self._plan.units if unit.id in members)})

    def _is_measure(self, words: str) -> bool:
        return any(spec.counts and spec.measured_in(words) for spec in self._plan.fields.values())

    # units

    def units(self, texts: Sequence[str], taken: Collection[str]) -> list[Ranked]:
        """The units that the texts of one table may mean, without those that it names already."""
        open_ = [unit.id for unit in self._plan.filers if unit.id not in taken]
        found = [{ident: self._unit(text, ident) for ident in open_} for text in texts]
        ranked = [_ranked(scores, own, _stands_alone) for scores, own in zip(found, paired(found), strict=True)]
        left = [at for at, one in enumerate(ranked) if not one.candidates]
        firsts = {one.candidates[0].value for one in ranked if one.candidates}
        unused = [one for one in open_ if one not in firsts]
        if len(left) == 1 and len(unused) == 1:  # a code that nobody can guess, and one unit that is left
            ranked[left[0]] = Ranked((Candidate("unit", unused[0], LEAST, (), ("last",)),))
        return ranked

    def _unit(self, text: str, ident: str) -> Candidate:
        unit = self._plan.unit[ident]
        if bare(text) == bare(ident):
            return Candidate("unit", ident, 1.0, (ident,), ("code",))
        word, rest = split_class(text)
        best, words = 0.0, tuple[str, ...]()
        own_words = {split_class(name)[0] for name in unit.spellings()} - {""}
        factor = 0.5 if word and own_words and all(class_of(word) != class_of(own) for own in own_words) else 1.0
        for said in {rest, tidy(text), _short(tidy(text))}:
            found = self._likest_units.of(said).get(ident, NOTHING)
            if found.score * factor > best:
                best, words = found.score * factor, found.words
        return Candidate("unit", ident, best, words)

    @cached_property
    def _likest_units(self) -> Likest:
        spelt = {unit.id: (unit.name.vi, *filter(None, (unit.short,)), *unit.aliases) for unit in self._plan.filers}
        return Likest({ident: [_without_class(name) for name in names] for ident, names in spelt.items()})

    @cached_property
    def unit_names(self) -> UnitNames:
        return UnitNames(self._plan)

    @cached_property
    def field_names(self) -> FieldNames:
        return FieldNames(self._plan, self._plan.year)

    # periods

    def periods(self, text: str) -> Ranked:
        """The periods that a text may mean."""
        names = {ident: (spec.title.vi, *spec.aliases) for ident, spec in self._plan.periods.items()}
        weights = weights_of(names.values())
        scored = (
            Candidate("period", ident, max(likeness(text, name, weights).score for name in spellings))
            for ident, spellings in names.items()
        )
        return Ranked(tuple(sorted(scored, key=lambda one: -one.score))[:MOST])


def _ranked(scores: Mapping[str, Candidate], own: str, is_sure: Callable[[Sequence[Candidate]], bool]) -> Ranked:
    """The meanings by their likeness; what only fits because others are taken (``own``) comes first, and says so."""
    ranked = sorted((one for one in scores.values() if one.score >= LEAST), key=lambda one: -one.score)
    if own and ranked and ranked[0].value != own and ranked[0].score - PAIRED <= scores[own].score >= LEAST:
        first = scores[own]._replace(why=(*scores[own].why, "last"))
        ranked = [first, *(one for one in ranked if one.value != own)]
    return Ranked(tuple(ranked[:MOST]), is_sure(ranked))


def _stands_alone(ranked: Sequence[Candidate]) -> bool:
    """Whether the first candidate is very alike, and no other is close."""
    if not ranked or ranked[0].score < SURE or "last" in ranked[0].why:
        return False
    return ranked[0].score - max((one.score for one in ranked[1:]), default=0.0) >= APART


def paired(found: Sequence[Mapping[str, Candidate]]) -> list[str]:
    """For each text the meaning that is its own, the likest pairs first; "" where none is left."""
    pairs = [(one.score, row, ident) for row, scores in enumerate(found) for ident, one in scores.items()]
    own, taken = [""] * len(found), set[str]()
    for _, row, ident in sorted(pairs, key=lambda pair: -pair[0]):
        if not own[row] and ident not in taken:
            own[row] = ident
            taken.add(ident)
    return own


def _without_class(name: str) -> str:
    """A unit's name without its class word, as it is written."""
    return " ".join(tidy(name).split()[-len(split_class(name)[1].split()) :])


def _without_level(label: str) -> str:
    words = bare(label).split()
    return " ".join(word for at, word in enumerate(words) if word != "cap" and words[at - 1 : at] != ["cap"])


def _short(text: str) -> str:
    """The short form of a name behind class words: "HD" of "UBND TPHD"; the text itself where there is none."""
    before = SPACED.match(text)
    rest = text[before.end() :] if before else text
    glued = GLUED.match(rest)
    return rest[glued.end() :] if glued else text
