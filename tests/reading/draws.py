"""Draws words for a place of a layout: what somebody might write there that turns its meaning, or says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from random import Random

from .facts import Facts
from .layout import Hook, Layout
from .words import CLOSED, FREE, HARMLESS, TURNING, UNKNOWN, Sense, Words, folded, moved, spelled

LIKE = {
    "header": "header_bracket", "merged_header": "header_bracket", "row_label": "label_bracket",
    "footnote_marked": "footnote", "header_row1": "top_header", "header_row2": "only_header",
}  # fmt: skip
"""Places that take the harmless words of another list."""
ADDED = {"header", "merged_header", "row_label", "title"}
"""Where harmless words stand behind the text of the place, not instead of it."""
LOCAL = re.compile("Lao động|LĐTBXH|138|416|PCMD|178|karaoke|Công an|an ninh|huyện|xã|thị trấn|Phụ nữ", re.IGNORECASE)
"""Words of the places and bodies of the shipped plan."""


def draw(rng: Random, hook: Hook, layout: Layout) -> Words | None:
    """Words for a place, of a sense that is drawn; None where there are none of that sense for it."""
    window = layout.facts.plan.periods[layout.period].window
    days = (window.first, window.last)
    pen = Pen(rng, hook, layout.facts, layout.period != "year", layout.span.lower(), days)
    match rng.choice([Sense.TURNING] * 5 + [Sense.UNKNOWN] * 2 + [Sense.HARMLESS] * 3 + [Sense.CUT]):
        case Sense.TURNING:
            return pen.turning()
        case Sense.UNKNOWN:
            return pen.unknown() if hook.place in CLOSED else None
        case Sense.HARMLESS:
            return pen.harmless()
        case Sense.CUT:
            return pen.cut()


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes at a place of a world; ``half`` in a return of half a year."""

    rng: Random
    hook: Hook
    facts: Facts
    half: bool
    span: str
    days: tuple[date, date]
    """The first and the last day of the period."""

    def of_plan(self, text: str) -> str:
        """A text that is worded for 2023, for the year of the plan."""
        return moved(text, self.facts.plan.year - 2023)

    def own(self, text: str) -> bool:
        """Whether the plan has the text itself."""
        return folded(text) in folded(self.facts.words)

    # Words that change what a figure means

    def turning(self) -> Words | None:
        """Words that change what the figures of the place mean."""
        match self.hook.place:
            case "title_period":
                return self._period()
            case "title_topic":
                text = self.rng.choice(self.facts.programmes).upper()
                return Words("title_topic", "programme", Sense.TURNING, text, text)
            case "uom":
                text = self.rng.choice(TURNING["scale"]["before"]) + " " + self.hook.text
                return Words("uom", "scale", Sense.TURNING, text, text)
            case "scale_line":
                text = self.rng.choice(TURNING["scale"]["line"])
                whole = self.rng.choice(["Đơn vị tính: {}", "ĐVT: {}", "(Đơn vị: {})"]).format(text)
                return Words("scale_line", "scale", Sense.TURNING, text, whole)
        kind = self.rng.choice([*TURNING, "programme"])
        return self._programme() if kind == "programme" else self._of_class(kind)

    def _period(self) -> Words | None:
        """Another time than that of the return, in its title."""
        kind = self.rng.choice([kind for kind, lists in TURNING.items() if "period" in lists])
        text = self.of_plan(self.rng.choice(TURNING[kind]["period"]))
        if folded(text) == folded(self.hook.text) or (self.half and "KỲ I" in text):
            return None
        return Words("title_period", kind, Sense.TURNING, text, text)

    def _of_class(self, kind: str) -> Words | None:
        place, lists = self.hook.place, TURNING[kind]
        if place == "title" and self.rng.random() < 0.6:
            text = self.of_plan(self.rng.choice(lists["title"]))
            return spelled(self.rng, Words(place, kind, Sense.TURNING, text, f"{text} {self.hook.text}"))
        if place in FREE or (place == "subtitle" and self.rng.random() < 0.7):
            text = self.rng.choice(lists["sentence"])
        else:
            odd = place in CLOSED and self.rng.random() < 0.35
            text = self.rng.choice(lists["rare" if odd else "short"])
        text = self.of_plan(text)
        if self.own(text) or (place == "file" and re.match("kế hoạch|KH", text)):
            return None
        return spelled(self.rng, Words(place, kind, Sense.TURNING, text, self._joined(text)))

    def _programme(self) -> Words | None:
        """The name of another programme; in free texts only such as the plan may know."""
        text, place = self.rng.choice(self.facts.programmes), self.hook.place
        if place in FREE:
            if not self.facts.communes:
                return None
            said = ("Số liệu của chương trình {}", "Là số của công tác {}", "Số liệu {}", "Thuộc chương trình {}")
            text = self.rng.choice(said).format(text)
        elif place in ("group", "unit_group", "top_header"):
            text = self.rng.choice(("CÔNG TÁC {}", "{}", "Chương trình {}")).format(text)
        return spelled(self.rng, Words(place, "programme", Sense.TURNING, text, self._joined(text)))

    # Words that nobody knows

    def unknown(self) -> Words | None:
        """Nonsense, or words of quite another subject."""
        place = self.hook.place
        if place == "title_topic":
            text = self.rng.choice(UNKNOWN["topics"])
            return None if self.own(text) else Words(place, "subject", Sense.UNKNOWN, text, text)
        if place == "uom":
            text = self.rng.choice([*UNKNOWN["measures"], *UNKNOWN["nonsense"]])
            return None if self.own(text) else Words(place, "measure", Sense.UNKNOWN, text, text)
        kind = self.rng.choice(("nonsense", "subject"))
        text = self.rng.choice(UNKNOWN[kind])
        if self.own(text):
            return None
        parts = self.hook.text.split()
        if place in ("row_label", "header") and len(parts) > 3 and self.rng.random() < 0.3:
            parts[self.rng.randrange(1, len(parts))] = text
            return Words(place, "exchanged", Sense.UNKNOWN, text, " ".join(parts))
        return Words(place, kind, Sense.UNKNOWN, text, self._joined(text, known=False))

    def cut(self) -> Words | None:
        """A label or a header without one of its words."""
        parts = self.hook.text.split()
        if self.hook.place not in ("row_label", "header", "merged_header", "unit_cell") or len(parts) < 3:
            return None
        lost = parts.pop(self.rng.randrange(len(parts)))
        return Words(self.hook.place, "taken away", Sense.CUT, lost, " ".join(parts))

    # Words that change nothing

    def harmless(self) -> Words | None:
        """Words that officials write at such a place and that change nothing."""
        place = self.hook.place
        if place == "title_topic":
            text = self.rng.choice(self.facts.topics)
            return Words(place, "topic", Sense.HARMLESS, text, text)
        if place == "uom":
            text = self.rng.choice(self.hook.others or ("",))
            return Words(place, "harmless", Sense.HARMLESS, text, text) if text else None
        text = self.rng.choice(HARMLESS.get(LIKE.get(place, place), [""]))
        if not text or ("{uom}" in text and not self.hook.measure) or not self._honest(text):
            return None
        if self.half:
            text = re.sub(r"/12(/|\b)", r"/6\1", text).replace("28/11", "28/5")
        first, last = (f"{day:%d/%m/%Y}" for day in self.days)
        plan = {"year": self.facts.plan.year, "unit": self.hook.unit or "các đơn vị", "from": first, "end": last}
        text = self.of_plan(text).format(uom=self.hook.measure, span=self.span, **plan)
        whole = text
        if place in ADDED:
            whole = f"{self.hook.text} {text}"
        elif place in ("sheet", "file"):
            whole = self._joined(text)
        return spelled(self.rng, Words(place, "harmless", Sense.HARMLESS, text, whole))

    def _honest(self, text: str) -> bool:
        """Whether the text is true of this return: of its period, and of the bodies of its plan."""
        if self.half and re.search(r"\{year\}|công tác năm|12 tháng", text):
            return False
        return bool(self.facts.communes) or not LOCAL.search(text)

    def _joined(self, text: str, *, known: bool = True) -> str:
        """The words together with what stands at the place."""
        there, place, name = self.hook.text, self.hook.place, text[:1].upper() + text[1:]
        if place == "footnote_marked":
            ways = ["(*) {text}"]
        elif place == "footnote":
            ways = ["Ghi chú: {text}", "* {text}", "{text}", "Lưu ý: {text}"]
        elif place in FREE:
            ways = ["{text}"]
        elif place in ("sheet", "file"):
            ways = ["{there} ({text})", "{there} - {text}", "{text} {there}", "{there} {text}"]
        elif place == "subtitle":
            ways = ["({name})", "{name}", "- {name}"]
        elif place in ("only_header", "header_row2"):
            ways = ["{there} ({text})", "{name}", "{name}", "{there} {text}", "Số liệu {text}", "Số {text}"]
        elif place in ("group", "unit_group", "top_header", "header_row1"):
            ways = ["{there} ({text})", "{name}", "{name}", "Số liệu {text}", "{there} - {text}"]
            ways = ways if known else ["{there} ({text})", "{there} {text}", "Công tác {text}"]
        else:
            ways = ["{there} ({text})", "{there} ({text})", "{there} - {text}", "{there} {text}"]
        return self.rng.choice(ways).format(there=there, text=text, name=name)
