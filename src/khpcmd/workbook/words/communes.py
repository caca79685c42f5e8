"""Whether a text names a commune by its class word: "UBND XÃ NAM SÁCH", "TT. Nam Sách", "BC xa Nam Hung lan 2".

The name need not be that of a unit of the plan: a return of a commune that the plan does not know is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from khpcmd.text import bare, tidy
from khpcmd.text.patterns import when_asked

CLASSED = re.compile(r"(?<!\w)(xã|phường|thị trấn|đặc khu|x|p|tt)(?:\s*\.\s*|\s+)(?=\w)")
LABELLED = re.compile(
    r"(?:tên )?(?:xã|phường|thị trấn)(?:[\s,/(]+(?:xã|phường|thị trấn|đặc khu)\)?)*\s*:\s*(?=\w)(.+)$", re.IGNORECASE
)
"""The label of a commune, and its name: "Xã, phường, thị trấn: Nam Hưng"."""
FULL = {"x": "xã", "p": "phường", "tt": "thị trấn"}
PLAIN = re.compile(r"(?<!\w)(xa|phuong|thi tran|dac khu|x|p|tt) (?=[a-z])")
PLAIN_FULL = {"x": "xa", "p": "phuong", "tt": "thi tran"}
JOINED = re.compile(r"(xa|phuong|thitran|tt)([a-z]{4,})")
NOT_BEFORE = {
    "xã": {"thị", "thi"},
    "phường": {"địa", "dia", "bốn"},
    "xa": {"thi"},
    "phuong": {"dia", "thi"},
    "x": {"t"},
    "p": {"t"},
}
"""Words that make another word of a class word: "thị xã", "địa phương", "T.P"."""
SEVERAL = frozenset({"cấp", "các", "những", "mỗi", "từng", "mọi", "nhiều", "cap", "cac", "moi", "số", "so", "khối"})
"""Words before a class word that speak of communes in general."""
GENERAL = frozenset("hội phường thị xã và hoặc có được trên thuộc năm đạt chuẩn không chưa hoi".split())  # noqa: SIM905
"""Words behind a class word that are no name."""
OFFICES = frozenset(
    "ubnd hđnd ủy ủy uỷ ban nhân dân hội đồng công an đảng bộ trạm y tế chỉ đạo huy quân sự bcđ bch mttq ubmttq"  # noqa: SIM905
    " văn phòng 138 : - –".split()
)
"""The words of a body of a commune, before the class word."""
DISTRICT = when_asked(r"(?:[a-z]+ ){1,4}(?:huyen|thi xa|thanh pho|tx|tp|h) ")
NAME_WORDS = 5
"""The most words of a commune's name."""


CLASS_WORDS = frozenset("cac khoi xa phuong thi tran va dac khu don vi cap ten".split())  # noqa: SIM905
"""The words of headers and groups that only speak of communes: "Xã, phường, thị trấn", "Các phường", "Khối xã"."""


def speaks_of_communes(text: str) -> bool:
    """Whether a header or the name of a group consists of words for communes."""
    words = bare(text).split()
    return not {"xa", "phuong", "tran"}.isdisjoint(words) and CLASS_WORDS.issuperset(words)


DISTRICT_WORDS = frozenset("ten cac thuoc cap huyen quan thi xa tx thanh pho tp don vi cap tren".split())  # noqa: SIM905
"""The words of headers over the names of districts, without accents."""
OF_DISTRICTS = frozenset({"huyen", "quan", "thi", "thanh", "tp", "tx", "thuoc"})
"""Of these words, those without which a header may be over communes, or over anything."""


def speaks_of_districts(text: str) -> bool:
    """Whether a header consists of words for districts: "Huyện, thị xã", "Thuộc huyện"."""
    words = set(bare(text.replace("/", " ")).split())
    return words <= DISTRICT_WORDS and not words.isdisjoint(OF_DISTRICTS)


class Commune(NamedTuple):
    """A commune in a text: its class word and name, and whether the text begins with it or a body of it."""

    name: str
    leads: bool


def commune_in(text: str, rests: Set[str]) -> Commune | None:
    """The commune that a text names. ``rests`` are the plan's names of places without accents and class words."""
    whole = tidy(text)
    if whole.isascii():
        return _plain(whole, rests)
    if label := LABELLED.match(whole):
        return Commune(re.split(r"[,;(–-]", label[1])[0].strip(), leads=True)
    low = whole.lower()
    for match in CLASSED.finditer(low):
        before = low[: match.start()].split()
        last = before[-1].strip(".,;()") if before else ""
        numbered = last.isdigit() and before[-2:-1] != ["số"]
        if last in SEVERAL or numbered or last in NOT_BEFORE.get(match[1], ()):
            continue
        words = re.split(r"[,;:.()/–-]", whole[match.end() :])[0].split()
        leads = set(before) <= OFFICES
        known = _known(words, rests)
        if known or _is_name(words, match[1], caps=whole == whole.upper(), leads=leads):
            name = " ".join(words[: known or NAME_WORDS])
            return Commune(f"{FULL.get(match[1], match[1])} {name}", leads)
    return None


def heads_commune(text: str, rests: Set[str]) -> bool:
    """Whether a row without figures is of a commune and nothing else: "UBND XÃ NAM HƯNG", "Xã Nam Hưng"."""
    commune = commune_in(text, rests)
    if commune is None or not commune.leads:
        return False
    words = bare(text).split()
    named = bare(commune.name).split()
    return words[-len(named) :] == named and (text != text.upper() or words[0] in ("ubnd", "uy"))


def _known(words: list[str], rests: Set[str]) -> int:
    """How many of the words are the name of a place of the plan."""
    counts = range(min(len(words), NAME_WORDS), 0, -1)
    return next((count for count in counts if bare(" ".join(words[:count])) in rests), 0)


def _is_name(words: list[str], word: str, *, caps: bool, leads: bool) -> bool:
    """Whether the words behind a class word are a name that the plan does not have."""
    if not words or word in FULL or words[0].lower() in GENERAL or not words[0][0].isupper():
        return False
    return not caps or (leads and len(words) <= NAME_WORDS and all(map(str.isalpha, words)))


def _plain(text: str, rests: Set[str]) -> Commune | None:
    """The same in a text without accents, such as the name of a file."""
    low = bare(text.replace("_", " "))
    for match in PLAIN.finditer(low):
        before, after = low[: match.start()].split(), low[match.end() :]
        if before and (before[-1] in SEVERAL or before[-1] in NOT_BEFORE.get(match[1], ())):
            continue
        words = after.split()
        count = _known(words, rests)
        leads = set(before) <= {"ubnd", "cong", "an", "dang", "uy"}
        district = match[1] not in FULL and words[0] not in GENERAL and DISTRICT.match(after)
        if not count and (district or (leads and before and match[1] not in FULL)):
            count = len(district[0].split()) - 1 if district else NAME_WORDS
        if count:
            return Commune(f"{PLAIN_FULL.get(match[1], match[1])} {' '.join(words[:count])}", leads)
    joined = {rest.replace(" ", "") for rest in rests} if JOINED.search(low) else set[str]()
    if any((found := JOINED.fullmatch(word)) and found[2] in joined for word in low.split()):
        return Commune(text, leads=False)
    return None
