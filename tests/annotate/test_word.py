"""Marked copies of Word documents: the comments stand at the cells, and say nothing when the copy is read."""

from __future__ import annotations

import sys
from pathlib import Path

import docx
import pytest

from khpcmd.annotate.run import AnnotateRequest, Annotation, annotate
from khpcmd.checking import Request
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.workbook.read import read_workbook
from word_returns import document, saved

RETURN = """UBND HUYỆN NAM SÁCH
KẾT QUẢ PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Số lượng | Ghi chú |
| 1 | Tổng số CSKD dịch vụ | 62 | |
| 2 | Số cơ sở được kiểm tra | mười ba | |
| 3 | Số lượt kiểm tra cơ sở | | |
"""


def marked(folder: Path, data: bytes) -> tuple[Annotation, Path]:
    path = folder / "bc.docx"
    path.write_bytes(data)
    wanted = AnnotateRequest(Request((path,), plan=None, only_reported=True), folder / "marked", force=True)
    return annotate(wanted, Messages), folder / "marked" / "bc.docx"


def test_a_fault_is_a_comment_at_its_cell(tmp_path: Path) -> None:
    _, copy = marked(tmp_path, saved(document(RETURN)))
    made = docx.Document(str(copy))
    told = {comment.text.split()[1].rstrip(":"): comment.comment_id for comment in made.comments}
    cell = made.tables[0].rows[2].cells[2]
    assert cell.text == "mười ba"
    assert str(told["C502"]) in cell._tc.xpath(".//w:commentReference/@w:id")
    assert made.paragraphs[0]._p.xpath(".//w:commentReference")  # what has no cell


def test_a_marked_copy_is_read_as_what_it_was_made_of_and_is_marked_again_the_same(tmp_path: Path) -> None:
    _, copy = marked(tmp_path, saved(document(RETURN)))
    plan, first = load_plan(None).plan, copy.read_bytes()
    before, after = (read_workbook(one, plan, name="bc.docx") for one in (tmp_path / "bc.docx", copy))
    assert before.returns == after.returns
    assert before.diagnostics == after.diagnostics
    _, again = marked(tmp_path, first)
    assert again.read_bytes() == first


def test_without_python_docx_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    found, copy = marked(tmp_path, saved(document(RETURN)))
    assert [one.why for one in found.outcomes] == ["needs_word"]
    assert not copy.exists()
