"""What a unit reports: one figure, declaration, day or text each; units of measure and their multiples.

``scale_of`` names the scale that a unit of measure belongs to (``multiples.toml``), ``Scale.shift`` how far the decimal
point moves from one unit of a scale to another. Every multiple is a power of ten, so that figures convert exactly.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from khpcmd.measures.threshold import Exact, PercentField
from khpcmd.plan.base import Id, PlanModel, PortalCode, Text, Words
from khpcmd.text import bare, canonical, loose, tidy

_SIGNS = str.maketrans({"²": "2", "³": "3", "(": " ", ")": " "})
_OTHERWISE = {canonical(other): canonical(usual) for other, usual in (("ngàn", "nghìn"), ("tỉ", "tỷ"))}
"""Words that are written in two ways."""
_AMBIGUOUS = frozenset({"ta"})
"""Without accents these are other words as well."""


class Scale(NamedTuple):
    """Units of one thing: ``exponents`` has, by the spelling of each, the power of ten that it is of the first."""

    name: str
    exponents: Mapping[str, int]

    @property
    def several(self) -> bool:
        """Whether a figure without its unit could be of more than one: of a percentage it is not asked."""
        return self.name != "share"

    def shift(self, found: str, wanted: str) -> int | None:
        """By how many places the decimal point moves from a figure in ``found`` to one in ``wanted``; None where one of
        them is no unit of this scale."""
        one, other = self.exponents.get(found), self.exponents.get(wanted)
        return None if one is None or other is None else one - other


def unit_key(text: str) -> str:
    """A key that is equal for spellings of one unit: "Tỉ đồng", "tỷ đồng."; "m²", "m2"."""
    words = canonical(text.translate(_SIGNS)).strip(" .,;:")
    return " ".join(_OTHERWISE.get(word, word) for word in words.split(" "))


@lru_cache(maxsize=1)
def scales() -> tuple[Scale, ...]:
    """All scales, read when a plan first asks for one."""
    read = tomllib.loads(Path(__file__).with_name("multiples.toml").read_text(encoding="utf-8"))
    return tuple(Scale(name, dict(_exponents(units))) for name, units in read.items())


def _exponents(units: Mapping[str, list[str]]) -> Iterator[tuple[str, int]]:
    """The power of ten of each spelling, also as it is typed without accents, where no other has that."""
    as_written = {unit_key(one): int(exponent) for exponent, spellings in units.items() for one in spellings}
    for exponent, spellings in units.items():
        for one in spellings:
            if one[0].isalpha() and bare(one) not in _AMBIGUOUS:
                yield unit_key(bare(one)), int(exponent)
    yield from as_written.items()


def scale_of(unit: str) -> Scale | None:
    """The scale of a unit of measure; None where it is a unit by itself."""
    found = unit_key(unit)
    return next((scale for scale in scales() if found in scale.exponents), None)


@cache
def _says(name: str) -> re.Pattern[str]:
    """A pattern of ``sums.toml``: how labels and units of measure of what has a sum, or none, are worded."""
    words = tomllib.loads(Path(__file__).with_name("sums.toml").read_text(encoding="utf-8"))
    return re.compile(words[name])


@lru_cache(maxsize=4096)
def has_sum(label: str, unit: str, *, whole: bool, measured: bool = False) -> bool:
    """Whether figures of that label and unit of measure add up over several units.

    ``whole`` are whole numbers of things, ``measured`` amounts whose unit is on a scale: money, lengths, areas.
    """
    label, unit = tidy(label).casefold(), tidy(unit).casefold()
    if _says("over_time").fullmatch(label) and _says("people").fullmatch(unit):
        return True
    if _says("rate").match(label):
        return False
    if not whole:
        scaled = not measured and _says("scale").search(label)
        return not (_says("average").search(label) or _says("measured").search(unit) or scaled)
    average = _says("averaged").search(label)
    if average and not _says("graded").search(label[: average.start()]):
        return False
    points = _says("points").fullmatch(unit) and _says("scored").match(label)
    return not (_says("shared_out").search(unit) or points)


COUNTED = ("count", "months")
"""The kinds of fields that hold whole numbers."""
NUMBERS = (*COUNTED, "amount")
"""The kinds of fields that hold numbers."""
MOST_STEPS = 10**12
"""The largest amount, in steps of its last decimal, that every spreadsheet still adds up exactly."""


class RollUp(PlanModel):
    """A figure that units below can report one by one: "yes" is counted, counts and amounts are added up.

    ```yaml
    fields:
      communes_reached:
        kind: count
        label: {vi: Số xã tổ chức tuyên truyền, en: Communes reached}
        reported_by: [district]
        unit_of_measure: {vi: xã, en: communes}
        flow: false
        register_limit: communes
        rolled_up: {level: commune, field: commune_reached}
      commune_reached:
        kind: yes_no
        label: {vi: Có tổ chức tuyên truyền, en: Held communication}
        reported_by: [commune]
        required: false
    ```
    """

    level: Id
    """The level of the units below."""
    field: Id
    """What each of them reports."""
    annex: bool = True
    """Whether they stand in an annex of this unit's own return; false where each of them files by itself."""


