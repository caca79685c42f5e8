"""The texts that khpcmd itself writes into its templates: they say nothing about the figures that are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from khpcmd.i18n import LANGUAGES, PLACEHOLDER, Messages
from khpcmd.text import tidy

LETTERS, LETTERS_AROUND = 6, 18
"""The fewest letters of a sentence that tell it from the words of a person; of one into which something is put."""
WHOLE = 40
"""The fewest letters of a sentence that nobody writes who has not copied a template."""


def is_own(text: str, *, stamped: bool) -> bool:
    """Whether a whole text is a sentence of a template: its guidance, its checks, its titles.

    Beside the figures of another workbook than a ``stamped`` one only long sentences are: a person writes short ones.
    """
    return (stamped or len(text) >= WHOLE) and any(pattern.fullmatch(tidy(text)) for pattern in _patterns())


@cache
def own_sheets() -> frozenset[str]:
    """The names of the sheets of a template that hold no figures of a return."""
    spoken = [Messages(language) for language in LANGUAGES]
    return frozenset(one.template(f"template.{name}") for one in spoken for name in ("sheet_guide", "sheet_verdicts"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(dict.fromkeys(pattern for language in LANGUAGES for pattern in _of(Messages(language))))


def _of(messages: Messages) -> Iterator[re.Pattern[str]]:
    counted = (("template.left", "template.left_cells"), ("template.annex_lacking", "template.annex_units"))
    for before, behind in counted:
        yield re.compile(rf"{re.escape(messages.text(before))}\d+{re.escape(messages.text(behind))}")
    for sentence in messages.sentences("template"):
        literal = PLACEHOLDER.split(tidy(sentence))[::3]
        if sum(map(str.isalpha, "".join(literal))) >= (LETTERS if len(literal) == 1 else LETTERS_AROUND):
            yield re.compile(r"\S+".join(map(re.escape, literal)))
