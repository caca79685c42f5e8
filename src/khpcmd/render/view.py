"""A report as ready texts, in the order a person reads them: the one tabulation that the formats draw."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.faults import Cut, Group, listed, row_and_column
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Due
from khpcmd.render.closing import absences
from khpcmd.render.document import cited, subject
from khpcmd.render.duties import DutyTable, duty_table
from khpcmd.render.figures import Figures
from khpcmd.render.told.office import Matrix, matrix
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import Wording, named, place
from khpcmd.report import DataReport, Deadline, FileResult, Report, RollCall, Standing, Supposed, files_of
from khpcmd.results import Verdict
from khpcmd.version import __version__

SIGNS = {Standing.SOUND: "✓", Standing.FAULTY: "✗", Standing.EMPTY: "✗", Standing.SET_ASIDE: "–"}
NAMED = 3
"""How many units are named in a file's line before they are counted."""
COUNTED = {
    Severity.ERROR: "errors",
    Severity.WARNING: "warnings",
    Severity.QUESTION: "questions",
    Severity.NOTE: "notes",
}
VARYING: Mapping[AnyCode, frozenset[str]] = {
    Code.NUMBER_AS_TEXT: frozenset({"found", "value"}),
    Code.OUT_OF_BOUNDS: frozenset({"found", "value"}),
    Code.AMBIGUOUS_NUMBER: frozenset({"found", "first", "second"}),
    Code.FIELD_NOT_EXPECTED: frozenset({"unit"}),
    Code.NOT_REPORTED: frozenset({"unit"}),
    Code.OVERDUE: frozenset({"unit"}),
    Code.REPORT_NOT_RECEIVED: frozenset({"unit"}),
    Code.SENT_NOT_USED: frozenset({"unit"}),
    Code.TOTAL_ROW_SET_ASIDE: frozenset({"text"}),
    Code.ROW_SET_ASIDE: frozenset({"text"}),
    Code.COLUMN_SET_ASIDE: frozenset({"header"}),
}
"""The parameters that may differ among equal faults: what stood in the cell, and how it was read."""
WHAT_STOOD_THERE = frozenset({"found"})
HEADINGS = ("verdict", "target", "threshold", "result", "unit", "details", "matrix", "duties", "files")
SECTIONS = tuple(COUNTED.items())


@dataclass(frozen=True, slots=True)
class View:
    """A report in words. Every text is one line."""

    verdict_line: str
    about: str
    roll_call: tuple[str, ...]
    deadlines: tuple[str, ...]
    faults_line: str
    headings: Mapping[str, str]
    """Those of the table of targets and of what follows it."""
    targets: tuple[TargetTold, ...]
    matrix: Matrix | None
    duties: DutyTable | None
    sections: tuple[Section, ...]
    files: tuple[FileLine, ...]
    """The returns, in the order in which they were read."""
    provenance: tuple[str, ...]
    """What made the report, and from what: the tool, the plan and its hash, then each file and its hash."""


