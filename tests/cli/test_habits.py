"""What people type by habit: no command, a file in the place of one, short options, days, new folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from khpcmd import __version__
from khpcmd.cli import main
from khpcmd.cli.options import day_of
from khpcmd.i18n import Messages
from places import EXAMPLES, Captured, languages

FORM = EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"
EIGHT_UNITS = EXAMPLES.parent / "targets" / "dak_lak_2014.yaml"


pytestmark = pytest.mark.usefixtures("folder")


# no command, or a file in its place


@languages
def test_without_a_command_the_help_page_comes_as_wrong_usage(language: str, capsys: Captured) -> None:
    assert main(["--lang", language]) == 2
    out, err = capsys.readouterr()
    main(["--help", "--lang", language])
    assert (out, err) == ("", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("returns.xlsx", "khpcmd check returns.xlsx"),
        ("BC Nam Sach.XLSX", "khpcmd check 'BC Nam Sach.XLSX'"),
        ("inbox", "khpcmd check inbox"),
        ("inbox/", "khpcmd check inbox/"),
        ("a_file", "khpcmd check a_file"),
        ("plan_2027.yaml", "khpcmd plan lint plan_2027.yaml"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows quotes in another way")
def test_a_file_in_the_place_of_a_command_is_answered_with_the_command(
    typed: str, meant: str, capsys: Captured
) -> None:
    Path("inbox").mkdir()
    Path("a_file").touch()
    assert main([typed, "--lang", "vi"]) == 2
    assert f"không phải lệnh. Có phải là {meant}?" in capsys.readouterr().err
    assert main(["--lang", "en", typed]) == 2
    assert f"not a command. Did you mean {meant}?" in capsys.readouterr().err


def test_a_command_wins_over_a_file_of_its_name(capsys: Captured) -> None:
    Path("check").mkdir()
    assert main(["check", str(FORM), "--as-of", "2023-12-15", "-q", "--only-reported"]) in (0, 1, 3)
    assert "Có phải là" not in capsys.readouterr().err


# short options


def test_the_version_has_a_short_option(capsys: Captured) -> None:
    for typed in (["--version"], ["-V"], ["--lang", "en", "-V"]):
        assert main(typed) == 0
        assert capsys.readouterr().out == f"khpcmd {__version__}\n"


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    "command",
    [
        ["check", str(FORM)], ["validate", str(FORM)], ["inspect", str(FORM)], ["diff", str(FORM), str(FORM)],
        ["explain", "B3c", str(FORM)], ["plan", "show"], ["plan", "lint", "no.yaml"],
    ],
    ids=lambda command: " ".join(command[:2]) if command[0] == "plan" else command[0],
)  # fmt: skip
def test_the_format_has_a_short_option(command: list[str], capsys: Captured) -> None:
    codes = main([*command, "-f", "json"]), main([*command, "--format", "json"])
    out = capsys.readouterr().out
    assert codes[0] == codes[1]
    assert out[: len(out) // 2] == out[len(out) // 2 :]
    assert out.startswith("{")


# days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15/12/2023", "2023-12-15"),
        ("2023-12-15", "2023-12-15"),
        (" 15/12/2023 ", "2023-12-15"),
        ("1/6/2023", "2023-06-01"),
        ("01/06/2023", "2023-06-01"),
    ],
)
def test_a_day_is_written_as_in_vietnam_or_as_iso(text: str, day: str) -> None:
    assert str(day_of(text)) == day


@pytest.mark.crossing(4)
@languages
@pytest.mark.parametrize("text", ["31/2/2023", "12/15/2023", "1/6/23", "2023/12/15", "15-12-2023", "0/1/2023", "15/12"])
def test_a_day_that_is_none_or_may_be_read_in_two_ways_is_refused(text: str, language: str, capsys: Captured) -> None:
    assert main(["check", str(FORM), "--as-of", text, "--lang", language]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(part in err for part in (text, "12/6/2023", "2023-06-12"))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("written", ['"15/12/2023"', '"2023-12-15"', "2023-12-15", ""])
def test_settings_take_the_day_as_the_option_does(
    written: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a text or a day of the file, or else as a variable."""
    if written:
        Path("khpcmd.toml").write_text(f"as-of = {written}\n", encoding="utf-8")
    else:
        monkeypatch.setenv("KHPCMD_AS_OF", "15/12/2023")
    main(["check", str(FORM), "-f", "json"])
    assert '"as_of": "2023-12-15"' in capsys.readouterr().out
    monkeypatch.setenv("KHPCMD_AS_OF", "15/13/2023")
    assert main(["check", str(FORM)]) == 2
    assert "KHPCMD_AS_OF cần một ngày có thật" in capsys.readouterr().err


# folders that are not there


def there() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*"))


