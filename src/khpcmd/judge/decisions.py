"""Files in which persons decide about targets (waivers, answers), held against their plan.

What a decision does to a verdict is in ``waivers`` and ``answers``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import FoundExpected
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import PlanModel
from khpcmd.plan.beside import Held, Written, read_written
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, shortened

E = TypeVar("E", bound=PlanModel)
F = TypeVar("F", bound=PlanModel)


def read_decisions(path: Path, model: type[F], error: type[PlanError]) -> Written[F]:
    """A file of decisions in the shape of its model; the ``error`` with every mistake by its place."""
    try:
        return read_written(path, model)
    except PlanError as found:
        raise error(found.diagnostics) from None


def other_plan(found: str, plan: Plan, code: CodeOf[FoundExpected], source: Source) -> list[Diagnostic]:
    """That a file is of another plan, whose targets and units its entries are about."""
    return [] if found == plan.id else [code(source.at(("plan",)), {"found": shortened(found), "expected": plan.id})]


class DecisionReview(Held, Generic[E]):
    """Holds the entries of a file, listed under ``key``, against a plan; one subclass for each kind of entry."""

    key: str

    def __init__(self, entries: Sequence[E], source: Source, plan: Plan) -> None:
        super().__init__(source, plan)
        self._entries = entries

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        lines = dict[tuple[object, ...], int]()
        for index, entry in enumerate(self._entries):
            path: KeyPath = (self.key, index)
            yield from self.of(entry, path)
            about = self.about(entry)
            if line := self.same(about, lines):
                yield self.twice(entry, line, path)
            lines.setdefault(about, self._source.line(path))

    @abstractmethod
    def of(self, entry: E, path: KeyPath) -> Iterator[Diagnostic]:
        """What is wrong with one entry by itself."""

    @abstractmethod
    def about(self, entry: E) -> tuple[object, ...]:
        """What an entry decides: two entries must not decide the same."""

    @abstractmethod
    def twice(self, entry: E, line: int, path: KeyPath) -> Diagnostic:
        """The mistake of an entry that decides what the one on a ``line`` before does."""

    def same(self, about: tuple[object, ...], lines: Mapping[tuple[object, ...], int]) -> int:
        """The line of an entry before that decides the same; 0 where there is none."""
        return lines.get(about, 0)

    def target(self, found: str, path: KeyPath) -> Iterator[Diagnostic]:
        """The mistake of a name that no target has."""
        if found not in self._plan.target:
            yield self.unknown_target(found, (*path, "target"))

    def period(self, found: str, day: date, path: KeyPath) -> Iterator[Diagnostic]:
        """The mistake of a name that no period has, or of a day before the period."""
        period = self._plan.periods.get(found)
        if period is None:
            yield self.unknown_period(found, (*path, "period"))
        elif day < period.window.first:
            first = period.window.first
            yield Code.ANSWER_BEFORE_PERIOD(self._source.at((*path, "day")), {"found": day, "first": first})