@dataclass(frozen=True, slots=True)
class Section:
    """The faults of one severity under their heading, which says how many there are."""

    severity: Severity
    heading: str
    faults: tuple[Fault, ...]


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
    unit_cure: str
    """What the unit can do about it in its own return: the cure without what only others can do."""
    at: Location | None
    """The first of the places."""
    cut: bool = False
    """Whether this counts the faults of its code that are not listed."""

    @property
    def where(self) -> str:
        """The place, the number and the unit, as far as they are known."""
        return " · ".join(text for text in (self.place, self.count, self.unit) if text)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A return in one line, and how its figures stand."""

    standing: Standing
    text: str


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
        headings={name: messages.template(f"headings.{name}") for name in HEADINGS},
        targets=tuple(TargetTold(result, figures, wording.unit) for result in report.results),
        matrix=matrix(report, figures, wording.unit) if by_unit else None,
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
        count=messages.count(_what(first), len(group)) if len(group) > 1 else "",
        unit=_whose(group, wording),
        message=wording.message(*group),
        cure=wording.cure(*group),
        unit_cure=wording.unit_cure(*group),
        at=first.at,
    )


def _what(first: Diagnostic) -> str:
    """What there are several of where a fault has equal ones."""
    if first.code is Code.MISSING_FIELD:
        return "fields"
    return "cells" if first.at else "units"


def faults(diagnostics: Iterable[Diagnostic], wording: Wording) -> tuple[Fault, ...]:
    """Diagnostics in words, equal ones in one line; last come the codes of which not all are listed."""
    groups, cuts = listed(grouped(diagnostics))
    return (*(fault(group, wording) for group in groups), *(_cut(cut, wording) for cut in cuts))


def _cut(cut: Cut, wording: Wording) -> Fault:
    code, severity, messages = cut.code.code, cut.code.severity, wording.messages
    word, cure = messages.template(f"severities.{severity.value}"), messages.template("view.cut_cure")
    return Fault(code, severity, word, "", "", "", wording.cut(cut), cure, cure, None, cut=True)


def _whose(group: Group, wording: Wording) -> str:
    """The units concerned; of several that are nowhere in a file the message itself has the names."""
    if len(group) > 1 and not group[0].at:
        return ""
    units = dict.fromkeys(one.unit for one in group if one.unit)
    return named(list(units), wording.unit, wording.messages)


def _sections(report: Report, wording: Wording) -> Iterator[Section]:
    for severity, name in SECTIONS:
        found = list(report.of(severity))
        if found:
            heading = _section_heading(report, severity, name, wording.messages)
            yield Section(severity, heading, faults(found, wording))


def _section_heading(report: Report, severity: Severity, name: str, messages: Messages) -> str:
    """ "Lỗi (3)", "Lỗi (3), 2 đơn vị chưa báo cáo": who has not reported is no error of the data."""
    count, missing = report.faults(severity), _absent(report, messages) if severity is Severity.ERROR else ""
    parts = [f"{messages.template(f'headings.{name}')} ({messages.number(count)})"] if count else []
    return messages.joined([*parts, missing] if missing else parts)


def _absent(report: Report, messages: Messages) -> str:
    """ "2 đơn vị chưa báo cáo, 1 đơn vị đã gửi nhưng chưa dùng được"; "" where nobody is waited for."""
    return messages.joined(messages.count(what, number) for what, number in absences(report) if number)


@dataclass(frozen=True, slots=True)
class FilesView:
    """A report on data in words. Every text is one line."""

    summary: str
    about: str
    scope: str
    """What only a check of all files together can tell."""
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in one line, and its faults."""

    standing: Standing
    line: str
    faults: tuple[Fault, ...]


def tabulate_files(report: DataReport, messages: Messages) -> FilesView:
    """Put a report on data into words."""
    wording = Wording(messages, report.plan)
    return FilesView(
        files_line(report, messages),
        plan_line(report.plan, messages),
        messages.template("view.each_file_alone"),
        tuple(
            FileRow(file.standing, file_line(file, wording), faults(file.diagnostics, wording)) for file in report.files
        ),
    )


def files_line(report: DataReport, messages: Messages, order: Iterable[Standing] = Standing) -> str:
    """How many files there are, and how many of them stand how."""
    found = [(standing.value, report.count(standing)) for standing in order]
    counts = messages.joined(messages.count(f"{name}_files", number) for name, number in found if number)
    return messages.text("view.files", files=messages.count("files", len(report.files)), counts=counts)


def verdict_line(report: Report, messages: Messages, counts: str = "") -> str:
    """The whole report in one line: the period, how many targets stand how, and how many errors the data have.

    ``counts`` stands in the place of these numbers.
    """
    counts, period = counts or _counts(report, messages), report.plan.periods.get(report.period)
    if period is None:
        cause = next(report.of(Severity.ERROR), None)
        first = Wording(messages, report.plan).message(cause) if cause else messages.template("view.no_returns")
        where = f"{cause.at}: " if cause and cause.at else ""
        return messages.text("view.nothing_read_line", first=(where + first).rstrip("."), counts=counts)
    line = messages.text(
        "view.first_line_only_reported" if report.only_reported else "view.first_line",
        period=period.title.in_(messages.language),
        last=messages.day(period.window.last),
        counts=counts,
    )
    line = messages.text("view.first_line_selected", line=line) if report.selected else line
    return messages.text("what_if.first_line", line=line) if report.what_if else line


def what_if(report: Report, messages: Messages) -> Iterator[str]:
    """What is supposed beside what was reported, and the targets that turn by it, a line each."""
    if report.what_if is None:
        return
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    supposed = "; ".join(_supposed(one, figures, wording) for one in report.what_if.supposed)
    yield messages.text("what_if.figures", figures=supposed)
    turned = [
        messages.text("what_if.turn", target=target, before=_word(before, messages), after=_word(after, messages))
        for target, before, after in report.what_if.turned
    ]
    yield (
        messages.text("what_if.turned", targets=messages.joined(turned))
        if turned
        else messages.template("what_if.none_turned")
    )


def _supposed(one: Supposed, figures: Figures, wording: Wording) -> str:
    """ "Huyện Nam Sách, Số cơ sở được kiểm tra: 13 (báo cáo: 12)"."""
    return wording.messages.text(
        "what_if.figure",
        unit=wording.unit(one.unit),
        field=figures.label(one.key),
        value=figures.found(one.cell),
        before=figures.found(one.reported),
    )


