"""The documentation site: the same pages in both languages, all in the navigation, every command runs as shown."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import tomllib
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from browsing import DRIVERS
from khpcmd.i18n import LANGUAGES
from office import demanded, program
from page_commands import Made, Shown, agrees, as_shown, prepared, run, steps
from places import ROOT, languages

pytestmark = pytest.mark.site

SITE = SimpleNamespace(**runpy.run_path(str(ROOT / "docs" / "build.py")))
PAGES = SITE.navigation("en")
pages_of_both = pytest.mark.parametrize("page", [f"{language}/{page}" for language in LANGUAGES for page in PAGES])


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each language with all of its pages, those that are generated too."""
    folder = tmp_path_factory.mktemp("pages")
    for language in LANGUAGES:
        SITE.gathered(language, folder / language)
    return folder


def test_both_languages_have_the_same_pages_in_the_same_order() -> None:
    assert len(PAGES) > 1
    assert SITE.navigation("vi") == PAGES


@languages
def test_no_page_is_outside_the_navigation(language: str, gathered: Path) -> None:
    assert SITE.outside(language, gathered / language) == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same_commands(page: str, gathered: Path) -> None:
    twins = (gathered / "vi" / page, gathered / "en" / page)
    own, other = ([one.command for one in steps(each) if isinstance(one, Shown)] for each in twins)
    assert [_plain(command) for command in own] == [_plain(command) for command in other]


def _plain(command: str) -> str:
    return re.sub(r"--lang \w+|KHPCMD_LANG=\w+", "", command)


@pages_of_both
def test_every_command_prints_what_the_page_shows(
    page: str, gathered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_shown(page.partition("/")[0], shown := dict[str, str]())
    for name, value in shown.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("khpcmd.cli.output_files.on_terminal", lambda: True)
    todo = list(steps(gathered / page))
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


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_list_the_same_things(page: str, gathered: Path) -> None:
    """What stands in code at the beginning of a row of a table: keys, functions, codes."""
    assert _rows(gathered / "vi" / page) == _rows(gathered / "en" / page)


def _rows(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^\| (`[^`|]+`|[A-Z]\d{3}\S*)", text, flags=re.MULTILINE)


# the search of the built site, with its own engine


@pytest.mark.e2e
def test_the_search_leads_to_the_answer_by_the_words_of_people() -> None:
    node = program("node")
    if find_spec("zensical") is None:
        demanded("the generator of the site (pip install '.[docs]')")
    assert SITE.build() == 0
    questions = tomllib.loads((ROOT / "tests" / "docs" / "questions.toml").read_text(encoding="utf-8"))
    for language, answers in questions.items():
        command = [node, str(DRIVERS / "search.mjs"), str(SITE.SITE / language), *answers]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
        first = {asked: [place.partition(".html")[0] for place in places[:3]] for asked, places in found.items()}
        missed = [asked for asked, pages in answers.items() if not set(pages) & set(first[asked])]
        assert len(answers) >= 30
        assert len(missed) * 30 <= len(answers) * 2, (language, missed)
        assert {page for pages in answers.values() for page in pages} <= {page.removesuffix(".md") for page in PAGES}
