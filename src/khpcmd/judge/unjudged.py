"""The targets of a plan that a run does not judge, in notes: not asked for, of other periods, or owed by all units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.model import Plan, Target
from khpcmd.results import Result
from khpcmd.text import typo_of


def not_judged(
    plan: Plan, period: str, evaluated: Iterable[Result], requested: Collection[str], *, only_reported: bool = False
) -> Iterator[Diagnostic]:
    """For each reason a note with the targets of the plan that have no verdict, and one with those that only all owe.

    Where targets are ``requested``, criteria of scores may be ``evaluated`` all the same; they have no verdict to show.
    """
    known = {result.target.id for result in evaluated}
    due = [target for target in plan.targets if target.judged_in(period) and target.id not in known]
    alone = {target.id for target in due if target.owed_together(period)}

    def asked(target: Target) -> bool:
        return not requested or target.id in requested

    owed = [one for one in due if asked(one) and (one.id in alone or not alone.isdisjoint(one.measure.rests_on()))]
    left: dict[str, list[Target]] = {}
    for target in plan.targets:
        if not (target.id in known and asked(target)) and target not in owed:
            reason = "nobody_reports_only" if only_reported else "nobody_reports"
            reason = reason if target.judged_in(period) else "of_other_period"
            left.setdefault(reason if asked(target) else "not_asked_for", []).append(target)
    for reason, targets in left.items():
        yield Code.TARGET_NOT_CHECKED(
            None,
            {
                "target": _refs(targets),
                "reason": Ref("word", f"left_{reason}"),
                "cure": Ref("word", f"left_{reason}_cure"),
            },
        )
    if owed:
        yield Code.OWED_BY_ALL(None, {"target": _refs(owed)})


def _refs(targets: Iterable[Target]) -> tuple[Ref, ...]:
    return tuple(Ref("target", target.id) for target in targets)


def with_targets(plan: Plan, ids: Sequence[str]) -> Plan:
    """The plan with the requested targets only; an id of anything else is a UsageError."""
    known = [target.id for target in plan.targets]
    for wanted in ids:
        if wanted in plan.duty:
            raise UsageError("a_duty", {"found": wanted})
        if wanted not in known:
            params = {"found": wanted, "suggestion": typo_of(wanted, known), "allowed": ", ".join(known)}
            raise UsageError("unknown_target", params)
    needed = {*ids, *(name for wanted in ids for name in plan.target[wanted].measure.rests_on())}
    return plan.changed(targets=tuple(t for t in plan.targets if t.id in needed)) if ids else plan
