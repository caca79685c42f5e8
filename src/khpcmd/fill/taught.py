"""Labels that were taught to be sums of fields: each is read as one field of its sum, or of its unit of measure.

So all that holds for the label of a field (its year, its unit of measure, the words around it) holds for a sum as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum, Teaches
from khpcmd.workbook.read import Reading


@dataclass(frozen=True, slots=True)
class StandIn:
    """A label as the name of the field that stands for its sum."""

    name: TaughtName
    fields: tuple[str, ...]


def stand_ins(plan: Plan, taught: Taught | None, blank: Reading) -> tuple[StandIn, ...]:
    """For each sum a field that the form does not ask for itself, so that no two cells are one figure."""
    if taught is None:
        return ()
    asked = {key.field for filed in blank.returns for key in filed.cells}
    found = list[StandIn]()
    for one in taught.sums:
        taken = asked | {other.name.meaning for other in found}
        name = next((name for name in _fitting(plan, one) if name not in taken), None)
        if name is not None:
            found.append(StandIn(TaughtName(one.label, Teaches.FIELD, name, one.at), one.fields))
    return tuple(found)


def _fitting(plan: Plan, one: TaughtSum) -> Iterator[str]:
    """The fields of a sum, then others that count the same and that at least the same units report."""
    yield from one.fields
    first = plan.fields[one.fields[0]]
    owing = {unit for unit, names in plan.reported_by.items() if set(names) & set(one.fields)}
    for name, spec in plan.fields.items():
        reporting = {unit for unit, names in plan.reported_by.items() if name in names}
        if _alike(spec, first) and owing <= reporting:
            yield name


def _alike(one: AnyField, other: AnyField) -> bool:
    return one.kind == other.kind and one.measure is not None and one.measure == other.measure
