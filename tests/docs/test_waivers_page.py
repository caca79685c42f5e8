"""The page on waivers shows the example as it stands, and names every code about waivers."""

from __future__ import annotations

import re
from pathlib import Path

from khpcmd.diagnostics import Code, Severity

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "waivers.md").read_text(encoding="utf-8")


def test_the_example_on_the_page_is_the_file() -> None:
    shown = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    example = (ROOT / "examples" / "waivers_2023.yaml").read_text(encoding="utf-8")
    assert shown is not None
    assert example.endswith(shown[1])
    assert "minh họa" in example


def test_every_code_about_waivers_is_on_the_page_with_its_weight() -> None:
    rows = dict(re.findall(r"^\| (W[0-9]{3}) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE))
    weights = {Severity.ERROR: "the run ends with 2", Severity.WARNING: "warning", Severity.NOTE: "note"}
    assert rows == {code.code: weights[code.severity] for code in Code if code.code.startswith("W")}


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
