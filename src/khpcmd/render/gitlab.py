"""Results as a code quality report of GitLab: an object for each finding, with the fields that GitLab documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.github import severity_of
from khpcmd.render.json_text import Json, written
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Report

SEVERITIES = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.QUESTION: "minor",
    Severity.NOTE: "info",
}
NO_FILE = "khpcmd"
"""The path of what is of no file: GitLab wants one."""


class Finding(NamedTuple):
    """One object of the report; ``identity`` is what its fingerprint is made of: never what stands in a cell."""

    description: str
    check_name: str
    severity: Severity
    identity: tuple[str, ...]
    path: str = NO_FILE
    line: int = 1


def gitlab_report(report: Report, messages: Messages, _look: Look) -> str:
    """The targets that are missed, inconclusive or waived, and the faults."""
    view = View(report, messages)
    return _written((*_supposed(view), *_targets(view), *_faults(report.diagnostics, view.wording)))


def gitlab_files(report: DataReport, messages: Messages, _look: Look) -> str:
    """The faults of files."""
    wording = Wording(messages, report.plan)
    return _written([one for file in report.files for one in _faults(file.diagnostics, wording)])


def _supposed(view: View) -> Iterator[Finding]:
    """What is only supposed comes first."""
    if text := view.what_if_text:
        yield Finding(text, "what_if", Severity.NOTE, ("what_if",))


def _targets(view: View) -> Iterator[Finding]:
    for row in view.targets:
        if severity := severity_of(row.result):
            text = f"{row.id} {row.title}; {row.word}; {row.summed_up}"
            yield Finding(text, row.id, severity, ("target", row.id))


def _faults(faults: Iterable[Diagnostic], wording: Wording) -> Iterator[Finding]:
    for fault in faults:
        at = fault.at
        place = f"{at.sheet}!{at.cell} " if at and at.cell else f"{at.sheet} " if at and at.sheet else ""
        line = (at.line or row_and_column(at.cell.partition(":")[0])[0]) if at else 0
        where = (at.file, at.sheet, at.cell, str(at.line), str(at.column)) if at else ()
        yield Finding(
            f"{place}{wording.message(fault)} {wording.cure(fault)}",
            fault.code.code,
            fault.severity,
            (fault.code.code, *where, fault.unit),
            (at.file.removeprefix("./") if at else "") or NO_FILE,
            line or 1,
        )


def _written(findings: Iterable[Finding]) -> str:
    met = Counter[tuple[str, ...]]()
    document = list[Json]()
    for one in findings:
        met[one.identity] += 1
        identity = "\0".join((*one.identity, str(met[one.identity])))
        document.append(
            {
                "description": one.description,
                "check_name": one.check_name,
                "fingerprint": sha256(identity.encode("utf-8", "surrogatepass")).hexdigest(),
                "severity": SEVERITIES[one.severity],
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
        )
    return written(document)
