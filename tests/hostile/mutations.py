"""Small damage to sound workbooks: to their bytes, and to their XML with the zip file made anew around it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from hostile.files import unzipped, zipped

TAG = re.compile(rb"<[^<>?!]+>")
ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
ELEMENT = re.compile(rb"<(\w+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)")
TEXT = re.compile(rb">([^<>]+)<")
DIGIT = re.compile(rb"[0-9]")
NASTY = (
    b"-1", b"0", b"", b"99999999", b"A1", b"A1:XFD1048576", b"XFD1048576", b"1e9", b"NaN", b"s", b"n", b"b", b"e",
    b"str", b"inlineStr", b"d", b"worksheet", b"../x", b"rId1", b"hidden", b"1", b"true", b"\xc3", b"&amp;",
)  # fmt: skip
PARTS = ("xl/worksheets/", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/", "[Content_Types].xml", "xl/sharedStrings")

Change = Callable[[random.Random, bytes], bytes]


def _cut(data: bytes, match: re.Match[bytes], new: bytes, group: int = 0) -> bytes:
    return data[: match.start(group)] + new + data[match.end(group) :]


def _one(chance: random.Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes]:
    """One of the places where a pattern matches; the first one after a random point, for speed."""
    found = pattern.search(data, chance.randrange(len(data))) or pattern.search(data)
    assert found
    return found


def drop_tag(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, TAG, data), b"")


def drop_element(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, ELEMENT, data), b"")


def repeat_element(chance: random.Random, data: bytes) -> bytes:
    match = _one(chance, ELEMENT, data)
    return _cut(data, match, match[0] * chance.choice((2, 2, 1000)))


def move_element(chance: random.Random, data: bytes) -> bytes:
    match = _one(chance, ELEMENT, data)
    rest = _cut(data, match, b"")
    at = _one(chance, TAG, rest).start()
    return rest[:at] + match[0] + rest[at:]


def rename_element(chance: random.Random, data: bytes) -> bytes:
    match = _one(chance, ELEMENT, data)
    name = chance.choice((b"c", b"row", b"v", b"f", b"is", b"t", b"x", b"sheet", b"xf"))
    return _cut(data, match, re.sub(rb"(</?)" + match[1], rb"\1" + name, match[0]))


def change_attribute(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, ATTRIBUTE, data), chance.choice(NASTY), 2)


def drop_attribute(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, ATTRIBUTE, data), b"")


def swap_attributes(chance: random.Random, data: bytes) -> bytes:
    one, other = sorted((_one(chance, ATTRIBUTE, data), _one(chance, ATTRIBUTE, data)), key=lambda match: match.start())
    return data if one.start() == other.start() else _cut(_cut(data, other, one[2], 2), one, other[2], 2)


def change_text(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, TEXT, data), chance.choice(NASTY), 1)


def change_digit(chance: random.Random, data: bytes) -> bytes:
    return _cut(data, _one(chance, DIGIT, data), b"%d" % chance.randrange(10))


def change_byte(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def insert(chance: random.Random, data: bytes) -> bytes:
    at = _one(chance, TAG, data).end()
    more = chance.choice((b"<!-- x -->", b"<?x y?>", b"<![CDATA[1]]>", b"<x/>", b"1", b"<c><v>7</v></c>", b"<v>7</v>"))
    return data[:at] + more + data[at:]


CHANGES: tuple[Change, ...] = (
    drop_tag, drop_element, repeat_element, move_element, rename_element, change_attribute, drop_attribute,
    swap_attributes, change_text, change_digit, change_byte, insert,
)  # fmt: skip


def in_xml(chance: random.Random, data: bytes) -> bytes:
    """One or two changes in one of the parts that are read."""
    parts = unzipped(data)
    weights = [8 if name.startswith("xl/worksheets/") else 1 if name.startswith(PARTS) else 0 for name in parts]
    (name,) = chance.choices(list(parts), weights)
    for _ in range(chance.choice((1, 1, 2))):
        parts[name] = chance.choice(CHANGES)(chance, parts[name])
    return zipped(parts)


def in_bytes(chance: random.Random, data: bytes) -> bytes:
    """Bytes flipped, cut, repeated or put in, anywhere in the file."""
    flipped = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 64))):
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    at, size = chance.randrange(len(data)), chance.choice((1, 16, 4096))
    ways = (
        bytes(flipped),
        bytes(flipped),
        data[:at],
        data[:at] + data[at + size :],
        data[:at] + chance.randbytes(size) + data[at:],
        data[:at] + data[at : at + size] * 2 + data[at + size :],
        data + chance.randbytes(size),
        _in_directory(chance, data),
        _in_directory(chance, data),
    )
    return chance.choice(ways)


def _in_directory(chance: random.Random, data: bytes) -> bytes:
    """A bit of the zip directory flipped: what it says of names, sizes and places."""
    start = data.index(b"PK\x01\x02")
    at = chance.randrange(start, len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
