"""What a taught name may not say: what the plan says otherwise, and what its own words speak against.

Each contradiction has a name (``AGAINST``). An entry that repeats it under ``against``, with a reason, is accepted, and
every output says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.names.alike import PLAIN_WORD, bigrams, class_of, parts_of, says_all_of, shown_bigrams, visits_in
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.plan.taught import TaughtName, Teaches
from khpcmd.text import Closeness, bare, canonical, loose, split_class, tidy
from khpcmd.workbook.typed_numbers import read_number
from khpcmd.workbook.words.cell_words import answer_of, is_zero, names_measure, not_in_force
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, Part, Role, Sense, canonical_words
from khpcmd.workbook.words.sentences import Sentences
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total, phrases, spellings

OTHER_FIELD, OTHER_CLASS = "other_field", "other_class"
OF_PLAN = "plan_name"
"""What the plan says otherwise, which nobody may declare to be none."""
BESIDE = (Sense.MEASURE, Sense.RESULT, Sense.CUMULATIVE)
"""The senses that contradict only some of what can be taught."""
AGAINST = (*sorted(sense.value for sense in OTHER_MEANINGS), *(one.value for one in BESIDE), OTHER_FIELD, OTHER_CLASS)
"""The names of contradictions that an entry may declare to be none."""
LISTED = frozenset(sense for sense in OTHER_MEANINGS if sense is not Sense.OTHER_TIME)
"""The other meanings that have lists of phrases."""


PAPER = "PAPER"
"""The symbol of papers: a count of papers is no count of what they are about."""


class Contradictions:
    """Finds what speaks against taught names of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._fields = FieldNames(plan, plan.year)
        self._units = UnitNames(plan)
        self._sentences = Sentences(self._fields.senses)

    def of(self, name: TaughtName) -> Iterator[Diagnostic]:
        """What keeps a name from being taught: at most one contradiction, or a needless ``against``."""
        if known := self._in_plan(name):
            yield Code.NAME_OF_PLAN(name.at, {"text": shortened(name.text), "meaning": known})
            return
        found = next(self._against(name), None)
        if found and found[0] != name.against:
            yield found[1]
        elif name.against and not found:
            yield Code.AGAINST_NOTHING(name.at, {"against": name.against})

    def of_label(self, label: str, at: Location) -> Iterator[Diagnostic]:
        """What the plan calls by the label of a sum: a field, whose figure would be written as the sum, or a unit."""
        if known := self._name_of_plan(TaughtName(label, Teaches.FIELD, "", at)):
            yield Code.NAME_OF_PLAN(at, {"text": shortened(label), "meaning": known})

    def speaks_against(self, name: TaughtName) -> str:
        """The name of what speaks against a taught name, or OF_PLAN where the plan has it; "" where nothing does."""
        if self._in_plan(name):
            return OF_PLAN
        return next((against for against, _ in self._against(name)), "")

    # what the plan says

    def _in_plan(self, name: TaughtName) -> Ref | str | None:
        """What the plan says that a text is, where that is something else than what is taught."""
        text = name.text
        match name.teaches:
            case Teaches.ANSWER:
                answer = answer_of(text, ())
                other = answer is not None and answer.value is (name.meaning == "no")
                return Ref("word", "names_no" if name.meaning == "yes" else "names_yes") if other else _figure(text)
            case Teaches.MISSING:
                answer = answer_of(text, ())
                if answer is not None and not is_zero(text):
                    return Ref("word", "names_yes" if answer.value else "names_no")
                return Ref("word", "names_figure") if is_zero(text) else _figure(text)
            case Teaches.MEASURE:
                return None
            case Teaches.FIELD | Teaches.UNIT if is_total(name.text):
                return Ref("word", "names_total")
            case _:
                return self._name_of_plan(name)

    def _name_of_plan(self, name: TaughtName) -> Ref | None:
        named = self._fields.name(tuple(name.text.split(" / ")))
        own = name.teaches is Teaches.FIELD and named is not None and named.field == name.meaning
        if named and named.closeness is Closeness.SAME and not named.over and not own:
            return Ref("field", named.field)
        unit = self._units.match(tidy(name.text))
        own = name.teaches is Teaches.UNIT and unit.id == name.meaning
        if unit.id and unit.closeness is Closeness.SAME and not own:
            return Ref("unit", unit.id)
        return None

    # what its own words say

    def _against(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        match name.teaches:
            case Teaches.FIELD:
                yield from self._turned(name, self._own_words(name.meaning))
                yield from self._visits(name)
                yield from self._other_field(name)
                yield from self._derived(name)
            case Teaches.UNIT:
                yield from self._other_class(name)
            case Teaches.PERIOD if NUMBERED.fullmatch(bare(name.text)):
                return
            case Teaches.FIGURES | Teaches.PERIOD | Teaches.HARMLESS:
                yield from self._turned(name)
            case Teaches.ANSWER if name.meaning == "yes":
                yield from self._turned(name)
                if words := not_in_force(name.text):
                    yield self._turns(name, Part(words, Sense.DRAFT))
            case Teaches.MEASURE:
                yield from self._other_measure(name)
            case Teaches.IGNORE if name.meaning != "sheet":
                yield from self._counts_more(name)
            case _:
                return

    def _counts_more(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        """Something to be ignored that holds results, or better ones than those beside it."""
        account = self._fields.senses.account(name.text, Role.HEADER)
        for part in account.parts:
            if part.sense in (Sense.REVISED, Sense.CUMULATIVE):
                yield self._turns(name, part)
        if account.parts and not account.doubts:
            yield self._turns(name, Part(name.text, Sense.RESULT))
        drafts = any(part.sense in (Sense.DRAFT, Sense.NEGATION, Sense.NOT_DONE) for part in account.parts)
        if (better := BETTER.search(bare(name.text))) and not drafts:
            yield self._turns(name, Part(better[0], Sense.REVISED))

    def _turned(self, name: TaughtName, own: Iterable[str] = ()) -> Iterator[tuple[str, Diagnostic]]:
        """The words that have another meaning, or are only a part of such words, and are not those of a field."""
        parts = [*self._fields.senses.account(name.text, Role.HEADER).parts, *_short_forms(name.text)]
        planned = [Part(one.text, Sense.PLAN) for one in parts if one.sense is Sense.LABEL and _is_planned(one.text)]
        for part in (*parts, *planned):
            if part.sense in OTHER_MEANINGS and not _is_own(part, own):
                yield self._turns(name, part)

    def _visits(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        """How often something was done, taught as how many things there are."""
        spec = self._plan.fields[name.meaning]
        if isinstance(spec, CountField) and spec.counting == "distinct":
            own = (*self._own_words(name.meaning), spec.unit_of_measure.vi)
            if found := visits_in(name.text, own):
                yield self._turns(name, Part(found, Sense.MEASURE))

    def _derived(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        """What the sentence of a name says, and none of the field's own names."""
        of_deed = self._plan.fields[name.meaning].kind == "yes_no"  # what was done is often that a paper was issued
        for turn in self._sentences.against_name(name.text, self._own_words(name.meaning)):
            if not (of_deed and turn.symbol == PAPER):
                yield self._turns(name, Part(turn.words, turn.sense))

    def _own_words(self, field: str) -> tuple[str, ...]:
        return spellings(self._plan.fields[field])

    def _turns(self, name: TaughtName, part: Part) -> tuple[str, Diagnostic]:
        against = part.sense.value
        what = Ref("word", f"sense_{against}")
        return against, Code.NAME_TURNS(
            name.at, {"text": shortened(name.text), "said": part.text, "what": what, "against": against}
        )

    def _other_field(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        """A part taught as its whole."""
        spec = self._plan.fields[name.meaning]
        said, own = shown_bigrams(name.text), frozenset[str]().union(*map(bigrams, spellings(spec)))
        for part in self._parts.get(name.meaning, ()):
            other = frozenset[str]().union(*map(bigrams, spellings(self._plan.fields[part]))) - own
            if words := [shown for pair, shown in said.items() if pair in other]:
                fields = Ref("field", name.meaning), Ref("field", part)
                found = shortened(name.text)
                yield (
                    OTHER_FIELD,
                    Code.NAME_OF_OTHER_FIELD(
                        name.at, {"text": found, "said": words[0], "field": fields[0], "other": fields[1]}
                    ),
                )

    def _other_class(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        said = class_of(split_class(name.text)[0])
        own = {class_of(split_class(text)[0]) for text in self._plan.unit[name.meaning].spellings()} - {-1}
        if said >= 0 and own and said not in own:
            unit = Ref("unit", name.meaning)
            yield OTHER_CLASS, Code.NAME_OF_OTHER_CLASS(name.at, {"text": shortened(name.text), "unit": unit})

    def _other_measure(self, name: TaughtName) -> Iterator[tuple[str, Diagnostic]]:
        counted = [spec for spec in self._plan.fields.values() if spec.counts]
        own = [spec for spec in counted if spec.counts[0] == name.meaning]
        other = [spec for spec in counted if spec.counts[0] != name.meaning]
        if any(spec.measured_in(name.text) for spec in own):
            return
        if found := visits_in(name.text, [text for spec in own for text in spec.counts]):
            yield self._turns(name, Part(found, Sense.MEASURE))
        if any(spec.measured_in(name.text) for spec in other) or names_measure(name.text):
            yield self._turns(name, Part(name.text, Sense.MEASURE))
        said = self._fields.senses.account(name.text, Role.HEADER)
        if turned := next((part for part in said.parts if part.sense in OTHER_MEANINGS), None):
            yield self._turns(name, turned)

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        return parts_of(self._plan)


NUMBERED = re.compile(r"(?:ky|dot|giai doan|lan|hoc ky) (?:bao cao )?(?:so )?(?:[ivx]+|\d{1,2})")
"""How an office numbers its periods: "Đợt 1" says nothing of months."""
BETTER = re.compile(r"\b(?:chinh thuc|duyet|ca nam|final|approved)\b")
"""What says, without accents, that figures are better than those beside them."""
SUBJECTS = frozenset({Sense.PROGRAMME, Sense.SUBSET})
"""What a field may be about: drugs, workers of one place."""
PLEDGED = frozenset({"đk", "đki", "dk", "dki"})
"""Short forms of what was registered or is expected ("đăng ký", "dự kiến")."""
CONDITION = canonical("điều kiện")
"""What else these stand for, where the field's own name has it."""


def _short_forms(text: str) -> list[Part]:
    """The words that are short for what was pledged."""
    words = PLAIN_WORD.findall(tidy(text))
    return [Part(word, Sense.PLAN) for word in words if word.casefold() in PLEDGED]


def _is_planned(words: str) -> bool:
    """Whether a name of the plan is a word of planned figures by itself: what another field counts, "chỉ tiêu"."""
    return canonical_words(words) in map(canonical_words, phrases(Sense.PLAN))


def _is_own(part: Part, own: Iterable[str]) -> bool:
    """Whether one of the names of a field has the very words of a part, or what they are short for."""
    said = canonical_words(part.text)
    if said in PLEDGED:
        return any(_has_any(one, (CONDITION, said)) for one in own)
    if part.sense in SUBJECTS and any(says_all_of(part.text, one, quiet=True) for one in own):
        return True
    listed = map(canonical_words, phrases(part.sense)) if part.sense in LISTED else ()
    meant = [said, *(phrase for phrase in listed if says_all_of(part.text, phrase))]
    return any(_has_any(one, meant) for one in own)


def _has_any(text: str, meant: Iterable[str]) -> bool:
    """Whether the words of a text have some others, as ``canonical_words``, among them."""
    words = f" {canonical_words(text)} "
    return any(f" {said} " in words for said in meant)


def _figure(text: str) -> Ref | None:
    """That a text is a number, which means itself."""
    return Ref("word", "names_figure") if read_number(tidy(text)) is not None or not loose(text).strip(" 0") else None
