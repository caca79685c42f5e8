"""On which side of a number of a quote a figure has to lie, where the whole phrase around it is understood.

The rules stand in ``comparisons.toml``, each with texts that say what it means and others that do not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, NotRequired, TypedDict

from khpcmd.draft.phrases import pattern

Comparison = Literal["at_least", "more_than", "at_most", "less_than"]
NEGATED: dict[Comparison, Comparison] = {"more_than": "at_most", "less_than": "at_least"}
WITH_EQUAL: dict[Comparison, Comparison] = {"more_than": "at_least", "less_than": "at_most"}
FILL = r"(?:\s(?:khoảng|mức|đạt|là|được|tại|ở|có|cho|from|about|around|approximately))*"
"""Words between a comparison and its number that change nothing."""


class Rule(TypedDict):
    """What words before a number, or behind it, mean; ``says`` are texts that say it, ``says_not`` others."""

    means: Comparison
    words: NotRequired[list[str]]
    pattern: NotRequired[str]
    behind: NotRequired[bool]
    then: NotRequired[str]
    unless: NotRequired[str]
    says: list[str]
    says_not: list[str]


class _Rules(NamedTuple):
    rule: list[Rule]
    negation: dict[str, list[str]]
    equal: dict[str, list[str]]


class Compared(NamedTuple):
    """A comparison, and from where to where its words stand with the number; None where nothing is understood."""

    comparison: Comparison | None
    start: int
    end: int


def rules() -> list[Rule]:
    """The rules with their texts."""
    return _data().rule


def compared(low: str, start: int, end: int) -> Compared:
    """What is said of the number from ``start`` to ``end`` of a quote in lower case."""
    nothing = Compared(None, start, end)
    before, behind = _before(low, start, end), _behind(low, end)
    if before is None and behind is None:
        return nothing
    first, last = before.start if before else start, behind.end if behind else end
    agree = not (before and behind) or before.comparison == behind.comparison
    if (
        not agree
        or pattern("otherwise").search(low, 0, first)
        or pattern("ranked").match(low, end)
        or _is_governed(low, first)
    ):
        return nothing
    found = behind or before
    return Compared(found.comparison if found else None, first, last)


def _before(low: str, start: int, end: int) -> Compared | None:
    """The longest phrase just before a number; None where there is none, without a comparison where it is unclear."""
    known = _patterns()
    found = known.before.search(low, 0, start)
    if found is None:
        return _of_patterns(low, start, end)
    meaning: Comparison | None = None
    for rule in rules():
        if found["core"] in rule.get("words", ()) and not rule.get("behind"):
            meaning = rule["means"] if _holds(rule, low, found.start(), end) else None
    if found["core"] == "over" and pattern("over_a_time").match(low, end):
        return None
    equal, negated = found["equal_before"] or found["equal"], found["negated"]
    if meaning and equal:
        meaning = WITH_EQUAL.get(meaning)
    if meaning and negated:
        meaning = None if equal else NEGATED.get(meaning)
    return Compared(meaning, found.start(), end)


def _of_patterns(low: str, start: int, end: int) -> Compared | None:
    for rule in rules():
        written = rule.get("pattern")
        found = written and re.compile(rf"(?<!\w)(?:{written}){FILL}\s?$").search(low, 0, start)
        if found:
            return Compared(rule["means"], found.start(), end)
    return None


def _holds(rule: Rule, low: str, start: int, end: int) -> bool:
    """Whether what has to follow the number follows it, and nothing stands before that the rule excludes."""
    then, unless = rule.get("then"), rule.get("unless")
    begin = max((one.end() for one in pattern("sentence_or_colon").finditer(low, 0, start)), default=0)
    excluded = unless is not None and re.compile(rf"(?<!\w)(?:{unless})").search(low, begin, start)
    return not excluded and (then is None or re.compile(then).match(low, end) is not None)


def _behind(low: str, end: int) -> Compared | None:
    found = _patterns().behind.match(low, end)
    if found is None:
        return None
    meaning = next(rule["means"] for rule in rules() if rule.get("behind") and found["core"] in rule.get("words", ()))
    return Compared(meaning, end, found.end())


def _is_governed(low: str, start: int) -> bool:
    """Whether a negation or a condition stands before a phrase and is no part of it."""
    known = _patterns()
    sentence = max((one.end() for one in pattern("sentence_or_colon").finditer(low, 0, start)), default=0)
    clause = max((one.end() for one in pattern("clause_or_but").finditer(low, 0, start)), default=0)
    return bool(known.of_sentence.search(low, sentence, start) or known.of_clause.search(low, clause, start))


class _Patterns(NamedTuple):
    before: re.Pattern[str]
    behind: re.Pattern[str]
    of_sentence: re.Pattern[str]
    of_clause: re.Pattern[str]


@cache
def _data() -> _Rules:
    return _Rules(**tomllib.loads(Path(__file__).with_name("comparisons.toml").read_text(encoding="utf-8")))


@cache
def _patterns() -> _Patterns:
    data = _data()
    negation, equal = data.negation, data.equal
    core = _any(word for rule in data.rule if not rule.get("behind") for word in rule.get("words", ()))
    behind = _any(word for rule in data.rule if rule.get("behind") for word in rule.get("words", ()))
    return _Patterns(
        re.compile(
            rf"(?<!\w)(?:(?P<negated>{_any(negation['words'])})(?:\s{_any(negation['with'])})*\s)?"
            rf"(?:(?P<equal_before>{_any(equal['before'])})\s)?(?P<core>{core})(?:\s(?P<equal>{_any(equal['behind'])}))?"
            rf"{FILL}\s?$"
        ),
        re.compile(rf"(?:\s[^\d,;.()%]{{1,40}}?)?\s(?P<core>{behind})(?!\w)"),
        re.compile(rf"(?<!\w){_any(negation['governs_sentence'])}(?!\w)"),
        re.compile(rf"(?<!\w){_any(negation['governs_clause'])}(?!\w)"),
    )


def _any(words: Iterable[str]) -> str:
    """A pattern of any of some phrases, the longest first."""
    found = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"
