"""What is told of a report as a whole (``View``), in the order a person reads it; and the documents of checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Due, Period
from khpcmd.render.closing import absences, closing, closing_files, verdict_counts
from khpcmd.render.document import Document, Findings, Lines, Row, Section, Table, Text, Units
from khpcmd.render.duties import DutyRow, DutyTable, duty_table
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Look
from khpcmd.render.issued import cited, subject
from khpcmd.render.styles import STYLES
from khpcmd.render.told.file import COUNTED, Fault, FileTold, faults
from khpcmd.render.told.target import Matrix, TargetTold, matrix
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Deadline, Report, Standing, Supposed, files_of
from khpcmd.results import Verdict
from khpcmd.version import __version__


class FaultList(NamedTuple):
    """The faults of one severity under their heading, which says how many there are."""

    severity: Severity
    heading: str
    faults: tuple[Fault, ...]


class View:
    """A report in words, each text made when it is asked for. Every text is one line."""

    def __init__(self, report: Report, messages: Messages, *, by_unit: bool = False) -> None:
        """``by_unit`` adds every unit's own standing."""
        self.report, self.messages, self._by_unit = report, messages, by_unit
        self.figures, self.wording = Figures(messages, report.plan), Wording(messages, report.plan)

    @property
    def period(self) -> Period | None:
        """The period that was judged; None where none is known."""
        return self.report.plan.periods.get(self.report.period)

    @property
    def interim(self) -> bool:
        """Whether the period is one within the year."""
        return self.period is not None and self.period.interim

    def headings(self, *names: str) -> tuple[str, ...]:
        """Those of the table of targets and of what follows it."""
        return tuple(self.messages.template(f"headings.{name}") for name in names)

    @cached_property
    def targets(self) -> tuple[TargetTold, ...]:
        return tuple(TargetTold(result, self.figures, self.wording.unit) for result in self.report.results)

    @cached_property
    def matrix(self) -> Matrix | None:
        return matrix(self.report.plan, self.targets, self.figures) if self._by_unit else None

    @cached_property
    def duties(self) -> DutyTable | None:
        return duty_table(self.report, self.wording)

    @cached_property
    def files(self) -> tuple[FileTold, ...]:
        """The returns, in the order in which they were read."""
        return tuple(FileTold(one, self.wording) for one in files_of(self.report))

    @cached_property
    def sections(self) -> tuple[FaultList, ...]:
        found = ((severity, faults(self.report.of(severity), self.wording)) for severity in COUNTED)
        return tuple(FaultList(severity, self._section_heading(severity), here) for severity, here in found if here)

    def _section_heading(self, severity: Severity) -> str:
        """ "Lỗi (3)", "Lỗi (3), 2 đơn vị chưa báo cáo": who has not reported is no error of the data."""
        messages, count = self.messages, self.report.faults(severity)
        counted = f"{messages.template(f'headings.{COUNTED[severity]}')} ({messages.number(count)})" if count else ""
        return messages.joined(filter(None, (counted, self._absent if severity is Severity.ERROR else "")))

    @property
    def _absent(self) -> str:
        """ "2 đơn vị chưa báo cáo, 1 đơn vị đã gửi nhưng chưa dùng được"; "" where nobody is waited for."""
        return self.messages.counts(absences(self.report))

    def line(self, counts: str = "") -> str:
        """The whole report in one line: the period, how many targets stand how, and how many errors the data have.

        ``counts`` stands in the place of these numbers.
        """
        report, messages = self.report, self.messages
        counts, period = counts or self._counts(), self.period
        if period is None:
            cause = next(report.of(Severity.ERROR), None)
            first = self.wording.message(cause) if cause else messages.template("view.no_returns")
            where = f"{cause.at}: " if cause and cause.at else ""
            return messages.text("view.nothing_read_line", first=(where + first).rstrip("."), counts=counts)
        key = "view.first_line_only_reported" if report.only_reported else "view.first_line"
        title, last = period.title.in_(messages.language), messages.day(period.window.last)
        line = messages.text(key, period=title, last=last, counts=counts)
        line = messages.text("view.first_line_selected", line=line) if report.selected else line
        return messages.text("what_if.first_line", line=line) if report.what_if else line

    @cached_property
    def verdict_line(self) -> str:
        return self.line()

    def _counts(self) -> str:
        counts = verdict_counts(self.report, self.messages, Verdict)
        wrong = self.messages.counts([*absences(self.report), ("errors", self.report.faults(Severity.ERROR))])
        return self.messages.text("view.with_faults", counts=counts, faults=wrong) if wrong else counts

    @property
    def about(self) -> str:
        """Which plan was applied, and as of which day; before that what is only supposed."""
        as_of = self.messages.text("view.as_of", day=self.messages.day(self.report.as_of))
        return " ".join((*self.what_if, plan_line(self.report.plan, self.messages), as_of))

    @cached_property
    def what_if(self) -> tuple[str, ...]:
        """What is supposed beside what was reported, and the targets that turn by it, a line each."""
        messages, say, found = self.messages, self.messages.template, self.report.what_if
        if found is None:
            return ()
        words: dict[StrEnum | None, str] = {None: "compare.not_judged"} | {
            verdict: f"verdicts.{verdict.value}" for verdict in Verdict
        }
        turned = messages.joined(
            messages.text("what_if.turn", target=target, before=say(words[before]), after=say(words[after]))
            for target, before, after in found.turned
        )
        return (
            messages.text("what_if.figures", figures="; ".join(map(self._supposed, found.supposed))),
            messages.text("what_if.turned", targets=turned) if turned else say("what_if.none_turned"),
        )

    def _supposed(self, one: Supposed) -> str:
        """ "Huyện Nam Sách, Số cơ sở được kiểm tra: 13 (báo cáo: 12)"."""
        unit, field = self.wording.unit(one.unit), self.figures.label(one.key)
        value, before = map(self.figures.found, (one.cell, one.reported))
        return self.messages.text("what_if.figure", unit=unit, field=field, value=value, before=before)

    @property
    def what_if_text(self) -> str:
        """The same as one text that says first that it is supposed; "" where nothing is."""
        return self.messages.text("what_if.first_line", line=" ".join(self.what_if)) if self.what_if else ""

    @cached_property
    def faults_line(self) -> str:
        """How many errors, warnings, questions and notes there are, and the codes of which not all are listed."""
        messages, absent = self.messages, self._absent
        numbers = {what: self.report.faults(severity) for severity, what in COUNTED.items()}
        none = [what for what in ("errors", "warnings") if not (numbers["errors"] or numbers[what])]
        found = (messages.count(*one) for one in numbers.items() if one[1])
        counts = messages.joined((*(messages.template(f"view.no_{what}") for what in none), *found))
        cut = [one.code for part in self.sections for one in part.faults if one.cut]
        line = messages.text("view.faults", counts=counts)
        line = messages.text("view.faults_absent", line=line, absent=absent) if absent else line
        return messages.text("view.faults_cut", line=line, codes=messages.listed(cut)) if cut else line

    @property
    def provenance(self) -> tuple[str, ...]:
        """What made the report, and from what: the tool, the plan and its hash, then each file and its hash."""
        return self.made_by, *self.inputs

    @property
    def made_by(self) -> str:
        """The tool, the plan and its hash, and the day that was judged as of."""
        report = self.report
        return f"khpcmd {__version__} · {report.plan.id} · sha256 {report.plan_hash} · {report.as_of.isoformat()}"

    @property
    def inputs(self) -> Iterator[str]:
        """Each file that was given, with what it was and its hash."""
        for one in self.report.inputs:
            yield f"{self.messages.word(f'role_{one.role}')} · {one.name} · sha256 {one.sha256}"

    @property
    def roll_call(self) -> tuple[str, ...]:
        """Who has reported, level by level, and the names of those who have not."""
        below = {one.id for units in self.report.plan.filed_for.values() for one in units}
        waited = () if self.report.only_reported else self.report.roll_call
        missing = (
            ("missing_below" if below.issuperset(one.missing) else "missing", one, one.missing) for one in waited
        )
        unusable = (("unusable", one, one.unusable) for one in waited)
        who, names, text = self.figures.who, self.wording.units, self.messages.text
        named = ((key, who(call.level), units) for key, call, units in (*missing, *unusable) if units)
        told = (text(f"view.{key}", level=level, names=names(units)) for key, level, units in named)
        return tuple(filter(None, (self.roll_call_line, *told)))

    @property
    def roll_call_line(self) -> str:
        """How many units of each level have reported, "12/12 huyện, thị xã, thành phố"; "" where none was expected."""
        text, who = self.messages.text, self.figures.who
        numbers = ((len(one.reported), len(one.expected), who(one.level)) for one in self.report.roll_call)
        levels = [
            text("view.roll_call_level", reported=one, expected=all_, level=level) for one, all_, level in numbers
        ]
        return text("view.roll_call", levels="; ".join(levels)) if levels else ""

    @property
    def deadlines(self) -> tuple[str, ...]:
        """The deadline of the period judged on a line of its own, then those of the other periods."""
        own = [self._deadline("deadline", one) for one in self.report.deadlines if one.period == self.report.period]
        rest = (one for one in self.report.deadlines if one.period != self.report.period)
        if others := [self._deadline("other_deadline", one) + self._among(one) for one in rest]:
            key = "view.other_deadlines" if self.report.period else "view.all_deadlines"
            own.append(self.messages.text(key, periods="; ".join(others)))
        return tuple(own)

    def _deadline(self, key: str, one: Deadline) -> str:
        due = due_text(self.report.plan.periods[one.period].due, self.messages)
        period = self.figures.period(one.period)
        return self.messages.text(f"view.{key}", period=period, due=due, left=left(one, self.messages))

    def _among(self, deadline: Deadline) -> str:
        """How many returns of a period that is not judged are among the files; "" where there are none."""
        counts = {"reported": len(deadline.reported), "expected": len(deadline.expected)}
        return self.messages.text("view.among_files", **counts) if deadline.reported else ""


