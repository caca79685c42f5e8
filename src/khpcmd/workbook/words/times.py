"""The time expressions of a text, without a plan: ``expressions`` finds months, years, days and parts of periods.

Words are compared with their accents where these decide ("Nam 2023" is no year); a text that is typed wholly without
accents is compared without. What an expression is to a plan is said in ``plan_times``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from khpcmd.text import tidy
from khpcmd.workbook.words import time_readers as readers
from khpcmd.workbook.words.time_readers import MONTH_NAMES, Expression, Kind, Reader, folded, lowered, months, of_kind

YEAR = r"(?:19|20|21)\d\d"
CENTURY = "19|20|21"
"""How a year begins."""
FIRST = r"(?<![^\W_])"
"""No letter or number stands before; an underscore in the name of a file is no letter here."""
LAST = r"(?![^\W_])"
YEAR_END = rf"{LAST}(?!\s*[-–—/]\s*{YEAR}{LAST})(?![.,]\d)"
OF_YEAR = (
    rf"(?:\s*[/,.–-]?\s*(?:của\s|of\s)?(?:năm\s)?(?P<y>{YEAR}){YEAR_END}"
    r"|(?:(?<=năm)|(?<=nam)|\s(?:của\s)?năm)\s(?P<rel>nay|này|trước|ngoái|báo\scáo))?"
)
"""The year of a span, in figures or as this or the last one."""
ENGLISH_MONTHS = "|".join(MONTH_NAMES)
ENGLISH_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven"
COUNT = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười\s(?:một|hai)|mười)"
MONTH = r"(?:\d{1,2}|giêng|hai|ba|tư|sáu|bảy|bẩy|tám|chín|mười\s(?:một|hai)|mười|chạp)(?![^\W_])(?!\s*tháng)"
QUARTER = r"(?:iii|ii|iv|i|[1-4]|nhất|hai|ba|tư)(?![^\W_])"
NO_NUMBER = r"(?!\s*(?:[/.-]\s*)?\d{1,2}(?!\d))"
"""No number that is not a year follows: "6 tháng 12/2023" is a month."""
ORDINAL = r"(?:thứ\s)?(?:[ivx]{1,4}|\d{1,2}|một|hai|ba|nhất|tư|cuối)(?![^\W_])(?!\s*(?:tháng|[/.-]\s*\d{1,2}\b))"


@lru_cache(maxsize=512)
def compiled(pattern: str, *, accented: bool, strict: bool = False) -> re.Pattern[str]:
    """The pattern for texts with accents, where unless ``strict`` single words may lack them; or for those without."""
    if not accented:
        return re.compile(folded(pattern))
    return re.compile(pattern if strict else re.sub(r"(?<!\\)[^\W\d_]+", _either, pattern))


def _either(match: re.Match[str]) -> str:
    word = match[0]
    return word if word.isascii() else f"(?:{word}|{folded(word)})"


def day_pattern(name: str, *, year: bool = True) -> str:
    """A day, a month and (unless it may be left out) a year."""
    dated = rf"\s*(?:[/.-]|,?\s*năm\s)\s*(?P<y{name}>\d{{4}}|\d\d)(?!\d)"
    left_out = "" if year else "?"
    return (
        rf"(?:ngày\s*)?(?P<d{name}>\d{{1,2}})\s*(?:[/.-]|tháng\s)\s*(?P<m{name}>\d{{1,2}})(?!\d)(?:{dated}){left_out}"
    )


BLANKS = r"[\W_]{0,12}"
TILL = r"(?:đến|(?<!thời\sgian\s)tới)\s(?:(?:hết|cuối|thời\sđiểm|\d{1,2}(?:h|g|:|\sgiờ)\d{0,2})\s)*"
UP_TO = rf"(?:(?:tính\s|kể\s)?từ\sđầu\snăm(?:\s{YEAR})?\s)?(?:(?:tính|chốt|kể)\s)?{TILL}"
KY, QUY = r"(?:kỳ|kì)", r"(?:quý|quí)"
AT_HAND = rf"(?:hết\s|cuối\s)?{KY}(?:\snày|\sbáo\scáo)?|(?:thời\sđiểm\s)(?:này|báo\scáo|hiện\stại)"
UNTIL_NOW = rf"(?:đến|tới)\s(?:nay|hiện\snay|hiện\stại|{AT_HAND})"
THE_YEAR = rf"(?P<y>{YEAR}){YEAR_END}"
IN_ENGLISH = rf"(?:\s(?:of\s)?{THE_YEAR})?"
DAY_A, DAY_B = day_pattern("a"), day_pattern("b")
SHORT_A, SHORT_B = day_pattern("a", year=False), day_pattern("b", year=False)
ON_A = SHORT_A.replace(r"(?:ngày\s*)?", r"ngày\s*", 1)
AS_OF = r"(?:thời\sđiểm|(?:ngày\s)?chốt)(?:\schốt)?(?:\s(?:số\sliệu|báo\scáo))?:?\s"
SIGNS = {
    "#": r"\d",
    "#/": r"\d/",
    "#/#": r"\d\s*(?:[/.-]|thang\s)\s*\d",  # as in ``day_pattern``
    "#/20": rf"\d\s?[/.-]\s?{YEAR}",
    "20-": rf"{YEAR}\s*(?:[-–—/]|den|toi)",
    "#t": r"\d\s?t(?!h)",
    "t#": rf"{FIRST}th?\.?\s?\d",
    "#th": r"(?:\d|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s?th",
    "#nam": r"(?:\d|hai|ba|bon|nam)\snam",
    "#quy": r"(?:\d|hai|ba)\squ[yi]",
    "quy#": r"qu[yi]\s?(?:i|\d|nhat|hai|ba|tu)",
    "ky#": r"k[yi]\s(?:thu\s)?(?:[ivx\d]|mot|hai|ba|nhat|tu|cuoi)",
    "thang/": r"(?:thang|qu[yi])\s*(?:[,;/-]|va|hoac)",
    "thang va": r"thang\s(?:va|hoac|&)",
    "thang qua": r"(?:thang|nam|qu[yi]|tuan|ngay)\s(?:qua|gan|lien)",
}
"""What a text without accents may need that is no word, by the name that it has here. To ask for it saves the patterns
of times that a text with a year or a number cannot have, of 1,500 calls each."""
UNITS = r"người|lượt|vụ|cơ\ssở|buổi|cuộc|tin|hộ|xã|đồng|học\ssinh|triệu|cán\sbộ|tờ"
LABELLED = rf"(?:{KY}\s(?:báo\scáo|số\sliệu)|reporting\speriod)\s?:\s?"
"""The label of the period, behind which a year or a month may be written as portals write them."""
SCHOOL_YEAR = (
    rf"(?:năm\s(?:học|tài\schính|ngân\ssách)|niên\s(?:độ|khóa|khoá)|nhiệm\s{KY}"
    r"|fy|(?:fiscal|financial|budget|school|academic)\syear)"
)

LENIENT: dict[Reader, tuple[tuple[str, str], ...]] = {
    readers.read_up_to_day: (
        (
            "#/# & lieu|qua|tai|diem|chot",
            rf"(?:(?<=số\sliệu\s)|(?<=số\sliệu:\s)|(?<=kết\squả\s)|(?<=tại\s)|{AS_OF}){DAY_B}",
        ),
        ("den|toi & #/#", UP_TO + SHORT_B),
    ),
    of_kind(Kind.DOCUMENT): (
        ("/ & so|no", rf"(?:số|no\.?)\W{{0,3}}[\d./…_-]*\s*/\s*(?:{YEAR}/)?[\w&-]*[^\W\d_][\w&-]*"),
        ("#/ & -", rf"\d{{1,5}}/(?:{YEAR}/)?[^\W\d_]{{1,8}}(?:-[\w&]+)+"),
        (f"#/ & {CENTURY}", rf"\d{{1,5}}/{YEAR}/[^\W\d_]{{2,8}}"),
        ("#/#", DAY_A),
        ("ngay & #/#", ON_A),
        (
            (
                "ngay & thang",
                (
                    rf"ngày{BLANKS}\d{{0,2}}{BLANKS}tháng{BLANKS}\d{{0,2}}(?!\d)"
                    rf"(?:{BLANKS}năm(?:{BLANKS}\d{{1,4}}|\sbáo\scáo|\ssau|[.…_]*))?"
                ),
            )
        ),
        (
            "ngay & thang & nam & :",
            r"(?:bc|báo\scáo)\s[^:;]{0,20}:\s*ngày\s\d{1,2}\stháng\s\d{1,2}\snăm\s(?:báo\scáo|sau)",
        ),
        ("truoc & #/#", rf"(?:nhận|gửi|nộp|hạn|hoàn\sthành|báo\scáo)(?:\s\w+){{0,3}}:?\strước\s{SHORT_A}"),
        (
            "nam & thang/",
            rf"(?:(?:tháng|{QUY}|{COUNT}\stháng)\s*(?:[,;/-]|và|hoặc)\s*)+năm(?!\s?(?:\d|nay|này|báo|trước|ngoái|học))",
        ),
        (
            "hang |moi |dinh ky|dinh ki & nam|thang|quy|qui|tuan|ngay|ky|ki",
            rf"(?:hằng|hàng|mỗi)\s(?:năm|tháng|{QUY}|tuần|ngày|{KY})|định\s{KY}",
        ),
        (
            (
                "/|trong|moi|mot & lan|buoi|tin|bai|cuoc|luot & nam|thang|quy|qui|tuan",
                (
                    r"(?:(?:một|\d{1,2})\s)?(?:lần|buổi|tin|bài|cuộc|lượt)\s*(?:/|trong|mỗi|một)\s*"
                    rf"(?:(?:1|01|một)\s)?(?:năm|tháng|{QUY}|tuần)(?!\s?\d)"
                ),
            )
        ),
        ("tu ngay", r"(?:tính\s|kể\s)?từ\sngày[\s_]*[.…/][\s.…/_]*(?:(?:đến|tới)(?:\sngày)?[\s.…/_]*)?"),
        (f"20 & {ENGLISH_MONTHS}", rf"\d{{1,2}}\s(?:{ENGLISH_MONTHS})\s{YEAR}"),
    ),
    of_kind(Kind.UNCLEAR): (
        ("ky|ki|period & : & #/#", rf"{LABELLED}{DAY_A}(?!\s*(?:đến|tới|-|–))"),
        (f"nam & thang va & {CENTURY}", rf"{COUNT}\stháng\s(?:và|hoặc|&)\s(?:cả\s)?năm\s{THE_YEAR}"),
        ("truoc|sau & #/#", rf"(?:trước|sau)\s{DAY_A}"),
        ("ngay & truoc|sau & #/#", rf"(?:trước|sau)\s{ON_A}"),
        ("tinh|ke  & tu|den|toi", r"(?:tính|kể)\s(?:từ|đến|tới)(?:\sngày)?(?!\s\w)"),
    ),
    readers.read_days: (
        ("tu & #/# & den|toi|-|–", rf"từ\s*(?:sau\s|hết\s)?{SHORT_A}\s*(?:đến|tới|-|–)\s*(?:hết\s*)?{SHORT_B}"),
        ("#/# & den|toi|-|–", rf"{DAY_A}\s*(?:đến|tới|-|–)\s*(?:hết\s*)?{DAY_B}"),
    ),
    readers.read_up_to_month: (("thang & den|toi", rf"{UP_TO}tháng\s?(?P<m>{MONTH}){OF_YEAR}"),),
    readers.read_up_to_year: (("den|toi & nam", rf"{UP_TO}năm\s(?:{THE_YEAR}|(?P<rel>nay|này))"),),
    readers.read_since: (("tu & #/#", rf"từ\s{DAY_A}(?:\s{UNTIL_NOW})?"),),
    readers.read_from_new_year: (
        ("tu dau", rf"(?:tính\s|kể\s)?từ\sđầu\snăm(?:\s{THE_YEAR})?(?:\snay)?(?:\s{UNTIL_NOW})?"),
    ),
    readers.read_some_months: (
        ("#th", rf"(?P<n>{COUNT})\s?(?:tháng|th)(?:\s(?P<side>đầu|cuối|sau)(?:\snăm)?)?{NO_NUMBER}{OF_YEAR}"),
        ("#t", rf"(?P<n>\d{{1,2}})\s?t(?:\s(?P<side>đầu|cuối|đn)(?:\snăm)?)?{OF_YEAR}"),
        ("months", rf"(?:(?P<side>first|last)\s)?(?P<n>\d{{1,2}}|{ENGLISH_NUMBERS})\smonths(?:\sof)?(?:\s{THE_YEAR})?"),
    ),
    readers.read_some_quarters: (("#quy", rf"(?P<n>[1-4]|hai|ba)\s{QUY}(?:\s(?P<side>đầu|cuối)(?:\snăm)?)?{OF_YEAR}"),),
    readers.read_one_month: (
        ("thang & #", rf"tháng\s?(?P<m>\d{{1,2}}){OF_YEAR}"),
        ("t#", rf"(?:t|th)\.?\s?(?P<m>0?[1-9]|1[0-2])(?!\s*tháng){OF_YEAR}"),
        ("#/20", rf"(?P<m>0?[1-9]|1[0-2])\s?[/.-]\s?{THE_YEAR}"),
        (f"ky|ki|period & : & {CENTURY}", rf"{LABELLED}(?P<y>{YEAR})\s?[-/.]?\s?(?P<m>0[1-9]|1[0-2])"),
        (f"{ENGLISH_MONTHS} & {CENTURY}", rf"(?P<m>{ENGLISH_MONTHS})\s{THE_YEAR}"),
    ),
    readers.read_month_to_month: (
        (
            (
                "thang|t# & den|toi|-|–",
                (
                    rf"(?:từ\s)?(?:tháng\s?|t|th)(?P<m>{MONTH})(?:\s?(?:[/-]|năm)\s?(?P<y0>{YEAR}))?\s*"
                    rf"(?:đến|tới|-|–)\s*(?:hết\s)?(?:tháng\s?|t|th)?(?P<m2>{MONTH}){OF_YEAR}"
                ),
            )
        ),
    ),
    readers.read_quarters: (
        ("q1|q2|q3|q4|qi", rf"q(?P<q>[1-4]|iii|ii|iv|i){LAST}{OF_YEAR}"),
        ("quarter", rf"(?P<q>first|second|third|fourth)\squarter{IN_ENGLISH}"),
        ("quarter", rf"quarter\s(?P<q>[1-4]|iii|ii|iv|i){LAST}{IN_ENGLISH}"),
        (f"q1|q2|q3|q4|-q & {CENTURY}", rf"(?P<y>{YEAR})\s?[-/.]?\s?q(?P<q>[1-4])"),
    ),
    readers.read_half: (
        ("nua", rf"nửa\s(?:năm\s)?(?P<side>đầu|cuối|sau)(?:\snăm)?{OF_YEAR}"),
        ("half", rf"(?P<side>first|second|1st|2nd)\shalf(?:[\s-]year)?{IN_ENGLISH}"),
        (f"half & year & {CENTURY}", rf"(?:^|(?<=the\s)|(?<=for\s))half[\s-]year\s(?:of\s)?{THE_YEAR}"),
        (f"h1|h2 & {CENTURY}", rf"(?P<y>{YEAR})\s?[-/.]?\s?h(?P<side>[12])"),
    ),
    months(1, 6): (("nua", rf"nửa\snăm{OF_YEAR}"),),
    months(1, 12): (
        ("ca nam|toan nam|tron nam|het nam", rf"(?:cả|toàn|trọn|tròn|hết)\snăm{OF_YEAR}"),
        ("year", rf"(?:full|whole)\syear{IN_ENGLISH}"),
    ),
    of_kind(Kind.YEAR): ((f"ky|ki|period & : & {CENTURY}", rf"{LABELLED}{THE_YEAR}(?!\s?[-/.]\s?[hq]\d)"),),
    readers.read_bare_year: ((CENTURY, rf"(?<![\d][.,/])(?P<y>{YEAR}){YEAR_END}(?!\s(?:{UNITS}))"),),
    readers.read_years: (
        (
            (
                "20-",
                (
                    rf"(?:(?:giai\sđoạn|thời\s{KY}|các\snăm|từ\snăm|từ|năm)\s)?(?P<y>{YEAR})\s*(?:[-–—/]|đến|tới)\s*"
                    rf"(?:hết\s)?(?:năm\s)?(?P<y2>{YEAR}){LAST}(?!/[^\W\d_])"
                ),
            )
        ),
        (
            "nam & 20-",
            rf"{COUNT}\snăm\s*[,(]?\s*(?:giai\sđoạn\s)?(?P<y>{YEAR})\s*[-–—]\s*(?P<y2>{YEAR}){LAST}",
        ),
    ),
    readers.read_two_years: (
        (
            "nam hoc|tai chinh|ngan sach|nien|nhiem|fy|year",
            rf"{SCHOOL_YEAR}(?:\s?(?P<y>{YEAR})(?:\s*[-–—/]\s*(?P<y2>{YEAR}|\d\d))?)?",
        ),
    ),
    readers.read_short_years: (("20-", rf"(?P<y>{YEAR})\s?[-–—/]\s?(?P<y2>\d\d)"),),
    of_kind(Kind.PART): (
        ("hk", r"hk\s?(?:[1-3]|iii|ii|i)"),
        (
            f"tu nam|tu thang & {CENTURY} & den|toi",
            rf"từ\s(?:năm|tháng\s?\d{{1,2}}[\s/-]*(?:năm\s)?)\s?(?P<y>{YEAR})\s{UNTIL_NOW}",
        ),
        ("tu truoc|tu dau|tu khi", rf"từ\s(?:trước|đầu\snhiệm\s{KY}|khi\s\w+)(?:\s{UNTIL_NOW})?"),
    ),
    of_kind(Kind.SAME): (
        (
            (
                "cung",
                (
                    rf"cùng\s(?:{KY}|thời\s(?:kỳ|điểm|gian))(?:\scủa)?"
                    rf"(?:\s*[/,(–-]?\s*(?:năm\s)?{THE_YEAR}|\s(?:năm\s)?(?P<rel>trước|ngoái))?"
                ),
            )
        ),
        ("same", rf"same\speriod(?:\s(?:of\s|in\s)?(?:the\s)?(?:{THE_YEAR}|(?:last|previous)\syear))?"),
        ("year", r"(?:previous|last|prior)\syear"),
    ),
    readers.read_of_origin: (("baseline", rf"baseline(?:\syear)?(?:\s{THE_YEAR})?"),),
    of_kind(Kind.YEAR): (("year", rf"(?<!half[\s-])(?<!mid[\s-])year\s{THE_YEAR}"),),
    of_kind(Kind.BEFORE): (("previous|last|prior", r"(?:previous|last|prior)\s(?:period|month|quarter)"),),
    readers.read_unread: (
        ("tu & ngay & den|toi & #", r"từ\b[^.;\d]{0,20}ngày\b[^;]{0,30}(?:đến|tới)\b[^;]{0,20}\d[\d/.-]*"),
    ),
    of_kind(Kind.THIS): (("this|reporting|date", r"this\s(?:period|year)|reporting\speriod|year\sto\sdate"),),
}
"""By what they mean, the patterns in which a single word may lack its accents: the other words tell what it is.

