"""Advice on the words that a plan declares for its returns: those that would hide another meaning of figures."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.model import Plan
from khpcmd.plan.review import Review
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import LISTED, OTHER_MEANINGS, Part, Role, Sense, canonical_words
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.vocabulary import key, phrases

_SUBJECTS = frozenset({Sense.PROGRAMME, Sense.SUBSET})
"""What a plan may be about: drugs, children."""


def advice_on_words(review: Review) -> Iterator[Diagnostic]:
    """Warnings of words that turn a meaning among those that a plan declares as harmless, or as its own."""
    return _advice(review.plan, review.source.at)


def advice_on_sections(review: Review) -> Iterator[Diagnostic]:
    """Warnings of headings that say something else than what the rows of a form below them are about."""
    plan = review.plan
    names = FieldNames(plan, plan.year)
    units = {key(text) for unit in plan.units for text in unit.spellings()}
    for index, section in enumerate(plan.sections):
        for path, text in review.texts(("sections", index, "title"), section.title):
            if what := _misread(names, units, text):
                at = review.source.at(path)
                yield Code.SECTION_MISREAD(at, {"what": Ref("word", what), "found": text})


def _misread(names: FieldNames, units: Container[str], text: str) -> str:
    """The word for what a heading is taken for; "" where it is one."""
    if names.is_of_other_span(text):
        return f"sense_{Sense.OTHER_TIME}"
    if key(text) in units:
        return "unit"
    if names.name([text]) is not None:
        return "field"
    doubts = names.senses.account(text, Role.NOTE).doubts
    other = next((part for part in doubts if part.sense in OTHER_MEANINGS), None)
    return f"sense_{other.sense}" if other else ""


def advice_on_declared(plan: Plan, file: str) -> Iterator[Diagnostic]:
    """The same where returns are read, so that nothing is passed over in silence; of a plan that declares words."""
    if plan.harmless_words or plan.other_programmes:
        yield from _advice(plan, lambda _: Location(file))


def _advice(plan: Plan, place_of: Callable[[tuple[str | int, ...]], Location]) -> Iterator[Diagnostic]:
    senses = Senses(plan.model_copy(update={"harmless_words": (), "topic": ()}), Periods(plan))
    for name, declared in (("harmless_words", plan.harmless_words), ("topic", plan.topic)):
        for index, words in enumerate(declared):
            part = turning(senses, words)
            if part and not (name == "topic" and part.sense in _SUBJECTS):
                at, what = place_of((name, index)), Ref("word", f"sense_{part.sense}")
                yield Code.TURNING_WORD(at, {"found": words, "words": part.text, "what": what})
    own = [f" {canonical_words(text)} " for text in (plan.title.vi, plan.title.en, *plan.topic)]
    for index, words in enumerate(plan.other_programmes):
        if any(f" {canonical_words(words)} " in text for text in own):
            yield Code.OWN_PROGRAMME(place_of(("other_programmes", index)), {"found": words})


def turning(senses: Senses, words: str) -> Part | None:
    """What turns a meaning in some words, or what they are only a part of."""
    account = senses.account(words, Role.HEADER)
    if found := next((part for part in account.parts if part.sense in OTHER_MEANINGS), None):
        return found
    if any(part.sense is not Sense.UNKNOWN for part in account.parts):
        return None
    said = f" {canonical_words(words)} "
    larger = ((phrase, sense) for sense in LISTED if sense in OTHER_MEANINGS for phrase in phrases(sense))
    return next((Part(phrase, sense) for phrase, sense in larger if said in f" {canonical_words(phrase)} "), None)