def plan_line(plan: Plan, messages: Messages) -> str:
    """Which plan was applied."""
    return messages.text("view.plan", document=cited(plan.document, messages), title=subject(plan, messages))


def due_text(due: Due, messages: Messages) -> str:
    """ "trước ngày 15/06/2023", or "chậm nhất ngày …" where that day itself is still in time."""
    return messages.text("view.due_by" if due.inclusive else "view.due_before", day=messages.day(due.date))


def left(deadline: Deadline, messages: Messages) -> str:
    """How many days are left, or have passed; "overdue" only where somebody is missing."""
    days, past = deadline.days_left, "days_overdue" if deadline.overdue else "days_past"
    return messages.count("days_left" if days > 0 else past, abs(days)) if days else messages.template("view.last_day")


def report_document(report: Report, messages: Messages, look: Look) -> Document:
    """A check by the plan: headline, roll-call, the targets with their details, units, duties, faults and files."""
    view = View(report, messages, by_unit=look.by_unit)
    return Document(
        view.verdict_line,
        (view.about, *view.roll_call, *view.deadlines, view.faults_line),
        tuple(_sections(view)),
        view.provenance,
        closing(report, messages, look),
    )


def _sections(view: View) -> Iterator[Section]:
    matrix, unit, duties, files = view.headings("matrix", "unit", "duties", "files")
    if view.targets:
        yield Section("", (_targets(view),))
    if view.matrix is not None and view.matrix.rows:
        yield Section(matrix, (Units(view.matrix, unit),))
    if view.duties is not None:
        yield Section(duties, tuple(_duties(view.duties, view.headings("verdict", "duties", "result"))))
    yield from fault_sections(view.sections)
    if len(view.files) > 1:
        told = [(Text(one.line, STYLES[one.standing]), one.standing is Standing.SOUND) for one in view.files]
        doubtful, sound = ([line for line, is_sound in told if is_sound is wanted] for wanted in (False, True))
        rest = [Text(view.messages.count("more_files", len(sound)))] if doubtful and sound else []
        yield Section(files, (Lines(tuple(line for line, _ in told), (*doubtful, *rest)),))


