"""A draft that somebody has gone on with is never written over."""

from __future__ import annotations

import os
from pathlib import Path

import docx
import pytest

from khpcmd.cli import main

RETURNS = str(Path(__file__).parents[2] / "examples" / "returns_2023.xlsx")
Captured = pytest.CaptureFixture[str]


def drafted(path: Path) -> int:
    return main(["check", RETURNS, "--as-of", "2023-12-15", "-q", "-o", str(path)])


def test_a_draft_as_it_was_made_is_renewed(tmp_path: Path) -> None:
    draft = tmp_path / "bao-cao.docx"
    assert [drafted(draft), drafted(draft)] == [1, 1]


def test_an_edited_draft_is_kept(tmp_path: Path, capsys: Captured) -> None:
    draft = tmp_path / "bao-cao.docx"
    drafted(draft)
    document = docx.Document(str(draft))
    document.add_paragraph("Nguyên nhân: thiếu cán bộ.")
    document.core_properties.last_modified_by = "Phòng Bảo trợ"
    document.save(str(draft))
    before = draft.read_bytes()
    assert drafted(draft) == 2
    assert "đang được soạn tiếp" in capsys.readouterr().err
    assert draft.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_draft_of_khpcmd_is_kept(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    assert drafted(tmp_path / "a.docx") == 2
    assert (tmp_path / "a.docx").read_bytes() == content


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.docx")
    assert drafted(tmp_path / "a.docx") == 2
