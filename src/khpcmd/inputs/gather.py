"""From paths to the returns of a period: which files are read, which period they are for, which of them counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.diagnostics import Code, CodeOf, Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import OtherPeriod, PeriodLastDay, Ref
from khpcmd.inputs.find import SAVED, Preference, find_files
from khpcmd.judge.repairs import linked
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import as_before, day_stated
from khpcmd.plan.taught import Taught
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import Key, Return, merge, says
from khpcmd.text import typo_of
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits
from khpcmd.workbook.read import Reading, read_workbook

if TYPE_CHECKING:
    from khpcmd.inputs.results import EarlierResults

NAMED = 4
"""How many sheets of a period are listed."""
Progress = Callable[[int, int], None]
"""Called with the number of files read and the number of all files."""


class ReadOptions(NamedTuple):
    """How files are read; with ``baseline`` as files of the plan's baseline year."""

    limits: Limits = DEFAULT_LIMITS
    progress: Progress | None = None
    baseline: bool = False
    taught: Taught | None = None
    """Names besides those of the plan."""


AS_USUAL = ReadOptions()


def read_files(
    paths: Iterable[Path],
    plan: Plan,
    options: ReadOptions = AS_USUAL,
    until: Callable[[Collection[Reading]], bool] | None = None,
) -> tuple[list[Reading], list[Diagnostic]]:
    """Every file read, and the faults of the search for files. An unreadable file is reported; the rest are still read.

    Reading ends with the first file after which ``until`` is true of those that were read.
    """
    paths = tuple(paths)
    named, (files, faults) = {path.as_posix() for path in paths}, find_files(paths)
    readings: dict[str, Reading] = {}
    for number, file in enumerate(files):
        if options.progress:
            options.progress(number, len(files))
        reading = read_workbook(
            file,
            plan,
            name=file,
            baseline=options.baseline,
            limits=options.limits,
            taught=options.taught,
        )
        first = readings.get(reading.sha256) if reading.sha256 else None
        if first is not None:
            faults.append(Code.SAME_FILE_TWICE(Location(file), {"other": first.name}))
            continue
        if file not in named and without_table(reading):
            faults.append(Code.FILE_SET_ASIDE(Location(file), {"what": Ref("word", "document_without_table")}))
            continue
        readings[reading.sha256 or file] = reading
        if until and until(readings.values()):
            break
    else:
        if options.progress:
            options.progress(len(files), len(files))
    return list(readings.values()), faults


def without_table(reading: Reading) -> bool:
    """Whether it is a document of Word without a table of the plan: one of a folder may be any letter."""
    codes = {one.code for one in reading.diagnostics}
    return Code.PLACES_IN_DOCUMENT in codes and not codes.isdisjoint((Code.NO_TABLE, Code.SHEET_EMPTY))


def read_previous(
    paths: Iterable[Path], plan: Plan, *, limits: Limits = DEFAULT_LIMITS, taught: Taught | None = None
) -> tuple[dict[str, list[Earlier]], list[Reading], list[Diagnostic]]:
    """What units had filed for earlier periods, by unit, and the faults of files that could not be read.

    The files are returns, or results that were saved as JSON; of the faults of returns those were reported when they
    were checked. Files of another year are read as baseline, each by the units that were there when its own period
    ended. UsageError where a file that was named holds no results.
    """
    paths = tuple(paths)
    files, faults = find_files(paths, SAVED)
    readings, filed = list[Reading](), dict[tuple[str, str, str], list[Return]]()
    named = {path.as_posix() for path in paths}
    results: list[EarlierResults] = []
    for file in files:
        if file.lower().endswith(SAVED):
            found = _results(file, plan, named=file in named)
            if isinstance(found, Diagnostic):
                faults.append(found)
            else:
                results.append(found)
            continue
        reading, year = _by_its_units(plan, partial(_previous, file, limits=limits, taught=taught))
        readings.append(reading)
        faults += [fault for fault in reading.diagnostics if fault.code.code.startswith("F")]
        for one in reading.returns:
            filed.setdefault((one.unit, one.period, year), []).append(one)
    earlier = dict[str, list[Earlier]]()
    for (unit, period, year), returns in filed.items():
        earlier.setdefault(unit, []).append(Earlier(merge(returns)[0][unit], "" if year else period, year))
    for result in sorted(results, key=lambda one: one.as_of, reverse=True):  # the one judged last counts
        readings.append(result.reading)
        faults += result.reading.diagnostics
        for one in result.reading.returns:
            earlier_of = earlier.setdefault(one.unit, [])
            if not any((it.year, it.filed.period) == (result.year, one.period) for it in earlier_of):
                earlier_of.append(Earlier(one, "" if result.year else one.period, result.year))
    return earlier, readings, faults


