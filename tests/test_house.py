"""What was decided about the code as a whole (docs/decisions.md) holds; import-linter holds what may import what."""

from __future__ import annotations

from pathlib import Path

import layers
import oracle
import small_plan
from judge import test_oracle, test_rule

SOURCES = Path(__file__).parents[1] / "src" / "khpcmd"
LONGEST = 700
"""The most lines of a module."""


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
