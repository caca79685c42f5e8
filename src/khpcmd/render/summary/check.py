"""A check in one screen (``check_summary``): each target in a line, who is waited for, what to fix, what comes next;
files alone (``files_summary``): which are to be fixed, each with the worst of what is wrong with it; and the telephone
calls that are worth making (``calls_text``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Severity
from khpcmd.diagnostics.faults import LIKELY, Group, at_stake, teachable, weight_of
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.model import Target
from khpcmd.render.closing import ORDER, closing, closing_files, verdict_counts, with_code
from khpcmd.render.formats import Look
from khpcmd.render.styles import SIGNS, STYLES, style_of
from khpcmd.render.summary.screen import Block, Entries, Entry, Row, Step, Summary, drawn, step
from khpcmd.render.told.file import counted, grouped, short_names
from khpcmd.render.told.office import awaited
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View, due_text, files_line, left, plan_line
from khpcmd.render.wording import Wording, first_of, named
from khpcmd.report import ABSENT, LOOKED_AT, NOT_OF_DATA, NOT_READ, DataReport, FileResult, Report, Standing, files_of
from khpcmd.results import DutyState, Lack, Result, Verdict

ALIKE = 3
"""So many files with the same fault are one entry."""
MANY = 6
"""Of more equal faults the first three are named, as their number is told with their place."""
SKIPPED = NOT_READ | {Code.SAME_FILE_TWICE}
"""What is said of files that no figures were taken from."""
WORST_FIRST = (Standing.FAULTY, Standing.EMPTY, Standing.SOUND, Standing.SET_ASIDE)
LISTED, LISTED_ALONE = 3, 20
"""How many faults of a file are listed by ``validate`` before the rest is counted; of a single file more."""


def files_summary(report: DataReport, messages: Messages, look: Look) -> str:
    """The files on one screen, or as whole lines for a pipe."""
    return drawn(_summary(report, messages, look), messages, look)


def _summary(report: DataReport, messages: Messages, look: Look) -> Summary:
    wording, say = Wording(messages, report.plan), messages.template
    faults = [fault for file in report.files for fault in file.diagnostics]
    counted = (Severity.ERROR, *(LOOKED_AT if report.strict else ()))
    counting = [one for one in faults if one.severity in counted]
    faulty = report.count(Standing.FAULTY)
    steps = [of_other_plan(faults, report.files, "validate", messages, look)]
    if faulty and all(one.code is not Code.FILE_NOT_FOUND for one in faults):  # else annotate makes no copies
        steps.append(step(look, messages, "annotate", "annotate", "-d", say("summary.marked_folder")))
    steps.append(teaching(faults if counting else (), "", messages, look))
    steps.append(step(look, messages, "details", "validate", "-v"))
    most = LISTED if faulty > 1 else LISTED_ALONE
    return Summary(
        headline=files_line(report, messages, WORST_FIRST),
        about=(plan_line(report.plan, messages), say("summary.each_alone")),
        entries=entries_of(report.files, counting, (), faults, wording, most=most),
        steps=tuple(step for step in steps if step.text),
        closing=closing_files(report, messages, look.exit_code),
        style=style_of(look.exit_code),
    )


def of_other_plan(
    faults: Iterable[Diagnostic], files: Iterable[FileResult], command: str, messages: Messages, look: Look
) -> Step:
    """What to do with templates of another plan; none where all are of this plan.

    The same command with that plan, where its file is known and all files that were read are of it.
    """
    others = [
        (one.at.file, str(one.params["found"])) for one in faults if one.code is Code.TEMPLATE_OF_OTHER_PLAN and one.at
    ]
    plans, of_others = list(dict.fromkeys(plan for _, plan in others)), {file for file, _ in others}
    if not plans:
        return Step("")
    alone = len(plans) == 1 and all(file.name in of_others for file in files if file.standing is not Standing.SET_ASIDE)
    plan = plans[0]
    path = look.plan_file(plan) if alone else ""
    found = step(look, messages, "other_plan", command, "--plan", path, plan=plan) if path else Step("")
    return found if found.text else Step(messages.text("summary.other_plan", plans=messages.joined(plans)))


def teaching(faults: Iterable[Diagnostic], names: str, messages: Messages, look: Look) -> Step:
    """The command that asks about all texts that were not understood; none without such texts.

    ``names`` is the file of names of this run, which is then added to.
    """
    count = teachable(faults)
    if not count:
        return Step("")
    file = names or messages.template("summary.names_file")
    return step(look, messages, "names", "plan learn", "-o", file, texts=messages.count("texts", count))


def entries_of(  # noqa: PLR0913  # what a list of files is made from
    files: Iterable[FileResult],
    errors: Sequence[Diagnostic],
    results: Sequence[Result],
    notes: Iterable[Diagnostic],
    wording: Wording,
    *,
    most: int = 0,
) -> Entries | None:
    """The files that are to be fixed; None where there is nothing to fix and nothing was skipped.

    A file's worst fault comes first: of the whole file, then of a figure that an open binding target waits for. Files
    that all have the same single kind of fault are one entry. After the returns come other files with errors (those of
    the baseline, …), then errors outside all files, and last the returns that nothing was filled in.
    """
    messages, files = wording.messages, list(files)
    by_file: dict[str, list[Diagnostic]] = {}
    for fault in errors:
        by_file.setdefault(fault.at.file if fault.at else "", []).append(fault)
    open_ = (one.target for one in results if one.target.binding and one.verdict is Verdict.INCONCLUSIVE)
    open_fields = frozenset(field for target in open_ for field in target.measure.fields())
    faulty = [file for file in files if by_file.get(file.name)]
    blank = [file for file in files if file.standing is Standing.EMPTY and file not in faulty]
    known, skipped = {file.name for file in files}, _skipped(files, notes)
    others = [FileResult(name, "", (), (), Standing.FAULTY) for name in by_file if name and name not in known]
    names = short_names((*known, *(other.name for other in others), *skipped))
    listed = most or (LISTED if len(faulty) <= LISTED else 1)
    binding = frozenset(result.target.id for result in results if result.target.binding)
    told = _Faulty(by_file, open_fields, binding, names, wording, listed)
    entries = [*told.entries(faulty), *told.entries(others), *other_entries(by_file.get("", ()), wording)]
    wrong, errors_told = len(entries), counted(errors, messages) or messages.count("errors", 0)
    entries += told.entries(blank)
    left = first_of([names[name] for name in skipped], ALIKE, messages, "more_files")
    after = [messages.text("summary.skipped", count=len(skipped), names=left)] if skipped else []
    if not (entries or after):
        return None
    key = "files" if faulty else "of_other_files" if others else "of_no_file" if wrong else ""
    values: dict[str, str | int] = {
        "wrong": len(faulty) + len(others),
        "total": len(files) + len(others),
        "errors": errors_told,
        "count": len(blank),
    }
    keys = filter(None, (key, "blank_files" if blank else ""))
    heading = "; ".join(messages.text(f"summary.{one}", **values) for one in keys)
    heading = heading or messages.template("summary.no_files_to_fix")
    return Entries(heading, tuple(entries), tuple(after), whole=most > 0)


def _skipped(files: Iterable[FileResult], notes: Iterable[Diagnostic]) -> list[str]:
    """The files that no figures were taken from, though nothing has to be fixed in them."""
    names = [file.name for file in files if file.standing is Standing.SET_ASIDE]
    names += [note.at.file for note in notes if note.code in SKIPPED and note.at]
    return list(dict.fromkeys(names))


class _Faulty(NamedTuple):
    """What the entries of files are made from: their faults and short names, and how many faults each lists."""

    by_file: Mapping[str, list[Diagnostic]]
    open_fields: frozenset[str]
    binding: frozenset[str]
    names: Mapping[str, str]
    wording: Wording
    most: int

    def entries(self, files: Sequence[FileResult]) -> Iterable[Entry]:
        alike: dict[tuple[str, ...], list[FileResult]] = {}
        for file in files:
            codes = tuple(sorted({fault.code.code for fault in self.by_file.get(file.name, ())}))
            alike.setdefault(codes if len(codes) <= 1 else (file.name, ""), []).append(file)
        for found in alike.values():
            groups = [found] if len(found) > ALIKE else [[file] for file in found]
            yield from map(self._entry, groups)

    def _entry(self, files: Sequence[FileResult]) -> Entry:
        messages, first = self.wording.messages, files[0]
        faults = self.by_file.get(first.name, [])
        every = [fault for file in files for fault in self.by_file.get(file.name, ())]
        groups = sorted(grouped(faults), key=lambda group: _weight(group, self.open_fields, self.binding))
        name = self.names[first.name]
        if len(files) > 1:
            name = messages.text("summary.and_more_files", name=name, count=len(files) - 1)
        if first.units and len(files) == 1 and len(first.units) == 1:
            name = messages.text("summary.file_of_unit", name=name, unit=self.wording.unit(first.units[0]))
        sheets = {fault.at.sheet for fault in faults if fault.at and fault.at.sheet}
        lines = [_line(group, self.wording, several=len(sheets) > 1) for group in groups[: self.most]]
        rest = [fault for group in groups[self.most :] for fault in group]
        if rest and self.most > 1:
            lines.append(messages.text("summary.more_errors", faults=counted(rest, messages)))
        standing = Standing.FAULTY if faults else first.standing
        count = counted(every, messages) if every else messages.template(f"standings.{standing.value}")
        return Entry(SIGNS[standing], STYLES[standing], name, count, tuple(lines), len(files))


def _weight(group: Group, open_fields: frozenset[str], binding: frozenset[str]) -> int:
    """How much hangs on a fault, 0 for the whole file or sheet, then that of its figure (``faults.weight_of``).

    Where it was not looked at, an open target that rests on the field.
    """
    fault = group[0]
    if fault.at is None or not fault.at.cell:
        return 0
    if fault.turns is not None:
        return 1 + min(weight_of(one, binding) for one in group)
    field = fault.params.get("field")
    return 2 if isinstance(field, Ref) and field.id in open_fields else 4


def _line(group: Group, wording: Wording, *, several: bool) -> str:
    """A fault in one line: its cell, what is wrong, and its code."""
    many, at = len(group) > MANY, group[0].at
    message = wording.found(*(group[:ALIKE] if many else group)).rstrip(".") + (" …" if many else "")
    sheet = at.sheet if at is not None and (several or not at.cell) else ""
    place = "!".join(filter(None, (sheet, at.cell))) if at is not None else ""
    if len(group) > 1:
        place = f"{place} {wording.messages.count('more_cells', len(group) - 1)}"
    return f"{group[0].code.code} {place}".rstrip() + f": {message}"


def other_entries(faults: Iterable[Diagnostic], wording: Wording) -> tuple[Entry, ...]:
    """Errors one by one, equal ones together, each with its place."""
    sign, style = SIGNS[Standing.FAULTY], STYLES[Standing.FAULTY]
    return tuple(Entry(sign, style, "", "", (_line(group, wording, several=True),)) for group in grouped(faults))


ASIDES = {
    Verdict.MISSED: "gap",
    Verdict.INCONCLUSIVE: "gap",
    Verdict.IN_PROGRESS: "of_threshold",
    Verdict.WAIVED: "waived_until",
    Verdict.MET: "turned_by",
}
"""What stands in the last column, by verdict."""
ASPIRATIONAL, FOR_POINTS, SELF_DECLARED = "*", "+", "°"
MARKS = {ASPIRATIONAL: "aspirational", FOR_POINTS: "for_points", SELF_DECLARED: "self_declared"}
"""Marks behind the id of a target, explained below the table."""
NAMED = 10
"""How many units that have not reported, or files to fix, are named before the rest is counted."""
OF_DECISIONS = ("W", "A")
"""The letters of the codes about waivers and answers, which are no doubts about figures."""
MARKED = 2
"""From so many files with errors on the list of them says how to see all."""
TOLD_BY_ID: Mapping[str, Collection[AnyCode]] = {
    "not_judged": (Code.TARGET_NOT_CHECKED, Code.OWED_BY_ALL),
    "waivers_unused": (Code.WAIVER_EXPIRED, Code.WAIVER_OF_UNKNOWN, Code.WAIVER_NOT_YET),
    "answers_unused": (Code.ANSWER_NOT_YET, Code.ANSWER_EARLY),
}
"""The codes of which the targets are told in a line: those not judged, and those whose decision changed nothing."""
BEHIND = 2
"""How many units are named behind what is short."""
ASKED = 3
"""How many questions are shown before the rest is counted."""
WAITED_FOR = 3
"""How many units are named as those that all open targets wait for."""


def check_summary(report: Report, messages: Messages, look: Look) -> str:
    """The report on one screen, or as whole lines for a pipe."""
    return drawn(summarized(report, messages, look), messages, look)


def summarized(report: Report, messages: Messages, look: Look) -> Summary:
    """The report as a summary to be drawn; its titles are whole unless ``look`` is a terminal."""
    return _Check(report, messages, look).summary()


def quiet_lines(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The verdict, which decisions were not used, whose return is missing or of no use, which files are to be fixed,
    whom to ask: a line for each."""
    check = _Check(report, messages, look)
    yield f"{check.line}. {check.answer}"
    yield from check.told_by_id("waivers_unused", "answers_unused")
    if check.missing:
        yield messages.text("summary.quiet_absent", names=check.names(check.missing), late=check.overdue())
    yield from check.unused()
    for standing, key in ((Standing.FAULTY, "files"), (Standing.EMPTY, "blank")):
        if files := check.files_that(standing):
            number, names = messages.count("files", len(files)), check.short(files)
            yield messages.text(f"summary.quiet_{key}", files=number, names=names)
    if questions := tuple(report.of(Severity.QUESTION)):
        units = tuple(dict.fromkeys(report.plan.asked_for(one.unit) for one in questions if one.unit))
        count = messages.count("questions", len(questions))
        yield messages.text("summary.quiet_questions", questions=count, names=check.names(units))


