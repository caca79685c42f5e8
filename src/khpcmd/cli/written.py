"""Files that a command writes: which ones, and what is said where one cannot be written.

The summary of a job of GitHub Actions: the report as Markdown, added to the file that the runner names.

A draft that somebody has gone on with is theirs: it is never written over.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from khpcmd.cli.output import emit
from khpcmd.cli.usage import Misuse, choice
from khpcmd.files import destination, write_bytes, write_pieces
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import properties


def outputs(paths: Iterable[Path], suffixes: Iterable[str], inputs: Iterable[Path]) -> tuple[Path, ...]:
    """The files to write; Misuse where the ending says no format, or where an input or a device would be lost."""
    found, endings = tuple(paths), list(suffixes)
    for path in found:
        if path.suffix.lower() not in endings:
            choice("-o", path.suffix.lower() or path.name, endings)
        with misuse(path, "-o"):
            destination(path)
    refuse_inputs(found, inputs)
    return found


def refuse_inputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Misuse where a file to write is an input, which would be lost."""
    found = tuple(paths)
    taken = {_resolved(path) for path in inputs} if found else set()
    for path in found:
        if _resolved(path) in taken:
            raise Misuse("output_is_input", found=str(path))


def require_libraries(paths: Iterable[Path], formats: Mapping[str, Format]) -> None:
    """Misuse where the format of a file (``formats`` are by suffix) needs a library that is not installed."""
    for path in paths:
        needs = formats[path.suffix.lower()].needs
        if needs is not None and find_spec(needs[0]) is None:
            raise Misuse("library_missing", found=str(path), package=needs[1])


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def write_report(path: Path, content: Iterable[bytes]) -> None:
    """Write a report in place of an earlier one, links followed; Misuse with the reason where it cannot be."""
    with misuse(path, "-o"):
        write_pieces(destination(path), content, replace=True)


def write_new(path: Path, text: str, option: str) -> None:
    """Write a text to a file that does not exist yet; Misuse with the reason where that cannot be."""
    with misuse(path, option):
        write_bytes(path, text.encode(), replace=False)


def refuse_existing(path: Path, option: str) -> None:
    """Misuse where something of that name is there, even a link to nothing."""
    if os.path.lexists(path):
        raise Misuse("file_exists", found=str(path), option=option)


@contextmanager
def misuse(path: Path, option: str) -> Iterator[None]:
    """What goes wrong with a file that is written here, as the Misuse of the option that named it."""
    try:
        yield
    except FileExistsError:
        raise Misuse("file_exists", found=str(path), option=option) from None
    except (FileNotFoundError, NotADirectoryError):
        raise Misuse("no_such_folder", found=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Misuse("not_written", found=str(path), reason=reason) from None


VARIABLE = "GITHUB_STEP_SUMMARY"
LARGEST = 1 << 20
"""How many bytes GitHub takes for one step; of a longer one it shows nothing at all."""


def wanted() -> bool:
    """Whether a runner waits for a summary."""
    return bool(os.environ.get(VARIABLE))


def spare_returns(given: Iterable[Path]) -> None:
    """Misuse where the summary would be added to a file that was given, or to one in a folder that was."""
    from khpcmd.inputs.find import find_files

    files, _ = find_files(given)
    refuse_inputs([Path(os.environ[VARIABLE])], [file.path for file in files])


def add_summary(markdown: str, messages: Messages) -> None:
    """Add a report to the summary; where that fails the results stand all the same, and it is told on stderr."""
    try:
        path = Path(os.environ[VARIABLE])
        taken = path.stat().st_size if path.exists() else 0
        with open(path, "a", encoding="utf-8", newline="\n", opener=_at_once) as file:  # it takes an opener
            file.write(_fitting(markdown, LARGEST - taken, messages.template("progress.cut")))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        emit(
            messages.sentence("usage.summary_not_written", found=os.environ[VARIABLE], reason=reason),
            sys.stderr,
            line=True,
        )


def _at_once(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody reads is an OSError, and not waited for."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(descriptor, True)
    return descriptor


def _fitting(markdown: str, room: int, cut: str) -> str:
    """The text, or as many of its lines as there is room for and a line that says so."""
    if len(markdown.encode()) <= room:
        return markdown
    room -= len(cut.encode()) + 3
    kept, used = list[str](), 0
    for line in markdown.splitlines(keepends=True):
        used += len(line.encode())
        if used > room:
            break
        kept.append(line)
    return f"{''.join(kept)}\n{cut}\n" if room > 0 else ""


DRAFTS = frozenset({".docx"})
SAVED_BY = re.compile(rb"<cp:lastModifiedBy>khpcmd</cp:lastModifiedBy>")
DATES = re.compile(rb"<dcterms:(?:created|modified)[^<>]*>([^<]*)<")


def refuse_edited(paths: Iterable[Path]) -> None:
    """Misuse where a draft is to be written in place of a document that is not one of khpcmd's own, as it was made."""
    for path in paths:
        if path.suffix.lower() in DRAFTS and os.path.lexists(path) and not _as_made(path):
            raise Misuse("draft_edited", found=str(path))


def _as_made(path: Path) -> bool:
    """Whether khpcmd saved the document last: any other program changes the name or the time."""
    text = properties(path, Limits())
    return bool(SAVED_BY.search(text)) and len(set(DATES.findall(text))) == 1
