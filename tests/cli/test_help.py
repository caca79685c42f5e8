"""The help pages: every command, every argument and option, in every language, as they are printed."""

from __future__ import annotations

import re

import pytest
from typer.core import TyperCommand, TyperGroup

from khpcmd.cli import main
from khpcmd.cli.app import COMMANDS, PLAN_COMMANDS, LazyGroup, program
from khpcmd.exits import Exit
from khpcmd.i18n import Messages
from places import Captured, languages

PAGES = ("", *COMMANDS, *(f"plan {name}" for name in PLAN_COMMANDS))
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "khpcmd")


def shown(page: str, language: str, capsys: Captured) -> str:
    assert main([*page.split(), "--help", "--lang", language]) == 0
    return capsys.readouterr().out


def command(page: str) -> TyperCommand | TyperGroup:
    found: TyperCommand | TyperGroup = program()
    for name in page.split():
        assert isinstance(found, LazyGroup)
        found = found.loaded(name)
    return found


@pytest.mark.crossing(8)
@languages
@pages
@pytest.mark.parametrize("width", [80, 100])
def test_a_page_fits_the_terminal_and_no_line_ends_with_a_space(
    page: str, language: str, width: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = shown(page, language, capsys).splitlines()
    assert max(len(line) for line in lines) <= width
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.crossing(6)
@languages
@pages
def test_a_page_lists_every_argument_and_every_option(page: str, language: str, capsys: Captured) -> None:
    say = Messages(language).template
    blocks = dict(re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", shown(page, language, capsys), re.MULTILINE))
    wanted = [one for one in command(page).params if not getattr(one, "hidden", False)]
    arguments = re.findall(r"^  \S", blocks.get(say("help.arguments"), ""), re.MULTILINE)
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", blocks[say("help.options")], re.MULTILINE)
    assert len(arguments) == len([one for one in wanted if one.param_type_name == "argument"])
    assert set(options) == {max(one.opts, key=len) for one in wanted if one.param_type_name == "option"} | {"--help"}


@pytest.mark.crossing(19)
@pages
def test_every_command_takes_the_language(page: str) -> None:
    assert "--lang" in {name for one in command(page).params for name in one.opts}


@languages
@pytest.mark.parametrize(("page", "members"), [("", COMMANDS), ("plan", PLAN_COMMANDS)])
def test_a_list_of_commands_has_one_line_for_each(
    page: str, members: tuple[str, ...], language: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    heading = Messages(language).template("help.commands")
    listed = shown(page, language, capsys).partition(f"{heading}:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(members)
    assert all(line.endswith(".") for line in listed)


@languages
def test_the_exit_codes_of_a_check_are_all_there_and_the_same_everywhere(language: str, capsys: Captured) -> None:
    codes = re.compile(r"^  (\d+) +(\S.*(?:\n {3,}\S.*)*)", re.MULTILINE)
    whole, check = (
        {code: " ".join(text.split()) for code, text in codes.findall(shown(page, language, capsys))}
        for page in ("", "check")
    )
    assert {int(code) for code in whole} == {one.value for one in Exit} | {4, 130}
    assert check == {code: text for code, text in whole.items() if code not in ("4", "130")}


@languages
def test_options_mean_the_old_and_the_new_plan_to_plan_diff(language: str, capsys: Captured) -> None:
    say = Messages(language).template
    page = shown("plan diff", language, capsys)
    assert all(say(f"help.plan_diff.parameters.{name}") in page for name in ("old", "new"))


@languages
def test_a_template_is_not_said_to_take_its_plan_from_a_template(language: str, capsys: Captured) -> None:
    said = " ".join(shown("template", language, capsys).split())
    assert Messages(language).template("help.template.parameters.plan") in said
    assert Messages(language).template("help.parameters.plan") not in said
