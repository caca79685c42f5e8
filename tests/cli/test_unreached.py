"""A folder that is not there is a folder that is not there: nobody is asked for the figures that may lie in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES, Messages
from places import EXAMPLES, Captured

FORM, YEAR = EXAMPLES / "forms" / "ministry_2023.xlsx", EXAMPLES / "returns_2023.xlsx"
COMMANDS = {
    "letters": ("letters", "{inbox}", "-d", "out"),
    "annotate": ("annotate", "{inbox}", "-d", "out"),
    "fill": ("fill", str(FORM), "--from", "{inbox}", "-o", "out.xlsx"),
    "diff": ("diff", "{inbox}", str(YEAR)),
    "diff, the new side": ("diff", str(YEAR), "{inbox}"),
    "verify": ("verify", "results.json", "{inbox}"),
}


pytestmark = pytest.mark.usefixtures("folder")


def refused(capsys: Captured, command: str, inbox: str, *more: str, lang: str = "vi") -> str:
    """Hold a run against the promise: nothing on stdout, nothing written, F201 at the path and the command's words."""
    if command == "verify":
        main(["check", str(YEAR), "-o", "results.json", "-q"])
    capsys.readouterr()
    before = sorted(Path().iterdir())
    arguments = [one.format(inbox=inbox) for one in COMMANDS[command]]
    assert main([*arguments, *more, "--lang", lang]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert sorted(Path().iterdir()) == before
    assert "F201" in err
    last = err.splitlines()[-1]
    assert last == Messages(lang).template(f"unreached.{command.partition(',')[0]}")
    return err


@pytest.mark.crossing(1)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_told_and_no_unit_is_named(command: str, lang: str, capsys: Captured) -> None:
    err = refused(capsys, command, "hop-thu", lang=lang)
    assert err.startswith("hop-thu: F201 ")
    assert "Nam Sách" not in err


@pytest.mark.parametrize("command", ["letters", "annotate"])
def test_also_beside_a_folder_that_is_there(command: str, capsys: Captured) -> None:
    refused(capsys, command, "hop-thu", str(EXAMPLES / "year_2023"))


@pytest.mark.crossing(2)
@pytest.mark.parametrize("command", ["letters", "annotate", "fill"])
def test_figures_of_the_year_before_may_lie_where_nobody_looked_as_well(command: str, capsys: Captured) -> None:
    assert refused(capsys, command, str(YEAR), "--baseline", "nam-truoc").startswith("nam-truoc: F201 ")


@pytest.mark.slow
def test_a_check_that_did_not_reach_a_file_can_be_repeated(capsys: Captured) -> None:
    main(["check", str(YEAR), "gone.xlsx", "-o", "results.json", "-q"])
    assert main(["verify", "results.json", str(YEAR), "gone.xlsx", "-q"]) == 0
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["letters", "annotate", "fill"])
def test_a_file_that_is_there_and_cannot_be_read_stops_nothing(command: str, capsys: Captured) -> None:
    Path("hop-thu").mkdir()
    Path("hop-thu", "a.xlsx").write_bytes(b"PK\3\4 nothing")
    Path("hop-thu", "b.xlsx").write_bytes(YEAR.read_bytes())
    arguments = [one.format(inbox="hop-thu") for one in COMMANDS[command]]
    main(arguments)
    out, err = capsys.readouterr()
    assert out
    assert Messages("vi").template(f"unreached.{command}") not in err
    assert command == "annotate" or Path("out.xlsx" if command == "fill" else "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_validate_proposes_no_copies_of_what_is_not_there(lang: str, capsys: Captured) -> None:
    assert main(["validate", "hop-thu", str(EXAMPLES / "faulty"), "--lang", lang]) == 3
    assert "khpcmd annotate" not in capsys.readouterr().out
    assert main(["validate", str(EXAMPLES / "faulty"), "--lang", lang]) == 3
    assert "khpcmd annotate" in capsys.readouterr().out
