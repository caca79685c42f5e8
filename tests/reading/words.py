"""The words that are put into a world, drawn from the lists in ``data``: by class, by place, and how they are spelled."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from .facts import Facts
from .layout import Hook

DATA = Path(__file__).parent / "data"
TURNING: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "turning.toml").read_text("utf-8"))
HARMLESS: dict[str, list[str]] = tomllib.loads((DATA / "harmless.toml").read_text("utf-8"))
UNKNOWN: dict[str, list[str]] = tomllib.loads((DATA / "unknown.toml").read_text("utf-8"))


class Sense(StrEnum):
    """What words do to the figures they govern."""

    TURNING = "turning"
    UNKNOWN = "unknown"
    HARMLESS = "harmless"
    CUT = "cut"
    """A word is taken away: what is left may be read as what was meant, or not at all."""


CLOSED = {
    "title", "subtitle", "group", "unit_group", "only_header", "header", "header_row1", "header_row2", "merged_header", "top_header", "label_header",
    "unit_header", "row_label", "unit_cell", "uom", "title_topic",
}  # fmt: skip
"""Where a word that nobody knows is asked about."""
FREE = {"remark", "comment", "footnote", "footnote_marked", "note", "stamp"}
"""Where only a word that turns a meaning closes a figure."""
NAMES = {"sheet", "file"}
PERIODS = {
    "part": ["THÁNG 1 NĂM {year}", "9 THÁNG NĂM {year}", "QUÝ III NĂM {year}", "QUÝ IV/{year}", "TUẦN 20 NĂM {year}", "ĐẾN 30/9/{year}",
             "THÁNG 11/{year}", "6 THÁNG CUỐI NĂM {year}", "3 THÁNG ĐẦU NĂM {year}", "ĐỢT 1 NĂM {year}", "KỲ I NĂM {year}"],
    "span": ["GIAI ĐOẠN 2021-{year}", "3 NĂM 2021-{year}", "LŨY KẾ 2021-{year}", "NHIỆM KỲ 2021-2026"],
    "other_year": ["NĂM 2022", "NĂM 2021", "NĂM 2024", "CẢ NĂM 2022"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Words for one place: what is written there, its class, and its sense."""

    place: str
    kind: str
    sense: Sense
    text: str
    """The words themselves."""
    whole: str
    """The whole text of the place with the words in it."""
    spelling: str = ""


