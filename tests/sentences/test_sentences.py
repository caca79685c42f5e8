"""Each sentence says what its examples have, its words are known symbols, and all words are data."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook import veto
from khpcmd.workbook.words import engine, lexicon, sentences
from khpcmd.workbook.words.engine import Node, parsed
from khpcmd.workbook.words.lexicon import PLACES, table, turning
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import Sentences, Written, rules, written

CODE = (engine, lexicon, sentences, veto)
EXAMPLES = [
    *((one, True, text) for one in written() for text in one.get("says", ())),
    *((one, False, text) for one in written() for text in one.get("says_not", ())),
]


@pytest.fixture(scope="module")
def derived(plan: Plan) -> Sentences:
    return Sentences(Senses(plan, Periods(plan)))


def place_of(sentence: Written) -> str:
    return sentence.get("at") or next(iter(sentence.get("places", PLACES)))


@pytest.mark.parametrize(
    ("sentence", "says", "text"), EXAMPLES, ids=[f"{one['name']}: {text}" for one, _, text in EXAMPLES]
)
def test_a_text_says_what_its_sentence_says(derived: Sentences, sentence: Written, says: bool, text: str) -> None:
    turned = bool(derived.derive(text, place_of(sentence), "year").turns)
    assert turned is (("turns" in sentence) is says)


@pytest.mark.parametrize("sentence", written(), ids=lambda one: str(one["name"]))
def test_every_sentence_has_a_reason_and_examples(sentence: Written) -> None:
    assert sentence["why"]
    assert sentence.get("part") or (sentence.get("says") and sentence.get("says_not"))
    assert set(sentence.get("places", PLACES)) <= set(PLACES)


def test_a_sentence_holds_only_symbols_and_sentences_that_there_are() -> None:
    vocabulary = {"RESULT", "HARMLESS", "HEADER-HARMLESS", "UNIT-HEADERS", "LABEL-HEADERS"}
    of_plan = {"UNIT", "OWN-PROVINCE", "OWN-NUMBER", "TOPIC", "FIELD", "HEADING", "CLASS", "PROVINCE-NAME"}
    times = {"NOW", "COMPARED-TIME", "PAPER-DAY", "OLD-DAY", "EARLY-DAY", "SOME-TIME", "STAGE"}
    plain = {"NUMBER", "UNKNOWN", "NAMED", "WORD", "SECOND-UNIT"}
    known = {*table("phrases"), *turning(), *vocabulary, *of_plan, *times, *plain}
    for rule in rules(fold=False).values():
        for body in (rule.body, rule.head):
            names = [node for node in _all(body) if node.kind in ("symbol", "rule")] if body else []
            assert {node.name for node in names if node.kind == "symbol"} <= known, rule.name
            assert {node.name for node in names if node.kind == "rule"} <= {*rules(fold=False)}, rule.name
        assert {*rule.drops, *filter(None, [rule.turns])} <= {*turning()}, rule.name


def _all(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _all(part))]


def test_phrases_are_written_as_they_are_compared() -> None:
    for symbol, phrases in table("phrases").items():
        assert len(phrases) == len(set(phrases)), symbol
        for phrase in phrases:
            assert phrase == unicodedata.normalize("NFC", phrase).casefold() == " ".join(phrase.split())


def test_no_word_of_returns_stands_in_the_code() -> None:
    for module in CODE:
        assert not re.search("[À-ỹ]", Path(str(module.__file__)).read_text("utf-8")), module.__name__


def test_a_body_that_is_not_written_as_one_is_refused() -> None:
    with pytest.raises(ValueError, match="!"):
        parsed("PLAN lower case!", str)


def test_a_turning_word_turns_unless_a_sentence_drops_it_by_name(derived: Sentences) -> None:
    found = derived.derive("Kết quả thực hiện kế hoạch, dự thảo", "above", "year")
    assert [turn.words for turn in found.turns] == ["dự thảo"]


def test_words_behind_the_longest_text_turn_as_well(derived: Sentences) -> None:
    long = " ".join(["Số liệu tổng hợp từ báo cáo của các xã."] * 20)
    assert [turn.words for turn in derived.derive(f"{long} Số kế hoạch", "below", "year").turns] == ["Số kế hoạch"]