class _Check:
    """A report on its way into a summary."""

    def __init__(self, report: Report, messages: Messages, look: Look) -> None:
        self.report, self.messages, self.look = report, messages, look
        self.view = View(report, messages)
        self.wording, self.line = self.view.wording, self.view.line(verdict_counts(report, messages))
        self.answer = closing(report, messages, look)
        self.results = {verdict: [one for one in self.view.targets if one.verdict is verdict] for verdict in ORDER}
        self.errors = [fault for fault in report.of(Severity.ERROR) if fault.code not in ABSENT]
        self.missing, self.unusable = report.missing_units, report.unusable_units
        self.files = files_of(report)

    def summary(self) -> Summary:
        say = self.messages.template
        return Summary(
            headline=self.line,
            about=tuple(self._about()),
            figure_heading=say("summary.figure"),
            threshold_heading=say("summary.threshold"),
            blocks=tuple(self._block(verdict, results) for verdict, results in self.results.items() if results),
            notes=tuple(self._notes()),
            entries=entries_of(self.files, self.errors, self.report.results, self.report.diagnostics, self.wording),
            steps=tuple(step for step in self._steps() if step.text),
            closing=self.answer,
            style=style_of(self.look.exit_code),
            asked=self._asked(),
        )

    def _about(self) -> Iterator[str]:
        report, messages = self.report, self.messages
        yield from self.view.what_if
        yield plan_line(report.plan, messages)
        as_of = messages.day(report.as_of)
        if over := self.overdue():
            due = due_text(report.plan.periods[report.period].due, messages)
            yield messages.text("summary.as_of_due", day=as_of, due=due, left=over)
        else:
            yield messages.text("summary.as_of", day=as_of)
        warnings = (fault for fault in report.of(Severity.WARNING) if fault.code not in NOT_OF_DATA)
        doubts = [fault for fault in warnings if not fault.code.code.startswith(OF_DECISIONS)]
        questions = sum(1 for _ in report.of(Severity.QUESTION))
        wrong = [("errors", len(self.errors)), ("warnings", len(doubts)), ("questions", questions)]
        found = messages.counts(wrong)
        data = messages.text("summary.data", faults=found) if found else messages.template("summary.data_sound")
        yield f"{self.view.roll_call_line} {data}".strip()
        absent = list[str]()
        if self.missing:
            absent.append(messages.text("summary.absent", count=len(self.missing), names=self.names(self.missing)))
        if unreceived := report.without_figures:
            key = "summary.unreceived_besides" if absent else "summary.unreceived"
            absent.append(messages.text(key, units=messages.count("units", len(unreceived))))
        if absent:
            yield " ".join(absent)
        yield from self.unused()

    def unused(self) -> Iterator[str]:
        """Whose returns came and are of no use."""
        if units := self.unusable:
            yield self.messages.text("summary.unusable", count=len(units), names=self.names(units))

    def names(self, units: Sequence[str]) -> str:
        """The units by their names; of more than ten the rest is counted."""
        return named(units, self.wording.unit, self.messages, most=NAMED)

    def few(self, units: Sequence[str], most: int) -> str:
        """The units by their names, or where they are more than ``most`` how many they are."""
        return self.names(units) if len(units) <= most else self.messages.count("units", len(units))

    def _block(self, verdict: Verdict, results: Sequence[TargetTold]) -> Block:
        word = self.messages.template(f"verdicts.{verdict.value}")
        heading = self.messages.text("summary.group", verdict=word, count=len(results))
        told = verdict is not Verdict.MET or any(one.turned_by for one in results)
        aside = self.messages.template(f"summary.{ASIDES[verdict]}") if verdict in ASIDES and told else ""
        return Block(heading, self._note(verdict, results), aside, tuple(self._row(one) for one in results))

    def _note(self, verdict: Verdict, results: Sequence[TargetTold]) -> str:
        """What is true of all of these targets."""
        match verdict:
            case Verdict.INCONCLUSIVE if common := self.report.awaited_by_all:
                return self.messages.text("summary.waiting", names=self.few(common, WAITED_FOR))
            case Verdict.IN_PROGRESS:
                elapsed = {one.elapsed_short for one in results} - {""}
                if len(elapsed) == 1:
                    return self.messages.text("summary.elapsed", elapsed=elapsed.pop())
            case Verdict.NOT_APPLICABLE:
                reasons = {one.reason for one in results}
                if len(reasons) == 1:
                    return reasons.pop()
            case _:
                pass
        return ""

    def _row(self, told: TargetTold) -> Row:
        target, figures, terminal = told.target, told.figures, self.look.terminal
        threshold = told.result.milestone or target.threshold
        figure, share = told.value_short
        beside = figure if terminal else ""  # without room, a unit of measure is told once
        asked = figures.briefly(target) if terminal else told.threshold
        title = (target.short or target.title) if terminal else target.title
        short, said, names = self._aside(told)
        return Row(
            mark=told.sign,
            word=told.word,
            style=STYLES[told.verdict],
            id=told.id + marks(target),
            title=title.in_(self.messages.language),
            figure=figure,
            share=share,
            threshold=figures.limits(target, threshold, beside) if threshold else asked,
            short=short,
            names=names,
            said=said,
        )

    def _aside(self, told: TargetTold) -> tuple[str, str, str]:  # noqa: PLR0911  # one for each verdict
        """What is short or has to be seen to, the same with what its heading says, and the units concerned."""
        if told.result.answer is not None and told.result.waiver is None:
            text = self.messages.text("summary.answered", document=told.result.answer.document)
            return text, text, ""
        match told.verdict:
            case Verdict.MISSED | Verdict.INCONCLUSIVE as verdict:
                names = told.months or (self._behind(told) if verdict is Verdict.MISSED else self._also_open(told))
                return told.needed_short or told.reason, told.needed or told.reason, names
            case Verdict.MET:
                open_ = self.messages.template("summary.provisional") if told.provisional else ""
                return told.turned_by or open_, told.nearness or open_, ""
            case Verdict.NOT_APPLICABLE if not self._note(told.verdict, self.results[told.verdict]):
                return told.reason, told.reason, ""
            case Verdict.IN_PROGRESS:
                return told.reached_short, told.progress, ""
            case Verdict.WAIVED if told.waived_until:
                day = self.messages.day(told.waived_until)
                return day, f"{self.messages.template('summary.waived_until')} {day}", ""
            case _:
                return "", "", ""

    def _behind(self, told: TargetTold) -> str:
        """The units that the plan asks it of and that did not reach it, where they are few."""
        of_each = told.target.judged == "each_unit" or told.target.measure.yes_or_no
        short = [one.unit.unit for one in told.missed_by] if of_each and not told.result.owed_together else []
        return self.names(short) if len(short) <= BEHIND else ""

    def _also_open(self, told: TargetTold) -> str:
        """The units that this target waits for besides those that all open ones wait for, and those whose figures are
        missing although they have reported."""
        common = frozenset(self.report.awaited_by_all)
        besides = dict[str, list[str]]()
        for lack, units in told.waiting_for.items():
            key = "also" if lack in (Lack.MISSING, Lack.UNUSABLE) else f"also_{lack}"
            besides.setdefault(key, []).extend(unit for unit in units if unit not in common)
        sides = ((key, self.few(units, BEHIND)) for key, units in besides.items() if units)
        return "; ".join(self.messages.text(f"summary.{key}", names=names) for key, names in sides)

    def _notes(self) -> Iterator[str]:
        used = "".join(marks(one.target) for one in self.report.results)
        if used:
            yield "; ".join(
                self.messages.text(f"summary.{key}", mark=mark) for mark, key in MARKS.items() if mark in used
            )
        yield from self.told_by_id(*TOLD_BY_ID)
        if duties := self._duties():
            yield duties

    def told_by_id(self, *keys: str) -> Iterator[str]:
        """The targets that are told by their ids, in a line for each of these keys."""
        for key in keys:
            if ids := self._ids(TOLD_BY_ID[key]):
                yield self.messages.text(f"summary.{key}", count=len(ids), ids=self.messages.joined(ids))

    def _ids(self, codes: Collection[AnyCode]) -> list[str]:
        """The targets that diagnostics of these codes name."""
        named = (fault.params.get("target") for fault in self.report.diagnostics if fault.code in codes)
        refs = (ref for one in named for ref in ((one,) if isinstance(one, Ref) or not isinstance(one, tuple) else one))
        return list(dict.fromkeys(ref.id for ref in refs if isinstance(ref, Ref)))

    def _duties(self) -> str:
        """The duties in one line, with those that were not done."""
        table = self.view.duties
        if table is None:
            return ""
        states = [row.state for row in table.rows]
        found = {state.value: states.count(state) for state in DutyState}
        found["silent"] = len({one.duty.id for one in self.report.duties}) - len(table.rows)
        counts = (self.messages.text(f"summary.duties_{key}", count=number) for key, number in found.items() if number)
        line = self.messages.text("summary.duties", counts=self.messages.joined(counts))
        undone = self.messages.joined(row.id for row in table.rows if row.state is DutyState.NOT_DONE)
        return self.messages.text("summary.duties_undone", line=line, ids=undone) if undone else line

    def files_that(self, standing: Standing) -> list[FileResult]:
        """The files that stand so."""
        return [one for one in self.files if one.standing is standing]

    def _asked(self) -> Entries | None:
        """The questions whose figures can turn a binding target and be usual, and how many more there are."""
        questions, messages = tuple(self.report.of(Severity.QUESTION)), self.messages
        binding = {one.target.id for one in self.report.results if one.target.binding}
        weighed = [(weight_of(one, binding), one) for one in questions]
        first = [one for weight, one in sorted(weighed, key=itemgetter(0)) if weight <= LIKELY]
        if not first:
            return None
        entries = (
            Entry(
                "?",
                STYLES[Severity.QUESTION],
                " ".join(text for text in (one.code.code, one.at.cell if one.at else "") if text),
                self.wording.unit(one.unit) if one.unit else "",
                (self.wording.found(one),),
            )
            for one in first[:ASKED]
        )
        rest = len(questions) - min(len(first), ASKED)
        more = (messages.text("summary.more_asked", count=rest),) if rest else ()
        return Entries(messages.template("summary.asked"), tuple(entries), more)

    def _steps(self) -> Iterator[Step]:
        look, messages, faulty = self.look, self.messages, len(self.files_that(Standing.FAULTY))
        if self.missing:
            yield Step(self._chase())
        yield of_other_plan(self.report.diagnostics, self.files, "check", messages, look)
        if faulty:
            yield step(look, messages, "annotate", "annotate", "-d", messages.template("summary.marked_folder"))
        if self.missing or self.unusable or faulty > 1:  # else the marked copy is enough
            yield step(look, messages, "letters", "letters", "-d", messages.template("summary.letters_folder"))
        if self._asked():
            yield step(look, messages, "calls", "check", "--calls")
        named = next((one.name for one in self.report.inputs if one.role == "names"), "")
        yield teaching(self.report.diagnostics if self.errors else (), named, messages, look)
        waiting = bool(self.missing or self.errors)
        if not waiting and (unsettled := self.results[Verdict.MISSED] or self.results[Verdict.INCONCLUSIVE]):
            yield step(look, messages, "explain", "explain", unsettled[0].id, target=unsettled[0].id)
        if self.results[Verdict.MET] and not waiting:
            yield step(look, messages, "report", "check", "-o", messages.template("summary.report_file"))
        if not self.missing or faulty < MARKED:  # else three steps are ahead of it, and "-v" is named
            yield step(look, messages, "details", "check", "-v")

    def _chase(self) -> str:
        """Whom to remind, and how many open targets wait for nothing else."""
        open_, missing = awaited(self.report).values(), frozenset(self.missing)
        only = sum(bool(offices) and offices.keys() <= missing for offices in open_)
        who = self.few(self.missing, WAITED_FOR)
        if not only:
            return self.messages.text("summary.chase", names=who)
        return self.messages.text("summary.chase_waiting", names=who, only=only, open=len(open_))

    def short(self, files: Iterable[FileResult]) -> str:
        """Files with the number of their errors, the first ten."""
        names = short_names(file.name for file in self.files)
        told = ((names[file.name], file.count(Severity.ERROR)) for file in files)
        texts = [f"{name} ({self.messages.number(errors)})" if errors else name for name, errors in told]
        return first_of(texts, NAMED, self.messages, "more_files")

    def overdue(self) -> str:
        """How long the returns are overdue, or how long there is left."""
        deadline = next((one for one in self.report.deadlines if one.period == self.report.period), None)
        return left(deadline, self.messages) if deadline else ""


