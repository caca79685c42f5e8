"""Conditions of all shapes made by chance, and what they say of a unit, in plain arithmetic and without khpcmd."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from worlds import count_field

COMMUNES = 3
FIELDS: Mapping[str, Mapping[str, object]] = {
    "a": count_field(),
    "b": count_field(),
    "w": count_field(flow=False),
    "m": {**count_field(), "kind": "amount", "decimals": 1, "unit_of_measure": {"vi": "ha", "en": "ha"}},
    "y": {"kind": "yes_no", "reported_by": ["district"]},
    "z": {"kind": "yes_no", "reported_by": ["district"]},
}
FEW = 50
"""Missing numbers are tried up to here: no figure lies above 6, no level below a quarter, and none of ``SHARES`` needs
a larger whole to be met exactly."""
Unit = Mapping[str, "int | bool | Decimal | None"]
Asked = Mapping[str, Any]
SHARES = ("25%", "30%", "50%", "80%", "100%")


def an_end(dice: random.Random, levels: tuple[Any, ...]) -> dict[str, Any]:
    """One limit or two, such as some figures keep and others do not."""
    key = dice.choice(("at_least", "more_than", "at_most", "less_than", "equal_to", "range"))
    if key == "range":
        low, high = sorted(dice.sample(range(len(levels)), 2))
        return {"at_least": levels[low], dice.choice(("at_most", "less_than")): levels[high]}
    sides = (
        levels[:-1] if key in ("more_than", "at_most") else levels[1:] if key in ("at_least", "less_than") else levels
    )
    return {key: dice.choice(sides)}


def a_question(dice: random.Random) -> dict[str, Any]:  # noqa: PLR0911  # one shape each
    match dice.choice(("count", "count", "amount", "yes", "yes", "ratio", "ratio", "sum", "register", "exceeds")):
        case "count":
            return {"field": dice.choice("abw"), **an_end(dice, (0, 1, 2, 3, 5))}
        case "amount":
            return {"field": "m", **an_end(dice, (0, Decimal("0.5"), 1, Decimal("1.2")))}
        case "yes":
            return {"field": dice.choice("yz")}
        case "ratio":
            return {"part": dice.choice("ab"), "whole": "w", **an_end(dice, SHARES)}
        case "sum":
            return {"part": ["a", "b"], "whole": "w", **an_end(dice, SHARES)}
        case "register":
            return {"part": "a", "whole": {"register": "communes"}, **an_end(dice, ("0%", "33%", "66%", "100%"))}
        case _:
            return {"part": "a", "whole": "b", "may_exceed": True, **an_end(dice, (*SHARES, "150%"))}


def a_condition(dice: random.Random, depth: int = 2) -> dict[str, Any]:
    shape = dice.choice(("one", "all", "any", "of", "of")) if depth else "one"
    if shape == "one":
        return a_question(dice)
    inner = [a_condition(dice, depth - 1) for _ in range(dice.randint(1, 3))]
    return {shape: inner} if shape != "of" else {"of": inner, "at_least": dice.randint(1, len(inner))}


def questions(asked: Asked) -> Iterator[Asked]:
    inner = next((asked[key] for key in ("all", "any", "of") if key in asked), None)
    if inner is None:
        yield asked
    for one in inner or ():
        yield from questions(one)


def names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else () if isinstance(value, dict) else tuple(value)


def used(asked: Asked) -> Counter[str]:
    """How often each field is asked."""
    return Counter(
        name for one in questions(asked) for key in ("field", "part", "whole") for name in names(one.get(key, ()))
    )


def number(level: Any) -> Fraction:
    return Fraction(level.rstrip("%")) / 100 if isinstance(level, str) else Fraction(level)


def kept(asked: Asked, value: Fraction) -> bool:
    ends = {key: number(level) for key, level in asked.items() if key.startswith(("at_", "more", "less", "equal"))}
    return (
        value >= ends.get("at_least", value)
        and value <= ends.get("at_most", value)
        and ("more_than" not in ends or value > ends["more_than"])
        and ("less_than" not in ends or value < ends["less_than"])
        and value == ends.get("equal_to", value)
    )


def total(unit: Unit, value: Any) -> Fraction:
    return sum((Fraction(unit[name] or 0) for name in names(value)), Fraction(0))


def sides(asked: Asked, unit: Unit) -> tuple[Fraction, Fraction]:
    whole = asked["whole"]
    return total(unit, asked["part"]), Fraction(COMMUNES) if isinstance(whole, dict) else total(unit, whole)


def meets(asked: Asked, unit: Unit) -> bool:
    """Whether a unit of which everything is known meets a condition; nothing of nothing is no ratio."""
    if "all" in asked:
        return all(meets(one, unit) for one in asked["all"])
    if "any" in asked:
        return any(meets(one, unit) for one in asked["any"])
    if "of" in asked:
        return sum(meets(one, unit) for one in asked["of"]) >= int(asked["at_least"])
    if "part" in asked:
        part, whole = sides(asked, unit)
        return whole > 0 and kept(asked, part / whole)
    if len(asked) == 1:
        return bool(unit[asked["field"]])
    return kept(asked, total(unit, asked["field"]))


def can_be(asked: Asked, unit: Unit) -> bool:
    """Whether no part is larger than the whole in which it lies."""
    inside = [sides(one, unit) for one in questions(asked) if "part" in one and "may_exceed" not in one]
    return all(part <= whole for part, whole in inside)


def a_unit(dice: random.Random, asked: Asked) -> dict[str, Any]:
    """Small figures that agree; at most two of those that are asked are missing."""
    while True:
        found: dict[str, Any] = {name: dice.choice((0, 1, 2, 3, 5, 6)) for name in "abw"}
        found |= {"m": Decimal(dice.choice((0, 4, 5, 6, 10, 11, 12, 13))).scaleb(-1)}
        found |= {name: dice.random() < 0.5 for name in "yz"}
        if can_be(asked, found):
            break
    missing = dice.sample(sorted(used(asked)), min(dice.choice((0, 1, 1, 2)), len(used(asked))))
    return found | dict.fromkeys(missing)


def fillings(asked: Asked, unit: Unit) -> Iterator[Unit]:
    """Every way to fill in what is missing."""
    tried: dict[str, Any] = dict.fromkeys("abw", range(FEW))
    tried |= dict.fromkeys("yz", (False, True)) | {"m": [Decimal(tenth).scaleb(-1) for tenth in range(20)]}
    gaps = [name for name, value in unit.items() if value is None]
    for chosen in product(*(tried[name] for name in gaps)):
        filled = {**unit, **dict(zip(gaps, chosen, strict=True))}
        if can_be(asked, filled):
            yield filled


def answers(asked: Asked, unit: Unit) -> set[bool]:
    """What a condition says in all worlds."""
    return {meets(asked, filled) for filled in fillings(asked, unit)}


def entangled(asked: Asked, unit: Unit) -> bool:
    """Whether several ratios ask one figure that is missing: then khpcmd may leave open what is decided."""
    ratios = [set(names(one["part"])) | set(names(one["whole"])) for one in questions(asked) if "part" in one]
    return any(value is None and sum(name in one for one in ratios) > 1 for name, value in unit.items())
