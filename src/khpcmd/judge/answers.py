"""Answers applied: how targets that nobody can compute (``manual``) were decided, and what units replied.

An answer gives such a target its verdict in one period. Targets that are computed take no answer, and what is not
answered stays open. A reply closes the question about one unusual figure as it was; where the figure changed, the
question stands again. ``inputs/decisions.py`` reads the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from khpcmd.diagnostics import BY_CODE, Code, Diagnostic
from khpcmd.diagnostics.parameters import Added, CodeUnit, QuestionAnswered, Ref, Stored
from khpcmd.plan.decisions import Answer, Reply
from khpcmd.plan.model import Plan
from khpcmd.results import Reason, Result, Verdict

ABOUT = ("field", "part")
"""The parameters of a question that name the figure it is about, and those that say what it is."""
FIGURES = ("value", "found")
BESIDE_EARLIER = frozenset({
    Code.IDENTICAL_TO_PREVIOUS, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED, Code.MONTH_CHANGED, Code.FLOW_UNUSUAL,
    Code.SAME_AS_PREVIOUS, Code.RATIO_MOVED,
})  # fmt: skip
"""The questions that arise beside earlier returns alone."""


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


class Run(NamedTuple):
    """What a run asks about: the period, the day it is seen from, and the units that have a return in it (``units``),
    or an earlier one (``compared``)."""

    period: str
    as_of: date
    units: Collection[str]
    compared: Collection[str]

    def concerns(self, reply: Reply) -> bool:
        """Whether what was replied can be asked in it."""
        beside = BY_CODE[reply.code] not in BESIDE_EARLIER or reply.unit in self.compared
        return reply.period == self.period and reply.unit in self.units and beside


def closed(asked: Iterable[Diagnostic], replies: Iterable[Reply], run: Run) -> Iterator[Diagnostic]:
    """What was asked, with a note in the place of each question that was answered, and what is said of the replies.

    Replies that nothing in this run can be asked about are passed over.
    """
    questions, answers, faults = list(asked), dict[int, Reply](), list[Diagnostic]()
    for one in filter(run.concerns, replies):
        about: CodeUnit = {"found": one.code, "unit": Ref("unit", one.unit)}
        alike = (asked for asked in questions if asked.code.code == one.code and asked.unit == one.unit)
        concerned = [asked for asked in alike if _field(asked) == one.field]
        confirmed = [asked for asked in concerned if one.figure is None or _figure(asked) == one.figure]
        if one.day > run.as_of:
            faults.append(Code.REPLY_NOT_YET(one.at, {**about, "day": one.day}, one.unit))
        elif confirmed:
            answers |= {id(asked): one for asked in confirmed}
        elif concerned and one.figure is not None:
            now = _figure(concerned[0]) or Decimal(0)
            faults.append(Code.REPLY_OUTDATED(one.at, {**about, "figure": one.figure, "now": now}, one.unit))
        else:
            faults.append(Code.REPLY_UNUSED(one.at, about, one.unit))
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


def _answered(asked: Diagnostic, by: Reply) -> Diagnostic:
    params: QuestionAnswered = {
        "found": asked.code.code, "unit": Ref("unit", by.unit), "reply": by.reply, "by": by.replied_by, "day": by.day,
    }  # fmt: skip
    return Code.QUESTION_ANSWERED(asked.at, params, asked.unit)
