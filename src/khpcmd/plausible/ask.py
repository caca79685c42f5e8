"""Every question about the figures of a period, with what the units wrote beside them: returns in, diagnostics out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.diagnostics.parameters import Added, Ref
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
        found += _without(found, unusual_ratios(agreed, of))
    if asks("copies"):
        found += alike(plan, of)
        found += sent_again(plan, of)
    if asks("repeated"):
        found += repeated(plan, of)
    if asks("digits"):
        unsound = {one.unit for one in filed if of.filed.get(one.unit) is not one}
        read = as_tables(plan, agreed, {one.unit: one for one in filed})[0] if unsound else {}
        found += explained(agreed, (one for unit, one in read.items() if unit in unsound))
    yield from found


def _without(asked: Iterable[Diagnostic], ratios: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The questions about shares of which no figure is asked about by itself."""
    figures = {(one.unit, one.params["field"]) for one in asked if "field" in one.params}

    def fields(one: Diagnostic) -> set[Ref]:
        sides = (one.params["part"], one.params["whole"])
        return {name for side in sides if isinstance(side, Added) for name in side.fields}

    return [one for one in ratios if figures.isdisjoint((one.unit, name) for name in fields(one))]


LONGEST = 300
"""Characters of a remark that a question quotes."""

Remarks = Mapping[str, Mapping[str, Mapping[tuple[int, int], str]]]
"""By file and sheet, the texts of remarks: at the cell (row, column) of a comment, or at (row, 0)."""


def with_remarks(asked: Iterable[Diagnostic], remarks: Remarks) -> Iterator[Diagnostic]:
    """The questions, each with the comment on its cell and the remark in its row."""
    for one in asked:
        at = one.at
        if one.severity is not Severity.QUESTION or at is None or not at.cell:
            yield one
            continue
        row, column = row_and_column(at.cell)
        here = remarks.get(at.file, {}).get(at.sheet, {})
        found = dict.fromkeys(" ".join(here[place].split()) for place in ((row, column), (row, 0)) if place in here)
        yield replace(one, remark=shortened("; ".join(found), LONGEST))
