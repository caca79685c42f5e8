"""The results as JUnit XML: a suite of the targets, one for each unit, and one of the files that were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.faults import listed
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.formats import Look
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View
from khpcmd.render.wording import Wording, visible
from khpcmd.report import ABSENT, NOT_READ, DataReport, Report, Standing, files_of
from khpcmd.results import DutyResult, DutyState, Verdict
from khpcmd.version import __version__

Outcome = Literal["", "failure", "error", "skipped"]
OUTCOMES: dict[Verdict, Outcome] = {
    Verdict.MET: "",
    Verdict.IN_PROGRESS: "",
    Verdict.MISSED: "failure",
    Verdict.INCONCLUSIVE: "error",
    Verdict.NOT_APPLICABLE: "skipped",
    Verdict.WAIVED: "skipped",
}


class Case(NamedTuple):
    """One test case: its name, its outcome, and the message for it."""

    name: str
    outcome: Outcome
    message: str = ""
    more: str = ""
    """Further text without an effect on the outcome."""


def junit_report(report: Report, messages: Messages, _look: Look) -> str:
    """Missed is a failure, inconclusive or unreadable an error, not applicable or waived skipped, with the reason."""
    view = View(report, messages)
    summary, supposed, wording = view.verdict_line, view.what_if_text, view.wording
    targets = list(map(_target, view.targets)) or [Case(summary, "" if report.checked else "error", summary)]
    name = f"{report.plan.id} {report.period}".strip()
    suites = {messages.text("what_if.first_line", line=name) if supposed else name: targets}
    by_unit: dict[str, list[Case]] = {}
    for target in view.targets:
        for one in target.units:
            by_unit.setdefault(one.unit.unit, []).append(_unit(target, one))
    suites |= {
        f"{unit.id} {wording.unit(unit.id)}": by_unit[unit.id] for unit in report.plan.units if unit.id in by_unit
    }
    if report.duties:
        suites["duties"] = [_duty(duty, wording) for duty in report.duties]
    standings = {one.name: Standing.SOUND for one in report.inputs}
    standings |= {file.name: file.standing for file in files_of(report)}
    suites["data"] = list(files_as_cases(report.diagnostics, standings, wording))
    properties = {**_applied(report.plan, report.plan_hash), "as_of": report.as_of.isoformat(), "summary": summary}
    properties |= {"what_if": supposed} if supposed else {}
    properties |= {f"sha256 {one.name}": one.sha256 for one in report.inputs}
    return junit(suites, properties)


def junit_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The data alone: a case for each file, and an error where figures were taken from none."""
    wording = Wording(messages, report.plan)
    faults = [fault for file in report.files for fault in file.diagnostics]
    cases = list(files_as_cases(faults, {file.name: file.standing for file in report.files}, wording))
    if all(case.outcome == "skipped" for case in cases):
        cases.append(Case(messages.template("headings.files"), "error", messages.template("standings.empty")))
    properties = _applied(report.plan, report.plan_hash)
    properties |= {f"sha256 {file.name}": file.sha256 for file in report.files if file.sha256}
    return junit({"data": cases}, properties)


def _applied(plan: Plan, plan_hash: str) -> dict[str, str]:
    return {"tool": f"khpcmd {__version__}", "plan": plan.id, "plan_sha256": plan_hash}


def _target(told: TargetTold) -> Case:
    return Case(f"{told.id} {told.title}", _outcome(told.verdict, told), f"{told.word}; {told.summed_up}")


def _outcome(verdict: Verdict, told: TargetTold) -> Outcome:
    """What a verdict is for a test; a target to strive for is no failure."""
    return "skipped" if verdict is Verdict.MISSED and not told.target.binding else OUTCOMES[verdict]


def _unit(told: TargetTold, one: UnitTold) -> Case:
    """A unit's own standing; where all units together decide, its figure is for information and no test of it.

    A figure that is not known is an error in any case: it leaves the target open.
    """
    open_: Outcome = "skipped" if one.known else "error"
    outcome = open_ if one.verdict is None else _outcome(one.verdict, told)
    parts = (one.word, *((one.figure,) if one.known else ()), *((one.waiver,) if one.waiver else ()))
    return Case(f"{told.id} {told.title}", outcome, "; ".join(parts))