def _word(verdict: StrEnum | None, messages: Messages) -> str:
    return messages.template(f"verdicts.{verdict.value}" if verdict else "compare.not_judged")


def what_if_text(report: Report, messages: Messages) -> str:
    """The same as one text that says first that it is supposed; "" where nothing is."""
    lines = list(what_if(report, messages))
    return messages.text("what_if.first_line", line=" ".join(lines)) if lines else ""


def about(report: Report, messages: Messages) -> str:
    """Which plan was applied, and as of which day; before that what is only supposed."""
    as_of = messages.text("view.as_of", day=messages.day(report.as_of))
    return " ".join((*what_if(report, messages), plan_line(report.plan, messages), as_of))


def plan_line(plan: Plan, messages: Messages) -> str:
    """Which plan was applied."""
    return messages.text("view.plan", document=cited(plan.document, messages), title=subject(plan, messages))


def faults_line(report: Report, messages: Messages, cut: Iterable[str]) -> str:
    """How many errors, warnings, questions and notes there are, and the codes of which not all are listed."""
    line, codes = messages.text("view.faults", counts=data_counts(report, messages)), list(cut)
    if absent := _absent(report, messages):
        line = messages.text("view.faults_absent", line=line, absent=absent)
    return messages.text("view.faults_cut", line=line, codes=messages.listed(codes)) if codes else line


def data_counts(report: Report, messages: Messages) -> str:
    """ "2 lỗi, 1 ghi chú", "không có lỗi, không có cảnh báo; 1 ghi chú": of the data alone, missing returns apart."""
    errors, warnings, *others = (report.faults(severity) for severity in COUNTED)
    counts = [messages.count("errors", errors) if errors else messages.template("view.no_errors")]
    if warnings or not errors:
        counts.append(messages.count("warnings", warnings) if warnings else messages.template("view.no_warnings"))
    rest = zip(list(COUNTED.values())[2:], others, strict=True)
    counts += [messages.count(what, number) for what, number in rest if number]
    return messages.joined(counts)


def _counts(report: Report, messages: Messages) -> str:
    found = [(verdict.value, report.count(verdict)) for verdict in Verdict]
    counts = messages.joined(messages.count(name, number) for name, number in found if number)
    counts = counts or messages.template("view.no_targets")
    wrong = [*absences(report), ("errors", report.faults(Severity.ERROR))]
    faults = messages.joined(messages.count(what, number) for what, number in wrong if number)
    return messages.text("view.with_faults", counts=counts, faults=faults) if faults else counts


def provenance(report: Report, messages: Messages) -> Iterator[str]:
    """What made the report, and from what: the tool and the plan, then each file that was given."""
    yield made_by(report)
    yield from inputs(report, messages)


def made_by(report: Report) -> str:
    """The tool, the plan and its hash, and the day that was judged as of."""
    return f"khpcmd {__version__} · {report.plan.id} · sha256 {report.plan_hash} · {report.as_of.isoformat()}"


def inputs(report: Report, messages: Messages) -> Iterator[str]:
    """Each file that was given, with what it was and its hash."""
    for one in report.inputs:
        yield f"{messages.word(f'role_{one.role}')} · {one.name} · sha256 {one.sha256}"


def roll_call(report: Report, wording: Wording) -> tuple[str, ...]:
    """Who has reported, level by level, and the names of those who have not."""
    if not report.roll_call:
        return ()
    below = (
        set[str]() if wording.plan is None else {one.id for units in wording.plan.filed_for.values() for one in units}
    )
    missing = tuple(
        wording.messages.text(
            f"view.missing{'_below' * below.issuperset(call.missing)}",
            level=_title(call, wording),
            names=wording.units(call.missing),
        )
        for call in report.roll_call
        if call.missing and not report.only_reported
    )
    unusable = tuple(
        wording.messages.text("view.unusable", level=_title(call, wording), names=wording.units(call.unusable))
        for call in report.roll_call
        if call.unusable and not report.only_reported
    )
    return (roll_call_line(report, wording), *missing, *unusable)


def roll_call_line(report: Report, wording: Wording) -> str:
    """How many units of each level have reported, "12/12 huyện, thị xã, thành phố"; "" where none was expected."""
    levels = "; ".join(_level(call, wording) for call in report.roll_call)
    return wording.messages.text("view.roll_call", levels=levels) if levels else ""


def _level(call: RollCall, wording: Wording) -> str:
    return wording.messages.text(
        "view.roll_call_level",
        reported=len(call.reported),
        expected=len(call.expected),
        level=_title(call, wording),
    )


def _title(call: RollCall, wording: Wording) -> str:
    level = wording.plan.levels.get(call.level) if wording.plan else None
    return level.title.in_(wording.messages.language) if level else call.level


