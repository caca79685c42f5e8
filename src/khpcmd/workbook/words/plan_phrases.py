"""The phrases of a plan and what each means around a figure: its labels, titles, programmes and words of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.text import split_class
from khpcmd.workbook.words.meaning import LISTED, OTHER_MEANINGS, WORD, Sense, canonical_words
from khpcmd.workbook.words.phrases import by_first, has_any
from khpcmd.workbook.words.units_of_measure import unit_names
from khpcmd.workbook.words.vocabulary import phrases, spellings, strip_numbering

SHORTEST = 4
"""The fewest letters by which a topic is known."""
MOST_CLASSES = 3


def phrases_of(plan: Plan) -> list[tuple[str, Sense]]:
    """All phrases of a plan, each with its sense."""
    own_programmes = programmes_of(plan)
    names = [name for spec in plan.fields.values() for name in spellings(spec)]
    listed = {phrase for sense in (Sense.RESULT, Sense.HEADER_HARMLESS) for phrase in phrases(sense)}
    turned = {phrase for sense in OTHER_MEANINGS & {*LISTED} for phrase in phrases(sense)}  # "Kinh phí" is money
    names += [
        part
        for name in names
        for part in name.split(" / ")
        if part != name and part.casefold() not in listed and part.casefold() not in turned
    ]
    names += unit_names(plan)
    titles: list[Text] = [
        plan.title,
        *(target.title for target in plan.targets),
        *(duty.title for duty in plan.duties),
        *(section.title for section in plan.sections),
    ]
    titles += [*(level.title for level in plan.levels.values()), *(group.title for group in plan.groups.values())]
    titled = [text for title in titles for text in (title.vi, title.en)]
    # "2. Rules" is understood; "2. Kế hoạch" is a plan where it stands alone
    other = by_first(map(canonical_words, turned))
    titled += [title for title in map(strip_numbering, titled) if not has_any(title, other)]
    names += [name for duty in plan.duties for name in duty.aliases]
    for target in plan.targets:
        titled += [f"chỉ tiêu {target.id}", f"target {target.id}", target.clause]
    if plan.letterhead is not None:
        titled += [text for line in plan.letterhead.lines for text in (line.vi, line.en)]
    names += [plan.document.number, plan.document.issuer.vi, plan.document.issuer.en, *plan.topic]
    names += [*short_topics(plan), *_whole_levels(plan)]
    others = by_first(canonical_words(name) for name in phrases("programme") if name not in own_programmes)
    own = [(name, Sense.LABEL) for name in (*titled, *(name for name in names if not has_any(name, others)))]
    own += [(words, Sense.HEADER_HARMLESS) for words in plan.harmless_words]
    own += [(words, Sense.RESULT) for words in plan.words.results]
    own += [(words, Sense.CUMULATIVE) for words in plan.words.cumulative]
    own += [(name, Sense.LABEL) for name in own_programmes]
    own += _said_of_results(plan)
    return own + [(name, Sense.PROGRAMME) for name in plan.other_programmes]


def short_topics(plan: Plan) -> Iterator[str]:
    """What the plan is about by its first letters: "PCMD"."""
    for name in plan.topic:
        letters = "".join(word[0] for word in WORD.findall(name))
        if len(letters) >= SHORTEST:
            yield letters


def _whole_levels(plan: Plan) -> Iterator[str]:
    """How all units of a level are called by their number: "12 huyện, thị xã, thành phố"."""
    for level in plan.levels:
        named = [split_class(unit.name.vi)[0] for unit in plan.units if unit.level == level]
        classes = sorted({word for word in named if word})
        for order in permutations(classes) if 1 < len(classes) <= MOST_CLASSES else ():
            yield f"{len(named)} {', '.join(order)}"


def programmes_of(plan: Plan) -> list[str]:
    """The programmes that a plan is about: its title or topic names them. Where neither names any, they are those of
    its fields; with a topic only those that a target is named after as well."""
    listed = [(name, canonical_words(name)) for name in phrases("programme")]

    def named_in(texts: Iterable[str]) -> list[str]:
        words = " | ".join(f" {canonical_words(text)} " for text in texts)
        return [name for name, canonical in listed if f" {canonical} " in words]

    if found := named_in((plan.title.vi, plan.title.en, *plan.topic)):
        return found
    found = named_in(name for spec in plan.fields.values() for name in spellings(spec))
    if not plan.topic or not found:
        return found
    targets = named_in(text for target in plan.targets for text in (target.title.vi, target.title.en))
    return [name for name in found if name in targets]


def _said_of_results(plan: Plan) -> list[tuple[str, Sense]]:
    """What is said of results by the number of the plan: "thực hiện kế hoạch 416"."""
    number = plan.document.number.partition("/")[0]
    plans = [phrase for phrase in phrases(Sense.RESULT) if phrase.endswith((" kế hoạch", " kh"))]
    return [(f"{phrase}{said} {number}", Sense.RESULT) for phrase in plans for said in ("", " số") if number]
