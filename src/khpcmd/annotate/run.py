"""Makes marked copies of returns: each file is judged first, then opened, and its copy written whole or not at all."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.copy import (
    KINDS,
    Facts,
    NoCopy,
    Source,
    composed,
    features,
    forget,
    guarded,
    lost,
    open_copy,
    open_source,
    results_sheet,
    written,
)
from khpcmd.check import VIETNAM, Request, check
from khpcmd.check_data import DataRequest, check_data
from khpcmd.diagnostics import Code, Severity, UsageError
from khpcmd.files import write_bytes
from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.report import DataReport, FileResult, Report
from khpcmd.workbook.file.limits import Refused
from khpcmd.workbook.file.open import read_bytes, sha256


@dataclass(frozen=True, slots=True)
class AnnotateRequest:
    """The files and how to judge them, the folder of the copies, and the day."""

    data: DataRequest
    folder: Path
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. ``why`` is the key of the sentence that explains why there is no ``copy``."""

    file: FileResult
    copy: Path | None = None
    why: str = ""
    reason: str = ""
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """All files, judged and copied."""

    report: DataReport
    outcomes: tuple[Outcome, ...]
    messages: Messages


@dataclass(frozen=True, slots=True)
class _Job:
    """What the files have in common."""

    request: AnnotateRequest
    loaded: LoadedPlan
    as_of: date
    messages: Messages


def annotate(request: AnnotateRequest, speak: Callable[[str], Messages]) -> Annotation:
    """Make a marked copy of every return that can be read; ``speak`` gives the messages for the plan's language.

    Raises PlanError where there is no valid plan, and UsageError where the question itself is at fault.
    """
    report = check_data(request.data)
    readable = [Path(file.name) for file in report.files if _passed(file)]
    inside = holds_any(request.folder, readable) or holds(request.data.paths, request.folder)
    if inside is not None:
        raise UsageError("copies_among_inputs", {"found": inside.as_posix(), "folder": str(request.folder)})
    day = request.as_of or (datetime.now(UTC) + VIETNAM).date()
    loaded = LoadedPlan(report.plan, report.plan_hash, str(request.data.plan or ""))
    job, names = _Job(request, loaded, day, speak(report.plan.language)), copy_names(readable)
    outcomes = tuple(_outcome(job, file, names.get(Path(file.name), "")) for file in report.files)
    return Annotation(replace(report, files=tuple(one.file for one in outcomes)), outcomes, job.messages)


def holds_any(folder: Path, paths: Iterable[Path]) -> Path | None:
    """The first of the files that lies in the folder itself, where a copy would be written over it."""
    place = folder.resolve()
    return next((path for path in paths if path.parent.resolve() == place or path.resolve().parent == place), None)


def holds(paths: Iterable[Path], folder: Path) -> Path | None:
    """The first input folder that the folder of the copies lies in: the next run would read the copies too."""
    place = folder.resolve()
    folders = (path for path in paths if os.path.isdir(path))  # noqa: PTH112  # False where access is denied
    return next((path for path in folders if place.is_relative_to(path.resolve())), None)


def copy_names(paths: Iterable[Path]) -> dict[Path, str]:
    """A name for the copy of each file: its own; where several files have one name the later ones are numbered."""
    paths, names = list(paths), dict[Path, str]()
    taken = {path.name.casefold() for path in paths}
    given = set[str]()
    for path in paths:
        name, number = path.name, 1
        while name.casefold() in (given if number == 1 else taken | given):
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        given.add(name.casefold())
        names[path] = name
    return names


def write_copy(path: Path, data: bytes) -> None:
    """Write a file, in place of an earlier copy; raises NoCopy, and then there is nothing new in the folder."""
    try:
        write_bytes(path, data, replace=True)
    except OSError as error:
        raise NoCopy("not_written", error.strerror or type(error).__name__) from error


def _passed(file: FileResult) -> bool:
    """Whether the file passed the gate and was read."""
    refused = any(one.code.code.startswith("F") and one.severity is Severity.ERROR for one in file.diagnostics)
    return bool(file.sha256) and not refused


def _outcome(job: _Job, file: FileResult, name: str) -> Outcome:
    if not name:
        return Outcome(file, why="not_read" if file.count(Severity.ERROR) else "set_aside")
    target = job.request.folder / name
    try:
        copy, outcome = _marked(job, file)
        write_copy(target, copy)
    except NoCopy as none:
        return Outcome(file, why=none.why, reason=none.reason)
    return replace(outcome, copy=target)


def _marked(job: _Job, file: FileResult) -> tuple[bytes, Outcome]:
    """The marked copy as a file; a copy that was marked before is marked again."""
    source = _source(job, file)
    copy = open_copy(source)
    results = _earlier(copy.book, file)
    if results is not None:
        others = tuple(one for one in file.diagnostics if one.at is None or one.at.sheet != results.title)
        file = replace(file, diagnostics=others)
    with guarded():
        gone = {*forget(copy.book, results), *_losses(source)}
    lost = tuple(kind for kind in KINDS if kind in gone)
    facts = Facts(job.loaded.plan, file, tuple(_reports(job, file)), job.as_of, lost)
    composed(copy.book, facts, job.messages)
    return written(copy), Outcome(file, lost=lost)


def _source(job: _Job, file: FileResult) -> Source:
    """The workbook whose figures were judged, and no other."""
    path, limits = Path(file.name), job.request.data.limits
    try:
        data = read_bytes(path, limits)
    except Refused as refused:
        raise NoCopy("changed") from refused
    if sha256(data) != file.sha256:
        raise NoCopy("changed")
    return open_source(data, limits, path.suffix)


def _earlier(book: Workbook, file: FileResult) -> Worksheet | None:
    """The sheet of an earlier marking. One that figures were read from is the sender's, whatever it claims."""
    found = results_sheet(book)
    skipped = {one.at.sheet for one in file.diagnostics if one.at and one.code is Code.SHEET_SET_ASIDE}
    return found if found is not None and found.title in skipped else None


def _losses(source: Source) -> Sequence[str]:
    """What openpyxl leaves out, found by letting it write the workbook where there is anything it may leave out."""
    before = features(source.parts)
    if not before:
        return ()
    with zipfile.ZipFile(BytesIO(written(open_copy(source)))) as archive:
        return lost(before, features({name.lower(): archive.read(name) for name in archive.namelist()}))


def _reports(job: _Job, file: FileResult) -> Iterator[Report]:
    """A report on the units of the file for each period that it has figures for."""
    data = job.request.data
    for period in file.periods:
        asked = Request((Path(file.name),), data.plan, period, as_of=job.as_of, only_reported=True, limits=data.limits)
        if period:
            yield check(replace(asked, loaded=job.loaded))
