"""What was decided about the code as a whole (docs/decisions.md) holds; import-linter holds what may import what."""

from __future__ import annotations

import ast
from pathlib import Path

import layers
import oracle
import small_plan
from judge import test_oracle, test_rule

SOURCES = Path(__file__).parents[1] / "src" / "khpcmd"
LONGEST = 700
"""The most lines of a module."""
LACKS = frozenset({"open_units", "lacking", "waits_for", "gap", "short_by", "pace", "margin"})
"""What a result lacks of its threshold, what would turn it, and whom it waits for."""
TELLING = ("render", "letters", "annotate", "fill", "saved", "cli")
"""The rooms that tell of results."""


def test_no_module_is_longer_than_was_decided() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES.rglob("*.py")}
    assert len(lines) > 100
    assert {path.name: count for path, count in lines.items() if count > LONGEST} == {}


def test_every_package_says_what_it_answers() -> None:
    packages = {path.parent for path in SOURCES.rglob("*.py")}
    assert [
        path.name for path in packages if not (path / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ] == []


def test_the_rest_of_the_tests_has_all_that_make_more_worlds_in_a_whole_run() -> None:
    """What a usual run does on a smaller scale is done again; what asks nothing of ``layers`` is not."""
    assert [layers.asks(module) for module in (oracle, test_oracle, test_rule, small_plan)] == [
        True,
        True,
        False,
        False,
    ]


def test_what_a_result_lacks_is_read_where_it_is_told_and_by_the_table_of_the_wire_alone() -> None:
    """``render/told`` says it once, in short and in full; what draws it chooses and orders."""
    tellers = {SOURCES / "render" / "json.py", *(SOURCES / "render" / "told").glob("*.py")}
    modules = {
        path: ast.parse(path.read_text(encoding="utf-8")) for room in TELLING for path in (SOURCES / room).rglob("*.py")
    }
    reads = {
        path: {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)} & LACKS
        for path, tree in modules.items()
    }
    readers = {path for path, found in reads.items() if found}
    assert readers <= tellers, {path.name: reads[path] for path in readers - tellers}
    assert {path.stem for path in readers} == {"json", "office", "target"}