def folded(text: str) -> str:
    """A text without accents, in small letters."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def draw(rng: Random, hook: Hook, facts: Facts, period: str) -> Words | None:
    """Words for a place; None where there are none of that sense for it."""
    match rng.choice([Sense.TURNING] * 5 + [Sense.UNKNOWN] * 2 + [Sense.HARMLESS] * 3 + [Sense.CUT]):
        case Sense.TURNING:
            words = _turning(rng, hook, facts)
        case Sense.UNKNOWN:
            words = _unknown(rng, hook, facts)
        case Sense.HARMLESS:
            words = _harmless(rng, hook, facts, period)
        case Sense.CUT:
            words = _cut(rng, hook)
    return words


def _cut(rng: Random, hook: Hook) -> Words | None:
    """A label or a header without one of its words."""
    parts = hook.text.split()
    if hook.place not in ("row_label", "header", "merged_header", "unit_cell") or len(parts) < 3:
        return None
    at = rng.randrange(len(parts))
    left = " ".join(parts[:at] + parts[at + 1 :])
    return Words(hook.place, "taken away", Sense.CUT, parts[at], left)


def _of_year(text: str, facts: Facts) -> str:
    """A text whose years are moved to those of the plan."""
    moved = facts.plan.year - 2023
    return re.sub(r"20[12]\d", lambda found: str(int(found[0]) + moved), text) if moved else text


def _turning(rng: Random, hook: Hook, facts: Facts) -> Words | None:
    place = hook.place
    if place == "title_period":
        kind = rng.choice(list(PERIODS))
        text = rng.choice(PERIODS[kind])
        text = _of_year(text.format(year=2023), facts)
        if folded(text) == folded(hook.text):
            return None
        return Words(place, kind, Sense.TURNING, text, text)
    if place == "title_topic":
        text = rng.choice(facts.programmes).upper()
        return Words(place, "programme", Sense.TURNING, text, text)
    if place == "uom":
        text = rng.choice(["nghìn ", "trăm ", "triệu ", "ngàn ", "1.000 ", "chục "]) + hook.text
        return Words(place, "scale", Sense.TURNING, text, text)
    if place == "scale_line":
        text = rng.choice(["nghìn người", "%", "nghìn", "triệu đồng", "trăm", "1.000 người", "phần trăm", "ngàn vụ"])
        whole = rng.choice(["Đơn vị tính: ", "ĐVT: ", "(Đơn vị: "]) + text
        return Words(place, "scale", Sense.TURNING, text, whole + ")" * ("(" in whole))
    kind = rng.choice([*TURNING, "programme"])
    if kind == "programme":
        return _programme(rng, hook, facts)
    lists = TURNING[kind]
    if place == "title" and rng.random() < 0.6:
        text = _of_year(rng.choice(lists["title"]), facts)
        return _spelled(rng, Words(place, kind, Sense.TURNING, text, f"{text} {hook.text}"))
    if place in FREE or (place == "subtitle" and rng.random() < 0.7):
        text = rng.choice(lists["sentence"])
    else:
        rare = place in CLOSED and rng.random() < 0.35
        text = rng.choice(lists["rare" if rare else "short"])
    text = _of_year(text, facts)
    if folded(text) in folded(facts.words):
        return None
    return _spelled(rng, Words(place, kind, Sense.TURNING, text, _joined(rng, hook, text, kind)))


def _programme(rng: Random, hook: Hook, facts: Facts) -> Words | None:
    name = rng.choice(facts.programmes)
    if hook.place in FREE:
        if facts.level != "district" or not facts.communes:
            return None
        text = rng.choice(["Số liệu của chương trình {}", "Là số của công tác {}", "Số liệu {}", "Thuộc chương trình {}"]).format(name)
    elif hook.place in ("group", "unit_group", "top_header"):
        text = rng.choice(["CÔNG TÁC {}", "{}", "Chương trình {}"]).format(name)
    else:
        text = name
    return _spelled(rng, Words(hook.place, "programme", Sense.TURNING, text, _joined(rng, hook, text, "programme")))


def _unknown(rng: Random, hook: Hook, facts: Facts) -> Words | None:
    place = hook.place
    if place not in CLOSED:
        return None
    if place == "title_topic":
        text = rng.choice(UNKNOWN["topics"])
        return None if folded(text) in folded(facts.words) else Words(place, "subject", Sense.UNKNOWN, text, text)
    if place == "uom":
        text = rng.choice([*UNKNOWN["measures"], *UNKNOWN["nonsense"]])
        return Words(place, "measure", Sense.UNKNOWN, text, text)
    kind = rng.choice(["nonsense", "subject"])
    text = rng.choice(UNKNOWN[kind])
    if folded(text) in folded(facts.words):
        return None
    if place in ("row_label", "header") and rng.random() < 0.3 and len(parts := hook.text.split()) > 3:
        parts[rng.randrange(1, len(parts))] = text
        return Words(place, "exchanged", Sense.UNKNOWN, text, " ".join(parts))
    return Words(place, kind, Sense.UNKNOWN, text, _joined(rng, hook, text, kind))


def _harmless(rng: Random, hook: Hook, facts: Facts, period: str) -> Words | None:
    place = hook.place
    if place == "title_topic":
        text = rng.choice(facts.topics)
        return Words(place, "topic", Sense.HARMLESS, text, text)
    if place == "scale_line":
        return None
    source = {"header": "header_bracket", "merged_header": "header_bracket", "header_row1": "top_header", "row_label": "label_bracket", "footnote_marked": "footnote",
              "header_row2": "only_header"}.get(place, place)  # fmt: skip
    if source not in HARMLESS:
        return None
    text = rng.choice(HARMLESS[source])
    half = period != "year"
    if ("{uom}" in text and not hook.measure) or (half and re.search(r"{year}|\bnăm\b.*công tác|công tác năm", text) and "(lần 2)" not in text):
        return None
    text = _of_year(text.format(uom=hook.measure, year=2023, unit=hook.unit or "các đơn vị"), facts)
    if half:
        text = re.sub(r"/12(/|\b)", r"/6\1", text).replace("28/11", "28/5")
    if not facts.communes and re.search("Lao động|LĐTBXH|138|416|PCMD|Đội 178|karaoke|Công an|cấp huyện|huyện|xã|thị trấn", text):
        return None
    if place in ("header", "merged_header", "row_label", "title"):
        whole = f"{hook.text} {text}"
    else:
        whole = _joined(rng, hook, text, "harmless") if place in ("sheet", "file") else text
    return _spelled(rng, Words(place, "harmless", Sense.HARMLESS, text, whole), careful=True)


def _joined(rng: Random, hook: Hook, text: str, kind: str) -> str:
    """The words together with what stands at the place."""
    there, place = hook.text, hook.place
    if place in FREE:
        if place.startswith("footnote"):
            return f"(*) {text}" if place == "footnote_marked" else rng.choice(["Ghi chú: {}", "* {}", "{}", "Lưu ý: {}"]).format(text)
        return text
    if place in ("sheet", "file"):
        return rng.choice(["{0} ({1})", "{0} - {1}", "{1} {0}", "{0} {1}"]).format(there, text)
    if place == "subtitle":
        return rng.choice(["({})", "{}", "- {}"]).format(text[:1].upper() + text[1:])
    if place in ("only_header", "header_row2"):
        return rng.choice(["{0} ({1})", "{1}", "{1}", "{0} {1}", "Số liệu {1}", "Số {1}"]).format(there, text if rng.random() < 0.5 else text[:1].upper() + text[1:])
    if place in ("group", "unit_group", "top_header", "header_row1"):
        name = text[:1].upper() + text[1:]
        if kind in ("nonsense", "subject"):
            return rng.choice(["{0} ({1})", "{0} {2}", "Công tác {2}"]).format(there, text, text)
        return rng.choice(["{0} ({1})", "{2}", "{2}", "Số liệu {1}", "{0} - {1}"]).format(there, text, name)
    return rng.choice(["{0} ({1})", "{0} ({1})", "{0} - {1}", "{0} {1}"]).format(there, text)


def _spelled(rng: Random, words: Words, *, careful: bool = False) -> Words:
    """The same words as somebody else writes them: capitals, no accents, another normal form, a slip."""
    way = rng.choices(["", "capitals", "nfd", "plain", "slip", "spaces"], [60, 12, 8, 8, 8, 4])[0]
    if careful and way in ("plain", "slip"):
        return words
    if way == "slip" and words.place not in CLOSED or way == "plain" and len(words.text.split()) < 2:
        return words
    text = {
        "": str, "capitals": str.upper, "nfd": lambda one: unicodedata.normalize("NFD", one), "plain": _plain,
        "slip": lambda one: _slip(rng, one), "spaces": lambda one: one.replace(" ", "  "),
    }[way](words.text)  # fmt: skip
    if words.text not in words.whole:
        return words
    return Words(words.place, words.kind, words.sense, text, words.whole.replace(words.text, text), way)


def _plain(text: str) -> str:
    pairs = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in pairs if not unicodedata.combining(letter))


def _slip(rng: Random, text: str) -> str:
    """A text with two letters exchanged."""
    if len(text) < 6 or any(letter.isdigit() for letter in text):
        return text
    at = rng.randrange(1, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
