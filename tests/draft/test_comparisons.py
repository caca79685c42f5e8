"""The rules of comparisons with the texts beside them, and phrases of real plans, laws and foreign documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from draft.test_quote_advice import COUNT, RATIO, advice
from khpcmd.diagnostics import Code
from khpcmd.draft.quotes import read_quote, rules

TEXTS = [(text, rule["means"]) for rule in rules() for text in rule["says"]]
OTHERS = [(text, rule["means"]) for rule in rules() for text in rule["says_not"]]


@pytest.mark.parametrize(("text", "means"), TEXTS)
def test_a_rule_is_read_in_the_texts_that_say_it(text: str, means: str) -> None:
    assert [number.comparison for number in read_quote(text).numbers][-1] == means


@pytest.mark.parametrize(("text", "means"), OTHERS)
def test_a_rule_is_not_read_in_texts_that_have_its_words_and_say_something_else(text: str, means: str) -> None:
    assert means not in [number.comparison for number in read_quote(text).numbers]


FILE = Path(__file__).parents[1] / "data" / "comparisons.txt"
PHRASES = [tuple(line.split("\t")) for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
KEYS = ("at_least", "more_than", "at_most", "less_than")


def test_most_phrases_of_documents_are_understood_and_none_as_another() -> None:
    """What is understood is what the phrase says; at least nine of ten are."""
    read = {text: read_quote(text).numbers[-1].comparison for _, text in PHRASES}
    assert {text: said for means, text in PHRASES if (said := read[text]) not in (means, None)} == {}
    says = [text for means, text in PHRASES if means != "-"]
    assert len(says) >= 150
    assert sum(read[text] is not None for text in says) >= 0.9 * len(says)


@pytest.mark.crossing(6)
@pytest.mark.parametrize(("means", "text"), PHRASES)
def test_no_advice_turns_a_phrase_round(means: str, text: str) -> None:
    """Whatever the plan says, a wrong key is never recommended, and the right one is left alone."""
    number = read_quote(text).numbers[-1]
    least = min(number.values)
    value = f"{float(least):g}" + ("%" if number.percent else "")
    if least.denominator > 1 and not number.percent:
        return  # no threshold of a count: the plan itself is refused
    for key in KEYS:
        told = advice(text, RATIO if number.percent else COUNT, f"{{{key}: {value}}}")
        expected = [str(one.params["expected"]) for one in told if one.code is Code.QUOTE_COMPARISON]
        assert set(expected) <= ({means} if means not in (key, "-") else set())
