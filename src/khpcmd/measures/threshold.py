"""Thresholds: what a measure has to reach, as exact fractions."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

MOST_DECIMALS = 60
PERCENT = re.compile(r"([+-]?)([0-9]{1,9})(?:[.,]([0-9]{1,6}))?\s*%")


@dataclass(frozen=True, slots=True)
class Level:
    """A level as the plan writes it: a percentage (``20%`` is 1/5) or a number."""

    value: Fraction
    percent: bool

    def __str__(self) -> str:
        return f"{decimal_of(self.value * 100):f}%" if self.percent else f"{decimal_of(self.value):f}"


def decimal_of(value: Fraction) -> Decimal:
    """A fraction whose denominator is a product of twos and fives as a decimal number, exactly: 87/2 is 43.5."""
    decimals, units = 0, value
    while units.denominator != 1:
        decimals, units = decimals + 1, units * 10
        if decimals > MOST_DECIMALS:
            raise ArithmeticError(f"{value} has no end")
    return Decimal(units.numerator).scaleb(-decimals)


def read_level(value: object) -> Level:
    """``20%``, ``20,5%``, ``+3%`` or an exact number (``43.5``); anything else is refused."""
    if isinstance(value, Level):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Level(Fraction(value), percent=False)
    if isinstance(value, str) and (match := PERCENT.fullmatch(value.strip())):
        sign, whole, decimals = match.groups()
        figure = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or "") * 100)
        return Level(-figure if sign == "-" else figure, percent=True)
    raise PydanticCustomError("level", "a percentage such as 20% or a number", {"value": str(value)})


Number = int | Decimal
"""A count, or an amount to its last decimal."""


def size(number: Number) -> Number:
    """A number without its sign."""
    return -number if number < 0 else number


def read_exact(value: object) -> Decimal:
    """A whole number, or a decimal one as it is written; anything else is refused."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise PydanticCustomError("exact", "a number such as 12 or 43.5", {"value": str(value)})


def read_stated(value: object) -> Number:
    """The same of a total, which is not negative; a whole number stays one."""
    found = read_exact(value)
    if found < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    return int(found) if found == found.to_integral_value() else found


def write_exact(value: Number) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class _Written:
    """How a value of the plan is read and written: by functions, without a schema of its own."""

    def __init__(self, read: Callable[[object], object], write: Callable[..., str] = str) -> None:
        self._read, self._write = read, write

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> core_schema.CoreSchema:
        del source, handler
        written = core_schema.plain_serializer_function_ser_schema(self._write, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(self._read, serialization=written)


LevelField = Annotated[
    Level,
    _Written(read_level),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?\d+([.,]\d+)?\s*%$"}]}),
]
Exact = Annotated[Decimal, _Written(read_exact, write_exact), WithJsonSchema({"type": "number"})]
"""A number that is taken to the last digit."""
Stated = Annotated[Number, _Written(read_stated, write_exact), WithJsonSchema({"minimum": 0, "type": "number"})]
"""A total that the plan states."""


def read_percent(value: object) -> Level:
    """A percentage that is not negative; anything else is refused."""
    try:
        level = read_level(value)
    except PydanticCustomError:
        level = None
    if level is None or not level.percent or level.value < 0:
        raise PydanticCustomError("percent", "a percentage such as 20%", {"value": str(value)})
    return level


PercentField = Annotated[
    Level,
    _Written(read_percent),
    WithJsonSchema({"type": "string", "pattern": r"^\+?\d+([.,]\d+)?\s*%$"}),
]


@dataclass(frozen=True, slots=True)
class Limits:
    """The exact limits of a threshold: ``low`` and ``high`` are fractions or None, each strict or not."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = field(default=False, kw_only=True)
    high_strict: bool = field(default=False, kw_only=True)

    def over(self, number: int | Fraction) -> "Limits":
        """The same limits for a number of things, as shares of ``number``."""
        low = None if self.low is None else self.low / number
        high = None if self.high is None else self.high / number
        return replace(self, low=low, high=high)

    @property
    def below(self) -> "Limits | None":
        """What falls short of the lower end; None where there is none."""
        return None if self.low is None else Limits(high=self.low, high_strict=not self.low_strict)

    @property
    def above(self) -> "Limits | None":
        """What lies beyond the upper end; None where there is none."""
        return None if self.high is None else Limits(low=self.high, low_strict=not self.high_strict)

    @property
    def empty(self) -> bool:
        """Whether no value keeps them."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_strict or self.high_strict))

    def both(self, other: "Limits") -> "Limits":
        """What keeps these limits and the others; there may be nothing that does."""
        lows = [(one.low, one.low_strict) for one in (self, other) if one.low is not None]
        highs = [(one.high, not one.high_strict) for one in (self, other) if one.high is not None]
        low, low_strict = max(lows, default=(None, False))
        high, included = min(highs, default=(None, True))
        return Limits(low, high, low_strict=low_strict, high_strict=not included)

    def hold(self, value: Fraction) -> bool:
        """Whether a value reaches the threshold."""
        if self.low is not None and (value < self.low or (self.low_strict and value == self.low)):
            return False
        return self.high is None or not (value > self.high or (self.high_strict and value == self.high))


class Threshold(BaseModel):
    """What the measure has to reach. Exactly one of the keys, or ``at_least`` (or ``more_than``) together with
    ``at_most`` (or ``less_than``) for a range."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at_least: LevelField | None = Field(default=None, description="≥")
    more_than: LevelField | None = Field(default=None, description=">")
    at_most: LevelField | None = Field(default=None, description="≤")
    less_than: LevelField | None = Field(default=None, description="<")
    equal_to: LevelField | None = Field(default=None, description="=")

    @model_validator(mode="after")
    def _one_meaning(self) -> "Threshold":
        lows = [level for level in (self.at_least, self.more_than) if level]
        highs = [level for level in (self.at_most, self.less_than) if level]
        alone = self.equal_to is not None
        if len(lows) > 1 or len(highs) > 1 or (alone and (lows or highs)) or not (alone or lows or highs):
            raise PydanticCustomError("threshold_keys", "one key, or one lower and one upper key")
        if lows and highs and (lows[0].percent != highs[0].percent or self.limits().empty):
            raise PydanticCustomError("threshold_range", "the lower end must not lie above the upper end")
        return self

    @property
    def levels(self) -> tuple[Level, ...]:
        keys = (self.at_least, self.more_than, self.at_most, self.less_than, self.equal_to)
        return tuple(level for level in keys if level is not None)

    def end(self, *, low: bool) -> "Threshold":
        """What has to be reached at one of the two ends; a value that has to be met exactly is an end on both sides."""
        keys = ("at_least", "more_than") if low else ("at_most", "less_than")
        own = {key: getattr(self, key) for key in keys if getattr(self, key) is not None}
        return Threshold.model_validate(own or {keys[0]: self.equal_to})

    @property
    def percent(self) -> bool:
        return all(level.percent for level in self.levels)

    def limits(self, *, growth: bool = False) -> Limits:
        """The exact limits; with ``growth`` a level of +3 % stands for 103/100 of the baseline."""

        def scaled(level: Level | None) -> Fraction | None:
            return None if level is None else level.value + 1 if growth else level.value

        if self.equal_to is not None:
            return Limits(scaled(self.equal_to), scaled(self.equal_to))
        return Limits(
            scaled(self.at_least or self.more_than),
            scaled(self.at_most or self.less_than),
            low_strict=self.more_than is not None,
            high_strict=self.less_than is not None,
        )
