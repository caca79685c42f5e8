"""Texts that say something else, made by machine: words that turn a figure in frames that are honest without them.

The words are those of ``tests/reading/data`` and of the shipped plans; none of them was taken from the lexicon.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from khpcmd.plan.model import Plan
from reading.words import plain

DATA = Path(__file__).parent
FRAMES: dict[str, list[str]] = tomllib.loads((DATA / "frames.toml").read_text("utf-8"))
"""By place, honest texts with a gap for a word."""
TURNING: dict[str, list[str]] = tomllib.loads((DATA / "turning.toml").read_text("utf-8"))
"""By what they say, words that turn a figure wherever they stand."""
ACCENTLESS = ("sheet", "file")


class Made(NamedTuple):
    """A text at a place, and what it was made of."""

    place: str
    text: str
    kind: str


@cache
def texts() -> Sequence[Made]:
    """Every turning word in every frame of every place."""
    return tuple(
        Made(place, frame.format(written), kind)
        for place, frames in FRAMES.items()
        for frame in frames
        for kind, words in TURNING.items()
        for word in words
        for written in (word, word.upper(), *([plain(word)] if place in ACCENTLESS and " " in word else []))
    )


def of_plan(plan: Plan) -> Iterator[Made]:
    """The titles of a plan where figures stand, and every name of a field behind a word that plans."""
    for place in ("above", "sheet", "remark", "below"):
        yield Made(place, plan.title.vi, "title")
        yield Made(place, f"Biểu số liệu {plan.title.vi}", "title")
    names = [name for spec in plan.fields.values() for name in (spec.label.vi, *spec.aliases)]
    for name in dict.fromkeys(names):
        for words in ("số kế hoạch", "kế hoạch năm", "ước", "dự kiến", "chưa duyệt", "dự thảo"):
            for place in ("header", "above", "group", "remark"):
                yield Made(place, f"{name} ({words})", "bracket")
                yield Made(place, f"{words[:1].upper()}{words[1:]} {name}", "before")


def second_units(plan: Plan) -> Iterator[Made]:
    """A second unit behind the first one, in the lines that name it."""
    district = [unit.name.vi for unit in plan.units if unit.name.vi.startswith(("Huyện", "Thị xã", "Thành phố"))]
    for first, second in zip(district, (*district[1:], district[0]), strict=True):
        for begun in ("Đơn vị báo cáo: ", "UBND ", "", "Tên đơn vị: ", "Cơ quan báo cáo: "):
            for joined in (" và ", ", ", " + ", " - ", " (gồm cả ", "; "):
                yield Made("above", f"{begun}{first}{joined}{second}{')' * joined.count('(')}", "second")
        for foreign in ("Huyện Đông Hưng", "Quận Hồng Bàng", "Huyện Vĩnh Bảoo", "Thị xã Từ Sơn"):
            yield Made("above", f"Đơn vị báo cáo: {foreign}", "foreign")
            yield Made("above", foreign, "foreign")
            yield Made("above", f"UBND {foreign}", "foreign")