def _previous(name: str, plan: Plan, limits: Limits, taught: Taught | None) -> tuple[Reading, str]:
    """A file of an earlier period, and the other year that it states; "" for the plan's own."""
    reading = read_workbook(name, plan, name=name, limits=limits, taught=taught)
    others = [fault for fault in reading.diagnostics if fault.code is Code.WRONG_YEAR]
    year = str(others[0].params["found"]) if others else ""
    if year and plan.baseline_year:
        reading = read_workbook(name, plan, name=name, baseline=True, limits=limits, taught=taught)
    return reading, year


def _by_its_units(plan: Plan, read: Callable[[Plan], tuple[Reading, str]]) -> tuple[Reading, str]:
    """A file of an earlier period by the units of the day that it is of: names pass from one unit to another.

    That day is known only when the file has been read: of the plans with the units of different days it is the one
    with those of the day that it states then.
    """
    first, year = read(plan)
    day, seen = day_stated(plan, _period_of(first), year), list[Plan]()
    days = [day_stated(plan, period, year) for period in (*plan.periods, "")]
    for before in (plan, *(as_before(plan, each) for each in dict.fromkeys((day, *days)))):
        if any(before.unit.keys() == other.unit.keys() for other in seen):
            continue
        seen.append(before)
        reading, year = (first, year) if before is plan else read(before)
        of = as_before(plan, day_stated(plan, _period_of(reading), year))
        if reading.returns and of.unit.keys() == before.unit.keys():
            return reading, year
    return replace(first, returns=()), year


def _period_of(reading: Reading) -> str:
    """The period that a file states, "" where none is known."""
    return next((one.period for one in reading.returns if one.period), reading.period)


def _results(file: str, plan: Plan, *, named: bool) -> EarlierResults | Diagnostic:
    """Saved results; in a folder a file with no such results is set aside."""
    from khpcmd.inputs.results import read_results  # most checks have none

    try:
        return read_results(Path(file), plan, name=file)
    except UsageError as error:
        if named or error.kind != "no_result":
            raise
        return Code.FILE_SET_ASIDE(Location(file), {"what": Ref("word", "not_a_workbook_file")})


def with_targets(plan: Plan, ids: Sequence[str]) -> Plan:
    """The plan with the requested targets only; an id of anything else is a UsageError."""
    known = [target.id for target in plan.targets]
    for wanted in ids:
        if wanted in plan.duty:
            raise UsageError("a_duty", {"found": wanted})
        if wanted not in known:
            params = {"found": wanted, "suggestion": typo_of(wanted, known), "allowed": ", ".join(known)}
            raise UsageError("unknown_target", params)
    needed = {*ids, *(name for wanted in ids for name in plan.target[wanted].measure.rests_on())}
    return plan.changed(targets=tuple(t for t in plan.targets if t.id in needed)) if ids else plan


def known_period(plan: Plan, period: str) -> str:
    """The period given on the command line, "" where none is; raises UsageError for one that the plan does not have."""
    if period and period not in plan.periods:
        params = {"found": period, "suggestion": typo_of(period, plan.periods), "allowed": ", ".join(plan.periods)}
        raise UsageError("unknown_period", params)
    return period


def common_period(plan: Plan, readings: Iterable[Reading]) -> str:
    """The period that the returns state; "" where no return could be read.

    Where they differ it is that of more than half of the units; the others are faults of their files.
    """
    allowed = ", ".join(plan.periods)
    returns = [filed for reading in readings for filed in _of_the_year(reading)]
    stated: dict[str, dict[tuple[str, str], None]] = {}
    units: dict[str, set[str]] = {}
    for filed in returns:
        if filed.period:
            stated.setdefault(filed.period, {})[_place(filed)] = None
            units.setdefault(filed.period, set()).add(filed.unit)
    if len(stated) > 1:
        most = max(units, key=lambda period: len(units[period]))
        if 2 * len(units[most]) > sum(map(len, units.values())):
            return most
        raise UsageError("period_differs", {"found": _rarest_first(stated), "allowed": allowed})
    if not stated and returns:
        raise UsageError("period_not_stated", {"allowed": allowed})
    return next(iter(stated), "")


