"""The deadlines of a plan in words: how many days are left, and how many units have reported."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.deadline import Deadline
from khpcmd.i18n import Messages
from khpcmd.plan.calendar import Due
from khpcmd.plan.model import Plan
from khpcmd.results import Report


def deadline_lines(report: Report, messages: Messages) -> Iterator[str]:
    """The deadline of the period judged on a line of its own, then those of the other periods."""
    others = list[str]()
    for deadline in report.deadlines:
        told = {"due": due_text(report.plan.periods[deadline.period].due, messages), "left": left(deadline, messages)}
        period = title(report.plan, deadline, messages)
        if deadline.period == report.period:
            yield messages.text("view.deadline", period=period, **told)
        else:
            others.append(messages.text("view.other_deadline", period=period, **told) + _among(deadline, messages))
    if others:
        key = "view.other_deadlines" if report.period else "view.all_deadlines"
        yield messages.text(key, periods="; ".join(others))


def title(plan: Plan, deadline: Deadline, messages: Messages) -> str:
    return plan.periods[deadline.period].title.in_(messages.language)


def due_text(due: Due, messages: Messages) -> str:
    """ "trước ngày 15/06/2023", or "chậm nhất ngày …" where that day itself is still in time."""
    return messages.text("view.due_by" if due.inclusive else "view.due_before", day=messages.day(due.date))


def left(deadline: Deadline, messages: Messages) -> str:
    """How many days are left, or have passed; "overdue" only where somebody is missing."""
    if deadline.days_left == 0:
        return messages.template("view.last_day")
    if deadline.days_left > 0:
        return messages.count("days_left", deadline.days_left)
    return messages.count("days_overdue" if deadline.overdue else "days_past", -deadline.days_left)


def _among(deadline: Deadline, messages: Messages) -> str:
    """How many returns of a period that is not judged are among the files; "" where there are none."""
    if not deadline.reported:
        return ""
    counts = {"reported": len(deadline.reported), "expected": len(deadline.expected)}
    return messages.text("view.among_files", **counts)
