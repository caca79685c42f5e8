"""The Word draft has the paper, the margins, the letters and the letterhead of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

import scenes
from khpcmd.i18n import Messages
from khpcmd.plan.beside import Agency
from khpcmd.render.docx.report import word_report
from khpcmd.render.formats import Format, Look
from khpcmd.report import Report
from word_files import Reopened, drafted, opened

DOCX = Look(Format.DOCX)


def faulty() -> Report:
    return scenes.report(scenes.faulty(), *scenes.FAULTS)


def mm(length: Length | None) -> float:
    assert length is not None
    return float(length.mm)


@pytest.fixture(scope="module")
def draft() -> Reopened:
    return drafted(faulty())


def line(draft: Reopened, text: str) -> Paragraph:
    return next(one for one in draft.paragraphs if one.text == text)


def size(paragraph: Paragraph) -> float:
    """The size of its letters in points: their own, else that of the style."""
    own = paragraph.runs[0].font.size
    assert paragraph.style is not None
    found = own or paragraph.style.font.size
    return float(found.pt)


def test_the_paper_is_a4_with_the_margins_of_the_decree_on_every_page(draft: Reopened) -> None:
    for section in draft.document.sections:
        short, long = sorted((mm(section.page_width), mm(section.page_height)))
        assert (round(short), round(long)) == (210, 297)
        assert 20 <= mm(section.top_margin) <= 25.01
        assert 20 <= mm(section.bottom_margin) <= 25.01
        assert 30 <= mm(section.left_margin) <= 35.01
        assert 15 <= mm(section.right_margin) <= 20.01


def test_only_the_annexes_that_need_the_room_lie_across(draft: Reopened) -> None:
    turned = [section.orientation is WD_ORIENT.LANDSCAPE for section in draft.document.sections]
    assert turned == [False, False, True, False], "the report, the targets, the units, and what is for the office alone"
    assert mm(draft.document.sections[2].page_width) > mm(draft.document.sections[2].page_height)


def test_every_style_in_use_is_times_new_roman_in_every_script(draft: Reopened) -> None:
    used = {one.style.name for one in draft.paragraphs if one.style is not None}
    for name in used | {"Normal", "Header", "Footer"}:
        letters = draft.document.styles[name].element.rPr.rFonts
        assert [letters.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")] == [
            "Times New Roman"
        ] * 4
        assert not any("Theme" in attribute or "theme" in attribute for attribute in letters.attrib)
    assert not any(run.font.name for paragraph in draft.paragraphs for run in paragraph.runs)


def test_the_text_is_set_in_letters_of_13_or_14_points(draft: Reopened) -> None:
    body = [
        one
        for one in draft.paragraphs
        if one.style is not None and one.style.name in ("Normal", "Heading 1") and one.text
    ]
    assert len(body) > 30
    assert {size(one) for one in body} <= {13.0, 14.0}
    assert {one.style.paragraph_format.alignment for one in body if one.style.name == "Normal"} == {  # type: ignore[union-attr]
        WD_ALIGN_PARAGRAPH.JUSTIFY
    }


def test_the_state_and_its_motto_stand_at_the_top_right(draft: Reopened) -> None:
    cell = draft.document.tables[0].rows[0].cells[1]
    state, motto, rule = cell.paragraphs
    assert (state.text, motto.text) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    assert (size(state), size(motto)) == (12.0, 13.0)
    assert all(one.runs[0].bold for one in (state, motto))
    assert rule._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is not None


def test_the_rule_under_the_motto_is_as_long_as_the_motto(draft: Reopened) -> None:
    cell = draft.document.tables[0].rows[0].cells[1]
    form = cell.paragraphs[2].paragraph_format
    long = mm(cell.width) - mm(form.left_indent) - mm(form.right_indent)
    # measured on Liberation Serif Bold, which has the widths of Times New Roman
    assert long == pytest.approx(56.06, abs=0.5)


def test_number_day_names_and_bodies_are_left_to_the_author(draft: Reopened) -> None:
    assert [one.text for one in draft.document.tables[0].rows[0].cells[0].paragraphs[:2]] == [
        "[TÊN CƠ QUAN CHỦ QUẢN]",
        "[TÊN CƠ QUAN BÁO CÁO]",
    ]
    assert line(draft, "Số: ……/BC-……")
    day = line(draft, "……, ngày …… tháng …… năm 2023")
    assert day.runs[0].italic
    assert line(draft, "Nơi nhận:").runs[0].bold
    assert line(draft, "[QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ]").runs[0].bold
    assert line(draft, "[Họ và tên]")


def test_the_title_is_bold_with_a_rule_beneath(draft: Reopened) -> None:
    blocks = draft.paragraphs
    at = next(index for index, one in enumerate(blocks) if one.text == "BÁO CÁO")
    assert [one.text for one in blocks[at + 1 : at + 3]] == [
        "Kết quả thực hiện các chỉ tiêu năm 2023 theo",
        "Kế hoạch phòng, chống mại dâm năm 2023",
    ]
    assert all(one.runs[0].bold and one.alignment is WD_ALIGN_PARAGRAPH.CENTER for one in blocks[at : at + 3])
    assert blocks[at + 3]._p.find(f".//{qn('w:pBdr')}") is not None


def test_it_is_marked_as_a_draft_on_every_page(draft: Reopened) -> None:
    assert line(draft, " DỰ THẢO ").runs[0].bold
    first = draft.document.sections[0]
    for footer in (first.footer, first.first_page_footer):
        assert footer.paragraphs[0].text.startswith("DỰ THẢO")
    for section in list(draft.document.sections)[1:]:
        assert section.footer.is_linked_to_previous
        assert section.first_page_footer.is_linked_to_previous


def test_pages_are_numbered_in_the_middle_of_the_head_from_the_second_on(draft: Reopened) -> None:
    first, *annexes = draft.document.sections
    number = first.header.paragraphs[0]
    assert number.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert [field.get(qn("w:instr")) for field in number._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert all(section.different_first_page_header_footer for section in draft.document.sections)
    assert not list(first.first_page_header._element.iter(qn("w:fldSimple")))
    for section in annexes:
        starts = section._sectPr.findall(qn("w:pgNumType"))
        assert [one.get(qn("w:start")) for one in starts] == ["1"]


def test_the_parts_of_a_section_stand_in_the_order_that_word_asks_for(draft: Reopened) -> None:
    asked = ["Reference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"]
    for section in draft.document.sections:
        found = [re.sub(r"\{.*\}|(header|footer)(?=Reference)", "", str(child.tag)) for child in section._sectPr]
        assert sorted(found, key=asked.index) == found


def test_sections_are_numbered_in_roman_letters_and_their_parts_in_digits(draft: Reopened) -> None:
    assert draft.headings(1) == [
        "I. KẾT QUẢ CHUNG",
        "II. KẾT QUẢ TỪNG CHỈ TIÊU",
        "III. NGUYÊN NHÂN VÀ ĐỀ XUẤT, KIẾN NGHỊ",
    ]
    assert draft.headings(2)[:2] == [
        "1. Tình hình gửi báo cáo số liệu",
        "2. Kết quả thực hiện các chỉ tiêu",
    ]


def test_the_head_of_a_table_is_repeated_and_no_row_is_torn(draft: Reopened) -> None:
    for table in draft.document.tables:
        if table.rows[0].cells[0].text in ("Mã", "Đơn vị báo cáo"):
            assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
            assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_a_table_fits_between_the_margins(draft: Reopened) -> None:
    for table in draft.document.tables:
        width = sum(int(one.get(qn("w:w"))) for one in table._tbl.tblGrid) / 56.6929
        wide = table.rows[0].cells[0].text == "Đơn vị báo cáo" or len(table.columns) == 4
        assert width <= (247.5 if wide else 160.5)


def test_no_time_of_day_is_in_the_file(draft: Reopened) -> None:
    data = word_report(faulty(), Messages("vi"), DOCX)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    about = draft.document.core_properties
    assert about.created == about.modified == datetime(2023, 12, 12, tzinfo=UTC)


def test_source_date_epoch_is_the_date_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found = opened(word_report(faulty(), Messages("vi"), DOCX)).document.core_properties
    assert found.created == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    found = opened(word_report(faulty(), Messages("vi"), DOCX)).document.core_properties
    assert found.created == datetime(2023, 12, 12, tzinfo=UTC)


def test_a_title_longer_than_a_property_may_be_is_whole_on_the_page() -> None:
    base, long = faulty(), "Kế hoạch " + "rất dài " * 60
    titled = replace(base, plan=base.plan.changed(title=base.plan.title.model_copy(update={"vi": long})))
    draft = drafted(titled)
    assert long in draft.lines
    assert len(draft.document.core_properties.title) == 255


def test_the_signature_stays_on_one_page_with_the_last_sentence(draft: Reopened) -> None:
    last = next(one for one in draft.paragraphs if one.text.startswith("Trên đây là báo cáo"))
    assert last.paragraph_format.keep_with_next
    signed = next(table for table in draft.document.tables if table.rows[0].cells[0].text.startswith("Nơi nhận:"))
    assert signed.rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_the_properties_name_khpcmd_and_no_library(draft: Reopened) -> None:
    about = draft.document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("khpcmd", "khpcmd", "")
    assert about.title.startswith("BÁO CÁO Kết quả thực hiện")


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH HẢI DƯƠNG", "TỈNH HẢI DƯƠNG"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI THÀNH PHỐ HỒ CHÍ MINH", "THÀNH PHỐ HỒ CHÍ MINH"),
        ("BAN CHỈ ĐẠO 138 TỈNH", ""),
        ("[TÊN CƠ QUAN CHỦ QUẢN]", ""),
    ],
)
def test_the_letterhead_never_breaks_inside_the_name_of_a_place(line: str, kept: str) -> None:
    look = Look(Format.DOCX, agency=Agency(superior=line, name="Công an"))
    draft = opened(word_report(faulty(), Messages("vi"), look))
    told = next(one.text for one in draft.paragraphs if one.text.replace("\u00a0", " ") == line)
    assert told == line.removesuffix(kept) + kept.replace(" ", "\u00a0")


def test_the_note_below_a_table_is_not_alone_on_a_page(draft: Reopened) -> None:
    """The last row of the table stands on the page of the note, and so does the line between them."""
    table = next(one for one in reversed(draft.document.tables) if one.rows[0].cells[0].text == "Đơn vị báo cáo")
    first, *_, last = table.rows
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in last.cells)
    assert not any(cell.paragraphs[0].paragraph_format.keep_with_next for cell in first.cells)
    between = Paragraph(table._tbl.getnext(), draft.document)
    assert between.paragraph_format.keep_with_next
