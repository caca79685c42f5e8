"""What stands beside a verdict and is none: how near it is, who could close a gap, what is only supposed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from khpcmd.measures.threshold import Number
from khpcmd.returns import Cell, Key


class Margin(NamedTuple):
    """The smallest ``change`` of the part of a met target that would turn it (negative: fewer).

    ``units`` could make it by themselves; where each is judged by itself, they are those nearest to their threshold.
    """

    change: Number
    units: tuple[str, ...]


class FairShare(NamedTuple):
    """A unit's part of a gap, by the declared rule: not asked of it."""

    unit: str
    share: Number


class FairShares(NamedTuple):
    """A gap spread over the units: in proportion to the ``whole`` (``baseline``, ``part``) of each, or ``alike``."""

    by: str
    units: tuple[FairShare, ...]


class Outlook(NamedTuple):
    """What the months that are left need each, what those behind had each, and where that pace would lead.

    The last is an extrapolation: ``part`` and ``whole`` at the end of the year.
    """

    needed: Number
    so_far: Number
    part: Number
    whole: Number | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How far an interim figure is: the shares of the year's threshold and of the year's days that are behind."""

    reached: Fraction
    elapsed: Fraction
    outlook: Outlook | None = None
    """Of what adds up over the year, where every figure is known."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A figure that is supposed in the place of what was ``reported`` (None where nothing was)."""

    unit: str
    key: Key
    cell: Cell
    reported: Cell | None = None


class Turned(NamedTuple):
    """A target that stands otherwise than without what is supposed; None where it is not judged."""

    target: str
    before: StrEnum | None
    after: StrEnum | None


class WhatIf(NamedTuple):
    """The figures that are supposed, and the targets that turn by them."""

    supposed: tuple[Supposed, ...]
    turned: tuple[Turned, ...]
