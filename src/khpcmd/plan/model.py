"""The plan as frozen models; the YAML file has the same names and the same shape.

``Plan`` (at the end) consists of the parts defined before it: targets, duties, periods and constraints. Its fields are
in ``fields``, its units in ``units``, its measures in ``measures``.
"""

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Literal

from pydantic import Field, PrivateAttr, model_validator

from khpcmd.measures import Measure
from khpcmd.measures.base import Sums, UnitMeets
from khpcmd.measures.conditions import Condition
from khpcmd.measures.threshold import Ends, Limits, Threshold
from khpcmd.plan.base import LANGUAGES, Id, Language, Languages, PlanModel, TargetId, Text, Words, spoken_in
from khpcmd.plan.constraints import Constraint
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.periods import Due, InPeriod, Period, Year, Years, year_by_period
from khpcmd.plan.plausibility import USUAL, Plausibility
from khpcmd.plan.units import GroupOfUnits, LevelOfUnits, RegisteredNumber, Roster, Unit, mark
from khpcmd.plan.words import NO_WORDS, ReturnWords
from khpcmd.text import Owners, Spellings, bare_all, loose


class PassedOver(PlanModel):
    """A sentence of the document that asks nothing a return could answer, and why; a heading stands for its section."""

    quote: Words
    """The words of the document, or those that the heading of the section begins with."""
    reason: Text
    """Why no target and no duty is made of it."""


class Document(PlanModel):
    """The document the plan was issued as."""

    number: Words
    """Its number and symbol, for example 416/KH-UBND."""
    date: datetime.date
    """The day it was issued."""
    issuer: Text
    """Who issued it."""
    passed_over: tuple[PassedOver, ...] = ()
    """What of its text no target and no duty is made of, for ``khpcmd plan show --text``."""


class Letterhead(PlanModel):
    """What stands at the head of templates and of the report, where the plan's papers have other lines than usual.

    Without it the templates of a plan with Vietnamese texts have the name and the motto of the state, and the People's
    Committee above the name of a place. Those of a plan with English texts only have neither.

    ```yaml
    letterhead:
      state: [{vi: ĐẢNG CỘNG SẢN VIỆT NAM, en: COMMUNIST PARTY OF VIET NAM}]
      above_unit: {vi: BAN CHẤP HÀNH ĐẢNG BỘ, en: PARTY COMMITTEE}
      author: [{vi: TỈNH ỦY MẪU, en: PROVINCIAL PARTY COMMITTEE}, {vi: BAN TUYÊN GIÁO, en: COMMUNICATION BOARD}]
    ```
    """

    state: tuple[Text, ...] = Field(default=(), max_length=2)
    """The lines on the right, at most two: the name of the state and its motto; none where the papers have none."""
    above_unit: Text | None = None
    """The line above the name of the unit that reports; default: none."""
    author: tuple[Text, ...] = Field(default=(), max_length=2)
    """The lines on the left of the report that is drafted, at most two: the body above, and the one that reports."""

    @property
    def lines(self) -> tuple[Text, ...]:
        """The lines at the head of templates."""
        return (*self.state, *((self.above_unit,) if self.above_unit else ()))


class ScoreClass(Ends, PlanModel):
    """A class of scores, from so many points on up to the class before; the last one has all that are below.

    ```yaml
    classes:
      - {name: {vi: Tốt, en: good}, at_least: 90}
      - {name: {vi: Khá, en: fair}, at_least: 70}
      - {name: {vi: Trung bình, en: average}}
    ```
    """

    name: Text
    """What it is called."""


ALL = Limits(Fraction(1))
"""At least 100 %."""


