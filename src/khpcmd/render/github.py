"""Results as annotations of GitHub Actions: the faults at their files, the targets, and the verdict line last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.duties import DutyRow
from khpcmd.render.formats import Look
from khpcmd.render.targets import TargetRow
from khpcmd.render.view import Fault, tabulate, tabulate_files
from khpcmd.render.wording import visible
from khpcmd.report import DataReport, DutyState, Report, Result, Standing, Verdict

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
SHOWN = 10
"""How many annotations of a kind GitHub shows for one step."""


def github_report(report: Report, messages: Messages, look: Look) -> str:
    """The annotations of a report, as many as GitHub shows for a step; the last one counts all faults."""
    view = tabulate(report, messages, by_unit=look.by_unit)
    faults = [fault for section in view.sections for fault in section.faults]
    duties = view.duties.rows if view.duties else ()
    lines = [*_targets(report, view.targets), *_duties(duties), *_faults(faults)]
    bad = any(one.target.binding and one.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE) for one in report.results)
    worst = Severity.ERROR if bad or not report.results or any(report.of(Severity.ERROR)) else Severity.NOTE
    annotations = _within_limits(lines, annotation(worst, "khpcmd", f"{view.verdict_line} · {view.faults_line}"))
    return "".join(f"{plain_line(line)}\n" for line in view.provenance) + annotations


def github_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The same for the data of files."""
    view = tabulate_files(report, messages)
    faults = [fault for file in view.files for fault in file.faults]
    broken = report.count(Standing.FAULTY) or report.count(Standing.EMPTY) or not report.count(Standing.SOUND)
    worst = Severity.ERROR if broken else Severity.NOTE
    return _within_limits(_faults(faults), annotation(worst, "khpcmd", view.summary))


def annotation(severity: Severity, title: str, message: str, **place: str | int) -> str:
    """One annotation; ``place`` is ``file``, ``line`` and ``col``, as far as they are known."""
    known = {name: value for name, value in place.items() if value} | {"title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in known.items())
    return f"::{LEVELS[severity]} {properties}::{_data(visible(message))}"


def plain_line(text: str) -> str:
    """A line of the log that is nothing but a line: no text that begins with "::" is taken for a command."""
    shown = visible(text)
    return f" {shown}" if shown.lstrip().startswith("::") else shown


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _within_limits(lines: Iterable[tuple[Severity, str]], last: str) -> str:
    """The first of each severity, with a place left for the last one."""
    shown, counts = list[str](), dict.fromkeys(Severity, 0)
    for severity, line in lines:
        counts[severity] += 1
        if counts[severity] < SHOWN:
            shown.append(line)
    return "".join(f"{line}\n" for line in (*shown, last))


def _targets(report: Report, rows: tuple[TargetRow, ...]) -> Iterator[tuple[Severity, str]]:
    for result, row in zip(report.results, rows, strict=True):
        severity = _severity(result)
        if severity is not None:
            message = "; ".join((f"{row.sign} {row.word}", row.threshold, row.result, *row.remarks))
            yield severity, annotation(severity, f"{row.id} {row.title}", message)


def _severity(result: Result) -> Severity | None:
    """The severity of a target's annotation; None where it gets none."""
    if result.verdict in (Verdict.MISSED, Verdict.INCONCLUSIVE):
        return Severity.ERROR if result.target.binding else Severity.WARNING
    return None if result.otherwise is None else Severity.NOTE


def _duties(rows: Iterable[DutyRow]) -> Iterator[tuple[Severity, str]]:
    for row in rows:
        if row.state is DutyState.NOT_DONE:
            message = "; ".join((f"{row.sign} {row.word}", row.done, *row.remarks))
            yield Severity.WARNING, annotation(Severity.WARNING, f"{row.id} {row.title}", message)


def _faults(faults: Iterable[Fault]) -> Iterator[tuple[Severity, str]]:
    return ((fault.severity, _fault(fault)) for fault in faults)


def _fault(fault: Fault) -> str:
    if fault.at is not None and fault.at.line:  # a file of text, which GitHub can show at its line
        message, at = f"{fault.message} {fault.cure}", fault.at
        return annotation(fault.severity, fault.code, message, file=at.file, line=at.line, col=at.column)
    file, _, cell = fault.place.partition(" › ")
    where = f"{cell} " if cell else ""
    return annotation(fault.severity, fault.code, f"{where}{fault.message} {fault.cure}", file=file)
