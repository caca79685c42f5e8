"""Slips of the finger that would explain why figures contradict each other: two digits swapped, one typed twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import digits

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import DigitsExplain, Ref
from khpcmd.judge.constraints import Rules
from khpcmd.plan.fields import CountField
from khpcmd.returns import Basis, Key, Return, Values

THOUSAND = "000"


def explained(agreed: Rules, returns: Iterable[Return]) -> Iterator[Diagnostic]:
    """A question about the one figure of a return that would agree with the others, had a finger not slipped.

    ``returns`` are as they were filed; a number below zero is told by itself. Where several figures could be the one,
    none is asked about.
    """
    for filed in returns:
        values = {key: one for key, one in filed.numbers().items() if one >= 0 or key.field in agreed.plan.amounts}
        found = list(_mended(agreed.reported_by(filed.unit), filed, values))
        if len(found) == 1:
            key, meant = found[0]
            params: DigitsExplain = {"field": Ref("field", key.field), "found": filed.cells[key].found, "meant": meant}
            yield Code.DIGITS_EXPLAIN(filed.cells[key].at, params, filed.unit)


def _mended(agreed: Rules, filed: Return, values: Values) -> Iterator[tuple[Key, int]]:
    """Each figure that can be the only wrong one with another number, and that number."""
    knots, fields = agreed.of(filed.unit, values).contradicting(), agreed.plan.fields
    for key in knots[0].alone if len(knots) == 1 else ():
        if key.basis is Basis.CURRENT and isinstance(fields[key.field], CountField):
            mending = knots[0].span({key: 1}, {key})
            yield from ((key, meant) for meant in slips(knots[0].known[key]) if mending.holds(meant))


def slips(value: int) -> list[int]:
    """What may have been meant by a number: two digits beside each other swapped, or a digit typed twice."""
    text = str(value)
    doubled = {text[:at] + text[at + 1 :] for at in range(len(text) - 1) if text[at] == text[at + 1]}
    meant = {int(one) for one in _swapped(text) | doubled if not one.startswith("0")}
    return sorted(meant - {value})


def _swapped(text: str) -> set[str]:
    return {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)}


def one_slip(value: int) -> list[int]:
    """What may have been meant by a number: a digit added, dropped, swapped or another one, or thousands of it."""
    text = str(value)
    meant = _swapped(text) | {text + THOUSAND, text.removesuffix(THOUSAND)}
    for at in range(len(text) + 1):
        meant.add(text[:at] + text[at + 1 :])
        for digit in digits:
            meant |= {text[:at] + digit + text[at:], text[:at] + digit + text[at + 1 :]}
    return sorted({int(one) for one in meant if one} - {value})
