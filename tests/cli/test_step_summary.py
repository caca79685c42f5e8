"""The summary of a job: what a person sees without opening the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.cli import main, output_files
from places import Captured

RETURNS = str(Path(__file__).parents[2] / "examples" / "returns_2023.xlsx")
ARGUMENTS = ["check", RETURNS, "--as-of", "2023-12-15", "--format", "github"]


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_the_report_is_added_as_markdown_beside_the_annotations(summary: Path, capsys: Captured) -> None:
    summary.write_text("# before\n", encoding="utf-8")
    assert main(ARGUMENTS) == 1
    assert "::error " in capsys.readouterr().out
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# before\n# Kỳ báo cáo năm 2023")
    assert "| ✗ Không đạt | B3c " in text


def test_the_data_alone_have_a_summary_too(summary: Path) -> None:
    assert main(["validate", RETURNS, "--format", "github"]) == 0
    assert "không có lỗi" in summary.read_text(encoding="utf-8")


def test_nothing_is_written_for_any_other_format(summary: Path) -> None:
    assert main([*ARGUMENTS[:-2], "--format", "plain"]) == 1
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_is_told_and_changes_no_verdict(
    summary: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary / "no_such_folder"))
    assert main(ARGUMENTS) == 1
    out, err = capsys.readouterr()
    assert "::error " in out
    assert "không ghi được bản tóm tắt" in err


def test_a_summary_never_grows_beyond_what_is_shown(summary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_files, "LARGEST_SUMMARY", 600)
    for _ in range(3):
        main(ARGUMENTS)
    text = summary.read_bytes()
    assert len(text) <= 600
    assert "phần còn lại không được ghi" in text.decode()
