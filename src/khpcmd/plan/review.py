"""A plan under review: its names looked up, and the diagnostic of each that does not fit.

The checks of ``checks`` and the measures' own (``measures.base.PlanNames``) ask it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, reduce
from typing import Literal

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.measures.base import FieldKind, KeyPath, MeasureModel, Sums, Takes
from khpcmd.measures.conditions import (
    LISTS,
    Asking,
    ConditionModel,
    DayHolds,
    FieldHolds,
    RatioHolds,
    Several,
    SomeHold,
)
from khpcmd.measures.ratio import check_sides
from khpcmd.measures.tally import UNKNOWN, UNKNOWN_OR_LESS, Span
from khpcmd.measures.threshold import Ends, Known, Level, Number
from khpcmd.plan.base import LANGUAGES, Text
from khpcmd.plan.checklist import answer_field
from khpcmd.plan.fields import (
    AmountField,
    CountField,
    DateField,
    FieldModel,
    MonthsField,
    NumberField,
    YesNoField,
    unit_key,
)
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, shortened
from khpcmd.returns import Basis, Key
from khpcmd.text import typo_of

What = Literal["field", "unit", "level", "level_or_unit", "period", "register", "target"]
FIELD_KINDS: dict[FieldKind, tuple[tuple[type[FieldModel], ...], str]] = {
    "count": ((CountField,), "count_field"),
    "number": ((CountField, AmountField), "number_field"),
    "yes_no": ((YesNoField,), "yes_no_field"),
    "months": ((MonthsField,), "months_field"),
    "date": ((DateField,), "date_field"),
}
"""The models of a kind of field, and the word for it."""
A_REGISTERED_NUMBER = 10**8
"""A number of the register that has every percentage a plan writes."""


def _steps_of(spec: NumberField) -> tuple[str, int]:
    """What one step of a figure is: one thing of a count, of an amount the last decimal of its unit."""
    return (unit_key(spec.unit_of_measure.vi), spec.decimals) if isinstance(spec, AmountField) else ("", 0)


def beyond(key: str, value: Fraction, low: Fraction, high: Fraction | None) -> bool:
    """Whether an end lies where no value does, or leaves none."""
    outside = value < low or (high is not None and value > high)
    return outside or (key == "more_than" and value == high) or (key == "less_than" and value == low)


def in_range(low: Fraction, high: Fraction | None, *, percent: bool) -> Phrase:
    """What an end may be, in words."""
    least = _shown(Level(low, percent))
    return Phrase("at_least", (least,)) if high is None else Phrase("between", (least, _shown(Level(high, percent))))


def _shown(level: Level) -> Stored | str:
    """A level as messages write it: a number, as the plan has to, without separators."""
    return Stored(Decimal(str(level).removesuffix("%")), "%") if level.percent else str(level)


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure can be that a condition asks: a count, unless something else is said."""

    high: Fraction | None = None
    low: Fraction = Fraction(0)
    decimals: int = 0
    percent: bool = field(default=False, kw_only=True)

    @property
    def expected(self) -> Ref:
        return Ref("word", "percent" if self.percent else "fewer_decimals" if self.decimals else "whole_number")


class _Blank:
    """A unit that has reported nothing, as conditions ask it (``measures.tally.Reported``)."""

    def __init__(self, plan: Plan) -> None:
        self._amounts = plan.amounts

    def register(self, unit: str, name: str, basis: Basis = Basis.CURRENT) -> int:  # noqa: ARG002
        return A_REGISTERED_NUMBER

    def total(self, unit: str, keys: Iterable[Key]) -> Span:  # noqa: ARG002
        amounts = [self._amounts.get(key.field) for key in keys]
        return UNKNOWN_OR_LESS if any(spec is not None and spec.below_zero for spec in amounts) else UNKNOWN

    def steps(self, fields: Iterable[str]) -> int:
        specs = (self._amounts.get(name) for name in fields)
        return max((10**spec.decimals for spec in specs if spec is not None), default=0)