class Target(PlanModel):
    """What the plan wants to reach: a measure and a threshold, with the clause it comes from.

    ```yaml
    targets:
      - id: A7
        clause: Mục II.2, gạch đầu dòng thứ ba
        quote: tổ chức kiểm tra ít nhất 20% số cơ sở kinh doanh dịch vụ
        title: {vi: Cơ sở kinh doanh dịch vụ được kiểm tra, en: Service venues that were inspected}
        short: {vi: Cơ sở được kiểm tra, en: Venues inspected}
        measure: {kind: ratio, part: venues_inspected, whole: venues_total}
        threshold: {at_least: 20%}
        cumulative: true
    ```
    """

    id: TargetId
    """The target's id, for example B3c."""
    clause: Words
    """Where the document says it."""
    quote: Words
    """The exact words of the document."""
    title: Text
    """What the target is called, in short."""
    short: Text | None = None
    """The title in at most 34 characters, for tables on a terminal."""
    measure: Measure
    """How it is measured; kind says which kind of measure it is."""
    threshold: Threshold | None = None
    """What the measure has to reach; done, maintain, frequency and manual have none."""
    classes: tuple[ScoreClass, ...] = ()
    """What the points of a score are called, from the best class on; the last one has no bound."""
    binding: bool = True
    """false for an aspirational target ("phấn đấu" in the document)."""
    judged: Literal["pooled", "each_unit"] = "pooled"
    """pooled: all units together decide; each_unit: every unit has to reach the threshold by itself."""
    only: tuple[Id, ...] = ()
    """The levels, groups or units the target applies to, if not every unit that reports its figures."""
    unit_thresholds: dict[Id, Threshold] = Field(default_factory=dict)
    """Different thresholds for single units or groups; only with judged: each_unit."""
    milestones: dict[Id, Threshold] = Field(default_factory=dict)
    """By period before it is due (within the year, or before the last of ``years``), what has to be reached by its end;
    the threshold itself stays that of the end."""
    unit_milestones: dict[Id, dict[Id, Threshold]] = Field(default_factory=dict)
    """By such a period, other milestones for single units or groups; only with judged: each_unit."""
    by_period: dict[Id, InPeriod] = Field(default_factory=dict)
    """Other thresholds by period, in a plan of several years; they hold for the periods inside it as well."""
    periods: tuple[Id, ...] = ()
    """The periods in which it is judged, exactly these; all of them where none is named."""
    years: Years | None = None
    """For a target that is due only after several years: until then a shortfall is "in progress"."""
    zero: Literal["not_applicable", "missed"] = "not_applicable"
    """The verdict when there is nothing to measure (0 of 0, or a baseline of zero)."""
    cumulative: bool
    """Whether it accumulates over the year, so that an interim shortfall is "in progress"."""
    self_declared: bool = False
    """Whether the figure is only what units say of themselves, without a count behind it."""
    note: Text | None = None
    """How an ambiguous passage of the document is interpreted."""

    _scored: bool = PrivateAttr(default=False)

    def judged_in(self, period: str) -> bool:
        """Whether it is judged in a period at all."""
        return not self.periods or period in self.periods

    @property
    def for_points(self) -> bool:
        """Whether it is there for the points of a score alone: a criterion that is not binding by itself."""
        return self._scored and not self.binding

    @property
    def strives(self) -> bool:
        """Whether the document only strives for it."""
        return not self.binding and not self._scored

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """All thresholds for the end of a period: of all units, of single ones, and of single periods."""
        each = [self.threshold, *self.unit_thresholds.values()]
        for one in self.by_period.values():
            each += [one.threshold, *one.unit_thresholds.values()]
        return tuple(one for one in each if one is not None)

    @property
    def limits(self) -> Limits:
        """What has to be reached in the end."""
        return self.limits_of(self.threshold)

    def owed_together(self, period: str) -> bool:
        """Whether it is a number that all units together owe in a period: none of them is held against it alone."""
        if self.judged == "each_unit":
            return False
        return self.measure.owed_together(period) or any(map(self.counts_units, self.thresholds))

    @property
    def of_percentage(self) -> bool:
        """Whether it is judged by a percentage that is reported as such."""
        levels = self.thresholds
        return self.measure.absolute and bool(levels) and levels[0].percent

    @property
    def asks_all(self) -> bool:
        """Whether it asks for all of a whole (100%), so that what is left at a unit is a fact and no judgement.

        Where a part may exceed its whole, what one unit has too much makes up for another.
        """
        measure = self.measure
        if self.limits.low != 1 or measure.absolute or measure.signed or self.counts_units(self.threshold):
            return False
        sums = measure.computed()
        return not isinstance(sums, Sums) or sums.nested

    @property
    def own_thresholds(self) -> bool:
        """Whether units have thresholds of their own, listed or in their registers."""
        return bool(self.unit_thresholds) or (self.threshold is not None and self.threshold.varies)

    @property
    def compares(self) -> bool:
        """Whether each unit is held against a statistic of all of them, so that none is judged without the others."""
        return any(one.statistic is not None for one in self.thresholds)

    def counts_units(self, threshold: Threshold | None) -> bool:
        """Whether a threshold is "k of n units" of the level that the measure counts."""
        return bool(self.measure.level) and threshold is not None and not threshold.percent

    def limits_of(self, threshold: Ends | None) -> Limits:
        """A threshold as exact limits, those of a reported percentage in percent; where the kind implies it, all of
        it."""
        if threshold is None:
            return ALL
        limits = threshold.limits(growth=self.measure.growth)
        if self.measure.out_of is not None and not threshold.percent:
            return limits.over(self.measure.out_of)
        return limits.over(Fraction(1, 100)) if self.measure.absolute and threshold.percent else limits


