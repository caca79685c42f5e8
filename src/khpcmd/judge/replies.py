"""How units replied to questions about unusual figures: entries of the file of answers, and what they close.

A reply closes the question about one figure as it was: where the figure changed, the question stands again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from khpcmd.diagnostics import BY_CODE, AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import Added, CodeUnit, CodeUnitDay, CodeUnitFigures, QuestionAnswered, Ref, Stored
from khpcmd.judge.decisions import DecisionReview
from khpcmd.judge.papers import Said
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Exact
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.places import shortened

ABOUT = ("field", "part")
"""The parameters of a question that name the figure it is about, and those that say what it is."""
FIGURES = ("value", "found")
BESIDE_EARLIER = frozenset(
    {
        Code.IDENTICAL_TO_PREVIOUS,
        Code.FLOW_BELOW_PREVIOUS,
        Code.REGISTER_MOVED,
        Code.MONTH_CHANGED,
        Code.FLOW_UNUSUAL,
        Code.SAME_AS_PREVIOUS,
        Code.RATIO_MOVED,
    }
)
"""The questions that arise beside earlier returns alone."""


class Entry(PlanModel):
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

    code: AnyCode
    unit: str
    field: str
    figure: Decimal | None
    period: str
    reply: str
    replied_by: str
    day: date
    at: Location


def reply_of(entry: Entry, at: Location) -> Reply:
    """The reply that was written."""
    return Reply(**{**dict(entry), "code": BY_CODE[entry.code], "field": entry.field or ""}, at=at)


class ReplyReview(DecisionReview[Entry]):
    """Holds replies against a plan."""

    key = "questions"

    def about(self, entry: Entry) -> tuple[object, ...]:
        return entry.code, entry.unit, entry.field or "", entry.period, entry.figure

    def twice(self, entry: Entry, line: int, path: KeyPath) -> Diagnostic:
        return Code.REPLY_TWICE(self._source.at(path), {"found": shortened(entry.code), "first_line": line})

    def of(self, entry: Entry, path: KeyPath) -> Iterator[Diagnostic]:
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
        beside = reply.code not in BESIDE_EARLIER or reply.unit in self.compared
        return reply.period == self.period and reply.unit in self.units and beside


def closed(asked: Iterable[Diagnostic], replies: Iterable[Reply], run: Run) -> Iterator[Diagnostic]:
    """What was asked, with a note in the place of each question that was answered, and what is said of the replies.

    Replies that nothing in this run can be asked about are passed over.
    """
    questions = list(asked)
    answers, faults = dict[int, Reply](), list[Diagnostic]()
    for one in filter(run.concerns, replies):
        about: CodeUnit = {"found": one.code.code, "unit": Ref("unit", one.unit)}
        if one.day > run.as_of:
            not_yet: CodeUnitDay = {**about, "day": one.day}
            faults.append(Code.REPLY_NOT_YET(one.at, not_yet, one.unit))
            continue
        concerned = [asked for asked in questions if _concerns(one, asked)]
        confirmed = [asked for asked in concerned if one.figure is None or _figure(asked) == one.figure]
        answers |= {id(asked): one for asked in confirmed}
        if concerned and not confirmed and one.figure is not None:
            outdated: CodeUnitFigures = {**about, "figure": one.figure, "now": _figure(concerned[0]) or Decimal(0)}
            faults.append(Code.REPLY_OUTDATED(one.at, outdated, one.unit))
        elif not concerned:
            faults.append(Code.REPLY_UNUSED(one.at, about, one.unit))
    yield from (_answered(asked, answers[id(asked)]) if id(asked) in answers else asked for asked in questions)
    yield from faults


def _concerns(reply: Reply, asked: Diagnostic) -> bool:
    return asked.code is reply.code and asked.unit == reply.unit and _field(asked) == reply.field


def _field(asked: Diagnostic) -> str:
    """The field that a question is about, "" where it is about a return."""
    for name in ABOUT:
        match asked.params.get(name):
            case Ref() as field:
                return field.id
            case Added(fields):
                return fields[0].id
    return ""


def _figure(asked: Diagnostic) -> Decimal | None:
    """The figure that a question is about."""
    for name in FIGURES:
        value = asked.params.get(name)
        value = value.value if isinstance(value, Stored) else value
        if isinstance(value, int | Decimal):
            return Decimal(value)
        if isinstance(value, str) and value.isdecimal():
            return Decimal(value)
    return None


def _answered(asked: Diagnostic, by: Reply) -> Diagnostic:
    params: QuestionAnswered = {
        "found": asked.code.code, "unit": Ref("unit", by.unit), "reply": by.reply, "by": by.replied_by, "day": by.day,
    }  # fmt: skip
    return Code.QUESTION_ANSWERED(asked.at, params, asked.unit)
