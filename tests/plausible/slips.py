"""Slips of people who type figures: one digit, one unit of measure, one row, or the wrong file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from plausible.provinces import FIELDS, HALF, NOW, Figures, Province

Returns = dict[str, Figures]


@dataclass(frozen=True)
class Slip:
    """What one unit reports by mistake; ``field`` is "" where it is more than one figure."""

    kind: str
    unit: str
    field: str
    returns: Returns
    times: float
    """How many times larger (or smaller) the figure became; 0 for more than one figure."""


def added(figure: str, random: Random) -> str:
    at = random.randint(1, len(figure))
    return figure[:at] + random.choice("0123456789") + figure[at:]


def dropped(figure: str, random: Random) -> str:
    at = random.randrange(len(figure))
    return figure[:at] + figure[at + 1 :]


def swapped(figure: str, random: Random) -> str:
    if len(figure) < 2:
        return figure
    at = random.randrange(len(figure) - 1)
    return figure[:at] + figure[at + 1] + figure[at] + figure[at + 2 :]


def doubled(figure: str, random: Random) -> str:
    at = random.randrange(len(figure))
    return figure[:at] + figure[at] + figure[at:]


def first_digit(figure: str, random: Random) -> str:
    return random.choice("123456789") + figure[1:]


def units_mixed(figure: str, _random: Random) -> str:
    return figure + "000"


SINGLE: Mapping[str, Callable[[str, Random], str]] = {
    "digit added": added,
    "digit dropped": dropped,
    "digits swapped": swapped,
    "digit doubled": doubled,
    "first digit": first_digit,
    "units mixed": units_mixed,
}
WHOLE = ("rows shifted", "column shifted", "neighbour's copy", "last period's copy")
KINDS = (*SINGLE, *WHOLE)


def slip(kind: str, honest: Province, random: Random) -> Slip | None:
    """One slip in the returns of today; None where it would change nothing."""
    returns = {unit: dict(figures) for unit, figures in honest.figures[NOW].items()}
    unit = random.choice(honest.units)
    if kind in SINGLE:
        return _single(kind, unit, returns, random)
    others = [other for other in honest.units if other != unit]
    if kind == "neighbour's copy":
        returns[unit] = dict(returns[random.choice(others)])
    elif kind == "last period's copy":
        returns[unit] = dict(honest.figures[HALF][unit])
    elif kind == "rows shifted":  # in the form of one unit: from some row on, each figure stands one row too low
        begin = random.randrange(len(FIELDS) - 4)
        for before, name in zip(FIELDS[begin:-1], FIELDS[begin + 1 :], strict=True):
            returns[unit][name] = honest.figures[NOW][unit][before]
    else:  # in the table of all units: from some unit on, a column stands one row too low
        name, begin = random.choice(FIELDS), random.randrange(len(honest.units) - 3)
        for before, after in zip(honest.units[begin:-1], honest.units[begin + 1 :], strict=True):
            returns[after][name] = honest.figures[NOW][before][name]
        unit = honest.units[begin + 1]
    if returns == honest.figures[NOW]:
        return None
    return Slip(kind, unit, "", returns, 0)


def _single(kind: str, unit: str, returns: Returns, random: Random) -> Slip | None:
    field = random.choice(FIELDS)
    was = returns[unit][field]
    text = SINGLE[kind](str(was), random)
    if not text or int(text) == was:
        return None
    returns[unit][field] = int(text)
    now, then = max(int(text), was), min(int(text), was)
    return Slip(kind, unit, field, returns, now / then if then else float(now))
