"""Conditional formats of a sheet that may hide its figures, as few rules with few ranges (``Rules``).

A condition is only computed where it compares the cell itself with a number; every other one may hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW, Box, box
from khpcmd.workbook.file.limits import Refused
from khpcmd.workbook.file.number_formats import COMPARISONS
from khpcmd.workbook.file.styles import Change

MOST_RULES, MOST_BOXES = 16, 8
"""Rules of a sheet that are told apart, and ranges of each. What passes them is taken for larger, never left out."""
EVERYWHERE: Box = (1, 1, LAST_ROW, LAST_COLUMN)
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
OF_NO_FIGURE = re.compile("(?:ISERROR|ISERR|ISNA|ISBLANK|ISTEXT)[(]", re.IGNORECASE)
NEVER = ("containsErrors", "containsBlanks")
"""Kinds of rules that hold for no cell in which a figure is read."""
SIGNS = {
    "lessThan": "<", "lessThanOrEqual": "<=", "equal": "=",
    "notEqual": "<>", "greaterThan": ">", "greaterThanOrEqual": ">=",
}  # fmt: skip
"""The comparisons by the names of their operators."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a conditional format changes where its condition holds.

    ``operator`` is a sign of ``COMPARISONS``, and "" where the condition may always hold.
    """

    change: Change
    operator: str = ""
    limit: float = 0

    def may_hold(self, value: object) -> bool:
        """Whether the condition may hold for a cell with this value."""
        if not self.operator or isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return COMPARISONS[self.operator](value, self.limit)


def rule_of(kind: str, operator: str, formulas: Sequence[str], change: Change) -> Rule | None:
    """A rule as it is written; None where it holds for no figure."""
    if kind in NEVER or (kind == "expression" and formulas and OF_NO_FIGURE.match("".join(formulas[0].split()))):
        return None
    if kind == "cellIs" and operator in SIGNS and formulas and NUMBER.fullmatch(formulas[0]):
        return Rule(change, SIGNS[operator], float(formulas[0]))
    return Rule(change)


class Rules(dict[Rule, list[Box]]):
    """The rules of a sheet with the ranges in which they hold."""

    def put(self, rule: Rule, boxes: Sequence[Box]) -> None:
        """Add a rule, or its ranges where it is known."""
        if rule not in self and len(self) >= MOST_RULES:
            rule, boxes = Rule(Change(no_number=True)), [EVERYWHERE]
        known = self.setdefault(rule, [])
        known[:] = _few([*known, *boxes])


def boxes_of(references: str) -> list[Box]:
    """The ranges of a list such as "B2:D9 F2", or one around all of them; the whole sheet for what is none."""
    try:
        return _few([box(reference) for reference in references.split()]) or [EVERYWHERE]
    except Refused:
        return [EVERYWHERE]


def _few(boxes: Sequence[Box]) -> list[Box]:
    """The ranges, or one around all of them where there are many."""
    if len(boxes) <= MOST_BOXES:
        return list(dict.fromkeys(boxes))
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return [(min(tops), min(lefts), max(bottoms), max(rights))]
