"""What units have to do, done or not done, with the evidence that is asked for."""

from typing import Literal

from pydantic import Field

from khpcmd.measures.condition import Condition
from khpcmd.plan.base import Id, PlanModel, TargetId, Text, Words

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
    clause: Words
    """Where the document says it."""
    quote: Words
    """What the document says, to the letter."""
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
    report_of: Id | None = None
    """The period whose return this duty is: it is done when that return is there, and in time."""
    periods: tuple[Id, ...] = ()
    """The periods in which it is looked at; all of them where none is named."""
    note: Text | None = None
    """How an ambiguity of the document is read."""
