"""What a person reads uses the terms of ``docs/en/reference/glossary.md``: one for each concept, in both languages.

``OUTSIDE`` has the words of which a list can tell that they are other terms; ``ALLOWED`` the places that have one of
them for a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import yaml

from catalogues import texts
from khpcmd.i18n import LANGUAGES, Messages
from places import ROOT

OUTSIDE = {
    "en": {
        r"faults?|faulty|findings?|mistak\w+(?<!by mistake)": "error",
        r"mend(?:s|ed|ing)?|cures?|cured": "fix",
        r"set(?:s|ting)? aside|pass(?:ed|es)? over|left out|leaves? out": "skipped",
        r"forms?": "template (blank), return (filled in), sheet",
        r"submit\w*|submission\w*": "send",
        r"lack(?:s|ed|ing)?": "missing",
        r"promis\w+|indicators?": "target",
        r"spreadsheets?": "workbook",
        r"excus\w+": "waived",
        r"base year": "baseline year",
        r"builds? up|add(?:s)? up over the year": "cumulative",
    },
    "vi": {
        r"sổ làm việc|bảng tính": "tệp Excel",
        r"(?<!đầu )trang(?! tính\b| web\b| hướng dẫn\b| in\b| how-to/| reference/)": "trang tính",
        r"ngưỡng": "mức phải đạt",
        r"cộng dồn|tích l[uũ]y": "lũy kế",
        r"nộp": "gửi",
        r"kỳ giữa năm": "kỳ báo cáo trong năm",
        r"trực thuộc(?! Trung ương\b)": "đơn vị cấp dưới",
        r"bảng kiểm|biểu nhiệm vụ": "bảng theo dõi nhiệm vụ",
        r"điều khoản": "căn cứ",
        r"(?<!cơ sở )dữ liệu": "số liệu",
        r"danh mục đơn vị": "danh sách đơn vị",
        r"tăng trưởng": "mức tăng",
        r"năm được so": "năm gốc",
        r"để riêng": "bỏ qua",
        r"bộ phận|số chung": "số thành phần, tổng số",
        r"không ghi thì": "mặc định",
        r"mẫu báo cáo": "biểu mẫu",
    },
}
"""By language: words outside the glossary, and the term instead of them."""

OTHERS_FORM = "the empty form of somebody else, which is no template of ours"
ALLOWED = {
    ("en", "codes.S302.cure", "indicator"): "the header of a column of codes is quoted",
    ("en", "fill.", "form"): OTHERS_FORM,
    ("en", "unreached.fill", "form"): OTHERS_FORM,
    ("en", "usage.no_returns_to_fill_from", "form"): OTHERS_FORM,
    ("en", "usage.no_filled_form", "form"): OTHERS_FORM,
    ("en", "usage.filled_inside_inputs", "form"): OTHERS_FORM,
    ("en", "help.fill", "form"): OTHERS_FORM,
    ("en", "help.names.form", "form"): OTHERS_FORM,
    ("en", "docs/en/how-to/fill.md", "form"): OTHERS_FORM,
    ("en", "long_table.", "indicator"): "the word of portals, whose headers these are",
    ("en", "docs/en/explanation/reading.md", "indicator"): "a header of portals",
    ("en", "codes.K606", "leaves out"): "a SUM that leaves out a row: it adds up too little, and skips nothing",
    ("en", "codes.K611", "leaves out"): "as in K606",
    ("en", "codes.C531.cause", "spreadsheet"): "spreadsheet programs, of which Excel is one",
    ("en", "words.ods", "spreadsheet"): "the name of a file format",
    ("en", "usage.config_wants_words", "faults"): "a word of --fail-on",
    ("en", "help.parameters.fail_on", "faults"): "a word of --fail-on",
    ("en", "template.", "forms"): "as the next",
    ("en", "template.", "form"): "the text of the workbook itself, which an office calls a form",
    ("vi", "codes.F205.cure", "sổ làm việc"): "the menu item of Excel, “Bảo vệ sổ làm việc”",
    ("vi", "codes.F206.cure", "sổ làm việc"): "the file type in Excel's menu, “Sổ làm việc Excel (.xlsx)”",
    ("vi", "codes.C531.cause", "bảng tính"): "spreadsheet programs, of which Excel is one",
    ("vi", "words.ods", "bảng tính"): "the name of a file format",
    ("vi", "words.sense_subset", "bộ phận"): "a part of those counted (women, say), not the part of a rule",
    ("vi", "docs/vi/explanation/reading.md", "trang"): "the header and the footer of a page of Word",
    ("vi", "template.", "trang"): "the text of forms that were sent out, which is not changed without need",
    ("en", "targets/", "form"): "“hình thức tuyên truyền”, forms of communication",
    ("en", "docs/decisions.md", "form"): "for developers: the layout of a sheet",
    ("en", "docs/decisions.md", "forms"): "for developers: the layout of a sheet",
    ("en", "docs/decisions.md", "spreadsheet"): "spreadsheet programs, of which Excel is one",
    ("en", "docs/decisions.md", "mend"): "to mend a contradiction is not a fix of khpcmd's",
    ("en", "docs/decisions.md", "mending"): "of the code",
    ("en", "docs/decisions.md", "left out"): "a number of a chart that is not drawn",
    ("en", "docs/performance.md", "form"): "the names of measured sets of files",
    ("en", "docs/performance.md", "forms"): "the names of measured sets of files",
    ("en", "docs/performance.md", "fault"): "the name of a measured set of files",
    ("en", "docs/en/reference/limits.md", "form"): "any form of an office, whoever made it",
}
"""(language, where the name of the place begins, the word) and why it stands there."""


class Said(NamedTuple):
    """A text that a person reads."""

    language: str
    place: str
    text: str


def of_catalogues() -> Iterator[Said]:
    for language in LANGUAGES:
        for key, text in texts(Messages(language).catalogue):
            yield Said(language, key, re.sub(r"\{[^}]*\}|`[^`]*`", "…", text))


def of_pages() -> Iterator[Said]:
    """The prose of README and docs, without code, runs and addresses; a page is in the language of its name."""
    for path in (*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")):
        if path.name != "glossary.md":  # the terms themselves
            text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            text = re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "…", text))
            language = "vi" if ".vi." in path.name or path.is_relative_to(ROOT / "docs" / "vi") else "en"
            yield Said(language, path.relative_to(ROOT).as_posix(), " ".join(text.split()))


def of_plans() -> Iterator[Said]:
    """Titles, labels, helps and notes; what the document says (quote, clause) is not khpcmd's."""
    for path in (ROOT / "targets").glob("*.yaml"):
        yield from inside(yaml.safe_load(path.read_text(encoding="utf-8")), f"targets/{path.name}")


