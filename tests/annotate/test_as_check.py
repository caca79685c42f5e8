"""Marked copies say what ``check`` says of the same files, and overwrite nothing unasked."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from khpcmd.cli import main
from places import EXAMPLES, Captured, languages

pytestmark = pytest.mark.slow

YEAR = EXAMPLES / "year_2023"
TU_KY, KINH_MON = "BC 2023 huyen Tu Ky.xlsx", "BC nam 2023 TX Kinh Mon (lan 2).xlsx"
DAY = ("--as-of", "15/12/2023")
SETS = {
    **{path.stem: [str(path)] for path in sorted((EXAMPLES / "faulty").glob("*.xlsx"))},
    "all faulty ones": [str(EXAMPLES / "faulty")],
    "sound": [str(YEAR)],
    "half-year": [str(EXAMPLES / "half_year_2023.xlsx"), "--period", "half_year"],
    "baseline": [str(YEAR), "--baseline", str(EXAMPLES / "baseline_2022.xlsx")],
    "previous": [str(YEAR), "--previous", str(EXAMPLES / "half_year_2023.xlsx")],
    "waivers": [str(EXAMPLES / "returns_2023.xlsx"), "--waivers", str(EXAMPLES / "waivers_2023.yaml")],
    "only reported": [str(YEAR / TU_KY), "--only-reported"],
    "inbox": ["inbox"],
    "inbox, the newest": ["inbox", "--prefer", "newest"],
    "inbox, the last": ["inbox", "--prefer", "listed"],
    "one that is another's copy": [str(YEAR / TU_KY), str(EXAMPLES / "returns_2023.xlsx")],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns of which one is there twice, one is of another year, one cannot be read, and two are missing."""
    folder = tmp_path_factory.mktemp("made") / "inbox"
    shutil.copytree(YEAR, folder)
    (folder / "chi_linh_2023.xlsx").unlink()
    (folder / "ThanhMien_2023.xlsx").unlink()
    (folder / "thanh mien.xlsx").write_text("tổng số: 12", encoding="utf-8")
    (folder / "~$open.xlsx").write_text("", encoding="utf-8")
    shutil.copy(EXAMPLES / "faulty" / "wrong_year.xlsx", folder / "nam truoc.xlsx")
    changed(folder / TU_KY, folder / TU_KY, E32="khoảng 40", E33="1,240", E36=99, E37=None)
    changed(folder / KINH_MON, folder / "BC nam 2023 TX Kinh Mon.xlsx", E32=12)
    return folder


@pytest.fixture(autouse=True)
def _inbox(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made, "inbox")


def changed(source: Path, target: Path, **cells: str | int | None) -> None:
    book = openpyxl.load_workbook(source)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    book.save(target)


