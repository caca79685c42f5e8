"""The words of returns of any plan: by their sense (``vocabulary.toml``), of headers, totals, signatures and labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from pathlib import Path

from khpcmd.plan.fields import AnyField
from khpcmd.text import bare, canonical, loose, tidy
from khpcmd.text.patterns import when_asked

LONGEST_NAME = 5
"""The most words of the name of a person."""
ANSWERS = 512
"""How many answers each question keeps: enough for the labels of many forms."""
SHORT = 200
"""The most letters of a text whose answer is kept: longer ones are neither names nor labels, and could be many."""


TABLE = re.compile(r"^\[([\w.]+)\]$", re.MULTILINE)
"""The line that begins a table of words."""
AT_START = "(?:^"
"""How a pattern begins that says itself where it may stand."""
BEFORE_WORD = r"(?<!\w)"


def tables(code: str) -> Mapping[str, str]:
    """The tables of words beside a module, by name, as texts: a run needs few of them, and TOML takes its time."""
    parts = TABLE.split(Path(code).with_suffix(".toml").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


VOCABULARY = tables(__file__)


ENTRY = re.compile(r"^(\w+) = ", re.MULTILINE)
LISTED = re.compile(r"""#.*|"(.*?)"|'(.*?)'""")
"""A text in quotes, or a remark on those that follow."""


def entries(table: str) -> Mapping[str, tuple[str, ...]]:
    """The texts of each entry of a table. It needs no more of TOML, and ``tomllib`` would make 80,000 calls."""
    parts = ENTRY.split(table)
    return dict(zip(parts[1::2], map(listed, parts[2::2]), strict=True))


def listed(texts: str) -> tuple[str, ...]:
    """The texts in quotes."""
    return tuple([one or other for one, other in LISTED.findall(texts) if one or other])


@cache
def _entries(sense: str) -> Mapping[str, tuple[str, ...]]:
    return entries(VOCABULARY[sense])


@cache
def phrases(sense: str) -> tuple[str, ...]:
    """The phrases of a table of ``vocabulary.toml``, with their accents; ``KeyError`` for a table that is not there."""
    return _entries(sense).get("phrases", ())


def patterns(sense: str, text: str, *, fold: bool = False) -> list[re.Pattern[str]]:
    """What else has this sense: those patterns of whole words that a text in lower case may match.

    They have their accents; to ``fold`` them is for a text that is typed without any. A pattern whose words the text
    has not is not even compiled, which takes 900 calls for each: the example asks for 40 of the 145.
    """
    has = (text + DIGIT if any(map(str.isdecimal, text)) else text).__contains__
    return [
        _compiled(one)
        for first, others, one in written_patterns(sense, fold=fold)
        if any(map(has, first)) and all(any(map(has, words)) for words in others)
    ]


@cache
def written_patterns(sense: str, *, fold: bool) -> tuple[tuple[tuple[str, ...], Sequence[tuple[str, ...]], str], ...]:
    """The patterns of a table, each with what it needs (``needed``)."""
    written = _entries(sense).get("patterns", ())
    return tuple((*needed(one), one) for one in (map(_unaccented, written) if fold else written))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{'' if pattern.startswith(AT_START) else BEFORE_WORD}{pattern}(?!\\w)")


DIGIT = r"\d"
"""How a pattern says that a text needs a digit."""
PART = re.compile(
    r"(?P<digit>\\d)(?![?*]|\{0)|\\(?P<sign>\W)(?![?*{])|\\.|\[(?:\\.|[^\]]){1,200}+\]|\{[\d,]{1,9}+\}"
    r"|\(\?:(?P<any>[\w ]+(?:\|[\w ]+)*)\)(?![?*{])|(?P<look>\(\?<?[!=])|(?P<open>\((?:\?:)?)"
    r"|(?P<close>\))(?P<loose>[?*]|\{0)?|(?P<or>\|)|(?P<one>[\w ]{2,})(?![?*{])"
)
"""A part of a pattern: a digit, a sign, sets of letters, how often, one of some words, brackets, words."""
Groups = list[tuple[str, ...]]


