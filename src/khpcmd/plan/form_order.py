"""The order in which a form asks for the fields of a plan, and its sections; no field is known to it by name.

Fields that a constraint or the measure of a target names together are one block, which stands where the first of them
stands in the plan. In a block a whole comes before its parts and an earlier step before a later one; where nothing says
so, the plan's order holds. That a count is at most another one gives no order: both may count in units of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from khpcmd.plan.base import Text
from khpcmd.plan.constraints import AtMost, Steps, Sum
from khpcmd.plan.model import Plan, Target

Edges = dict[str, set[str]]
"""By field, those that come before it."""


class FormSection(NamedTuple):
    """Fields that are asked for under one heading, and the targets that rest on them, in the plan's order.

    ``title`` is the plan's own heading, if it has one.
    """

    title: Text | None
    targets: tuple[Target, ...]
    fields: tuple[str, ...]


def form_sections(plan: Plan, asked: Iterable[str]) -> tuple[FormSection, ...]:
    """The sections of a form that asks for some fields of a plan.

    They are those of the plan, else blocks whose first targets stand in the same clause are one section; a block that
    is in none belongs to the one before it. With more headings than they are worth there is one section without title.
    """
    wanted, runs = set(asked), list[tuple[str, list[str]]]()
    heading = {name: one.clause for one in reversed(plan.targets) for name in one.measure.fields()}  # the first one's
    if plan.sections:
        heading = {name: str(number) for number, section in enumerate(plan.sections) for name in section.fields}
    last = ""
    for block in form_blocks(plan):
        last = next((heading[name] for name in block if name in heading), last)
        own = [name for name in block if name in wanted]
        if own and runs and runs[-1][0] == last:
            runs[-1][1].extend(own)
        elif own:
            runs.append((last, own))
    if len(runs) == 1 or 2 * sum(len(fields) == 1 for _, fields in runs) > len(runs):
        whole = tuple(name for _, fields in runs for name in fields)
        return (FormSection(None, _targets(plan, whole), whole),) if whole else ()
    titles = {str(number): section.title for number, section in enumerate(plan.sections)}
    return tuple(FormSection(titles.get(key), _targets(plan, fields), tuple(fields)) for key, fields in runs)


def form_blocks(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """The fields of a plan, each once, in the order of a form: those that belong together are one block."""
    blocks = {name: frozenset({name}) for name in plan.fields}
    named = [*(one.fields() for one in plan.constraints), *(one.measure.fields() for one in plan.targets)]
    for names in named:
        whole = frozenset[str]().union(*(blocks[name] for name in names if name in blocks))
        blocks |= dict.fromkeys(whole, whole)
    members = dict[frozenset[str], list[str]]()
    for name, block in blocks.items():
        members.setdefault(block, []).append(name)
    before = _before(plan)
    return tuple(tuple(_sorted(block, before)) for block in members.values())


def _targets(plan: Plan, fields: Iterable[str]) -> tuple[Target, ...]:
    """The targets that are measured by any of some fields."""
    names = set(fields)
    return tuple(target for target in plan.targets if not names.isdisjoint(target.measure.fields()))


def _before(plan: Plan) -> Edges:
    """What has to come before what."""
    edges = Edges()
    for first, later in _relations(plan):
        for one, other in product(first, later):
            edges.setdefault(other, set()).add(one)
    return edges


def _relations(plan: Plan) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Fields, and those that come after them."""
    for constraint in plan.constraints:
        match constraint:
            case Sum():
                yield constraint.whole, constraint.parts
            case Steps():
                yield from pairwise(constraint.steps)
            case AtMost():
                pass
    for sums in plan.sums:
        if sums.nested and isinstance(sums.whole, tuple):
            yield sums.whole, sums.part


def _sorted(block: list[str], before: Edges) -> Iterator[str]:
    """The fields of a block, each after those before it; in a circle the plan's order holds."""
    left = list(block)
    while left:
        free = (name for name in left if before.get(name, set()).isdisjoint(one for one in left if one != name))
        found = next(free, left[0])
        left.remove(found)
        yield found
