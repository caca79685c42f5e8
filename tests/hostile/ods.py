"""Small workbooks in .ods, written by hand."""

from __future__ import annotations

from hostile.files import zipped

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: str, before: str = "", manifest: bytes = MANIFEST) -> bytes:
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Biểu">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": KIND, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


def ods_cell(value: object, more: str = "") -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}/>'
