"""What a figure is as a rule: the numbers that no question would be asked about, beside its own past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor

from khpcmd.judge.turns import Usual
from khpcmd.measures.tally import Span
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier, usual_stock
from khpcmd.plausible.figures import compared
from khpcmd.plausible.flows import Flows
from khpcmd.returns import Basis, Key, Return


def usual_figures(
    plan: Plan, period: str, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]
) -> Usual:
    """What is usual for the figures that accumulate and for registers; nothing is looked at where there is no past.

    A figure that is usual beside any earlier time is. The spans are told from the lowest on.
    """
    if not earlier and not any(spec.has_baseline for spec in plan.fields.values()):
        return lambda _unit, _key: ()
    of = compared(plan, returns, earlier)
    flows = Flows(plan, period, of)

    def stocks(unit: str, key: Key) -> Iterator[tuple[int, int]]:
        spec = plan.fields[key.field]
        steps = 10**spec.places
        for before in of.past.values() if plan.plausibility.asks("earlier") else ():
            then = before[unit][1].get(key) if unit in before else None
            ends = None if then is None else usual_stock(spec, spec.of_steps(then))
            if ends is not None:
                least = ceil(ends[0] * steps)
                yield least if spec.below_zero else max(0, least), floor(ends[1] * steps)

    def spans(unit: str, key: Key) -> tuple[Span, ...]:
        if key.basis is not Basis.CURRENT or key.field not in plan.fields:
            return ()
        flow = flows.usual(unit, key.field)
        return _joined(stocks(unit, key)) if flow is None else (flow,)

    return spans


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans in order, those that meet as one."""
    found = list[tuple[int, int]]()
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return tuple(Span(*one) for one in found)
