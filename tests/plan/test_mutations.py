"""The linter against a good plan broken in every systematic way: each break is told at its place, or is harmless.

A break is harmless when the plan still loads and is, apart from what was broken, the same plan: an optional key was
taken away, a list was put in another order, a text says something else. Then nothing may be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml

from khpcmd.diagnostics import PlanError
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from small_plan import PLAN

Steps = tuple[str | int, ...]

FREE = frozenset({
    "vi", "en", "number", "clause", "quote", "name", "title", "label", "issuer", "aliases", "note", "help", "short",
})  # fmt: skip
"""Keys of free text: any text will do."""
OPTIONAL = frozenset({
    "language", "aliases", "inclusive", "register", "parent", "baseline", "register_limit", "constraints",
    "baseline_year", "plausibility",
})  # fmt: skip
"""Keys of the small plan that a plan can do without, they and all below them, as long as nothing else needs them."""


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


def cut(text: str, node: yaml.Node, instead: str) -> str:
    return text[: node.start_mark.index] + instead + text[node.end_mark.index :]


TREE: yaml.Node = yaml.compose(PLAN)  # type: ignore[assignment]  # the plan is not empty
ALL = list(nodes(TREE))


def around(node: yaml.Node, key: yaml.Node | None) -> frozenset[int]:
    """The lines of a value and its key."""
    first = (key or node).start_mark.line + 1
    return frozenset(range(first, node.end_mark.line + 2))


def renamed() -> Iterator[Break]:
    """Every key with a letter too much."""
    for path, node, key in ALL:
        if key is not None:
            yield Break(f"rename {path}", cut(PLAN, key, f"{key.value}x"), around(node, key))


def retyped() -> Iterator[Break]:
    """Every scalar as a mapping, and as a list of a list."""
    for path, node, key in ALL:
        if isinstance(node, yaml.ScalarNode):
            for instead in ("{a: 1}", "[[1]]"):
                yield Break(f"retype {path} {instead}", cut(PLAN, node, instead), around(node, key))


def emptied() -> Iterator[Break]:
    """Every scalar as an empty text."""
    for path, node, key in ALL:
        if isinstance(node, yaml.ScalarNode):
            yield Break(f"empty {path}", cut(PLAN, node, '""'), around(node, key))


def misspelt() -> Iterator[Break]:
    """Every scalar that names something with a letter too much."""
    for path, node, key in ALL:
        if isinstance(node, yaml.ScalarNode) and not FREE & set(path):
            yield Break(f"misspell {path}", cut(PLAN, node, f'"{node.value}x"'), around(node, key))


def doubled() -> Iterator[Break]:
    """Every key of a flow mapping twice."""
    for path, node, key in ALL:
        if key is not None and isinstance(node, yaml.ScalarNode):
            text = PLAN[key.start_mark.index : node.end_mark.index]
            line = PLAN.rfind("\n", 0, key.start_mark.index) + 1
            indent = PLAN[line : key.start_mark.index]
            again = f"\n{' ' * len(indent)}{text}" if not indent.strip(" -") else f", {text}"
            broken = PLAN[: node.end_mark.index] + again + PLAN[node.end_mark.index :]
            lines = around(node, key) | {node.end_mark.line + 2}
            yield Break(f"double {path}", broken, lines)


def taken_away() -> Iterator[Break]:
    """Every entry of a flow mapping left out."""
    for path, node, key in ALL:
        if key is None or not isinstance(node, yaml.ScalarNode):
            continue
        before, after = PLAN[: key.start_mark.index], PLAN[node.end_mark.index :]
        if before.endswith(("{", ", ")):
            after = after.removeprefix(", ") if before.endswith("{") else after
            before = before.removesuffix(", ") if before.endswith(", ") else before
            yield Break(f"take away {path}", before + after, frozenset())


def loaded(text: str) -> Plan | list[int]:
    """The plan, or the lines of its mistakes."""
    try:
        return parse_plan(text, "plan.yaml")
    except PlanError as error:
        return [found.at.line for found in error.diagnostics if found.at]


GOOD = parse_plan(PLAN, "plan.yaml")


@pytest.mark.parametrize("kind", [renamed, retyped, emptied, misspelt, doubled], ids=lambda kind: kind.__name__)
def test_every_break_is_told_on_its_line(kind: object) -> None:
    assert callable(kind)
    breaks = list(kind())
    assert len(breaks) >= 20
    wrong = [
        (one.name, found)
        for one in breaks
        for found in (loaded(one.text),)
        if not harmless(one, found) and (isinstance(found, Plan) or not set(found) & one.lines)
    ]
    # a name that is misspelt where it is declared is told where it is used: that is where it does not exist
    told_elsewhere = [(name, found) for name, found in wrong if isinstance(found, list) and found and declares(name)]
    assert [one for one in wrong if one not in told_elsewhere] == []


HARMLESS = frozenset({
    "misspell ('id',)",
    "misspell ('units', 1, 'id')",
    *(f"misspell ('targets', {index}, 'id')" for index in range(4)),
    "rename ('periods', 'year')",
    "rename ('fields', 'communes_reached')",
})  # fmt: skip
"""Ids that nothing else in the plan refers to: another id makes another plan, which is just as good."""


def harmless(one: Break, found: Plan | list[int]) -> bool:
    return one.name in HARMLESS and isinstance(found, Plan) and found != GOOD


def declares(name: str) -> bool:
    return name.startswith(("rename ('fields'", "rename ('levels'", "misspell ('units'", "rename ('units'"))


def test_every_entry_that_is_needed_is_missed() -> None:
    for one in taken_away():
        found, keys = loaded(one.text), one.name.split("'")[1::2]
        if isinstance(found, Plan):
            assert keys[-1] in OPTIONAL or keys[0] in OPTIONAL or found == GOOD, one.name
        else:
            assert found, one.name


def test_the_order_of_keys_means_nothing() -> None:
    data = yaml.compose(PLAN)
    assert isinstance(data, yaml.MappingNode)
    for _ in range(2):
        data.value.reverse()
        for _, node, _ in nodes(data):
            if isinstance(node, yaml.MappingNode):
                node.value.reverse()
        again = parse_plan(yaml.serialize(data, allow_unicode=True), "plan.yaml")
        assert (again.target, again.unit, again.periods) == (GOOD.target, GOOD.unit, GOOD.periods)
        assert dict(again.fields) == dict(GOOD.fields)


def test_there_are_hundreds_of_breaks() -> None:
    assert sum(len(list(kind())) for kind in (renamed, retyped, emptied, misspelt, doubled, taken_away)) > 400
