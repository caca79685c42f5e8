"""``khpcmd explain``: from a code or a name to its page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.render.codes import markdown

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHPCMD_LANG", raising=False)


@pytest.mark.parametrize("name", ["C502", "c502", "NOT_A_NUMBER", "not_a_number", "not-a-number", "Not a number"])
def test_a_code_is_found_by_its_number_and_its_name(name: str, capsys: Captured) -> None:
    assert main(["explain", name]) == 0
    assert capsys.readouterr().out.startswith("C502 NOT_A_NUMBER · Lỗi\nKhông đọc được thành số\n")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "C599",
            "không có mã lỗi “C599”, cũng không có chỉ tiêu “C599”. Xem các mã lỗi bằng lệnh khpcmd explain; ",
        ),
        ("not-a-numbr", "Có phải là “NOT_A_NUMBER”?"),
        ("zzzzzz", "không có mã lỗi “zzzzzz”"),
        ("", "không có mã lỗi “”"),
    ],
)
def test_an_unknown_code_is_wrong_usage(name: str, told: str, capsys: Captured) -> None:
    assert main(["explain", name]) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert out == ""


def test_the_language_can_be_chosen(capsys: Captured) -> None:
    assert main(["explain", "C502", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("C502 NOT_A_NUMBER · Error\nNot a number\n")


def test_several_codes_come_in_the_order_asked(capsys: Captured) -> None:
    assert main(["explain", "U401", "C501"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if " · " in line]
    assert heads == ["U401 UNKNOWN_UNIT · Lỗi", "C501 CELL_BLANK · Lỗi"]


def test_without_a_code_all_are_listed(capsys: Captured) -> None:
    assert main(["explain"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "P  Tệp kế hoạch, danh sách miễn, tệp kết quả xem xét\n  P101  Lỗi       Không có tệp kế hoạch\n"
    )
    assert out.endswith("\nXem một mã: khpcmd explain C502\n")


def test_markdown_is_the_page_in_docs(capsys: Captured) -> None:
    assert main(["explain", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == markdown((), Messages("vi"))


def test_explaining_needs_neither_plan_nor_reader() -> None:
    code = "import sys; from khpcmd.cli import main; main(['explain', 'C502']); sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert {"openpyxl", "yaml", "rich"}.isdisjoint(done.stderr.decode().split())
