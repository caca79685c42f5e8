"""A draft that somebody has gone on with is theirs: it is never written over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from khpcmd.cli.usage import Misuse
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.saved import properties

DRAFTS = frozenset({".docx"})
SAVED_BY = re.compile(rb"<cp:lastModifiedBy>khpcmd</cp:lastModifiedBy>")
DATES = re.compile(rb"<dcterms:(?:created|modified)[^<>]*>([^<]*)<")


def refuse_edited(paths: Iterable[Path]) -> None:
    """Misuse where a draft is to be written in place of a document that is not one of khpcmd's own, as it was made."""
    for path in paths:
        if path.suffix.lower() in DRAFTS and os.path.lexists(path) and not _as_made(path):
            raise Misuse("draft_edited", found=str(path))


def _as_made(path: Path) -> bool:
    """Whether khpcmd saved the document last: any other program changes the name or the time."""
    text = properties(path, Limits())
    return bool(SAVED_BY.search(text)) and len(set(DATES.findall(text))) == 1