def _rarest_first(stated: dict[str, dict[tuple[str, str], None]]) -> str:
    """The sheets by period; the period with the fewest comes first, for these are likely to be the wrong ones."""
    by_number = sorted(stated.items(), key=lambda item: len(item[1]))
    return "; ".join(
        f"{period}: {', '.join(str(Location(*place)) for place in list(places)[:NAMED])}"
        for period, places in by_number
    )


def _of_the_year(reading: Reading) -> list[Return]:
    """The returns without those whose sheet states another year, or a span that is not a period of the plan."""
    codes = (Code.WRONG_YEAR, Code.WRONG_PERIOD)
    others = {fault.at.sheet for fault in reading.diagnostics if fault.code in codes and fault.at}
    return [filed for filed in reading.returns if (filed.sources[0].sheet if filed.sources else "") not in others]


def units_by_period(
    readings: Iterable[Reading], previous: Mapping[str, Iterable[Earlier]]
) -> dict[str, Container[str]]:
    """By period of the plan, the units that have a return for it among the files."""
    found: dict[str, set[str]] = {}
    for reading in readings:
        for filed in _of_the_year(reading):
            if filed.reported:
                found.setdefault(filed.period, set()).add(filed.unit)
    for unit, earlier in previous.items():
        for one in earlier:
            found.setdefault(one.period if one.filed.reported else "", set()).add(unit)
    return {period: units for period, units in found.items() if period}


def _place(filed: Return) -> tuple[str, str]:
    """The file and the sheet of a return, or else its unit."""
    return (filed.sources[0].file, filed.sources[0].sheet) if filed.sources else (filed.unit, "")


