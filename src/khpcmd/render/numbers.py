"""Exact figures as texts. A shown percentage stands to its threshold as the exact one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from khpcmd.i18n import Messages

DECIMALS = 2
"""How many decimals a percentage shows where fewer would do."""


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share that is shown as a percentage, rounded down (towards minus infinity).

    It has the fewest decimals, but at least two, at which the shown figure is below, equal to or above each of
    ``levels`` exactly as ``value`` is. ``signed`` shows the plus of a growth.
    """

    value: Fraction
    levels: tuple[Fraction, ...] = ()
    signed: bool = False

    @property
    def decimals(self) -> int:
        decimals = DECIMALS
        while not _faithful(self.value, decimals, self.levels):
            decimals += 1
        return decimals

    def text(self, messages: Messages) -> str:
        decimals = self.decimals
        units = units_of(self.value, decimals)
        sign = "-" if units < 0 else "+" if self.signed else ""
        return sign + _decimal(abs(units), decimals, messages) + messages.template("style.percent")


def percent(value: Fraction, messages: Messages, levels: Iterable[Fraction] = (), *, signed: bool = False) -> str:
    """A share as a ``Percentage`` in words."""
    return Percentage(value, tuple(levels), signed).text(messages)


def level(value: Fraction, messages: Messages, *, is_percent: bool, signed: bool = False) -> str:
    """A threshold to the letter: as many decimals as it has, and no more."""
    if not is_percent:
        return messages.number(int(value)) if value.denominator == 1 else str(value)
    decimals = 0
    while (value * 100 * 10**decimals).denominator != 1:
        decimals += 1
    units = int(value * 100 * 10**decimals)
    sign = "-" if units < 0 else "+" if signed else ""
    return sign + _decimal(abs(units), decimals, messages) + messages.template("style.percent")


def units_of(value: Fraction, decimals: int) -> int:
    """The percentage in units of its last decimal, rounded down."""
    return int(value.numerator * 100 * 10**decimals // value.denominator)


def _faithful(value: Fraction, decimals: int, levels: tuple[Fraction, ...]) -> bool:
    shown, scale = units_of(value, decimals), 100 * 10**decimals
    return all(_side(shown, scale, level) == _side(value.numerator, value.denominator, level) for level in levels)


def _side(part: int, whole: int, level: Fraction) -> int:
    """1 where part/whole is above a level, 0 where it is equal, -1 below; in whole numbers, ten times as quick."""
    left, right = part * level.denominator, level.numerator * whole
    return (left > right) - (left < right)


def _decimal(units: int, decimals: int, messages: Messages) -> str:
    whole, rest = divmod(units, 10**decimals)
    tail = f"{rest:0{decimals}}" if decimals else ""
    return messages.number(whole) + (messages.template("style.decimal") + tail if tail else "")
