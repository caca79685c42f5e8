"""The first gate: is this a regular file, of which kind, is its zip directory sane, how large are its parts.

Nothing passes to the reader but the few parts it needs, inflated with a counter and walked once.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from khpcmd.diagnostics import Code
from khpcmd.workbook.kinds import not_a_workbook, require_workbook, require_zip
from khpcmd.workbook.limits import Limits, Refused, damaged, over, word
from khpcmd.workbook.scan import Elements, SheetFacts, SheetWalker, Tally, Walker

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
ENTRY_MARK = b"PK\x01\x02"
CONTENT_TYPES = "[Content_Types].xml"
STYLES = "xl/styles.xml"
"""Where openpyxl looks for the styles, whatever the workbook calls the part."""
WORKBOOK_TYPES = ("sheet.main+xml", "template.main+xml", "macroenabled.main+xml")
NEEDED_RELATIONS = ("/worksheet", "/sharedstrings", "/styles")
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of "Strict Open XML" files, and those that the reader knows."""


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a workbook that are read: inflated and walked, by name; and what each sheet holds."""

    parts: dict[str, bytes]
    facts: dict[str, SheetFacts]
    """By the name of the sheet's part."""
    to_calculate: bool
    """Whether the file asks to be calculated when it is opened: its results were put there by a program."""


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The file's bytes, read once. Refuses all but regular files, without waiting for anything."""
    if path.name.startswith("~$"):
        raise not_a_workbook("lock_file")
    try:
        descriptor = os.open(path, FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            _require_regular(os.fstat(descriptor), limits)
            data = file.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(data) > limits.file_bytes:
        raise over("bytes", len(data), limits.file_bytes)
    return data


def _require_regular(status: os.stat_result, limits: Limits) -> None:
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        kind = "folder" if stat.S_ISDIR(mode) else "fifo" if stat.S_ISFIFO(mode) else "device"
        raise Refused(Code.NOT_A_REGULAR_FILE, what=word(kind))
    if status.st_size > limits.file_bytes:
        raise over("bytes", status.st_size, limits.file_bytes)


def _unreadable(path: Path, error: OSError | ValueError) -> Refused:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    if number in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return Refused(Code.FILE_NOT_FOUND)
    if number == errno.ELOOP:
        return Refused(Code.NOT_A_REGULAR_FILE, what=word("symlink_loop"))
    if number == errno.ENXIO:
        return Refused(Code.NOT_A_REGULAR_FILE, what=word("device"))
    if number == errno.EISDIR or _is_folder(path):
        return Refused(Code.NOT_A_REGULAR_FILE, what=word("folder"))
    known = {errno.EACCES: "permission", errno.EPERM: "permission"}
    return Refused(Code.FILE_NOT_READABLE, reason=word(known.get(number or 0, "read_error")))


def _is_folder(path: Path) -> bool:
    """Windows answers the opening of a folder with "permission denied"."""
    try:
        return path.is_dir()
    except OSError:
        return False


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def open_package(data: bytes, limits: Limits) -> Package:
    """The parts of a workbook, checked; raises Refused for whatever is no sound .xlsx or .xlsm."""
    require_zip(data)
    if data.count(ENTRY_MARK) > limits.entries:
        raise over("entries", data.count(ENTRY_MARK), limits.entries)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_sane(archive)
            return _Inflater(archive, limits).package()
    except zipfile.BadZipFile as error:
        raise damaged("truncated" if "not a zip file" in str(error) else "bad_zip") from error
    except (zlib.error, EOFError, NotImplementedError, LookupError, OSError, ValueError) as error:
        raise damaged("bad_zip") from error


def _require_sane(archive: zipfile.ZipFile) -> None:
    names = [entry.filename for entry in archive.infolist()]
    if len({name.lower() for name in names}) < len(names):
        raise Refused(Code.UNSAFE_WORKBOOK, what=word("duplicate_parts"))
    for entry in archive.infolist():
        if entry.flag_bits & 1:
            raise Refused(Code.UNSAFE_WORKBOOK, what=word("encrypted_part"))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Code.UNSAFE_WORKBOOK, what=word("compression"))
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[:1]:
            raise Refused(Code.UNSAFE_WORKBOOK, what=word("path"))


class _Inflater:
    """Inflates the parts that are needed, and no others, with one counter for all."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._inflated = 0
        self._tally = Tally()
        self._names = {name.lower(): name for name in archive.namelist()}

    def package(self) -> Package:
        require_workbook(self._names, self._beginning("mimetype"))
        types = self._read(self._names[CONTENT_TYPES.lower()])
        book = self._workbook_part(types)
        relations = f"{PurePosixPath(book).parent}/_rels/{PurePosixPath(book).name}.rels"
        settings = Elements(self._limits, "calcPr")
        parts = {CONTENT_TYPES: types, book: self._read(book), relations: self._read(relations)}
        settings.walk(parts[book])
        facts = dict[str, SheetFacts]()
        for part, kind in self._related(book, parts[relations]):
            name = STYLES if kind == "/styles" else part
            if name in parts:
                continue
            parts[name] = self._read(part)
            walker = SheetWalker(self._limits, self._tally) if kind == "/worksheet" else Walker(self._limits)
            walker.walk(parts[name])
            if isinstance(walker, SheetWalker):
                facts[name] = walker.facts
        to_calculate = any(found.get("fullCalcOnLoad") in ("1", "true") for found in settings.found)
        return Package(parts, facts, to_calculate)

    def _beginning(self, name: str) -> bytes:
        if name not in self._names:
            return b""
        with self._archive.open(self._names[name]) as part:
            return part.read(200)

    def _read(self, name: str) -> bytes:
        """One part, inflated; the declared size is not trusted."""
        if name not in self._archive.NameToInfo:
            raise damaged("missing_part")
        chunks = list[bytes]()
        with self._archive.open(name) as part:
            while chunk := part.read(1 << 16):
                self._inflated += len(chunk)
                if self._inflated > self._limits.inflated:
                    raise over("inflated", self._inflated, self._limits.inflated)
                chunks.append(chunk)
        data = b"".join(chunks)
        if b"purl.oclc.org" in data:
            for strict, known in STRICT.items():
                data = data.replace(strict, known)
        return data

    def _workbook_part(self, types: bytes) -> str:
        walker = Elements(self._limits, "Override", "Default")
        walker.walk(types)
        for entry in walker.found:
            if entry.get("ContentType", "").lower().endswith(WORKBOOK_TYPES):
                return entry.get("PartName", "/xl/workbook.xml").lstrip("/")
        raise not_a_workbook("zip")

    def _related(self, book: str, relations: bytes) -> list[tuple[str, str]]:
        """The parts that the workbook refers to and that are needed, with the kind of relation."""
        walker = Elements(self._limits, "Relationship")
        walker.walk(relations)
        found = list[tuple[str, str]]()
        for relation in walker.found:
            kind = next((kind for kind in NEEDED_RELATIONS if relation.get("Type", "").lower().endswith(kind)), "")
            target = relation.get("Target", "")
            if kind and relation.get("TargetMode") != "External":
                part = target.lstrip("/") if target.startswith("/") else f"{PurePosixPath(book).parent}/{target}"
                found.append((os.path.normpath(part).replace(os.sep, "/"), kind))
        return found
