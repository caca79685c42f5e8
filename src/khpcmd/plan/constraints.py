"""What has to agree among the figures of a return: parts and wholes, steps, sums."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import Id, PlanModel
from khpcmd.plan.fields import AnyField, CountField

Order = tuple[tuple[str, ...], tuple[str, ...]]
"""The sum of some figures is at most the sum of others."""


class Rule(PlanModel):
    """What every constraint says of its fields."""

    @abstractmethod
    def sides(self) -> Mapping[KeyPath, tuple[str, ...]]:
        """The fields that are added up, by the keys that name them."""

    @abstractmethod
    def orders(self) -> Iterator[Order]:
        """What it says of sums."""

    def fields(self) -> tuple[str, ...]:
        """All fields that it names."""
        return tuple(name for names in self.sides().values() for name in names)


class AtMost(Rule):
    """A part cannot be larger than its whole.

    Of the part and the whole of a ``ratio`` this need not be said. Where the part counts things and the whole the
    visits to them (``counting: visits``), no visit is made where there is no thing.

    ```yaml
    constraints:
      - {kind: at_most, part: [communes_maintained], whole: [communes_reached]}
    ```
    """

    kind: Literal["at_most"]
    part: tuple[Id, ...] = Field(min_length=1)
    """The fields of the part, added up."""
    whole: tuple[Id, ...] = Field(min_length=1)
    """The fields of the whole, added up."""

    def sides(self) -> Mapping[KeyPath, tuple[str, ...]]:
        return {("part",): self.part, ("whole",): self.whole}

    def orders(self) -> Iterator[Order]:
        yield self.part, self.whole


class Steps(Rule):
    """Each step has at most as many as the one before; the fields of one step are added up.

    Cases that are received, then verified, then resolved, are three steps.

    ```yaml
    constraints:
      - {kind: steps, steps: [[reports_received], [reports_verified], [reports_resolved, reports_resolved_late]]}
    ```
    """

    kind: Literal["steps"]
    steps: tuple[tuple[Id, ...], ...] = Field(min_length=2)
    """The steps in their order, each a list of fields."""

    def sides(self) -> Mapping[KeyPath, tuple[str, ...]]:
        return {("steps", number): step for number, step in enumerate(self.steps)}

    def orders(self) -> Iterator[Order]:
        return ((later, before) for before, later in pairwise(self.steps))


class Sum(Rule):
    """The parts add up to the whole.

    ```yaml
    constraints:
      - {kind: sum, parts: [reports_resolved, reports_resolved_late, reports_pending], whole: [reports_received]}
    ```
    """

    kind: Literal["sum"]
    parts: tuple[Id, ...] = Field(min_length=1)
    """The fields of the parts, added up."""
    whole: tuple[Id, ...] = Field(min_length=1)
    """The fields of the whole, added up."""

    def sides(self) -> Mapping[KeyPath, tuple[str, ...]]:
        return {("parts",): self.parts, ("whole",): self.whole}

    def orders(self) -> Iterator[Order]:
        yield self.parts, self.whole
        yield self.whole, self.parts


Constraint = Annotated[AtMost | Steps | Sum, Field(discriminator="kind")]


def visited(parts: Iterable[Order], fields: Mapping[str, AnyField]) -> tuple[Order, ...]:
    """The things that lie inside a number of visits, which none are made to where there is none of them."""
    counted = {name: spec.counting for name, spec in fields.items() if isinstance(spec, CountField)}

    def all_count(names: Iterable[str], what: str) -> bool:
        return {*map(counted.get, names)} == {what}

    return tuple(pair for pair in parts if all_count(pair[0], "distinct") and all_count(pair[1], "visits"))
