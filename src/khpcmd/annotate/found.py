"""What the sheet of results says, in words: the heading, the faults, the verdicts and what the copy lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.file_results import FileResult
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.figures import Figures
from khpcmd.render.file_line import file_line
from khpcmd.render.headline import verdict_line
from khpcmd.render.rows import target_row
from khpcmd.render.view import fault, faults
from khpcmd.render.wording import Wording
from khpcmd.results import Report, Verdict


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault, or several equal ones, and the cell that its place leads to (None where it is of no sheet)."""

    severity: Severity
    word: str
    code: str
    place: str
    at: Location | None
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A target as the units of the file reach it."""

    id: str
    verdict: Verdict
    word: str
    threshold: str
    title: str
    figure: str
    remarks: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of one period under the sentence that sums them up."""

    line: str
    targets: tuple[VerdictLine, ...]


class Speaker:
    """Puts what was found out about one file into words. The file itself is not named: the reader has it open."""

    def __init__(self, messages: Messages, plan: Plan, name: str) -> None:
        """``name`` is what messages call the file."""
        self.messages = messages
        self._wording = Wording(messages, plan)
        self._figures = Figures(messages, plan)
        self._given = name
        self._name = PurePosixPath(name).name

    def comment(self, one: Diagnostic) -> str:
        """A fault as the comment of its cell."""
        told = fault((one,), self._wording)
        message, cure = self._local(told.message), self._local(told.cure)
        return self.messages.text("annotate.comment", word=told.word, code=told.code, message=message, cure=cure)

    def faults(self, found: Iterable[Diagnostic]) -> Iterator[FaultLine]:
        for told in faults(found, self._wording):
            first = told.at
            message = f"[{told.unit}] {told.message}" if told.unit else told.message
            place = self._local(told.place) if first and first.sheet else ""
            texts = self._local(message), self._local(told.cure)
            yield FaultLine(told.severity, told.word, told.code, place, first if place else None, *texts)

    def verdicts(self, report: Report) -> Verdicts:
        targets = []
        for result in report.results:
            row = target_row(result, self._figures, self._wording)
            remarks = "; ".join(row.remarks)
            found = VerdictLine(row.id, row.verdict, row.word, row.threshold, row.title, row.result, remarks)
            targets.append(found)
        return Verdicts(verdict_line(report, self.messages), tuple(targets))

    def summary(self, file: FileResult) -> str:
        """The file in one line: whose figures it has, and how many faults."""
        return file_line(replace(file, name=self._name), self._wording)

    def losses(self, kinds: Iterable[str]) -> str:
        return self.messages.joined(self.messages.template(f"annotate.lost.{kind}") for kind in kinds)

    def _local(self, text: str) -> str:
        return text.replace(f"{self._given} › ", "").replace(self._given, self._name)
