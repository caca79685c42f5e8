"""Files that a command writes: which ones, and what is said where one cannot be written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from khpcmd.cli.usage import Misuse, choice
from khpcmd.render.formats import Format
from khpcmd.whole_file import destination, write_bytes, write_pieces


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
