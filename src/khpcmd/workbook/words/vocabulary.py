"""The words of headers, totals, signatures and labels in returns of any plan; and the spellings of a field's name."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from khpcmd.plan.fields import AnyField
from khpcmd.text import bare, tidy

ANSWERS = 512
"""How many answers each question keeps: enough for the labels of many forms."""
SHORT = 200
"""The most letters of a text whose answer is kept: longer ones are neither names nor labels, and could be many."""


def _keys(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


UNIT_HEADERS = _keys(
    "don vi, ten don vi, don vi bao cao, ten don vi bao cao, co quan, ten co quan, co quan don vi, dia phuong,"
    "ten dia phuong, huyen, huyen thi xa thanh pho, cac huyen thi xa thanh pho, quan huyen, ten huyen, cap huyen,"
    "don vi hanh chinh, xa phuong thi tran, xa phuong, ten xa, reporting unit, unit, district, name of unit"
)
LABEL_HEADERS = _keys(
    "chi tieu, ten chi tieu, noi dung, noi dung bao cao, noi dung chi tieu, chi tieu bao cao, cac chi tieu,"
    "truong so lieu, danh muc, nhiem vu, ten nhiem vu, noi dung nhiem vu, cac nhiem vu,"
    "tieu chi, noi dung cong viec, hang muc, chi so, so lieu can bao cao,"
    "indicator, field, item"
)
NUMBER_HEADERS = _keys("tt, stt, so tt, so thu tu, no, ma, ma so, ma don vi, ma chi tieu, code")
MEASURE_HEADERS = _keys("don vi tinh, dvt, don vi do, don vi, unit of measure, unit, measure")
NOTE_HEADERS = _keys(
    "ghi chu, giai thich, dien giai, nhan xet, ghi chu giai trinh, thuyet minh, nguon, nguon so lieu, can cu,"
    "huong dan, kiem tra, danh gia, ket luan, dat khong dat, cach ghi, cach tinh, notes, note, remarks, guidance,"
    "verdict, check, help"
)
RATIO_HEADER = re.compile(
    r"^(?:ty le|ti le|%|phan tram|so voi|so sanh|tang|giam|muc tang|toc do tang|dat ty le|chenh lech|co cau|ratio"
    r"|rate)(?: |$)|^%|% so |% dat|% hoan thanh"
)
PLAN_HEADER = re.compile(
    r"^(?:ke hoach|kh|chi tieu giao|chi tieu ke hoach|muc tieu|du kien|target|plan)(?: giao)?(?: ca)?"
    r"(?: nam)?(?: \d{4})?$"
)
YES_HEADERS = _keys("co, da co, da, dat, yes")
NO_HEADERS = _keys("khong, khong co, chua, chua co, khong dat, no")
TOTAL = re.compile(
    r"^(?:tong cong|tong so|tong|cong|cong chung|tong chung|toan tinh|toan thanh pho|toan huyen|ca tinh|tong toan tinh"
    r"|tong so toan tinh|cong toan tinh|tong cong toan tinh|total|grand total|sum)"
    r"(?:(?: cua| cac| \d{1,4})*(?: cac| \d{1,4})"
    r"(?: (?:huyen|thi xa|thi tran|thanh pho|xa|phuong|quan|don vi|dia phuong))+)?$"
)
TOTAL_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng)(?: của| toàn)?[ :]+(.+)$", re.IGNORECASE)
SIGNATURE = re.compile(
    r"^(?:nguoi lap|nguoi tong hop|nguoi bao cao|nguoi kiem tra|kiem soat|thu truong|truong phong|giam doc"
    r"|pho giam doc|chu tich|pho chu tich|kt |tm |tl |tuq |noi nhan|ky ten|ky dong dau|lanh dao|prepared by"
    r"|signature|signed)"
)
DATE_LINE = re.compile(r"\bngay\b.{0,6}\bthang\b.{0,6}\bnam\b")
LABEL_OF_UNIT = re.compile(
    r"^(?:tên )?(?:đơn vị|cơ quan)(?: báo cáo| gửi| lập báo cáo| gửi báo cáo)?\s*:\s*(.*)$|^reporting unit\s*:\s*(.*)$",
    re.IGNORECASE,
)
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
HARMLESS_PAREN = re.compile(
    r"\(?\d{1,2}\)?(?:\s*[=+/x*:-]\s*\(?\d{1,2}\)?)*|[*]+|[ivx]{1,5}|[a-h]|n[eế]u c[oó]"
    r"|c[oó]\s*/\s*kh[oô]ng|trong k[yỳ]|ghi (?:s[oố]|r[oõ]).*",
    re.IGNORECASE,
)
"""What may stand in brackets behind a header without changing what is counted; everything else may."""
TRAILING_PAREN = re.compile(r"^(.*\S)\s*\(([^()]{1,60})\)$")
OF_WHICH = re.compile(r"^(?:trong đó|trong do|bao gồm|gồm|of which|including)\s*:?\s*", re.IGNORECASE)


def key(text: str) -> str:
    """A text as the words are written here: without accents, in lower case, with single spaces."""
    return bare(text)


@lru_cache(maxsize=ANSWERS)
def is_ratio(text: str) -> bool:
    """Whether a header is that of a percentage, a comparison or a difference."""
    return bool(RATIO_HEADER.search(key(text))) or tidy(text).endswith("(%)")


@lru_cache(maxsize=ANSWERS)
def is_plan(text: str) -> bool:
    """Whether a header is that of planned figures."""
    return bool(PLAN_HEADER.match(key(text)))


@lru_cache(maxsize=ANSWERS)
def is_signature(text: str) -> bool:
    """Whether a text belongs to the block below the table: date line, "người lập biểu", "nơi nhận"."""
    folded = key(text)
    return bool(SIGNATURE.match(folded) or DATE_LINE.search(folded))


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


def variants(text: str) -> list[tuple[str, str]]:
    """The text as it is, without numbering, and without brackets at its end; each with the words in these brackets."""
    bare_text = strip_numbering(text)
    found = [(text, ""), (bare_text, "")]
    bracket = TRAILING_PAREN.match(bare_text)
    if bracket:
        found.append((bracket[1], bracket[2]))
    return found


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, list[str]]]:
    text = (Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return found


def phrases(sense: str) -> tuple[str, ...]:
    """The phrases of a sense."""
    return tuple(_lists().get(sense, {}).get("phrases", ()))


def patterns(sense: str) -> tuple[str, ...]:
    """The patterns of a sense, for texts in lower case."""
    return tuple(_lists().get(sense, {}).get("patterns", ()))


NOTE_LINE = re.compile(r"^(?:\(?\*+\)?|ghi chú|lưu ý|chú thích|chú ý|nguồn)(?:\W|$)", re.IGNORECASE)
MARK = re.compile(r"^\(?(?:\*+|\d{1,2})\)?[.:)]?\s*")
LETTERHEAD = re.compile(
    r"^(?:cong hoa xa hoi|doc lap tu do|ubnd|uy ban nhan dan|so(?: |$)|kinh gui|phong |cong an |mau so|bieu so|kem theo|ban hanh kem|don vi bao cao|don vi nhan|nguoi lap|dien thoai|email)"
)


def is_note_line(text: str) -> bool:
    return bool(NOTE_LINE.match(tidy(text)))


def without_mark(text: str) -> str:
    return MARK.sub("", text)


def is_letterhead(text: str) -> bool:
    return bool(LETTERHEAD.match(key(text.strip(" ("))))
