"""What can come out for a target, and what does where every figure is known, as it is for most units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khpcmd.measures.tally import Contribution
from khpcmd.measures.threshold import Limits


@dataclass(frozen=True, slots=True)
class Possible:
    """The outcomes that some world has. ``nothing``: there is nothing to measure (the whole is zero)."""

    met: bool
    missed: bool
    nothing: bool


_MET = Possible(met=True, missed=False, nothing=False)
_MISSED = Possible(met=False, missed=True, nothing=False)
_NOTHING = Possible(met=False, missed=False, nothing=True)


def outcome(contributions: Sequence[Contribution], limits: Limits) -> Possible:
    """The outcome in the only world that there is, as it is of most units."""
    part = sum(unit.part.low for unit in contributions)
    wholes = [unit.whole.low for unit in contributions if unit.whole is not None]
    whole = sum(wholes) if wholes else 1
    if whole == 0:
        return _NOTHING
    return _MET if _above(part, whole, limits) and _below(part, whole, limits) else _MISSED


def _above(part: int, whole: int, limits: Limits) -> bool:
    if limits.low is None:
        return True
    margin = limits.low.denominator * part - limits.low.numerator * whole
    return margin > 0 if limits.low_strict else margin >= 0


def _below(part: int, whole: int, limits: Limits) -> bool:
    if limits.high is None:
        return True
    margin = limits.high.numerator * whole - limits.high.denominator * part
    return margin > 0 if limits.high_strict else margin >= 0
