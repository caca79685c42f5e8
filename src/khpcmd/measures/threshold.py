"""Thresholds: what a measure has to reach, as exact fractions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

MOST_DECIMALS = 60
PERCENT = re.compile(r"([+-]?)([0-9]{1,9})(?:[.,]([0-9]{1,6}))?\s*(%|points?)")


Statistic = Literal["mean", "median", "together", "quantile", "rank"]


class OfUnits(NamedTuple):
    """A statistic of the values of all units: the mean or the median, the value of all of them together, the least
    value that a share of them (``number``) does not exceed, or the value of the unit at a rank from the best on."""

    what: Statistic
    number: Fraction = Fraction(0)

    def __str__(self) -> str:
        key = self.what if self.number else "of_units"
        return f"{key}: {f'{decimal_of(self.number * 100):f}%' if key == 'quantile' else self.number or self.what}"


@dataclass(frozen=True, slots=True)
class Level:
    """A level as the plan writes it: a percentage (``20%`` is 1/5), percentage points (``1.5 points``) or a number.

    One of a ``register`` is another for each unit; its own value is the weakest of these, and judges nobody.
    """

    value: Fraction
    percent: bool
    """Whether it is in percent; so are percentage points."""
    register: str = ""
    points: bool = field(default=False, kw_only=True)
    of_units: OfUnits | None = field(default=None, kw_only=True)
    """The statistic of the units that it is; its own value judges nobody."""

    @property
    def stated(self) -> bool:
        """Whether the plan states its value."""
        return not self.register and self.of_units is None

    def __str__(self) -> str:
        if not self.stated:
            return f"register: {self.register}" if self.register else str(self.of_units)
        sign = (" points" if self.points else "%") if self.percent else ""
        return f"{decimal_of(self.value * (100 if self.percent else 1)):f}{sign}"


def decimal_of(value: Fraction) -> Decimal:
    """A fraction whose denominator is a product of twos and fives as a decimal number, exactly: 87/2 is 43.5."""
    decimals, units = 0, value
    while units.denominator != 1:
        decimals, units = decimals + 1, units * 10
        if decimals > MOST_DECIMALS:
            raise ArithmeticError(f"{value} has no end")
    return Decimal(units.numerator).scaleb(-decimals)


def read_level(value: object) -> Level:
    """``20%``, ``20,5%``, ``+3%``, ``-1.5 points``, a number (``43.5``), ``{register: NAME}`` or a statistic of the
    units; anything else is refused."""
    if isinstance(value, Level):
        return value
    if isinstance(value, Mapping) and value.keys() == {"register"} and isinstance(value["register"], str):
        return Level(Fraction(0), percent=False, register=value["register"])
    if isinstance(value, Mapping) and (found := _read_statistic(value)) is not None:
        return Level(Fraction(0), percent=False, of_units=found)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Level(Fraction(value), percent=False)
    if isinstance(value, str) and (match := PERCENT.fullmatch(value.strip())):
        sign, whole, decimals, unit = match.groups()
        figure = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or "") * 100)
        return Level(-figure if sign == "-" else figure, percent=True, points=unit != "%")
    raise PydanticCustomError("word", "percent_or_number")


def _read_statistic(value: Mapping[object, object]) -> OfUnits | None:
    """``{of_units: mean}``, ``{quantile: 75%}`` or ``{rank: 3}``; None for anything else."""
    match dict(value):
        case {"of_units": "mean" | "median" | "together" as what, **more} if not more:
            return OfUnits(what)
        case {"rank": int() as number, **more} if not more and number > 0 and number is not True:
            return OfUnits("rank", Fraction(number))
        case {"quantile": str() as share, **more} if not more:
            level = read_percent(share)
            return OfUnits("quantile", level.value) if 0 < level.value <= 1 else None
    return None


def cut(value: Fraction, decimals: int, *, up: bool = False) -> Decimal:
    """A fraction as a decimal number with at most so many decimals: the rest is cut off, or rounded up."""
    steps = value * 10**decimals
    whole = -(-steps.numerator // steps.denominator) if up else steps.numerator // steps.denominator
    return decimal_of(Fraction(whole, 10**decimals))


Number = int | Decimal
"""A count, or an amount to its last decimal."""


def size(number: Number) -> Number:
    """A number without its sign."""
    return max(number, -number)


def read_exact(value: object) -> Decimal:
    """A whole number, or a decimal one as it is written; anything else is refused."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise PydanticCustomError("word", "exact_number")


def read_stated(value: object) -> Number:
    """The same of a total, which is not negative; a whole number stays one."""
    found = read_exact(value)
    if found < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    return int(found) if found == found.to_integral_value() else found


def write_exact(value: Number | Level) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class _Written:
    """How a value of the plan is read and written: by functions, without a schema of its own."""

    def __init__(self, read: Callable[[object], object], write: Callable[..., object] = str) -> None:
        self._read, self._write = read, write

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> core_schema.CoreSchema:
        del source, handler
        written = core_schema.plain_serializer_function_ser_schema(self._write, return_schema=core_schema.any_schema())
        return core_schema.no_info_plain_validator_function(self._read, serialization=written)