def inside(node: object, path: str) -> Iterator[Said]:
    if isinstance(node, list):
        for index, one in enumerate(node):
            yield from inside(one, f"{path}[{one.get('id', index) if isinstance(one, dict) else index}]")
    if isinstance(node, dict):
        for key, value in node.items():
            if key in LANGUAGES and isinstance(value, str):
                yield Said(key, path, value)
            else:
                yield from inside(value, f"{path}.{key}")


SAID = [*of_catalogues(), *of_pages(), *of_plans()]


def strangers(said: Said) -> Iterator[tuple[str, str]]:
    """Words of a text that are outside the glossary, each with the term instead."""
    for words, term in OUTSIDE.get(said.language, {}).items():
        for found in re.finditer(rf"\b(?:{words})\b", said.text, re.IGNORECASE):
            yield found[0].lower(), term


def reason(said: Said, word: str) -> tuple[str, str, str] | None:
    """The exception that allows a word at a place."""
    return next(
        (one for one in ALLOWED if one[0] == said.language and said.place.startswith(one[1]) and word == one[2]), None
    )


@pytest.mark.slow
def test_every_text_uses_the_terms_of_the_glossary() -> None:
    wrong = [
        f"{said.language} {said.place}: {word!r} is {term!r}"
        for said in SAID
        for word, term in strangers(said)
        if reason(said, word) is None
    ]
    assert wrong == []


@pytest.mark.slow
def test_no_exception_is_kept_that_is_not_needed() -> None:
    used = {reason(said, word) for said in SAID for word, _ in strangers(said)}
    assert set(ALLOWED) - used == set()


def test_catalogues_pages_and_plans_are_all_read() -> None:
    places = {said.place for said in SAID}
    assert {"README.md", "README.vi.md", "docs/vi/reference/limits.md", "codes.C502.message"} <= places
    assert any(place.startswith("targets/plan_2023.yaml.targets[B3c]") for place in places)


def terms(language: str) -> list[tuple[str, str]]:
    """The rows of the page of a language: its term, and that of the other."""
    page = (ROOT / "docs" / language / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:3] for row in re.findall(r"^\|(?!---).*\|$", page, re.MULTILINE)]
    return [(own.strip(), other.strip()) for own, other in rows[1:]]


@pytest.mark.parametrize("language", OUTSIDE)
def test_no_word_that_is_outside_is_a_term_of_the_glossary(language: str) -> None:
    text = " · ".join(own for own, _ in terms(language))
    assert "trang tính" in text or "sheet" in text
    assert list(strangers(Said(language, f"docs/{language}/reference/glossary.md", text))) == []


def test_both_pages_of_the_glossary_have_the_same_terms() -> None:
    assert terms("vi") == [(vietnamese, english) for english, vietnamese in terms("en")]


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Submit the return.", "submit"),
        ("en", "Mistakes in a plan", "mistakes"),
        ("en", "pasted by mistake", ""),
        ("vi", "Sổ làm việc có hai trang.", "sổ làm việc"),
        ("vi", "ghi ở đầu trang", ""),
        ("vi", "tên trang tính", ""),
        ("vi", "xây dựng cơ sở dữ liệu", ""),
        ("vi", "nộp báo cáo số liệu", "nộp"),
    ],
)
def test_words_are_told_from_their_neighbours(language: str, text: str, word: str) -> None:
    found = [one for one, _ in strangers(Said(language, "here", text))]
    assert found[:1] == ([word] if word else [])
