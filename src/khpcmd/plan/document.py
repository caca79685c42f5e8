"""The document that a plan was issued as, and the lines at the head of its papers."""

import datetime

from pydantic import Field

from khpcmd.plan.base import PlanModel, Text, Words


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
