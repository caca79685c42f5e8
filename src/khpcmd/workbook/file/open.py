"""Opens a file: its bytes, its sheets by the reader of its kind, these as grids; and when it was saved.

What is not a regular file, or not a sound workbook within the limits, is refused.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from khpcmd.diagnostics import Code
from khpcmd.files import last, posix
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.kinds import kind_of, not_a_workbook, packed_kind
from khpcmd.workbook.file.limits import Limits, Refused, over, word
from khpcmd.workbook.file.package import Reader
from khpcmd.workbook.file.zip import Archive

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_bytes(path: Path | str, limits: Limits) -> bytes:
    """The file's bytes. Refuses all but regular files, without waiting for a pipe or a device."""
    if last(posix(path)).startswith("~$"):
        raise not_a_workbook("lock_file")
    try:
        descriptor = os.open(path, FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            _require_regular(status, limits)
            data = file.read(status.st_size + 1)  # a larger size would be allocated first, and freed each time
            if len(data) > status.st_size:
                data += file.read(limits.file_bytes + 1 - len(data))  # it grows, or its size is not known
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(data) > limits.file_bytes:
        raise over("bytes", len(data), limits.file_bytes)
    return data


def _require_regular(status: os.stat_result, limits: Limits) -> None:
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        kind = "folder" if stat.S_ISDIR(mode) else "fifo" if stat.S_ISFIFO(mode) else "device"
        raise Refused(Code.NOT_A_REGULAR_FILE(None, {"what": word(kind)}))
    if status.st_size > limits.file_bytes:
        raise over("bytes", status.st_size, limits.file_bytes)


def _unreadable(path: Path | str, error: OSError | ValueError) -> Refused:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    if number in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return Refused(Code.FILE_NOT_FOUND(None, {}))
    if number == errno.ELOOP:
        return Refused(Code.NOT_A_REGULAR_FILE(None, {"what": word("symlink_loop")}))
    if number == errno.ENXIO:
        return Refused(Code.NOT_A_REGULAR_FILE(None, {"what": word("device")}))
    if number == errno.EISDIR or _is_folder(path):
        return Refused(Code.NOT_A_REGULAR_FILE(None, {"what": word("folder")}))
    known = {errno.EACCES: "permission", errno.EPERM: "permission"}
    return Refused(Code.FILE_NOT_READABLE(None, {"reason": word(known.get(number or 0, "read_error"))}))


def _is_folder(path: Path | str) -> bool:
    """Whether it is a folder: Windows answers the opening of one with "permission denied"."""
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def open_grids(data: bytes, limits: Limits, suffix: str = "") -> list[Grid]:
    """The sheets of the file in their order; raises Refused for everything that is not a sound workbook.

    ``suffix`` is that of the file's name, by which CSV is recognised.
    """
    kind = kind_of(data, suffix)
    if kind == "csv":
        from khpcmd.workbook.file.csv import read_csv

        return [read_csv(data, limits)]
    if kind == "xls":
        from khpcmd.workbook.file.xls_ods import read_xls

        return read_xls(data, limits)
    archive = Archive(data, limits)
    match packed_kind(archive.names, archive.read("mimetype") if "mimetype" in archive else b"", archive.files):
        case "ods":
            from khpcmd.workbook.file.xls_ods import read_ods

            return read_ods(data, archive, limits)
        case "docx":
            from khpcmd.workbook.file.word import DocumentReader

            return [DocumentReader(archive, limits).sheet()]
        case "xlsx":
            return Reader(archive, limits).sheets()


def require_few_words(grids: Iterable[Grid], limits: Limits) -> None:
    """Refuse visible sheets with more different texts than can be understood in the time that a file may take."""
    shown = [grid for grid in grids if grid.state == "visible"]
    texts = {text for grid in shown for _, _, text in grid.texts}
    texts.update(text for grid in shown for text in (*grid.comments.values(), *grid.stamps, grid.title))
    size = sum(map(len, texts))
    if size > limits.words:
        raise over("words", size, limits.words)


PROPERTIES = "docProps/core.xml"
MODIFIED = re.compile(
    rb"<dcterms:modified[^<>]*>\s*([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z"
)
"""The day and the time in UTC."""


def properties(path: Path, limits: Limits) -> bytes:
    """The core properties of a workbook or a document as XML; empty where it has none, or is neither."""
    try:
        data = read_bytes(path, limits)
        if kind_of(data, path.suffix) != "zip":
            return b""
        archive = Archive(data, limits)
        return archive.read(PROPERTIES) if PROPERTIES in archive else b""
    except Refused:
        return b""


def saved_at(path: Path, limits: Limits) -> str:
    """When a workbook was saved last, as ``2023-12-10T08:30:00``; "" where its properties do not state it."""
    found = MODIFIED.search(properties(path, limits))
    return found[1].decode() if found else ""
