"""The targets of a plan that a run does not judge, in notes: not asked for, of other periods, or owed by all units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.parameters import Ref
from khpcmd.plan.model import Plan, Target
from khpcmd.results import Result


def not_judged(
    plan: Plan, period: str, evaluated: Iterable[Result], requested: Collection[str]
) -> Iterator[Diagnostic]:
    """One note with the targets of the plan that have no verdict, and one with those that only all units owe.

    Where targets are ``requested``, criteria of scores may be ``evaluated`` all the same; they have no verdict to show.
    """
    known = {result.target.id for result in evaluated}
    due = [target for target in plan.targets if target.judged_in(period) and target.id not in known]
    alone = {target.id for target in due if target.owed_together(period)}

    def asked(target: Target) -> bool:
        return not requested or target.id in requested

    owed = [one for one in due if asked(one) and (one.id in alone or not alone.isdisjoint(one.measure.rests_on()))]
    left = [one for one in plan.targets if not (one.id in known and asked(one)) and one not in owed]
    for code, targets in ((Code.TARGET_NOT_CHECKED, left), (Code.OWED_BY_ALL, owed)):
        if targets:
            yield code(None, {"target": tuple(Ref("target", target.id) for target in targets)})
