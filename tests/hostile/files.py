"""Workbooks as nobody's spreadsheet program writes them, made in code so that nothing of the kind is stored."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(inner: str, before: str = "") -> bytes:
    """The XML of a sheet."""
    return f'{HEADER}{before}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{inner}</worksheet>'.encode()


def data(rows: str) -> bytes:
    return sheet(f"<sheetData>{rows}</sheetData>")


def parts(sheets: int = 1, strings: Iterable[str] = ("một",), styles: int = 1) -> dict[str, bytes]:
    """The parts of a sound workbook with so many sheets, whose cells are all empty."""
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}</Types>'
    )
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    relations = "".join(relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1))
    relations += relation("rIdA", "styles", "styles.xml") + relation("rIdB", "sharedStrings", "sharedStrings.xml")
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    fonts = '<fonts><font><name val="Arial"/></font></fonts>'
    xfs = "<cellXfs>" + '<xf numFmtId="0" fontId="0"/>' * styles + "</cellXfs>"
    made = {
        "[Content_Types].xml": types,
        "_rels/.rels": relationships(relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relationships(relations),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{fonts}{xfs}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>',
    }
    found = {name: (HEADER + text).encode() for name, text in made.items()}
    return found | {f"xl/worksheets/sheet{n}.xml": data("") for n in range(1, sheets + 1)}


def relation(identity: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}" {more}/>'


def relationships(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def zipped(content: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a file by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def book(**changes: bytes) -> bytes:
    """A workbook with ``sheet`` as its first sheet; other parts are ``strings``, ``styles``, ``book`` and ``rels``."""
    names = {
        "sheet": SHEET,
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "types": "[Content_Types].xml",
    }
    return zipped(parts() | {names[name]: part for name, part in changes.items()})


def raw_zip(entries: Iterable[tuple[str, bytes, int, int]], shared: bytes | None = None) -> bytes:
    """A zip file written by hand: name, deflated bytes, CRC and declared size of each entry.

    With ``shared`` every entry of the directory points at the same local entry, which holds these bytes.
    """
    out, directory, count = bytearray(), bytearray(), 0
    for name, packed, crc, size in entries:
        offset = 0 if shared is not None else len(out)
        local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
        if shared is None or not out:
            out += local + name.encode() + packed
        central = (b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, offset)
        directory += struct.pack("<4s6H3I5H2I", *central) + name.encode()
        count += 1
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def deflated(content: bytes) -> tuple[bytes, int, int]:
    """The deflated bytes, the CRC and the size of a part."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(), zlib.crc32(content), len(content)


def with_shared_strings(workbook: bytes) -> bytes:
    """The same workbook with its texts in the table of strings, as Excel itself writes it."""
    content = unzipped(workbook)
    strings = dict[bytes, int]()

    def moved(match: re.Match[bytes]) -> bytes:
        return b'%st="s"%s><v>%d</v></c>' % (match[1], match[2], strings.setdefault(match[3], len(strings)))

    for name, part in content.items():
        if name.startswith("xl/worksheets/sheet"):
            inline = rb'(<c [^>]*)t="inlineStr"([^>]*)><is>(.*?)</is></c>'
            content[name] = re.sub(inline, moved, part, flags=re.DOTALL)
    items = b"".join(b"<si>%s</si>" % text for text in strings)
    content["xl/sharedStrings.xml"] = f'{HEADER}<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"
    added = {
        "xl/_rels/workbook.xml.rels": (relation("rIdS", "sharedStrings", "/xl/sharedStrings.xml"), b"</Relationships>"),
        "[Content_Types].xml": (
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>',
            b"</Types>",
        ),
    }
    for name, (text, end) in added.items():
        content[name] = content[name].replace(end, text.encode() + end)
    return zipped(content)
