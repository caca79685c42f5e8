"""Parts that the plan itself names "Trong đó: …": they are read below their own whole, and below nothing else.

The words say of what stands before them that this is the whole. Where the plan says which fields a field is a part of
(by a constraint, or a ratio), another field before it makes the row or column one of something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from khpcmd.plan.model import Plan
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.vocabulary import OF_WHICH, strip_numbering


def is_of_which(text: str) -> bool:
    """Whether a text names a part of what stands before it."""
    return OF_WHICH.match(strip_numbering(text)) is not None


def is_part_of_other(fields: FieldNames, part: str, text: str, whole: str) -> bool:
    """Whether a text that the plan writes so for ``part`` stands below a field that is not the whole of it.

    ``whole`` is the field before it, "" for something that is no field of the plan.
    """
    own = strip_numbering(text)
    if not OF_WHICH.match(own) or fields.name([OF_WHICH.sub("", own)]):  # the plan has the name without the words
        return False
    wholes = _wholes(fields.plan, part)
    return bool(wholes) and whole not in wholes


def without_parts_of_others(headings: Mapping[int, Heading], fields: FieldNames) -> dict[int, Heading]:
    """The columns of a table of units; those that name a part of another column than their own are not known."""
    found, whole = dict[int, Heading](), ""
    for column, heading in sorted(headings.items()):
        *over, leaf = heading.text.split(" / ")
        if not is_of_which(leaf):
            whole = heading.key.field if heading.key else ""
        above = fields.name(over) if over else None
        before = above.field if above else "" if over else whole
        part = heading.key.field if heading.key else ""
        other = bool(part) and is_part_of_other(fields, part, leaf, before)
        found[column] = Heading(Kind.UNKNOWN, heading.text) if other else heading
    return found


def _wholes(plan: Plan, part: str) -> frozenset[str]:
    """The fields that a field is a part of, as the constraints and the ratios of a plan say."""
    orders = [order for rule in plan.constraints for order in rule.orders()]
    orders += [(sums.part, sums.whole) for sums in plan.sums if sums.nested and isinstance(sums.whole, tuple)]
    return frozenset(name for inner, outer in orders if part in inner for name in outer)
