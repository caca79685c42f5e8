"""What people put on a sheet beside its cells: comments, threads, text boxes, headers of pages, watermarks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hostile.files import HEADER, MAIN, OFFICE, SHEET, parts, relation, relationships, sheet, unzipped, zipped
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.plan.model import Plan
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.read import read_workbook
from workbook.builder import write
from workbook.views import figures

RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
LETTERS = "http://schemas.openxmlformats.org/drawingml/2006/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREAD = "http://schemas.microsoft.com/office/2017/10/relationships"


def grid(data: bytes, limits: Limits | None = None) -> Grid:
    return open_grids(data, limits or Limits())[0]


def with_parts(related: Mapping[str, tuple[str, bytes]], inner: str = "<sheetData/>") -> bytes:
    """A workbook whose sheet has these parts, each by the kind of its relation, with its name and content."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}" Target="../{name}"/>'
        for number, (kind, (name, _)) in enumerate(related.items())
    )
    added = {f"xl/{name}": content for name, content in related.values() if content}
    return zipped(parts() | {SHEET: sheet(inner), RELATIONS: relationships(relations).encode()} | added)


def comments(inner: str, authors: str = "<author>Vân</author>") -> bytes:
    return (
        f'<comments xmlns="{MAIN}"><authors>{authors}</authors><commentList>{inner}</commentList></comments>'.encode()
    )


def shape(text: str, more: str = "") -> str:
    return (
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="x" {more}/></xdr:nvSpPr><xdr:txBody>'
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )


def drawing(inner: str) -> bytes:
    return f'{HEADER}<xdr:wsDr xmlns:xdr="{DRAWN}" xmlns:a="{LETTERS}">{inner}</xdr:wsDr>'.encode()


