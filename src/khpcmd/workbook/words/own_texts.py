"""The texts that khpcmd itself writes into its templates: they say nothing about the figures that are filled in.

They are those of the catalogues and those of earlier ones (``own_texts.toml``): a form that was sent out before a
sentence was changed is read like a new one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypedDict

from khpcmd.i18n import LANGUAGES, PLACEHOLDER, Messages
from khpcmd.text import tidy

LETTERS, LETTERS_AROUND = 6, 18
"""The fewest letters of a sentence that tell it from the words of a person; of one into which something is put."""
WHOLE = 40
"""The fewest letters of a sentence that nobody writes who has not copied a template."""


class Former(TypedDict):
    """What templates that were sent out hold, and the catalogues no longer say."""

    sheets: list[str]
    counted: list[list[str]]
    """What stands before and behind a number."""
    sentences: list[str]


def is_own(text: str, *, stamped: bool) -> bool:
    """Whether a whole text is a sentence of a template: its guidance, its checks, its titles.

    Beside the figures of another workbook than a ``stamped`` one only long sentences are: a person writes short ones.
    """
    return (stamped or len(text) >= WHOLE) and any(pattern.fullmatch(tidy(text)) for pattern in _patterns())


@cache
def own_sheets() -> frozenset[str]:
    """The names of the sheets of a template that hold no figures of a return."""
    spoken = [Messages(language) for language in LANGUAGES]
    named = (one.template(f"template.{name}") for one in spoken for name in ("sheet_guide", "sheet_verdicts"))
    return frozenset((*named, *_former()["sheets"]))


@cache
def _former() -> Former:
    found: Former = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))  # type: ignore[assignment]
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    sentences, counted = list(_former()["sentences"]), [(before, behind) for before, behind in _former()["counted"]]
    for messages in map(Messages, LANGUAGES):
        sentences += messages.sentences("template")
        for before, behind in (("left", "left_cells"), ("annex_lacking", "annex_units")):
            counted.append((messages.text(f"template.{before}"), messages.text(f"template.{behind}")))
    return tuple(dict.fromkeys((*_with_numbers(counted), *_with_words(sentences))))


def _with_numbers(counted: Iterable[tuple[str, str]]) -> Iterator[re.Pattern[str]]:
    for before, behind in counted:
        yield re.compile(rf"{re.escape(before)}\d+{re.escape(behind)}")


def _with_words(sentences: Iterable[str]) -> Iterator[re.Pattern[str]]:
    for sentence in sentences:
        literal = PLACEHOLDER.split(tidy(sentence))[::3]
        if sum(map(str.isalpha, "".join(literal))) >= (LETTERS if len(literal) == 1 else LETTERS_AROUND):
            yield re.compile(r"\S+".join(map(re.escape, literal)))
