"""The levels of the rows that head groups of others: which one ends which."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.workbook.layout.rows import numbering

UNNUMBERED = "text"
ONLY_LETTERS = "CDLM"
"""Numerals of hundreds and more, which no group has: as signs of groups they are letters."""


class Levels:
    """The levels of the groups of one table, in the order of their rows."""

    def __init__(self) -> None:
        self._letter = ""
        """The capital letter of the last group that has one."""

    def of(self, left: Iterable[str], name: str) -> str:
        """The level of a row by the texts left of its name: "roman", "letter", "number", or "text" without a sign.

        "I" after "A" or "B" is the first numeral, "I" after "H" the next letter.
        """
        texts = [text.strip() for text in left]
        kinds = numbering(texts, name)
        sign = (" ".join(texts).strip() or name.strip().partition(" ")[0]).strip(" .)(")
        if kinds == {"roman", "letter"}:
            follows = bool(self._letter) and ord(sign) == ord(self._letter) + 1
            kinds = frozenset({"letter" if follows or sign in ONLY_LETTERS else "roman"})
        level = next(iter(kinds), UNNUMBERED)
        if level == "letter":
            self._letter = sign
        return level
