"""A draft that somebody has gone on with is theirs: it is never written over."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from khpcmd.cli.usage import Misuse

DRAFTS = frozenset({".docx"})
PROPERTIES = "docProps/core.xml"
LONGEST = 1 << 16
SAVED_BY = re.compile(rb"<cp:lastModifiedBy>khpcmd</cp:lastModifiedBy>")
DATES = re.compile(rb"<dcterms:(?:created|modified)[^<>]*>([^<]*)<")


def refuse_edited(paths: Iterable[Path]) -> None:
    """Misuse where a draft is to be written in place of a document that is not one of khpcmd's own, as it was made."""
    for path in paths:
        if path.suffix.lower() in DRAFTS and os.path.lexists(path) and not _as_made(path):
            raise Misuse("draft_edited", found=str(path))


def _as_made(path: Path) -> bool:
    """Whether khpcmd saved the document last: any other program changes the name or the time."""
    if not path.is_file():  # a device would be waited for
        return False
    try:
        with zipfile.ZipFile(path) as archive, archive.open(PROPERTIES) as part:
            text = part.read(LONGEST)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return False
    return bool(SAVED_BY.search(text)) and len(set(DATES.findall(text))) == 1
