"""Who gets a letter and about what (``Case``), in words: subject, paragraphs and at most ten points.

Each unit has the files that are its own and what is wrong with its figures. A file of several units that file for
themselves is nobody's own: each of them is told what stands in its own rows, and the file goes to none. What a unit
reads has no codes, no options, no folders: only what was found where, and what the unit itself can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.faults import MISSING, WHOLE_SHEET, WHOLE_SHEET_WITHOUT_CELL
from khpcmd.diagnostics.parameters import Ref
from khpcmd.files import last
from khpcmd.i18n import Messages
from khpcmd.judge.roll_call import owing
from khpcmd.letters.contacts import Contact
from khpcmd.plan.beside import Agency
from khpcmd.plan.units import Unit
from khpcmd.render.cell_ranges import ranges
from khpcmd.render.docx.sentences import counted, in_sentence
from khpcmd.render.issued import day, named_plan
from khpcmd.render.told.file import grouped, without_paths
from khpcmd.render.told.office import awaited
from khpcmd.render.view import due_text
from khpcmd.render.wording import Wording, visible
from khpcmd.report import OF_RETURNS, FileResult, Report, ReturnState, Standing, Submission, all_files, asked_about
from khpcmd.text.class_words import split_class

OF_OTHERS = frozenset({Code.SAME_AS_OTHER, Code.REPEATED_VALUE})
"""Questions that name other units: whoever checks asks all of them, and no letter tells one of another."""
TOLD = (Severity.ERROR, Severity.QUESTION)
"""What a unit is told of its rows in a file of several units."""


class Kind(StrEnum):
    """What a letter is for."""

    FAULTS = "faults"
    REMINDER = "reminder"
    """Nothing came, and there is still time."""
    OVERDUE = "overdue"
    QUESTIONS = "questions"
    """Nothing is wrong, and some figures are to be looked at once more."""
    THANKS = "thanks"

    @property
    def asks(self) -> bool:
        """Whether the unit is to do something."""
        return self is not Kind.THANKS


class FileFaults(NamedTuple):
    """What a unit is told of one file; ``own``: its figures are in it, those that it files for others, and no more."""

    file: FileResult
    own: bool
    faults: tuple[Diagnostic, ...]


class Case(NamedTuple):
    """A unit that gets a letter."""

    unit: str
    kind: Kind
    files: tuple[FileFaults, ...] = ()
    """The files with something to tell of."""
    figures: bool = True
    """Whether figures are asked of it, and not only what it has done."""


class Cases(NamedTuple):
    """Everybody that gets a letter, in the plan's order; the others; and the files that nobody can be named for."""

    letters: tuple[Case, ...]
    silent: tuple[str, ...]
    """The units that reported and have nothing to fix."""
    nobodys: tuple[FileFaults, ...]


def cases_of(report: Report, *, thanks: bool = False) -> Cases:
    """The cases of a report whose period is known; ``thanks``: a letter also for who has nothing to fix."""
    plan = report.plan
    told: dict[str, list[FileFaults]] = {}
    nobodys = list[FileFaults]()
    for file in all_files(report):
        for owner, found in _by_unit(file, report):
            if owner:
                told.setdefault(owner, []).append(found)
            else:
                nobodys.append(found)
    owed, letters, silent = owing(plan), list[Case](), list[str]()
    order = {unit.id: place for place, unit in enumerate(plan.units)}
    for one in sorted(report.submissions, key=lambda one: order[one.unit]):
        here, asked = tuple(told.get(one.unit, ())) or tuple(_unused(one)), one.asked == one.unit
        kind = _kind(one, here) if asked and not (report.only_reported and one.waited_for) else None
        if kind is not None and (thanks or kind is not Kind.THANKS):
            letters.append(Case(one.unit, kind, here, one.unit in owed))
        if kind is Kind.THANKS or (one.counts and not asked):
            silent.append(one.unit)
    return Cases(tuple(letters), tuple(silent), tuple(nobodys))


def _kind(one: Submission, here: Iterable[FileFaults]) -> Kind | None:
    """What is written to a unit, by what became of its return; None where there is nothing to write."""
    match one.state:
        case ReturnState.FAULTY | ReturnState.NOT_READABLE:
            return Kind.FAULTS
        case ReturnState.NOT_DUE:
            return Kind.REMINDER
        case ReturnState.NOT_RECEIVED:
            return Kind.OVERDUE
        case ReturnState.COUNTED if any(fault.severity is Severity.QUESTION for each in here for fault in each.faults):
            return Kind.QUESTIONS
        case _:
            return Kind.THANKS if one.counts else None


