"""How targets that nobody can compute (``manual``) were decided: a file of answers, held against its plan and applied.

An answer gives such a target its verdict in one period. Targets that are computed take no answer, and what is not
answered stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import AnswersError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.decisions import DecisionReview, other_plan, read_decisions
from khpcmd.judge.papers import Paper, Said
from khpcmd.judge.replies import Entry as ReplyEntry
from khpcmd.judge.replies import Reply, ReplyReview, Run, closed, reply_of
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.decisions import Answer
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import in_order, shortened
from khpcmd.results import Reason, Result, Verdict


class Entry(PlanModel):
    """One answer as it is written."""

    target: Words
    """The id of a manual target."""
    period: Words
    """The id of the period that it is answered for."""
    verdict: Literal["met", "missed", "in_progress", "not_applicable"]
    """How the target stands; "in_progress" only where the year, or its years, go on after the period."""
    reason: Said
    """What that rests on."""
    document: Paper
    """The number and symbol of the document that says so."""
    decided_by: Said
    """Who decided it."""
    day: date
    """The day on which it was decided: from the first day of the period on."""


class AnswerFile(PlanModel):
    """The answers to the manual targets of one plan, as they are written."""

    plan: Words
    """The id of the plan, so that they are never taken for answers of another one."""
    answers: tuple[Entry, ...] = ()
    questions: tuple[ReplyEntry, ...] = ()
    """What units replied to questions about unusual figures."""


class Answers(NamedTuple):
    """The answers of a file, the name that messages call it by, and the SHA-256 (hexadecimal) of its bytes."""

    file: str
    sha256: str
    entries: tuple[Answer, ...]
    replies: tuple[Reply, ...] = ()

    def applied(
        self, plan: Plan, period: str, results: Iterable[Result], as_of: date
    ) -> tuple[tuple[Result, ...], list[Diagnostic]]:
        """The results of a period with the answers given by ``as_of``, and what is said of those that were not used.

        Answers to targets that are not judged in this run are passed over.
        """
        window = plan.periods[period].window
        by_target = dict[str, list[Answer]]()
        for one in self.entries:
            by_target.setdefault(one.target, []).append(one)
        found, faults = list[Result](), list[Diagnostic]()
        for result in results:
            for one in by_target.get(result.target.id, ()):
                about = Ref("target", one.target)
                if one.period != period:
                    faults.append(
                        Code.ANSWER_OF_OTHER_PERIOD(one.at, {"target": about, "period": Ref("period", one.period)})
                    )
                elif one.day > as_of:
                    faults.append(Code.ANSWER_NOT_YET(one.at, {"target": about, "day": one.day}))
                elif not window.can_be_reported(one.day):
                    faults.append(Code.ANSWER_EARLY(one.at, {"target": about, "day": one.day, "last": window.last}))
                else:
                    result = replace(result, verdict=Verdict(one.verdict), reason=Reason.NONE, answer=one)  # noqa: PLW2901
            found.append(result)
        return tuple(found), faults

    def close(self, asked: Iterable[Diagnostic], run: Run) -> Iterator[Diagnostic]:
        """What was asked in a run, with a note in the place of each question that was answered."""
        return closed(asked, self.replies, run)


def load_answers(path: Path, plan: Plan) -> Answers:
    """The answers of a file; ``AnswersError`` with every mistake by its place."""
    written = read_decisions(path, AnswerFile, AnswersError)
    model, source = written.model, written.source
    found = other_plan(model.plan, plan, Code.ANSWERS_OF_OTHER_PLAN, source)
    if model.model_fields_set.isdisjoint(("answers", "questions")):
        found.append(Code.MISSING_KEY(source.at(()), {"key": "answers", "of": ""}))
    if model.plan == plan.id:
        found += AnswerReview(model.answers, source, plan).mistakes()
        found += ReplyReview(model.questions, source, plan).mistakes()
    if found:
        raise AnswersError(in_order(found))
    entries = (Answer(**dict(one), at=source.at(("answers", index))) for index, one in enumerate(model.answers))
    replies = (reply_of(one, source.at(("questions", index))) for index, one in enumerate(model.questions))
    return Answers(written.file, written.sha256, tuple(entries), tuple(replies))


class AnswerReview(DecisionReview[Entry]):
    """Holds the answers of a file against a plan."""

    key = "answers"

    def about(self, entry: Entry) -> tuple[str, str]:
        return entry.target, entry.period

    def twice(self, entry: Entry, line: int, path: KeyPath) -> Diagnostic:
        target = shortened(entry.target)
        return Code.ANSWER_TWICE(self._source.at(path), {"target": target, "first_line": line})

    def of(self, entry: Entry, path: KeyPath) -> Iterator[Diagnostic]:
        target, known = self._plan.target.get(entry.target), entry.period in self._plan.periods
        yield from self.target(entry.target, path)
        if target is not None and target.measure.computable:
            yield Code.ANSWER_TO_COMPUTED(self._source.at((*path, "target")), {"target": Ref("target", target.id)})
        if known and target is not None and not target.judged_in(entry.period):
            found, expected = shortened(entry.period), Ref("word", "period_answered")
            yield Code.WRONG_VALUE(self._source.at((*path, "period")), {"found": found, "expected": expected})
        yield from self.period(entry.period, entry.day, path)
        if known and entry.verdict == "in_progress" and target is not None and not self._goes_on(target, entry.period):
            yield Code.ANSWER_LEFT_OPEN(self._source.at((*path, "verdict")), {"target": Ref("target", target.id)})

    def _goes_on(self, target: Target, period: str) -> bool:
        """Whether there is time left for a target after a period."""
        years = target.years is not None and self._plan.year < target.years.last
        return years or self._plan.periods[period].interim
