"""Each sentence says what its examples have, its words are known symbols, and all words are data."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook import governing
from khpcmd.workbook.words import engine, lexicon, sentences, vocabulary
from khpcmd.workbook.words.engine import Node, parsed
from khpcmd.workbook.words.lexicon import PLACES, symbols, turning
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import Sentences, rules
from khpcmd.workbook.words.vocabulary import entries, phrases

CODE = (engine, lexicon, sentences, governing)


class Written(TypedDict):
    """A sentence as it is written."""

    name: str
    body: str
    why: str
    at: NotRequired[str]
    places: NotRequired[list[str]]
    drops: NotRequired[list[str]]
    turns: NotRequired[str]
    head: NotRequired[str]
    whole: NotRequired[bool]
    begins: NotRequired[bool]
    listed: NotRequired[bool]
    part: NotRequired[bool]
    says: NotRequired[list[str]]
    says_not: NotRequired[list[str]]


TEXT = Path(str(sentences.__file__)).with_suffix(".toml").read_text("utf-8")
WRITTEN: list[Written] = tomllib.loads(TEXT)["sentence"]
EXAMPLES = [
    *((one, True, text) for one in WRITTEN for text in one.get("says", ())),
    *((one, False, text) for one in WRITTEN for text in one.get("says_not", ())),
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


@pytest.mark.parametrize("sentence", WRITTEN, ids=lambda one: str(one["name"]))
def test_every_sentence_has_a_reason_and_examples(sentence: Written) -> None:
    assert sentence["why"]
    assert sentence.get("part") or (sentence.get("says") and sentence.get("says_not"))
    assert set(sentence.get("places", PLACES)) <= set(PLACES)


def test_a_sentence_holds_only_symbols_and_sentences_that_there_are() -> None:
    of_plan = {"UNIT", "OWN-PROVINCE", "OWN-NUMBER", "TOPIC", "FIELD", "HEADING", "CLASS", "PROVINCE-NAME"}
    times = {"NOW", "COMPARED-TIME", "PAPER-DAY", "OLD-DAY", "EARLY-DAY", "SOME-TIME", "STAGE"}
    plain = {"NUMBER", "MONTH", "UNKNOWN", "NAMED", "NAME", "LETTERS", "PROPER", "WORD", "SECOND-UNIT", "SOME-OF"}
    known = {*symbols(), *of_plan, *times, *plain}
    for rule in rules(fold=False).values():
        for body in (rule.body, rule.head):
            names = [node for node in _all(body) if node.kind in ("symbol", "rule")] if body else []
            assert {node.name for node in names if node.kind == "symbol"} <= known, rule.name
            assert {node.name for node in names if node.kind == "rule"} <= {*rules(fold=False)}, rule.name
        assert {*rule.drops, *filter(None, [rule.turns])} <= {*turning()}, rule.name


def _all(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _all(part))]


def test_the_sentences_say_what_toml_says() -> None:
    known = rules(fold=False)
    assert [*known] == [one["name"] for one in WRITTEN]
    for one in WRITTEN:
        rule = known[one["name"]]
        assert (rule.places, rule.drops) == (frozenset(one.get("places", ())), frozenset(one.get("drops", ())))
        assert (rule.turns, rule.whole, rule.part) == (one.get("turns", ""), "whole" in one, "part" in one)
        assert rule.begins == ("whole" in one or "begins" in one)
    for text, one in zip(TEXT.split("[[sentence]]\n")[1:], WRITTEN, strict=True):
        found = entries(text)
        assert found["body"] == (one["body"],)
        assert found.get("head") == ((one["head"],) if "head" in one else None)
        assert found.get("says", ()) == tuple(one.get("says", ()))


def test_the_symbols_say_what_toml_says() -> None:
    written = tomllib.loads(Path(str(vocabulary.__file__)).with_suffix(".toml").read_text("utf-8"))
    said = {name: table for name, table in written.items() if "turns" in table or "hides" in table}
    assert {symbol.table for symbol in symbols().values()} == {*said}
    for symbol in symbols().values():
        table = said[symbol.table]
        assert symbol.turns == table.get("turns", "")
        assert (list(symbol.counts), list(symbol.hides)) == (table.get("counts", []), table.get("hides", []))
        assert {*symbol.counts, *symbol.hides} <= {*PLACES}
        assert phrases(symbol.table) == tuple(table.get("phrases", ()))


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


@pytest.mark.parametrize("targets", [19, 20, 21, 40])
def test_no_phrase_of_a_long_list_is_cut_in_two(derived: Sentences, targets: int) -> None:
    listed = ["số xã", *(f"chỉ tiêu B{number}" for number in range(targets))]
    some, all_of_them = (
        {turn.words for turn in derived.derive("; ".join(names), "above").turns} for names in (listed[:2], listed)
    )
    assert some == all_of_them
