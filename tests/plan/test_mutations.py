"""The linter against a good plan broken in every systematic way: each break is told at its place, or is harmless.

A break is harmless when the plan still loads and is, apart from what was broken, the same plan: an optional key was
taken away, a list was put in another order, a text says something else. Then nothing may be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml

import shapes_plan
import small_plan
from khpcmd.diagnostics.errors import PlanError
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan

Steps = tuple[str | int, ...]

FREE = frozenset({
    "vi", "en", "number", "clause", "quote", "name", "title", "label", "issuer", "aliases", "note", "help", "short",
})  # fmt: skip
"""Keys of free text: any text will do."""
OPTIONAL = frozenset({
    "language", "aliases", "inclusive", "register", "parent", "baseline", "register_limit", "constraints",
    "baseline_year", "plausibility", "files", "divided", "weight", "not_applicable", "waived",
})  # fmt: skip
"""Keys of the plans that a plan can do without, they and all below them, as long as nothing else needs them."""


DECLARED = ("periods", "levels", "groups", "fields", "register", "milestones", "by_period")
"""Keys of mappings whose own keys are names that the plan gives."""
NUMBER = re.compile(r"\+?[0-9]+(\.[0-9]+)?%?")


@dataclass(frozen=True)
class Break:
    """One way to break the plan: the text, and the lines on one of which it has to be told."""

    name: str
    text: str
    lines: frozenset[int]


def nodes(node: yaml.Node, path: Steps = ()) -> Iterator[tuple[Steps, yaml.Node, yaml.Node | None]]:
    """Every value of the plan with its way and its key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), value, key
            yield from nodes(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*path, index), value, None
            yield from nodes(value, (*path, index))


