"""Reports never take the place of what was given: returns in a folder, the plan, the list of the returns."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from khpcmd.cli import file_list, main
from khpcmd.cli.output import WIDEST

EXAMPLES = Path(__file__).parents[2] / "examples"
PLAN = Path(__file__).parents[2] / "targets" / "hai_phong_2026.yaml"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    for one in sorted((EXAMPLES / "year_2023").glob("*.xlsx"))[:2]:
        shutil.copy(one, "inbox")
    shutil.copy(min(Path("inbox").iterdir()), Path("inbox/a.xlsx"))
    return Path("inbox")


@pytest.mark.parametrize("spelled", ["inbox/a.xlsx", "link/../inbox/a.xlsx", "link/a.xlsx", "last/a.xlsx"])
def test_a_return_in_a_folder_that_was_given_is_not_overwritten(spelled: str, inbox: Path, capsys: Captured) -> None:
    Path("link").symlink_to("inbox", target_is_directory=True)
    shutil.copytree(inbox, "last")
    before = Path(spelled).read_bytes()
    arguments = ["check", "inbox", "--previous", "last", "-q", "--lang=en", "-o", "first.json", "-o", spelled]
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{spelled} is an input and is not overwritten" in told.err
    assert Path(spelled).read_bytes() == before
    assert not Path("first.json").exists()


def test_a_report_takes_the_place_of_no_plan_and_no_list(inbox: Path, capsys: Captured) -> None:
    shutil.copy(PLAN, "plan.json")
    Path("list.txt").write_text(f"{min(inbox.iterdir())}\n", encoding="utf-8")
    for output, more in (("plan.json", ["inbox", "--plan", "plan.json"]), ("list.txt", ["--files-from", "list.txt"])):
        before = Path(output).read_bytes()
        assert main(["check", *more, "-o", output, "--lang", "en"]) == 2
        assert f"{output} is an input and is not overwritten" in capsys.readouterr().err
        assert Path(output).read_bytes() == before


@pytest.mark.usefixtures("inbox")
def test_only_the_end_of_a_line_ends_a_name_in_a_list(capsys: Captured) -> None:
    names = ["a\u2028b.xlsx", "a\x85b.xlsx", "a\x0bb.xlsx"]
    Path("list.txt").write_bytes("\r\n".join(f"inbox/{name}" for name in names).encode())
    assert main(["check", "--files-from", "list.txt", "--format", "json"]) == 3
    files = [one["file"] for one in json.loads(capsys.readouterr().out)["diagnostics"] if one["code"][0] == "F"]
    assert files == [f"inbox/{name}" for name in names]


def test_a_list_of_too_many_names_is_refused(inbox: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_list, "MOST", 3)
    names = [f"{one}\n" for one in sorted(inbox.iterdir())]
    Path("list.txt").write_text("".join(names), encoding="utf-8")
    assert main(["check", "--files-from", "list.txt", "-q", "--only-reported"]) != 2
    Path("list.txt").write_text("".join([*names, "x.xlsx\n"]), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "--files-from", "list.txt", "-q", "--lang", "en"]) == 2
    assert "has more than 3 names" in capsys.readouterr().err


def test_a_summary_of_a_job_is_added_to_no_return(
    inbox: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (inbox / "a.xlsx").read_bytes()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(inbox / "a.xlsx"))
    for command in ("check", "validate"):
        for given in ("inbox", "inbox/a.xlsx"):
            assert main([command, given, "--format", "github", "--lang", "en"]) == 2
            assert "a.xlsx is an input and is not overwritten" in capsys.readouterr().err
    assert (inbox / "a.xlsx").read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_summary_of_a_job_waits_for_no_reader(inbox: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("pipe")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "pipe")
    assert main(["validate", str(inbox / "a.xlsx"), "--format", "github", "--lang", "en"]) != 2
    assert "the summary could not be written" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["99999999", "0", "-5", "x"])
def test_no_width_of_a_terminal_makes_a_table_endless(
    columns: str, inbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["check", str(inbox), "--only-reported", "--format", "table"]) in (0, 1, 3)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= WIDEST