def needed(pattern: str) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """Groups of words, of each of which a text has one where it matches the pattern: the longest words, the others."""
    opened = list[tuple[bool, list[Groups]]]([(False, [[]])])
    for part in PART.finditer(pattern):
        ways = opened[-1][1]
        match part["open"] or part["look"] or part["close"] or part["or"]:
            case "(" | "(?:":
                opened.append((False, [[]]))
            case ")":
                looks, inside = opened.pop()
                opened[-1][1][-1].extend([] if looks or part["loose"] else _in_each(inside))
            case "|":
                ways.append([])
            case None:
                word = part["any"] or part["one"] or part["sign"] or part["digit"]
                ways[-1].extend([tuple(word.split("|"))] if word else [])
            case _:
                opened.append((True, [[]]))
    (found,) = opened[0][1] if len(opened[0][1]) == 1 else [_in_each(opened[0][1])]
    first = max([("",), *found], key=_shortest)
    return first, [words for words in found if words is not first]


def _in_each(ways: Sequence[Groups]) -> Groups:
    """The words of which each of some ways has one, if there are any."""
    return [tuple(word for groups in ways for word in max(groups, key=_shortest))] if all(ways) else []


def _shortest(words: tuple[str, ...]) -> int:
    return min(map(len, words))


def _unaccented(pattern: str) -> str:
    """The letters of a pattern without accents."""
    letters = unicodedata.normalize("NFD", pattern.replace("đ", "d"))
    return "".join(filterfalse(unicodedata.combining, letters))


def _keys(sense: str) -> frozenset[str]:
    """The phrases of a table without their accents, for headers that are compared so."""
    return frozenset(map(bare, phrases(sense)))


UNIT_HEADERS = _keys("unit_headers")
LABEL_HEADERS = _keys("label_headers")
NUMBER_HEADERS = _keys("number_headers") | _keys("code_headers") | _keys("field_code_headers")
CODE_HEADERS = _keys("code_headers")
FIELD_CODE_HEADERS = _keys("field_code_headers")
MONTH_HEADERS = frozenset({"thang", "cac thang", "thang trong nam", "thang bao cao", "thoi gian", "month", "months"})
PERIOD_HEADERS = frozenset(map(canonical, phrases("period_headers")))
TITLES = UNIT_HEADERS | LABEL_HEADERS | MONTH_HEADERS
"""What stands over the names of rows."""
TITLE = 100
"""The longest text that is the title of a column of names."""
MEASURE_HEADERS = _keys("measure_headers")
NOTE_HEADERS = _keys("note_headers")
ROW_HEADERS = _keys("row_headers")
PLAN_HEADER = re.compile(
    r"^(?:ke hoach|kh|chi tieu giao|chi tieu ke hoach|muc tieu|du kien|target|plan)(?: giao)?(?: ca)?"
    r"(?: nam)?(?: \d{4})?$"
)
YES_HEADERS, NO_HEADERS = _keys("yes_headers"), _keys("no_headers")
TOTAL = re.compile(
    r"^(?:tong cong|tong so|tong|cong|cong chung|tong chung|toan tinh|toan thanh pho|toan huyen|ca tinh|tong toan tinh"
    r"|tong so toan tinh|cong toan tinh|tong cong toan tinh|total|grand total|sum)"
    r"(?:(?: cua| cac| \d{1,4})*(?: cac| \d{1,4})"
    r"(?: (?:huyen|thi xa|thi tran|thanh pho|xa|phuong|quan|don vi|dia phuong))+)?$"
)
TOTAL_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng)(?: của| toàn)?[ :]+(.+)$", re.IGNORECASE)
SIGNATURE = tuple(bare(phrase) + " " * phrase.endswith(".") for phrase in phrases("signature"))
"""How the lines of signatures begin, as keys."""
DATE_LINE = re.compile(
    r"\W*+(?P<place>[^\d;:]{0,40}?),? ?(?:ngày|ngay)\b.{0,6}\b(?:tháng|thang)\b.{0,6}\b(?:năm|nam)\b.{0,8}",
    re.IGNORECASE,
)
"""The line with the place and the day of a report: "Nam Sách, ngày … tháng … năm 2023"."""
DAY_WORDS = re.compile(r"\bngay\b.{0,6}\bthang\b.{0,6}\bnam\b")
"""The day in such a line, as a key."""
PLACE_WORDS = 7
"""The most words of such a place."""
ISSUER = when_asked(r"\b(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\s(.+)$", re.IGNORECASE)
"""The place at the end of the name of a body."""
LABEL_OF_UNIT = re.compile(
    r"^(?:tên )?(?:đơn vị|cơ quan)(?: báo cáo| gửi| lập báo cáo| gửi báo cáo)?\s*:\s*(.*)$|^reporting unit\s*:\s*(.*)$",
    re.IGNORECASE,
)
LABEL_OF_CODE = re.compile(
    r"^mã (?:số )?(?:đơn vị(?: hành chính| báo cáo)?|đvhc|định danh(?: điện tử)?(?: đơn vị| cơ quan)?|cơ quan"
    r"|xã|phường|huyện|địa bàn)\s*:\s*(\S+)$|^(?:unit|agency) code\s*:\s*(\S+)$",
    re.IGNORECASE,
)
OF_EXCHANGE = when_asked(r"[A-Z]\d\d(?:\.\d{1,3}){1,4}")
"""What offices are called where they exchange papers (Quyết định 20/2020/QĐ-TTg): "H24.116"."""
LABEL_OF_PERIOD = re.compile(r"^(?:kỳ báo cáo|kì báo cáo|kỳ số liệu|reporting period)\s*:\s*(.*)$", re.IGNORECASE)
NOT_THE_UNIT = re.compile(
    r"\b(?:kem theo|ban hanh|cong van|kinh gui|noi nhan|nhan bao cao|gui|can cu|mau so|bieu so|quyet dinh"
    r"|thong tu|ngay)\b"
)
"""Lines of a letterhead that name other units than the one that reports."""
FILLER = re.compile(r"^[.…\s]*$")
ROMAN = re.compile(r"^(?:[IVXLC]{1,7})$")
INDEX_TOKEN = re.compile(r"^(?:\(?(?:[A-Z]|\d{1,3})\)?)(?:\s*=.{0,60})?$")
NUMBERING_SIGNS = frozenset(".)-+*•–")
"""A numbering has one of these, which is quick to check."""
NUMBERING = re.compile(
    r"^(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[ivxlc]{1,6})[.)]\s*(?=\D)|[-+*•–]\s+|\d{1,3}(?:\.\d{1,3})+\s+)",
    re.IGNORECASE,
)
HARMLESS_PAREN = when_asked(
    r"\(?\d{1,2}\)?(?:\s*[=+/x*:-]\s*\(?\d{1,2}\)?)*|[*]+|[ivx]{1,5}|[a-h]|n[eế]u c[oó]"
    r"|c[oó]\s*/\s*kh[oô]ng|trong k[yỳ]|ghi (?:s[oố]|r[oõ]).*"
    r"|[ií]t nh[aấ]t (?:0?1|m[oộ]t) h[iì]nh th[uứ]c",
    re.IGNORECASE,
)
"""What may stand in brackets behind a header without changing what is counted; everything else may."""
TRAILING_PAREN = re.compile(r"^(.*\S)\s*\(([^()]{1,60})\)$")
OF_WHICH = re.compile(r"^(?:trong đó|trong do|bao gồm|gồm|of which|including)\s*:?\s*", re.IGNORECASE)


