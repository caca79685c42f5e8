"""Which fields of a plan are parts of others, and what tells their names apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from khpcmd.plan.constraints import AtMost, Steps, Sum
from khpcmd.plan.model import Plan
from khpcmd.text import canonical, tidy

WORD = re.compile(r"[^\W\d_]+")
LEVELS = re.compile(r"\bcấp (tỉnh|huyện|xã|trung ương)\b")
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


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return [canonical(word) for word in WORD.findall(tidy(text))]


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


def levels_in(text: str) -> frozenset[str]:
    """The levels of government that a text names: "cấp xã"."""
    return frozenset(f"cấp {level}" for level in LEVELS.findall(tidy(text).casefold()))
