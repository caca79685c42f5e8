"""What a line above a table says of all its figures: that they are in thousands, planned, or another body's.

Also whether a sheet is named as an example, or of another year.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.meaning import Account, Part, Sense
from khpcmd.workbook.words.time_readers import folded, lowered
from khpcmd.workbook.words.vocabulary import ANSWERS, DAY_WORDS, begins, key, patterns, says

SCALED = re.compile(
    r"\b(?:don vi tinh|don vi|dvt)(?: la)? (?:1 ?000|x ?1 ?000|nghin|ngan|tram|chuc|trieu|ty|100|1 ?000 ?000)\b"
)
YEAR = when_asked(r"\b(?:19|20)\d\d\b")
RESTRICTING = when_asked(
    r"^(?:(?:trong|tại|ở|của|thuộc|cho|riêng|đối với|dành|tính|do|các|những|toàn|thể|nhóm|khối|em|lực lượng)\s)+",
    re.IGNORECASE,
)
"""The words before what a restriction names."""
WIDER = re.compile(
    r"\b(?:(?:toàn|cả|cấp|toan|ca|cap) (?:tỉnh|tinh)|toàn quốc|cả nước|toan quoc|ca nuoc|cụm thi đua"
    r"|c[ụu]m (?:s[ốo] )?\d|cụm các huyện|(?:đội|đoàn)\b[^;,.]{0,30}\btỉnh)\b"
)
REPORT_DAY = re.compile(
    r"kem(?: theo)? (?:bao cao|bc)\b[^;]*?\bngay (\d{1,2})(?: thang | ?[/.-] ?)(\d{1,2})(?: nam | ?[/.-] ?)(\d{4})\b"
)
"""The day of the report that a table is attached to."""
OWN_DAY = re.compile(
    r"\W*(?:bao cao |bc )?so\W{0,3}\d{1,5}[a-z]?\W{0,3}(?:bc|bao cao)[\w&.-]{0,30},? ngay"
    r" (\d{1,2})(?: thang | ?[/.-] ?)(\d{1,2})(?: nam | ?[/.-] ?)(\d{4})\b"
)
"""The number of the report itself, with its day: "Số 12/BC-UBND ngày 10/12/2022"."""
SIGNER = re.compile(
    r"\W*(?:(?:tm|kt|tl|tuq|q)\b[\W]*(?:ubnd|uy ban)?|(?:pho )?(?:chu tich|truong|giam doc|thu truong))"
)
MADE = re.compile(
    r"\b(?:in|ban in|cap nhat|chot|chot so lieu|lap|sua|xuat|luu)(?: ngay| luc| den| den ngay| nam)?"
    r" (?:\d{1,2} ?[/.-] ?){0,2}((?:19|20)\d\d)\b"
)
"""When a paper was printed or its figures were last looked at."""
DAY_ALONE = re.compile(r"\W*ngay (\d{1,2})(?: thang | ?[/.-] ?)(\d{1,2})(?: nam | ?[/.-] ?)(\d{4})\W*")
"""A line with a day and no more, below a title."""


@lru_cache(maxsize=ANSWERS)
def times_beside(line: str, year: int, *, compared: bool) -> Part | None:
    """A time by which figures are not of a year: "sau năm 2023", "cập nhật 15/3/2022"; "năm 2023 và 2022", unless
    the columns are ``compared``."""
    low = folded(lowered(tidy(line)))
    outside = re.search(rf"\b(?:sau|truoc|ngoai|tru) (?:het )?nam {year}\b", low)
    joined = r"(?:va|cung|,|&) (?:ca )?(?:nam )?"
    years = rf"\b(?:{year} {joined}{year - 1}|{year - 1} {joined}{year})\b"
    both = None if compared else re.search(years, low)
    made = MADE.search(low)
    earlier = made if made and int(made[1]) < year else None
    match = outside or both or earlier
    return Part(line[match.start() : match.end()], Sense.OTHER_TIME) if match else None


@lru_cache(maxsize=ANSWERS)
def wider(text: str) -> Part | None:
    """The words of a title that are of more than a district, or of the province: "toàn tỉnh", "Đội 178 tỉnh"."""
    match = WIDER.search(text.casefold())
    return Part(text[match.start() : match.end()], Sense.REFERENCE) if match else None


def of_all_units(line: str) -> Part | None:
    """The same words of a line below a form that says no more: "(số liệu toàn tỉnh)"."""
    low = line.casefold()
    return wider(line) if any(one.search(low) for one in patterns("of_all_units", low)) else None


def is_of_year_before(header: str) -> bool:
    """Whether a header is that of the year or the period before."""
    return says("before", header)


def is_signed(line: str) -> bool:
    """Whether a line below a table says who signs, or where and when."""
    words = key(line)
    return SIGNER.match(words) is not None or DAY_WORDS.search(words) is not None


def says_results(text: str) -> bool:
    """Whether a line or a header says that figures are results, or reported: "Số lượng" may be planned as well."""
    return says("announced", text)


def without_comparisons(account: Account) -> list[Part]:
    """The doubts of a title, but for what its results are compared with: "so với cùng kỳ năm trước"."""
    if not account.has(Sense.RESULT):
        return list(account.doubts)
    left, compared = list[Part](), False
    for part in account.doubts:
        compared = _is_comparison(part) or (compared and part.sense in (Sense.BASELINE, Sense.EARLIER))
        left += [] if compared else [part]
    return left


def _is_comparison(part: Part) -> bool:
    """Whether words only say that results are compared: "so với cùng kỳ", and not "tỷ lệ", "bình quân"."""
    words = key(part.text)
    begun = words.startswith(("so voi", "so cung", "so ke hoach", "muc do hoan thanh"))
    return part.sense is Sense.RATIO and (begun or words == "so")


@lru_cache(maxsize=ANSWERS)
def day_of_report(line: str) -> date | None:
    """The day of the report that a table is attached to, or that stands alone; None where a line names none."""
    low = folded(lowered(tidy(line)))
    match = REPORT_DAY.search(low) or OWN_DAY.match(low) or DAY_ALONE.fullmatch(low)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None  # no such day


@lru_cache(maxsize=ANSWERS)
def is_scaled(line: str) -> bool:
    """Whether a line states that all figures are in tens, thousands or millions."""
    return bool(SCALED.search(key(line)))


def is_example(sheet: str) -> bool:
    """Whether a sheet is named as an example of how to fill in another one."""
    return begins("examples", sheet)


def other_year(sheet: str, year: int) -> str:
    """The other year, or years, that the name of a sheet states; its words for last year; or ""."""
    words = key(sheet)
    years = {int(found) for found in YEAR.findall(words)}
    if years and year not in years:
        return ", ".join(map(str, sorted(years)))
    return sheet if not years and says("before", sheet) else ""