key = bare
"""A text as the words are written here: without accents, in lower case, with single spaces."""


@cache
def _padded(table: str) -> tuple[str, ...]:
    return tuple(f" {key(phrase)} " for phrase in phrases(table))


def says(table: str, text: str) -> bool:
    """Whether a text has one of the phrases of a table, whatever their accents."""
    words = f" {key(text)} "
    return any(map(words.__contains__, _padded(table)))


def begins(table: str, text: str) -> bool:
    """Whether a text begins with one of them."""
    return f" {key(text)} ".startswith(_padded(table))


@lru_cache(maxsize=ANSWERS)
def is_ratio(text: str) -> bool:
    """Whether a header is that of a percentage, a comparison or a difference."""
    words = f"{key(text)} "
    shares = words.startswith("%") or any(one.lstrip() in words for one in _padded("ratios"))  # "100% so" too
    begun = begins("ratio_headers", text) and not tidy(text).casefold().startswith(phrases("no_ratio_headers"))
    return shares or begun or tidy(text).endswith("(%)")


@lru_cache(maxsize=ANSWERS)
def is_plan(text: str) -> bool:
    """Whether a header is that of planned figures."""
    return bool(PLAN_HEADER.match(key(text)))


@lru_cache(maxsize=ANSWERS)
def is_signature(text: str) -> bool:
    """Whether a text belongs to the block below the table: date line, "người lập biểu", "nơi nhận"."""
    folded = key(text)
    return folded.startswith(SIGNATURE) or _is_date_line(tidy(text))


def _is_date_line(text: str) -> bool:
    match = DATE_LINE.fullmatch(text)
    place = match["place"].split() if match else []
    named = match is not None and (OFFICE.match(match["place"]) or not any(word[:1].islower() for word in place))
    return bool(named) and len(place) <= PLACE_WORDS