def _unused(one: Submission) -> Iterator[FileFaults]:
    """The files of a unit that are of no use, though nothing in them is said of it alone."""
    for file in one.files if one.unusable else ():
        if file.reason is not None:
            whole = FileResult(file.name, "", (), (), Standing.FAULTY, (file.reason,))
            yield FileFaults(whole, own=False, faults=(file.reason,))


def _by_unit(file: FileResult, report: Report) -> Iterator[tuple[str, FileFaults]]:
    """The faults of a file by the unit that is told of them; "" for those that no unit can be named for."""
    owners = {report.plan.asked_for(unit) for unit in (*file.units, *report.senders.get(file.name, ()))}
    for unit, asked in asked_about(report.plan, report.senders, filter(_spoken_of, file.diagnostics)).items():
        faults = [one for one in asked if unit or one.severity is Severity.ERROR]
        own = owners == {unit}
        if faults and (own or any(one.severity in TOLD for one in faults)):
            yield unit, FileFaults(file, own, tuple(faults))


def _spoken_of(one: Diagnostic) -> bool:
    """Whether it is an error, a warning or a question of the data themselves."""
    return one.severity is not Severity.NOTE and one.code not in OF_OTHERS and one.code.code[0] in OF_RETURNS


MOST = 10
"""How many points a letter has at most; the rest is counted."""
SUBJECT = 119
"""How many characters a subject has at most."""
CELLS = 8
"""How many ranges of cells, or units, a point names."""
WORKING_DAYS = 2
"""How long after the deadline a unit is given, where nobody said by when."""
FRIDAY = 4


Worded = tuple[int, str, str, str]
"""A point before it has its number: its weight, its place, what was found, and what to do."""


class Point(NamedTuple):
    """One thing to fix: where, what was found, and what to do. ``number`` counts through the letter."""

    number: int
    place: str
    found: str
    cure: str


class Group(NamedTuple):
    """The points of one file under its heading."""

    heading: str
    points: tuple[Point, ...]


class Attachment(NamedTuple):
    """A file that goes with a letter."""

    name: str
    data: bytes
    marked: bool
    """Whether it is a marked copy, and not a blank form."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in words; every text is one line."""

    unit: str
    name: str
    kind: Kind
    subject: str
    contact: Contact
    greeting: str
    opening: tuple[str, ...]
    groups: tuple[Group, ...]
    rest: str
    """How many points are not listed; "" where all are."""
    closing: tuple[str, ...]
    signature: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    count: int
    """How many points there are, listed or not."""


