"""The only tabulation: a report as ready texts, in the order a person reads them. Renderers draw nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.faults import Cut, Group, listed
from khpcmd.file_results import Standing, files_of
from khpcmd.i18n import Messages
from khpcmd.render.deadlines import deadline_lines
from khpcmd.render.duty_rows import DutyTable, duty_table
from khpcmd.render.figures import Figures
from khpcmd.render.file_line import file_line
from khpcmd.render.groups import grouped
from khpcmd.render.headline import about, faults_line, provenance, roll_call, verdict_line
from khpcmd.render.matrix import Matrix, matrix
from khpcmd.render.places import place
from khpcmd.render.rows import TargetRow, named, target_row
from khpcmd.render.wording import Wording
from khpcmd.results import Report

SECTIONS = ((Severity.ERROR, "errors"), (Severity.WARNING, "warnings"), (Severity.NOTE, "notes"))


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of the table of targets and of what follows it."""

    verdict: str
    target: str
    threshold: str
    result: str
    unit: str
    details: str
    matrix: str
    duties: str
    files: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Equal diagnostics: their code, the severity's word, where they are, whose, what was found and how to mend it.

    ``count`` says how many they are ("5 ô"); "" for a single one.
    """

    code: str
    severity: Severity
    word: str
    place: str
    count: str
    unit: str
    message: str
    cure: str
    at: Location | None
    """The first of the places."""
    cut: bool = False
    """Whether this stands for the faults of its code that are not listed."""


@dataclass(frozen=True, slots=True)
class Section:
    """The faults of one severity under their heading, which says how many there are."""

    severity: Severity
    heading: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A return in one line, and how its figures stand."""

    standing: Standing
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """A report in words. Every text is one line."""

    verdict_line: str
    about: str
    roll_call: tuple[str, ...]
    deadlines: tuple[str, ...]
    faults_line: str
    headings: Headings
    targets: tuple[TargetRow, ...]
    matrix: Matrix | None
    duties: DutyTable | None
    sections: tuple[Section, ...]
    files: tuple[FileLine, ...]
    """The returns, in the order in which they were read."""
    provenance: tuple[str, ...]
    """What made the report, and from what: the tool, the plan and its hash, then each file and its hash."""


def tabulate(report: Report, messages: Messages, *, by_unit: bool = False) -> View:
    """Put a report into words; ``by_unit`` adds every unit's own standing."""
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    sections = tuple(_sections(report, wording))
    return View(
        verdict_line=verdict_line(report, messages),
        about=about(report, messages),
        roll_call=roll_call(report, wording),
        deadlines=tuple(deadline_lines(report, messages)),
        faults_line=faults_line(report, messages, [one.code for part in sections for one in part.faults if one.cut]),
        headings=_headings(messages),
        targets=tuple(target_row(result, figures, wording) for result in report.results),
        matrix=matrix(report, figures, wording) if by_unit else None,
        duties=duty_table(report, wording),
        sections=sections,
        files=tuple(FileLine(one.standing, file_line(one, wording)) for one in files_of(report)),
        provenance=tuple(provenance(report, messages)),
    )


def fault(group: Group, wording: Wording) -> Fault:
    """Equal diagnostics in words."""
    first, messages = group[0], wording.messages
    return Fault(
        code=first.code.code,
        severity=first.severity,
        word=messages.template(f"severities.{first.severity.value}"),
        place=place([one.at for one in group if one.at], messages) if first.at else "",
        count=messages.count("cells" if first.at else "units", len(group)) if len(group) > 1 else "",
        unit=_whose(group, wording),
        message=wording.message(*group),
        cure=wording.cure(*group),
        at=first.at,
    )


def faults(diagnostics: Iterable[Diagnostic], wording: Wording) -> tuple[Fault, ...]:
    """Diagnostics in words, equal ones told once; last come the codes of which not all are listed."""
    groups, cuts = listed(grouped(diagnostics))
    return (*(fault(group, wording) for group in groups), *(_cut(cut, wording) for cut in cuts))


def _cut(cut: Cut, wording: Wording) -> Fault:
    code, severity, messages = cut.code.code, cut.code.severity, wording.messages
    word, cure = messages.template(f"severities.{severity.value}"), messages.template("view.cut_cure")
    return Fault(code, severity, word, "", "", "", wording.cut(cut), cure, None, cut=True)


def _whose(group: Group, wording: Wording) -> str:
    """The units concerned; of several that are nowhere in a file the message itself has the names."""
    if len(group) > 1 and not group[0].at:
        return ""
    units = dict.fromkeys(one.unit for one in group if one.unit)
    return named(list(units), wording.unit, wording.messages)


def _headings(messages: Messages) -> Headings:
    return Headings(*(messages.template(f"headings.{name}") for name in Headings.__slots__))


def _sections(report: Report, wording: Wording) -> Iterator[Section]:
    for severity, heading in SECTIONS:
        told = list(report.of(severity))
        if told:
            title = wording.messages.template(f"headings.{heading}")
            yield Section(severity, f"{title} ({wording.messages.number(len(told))})", faults(told, wording))