def marks(target: Target) -> str:
    """What stands behind the id of a target that is not binding, or self-declared."""
    kind = ASPIRATIONAL if target.strives else FOR_POINTS if target.for_points else ""
    return kind + (SELF_DECLARED if target.self_declared else "")


WORTH_A_CALL = frozenset({Severity.ERROR, Severity.WARNING, Severity.QUESTION})
MOST = 3
"""So many questions of a unit are listed before the rest is counted."""


class Call(NamedTuple):
    """A unit to be called: what to ask, and the targets that hang on it."""

    unit: str
    questions: tuple[Diagnostic, ...]
    targets: tuple[str, ...]
    likely: frozenset[str]
    """Those of the targets that may well turn: by what is usual, or where nothing is known of that."""


def calls_of(report: Report) -> tuple[Call, ...]:
    """The calls in the order in which they are worth making; what is asked of a unit that another files for is asked of
    the other.

    First come the units whose figures can turn most binding targets by usual figures, then those that can turn most of
    them at all, then those with fewest questions. After a call a target is surely decided if all that it waits for is
    of units called by then; what can turn nothing needs no call.
    """
    binding = {one.target.id for one in report.results if one.target.binding}
    asked, waiting, likely = dict[str, list[Diagnostic]](), dict[str, dict[str, None]](), dict[str, set[str]]()
    idle = dict[str, list[Diagnostic]]()
    for target, offices in awaited(report).items():
        for unit, missing in offices.items():
            waiting.setdefault(unit, {})[target] = None
            likely.setdefault(unit, set()).update((target,) if missing else ())
    for unit, fault in ((unit, fault) for unit, faults in report.by_unit().items() if unit for fault in faults):
        wrong = fault.severity is Severity.ERROR and fault.turns is None
        if fault.severity in WORTH_A_CALL and (at_stake(fault) or fault.code in ABSENT or wrong):
            asked.setdefault(unit, []).append(fault)
            waiting.setdefault(unit, {}).update(dict.fromkeys(at_stake(fault)))
            may_well = fault.turns if fault.turns_usual is None else fault.turns_usual
            likely.setdefault(unit, set()).update(may_well or ())
        elif fault.severity is Severity.ERROR:
            idle.setdefault(unit, []).append(fault)
    order = {unit.id: place for place, unit in enumerate(report.plan.units)}

    def call(unit: str) -> Call:
        faults = asked.get(unit) or idle.get(unit) or []
        questions = sorted(faults, key=lambda one: (weight_of(one, binding), -len(one.turns or ())))
        targets = (one.target.id for one in report.results if one.target.id in waiting[unit])
        return Call(unit, tuple(questions), tuple(targets), frozenset(likely.get(unit, ())))

    def worth(call: Call) -> tuple[int, int, int, int]:
        turned = binding.intersection(call.targets)
        return -len(turned & call.likely), -len(turned), len(call.questions), order.get(call.unit, len(order))

    return tuple(sorted((call(unit) for unit, targets in waiting.items() if targets), key=worth))


