"""How much work something is: calls are counted, because they are the same on every machine and beside other work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

TWICE = 2.3
"""How much more work twice as much of anything may be; whatever is done for each pair of things comes to 4."""


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those written in C too, and generators resumed."""
    count = 0

    def called(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grown(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times the work of ``size`` that of twice the size is.

    ``work`` gets things ready, and what it returns is counted. All of it is done once before, so that what is imported
    and remembered once is not counted.
    """
    once, twice = work(size), work(2 * size)
    once()
    twice()
    return calls(twice) / calls(once)
