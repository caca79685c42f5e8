"""A file of taught names: text -> the models of ``model`` -> ``Taught``, each mistake at its line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.errors import NamesError, PlanError
from khpcmd.measures.base import KeyPath
from khpcmd.names.contradictions import AGAINST, Contradictions
from khpcmd.names.model import MEANINGS, NameEntry, NamesFile
from khpcmd.parameters import Phrase, Ref, TextFirstLine
from khpcmd.plan.fields import CountField, Measured, MonthsField
from khpcmd.plan.load import decoded, read_content
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, as_tuples, in_order, shortened
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.text import Names, canonical, loose, typo_of

OFFERS = 20
"""How many unknown names get a "did you mean": a name that is close is slow to find."""


def load_names(path: Path, plan: Plan) -> Taught:
    """The names of a file; ``NamesError`` with every mistake by its place, and all that contradicts the plan."""
    file = str(path)
    try:
        content = read_content(path, file)
        return parse_names(decoded(content, file), file, plan, sha256(content).hexdigest())
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None


def parse_names(text: str, file: str, plan: Plan, digest: str = "") -> Taught:
    """The names in a text; ``NamesError`` as for a file."""
    try:
        source = read_yaml(text, file)
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None
    try:
        written = NamesFile.model_validate(as_tuples(source.data), strict=True)
    except ValidationError as error:
        raise NamesError(in_order([*source.mistakes, *mistakes_of(error, source, NamesFile)]), plan) from None
    found = source.mistakes or list(NamesReview(written, source, plan).mistakes())
    if found:
        raise NamesError(in_order(found), plan)
    places = [source.at(("names", index)) for index in range(len(written.names))]
    pairs = list(zip(written.names, places, strict=True))
    names = tuple(one.name(at) for one, at in pairs if one.meanings)
    sums = tuple(TaughtSum(one.label, one.sum, source.at(("fill", index))) for index, one in enumerate(written.fill))
    return Taught(file, digest, names, tuple(at for one, at in pairs if not one.meanings), sums)


class NamesReview:
    """Holds the names of a file against a plan, and against each other."""

    def __init__(self, model: NamesFile, source: Source, plan: Plan) -> None:
        self._model, self._source, self._plan = model, source, plan
        self._offers = 0

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        if self._model.plan != self._plan.id:
            found, expected = shortened(self._model.plan), self._plan.id
            yield Code.NAMES_OF_OTHER_PLAN(self._source.at(("plan",)), {"found": found, "expected": expected})
            return  # its ids are those of another plan
        earlier = dict[str, list[TaughtName]]()
        for index, entry in enumerate(self._model.names):
            path = ("names", index)
            wrong = list(self._of(entry, path))
            yield from wrong
            if wrong or not entry.meanings:
                continue
            name = entry.name(self._source.at(path))
            yield from self._twice(name, earlier.setdefault(loose(name.text) or canonical(name.text), []))
            yield from self._contradictions.of(name)

        yield from self._sums()

    def _sums(self) -> Iterator[Diagnostic]:
        """Labels that have another meaning already; fields that the plan does not have, or that count something else
        than the first one of their sum."""
        names = ((one.text, self._source.at(("names", index))) for index, one in enumerate(self._model.names))
        seen = {loose(text) or canonical(text): at for text, at in names}
        for index, entry in enumerate(self._model.fill):
            path, label = ("fill", index), loose(entry.label) or canonical(entry.label)
            if label in seen:
                twice: TextFirstLine = {"text": shortened(entry.label), "first_line": seen[label].line}
                yield Code.NAME_TWICE(self._source.at(path), twice)
            else:
                yield from self._contradictions.of_label(entry.label, self._source.at(path))
            seen.setdefault(label, self._source.at(path))
            counts = ""
            for at, name in enumerate(entry.sum):
                here = (*path, "sum", at)
                spec = self._plan.fields.get(name)
                if spec is None:
                    yield self._unknown("field", here, name, self._plan.fields)
                    continue
                counted = spec.unit_of_measure.vi if isinstance(spec, Measured) else spec.kind
                counts = counts or counted
                if counted != counts or not isinstance(spec, Measured):
                    expected = Phrase("one_of", (counts,))
                    yield Code.WRONG_VALUE(self._source.at(here), {"found": shortened(counted), "expected": expected})

    def _of(self, entry: NameEntry, path: KeyPath) -> Iterator[Diagnostic]:
        meanings = entry.meanings
        if len(meanings) > 1:
            keys = {"keys": ", ".join(meanings), "allowed": ", ".join(MEANINGS)}
            yield Code.NAME_OF_WHAT(self._source.at(path), {"keys": keys["keys"], "allowed": keys["allowed"]})
        if (entry.against is None) is not (entry.reason is None):
            yield Code.AGAINST_WITHOUT_REASON(self._source.at(path), {})
        if entry.against is not None and entry.against not in AGAINST:
            expected = Phrase("one_of", AGAINST)
            at = self._source.at((*path, "against"))
            yield Code.WRONG_VALUE(at, {"found": shortened(entry.against), "expected": expected})
        for key, known in (("field", self._plan.fields), ("period", self._plan.periods), ("measure", self._measures)):
            if (value := meanings.get(key)) is not None and value not in known:
                yield self._unknown(key, (*path, key), value, known)
        if entry.unit is not None:
            yield from self._unit(entry.unit, (*path, "unit"))
        if entry.only and entry.only.unit is not None:
            yield from self._unit(entry.only.unit, (*path, "only", "unit"))

    def _unit(self, unit: str, at: KeyPath) -> Iterator[Diagnostic]:
        if unit not in self._plan.unit:
            named = self._names.match(unit).id
            yield self._unknown("unit", at, unit, (named,) if named else self._plan.unit, sure=bool(named))

    def _twice(self, name: TaughtName, earlier: list[TaughtName]) -> Iterator[Diagnostic]:
        """A text that is taught for the same place before; each of two scopes has to leave the other's out."""
        first = next((one for one in earlier if not _are_apart(one, name)), None)
        if first:
            yield Code.NAME_TWICE(name.at, {"text": shortened(name.text), "first_line": first.at.line})
        earlier.append(name)

    @cached_property
    def _contradictions(self) -> Contradictions:
        return Contradictions(self._plan)

    @cached_property
    def _measures(self) -> tuple[str, ...]:
        """The units of measure of the plan."""
        counted = (spec for spec in self._plan.fields.values() if isinstance(spec, CountField | MonthsField))
        return tuple(dict.fromkeys(spec.unit_of_measure.vi for spec in counted))

    @cached_property
    def _names(self) -> Names:
        """The units by their names: many write the name where the id belongs."""
        named = {unit.id: (unit.name.vi, unit.name.en, *unit.aliases) for unit in self._plan.units}
        return Names(named, units=True)

    def _unknown(self, what: str, at: KeyPath, found: str, known: Iterable[str], *, sure: bool = False) -> Diagnostic:
        """A name that the plan does not have; ``sure``: the only one of those ``known`` is what was meant."""
        self._offers += not sure
        offer = next(iter(known)) if sure else typo_of(found, known) if self._offers <= OFFERS else ""
        word, place = Ref("word", what), self._source.at(at)
        return Code.UNKNOWN_REFERENCE(place, {"what": word, "found": shortened(found), "suggestion": offer})


def _are_apart(one: TaughtName, other: TaughtName) -> bool:
    """Whether two names never hold for the same sheet: both are limited in the same way, to different things."""
    return any(
        first and second and loose(first) != loose(second) and "*" not in first + second
        for first, second in ((one.file, other.file), (one.sheet, other.sheet), (one.unit, other.unit))
    )
