"""The gate: what is no sound workbook is refused by its own name, before any reader."""

from __future__ import annotations

import io
import json
import os
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from hostile.files import MAIN, OFFICE, SHEET, sheet, unzipped, zipped
from khpcmd.cli import main
from khpcmd.cli.options import limits_of
from khpcmd.cli.output import Misuse
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, ParamsTypeError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.draft.from_workbook import draft_of
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.model import Plan
from khpcmd.workbook.file import zip as zip_gate
from khpcmd.workbook.file.limits import Limits, Refused, over
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.file.xls_ods import MEMORY, SECONDS
from khpcmd.workbook.file.zip import Archive
from khpcmd.workbook.read import read_workbook
from places import ROOT, Captured

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000


def workbook(fill: Callable[[Workbook], None] = lambda _: None) -> bytes:
    book = Workbook()
    book.worksheets[0]["A1"] = "x"
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_with(inner: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    return zipped(unzipped(workbook()) | {SHEET: sheet(inner)})


def refusal(data: bytes, limits: Limits | None = None) -> tuple[AnyCode, object]:
    with pytest.raises(Refused) as refused:
        open_grids(data, limits or Limits())
    return refused.value.code, next(iter(refused.value.params.values()), None)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"<html><table>", "html"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "html"),
        ("<table>".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        ("TT;Đơn vị;Số\n1;Nam Sách;2".encode(), "csv"),
        ("Đơn vị\tSố\n".encode("utf-16"), "csv"),
        ("Kính gửi".encode(), "plain_text"),
        (b'{"a": 1}', "json"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"   \n", "unknown"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(data: bytes, what: str) -> None:
    assert refusal(data) == (Code.NOT_A_WORKBOOK, Ref("word", what))


def test_a_password_is_told_as_such() -> None:
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le"))[0] is Code.FILE_ENCRYPTED


@pytest.mark.parametrize("start", [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"])
def test_an_xls_of_before_1993_is_told_as_such(start: bytes) -> None:
    assert refusal(start + b"\0" * 100)[0] is Code.OLD_XLS


def test_an_xls_that_no_reader_understands_is_damage() -> None:
    assert refusal(OLE + "Workbook".encode("utf-16-le")) == (Code.FILE_DAMAGED, Ref("word", "unreadable"))


def test_an_ole_file_of_another_program_is_no_workbook() -> None:
    assert refusal(OLE + "WordDocument".encode("utf-16-le")) == (Code.NOT_A_WORKBOOK, Ref("word", "document"))
    assert refusal(OLE) == (Code.NOT_A_WORKBOOK, Ref("word", "unknown"))


def test_an_empty_file_is_empty() -> None:
    assert refusal(b"")[0] is Code.FILE_EMPTY


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "document"),
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b"<Types/>"}, "xlsb"),
        ({"word/document.xml": b"", "[Content_Types].xml": b"<Types/>"}, "document"),
        ({"[Content_Types].xml": b"<Types/>"}, "zip"),
    ],
)
def test_a_zip_file_that_is_no_workbook_is_called_by_its_name(entries: dict[str, bytes], what: str) -> None:
    assert refusal(zipped(entries)) == (Code.NOT_A_WORKBOOK, Ref("word", what))


def test_a_zip_file_of_other_files_says_what_is_in_it() -> None:
    assert refusal(zipped({"a.txt": b"x"})) == (Code.ARCHIVE, "a.txt")


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_truncated_workbook_is_told_as_such(share: float) -> None:
    data = workbook()
    assert refusal(data[: int(len(data) * share)]) == (Code.FILE_DAMAGED, Ref("word", "truncated"))


def test_a_doctype_is_refused_in_every_part_that_is_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    parts = unzipped(workbook())
    for part in [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]:
        content = parts[part].replace(b"?>", b"?>" + bomb, 1)
        content = content if bomb in content else bomb + content
        assert refusal(zipped(parts | {part: content})) == (Code.UNSAFE_WORKBOOK, Ref("word", "doctype")), part


def test_the_same_part_twice_is_refused() -> None:
    file = io.BytesIO(workbook())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(file.getvalue()) == (Code.UNSAFE_WORKBOOK, Ref("word", "duplicate_parts"))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../x"])
def test_a_part_that_climbs_out_of_the_file_is_refused(name: str) -> None:
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"x")
    assert refusal(file.getvalue()) == (Code.UNSAFE_WORKBOOK, Ref("word", "path"))


def test_an_unusual_compression_is_refused() -> None:
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x.xml", b"x")
    assert refusal(file.getvalue()) == (Code.UNSAFE_WORKBOOK, Ref("word", "compression"))


