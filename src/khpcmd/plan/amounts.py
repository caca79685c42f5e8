"""The mistakes of a plan in its amounts: units of measure, bounds, decimals, and what is added up or compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.measures.base import KeyPath, MeasureModel
from khpcmd.plan.fields import MOST_STEPS, AmountField
from khpcmd.plan.multiples import scale_of, unit_key
from khpcmd.plan.review import Review


def check_amount(review: Review, path: KeyPath, spec: AmountField) -> Iterator[Diagnostic]:
    """Its unit is the same in both languages, its bounds are in order, and no larger than a spreadsheet can add up."""
    own, other = (unit_key(name) for name in (spec.unit_of_measure.vi, spec.unit_of_measure.en))
    known, scale = scale_of(other), spec.scale
    if known is not None and (scale is None or scale.shift(own, other) != 0):
        yield review.wrong((*path, "unit_of_measure", "en"), Ref("word", "same_unit_in_both"))
    if scale is not None and scale.name == "share" and not spec.percentage:
        yield review.wrong((*path, "unit_of_measure", "vi"), Ref("word", "percent_sign"))
    if spec.below_one and not spec.percentage:
        yield review.wrong((*path, "below_one"), Ref("word", "percentage_field"))
    if spec.adds_up and spec.percentage:
        yield review.wrong((*path, "adds_up"), Ref("word", "percentage_no_sum"))
    for key, end in (("at_least", spec.at_least), ("at_most", spec.at_most)):
        if end is not None and end.scaleb(spec.decimals) % 1:
            yield review.wrong((*path, key), Ref("word", "fewer_decimals"))
    low, high = spec.ends
    most = Decimal(MOST_STEPS).scaleb(-spec.decimals)
    if high < low:
        yield review.wrong(
            (*path, "at_most" if spec.at_most is not None else "at_least"), Ref("word", "bounds_in_order")
        )
    elif max(abs(low), abs(high)) > most:
        key = "at_most" if abs(high) > most else "at_least"
        yield review.wrong((*path, key), Phrase("at_most", (Stored(most),)))


def check_alike(review: Review, path: KeyPath, sides: Mapping[KeyPath, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """What a constraint compares is all counts, or amounts of one unit; percentages of one whole are compared, too."""
    specs = [(side, name, review.plan.fields.get(name)) for side, names in sides.items() for name in names]
    if specs and all(spec and spec.percentage for _, _, spec in specs):
        wanted = max(spec.places for _, _, spec in specs if spec)
        for side, name, spec in specs:
            if spec and spec.places != wanted:
                yield review.wrong_field(side, name, Ref("word", "same_unit"))
        return
    yield from review.alike(path, *sides.values())


def takes_decimals(review: Review, measure: MeasureModel) -> bool:
    """Whether a threshold of a measure that is a number need not be a whole one."""
    return measure.decimals or measure.out_of is not None or is_amount(review, measure)


def is_amount(review: Review, measure: MeasureModel) -> bool:
    """Whether a measure is a total of amounts, whose threshold may have decimals."""
    return measure.absolute and any(name in review.plan.amounts for name in measure.part_fields())


def reach_of(review: Review, measure: MeasureModel) -> tuple[Fraction, Fraction | None] | None:
    """The least and the most that a total of amounts can be; None for other measures."""
    specs = [review.plan.amounts.get(name) for name in measure.part_fields()] if measure.absolute else []
    found = [spec for spec in specs if spec]
    if not found or measure.is_change or len(found) < len(specs):
        return None
    if found[0].percentage:
        low, high = (Fraction(end) / 100 for end in found[0].ends)
        return low, high
    return sum((Fraction(spec.at_least) for spec in found), Fraction(0)), None
