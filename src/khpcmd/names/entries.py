"""A question about one text at one place, and the entry that all questions about a text make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from khpcmd.diagnostics import Location
from khpcmd.names.suggest import Candidate, Ranked

SAMPLES, PLACES = 4, 40
"""How many values of a text are shown, and how many of its places are kept."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text that was not understood at one place; ``about`` is "name", "unit", "figures", "answer", "words",
    "period" or "measure": texts with the same one and the same letters are one entry."""

    text: str
    about: str
    at: Location
    ranked: Ranked
    samples: tuple[str, ...] = ()
    measure: str = ""


@dataclass(slots=True)
class Entry:
    """One text of all files: where it stands, what stands beside it, and what it may mean."""

    text: str
    about: str
    places: list[Location] = field(default_factory=list)
    count: int = 0
    samples: dict[str, None] = field(default_factory=dict)
    measures: dict[str, None] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    chosen: bool = False
    differ: bool = False
    """Whether it seems to mean different things in different files."""

    @property
    def files(self) -> int:
        return len({at.file for at in self.places})


ORDER = ("figures", "unit", "period", "name", "measure", "answer", "words")
"""The order of the entries: what opens most figures first."""


def entry_of(questions: Sequence[Question]) -> Entry:
    """The questions about one text as one entry; where they differ, the meanings of all of them."""
    first = questions[0]
    entry = Entry(first.text, first.about)
    votes = dict[tuple[str, str], list[Candidate]]()
    for question in questions:
        entry.count += 1
        entry.places += [question.at] if len(entry.places) < PLACES else []
        entry.samples |= dict.fromkeys(question.samples)
        entry.measures |= dict.fromkeys([question.measure] if question.measure else [])
        for rank, one in enumerate(question.ranked.candidates):
            votes.setdefault((one.key, one.value), []).append(replace(one, score=one.score - rank / 20))
    tops = {
        (one.ranked.candidates[0].key, one.ranked.candidates[0].value) for one in questions if one.ranked.candidates
    }
    totals = {key: sum(one.score + 0.3 for one in ones) for key, ones in votes.items()}
    ranked = sorted(votes, key=lambda key: -totals[key])
    entry.candidates = [max(votes[key], key=lambda one: one.score) for key in ranked]
    entry.differ = len(tops) > 1
    entry.chosen = not entry.differ and all(one.ranked.chosen for one in questions)
    return entry
