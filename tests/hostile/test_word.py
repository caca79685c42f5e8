"""Hostile documents of Word: each ends with its own code, and quickly, as a hostile workbook does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hostile.running import Worker
from khpcmd.workbook.file.package import OFFICE
from khpcmd.workbook.file.word import MAIN
from word_returns import BODY, RELATIONS, Change, changed, document, saved

pytestmark = pytest.mark.hostile

TEXT = (
    "UBND HUYỆN NAM SÁCH\nKẾT QUẢ PHÒNG, CHỐNG MẠI DÂM NĂM 2023\n| Chỉ tiêu | Năm 2023 |\n| Tổng số CSKD dịch vụ | 62 |"
)
ROOT, STYLES, LINKS = "_rels/.rels", "word/styles.xml", "</Relationships>"
READ = "read"
"""Nothing is wrong with it."""
CELL = "<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc>"
RUN = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>a</w:t></w:r>'
CHAIN = "".join(f'<w:style w:styleId="S{n}"><w:basedOn w:val="S{n - 1}"/></w:style>' for n in range(20_000))


def body(content: str, before: str = "") -> Change:
    """Another main part."""
    text = f'{before}<w:document xmlns:w="{MAIN}"><w:body>{content}</w:body></w:document>'
    return lambda parts: parts.update({BODY: text.encode()})


def table(cells: str) -> str:
    return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"


def without(part: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        del parts[part]

    return change


def spanning(columns: str) -> str:
    return table(f'<w:tc><w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr></w:tc>')


CASES: dict[str, tuple[Callable[[], Change], str]] = {
    "bomb": (lambda: body(" " * 300_000_000), "LIMIT_EXCEEDED"),
    "50 MB of text": (lambda: body(f"<w:p><w:r><w:t>{'x' * 50_000_000}</w:t></w:r></w:p>"), "LIMIT_EXCEEDED"),
    "100,000 rows": (lambda: body(f"<w:tbl>{f'<w:tr>{CELL * 8}</w:tr>' * 100_000}</w:tbl>"), "LIMIT_EXCEEDED"),
    "2,000 tables": (lambda: body(f"<w:p/>{table(CELL)}" * 2_000), "LIMIT_EXCEEDED"),
    "50 tables inside one another": (
        lambda: body("<w:tbl><w:tr><w:tc>" * 50 + "</w:tc></w:tr></w:tbl>" * 50),
        "UNSAFE_WORKBOOK",
    ),
    "merged to the end": (lambda: body(f"{spanning('9000')}<w:p/>" * 30), "LIMIT_EXCEEDED"),
    "beyond the last column": (lambda: body(spanning("999999")), "FILE_DAMAGED"),
    "no number of columns": (lambda: body(spanning("x")), "FILE_DAMAGED"),
    "a cell without a row": (lambda: body(f"<w:tbl>{CELL}</w:tbl>"), "FILE_DAMAGED"),
    "a row without a table": (lambda: body(f"<w:tr>{CELL}</w:tr>"), "NO_TABLE"),
    "a table without rows": (lambda: body("<w:tbl/>"), "SHEET_EMPTY"),
    "30,000 open fields": (lambda: body(f"<w:p>{RUN * 30_000}</w:p>"), "UNSAFE_WORKBOOK"),
    "20,000 open comments": (
        lambda: body("".join(f'<w:commentRangeStart w:id="{n}"/><w:p/>' for n in range(20_000))),
        "LIMIT_EXCEEDED",
    ),
    "a chain of styles": (
        lambda: changed("</w:styles>", f"{CHAIN}</w:styles>", STYLES),
        READ,
    ),
    "styles in a circle": (
        lambda: changed("</w:styles>", '<w:style w:styleId="Z"><w:basedOn w:val="Z"/></w:style></w:styles>', STYLES),
        READ,
    ),
    "DOCTYPE": (lambda: body("<w:p>&a;</w:p>", '<!DOCTYPE x [<!ENTITY a "b">]>'), "UNSAFE_WORKBOOK"),
    "DOCTYPE in the styles": (
        lambda: changed("<w:styles", "<!DOCTYPE x><w:styles", STYLES),
        "UNSAFE_WORKBOOK",
    ),
    "no document": (partial(without, BODY), "FILE_DAMAGED"),
    "no types": (partial(without, "[Content_Types].xml"), "NOT_A_WORKBOOK"),
    "a document elsewhere": (
        lambda: changed('Target="word/document.xml"', 'TargetMode="External" Target="http://127.0.0.1/x"', ROOT),
        "FILE_DAMAGED",
    ),
    "two documents": (
        lambda: changed(LINKS, f'<Relationship Id="z" Type="{OFFICE}/officeDocument" Target="x.xml"/>{LINKS}', ROOT),
        "FILE_DAMAGED",
    ),
    "footnotes elsewhere": (
        lambda: changed(
            LINKS,
            f'<Relationship Id="z" TargetMode="External" Type="{OFFICE}/footnotes" Target="http://127.0.0.1/x"/>{LINKS}',
            RELATIONS,
        ),
        READ,
    ),
    "a part of another kind": (lambda: changed("<w:sectPr", "<w:altChunk/><w:sectPr"), "FILE_DAMAGED"),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.mark.parametrize("name", CASES)
def test_each_ends_with_its_own_code(name: str, worker: Worker, tmp_path: Path) -> None:
    change, code = CASES[name]
    path = tmp_path / "x.docx"
    path.write_bytes(saved(document(TEXT), change()))
    found = worker.ask(path, read=True)
    assert found.code in (3, 5)
    assert code in found.errors or (code == READ and found.figures)


def test_a_document_with_macros_is_read_as_a_workbook_with_macros_is(worker: Worker, tmp_path: Path) -> None:
    """Without them: nothing in them is ever looked at."""
    path = tmp_path / "x.docm"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = changed(kind, "application/vnd.ms-word.document.macroEnabled.main+xml", "[Content_Types].xml")
    path.write_bytes(saved(document(TEXT), macros, lambda parts: parts.update({"word/vbaProject.bin": b"\0"})))
    assert worker.ask(path, read=True).figures
