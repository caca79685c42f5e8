"""Units of measure behind the numbers of a quote: "12,5 tỷ đồng" is 12,500 of a figure in triệu đồng.

``unit_of`` takes a unit of measure apart, ``stated_behind`` reads the one behind a number, and ``Unit.moved`` says by
how many places the decimal point moves from one to the other. Every multiple is a power of ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from khpcmd.draft.phrases import pattern, scales
from khpcmd.plan.multiples import scale_of, unit_key
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import lowered

TOKEN = re.compile(r"\s?[^\s,;:()/]+")
LONGEST = 4
"""The most words of a unit of measure."""
CURRENCIES = ("money", "dollars")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: ``power`` of ten of the first unit of its ``scale``, or of its ``noun`` where it is on none.

    ``scaled`` is the power of its scale words alone: 3 of "nghìn ha", of which the power is 7.
    """

    scale: str = ""
    power: int = 0
    scaled: int = 0
    noun: str = ""

    @property
    def plain(self) -> bool:
        """Whether it has no multiples that khpcmd knows."""
        return not self.scale and not self.scaled

    def moved(self, wanted: Unit) -> int | None:
        """By how many places the decimal point moves from a figure in this unit to one in ``wanted``; None where they
        are units of different things, or nobody can say."""
        if self.scale and self.scale == wanted.scale:
            return self.power - wanted.power
        if self.scale:
            return self.power - wanted.scaled if not wanted.noun and not wanted.scale else None
        if self.scaled:
            return self.scaled - (wanted.power if wanted.scale in CURRENCIES else wanted.scaled)
        if wanted.scaled and wanted.noun and re.match(rf"{re.escape(wanted.noun)}(?!\w)", self.noun):
            return -wanted.scaled
        return 0


NONE = Unit()
"""No unit of measure."""


def unit_of(text: str) -> Unit:
    """A unit of measure of the plan; of one with "/" what stands before it: "triệu đồng/người"."""
    words = lowered(tidy(text)).split("/")[0].strip()
    leading = pattern("declared").match(words)
    scaled = _power(leading[0]) if leading else 0
    if scale := scale_of(words):
        return Unit(scale.name, scale.exponents[unit_key(words)], scaled)
    rest = words[leading.end() :].strip() if leading else words
    if rest and (scale := scale_of(rest)):
        return Unit(scale.name, scaled + scale.exponents[unit_key(rest)], scaled)
    return Unit("", scaled, scaled, rest)


def _power(words: str) -> int:
    return sum(scales().get(word, 3) for word in words.split())


def stated_behind(low: str, end: int) -> tuple[Unit, int]:
    """The unit that a text in lower case states from ``end`` on, and where its words end."""
    found = pattern("scaled").match(low, end)
    scaled = sum(scales()[word] for word in found.groups() if word) if found else 0
    after = found.end() if found else end
    for start, power in ((end, 0), (after, scaled)):
        if known := _known(low, start):
            name, exponent, stop = known
            return Unit(name, power + exponent, scaled), stop
    return Unit("", scaled, scaled, low[after : after + 60].strip()), after


def _known(low: str, start: int) -> tuple[str, int, int] | None:
    """The longest unit on a scale that stands at a place: its scale, its power, and where it ends."""
    ends, at = list[int](), start
    while len(ends) < LONGEST and (token := TOKEN.match(low, at)):
        at = token.end()
        ends.append(at)
    for stop in reversed(ends):
        words = low[start:stop]
        scale = scale_of(words)
        if scale is not None and scale.name != "share" and not pattern("no_money").match(low, start):
            return scale.name, scale.exponents[unit_key(words)], start + len(words.rstrip(".:"))
    return None
