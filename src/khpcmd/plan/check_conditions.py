"""Whether a condition asks fields that can answer it."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Diagnostic, Ref
from khpcmd.measures.condition import Condition, FieldHolds
from khpcmd.plan.fields import CountField, YesNoField
from khpcmd.plan.places import Steps
from khpcmd.plan.review import Review


def check_condition(review: Review, condition: Condition, path: Steps) -> Iterator[Diagnostic]:
    """A field that is asked for "yes", or a count that is asked for a number."""
    if not isinstance(condition, FieldHolds):
        key = next(iter(review.source.entries(path)))
        for index, part in enumerate(condition.conditions):
            yield from check_condition(review, part, (*path, key, index))
        return
    spec, place = review.plan.fields.get(condition.field), (*path, "field")
    if spec is None:
        yield review.unknown("field", place, condition.field, review.plan.fields)
    elif isinstance(spec, CountField) and condition.at_least is None:
        yield review.missing(path, "at_least")
    elif not isinstance(spec, CountField | YesNoField):
        yield review.wrong(place, Ref("word", "yes_no_or_count_field"))
    elif isinstance(spec, YesNoField) and condition.at_least is not None:
        yield review.wrong(place, Ref("word", "count_field"))