def said_by_check(arguments: Iterable[str], capsys: Captured) -> list[dict[str, str]]:
    main(["check", *arguments, *DAY, "--format", "json", "--lang", "vi"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    return [one for one in found if one["code"] not in ("R801", "R802", "R803")]  # what became of whose report


def said_by_copy(copy: Path) -> tuple[Counter[tuple[str, str, str]], set[str]]:
    """The sheet, the cell and the code of each comment of khpcmd's, and the codes on the first sheet."""
    book = openpyxl.load_workbook(copy)
    comments = Counter[tuple[str, str, str]]()
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == "khpcmd":
                    lines = cell.comment.text.split("\n\n")
                    codes = [found[1] for line in lines if (found := re.match(r"[^:]* ([A-Z]\d{3}):", line))]
                    comments.update((sheet.title, cell.coordinate, code) for code in codes)
    first = {str(row[1].value) for row in book.worksheets[0].iter_rows(max_col=2)}
    return comments, {code for code in first if re.fullmatch(r"[A-Z]\d{3}", code)}


def cells_of(area: str) -> list[str]:
    first, _, last = area.partition(":")
    if not last:
        return [first]
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    return [cell.coordinate for row in sheet[area] for cell in row]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_copy_says_what_check_says_of_the_file_and_the_answer_is_that_of_the_errors(
    name: str, capsys: Captured
) -> None:
    expected = said_by_check(SETS[name], capsys)
    code = main(["annotate", *SETS[name], *DAY, "-d", "out", "--all", "-v", "--lang", "vi"])
    out = capsys.readouterr().out
    sheets = Counter[str]()
    for copy in sorted(Path("out").glob("*.xlsx")):
        own = [one for one in expected if Path(one["file"] or "").name == copy.name]
        comments, codes = said_by_copy(copy)
        marked = {(one["sheet"], cell, one["code"]) for one in own if one["severity"] != "note" and one["cell"]
                  for cell in cells_of(one["cell"])}  # fmt: skip
        assert set(comments) == marked, copy.name
        assert codes == {one["code"] for one in own}, copy.name
        number = sum(one["severity"] == "error" for one in own)
        sheets[copy.name] = number
        (line,) = [line for line in out.splitlines() if line.endswith(f"out/{copy.name}")]
        assert (f" {number} lỗi" in line) == bool(number)
    everything = sum(one["severity"] == "error" for one in expected)
    assert (f"Phải sửa: {everything} lỗi trong " in out) == bool(everything)
    assert code == (3 if everything else 0)
    assert out.endswith(f"(mã thoát {code})\n")


@pytest.mark.parametrize(("language", "none"), [("vi", "không có bản sao"), ("en", "no copy")])
def test_only_what_has_to_be_fixed_is_copied_unit_first(language: str, none: str, capsys: Captured) -> None:
    main(["annotate", "inbox", *DAY, "-d", "out", "--lang", language])
    assert {path.name for path in Path("out").iterdir()} == {TU_KY, "BC nam 2023 TX Kinh Mon.xlsx", "nam truoc.xlsx"}
    out = capsys.readouterr().out
    told = [line for line in out.splitlines() if line.startswith("✗")]
    assert [re.split("  +", line)[0] for line in told[:2]] == (
        ["✗ Huyện Tứ Kỳ", "✗ Thị xã Kinh Môn"] if language == "vi" else ["✗ Tu Ky District", "✗ Kinh Mon Town"]
    )
    assert len(told) == 4
    assert [none in line for line in told].count(True) == 1
    assert re.search(r"^✓ .*\b10 .*--all", out, re.MULTILINE)
    last = out.splitlines()[-1]
    assert re.search(r"8 (lỗi trong 4 tệp, 1 tệp|errors in 4 files, 1 file) .*3\)$", last)


@languages
def test_quiet_is_the_answer_and_who_has_no_copy(language: str, capsys: Captured) -> None:
    main(["annotate", "inbox", *DAY, "-d", "out", "-q", "--lang", language])
    answer, without = capsys.readouterr().out.splitlines()
    assert answer.endswith(" 3)")
    assert "thanh mien.xlsx" in without
    main(["annotate", str(YEAR), *DAY, "-d", "out", "-q", "--lang", language])
    assert len(capsys.readouterr().out.splitlines()) == 1


@languages
def test_a_copy_that_is_there_is_not_overwritten_unasked(language: str, capsys: Captured) -> None:
    Path("out").mkdir()
    there = Path("out") / "nam truoc.xlsx"  # the last one that would be written
    there.write_text("what the analyst wrote into it", encoding="utf-8")
    assert main(["annotate", "inbox", *DAY, "-d", "out", "--lang", language]) == 2
    out, err = capsys.readouterr()
    assert (out, [path.name for path in Path("out").iterdir()]) == ("", [there.name])
    assert "out/nam truoc.xlsx" in err
    assert "--force" in err
    assert there.read_text(encoding="utf-8").startswith("what")
    assert main(["annotate", "inbox", *DAY, "-d", "out", "--force", "--lang", language]) == 3
    assert there.read_bytes()[:2] == b"PK"


# the unit's own view


def first_sheet(copy: Path) -> list[tuple[str, ...]]:
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    return [tuple("" if cell.value is None else str(cell.value) for cell in row) for row in sheet.iter_rows(max_col=6)]


@pytest.mark.slow
def test_the_unit_reads_of_itself_and_not_of_the_province() -> None:
    main(["annotate", "inbox", *DAY, "-d", "out"])
    rows = first_sheet(Path("out") / TU_KY)
    targets = {row[0]: row for row in rows if re.fullmatch(r"B\d\w?", row[0])}
    assert "Huyện Tứ Kỳ" in {row[0] for row in rows}
    assert not any(re.search(r"/1?\d đơn vị|Chưa kết luận", text) for row in rows for text in row)
    assert {"B5a", "B8"}.isdisjoint(targets)  # of bodies of the province
    assert targets["B3a"][1:3] == ("Đạt", "mỗi đơn vị ≥ 100%")
    assert targets["B5c"][1:3] == ("Tham khảo", "")
    assert targets["B5c"][4] == "29/184 = 15,76%"
    assert "mức chung ≥ 20%" in targets["B5c"][5]
    assert targets["B3c"][1] == "chưa có kết quả"
    assert targets["B3c"][4] == ""


def test_nothing_for_information_is_called_missed() -> None:
    main(["annotate", str(YEAR), *DAY, "-d", "out", "--all"])
    rows = [(copy.name, row) for copy in Path("out").iterdir() for row in first_sheet(copy)]
    together = [(name, row) for name, row in rows if "tính chung các đơn vị" in row[5]]
    assert len(together) >= 12  # at least one of each district
    assert [one for one in together if one[1][1] not in ("Tham khảo", "chưa có kết quả")] == []


@pytest.mark.slow
def test_of_several_units_what_is_unsettled_is_listed_with_the_unit() -> None:
    main(["annotate", str(EXAMPLES / "returns_2023.xlsx"), *DAY, "-d", "out", "--all"])
    rows = first_sheet(Path("out") / "returns_2023.xlsx")
    (missed,) = [row for row in rows if row[0] == "B3a"]
    assert missed[1] == "Không đạt"
    assert missed[3].startswith("[Thị xã Kinh Môn] ")


def test_a_copy_speaks_the_language_of_the_plan_unless_asked(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("KHPCMD_LANG", "en")
    main(["annotate", "inbox", *DAY, "-d", "out"])
    assert capsys.readouterr().out.startswith("Marked copies")
    assert first_sheet(Path("out") / TU_KY)[0][0] == "KẾT QUẢ KIỂM TRA BÁO CÁO SỐ LIỆU"
    main(["annotate", "inbox", *DAY, "-d", "asked", "--lang", "en"])
    assert first_sheet(Path("asked") / TU_KY)[0][0] != "KẾT QUẢ KIỂM TRA BÁO CÁO SỐ LIỆU"


def test_the_configuration_means_the_same_to_both(capsys: Captured) -> None:
    Path("khpcmd.toml").write_text('prefer = "newest"\nas-of = "15/12/2023"\n', encoding="utf-8")
    main(["annotate", "inbox", "-d", "out", "-q"])
    assert "7 lỗi trong 3 tệp" in capsys.readouterr().out