def filed_for(
    period: str, readings: Iterable[Reading], code: CodeOf[OtherPeriod] = Code.WRONG_PERIOD
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns of the period, one for each unit; those of another period or year are reported with ``code``, unless
    their sheet has rows of the period as well."""
    faults, fitting, reported = list[Diagnostic](), list[Return](), set[tuple[str, str]]()
    for reading in readings:
        shared = {_place(filed) for filed in reading.returns if filed.period == period}
        of_the_year = {id(filed) for filed in _of_the_year(reading)}
        silent = bool(reading.returns) and not any(filed.period for filed in reading.returns)
        if silent and len(of_the_year) == len(reading.returns):
            faults.append(_not_stated(reading, period, code))
            if code is Code.BASELINE_PERIOD:
                continue  # figures of an unknown year are not a baseline
        for filed in reading.returns:
            source = filed.sources[0] if filed.sources else Location(reading.name)
            place = (source.file, source.sheet)
            if filed.period not in ("", period):
                if place in shared:
                    text = Ref("period", filed.period)
                    other = Code.ROW_OF_OTHER_SPAN(source._replace(cell=""), {"text": text})
                    faults += [other] if other not in faults else []
                elif place not in reported:
                    reported.add(place)
                    params: OtherPeriod = {"found": Ref("period", filed.period), "expected": Ref("period", period)}
                    faults.append(code(source._replace(cell=""), params))
            elif id(filed) in of_the_year:
                fitting.append(filed)
    merged, conflicts = merge(fitting, lru_cache(_newest))
    return merged, faults + conflicts


def too_early(plan: Plan, period: str, filed: Iterable[Return], day: date) -> list[Diagnostic]:
    """At each sheet that its returns of the period are of one that goes on, seen from a day; none once it is over."""
    window = plan.periods[period].window
    if window.can_be_reported(day):
        return []
    sheets = dict.fromkeys(_sheet(one) for one in filed if one.reported)
    found: PeriodLastDay = {"period": Ref("period", period), "last": window.last, "day": day}
    return [Code.PERIOD_NOT_OVER(at, found) for at in sheets]


def _not_stated(reading: Reading, period: str, code: CodeOf[OtherPeriod]) -> Diagnostic:
    """The fault, or for a return the warning, of a file in which no sheet states its period."""
    at, judged = Location(reading.name), Ref("period", period)
    if code is Code.BASELINE_PERIOD:
        return code(at, {"found": Ref("word", "not_stated"), "expected": judged})
    return Code.PERIOD_NOT_STATED(at, {"period": judged})


def places_of(readings: Iterable[Reading]) -> list[Location]:
    """The files and their sheets in the order in which they were read."""
    return [
        place
        for reading in readings
        for place in (Location(reading.name), *(at for filed in reading.returns for at in filed.sources))
    ]


Figure = tuple[str, Key]
"""A figure of a period."""


def preferred(
    how: Preference, readings: Sequence[Reading], named: Mapping[str, Sequence[str]], limits: Limits
) -> tuple[list[Reading], list[Diagnostic]]:
    """The readings without the returns that a later file of the same unit replaces, and a note for each of those.

    Only files that give the same figure replace each other: a form and an annex of one unit stand side by side. None
    replaces a file with figures of the unit that it lacks: one with a part of them is no new version. A file without
    returns is replaced by a later one of the only unit that it is said to be of (``named``). What is replaced
    contributes notes only.
    """
    loser: dict[tuple[int, str], int] = {}
    for unit, files in _several(readings).items():
        for group in (sorted(one) for one in linked(files, files.__getitem__) if len(one) > 1):
            winner = _winner(how, [(index, readings[index].name) for index in group], limits)
            whole = winner >= 0 and all(files[winner] >= files[index] for index in group)
            loser |= {(index, unit): winner for index in group if whole and index != winner}
    for index, reading in enumerate(readings):
        whose = () if reading.returns else named.get(reading.name, ())
        others = [at for at, one in enumerate(readings) if {filed.unit for filed in one.returns} == {*whose}]
        if len(whose) == 1 and others:
            winner = _winner(how, [(at, readings[at].name) for at in sorted((index, *others))], limits)
            loser |= {(index, whose[0]): winner} if winner in others else {}
    left = [_without(reading, {unit for at, unit in loser if at == index}) for index, reading in enumerate(readings)]
    return left, [_replaced(readings[index], unit, readings[other]) for (index, unit), other in loser.items()]


def _several(readings: Sequence[Reading]) -> dict[str, dict[int, set[Figure]]]:
    """The units with figures in more than one file, and these figures by file."""
    found: dict[str, dict[int, set[Figure]]] = {}
    for index, reading in enumerate(readings):
        for filed in reading.returns:
            figures = found.setdefault(filed.unit, {}).setdefault(index, set())
            figures.update((filed.period, key) for key, cell in filed.cells.items() if says(cell))
    return {unit: files for unit, files in found.items() if len(files) > 1}


def _newest(first: str, second: str) -> str:
    """Which of two files counts with ``--prefer newest``, "" where neither does."""
    files = list(enumerate((first, second)))
    winner = _winner("newest", files, DEFAULT_LIMITS)
    return files[winner][1] if winner >= 0 else ""


def _winner(how: Preference, files: Sequence[tuple[int, str]], limits: Limits) -> int:
    """The file that counts; -1 where two were saved last at the same time."""
    if how == "listed":
        return files[-1][0]
    from khpcmd.workbook.file.open import saved_at

    saved = {index: saved_at(Path(name), limits) for index, name in files}
    if not all(saved.values()):  # one has no such property: go by the dates of the files
        saved = {index: _changed(Path(name)) for index, name in files}
    last = max(saved.values())
    newest = [index for index, when in saved.items() if when == last]
    return newest[0] if len(newest) == 1 else -1


def _changed(path: Path) -> str:
    """The date of the file as a text to be compared, "" where it cannot be read."""
    try:
        return f"{path.stat().st_mtime_ns:025}"
    except OSError:
        return ""


def _without(reading: Reading, units: Set[str]) -> Reading:
    """The reading without the returns of some units, and of what was found only the notes on them."""
    if not units:
        return reading
    left = tuple(filed for filed in reading.returns if filed.unit not in units)
    gone = {at.sheet for filed in reading.returns for at in filed.sources if filed.unit in units}
    gone -= {at.sheet for filed in left for at in filed.sources}

    def stays(fault: Diagnostic) -> bool:
        of_it = fault.unit in units or not left or (fault.at is not None and fault.at.sheet in gone)
        return not of_it or fault.severity is Severity.NOTE

    return replace(reading, returns=left, diagnostics=tuple(filter(stays, reading.diagnostics)))


def _replaced(reading: Reading, unit: str, other: Reading) -> Diagnostic:
    at = next((_sheet(filed) for filed in reading.returns if filed.unit == unit), Location(reading.name))
    return Code.RETURN_REPLACED(at, {"unit": Ref("unit", unit), "other": other.name}, unit=unit)


def _sheet(filed: Return) -> Location | None:
    return filed.sources[0]._replace(cell="") if filed.sources else None
