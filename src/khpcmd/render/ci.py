"""Results for machines that build: a log of GitHub Actions, and a code quality report of GitLab.

GitHub shows ten annotations of a kind for a step. The other findings are plain lines in a group for each file, so that
the log has all of them; the verdict line comes last. GitLab documents the fields of its objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.i18n import Messages
from khpcmd.render.duties import DutyRow
from khpcmd.render.formats import Look
from khpcmd.render.json_text import Json, written
from khpcmd.render.plain import fault_line
from khpcmd.render.told.file import Fault, FileTold
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View, files_line
from khpcmd.render.wording import Wording, visible
from khpcmd.report import DataReport, Report, Standing
from khpcmd.results import DutyState, Result, Verdict

LEVELS = {
    Severity.ERROR: ("error", "major"),
    Severity.WARNING: ("warning", "minor"),
    Severity.QUESTION: ("notice", "minor"),
    Severity.NOTE: ("notice", "info"),
}
"""How GitHub and GitLab call a severity."""
SHOWN = 10
"""How many annotations of a kind GitHub shows for one step."""
NAME = "khpcmd"
"""The title of what is of no file, and its path: GitLab wants one."""


class Finding(NamedTuple):
    """Something to be told: as an annotation, and as a plain line under the title of its group."""

    severity: Severity
    annotation: str
    group: str
    line: str


def severity_of(result: Result) -> Severity | None:
    """The severity that a target is told with; None where it is not told."""
    if result.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE):
        if result.target.for_points:  # the score says what it is worth
            return Severity.NOTE
        return Severity.ERROR if result.target.binding else Severity.WARNING
    return None if result.otherwise is None else Severity.NOTE


def _told(view: View) -> Iterator[tuple[TargetTold, Severity]]:
    """The targets that are missed, inconclusive or waived."""
    severities = ((told, severity_of(told.result)) for told in view.targets)
    return ((told, severity) for told, severity in severities if severity)


def github_report(report: Report, messages: Messages, _look: Look) -> str:
    """The log of a report; the last annotation counts all faults."""
    view = View(report, messages)
    found = list(_targets(view))
    found += _duties(view.duties.rows if view.duties else (), *view.headings("duties"))
    found += _faults(fault for section in view.sections for fault in section.faults)
    bad = any(one.target.binding and one.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE) for one in report.results)
    worst = Severity.ERROR if bad or not report.checked or any(report.of(Severity.ERROR)) else Severity.NOTE
    log = logged(found, annotation(worst, NAME, f"{view.verdict_line} · {view.faults_line}"))
    supposed = (view.verdict_line, *view.what_if) if report.what_if else ()
    return "".join(f"{plain_line(line)}\n" for line in (*supposed, *view.provenance)) + log


def github_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The same for the data of files."""
    wording = Wording(messages, report.plan)
    faults = (fault for file in report.files for fault in FileTold(file, wording).faults)
    broken = report.count(Standing.FAULTY) or report.count(Standing.EMPTY) or not report.count(Standing.SOUND)
    worst = Severity.ERROR if broken else Severity.NOTE
    return logged(_faults(faults), annotation(worst, NAME, files_line(report, messages)))