@lru_cache(maxsize=ANSWERS)
def is_person(text: str) -> bool:
    """Whether a text is the name of a person, as it stands below a signature: "Nguyễn Văn Ước"."""
    words = tidy(text).split()
    named = (
        2 <= len(words) <= LONGEST_NAME and all(map(str.isalpha, words)) and all(word[:1].isupper() for word in words)
    )
    return named and words[0].casefold() in phrases("surnames")


@lru_cache(maxsize=ANSWERS)
def is_total(text: str) -> bool:
    """Whether a row's name is that of a total."""
    return bool(TOTAL.match(key(text)))


def total_of(text: str) -> str:
    """What a total adds up: "huyện Nam Sách" for "Cộng huyện Nam Sách"; "" for other texts, and totals of all."""
    match = TOTAL_OF.match(tidy(text))
    return match[1] if match else ""


def strip_numbering(text: str) -> str:
    """A name without "1.", "a)", "-" before it and "*", ":" behind it."""
    name = tidy(text)
    return (name if NUMBERING_SIGNS.isdisjoint(name) else NUMBERING.sub("", name)).strip(" *:;")


def answer(text: str) -> bool | None:
    """The answer that a header such as "Có" or "Không" stands for; None for other texts."""
    name = key(text)
    return True if name in YES_HEADERS else False if name in NO_HEADERS else None


def spellings(spec: AnyField) -> tuple[str, ...]:
    """The names of a field: its label in both languages, then its aliases."""
    return (spec.label.vi, spec.label.en, *spec.aliases)


@cache
def _short_forms() -> Mapping[str, str]:
    return {short.upper(): full for short, _, full in (one.partition(": ") for one in phrases("short_forms"))}


SHORT_FORM = re.compile(r"(?<!\w)[A-ZĐ]{2,6}(?:-[A-Z]{2})?(?!\w)")


@cache
def _said_or_not(*, fold: bool) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What may be said in the name of a figure, or not, each with what is left of it; with ``fold`` without accents."""
    key_of = bare if fold else loose
    pairs = (one.partition(":") for one in phrases("said_or_not"))
    found = {key_of(said): key_of(left) for said, _, left in pairs}
    longest_first = sorted(map(re.escape, found), key=len, reverse=True)
    return re.compile(rf"(?<= )(?:{'|'.join(longest_first)})(?= )"), found


def gist(name: str) -> str:
    """The name of a figure with its usual short forms written out, and without what changes nothing of it.

    What is left out stands behind its first word: "được duy trì" is no name. A name without accents comes to one
    without accents.
    """
    fold = name.isascii()
    full = SHORT_FORM.sub(lambda found: _short_forms().get(found[0], found[0]), name)
    said, left = _said_or_not(fold=fold)
    words = f" {(bare if fold else loose)(full)} "
    return tidy(said.sub(lambda found: left[found[0]] or (found[0] if found.start() == 1 else ""), words))


def variants(text: str) -> list[tuple[str, str]]:
    """The text as it is, without numbering, and without brackets at its end; each with the words in these brackets."""
    bare_text = strip_numbering(text)
    found = [(text, "")] if bare_text == text else [(text, ""), (bare_text, "")]
    bracket = in_brackets(bare_text)
    return [*found, bracket] if bracket else found


def in_brackets(text: str) -> tuple[str, str] | None:
    """A text without the brackets at its end, and the words in them: "%" also of "(ĐVT: %)"."""
    bracket = TRAILING_PAREN.match(text)
    if bracket is None:
        return None
    stated = MEASURE_LINE.fullmatch(bracket[2])
    return bracket[1], stated[1].strip() if stated else bracket[2]


NOTE_LINE = re.compile(r"^(?:\(?\*+\)?|ghi chú|lưu ý|chú thích|chú ý|nguồn)(?:\W|$)", re.IGNORECASE)
MARK = re.compile(
    r"^(?:(?:\(\d{1,2}\)|\d{1,2}[.)]|\(?\*+\)?|(?:ghi chú|lưu ý|chú thích|chú ý)\s*[:.]"
    r"|(?:hướng dẫn|cách ghi|cách điền|giải thích|chú giải|ký hiệu|viết tắt|chữ viết tắt)\s*:)\s*)+",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"^(?!phòng\W+(?:và )?(?:chống|ngừa)|(?:hội|đoàn|đội) viên|xã (?:trọng )?điểm|ban hành|trường hợp"
    r"|báo cáo|hội (?:nghị|thảo|thi)|xã hội"
    r"|bộ (?:chỉ tiêu|số liệu|biểu|phận))"
    r"(?:phòng|sở|ban|chi cục|cục|trung tâm|công an|đội|viện|tòa án|hội|đoàn|ubnd|ủy ban|huyện|thị xã|thành phố|tỉnh"
    r"|xã|phường|thị trấn|bộ|văn phòng|trường|báo|đài|bcđ|p\.|h\.|tp\.?|tx\.?)(?:\s|$)",
    re.IGNORECASE,
)
"""The line of a body; other words begin in the same way: "Báo cáo …" is no newspaper."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
CONTACT = re.compile(
    r"\b(?:đt|sđt)\b ?[.:]? ?\(?\d|\b(?:điện thoại|tel|email|e-mail)\b|@|\b0\d{2,3}[. ]?[\dx]{3}[. ]?[\dx]{3}\b",
    re.IGNORECASE,
)
"""A telephone number or an address of mail: whoever can be asked."""
OFFICE_WORDS = 10
"""The most words of the name of an office."""


