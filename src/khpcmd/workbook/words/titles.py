"""Whether a title says that figures are in thousands; whether a sheet is named as an example, or of another year."""

from __future__ import annotations

import re
from functools import lru_cache

from khpcmd.workbook.words.vocabulary import ANSWERS, key

SCALED = re.compile(
    r"\b(?:don vi tinh|don vi|dvt)(?: la)? (?:1 ?000|x ?1 ?000|nghin|ngan|tram|chuc|trieu|ty|100|1 ?000 ?000)\b"
)
EXAMPLE = re.compile(r"^(?:vi du|vd|example|huong dan|mau dien|mau vi du)\b")
EARLIER = re.compile(r"\b(?:cung ky|nam truoc|ky truoc)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@lru_cache(maxsize=ANSWERS)
def is_scaled(line: str) -> bool:
    """Whether a line states that all figures are in tens, thousands or millions."""
    return bool(SCALED.search(key(line)))


def is_example(sheet: str) -> bool:
    """Whether a sheet is named as an example of how to fill in another one."""
    return bool(EXAMPLE.match(key(sheet)))


def other_year(sheet: str, year: int) -> str:
    """The other year, or years, that the name of a sheet states; its words for last year; or ""."""
    words = key(sheet)
    years = {int(found) for found in YEAR.findall(words)}
    if years and year not in years:
        return ", ".join(map(str, sorted(years)))
    return sheet if not years and EARLIER.search(words) else ""
