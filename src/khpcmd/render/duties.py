"""Duties as rows: how many units have done each, who has not, who has not answered, which evidence is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from khpcmd.plan.model import Duty
from khpcmd.render.styles import SIGNS
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report
from khpcmd.results import DutyResult, DutyState

WEIGHT = (DutyState.NOT_DONE, DutyState.NOT_REPORTED, DutyState.NOT_YET, DutyState.DONE)
"""Of the states of several units, the first of these is that of all together."""


class DutyRow(NamedTuple):
    """A duty in words; ``state`` is that of all its units together: done by all, not done by some, or not known."""

    id: str
    title: str
    state: DutyState
    sign: str
    word: str
    done: str
    """How many units have done it: "11/12 đơn vị"."""
    remarks: tuple[str, ...]
    done_by: int
    of_units: int


class DutyTable(NamedTuple):
    """The duties with answers, and a line about all others ("" if none)."""

    rows: tuple[DutyRow, ...]
    silent: str


def by_duty(report: Report) -> dict[str, list[DutyResult]]:
    """The answers to each duty, unit by unit."""
    found: dict[str, list[DutyResult]] = {}
    for result in report.duties:
        found.setdefault(result.duty.id, []).append(result)
    return found


def duty_table(report: Report, wording: Wording, name: Callable[[str], str] | None = None) -> DutyTable | None:
    """The duties of the period; None where the plan has none. ``name`` words a unit."""
    found = by_duty(report)
    if not found:
        return None
    silent = [ident for ident, results in found.items() if {one.state for one in results} == {DutyState.NOT_REPORTED}]
    rows = tuple(
        _row(results, wording, name or wording.unit) for ident, results in found.items() if ident not in silent
    )
    line = wording.messages.text("view.duties_silent", ids=wording.messages.joined(silent)) if silent else ""
    return DutyTable(rows, line)


def _row(results: Sequence[DutyResult], wording: Wording, name: Callable[[str], str]) -> DutyRow:
    duty, messages = results[0].duty, wording.messages
    states = [result.state for result in results]
    state = next(one for one in WEIGHT if one in states)
    return DutyRow(
        id=duty.id,
        title=duty.title.in_(messages.language),
        state=state,
        sign=SIGNS[state],
        word=messages.template(f"duty_states.{state.value}"),
        done=messages.text("view.of_units", part=states.count(DutyState.DONE), whole=len(states)),
        remarks=tuple(_remarks(duty, results, wording, name)),
        done_by=states.count(DutyState.DONE),
        of_units=len(states),
    )


def _remarks(duty: Duty, results: Sequence[DutyResult], wording: Wording, name: Callable[[str], str]) -> Iterator[str]:
    """Who has not done it, who was late, who has not answered, and whose evidence is missing."""
    messages = wording.messages
    groups = {
        "not_done": [one for one in results if one.state is DutyState.NOT_DONE and not one.late],
        "late" if duty.report_of is not None else "done_late": [one for one in results if one.late],
        "not_yet": [one for one in results if one.state is DutyState.NOT_YET],
        "not_reported": [one for one in results if one.state is DutyState.NOT_REPORTED],
    }
    lacking = {kind: [one for one in results if kind in one.missing_evidence] for kind in duty.evidence}
    words = {kind: messages.template(f"evidence.{kind}") for kind in lacking}
    told = [(key, found, "") for key, found in groups.items()]
    told += [("lacking", found, words[kind]) for kind, found in lacking.items()]
    for key, found, evidence in told:
        if names := named(found, lambda result: name(result.unit), messages):
            yield messages.text(f"view.duty_{key}", names=names, evidence=evidence)
