"""Files that are no workbook that can be read, by a word for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook

from hostile.files import SHEET, unzipped, zipped
from word_returns import changed, document, saved
from workbook.test_open import OLE


def _sent(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _csv(book: Workbook) -> bytes:
    rows = book.worksheets[0].iter_rows(values_only=True)
    return "\n".join(";".join(_typed(one) for one in row) for row in rows).encode("utf-8-sig")


def _typed(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime) else str(value or ("" if value is None else 0))


def _archive(book: Workbook) -> bytes:
    return zipped({"BC.xlsx": _sent(book)})


def _doctype(book: Workbook) -> bytes:
    parts = unzipped(_sent(book))
    return zipped(parts | {SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[SHEET]})


def _long(book: Workbook) -> bytes:
    """Cells with a border, far below the table."""
    sheet = book.worksheets[0]
    for row in range(1000, 1600):
        sheet.cell(row, 1).value = " "
    return _sent(book)


def _tracked(_: Workbook) -> bytes:
    made = document("| Chỉ tiêu | Số lượng |\n| Tổng số CSKD dịch vụ | 12 |")
    return saved(made, changed("<w:r><w:t>12</w:t></w:r>", '<w:ins w:id="1"><w:r><w:t>12</w:t></w:r></w:ins>'))


KINDS: dict[str, Callable[[Workbook], bytes]] = {
    "empty": lambda _: b"",
    "nothing": lambda _: _sent(Workbook()),
    "locked": lambda _: OLE + "EncryptedPackage".encode("utf-16-le"),
    "old": lambda _: b"\x09\x04\x06\x00" + b"\0" * 100,
    "pdf": lambda _: b"%PDF-1.7\n",
    "picture": lambda _: b"\x89PNG\r\n",
    "html": lambda _: b"<html><table></table>",
    "text": lambda _: "tổng số: 12".encode(),
    "csv": _csv,
    "zip": _archive,
    "cut": lambda book: _sent(book)[:3000],
    "doctype": _doctype,
    "long": _long,
    "tracked": _tracked,
}
