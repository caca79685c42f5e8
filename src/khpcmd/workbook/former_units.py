"""Returns headed by a unit that is there no more: they are told as such, not as returns of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import former_named
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.letterhead import PARTS
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT

NAMELESS = frozenset({Code.NO_UNIT, Code.DISTRICT_UNKNOWN})
"""What is said of figures of which nobody knows whose they are."""
BODY = when_asked(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
"""How a letterhead names the body of a unit."""


class Headed(NamedTuple):
    """A sheet: its faults, the lines above its first table with their places, and whether figures were read in it."""

    faults: list[Diagnostic]
    lines: list[tuple[str, Location]]
    read: bool


def of_former(plan: Plan, sheets: Iterable[Headed]) -> Iterator[Diagnostic]:
    """The faults of sheets; where a former unit heads figures of nobody, this is the one cause of these, told at the
    first place that names it."""
    every = list(sheets)
    nameless = [one for one in every if not one.read and any(fault.code in NAMELESS for fault in one.faults)]
    first = next((told for one in nameless for told in _named(plan, one.lines)), None)
    if first is not None:
        yield first
    for one in every:
        known = first is None or one.read
        yield from (fault for fault in one.faults if known or fault.code not in NAMELESS)


def _named(plan: Plan, lines: Iterable[tuple[str, Location]]) -> Iterator[Diagnostic]:
    for text, at in lines:
        for part in map(tidy, PARTS.split(text)):
            label = LABEL_OF_UNIT.match(part)
            name = BODY.sub("", (label[1] or label[2] or "") if label else part).strip()
            if heirs := former_named(plan, name):
                yield Code.FORMER_UNIT(at, {"found": name, "units": tuple(Ref("unit", heir) for heir in heirs)})
