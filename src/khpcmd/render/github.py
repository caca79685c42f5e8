"""Results as a log of GitHub Actions: annotations, then what GitHub shows no annotation for, and the verdict line last.

GitHub shows ten annotations of a kind for a step. The other findings are plain lines in a group for each file, so that
the log has all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.duties import DutyRow
from khpcmd.render.formats import Look
from khpcmd.render.plain import fault_line
from khpcmd.render.told.file import Fault, FileTold
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View, files_line
from khpcmd.render.wording import Wording, visible
from khpcmd.report import DataReport, Report, Standing
from khpcmd.results import DutyState, Result, Verdict

LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.QUESTION: "notice",
    Severity.NOTE: "notice",
}
SHOWN = 10
"""How many annotations of a kind GitHub shows for one step."""
TITLE = "khpcmd"
"""The title of what is of no file."""


class Finding(NamedTuple):
    """Something to be told: as an annotation, and as a plain line under the title of its group."""

    severity: Severity
    annotation: str
    group: str
    line: str


def github_report(report: Report, messages: Messages, _look: Look) -> str:
    """The log of a report; the last annotation counts all faults."""
    view = View(report, messages)
    faults = [fault for section in view.sections for fault in section.faults]
    duties = view.duties.rows if view.duties else ()
    findings = [
        *_targets(view.targets, view.headings["target"]),
        *_duties(duties, view.headings["duties"]),
        *_faults(faults),
    ]
    bad = any(one.target.binding and one.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE) for one in report.results)
    worst = Severity.ERROR if bad or not report.checked or any(report.of(Severity.ERROR)) else Severity.NOTE
    log = logged(findings, annotation(worst, TITLE, f"{view.verdict_line} · {view.faults_line}"))
    supposed = (view.verdict_line, *view.what_if) if report.what_if else ()
    return "".join(f"{plain_line(line)}\n" for line in (*supposed, *view.provenance)) + log


def github_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The same for the data of files."""
    wording = Wording(messages, report.plan)
    faults = [fault for file in report.files for fault in FileTold(file, wording).faults]
    broken = report.count(Standing.FAULTY) or report.count(Standing.EMPTY) or not report.count(Standing.SOUND)
    worst = Severity.ERROR if broken else Severity.NOTE
    return logged(_faults(faults), annotation(worst, TITLE, files_line(report, messages)))


def annotation(severity: Severity, title: str, message: str, **place: str | int) -> str:
    """One annotation; ``place`` is ``file``, ``line`` and ``col``, as far as they are known."""
    known = {name: value for name, value in place.items() if value} | {"title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in known.items())
    return f"::{LEVELS[severity]} {properties}::{_data(visible(message))}"


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
    shown, counts, groups = list[str](), dict.fromkeys(LEVELS.values(), 0), dict[str, list[str]]()
    for one in findings:
        level = LEVELS[one.severity]
        counts[level] += 1
        if counts[level] < SHOWN:
            shown.append(one.annotation)
        else:
            groups.setdefault(one.group or TITLE, []).append(plain_line(one.line))
    for title, lines in groups.items():
        shown += [f"::group::{_data(visible(title))} ({len(lines)})", *lines, "::endgroup::"]
    return "".join(f"{line}\n" for line in (*shown, last))


def _targets(rows: tuple[TargetTold, ...], heading: str) -> Iterator[Finding]:
    for row in rows:
        if severity := severity_of(row.result):
            yield _finding(severity, f"{row.id} {row.title}", f"{row.sign} {row.word}; {row.summed_up}", heading)


def _finding(severity: Severity, title: str, message: str, group: str) -> Finding:
    return Finding(severity, annotation(severity, title, message), group, f"{title}: {message}")


def severity_of(result: Result) -> Severity | None:
    """The severity of a target's annotation; None where it gets none."""
    if result.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE):
        if result.target.for_points:  # the score says what it is worth
            return Severity.NOTE
        return Severity.ERROR if result.target.binding else Severity.WARNING
    return None if result.otherwise is None else Severity.NOTE


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