@dataclass(frozen=True)
class Review:
    """A plan under review, with its places and who reports which field."""

    plan: Plan
    source: Source
    unit_paths: tuple[KeyPath, ...]
    """Where each of the plan's units stands in the file."""
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where each unit of the rosters stands in them."""
    only: frozenset[str] | None = None
    """The units that the target under review is about, where it is about some alone."""
    reporters: dict[str, frozenset[str]] = field(init=False)
    """For each field, and each duty's answer, the ids of the units that report it."""

    def __post_init__(self) -> None:
        plan = self.plan
        named = {name: spec.reported_by for name, spec in plan.fields.items()}
        named |= {answer_field(duty): duty.of for duty in plan.duties}
        object.__setattr__(self, "reporters", {name: plan.members(names) for name, names in named.items()})

    def texts(self, path: KeyPath, text: Text) -> Iterator[tuple[KeyPath, str]]:
        """A text in each language that the plan has, with the place where it is written."""
        for language in self.plan.languages:
            yield self.source.nearest((*path, language)), text.in_(language)

    def written(self) -> Iterator[tuple[KeyPath, str, str]]:
        """Every text of the file with its path, and its key without the language or the place in a list."""
        for path, text in self.source.texts.items():
            yield path, next((key for key in reversed(path) if isinstance(key, str) and key not in LANGUAGES), ""), text

    def unknown(
        self, what: What, path: KeyPath, found: str, names: Iterable[str], *, is_key: bool = False
    ) -> Diagnostic:
        """A name that nothing in the plan has."""
        return self.unknown_at(self.source.at_key(path) if is_key else self.source.at(path), what, found, names)

    def unknown_at(self, at: Location, what: What, found: str, names: Iterable[str]) -> Diagnostic:
        """A name that nothing in the plan has, at a place of the plan or of a roster."""
        word, offer = Ref("word", what), typo_of(found, names)
        return Code.UNKNOWN_REFERENCE(at, {"what": word, "found": shortened(found), "suggestion": offer})

    def taken(self, what: str, path: KeyPath, ident: str, first_line: int, *, is_key: bool = False) -> Diagnostic:
        """An id that another part has already."""
        at = self.source.at_key(path) if is_key else self.source.at(path)
        return Code.DUPLICATE_ID(at, {"what": Ref("word", what), "id": ident, "first_line": first_line})

    @property
    def levels(self) -> Collection[str]:
        return self.plan.levels

    @property
    def periods(self) -> Collection[str]:
        return self.plan.periods

    @property
    def crowd(self) -> tuple[str, ...]:
        """The names that stand for units: levels, groups and the units themselves."""
        return (*self.plan.levels, *self.plan.groups, *self.plan.unit)

    def some_units(self, path: KeyPath, names: Iterable[str]) -> Iterator[Diagnostic]:
        """Names that are no level, group or unit of the plan."""
        return self.strangers("level_or_unit", path, names, self.crowd)

    def strangers(
        self, what: What, path: KeyPath, names: Iterable[str], known: Collection[str]
    ) -> Iterator[Diagnostic]:
        """Those of some names that none of the ``known`` is."""
        for name, place in self.each(path, names):
            if name not in known:
                yield self.unknown(what, place, name, known)

    def wrong(self, path: KeyPath, expected: Ref | Phrase) -> Diagnostic:
        """A value that cannot stand at this place."""
        return Code.WRONG_VALUE(self.source.at(path), {"found": self.source.found(path), "expected": expected})

    def wrong_key(self, path: KeyPath, expected: Ref | Phrase) -> Diagnostic:
        """A key that cannot stand at this place."""
        return Code.WRONG_VALUE(self.source.at_key(path), {"found": shortened(str(path[-1])), "expected": expected})

    def no_unit_left(self, path: KeyPath) -> Diagnostic:
        """A choice of units that leaves none."""
        return Code.NOBODY_CONCERNED(self.source.at(path), {"found": self.source.found(path)})

    def missing(self, path: KeyPath, key: str, needed: KeyPath = ()) -> Diagnostic:
        """A mapping without a key that it needs, or that the part at ``needed`` asks of it."""
        return Code.MISSING_KEY(self.source.at(path), {"key": key, "of": self.source.named(path, needed)})

    def each(self, path: KeyPath, names: Iterable[str]) -> Iterator[tuple[str, KeyPath]]:
        """Names with their places, whether the file has a list of them or just one."""
        for index, name in enumerate(names):
            yield name, self.source.nearest((*path, index))

    def fields(self, path: KeyPath, names: Iterable[str], kind: FieldKind) -> Iterator[Diagnostic]:
        """Fields that do not exist, or are not of the kind that is needed."""
        models, word = FIELD_KINDS[kind]
        for name, place in self.each(path, names):
            if name not in self.plan.fields:
                yield self.unknown("field", place, name, self.plan.fields)
            elif not isinstance(self.plan.fields[name], models):
                yield self.wrong(place, Ref("word", word))

    def alike(self, path: KeyPath, *sums: Iterable[str], absolute: bool = False) -> Iterator[Diagnostic]:
        """Figures that are added up or compared, and not all counts, or amounts of one unit and as many decimals.

        A reported percentage is not added up, and only a figure that is held against no other may be negative
        (``absolute``).
        """
        names = [name for one in sums for name in one]
        specs = [(name, self.plan.fields.get(name)) for name in names]
        first = next((spec for _, spec in specs if isinstance(spec, NumberField)), None)
        for (name, spec), place in zip(specs, (place for _, place in self.each(path, names)), strict=True):
            if spec and spec.percentage and not (absolute and len(names) == 1):
                yield self.wrong_field(place, name, Ref("word", "no_percentage"))
            elif spec and spec.below_zero and not absolute:
                yield self.wrong_field(place, name, Ref("word", "no_negative"))
            elif isinstance(spec, NumberField) and first is not None and _steps_of(spec) != _steps_of(first):
                yield self.wrong_field(place, name, Ref("word", "same_unit"))

    def wrong_field(self, path: KeyPath, name: str, expected: Ref) -> Diagnostic:
        """A field that cannot stand at this place, or one of several at it."""
        return Code.WRONG_VALUE(self.source.at(path), {"found": shortened(name), "expected": expected})

    def exact(self, path: KeyPath, fields: Iterable[str], stated: Mapping[str, Number]) -> Iterator[Diagnostic]:
        """Totals that the plan states with more decimals than their fields have; a count has none."""
        specs = [self.plan.fields.get(name) for name in fields]
        decimals = max((spec.places for spec in specs if spec), default=0)
        for key, total in stated.items():
            if total * 10**decimals % 1:
                yield self.wrong((*path, key), Ref("word", "fewer_decimals" if decimals else "whole_number"))

    def takes(self, measure: MeasureModel) -> frozenset[Takes]:
        """What a measure takes as its threshold: of a number that is a reported percentage, a percentage; of a field
        that the plan does not have, either."""
        if not measure.absolute or not self.plan.fields.keys() >= set(measure.part_fields()):
            return measure.takes
        if self.percentage(measure):
            return frozenset({"points"} if "points" in measure.takes else {"percent"})
        return measure.takes - {"percent", "points"}

    def percentage(self, measure: MeasureModel) -> AmountField | None:
        """The field of a measure that is a reported percentage; None for other measures."""
        specs = (self.plan.amounts.get(name) for name in measure.part_fields() if measure.absolute)
        return next((spec for spec in specs if spec and spec.percentage), None)

    def condition(self, path: KeyPath, condition: ConditionModel) -> Iterator[Diagnostic]:
        """Conditions on fields that do not exist or cannot answer them, and such as have one answer for all units."""
        found = list(self._condition(path, condition))
        yield from found or self._decided(path, condition)

    def _decided(self, path: KeyPath, condition: ConditionModel) -> Iterator[Diagnostic]:
        """The innermost conditions that every unit meets, or none, whatever it reports."""
        inner = list[Diagnostic]()
        if isinstance(condition, Several):
            for index, part in enumerate(condition.conditions):
                inner += self._decided((*path, self._several(path), index), part)
        if not inner and Asking(condition, _Blank(self.plan)).outcome("") != (True, True):
            ends: list[str] = [*condition.named][-1:] if isinstance(condition, Ends) else []
            inner.append(self.wrong((*path, *ends), Ref("word", "open_condition")))
        yield from inner

    def _several(self, path: KeyPath) -> str:
        """The key of the list of conditions that a mapping has."""
        return next(key for key in map(str, self.source.entries(path)) if key in LISTS)

    def _condition(self, path: KeyPath, condition: ConditionModel) -> Iterator[Diagnostic]:
        match condition:
            case FieldHolds():
                yield from self._field_condition(path, condition)
            case DayHolds(field=name):
                yield from self.fields((*path, "field"), (name,), "date")
            case RatioHolds(part=part, whole=whole, may_exceed=may_exceed):
                yield from check_sides(self, path, Sums(part, whole, nested=not may_exceed))
                if not condition.levels:
                    yield self.missing(path, "at_least")
                yield from self._ends(path, condition, _Figure(None if may_exceed else Fraction(1), percent=True))
            case SomeHold() if condition.at_least > len(condition.conditions):
                yield self.wrong((*path, "at_least"), Phrase("between", ("1", str(len(condition.conditions)))))
        if isinstance(condition, Several):
            for index, one in enumerate(condition.conditions):
                yield from self._condition((*path, self._several(path), index), one)

    def _field_condition(self, path: KeyPath, condition: FieldHolds) -> Iterator[Diagnostic]:
        spec, place = self.plan.fields.get(condition.field), (*path, "field")
        if spec is None:
            yield self.unknown("field", place, condition.field, self.plan.fields)
        elif isinstance(spec, YesNoField):
            if condition.levels:
                yield self.wrong(place, Ref("word", "number_field"))
        elif isinstance(spec, DateField):
            yield self.missing(path, "before")
        elif not isinstance(spec, NumberField):
            yield self.wrong(place, Ref("word", "yes_no_or_number_field"))
        elif not condition.levels:
            yield self.missing(path, "at_least")
        elif isinstance(spec, CountField):
            yield from self._ends(path, condition, _Figure())
        else:
            low, high = (Fraction(end) / (100 if spec.percentage else 1) for end in spec.ends)
            yield from self._ends(path, condition, _Figure(high, low, spec.decimals, percent=spec.percentage))

    def _ends(self, path: KeyPath, asked: Ends, figure: _Figure) -> Iterator[Diagnostic]:
        """Limits of another kind than the figure is, with more decimals, or outside what it can be."""
        for key, level in asked.named.items():
            if (
                not level.stated
                or level.points
                or level.percent != figure.percent
                or (not figure.percent and level.value * 10**figure.decimals % 1)
            ):
                yield self.wrong((*path, key), figure.expected)
            elif beyond(key, level.value, figure.low, figure.high):
                yield self.wrong((*path, key), in_range(figure.low, figure.high, percent=figure.percent))

    def counting(self, name: str) -> str:
        """Whether a count is of distinct things or of visits; "" where the field is no count."""
        spec = self.plan.fields.get(name)
        return spec.counting if isinstance(spec, CountField) else ""

    def asks_baseline(self, name: str) -> bool:
        """Whether returns have the figure of the baseline year of a count; also where the field is no count."""
        spec = self.plan.fields.get(name)
        return spec.baseline if isinstance(spec, NumberField) else True

    def common(self, names: Iterable[str]) -> frozenset[str]:
        """The units that report all of these fields."""
        return reduce(frozenset.intersection, (self.reporters.get(name, frozenset()) for name in names))

    def together(self, path: KeyPath, names: Iterable[str], *, level: str = "") -> Iterator[Diagnostic]:
        """Fields that no unit (of the level) reports together; nothing where one of them has no reporter at all."""
        wanted = tuple(dict.fromkeys(names))
        if not all(self.reporters.get(name) for name in wanted):
            return
        units = self.common(wanted)
        if level:
            units &= {unit.id for unit in self.plan.units if unit.level == level}
        if not units:
            yield self.unreported(path, wanted)

    def unreported(self, path: KeyPath, names: Iterable[str]) -> Diagnostic:
        """Fields that no unit reports (together)."""
        return Code.NO_REPORTER(self.source.at(path), {"fields": tuple(Ref("field", name) for name in names)})

    def register(
        self, path: KeyPath, name: str, units: frozenset[str], fields: Iterable[str] = (), *, since: bool = False
    ) -> Iterator[Diagnostic]:
        """A number that no register has, that the register of a unit concerned lacks in one of the years (``since``
        says that the baseline year is one of them), or that no figure can be held against: a percentage, or one with
        more decimals than the fields have."""
        if name not in self.registers:
            yield self.unknown("register", path, name, self.registers)
            return
        specs = [self.plan.fields.get(field) for field in fields]
        decimals = max((spec.places for spec in specs if spec), default=0)
        seen: set[str] = set()
        units = units if self.only is None else units & self.only
        for unit in self.plan.units:
            years = () if unit.id in seen or unit.id not in units else self.plan.years
            years += (self.plan.baseline_year,) if years and since and self.plan.baseline_year else ()
            seen.add(unit.id)
            for year in years:
                known = unit.numbers(year).get(name)
                if known is None:
                    yield self.lacking(unit.id, name)
                elif isinstance(known, Level) or known < 0 or known * 10**decimals % 1:
                    word = "fewer_decimals" if decimals and not isinstance(known, Level) else "whole_number"
                    yield self.wrong_number(unit.id, name, known, Ref("word", word))
                else:
                    continue
                break

    @cached_property
    def registers(self) -> tuple[str, ...]:
        """The names of all numbers of the register."""
        return tuple(dict.fromkeys(key for unit in self.plan.units for key in unit.registered))

    def unit_at(self, unit: str, *below: str | int) -> Location:
        """Where a unit, or something of it, stands: in the plan, or its line of a roster."""
        paths = {one.id: path for path, one in zip(self.unit_paths, self.plan.units, strict=True)}
        path = paths[unit]
        return self.places.get(unit) or self.source.at((*path, *below))

    def lacking(self, unit: str, name: str) -> Diagnostic:
        """A number that the register of a unit lacks."""
        return Code.MISSING_KEY(self.unit_at(unit, "register"), {"key": name, "of": f" (units: {unit})"})

    def wrong_number(self, unit: str, name: str, known: Known, expected: Ref | Phrase) -> Diagnostic:
        """A number of a unit's register that cannot be what it is used for."""
        return Code.WRONG_VALUE(self.unit_at(unit, "register", name), {"found": str(known), "expected": expected})
