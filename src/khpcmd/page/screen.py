"""What the check page shows of a check, as ready texts: may it be sent, and if not, which cells are to be fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.annotate.source import StandingLine, Standings
from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.faults import Group, listed
from khpcmd.diagnostics.parameters import Ref
from khpcmd.files import last
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.cell_ranges import ranges
from khpcmd.render.closing import ORDER as BAD_NEWS_FIRST
from khpcmd.render.told.file import faults, grouped
from khpcmd.render.view import View
from khpcmd.render.wording import visible
from khpcmd.report import ABSENT, FileResult, Report, Standing, all_files, files_of
from khpcmd.results import DutyState


class State(StrEnum):
    """How a file, or all files together, stand before they are sent."""

    READY = "ready"
    """Sound, with nothing left to answer."""
    SENDABLE = "sendable"
    """Sound; duties are still without an answer or without their evidence, as in a template that may be sent."""
    FAULTY = "faulty"
    UNREAD = "unread"
    """Refused before any figure was read."""
    EMPTY = "empty"
    """Read, and without any figure."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fix:
    """What was found, and how it is fixed."""

    code: str
    found: str
    cure: str


@dataclass(frozen=True, slots=True)
class Box:
    """A figure that may be typed over: its file, sheet and cell as they are called there, and what stands in it."""

    file: str
    sheet: str
    cell: str
    value: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Cells of a sheet, or a sheet or a file as a whole, and everything that is to be fixed there."""

    sheet: str
    cells: str
    title: str
    fixes: tuple[Fix, ...]
    boxes: tuple[Box, ...] = ()
    """Those of its cells that may be typed over; none where there are more than ``MOST_BOXES``."""


@dataclass(frozen=True, slots=True)
class FileScreen:
    """One file: how it stands in a few words, and its spots by severity."""

    name: str
    state: State
    heading: str
    about: str
    errors: tuple[Spot, ...]
    warnings: tuple[Spot, ...]
    questions: tuple[Spot, ...]
    notes: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A target with the figure of one unit, or of all units together. ``mark`` is a verdict, "info" or "unknown"."""

    id: str
    title: str
    figure: str
    threshold: str
    mark: str
    word: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """All that is shown after a check. ``judged`` and ``informed`` are of the one unit; ``targets`` of several."""

    state: State
    heading: str
    line: str
    count: str
    files: tuple[FileScreen, ...]
    judged: tuple[Line, ...]
    informed: tuple[Line, ...]
    duties: tuple[str, ...]
    """How many duties the one unit has done, then those that are without an answer or without evidence."""
    verdicts: str
    roll_call: tuple[str, ...]
    targets: tuple[Line, ...]
    elsewhere: tuple[Spot, ...]
    """What is to be fixed or looked at and concerns no file."""
    remarks: tuple[str, ...]
    """Notes that concern no file."""
    notice: str
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that only the person can answer: which of the ``periods`` (id and title) the files are of."""

    heading: str
    line: str
    periods: tuple[tuple[str, str], ...]


def choice_of(plan: Plan, error: UsageError, messages: Messages) -> Choice:
    """The question instead of what a command line would be told; raises the error where it is about anything else."""
    if error.kind not in ("period_not_stated", "period_differs"):
        raise error
    periods = tuple((ident, period.title.in_(messages.language)) for ident, period in plan.periods.items())
    heading, line = (messages.template(f"page.{part}.{error.kind}") for part in ("asked", "answer"))
    return Choice(heading, line, periods)


TypableAt = Callable[[Location], str | None]
MOST_BOXES = 12
SOUND = frozenset({State.READY, State.SENDABLE, State.SKIPPED})
ORDER = (State.FAULTY, State.UNREAD, State.EMPTY, State.SENDABLE, State.READY, State.SKIPPED)
"""What all files together are: the first of these that one of them is."""


def reporting(report: Report) -> tuple[str, ...]:
    """The units whose figures stand in the files, as ids."""
    return tuple(dict.fromkeys(unit for file in files_of(report) for unit in file.units))


def screen_of(report: Report, messages: Messages, *, unit: str = "", typable: TypableAt = lambda _: None) -> Screen:
    """A report in the words of the page; ``unit`` is the id of the one that the page was made for, if there is one.

    ``typable`` says what stands in a cell that may be typed over, None of any other.
    """
    words = _Words(report, messages, typable)
    view = words.view
    files = tuple(words.file(file) for file in all_files(report))
    units = reporting(report)
    elsewhere = [one for one in report.diagnostics if one.at is None and one.code not in ABSENT]
    notes = [one for one in elsewhere if one.severity is Severity.NOTE]
    state = next((one for one in ORDER if any(file.state is one for file in files)), State.EMPTY)
    if state in SOUND and any(one.severity is Severity.ERROR for one in elsewhere):
        state = State.FAULTY
    rows = tuple(Standings(report).lines(units, messages)) if len(units) == 1 else ()
    return Screen(
        state=state,
        heading=words.heading(state, files, len(elsewhere) - len(notes)),
        line=words.line(state, files),
        count=str(words.count(state, files) or ""),
        files=files,
        judged=tuple(_own(row, "") for row in rows if row.asked),
        informed=tuple(_own(row, messages.template("page.unknown")) for row in rows if not row.asked),
        duties=tuple(words.duties(units)),
        verdicts=view.verdict_line if len(units) > 1 else "",
        roll_call=(*view.roll_call, *view.deadlines) if len(units) > 1 else (),
        targets=tuple(words.targets()) if len(units) > 1 else (),
        elsewhere=words.spots(one for one in elsewhere if one.severity is not Severity.NOTE),
        remarks=tuple(fix.found for spot in words.spots(notes) for fix in spot.fixes),
        notice=words.notice(units, unit),
        provenance=view.provenance,
    )


def _own(row: StandingLine, unknown: str) -> Line:
    """A target with the figure of one unit."""
    mark = row.verdict.value if row.verdict else "info" if row.known else "unknown"
    remarks = (row.remarks,) if row.remarks else ()
    return Line(row.target.id, row.title, row.figure or unknown, row.asked, mark, row.word, remarks)


class _Words:
    """One report in one language."""

    def __init__(self, report: Report, messages: Messages, typable: TypableAt) -> None:
        self._report = report
        self._messages = messages
        self._typable = typable
        self.view = View(report, messages)
        self.wording = self.view.wording

    def file(self, file: FileResult) -> FileScreen:
        by_severity = {severity: [one for one in file.diagnostics if one.severity is severity] for severity in Severity}
        errors = self.spots(by_severity[Severity.ERROR])
        state = self._state(file)
        return FileScreen(
            name=file.name,
            state=state,
            heading=self._file_heading(state, errors),
            about=self._about(file),
            errors=errors,
            warnings=self.spots(by_severity[Severity.WARNING]),
            questions=self.spots(by_severity[Severity.QUESTION]),
            notes=self.spots(by_severity[Severity.NOTE]),
        )

    def _state(self, file: FileResult) -> State:
        match file.standing:
            case Standing.SOUND:
                return State.SENDABLE if self._open_duties(file.units) else State.READY
            case Standing.FAULTY:
                return State.FAULTY if file.units or (file.sha256 and not _refused(file)) else State.UNREAD
            case Standing.EMPTY:
                return State.EMPTY
            case Standing.SET_ASIDE:
                return State.SKIPPED

    def _file_heading(self, state: State, errors: Sequence[Spot]) -> str:
        if state is State.FAULTY:
            return self._messages.count("spots_to_fix", len(errors))
        return self._messages.template(f"page.states.{state.value}")

    def _about(self, file: FileResult) -> str:
        units = (
            self.wording.units(file.units) if len(file.units) < 4 else self._messages.count("units", len(file.units))
        )
        periods = [self.wording.name(Ref("period", period)) for period in file.periods if period]
        return " · ".join(text for text in (last(file.name), units, *periods) if text)

    def spots(self, found: Iterable[Diagnostic]) -> tuple[Spot, ...]:
        """The diagnostics by the cells at which they are, each cell once."""
        spots: dict[tuple[str, str, str], list[Fix]] = {}
        boxes: dict[tuple[str, str, str], dict[str, Box]] = {}
        titles: dict[tuple[str, str, str], str] = {}
        groups, _ = listed(grouped(found))
        for group in groups:
            at = group[0].at
            place = (at.file if at else "", at.sheet if at else "", self._cells(group))
            key = place if place[2] else (*place[:2], f"\0{len(spots)}")
            titles.setdefault(key, self._title(group[0]))
            fix = faults(group, self.wording)[0]
            boxes.setdefault(key, {}).update((one.cell, one) for one in self._boxes(group))
            spots.setdefault(key, []).append(Fix(fix.code, visible(fix.message), visible(fix.unit_cure)))
        return tuple(
            Spot(
                visible(sheet),
                "" if cells.startswith("\0") else cells,
                visible(titles[file, sheet, cells]),
                tuple(fixes),
                tuple(boxes[file, sheet, cells].values()),
            )
            for (file, sheet, cells), fixes in spots.items()
        )

    def _boxes(self, group: Group) -> Iterator[Box]:
        places = dict.fromkeys(one.at for one in group if one.at and one.at.cell)
        for at in places if len(places) <= MOST_BOXES else ():
            value = self._typable(at)
            if value is not None:
                yield Box(at.file, at.sheet, at.cell, value)

    def _cells(self, group: Group) -> str:
        found = ranges(one.at.cell for one in group if one.at)
        if found:
            return self._messages.joined(found)
        at = group[0].at
        return self._messages.text("page.line", line=str(at.line)) if at and at.line else ""

    def _title(self, fault: Diagnostic) -> str:
        """The field concerned, or what kind of error it is."""
        field = fault.params.get("field")
        if isinstance(field, Ref) and field.kind == "field" and field.id in self._report.plan.fields:
            return self.wording.name(field)
        return self._messages.template(f"codes.{fault.code.code}.title")

    def count(self, state: State, files: Sequence[FileScreen]) -> int:
        """The number beside the heading: places to fix in one file, files to fix among several; 0 for none."""
        if len(files) == 1:
            return len(files[0].errors) if state is State.FAULTY else 0
        return sum(file.state not in SOUND for file in files)

    def heading(self, state: State, files: Sequence[FileScreen], elsewhere: int) -> str:
        if state is State.FAULTY and all(file.state in SOUND for file in files):
            return self._messages.count("spots_to_fix", elsewhere)
        if len(files) == 1:
            return files[0].heading
        wrong = self.count(state, files)
        if not files:
            return self._messages.template("page.states.empty")
        return self._messages.text(
            "page.files_to_fix" if wrong else "page.files_ready",
            count=str(wrong),
            files=self._messages.count("files", len(files)),
        )

    def line(self, state: State, files: Sequence[FileScreen]) -> str:
        """What the heading leaves open: what to do, or what is still worth a look."""
        found = [("warnings", sum(len(file.warnings) for file in files))]
        found.append(("questions", sum(len(file.questions) for file in files)))
        counts = self._messages.counts(found)
        spots = (spot for file in files for spot in (*file.errors, *file.warnings, *file.questions))
        here = state is State.FAULTY and any(spot.boxes for spot in spots)
        lines = [self._messages.template("page.next.mendable" if here else f"page.next.{state.value}")]
        if counts and state in SOUND:
            lines = [self._messages.text("page.look", warnings=counts)]
        if state is State.SENDABLE:
            lines.insert(0, self._messages.template("page.next.sendable"))
        return " ".join(dict.fromkeys(lines))

    def _open_duties(self, units: Iterable[str]) -> int:
        """How many duties of these units are without an answer or without all of their evidence."""
        known = frozenset(units)
        return sum(
            duty.unit in known and (duty.state is DutyState.NOT_REPORTED or bool(duty.missing_evidence))
            for duty in self._report.duties
        )

    def duties(self, units: Sequence[str]) -> Iterator[str]:
        """How many duties the one unit has done, then what is still open; nothing where there are several units."""
        own = [duty for duty in self._report.duties if len(units) == 1 and duty.unit == units[0]]
        if own:
            done = sum(duty.state is DutyState.DONE for duty in own)
            yield self._messages.text("page.duties", done=done, all=len(own))
        for duty in own:
            name = self.wording.name(Ref("duty", duty.duty.id))
            if duty.state is DutyState.NOT_REPORTED:
                yield self._messages.text("page.duty_waiting", duty=name)
            elif duty.missing_evidence:
                kinds = (self._messages.template(f"evidence.{kind}") for kind in duty.missing_evidence)
                yield self._messages.text("page.duty_unproven", duty=name, evidence=self._messages.joined(kinds))

    def targets(self) -> Iterator[Line]:
        """Every target, judged over all units; the bad news first."""
        for row in sorted(self.view.targets, key=lambda one: BAD_NEWS_FIRST.index(one.verdict)):
            yield Line(row.id, row.title, row.value, row.threshold, row.verdict.value, row.word, row.remarks)

    def notice(self, units: Sequence[str], unit: str) -> str:
        """That the figures are of another unit than the one that the page was made for."""
        if not unit or not units or unit in units:
            return ""
        own, found = self.wording.unit(unit), self.wording.units(tuple(units[:3]))
        return self._messages.text("page.other_unit", own=own, found=found)


def _refused(file: FileResult) -> bool:
    return any(one.code.code.startswith("F") and one.severity is Severity.ERROR for one in file.diagnostics)
