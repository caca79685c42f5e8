"""Returns in Word: what is read of them, and what may never be believed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cases.stories import Story, stories, told
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Severity
from khpcmd.plan.load import load_plan
from khpcmd.results import Measurement, Verdict
from khpcmd.returns import CellState
from khpcmd.workbook.read import Reading, read_workbook
from office import soffice
from places import EXAMPLES
from word_returns import BODY, Change, changed, document, of_workbook, run, saved, with_part
from workbook.builder import rows_of

RETURN = """UBND HUYỆN NAM SÁCH
KẾT QUẢ PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Số lượng | Ghi chú |
| 1 | Tổng số CSKD dịch vụ | 62 | |
| 2 | Số cơ sở được kiểm tra | 13 | |
"""
FIGURE, LABEL, TITLE = run("13"), run("Số cơ sở được kiểm tra"), run("KẾT QUẢ PHÒNG, CHỐNG MẠI DÂM NĂM 2023")
FIELD = "venues_inspected"
BOX = (
    '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    "<w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
)
HIDDEN = '<w:style w:type="paragraph" w:styleId="Own"><w:rPr><w:vanish/></w:rPr></w:style>'
LOW_LINES = '<w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>'
FILLED = '<n:textFill xmlns:n="http://schemas.microsoft.com/office/word/2010/wordml">{}</n:textFill>'
COMMENTED = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'


def note(text: str, kind: str = "comment") -> str:
    return f'<w:{kind} w:id="7" w:author="Lan"><w:p>{run(text)}</w:p></w:{kind}>'


def in_field(instruction: str, text: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{text}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def in_control(properties: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{FIGURE}</w:sdtContent></w:sdt>"


def figure(new: str) -> Change:
    """What stands in the place of the figure."""
    return changed(FIGURE, new)


def narrowed(parts: dict[str, bytes]) -> None:
    """Leaves no cell room for a letter."""
    parts[BODY], changes = re.subn(rb'(<w:tcW [^>]*w:w=")[0-9]+', rb"\g<1>1", parts[BODY])
    assert changes


def lines(old: str, new: str) -> str:
    assert old in RETURN
    return RETURN.replace(old, new)


def style(properties: str, use: Change) -> list[Change]:
    """A style of letters that is used somewhere."""
    own = f'<w:style w:type="character" w:styleId="Own"><w:rPr>{properties}</w:rPr></w:style></w:styles>'
    return [changed("</w:styles>", own, "word/styles.xml"), use]


TRAPS: dict[str, tuple[str, list[Change]]] = {
    "a column of the plan": (lines("| Số lượng |", "| Kế hoạch |"), []),
    "a title of a plan": (lines("KẾT QUẢ", "KẾ HOẠCH"), []),
    "a title of another year": (lines("NĂM 2023", "NĂM 2022"), []),
    "a title of estimates": (lines("KẾT QUẢ", "ƯỚC KẾT QUẢ"), []),
    "another unit above the table": (lines("NĂM 2023", "NĂM 2023 HUYỆN TỨ KỲ"), []),
    "a second unit in a paragraph": (lines("KẾT QUẢ", "Đơn vị báo cáo: Huyện Nam Sách và huyện Tứ Kỳ\nKẾT QUẢ"), []),
    "thousands": (lines("NĂM 2023", "NĂM 2023\nĐơn vị tính: nghìn cơ sở"), []),
    "a note below": (RETURN + "Ghi chú: số liệu trên là số kế hoạch năm 2023", []),
    "a remark beside": (lines("| 13 | |", "| 13 | số kế hoạch |"), []),
    "two numbers": (lines("| 13 |", "| 13⏎31 |"), []),
    "a raised number": (RETURN, [figure(run("1") + run("3", '<w:vertAlign w:val="superscript"/>'))]),
    "a number moved up": (RETURN, [figure(run("1") + run("3", '<w:position w:val="12"/>'))]),
    "hidden letters": (RETURN, [figure(run("1") + run("3", "<w:vanish/>"))]),
    "a hidden figure": (RETURN, [figure(run("13", "<w:vanish/>"))]),
    "a style that hides": (RETURN, style("<w:vanish/>", figure(run("13", '<w:rStyle w:val="Own"/>')))),
    "a hidden figure behind a text box": (
        RETURN,
        [figure(f"<w:r><w:rPr><w:vanish/></w:rPr>{BOX.format(run(''))}<w:t>13</w:t></w:r>")],
    ),
    "a figure struck out": (RETURN, [figure(run("13", "<w:strike/>"))]),
    "a digit struck out twice": (RETURN, [figure(run("1") + run("3", "<w:dstrike/>"))]),
    "a style that strikes": (RETURN, style("<w:strike/>", figure(run("13", '<w:rStyle w:val="Own"/>')))),
    "white letters": (RETURN, [figure(run("1", '<w:color w:val="FFFFFF"/>') + run("3"))]),
    "letters like their ground": (
        RETURN,
        [figure(run("13", '<w:color w:val="336699"/><w:shd w:val="clear" w:fill="336699"/>'))],
    ),
    "letters like the paragraph": (
        RETURN,
        [figure('<w:pPr><w:shd w:val="clear" w:fill="336699"/></w:pPr>' + run("13", '<w:color w:val="336699"/>'))],
    ),
    "letters in the colour of paper": (
        RETURN,
        [figure(run("1", '<w:color w:val="000000" w:themeColor="background1"/>') + run("3"))],
    ),
    "a row without height": (
        RETURN,
        3 * [changed("<w:tr><w:tc>", '<w:tr><w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr><w:tc>')],
    ),
    "cells without width": (RETURN, [narrowed]),
    "letters hidden in the whole document": (
        RETURN,
        [changed("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>", "word/styles.xml")],
    ),
    "a style of paragraphs that hides": (
        RETURN,
        [
            changed("</w:styles>", f"{HIDDEN}</w:styles>", "word/styles.xml"),
            figure(f'<w:pPr><w:pStyle w:val="Own"/></w:pPr>{FIGURE}'),
        ],
    ),
    "a comment on the table": (
        RETURN,
        [
            changed("<w:tbl>", '<w:commentRangeStart w:id="7"/><w:tbl>'),
            changed("</w:tbl>", '</w:tbl><w:commentRangeEnd w:id="7"/>'),
            with_part("comments", note("số kế hoạch")),
        ],
    ),
    "tiny letters": (RETURN, [figure(run("1") + run("3", '<w:sz w:val="2"/>'))]),
    "letters without width": (RETURN, [figure(run("1") + run("3", '<w:w w:val="1"/>'))]),
    "inserted": (RETURN, [figure(f'<w:ins w:id="1">{FIGURE}</w:ins>')]),
    "deleted": (RETURN, [figure(f'{FIGURE}<w:del w:id="1"><w:r><w:delText>5</w:delText></w:r></w:del>')]),
    "moved": (RETURN, [figure(f'<w:moveTo w:id="1">{FIGURE}</w:moveTo>')]),
    "an inserted row": (RETURN, [changed("<w:tr>", '<w:tr><w:trPr><w:ins w:id="1"/></w:trPr>')]),
    "an inserted cell": (RETURN, [changed("<w:tcPr>", '<w:tcPr><w:cellIns w:id="1"/>')]),
    "a line through it that is to go": (
        RETURN,
        [figure(run("13", '<w:rPrChange w:id="1"><w:rPr><w:strike/></w:rPr></w:rPrChange>'))],
    ),
    "a comment": (RETURN, [figure(COMMENTED.format(FIGURE)), with_part("comments", note("số kế hoạch"))]),
    "a comment on the row": (
        RETURN,
        [changed(LABEL, COMMENTED.format(LABEL)), with_part("comments", note("mới là số ước"))],
    ),
    "a comment on the title": (
        RETURN,
        [changed(TITLE, COMMENTED.format(TITLE)), with_part("comments", note("đây là số kế hoạch"))],
    ),
    "a footnote": (
        RETURN,
        [
            figure(FIGURE + '<w:r><w:footnoteReference w:id="7"/></w:r>'),
            with_part("footnotes", note("Số kế hoạch", "footnote")),
        ],
    ),
    "an endnote": (
        RETURN,
        [
            figure(FIGURE + '<w:r><w:endnoteReference w:id="7"/></w:r>'),
            with_part("endnotes", note("Số ước tính", "endnote")),
        ],
    ),
    "a draft's header": (RETURN, [with_part("header1", f"<w:p>{run('DỰ THẢO')}</w:p>")]),
    "a draft's watermark": (
        RETURN,
        [with_part("header1", '<w:p><w:r><w:pict><v:textpath string="DỰ THẢO"/></w:pict></w:r></w:p>')],
    ),
    "a text box": (RETURN, [changed(TITLE, f"{TITLE}<w:r>{BOX.format(run('Số liệu kế hoạch'))}</w:r>")]),
    "a text box in the cell": (RETURN, [figure(f"{FIGURE}<w:r>{BOX.format(run('Số dự kiến'))}</w:r>")]),
    "a field": (RETURN, [figure(in_field("=SUM(ABOVE)", FIGURE))]),
    "a simple field": (RETURN, [figure(f'<w:fldSimple w:instr="REF x">{FIGURE}</w:fldSimple>')]),
    "a bound control": (RETURN, [figure(in_control("<w:dataBinding/>"))]),
    "a control that nobody filled in": (RETURN, [figure(in_control("<w:showingPlcHdr/>"))]),
    "letters from right to left": (RETURN, [figure(f'<w:bdo w:val="rtl">{FIGURE}</w:bdo>')]),
    "one of two alternatives": (
        RETURN,
        [
            figure(
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f'<mc:Choice Requires="zz">{FIGURE}</mc:Choice></mc:AlternateContent>'
            )
        ],
    ),
    "a formula": (
        RETURN,
        [
            figure(
                '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>13</m:t></m:r></m:oMath>'
            )
        ],
    ),
    "a table in the cell": (
        RETURN,
        [figure(f"{FIGURE}</w:p><w:tbl><w:tr><w:tc><w:p>{run('31')}</w:p></w:tc></w:tr></w:tbl><w:p>")],
    ),
    "a number of Word's before it": (
        RETURN,
        [figure(f'<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>{FIGURE}')],
    ),
    "black highlighter": (RETURN, [figure(run("1") + run("3", '<w:highlight w:val="black"/>'))]),
    "letters like the highlighter": (
        RETURN,
        [figure(run("13", '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'))],
    ),
    "letters on one another": (RETURN, [figure(run("13", '<w:spacing w:val="-200"/>'))]),
    "letters in no room": (RETURN, [figure(run("13", '<w:fitText w:val="20"/>'))]),
    "a line without height": (
        RETURN,
        [figure(f'<w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>{FIGURE}')],
    ),
    "a style of lines without height": (
        RETURN,
        [
            changed(
                "</w:styles>",
                HIDDEN.replace("<w:rPr><w:vanish/></w:rPr>", LOW_LINES) + "</w:styles>",
                "word/styles.xml",
            ),
            figure(f'<w:pPr><w:pStyle w:val="Own"/></w:pPr>{FIGURE}'),
        ],
    ),
    "beside the page": (RETURN, [figure(f'<w:pPr><w:ind w:left="-20000"/></w:pPr>{FIGURE}')]),
    "a frame somewhere else": (
        RETURN,
        [figure(f'<w:pPr><w:framePr w:w="999" w:x="9000" w:y="9000"/></w:pPr>{FIGURE}')],
    ),
    "letters filled with nothing": (RETURN, [figure(run("13", FILLED.format("<n:noFill/>")))]),
    "letters filled with white": (
        RETURN,
        [figure(run("13", FILLED.format('<n:solidFill><n:srgbClr n:val="FFFFFF"/></n:solidFill>')))],
    ),
    "letters filled with paper": (
        RETURN,
        [figure(run("13", FILLED.format('<n:solidFill><n:schemeClr n:val="bg1"/></n:solidFill>')))],
    ),
    "hidden rows": (RETURN, 3 * [changed("<w:tr><w:tc>", "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>")]),
    "merged figures": (lines("| 13 | |", "| ^ | |"), []),
}


HARMLESS: dict[str, tuple[str, list[Change]]] = {
    "its number in two runs": (RETURN, [figure(run("1") + run("3", "<w:b/>"))]),
    "its number in a control": (RETURN, [figure(in_control(""))]),
    "its number in a control that was filled in": (RETURN, [figure(in_control('<w:showingPlcHdr w:val="0"/>'))]),
    "a form's field": (RETURN, [figure(in_field("FORMTEXT", FIGURE))]),
    "a number of the page": (RETURN, [with_part("header1", f"<w:p>{in_field('PAGE', run('7'))}</w:p>")]),
    "letters that are no longer red": (
        RETURN,
        [figure(run("13", '<w:rPrChange w:id="1"><w:rPr><w:color w:val="FF0000"/></w:rPr></w:rPrChange>'))],
    ),
    "a switch that is off": (RETURN, [figure(run("13", '<w:strike w:val="0"/><w:vanish w:val="false"/>'))]),
    "a comment of a marked copy": (
        RETURN,
        [figure(COMMENTED.format(FIGURE)), with_part("comments", note("S314: số kế hoạch").replace("Lan", "khpcmd"))],
    ),
    "a yellow highlighter": (RETURN, [figure(run("13", '<w:highlight w:val="yellow"/>'))]),
    "letters a little closer": (RETURN, [figure(run("13", '<w:spacing w:val="-10"/>'))]),
    "a line of its height, a little to the right": (
        RETURN,
        [
            figure(f'<w:pPr><w:spacing w:line="280" w:lineRule="exact"/><w:ind w:left="567"/></w:pPr>{FIGURE}'),
        ],
    ),
    "letters filled with ink": (
        RETURN,
        [figure(run("13", FILLED.format('<n:solidFill><n:srgbClr n:val="000000"/></n:solidFill>')))],
    ),
    "white letters on a dark ground": (
        RETURN,
        [
            changed(run("Số lượng"), run("Số lượng", '<w:color w:val="FFFFFF"/>')),
            changed("<w:tcPr>", '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/>'),
            changed("<w:tcPr><w:tcW", '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/><w:tcW'),
            changed("<w:tcPr><w:tcW", '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/><w:tcW'),
        ],
    ),
    "a remark that it was checked": (lines("| 13 | |", "| 13 | đã đối chiếu |"), []),
}


def rows(story: Story) -> list[list[str]]:
    return rows_of("\n".join(line for lines in story.sheets.values() for line in lines))


def read(data: bytes, folder: Path) -> Reading:
    path = folder / "bc.docx"
    path.write_bytes(data)
    return read_workbook(path, load_plan(None).plan, name=path.name)


def believed(reading: Reading) -> bool:
    """Whether the figure counts, and nothing is told of it."""
    figures = [cell for one in reading.returns for key, cell in one.cells.items() if key.field == FIELD]
    wrong = {one.code for one in reading.diagnostics if one.severity is Severity.ERROR} - {Code.MISSING_FIELD}
    return any(cell.state is CellState.VALUE for cell in figures) and not wrong


def test_a_return_in_word_is_read(tmp_path: Path) -> None:
    reading = read(saved(document(RETURN)), tmp_path)
    assert believed(reading)
    assert told(reading)[:2] == ["period: year", "291: venues_total=62; venues_inspected=13"]
    (filed,) = reading.returns
    assert {cell.at.cell for cell in filed.cells.values() if cell.at} == {"C1002", "C1003"}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_in_word_is_not_believed(tmp_path: Path, trap: str) -> None:
    text, changes = TRAPS[trap]
    assert not believed(read(saved(document(text), *changes), tmp_path))


@pytest.mark.parametrize("what", HARMLESS)
def test_what_says_nothing_of_a_figure_leaves_it(tmp_path: Path, what: str) -> None:
    text, changes = HARMLESS[what]
    assert believed(read(saved(document(text), *changes), tmp_path))


SAME = [
    story
    for story in stories()
    if len(story.sheets) == 1
    and any(len(row) > 1 for row in rows(story))
    and not any(cell == "TRUE" or cell.startswith("=") or "{" in cell for row in rows(story) for cell in row)
]


@pytest.mark.crossing(20)
@pytest.mark.parametrize("story", SAME, ids=lambda story: f"{story.source}: {story.claim}")
def test_a_story_is_read_in_word_as_in_a_workbook(tmp_path: Path, story: Story) -> None:
    """All but what the name of its sheet says, and what a text can be in a workbook that is a number in Word."""
    book, file = story.book(), (tmp_path / story.name).with_suffix(".docx")
    book.worksheets[0].title = "Word"
    book.save(tmp_path / "bc.xlsx")
    file.write_bytes(saved(document(rows(story))))
    expected = read_workbook(tmp_path / "bc.xlsx", story.plan, name=file.name)
    assert without_places(read_workbook(file, story.plan, name=file.name)) == without_places(expected)


FILES = ["returns_2023.xlsx", "half_year_2023.xlsx"]


@pytest.mark.parametrize("example", FILES)
def test_an_example_in_word_has_the_same_verdicts(tmp_path: Path, example: str) -> None:
    assert verdicts(in_word(EXAMPLES / example, tmp_path)) == verdicts(EXAMPLES / example)


@pytest.mark.slow
def test_a_folder_of_returns_in_word_has_the_same_verdicts(tmp_path: Path) -> None:
    for path in (EXAMPLES / "year_2023").glob("*.xlsx"):
        in_word(path, tmp_path)
    assert verdicts(tmp_path) == verdicts(EXAMPLES / "year_2023")


@pytest.mark.e2e
@pytest.mark.parametrize("example", [*FILES, "year_2023"])
def test_an_example_that_libreoffice_saved_has_the_same_verdicts(tmp_path: Path, example: str) -> None:
    paths = sorted((EXAMPLES / example).glob("*.xlsx")) or [EXAMPLES / example]
    made = soffice(tmp_path, "docx", *(in_word(path, tmp_path) for path in paths))
    assert verdicts(made) == verdicts(EXAMPLES / example)


def in_word(path: Path, folder: Path) -> Path:
    made = folder / path.with_suffix(".docx").name
    of_workbook(path).save(str(made))
    return made


def verdicts(path: Path) -> list[tuple[str, Verdict, Measurement | None]]:
    """Each target with its verdict and what it rests on."""
    report = check(Request((path,), plan=None, as_of=date(2023, 12, 16)))
    return [(one.target.id, one.verdict, one.measurement) for one in report.results]


AS_TEXT = {"NUMBER_AS_TEXT", "PLACES_IN_DOCUMENT", "SENTENCES_NOT_READ"}


def without_places(reading: Reading) -> list[str]:
    """A reading in the words of the stories, without the cells of what is told."""
    lines = [line.rpartition(" ")[0] if line.startswith("told: ") else line for line in told(reading)]
    return [line for line in lines if line.removeprefix("told: ") not in AS_TEXT]


def test_a_document_has_room_for_all_its_lines(tmp_path: Path) -> None:
    """600 rows, then 500 lines before the next table."""
    text = lines("| 2 |", "| | Ghi chú | | |\n" * 600 + "| 2 |") + "\n---\n" + "Trang trắng\n" * 500 + "| a | b |"
    (filed,) = read(saved(document(text)), tmp_path).returns
    assert {cell.at.cell for cell in filed.cells.values() if cell.at} == {"C10002", "C10603"}


def test_a_letter_beside_the_returns_is_skipped_and_a_report_of_khpcmd_too(tmp_path: Path) -> None:
    (tmp_path / "bc.docx").write_bytes(saved(document(RETURN)))
    (tmp_path / "thu.docx").write_bytes(saved(document("Kính gửi các đơn vị")))
    draft = document(RETURN)
    draft.core_properties.author = "khpcmd"
    (tmp_path / "du-thao.docx").write_bytes(saved(draft))
    report = check(Request((tmp_path,), plan=None, only_reported=True))
    aside = {
        one.at.file: str(one.params["what"]) for one in report.diagnostics if one.code is Code.FILE_SET_ASIDE and one.at
    }
    assert {Path(file).name for file in aside} == {"thu.docx", "du-thao.docx"}
    named = check(Request((tmp_path / "thu.docx",), plan=None, only_reported=True))
    assert Code.NO_TABLE in {one.code for one in named.diagnostics}


def test_a_letter_that_names_a_unit_is_not_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "bc.docx").write_bytes(saved(document(RETURN)))
    (tmp_path / "bao cao huyen Tu Ky.docx").write_bytes(saved(document("Đã kiểm tra 13 cơ sở.")))
    report = check(Request((tmp_path,), plan=None))
    told = [one for one in report.diagnostics if one.at and one.at.file.endswith("Tu Ky.docx")]
    assert {(one.code, one.unit) for one in told} >= {(Code.NO_TABLE, "298")}
    assert [one.params["count"] for one in told if one.code is Code.SENTENCES_NOT_READ] == [1]
