"""What changed between two submissions, or two periods: two requests in, ``Changes`` out.

Each side is checked by itself (``check``), then the two reports are compared (``changes``).
"""

from __future__ import annotations

from khpcmd.changes import Changes, compared
from khpcmd.checking.run import Request, all_reached, check
from khpcmd.diagnostics.errors import UsageError


def compare(old: Request, new: Request) -> Changes:
    """Check both sides, the old one as of the day of the new one, and compare the reports.

    Raises PlanError where there is no valid plan, UsageError where the question itself is at fault, and UnreachedError
    where one side is not there: nothing would seem to have been reported there.
    """
    after = all_reached(check(new), new)
    old = old._replace(as_of=after.as_of)
    before = all_reached(check(old), old)
    if before.plan.id != after.plan.id:
        raise UsageError("plans_differ", {"old": before.plan.id, "new": after.plan.id})
    return compared(before, after)
