"""Units of measure in the words of a return: those of the plan's fields, and the multiples of its amounts.

Units of one word ("m", "đồng", "%") are no names by themselves, for they are parts of other words; they count where a
unit is expected: in brackets behind a name, in the column "Đơn vị tính", in a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from khpcmd.plan.fields import scale_of, unit_key
from khpcmd.plan.model import Plan
from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.meaning import Sense
from khpcmd.workbook.words.phrases import Piece
from khpcmd.workbook.words.vocabulary import MEASURE_LINE, TRAILING_PAREN

BETWEEN = "; "
"""What stands between units that are stated in several lines and differ."""

AMOUNTS_LINE = when_asked(r"[( ]*unit(?:s)?(?: of measure)?\s*:\s*(.+)", re.IGNORECASE)
"""The same in English, for the units of amounts alone."""


def unit_names(plan: Plan) -> Iterator[str]:
    """How returns may write the units of measure of a plan's fields, as names in texts."""
    for name, spec in plan.fields.items():
        if amount := plan.amounts.get(name):
            multiples = amount.scale.exponents if amount.scale else ()
            yield from (words for words in (*spec.measures, *multiples) if len(words.split()) > 1)
        else:
            yield from spec.measures


def unit_of_line(plan: Plan, line: str) -> str:
    """The unit of measure that a line above a table states for all figures below; "" for every other line.

    Where the plan has amounts, a line that is nothing but a known unit, "(triệu đồng)", states it as well, and so does
    one that ends with it in brackets.
    """
    stated = MEASURE_LINE.fullmatch(line) or (AMOUNTS_LINE.fullmatch(line) if plan.amounts else None)
    words = stated[1].strip(" ().") if stated else ""
    if words and (names_measure(words) or (plan.amounts and is_unit(plan, words))):
        return words
    if not plan.amounts:
        return ""
    bracket = TRAILING_PAREN.match(line)
    found = next((text for text in (line, bracket[2] if bracket else "") if text and scale_of(text)), "")
    return tidy(found.strip(" ()."))


def is_unit(plan: Plan, words: str) -> bool:
    """Whether words are a unit of measure on a known scale, or that of one of the plan's amounts."""
    if scale_of(words) is not None:
        return True
    return any(spec.shift(words) is not None for spec in plan.amounts.values())


def says_only_unit(plan: Plan, line: str) -> bool:
    """Whether a line is a known unit, alone or behind "Đơn vị tính:", in returns of a plan with amounts."""
    if not plan.amounts:
        return False
    stated = MEASURE_LINE.fullmatch(line) or AMOUNTS_LINE.fullmatch(line)
    return scale_of((stated[1] if stated else line).strip(" ().")) is not None


def as_scales(found: list[list[Piece]], scales: Sequence[Collection[int]]) -> list[list[Piece]]:
    """What may begin at each word of a remark, where a multiple of a unit is no name: "triệu đồng" beside a figure says
    what it is scaled by, and is asked about as in returns of any plan. ``scales`` are as many words from each on."""
    return [
        [Piece(one.length, Sense.SCALE) if one.sense is Sense.LABEL and one.length in own else one for one in pieces]
        for pieces, own in zip(found, scales, strict=True)
    ]


def joint(first: str, second: str) -> str:
    """What two lines together state: one unit, or both where they differ, which is no unit any more."""
    return second if not first or unit_key(first) == unit_key(second) else f"{first}{BETWEEN}{second}"


def apart(joined: str) -> list[str]:
    """What ``joint`` put together, the line that is nearest to the table last."""
    return joined.split(BETWEEN)
