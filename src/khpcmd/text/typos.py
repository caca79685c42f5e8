"""Which name was meant by a text that is not one: "did you mean" for commands, options, keys and ids.

Names of units and fields, which people write in many ways, are matched in ``names``.
"""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.text.folding import bare

MOST = 2
"""How many letters of a typo may be wrong, missing, too many or exchanged with the next one."""

LONGEST = 200
"""How much of a text is compared, in characters."""


def typo_of(text: str, names: Iterable[str]) -> str:
    """The name that a text is a typo of: at most two letters differ, and fewer than half of them; else ""."""
    typed = bare(text[:LONGEST])
    limit = min(MOST, (len(typed) - 1) // 2)
    best = ""
    for name in names:
        meant = bare(name)
        if abs(len(meant) - len(typed)) <= limit and (found := _distance(typed, meant, limit)) <= limit:
            best, limit = name, found - 1
    return best


def _distance(one: str, two: str, limit: int) -> int:
    """How many letters to change, insert, leave out or exchange with the next one; anything beyond ``limit``."""
    before, row = list[int](), list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for index, other in enumerate(two, 1):
            steps = min(before[index] + 1, row[index - 1] + 1, before[index - 1] + (letter != other))
            if at > 1 and index > 1 and letter == two[index - 2] and one[at - 2] == other:
                steps = min(steps, last[index - 2] + 1)
            row.append(steps)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]