def fault_sections(sections: Iterable[FaultList]) -> Iterator[Section]:
    """The faults of each severity under their heading."""
    return (Section(one.heading, (Findings(one.faults),)) for one in sections)


def _targets(view: View) -> Table:
    *columns, details = view.headings("verdict", "target", "threshold", "result", "details")
    return Table(tuple(columns), tuple(map(_target, view.targets)), details=details)


def _target(told: TargetTold) -> Row:
    mark, title, style = f"{told.sign} {told.word}", f"{told.id}  {told.title}", STYLES[told.verdict]
    found = (Text(told.value), *(Text(remark, "italic") for remark in told.remarks))
    return Row(
        ((Text(mark, style),), (Text(title),), (Text(told.threshold),), found),
        (mark, told.id, told.threshold, " | ".join((told.value, *told.remarks, told.title))),
        Text(f"{told.sign} {title}", style),
        told.details,
    )


def _duties(duties: DutyTable, columns: tuple[str, ...]) -> Iterator[Table | Lines]:
    if duties.rows:
        yield Table(columns, tuple(map(_duty, duties.rows)))
    if duties.silent:
        yield Lines((Text(duties.silent),))


def _duty(one: DutyRow) -> Row:
    mark, done = f"{one.sign} {one.word}", (Text(one.done), *(Text(remark, "italic") for remark in one.remarks))
    cells = (Text(mark, STYLES[one.state]),), (Text(f"{one.id}  {one.title}"),), done
    return Row(cells, (mark, one.id, " | ".join((one.done, *one.remarks, one.title))))


def files_line(report: DataReport, messages: Messages, order: Iterable[Standing] = Standing) -> str:
    """How many files there are, and how many of them stand how."""
    counts = messages.counts((f"{standing.value}_files", report.count(standing)) for standing in order)
    return messages.text("view.files", files=messages.count("files", len(report.files)), counts=counts)


def files_document(report: DataReport, messages: Messages, look: Look) -> Document:
    """Files with their faults, each by itself."""
    wording = Wording(messages, report.plan)
    told = (FileTold(file, wording) for file in report.files)
    found = tuple(Findings(one.faults, Text(one.line, STYLES[one.standing])) for one in told)
    return Document(
        files_line(report, messages),
        (plan_line(report.plan, messages), messages.template("view.each_file_alone")),
        (Section("", found),),
        closing=closing_files(report, messages, look.exit_code),
    )
