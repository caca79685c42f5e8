"""The manual: every code in every language, on a page, in a list, and as Markdown."""

from __future__ import annotations

import re

import pytest

from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.render.codes import explained, listed, markdown
from places import languages


@languages
def test_every_page_is_filled_in(language: str) -> None:
    text = explained(Code, Messages(language), None)
    assert not re.search(r"\{\w+(:\w+)?\}", text)
    assert all(f"{code.code} {code.name} · " in text for code in Code)


def test_a_page_has_the_cause_an_example_and_the_cure() -> None:
    lines = explained([Code.SEVERAL_NUMBERS], Messages("vi"), None).splitlines()
    assert lines[:3] == ["C512 SEVERAL_NUMBERS · Lỗi", "Nhiều số trong một ô", ""]
    assert [line.split(":")[0] for line in lines[3:]] == ["Vì sao", "Ví dụ", "Cách sửa"]
    assert "“102 lượt/86 cơ sở”" in lines[4]


def test_a_cure_that_would_name_what_was_found_names_a_sample() -> None:
    text = explained([Code.UNKNOWN_COLUMN, Code.UNIT_FOLDED], Messages("vi"), None)
    assert "aliases: [Cơ sở đã KT]" in text
    assert "ví dụ “Huyện Nam Sách”." in text


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("width", [40, 80])
def test_pages_and_list_fit_the_terminal(width: int, language: str) -> None:
    messages = Messages(language)
    for text in (explained(Code, messages, width), listed(messages, width)):
        assert max(len(line) for line in text.splitlines()) <= width


@languages
def test_the_list_has_every_code_under_its_letter(language: str) -> None:
    lines = listed(Messages(language), None).splitlines()
    letters = [line[0] for line in lines if re.match("[A-Z]  ", line)]
    assert letters == list("PFSUCKQBRWATLN")
    assert [line.split()[0] for line in lines if line.startswith("  ")] == [code.code for code in Code]


@languages
def test_the_markdown_page_has_every_code_once_under_its_title(language: str) -> None:
    text = markdown((), Messages(language))
    assert [line.split()[1] for line in text.splitlines() if line.startswith("### ")] == [code.code for code in Code]
    assert f"### C502 {Messages(language).template('codes.C502.title')}\n\n`NOT_A_NUMBER` (" in text
    assert re.search(r"(?<!\\)[*]danh", text) is None


def test_markdown_of_one_code_is_one_section() -> None:
    assert markdown([Code.NEGATIVE], Messages("en")).count("### ") == 1
