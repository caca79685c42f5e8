"""The words that are put into the worlds are the tests' own, and most of them are strange to the reader."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from .facts import all_facts
from .layouts import lay_out
from .words import HARMLESS, TURNING, UNKNOWN, folded

VOCABULARY = Path(__file__).parents[2] / "src" / "khpcmd" / "workbook" / "words" / "vocabulary.toml"


def texts(value: object) -> Iterator[str]:
    """All texts of a TOML document, keys too, folded."""
    match value:
        case str():
            yield folded(value)
        case dict():
            yield from (folded(str(key)) for key in value)
            for one in value.values():
                yield from texts(one)
        case list():
            for one in value:
                yield from texts(one)
        case _:
            return


def test_at_least_half_of_the_odd_and_unknown_words_are_not_in_the_vocabulary_of_the_reader() -> None:
    known = set(texts(tomllib.loads(VOCABULARY.read_text("utf-8")))) if VOCABULARY.exists() else set()
    drawn = [word for lists in TURNING.values() for word in lists.get("rare", [])]
    drawn += [word for words in UNKNOWN.values() for word in words]
    strange = [word for word in drawn if folded(word) not in known]
    assert len(strange) * 2 >= len(drawn), f"{len(strange)} of {len(drawn)}"


def test_no_text_is_harmless_and_turning() -> None:
    harmless = {folded(text) for lists in HARMLESS.values() for text in lists}
    turning = {folded(text) for lists in TURNING.values() for words in lists.values() for text in words}
    assert not harmless & turning


def test_the_same_seed_lays_out_the_same_world() -> None:
    facts = all_facts()[0]
    first, second = lay_out(facts, 7, "form"), lay_out(facts, 7, "form")
    assert [page.drawn() for page in first.pages] == [page.drawn() for page in second.pages]
    assert first.meant == second.meant
