"""Small parts that were walked already: the forms of one office share their styles and lists to the byte."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.walk import Tally, Walker

LARGEST, PARTS = 1 << 15, 32
"""How many bytes a part has at most that is kept, and how many parts are kept."""

AnyWalker = TypeVar("AnyWalker", bound=Walker)


def walked(kind: type[AnyWalker], data: bytes, limits: Limits, tally: Tally, *names: str) -> AnyWalker:
    """A walker of that kind (made for ``names``) that has walked the part. Nobody may change it: others get it too.

    Raises Refused, and counts into ``tally``, as if the part had been walked now: a walk depends on nothing but the
    bytes and how many elements came before, which only matters at the limit.
    """
    kept = len(data) <= LARGEST
    known = _known(kind, data, limits, names) if kept else None  # type: ignore[arg-type]  # classes can be hashed
    if known is not None and tally.elements + known[1] <= limits.elements:
        tally.elements += known[1]
        return known[0]  # type: ignore[return-value]  # of the kind that it was kept under
    walker = kind(limits, tally, *names)
    walker.walk(data)
    return walker


@lru_cache(maxsize=PARTS)
def _known(kind: type[Walker], data: bytes, limits: Limits, names: tuple[str, ...]) -> tuple[Walker, int] | None:
    """The walker and how many elements it met; None where the part is refused."""
    tally = Tally()
    walker = kind(limits, tally, *names)
    try:
        walker.walk(data)
    except Refused:
        return None
    return walker, tally.elements
