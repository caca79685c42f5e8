"""Every question about the figures of a period, with what the units wrote beside them: returns in, diagnostics out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from khpcmd.diagnostics import Diagnostic, Location
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.judge.constraints import rules
from khpcmd.judge.tables import as_tables
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.plausible.copies import alike, repeated, sent_again
from khpcmd.plausible.digits import explained
from khpcmd.plausible.earlier import Earlier, against_previous
from khpcmd.plausible.figures import compared
from khpcmd.plausible.flows import Flows
from khpcmd.plausible.ratios import unusual_ratios
from khpcmd.returns import Return

Past = Mapping[str, Sequence[Earlier]]
"""Earlier returns by unit."""


def questions(
    plan: Plan, period: str, returns: Sequence[Return], earlier: Past, filed: Collection[Return] = ()
) -> Iterator[Diagnostic]:
    """What the units are to be asked about their ``returns``, which are sound, beside those of ``earlier`` periods.

    ``filed`` are the returns as they came in, also those that are not sound: some slips explain why they are not.
    """
    asks, found, agreed = plan.plausibility.asks, list[Diagnostic](), rules(plan, period)
    if asks("earlier"):
        found += against_previous(plan, period, returns, earlier)
    of = compared(plan, returns, earlier)
    if asks("flows"):
        found += Flows(plan, period, of).unusual()
    if asks("ratios"):
        told = {(one.unit, one.params["field"]) for one in found if "field" in one.params}
        found += (one for one, fields in unusual_ratios(agreed, of) if told.isdisjoint((one.unit, of) for of in fields))
    if asks("copies"):
        found += (*alike(plan, of), *sent_again(plan, of))
    if asks("repeated"):
        found += repeated(plan, of)
    if asks("digits"):
        unsound = {one.unit for one in filed if of.filed.get(one.unit) is not one}
        read = as_tables(plan, agreed, {one.unit: one for one in filed})[0] if unsound else {}
        found += explained(agreed, (one for unit, one in read.items() if unit in unsound))
    yield from found


LONGEST = 300
"""Characters of a remark that a question quotes."""

Remarks = Mapping[str, Mapping[str, Mapping[tuple[int, int], str]]]
"""By file and sheet, the texts of remarks: at the cell (row, column) of a comment, or at (row, 0)."""


def with_remarks(asked: Iterable[Diagnostic], remarks: Remarks) -> Iterator[Diagnostic]:
    """The questions, each with the comment on its cell and the remark in its row."""
    for one in asked:
        yield replace(one, remark=_beside(one.at, remarks)) if one.at else one


def _beside(at: Location, remarks: Remarks) -> str:
    (row, column), here = row_and_column(at.cell), remarks.get(at.file, {}).get(at.sheet, {})
    found = dict.fromkeys(" ".join(here[place].split()) for place in ((row, column), (row, 0)) if place in here)
    return shortened("; ".join(found), LONGEST)
