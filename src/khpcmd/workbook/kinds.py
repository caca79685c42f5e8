"""What kind of file is this? Told from the first bytes, never from the name."""

from __future__ import annotations

from collections.abc import Collection

from khpcmd.diagnostics import Code
from khpcmd.workbook.limits import Refused, damaged, word

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
    (b"{\\rtf", "text"),
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
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD = 4096


def not_a_workbook(what: str) -> Refused:
    """The file is something else; ``what`` is a word of the catalogue."""
    return Refused(Code.NOT_A_WORKBOOK, what=word(what))


def require_zip(data: bytes) -> None:
    """Pass what begins like a zip file; refuse all else by its own name."""
    if not data:
        raise Refused(Code.FILE_EMPTY)
    if data.startswith(ZIP_STARTS):
        return
    if data.startswith(OLE):
        raise _ole(data)
    if data.startswith(BIFF_STARTS):
        raise Refused(Code.OLD_XLS)
    for start, what in STARTS:
        if data.startswith(start):
            raise not_a_workbook(what)
    raise not_a_workbook(_text_kind(data[:HEAD]))


def _ole(data: bytes) -> Refused:
    """Stream names of an OLE file are UTF-16; a password-protected .xlsx and an old .xls both have this form."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(Code.FILE_ENCRYPTED)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0")):
        return Refused(Code.OLD_XLS)
    return not_a_workbook("unknown") if len(data) > HEAD else damaged("truncated")


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
    return "csv" if any(mark in first for mark in (b",", b";", b"\t")) else "text"


def require_workbook(names: Collection[str], mimetype: bytes) -> None:
    """Refuse a zip file that is no .xlsx or .xlsm, by its own name.

    ``names`` are the entries of the zip directory, ``mimetype`` the beginning of the entry of that name.
    """
    if b"opendocument.spreadsheet" in mimetype:
        raise not_a_workbook("ods")
    if any(name.lower() == "xl/workbook.bin" for name in names):
        raise not_a_workbook("xlsb")
    if not any(name.lower() == "[content_types].xml" for name in names):
        raise not_a_workbook("zip")
    if any(name.lower().startswith("word/") for name in names):
        raise not_a_workbook("document")
