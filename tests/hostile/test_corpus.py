"""A corpus of attacks and accidents: each ends with its own code, quickly, and without another figure.

What the gate refuses at its door is tried in ``workbook/test_open.py``.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from hostile.files import (
    HEADER,
    MAIN,
    SHEET,
    book,
    data,
    deflated,
    parts,
    raw_zip,
    relation,
    relationships,
    sheet,
    with_shared_strings,
    zipped,
)
from hostile.mutations import in_bytes, in_xml
from hostile.plainly import plainly
from hostile.running import Answer, Worker
from places import EXAMPLES

pytestmark = pytest.mark.hostile

MIB = 2**20


def cell(address: str, inner: str = "<v>1</v>", more: str = "") -> str:
    return f'<c r="{address}" {more}>{inner}</c>'


def row(*cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def doctype(entities: str, use: str) -> bytes:
    return sheet(f"<sheetData>{row(cell('A1', f'<v>{use}</v>'))}</sheetData>", f"<!DOCTYPE worksheet [{entities}]>")


def laughs() -> bytes:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return doctype(f'<!ENTITY a0 "ha">{steps}', "&a9;")


def many_rows(inner: str, count: int) -> bytes:
    return data("".join(f'<row r="{n}">{inner}</row>' for n in range(1, count + 1)))


def nested_zip() -> bytes:
    inner = b"\0" * MIB
    for _ in range(5):
        inner = zipped({f"{n}.zip": inner for n in range(8)})
    return zipped(parts() | {"xl/embeddings/a.zip": inner})


def lying(size: int) -> bytes:
    """A sheet that inflates to more than it declares."""
    made = parts() | {SHEET: sheet("<sheetData/>" + " " * (5 * MIB))}
    entries = [(name, *deflated(part)) for name, part in made.items()]
    return raw_zip((n, packed, crc, size if n == SHEET else length) for n, packed, crc, length in entries)


def overlapping() -> bytes:
    packed = deflated(b" " * (10 * MIB))
    return raw_zip([(f"xl/worksheets/sheet{n}.xml", *packed) for n in range(900)], shared=packed[0])


def bomb() -> bytes:
    """150 MiB of blanks and a little more, in some 150 KB."""
    return book(sheet=sheet("<sheetData/>" + " " * (150 * MIB)))


def sheets(count: int) -> bytes:
    return zipped(parts(sheets=count))


def in_encoding(name: str, python: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{name}"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return book(sheet=text.encode(python))


def commented(count: int) -> bytes:
    """A sheet with so many comments."""
    comment = '<comment ref="A1"><text><t>x</t></text></comment>'
    part = f'<comments xmlns="{MAIN}"><commentList>{comment * count}</commentList></comments>'.encode()
    related = relationships(relation("rId1", "comments", "../comments1.xml")).encode()
    return zipped(parts() | {"xl/worksheets/_rels/sheet1.xml.rels": related, "xl/comments1.xml": part})


def relations(inner: str) -> bytes:
    return book(rels=(HEADER + relationships(inner)).encode())


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    # the zip file
    "bomb": (bomb, "LIMIT_EXCEEDED"),
    "nested zip": (nested_zip, "SHEET_EMPTY"),
    "overlapping entries": (overlapping, "UNSAFE_WORKBOOK"),
    "declared too small": (lambda: lying(20), "FILE_DAMAGED"),
    "declared too large": (lambda: lying(50 * MIB), "FILE_DAMAGED"),
    "3,000 entries": (lambda: zipped(parts() | {f"x/{n}": b"" for n in range(3000)}), "LIMIT_EXCEEDED"),
    "drive letter": (lambda: zipped(parts() | {"C:/x": b""}), "UNSAFE_WORKBOOK"),
    # XML
    "billion laughs": (lambda: book(sheet=laughs()), "UNSAFE_WORKBOOK"),
    "quadratic": (lambda: book(sheet=doctype(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 10_000)), "UNSAFE_WORKBOOK"),
    "external entity": (
        lambda: book(sheet=doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")),
        "UNSAFE_WORKBOOK",
    ),
    "parameter entity": (
        lambda: book(strings=doctype('<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;', "")),
        "UNSAFE_WORKBOOK",
    ),
    "100,000 levels": (lambda: book(sheet=sheet("<a>" * 100_000 + "</a>" * 100_000)), "UNSAFE_WORKBOOK"),
    "deep in a cell": (
        lambda: book(sheet=data(row(cell("A1", "<is>" + "<r>" * 99 + "</r>" * 99 + "</is>", 't="inlineStr"')))),
        "UNSAFE_WORKBOOK",
    ),
    "100,000 attributes": (
        lambda: book(sheet=sheet("<a " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>")),
        "UNSAFE_WORKBOOK",
    ),
    "one attribute of 50 MB": (lambda: book(sheet=sheet(f'<a b="{"x" * 50_000_000}"/>')), "SHEET_EMPTY"),
    "50 MB of line ends": (lambda: book(sheet=sheet("\n" * 50_000_000)), "SHEET_EMPTY"),
    "50 MB of text in a cell": (
        lambda: book(sheet=data(row(cell("A1", f"<v>{'x' * 50_000_000}</v>", 't="str"')))),
        "LIMIT_EXCEEDED",
    ),
    "20 million elements": (lambda: book(sheet=sheet("<a/>" * 20_000_000)), "LIMIT_EXCEEDED"),
    "UTF-16": (lambda: in_encoding("UTF-16", "utf-16"), "SHEET_EMPTY"),
    "UTF-7": (lambda: in_encoding("UTF-7", "utf-7"), "FILE_DAMAGED"),
    "no such encoding": (lambda: in_encoding("rot13", "utf-8"), "FILE_DAMAGED"),
    "half an element": (lambda: book(sheet=sheet("<sheetData>")[:-30]), "FILE_DAMAGED"),
    # the grid
    "far cells": (lambda: book(sheet=data(row(cell("A1")) + row(cell("XFD1048576"), number=1048576))), "NO_TABLE"),
    "declared far": (lambda: book(sheet=sheet('<dimension ref="A1:XFD1048576"/><sheetData/>')), "SHEET_EMPTY"),
    "600,000 cells": (lambda: book(sheet=many_rows("<c><v>1</v></c>" * 60, 10_000)), "LIMIT_EXCEEDED"),
    "3,000,000 empty cells": (lambda: book(sheet=many_rows("<c/>" * 300, 10_000)), "LIMIT_EXCEEDED"),
    "one row of 2,000,000 cells": (lambda: book(sheet=data(row("<c><v>1</v></c>" * 2_000_000))), "FILE_DAMAGED"),
    "the same row 100,000 times": (lambda: book(sheet=data(row("<c><v>1</v></c>") * 100_000)), "FILE_DAMAGED"),
    "a million hidden rows": (
        lambda: book(sheet=data("".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 1_048_577)))),
        "SHEET_EMPTY",
    ),
    "a million hidden columns": (
        lambda: book(sheet=sheet("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 1_000_000 + "</cols>")),
        "SHEET_EMPTY",
    ),
    "1,000,000 merges": (
        lambda: book(
            sheet=sheet("<sheetData/><mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_000_000 + "</mergeCells>")
        ),
        "LIMIT_EXCEEDED",
    ),
    "1,000,000 links": (
        lambda: book(sheet=sheet("<hyperlinks>" + '<hyperlink ref="A1:XFD1048576"/>' * 1_000_000 + "</hyperlinks>")),
        "SHEET_EMPTY",
    ),
    "validations of everything": (
        lambda: book(
            sheet=sheet(
                "<dataValidations>" + '<dataValidation sqref="A1:XFD1048576"/>' * 100_000 + "</dataValidations>"
            )
        ),
        "SHEET_EMPTY",
    ),
    "300,000 conditional formats": (
        lambda: book(
            styles=f'<styleSheet xmlns="{MAIN}"><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>'.encode(),
            sheet=sheet(
                "<sheetData/>"
                + '<conditionalFormatting sqref="A1:XFD1048576 B2"><cfRule type="x" dxfId="0"/></conditionalFormatting>'
                * 300_000
            ),
        ),
        "SHEET_EMPTY",
    ),
    "a conditional format of 1,000,000 ranges": (
        lambda: book(
            styles=f'<styleSheet xmlns="{MAIN}"><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>'.encode(),
            sheet=sheet(
                f'<sheetData/><conditionalFormatting sqref="{"A1:B2 " * 1_000_000}"><cfRule type="x" dxfId="0"/>'
                "</conditionalFormatting>"
            ),
        ),
        "SHEET_EMPTY",
    ),
    "600,000 comments": (lambda: commented(600_000), "LIMIT_EXCEEDED"),
    "a number format of 1,000,000 characters": (
        lambda: book(
            styles=(
                f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="200" formatCode="{"d" * 1_000_000}"/></numFmts>'
                '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
            ).encode()
        ),
        "FILE_DAMAGED",
    ),
    "1,000,000 styles": (
        lambda: book(
            styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 1_000_000}</cellXfs></styleSheet>'.encode()
        ),
        "SHEET_EMPTY",
    ),
    "400 sheets": (lambda: sheets(400), "SHEET_EMPTY"),
    "1,500 sheets": (lambda: sheets(1500), "LIMIT_EXCEEDED"),
    "3,000 sheets": (lambda: sheets(3000), "LIMIT_EXCEEDED"),
    "a text of 100 KB in 100,000 cells": (
        lambda: zipped(parts(strings=["x" * 100_000]) | {SHEET: many_rows('<c t="s"><v>0</v></c>' * 10, 10_000)}),
        "LIMIT_EXCEEDED",
    ),
    # references
    "string -1": (lambda: book(sheet=data(row(cell("A1", "<v>-1</v>", 't="s"')))), "FILE_DAMAGED"),
    "string 10**30": (lambda: book(sheet=data(row(cell("A1", f"<v>{10**30}</v>", 't="s"')))), "FILE_DAMAGED"),
    "cell of another row": (lambda: book(sheet=data(row(cell("A2")))), "FILE_DAMAGED"),
    "cells outside of the data": (
        lambda: book(sheet=sheet(f"<sheetDate>{row(cell('A1'))}</sheetDate>")),
        "FILE_DAMAGED",
    ),
    "a sheet of another vocabulary": (
        lambda: book(sheet=b'<worksheet xmlns="x"><sheetData/></worksheet>'),
        "FILE_DAMAGED",
    ),
    "missing relations": (
        lambda: zipped({n: p for n, p in parts().items() if "workbook.xml.rels" not in n}),
        "FILE_DAMAGED",
    ),
    "missing relations of the package": (
        lambda: zipped({n: p for n, p in parts().items() if n != "_rels/.rels"}),
        "FILE_DAMAGED",
    ),
    "missing strings": (lambda: zipped({n: p for n, p in parts().items() if "sharedStrings" not in n}), "FILE_DAMAGED"),
    "missing types": (lambda: zipped({n: p for n, p in parts().items() if "Types" not in n}), "NOT_A_WORKBOOK"),
    "relations to itself": (lambda: relations(relation("rId1", "worksheet", "workbook.xml")), "FILE_DAMAGED"),
    "relations outside": (lambda: relations(relation("rId1", "worksheet", "../../../../etc/passwd")), "FILE_DAMAGED"),
    "two of one id": (lambda: relations(relation("rId1", "worksheet", "worksheets/sheet1.xml") * 2), "FILE_DAMAGED"),
    "a linked sheet": (
        lambda: relations(relation("rId1", "worksheet", "http://127.0.0.1/x", 'TargetMode="External"')),
        "FILE_DAMAGED",
    ),
    "one sheet under two names": (
        lambda: book(
            book=parts(sheets=2)["xl/workbook.xml"],
            rels=(
                HEADER
                + relationships(
                    relation("rId1", "worksheet", "worksheets/sheet1.xml")
                    + relation("rId2", "worksheet", "worksheets/sheet1.xml")
                )
            ).encode(),
        ),
        "UNSAFE_WORKBOOK",
    ),
    # kinds of files
    "zeros": (lambda: b"\0" * 10_000, "NOT_A_WORKBOOK"),
    "end of a zip file": (lambda: b"PK\x05\x06" + b"\0" * 18, "NOT_A_WORKBOOK"),
    "a zip mark alone": (lambda: b"PK\x03\x04", "FILE_DAMAGED"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_ends_with_its_own_code(name: str, worker: Worker, tmp_path: Path) -> None:
    make, code = CASES[name]
    path = tmp_path / "x.xlsx"
    path.write_bytes(make())
    found = worker.ask(path)
    assert code in found.errors
    assert found.code in (3, 5)
    assert found.figures == {}


# damaged copies of sound workbooks never end in a traceback, and never silently in another figure


SHARED = "returns_2023.xlsx with shared strings"
BASES = ("returns_2023.xlsx", "half_year_2023.xlsx", "year_2023/chi_linh_2023.xlsx", SHARED)
CASES_FUZZ = int(os.environ.get("KHPCMD_FUZZ", "300"))
SEED = int(os.environ.get("KHPCMD_FUZZ_SEED", "2023"))
BATCH = 25


@cache
def base(name: str) -> bytes:
    if name == SHARED:
        return with_shared_strings((EXAMPLES / "returns_2023.xlsx").read_bytes())
    return (EXAMPLES / name).read_bytes()


def damaged(number: int) -> tuple[str, bytes]:
    """The damaged copy of this number, the same in every run, and what it is a copy of."""
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 - no secret
    name = chance.choice(BASES)
    change = in_bytes if chance.random() < 0.35 else in_xml
    return name, change(chance, base(name))


def ask(worker: Worker, path: Path, data: bytes) -> Answer:
    path.write_bytes(data)
    return worker.ask(path, read=True)


def told(found: Answer, sound: Answer) -> bool:
    """Whether an error tells of the damage, or a note that some of the figures, all of them sound, are not used."""
    used = [(key, found.figures[key]) for key in found.figures if found.figures[key][0] != "problem"]
    only_unused = "REMARK_WITHOUT_EFFECT" in found.notes and all(one in sound.figures.items() for one in used)
    return found.code == 2 or only_unused or bool(set(found.errors) - set(sound.errors))


@pytest.fixture(scope="module")
def sound(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    path = tmp_path_factory.mktemp("sound") / "sound.xlsx"
    return {name: ask(worker, path, base(name)) for name in BASES}


@pytest.mark.parametrize("batch", range(0, CASES_FUZZ, BATCH))
def test_damage_is_told_or_changes_no_figure(
    batch: int, sound: dict[str, Answer], worker: Worker, tmp_path: Path
) -> None:
    wrong = list[str]()
    for number in range(batch, min(batch + BATCH, CASES_FUZZ)):
        name, data = damaged(number)
        found = ask(worker, tmp_path / "damaged.xlsx", data)
        if told(found, sound[name]) or found.figures == sound[name].figures:
            continue
        copy = plainly(data)
        if copy is None or ask(worker, tmp_path / "copy.xlsx", copy).figures != found.figures:
            wrong.append(f"case {number} of seed {SEED}: a copy of {name}")
    assert wrong == []