Before each stands what a text without accents has to contain, of each group ("&") one word or one of
the SIGNS: patterns are made when they are needed, which costs more than to look for them in a title."""
STRICT: dict[Reader, tuple[tuple[str, str], ...]] = {
    readers.read_one_month: (("thang", rf"(?<!\d\s)tháng\s?(?P<m>{MONTH}){OF_YEAR}"),),
    readers.read_quarters: (
        ("quy#", rf"{QUY}\s?(?P<q>{QUARTER}(?:\s*(?:,|và|\+|-|–|đến|tới)\s*(?:{QUY}\s)?{QUARTER})*){OF_YEAR}"),
    ),
    of_kind(Kind.YEAR): (
        (f"nam & {CENTURY}", rf"(?:trong\s)?năm\s{THE_YEAR}"),
        ("nam nay|nam bao cao|nam truoc|nam ngoai|nam lien", r"năm\s(?:liền\s)?(?P<rel>nay|này|báo\scáo|trước|ngoái)"),
        ("nam n", r"năm\s(?P<rel>n)(?![^\W_])(?!\s*[-–+])"),
    ),
    readers.read_of_origin: (("goc", rf"(?:năm|{KY})\sgốc(?:\s(?:năm\s)?{THE_YEAR})?"),),
    of_kind(Kind.PART): (
        (
            "nam sau|nam toi|nam ke|nam tiep|nam n|nam thu",
            r"năm\s(?:sau|tới|kế\shoạch|tiếp\stheo|kế\stiếp|n\s?[-–+]\s?\d)|năm\sthứ\s\w+",
        ),
        ("#nam", r"(?:\d{1,2}|hai|ba|bốn|năm)\snăm(?!\s\w*\d)(?!\s(?:qua|gần|nay|trước|học))"),
        ("ky#", rf"(?:học\s)?{KY}\s{ORDINAL}{OF_YEAR}"),
        ("dot", rf"đợt\s{ORDINAL}{OF_YEAR}"),
        ("tuan", rf"tuần\s(?:{ORDINAL}|này|trước|qua){OF_YEAR}|trong\stuần"),
        ("giai doan", rf"giai\sđoạn\s(?:thứ\s)?(?:[ivx]{{1,4}}|\d{{1,2}}|một|hai|ba|đầu|cuối){OF_YEAR}"),
        (
            "thang nay|quy nay|qui nay|thang bao cao|quy bao cao|qui bao cao|trong thang|trong quy|trong qui",
            rf"(?:trong\s)?(?:tháng|{QUY})\s(?:này|báo\scáo)|trong\s(?:tháng|{QUY})(?!\s?\d)",
        ),
        ("dau k|giua k", rf"(?:đầu|giữa)\s{KY}(?:\sbáo\scáo)?"),
    ),
    of_kind(Kind.BEFORE): (
        (
            "thang truoc|quy truoc|qui truoc|thang lien|quy lien|qui lien",
            rf"(?:\d{{1,2}}|{COUNT})\s(?:tháng|{QUY})\s(?:trước|liền\skề)",
        ),
        ("truoc|ke & ky|ki", rf"{KY}\s(?:báo\scáo\s)?(?:liền\s)?(?:trước|liền\skề)(?:\sliền\skề|\sđó)?"),
        ("thang truoc|quy truoc|qui truoc|lien truoc|lien ke", rf"(?:tháng|{QUY})\s(?:liền\s)?trước|liền\skề"),
    ),
    of_kind(Kind.THIS): (
        ("ky|ki & nay|bao cao|hien", rf"(?:(?:trong|cuối|hết)\s)?{KY}(?:\snày|\sbáo\scáo|\shiện\stại)"),
        ("trong|het & ky|ki|nam", rf"(?:trong|hết)\s{KY}|trong\snăm(?!\s?\d)"),
        ("den|toi & ky|ki|diem", rf"(?:đến|tới)\s(?:{AT_HAND})"),
    ),
    of_kind(Kind.UNCLEAR): (
        (
            "thang qua",
            rf"(?:\d{{1,2}}|{COUNT})\s(?:tháng|năm|{QUY}|tuần|ngày)\s(?:qua|gần\sđây|gần\snhất|liên\stiếp)",
        ),
        ("nam & dau|cuoi|giua", rf"(?:(?:các|những|mấy)\stháng\s)?(?:đầu|cuối|giữa)\snăm{OF_YEAR}"),
        (f"lan & {CENTURY}", rf"lần\s{ORDINAL}(?:\s|\s?/\s?)(?:năm\s)?(?P<y>{YEAR})"),
        ("den nay|toi nay|den hien|toi hien|hien nay", r"(?:đến|tới)\s(?:nay|hiện\snay|hiện\stại)|hiện\snay"),
    ),
}
"""The patterns in which accents decide: "Nam 2023" is no year, "ký 1" no part of a period."""


_ALL = tuple(
    (reader, [group.split("|") for group in needs.split(" & ")], rf"{FIRST}(?:{pattern}){LAST}", strict)
    for strict, patterns in ((False, LENIENT), (True, STRICT))
    for reader, alternatives in patterns.items()
    for needs, pattern in alternatives
)
_BITS = {
    word: 1 << at for at, word in enumerate({word: 0 for _, needs, *_ in _ALL for group in needs for word in group})
}
"""By word that a pattern may need, its bit."""
TIMES = tuple(
    (reader, tuple(sum(_BITS[word] for word in dict.fromkeys(group)) for group in needs), pattern, strict)
    for reader, needs, pattern, strict in _ALL
)
"""The patterns: what reads a match, the bits of the words of each group of which it needs one, and whether accents
decide."""
HINT = re.compile(
    r"\d|ngày|ngay|kỳ|ky|kì|ki|tháng|thang|năm|nam|quý|quí|quy|qui|đợt|dot|tuần|tuan|giai|nửa|nua|thời|thoi|nay|kề|\bke\b"
    r"|year|half|month|quarter|period|baseline|\bq|niên|nien"
)
"""A text without any of these has no time; which is quick to see."""


def words_in(plain: str) -> int:
    """The bits of the words and signs in a text without accents that patterns need."""
    plain, found = " ".join(plain.split()), 0
    for word, bit in _BITS.items():
        sign = _SIGNS.get(word)
        if sign.search(plain) if sign else word in plain:
            found |= bit
    return found


_SIGNS = {name: re.compile(pattern) for name, pattern in SIGNS.items()}


def expressions(text: str) -> Iterator[Expression]:
    """All time expressions of a text in lower case, also those that overlap; of equal ones the first is meant."""
    if HINT.search(text) is None:
        return
    plain = folded(text)
    words = words_in(plain)
    for reader, needs, pattern, strict in TIMES:
        if not all(map(words.__and__, needs)):
            continue
        for match in compiled(pattern, accented=plain != text, strict=strict).finditer(text):
            yield replace(reader(match.groupdict()), start=match.start(), end=match.end())


def longest(found: Iterable[Expression]) -> list[Expression]:
    """Of expressions that overlap, those that begin first, and of these the longest."""
    left = list[Expression]()
    known = list(found)
    read = {one.start for one in known if one.kind is Kind.DAYS}
    sure = [one for one in known if one.kind is not Kind.UNCLEAR or one.start not in read]
    for one in sorted(sure, key=lambda one: (one.start, -one.end)):
        if not left or one.start >= left[-1].end:
            left.append(one)
    return left


def named_years(text: str) -> list[int]:
    """The years of the spans in a text, without those of days, documents and programmes of several years."""
    spans = (one for one in longest(expressions(lowered(tidy(text)))) if one.kind not in (Kind.DOCUMENT, Kind.DAYS))
    return [year for one in spans for year in one.years]
