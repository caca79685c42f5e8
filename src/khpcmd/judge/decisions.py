"""Files in which persons decide about targets (waivers, answers): read as strictly as a plan, and held against it.

Each mistake is reported at its line and column, and a file with one is not used. What a decision does to a verdict is
in ``waivers`` and ``answers``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.errors import PlanError
from khpcmd.measures.base import KeyPath
from khpcmd.parameters import FoundExpected, Ref
from khpcmd.plan.base import PlanModel
from khpcmd.plan.load import decoded, read_content
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source, as_tuples, in_order, shortened
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.text import Names, typo_of

OFFERS = 20
"""How many unknown names get a "did you mean": a name that is close is slow to find."""


class Decision(Protocol):
    """One entry as it is written."""

    @property
    def target(self) -> str: ...


E = TypeVar("E", bound=Decision)
F = TypeVar("F", bound=PlanModel)


@dataclass(frozen=True, slots=True)
class Written(Generic[F]):
    """A file in the shape of its model: its name, the SHA-256 (hexadecimal) of its bytes, and where things are."""

    file: str
    sha256: str
    model: F
    source: Source


def read_decisions(path: Path, model: type[F]) -> Written[F]:
    """The file, not yet held against a plan; ``PlanError`` with every mistake by its place."""
    file = str(path)
    content = read_content(path, file)
    source = read_yaml(decoded(content, file), file)
    try:
        written = model.model_validate(as_tuples(source.data), strict=True)
    except ValidationError as error:
        raise PlanError(in_order([*source.mistakes, *mistakes_of(error, source, model)])) from None
    if source.mistakes:
        raise PlanError(in_order(source.mistakes))
    return Written(file, sha256(content).hexdigest(), written, source)


class DecisionReview(Generic[E]):
    """Holds the entries of a file, listed under ``key``, against a plan; one subclass for each kind of file."""

    key: str
    of_other_plan: CodeOf[FoundExpected]

    def __init__(self, plan_id: str, entries: Sequence[E], source: Source, plan: Plan) -> None:
        self._named, self._entries, self._source, self._plan = plan_id, entries, source, plan
        self._offers = 0

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        if self._named != self._plan.id:
            found, expected = shortened(self._named), self._plan.id
            yield self.of_other_plan(self._source.at(("plan",)), {"found": found, "expected": expected})
            return  # its targets and units are those of another plan
        lines = dict[str, dict[str, int]]()
        for index, entry in enumerate(self._entries):
            path: KeyPath = (self.key, index)
            target = self._plan.target.get(entry.target)
            if target is None:
                yield self.unknown_target(entry.target, (*path, "target"))
            yield from self.of(entry, target, path)
            earlier = lines.setdefault(entry.target, {})
            if line := self.same(entry, earlier):
                yield self.twice(entry, line, path)
            earlier.setdefault(self.scope(entry), self._source.line(path))

    @abstractmethod
    def of(self, entry: E, target: Target | None, path: KeyPath) -> Iterator[Diagnostic]:
        """What is wrong with one entry by itself."""

    @abstractmethod
    def scope(self, entry: E) -> str:
        """What of its target an entry decides: two entries must not decide the same."""

    @abstractmethod
    def twice(self, entry: E, line: int, path: KeyPath) -> Diagnostic:
        """The mistake of an entry that decides what the one on a ``line`` before does."""

    def same(self, entry: E, earlier: Mapping[str, int]) -> int:
        """The line of an entry before that decides the same; 0 where there is none. ``earlier`` has lines by scope."""
        return earlier.get(self.scope(entry), 0)

    def unknown_target(self, found: str, at: KeyPath) -> Diagnostic:
        """A name that no target has."""
        return self.unknown("target", at, found, self._plan.target)

    def unknown_unit(self, found: str, at: KeyPath) -> Diagnostic:
        """A unit that is not named by its id: many write the name where the id belongs."""
        return self._misnamed("unit", at, found, self._plan.unit, self._units)

    def unknown_field(self, found: str, at: KeyPath) -> Diagnostic:
        """A field that is not named by its id."""
        return self._misnamed("field", at, found, self._plan.fields, self._fields)

    def unknown_period(self, found: str, at: KeyPath) -> Diagnostic:
        """A period that is not named by its id."""
        return self._misnamed("period", at, found, self._plan.periods, self._periods)

    def _misnamed(self, what: str, at: KeyPath, found: str, ids: Iterable[str], names: Names) -> Diagnostic:
        """What is no id: the one that has this name is offered, else one that is spelt alike."""
        meant = names.match(found).id
        return self.unknown(what, at, found, (meant,) if meant else ids, sure=bool(meant))

    @cached_property
    def _units(self) -> Names:
        named = {unit.id: (unit.name.vi, unit.name.en, *unit.aliases) for unit in self._plan.units}
        return Names(named, units=True)

    @cached_property
    def _fields(self) -> Names:
        return Names({name: (one.label.vi, one.label.en) for name, one in self._plan.fields.items()})

    @cached_property
    def _periods(self) -> Names:
        return Names({name: (one.title.vi, one.title.en) for name, one in self._plan.periods.items()})

    def unknown(self, what: str, at: KeyPath, found: str, known: Iterable[str], *, sure: bool = False) -> Diagnostic:
        """A name that the plan does not have; ``sure``: the only one of those ``known`` is what was meant."""
        self._offers += not sure
        offer = next(iter(known)) if sure else typo_of(found, known) if self._offers <= OFFERS else ""
        word, place = Ref("word", what), self._source.at(at)
        return Code.UNKNOWN_REFERENCE(place, {"what": word, "found": shortened(found), "suggestion": offer})


def one_line(text: str) -> str:
    """A text over several lines is one line wherever it is shown."""
    return " ".join(text.split())