OF_REGISTER = {
    "type": "object", "properties": {"register": {"type": "string"}}, "required": ["register"],
    "additionalProperties": False,
}  # fmt: skip
WRITTEN_LEVEL = {"type": "string", "pattern": r"^[+-]?\d+([.,]\d+)?\s*(%|points?)$"}
STATISTICS: Mapping[str, Mapping[str, object]] = {
    "of_units": {"enum": ["mean", "median", "together"]},
    "quantile": WRITTEN_LEVEL,
    "rank": {"type": "integer", "minimum": 1},
}
OF_UNITS = [
    {"type": "object", "properties": {key: dict(kind)}, "required": [key], "additionalProperties": False}
    for key, kind in STATISTICS.items()
]
LevelField = Annotated[
    Level, _Written(read_level), WithJsonSchema({"anyOf": [{"type": "number"}, WRITTEN_LEVEL, OF_REGISTER, *OF_UNITS]})
]
Exact = Annotated[Decimal, _Written(read_exact, write_exact), WithJsonSchema({"type": "number"})]
"""A number that is taken to the last digit."""
Stated = Annotated[Number, _Written(read_stated, write_exact), WithJsonSchema({"minimum": 0, "type": "number"})]
"""A total that the plan states."""


Known = Number | Level
"""A number of a unit's register: a count, an amount to its last decimal, or a percentage."""


def level_of(known: Known) -> Level:
    return known if isinstance(known, Level) else Level(Fraction(known), percent=False)


def read_known(value: object) -> Known:
    """A number, or a percentage such as 91.66%; an assigned change may be negative. Anything else is refused."""
    if not isinstance(value, str | Level):
        found = read_exact(value)
        return int(found) if found == found.to_integral_value() else found
    level = read_level(value)
    if not level.percent:
        raise PydanticCustomError("word", "percent")
    return level


YEARS = range(1990, 2201)


def years_of(value: Mapping[object, object]) -> dict[int, object] | None:
    """A mapping by year, its keys numbers or, as in YAML, texts; None where one of them is no year."""
    found = {int(str(year)): one for year, one in value.items() if str(year).isdecimal() and int(str(year)) in YEARS}
    return found if found and len(found) == len(value) else None


def read_of_years(value: object) -> Known | dict[int, Known]:
    """A number of the register, or one for each year."""
    try:
        if isinstance(value, Mapping) and (of_years := years_of(value)):
            return {year: read_known(known) for year, known in of_years.items()}
        return read_known(value)
    except (PydanticCustomError, PydanticKnownError):
        raise PydanticCustomError("word", "register_number") from None


def write_of_years(known: Known | dict[int, Known]) -> object:
    if isinstance(known, dict):
        return {str(year): write_of_years(one) for year, one in known.items()}
    return write_exact(known)


PERCENTAGE = {"type": "string", "pattern": r"^\+?\d+([.,]\d+)?\s*%$"}
ONE_NUMBER = [{"type": "number"}, WRITTEN_LEVEL]
EACH_YEAR = {
    "type": "object", "patternProperties": {"^[12][0-9]{3}$": {"anyOf": ONE_NUMBER}}, "additionalProperties": False,
    "minProperties": 1,
}  # fmt: skip
OfYears = Annotated[
    Known | dict[int, Known],
    _Written(read_of_years, write_of_years),
    WithJsonSchema({"anyOf": [*ONE_NUMBER, EACH_YEAR]}),
]
"""A number of a unit's register, or one for each year."""


def read_percent(value: object) -> Level:
    """A percentage that is not negative; anything else is refused."""
    try:
        level = read_level(value)
    except PydanticCustomError:
        level = None
    if level is None or not level.percent or level.points or level.value < 0:
        raise PydanticCustomError("word", "percent")
    return level


PercentField = Annotated[Level, _Written(read_percent), WithJsonSchema(PERCENTAGE)]