def saved(change: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    change(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_comment_is_read_without_its_author() -> None:
    def note(sheet: Worksheet) -> None:
        sheet["B2"] = 12
        sheet["B2"].comment = Comment("Lan:\nSố theo kế hoạch, thực tế chưa kiểm tra", "Lan")
        sheet["D9"].comment = Comment("Ước tính: 5", "Lan")

    assert grid(saved(note)).comments == {(2, 2): "Số theo kế hoạch, thực tế chưa kiểm tra", (9, 4): "Ước tính: 5"}


def test_what_khpcmd_noted_in_a_marked_copy_is_no_remark_of_its_sender() -> None:
    def note(sheet: Worksheet) -> None:
        sheet["B2"].comment = Comment("C501: không phải là số", "khpcmd")
        sheet["B3"].comment = Comment("C501: không phải là số\n――――― Lan\nsố ước", "khpcmd")

    assert grid(saved(note)).comments == {(3, 2): "số ước"}


def test_the_runs_of_a_comment_are_one_text_without_phonetic_guides() -> None:
    text = (
        "<r><rPr><b/></rPr><t>Vân:</t></r><r><t>\nchưa </t></r><r><rPr><strike/></rPr><t>x</t></r><rPh><t>no</t></rPh>"
    )
    data = with_parts(
        {"comments": ("comments1.xml", comments(f'<comment ref="A1" authorId="0"><text>{text}</text></comment>'))}
    )
    assert grid(data).comments == {(1, 1): "chưa x\u0336"}


def test_a_thread_stands_for_the_comment_that_older_programs_show() -> None:
    old = comments('<comment ref="A1" authorId="0"><text><t>[Threaded comment] Your version …</t></text></comment>')
    thread = (
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="A1" id="1"><text>Số tạm</text></threadedComment>'
        '<threadedComment ref="A1" id="2" parentId="1"><text>chưa duyệt</text></threadedComment></ThreadedComments>'
    ).encode()
    data = with_parts({f"{THREAD}/threadedComment": ("threads.xml", thread), "comments": ("comments1.xml", old)})
    assert grid(data).comments == {(1, 1): "Số tạm\nchưa duyệt"}


def test_an_input_prompt_is_no_comment() -> None:
    prompt = '<dataValidations><dataValidation sqref="A1" prompt="Ước tính"/></dataValidations>'
    assert grid(with_parts({}, f"<sheetData/>{prompt}")).comments == {}


def test_shapes_that_are_seen_are_stamps_each_once() -> None:
    twice = f"<mc:Choice>{shape('BẢN NHÁP')}</mc:Choice><mc:Fallback>{shape('BẢN NHÁP')}</mc:Fallback>"
    box = f'<mc:AlternateContent xmlns:mc="http://x">{twice}</mc:AlternateContent>'
    inner = box + shape("ẩn", 'hidden="1"') + shape("Số liệu</a:t></a:r></a:p><a:p><a:r><a:t>giả định")
    assert grid(with_parts({"drawing": ("drawings/d.xml", drawing(inner))})).stamps == ("BẢN NHÁP", "Số liệu giả định")


def test_texts_of_old_shapes_are_stamps_even_where_they_are_no_xml() -> None:
    vml = (
        '<xml><v:shape id="1"><v:textpath style="x" string="KH&#212;NG SỬ DỤNG"/></v:shape>'
        '<v:shape id="2"><v:textbox><div><br>B&#7842;N <font>NHÁP</font></div></v:textbox></v:shape>'
        '<v:shape id="3"><v:textbox><div>lời ghi</div></v:textbox><x:ClientData ObjectType="Note"/></v:shape></xml>'
    ).encode()
    assert grid(with_parts({"vmlDrawing": ("drawings/v.vml", vml)})).stamps == ("KHÔNG SỬ DỤNG", "BẢN NHÁP")


@pytest.mark.parametrize(
    ("inner", "stamps"),
    [
        ('<oddHeader>&amp;C&amp;"Times,Bold"&amp;14&amp;KFF0000BẢN NHÁP</oddHeader>', ("BẢN NHÁP",)),
        ("<oddHeader>&amp;LTổng hợp&amp;RTrang &amp;P/&amp;N</oddHeader>", ("Tổng hợp", "Trang /")),
        ("<oddFooter>&amp;LA &amp;&amp; B&amp;K01+000 &amp;P+1c</oddFooter>", ("A & B c",)),
        ("<evenHeader>chẵn</evenHeader><firstFooter>đầu</firstFooter>", ()),
        ("<oddHeader>&amp;A &amp;D&amp;R&amp;P/&amp;N</oddHeader>", ()),
    ],
)
def test_texts_above_and_below_the_pages_are_stamps(inner: str, stamps: tuple[str, ...]) -> None:
    assert grid(with_parts({}, f"<sheetData/><headerFooter>{inner}</headerFooter>")).stamps == stamps


def test_headers_of_first_and_even_pages_are_seen_where_they_are_switched_on() -> None:
    inner = (
        '<headerFooter differentFirst="1" differentOddEven="1"><evenHeader>a</evenHeader><firstFooter>b</firstFooter>'
    )
    assert grid(with_parts({}, f"<sheetData/>{inner}</headerFooter>")).stamps == ("a", "b")


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
ASSIGNED = 'promptTitle="Cách gõ" prompt="Gõ số tỉnh giao" sqref="B2:B9"'


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (f'<dataValidations><dataValidation showInputMessage="1" {ASSIGNED}/></dataValidations>', True),
        (f"<dataValidations><dataValidation {ASSIGNED}/></dataValidations>", False),
        (
            (
                f'<extLst><ext><x:dataValidations xmlns:x="{X14}"><x:dataValidation showInputMessage="1" {ASSIGNED}/>'
                "</x:dataValidations></ext></extLst>"
            ),
            True,
        ),
    ],
)
def test_what_shows_at_a_cell_for_whoever_fills_it_in_is_seen(inner: str, *, shown: bool) -> None:
    found = grid(with_parts({}, f"<sheetData/>{inner}")).prompts
    assert found == (("Cách gõ", "Gõ số tỉnh giao") if shown else ())


def test_a_sheet_that_is_not_seen_has_no_remarks() -> None:
    content = unzipped(with_parts({"comments": ("comments1.xml", b"no XML")}))
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b'sheetId="1"', b'sheetId="1" state="hidden"')
    assert grid(zipped(content)).comments == {}


def test_a_part_that_is_missing_shows_nothing() -> None:
    assert grid(with_parts({"comments": ("comments1.xml", b""), "drawing": ("drawings/d.xml", b"")})).comments == {}


MANY = comments("".join(f'<comment ref="A{n}"><text><t>{"x" * 50}</t></text></comment>' for n in range(1, 2001)))


@pytest.mark.parametrize(
    ("kind", "content", "limits", "code"),
    [
        ("comments", MANY, Limits(cells=1000), Code.LIMIT_EXCEEDED),
        ("comments", MANY, Limits(text=1000), Code.LIMIT_EXCEEDED),
        ("comments", MANY, Limits(elements=1000), Code.LIMIT_EXCEEDED),
        ("drawing", drawing(shape("x" * 5000)), Limits(text=1000), Code.LIMIT_EXCEEDED),
        ("vmlDrawing", b'<v:shape><v:textpath string="' + b"x" * 5000 + b'"/>', Limits(text=1000), Code.LIMIT_EXCEEDED),
        ("drawing", b"<!DOCTYPE x><x/>", Limits(), Code.UNSAFE_WORKBOOK),
        ("comments", b"<a>" * 100, Limits(), Code.UNSAFE_WORKBOOK),
        ("comments", comments('<comment ref="A0"><text><t>x</t></text></comment>'), Limits(), Code.FILE_DAMAGED),
        ("comments", b"<comments", Limits(), Code.FILE_DAMAGED),
    ],
)
def test_remarks_pass_the_same_gate_as_cells(kind: str, content: bytes, limits: Limits, code: AnyCode) -> None:
    with pytest.raises(Refused) as refused:
        grid(with_parts({kind: ("part.xml", content)}), limits)
    assert refused.value.code is code