def annotation(severity: Severity, title: str, message: str, **place: str | int) -> str:
    """One annotation; ``place`` is ``file``, ``line`` and ``col``, as far as they are known."""
    known = {name: value for name, value in place.items() if value} | {"title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in known.items())
    return f"::{LEVELS[severity][0]} {properties}::{_data(visible(message))}"


def plain_line(text: str) -> str:
    """A line of the log that is nothing but a line: no command stands in it, in the form of today or of old runners."""
    shown = visible(text).replace("##[", "## [")
    return f"- {shown}" if shown.lstrip().startswith("::") else shown


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def logged(findings: Iterable[Finding], last: str) -> str:
    """The first annotations of each level, with a place left for the last one; the others in groups before it."""
    shown, counts, groups = list[str](), Counter[str](), dict[str, list[str]]()
    for one in findings:
        level = LEVELS[one.severity][0]
        counts[level] += 1
        if counts[level] < SHOWN:
            shown.append(one.annotation)
        else:
            groups.setdefault(one.group or NAME, []).append(plain_line(one.line))
    for title, lines in groups.items():
        shown += [f"::group::{_data(visible(title))} ({len(lines)})", *lines, "::endgroup::"]
    return "".join(f"{line}\n" for line in (*shown, last))


def _finding(severity: Severity, title: str, message: str, group: str) -> Finding:
    return Finding(severity, annotation(severity, title, message), group, f"{title}: {message}")


def _targets(view: View) -> Iterator[Finding]:
    for told, severity in _told(view):
        message = f"{told.sign} {told.word}; {told.summed_up}"
        yield _finding(severity, f"{told.id} {told.title}", message, *view.headings("target"))


def _duties(rows: Iterable[DutyRow], heading: str) -> Iterator[Finding]:
    for row in rows:
        if row.state is DutyState.NOT_DONE:
            message = "; ".join((f"{row.sign} {row.word}", row.done, *row.remarks))
            yield _finding(Severity.WARNING, f"{row.id} {row.title}", message, heading)


def _faults(faults: Iterable[Fault]) -> Iterator[Finding]:
    for fault in faults:
        yield Finding(fault.severity, _fault(fault), fault.at.file if fault.at else "", fault_line(fault))


def _fault(fault: Fault) -> str:
    if fault.at is not None and fault.at.line:  # a file of text, which GitHub can show at its line
        message, at = f"{fault.message} {fault.cure}", fault.at
        return annotation(fault.severity, fault.code, message, file=at.file, line=at.line, col=at.column)
    file, _, cell = fault.place.partition(" › ")
    where = f"{cell} " if cell else ""
    return annotation(fault.severity, fault.code, f"{where}{fault.message} {fault.cure}", file=file)


class Quality(NamedTuple):
    """An object of GitLab's report; ``identity`` is what its fingerprint is made of: never what stands in a cell."""

    description: str
    check_name: str
    severity: Severity
    identity: tuple[str, ...]
    path: str = NAME
    line: int = 1


def gitlab_report(report: Report, messages: Messages, _look: Look) -> str:
    """What is only supposed, the targets that are missed, inconclusive or waived, and the faults."""
    view = View(report, messages)
    found = [Quality(text, "what_if", Severity.NOTE, ("what_if",)) for text in (view.what_if_text,) if text]
    for told, severity in _told(view):
        text = f"{told.id} {told.title}; {told.word}; {told.summed_up}"
        found.append(Quality(text, told.id, severity, ("target", told.id)))
    return _reported((*found, *(_quality(fault, view.wording) for fault in report.diagnostics)))


def gitlab_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The faults of files."""
    wording = Wording(messages, report.plan)
    return _reported(_quality(fault, wording) for file in report.files for fault in file.diagnostics)


def _quality(fault: Diagnostic, wording: Wording) -> Quality:
    at = fault.at
    place = f"{at.sheet}!{at.cell} " if at and at.cell else f"{at.sheet} " if at and at.sheet else ""
    line = (at.line or row_and_column(at.cell.partition(":")[0])[0]) if at else 0
    where = (at.file, at.sheet, at.cell, str(at.line), str(at.column)) if at else ()
    return Quality(
        f"{place}{wording.message(fault)} {wording.cure(fault)}",
        fault.code.code,
        fault.severity,
        (fault.code.code, *where, fault.unit),
        (at.file.removeprefix("./") if at else "") or NAME,
        line or 1,
    )


def _reported(findings: Iterable[Quality]) -> str:
    met, document = Counter[tuple[str, ...]](), list[Json]()
    for one in findings:
        met[one.identity] += 1
        identity = "\0".join((*one.identity, str(met[one.identity])))
        document.append(
            {
                "description": one.description,
                "check_name": one.check_name,
                "fingerprint": sha256(identity.encode("utf-8", "surrogatepass")).hexdigest(),
                "severity": LEVELS[one.severity][1],
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
        )
    return written(document)
