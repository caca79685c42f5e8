"""The texts that khpcmd itself writes into its templates: they say nothing about the figures that are filled in.

They are those of the catalogues and those of earlier ones (``own_texts.toml``): a form that was sent out before a
sentence was changed is read like a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from khpcmd.i18n import LANGUAGES, PLACEHOLDER, Messages
from khpcmd.text import tidy
from khpcmd.workbook.words.vocabulary import entries

LETTERS, LETTERS_AROUND = 6, 18
"""The fewest letters of a sentence that tell it from the words of a person; of one into which words are put."""
PLACES = {
    **dict.fromkeys(("sheet", "figures", "duties", "proofs", "cells", "remarks"), r"\d+"),
    "rows": r"\d\d(?:(?:, | \+ )\d\d)*",
    "relations": r"[\d.+≤=; ]+",
}
"""What stands at the places of a sentence that hold numbers alone."""
WHOLE = 40
"""The fewest letters of a sentence that nobody writes who has not copied a template."""
KEPT, REMEMBERED = 4_096, 400
"""How many texts of at most how many letters are looked at once."""


class Sentence(NamedTuple):
    """How a sentence of a template begins and ends, which is quick to compare, and its pattern."""

    begins: str
    ends: str
    pattern: str


def is_own(text: str, *, stamped: bool) -> bool:
    """Whether a whole text is a sentence of a template: its guidance, its checks, its titles.

    Beside the figures of another workbook than a ``stamped`` one only long sentences are: a person writes short ones.
    """
    if not stamped and len(text) < WHOLE:
        return False
    return (_is_own if len(text) <= REMEMBERED else _is_own.__wrapped__)(text)


@lru_cache(KEPT)
def _is_own(text: str) -> bool:
    text = tidy(text)
    alike = [one for one in _sentences() if text.startswith(one.begins) and text.endswith(one.ends)]
    return any(re.fullmatch(one.pattern, text) for one in alike)


@cache
def own_sheets() -> frozenset[str]:
    """The names of the sheets of a template that hold no figures of a return."""
    spoken = [Messages(language) for language in LANGUAGES]
    named = (one.template(f"template.{name}") for one in spoken for name in ("sheet_guide", "sheet_verdicts"))
    return frozenset((*named, *_former()["sheets"]))


@cache
def _former() -> Mapping[str, tuple[str, ...]]:
    """What templates that were sent out hold, and the catalogues no longer say."""
    return entries(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _sentences() -> tuple[Sentence, ...]:
    sentences = list(_former()["sentences"])
    for messages in map(Messages, LANGUAGES):
        lacking, units = (messages.text(f"template.annex_{part}") for part in ("lacking", "units"))
        sentences += [*messages.sentences("template"), f"{lacking}{{cells}}{units}"]
    return tuple(dict.fromkeys(_with_words(sentences)))


def _with_words(sentences: Iterable[str]) -> Iterator[Sentence]:
    for sentence in sentences:
        parts = PLACEHOLDER.split(tidy(sentence))
        literal, names = parts[::3], parts[1::3]
        letters = LETTERS if all(name in PLACES for name in names) else LETTERS_AROUND
        if sum(map(str.isalpha, "".join(literal))) >= letters:
            places = (PLACES.get(name, r"\S+") for name in names)
            text = zip(map(re.escape, literal), (*places, ""), strict=True)
            yield Sentence(literal[0], literal[-1], "".join(part for pair in text for part in pair))