def test_relations_of_a_sheet_without_remarks_are_left_alone() -> None:
    twice = (
        relation("r1", "hyperlink", "http://127.0.0.1/", 'TargetMode="External"')
        + relation("r1", "printerSettings", "p") * 2
    )
    assert grid(zipped(parts() | {RELATIONS: relationships(twice).encode()})).stamps == ()


# comments govern what the cell governs at which they hang: a row, a column, the table


FORM = """
UBND HUYỆN NAM SÁCH
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Số lượng | Ghi chú |
| 1 | Cán bộ cấp xã / Tổng số | 40 | |
| 2 | Cán bộ cấp xã / Được tập huấn | 30 | |
"""


@pytest.mark.parametrize(
    ("cell", "total", "trained"),
    [
        ("A2", None, None),
        ("A3", None, None),
        ("B3", None, None),
        ("C3", None, None),
        ("A4", None, 30),
        ("B4", None, 30),
        ("C4", None, 30),
        ("D4", None, 30),
        ("D5", 40, None),
    ],
)
def test_a_comment_is_heard_at_every_cell_that_governs_a_figure(
    plan: Plan, tmp_path: Path, cell: str, total: int | None, trained: int | None
) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=FORM)
    book = load_workbook(path)
    book["Sheet1"][cell].comment = Comment("Số ước tính", "Vân")
    book.save(path)
    (filed,) = read_workbook(path, plan, name=path.name).returns
    found = figures(filed)
    assert (found.get("staff_commune_total"), found.get("staff_commune_trained")) == (total, trained)


@pytest.mark.parametrize(
    ("prompt", "trained"),
    [("Gõ số tỉnh giao, đừng gõ số làm được", None), ("Nhập số nguyên, không âm", 30), ("Bấm Enter để nhập", 30)],
)
def test_a_form_whose_cells_ask_for_other_figures_is_not_believed(
    plan: Plan, tmp_path: Path, prompt: str, trained: int | None
) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=FORM)
    book = load_workbook(path)
    asks = DataValidation("whole", operator="greaterThan", formula1="0", prompt=prompt, showInputMessage=True)
    asks.add("C5")
    book["Sheet1"].add_data_validation(asks)
    book.save(path)
    (filed,) = read_workbook(path, plan, name=path.name).returns
    assert figures(filed).get("staff_commune_trained") == trained


LONG = """
| Mã đơn vị | Chỉ tiêu | Kỳ báo cáo | Giá trị |
| 291 | Tổng số CSKD dịch vụ | 2023 | 62 |
| 291 | Cán bộ cấp xã / Tổng số | 2023 | 40 |
"""


@pytest.mark.parametrize(
    ("cell", "believed"),
    [
        ("C2", {"staff_commune_total": 40}),
        ("B2", {"staff_commune_total": 40}),
        ("C1", {}),
        ("D3", {"venues_total": 62}),
    ],
)
def test_a_comment_in_the_column_of_periods_is_heard(
    plan: Plan, tmp_path: Path, cell: str, believed: Mapping[str, int]
) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=LONG)
    book = load_workbook(path)
    book["Sheet1"][cell].comment = Comment("Số ước tính", "Vân")
    book.save(path)
    (filed,) = read_workbook(path, plan, name=path.name).returns
    assert figures(filed) == believed


def test_a_formula_that_calls_a_figure_estimated_is_a_remark_like_any_other(plan: Plan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=FORM)
    book = load_workbook(path)
    book["Sheet1"]["D4"] = '=IF(C4>0,"Số ước tính","")'
    book.save(path)
    parts = unzipped(path.read_bytes())
    written = re.sub(
        rb'<c r="D4"[^>]*>(<f>.*?</f>).*?</c>',
        rb'<c r="D4" t="str">\1<v>' + "Số ước tính".encode() + b"</v></c>",
        parts[SHEET],
    )
    path.write_bytes(zipped(parts | {SHEET: written}))
    (filed,) = read_workbook(path, plan, name=path.name).returns
    assert figures(filed) == {"staff_commune_trained": 30}
