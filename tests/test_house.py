"""What was decided about the code as a whole (docs/decisions.md) holds; import-linter holds what may import what."""

from __future__ import annotations

from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src" / "khpcmd"
LONGEST = 500
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
