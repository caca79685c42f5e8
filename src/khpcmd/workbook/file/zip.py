"""A zip file with a sound directory; its parts are inflated with one counter for all of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe

ENTRY_MARK, LOCAL_MARK, END_MARK = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
LOCAL = struct.Struct("<4s5H3I2H")
CHUNK = 1 << 16
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of parts that are of no day: the first one that a zip file can say."""
LARGE = 1 << 20
"""A larger part is inflated twice, so that it is never in memory twice."""
ENCRYPTED = 0x41
"""Flags of entries that are encrypted, or whose names are."""


class Archive:
    """The parts of a zip file by their names, in lower case: a spreadsheet program looks them up in any case."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises Refused for a directory of a form that no spreadsheet program writes."""
        self._data = data
        self._limits = limits
        self._inflated = 0
        entries = _directory(data, limits)
        _require_sane(entries, len(data))
        self._entries = {entry.filename.lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all parts but folders, as they are written."""
        return tuple(entry.filename for entry in self._entries.values() if not entry.is_dir())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """One part, inflated; the size in the directory is checked and not trusted."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise damaged("missing_part")
        packed = self._packed(entry)
        deflated = entry.compress_type == zipfile.ZIP_DEFLATED
        content = self._inflate(packed) if deflated else self._counted(bytes(packed))
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise damaged("bad_zip")
        return content

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """The stored bytes of an entry, not copied; its own header, through which they are found, has to agree."""
        start = entry.header_offset
        header = self._data[start : start + LOCAL.size]
        if len(header) < LOCAL.size or not header.startswith(LOCAL_MARK):
            raise damaged("bad_zip")
        fields = LOCAL.unpack(header)
        begin = start + LOCAL.size + fields[9]
        name = self._data[start + LOCAL.size : begin]
        written = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")
        if fields[3] != entry.compress_type or name != written:
            raise damaged("bad_zip")
        begin += fields[10]
        packed = memoryview(self._data)[begin : begin + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise damaged("truncated")
        return packed

    def _counted(self, chunk: bytes) -> bytes:
        self._inflated += len(chunk)
        if self._inflated > self._limits.inflated:
            raise over("inflated", self._inflated, self._limits.inflated)
        return chunk

    def _inflate(self, packed: memoryview) -> bytes:
        chunks, size = list[bytes](), 0
        for chunk in self._chunks(packed):
            size += len(chunk)
            if size <= LARGE:
                chunks.append(chunk)
            else:
                chunks.clear()
        return b"".join(chunks) if size <= LARGE else zlib.decompress(packed, -zlib.MAX_WBITS, size)

    def _chunks(self, packed: memoryview) -> Iterator[bytes]:
        """A part piece by piece, each counted before the next one is made.

        The inflater copies what it leaves of its input, so that it is given little at once.
        """
        inflater, given, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, b""
        try:
            while not inflater.eof:
                if not rest:
                    rest = bytes(packed[given : given + CHUNK])
                    given += len(rest)
                chunk = inflater.decompress(rest, CHUNK)
                if not chunk and not rest and not inflater.eof:
                    raise damaged("truncated")
                rest = inflater.unconsumed_tail
                yield self._counted(chunk)
        except zlib.error as error:
            raise damaged("bad_zip") from error
        if inflater.unused_data or rest or given < len(packed):
            raise damaged("bad_zip")


def _directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    if data.count(ENTRY_MARK) > limits.entries:
        raise over("entries", data.count(ENTRY_MARK), limits.entries)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if END_MARK in archive.comment:
                raise damaged("bad_zip")
            return archive.infolist()
    except zipfile.BadZipFile as error:
        raise damaged("truncated" if "not a zip file" in str(error) else "bad_zip") from error
    except (EOFError, NotImplementedError, LookupError, OSError, ValueError, struct.error) as error:
        raise damaged("bad_zip") from error


@lru_cache(maxsize=128)
def _leads_elsewhere(name: str) -> bool:
    """Whether the name of a part is not simply a path below the file's own root."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name


def _require_sane(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise unsafe("duplicate_parts")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise unsafe("encrypted_part")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unsafe("compression")
        if "\0" in entry.orig_filename or _leads_elsewhere(entry.filename):
            raise unsafe("path")
    spans = sorted((e.header_offset, e.header_offset + LOCAL.size + e.compress_size) for e in entries)
    if any(end > begin for (_, end), (begin, _) in pairwise([*spans, (size, size)])):
        raise unsafe("overlap")


def of_no_day(saved: io.BytesIO, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """A zip file with its parts by name and without their times: its bytes depend on nothing but its content.

    ``change`` gives the part of a name as it is to be.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist()):  # the types of the parts come first
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), change(name, made.read(name)), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
