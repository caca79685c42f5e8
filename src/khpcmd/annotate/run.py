"""Makes marked copies of returns: all are checked together, then each with something to fix or a question is marked.

What is wrong with a file is what ``check`` says of it. A copy is written whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from khpcmd.annotate.source import Marking, NoCopy, Source, Standings, open_source
from khpcmd.checking import Request, all_reached, check
from khpcmd.diagnostics import Severity
from khpcmd.diagnostics.errors import UsageError
from khpcmd.files import write_bytes
from khpcmd.i18n import Messages
from khpcmd.report import FileResult, Report, Standing, all_files, files_of
from khpcmd.workbook.file.limits import Refused
from khpcmd.workbook.file.open import read_bytes, sha256


class AnnotateRequest(NamedTuple):
    """What to check, as ``check`` takes it, and the folder of the copies."""

    check: Request
    folder: Path
    everything: bool = False
    """Whether files with nothing to fix get a copy as well."""
    force: bool = False
    """Whether copies that are there are written over."""


class Outcome(NamedTuple):
    """What became of one file. ``why`` is the key of the sentence that explains why there is no ``copy``."""

    file: FileResult
    copy: Path | None = None
    why: str = ""
    reason: str = ""
    lost: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a return that was read ought to have a copy, and has none."""
        return self.copy is None and self.why in FAILED


class Annotation(NamedTuple):
    """A check, and what became of each file that was to be marked or could not be used."""

    report: Report
    outcomes: tuple[Outcome, ...]
    untouched: tuple[FileResult, ...]
    """The files that need no copy."""


FAILED = frozenset({"not_editable", "needs_word", "too_large", "changed", "not_written"})


def annotate(request: AnnotateRequest, speak: Callable[[str], Messages]) -> Annotation:
    """Check the returns, and make a marked copy of each that has something to fix or raises a question.

    ``speak`` gives the messages of the copies for the plan's language. Raises what ``check`` raises,
    UnreachedError where something that was named is not there, and UsageError where a return or a copy would be lost;
    then nothing is written.
    """
    report = all_reached(check(request.check), request.check)
    files = files_of(report)
    readable = [Path(file.name) for file in files if _passed(file)]
    require_apart("copies", request.folder, readable, request.check.paths)
    names = copy_names(readable)
    wanted = [file for file in files if _is_wanted(file, everything=request.everything)]
    targets = {file.name: request.folder / names[Path(file.name)] for file in wanted if Path(file.name) in names}
    if not request.force:
        _require_free(list(targets.values()))
    job = Marking(request.check.limits, report, Standings(report), speak(report.plan.language))
    outcomes = [_outcome(job, file, targets.get(file.name)) for file in wanted]
    unread = (file for file in all_files(report)[len(files) :] if file.standing is Standing.FAULTY)
    outcomes += [Outcome(file, why="not_read") for file in unread]
    named = {file.name for file in wanted}
    return Annotation(report, tuple(outcomes), tuple(file for file in files if file.name not in named))


def _is_wanted(file: FileResult, *, everything: bool) -> bool:
    wrong = file.standing in (Standing.FAULTY, Standing.EMPTY)
    asked = everything or file.count(Severity.QUESTION) > 0
    return wrong or (asked and file.standing is not Standing.SET_ASIDE)


def _require_free(targets: Sequence[Path]) -> None:
    """Raise UsageError if one of the copies is there already."""
    taken = [path for path in targets if os.path.lexists(path)]
    if taken:
        more = {"more": str(len(taken) - 1)} if len(taken) > 1 else {}
        raise UsageError("copies_exist" if more else "copy_exists", {"found": taken[0].as_posix(), **more})


def require_apart(what: str, folder: Path, files: Iterable[Path], paths: Iterable[Path]) -> None:
    """Raise UsageError where one of the ``files`` lies in a folder of copies or letters itself, and would be written
    over, or where the folder lies in one of the input ``paths``: the next run would read what is written there."""
    place = folder.resolve()
    folders = (path for path in paths if os.path.isdir(path))  # noqa: PTH112  # False where access is denied
    for kind, found in (
        ("among", (path for path in files if place in (path.parent.resolve(), path.resolve().parent))),
        ("inside", (path for path in folders if place.is_relative_to(path.resolve()))),
    ):
        for first in found:
            raise UsageError(f"{what}_{kind}_inputs", {"found": first.as_posix(), "folder": str(folder)})


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


def _passed(file: FileResult) -> bool:
    """Whether the file passed the gate and was read."""
    refused = any(one.code.code.startswith("F") and one.severity is Severity.ERROR for one in file.diagnostics)
    return bool(file.sha256) and not refused


def _outcome(job: Marking, file: FileResult, target: Path | None) -> Outcome:
    if target is None:
        return Outcome(file, why="not_read" if file.count(Severity.ERROR) else "set_aside")
    try:
        copy, outcome = marked(job, file)
    except NoCopy as none:
        return Outcome(file, why=none.why, reason=none.reason)
    try:
        write_bytes(target, copy, replace=True)
    except OSError as error:
        return Outcome(file, why="not_written", reason=error.strerror or type(error).__name__)
    return outcome._replace(copy=target)


def marked(job: Marking, file: FileResult) -> tuple[bytes, Outcome]:
    """The marked copy as a file; a copy that was marked before is marked again. Raises NoCopy."""
    if not _passed(file):
        raise NoCopy("not_read")
    source = _source(job, file)
    if source.document:
        from khpcmd.annotate.word import marked_document

        return marked_document(job, file, source), Outcome(file)
    from khpcmd.annotate.copy import marked_copy  # it takes openpyxl, which nothing else here needs

    copy, file, lost = marked_copy(job, file, source)
    return copy, Outcome(file, lost=lost)


def _source(job: Marking, file: FileResult) -> Source:
    """The workbook whose figures were judged, and no other."""
    path, limits = Path(file.name), job.limits
    try:
        data = read_bytes(path, limits)
    except Refused as refused:
        raise NoCopy("changed") from refused
    if sha256(data) != file.sha256:
        raise NoCopy("changed")
    return open_source(data, limits, path.suffix)
