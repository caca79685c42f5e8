"""What number formats show is what LibreOffice shows: a figure that is read is the one that is seen."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.number_formats import BUILTIN, LONGEST, dressing, hides, may_be_date, shown_text
from khpcmd.workbook.file.open import open_package, read_grids
from office import soffice

FORMATS = [
    *(code for code in BUILTIN.values() if not may_be_date(code) and "%" not in code),
    '0","0', '0"."0', "(0)", "-0", "+0", '"-"0', '0"%"', "0²", "0 0", "# ##0", r"#\ ##0", "0,", "0,,", ";;;", "0;;",
    "0;-0;;@", "#", "#,###", '0" lượt"', '0" (lượt)"', '"SL: "0', "0.0", "?/?", '[>5]"6";0', "[Red]0", '0"."',
    'General" lượt"', "0;0;0;0", '0;0;"x"', '"Có";"Không";"Không"', "0_-", "0*-", '"≥"0', "0#", "00", "$0", "0-0",
    "0/0", "0;@", "0;0;@", 'General;General;General;"Không"', '@" (dự kiến)"', '#"."##0', '0"."000', "[$-42A]0",
    "[$₫-42A]0", '0"+"', "0!", "0~", "0'0", '0"×10"', '0;[Red]-0;;"x"@', "[>=1000]#,##0;0", '0.0,"k"', "[White]0",
    '[=1]"Có";"Không"', '[=0]"";General', '[=0]"-";#,##0', "[<1000]0;0.0,", "[>100]0;0;0", "0;General",
    '[>0]0;[<0]-0;"x"', r'_-* #,##0\ _₫_-;\-* #,##0\ _₫_-;_-* "-"\ _₫_-;_-@_-', r"0_);[Red]\(0\)",
    r"#,##0_ ;-#,##0\ ", "General_)", '[<1E2]0;"9"0', '[< 100]0;"9"0', '[<100,0]0;"9"0', '[>0][>100]"9"0;0',
]  # fmt: skip
NUMBERS = [0, 1, 5, 12, 1250, 1234567]
TEXT = "Có"
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
"""Cells are written as they are shown, in UTF-8."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What LibreOffice shows, a row for each format."""
    folder = tmp_path_factory.mktemp("formats")
    book = Workbook()
    for row, code in enumerate(FORMATS, 1):
        values: list[int | str] = [*NUMBERS, TEXT]
        for column, value in enumerate(values, 1):
            book.worksheets[0].cell(row, column, value).number_format = code
    book.save(folder / "formats.xlsx")
    out = soffice(folder, FILTER, folder / "formats.xlsx")
    with (out / "formats.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def figure(shown: str, code: str, words: str) -> str:
    """The digits of what is shown, without words, separators of thousands and blanks; those of a zero may be unseen."""
    text = "".join(letter for letter in shown if not letter.isspace() and letter not in "$₫():")
    for word in words.split():
        text = text.replace(word, "")
    text = text.replace(",", "") if "," in code else text
    whole, _, decimals = text.rstrip(".").partition(".")
    return (whole.lstrip("0") if not decimals.strip("0") else text) or "0"


@pytest.mark.parametrize("row", range(len(FORMATS)), ids=FORMATS)
def test_a_number_that_is_read_is_seen_as_it_is_stored(seen: Sequence[Sequence[str]], row: int) -> None:
    code = FORMATS[row]
    for number, shown in zip(NUMBERS, seen[row], strict=False):
        worn = dressing(code, int(number > 0))
        if worn.plain:
            digits = figure(shown, code, worn.words)
            assert digits == str(number) or (number == 0 and digits.strip("-") == ""), (number, shown)


@pytest.mark.parametrize("row", range(len(FORMATS)), ids=FORMATS)
def test_a_text_is_read_as_it_is_seen(seen: Sequence[Sequence[str]], row: int) -> None:
    assert shown_text(FORMATS[row], TEXT).strip() == seen[row][-1].strip()


def test_formats_that_only_set_numbers_out_are_read() -> None:
    for code in ("General", "0", "#,##0", "0.00", "# ##0", "[Red]0", "0_-", "00", "[$-42A]0", "@", "", '0" lượt"'):
        assert dressing(code, 1).plain, code
    for code in ("[>=1000]#,##0;0", '[=0]"";General', '[=0]"-";#,##0', '[>0]0;[<0]-0;"-"'):
        assert dressing(code, 1).plain, code
        assert dressing(code, 0).plain is not (code == '[=0]"";General'), code


@pytest.mark.parametrize("code", ["0*5", "*50", "0;0;*5", "0;0;*50"])
def test_a_digit_that_fills_the_cell_is_seen(code: str) -> None:
    assert not dressing(code, 1 if code.startswith(("0*", "*")) else 0).plain
    assert not hides(";;;*5")
    assert shown_text("*5@", "12") == "5…12"


@pytest.mark.parametrize("code", ["0* ", "* 0", "0*-", '_(* #,##0_);_(* (#,##0);_(* "-"_)'])
def test_blanks_and_lines_that_fill_the_cell_change_nothing(code: str) -> None:
    assert dressing(code, 1).plain


def test_a_format_without_any_content_hides_everything() -> None:
    assert all(hides(code) for code in (";;;", ";;", '""'))
    assert not any(hides(code) for code in ("0;;", ";;;@", "General"))


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [("Có", 'General;General;General;"Không"', "Không"), ("Số", '@" (dự kiến)"', "Số (dự kiến)"), ("x", ";;;", "")],
)
def test_a_cell_has_the_text_that_its_format_shows(tmp_path: Path, text: str, code: str, shown: str) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = text
    book.worksheets[0]["A1"].number_format = code
    book.save(tmp_path / "a.xlsx")
    (grid,) = read_grids(open_package((tmp_path / "a.xlsx").read_bytes(), Limits()))
    assert grid.text(1, 1) == shown


def test_a_format_that_no_program_keeps_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = 5
    book.worksheets[0]["A1"].number_format = '"' + "x" * LONGEST + '"0'
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Refused):
        open_package((tmp_path / "a.xlsx").read_bytes(), Limits())
