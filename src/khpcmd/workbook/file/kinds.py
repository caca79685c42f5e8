"""What kind of file it is, by its first bytes and not by its name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from khpcmd.diagnostics import Code
from khpcmd.workbook.file.limits import Refused, damaged, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
BIFF_STARTS = (b"\x09\x08", b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "rich_text"),
)
HTML_STARTS = (
    b"<html",
    b"<!doctype html",
    b"<head",
    b"<meta",
    b"<table",
    b"<style",
    b"<body",
    b"<div",
    b"mime-version",
)
STREAMS = ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book\0")
CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD = 4096
LISTED = 12
"""Of so many files in an archive the names are given."""


def not_a_workbook(what: str) -> Refused:
    """The file is something else; ``what`` is a word of the catalogue."""
    return Refused(Code.NOT_A_WORKBOOK(None, {"what": word(what)}))


def kind_of(data: bytes, suffix: str) -> Literal["zip", "xls", "csv"]:
    """How to read the file; every other kind is refused with its name.

    Plain text has no first bytes of its own: it is read as CSV if ``suffix`` is .csv, .tsv or .txt, else refused.
    """
    if not data:
        raise Refused(Code.FILE_EMPTY(None, {}))
    if data.startswith(ZIP_STARTS):
        return "zip"
    if data.startswith(OLE):
        _require_xls(data)
        return "xls"
    if data.startswith(BIFF_STARTS):
        raise Refused(Code.OLD_XLS(None, {}))
    for start, what in STARTS:
        if data.startswith(start):
            raise not_a_workbook(what)
    kind = _text_kind(data[:HEAD])
    if kind in ("csv", "plain_text") and suffix.lower() in CSV_SUFFIXES:
        return "csv"
    raise not_a_workbook(kind)


def _require_xls(data: bytes) -> None:
    """Refuse an OLE file that is not an .xls, by the names of its streams (in UTF-16); so is an encrypted .xlsx."""
    names = [name for name in STREAMS if name.encode("utf-16-le") in data]
    if "EncryptedPackage" in names:
        raise Refused(Code.FILE_ENCRYPTED(None, {}))
    if "WordDocument" in names or "PowerPoint Document" in names:
        raise not_a_workbook("document")
    if not names:
        raise not_a_workbook("unknown") if len(data) > HEAD else damaged("truncated")


def _text_kind(head: bytes) -> str:
    """The word for a file that may be text of some kind."""
    if head.startswith(UTF16_MARKS):
        text = head.decode("utf-16", errors="ignore").encode()
    else:
        text = head.removeprefix(b"\xef\xbb\xbf")
    text = text.lstrip().lower()
    if not text or b"\0" in text or any(byte < 9 for byte in text):
        return "unknown"
    if text.startswith(HTML_STARTS):
        return "html"
    if text.startswith(b"<"):
        return "html" if b"<html" in text else "xml"
    if text.startswith((b"{", b"[")):
        return "json"
    first = text.splitlines()[0]
    return "csv" if any(mark in first for mark in (b",", b";", b"\t")) else "plain_text"


def packed_kind(names: Collection[str], mimetype: bytes, files: Sequence[str] = ()) -> Literal["ods", "docx", "xlsx"]:
    """The kind of a zip file: spreadsheets, or a document of Word; everything else is refused with its kind.

    ``names`` are the entries of the zip directory in lower case, ``mimetype`` the entry of that name; ``files`` are
    named where they are all that it is an archive of.
    """
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in names:
        raise not_a_workbook("xlsb")
    if mimetype or any(name.startswith("ppt/") for name in names):
        raise not_a_workbook("document")
    if "[content_types].xml" not in names:
        if not files or any(name.startswith(("xl/", "word/")) for name in names):
            raise not_a_workbook("zip")
        found = ", ".join((*files[:LISTED], *(["…"] if len(files) > LISTED else [])))
        raise Refused(Code.ARCHIVE(None, {"found": found}))
    return "docx" if any(name.startswith("word/") for name in names) else "xlsx"