class Composer:
    """Writes the letters of one report."""

    def __init__(self, report: Report, messages: Messages, agency: Agency, reply_by: date | None) -> None:
        self.report, self.messages, self.agency = report, messages, agency
        self._period = report.plan.periods[report.period]
        self._wording = Wording(messages, report.plan)
        self._local: Callable[[str], str] = without_paths(report)
        self._awaited = awaited(report).values()
        self._asked_by = reply_by
        self._left = self._period.due.days_left(report.as_of)

    @property
    def by_calendar(self) -> bool:
        """Whether the day of the answer was reckoned without any calendar of holidays."""
        return self._asked_by is None and self._left < 0

    def letter(self, case: Case, contact: Contact, attachments: Sequence[Attachment]) -> Letter:
        """The letter of a case, with what goes with it."""
        unit = self.report.plan.unit[case.unit]
        name = self._wording.unit(case.unit)
        seen = set[tuple[str, str]]()
        files = sorted(case.files, key=lambda one: (min(map(weight, one.faults), default=9), not one.own))
        told = [(file, point) for file in files for point in self._points(file, case, seen)]
        case, points = case._replace(files=tuple(file for file, _ in told)), [point for _, point in told]
        count = sum(len(found) for _, found in points)
        groups = tuple(_numbered(points))
        listed = sum(len(group.points) for group in groups)
        opening, closing = self._texts(case, count, attachments)
        return Letter(
            unit=case.unit,
            name=name,
            kind=case.kind,
            subject=self._subject(case, name, count),
            contact=contact,
            greeting=self.say("greeting", salutation=contact.salutation or self._salutation(unit)),
            opening=tuple(opening),
            groups=groups,
            rest=self._rest(count - listed, case, attachments),
            closing=tuple(closing),
            signature=(
                self.say("regards"),
                self.agency.name or self.say("sender"),
                self.agency.contact or self.say("contact"),
            ),
            attachments=tuple(attachments),
            count=count,
        )

    def say(self, key: str, /, **values: str | int) -> str:
        return self.messages.text(f"letters.{key}", **values)

    def counted(self, what: str, number: int) -> str:
        """So many of something, as running text counts them: "04 nội dung"."""
        return counted(self.messages, what, number)

    def unit(self, unit: str) -> str:
        return self._wording.unit(unit)

    def plan(self) -> str:
        return named_plan(self.report.plan, self.messages)

    def period(self) -> str:
        return self._period.title.in_(self.messages.language)

    def due(self) -> str:
        """The deadline of the period: "trước ngày 15/12/2023"."""
        return due_text(self._period.due, self.messages)

    @property
    def reply_by(self) -> date:
        """The last day of the answer."""
        due = self._period.due
        own = due.date if due.inclusive else due.date - timedelta(days=1)
        late = after_working_days(self.report.as_of, WORKING_DAYS)
        return self._asked_by or (own if self._left >= 0 else late)

    def by_when(self, *, short: bool = False) -> str:
        """By when the unit is to answer, in the words of the plan while its own deadline is still to come."""
        if self._asked_by is None and self._left >= 0:
            due = self.due()
            return due if short else self.say("due_and_last", due=due, last=day(self.reply_by, self.messages))
        return self.say("by", day=day(self.reply_by, self.messages))

    def _subject(self, case: Case, name: str, count: int) -> str:
        """What it is about, in one line; a long name of a unit gives way to the rest."""
        values: dict[str, str | int] = {
            "period": self.period(),
            "points": self.counted("points", count),
            "due": self.by_when(short=True),
            "days": self.counted("days", -self._left),
        }
        key, name = f"subject.{case.kind.value}", visible(name)
        over = len(self.say(key, unit=name, **values)) - SUBJECT
        if over > 0:
            name = f"{name[: max(1, len(name) - over - 1)].rstrip()}…"
        return visible(self.say(key, unit=name, **values))

    def _salutation(self, unit: Unit) -> str:
        """The people's committee of a place; any other body by its name."""
        name = unit.name.in_(self.messages.language)
        return self.say("committee", place=in_sentence(name)) if split_class(unit.name.vi)[0] else name

    def _texts(self, case: Case, count: int, attachments: Sequence[Attachment]) -> tuple[list[str], list[str]]:
        """The paragraphs before the points, and those behind them."""
        left = self.say("left", days=self.counted("days", self._left)) if self._left else self.say("last_day")
        waiting = sum(offices.get(case.unit, False) for offices in self._awaited)
        own, marked = any(file.own for file in case.files), any(one.marked for one in attachments)
        values: dict[str, str | int] = {
            "plan": self.plan(),
            "period": self.period(),
            "points": self.counted("points", count),
            "as_of": day(self.report.as_of, self.messages),
            "due": self.due(),
            "what": self.say("figures" if case.figures else "answers"),
            "by": self.by_when(),
            "left": left,
            "waiting": self.counted("targets", waiting),
        }
        joint = "joint_not_attached" if marked and not all(file.own for file in case.files) else ""
        read = marked or any(fault.code.code[0] != "F" for file in case.files for fault in file.faults)
        before, behind = {
            Kind.FAULTS: (
                ["intro_own" if own else "intro_joint"],
                ["fix_marked" if marked else "fix_form", joint, "if_right"] if read else ["send_readable"],
            ),
            Kind.REMINDER: (["reminder", "please_send"], []),
            Kind.OVERDUE: (["overdue", "effect" if waiting else "", "please_send_late"], []),
            Kind.QUESTIONS: (["questions_own" if own else "questions_joint"], ["if_wrong", "thanks"]),
            Kind.THANKS: (["received", "worth_a_look" if count else ""], ["thanks"]),
        }[case.kind]
        opening, closing = ([self.say(key, **values) for key in filter(None, keys)] for keys in (before, behind))
        return opening, closing

    def about(self, letter: Letter) -> str:
        """In a line, what a letter is about, for the list of all letters; whatever language the letter is in."""
        days = self.counted("days", -self._left) if letter.kind is Kind.OVERDUE else ""
        points = self.counted("points", letter.count)
        return self.say(f"about.{letter.kind.value}", due=self.due(), days=days, points=points)

    def _rest(self, number: int, case: Case, attachments: Sequence[Attachment]) -> str:
        inside = all(file.own for file in case.files) and any(one.marked for one in attachments)
        key = "rest_marked" if inside else "rest"
        return self.say(key, points=self.counted("points", number)) if number > 0 else ""

    def _points(self, file: FileFaults, case: Case, seen: set[tuple[str, str]]) -> Iterator[tuple[str, list[Worded]]]:
        """The heading of a file, and its points with their weights; the number is given later.

        What was said of another file in the same words is not said again of one that the unit did not make.
        """
        name = self.messages.quoted(visible(last(file.file.name)))
        heading = self.say("own_file" if file.own else "joint_file", file=name, unit=self.unit(case.unit))
        worded = [one for one in self._worded(file, case.unit) if file.own or one[2:] not in seen]
        seen.update(one[2:] for one in worded)
        found = sorted(worded, key=lambda one: one[0])
        if found:
            yield heading, found

    def _worded(self, file: FileFaults, unit: str) -> Iterator[Worded]:
        blank = [one for one in file.faults if one.code is Code.CELL_BLANK and one.at is not None]
        if len(blank) > 1:
            found = self.say("blank_cells", cells=self.counted("blank_cells", len(blank)))
            yield WEIGHTS["blank"], *self._point(blank, found, unit), self.local(self._wording.unit_cure(blank[0]))
        for group in grouped(one for one in file.faults if len(blank) <= 1 or one not in blank):
            found, cured = self.local(self._wording.found(*group)), self.local(self._wording.unit_cure(*group))
            yield weight(group[0]), *self._point(group, found, unit), cured

    def _point(self, group: Sequence[Diagnostic], found: str, unit: str) -> tuple[str, str]:
        """Where something stands and what was found; of figures of units that ``unit`` files for, whose they are."""
        told = dict.fromkeys(one.unit for one in group if Ref("unit", one.unit) not in one.params.values())
        below = [one for one in told if one not in ("", unit)]
        if below:
            names = self.messages.joined(map(self.unit, below[:CELLS])) + (", …" if len(below) > CELLS else "")
            found = self.say("of_units_below", whose=visible(names), text=found)
        return self._cells(group), found

    def local(self, text: str) -> str:
        """A text that names files without their folders."""
        return visible(self._local(text))

    def _cells(self, group: Iterable[Diagnostic]) -> str:
        """Where something stands in the file of its heading; "" where that is the file as a whole."""
        sheets: dict[str, list[str]] = {}
        for at in (one.at for one in group if one.at is not None and one.at.sheet):
            sheets.setdefault(at.sheet, []).append(at.cell)
        return "; ".join(self._on_sheet(sheet, cells) for sheet, cells in sheets.items())

    def _on_sheet(self, sheet: str, cells: Iterable[str]) -> str:
        found, name = ranges(cells), self.messages.quoted(visible(sheet))
        if not found:
            return self.say("sheet", sheet=name)
        shown = self.messages.joined(found[:CELLS]) + (", …" if len(found) > CELLS else "")
        return self.say("cells", cells=shown, sheet=name)