Evidence = Literal["document", "date", "amount", "received"]


class Duty(PlanModel):
    """An obligation of units: done, not done or not reported. It is shown beside the targets and is none of them.

    Whether it was done is what fields of the return say (``where``), whether the return of a period came in
    (``report_of``), or, without either, what a checklist says: a sheet with a row for each duty, or a column.

    ```yaml
    duties:
      - id: D3
        clause: Mục III.3
        quote: Kiện toàn Đội kiểm tra liên ngành
        title: {vi: Kiện toàn Đội kiểm tra liên ngành, en: Inspection team strengthened}
        of: [district]
        evidence: [document, date]
    ```
    """

    id: TargetId
    """The duty's id, for example D1; no target has the same."""
    clause: Words
    """Where the document says it."""
    quote: Words
    """The exact words of the document."""
    title: Text
    """What is to be done, as a checklist names it."""
    aliases: tuple[Words, ...] = ()
    """Other ways in which a checklist may name it."""
    of: tuple[Id, ...] = Field(min_length=1)
    """The levels, groups or units that have to do it."""
    evidence: tuple[Evidence, ...] = ()
    """What is asked for beside the answer: a document's number, its date, an amount of money, the day of receipt."""
    where: Condition | None = None
    """What the figures of the return have to say for it to be done; without it a checklist is asked."""
    due: Due | None = None
    """The day by which it has to be done, held against the date of the document (evidence: date)."""
    report_of: Id | None = None
    """The period whose return this duty is: it is done when that return is there, and in time."""
    periods: tuple[Id, ...] = ()
    """The periods in which it is looked at; all of them where none is named."""
    note: Text | None = None
    """How an ambiguous passage of the document is interpreted."""


class Section(PlanModel):
    """A part of the template under a heading of its own.

    Fields that a constraint or the measure of a target names together stand together, so it is enough to name one of
    them. What no section names stays in the section of what stands before it. Without ``sections`` a template has one
    for each clause that its targets come from.

    ```yaml
    sections:
      - title: {vi: Kiểm tra cơ sở kinh doanh dịch vụ, en: Inspections}
        fields: [venues_total, venues_inspected]
    ```
    """

    title: Text
    """The heading in the template."""
    fields: tuple[Id, ...] = Field(min_length=1)
    """Its fields, by id."""


OF_UNITS = {"unit", "below", "spelt", "former_names"}
"""The cached properties that depend on the units alone."""