def deadline_lines(report: Report, messages: Messages) -> Iterator[str]:
    """The deadline of the period judged on a line of its own, then those of the other periods."""
    others = list[str]()
    for deadline in report.deadlines:
        values = {"due": due_text(report.plan.periods[deadline.period].due, messages), "left": left(deadline, messages)}
        period = title(report.plan, deadline, messages)
        if deadline.period == report.period:
            yield messages.text("view.deadline", period=period, **values)
        else:
            others.append(messages.text("view.other_deadline", period=period, **values) + _among(deadline, messages))
    if others:
        key = "view.other_deadlines" if report.period else "view.all_deadlines"
        yield messages.text(key, periods="; ".join(others))


def title(plan: Plan, deadline: Deadline, messages: Messages) -> str:
    return plan.periods[deadline.period].title.in_(messages.language)


def due_text(due: Due, messages: Messages) -> str:
    """ "trước ngày 15/06/2023", or "chậm nhất ngày …" where that day itself is still in time."""
    return messages.text("view.due_by" if due.inclusive else "view.due_before", day=messages.day(due.date))


def left(deadline: Deadline, messages: Messages) -> str:
    """How many days are left, or have passed; "overdue" only where somebody is missing."""
    if deadline.days_left == 0:
        return messages.template("view.last_day")
    if deadline.days_left > 0:
        return messages.count("days_left", deadline.days_left)
    return messages.count("days_overdue" if deadline.overdue else "days_past", -deadline.days_left)


def _among(deadline: Deadline, messages: Messages) -> str:
    """How many returns of a period that is not judged are among the files; "" where there are none."""
    if not deadline.reported:
        return ""
    counts = {"reported": len(deadline.reported), "expected": len(deadline.expected)}
    return messages.text("view.among_files", **counts)


def file_line(file: FileResult, wording: Wording, *, failed: bool = False) -> str:
    """``✗ bc-nam-sach.xlsx: Huyện Nam Sách, năm 2023; 2 lỗi, 1 cảnh báo``.

    ``failed``: what was to be done with the file was not, however sound it is.
    """
    messages = wording.messages
    found = [(what, file.count(severity)) for severity, what in COUNTED.items()]
    counts = messages.joined(messages.count(what, number) for what, number in found if number)
    if file.standing in (Standing.SOUND, Standing.EMPTY) and not file.count(Severity.ERROR):
        state = messages.template(f"standings.{file.standing.value}")
        counts = f"{state} ({counts})" if counts else state
    sign = "✗" if failed else SIGNS[file.standing]
    return messages.text("view.file", sign=sign, name=file.name, content=_content(file, counts, wording))


def _content(file: FileResult, counts: str, wording: Wording) -> str:
    messages, periods = wording.messages, wording.plan.periods if wording.plan else {}
    whose = wording.units(file.units) if len(file.units) <= NAMED else messages.count("units", len(file.units))
    titles = (periods[period].title.in_(messages.language) for period in file.periods if period in periods)
    about = messages.joined(text for text in (whose, *titles) if text) if file.units else ""
    return "; ".join(text for text in (about, counts) if text)


def grouped(faults: Iterable[Diagnostic]) -> list[Group]:
    """The faults in groups of one code, sheet and meaning, each where its first member was."""
    by_meaning: dict[Hashable, list[tuple[int, Diagnostic]]] = {}
    for index, fault in enumerate(faults):
        by_meaning.setdefault(_meaning(fault, index), []).append((index, fault))
    lines = [line for members in by_meaning.values() for line in _lines(members)]
    return [tuple(fault for _, fault in line) for line in sorted(lines, key=lambda line: line[0][0])]


def _meaning(fault: Diagnostic, index: int) -> Hashable:
    """What equal faults share. Of a sheet only the fields that it lacks are like each other."""
    at, varying = fault.at, VARYING.get(fault.code, WHAT_STOOD_THERE)
    if at is not None and row_and_column(at.cell) == (0, 0):
        return (fault.code, at, fault.unit) if fault.code is Code.MISSING_FIELD else index
    same = tuple((name, value) for name, value in sorted(fault.params.items()) if name not in varying)
    return fault.code, (at.file, at.sheet) if at else None, same, fault.remark


def _lines(members: list[tuple[int, Diagnostic]]) -> Iterable[list[tuple[int, Diagnostic]]]:
    """The members as they stand in one row, or else column by column."""
    cells = [row_and_column(fault.at.cell) if fault.at else (0, 0) for _, fault in members]
    if len({row for row, _ in cells}) == 1:
        return [members]
    columns: dict[int, list[tuple[int, Diagnostic]]] = {}
    for member, (_, column) in zip(members, cells, strict=True):
        columns.setdefault(column, []).append(member)
    return columns.values()
