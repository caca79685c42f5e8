"""``khpcmd check -o report.docx``: what is asked of the command line, and what another program makes of the file."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import docx
import pytest

import khpcmd.cli.output_files
from khpcmd.cli import main
from khpcmd.render.formats import Format
from office import fonts, program, soffice
from places import EXAMPLES, Captured
from word_files import opened


def check(*arguments: str | Path) -> int:
    return main(["check", *map(str, arguments), "--as-of", "2023-12-15", "-q"])


def test_the_ending_chooses_the_draft(tmp_path: Path) -> None:
    one, two = tmp_path / "bao-cao.docx", tmp_path / "again.DOCX"
    assert check(EXAMPLES / "returns_2023.xlsx", "-o", one, "-o", two) == 1
    assert one.read_bytes() == two.read_bytes()
    assert "BÁO CÁO" in opened(one.read_bytes()).lines


def test_the_package_that_is_told_is_the_one_that_the_project_asks_for() -> None:
    project = tomllib.loads((EXAMPLES.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [one.needs[1] for one in Format if one.needs] == project["optional-dependencies"]["word"]


def test_without_the_library_nothing_is_read_and_the_cure_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(khpcmd.cli.output_files, "find_spec", lambda _: None)
    assert check(tmp_path / "nowhere.xlsx", "-o", tmp_path / "a.docx", "-o", tmp_path / "a.json") == 2
    told = capsys.readouterr()
    assert 'pip install "python-docx>=1.2"' in told.err
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []
    assert check(EXAMPLES / "returns_2023.xlsx", "-o", tmp_path / "a.json") == 1


@pytest.mark.parametrize(
    ("receipt", "command"),
    [
        ("pipx_metadata.json", 'pipx inject khpcmd "python-docx>=1.2"'),
        ("uv-receipt.toml", 'uv pip install --python "bin/python" "python-docx>=1.2"'),
        ("pyvenv.cfg", '"bin/python" -m pip install "python-docx>=1.2"'),
    ],
)
def test_the_cure_reaches_the_environment_that_khpcmd_is_in(tmp_path: Path, receipt: str, command: str) -> None:
    prefix = tmp_path / "khpcmd"
    prefix.mkdir()
    (prefix / receipt).touch()
    assert khpcmd.cli.output_files.installing("python-docx>=1.2", prefix, "bin/python") == command


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["returns_2023.xlsx", "half_year_2023.xlsx"])
def test_libreoffice_prints_the_draft_with_all_of_its_targets(name: str, tmp_path: Path) -> None:
    fonts()
    reader, draft = program("pdftotext"), tmp_path / "report.docx"
    check(EXAMPLES / name, "-o", draft)
    folder = soffice(tmp_path, "pdf", draft)
    printed = subprocess.run(
        [reader, "-layout", folder / "report.pdf", "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    squeezed = "".join(printed.split())
    found = opened(draft.read_bytes())
    for heading in (*found.headings(1), *found.headings(2)):
        assert "".join(heading.split()) in squeezed
    targets = found.rows("TT")[:19]
    assert [row[0] for row in targets] == [str(number) for number in range(1, 20)]
    for row in targets:
        assert all(word in squeezed for word in row[1].split())
    assert "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM" in squeezed
    assert squeezed.count("DỰTHẢO") > printed.count("\f")


# a draft that somebody has gone on with is never written over


def drafted(path: Path) -> int:
    return check(EXAMPLES / "returns_2023.xlsx", "-o", path)


@pytest.mark.slow
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