class FieldModel(PlanModel):
    """What all kinds of field have."""

    label: Text
    """What the column or the row of a return is called."""
    aliases: tuple[Words, ...] = ()
    """Other headers to take for this field; "a / b" is the header b under the merged header a."""
    codes: tuple[PortalCode, ...] = ()
    """The codes that portals and statistical systems have for it; the first is written into long tables."""
    reported_by: tuple[Id, ...] = Field(min_length=1)
    """The levels, or single units, that report it."""
    required: bool = True
    """Whether a blank is an error."""
    help: Text | None = None
    """What to count, for whoever fills in the template."""

    @property
    def has_sum(self) -> bool:
        """Whether the figures of several units add up to that of all of them."""
        return False

    @property
    def measure(self) -> Text | None:
        """Its unit of measure; None for a kind without one."""
        return None

    @property
    def measures(self) -> tuple[str, ...]:
        """How a return may write its unit of measure, the plan's own words first; none for a kind without one."""
        return ()

    @property
    def counts(self) -> tuple[str, ...]:
        """How a Vietnamese return may write the things that it counts; none for what is no whole number of things."""
        return ()

    def measured_in(self, words: str) -> bool:
        """Whether words name its unit of measure, or one from which its figures can be converted."""
        found = loose(words)
        return bool(found) and (found in _keys(self.measures) or found in _bare_keys(self.measures))

    @property
    def places(self) -> int:
        """How many decimals its figures may have."""
        return 0

    def of_steps(self, steps: int) -> int | Decimal:
        """The figure of so many steps of its last decimal."""
        return steps

    def in_steps(self, value: object) -> int | None:
        """A figure as a number of these steps; None where it is no number."""
        return value if type(value) is int else None

    @property
    def percentage(self) -> bool:
        """Whether it is a percentage that is reported as such."""
        return False

    @property
    def below_zero(self) -> bool:
        """Whether a figure can be negative."""
        return False

    @property
    def most(self) -> Decimal | None:
        """The bound that the plan gives its figures, if any."""
        return None

    @property
    def register(self) -> str | None:
        """The number of the register that it cannot exceed."""
        return None

    @property
    def begins(self) -> int | None:
        """The year from which things are counted, over several years."""
        return None

    @property
    def accumulates(self) -> bool:
        """Whether its figure grows over the year."""
        return False

    @property
    def grows(self) -> bool:
        """Whether it never falls within the year."""
        return self.accumulates

    @property
    def has_baseline(self) -> bool:
        """Whether the return also has its figure of the baseline year."""
        return False

    @property
    def from_below(self) -> RollUp | None:
        """Where units below report it one by one."""
        return None

    evidence: ClassVar[Literal["", "date", "document"]] = ""
    """As what it may stand beside the answer that it is the evidence of; no measure asks for that."""
    typed: ClassVar[Literal["count", "amount", "yes_no", "date", "text"]] = "count"
    """What is typed into a cell of a form."""


class MeasuredField(FieldModel):
    """What all kinds with a unit of measure have."""

    kind: str
    unit_of_measure: Text
    """What is counted: "cơ sở", "người", "vụ"."""
    unit_aliases: tuple[Words, ...] = ()
    """Other ways a return may write the unit of measure."""

    @property
    def measure(self) -> Text | None:
        return self.unit_of_measure

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.unit_of_measure.vi, self.unit_of_measure.en, *self.unit_aliases)

    @property
    def counts(self) -> tuple[str, ...]:
        return (self.unit_of_measure.vi, *self.unit_aliases)


