"""Thresholds and limits to the letter, in the digits of a language."""

from __future__ import annotations

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Level, decimal_of


def level(one: Level, messages: Messages, *, signed: bool = False) -> str:
    """A threshold to the letter: as many decimals as it has, and no more. ``signed`` shows the plus of a change."""
    value = one.value * (100 if one.percent else 1)
    sign = "-" if value < 0 else "+" if signed and (value or one.percent) else ""
    text = messages.number(decimal_of(abs(value)))
    return sign + text + (unit_of(one.points, messages) if one.percent else "")


def unit_of(points: bool, messages: Messages) -> str:  # one of two signs
    """The sign of percent, or of percentage points."""
    return messages.template("style.points" if points else "style.percent")


def decimal(units: int, decimals: int, messages: Messages) -> str:
    """A whole number of units of the last decimal as a decimal number."""
    whole, rest = divmod(units, 10**decimals)
    tail = f"{rest:0{decimals}}" if decimals else ""
    return messages.number(whole) + (messages.template("style.decimal") + tail if tail else "")
