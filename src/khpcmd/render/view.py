"""A report as ready texts, in the order a person reads them: the one tabulation that the formats draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Due
from khpcmd.render.closing import absences
from khpcmd.render.document import cited, subject
from khpcmd.render.duties import DutyTable, duty_table
from khpcmd.render.figures import Figures
from khpcmd.render.told.file import COUNTED, Fault, FileTold, faults
from khpcmd.render.told.office import Matrix, matrix
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Deadline, Report, RollCall, Standing, Supposed, files_of
from khpcmd.results import Verdict
from khpcmd.version import __version__

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
    files: tuple[FileTold, ...]
    """The returns, in the order in which they were read."""
    provenance: tuple[str, ...]
    """What made the report, and from what: the tool, the plan and its hash, then each file and its hash."""


@dataclass(frozen=True, slots=True)
class Section:
    """The faults of one severity under their heading, which says how many there are."""

    severity: Severity
    heading: str
    faults: tuple[Fault, ...]


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
        files=tuple(FileTold(one, wording) for one in files_of(report)),
        provenance=tuple(provenance(report, messages)),
    )


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
    files: tuple[FileTold, ...]


def tabulate_files(report: DataReport, messages: Messages) -> FilesView:
    """Put a report on data into words."""
    wording = Wording(messages, report.plan)
    return FilesView(
        files_line(report, messages),
        plan_line(report.plan, messages),
        messages.template("view.each_file_alone"),
        tuple(FileTold(file, wording) for file in report.files),
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
