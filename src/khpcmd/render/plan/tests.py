"""The tests of plans as they came out, for people and as JUnit XML; and proposed tests as a file to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from khpcmd.diagnostics import Code
from khpcmd.draft.plan_tests import Difference, Outcome, PlanTried, Proposal, Tried, Value
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import write_exact
from khpcmd.plan.model import Plan, Target
from khpcmd.render.figures import Figures
from khpcmd.render.junit import Case, junit
from khpcmd.render.plain import fault_line
from khpcmd.render.plan.names import value_of
from khpcmd.render.told.file import fault
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import Wording
from khpcmd.results import Verdict
from khpcmd.version import __version__

THOUSANDS = -3
"""Decimals that YAML takes for thousands: 43.499 is written 43.4990."""


def tests_plain(tried: Sequence[PlanTried], messages: Messages) -> str:
    """Each test that came out otherwise, with what it expected; the last line counts all."""
    return "".join(f"{line}\n" for line in _plain(tried, messages))


def _plain(tried: Sequence[PlanTried], messages: Messages) -> Iterator[str]:
    for one in tried:
        wording = Wording(messages, one.plan)
        yield from (fault_line(fault((mistake,), wording), severity=True) for mistake in one.mistakes)
        for test in one.failed:
            yield f"{test.at}: {test.name}"
            yield from (f"    {line}" for line in _lines(test, one.plan, wording))
        if any(mistake.code is Code.PLAN_NOT_FOUND for mistake in one.mistakes) and one.plan:
            yield messages.text("plan_test.no_tests", plan=str(one.path), file=one.file)
    yield _summary(tried, messages)


def _summary(tried: Sequence[PlanTried], messages: Messages) -> str:
    every, failed = sum(len(one.tests) for one in tried), sum(len(one.failed) for one in tried)
    mistakes = sum(len(one.mistakes) for one in tried)
    counted = messages.counts((("as_expected", every - failed), ("otherwise", failed), ("errors", mistakes)))
    return messages.text("plan_test.summary", tests=messages.count("plan_tests", every), counts=counted)


def _lines(test: Tried, plan: Plan | None, wording: Wording) -> Iterator[str]:
    """What differs in a test, and what is wrong with its figures."""
    if plan:
        for one in test.differences:
            yield from _difference(one, plan, wording)
    yield from (wording.message(one) for one in test.faults)


def _difference(one: Difference, plan: Plan, wording: Wording) -> Iterator[str]:
    messages = wording.messages
    found = messages.text("plan_test.owed_by_all" if one.owed_by_all else "plan_test.not_judged")
    if one.found is not None:
        told = TargetTold(one.found, Figures(messages, plan), wording.unit)
        units = [f"{wording.unit(unit.unit)}: {_verdict(unit.alone, messages)}" for unit in one.units]
        found = "; ".join((told.word, told.summed_up, *units))
    expected = "; ".join(_expected(one.expected, wording))
    yield messages.text("plan_test.expected", target=one.target.id, expected=expected)
    yield messages.text("plan_test.found", target=one.target.id, found=found)


def _expected(wanted: Outcome, wording: Wording) -> Iterator[str]:
    messages = wording.messages
    yield _verdict(Verdict(wanted.verdict), messages)
    if wanted.value is not None:
        yield str(wanted.value)
    if wanted.more is not None:
        yield messages.text("plan_test.gap", gap=write_exact(wanted.more))
    yield from (f"{wording.unit(unit)}: {_verdict(Verdict(name), messages)}" for unit, name in wanted.units.items())


def _verdict(verdict: Verdict, messages: Messages) -> str:
    return messages.template(f"verdicts.{verdict.value}")


def tests_junit(tried: Sequence[PlanTried], messages: Messages) -> str:
    """A suite for each plan: what came out otherwise is a failure, a file that cannot be used an error."""
    suites = {one.file: list(_cases(one, messages)) for one in tried}
    return junit(suites, {"tool": f"khpcmd {__version__}", "summary": _summary(tried, messages)})


def _cases(one: PlanTried, messages: Messages) -> Iterator[Case]:
    wording = Wording(messages, one.plan)
    if one.mistakes:
        wrong = (fault_line(fault((mistake,), wording), severity=True) for mistake in one.mistakes)
        yield Case(one.file, "error", "\n".join(wrong))
    for test in one.tests:
        lines = _lines(test, one.plan, wording)
        yield Case(test.name, "failure", "\n".join(lines)) if test.differences else Case(test.name, "")


def proposed_page(
    plan: Plan, proposals: Mapping[str, Proposal | None], messages: Messages, *, file: str
) -> Iterator[str]:
    """A file of tests in YAML, piece by piece: two for each target, or a line that says that none were found."""
    heading = messages.text("plan_test.heading", file=file)
    yield "".join(f"# {line}\n" for line in heading.splitlines())
    yield "tests:\n"
    for target in plan.targets:
        one = proposals[target.id]
        if one is None:
            yield f"  # {messages.text('plan_test.by_hand', target=target.id)}\n"
            continue
        yield f"\n  # {_said(target)}\n"
        for key, figures, verdict in (("reached", one.reached, "met"), ("short", one.short, one.otherwise)):
            name = messages.text(f"plan_test.{key}", target=target.id, title=target.title.in_(messages.language))
            yield from _written(name, one.period, figures, {target.id: verdict})


def _said(target: Target) -> str:
    return " ".join(f"{target.clause}: “{target.quote}”".split())


def _written(
    name: str, period: str, figures: Mapping[str, Mapping[str, Value]], expect: Mapping[str, str]
) -> Iterator[str]:
    yield f"  - name: {value_of(name)}\n    period: {period}\n    figures:\n"
    for unit, values in figures.items():
        own = ", ".join(f"{value_of(key)}: {_value(value)}" for key, value in values.items())
        yield f"      {value_of(unit)}: {{{own}}}\n"
    yield f"    expect: {{{', '.join(f'{value_of(key)}: {value}' for key, value in expect.items())}}}\n"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:f}0" if plain.as_tuple().exponent == THOUSANDS else f"{plain:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
