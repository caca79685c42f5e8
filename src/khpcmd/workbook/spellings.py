"""The names of a field as returns may write them."""

from __future__ import annotations

from khpcmd.plan.fields import AnyField
from khpcmd.workbook.vocabulary import TRAILING_PAREN, strip_numbering


def spellings(spec: AnyField) -> tuple[str, ...]:
    """The names of a field: its label, then all other ways to write it."""
    return (spec.label.vi, spec.label.en, *spec.aliases)


def variants(text: str) -> list[tuple[str, str]]:
    """The text as it is, without numbering, and without the brackets behind it (which then are a unit of measure)."""
    bare_text = strip_numbering(text)
    found = [(text, ""), (bare_text, "")]
    bracket = TRAILING_PAREN.match(bare_text)
    if bracket:
        found.append((bracket[1], bracket[2]))
    return found