def test_a_bomb_is_stopped_by_the_counter_and_not_by_what_it_declares() -> None:
    rows = b"<sheetData>" + b" " * (2 * 2**20) + b"</sheetData>"
    data = sheet_with(rows.decode())
    assert refusal(data, Limits(inflated=2**20))[0] is Code.LIMIT_EXCEEDED


def test_deep_nesting_and_many_attributes_are_refused() -> None:
    assert refusal(sheet_with("<a>" * 100 + "</a>" * 100)) == (Code.UNSAFE_WORKBOOK, Ref("word", "depth"))
    many = " ".join(f'a{number}="1"' for number in range(300))
    assert refusal(sheet_with(f"<a {many}/>")) == (Code.UNSAFE_WORKBOOK, Ref("word", "attributes"))


def test_cells_are_counted_and_the_limit_is_named() -> None:
    cells = "".join(f'<c r="A{row}"><v>1</v></c>' for row in range(1, 20))
    data = sheet_with(f"<sheetData><row>{cells}</row></sheetData>")
    assert refusal(data, Limits(cells=10)) == (Code.LIMIT_EXCEEDED, Ref("word", "cells"))
    assert open_grids(data, Limits(cells=19))[0].cells


@pytest.mark.parametrize("address", ["XFE1", "A1048577", "A0", "1A", "AAAA1", "Â1", "A99999999999"])
def test_an_address_outside_the_grid_is_damage(address: str) -> None:
    data = sheet_with(f'<sheetData><row><c r="{address}"><v>1</v></c></row></sheetData>')
    assert refusal(data) == (Code.FILE_DAMAGED, Ref("word", "address"))


def test_columns_and_merges_in_small_letters_are_read() -> None:
    row = '<sheetData><row r="2"><c r="b2"><v>1</v></c><c r="ac2"><v>2</v></c></row></sheetData>'
    grid = open_grids(sheet_with(f'{row}<mergeCells><mergeCell ref="b2:c3"/></mergeCells>'), Limits())[0]
    assert {place: cell.value for place, cell in grid.cells.items()} == {(2, 2): 1, (2, 29): 2}
    assert grid.merges == ((2, 2, 3, 3),)


def test_far_cells_cost_nothing() -> None:
    data = sheet_with('<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row></sheetData>')
    grid = open_grids(data, Limits())[0]
    assert {cell.value for cell in grid.cells.values()} == {1, 2}