WRITING = {
    "check": ["check", str(FORM), "--only-reported", "-q", "-o", "{folder}/a.html"],
    "diff": ["diff", str(FORM), str(FORM), "-q", "-o", "{folder}/a.md"],
    "annotate": ["annotate", str(EXAMPLES / "faulty" / "cells.xlsx"), "-d", "{folder}"],
    "template --unit": ["template", "--unit", "Kinh Môn", "-o", "{folder}/a.xlsx"],
    "template --consolidated": ["template", "--consolidated", "district", "-o", "{folder}/a.xlsx"],
    "template --all": ["template", "--all", "--plan", str(EIGHT_UNITS), "-d", "{folder}"],
    "plan new": ["plan", "new", "-o", "{folder}/a.yaml"],
    "plan schema": ["plan", "schema", "-o", "{folder}/a.json"],
}


def written_into(command: list[str], folder: str) -> list[str]:
    return [part.replace("{folder}", folder) for part in command]


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", WRITING)
def test_the_folder_of_a_file_is_made(name: str) -> None:
    assert main(written_into(WRITING[name], "new/deep")) != 2
    assert there()[:2] == ["new", "new/deep"]
    assert len(there()) > 2


@pytest.mark.crossing(3)
@languages
@pytest.mark.parametrize("name", WRITING)
def test_no_folder_is_made_through_a_file(name: str, language: str, capsys: Captured) -> None:
    Path("bc.xlsx").write_bytes(b"a file")
    assert main([*written_into(WRITING[name], "bc.xlsx/new"), "--lang", language]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(
        r"bc\.xlsx/new. (để ghi vào: không phải là thư mục|to write into cannot be created: it is not)", err
    )
    assert len(err.splitlines()) <= 2 + ("--all" in name)
    assert (there(), Path("bc.xlsx").read_bytes()) == (["bc.xlsx"], b"a file")


@pytest.mark.parametrize(
    "more", [["--period", "no-such"], ["--plan", "gone.yaml"], ["--target", "B99"]], ids=lambda more: more[0]
)
def test_a_run_that_fails_before_it_writes_leaves_no_folder(more: list[str]) -> None:
    assert main([*written_into(WRITING["check"], "new/deep"), *more]) == 2
    assert there() == []


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("khpcmd.files._flushed", full)


@pytest.mark.crossing(1)
@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("name", WRITING)
def test_a_folder_made_for_a_file_that_cannot_be_written_is_gone_again(name: str, capsys: Captured) -> None:
    assert main(written_into(WRITING[name], "new/deep")) == 2
    assert "ổ đĩa đã đầy" in "".join(capsys.readouterr())
    assert there() == []


@pytest.mark.usefixtures("full_disk")
def test_a_folder_and_a_report_that_were_there_stay(capsys: Captured) -> None:
    Path("old").mkdir()
    Path("old/a.html").write_text("old", encoding="utf-8")
    for folder in ("old", "old/new"):
        assert main(written_into(WRITING["check"], folder)) == 2
        assert capsys.readouterr().err
    assert (there(), Path("old/a.html").read_text(encoding="utf-8")) == (["old", "old/a.html"], "old")


def test_one_output_is_not_the_folder_of_another(capsys: Captured) -> None:
    assert main(["check", str(FORM), "-o", "new/a.html", "-o", "new/a.html/b.json"]) == 2
    assert "new/a.html" in capsys.readouterr().err
    assert there() == []


# the schema beside a plan


@pytest.mark.crossing(1)
@languages
def test_a_new_plan_names_a_schema_that_can_be_written_beside_it(language: str, capsys: Captured) -> None:
    assert main(["plan", "new", "-o", "plans/p.yaml", "--lang", language]) == 0
    err = capsys.readouterr().err
    command = re.search(r"khpcmd (plan schema -o \S+)", err)
    assert command
    assert main(command[1].split()) == 0
    first = Path("plans/p.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert (Path("plans") / first.partition("$schema=")[2]).read_text(encoding="utf-8").startswith('{\n  "$schema"')
    assert main(["plan", "new", "-o", "plans/q.yaml", "--lang", language]) == 0
    assert "plan schema" not in capsys.readouterr().err


def test_a_schema_is_overwritten_only_on_request() -> None:
    Path("s.json").write_text("mine", encoding="utf-8")
    assert main(["plan", "schema", "-o", "s.json"]) == 2
    assert Path("s.json").read_text(encoding="utf-8") == "mine"
    assert main(["plan", "schema", "-o", "s.json", "--force"]) == 0
    assert Path("s.json").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("given", [["-d", ""], ["--directory", " "], ["--directory="]])
@languages
def test_an_empty_name_of_a_folder_is_not_this_folder(
    language: str, given: list[str], capsys: Captured, tmp_path: Path
) -> None:
    assert main(["annotate", str(FORM), *given, "--lang", language]) == 2
    message = Messages(language).sentence("usage.empty_folder", option="-d")
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_a_path_leaves_at_once_is_not_made(tmp_path: Path) -> None:
    main(["check", str(FORM), "-o", "n9/../n10/x.html"])
    assert [path.name for path in tmp_path.iterdir()] == ["n10"]
    main(["annotate", str(EXAMPLES / "faulty" / "unit_of_measure.xlsx"), "-d", "n9/../n11"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["n10", "n11"]
