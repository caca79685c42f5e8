"""The pictures of README and site show what is printed today."""

from __future__ import annotations

import runpy
from types import SimpleNamespace

import pytest

from places import ROOT, languages

pytestmark = pytest.mark.site

LANGUAGES = ("vi", "en")


@pytest.fixture(scope="module")
def pictures() -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(ROOT / "docs" / "pictures.py")))


@languages
def test_the_terminal_shows_what_is_printed(language: str, pictures: SimpleNamespace) -> None:
    svg = pictures.place(language, "terminal.svg").read_text(encoding="utf-8")
    assert pictures.words(svg) == pictures.shown(language), "python docs/pictures.py draws it anew"
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@languages
def test_the_page_is_that_of_today(language: str, pictures: SimpleNamespace) -> None:
    png = pictures.place(language, "page.png").read_bytes()
    assert pictures.mark(png) == pictures.fingerprint(pictures.page(language)), "python docs/pictures.py draws it anew"
    assert len(png) < 200_000


def test_a_word_that_differs_is_noticed(pictures: SimpleNamespace) -> None:
    svg = pictures.place("en", "terminal.svg").read_text(encoding="utf-8")
    assert pictures.words(svg.replace("199/996", "200/996")) != pictures.words(svg)
    assert "✗ B3c  Venues inspected" in "\n".join(pictures.words(svg))


def test_a_mark_leaves_the_picture_as_it_is(pictures: SimpleNamespace) -> None:
    png = pictures.place("en", "page.png").read_bytes()
    other = pictures.marked(png, "0" * 64)
    assert len(other) == len(png) + 4 + 4 + len(pictures.SOURCE) + 64 + 4
    assert pictures.mark(other) == "0" * 64
