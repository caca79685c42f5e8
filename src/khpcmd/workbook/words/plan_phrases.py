"""The phrases of a plan and what each means around a figure: its labels, titles, programmes and words of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import permutations
from typing import NamedTuple

from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.text import CLASS_OF, LIKE_CLASSES, bare, canonical, split_all, split_class, tidy
from khpcmd.workbook.words.lexicon import Listed, has_any
from khpcmd.workbook.words.meaning import LISTED, OTHER_MEANINGS, WORD, Sense, canonical_words
from khpcmd.workbook.words.units_of_measure import unit_names
from khpcmd.workbook.words.vocabulary import ISSUER, phrases, spellings, strip_numbering

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
    unnumbered = [rest for title in titled if (rest := strip_numbering(title)) != title]
    # "2. Rules" is understood; "2. Kế hoạch" is a plan where it stands alone
    titled += [title for title in unnumbered if not has_any(title, OTHER_MEANINGS)]
    names += [name for duty in plan.duties for name in duty.aliases]
    for target in plan.targets:
        titled += [f"chỉ tiêu {target.id}", f"target {target.id}", target.clause]
    if plan.letterhead is not None:
        titled += [text for line in plan.letterhead.lines for text in (line.vi, line.en)]
    names += [plan.document.number, plan.document.issuer.vi, plan.document.issuer.en, *plan.topic]
    names += [*short_topics(plan), *_whole_levels(plan)]
    spoken = {name: f" {canonical_words(name)} " for name in names}
    other = {f" {canonical_words(phrase)} " for phrase in phrases(Sense.PROGRAMME) if phrase not in own_programmes}
    named = list(filter("|".join(spoken.values()).__contains__, other))
    names = [name for name, words in spoken.items() if not any(map(words.__contains__, named))]
    own = [(name, Sense.LABEL) for name in (*titled, *names)]
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
        named = split_all([unit.name.vi for unit in plan.units if unit.level == level])
        classes = sorted({word for word, _ in named if word})
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


def of_plan(plan: Plan) -> list[Listed]:
    """The symbols of what a plan says."""
    own = frozenset(rest for _, rest in plan.spelt.parts)
    issuer, number = ISSUER.search(tidy(plan.document.issuer.vi)), plan.document.number
    listed: list[tuple[str, Iterable[str]]] = [
        ("UNIT", plan.spelt.texts),
        ("UNIT", [text for unit in plan.former for text in unit.spellings()]),
        ("UNIT", [rest for rest in own if " " in rest]),
        ("CLASS", _alike({word for word, _ in plan.spelt.parts})),
        ("PROVINCE-NAME", [name for name in phrases("provinces") if canonical(name) not in own]),
        ("OWN-PROVINCE", [plan.document.issuer.vi, plan.document.issuer.en, *([issuer[0]] if issuer else [])]),
        ("TOPIC", [*plan.topic, *short_topics(plan), *programmes_of(plan)]),
        ("PLAN-TITLE", [plan.title.vi, plan.title.en]),
        ("FIELD", [name for spec in plan.fields.values() for name in spellings(spec)]),
        ("HEADING", headings_of(plan)),
        ("PROGRAMME", plan.other_programmes),
        ("RESULT", plan.words.results),
        ("CUMULATIVE", plan.words.cumulative),
        ("OWN-NUMBER", dict.fromkeys((number, number.partition("/")[0]))),
    ]
    return [(symbol, text) for symbol, texts in listed for text in texts]


def _alike(classes: Set[str]) -> Iterator[str]:
    """The class words that some class words are confused with, in full and short."""
    alike = frozenset().union(*(one for one in LIKE_CLASSES if one & classes))
    yield from alike
    yield from (short for short, word in CLASS_OF.items() if word in alike and "." not in short)


class Kin(NamedTuple):
    """The units that a name may be of, and all above them."""

    own: frozenset[str]
    above: frozenset[str]

    def has(self, other: Kin) -> bool:
        """Whether a unit of the one is a unit of the other, or above one of them."""
        return bool(self.own & (other.own | other.above) or other.own & self.above)


def kin_of(plan: Plan) -> Mapping[str, Kin]:
    """By the name of a unit, with and without its class word, whose it may be."""
    found = dict[str, Kin]()
    for unit in plan.units:
        above = {one.id for one in plan.above(unit)}
        for name in {bare(name) for text in unit.spellings() for name in (text, split_class(text)[1])}:
            known = found.get(name, Kin(frozenset(), frozenset()))
            found[name] = Kin(known.own | {unit.id}, known.above | above)
    return found


def headings_of(plan: Plan) -> Iterator[str]:
    """The titles of what a plan is divided into, as headings of groups of rows."""
    titles: list[Text] = [target.title for target in plan.targets]
    titles += [duty.title for duty in plan.duties]
    titles += [section.title for section in plan.sections]
    titles += [level.title for level in plan.levels.values()]
    titles += [group.title for group in plan.groups.values()]
    yield from (strip_numbering(text) for title in titles for text in (title.vi, title.en))
    yield from (strip_numbering(target.clause) for target in plan.targets)
    yield from (alias for duty in plan.duties for alias in duty.aliases)
