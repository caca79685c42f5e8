"""What a decision rests on: the number and the day of a document, and words that say something, each as one line.

``papers.toml`` has the words; a text that is refused is an error of its file at the place where it stands.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from khpcmd.plan.base import Words
from khpcmd.text import canonical
from khpcmd.text.patterns import when_asked

_WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
NOTHING = frozenset(map(canonical, _WORDS["nothing"]))
NOT_ISSUED = when_asked(rf"(?<!\w)(?:{'|'.join(map(re.escape, map(canonical, _WORDS['not_issued'])))})(?!\w)")
DAYS = [re.compile(rf"(?<![\d/-]){pattern}(?!\d)", re.IGNORECASE) for pattern in _WORDS["days"]]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = when_asked(
    rf"(?<![\d/-])0*[1-9]\d*[a-z]?\s?[/-]\s?(?:\d{{2,4}}\s?/\s?)?(?!(?:{'|'.join(_WORDS['requests'])})\b)[^\W\d_]"
    r"|(?<![^\W\d_])[^\W\d_]{2,}+\.?\s(?:[^\W\d_]++\s)?0*[1-9]\d*[-/]\d",
    re.IGNORECASE,
)
"""A number with its symbol, "12/UBND-VX", "45-TB/TU", "7/2023/QĐ-UBND"; or behind its kind, "Public Law 116-136"."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))
"""Characters that are no controls by their class, and leave nothing on the screen all the same."""


def day_of(document: str) -> date | None:
    """The day that a document says it is of; None where it says none, or one that the calendar does not have."""
    for found in (match for pattern in DAYS if (match := pattern.search(document))):
        said = found.groupdict()
        try:
            month = int(said.get("month") or MONTHS.index(said["name"][:3].lower()) + 1)
            return date(int(said["year"]), month, int(said["day"]))
        except ValueError:
            continue
    return None


def _unseen(text: str) -> bool:
    return any(one in BLANK or (unicodedata.category(one)[0] == "C" and not one.isspace()) for one in text)


def _is_paper(text: str) -> bool:
    rest = text
    for pattern in DAYS:
        rest = pattern.sub(" ", rest)
    return bool(NUMBER.search(rest)) and not NOT_ISSUED.search(canonical(text))


def _says(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 1 and canonical(text).strip(" .…?!()-") not in NOTHING


def _kind(kind: str, holds: Callable[[str], bool]) -> AfterValidator:
    def check(text: str) -> str:
        if _unseen(text):
            raise PydanticCustomError("unseen", "a character that nobody sees")
        if not holds(text):
            raise PydanticCustomError(kind, "not what a decision can rest on")
        return " ".join(text.split())

    return AfterValidator(check)


Said = Annotated[Words, _kind("said", _says)]
"""A name or a reason."""
Paper = Annotated[Words, _kind("paper", _is_paper)]
"""A document by its number and symbol."""
DatedPaper = Annotated[Words, _kind("dated_paper", lambda text: _is_paper(text) and day_of(text) is not None)]
"""The same with its day."""