class NumberField(MeasuredField):
    """What all kinds have whose figures are added up and compared."""

    flow: bool = True
    """true if it accumulates over the year (cases, sessions, revenue); false for a stock (venues, workers, an area, a
    rate)."""
    tolerance: PercentField | None = None
    """How much a stock (flow: false) may differ from the previous return before a warning is given, for example
    30%; default: 20%."""
    baseline: bool = False
    """Whether the return also has a column for the baseline year."""
    adds_up: bool | None = None
    """Whether the figures of several units add up to that of all of them. Default: false for what its label and unit
    call a rate, an average, an index, a rank or a score, else true; never true for a percentage."""
    rolled_up: RollUp | None = None
    """Where units below report it one by one, in an annex: the unit's figure is then counted, or added up, from
    theirs."""

    @cached_property
    def scale(self) -> Scale | None:
        """The scale that its unit of measure is on; None for a unit without multiples."""
        return scale_of(self.unit_of_measure.vi)

    @property
    def has_sum(self) -> bool:
        """Whether its figures add up over units: by its words in each language, unless the plan says it."""
        words = {(self.label.vi, self.unit_of_measure.vi), (self.label.en, self.unit_of_measure.en)}
        whole = self.kind in COUNTED
        measured = not whole and self.scale is not None and self.scale.several
        found = (has_sum(label, unit, whole=whole, measured=measured) for label, unit in words)
        return all(found) if self.adds_up is None else self.adds_up

    @property
    def accumulates(self) -> bool:
        return self.flow

    @property
    def has_baseline(self) -> bool:
        return self.baseline

    @property
    def from_below(self) -> RollUp | None:
        return self.rolled_up


@lru_cache(maxsize=512)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(map(loose, names))


@lru_cache(maxsize=512)
def _bare_keys(names: tuple[str, ...]) -> frozenset[str]:
    """The same as somebody types them who types no accents; years ("nam") could then be men."""
    return frozenset(map(bare, names)) - {"nam"}


class CountField(NumberField):
    """A whole number of things, 0 or more.

    ```yaml
    fields:
      venues_inspected:
        kind: count
        label: {vi: Số cơ sở được kiểm tra ít nhất một lần, en: Venues inspected at least once}
        aliases: [Số cơ sở được kiểm tra, Cơ sở kinh doanh dịch vụ / Được kiểm tra]
        reported_by: [district]
        unit_of_measure: {vi: cơ sở, en: venues}
        help:
          vi: Mỗi cơ sở chỉ tính một lần, dù được kiểm tra nhiều lượt.
          en: Each venue counts once, however often it was visited.
    ```
    """

    kind: Literal["count"]
    counting: Literal["distinct", "visits"] = "distinct"
    """distinct: each thing counts once; visits: each occurrence counts ("lượt")."""
    nature: Literal["stock", "progress", "backlog"] | None = None
    """What a figure with flow: false is: a stock (what there is), a progress (communes reached so far, which never
    falls within the year) or a backlog (cases pending, of which there are more or fewer by chance); default: stock."""
    since: Annotated[int, Field(ge=1990, le=2200)] | None = None
    """The year from which distinct things are counted, for a count that runs over several years."""
    register_limit: Id | None = None
    """The name of a register number that the count cannot exceed."""

    @property
    def register(self) -> str | None:
        return self.register_limit

    @property
    def grows(self) -> bool:
        return self.flow or self.nature == "progress"

    @property
    def begins(self) -> int | None:
        return self.since