def test_a_merge_over_the_whole_sheet_is_refused() -> None:
    data = sheet_with('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert refusal(data) == (Code.LIMIT_EXCEEDED, Ref("word", "merges"))


@pytest.mark.parametrize("index", ["-1", "99", "1.0", "x"])
def test_a_shared_string_that_does_not_exist_is_damage_and_never_another_text(index: str) -> None:
    data = sheet_with(f'<sheetData><row><c r="A1" t="s"><v>{index}</v></c></row></sheetData>')
    assert refusal(data) == (Code.FILE_DAMAGED, Ref("word", "shared_string"))


@pytest.mark.parametrize("style", ["-1", "99"])
def test_a_style_that_does_not_exist_is_damage(style: str) -> None:
    data = sheet_with(f'<sheetData><row><c r="A1" s="{style}"><v>1</v></c></row></sheetData>')
    assert refusal(data) == (Code.FILE_DAMAGED, Ref("word", "style"))


def test_a_cell_that_stands_twice_is_damage() -> None:
    data = sheet_with('<sheetData><row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>')
    assert refusal(data) == (Code.FILE_DAMAGED, Ref("word", "duplicate_cell"))


@pytest.mark.parametrize("stored", ["1_234", "nan", "0x1F", "1e99999", " 12", "１２"])
def test_a_malformed_stored_number_is_an_error_cell(stored: str) -> None:
    data = sheet_with(f'<sheetData><row><c r="A1"><v>{stored}</v></c></row></sheetData>')
    assert open_grids(data, Limits())[0].cells[1, 1].error


def test_formulas_are_known_with_their_text_and_whether_they_were_calculated() -> None:
    data = sheet_with(
        '<sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    cells = open_grids(data, Limits())[0].cells
    assert [(cell.formula, cell.value, cell.uncalculated, cell.error) for cell in cells.values()] == [
        ("=1+1", None, True, False),
        ("=1+1", 2, False, False),
        ('=""', None, False, False),
        ("=1/0", "#DIV/0!", False, True),
    ]


def test_zeros_in_a_file_that_asks_to_be_calculated_count_as_uncalculated() -> None:
    inner = '<sheetData><row r="1"><c r="A1"><f>B1</f><v>0</v></c></row></sheetData>'
    assert open_grids(sheet_with(inner), Limits())[0].cells[1, 1].uncalculated  # openpyxl asks for it
    parts = unzipped(sheet_with(inner))
    book = parts["xl/workbook.xml"].replace(b'fullCalcOnLoad="1"', b"")
    saved = zipped(parts | {"xl/workbook.xml": book})
    assert not open_grids(saved, Limits())[0].cells[1, 1].uncalculated


def test_a_wrong_dimension_and_rows_out_of_order_lose_nothing() -> None:
    data = sheet_with(
        '<dimension ref="A1:A1"/><sheetData><row r="9"><c r="B9"><v>9</v></c></row>'
        '<row r="2"><c r="B2"><v>2</v></c></row></sheetData>'
    )
    assert sorted(open_grids(data, Limits())[0].cells) == [(2, 2), (9, 2)]


def test_a_strict_open_xml_workbook_is_read() -> None:
    strict = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
              OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}  # fmt: skip
    parts = unzipped(workbook())
    for usual, other in strict.items():
        parts = {name: content.replace(usual.encode(), other.encode()) for name, content in parts.items()}
    assert open_grids(zipped(parts), Limits())[0].cells[1, 1].value == "x"


def test_a_sheet_whose_part_is_missing_is_damage_and_no_empty_sheet() -> None:
    without = {name: content for name, content in unzipped(workbook()).items() if name != SHEET}
    assert refusal(zipped(without)) == (Code.FILE_DAMAGED, Ref("word", "missing_part"))


def test_hidden_rows_columns_and_sheets_are_known() -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].column_dimensions["C"].hidden = True
        book.create_sheet("lists").sheet_state = "veryHidden"

    grids = open_grids(workbook(hide), Limits())
    assert (grids[0].hidden_rows, grids[0].hidden_columns) == ({3}, ((3, 3),))
    assert [grid.state for grid in grids] == ["visible", "veryHidden"]


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    def told(path: Path) -> tuple[AnyCode, object]:
        with pytest.raises(Refused) as refused:
            read_bytes(path, Limits())
        return refused.value.code, next(iter(refused.value.params.values()), None)

    assert told(tmp_path) == (Code.NOT_A_REGULAR_FILE, Ref("word", "folder"))
    assert told(tmp_path / "absent.xlsx")[0] is Code.FILE_NOT_FOUND
    assert told(tmp_path / "~$a.xlsx") == (Code.NOT_A_WORKBOOK, Ref("word", "lock_file"))
    assert told(tmp_path / ("x" * 300))[0] is Code.FILE_NOT_FOUND
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    assert told(loop) == (Code.NOT_A_REGULAR_FILE, Ref("word", "symlink_loop"))
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert told(tmp_path / "pipe.xlsx") == (Code.NOT_A_REGULAR_FILE, Ref("word", "fifo"))
    assert told(Path("/dev/null")) == (Code.NOT_A_REGULAR_FILE, Ref("word", "device"))


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK" * 100)
    with pytest.raises(Refused) as refused:
        read_bytes(tmp_path / "a.xlsx", Limits(file_bytes=100))
    assert refused.value.code is Code.LIMIT_EXCEEDED


def test_openpyxl_judges_no_day_without_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    def dated(book: Workbook) -> None:
        book.worksheets[0]["A1"] = datetime(2023, 6, 14, 12)  # noqa: DTZ001  # a plain day needs no judge

    data = workbook(dated)
    assert open_grids(data, Limits())[0].cells[1, 1].value == datetime(2023, 6, 14, 12)  # noqa: DTZ001
    monkeypatch.setattr("openpyxl.DEFUSEDXML", False)
    with pytest.raises(UnsafeInstallationError, match="defusedxml"):
        open_grids(data, Limits())


def test_a_diagnostic_with_wrong_parameters_is_no_fault_of_the_file(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        Diagnostic(Code.NOT_WHOLE, None, {"field": "venues"})

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook())
    monkeypatch.setattr("khpcmd.workbook.read.open_grids", mistaken)
    monkeypatch.setattr("khpcmd.draft.from_workbook.open_grids", mistaken)
    with pytest.raises(ParamsTypeError):
        read_workbook(path, plan, name="a.xlsx")
    with pytest.raises(ParamsTypeError):
        draft_of(path, Limits())


def test_whatever_breaks_a_reader_is_a_fault_of_that_file(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook())
    for error in (RecursionError, MemoryError, KeyError, OverflowError, NotImplementedError):

        def broken(*_: object, kind: type[BaseException] = error) -> None:
            raise kind

        monkeypatch.setattr("khpcmd.workbook.read.open_grids", broken)
        (fault,) = read_workbook(tmp_path / "a.xlsx", plan, name="a.xlsx").diagnostics
        assert (fault.code, fault.params) == (Code.FILE_DAMAGED, {"reason": Ref("word", "unreadable")})


