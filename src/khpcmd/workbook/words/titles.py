"""Whether a title or the name of a sheet announces figures that are planned, estimated, in thousands, or examples."""

from __future__ import annotations

import re
from functools import lru_cache

from khpcmd.workbook.words.vocabulary import ANSWERS, is_plan, key

PLANNED = re.compile(
    r"^(?:bieu |bang |phu luc )?(?:cac )?(?:chi tieu ke hoach|ke hoach giao|giao ke hoach|giao chi tieu|chi tieu giao|"
    r"du kien|du toan|so ke hoach|dang ky chi tieu|chi tieu phan dau)\b"
)
REPORTED = re.compile(r"\b(?:ket qua|thuc hien|bao cao|tong hop|so lieu|tinh hinh)\b")
ESTIMATED = re.compile(r"\buoc(?: thuc hien| tinh| ca| nam| dat)?\b")
SCALED = re.compile(
    r"\b(?:don vi tinh|don vi|dvt)(?: la)? (?:1 ?000|x ?1 ?000|nghin|ngan|tram|chuc|trieu|ty|100|1 ?000 ?000)\b"
)
PLAN_SHEET = re.compile(r"\b(?:kh|ke hoach)(?: (?:19|20)\d\d)?$")
EXAMPLE = re.compile(r"^(?:vi du|vd|example|huong dan|mau dien|mau vi du)\b")
EARLIER = re.compile(r"\b(?:cung ky|nam truoc|ky truoc)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@lru_cache(maxsize=ANSWERS)
def is_planned(line: str) -> bool:
    """Whether a title announces planned figures, not results."""
    words = key(line)
    expected = words.startswith("du kien")
    return is_plan(line) or bool(PLANNED.search(words) and (expected or not REPORTED.search(words)))


@lru_cache(maxsize=ANSWERS)
def is_estimated(text: str) -> bool:
    """Whether a title or a header announces estimates."""
    return bool(ESTIMATED.search(key(text)))


@lru_cache(maxsize=ANSWERS)
def is_scaled(line: str) -> bool:
    """Whether a line states that all figures are in tens, thousands or millions."""
    return bool(SCALED.search(key(line)))


def is_example(sheet: str) -> bool:
    """Whether a sheet is named as an example of how to fill in another one."""
    return bool(EXAMPLE.match(key(sheet)))


def plans_sheet(sheet: str) -> bool:
    """Whether a sheet is named as one of planned figures."""
    return bool(PLAN_SHEET.search(key(sheet)))


def other_year(sheet: str, year: int) -> str:
    """The other year, or years, that the name of a sheet states; its words for last year; or ""."""
    words = key(sheet)
    years = {int(found) for found in YEAR.findall(words)}
    if years and year not in years:
        return ", ".join(map(str, sorted(years)))
    return sheet if not years and EARLIER.search(words) else ""
