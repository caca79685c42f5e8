"""``khpcmd template``: which files it writes, and what it refuses."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.template.make import slug
from places import Captured

pytestmark = pytest.mark.usefixtures("folder")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["292", "Kinh Môn", "TX Kinh Môn", "kinh mon"])
def test_one_unit_by_any_of_its_names(name: str, folder: Path) -> None:
    assert main(["template", "--unit", name, "-o", "a.xlsx"]) == 0
    assert files(folder) == ["a.xlsx"]


def test_the_name_of_the_file_says_unit_and_period(folder: Path) -> None:
    assert main(["template", "--unit", "292", "--period", "half_year"]) == 0
    assert files(folder) == ["bieu-mau_thi-xa-kinh-mon_half_year.xlsx"]


def test_an_unknown_unit_is_refused_with_a_suggestion(folder: Path, capsys: Captured) -> None:
    assert main(["template", "--unit", "Kinh Mônn"]) == 2
    assert "“Thị xã Kinh Môn”" in capsys.readouterr().err
    assert files(folder) == []


@pytest.mark.slow
def test_all_filers(folder: Path, capsys: Captured) -> None:
    assert main(["template", "--all", "-d", "forms"]) == 0
    assert len(files(folder / "forms")) == 27
    assert "27" in capsys.readouterr().err
    assert main(["template", "--all", "-d", "forms"]) == 2
    assert main(["template", "--all", "-d", "forms", "--force"]) == 0


def test_consolidated(folder: Path) -> None:
    assert main(["template", "--consolidated", "district", "-o", "c.xlsx"]) == 0
    assert files(folder) == ["c.xlsx"]
    assert main(["template", "--consolidated", "commune", "-o", "d.xlsx"]) == 2


def test_a_baseline_file_with_faults_fills_in_nothing(folder: Path) -> None:
    (folder / "x.xlsx").write_text("no workbook")
    assert main(["template", "--unit", "292", "--baseline", "x.xlsx", "-o", "a.xlsx"]) == 3
    assert files(folder) == ["x.xlsx"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--all"], ["--unit", "292", "--all", "-d", "x"], ["--unit", "292", "--period", "quarter"]],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], folder: Path) -> None:
    assert main(["template", *arguments]) == 2
    assert files(folder) == []


@pytest.mark.slow
def test_a_file_is_never_overwritten_unless_asked(folder: Path) -> None:
    (folder / "a.xlsx").write_text("mine")
    assert main(["template", "--unit", "292", "-o", "a.xlsx"]) == 2
    assert (folder / "a.xlsx").read_text() == "mine"
    assert main(["template", "--unit", "292", "-o", "a.xlsx", "--force"]) == 0
    assert main(["template", "--unit", "292", "-o", "nowhere/a.xlsx"]) == 0
    assert files(folder / "nowhere") == ["a.xlsx"]


@pytest.mark.slow
def test_two_runs_make_the_same_templates(folder: Path) -> None:
    for name in ("a", "b"):
        assert main(["template", "--unit", "292", "-o", f"{name}.xlsx"]) == 0
        assert main(["template", "--consolidated", "district", "-o", f"{name}-all.xlsx"]) == 0
        time.sleep(1.1)  # the clock of a zip file has seconds
    assert (folder / "a.xlsx").read_bytes() == (folder / "b.xlsx").read_bytes()
    assert (folder / "a-all.xlsx").read_bytes() == (folder / "b-all.xlsx").read_bytes()


def test_names_of_files_are_plain() -> None:
    assert slug("Xã Đông/Tây: «A» 50 %") == "xa-dong-tay-a-50"
    assert slug("..") == ""


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    usual, written = Path.write_bytes, list[Path]()

    def filling(path: Path, data: bytes) -> int:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return usual(path, data)

    monkeypatch.setattr(Path, "write_bytes", filling)
    assert main(["template", "--all", "-d", "forms"]) == 2
    assert "không ghi được tệp" in (said := capsys.readouterr().err)
    assert "ổ đĩa đã đầy" in said
    assert files(folder) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no limits on the size of a file to set")
@pytest.mark.parametrize("which", [["--unit", "292"], ["--consolidated", "district"]])
def test_a_form_that_cannot_be_written_ends_without_a_trace(which: list[str], folder: Path) -> None:
    script = """
import resource, signal, sys
from khpcmd.cli import program
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
program()
"""
    command = [sys.executable, "-c", script, "template", *which, "-o", "a.xlsx", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, timeout=30, check=False, text=True)
    assert (done.returncode, files(folder)) == (2, [])
    assert "Usage error: the file “a.xlsx” cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
