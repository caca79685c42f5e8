"""A small .xls written by hand: one stream of BIFF8 records inside an OLE file. No library of today writes them."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Cells = Mapping[tuple[int, int], str | float]


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _bof(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _cell(place: tuple[int, int], value: str | float) -> bytes:
    head = struct.pack("<HHH", place[0] - 1, place[1] - 1, 0)
    if isinstance(value, str):
        return record(0x0204, head + _text(value, "<H"))
    return record(0x0203, head + struct.pack("<d", value))


def stream(cells: Cells, title: str = "Biểu", sheets: int = 1) -> bytes:
    """The records of a workbook with one sheet, or with several that are the same; places count from 1."""
    sheet = _bof(0x0010) + b"".join(_cell(place, value) for place, value in cells.items()) + record(0x000A)
    names = [struct.pack("<BB", 0, 0) + _text(f"{title}{number or ''}", "<B") for number in range(sheets)]
    start = len(_bof(5)) + sum(len(record(0x0085, b"\0" * 4 + name)) for name in names) + len(record(0x000A))
    starts = (struct.pack("<I", start + number * len(sheet)) for number in range(sheets))
    listed = b"".join(record(0x0085, at + name) for at, name in zip(starts, names, strict=True))
    return _bof(5) + listed + record(0x000A) + sheet * sheets


def xls(cells: Cells, sheets: int = 1) -> bytes:
    """The whole file."""
    content = stream(cells, sheets=sheets)
    content += b"\0" * (max(4096, -(-len(content) // SECTOR) * SECTOR) - len(content))
    count = len(content) // SECTOR
    fat_sectors = -(-(count + 2) // 128) + 1
    first = fat_sectors + 1
    chain = [FAT] * fat_sectors + [END] + [first + n + 1 for n in range(count - 1)] + [END]
    fat = struct.pack(f"<{len(chain)}I", *chain) + struct.pack("<I", FREE) * (fat_sectors * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIII", fat_sectors, fat_sectors, 0, 4096, END, 0, END, 0)
    head += b"".join(struct.pack("<I", n if n < fat_sectors else FREE) for n in range(109))
    directory = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, first, len(content))
    directory += b"\0" * (SECTOR - len(directory))
    return head + fat + directory + content


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", FREE, FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<III", start, size, 0)
    )
