"""Whole numbers by their digits: the same small ones stand in thousands of cells, and are one object for all."""

from __future__ import annotations

from khpcmd.remember import KEPT


class _Numbers(dict[bytes, int]):
    def __missing__(self, digits: bytes) -> int:
        number = int(digits)
        if len(self) < KEPT:
            self[digits] = number
        return number


whole_number = _Numbers().__getitem__
"""The number that some digits write (a look-up, which is no call of Python for those that were met before)."""
