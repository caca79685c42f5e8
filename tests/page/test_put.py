"""A plan is put into a page that was built, and into nothing else."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from khpcmd.cli import main
from khpcmd.page.put import as_json, sources_hash
from places import TARGETS, Captured, languages

TAUGHT = """plan: hai-duong-2023
names:
  - text: "TS CSKDDV"
    field: venues_total
"""
MADE = re.compile(r'<script type="application/json" id="made">(.*?)</script>')


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A page as it was built, without what is inside."""
    return page(tmp_path / "base.html", {"version": "0.1.0", "sources": sources_hash()})


def page(path: Path, program: dict[str, str]) -> Path:
    path.write_text(
        '<html><script type="application/json" id="made">{}</script>'
        f'<script type="application/json" id="program">{as_json(program)}</script>the rest</html>',
        encoding="utf-8",
    )
    return path


def made(path: Path) -> dict[str, Any]:
    (found,) = MADE.findall(path.read_text(encoding="utf-8"))
    inside: dict[str, Any] = json.loads(found)
    return inside


def run(*arguments: object) -> int:
    return main(["page", *map(str, arguments), "--config", "none"])


def test_the_plan_comes_with_its_rosters(base: Path, tmp_path: Path) -> None:
    out, plan = tmp_path / "out.html", TARGETS / "ha_noi_2026.yaml"
    assert run("-o", out, "--base", base, "--plan", plan) == 0
    inside = made(out)
    assert inside["plan"] == "../plan/ha_noi_2026.yaml"
    assert base64.b64decode(inside["files"]["ha_noi_2026.yaml"]) == plan.read_bytes()
    assert any(name.startswith("rosters/") for name in inside["files"])
    assert out.read_text(encoding="utf-8").endswith("the rest</html>")


def test_without_a_plan_the_returns_choose_among_those_of_khpcmd(base: Path, tmp_path: Path) -> None:
    assert run("-o", tmp_path / "out.html", "--base", base) == 0
    inside = made(tmp_path / "out.html")
    assert (inside["plan"], inside["files"]) == ("", {})
    assert inside["about"]["vi"]["id"] == "hai-duong-2023"


def test_period_and_unit_are_put_in_by_their_ids(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    assert run("-o", out, "--base", base, "--period", "year", "--unit", "nam sách", "--lang", "en") == 0
    inside = made(out)
    assert (inside["period"], inside["unit"], inside["language"]) == ("year", "291", "en")
    assert [one["title"] for one in inside["about"]["en"]["periods"]] == ["year 2023"]


def test_taught_names_come_along_and_are_held_against_the_plan(base: Path, tmp_path: Path, capsys: Captured) -> None:
    out, names = tmp_path / "out.html", tmp_path / "ten.yaml"
    names.write_text(TAUGHT, encoding="utf-8")
    assert run("-o", out, "--base", base, "--names", names) == 0
    inside = made(out)
    assert inside["names"] == "../plan/names/names.yaml"
    assert base64.b64decode(inside["files"]["names/names.yaml"]).decode() == TAUGHT
    names.write_text(TAUGHT.replace("venues_total", "none_such"), encoding="utf-8")
    assert run("-o", tmp_path / "other.html", "--base", base, "--names", names) == 2
    assert "none_such" in capsys.readouterr().err


def test_no_text_of_a_plan_ends_the_element_that_it_stands_in(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    shutil.copytree(TARGETS, folder)
    text = (folder / "plan_2023.yaml").read_text(encoding="utf-8")
    evil = "</script><img src=x onerror=alert(1)>"
    title = re.search(r"^title:.*\n?  vi: (.*)$|^title: \{vi: ([^,]*),", text, re.MULTILINE)
    assert title is not None
    found = next(part for part in title.groups() if part)
    (folder / "plan_2023.yaml").write_text(text.replace(found, f'"{evil}"', 1), encoding="utf-8")
    assert run("-o", tmp_path / "out.html", "--base", base, "--plan", folder / "plan_2023.yaml") == 0
    assert made(tmp_path / "out.html")["about"]["vi"]["title"] == evil
    assert evil not in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.crossing(1)
@languages
def test_what_cannot_be_done_is_said(base: Path, tmp_path: Path, capsys: Captured, language: str) -> None:
    out = tmp_path / "out.html"
    other = page(tmp_path / "other.html", {"version": "9.9", "sources": "0"})
    text = tmp_path / "text.html"
    text.write_text("no page", encoding="utf-8")
    for arguments, named in [
        ((), "-o"),
        (("-o", out, "--base", tmp_path / "nowhere.html"), "nowhere.html"),
        (("-o", out, "--base", text), "text.html"),
        (("-o", out, "--base", other), "9.9"),
        (("-o", tmp_path / "out.txt", "--base", base), ".html"),
        (("-o", base, "--base", base), "base.html"),
        (("-o", out, "--base", base, "--unit", "nobody"), "nobody"),
        (("-o", out, "--base", base, "--period", "decade"), "decade"),
    ]:
        assert run(*arguments, "--lang", language) == 2, arguments
        assert named in capsys.readouterr().err
        assert not out.exists()


def test_a_page_is_written_over_only_where_that_is_asked_for(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    out.write_text("mine", encoding="utf-8")
    assert run("-o", out, "--base", base) == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("-o", out, "--base", base, "--force") == 0
    assert made(out)