class AmountField(NumberField):
    """An exact decimal number with its unit of measure: money, hectares, kilometres, points, a reported percentage.

    A return may write it in another multiple of its unit ("triệu đồng" for "tỷ đồng", m for km) and has to say in
    which: in brackets behind the header or the label, in the column "Đơn vị tính", in the line "Đơn vị tính: …" above
    the table, or behind the figure. Figures in a unit that is not known, and those of money, lengths, areas and the
    like that state no unit, are asked about. A percentage that is reported as such has the unit of measure "%"; it is
    judged for each unit or of one unit, and never added up nor averaged.

    ```yaml
    fields:
      revenue:
        kind: amount
        label: {vi: Tổng thu ngân sách nhà nước trên địa bàn, en: State budget revenue in the province}
        reported_by: [agency]
        unit_of_measure: {vi: tỷ đồng, en: billion dong}
        decimals: 3
        at_most: 100000
    ```
    """

    kind: Literal["amount"]
    typed = "amount"
    unit_of_measure: Text
    """The unit in which the plan states the figure, "%" for a percentage."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    """How many decimals a figure may have, 0 to 6; more are an error, and nothing is rounded."""
    at_least: Exact = Decimal(0)
    """The smallest figure that can be, below 0 only for a figure that no other is held against; default: 0."""
    at_most: Exact | None = None
    """The largest figure that can be: what lies above is an error. Default: 100 for a percentage; for others
    999,999,999, or less where a figure has more than three decimals."""
    below_one: bool = False
    """For a percentage: whether figures between 0% and 1% are usual, so that 0.5 without a sign is not asked about."""

    @property
    def counts(self) -> tuple[str, ...]:
        return ()

    def measured_in(self, words: str) -> bool:
        return self.shift(words) is not None

    @property
    def places(self) -> int:
        return self.decimals

    def of_steps(self, steps: int) -> int | Decimal:
        return Decimal(steps).scaleb(-self.decimals)

    def in_steps(self, value: object) -> int | None:
        return self.steps(Decimal(value)) if type(value) is int or isinstance(value, Decimal) else None

    @property
    def percentage(self) -> bool:
        return self.unit_of_measure.vi == "%"

    @property
    def grows(self) -> bool:
        """Whether it never falls within the year."""
        return self.flow

    @property
    def asks_unit(self) -> bool:
        """Whether a figure that states no unit could be of several."""
        return self.scale is not None and self.scale.several

    def shift(self, unit: str) -> int | None:
        """By how many places the decimal point of a figure in another unit moves; None for an unknown unit."""
        found = unit_key(unit)
        if found in map(unit_key, self.measures):
            return 0
        return self.scale.shift(found, unit_key(self.unit_of_measure.vi)) if self.scale else None

    @cached_property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The smallest and the largest figure that can be."""
        if self.at_most is not None:
            return self.at_least, self.at_most
        largest = min(Decimal(999_999_999), Decimal(MOST_STEPS).scaleb(-self.decimals))
        return self.at_least, Decimal(100) if self.percentage else largest

    @property
    def below_zero(self) -> bool:
        return self.at_least < 0

    @property
    def most(self) -> Decimal | None:
        return self.ends[1] if self.at_most is not None or self.percentage else None

    def steps(self, value: Decimal) -> int:
        """A figure as a number of steps of the last decimal."""
        return int(value.scaleb(self.decimals))


class YesNoField(FieldModel):
    """A declaration: yes or no.

    ```yaml
    fields:
      plan_issued:
        kind: yes_no
        label: {vi: Đã ban hành kế hoạch, en: Has issued its plan}
        reported_by: [district]
    ```
    """

    kind: Literal["yes_no"]
    typed = "yes_no"

    @property
    def has_sum(self) -> bool:
        """How many units say yes."""
        return True


class MonthsField(MeasuredField):
    """A whole number for every month.

    It is what a ``frequency`` is measured by.

    ```yaml
    fields:
      news_items:
        kind: months
        label: {vi: Số tin bài theo tháng, en: News items by month}
        reported_by: [agency]
        unit_of_measure: {vi: tin bài, en: items}
    ```
    """

    kind: Literal["months"]

    @property
    def has_sum(self) -> bool:
        return True


class DateField(FieldModel):
    """A day.

    The measure ``on_time`` and conditions compare it; otherwise it stands beside other figures for whoever reads them.

    ```yaml
    fields:
      plan_date: {kind: date, label: {vi: Ngày ban hành, en: Date of issue}, reported_by: [district], required: false}
    ```
    """

    kind: Literal["date"]
    evidence = "date"
    typed = "date"


class TextField(FieldModel):
    """A short text, for example the number of a document.

    No measure asks for it.

    ```yaml
    fields:
      plan_number: {kind: text, label: {vi: Số văn bản, en: Plan number}, reported_by: [district], required: false}
    ```
    """

    kind: Literal["text"]
    evidence = "document"
    typed = "text"


AnyField = Annotated[
    CountField | AmountField | YesNoField | MonthsField | DateField | TextField, Field(discriminator="kind")
]
