"""The telephone calls that are worth making (``check --calls``): by unit, with what to ask and what it can turn.

What is asked of a unit that another files for is asked of the other.
First come the units whose figures can turn most binding targets by usual figures, then those that can turn most of
them at all, then those with fewest questions. After a call a
target is surely decided if all that it waits for is of units called by then; what can turn nothing needs no call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import at_stake, weight_of
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.formats import Look
from khpcmd.render.told.office import awaited
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import ABSENT, NOT_OF_DATA, Report

ASKED = frozenset({Severity.ERROR, Severity.WARNING, Severity.QUESTION})
MOST = 3
"""So many questions of a unit are listed before the rest is counted."""


class Call(NamedTuple):
    """A unit to be called: what to ask, and the targets that hang on it."""

    unit: str
    questions: tuple[Diagnostic, ...]
    targets: tuple[str, ...]
    likely: frozenset[str]
    """Those of the targets that may well turn: by what is usual, or where nothing is known of that."""


def calls_of(report: Report) -> tuple[Call, ...]:
    """The calls in the order in which they are worth making."""
    binding = {one.target.id for one in report.results if one.target.binding}
    asked, waiting, likely = dict[str, list[Diagnostic]](), dict[str, dict[str, None]](), dict[str, set[str]]()
    idle = dict[str, list[Diagnostic]]()
    for target, offices in awaited(report).items():
        for unit, missing in offices.items():
            waiting.setdefault(unit, {})[target] = None
            likely.setdefault(unit, set()).update((target,) if missing else ())
    for unit, fault in ((unit, fault) for unit, faults in report.by_unit().items() if unit for fault in faults):
        wrong = fault.severity is Severity.ERROR and fault.turns is None
        if fault.severity in ASKED and (at_stake(fault) or fault.code in ABSENT or wrong):
            asked.setdefault(unit, []).append(fault)
            waiting.setdefault(unit, {}).update(dict.fromkeys(at_stake(fault)))
            may_well = fault.turns if fault.turns_usual is None else fault.turns_usual
            likely.setdefault(unit, set()).update(may_well or ())
        elif fault.severity is Severity.ERROR:
            idle.setdefault(unit, []).append(fault)
    order = {unit.id: place for place, unit in enumerate(report.plan.units)}

    def call(unit: str) -> Call:
        faults = asked.get(unit) or idle.get(unit) or []
        questions = sorted(faults, key=lambda one: (weight_of(one, binding), -len(one.turns or ())))
        targets = (one.target.id for one in report.results if one.target.id in waiting[unit])
        return Call(unit, tuple(questions), tuple(targets), frozenset(likely.get(unit, ())))

    def worth(call: Call) -> tuple[int, int, int, int]:
        turned = binding.intersection(call.targets)
        return -len(turned & call.likely), -len(turned), len(call.questions), order.get(call.unit, len(order))

    return tuple(sorted((call(unit) for unit, targets in waiting.items() if targets), key=worth))


def calls_text(report: Report, messages: Messages, look: Look) -> str:
    """The calls, a few lines each."""
    return "".join(f"{line}\n" for line in _lines(report, messages, look))


def _lines(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    view, calls, open_ = View(report, messages), calls_of(report), awaited(report)
    wording = view.wording
    yield view.line(messages.count("calls", len(calls)) if calls else messages.template("calls.none"))
    called, decided = set[str](), set[str]()
    for number, call in enumerate(calls, 1):
        yield ""
        targets = messages.joined(call.targets)
        yield messages.text("calls.unit", number=number, unit=wording.unit(call.unit), targets=targets)
        yield from (f"   {line}" for line in _questions(call, wording))
        if not call.questions:
            yield f"   {messages.template('calls.lacking')}"
        called.add(call.unit)
        now = [target for target, units in open_.items() if units and units.keys() <= called and target not in decided]
        decided.update(now)
        if now:
            yield "   " + messages.text("calls.decided", targets=messages.joined(now))
    of_calls = {id(one) for call in calls for one in call.questions}
    rest = [one for one in report.diagnostics if one.severity in ASKED and one.code not in NOT_OF_DATA]
    rest = [one for one in rest if id(one) not in of_calls]
    yield ""
    if idle := sum(one.turns is not None and not at_stake(one) for one in rest):
        yield messages.text("calls.idle", count=idle)
    if unseen := sum(one.turns is None for one in rest):
        yield messages.text("calls.not_looked_at", count=unseen)
    key, numbers = "closing" if open_ else "nothing_open", {"calls": len(calls), "decided": len(decided)}
    yield with_code(messages.text(f"calls.{key}", open=len(open_), **numbers), messages, look.exit_code)


def _questions(call: Call, wording: Wording) -> Iterator[str]:
    """What to ask: the place in the return, whose figure it is if another's, and what is wrong there, once."""
    lines = dict[str, None]()
    for one in call.questions:
        place, found = f"{one.at.cell}: " if one.at and one.at.cell else "", wording.found(one)
        if one.unit not in ("", call.unit):
            found = wording.messages.text("calls.of_unit", unit=wording.unit(one.unit), text=found)
        lines[f"{one.code.code} {place}{found}"] = None
    yield from list(lines)[:MOST]
    if len(lines) > MOST:
        yield wording.messages.count("more_questions", len(lines) - MOST)
