"""Plan files with their mistakes: for people with the line and a caret, for machines, and for GitHub Actions; and their
tests as they came out, for people and as JUnit XML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.draft.plan_tests import Difference, Outcome, PlanTried, Tried
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import write_exact
from khpcmd.plan.lint import Linted
from khpcmd.plan.model import Plan
from khpcmd.plan.yaml_source import LINE_END
from khpcmd.render.ci import NAME, Finding, annotation, logged
from khpcmd.render.figures import Figures
from khpcmd.render.json import DIAGNOSTIC
from khpcmd.render.json_text import Json, written
from khpcmd.render.junit import Case, junit
from khpcmd.render.plain import fault_line
from khpcmd.render.told.file import fault
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wire import Say
from khpcmd.render.wording import Wording, visible
from khpcmd.results import Verdict
from khpcmd.version import FORMAT_VERSION, __version__

WIDEST = 100
"""How much of a line is shown around a mistake."""


def lint_plain(linted: Sequence[Linted], messages: Messages) -> str:
    """Each mistake with its line and a caret under its place; the last line counts them."""
    return "".join(f"{line}\n" for line in _plain(linted, messages))


def _plain(linted: Sequence[Linted], messages: Messages) -> Iterator[str]:
    for one in linted:
        wording, lines = Wording(messages, one.plan), _Lines(one.path)
        for diagnostic in one.diagnostics:
            yield _mistake(diagnostic, wording)
            if diagnostic.at and diagnostic.at.line:
                yield from lines.around(diagnostic.at)
    yield _summary(linted, messages)


def _mistake(diagnostic: Diagnostic, wording: Wording) -> str:
    return fault_line(fault((diagnostic,), wording), severity=True)


def _summary(linted: Sequence[Linted], messages: Messages) -> str:
    found = [counted.severity for one in linted for counted in one.diagnostics]
    counts = (("errors", found.count(Severity.ERROR)), ("warnings", found.count(Severity.WARNING)))
    counted = messages.counts(counts) or messages.template("plan_lint.none")
    return messages.text("plan_lint.summary", files=messages.count("plans", len(linted)), counts=counted)


class _Lines:
    """The lines of a plan file and of the rosters beside it, read when first needed."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self._read: dict[str, list[str]] = {}

    def around(self, at: Location) -> Iterator[str]:
        """The line of a place and a caret below it; nothing where it cannot be read."""
        lines = self._of(at.file)
        if not 0 < at.line <= len(lines):
            return
        line, number = lines[at.line - 1], f"{at.line:>6}"
        first = max(0, at.column - 1 - WIDEST * 3 // 4) if len(line) > WIDEST else 0
        shown = line[first : first + WIDEST]
        yield f"{number} | {visible(shown)}"
        yield f"{' ' * len(number)} | {' ' * _width(visible(line[first : at.column - 1]))}^"

    def _of(self, file: str) -> list[str]:
        if file not in self._read:
            path, text = self._plan if file == str(self._plan) else self._plan.parent / file, ""
            with suppress(OSError):
                text = path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
            self._read[file] = LINE_END.split(text) if text else []
        return self._read[file]


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(0 if unicodedata.combining(letter) else 1 for letter in text)


def lint_json(linted: Sequence[Linted], messages: Messages) -> str:
    """The files with all of their diagnostics."""
    return written({"format_version": FORMAT_VERSION, "files": [_file(one, messages) for one in linted]})


def _file(one: Linted, messages: Messages) -> Json:
    say = Say(Wording(messages, one.plan))
    return {
        "file": one.file,
        "valid": one.plan is not None,
        "plan": one.plan.id if one.plan else None,
        "diagnostics": [DIAGNOSTIC.write(diagnostic, say) for diagnostic in one.diagnostics],
    }


def lint_github(linted: Sequence[Linted], messages: Messages) -> str:
    """An annotation for each mistake, as many as GitHub shows, then the others; the last annotation counts them."""
    found = [_finding(one, diagnostic, messages) for one in linted for diagnostic in one.diagnostics]
    worst = Severity.ERROR if any(one.plan is None for one in linted) else Severity.NOTE
    return logged(found, annotation(worst, NAME, _summary(linted, messages)))


def _finding(one: Linted, diagnostic: Diagnostic, messages: Messages) -> Finding:
    told, at = fault((diagnostic,), Wording(messages, one.plan)), diagnostic.at or Location(one.file)
    file = str(one.path.parent / at.file) if at.file != one.file else one.file
    shown = annotation(told.severity, told.code, f"{told.message} {told.cure}", file=file, line=at.line, col=at.column)
    return Finding(told.severity, shown, file, fault_line(told))


def tests_plain(tried: Sequence[PlanTried], messages: Messages) -> str:
    """Each test that came out otherwise, with what it expected; the last line counts all."""
    return "".join(f"{line}\n" for line in _tried(tried, messages))


def _tried(tried: Sequence[PlanTried], messages: Messages) -> Iterator[str]:
    for one in tried:
        wording = Wording(messages, one.plan)
        yield from (_mistake(mistake, wording) for mistake in one.mistakes)
        for test in one.failed:
            yield f"{test.at}: {test.name}"
            yield from (f"    {line}" for line in _otherwise(test, one.plan, wording))
        if any(mistake.code is Code.PLAN_NOT_FOUND for mistake in one.mistakes) and one.plan:
            yield messages.text("plan_test.no_tests", plan=str(one.path), file=one.file)
    yield _counted(tried, messages)


def _counted(tried: Sequence[PlanTried], messages: Messages) -> str:
    every, failed = sum(len(one.tests) for one in tried), sum(len(one.failed) for one in tried)
    mistakes = sum(len(one.mistakes) for one in tried)
    counted = messages.counts((("as_expected", every - failed), ("otherwise", failed), ("errors", mistakes)))
    return messages.text("plan_test.summary", tests=messages.count("plan_tests", every), counts=counted)


def _otherwise(test: Tried, plan: Plan | None, wording: Wording) -> Iterator[str]:
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
    return junit(suites, {"tool": f"khpcmd {__version__}", "summary": _counted(tried, messages)})


def _cases(one: PlanTried, messages: Messages) -> Iterator[Case]:
    wording = Wording(messages, one.plan)
    if one.mistakes:
        yield Case(one.file, "error", "\n".join(_mistake(mistake, wording) for mistake in one.mistakes))
    for test in one.tests:
        lines = _otherwise(test, one.plan, wording)
        yield Case(test.name, "failure", "\n".join(lines)) if test.differences else Case(test.name, "")
