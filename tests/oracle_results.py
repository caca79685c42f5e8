"""What khpcmd says of a case, held against what the oracle says of it."""

from __future__ import annotations

from khpcmd.results import Reason, Result
from oracle import Told


def differs(expected: Told, found: Result) -> list[object]:
    """What khpcmd says otherwise, each thing beside what it should be."""
    measured = found.measurement
    said: list[tuple[object, object]] = [
        (expected.verdict, found.verdict.value),
        (expected.by_milestone, found.reason is Reason.MILESTONE),
        (expected.kept, found.not_exceeded),
        (dict(expected.units), {unit.unit: unit.alone.value for unit in found.units}),
    ]
    if expected.counted is not None:
        said.append((expected.counted, measured and measured.counted))
        said.append((expected.counted, len(expected.units) - len(found.open_units)))
    if expected.gap is not None and measured is not None and measured.complete:
        said.append((expected.gap, found.gap.more if found.gap else 0))
    if expected.reaching is not None:
        said.append((expected.reaching, found.reaching))
    if found.pace is not None and measured is not None and measured.complete:
        said.append((expected.pace, found.pace.reached))
    return [(wanted, got) for wanted, got in said if wanted != got]
