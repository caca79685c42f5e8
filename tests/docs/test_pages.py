"""What the pages say of files, outputs, settings and decisions is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from khpcmd.cli.config import configuration
from khpcmd.cli.options import KEYS, SHELLS
from khpcmd.diagnostics import Code, Severity
from khpcmd.i18n import Messages
from khpcmd.render.formats import suffixes
from places import ROOT, languages

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
        "library.py",
        "khpcmd.nowhere.at_all",
        "khpcmd.toml",
        "khpcmd.judge.bounds",
    )
    text = ", ".join(f"`{name}`" for name in names)
    page.write_text(text, encoding="utf-8")
    assert list(lost(page)) == ["judge.py", "khpcmd.nowhere.at_all"]


# the page of outputs names every format, and every sheet of the workbook of results


@languages
def test_the_page_of_outputs_is_whole(language: str) -> None:
    page = (ROOT / "docs" / language / "reference" / "outputs.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`-o \w+(\.[\w.]+)`", page)) == set(suffixes("check"))
    sheets = Messages(language).named_sentences("results_book.sheets")
    named = set(re.findall(r"^\| ([^|`]+?) \|", page, re.MULTILINE))
    assert {text for key, text in sheets.items() if not key.startswith("figures")} <= named
    assert {name for name in named if name.startswith(f"{sheets['figures']} 1")}
    of_validate = " ".join(suffixes("validate"))
    assert re.search(rf"^\| `validate` \|.*`{re.escape(of_validate)}`", page, re.MULTILINE)


# ``docs/en/reference/configuration.md`` says what the program does


SETTINGS = (Path(__file__).parents[2] / "docs" / "en" / "reference" / "configuration.md").read_text(encoding="utf-8")


def test_the_table_lists_every_key_with_its_variable() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| `(\w+)` \|", SETTINGS, re.MULTILINE)
    assert rows == [(key.name, key.variable) for key in KEYS]


def test_the_sample_is_a_configuration_with_every_key(tmp_path: Path) -> None:
    sample = re.search(r"```toml\n(.*?)```", SETTINGS, re.DOTALL)
    assert sample is not None
    path = tmp_path / "khpcmd.toml"
    path.write_text(sample[1], encoding="utf-8")
    found = configuration(str(path), ())
    assert found
    assert list(found.values) == [key.name for key in KEYS]


def test_every_shell_is_told_how_to_begin() -> None:
    assert [shell for shell in SHELLS if f"khpcmd completion {shell}" not in SETTINGS] == []


# the pages on waivers and answers show their examples as they stand, and name every code about them


HOW_TO = ROOT / "docs" / "en" / "how-to"
WAIVERS, ANSWERS = (HOW_TO / "waivers.md", "W"), (HOW_TO / "answers.md", "A")
SHOWN = {WAIVERS: "waivers_2023.yaml", ANSWERS: "phu_tho_2023/answers.yaml"}

pages = pytest.mark.parametrize("page", [WAIVERS, ANSWERS], ids=lambda page: page[0].stem)
DecisionPage = tuple[Path, str]


def text(page: DecisionPage) -> str:
    return page[0].read_text(encoding="utf-8")


@pages
def test_the_example_on_the_page_is_the_file(page: DecisionPage) -> None:
    shown = re.search(r"```yaml\n(.*?)```", text(page), re.DOTALL)
    example = (ROOT / "examples" / SHOWN[page]).read_text(encoding="utf-8")
    assert shown is not None
    assert example.endswith(shown[1])
    assert "minh họa" in example


@pages
def test_every_code_is_on_the_page_with_its_weight(page: DecisionPage) -> None:
    letter = page[1]
    rows = dict(re.findall(rf"^\| ({letter}[0-9]{{3}}) \|.*\| ([^|]+) \|$", text(page), re.MULTILINE))
    weights = {Severity.ERROR: "the run ends with 2", Severity.WARNING: "warning", Severity.NOTE: "note"}
    assert rows == {code.code: weights[code.severity] for code in Code if code.code.startswith(letter)}
