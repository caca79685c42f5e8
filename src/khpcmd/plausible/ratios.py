"""Shares that are far from the unit's own of before, or from those of the other units where there are many.

The shares are those of parts that lie inside a whole, as the plan's rules and ratios have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Added, RatioMoved, RatioUnlike, Ref
from khpcmd.judge.constraints import Fields, Rules
from khpcmd.measures.tally import keys_of
from khpcmd.plan.plausibility import RatioRule
from khpcmd.plausible.figures import Compared, Steps, column
from khpcmd.returns import Key, Return

WHOLE = 10_000
"""100% as a whole number."""
CHANCE = 4
"""How many times the spread of chance a share has to be away."""
FENCE = 3
"""How many times the distance of the quartiles a share has to be away from them."""
ENOUGH = 8
"""How many units with a share of before the usual change needs."""


class Share(NamedTuple):
    """A part of a whole; ``of`` in hundredths of a percent."""

    part: int
    whole: int

    @property
    def of(self) -> int:
        return self.part * WHOLE // self.whole

    @property
    def chance(self) -> int:
        """The square of the spread by chance, in the square of hundredths of a percent; at least that of one thing."""
        other = max(self.whole - self.part, 1)
        return max(self.part, 1) * other * WHOLE**2 // self.whole**3


def unusual_ratios(agreed: Rules, of: Compared) -> Iterator[Diagnostic]:
    """A question about each share that moved far more than those of the other units, or that is far from theirs."""
    rule, filed = agreed.plan.plausibility.ratios, of.filed
    then = [{unit: steps for unit, (_, steps) in before.items()} for before in of.past.values()]
    for part, whole in agreed.parts:
        if any(name in agreed.plan.amounts for name in (*part, *whole)):
            continue  # what chance explains is known of things that are counted
        shares = _shares(rule, of.now, part, whole)
        asked = dict[str, Diagnostic]()
        settled = set[str]()
        for figures in then:
            before = _shares(rule, figures, part, whole)
            for unit, fault in _moved(rule, filed, shares, before, (part, whole)):
                if fault is None:
                    settled.add(unit)
                else:
                    asked.setdefault(unit, fault)
        unlike = {fault.unit: fault for fault in _unlike(rule, filed, shares, (part, whole))}
        yield from (fault for unit, fault in asked.items() if unit not in settled)
        yield from (fault for unit, fault in unlike.items() if unit not in asked and unit not in settled)


def _shares(rule: RatioRule, figures: Mapping[str, Steps], part: Fields, whole: Fields) -> dict[str, Share]:
    """The shares of the units whose whole is large enough."""
    found, returns = dict[str, Share](), figures.values()
    inner, outer = ([column(returns, key) for key in keys_of(fields)] for fields in (part, whole))
    for unit, parts, wholes in zip(figures, zip(*inner, strict=True), zip(*outer, strict=True), strict=True):
        if None not in parts and None not in wholes:
            total = sum(filter(None, wholes))
            if total >= rule.size:
                found[unit] = Share(sum(filter(None, parts)), total)
    return found


def _quartiles(values: Sequence[int]) -> tuple[int, int, int]:
    ordered = sorted(values)
    quarter = len(ordered) // 4
    return ordered[quarter], ordered[len(ordered) // 2], ordered[-1 - quarter]


def _moved(
    rule: RatioRule,
    filed: Mapping[str, Return],
    now: Mapping[str, Share],
    before: Mapping[str, Share],
    of: tuple[Fields, Fields],
) -> Iterator[tuple[str, Diagnostic | None]]:
    changes = {unit: share.of - before[unit].of for unit, share in now.items() if unit in before}
    if len(changes) < ENOUGH:
        return
    low, usual, high = _quartiles(list(changes.values()))
    least = rule.points.value * WHOLE
    for unit, change in changes.items():
        share, earlier, away = now[unit], before[unit], abs(change - usual)
        by_chance = share.chance + earlier.chance
        if away < least or away**2 < CHANCE**2 * by_chance or away < FENCE * (high - low):
            yield unit, None
            continue
        params: RatioMoved = {
            "part": _names(of[0]),
            "whole": _names(of[1]),
            "value": _percent(share.of),
            "previous": _percent(earlier.of),
            "usual": _percent(usual),
            "count": len(changes),
        }
        yield unit, Code.RATIO_MOVED(filed[unit].cells[Key(of[0][0])].at, params, unit)


def _unlike(
    rule: RatioRule, filed: Mapping[str, Return], now: Mapping[str, Share], of: tuple[Fields, Fields]
) -> Iterator[Diagnostic]:
    if len(now) < rule.units:
        return
    shares = [share.of for share in now.values()]
    low, usual, high = _quartiles(shares)
    least = rule.points.value * WHOLE
    for (unit, share), own in zip(now.items(), shares, strict=True):
        away, outside = abs(own - usual), max(low - own, own - high)
        if outside > FENCE * (high - low) and away >= least and away**2 >= CHANCE**2 * share.chance:
            params: RatioUnlike = {
                "part": _names(of[0]),
                "whole": _names(of[1]),
                "value": _percent(own),
                "usual": _percent(usual),
                "low": _percent(low),
                "high": _percent(high),
                "count": len(now),
            }
            yield Code.RATIO_UNLIKE(filed[unit].cells[Key(of[0][0])].at, params, unit)


def _percent(hundredths: int) -> Decimal:
    return (Decimal(hundredths) / 100).quantize(Decimal("0.1"))


def _names(names: Fields) -> Added:
    return Added(tuple(Ref("field", name) for name in names))
