"""Text of a workbook stays text in every output: no markup, no escape sequence, no formula, no annotation."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.cli import main
from places import RETURNS

ATTACKS = {
    "markup": "[bold red]Nam Sách[/bold red]",
    "a tag that closes nothing": "[/đóng]",
    "a link": "[link=http://x.vn]x[/link]",
    "emoji": ":100: :warning:",
    "colours": "\x1b[31mđỏ\x1b[0m",
    "title of the terminal": "\x1b]0;x\x07",
    "clear the screen": "\x9b2J",
    "backspace": "960\b\b\b12",
    "formula": "=cmd|'/C calc'!A0",
    "full-width formula": "＝1+1",
    "HTML": "<script>alert(1)</script>",
    "annotation": "::error file=a.py,line=1::x",
    "lines": "một\r\n::error::hai\nba",
    "table": "a | b | c",
    "order of letters": "Nam\u202eSách\u2066",
    "placeholders": "{unit} {0} %s %n",
    "template": "{{ 7*7 }} ${7*7}",
}
SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def attacked(path: Path, text: str) -> Path:
    """The example with this text in place of a unit's name, of a figure and of a header."""
    book = load_workbook(RETURNS)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    unit = next(cell for cell in cells if str(cell.value).startswith("Huyện"))
    figure = next(cell for cell in cells if cell.coordinate > "F" and isinstance(cell.value, int))
    header = next(cell for cell in cells if "kiểm tra" in str(cell.value))
    for cell in (unit, figure, header):
        cell.value = text
        cell.data_type = "s"
    book.save(path)
    return path


def shown(arguments: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(arguments)
    return code, out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("attack", [name for name, text in ATTACKS.items() if not SEEN.search(text)])
@pytest.mark.parametrize("command", ["check", "validate"])
@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_text_stays_text(command: str, form: str, attack: str, tmp_path: Path) -> None:
    text = ATTACKS[attack]
    path = attacked(tmp_path / "a.xlsx", text)
    code, out = shown([command, "--format", form, "--color", "never", str(path)])
    assert code in (0, 1, 3, 5)
    assert not SEEN.search(out)
    if form == "json":
        assert isinstance(json.loads(out), dict)
        assert text in json.dumps(json.loads(out), ensure_ascii=False) or "\\n" in json.dumps(text)
    else:
        assert not re.search("^(::|=|＝)", out, re.MULTILINE)
        first = re.escape(text.split("\r")[0].split()[0])
        assert re.search(first, out), "what was found is shown as it is"


@pytest.mark.crossing(1)
@pytest.mark.parametrize("attack", [name for name, text in ATTACKS.items() if SEEN.search(text)])
@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_control_characters_are_shown_as_escapes(form: str, attack: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = ATTACKS[attack].replace('"', '""')
    path.write_text(f'TT;Đơn vị;Tổng số cơ sở kinh doanh dịch vụ\n1;"{text}";"{text}"\n', encoding="utf-8", newline="")
    code, out = shown(["check", "--format", form, "--color", "never", "--period", "year", str(path)])
    assert code in (3, 5)
    assert not SEEN.search(out)


@pytest.mark.slow
def test_colours_are_khpcmds_own(tmp_path: Path) -> None:
    """With colour asked for, the only escape sequences are those that set a colour, each on and off again."""
    path = attacked(tmp_path / "a.xlsx", ATTACKS["markup"])
    _, out = shown(["check", "--format", "table", "--color", "always", str(path)])
    assert "[bold red]" in COLOUR.sub("", out)
    assert not SEEN.search(COLOUR.sub("", out))


@pytest.mark.crossing(4)
@pytest.mark.parametrize("name", ["[bold]x[bold].xlsx", "a\x1b[31mb.xlsx", "::error::x.xlsx", "<b>x.xlsx", "=1.xlsx"])
@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_names_of_files_are_no_better(form: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(b"a,b\n")
    code, out = shown(["check", "--format", form, "--color", "never", name])
    assert code == 3
    assert not SEEN.search(out)
