"""Files in one screen (``files_summary``): which are to be fixed, each with the worst of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.faults import Group, teachable, weight_of
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.render.closing import closing_files
from khpcmd.render.formats import Look
from khpcmd.render.styles import FILE_STYLES
from khpcmd.render.summary.screen import Entries, Entry, Step, Summary, drawn, step
from khpcmd.render.told.file import SIGNS, counted, grouped, short_names
from khpcmd.render.view import files_line, plan_line
from khpcmd.render.wording import Wording, first_of
from khpcmd.report import LOOKED_AT, NOT_READ, DataReport, FileResult, Standing
from khpcmd.results import Result, Verdict

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
        style={0: "bold green"}.get(look.exit_code, "bold yellow"),
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
        "wrong": len(faulty),
        "total": len(files),
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
        return Entry(SIGNS[standing], FILE_STYLES[standing], name, count, tuple(lines), len(files))


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
    sign, style = SIGNS[Standing.FAULTY], FILE_STYLES[Standing.FAULTY]
    return tuple(Entry(sign, style, "", "", (_line(group, wording, several=True),)) for group in grouped(faults))
