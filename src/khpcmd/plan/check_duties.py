"""Checks that each duty has units, and that its condition can be answered."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.plan.duties import Duty
from khpcmd.plan.places import Steps, mistake
from khpcmd.plan.review import Review


def check_duties(review: Review) -> Iterator[Diagnostic]:
    """Yields duties with an id that is taken, with unknown units, or with an answer that no unit gives."""
    seen = {target.id: review.source.line(("targets", index, "id")) for index, target in enumerate(review.plan.targets)}
    for index, duty in enumerate(review.plan.duties):
        path: Steps = ("duties", index)
        if duty.id in seen:
            place, what = review.source.at((*path, "id")), Ref("word", "duty")
            yield mistake(Code.DUPLICATE_ID, place, what=what, id=duty.id, first_line=seen[duty.id])
        seen.setdefault(duty.id, review.source.line((*path, "id")))
        strangers = list(review.some_units((*path, "of"), duty.of))
        yield from strangers
        if not strangers and not review.plan.members(duty.of):
            yield review.nobody((*path, "of"))
        yield from _answer(review, duty, path)


def _answer(review: Review, duty: Duty, path: Steps) -> Iterator[Diagnostic]:
    plan = review.plan
    for name, place in review.each((*path, "periods"), duty.periods):
        if name not in plan.periods:
            yield review.unknown("period", place, name, plan.periods)
    if duty.report_of is not None and duty.report_of not in plan.periods:
        yield review.unknown("period", (*path, "report_of"), duty.report_of, plan.periods)
    if duty.where is None:
        return
    if duty.report_of is not None:
        yield review.wrong((*path, "report_of"), Ref("word", "where_or_report"))
    known = list(review.condition((*path, "where"), duty.where))
    yield from known
    if not known and not plan.members(duty.of) <= review.common(duty.where.fields()):
        yield review.unreported((*path, "where"), duty.where.fields())
