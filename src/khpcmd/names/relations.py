"""Which fields of a plan are parts of others, and what tells their names apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from khpcmd.plan.constraints import AtMost, Steps, Sum
from khpcmd.plan.model import Plan
from khpcmd.text import LIKE_CLASSES, canonical, tidy
from khpcmd.workbook.words.phrases import is_unaccented

WORD = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(r"[^\W_]+")
QUIET = frozenset(map(canonical, ("số", "các", "và", "của", "được", "đã", "tổng", "có", "về", "theo", "trong", "tại")))
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
    written = WORD.findall(tidy(text))
    pairs = pairwise(zip(map(canonical, written), written, strict=True))
    return {
        f"{one} {other}": f"{shown} {next_shown}"
        for (one, shown), (other, next_shown) in pairs
        if one not in QUIET and other not in QUIET
    }


VISITS = ("lượt", "lần", "cuộc", "buổi", "đợt", "visit", "visits", "times", "sessions")
"""What counts how often something was done."""
ONE = frozenset({"1", "01"})


def visits_in(text: str, own: Iterable[str]) -> str:
    """The first word of ``VISITS`` in a text that no name of ``own`` has behind the same word; "" without one."""
    known = {pair for name in own for pair in pairwise(_counted(name))}
    return next((word for before, word in pairwise(_counted(text)) if _visit(word) and (before, word) not in known), "")


def _counted(text: str) -> list[str]:
    """The words of a text behind a blank one, numbers of one as a word."""
    return ["", *("một" if word in ONE else word.casefold() for word in TOKEN.findall(tidy(text)))]


def _visit(word: str) -> bool:
    return any(is_unaccented(word, one) for one in VISITS)