@pytest.mark.slow
def test_a_part_that_came_with_another_file_is_counted_again() -> None:
    data = workbook()
    elements = next(n for n in range(1, 2000) if is_read(data, Limits()._replace(elements=n)))
    assert not is_read(data, Limits()._replace(elements=elements - 1))
    assert is_read(data, Limits()._replace(elements=elements))
    assert refusal(data, Limits()._replace(elements=elements - 1))[0] is Code.LIMIT_EXCEEDED


def is_read(data: bytes, limits: Limits) -> bool:
    """Whether nothing of a file passes the limits."""
    try:
        open_grids(data, limits)
    except Refused:
        return False
    return True


# parts of zip files: inflated once where they come again, counted each time; large ones never twice in memory


def test_the_inflated_bytes_of_all_parts_are_counted_together() -> None:
    data, limits = zipped({"a": b"x" * 3000, "b": b"x" * 3000}), Limits()._replace(inflated=5000)
    archive = Archive(data, limits)
    archive.read("a")
    with pytest.raises(Refused) as refused:
        archive.read("b")
    assert (refused.value.code, refused.value.params["found"]) == (Code.LIMIT_EXCEEDED, 6000)


def test_a_part_is_held_to_what_the_directory_says_of_it() -> None:
    data = zipped({"a": b"x" * 3000})
    Archive(data, Limits()).read("a")
    at = data.index(b"PK\x01\x02") + 16
    wrong = data[:at] + bytes(4) + data[at + 4 :]
    with pytest.raises(Refused):
        Archive(wrong, Limits()).read("a")


@pytest.mark.slow
def test_a_large_part_is_in_memory_once() -> None:
    size = 8 * zip_gate.LARGE
    content = b"".join(b"%07d," % number for number in range(size // 8))
    archive = Archive(zipped({"a": content}), Limits())
    tracemalloc.start()
    try:
        assert archive.read("a") == content
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.3 * size


# the limits: documented, raised by option, and each told by its name


EXAMPLE = str(ROOT / "examples" / "returns_2023.xlsx")
NAMES = Limits._fields


@pytest.mark.parametrize(("language", "seconds"), [("vi", "giây"), ("en", "seconds")])
def test_the_page_of_limits_says_what_the_limits_are(language: str, seconds: str) -> None:
    text = (ROOT / "docs" / language / "reference" / "limits.md").read_text(encoding="utf-8")
    written = {name: int(number) for name, number in re.findall(r"^\| `(\w+)` \| ([0-9]+) \|", text, re.MULTILINE)}
    assert written == {name: getattr(Limits(), name) for name in NAMES}
    assert f"{MEMORY // 2**20} MiB" in text
    assert f"{SECONDS} {seconds}" in text


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_can_be_set_by_its_name(name: str) -> None:
    assert limits_of([f"{name}=7", f"{name}=9000000"]) == Limits(**{name: 9_000_000})


@pytest.mark.parametrize(
    "text", ["cells", "cells=", "cells=-1", "cells=0", "cells=1e6", "cells=1_000", "cells=１", "="]
)
def test_a_limit_that_is_no_number_is_wrong_usage(text: str) -> None:
    with pytest.raises(Misuse):
        limits_of([text])


@pytest.mark.parametrize("command", ["check", "validate"])
def test_an_unknown_limit_is_wrong_usage_with_a_suggestion(command: str, capsys: Captured) -> None:
    assert main([command, "--lang", "en", "--limit", "cell=9", EXAMPLE]) == 2
    assert "Did you mean “cells”?" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "validate"])
def test_a_limit_that_is_passed_is_told_with_the_option_that_raises_it(command: str, capsys: Captured) -> None:
    assert main([command, "--lang", "en", "--limit", "cells=100", EXAMPLE]) == 3
    assert "--limit cells=" in capsys.readouterr().out
    assert main([command, "--limit", "cells=100", "--limit", "cells=100000", EXAMPLE]) in (0, 1)


def test_a_limit_is_told_and_not_where_the_counting_stopped(capsys: Captured) -> None:
    assert main(["check", "--lang", "en", "--limit", "cells=10", EXAMPLE, "-v"]) == 3
    assert "the number of cells is above the maximum of 10." in capsys.readouterr().out
    main(["check", EXAMPLE, "--limit", "cells=10", "--format", "json"])
    (fault,) = [one for one in json.loads(capsys.readouterr().out)["diagnostics"] if one["code"] == "F209"]
    assert fault["params"]["found"] > fault["params"]["limit"] == 10


@pytest.mark.parametrize(
    "word", ["bytes", "merges", "text_size", *sorted({*NAMES} - {"file_bytes", "merged_cells", "text"})]
)
def test_a_refusal_names_a_limit_that_exists(word: str) -> None:
    refused = over(word, 2, 1)
    assert refused.params["option"] in NAMES
    for language in LANGUAGES:
        assert Messages(language).word(word) != word
