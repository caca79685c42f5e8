"""Shares that are far from the unit's own of before, or from those of the other units where there are many.

The shares are those of parts that lie inside a whole, as the plan's rules and ratios have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Added, RatioMoved, RatioUnlike, Ref, Refs
from khpcmd.judge.constraints import Fields, Rules
from khpcmd.measures.tally import keys_of
from khpcmd.plan.plausibility import RatioRule
from khpcmd.plausible.figures import Columns, Compared, columns
from khpcmd.returns import Key

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


def unusual_ratios(agreed: Rules, of: Compared) -> Iterator[tuple[Diagnostic, Refs]]:
    """A question about each share that moved far more than those of the other units, or that is far from theirs; with
    its fields."""
    earlier = [{unit: steps for unit, (_, steps) in before.items()} for before in of.past.values()]
    then = [(figures, columns(figures.values())) for figures in earlier]
    for part, whole in agreed.parts:
        if any(name in agreed.plan.amounts for name in (*part, *whole)):
            continue  # what chance explains is known of things that are counted
        ratio, found = _Ratio(agreed.plan.plausibility.ratios, of, part, whole), dict[str, Diagnostic | None]()
        for figures in then:
            for unit, question in ratio.moved(*figures):
                found[unit] = question and found.get(unit, question)
        asked = [*filter(None, found.values()), *(one for one in ratio.unlike() if one.unit not in found)]
        yield from ((one, ratio.part.fields + ratio.whole.fields) for one in asked)


class _Ratio:
    """A part of a whole at each of the units."""

    def __init__(self, rule: RatioRule, of: Compared, part: Fields, whole: Fields) -> None:
        self._rule, self._filed, self._fields = rule, of.filed, (part, whole)
        self.part, self.whole = (Added(tuple(Ref("field", name) for name in names)) for names in (part, whole))
        self._least, self._now = rule.points.value * WHOLE, self._shares(of.now, of.columns)

    def _shares(self, units: Iterable[str], figures: Columns) -> dict[str, Share]:
        """The shares of the units whose whole is large enough."""
        found, make, keys = dict[str, Share](), tuple.__new__, [keys_of(fields) for fields in self._fields]
        if not all(key in figures for of_side in keys for key in of_side):
            return found
        inner, outer = ([figures[key] for key in of_side] for of_side in keys)
        for unit, parts, wholes in zip(units, zip(*inner, strict=True), zip(*outer, strict=True), strict=True):
            if None not in parts and None not in wholes:
                total = sum(filter(None, wholes))
                if total >= self._rule.size:
                    found[unit] = make(Share, (sum(filter(None, parts)), total))
        return found

    def moved(self, units: Iterable[str], figures: Columns) -> Iterator[tuple[str, Diagnostic | None]]:
        """By unit whose share can be compared with that of earlier ``figures``, a question if it moved by far."""
        before = self._shares(units, figures)
        changes = {unit: share.of - before[unit].of for unit, share in self._now.items() if unit in before}
        if len(changes) < ENOUGH:
            return
        low, usual, high = _quartiles(changes.values())
        for unit, change in changes.items():
            share, earlier, away = self._now[unit], before[unit], abs(change - usual)
            if not self._far(away, share.chance + earlier.chance) or away < FENCE * (high - low):
                yield unit, None
                continue
            params: RatioMoved = {
                "part": self.part,
                "whole": self.whole,
                "value": _percent(share.of),
                "previous": _percent(earlier.of),
                "usual": _percent(usual),
                "count": len(changes),
            }
            yield unit, Code.RATIO_MOVED(self._at(unit), params, unit)

    def unlike(self) -> Iterator[Diagnostic]:
        """A question about each share that is far from those of the other units."""
        if len(self._now) < self._rule.units:
            return
        shares = [part * WHOLE // whole for part, whole in self._now.values()]
        low, usual, high = _quartiles(shares)
        for (unit, share), own in zip(self._now.items(), shares, strict=True):
            outside = max(low - own, own - high)
            if outside > FENCE * (high - low) and self._far(abs(own - usual), share.chance):
                params: RatioUnlike = {
                    "part": self.part,
                    "whole": self.whole,
                    "value": _percent(own),
                    "usual": _percent(usual),
                    "low": _percent(low),
                    "high": _percent(high),
                    "count": len(self._now),
                }
                yield Code.RATIO_UNLIKE(self._at(unit), params, unit)

    def _far(self, away: int, by_chance: int) -> bool:
        """Whether a share is as far away as the plan says, and farther than chance explains."""
        return away >= self._least and away**2 >= CHANCE**2 * by_chance

    def _at(self, unit: str) -> Location | None:
        return self._filed[unit].cells[Key(self._fields[0][0])].at


def _quartiles(values: Iterable[int]) -> tuple[int, int, int]:
    ordered = sorted(values)
    quarter = len(ordered) // 4
    return ordered[quarter], ordered[len(ordered) // 2], ordered[-1 - quarter]


def _percent(hundredths: int) -> Decimal:
    return (Decimal(hundredths) / 100).quantize(Decimal("0.1"))