class Plan(PlanModel):
    """A plan: periods, units, fields, targets and duties. See ``khpcmd plan manual``."""

    id: Id
    """The plan's id, for example hai-duong-2023: letters without accents, digits, hyphens."""
    title: Text
    """The name of the plan, shown at the top of every result."""
    document: Document
    """The document the plan was issued as."""
    languages: Languages = LANGUAGES
    """The languages of the plan's texts: vi, en, or both; default: both. In a plan with one of them a text is written
    plainly."""
    language: Language = "vi"
    """The language of messages when the user does not choose one: vi or en; default: vi, or the only one of
    languages."""
    letterhead: Letterhead | None = None
    """Other lines at the head of templates and reports than those of Vietnamese offices."""
    topic: tuple[Words, ...] = ()
    """What the plan is about, as titles and headings of returns write it, for example “phòng, chống mại dâm”."""
    harmless_words: tuple[Words, ...] = ()
    """Words in titles, headings and headers of returns that say nothing about the figures below them."""
    other_programmes: tuple[Words, ...] = ()
    """Names of other programmes: figures under such a name are not this plan's."""
    words: ReturnWords = NO_WORDS
    """Other words of returns: headers of results, answers, and what is ignored."""
    year: Year
    """The plan's year; of a plan of several years one of them, while each period is of its own."""
    baseline_year: Year | None = None
    """The year used for comparisons, the same for all periods of a plan of several years; must be before the
    plan's year."""
    periods: dict[Id, Period] = Field(min_length=1)
    """The reporting periods by id, for example half_year and year."""
    levels: dict[Id, LevelOfUnits] = Field(min_length=1)
    """The levels of units by id, for example district, commune, agency."""
    groups: dict[Id, GroupOfUnits] = Field(default_factory=dict)
    """Groups of units with something in common, by id; may be used in reported_by, only and of."""
    registers: dict[Id, RegisteredNumber] = Field(default_factory=dict)
    """What the numbers in the register of units are called, by name."""
    units: tuple[Unit, ...] = ()
    """The units. How many there are is always taken from here, never from returns."""
    rosters: tuple[Roster, ...] = ()
    """Files with further units, which several plans can share."""
    units_on: datetime.date | None = None
    """The date on which the list of units is taken; default: the last day of the last period."""
    fields: dict[Id, AnyField]
    """The fields by id: each is a column, or a row, of a return."""
    constraints: tuple[Constraint, ...] = ()
    """Rules between figures of the same return."""
    sections: tuple[Section, ...] = ()
    """The headings of the template and the fields below each; default: the clauses that the targets come from."""
    targets: tuple[Target, ...] = ()
    """What the plan wants to reach; a plan without any has duties, for example one that only calls the roll."""
    duties: tuple[Duty, ...] = ()
    """The duties: done, not done or not reported."""
    plausibility: Plausibility = USUAL
    """Which unusual figures units are asked about; default: all that khpcmd knows."""

    @model_validator(mode="before")
    @classmethod
    def _speaks_its_own(cls, data: object) -> object:
        """A plan in one language speaks it, unless it says otherwise."""
        one = spoken_in(data).one
        return {"language": one, **data} if one and isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _criteria_know_it(self) -> "Plan":
        criteria = {name for target in self.targets for name in target.measure.rests_on()}
        for target in self.targets:
            target._scored = target.id in criteria  # noqa: SLF001  # what the plan says of its own target
        return self

    _former: tuple[Unit, ...] = PrivateAttr(default=())

    @property
    def former(self) -> tuple[Unit, ...]:
        """The units that existed before the plan's day, and no more on it."""
        return self._former

    @cached_property
    def former_names(self) -> dict[str, tuple[str, ...]]:
        """By name of a former unit, the units of today that it went into."""
        if not has_succession(self):
            return {}
        heirs = successors(self)
        return {
            loose(spelling): heirs[mark(unit)]
            for unit in self.former
            if mark(unit) in heirs
            for spelling in unit.spellings()
        }

    def with_former(self, units: Iterable[Unit]) -> "Plan":
        """The plan with its former units."""
        copy = self.model_copy()
        copy._former = tuple(units)  # noqa: SLF001  # of a copy of its own
        return copy

    def changed(self, **update: object) -> "Plan":
        """The plan with other parts; cached properties that depend on the old ones are dropped."""
        copy = self.model_copy(update=update)
        kept = Plan.model_fields.keys() if "units" in update else Plan.model_fields.keys() | OF_UNITS
        for name in copy.__dict__.keys() - kept:
            del copy.__dict__[name]
        return copy

    @property
    def official(self) -> bool:
        """Whether its papers are those of Vietnamese offices: no other letterhead, and texts in Vietnamese."""
        return self.letterhead is None and "vi" in self.languages

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.units}

    def coded(self, code: str) -> str:
        """The id of the unit with this id or this alias, or else with other zeros before it; "" for none or several."""
        found = self._codes.of(f"{AS_WRITTEN}{code}") or self._codes.of(_code(code))
        return next(iter(found)) if len(found) == 1 else ""

    @cached_property
    def _codes(self) -> Owners:
        spelt = [(text, unit.id) for unit in self.units for text in (unit.id, *unit.aliases)]
        codes = [(_code(text), ident) for text, ident in spelt if text == ident or any(map(str.isdigit, text))]
        codes += [(f"{AS_WRITTEN}{text}", ident) for text, ident in spelt if any(map(str.isdigit, text))]
        return Owners([code for code, _ in codes], [ident for _, ident in codes])

    def indicator(self, code: str) -> str:
        """The id of the field with this id or this code, with or without zeros before it; "" for none or several."""
        return self.indicators.sole(_code(code)) or ""

    @cached_property
    def indicators(self) -> Owners:
        """The fields by their ids and codes."""
        codes = [(_code(text), ident) for ident, spec in self.fields.items() for text in (ident, *spec.codes)]
        return Owners([code for code, _ in codes], [ident for _, ident in codes])

    @cached_property
    def spelt(self) -> Spellings:
        """All spellings of the units' names."""
        return Spellings([(unit.id, unit.spellings()) for unit in self.units])

    @cached_property
    def day_of_units(self) -> datetime.date:
        """The day whose units count."""
        return self.units_on or max(period.window.last for period in self.periods.values())

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """The ids of the units that levels, groups and units name."""
        wanted = tuple(names)
        if wanted not in self.crowds:
            self.crowds[wanted] = self._members(set(wanted))
        return self.crowds[wanted]

    def concerned(self, target: Target) -> frozenset[str]:
        """The units that a target is of: those that it names, or all."""
        return self.members(target.only) if target.only else frozenset(self.unit)

    @cached_property
    def crowds(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Results of ``members``: many fields have the same reporters, and there may be ten thousand of these."""
        return {}

    def _members(self, wanted: set[str]) -> frozenset[str]:
        for name in wanted & self.groups.keys():
            wanted = wanted | set(self.groups[name].units)
        return frozenset([unit.id for unit in self.units if unit.level in wanted or unit.id in wanted])

    def year_of(self, period: str) -> int:
        """The year that a period is of (``plan.periods.year_by_period``)."""
        return self.year_by_period[period]

    @cached_property
    def year_by_period(self) -> dict[str, int]:
        """The year of each period."""
        return year_by_period(self.periods, self.year)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of all periods."""
        return tuple(sorted(set(self.year_by_period.values())))

    def threshold_at(self, target: Target, unit: str, period: str) -> Threshold | None:
        """What a unit has to reach where each is judged by itself: its own threshold before that of its group, and that
        before the one of all; None where the kind implies it. The check of the plan sees that registers have it."""
        return self._own_at(target.threshold, target.unit_thresholds, unit, period)

    def milestone_at(self, target: Target, unit: str, period: str) -> Threshold | None:
        """What a unit has to reach by the end of a period on the way, in the same order; None where there is none."""
        return self._own_at(target.milestones.get(period), target.unit_milestones.get(period, {}), unit, period)

    def is_under_way(self, target: Target, period: str) -> bool:
        """Whether what a period has not reached may still come, in the year or in the years after it."""
        years = target.years is not None and self.year_of(period) < target.years.last
        return (target.cumulative and self.periods[period].interim) or years

    def _own_at(
        self, asked: Threshold | None, own_ones: Mapping[str, Threshold], unit: str, period: str
    ) -> Threshold | None:
        for name, own in own_ones.items():
            if unit in self.members((name,)):
                asked = own
        asked = own_ones.get(unit, asked)
        if asked is None or not asked.registers:
            return asked
        found = asked.of(self.unit[unit].numbers(self.year_of(period)))
        if found is None:  # the level of another unit must never stand in for it
            raise LookupError(f"{unit} has no {', '.join(asked.registers)}")
        return found

    @cached_property
    def filers(self) -> tuple[Unit, ...]:
        """The units that file a return of their own: those that report something by themselves and belong to no
        unit of a level above that does."""
        own = self.reported_by.keys() - self.counted_only
        inside = dict[tuple[str | None, str], bool]()  # whether units below this parent, at this level, are filed for
        found = list[Unit]()
        for unit in self.units:
            if unit.id in own:
                place, level = (unit.parent, unit.level), self.levels.get(unit.level)
                if place not in inside:
                    above = (one for one in self.above(unit) if one.id in own)
                    inside[place] = not (level and level.files) and any(one.level != unit.level for one in above)
                if not inside[place]:
                    found.append(unit)
        return tuple(found)

    @cached_property
    def filing(self) -> frozenset[str]:
        """The ids of these units."""
        return frozenset([unit.id for unit in self.filers])

    def asked_for(self, unit: str) -> str:
        """Who is asked for what is missing of a unit: who files for it, itself or one above it; or itself where nobody
        does."""
        if unit in self.filing:
            return unit
        line = (one.id for one in self.above(self.unit.get(unit)))
        return next((one for one in line if one in self.filing), unit)

    @cached_property
    def filed_for(self) -> dict[str, tuple[Unit, ...]]:
        """By unit that files a return, the units directly below it that file none: they report in its annex."""
        through = self.reported_by.keys() - self.filing - self.counted_only
        found = {unit: [one for one in below if one.id in through] for unit, below in self.below.items()}
        return {unit: tuple(below) for unit, below in found.items() if below and unit in self.filing}

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """The units that file returns and share their name with another that does, below another unit."""
        found: dict[str, list[str]] = {}
        for unit, name in zip(self.filers, bare_all([unit.name.vi for unit in self.filers]), strict=True):
            found.setdefault(name, []).append(unit.id)
        return frozenset(ident for idents in found.values() if len(idents) > 1 for ident in idents)

    def name_of(self, unit: Unit) -> Text:
        """The name of a unit; of one with a namesake also the unit that it belongs to: "Xã Tân Tiến, Huyện Gia Lộc"."""
        above = self.unit.get(unit.parent or "") if unit.id in self.namesakes else None
        if above is None:
            return unit.name
        return Text.model_construct(vi=f"{unit.name.vi}, {above.name.vi}", en=f"{unit.name.en}, {above.name.en}")

    def above(self, unit: Unit | None) -> tuple[Unit, ...]:
        """The units that one belongs to, the nearest first; a plan under review may have parents in a circle."""
        found = dict[str, Unit]()
        while unit and (unit := self.unit.get(unit.parent or "")) and unit.id not in found:
            found[unit.id] = unit
        return tuple(found.values())

    @cached_property
    def below(self) -> dict[str, tuple[Unit, ...]]:
        """The units directly below each unit that has any."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def amounts(self) -> dict[str, AmountField]:
        """The fields that are amounts, by id."""
        return {name: spec for name, spec in self.fields.items() if isinstance(spec, AmountField)}

    @cached_property
    def target(self) -> dict[str, Target]:
        """The targets by id."""
        return {target.id: target for target in self.targets}

    @cached_property
    def sums(self) -> tuple[Sums, ...]:
        """What is added up for targets, and the ratios of single units that their conditions and duties ask."""
        computed = [target.measure.computed() for target in self.targets]
        conditions = [one.condition for one in computed if isinstance(one, UnitMeets)]
        conditions += [duty.where for duty in self.duties if duty.where is not None]
        ratios = (ratio for condition in conditions for ratio in condition.ratios())
        asked = (Sums(one.part, one.whole, nested=one.nested) for one in ratios)
        return (*(one for one in computed if isinstance(one, Sums)), *asked)

    @cached_property
    def measured(self) -> frozenset[str]:
        """The ids of the fields that the targets are measured by."""
        return frozenset(name for target in self.targets for name in target.measure.fields())

    @cached_property
    def duty(self) -> dict[str, Duty]:
        """The duties by id."""
        return {duty.id: duty for duty in self.duties}

    @cached_property
    def reported_by(self) -> dict[str, tuple[str, ...]]:
        """For each unit that reports anything, the ids of the fields it reports, in the plan's order.

        Units that report the same share one tuple.
        """
        crowds = {spec.reported_by: self.members(spec.reported_by) for spec in self.fields.values()}
        shared = dict[tuple[bool, ...], tuple[str, ...]]()
        found: dict[str, tuple[str, ...]] = {}
        for unit in self.units:
            within = tuple([unit.id in members for members in crowds.values()])
            if within not in shared:
                own = {crowd for crowd, is_member in zip(crowds, within, strict=True) if is_member}
                shared[within] = tuple(name for name, spec in self.fields.items() if spec.reported_by in own)
            if names := shared[within]:
                found[unit.id] = names
        return found

    @cached_property
    def counted(self) -> frozenset[str]:
        """The ids of the fields that are counted from returns of the units below, which file by themselves."""
        return frozenset(
            name for name, spec in self.fields.items() if spec.from_below is not None and not spec.from_below.annex
        )

    @cached_property
    def counted_only(self) -> frozenset[str]:
        """The units that file nothing: each of their figures is counted from returns of the units below."""
        if not self.counted:
            return frozenset()
        return frozenset(unit for unit, names in self.reported_by.items() if self.counted.issuperset(names))


def formed_of(plan: Plan, name: str, later: Unit) -> list[Unit]:
    """The former unit of that code, the last before the later one began; else a unit of today."""
    begun = later.valid_from or datetime.date.max
    former = [unit for unit in plan.former if unit.id == name and unit.valid_to is not None and unit.valid_to < begun]
    if former:
        return [max(former, key=lambda unit: unit.valid_to or datetime.date.min)]
    return [plan.unit[name]] if name in plan.unit and name != later.id else []


def has_succession(plan: Plan) -> bool:
    """Whether some unit of the plan is declared to be made of others."""
    return any(map(attrgetter("formed_from"), plan.units))


def successors(plan: Plan) -> dict[str, tuple[str, ...]]:
    """By former unit (marked), the units of today that were formed from it, directly or by way of others."""
    found: dict[str, dict[str, None]] = {}

    def follow(unit: Unit, heir: str, seen: tuple[Unit, ...]) -> None:
        for name in unit.formed_from:
            for before in formed_of(plan, name, unit):
                if before in plan.former and before not in seen:
                    found.setdefault(mark(before), {})[heir] = None
                    follow(before, heir, (*seen, before))

    for unit in plan.units:
        follow(unit, unit.id, ())
    return {former: tuple(heirs) for former, heirs in found.items()}


AS_WRITTEN = "="
"""Stands before codes with all their zeros: a province may be "04", and a ward "00004"."""


def _code(text: str) -> str:
    """A code of a unit or a field as it is compared."""
    return text.strip().lstrip("0").casefold()
