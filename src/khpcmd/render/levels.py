"""Thresholds and limits to the letter, in the digits of a language."""

from __future__ import annotations

from fractions import Fraction

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import decimal_of


def level(value: Fraction, messages: Messages, *, is_percent: bool, signed: bool = False) -> str:
    """A threshold to the letter: as many decimals as it has, and no more."""
    if not is_percent:
        return messages.number(decimal_of(value))
    decimals = 0
    while (value * 100 * 10**decimals).denominator != 1:
        decimals += 1
    units = int(value * 100 * 10**decimals)
    sign = "-" if units < 0 else "+" if signed else ""
    return sign + decimal(abs(units), decimals, messages) + messages.template("style.percent")


def decimal(units: int, decimals: int, messages: Messages) -> str:
    """A whole number of units of the last decimal as a decimal number."""
    whole, rest = divmod(units, 10**decimals)
    tail = f"{rest:0{decimals}}" if decimals else ""
    return messages.number(whole) + (messages.template("style.decimal") + tail if tail else "")
