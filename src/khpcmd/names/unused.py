"""What is said of taught names that nothing was read by, and of those that nobody has decided on."""

from __future__ import annotations

from collections.abc import Iterator, Set

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.plan.places import shortened
from khpcmd.plan.taught import Taught, TaughtName
from khpcmd.workbook.taught_uses import meaning_of


def unused(taught: Taught, used: Set[TaughtName]) -> Iterator[Diagnostic]:
    """A note for each name that was not used, and one for all entries without a meaning."""
    for name in taught.names:
        if name not in used:
            yield Code.NAME_UNUSED(name.at, {"text": shortened(name.text), "meaning": meaning_of(name)})
    if taught.undecided:
        at = Location(taught.file, line=taught.undecided[0].line, column=taught.undecided[0].column)
        yield Code.NAMES_UNDECIDED(at, {"count": len(taught.undecided)})
