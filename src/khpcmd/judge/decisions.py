"""Files in which persons decide about targets (waivers, answers), held against their plan.

A decision rests on the number and the day of a document, and on words that say something, each as one line
(``decisions.toml`` has the words). What it does to a verdict is in ``waivers`` and ``answers``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.diagnostics.parameters import FoundExpected
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import Held
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, shortened
from khpcmd.text import canonical
from khpcmd.text.patterns import when_asked

E = TypeVar("E", bound=PlanModel)
_WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
NOTHING = frozenset(map(canonical, _WORDS["nothing"]))
NOT_ISSUED = when_asked(rf"(?<!\w)(?:{'|'.join(map(re.escape, map(canonical, _WORDS['not_issued'])))})(?!\w)")
DAYS = [re.compile(rf"(?<![\d/-]){pattern}(?!\d)", re.IGNORECASE) for pattern in _WORDS["days"]]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = when_asked(
    rf"(?<![\d/-])0*[1-9]\d*[a-z]?\s?[/-]\s?(?:\d{{2,4}}\s?/\s?)?(?!(?:{'|'.join(_WORDS['requests'])})\b)[^\W\d_]"
    r"|(?<![^\W\d_])[^\W\d_]{2,}+\.?\s(?:[^\W\d_]++\s)?0*[1-9]\d*[-/]\d",
    re.IGNORECASE,
)
"""A number with its symbol, "12/UBND-VX", "45-TB/TU", "7/2023/QĐ-UBND"; or behind its kind, "Public Law 116-136"."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))
"""Characters that are no controls by their class, and leave nothing on the screen all the same."""


def day_of(document: str) -> date | None:
    """The day that a document says it is of; None where it says none, or one that the calendar does not have."""
    for found in (match for pattern in DAYS if (match := pattern.search(document))):
        said = found.groupdict()
        try:
            month = int(said.get("month") or MONTHS.index(said["name"][:3].lower()) + 1)
            return date(int(said["year"]), month, int(said["day"]))
        except ValueError:
            continue
    return None


def _is_paper(text: str) -> bool:
    rest = text
    for pattern in DAYS:
        rest = pattern.sub(" ", rest)
    return bool(NUMBER.search(rest)) and not NOT_ISSUED.search(canonical(text))


def _says(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 1 and canonical(text).strip(" .…?!()-") not in NOTHING


def _kind(kind: str, holds: Callable[[str], bool]) -> AfterValidator:
    def check(text: str) -> str:
        if any(one in BLANK or (unicodedata.category(one)[0] == "C" and not one.isspace()) for one in text):
            raise PydanticCustomError("unseen", "a character that nobody sees")
        if not holds(text):
            raise PydanticCustomError(kind, "not what a decision can rest on")
        return " ".join(text.split())

    return AfterValidator(check)


Said = Annotated[Words, _kind("said", _says)]
"""A name or a reason."""
Paper = Annotated[Words, _kind("paper", _is_paper)]
"""A document by its number and symbol."""
DatedPaper = Annotated[Words, _kind("dated_paper", lambda text: _is_paper(text) and day_of(text) is not None)]
"""The same with its day."""


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
