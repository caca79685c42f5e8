"""Advice on a valid plan: texts that still hold a place for what the document says ("…", "TODO", "chưa rõ").

A quote may leave words out ("Trên 80% các đơn vị … được trang bị"); what it asks for and names are never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.draft.phrases import pattern
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import Text
from khpcmd.plan.review import Review
from khpcmd.text import tidy

NOTHING = re.compile(r"[\s.…?_*–—()\[\]<>-]+")
"""A text of signs alone."""
OPEN = re.compile(r"…|\.{3,}|_{3,}")
"""What is left open."""
NO_NUMBER = re.compile(r"(?:…|(?<!\.)\.{3,}|(?<!_)_{3,})\s?%")
"""A percentage without its number."""


def advice_on_placeholders(review: Review) -> Iterator[Diagnostic]:
    """Warnings of texts that are not filled in, each with its words."""
    for path, text, quoted in _texts(review):
        if found := placeholder_in(text, quoted=quoted):
            yield Code.PLACEHOLDER(review.source.at(path), {"found": found})


def placeholder_in(text: str, *, quoted: bool) -> str:
    """The words of a text that hold a place; "" where it is filled in. A quote may leave words out."""
    tidied = tidy(text)
    if NOTHING.fullmatch(tidied) or pattern("later").fullmatch(tidied):
        return tidied
    marked = pattern("marked").search(tidied) or (NO_NUMBER if quoted else OPEN).search(tidied)
    return "" if marked is None else tidied if quoted is False else marked[0]


def _texts(review: Review) -> Iterator[tuple[KeyPath, str, bool]]:
    """The texts of a plan that its document states, and whether each is a quote."""
    plan = review.plan
    yield ("document", "number"), plan.document.number, False
    named: list[tuple[KeyPath, Text | None]] = [
        (("title",), plan.title),
        (("document", "issuer"), plan.document.issuer),
    ]
    named += [(("periods", name, "title"), period.title) for name, period in plan.periods.items()]
    for name, spec in plan.fields.items():
        if not name.startswith("duty:"):
            named.append((("fields", name, "label"), spec.label))
            if spec.measure:
                named.append((("fields", name, "unit_of_measure"), spec.measure))
    named += [(("sections", index, "title"), section.title) for index, section in enumerate(plan.sections)]
    for index, target in enumerate(plan.targets):
        named += [(("targets", index, key), text) for key, text in (("title", target.title), ("short", target.short))]
        yield ("targets", index, "clause"), target.clause, False
        yield ("targets", index, "quote"), target.quote, True
    for index, duty in enumerate(plan.duties):
        named.append((("duties", index, "title"), duty.title))
        yield ("duties", index, "clause"), duty.clause, False
        yield ("duties", index, "quote"), duty.quote, True
    for path, text in named:
        if text is not None:
            yield from ((place, said, False) for place, said in review.texts(path, text))
