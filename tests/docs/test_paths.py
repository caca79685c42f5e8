"""Every file of the project that a page names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from places import ROOT

PACKAGE = ROOT / "src" / "khpcmd"
PAGES = (
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob("README*.md")),
    ROOT / "CONTRIBUTING.md",
    ROOT / "examples" / "README.md",
)
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?<![\w./{*-])[\w./-]*\w\.py(?!\w)")
MODULE = re.compile(r"(?<![\w.-])khpcmd((?:\.[a-z_]+)+)\b")
OTHER_ENDS = frozenset({"toml", "fish", "__all__"})
"""What follows the name in ``khpcmd.toml``, ``khpcmd.fish`` and ``khpcmd.__all__``, which are no modules."""


def lost(page: Path) -> Iterator[str]:
    """The files and modules that a page names and that are not there."""
    for text in IN_BACKTICKS.findall(page.read_text(encoding="utf-8")):
        for name in FILE.findall(text):
            if not any((folder / name).is_file() for folder in (PACKAGE, ROOT, ROOT / "tests", page.parent)):
                yield name
        for dotted in MODULE.findall(text):
            steps = dotted[1:].split(".")
            if steps[-1] not in OTHER_ENDS and not _is_module(steps):
                yield f"khpcmd{dotted}"


def _is_module(steps: list[str]) -> bool:
    place = PACKAGE.joinpath(*steps)
    return place.is_dir() or place.with_suffix(".py").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    assert list(lost(page)) == []


def test_a_name_that_is_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    names = (
        "judge.py",
        "python3 run.py test",
        "checking.py",
        "khpcmd.nowhere.at_all",
        "khpcmd.toml",
        "khpcmd.judge.bounds",
    )
    text = ", ".join(f"`{name}`" for name in names)
    page.write_text(text, encoding="utf-8")
    assert list(lost(page)) == ["judge.py", "khpcmd.nowhere.at_all"]
