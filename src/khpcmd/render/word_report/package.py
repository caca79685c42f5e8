"""The document as a file: its properties say what made it, and its bytes depend on nothing but the content."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

from docx.document import Document
from docx.opc.rel import Relationships

MAKER = "khpcmd"
LONGEST = 255
"""How many characters a property may have."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNWANTED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
"""Parts of the library's own template that say nothing about this document."""


def packed(document: Document, title: str, made: datetime) -> bytes:
    """The document as a file; ``made`` is the only date in it."""
    _describe(document, title, made)
    for relationships in (document.part.package.rels, document.part.rels):
        _drop(relationships)
    saved = BytesIO()
    document.save(saved)
    return _with_fixed_dates(saved.getvalue())


def _describe(document: Document, title: str, made: datetime) -> None:
    about = document.core_properties
    about.author = about.last_modified_by = MAKER
    about.comments = ""
    about.title = title[:LONGEST]
    about.created = about.modified = made
    about.revision = 1


def _drop(relationships: Relationships) -> None:
    for key in [key for key, one in relationships.items() if one.reltype.endswith(UNWANTED)]:
        del relationships[key]


def _with_fixed_dates(data: bytes) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist()):  # the types of the parts come first
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), made.read(name), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