def _duty(duty: DutyResult, wording: Wording) -> Case:
    """A duty of a unit; one not done or not answered is skipped, as it is not a failed target."""
    name = f"{duty.duty.id} {duty.duty.title.in_(wording.messages.language)}: {wording.unit(duty.unit)}"
    parts = wording.messages.template(f"duty_states.{duty.state.value}")
    return Case(name, "" if duty.state is DutyState.DONE else "skipped", parts)


def files_as_cases(faults: Iterable[Diagnostic], files: Mapping[str, Standing], wording: Wording) -> Iterator[Case]:
    """A case for each file, one for faults of no file, and one for the units that have not reported.

    Warnings and notes of a file are not errors.
    """
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in files}
    absent = list[Diagnostic]()
    for fault in faults:
        found = absent if fault.code in ABSENT else by_file.setdefault(fault.at.file if fault.at else "", [])
        found.append(fault)
    if absent:
        unusable = sum(fault.code is Code.SENT_NOT_USED for fault in absent)
        heading = wording.messages.counts((("absent", len(absent) - unusable), ("unusable", unusable)))
        yield Case(heading, "error", "\n".join((heading, *_lines(absent, wording))))
    for name, found in by_file.items():
        errors = [fault for fault in found if fault.severity is Severity.ERROR]
        others = [fault for fault in found if fault.severity is not Severity.ERROR]
        wrong, rest = ("\n".join(_lines(one, wording)) for one in (errors, others))
        title = name or wording.messages.template("headings.faults_of_none")
        unread = Standing.SET_ASIDE if any(fault.code in NOT_READ for fault in found) else Standing.SOUND
        yield _file(title, Standing.FAULTY if wrong else files.get(name, unread), wrong, rest, wording)


def _file(name: str, standing: Standing, wrong: str, rest: str, wording: Wording) -> Case:
    """An error where the figures cannot be relied on, or where there are none; skipped where it was not read."""
    return {
        Standing.SOUND: Case(name, "", "", rest),
        Standing.EMPTY: Case(name, "error", wording.messages.template("standings.empty"), rest),
        Standing.SET_ASIDE: Case(name, "skipped", rest),
        Standing.FAULTY: Case(name, "error", wrong or rest, rest if wrong else ""),
    }[standing]


def _lines(faults: Iterable[Diagnostic], wording: Wording) -> Iterator[str]:
    """Each fault in a line, then a line for each code cut short."""
    groups, cuts = listed((fault,) for fault in faults)
    for (fault,) in groups:
        yield f"{fault.at or ''} {fault.code.code} {wording.message(fault)}".strip()
    yield from (f"{cut.code.code} {wording.cut(cut)}" for cut in cuts)


def junit(suites: Mapping[str, Sequence[Case]], properties: Mapping[str, str]) -> str:
    """The document. There are no times in it: the same input gives the same bytes."""
    root = Element("testsuites", {"name": "khpcmd", **_counts([one for cases in suites.values() for one in cases])})
    for number, (name, cases) in enumerate(suites.items()):
        suite = SubElement(root, "testsuite", {"name": visible(name), **_counts(cases)})
        if number == 0:
            listed = SubElement(suite, "properties")
            for key, value in properties.items():
                SubElement(listed, "property", name=visible(key), value=visible(value))
        for case in cases:
            _append(suite, name, case)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _append(suite: Element, name: str, case: Case) -> None:
    element = SubElement(suite, "testcase", classname=visible(name), name=visible(case.name))
    lines = [visible(line) for line in case.message.split("\n")]
    if case.outcome:
        outcome = SubElement(element, case.outcome, message=lines[0])
        if case.outcome != "skipped":
            outcome.text = "\n".join(lines)
    beside = case.more if case.outcome else "\n".join(text for text in (case.message, case.more) if text)
    if beside:
        SubElement(element, "system-out").text = "\n".join(visible(line) for line in beside.split("\n"))


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    kinds: dict[str, Outcome] = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: str(sum(case.outcome == kind for case in cases)) for name, kind in kinds.items()}
    return {"tests": str(len(cases)), **counts}
