"""Which targets were asked for, and which figures and faults they turn on."""

from __future__ import annotations

from collections.abc import Sequence

from khpcmd.diagnostics import Code, Diagnostic, Ref, UsageError
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.text import suggest


def chosen(plan: Plan, ids: Sequence[str]) -> Plan:
    """The plan with only the targets asked for; unknown ids are a fault of the question."""
    known = [target.id for target in plan.targets]
    for wanted in ids:
        if wanted not in known:
            params = {"found": wanted, "suggestion": suggest(wanted, known), "allowed": ", ".join(known)}
            raise UsageError("unknown_target", params)
    return plan.changed(targets=tuple(t for t in plan.targets if t.id in ids)) if ids else plan


def in_play(plan: Plan) -> frozenset[str]:
    """The fields that the targets need, and those that have to agree with them."""
    needed = set(plan.measured)
    for rule in plan.constraints:
        if needed.intersection(rule.fields()):
            needed.update(rule.fields())
    return frozenset(needed)


def concerns(fault: Diagnostic, needed: frozenset[str]) -> bool:
    """Whether a fault is told: not if it is of a field that is not needed."""
    field = fault.params.get("field")
    return not isinstance(field, Ref) or field.id in needed


def not_checked(loaded: LoadedPlan, results_of: Sequence[str]) -> list[Diagnostic]:
    """The targets of the plan that got no verdict, in one note."""
    left = tuple(Ref("target", target.id) for target in loaded.plan.targets if target.id not in results_of)
    return [Diagnostic(Code.TARGET_NOT_CHECKED, None, {"target": left})] if left else []
