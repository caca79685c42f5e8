"""A file of taught names: text -> the models of ``model`` -> ``Taught``, each mistake at its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import NamesError, PlanError
from khpcmd.diagnostics.parameters import Phrase, TextFirstLine
from khpcmd.measures.base import KeyPath
from khpcmd.names.contradictions import AGAINST, Contradictions
from khpcmd.names.file import MEANINGS, NameEntry, NamesFile
from khpcmd.plan.beside import Held, Written, parse_written, read_written
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, in_order, shortened
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum
from khpcmd.text import canonical, loose


def load_names(path: Path, plan: Plan) -> Taught:
    """The names of a file; ``NamesError`` with every mistake by its place, and all that contradicts the plan."""
    try:
        return _taught(read_written(path, NamesFile), plan)
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None


def parse_names(text: str, file: str, plan: Plan) -> Taught:
    """The names in a text; ``NamesError`` as for a file."""
    try:
        return _taught(parse_written(text, file, NamesFile), plan)
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None


def _taught(written: Written[NamesFile], plan: Plan) -> Taught:
    model, source = written.model, written.source
    if found := list(NamesReview(model, source, plan).mistakes()):
        raise PlanError(in_order(found))
    pairs = [(one, source.at(("names", index))) for index, one in enumerate(model.names)]
    names = tuple(one.name(at) for one, at in pairs if one.meanings)
    sums = tuple(TaughtSum(one.label, one.sum, source.at(("fill", index))) for index, one in enumerate(model.fill))
    return Taught(written.file, written.sha256, names, tuple(at for one, at in pairs if not one.meanings), sums)


class NamesReview(Held):
    """Holds the names of a file against a plan, and against each other."""

    def __init__(self, model: NamesFile, source: Source, plan: Plan) -> None:
        super().__init__(source, plan)
        self._model = model

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
                    yield self.unknown("field", here, name, self._plan.fields)
                    continue
                counted = spec.measure.vi if spec.measure else spec.kind
                counts = counts or counted
                if counted != counts or not spec.measure:
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
                yield self.unknown(key, (*path, key), value, known)
        only = entry.only.unit if entry.only else None
        for unit, place in ((entry.unit, (*path, "unit")), (only, (*path, "only", "unit"))):
            if unit is not None and unit not in self._plan.unit:
                yield self.unknown_unit(unit, place)

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
        return tuple(dict.fromkeys(spec.counts[0] for spec in self._plan.fields.values() if spec.counts))


def _are_apart(one: TaughtName, other: TaughtName) -> bool:
    """Whether two names never hold for the same sheet: both are limited in the same way, to different things."""
    return any(
        first and second and loose(first) != loose(second) and "*" not in first + second
        for first, second in ((one.file, other.file), (one.sheet, other.sheet), (one.unit, other.unit))
    )
