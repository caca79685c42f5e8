"""What a unit reports: one figure, declaration, day or text each."""

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.measures.threshold import PercentField
from khpcmd.plan.base import Id, PlanModel, Text, Words

COUNTED = ("count", "months")
"""The kinds of fields that hold whole numbers."""


class RollUp(PlanModel):
    """A figure that units below can report one by one: "yes" is counted, counts are added up.

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
    """Other headers to take for this field; ``a / b`` is the header b under the merged header a."""
    reported_by: tuple[Id, ...] = Field(min_length=1)
    """The levels, or single units, that report it."""
    required: bool = True
    """Whether a blank is an error."""
    help: Text | None = None
    """What to count, for whoever fills in the template."""


class CountField(FieldModel):
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
    unit_of_measure: Text
    """What is counted: cơ sở, người, vụ."""
    unit_aliases: tuple[Words, ...] = ()
    """Other ways a return may write the unit of measure."""
    counting: Literal["distinct", "visits"] = "distinct"
    """distinct: each thing counts once; visits: each occurrence counts ("lượt")."""
    flow: bool = True
    """true if it accumulates over the year (cases, sessions); false for a stock (venues, workers)."""
    tolerance: PercentField | None = None
    """How much a stock (flow: false) may differ from the previous return before a warning is given, for example
    30%; default: 20%."""
    since: Annotated[int, Field(ge=1990, le=2200)] | None = None
    """The year from which distinct things are counted, for a count that runs over several years."""
    baseline: bool = False
    """Whether the return also has a column for the baseline year."""
    register_limit: Id | None = None
    """The name of a register number that the count cannot exceed."""
    rolled_up: RollUp | None = None
    """Where units below report it one by one, in an annex: the district's figure is then counted from theirs."""


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


class MonthsField(FieldModel):
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
    unit_of_measure: Text
    unit_aliases: tuple[Words, ...] = ()


class DateField(FieldModel):
    """A day.

    No measure asks for it; it stands beside other figures for whoever reads them.

    ```yaml
    fields:
      plan_date: {kind: date, label: {vi: Ngày ban hành, en: Date of issue}, reported_by: [district], required: false}
    ```
    """

    kind: Literal["date"]


class TextField(FieldModel):
    """A short text, for example the number of a document.

    No measure asks for it.

    ```yaml
    fields:
      plan_number: {kind: text, label: {vi: Số văn bản, en: Plan number}, reported_by: [district], required: false}
    ```
    """

    kind: Literal["text"]


AnyField = Annotated[CountField | YesNoField | MonthsField | DateField | TextField, Field(discriminator="kind")]
