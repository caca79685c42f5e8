"""On which side of a number of a quote a figure has to lie, where the whole phrase around it is understood.

The rules stand in ``comparisons.toml``, each with texts that say what it means and others that do not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, NotRequired, TypedDict

from khpcmd.draft.phrases import pattern

Comparison = Literal["at_least", "more_than", "at_most", "less_than"]
NEGATED: Mapping[Comparison | None, Comparison] = {"more_than": "at_most", "less_than": "at_least"}
WITH_EQUAL: Mapping[Comparison | None, Comparison] = {"more_than": "at_least", "less_than": "at_most"}


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


@cache
def _data() -> _Rules:
    return _Rules(**tomllib.loads(Path(__file__).with_name("comparisons.toml").read_text(encoding="utf-8")))


def rules() -> list[Rule]:
    """The rules with their texts."""
    return _data().rule


def compared(low: str, start: int, end: int) -> Compared:
    """What is said of the number from ``start`` to ``end`` of a quote in lower case."""
    before, behind = _before(low, start, end), _behind(low, end)
    found = behind or before
    if found is None or (before and behind and before.comparison != behind.comparison):
        return Compared(None, start, end)
    first, last = before.start if before else start, behind.end if behind else end
    unclear = pattern("otherwise").search(low, 0, first) or pattern("ranked").match(low, end)
    return (
        Compared(None, start, end) if unclear or _is_governed(low, first) else Compared(found.comparison, first, last)
    )


def _before(low: str, start: int, end: int) -> Compared | None:
    """The longest phrase just before a number; None where there is none, without a comparison where it is unclear."""
    found = _patterns()[0].search(low, 0, start)
    if found is None:
        worded = ((rule, _filled(rule["pattern"]).search(low, 0, start)) for rule in rules() if "pattern" in rule)
        return next((Compared(rule["means"], match.start(), end) for rule, match in worded if match), None)
    if found["core"] == "over" and pattern("over_a_time").match(low, end):
        return None
    named = [rule for rule in rules() if found["core"] in rule.get("words", ()) and not rule.get("behind")]
    meaning = named[-1]["means"] if _holds(named[-1], low, found.start(), end) else None
    equal, negated = found["equal_before"] or found["equal"], found["negated"]
    if equal:
        meaning = None if negated else WITH_EQUAL.get(meaning)
    elif negated:
        meaning = NEGATED.get(meaning)
    return Compared(meaning, found.start(), end)


def _holds(rule: Rule, low: str, start: int, end: int) -> bool:
    """Whether what has to follow the number follows it, and nothing stands before that the rule excludes."""
    then, unless = rule.get("then"), rule.get("unless")
    begin = max((one.end() for one in pattern("sentence_or_colon").finditer(low, 0, start)), default=0)
    excluded = unless is not None and re.compile(rf"(?<!\w)(?:{unless})").search(low, begin, start)
    return not excluded and (then is None or re.compile(then).match(low, end) is not None)


def _behind(low: str, end: int) -> Compared | None:
    found = _patterns()[1].match(low, end)
    if found is None:
        return None
    meaning = next(rule["means"] for rule in rules() if rule.get("behind") and found["core"] in rule.get("words", ()))
    return Compared(meaning, end, found.end())


def _is_governed(low: str, start: int) -> bool:
    """Whether a negation or a condition stands before a phrase and is no part of it."""
    parts = (("sentence_or_colon", "governs_sentence"), ("clause_or_but", "governs_clause"))
    for ends, words in parts:
        begin = max((one.end() for one in pattern(ends).finditer(low, 0, start)), default=0)
        if re.compile(rf"\b{_any(_data().negation[words])}\b").search(low, begin, start):
            return True
    return False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a number, and what stands behind it."""
    data = _data()
    negation, equal = data.negation, data.equal
    core = _any(word for rule in data.rule if not rule.get("behind") for word in rule.get("words", ()))
    behind = _any(word for rule in data.rule if rule.get("behind") for word in rule.get("words", ()))
    before = _filled(
        rf"(?:(?P<negated>{_any(negation['words'])})(?: {_any(negation['with'])})* )?"
        rf"(?:(?P<equal_before>{_any(equal['before'])}) )?(?P<core>{core})(?: (?P<equal>{_any(equal['behind'])}))?"
    )
    return before, re.compile(rf"(?: [^\d,;.()%]{{1,40}}?)? (?P<core>{behind})(?!\w)")


@cache
def _filled(written: str) -> re.Pattern[str]:
    """A pattern just before a number, with words between them that change nothing."""
    return re.compile(rf"(?<!\w)(?:{written})(?: {_any(_data().equal['filling'])})* ?$")


def _any(words: Iterable[str]) -> str:
    """A pattern of any of some phrases, the longest first."""
    found = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"