@dataclass(frozen=True, slots=True)
class Limits:
    """The exact limits of a threshold: ``low`` and ``high`` are fractions or None, each strict or not."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = field(default=False, kw_only=True)
    high_strict: bool = field(default=False, kw_only=True)

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """Those of both that there are."""
        return tuple([end for end in (self.low, self.high) if end is not None])

    def over(self, number: int | Fraction) -> "Limits":
        """The same limits for a number of things, as shares of ``number``."""
        return self._each(lambda end: end / number)

    def moved(self, by: Fraction) -> "Limits":
        """The same limits for what is larger by so much."""
        return self._each(lambda end: end + by)

    def _each(self, changed: Callable[[Fraction], Fraction]) -> "Limits":
        low, high = (None if end is None else changed(end) for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def less(self, other: "Limits") -> "Limits":
        """What keeps these limits without something that keeps the others."""
        low = None if self.low is None or other.high is None else self.low - other.high
        high = None if self.high is None or other.low is None else self.high - other.low
        strict = self.low_strict or other.high_strict, self.high_strict or other.low_strict
        return Limits(low, high, low_strict=strict[0], high_strict=strict[1])

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

    def hold(self, part: Fraction | int, whole: int = 1) -> bool:
        """Whether a value, or a part of a whole, reaches the threshold: compared without a division."""
        if self.low is not None:
            over = part * self.low.denominator - whole * self.low.numerator
            if over < 0 or (self.low_strict and not over):
                return False
        if self.high is None:
            return True
        left = whole * self.high.numerator - part * self.high.denominator
        return left > 0 or (left == 0 and not self.high_strict)


class Ends(BaseModel):
    """The ends that a value is held against: one of the keys, or a lower and an upper one for a range."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at_least: LevelField | None = Field(default=None, description="≥")
    """At least this much (≥)."""
    more_than: LevelField | None = Field(default=None, description=">")
    """More than this (>)."""
    at_most: LevelField | None = Field(default=None, description="≤")
    """At most this much (≤)."""
    less_than: LevelField | None = Field(default=None, description="<")
    """Less than this (<)."""
    equal_to: LevelField | None = Field(default=None, description="=")
    """Exactly this much (=)."""

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        one_side = (LOWER, UPPER, ENDS) if self.equal_to else (LOWER, UPPER)
        if any(len(self.named.keys() & keys) > 1 for keys in one_side):
            raise PydanticCustomError("word", "threshold_keys")
        if self.varies:
            return self
        units = {(level.percent, level.points) for level in self.levels}
        if len(units) > 1 or self.limits().empty:
            raise PydanticCustomError("word", "threshold_range")
        return self

    @property
    def named(self) -> dict[str, Level]:
        """The levels by their keys."""
        found = {key: getattr(self, key) for key in ENDS}
        return {key: level for key, level in found.items() if level is not None}

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(self.named.values())

    @property
    def registers(self) -> tuple[str, ...]:
        """The numbers of the register that it takes its levels from."""
        return tuple(level.register for level in self.levels if level.register)

    @property
    def varies(self) -> bool:
        """Whether it is another one for each unit, or hangs on all of them."""
        return not all(level.stated for level in self.levels)

    @property
    def strict(self) -> bool:
        """Whether an end itself does not reach it."""
        return self.more_than is not None or self.less_than is not None

    @property
    def statistic(self) -> OfUnits | None:
        """The statistic of the units that one of its levels is."""
        return next((level.of_units for level in self.levels if level.of_units is not None), None)

    def of(self, numbers: Mapping[str, Known]) -> "Threshold | None":
        """The threshold of a unit with these numbers in its register; None where it lacks one, or no value keeps it."""
        found = dict[str, Level]()
        for key, level in self.named.items():
            known = numbers.get(level.register) if level.register else level
            if known is None:
                return None
            found[key] = level_of(known)
        try:
            return Threshold(**found)
        except ValidationError:
            return None

    @property
    def percent(self) -> bool:
        return all(level.percent for level in self.levels)

    @property
    def in_points(self) -> bool:
        """Whether it is in percentage points."""
        return any(level.points for level in self.levels)

    def limits(self, *, growth: bool = False) -> Limits:
        """The exact limits; with ``growth`` a level of +3 % stands for 103/100 of the baseline."""
        low, high = self.equal_to or self.at_least or self.more_than, self.equal_to or self.at_most or self.less_than
        strict = self.more_than is not None, self.less_than is not None
        ends = (level.value if level and level.of_units is None else None for level in (low, high))
        found = Limits(*ends, low_strict=strict[0], high_strict=strict[1])
        return found.moved(Fraction(1)) if growth else found


LOWER, UPPER = ("at_least", "more_than"), ("at_most", "less_than")
ENDS = (*LOWER, *UPPER, "equal_to")
"""The keys of ``Ends``."""


def fields_in_order(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model; the ends that a figure is held against behind what the figure is."""
    fields = model.model_fields
    ends = [name for name in fields if name in ENDS] if issubclass(model, Ends) else []
    return {name: fields[name] for name in (*(name for name in fields if name not in ends), *ends)}


class Threshold(Ends):
    """What the measure has to reach. Exactly one of the keys, or ``at_least`` (or ``more_than``) together with
    ``at_most`` (or ``less_than``) for a range."""

    @model_validator(mode="after")
    def _some_end(self) -> Self:
        if not self.levels:
            raise PydanticCustomError("word", "threshold_keys")
        return self

    def end(self, *, low: bool) -> "Threshold":
        """What has to be reached at one of the two ends; a value that has to be met exactly is an end on both sides."""
        keys = LOWER if low else UPPER
        own = {key: level for key, level in self.named.items() if key in keys}
        return Threshold.model_validate(own or {keys[0]: self.equal_to})
