"""Files in which persons decide about targets (waivers, answers), held against their plan.

What a decision does to a verdict is in ``waivers`` and ``answers``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from khpcmd.diagnostics import CodeOf, Diagnostic
from khpcmd.diagnostics.parameters import FoundExpected
from khpcmd.measures.base import KeyPath
from khpcmd.plan.beside import Held
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source, shortened


class Decision(Protocol):
    """One entry as it is written."""

    @property
    def target(self) -> str: ...


E = TypeVar("E", bound=Decision)


class DecisionReview(Held, Generic[E]):
    """Holds the entries of a file, listed under ``key``, against a plan; one subclass for each kind of file."""

    key: str
    of_other_plan: CodeOf[FoundExpected]

    def __init__(self, plan_id: str, entries: Sequence[E], source: Source, plan: Plan) -> None:
        super().__init__(source, plan)
        self._named, self._entries = plan_id, entries

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


def one_line(text: str) -> str:
    """A text over several lines is one line wherever it is shown."""
    return " ".join(text.split())