WEIGHTS = {"file": 0, "missing": 1, "measure": 2, "agreement": 3, "other": 4, "blank": 5, "question": 6, "warning": 7}
"""How serious a point is: what concerns the whole file comes first."""
WHOLE = WHOLE_SHEET | WHOLE_SHEET_WITHOUT_CELL | {Code.NOT_RESULTS, Code.ESTIMATES, Code.SCALED_SHEET}
OF_MEASURE = frozenset({Code.UNIT_OF_MEASURE, Code.OTHER_MEASURE, Code.UNIT_NOT_STATED})


def weight(one: Diagnostic) -> int:
    """The weight of a fault; a lower one comes first."""
    family, code = one.code.code[0], one.code
    kinds = {
        "question": one.severity is Severity.QUESTION,
        "warning": one.severity is not Severity.ERROR,
        "file": family in ("F", "U") or code in WHOLE,
        "blank": code is Code.CELL_BLANK,
        "missing": code in MISSING,
        "measure": code in OF_MEASURE,
        "agreement": family == "K",
    }
    return WEIGHTS[next((kind for kind, is_one in kinds.items() if is_one), "other")]


def _numbered(found: Sequence[tuple[str, Sequence[Worded]]]) -> Iterator[Group]:
    """The points with their numbers, of all files together the most serious ones, as many as a letter has."""
    every = [(file, point) for file, (_, points) in enumerate(found) for point in points]
    serious = sorted(every, key=lambda one: one[1][0])[:MOST]
    listed = sorted(serious, key=lambda one: one[0])  # by file again; within one they stay by their weight
    for file, points in groupby(enumerate(listed, start=1), key=lambda one: one[1][0]):
        yield Group(found[file][0], tuple(Point(number, *point[1:]) for number, (_, point) in points))


def after_working_days(start: date, number: int) -> date:
    """The day that comes so many working days later; Saturdays and Sundays are none, holidays are not known."""
    seen = start
    while number:
        seen += timedelta(days=1)
        number -= seen.weekday() <= FRIDAY
    return seen
