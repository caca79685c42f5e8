"""Templates of another plan: the next step is the same command with the file of that plan, where that is known."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

import days_plan
from khpcmd.cli import main
from khpcmd.plan.load import shipped_plan
from khpcmd.workbook.stamp import SHEET, Stamp
from places import Captured

ALONE = "Templates of another plan ({}): check those files by themselves, with the file of that plan as --plan."


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """The folder of the plan that is named, and of one that others use."""
    (tmp_path / "theirs.yml").write_text(days_plan.PLAN, encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(days_plan.PLAN.replace("id: ban-hanh-2027", "id: other"), encoding="utf-8")
    return tmp_path


def template_of(plan: str, path: Path) -> Path:
    """A file with the stamp of a plan, and nothing else."""
    book = openpyxl.Workbook()
    hidden = book.create_sheet(SHEET)
    for row in Stamp(plan, "0" * 64, "", "year").rows():
        hidden.append(row)
    book.save(path)
    return path


def steps(command: str, capsys: Captured, *arguments: str) -> list[str]:
    capsys.readouterr()
    assert main([command, *arguments, "--config", "none", "--lang", "en"]) == 3
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    return [line for line in told if "of the templates" in line or line.startswith("Templates of another plan")]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate"])
@pytest.mark.parametrize("named", [True, False])
def test_the_plan_of_the_templates_is_offered(plans: Path, capsys: Captured, command: str, *, named: bool) -> None:
    inbox = plans / "inbox"
    inbox.mkdir()
    made = ["template", "--unit", "0291", "--plan", str(plans / "theirs.yml"), "-o", str(inbox / "a.xlsx")]
    assert main(made) == 0
    options = ["--plan", str(plans / "ours.yaml")] if named else []
    (step,) = steps(command, capsys, str(inbox), *options)
    if not named:  # nobody knows where that plan is
        assert step == ALONE.format("ban-hanh-2027")
        return
    line, gives = step.split("  ")
    assert gives == "by the plan of the templates, ban-hanh-2027"
    words = shlex.split(line)
    assert words.count("--plan") == 1
    assert words[:3] == ["khpcmd", command, str(inbox)]
    assert words[-2:] == ["--plan", str(plans / "theirs.yml")]
    assert not steps_of_right(words[1:], capsys)


def steps_of_right(arguments: list[str], capsys: Captured) -> list[str]:
    """The same steps after the command that was offered, whatever it ends with."""
    main(arguments)
    return [line for line in capsys.readouterr().out.splitlines() if "another plan" in line or "U412" in line]


def test_a_plan_that_ships_is_offered_with_its_file(plans: Path, capsys: Captured) -> None:
    file = template_of("ha-noi-2026", plans / "a.xlsx")
    (step,) = steps("check", capsys, str(file), "--plan", str(plans / "ours.yaml"))
    offered = Path(shlex.split(step.split("  ")[0])[-1])
    assert offered.samefile(shipped_plan("ha-noi-2026") or "")


def test_no_command_is_offered_that_would_not_read_them_all(plans: Path, capsys: Captured) -> None:
    ours = ("--plan", str(plans / "ours.yaml"))
    one, other = template_of("ban-hanh-2027", plans / "a.xlsx"), template_of("ha-noi-2026", plans / "b.xlsx")
    assert steps("check", capsys, str(one), str(other), *ours) == [ALONE.format("ban-hanh-2027, ha-noi-2026")]
    own = template_of("other", plans / "c.xlsx")
    assert steps("check", capsys, str(one), str(own), *ours) == [ALONE.format("ban-hanh-2027")]
    shutil.copy(plans / "theirs.yml", plans / "copy.yaml")  # which of the two is not known
    assert steps("check", capsys, str(one), *ours) == [ALONE.format("ban-hanh-2027")]
