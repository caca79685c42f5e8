"""Which fields of a plan an unknown header or label may mean: offered to a person, never read."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from math import log
from pathlib import Path

from khpcmd.plan.checklist import is_evidence
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.text import bare, canonical
from khpcmd.workbook.words.vocabulary import spellings

WORD = re.compile(r"[^\W\d_]\w*")
LONGEST = 3
"""How many words stand for one thing at most."""
PAIR, ALIKE, FOLDED = 0.5, 2.0, 0.3
"""How much two neighbouring words count, a word for the same thing, and a word without its accents: of one word."""
AROUND = 0.5
"""How much a text about a field counts (its help, the quote of its target), of the field's own name."""
ENOUGH = 0.1
"""The part of a text, by the rarity of its words, that a field has to have in common with it."""
READ = 300
"""How much of a text is compared."""


class Nearest:
    """Ranks the fields of a plan by the words that they have in common with a text, the rarest first."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def of(self, text: str, most: int = 3, kinds: Collection[str] = ()) -> tuple[str, ...]:
        """The ids of the fields that a text may mean, the likeliest first; of ``kinds`` only, if any are given."""
        signs = _signs(text[:READ])
        whole = sum(self._weight(sign) for sign in signs)
        scores = dict[str, float]()
        for at, score in self._scores(signs).items():
            field, weight = self._texts[at]
            if not kinds or self._plan.fields[field].kind in kinds:
                scores[field] = max(scores.get(field, 0), score * weight)
        ranked = sorted(scores, key=lambda field: (-round(scores[field], 6), self._places[field]))
        return tuple(field for field in ranked[:most] if scores[field] >= ENOUGH * whole)

    def _scores(self, signs: Collection[str]) -> dict[int, float]:
        """By text of the plan, the weight of the signs that it has in common with these."""
        found = dict[int, float]()
        for sign in signs:
            for at in self._having.get(sign, ()):
                found[at] = found.get(at, 0) + self._weight(sign)
        return found

    def _weight(self, sign: str) -> float:
        """How rare a sign is among the fields, and how much its sort counts."""
        kind = {"=": ALIKE, "~": FOLDED}.get(sign[0], PAIR if " " in sign else 1.0)
        return kind * log(1 + len(self._places) / max(1, self._owners[sign]))

    @cached_property
    def _places(self) -> dict[str, int]:
        """The fields, each with its place in the plan."""
        return {field: place for place, field in enumerate(self._plan.fields) if not is_evidence(field)}

    @cached_property
    def _texts(self) -> list[tuple[str, float]]:
        """The field of each text, and how much the text counts."""
        return [(field, weight) for field, _, weight in self._about]

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """The texts that have each sign."""
        found = dict[str, list[int]]()
        for at, (_, text, _) in enumerate(self._about):
            for sign in _signs(text):
                found.setdefault(sign, []).append(at)
        return found

    @cached_property
    def _owners(self) -> Counter[str]:
        """The number of fields that have each sign."""
        return Counter({sign: len({self._texts[at][0] for at in texts}) for sign, texts in self._having.items()})

    @cached_property
    def _about(self) -> list[tuple[str, str, float]]:
        """Field, text and weight of all texts about the fields."""
        quotes = dict[str, list[str]]()
        for target in self._plan.targets:
            for field in target.measure.fields():
                quotes.setdefault(field, []).extend((target.quote, target.title.vi))
        return [
            (field, text, weight)
            for field in self._places
            for text, weight in _texts_of(self._plan.fields[field], quotes.get(field, []))
        ]


def _texts_of(spec: AnyField, quotes: list[str]) -> Iterator[tuple[str, float]]:
    for name in spellings(spec):
        yield " / ".join([name, *spec.counts]), 1
    for text in [spec.help.vi] if spec.help else []:
        yield text, AROUND
    for text in quotes:
        yield text, AROUND


def _signs(text: str) -> set[str]:
    """What two texts may have in common: words, pairs of them, what they stand for, and the words without accents."""
    words = [canonical(word) for word in WORD.findall(text)]
    found = {*words, *(f"~{bare(word)}" for word in words)}
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length])
            found |= {run} if length == 2 else set()
            found |= ALIKE_SIGNS.get(run, set())
    return found


def _alike() -> dict[str, set[str]]:
    """By words, the signs of the things that they stand for."""
    groups = tomllib.loads(Path(__file__).with_name("alike.toml").read_text("utf-8"))["groups"]
    found = dict[str, set[str]]()
    for number, words in enumerate(groups):
        for word in words:
            found.setdefault(" ".join(canonical(part) for part in word.split()), set()).add(f"={number}")
    return found


ALIKE_SIGNS = _alike()