@lru_cache(maxsize=ANSWERS)
def names_area(words: str) -> bool:
    """Whether words name a kind of area, such as "miền núi"."""
    return key(words) in _areas()


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    return frozenset(map(key, phrases("areas")))


def is_note_line(text: str) -> bool:
    """Whether a line is a note: it begins with a star, or with "Ghi chú" or the like."""
    return bool(NOTE_LINE.match(tidy(text)))


MEASURE_LINE = re.compile(r"[( ]*(?:đơn vị tính|đvt|đơn vị)\s*:\s*(.+)", re.IGNORECASE)
PHONE = re.compile(r"\+?(?:\d[ .()-]{0,2}){9,12}")
"""The number of a telephone, beside the name of who can be asked."""


def is_guidance(text: str) -> bool:
    """Whether a note only says how to fill in the form, or what short forms mean, or that there is none."""
    low = text.casefold()
    if any(pattern.fullmatch(low) for pattern in patterns("guidance", low)):
        return not any(pattern.search(low) for pattern in patterns("guessed", low))
    return key(text) in ("khong", "khong co", "none")


def without_mark(text: str) -> str:
    """A note without the mark before it: "*", "(1)", "Ghi chú:"."""
    return MARK.sub("", text)


@lru_cache(maxsize=ANSWERS)
def is_contact(text: str) -> bool:
    """Whether a line says how somebody can be reached."""
    return CONTACT.search(text) is not None


@lru_cache(maxsize=ANSWERS)
def is_letterhead(text: str) -> bool:
    """Whether a line begins as one of a letterhead, or of the block above a form."""
    if is_contact(text):
        return True
    if OFFICE.match(tidy(text)) and len(text.split()) <= OFFICE_WORDS and not YEAR.search(text):
        return True
    line = canonical(text).lstrip("( ")
    begun = next((phrase for phrase in _letterheads(fold=text.isascii()) if line.startswith(phrase)), "")
    rest = line[len(begun) :]
    if begun and (begun.endswith(":") or not rest[:1].isalnum()):
        return not begun.endswith(_NUMBERED) or not rest.strip() or not rest.strip(" :.")[:1].isalpha()
    stripped = text.casefold().strip(" ()")
    return any(pattern.fullmatch(stripped) for pattern in patterns("letterhead", stripped))


LONG_BEGINNING = 6
"""A beginning of a letterhead with more words is known without accents as well."""


@cache
def _letterheads(*, fold: bool) -> tuple[str, ...]:
    """How lines of a letterhead begin, the longest first; with ``fold`` also without accents, where so long a
    beginning can be nothing else: "bieu mau so" may be that of "Biểu mẫu số liệu"."""
    listed = phrases("letterhead")
    long = [phrase.split() for phrase in listed if fold and len(phrase.split()) > LONG_BEGINNING]
    plain = [" ".join(bare(word) or word for word in words) for words in long]
    return tuple(sorted({*map(canonical, listed), *plain}, key=len, reverse=True))


_NUMBERED = canonical("biểu số"), canonical("mẫu số"), canonical("biểu mẫu số"), canonical("kế hoạch số")
"""Beginnings that a number has to follow: "Biểu số 2", not "Biểu số liệu"."""


def labelled(label: str, number: str) -> str:
    """A label and the number beside it as one text: "Kỳ báo cáo: 2023", "Năm 2023"."""
    name = label.strip(" :")
    return f"{name}: {number}" if " " in name else f"{name} {number}"


def heads_period(text: str) -> bool:
    """Whether a text is a label, or heads a column, of periods; "Nam" (men) does not."""
    return canonical(tidy(text).rstrip(" :")) in PERIOD_HEADERS