def kinds(node: yaml.Node, kind: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """For every value what stands at its place, whichever of several it is: its keys, and the kinds around it."""
    if isinstance(node, yaml.MappingNode):
        own = next((value.value for key, value in node.value if key.value == "kind"), "")
        for key, value in node.value:
            inner = (*kind, own, "*" if kind and kind[-1] in DECLARED else key.value)
            yield inner
            yield from kinds(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            inner = (*kind, "[]")
            yield inner
            yield from kinds(value, inner)


def cut(text: str, node: yaml.Node, instead: str) -> str:
    return text[: node.start_mark.index] + instead + text[node.end_mark.index :]


def around(node: yaml.Node, key: yaml.Node | None) -> frozenset[int]:
    """The lines of a value and its key."""
    first = (key or node).start_mark.line + 1
    return frozenset(range(first, node.end_mark.line + 2))


class Good:
    """A good plan, and every way to break it."""

    def __init__(self, text: str, *others: Good) -> None:
        """``others`` are broken as well: what they have is left as it is here; of several alike the first is broken."""
        self.text = text
        self.plan = parse_plan(text, "plan.yaml")
        tree: yaml.Node = yaml.compose(text)  # type: ignore[assignment]  # the plan is not empty
        self.all = list(nodes(tree))
        self.kinds = list(kinds(tree))
        if others:
            first = dict(zip(reversed(self.kinds), reversed(self.all), strict=True))
            self.all = [one for kind, one in first.items() if not any(kind in other.kinds for other in others)]

    def renamed(self) -> Iterator[Break]:
        """Every key with a letter too much."""
        for path, node, key in self.all:
            if key is not None:
                yield Break(f"rename {path}", cut(self.text, key, f"{key.value}x"), around(node, key))

    def retyped(self) -> Iterator[Break]:
        """Every scalar as a mapping, and as a list of a list."""
        for path, node, key in self.all:
            if isinstance(node, yaml.ScalarNode):
                for instead in ("{a: 1}", "[[1]]"):
                    yield Break(f"retype {path} {instead}", cut(self.text, node, instead), around(node, key))

    def emptied(self) -> Iterator[Break]:
        """Every scalar as an empty text."""
        for path, node, key in self.all:
            if isinstance(node, yaml.ScalarNode):
                yield Break(f"empty {path}", cut(self.text, node, '""'), around(node, key))

    def misspelt(self) -> Iterator[Break]:
        """Every scalar that names something with a letter too much."""
        for path, node, key in self.all:
            if isinstance(node, yaml.ScalarNode) and not FREE & set(path):
                yield Break(f"misspell {path}", cut(self.text, node, f'"{node.value}x"'), around(node, key))

    def doubled(self) -> Iterator[Break]:
        """Every key of a flow mapping twice."""
        for path, node, key in self.all:
            if key is not None and isinstance(node, yaml.ScalarNode):
                text = self.text[key.start_mark.index : node.end_mark.index]
                line = self.text.rfind("\n", 0, key.start_mark.index) + 1
                indent = self.text[line : key.start_mark.index]
                again = f"\n{' ' * len(indent)}{text}" if not indent.strip(" -") else f", {text}"
                broken = self.text[: node.end_mark.index] + again + self.text[node.end_mark.index :]
                lines = around(node, key) | {node.end_mark.line + 2}
                yield Break(f"double {path}", broken, lines)

    def negated(self) -> Iterator[Break]:
        """Every number below zero, and with so many decimals as no figure has."""
        for path, node, key in self.all:
            if isinstance(node, yaml.ScalarNode) and NUMBER.fullmatch(node.value) and not FREE & set(path):
                sign = "%" if node.value.endswith("%") else ""
                for instead in (f"-7{sign}", f"1.12345678{sign}"):
                    yield Break(f"number {path} {instead}", cut(self.text, node, instead), around(node, key))

    def taken_away(self) -> Iterator[Break]:
        """Every entry of a flow mapping left out."""
        for path, node, key in self.all:
            if key is None or not isinstance(node, yaml.ScalarNode):
                continue
            before, after = self.text[: key.start_mark.index], self.text[node.end_mark.index :]
            if before.endswith(("{", ", ")):
                after = after.removeprefix(", ") if before.endswith("{") else after
                before = before.removesuffix(", ") if before.endswith(", ") else before
                yield Break(f"take away {path}", before + after, frozenset())

    def harmless(self, one: Break, found: Plan | list[int]) -> bool:
        return one.name in HARMLESS and isinstance(found, Plan) and found != self.plan


KINDS_OF_BREAK = ("renamed", "retyped", "emptied", "misspelt", "doubled", "negated")
SMALL = Good(small_plan.PLAN)
GOOD = {"small": SMALL, "shapes": Good(shapes_plan.PLAN, SMALL)}
plans = pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)


def loaded(text: str) -> Plan | list[int]:
    """The plan, or the lines of its mistakes."""
    try:
        return parse_plan(text, "plan.yaml")
    except PlanError as error:
        return [found.at.line for found in error.diagnostics if found.at]


@pytest.mark.slow
@plans
@pytest.mark.parametrize("kind", KINDS_OF_BREAK)
def test_every_break_is_told_on_its_line(good: Good, kind: str) -> None:
    breaks = list(getattr(good, kind)())
    assert len(breaks) >= 20, len(breaks)  # hundreds of all kinds together
    wrong = [
        (one.name, found)
        for one in breaks
        for found in (loaded(one.text),)
        if not good.harmless(one, found) and (isinstance(found, Plan) or not set(found) & one.lines)
    ]
    # a name that is misspelt where it is declared is told where it is used: that is where it does not exist
    told_elsewhere = [(name, found) for name, found in wrong if isinstance(found, list) and found and declares(name)]
    assert [
        (name, found if isinstance(found, list) else "") for name, found in wrong if (name, found) not in told_elsewhere
    ] == []


HARMLESS = frozenset({
    "misspell ('id',)",
    "misspell ('topic', 0)",
    *(f"misspell ('units', {index}, 'id')" for index in (1, 4)),
    *(f"misspell ('targets', {index}, 'id')" for index in range(11)),
    "misspell ('duties', 0, 'id')",
    "rename ('periods', 'year')",
    "rename ('periods', 'year_2025')",
    "rename ('fields', 'communes_reached')",
    # a growth or a change may be one for less; a limit may lie between two figures; points and weights are any
    *(f"number ('targets', {index}, 'threshold', 'at_least') {level}" for index, level in ((2, "-7%"), (4, "-7"))),
    *(f"number ('targets', {index}, 'threshold', 'at_least') 1.12345678" for index in (1, 5, 10)),
    "number ('targets', 1, 'by_period', 'year_2024', 'threshold', 'at_least') 1.12345678",
    "number ('targets', 10, 'measure', 'criteria', 0, 'steps', 0, 'points') 1.12345678",
    *(f"number ('targets', 10, 'measure', 'criteria', 1, '{key}') 1.12345678" for key in ("points", "weight")),
})  # fmt: skip
"""Ids that nothing else in the plan refers to, and numbers that may be so: another plan, which is just as good."""


def declares(name: str) -> bool:
    what = "periods", "levels", "groups", "fields"
    return name.startswith((*(f"rename ('{key}'" for key in what), "misspell ('units'", "misspell ('targets'"))


@pytest.mark.slow
@plans
def test_every_entry_that_is_needed_is_missed(good: Good) -> None:
    for one in good.taken_away():
        found, keys = loaded(one.text), one.name.split("'")[1::2]
        if isinstance(found, Plan):
            assert keys[-1] in OPTIONAL or keys[0] in OPTIONAL or found == good.plan, one.name
        else:
            assert found, one.name


@pytest.mark.crossing(1)
@plans
def test_the_order_of_keys_means_nothing(good: Good) -> None:
    data = yaml.compose(good.text)
    assert isinstance(data, yaml.MappingNode)
    for _ in range(2):
        data.value.reverse()
        for _, node, _ in nodes(data):
            if isinstance(node, yaml.MappingNode):
                node.value.reverse()
        again = parse_plan(yaml.serialize(data, allow_unicode=True), "plan.yaml")
        assert (again.target, again.unit, again.periods) == (good.plan.target, good.plan.unit, good.plan.periods)
        assert dict(again.fields) == dict(good.plan.fields)
