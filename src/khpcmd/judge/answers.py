"""How targets that nobody can compute (``manual``) were decided: a file of answers, held against its plan and applied.

An answer gives such a target its verdict in one period. Targets that are computed take no answer, and what is not
answered stays open. The same file has what units replied to questions about unusual figures: a reply closes the
question about one figure as it was; where the figure changed, the question stands again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from khpcmd.diagnostics import BY_CODE, AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import AnswersError
from khpcmd.diagnostics.parameters import Added, CodeUnit, QuestionAnswered, Ref, Stored
from khpcmd.judge.decisions import DecisionReview, Paper, Said, other_plan
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Exact
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import read_written
from khpcmd.plan.decisions import Answer
from khpcmd.plan.model import Plan
from khpcmd.plan.places import in_order, shortened
from khpcmd.results import Reason, Result, Verdict

ABOUT = ("field", "part")
"""The parameters of a question that name the figure it is about, and those that say what it is."""
FIGURES = ("value", "found")
BESIDE_EARLIER = frozenset({
    Code.IDENTICAL_TO_PREVIOUS, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED, Code.MONTH_CHANGED, Code.FLOW_UNUSUAL,
    Code.SAME_AS_PREVIOUS, Code.RATIO_MOVED,
})  # fmt: skip
"""The questions that arise beside earlier returns alone."""


class ReplyEntry(PlanModel):
    """One reply as it is written."""

    code: Words
    """The code of the question."""
    unit: Words
    """The id of the unit that was asked."""
    field: Words | None = None
    """The id of the field, for a question about one figure; of a share the one of its part."""
    figure: Annotated[Exact | None, Field()] = None
    """The figure that was confirmed (of a share, in percent): if it changes, the question is asked again."""
    period: Words
    """The id of the period."""
    reply: Said
    """What the unit replied."""
    replied_by: Said
    """Who replied."""
    day: date
    """The day of the reply."""


class Reply(NamedTuple):
    """A reply to a question, and where it is written."""

    entry: ReplyEntry
    at: Location


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
        found, faults = list[Result](), list[Diagnostic]()
        for result in results:
            about = Ref("target", result.target.id)
            for one in (one for one in self.entries if one.target == result.target.id):
                if one.period != period:
                    other = Ref("period", one.period)
                    faults.append(Code.ANSWER_OF_OTHER_PERIOD(one.at, {"target": about, "period": other}))
                elif one.day > as_of:
                    faults.append(Code.ANSWER_NOT_YET(one.at, {"target": about, "day": one.day}))
                elif not window.can_be_reported(one.day):
                    faults.append(Code.ANSWER_EARLY(one.at, {"target": about, "day": one.day, "last": window.last}))
                else:
                    result = replace(result, verdict=Verdict(one.verdict), reason=Reason.NONE, answer=one)  # noqa: PLW2901
            found.append(result)
        return tuple(found), faults


def load_answers(path: Path, plan: Plan) -> Answers:
    """The answers of a file; ``AnswersError`` with every mistake by its place."""
    written = read_written(path, AnswerFile, AnswersError)
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
    replies = (Reply(one, source.at(("questions", index))) for index, one in enumerate(model.questions))
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
        if known and entry.verdict == "in_progress" and target is not None:
            years = target.years is not None and self._plan.year < target.years.last
            if not (years or self._plan.periods[entry.period].interim):  # no time is left for it
                yield Code.ANSWER_LEFT_OPEN(self._source.at((*path, "verdict")), {"target": Ref("target", target.id)})


class ReplyReview(DecisionReview[ReplyEntry]):
    """Holds replies against a plan."""

    key = "questions"

    def about(self, entry: ReplyEntry) -> tuple[object, ...]:
        return entry.code, entry.unit, entry.field, entry.period, entry.figure

    def twice(self, entry: ReplyEntry, line: int, path: KeyPath) -> Diagnostic:
        return Code.REPLY_TWICE(self._source.at(path), {"found": shortened(entry.code), "first_line": line})

    def of(self, entry: ReplyEntry, path: KeyPath) -> Iterator[Diagnostic]:
        code = BY_CODE.get(entry.code)
        if code is None or code.severity is not Severity.QUESTION:
            yield Code.REPLY_TO_NO_QUESTION(self._source.at((*path, "code")), {"found": shortened(entry.code)})
        elif (entry.field is None or entry.figure is None) if _of_figure(code) else (entry.field or entry.figure):
            what = Ref("word", "reply_without_figure" if _of_figure(code) else "reply_with_figure")
            yield Code.REPLY_TO_WHAT(self._source.at(path), {"found": entry.code, "what": what})
        if entry.unit not in self._plan.unit:
            yield self.unknown_unit(entry.unit, (*path, "unit"))
        if entry.field is not None and entry.field not in self._plan.fields:
            yield self.unknown_field(entry.field, (*path, "field"))
        yield from self.period(entry.period, entry.day, path)


def _of_figure(code: AnyCode) -> bool:
    """Whether a question is about one figure, and not about a return."""
    return not code.params.isdisjoint(ABOUT)


class Run(NamedTuple):
    """What a run asks about: the period, the day it is seen from, and the units that have a return in it (``units``),
    or an earlier one (``compared``)."""

    period: str
    as_of: date
    units: Collection[str]
    compared: Collection[str]

    def concerns(self, reply: Reply) -> bool:
        """Whether what was replied can be asked in it."""
        one = reply.entry
        beside = BY_CODE[one.code] not in BESIDE_EARLIER or one.unit in self.compared
        return one.period == self.period and one.unit in self.units and beside


def closed(asked: Iterable[Diagnostic], replies: Iterable[Reply], run: Run) -> Iterator[Diagnostic]:
    """What was asked, with a note in the place of each question that was answered, and what is said of the replies.

    Replies that nothing in this run can be asked about are passed over.
    """
    questions, answers, faults = list(asked), dict[int, ReplyEntry](), list[Diagnostic]()
    for one, at in filter(run.concerns, replies):
        about: CodeUnit = {"found": one.code, "unit": Ref("unit", one.unit)}
        alike = (asked for asked in questions if asked.code.code == one.code and asked.unit == one.unit)
        concerned = [asked for asked in alike if _field(asked) == one.field]
        confirmed = [asked for asked in concerned if one.figure is None or _figure(asked) == one.figure]
        if one.day > run.as_of:
            faults.append(Code.REPLY_NOT_YET(at, {**about, "day": one.day}, one.unit))
        elif confirmed:
            answers |= {id(asked): one for asked in confirmed}
        elif concerned and one.figure is not None:
            now = _figure(concerned[0]) or Decimal(0)
            faults.append(Code.REPLY_OUTDATED(at, {**about, "figure": one.figure, "now": now}, one.unit))
        else:
            faults.append(Code.REPLY_UNUSED(at, about, one.unit))
    yield from (_answered(asked, answers[id(asked)]) if id(asked) in answers else asked for asked in questions)
    yield from faults


def _field(asked: Diagnostic) -> str | None:
    """The field that a question is about; None where it is about a return."""
    for name in ABOUT:
        match asked.params.get(name):
            case Ref() as field:
                return field.id
            case Added(fields):
                return fields[0].id
    return None


def _figure(asked: Diagnostic) -> Decimal | None:
    """The figure that a question is about."""
    for name in FIGURES:
        value = asked.params.get(name)
        value = value.value if isinstance(value, Stored) else value
        if isinstance(value, int | Decimal) or (isinstance(value, str) and value.isdecimal()):
            return Decimal(value)
    return None


def _answered(asked: Diagnostic, by: ReplyEntry) -> Diagnostic:
    params: QuestionAnswered = {
        "found": asked.code.code, "unit": Ref("unit", by.unit), "reply": by.reply, "by": by.replied_by, "day": by.day,
    }  # fmt: skip
    return Code.QUESTION_ANSWERED(asked.at, params, asked.unit)
