"""The documentation site: the same pages in both languages, all in the navigation, every command runs as shown."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from page_commands import Made, Shown, agrees, as_shown, prepared, run, steps
from places import ROOT, languages

pytestmark = pytest.mark.site

PAGES = [
    pytest.param(page, id=page.relative_to(ROOT / "docs").as_posix())
    for language in ("vi", "en")
    for page in sorted((ROOT / "docs" / language).rglob("*.md"))
]
GENERATED = "<!-- khpcmd "


@pytest.fixture(scope="module")
def site() -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(ROOT / "docs" / "build.py")))


def test_both_languages_have_the_same_pages_in_the_same_order(site: SimpleNamespace) -> None:
    assert len(site.navigation("en")) > 1
    assert site.navigation("vi") == site.navigation("en")


@languages
def test_no_page_is_outside_the_navigation(language: str, site: SimpleNamespace) -> None:
    assert site.outside(language) == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same_commands(page: Path) -> None:
    language = page.relative_to(ROOT / "docs").parts[0]
    twin = ROOT / "docs" / ("en" if language == "vi" else "vi") / page.relative_to(ROOT / "docs" / language)
    own, other = ([one.command for one in steps(each) if isinstance(one, Shown)] for each in (page, twin))
    assert [_plain(command) for command in own] == [_plain(command) for command in other]


def _plain(command: str) -> str:
    return re.sub(r"--lang \w+|KHPCMD_LANG=\w+", "", command)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    language = page.relative_to(ROOT / "docs").parts[0]
    as_shown(language, shown := dict[str, str]())
    for name, value in shown.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("khpcmd.cli.output_files.on_terminal", lambda: True)
    todo = list(steps(page))
    if not todo:
        return
    prepared(tmp_path)
    for step in todo:
        if isinstance(step, Made):
            (tmp_path / step.name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / step.name).write_text(step.content, encoding="utf-8")
            continue
        printed = run(step, tmp_path)
        assert agrees(step.output, printed), f"$ {step.command}\n" + "\n".join(printed)


def test_a_line_that_is_not_printed_is_noticed() -> None:
    assert agrees(["a", "…", "d"], ["a", "b", "c", "d"])
    assert agrees(["…"], [])
    assert not agrees(["a", "…", "e"], ["a", "b", "c", "d"])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees([], ["a"])


@pytest.mark.parametrize("page", [page for page in PAGES if str(page.id).startswith("vi/")])
def test_both_languages_list_the_same_things(page: Path) -> None:
    """What stands in code at the beginning of a row of a table: keys, functions, codes."""
    twin = ROOT / "docs" / "en" / page.relative_to(ROOT / "docs" / "vi")
    assert _rows(page) == _rows(twin)


def _rows(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^\| (`[^`|]+`|[A-Z]\d{3}\S*)", text, flags=re.MULTILINE)
