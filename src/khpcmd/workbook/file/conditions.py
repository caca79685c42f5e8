"""Conditional formats of a sheet that may hide its figures, as few rules with few ranges (``Rules``).

A condition is only computed where it compares the cell itself with a number; every other one may hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW, Box, box
from khpcmd.workbook.file.colors import Colors
from khpcmd.workbook.file.limits import Refused
from khpcmd.workbook.file.number_formats import COMPARISONS
from khpcmd.workbook.file.styles import OFF, Change

MOST_RULES, MOST_BOXES = 16, 8
"""Rules of a sheet that are told apart, and ranges of each. What passes them is taken for larger, never left out."""
EVERYWHERE: Box = (1, 1, LAST_ROW, LAST_COLUMN)
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
COMPARED = re.compile(r"(\$?)([A-Z]{1,3})([1-9][0-9]{0,6})(<=|>=|<>|=|<|>)(-?[0-9.]{1,20})")
"""A cell in the rule's own row, compared with a number."""
OF_NO_FIGURE = re.compile("(?:ISERROR|ISERR|ISNA|ISBLANK|ISTEXT)[(]", re.IGNORECASE)
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
"""The namespace of newer conditional formats."""
NEVER = ("containsErrors", "containsBlanks")
"""Kinds of rules that hold for no cell in which a figure is read."""
SIGNS = {
    "lessThan": "<", "lessThanOrEqual": "<=", "equal": "=",
    "notEqual": "<>", "greaterThan": ">", "greaterThanOrEqual": ">=",
    "between": "between", "notBetween": "notBetween",
}  # fmt: skip
"""The comparisons, and what has two limits, by the names of their operators."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a conditional format changes where its condition holds.

    ``operator`` is a sign of ``COMPARISONS``, "between" or "notBetween", and "" where the condition may always hold.
    """

    change: Change
    operator: str = ""
    low: float = 0
    high: float = 0

    def may_hold(self, value: object) -> bool:
        """Whether the condition may hold for a cell with this value."""
        if not self.operator or isinstance(value, bool) or not isinstance(value, int | float):
            return True
        if self.operator in ("between", "notBetween"):
            within = min(self.low, self.high) <= value <= max(self.low, self.high)
            return within is (self.operator == "between")
        return COMPARISONS[self.operator](value, self.low)


def rule_of(kind: str, operator: str, formulas: Sequence[str], change: Change, boxes: Sequence[Box]) -> Rule | None:
    """A rule as it is written for these ranges; None where it holds for no figure."""
    if kind in NEVER:
        return None
    if kind == "cellIs":
        return _comparison(change, SIGNS.get(operator, ""), formulas)
    if kind == "expression" and formulas:
        formula = "".join(formulas[0].split())
        if OF_NO_FIGURE.match(formula):
            return None
        match = COMPARED.fullmatch(formula)
        if match and _is_own(match[2] + match[3], boxes, fixed=bool(match[1])):
            return _comparison(change, match[4], [match[5]])
    return Rule(change)


def _comparison(change: Change, sign: str, formulas: Sequence[str]) -> Rule:
    wanted = 2 if sign in ("between", "notBetween") else 1
    if len(formulas) < wanted or (wanted == 1 and sign not in COMPARISONS):
        return Rule(change)
    found = [float(text) for text in formulas[:wanted] if NUMBER.fullmatch(text)]
    return Rule(change, sign, found[0], found[-1]) if len(found) == wanted else Rule(change)


def _is_own(reference: str, boxes: Sequence[Box], *, fixed: bool) -> bool:
    """Whether a cell in the condition of these ranges is the very cell that the format is for."""
    return box(reference)[:2] == boxes[0][:2] and (not fixed or all(one[1] == boxes[0][1] == one[3] for one in boxes))


class ExtraRules:
    """The rules of one newer conditional format, whose ranges stand behind them; any of them may hold."""

    def __init__(self, colors: Colors) -> None:
        self._colors = colors
        self._changes: list[Change] = []
        self._part, self._depth, self._boxes = "", -1, list[Box]()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the format began."""
        if name == "cfRule":
            self._changes.append(Change())
        elif name == "dxf" or self._depth >= 0:
            self._depth += 1
        if not self._changes:
            return
        if name in ("iconSet", "dataBar") and attributes.get("showValue", "1") in OFF:
            self._changes[-1] = Change(no_number=True)
        elif self._depth > 0:
            self._part = name if self._depth == 1 else self._part
            change = self._changes[-1]
            self._changes[-1] = change.taken(self._depth - 1, self._part, name, attributes, self._colors)

    def closed(self, name: str, text: str) -> bool:
        """An element ends; whether it was the format itself."""
        if self._depth >= 0:
            self._depth -= 1
        if name == "sqref":
            self._boxes += boxes_of(text)
        return name == "conditionalFormatting"

    def put(self, rules: Rules) -> None:
        """Add what may hide figures to the rules of the sheet."""
        for change in self._changes:
            if change.may_hide:
                rules.put(Rule(change), self._boxes or [EVERYWHERE])
        self._changes = []


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
