"""What the README tells people to make in a checkout is never taken for a part of the project."""

from __future__ import annotations

import re

from places import ROOT


def test_the_environments_that_the_readme_makes_are_ignored() -> None:
    made = re.findall(r"-m venv ([\w./-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert made
    assert [name for name in made if f"{name}/" not in ignored] == []
