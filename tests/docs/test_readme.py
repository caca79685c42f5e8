"""The README shows what the program really prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from khpcmd.cli import main
from places import ROOT, Captured


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_sample_output_is_what_the_command_prints(
    name: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("KHPCMD_LANG", raising=False)
    block = re.search(r"```\n\$ khpcmd ([^\n]+)\n(.*?)```", Path(name).read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    monkeypatch.setattr("khpcmd.cli.output_files.on_terminal", lambda: True)
    code = main([*shlex.split(block[1]), "--color", "never"])
    assert code == 1
    assert capsys.readouterr().out == block[2]


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "README.vi.md", "CONTRIBUTING.md", "examples/README.md", "docs/en/index.md", "docs/vi/index.md"),
        *("docs/en/how-to/waivers.md", "docs/en/how-to/answers.md"),
    ],
)
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    navigation = (ROOT / "docs" / "site.en.toml").read_text(encoding="utf-8") if name.startswith("docs/") else ""
    assert [link for link in links if not (page.parent / link).exists() and f'"{link}"' not in navigation] == []


@pytest.mark.parametrize("name", ["README.md", "README.vi.md", "docs/en/how-to/ci.md", "docs/vi/how-to/ci.md"])
def test_after_which_exit_codes_the_output_is_not_whole(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(
        r"2, 4 (?:or|hoặc) 130\b[^.]*stdout|2, 4 or 130 the standard output may be empty or break off", text
    )


def test_both_readmes_name_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return re.findall(r"^python3 run\.py .+$|^khpcmd (?:check|validate|explain)\b|^\| \d+ \|", text, re.MULTILINE)

    assert len(commands("README.md")) > 15
    assert commands("README.md") == commands("README.vi.md")


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_only_a_sentence_and_a_picture_stand_above_the_command(name: str) -> None:
    """The first screen of the page is what the program is, what it looks like, and what to type."""
    above = (ROOT / name).read_text(encoding="utf-8").split("python3 run.py check")[0]
    heading, sentence, picture, before, fence = above.strip().split("\n\n")
    assert heading == "# khpcmd"
    assert sentence.count(". ") == 0
    assert picture.startswith('<img src="docs/')
    assert before.endswith(",")
    assert fence == "```"


# what people are told to make in a checkout is never taken for a part of the project


def test_the_environments_that_are_made_in_a_checkout_are_ignored() -> None:
    page = ROOT / "docs" / "en" / "how-to" / "install.md"
    made = re.findall(r"-m venv ([\w./-]+)", page.read_text(encoding="utf-8"))
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert made
    assert [name for name in made if f"{name}/" not in ignored] == []
