"""``--hide-values``: nothing that stands in a return is in any output, and everything else is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from khpcmd.cli import main
from khpcmd.render.formats import shown_by, suffixes
from places import EXAMPLES, Captured, languages
from render.examples import text_of

FORM = EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"
DAY = ("--as-of", "2023-12-15")
LANGUAGES = ("vi", "en")


def hostile(path: Path, start: int) -> list[str]:
    """A return in which every figure and every text of the sender is to be known again, and what they are."""
    book = openpyxl.load_workbook(FORM)
    sheet, tokens = book.worksheets[0], list[str]()

    def token(value: str) -> str:
        tokens.append(value)
        return value

    number = start
    for row in range(11, 49):
        for column in ("D", "E"):
            if isinstance(sheet[f"{column}{row}"].value, int):
                number += 1013
                sheet[f"{column}{row}"] = number
                tokens.append(str(number))
    sheet["E12"] = token(f"{start}/KH-RIENG")
    sheet["E32"] = token(f"khoảng {start}777")
    sheet["E33"] = token(f"1,{start % 1000}")
    sheet["E35"] = token(f"{start}888 lượt/{start}889 cơ sở")
    sheet["E36"] = None
    sheet["F38"] = token(f"ghi chú kín {start}")
    sheet["E42"].comment = Comment(token(f"chú thích kín {start}"), "nguoi gui")
    sheet["B34"] = token(f"NHÓM KÍN {start}")
    sheet["A5"] = token(f"Tiêu đề kín {start}")
    sheet["B50"] = token(f"ký tên kín {start}")
    sheet["H9"] = token(f"Cột kín {start}")
    sheet["H20"] = number + 5
    sheet.title = token(f"Trang kín {start}")
    other = book.create_sheet(token(f"Phụ kín {start}"))
    other["A1"] = token(f"chữ kín {start}")
    book.save(path)
    return tokens


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("made")
    (folder / "inbox").mkdir()
    found = hostile(folder / "inbox" / "a.xlsx", 7310411) + hostile(folder / "later.xlsx", 8420522)
    shutil.copy(folder / "later.xlsx", folder / "inbox" / "b.xlsx")
    return folder, found


@pytest.fixture
def tokens(made: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made[0], tmp_path, dirs_exist_ok=True)
    return made[1]


def spellings(token: str) -> Iterator[str]:
    yield token
    if token.isdigit():
        yield from (f"{int(token):,}".replace(",", sign) for sign in (".", ",", " ", "\u00a0"))


def leaks(text: str, tokens: list[str]) -> list[str]:
    return [token for token in tokens if any(one in text for one in spellings(token))]


INPUTS = {"check": ["inbox"], "validate": ["inbox"], "diff": ["inbox/a.xlsx", "later.xlsx"]}


@pytest.mark.slow
@languages
@pytest.mark.parametrize("command", INPUTS)
def test_nothing_of_a_return_is_in_any_output(
    command: str, language: str, tokens: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    files = [part for suffix in suffixes(command) for part in ("-o", f"out/report{suffix}")]
    base = [command, *INPUTS[command], *DAY, "--lang", language, "--hide-values"]
    more = [["--by-unit"]] if command == "check" else []
    for options in ([], ["-v"], ["-q"], *more, *(["-f", one.value] for one in shown_by(command)), files):
        assert main([*base, *options]) in (1, 3)
        out, err = capsys.readouterr()
        assert out
        assert leaks(out + err, tokens) == [], options
    written = sorted(Path("out").iterdir())
    assert len(written) == len(suffixes(command))
    for path in written:
        text = text_of(path.read_bytes())
        assert leaks(text + re.sub("<[^>]*>", "", text), tokens) == [], path.name
    if command != "diff":
        assert leaks(Path("summary.md").read_text(encoding="utf-8"), tokens) == []


@pytest.mark.crossing(1)
@pytest.mark.parametrize("command", INPUTS)
def test_without_the_option_they_would_be_there(command: str, tokens: list[str], capsys: Captured) -> None:
    main([command, *INPUTS[command], *DAY, "-f", "json"])
    assert len(leaks(capsys.readouterr().out, tokens)) > 5


@pytest.mark.slow
@languages
@pytest.mark.parametrize("command", INPUTS)
def test_verdicts_codes_places_and_exit_codes_stay(
    command: str, language: str, tokens: list[str], capsys: Captured
) -> None:
    assert tokens
    shown, documents = [], []
    for more in ([], ["--hide-values"]):
        base = [command, *INPUTS[command], *DAY, "--lang", language, *more]
        code = main([*base, "-f", "json"])
        documents.append(json.loads(capsys.readouterr().out))
        main(base)
        shown.append((code, capsys.readouterr().out.splitlines()[-1]))
    assert shown[0] == shown[1]
    whole, hidden = documents
    assert (whole.pop("values_withheld", None), hidden.pop("values_withheld")) == (None, True)
    assert whole["summary"] == hidden["summary"] if "summary" in whole else True
    assert codes(whole) == codes(hidden)
    if command == "check":
        assert [(one["target"], one["verdict"]) for one in whole["results"]] == [
            (one["target"], one["verdict"]) for one in hidden["results"]
        ]
        assert all(one["part"] is None and one["figure_text"] is None for one in hidden["results"])


def codes(document: dict[str, object]) -> list[tuple[str, str, str]]:
    """The code, the file and the cell of every diagnostic, wherever it stands."""
    found = list[tuple[str, str, str]]()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "severity" in value and "code" in value:
                found.append((str(value["code"]), str(value["file"]), str(value["cell"])))
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(document)
    return found


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("language", "word"), [("vi", "[đã ẩn]"), ("en", "[withheld]")])
def test_where_a_value_was_it_is_said_that_it_is_withheld(
    language: str, word: str, tokens: list[str], capsys: Captured
) -> None:
    assert tokens
    main(["check", "inbox", *DAY, "--lang", language, "--hide-values"])
    out = capsys.readouterr().out
    assert re.search(rf"B3c.*{re.escape(word)}", out)
    assert re.search(rf"C502 E32: .*{re.escape(word)}", out)
    for template_only in ("chưa có kết quả", "no result"):
        assert template_only not in out


def test_sheets_of_our_own_keep_their_titles_and_others_are_numbered(tokens: list[str], capsys: Captured) -> None:
    assert tokens
    ours = str(EXAMPLES / "faulty" / "unit_of_measure.xlsx")
    main(["validate", ours, "inbox/a.xlsx", "--lang", "en", "--hide-values", "-f", "plain"])
    out = capsys.readouterr().out
    assert "unit_of_measure.xlsx › Biểu số liệu!C32" in out
    assert "inbox/a.xlsx › sheet 1!E32" in out
