"""Reports never take the place of what was given: returns in a folder, the plan, the list of the returns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

import khpcmd.cli.output_files
from khpcmd.cli import main
from khpcmd.cli.output import WIDEST
from khpcmd.render.formats import Format
from khpcmd.render.json_text import streamed
from office import fonts, program, soffice
from places import EXAMPLES, Captured
from word_files import opened

PLAN = Path(__file__).parents[2] / "targets" / "hai_phong_2026.yaml"


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    for one in sorted((EXAMPLES / "year_2023").glob("*.xlsx"))[:2]:
        shutil.copy(one, "inbox")
    shutil.copy(min(Path("inbox").iterdir()), Path("inbox/a.xlsx"))
    return Path("inbox")


@pytest.mark.slow
@pytest.mark.parametrize(
    "spelled",
    ["inbox/a.xlsx", "inbox/b.xlsx", "inbox/damaged.xlsx", "link/../inbox/a.xlsx", "link/a.xlsx", "last/a.xlsx"],
)
def test_no_return_is_overwritten_however_it_was_given_and_whether_it_counts(
    spelled: str, inbox: Path, capsys: Captured
) -> None:
    """One is a copy, one of two is replaced by the other, one cannot be read."""
    Path("link").symlink_to("inbox", target_is_directory=True)
    shutil.copy(EXAMPLES / "returns_2023.xlsx", inbox / "b.xlsx")
    (inbox / "damaged.xlsx").write_bytes(b"PK")
    shutil.copytree(inbox, "last")
    before = Path(spelled).read_bytes()
    for given in ([spelled], ["inbox", "--previous", "last"]):
        for preferred in ([], ["--prefer", "newest"], ["--prefer", "listed"]):
            written = ["-o", "first.json", "-o", spelled]
            assert main(["check", *given, *preferred, "-q", "--lang=en", *written]) == 2
            told = capsys.readouterr()
            assert told.out == ""
            assert f"{spelled} is an input and will not be overwritten" in told.err
    assert Path(spelled).read_bytes() == before
    assert not Path("first.json").exists()


@pytest.mark.crossing(1)
@pytest.mark.parametrize("there", [True, False], ids=["to a report", "to nothing"])
def test_a_report_goes_to_what_a_link_leads_to(there: bool, inbox: Path) -> None:
    Path("shared").mkdir()
    if there:
        Path("shared/status.json").write_text("old", encoding="utf-8")
    Path("near.json").symlink_to("shared/status.json")
    Path("link.json").symlink_to("near.json")
    assert main(["check", str(inbox), "-q", "-o", "link.json"]) != 2
    assert Path("link.json").is_symlink()
    assert json.loads(Path("shared/status.json").read_text(encoding="utf-8"))
    assert [path.name for path in Path("shared").iterdir()] == ["status.json"]


@pytest.mark.crossing(4)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize("name", ["folder", "pipe", "loop", "/dev/null"])
@pytest.mark.parametrize("linked", [True, False])
def test_a_report_takes_the_place_of_no_folder_pipe_or_device(
    name: str, linked: bool, inbox: Path, capsys: Captured
) -> None:
    output = Path("out.json")
    match name:
        case "folder":
            Path("folder.json").mkdir()
        case "pipe":
            os.mkfifo("pipe.json")
        case "loop":
            Path("loop.json").symlink_to("loop.json")
    meant = name if name == "/dev/null" else f"{name}.json"
    if linked or name == "/dev/null":
        output.symlink_to(meant)
    else:
        output = Path(meant)
    before = _lasting(output)
    assert main(["check", str(inbox), "-q", "--lang", "en", "-o", "first.json", "-o", str(output)]) == 2
    told = capsys.readouterr()
    reason = "it is a folder" if name == "folder" else "it is not a regular file"
    assert (told.out, f"the file “{output}” cannot be written: {reason}." in told.err) == ("", True)
    assert (_lasting(output), Path("first.json").exists()) == (before, False)


def _lasting(path: Path) -> tuple[int, int, int, int]:
    """What stands at a path, without the time of its last reading: to follow a link is to read it."""
    status = path.lstat()
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns


def _failing(error: Exception, pieces: Iterator[str]) -> Iterator[str]:
    """The first piece, and then a fault of the program."""
    yield next(pieces)
    raise error


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("error", "code"), [(ValueError("bad"), 4), (OSError(28, "full"), 2)])
def test_an_error_in_making_a_report_leaves_what_was_there(
    error: Exception, code: int, inbox: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khpcmd.render.json.streamed", lambda document: _failing(error, streamed(document)))
    Path("out").mkdir()
    Path("out/old.json").write_text("old", encoding="utf-8")
    for name in ("old.json", "new.json"):
        assert main(["check", str(inbox), "-q", "--lang", "en", "-o", f"out/{name}"]) == code
        told = capsys.readouterr()
        assert (told.out, "cannot be written" in told.err) == ("", code == 2)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in Path("out").iterdir()] == [("old.json", "old")]


def test_an_error_in_the_middle_of_the_output_ends_with_exit_code_4(
    inbox: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khpcmd.render.json.streamed", lambda document: _failing(ValueError("bad"), streamed(document)))
    assert main(["check", str(inbox), "--format", "json", "--lang", "en"]) == 4
    told = capsys.readouterr()
    assert (told.out.startswith("{"), told.out.endswith("}\n"), "ValueError: bad" in told.err) == (True, False, True)


@pytest.mark.slow
@pytest.mark.usefixtures("inbox")
def test_a_form_takes_the_place_of_no_baseline_not_even_through_a_link(capsys: Captured) -> None:
    Path("before").mkdir()
    shutil.copy(EXAMPLES / "baseline_2022.xlsx", "before/a.xlsx")
    Path("form.xlsx").symlink_to("before/a.xlsx")
    before = Path("form.xlsx").read_bytes()
    for given in ("before", "before/a.xlsx"):
        arguments = ["template", "--unit", "292", "--baseline", given, "-o", "form.xlsx", "--force", "--lang", "en"]
        assert main(arguments) == 2
        assert "form.xlsx is an input and will not be overwritten" in capsys.readouterr().err
    assert Path("form.xlsx").read_bytes() == before


def test_a_marked_copy_goes_through_no_link(inbox: Path) -> None:
    given = min(inbox.iterdir())
    copy = Path("marked") / given.name
    copy.parent.mkdir()
    copy.symlink_to(given.resolve())
    before = given.read_bytes()
    main(["annotate", str(inbox), "-d", "marked", "--all", "--force"])
    assert given.read_bytes() == before
    assert not copy.is_symlink()


def test_a_report_takes_the_place_of_no_plan_no_list_and_no_waivers(inbox: Path, capsys: Captured) -> None:
    shutil.copy(PLAN, "plan.json")
    shutil.copy(EXAMPLES / "waivers_2023.yaml", "waivers.txt")
    Path("list.txt").write_text(f"{min(inbox.iterdir())}\n", encoding="utf-8")
    for output, more in (
        ("plan.json", ["inbox", "--plan", "plan.json"]),
        ("list.txt", ["--files-from", "list.txt"]),
        ("waivers.txt", ["inbox", "--waivers", "waivers.txt"]),
    ):
        before = Path(output).read_bytes()
        assert main(["check", *more, "-o", output, "--lang", "en"]) == 2
        assert f"{output} is an input and will not be overwritten" in capsys.readouterr().err
        assert Path(output).read_bytes() == before


@pytest.mark.usefixtures("inbox")
def test_only_the_end_of_a_line_ends_a_name_in_a_list(capsys: Captured) -> None:
    names = ["a\u2028b.xlsx", "a\x85b.xlsx", "a\x0bb.xlsx"]
    Path("list.txt").write_bytes("\r\n".join(f"inbox/{name}" for name in names).encode())
    assert main(["check", "--files-from", "list.txt", "--format", "json"]) == 3
    files = [one["file"] for one in json.loads(capsys.readouterr().out)["diagnostics"] if one["code"][0] == "F"]
    assert files == [f"inbox/{name}" for name in names]


@pytest.mark.crossing(1)
@pytest.mark.parametrize("columns", ["99999999", "0", "-5", "x"])
def test_no_width_of_a_terminal_makes_a_table_endless(
    columns: str, inbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["check", str(inbox), "--only-reported", "--format", "table"]) in (0, 1, 3)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= WIDEST


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_what_is_no_text_is_not_printed(form: str, capsys: Captured) -> None:
    assert main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--format", form]) == 2
    told = capsys.readouterr().err
    assert "--format" in told
    assert form in told


@pytest.mark.parametrize("name", [".html", "x.pdf"])
def test_a_suffix_of_no_format_and_a_name_that_is_only_a_suffix_are_refused(name: str, capsys: Captured) -> None:
    """The latter is what ``-o "$NAME.html"`` becomes where the variable is empty."""
    assert main(["check", str(EXAMPLES / "returns_2023.xlsx"), "-o", name]) == 2
    assert "-o" in capsys.readouterr().err


# ``khpcmd check -o report.docx``: what is asked of the command line, and what another program makes of the file


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
