"""Every question about the sound figures of a period: returns and earlier ones in, diagnostics out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier, against_previous
from khpcmd.plausible.flows import unusual_flows
from khpcmd.returns import Return


def questions(
    plan: Plan, period: str, returns: Sequence[Return], earlier: Mapping[str, Sequence[Earlier]]
) -> Iterator[Diagnostic]:
    """What the units are to be asked about their ``returns``, which are sound, beside those of ``earlier`` periods."""
    yield from against_previous(plan, period, returns, earlier)
    if plan.plausibility.asks("flows"):
        yield from unusual_flows(plan, period, returns, earlier)
