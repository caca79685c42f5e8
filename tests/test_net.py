"""The net: outputs that are the same are not named, one changed byte is."""

from __future__ import annotations

import shutil
import sys
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

import net
from net_parts.differences import compared
from net_parts.runs import Run
from places import ROOT, Captured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runs are forks")


@pytest.mark.slow
def test_one_changed_byte_is_noticed(tmp_path: Path, capsys: Captured) -> None:
    inputs, old, new = tmp_path / "inputs", tmp_path / "old", tmp_path / "new"
    inputs.mkdir()
    shutil.copy(ROOT / "examples" / "faulty" / "not_a_workbook.xlsx", inputs / "returns.xlsx")
    shutil.copytree(ROOT / "targets", inputs / "targets")
    words = ("check", "returns.xlsx", "--as-of", "2023-12-20", "-o", "out/report.json", "-o", "out/report.xlsx")
    net.carry_out([Run("first", words), Run("second", words)], ROOT / "src", inputs, tmp_path / "results", 1)
    shutil.move(tmp_path / "results" / "first", old / "check")
    shutil.move(tmp_path / "results" / "second", new / "check")
    assert (old / "check" / "exit").read_text() == "3\n"
    same = compared(old, new, ["check"], 5)
    assert (same.runs, same.outputs, same.differences) == (1, 5, ())
    assert net.tell(same, names_only=False) == 0

    report = new / "check" / "files" / "out" / "report.json"
    report.write_bytes(report.read_bytes().replace(b"F207", b"F208", 1))
    (new / "check" / "stderr").unlink()
    found = compared(old, new, ["check"], 5)
    assert [one.output for one in found.differences] == ["files/out/report.json", "stderr"]
    assert net.tell(found, names_only=False) == 1
    printed = capsys.readouterr().out
    assert "F208" in printed
    assert printed.endswith("1 runs, 5 outputs, 2 differ, 2 of check\n")


def test_the_part_of_a_zip_file_that_differs_is_named(tmp_path: Path) -> None:
    for side, cell in (("old", "1"), ("new", "2")):
        (tmp_path / side / "run").mkdir(parents=True)
        with zipfile.ZipFile(tmp_path / side / "run" / "a.xlsx", "w") as file:
            file.writestr("xl/same.xml", "<a/>")
            file.writestr("xl/sheet1.xml", f"<row>{'<c><v>0</v></c>' * 90}<c><v>{cell}</v></c></row>")
    (found,) = compared(tmp_path / "old", tmp_path / "new", ["run"], 9).differences
    assert [line for line in found.lines if not line.startswith("@@")] == ["xl/sheet1.xml:", "-<v>1", "+<v>2"]


def test_a_pattern_and_every_so_many_choose_the_runs() -> None:
    runs = [Run(f"check.{number}.vi", ()) for number in range(6)]
    chosen = net._chosen([*runs, Run("diff.0.vi", ())], Namespace(only="check", every=2))
    assert [run.name for run in chosen] == ["check.0.vi", "check.2.vi", "check.4.vi"]
