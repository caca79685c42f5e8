"""A form that was sent out before a sentence of the catalogues was changed is read as before."""

from __future__ import annotations

import re
from pathlib import Path

from khpcmd.i18n import LANGUAGES, PLACEHOLDER, Messages
from khpcmd.workbook.words.own_texts import LETTERS, LETTERS_AROUND, PLACES, is_own, own_sheets

EVER = Path(__file__).parents[1] / "data" / "template_texts.txt"
"""Every sentence that a template ever held, one to a line; the names of its sheets begin with a tab."""


PARTS = ("annex_lacking", "annex_units")
"""What stands before and behind a number, which is written here as 12."""

OF_THE_COMMAND = ("progress", "file_name")
"""What the command says; no template holds it."""


def told_apart(sentence: str) -> bool:
    """Whether it has letters enough to be known for khpcmd's own."""
    literal = "".join(sentence.split("{")[:1] + [part.partition("}")[2] for part in sentence.split("{")[1:]])
    words = set(PLACEHOLDER.findall(sentence)) - {(name, "") for name in PLACES}
    return sum(map(str.isalpha, literal)) >= (LETTERS_AROUND if words else LETTERS)


NUMBERS = {"rows": "01, 02 + 03", "relations": "03 + 04 ≤ 01 + 02; 06 = 05"}
"""What stands at places that hold numbers alone; 12 at others."""


def numbered(sentence: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: NUMBERS.get(place[1], "12") if place[1] in PLACES else place[0], sentence)


def test_what_a_template_ever_held_is_known() -> None:
    lines = EVER.read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in lines if line.startswith("\t")} == own_sheets()
    for line in lines:
        if told_apart(line.strip()):
            assert is_own(numbered(line.strip()), stamped=True), line


def test_every_sentence_of_the_catalogues_is_written_down() -> None:
    """When one is changed: the new one goes into the list, the old one into ``own_texts.toml``."""
    ever = {line.strip() for line in EVER.read_text(encoding="utf-8").splitlines()}
    for language in LANGUAGES:
        messages = Messages(language)
        lacking, units = (messages.text(f"template.{part}") for part in PARTS)
        others = {lacking, units, *(messages.text(f"template.{key}") for key in OF_THE_COMMAND)}
        now = {
            sentence.strip()
            for sentence in messages.sentences("template")
            if sentence.strip() and sentence not in others
        }
        assert {*now, f"{lacking}12{units}"} <= ever


def test_only_numbers_stand_at_the_places_of_numbers() -> None:
    for text in (
        "Quan hệ giữa các dòng: 11 ≤ 09 + 10; 12 ≤ 11.",
        "Biểu số 02",
        "Dòng 21, 22 không quá 23, là số trong danh mục.",
    ):
        assert is_own(text, stamped=True)
    for text in (
        "Quan hệ giữa các dòng: 11 là số ước.",
        "Biểu số kế hoạch",
        "Dòng ước tính không quá 23, là số trong danh mục.",
    ):
        assert not is_own(text, stamped=True)
