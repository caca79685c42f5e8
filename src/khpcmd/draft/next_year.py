"""Next year's copy of a plan: its text with years, days and rosters moved, and what a person has to read again.

Comments, order and spelling stay as they are, because single values of the text are exchanged. What only the new
document can say (its number, quotes, thresholds, baselines) is not guessed: it is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from khpcmd.draft.phrases import pattern
from khpcmd.measures.base import KeyPath
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.periods import in_year
from khpcmd.plan.places import shortened
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import Kind, lowered
from khpcmd.workbook.words.times import expressions, longest

Again = Literal[
    "number", "issued", "base_year", "comment", "roster", "roster_moved", "register", "since", "target", "baseline",
    "years", "duty",
]  # fmt: skip
"""What has to be read again: a key under ``plan_new.again`` of the catalogue."""
DAYS = re.compile(r"\d{4}-\d\d-\d\d")
NAMES = frozenset({"title", "short", "label", "aliases", "help", "note", "id"})
"""Keys whose texts are the plan's own words; quotes and clauses are the document's."""
PARTS = ("title", "id", "periods", "fields", "sections", "targets", "duties")
"""The parts of a plan in which such texts name its year."""
LONGEST = 90


class ReadAgain(NamedTuple):
    """One thing to read again: where it stands in the new text (a line from 1), and what stands there."""

    what: Again
    line: int
    name: str = ""
    text: str = ""


class Copy(NamedTuple):
    """The text of the new plan, how many values were moved in it, and what has to be read again, line by line."""

    text: str
    year: int
    moved: int
    again: tuple[ReadAgain, ...]


def next_year(text: str, plan: Plan, folder: Path, year: int) -> Copy:
    """The copy of a valid plan for another year; ``folder`` is where its rosters are."""
    return _Copying(text, plan, folder, year).copy()


class _Copying:
    def __init__(self, text: str, plan: Plan, folder: Path, year: int) -> None:
        self._text, self._plan, self._folder, self._year = text, plan, folder, year
        self._by = year - plan.year
        self._source = read_yaml(text, "")
        self._years = {own: own + self._by for own in (*plan.years, plan.year)}
        before = plan.baseline_year
        if before is not None and (before == plan.year - 1 or before >= year):
            self._years[before] = before + self._by

    def copy(self) -> Copy:
        text, at, moved = list[str](), 0, 0
        for path, (start, end) in self._source.spans.items():
            written = self._text[start:end]
            new = self._moved(path, written)
            text += (self._text[at:start], new)
            at, moved = end, moved + (new != written)
        text.append(self._text[at:])
        again = sorted(
            {*self._head(), *self._figures(), *self._comments()}, key=lambda one: (one.line, one.what, one.name)
        )
        return Copy("".join(text), self._year, moved, tuple(again))

    def _moved(self, path: KeyPath, written: str) -> str:
        """How a value is written in the new plan."""
        match path:
            case ("year",) | ("baseline_year",):
                new = str(self._years.get(int(written), written))
            case ("document", "number"):
                new = re.sub(r"\d[^/\s\"']*(?=/)", "…", written, count=1)
            case (
                ("document", "date")
                | ("units_on",)
                | ("periods", _, "window" | "due", _)
                | ("duties", _, "due", "date")
            ):
                new = DAYS.sub(lambda match: self._day(match[0]), written)
            case ("targets" | "duties", int(), "measure" | "where", *_, "from" | "before" | "by"):
                new = DAYS.sub(lambda match: self._day(match[0]), written)
            case ("targets", int(index), "years", "from" | "to"):
                years = self._plan.targets[index].years
                stays = years is None or years.first <= self._year <= years.last
                new = written if stays else str(int(written) + self._by)
            case ("rosters", int(), "file"):
                new = self._roster(written)
            case _:
                own = path[0] in PARTS and NAMES.intersection(map(str, path))
                new = self._in_words(written) if own else written
        return new

    def _day(self, text: str) -> str:
        day = date.fromisoformat(text)
        return in_year(day, day.year + self._by).isoformat()

    def _in_words(self, written: str) -> str:
        """A text with the plan's own years moved; those of documents, days and programmes stay."""
        found = written
        for one in reversed(longest(expressions(lowered(written)))):
            if one.kind is Kind.DOCUMENT or one.first is not None or len(set(one.years)) != 1:
                continue
            new = self._years.get(one.years[0])
            if new is not None:
                part = written[one.start : one.end].replace(str(one.years[0]), str(new))
                found = found[: one.start] + part + found[one.end :]
        return found

    def _roster(self, written: str) -> str:
        """The file of the new year, where there is one beside the old."""
        new = self._named(written.strip("\"'"))
        return written if new is None else written.replace(written.strip("\"'"), new)

    def _named(self, file: str) -> str | None:
        path = PurePosixPath(file)
        new = path.with_name(pattern("year").sub(str(self._year), path.name))
        return str(new) if new != path and (self._folder / new).is_file() else None

    def _head(self) -> Iterator[ReadAgain]:
        """What the document, the baseline year and the lists of units say."""
        plan = self._plan
        yield ReadAgain("number", self._source.line(("document", "number")), text=plan.document.number)
        yield ReadAgain("issued", self._source.line(("document", "date")), text=plan.document.date.isoformat())
        if plan.baseline_year is not None and plan.baseline_year not in self._years:
            yield ReadAgain("base_year", self._source.line(("baseline_year",)), text=str(plan.baseline_year))
        for index, roster in enumerate(plan.rosters):
            new = self._named(roster.file)
            at = self._source.line(("rosters", index, "file"))
            yield ReadAgain("roster_moved" if new else "roster", at, text=new or roster.file)
        for index, unit in enumerate(plan.units):
            if unit.registered and ("units", index, "id") in self._source.spans:
                yield ReadAgain("register", self._source.line(("units", index, "id")), text=unit.name.vi)
                break

    def _figures(self) -> Iterator[ReadAgain]:
        """What fields, targets and duties say."""
        plan = self._plan
        for name, spec in plan.fields.items():
            if spec.begins is not None:
                yield ReadAgain("since", self._source.line(("fields", name, "since")), name, str(spec.begins))
        for index, target in enumerate(plan.targets):
            path = ("targets", index)
            yield ReadAgain("target", self._source.line((*path, "quote")), target.id, _said(target))
            for period, total in target.measure.stated_baseline().items():
                at = self._source.line((*path, "measure", "baseline", period))
                yield ReadAgain("baseline", at, target.id, f"{period}: {total}")
            if target.years is not None:
                at = self._source.line((*path, "years", "from"))
                yield ReadAgain("years", at, target.id, f"{target.years.first}–{target.years.last}")
        for index, duty in enumerate(plan.duties):
            yield ReadAgain(
                "duty", self._source.line(("duties", index, "quote")), duty.id, shortened(tidy(duty.quote), LONGEST)
            )

    def _comments(self) -> Iterator[ReadAgain]:
        """Comments that name a year: they stay as they are."""
        at = 0
        for number, line in enumerate(self._text.split("\n"), 1):
            comment = re.search(r"(?:^|\s)#(?!\s*yaml-language-server)(.*)", line)
            if comment and pattern("year").search(comment[1]) and not self._inside(at + comment.start(1)):
                yield ReadAgain("comment", number, text=shortened(tidy(comment[1]), LONGEST))
            at += len(line) + 1

    def _inside(self, at: int) -> bool:
        """Whether a character belongs to a value."""
        return any(start <= at < end for start, end in self._source.spans.values())


def _said(target: Target) -> str:
    """The threshold of a target, as the plan has it, and its quote."""
    keys = target.threshold.model_dump(exclude_none=True) if target.threshold else {}
    limits = [", ".join(f"{key}: {level}" for key, level in keys.items())] if keys else []
    return " · ".join([*limits, shortened(tidy(target.quote), LONGEST)])