def calls_text(report: Report, messages: Messages, look: Look) -> str:
    """The calls, a few lines each."""
    return "".join(f"{line}\n" for line in _lines(report, messages, look))


def _lines(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    view, calls, open_ = View(report, messages), calls_of(report), awaited(report)
    wording = view.wording
    yield view.line(messages.count("calls", len(calls)) if calls else messages.template("calls.none"))
    called, decided = set[str](), set[str]()
    for number, call in enumerate(calls, 1):
        yield ""
        targets = messages.joined(call.targets)
        yield messages.text("calls.unit", number=number, unit=wording.unit(call.unit), targets=targets)
        yield from (f"   {line}" for line in _questions(call, wording))
        if not call.questions:
            yield f"   {messages.template('calls.lacking')}"
        called.add(call.unit)
        now = [target for target, units in open_.items() if units and units.keys() <= called and target not in decided]
        decided.update(now)
        if now:
            yield "   " + messages.text("calls.decided", targets=messages.joined(now))
    of_calls = {id(one) for call in calls for one in call.questions}
    rest = [one for one in report.diagnostics if one.severity in WORTH_A_CALL and one.code not in NOT_OF_DATA]
    rest = [one for one in rest if id(one) not in of_calls]
    yield ""
    if idle := sum(one.turns is not None and not at_stake(one) for one in rest):
        yield messages.text("calls.idle", count=idle)
    if unseen := sum(one.turns is None for one in rest):
        yield messages.text("calls.not_looked_at", count=unseen)
    key, numbers = "closing" if open_ else "nothing_open", {"calls": len(calls), "decided": len(decided)}
    said = with_code(messages.text(f"calls.{key}", open=len(open_), **numbers), messages, look.exit_code)
    yield said if report.results else closing(report, messages, look)


def _questions(call: Call, wording: Wording) -> Iterator[str]:
    """What to ask: the place in the return, whose figure it is if another's, and what is wrong there, once."""
    lines = dict[str, None]()
    for one in call.questions:
        place, found = f"{one.at.cell}: " if one.at and one.at.cell else "", wording.found(one)
        if one.unit not in ("", call.unit):
            found = wording.messages.text("calls.of_unit", unit=wording.unit(one.unit), text=found)
        lines[f"{one.code.code} {place}{found}"] = None
    yield from list(lines)[:MOST]
    if len(lines) > MOST:
        yield wording.messages.count("more_questions", len(lines) - MOST)
