"""The catalogues are complete, agree with the codes and with each other, and speak one language each."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import khpcmd
from catalogues import texts
from khpcmd.cli.app import COMMANDS
from khpcmd.diagnostics import AnyCode, Code, Severity
from khpcmd.i18n import LANGUAGES, PLACEHOLDER, Messages, language_of
from khpcmd.plan.json_schema import LANGUAGE_OF_MODELS
from khpcmd.render.wording import EXAMPLES
from khpcmd.results import Reason, Verdict
from places import languages

SOURCES = Path(khpcmd.__file__).parent
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)

UNSAID: dict[AnyCode, frozenset[str]] = {Code.LIMIT_EXCEEDED: frozenset({"found"})}
"""What only JSON tells: how far the counting had come is not how many there are."""

OF_MODELS = re.compile(r"plan_keys\.|plan_manual\.about\.|measures\.\w+\.(?:key\.|about$)")
"""The keys of what the models say themselves, in their own language."""


def placeholders(text: str) -> set[str]:
    return {match[1] for match in PLACEHOLDER.finditer(text)}


def cure_keys(messages: Messages, code: AnyCode) -> list[str]:
    """The keys of the cures that a code has: the unit's, and the analyst's if there is one."""
    keys = (f"codes.{code.code}.{part}" for part in ("cure", "cure_analyst"))
    return [key for key in keys if messages.has(key)]


@pytest.mark.crossing(28)
@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_every_code_says_what_was_found_and_how_to_mend_it(language: str, code: AnyCode) -> None:
    messages = Messages(language)
    message = messages.template(f"codes.{code.code}.message")
    cures = [messages.template(key) for key in cure_keys(messages, code)]
    params = code.types.keys() - {"suggestion"} - UNSAID.get(code, frozenset())
    assert placeholders(message) | (placeholders(" ".join(cures)) - set(EXAMPLES)) == params
    assert message.endswith((".", "?"))
    assert all(cure.endswith((".", "?")) for cure in cures)


@pytest.mark.crossing(26)
@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_what_need_not_be_mended_is_not_followed_by_an_example_of_mending(language: str, code: AnyCode) -> None:
    cure = Messages(language).template(f"codes.{code.code}.cure")
    assert not re.match("(Nothing to mend; for example|Không phải sửa gì; ví dụ)", cure)


@pytest.mark.crossing(14)
@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_every_code_is_explained(language: str, code: AnyCode) -> None:
    title, cause, example = (
        Messages(language).template(f"codes.{code.code}.{p}") for p in ("title", "cause", "example")
    )
    assert 2 <= len(title.split()) <= 8
    assert not title.endswith(".")
    assert cause.endswith(".")
    assert 1 <= len(re.findall(r"[.;?](?: |$)", cause)) <= 4
    assert example.endswith(".")
    assert not placeholders(title + cause + example)


@pytest.mark.crossing(1)
@languages
def test_each_sentence_is_read_alone_as_it_stands_in_the_whole_catalogue(language: str) -> None:
    whole = dict(texts(Messages(language).catalogue))
    messages = Messages(language)
    assert {key: messages.template(key) for key in whole} == whole


@languages
@pytest.mark.parametrize("key", ["codes", "codes.P101", "nothing", "nothing.at_all", "style.date.more"])
def test_what_is_no_sentence_is_no_key(language: str, key: str) -> None:
    with pytest.raises(KeyError):
        Messages(language).template(key)


@pytest.mark.slow
@languages
def test_the_titles_tell_the_codes_apart(language: str) -> None:
    titles = [Messages(language).template(f"codes.{code.code}.title") for code in Code]
    assert len(set(titles)) == len(titles)


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_a_cure_that_names_what_was_found_has_a_sample_of_it(language: str, code: AnyCode) -> None:
    entry = Messages(language).catalogue["codes"]
    assert not isinstance(entry, str)
    told = entry[code.code]
    assert not isinstance(told, str)
    samples, cure = told.get("sample", {}), f"{told['cure']} {told.get('cure_analyst', '')}"
    assert not isinstance(samples, str)
    assert set(samples) == placeholders(cure)


@pytest.mark.crossing(14)
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_a_message_names_the_same_things_in_every_language(code: AnyCode) -> None:
    vi, *others = (placeholders(Messages(language).template(f"codes.{code.code}.message")) for language in LANGUAGES)
    assert others == [vi] * len(others)


def test_no_sentence_is_kept_for_a_code_that_is_gone() -> None:
    codes = {code.code for code in Code}
    for language in LANGUAGES:
        section = Messages(language).catalogue["codes"]
        assert not isinstance(section, str)
        assert set(section) == codes


@languages
def test_every_verdict_reason_and_severity_has_a_word(language: str) -> None:
    messages = Messages(language)
    keys = [f"verdicts.{verdict.value}" for verdict in Verdict]
    keys += [f"counts.{verdict.value}.other" for verdict in Verdict]
    keys += [f"reasons.{reason.value}" for reason in Reason if reason is not Reason.NONE]
    keys += [f"severities.{severity.value}" for severity in Severity]
    assert all(messages.template(key).strip() for key in keys)


@pytest.mark.crossing(1)
@languages
def test_the_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    vi, other = dict(texts(Messages("vi").catalogue)), dict(texts(Messages(language).catalogue))
    plural = {key for key in other if key.startswith("counts.") and key.endswith(".one")}
    if language == LANGUAGE_OF_MODELS:
        vi = {key: text for key, text in vi.items() if not OF_MODELS.match(key)}
    assert set(vi) == set(other) - plural
    for key, text in vi.items():
        if not key.startswith("codes."):
            assert placeholders(text) == placeholders(other[key]), key


@pytest.mark.crossing(1)
@languages
def test_no_text_is_empty_or_has_a_stray_brace(language: str) -> None:
    for key, text in texts(Messages(language).catalogue):
        assert text.strip() or key.startswith("style."), key
        assert not re.search(r"[{}]", PLACEHOLDER.sub("", text)), key


def test_vietnamese_is_written_with_its_accents_in_composed_form() -> None:
    for key, text in texts(Messages("vi").catalogue):
        assert unicodedata.is_normalized("NFC", text), key
        if key.startswith("codes.") and ".sample." not in key:
            assert VIETNAMESE.search(text), key


def test_english_sentences_have_no_vietnamese_outside_quotation_marks() -> None:
    for key, text in texts(Messages("en").catalogue):
        assert not VIETNAMESE.search(re.sub('“[^”]*”|"[^"]*"', "", text)), key


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("term", "instead_of"),
    [
        ("trường số liệu", "trường dữ liệu"),
        ("báo cáo số liệu", "báo cáo dữ liệu"),
        ("đơn vị báo cáo", "đơn vị nộp báo cáo"),
        ("kỳ báo cáo", "giai đoạn báo cáo"),
        ("chỉ tiêu", "mục tiêu"),
        ("số liệu", "dữ liệu"),
        ("kế hoạch", "bản kế hoạch"),
        ("trang tính", "bảng tính con"),
        ("tệp", "file"),
    ],
)
def test_one_term_for_one_thing(term: str, instead_of: str) -> None:
    words = [re.sub(r"\{[^}]*\}", "", text.lower()) for _, text in texts(Messages("vi").catalogue)]
    assert any(term in text for text in words)
    assert not any(re.search(rf"\b{instead_of}\b", text) for text in words)


def test_the_verdicts_are_called_as_the_product_calls_them() -> None:
    words = [Messages("vi").template(f"verdicts.{verdict.value}") for verdict in Verdict]
    assert words == ["Đạt", "Không đạt", "Đang thực hiện", "Chưa kết luận", "Không áp dụng", "Miễn"]


SHORTHANDS = frozenset({"word", "damaged", "unsafe", "not_a_workbook", "over", "_skipped"})
"""Functions of the sources of whose arguments the first that is a text is the key of a word."""


NAMING = frozenset({"_why_skipped"})
"""Functions of the sources that return the key of a word, or nothing."""


def written_out(argument: ast.expr) -> Iterator[object]:
    """The values that an argument can have, where they stand there."""
    match argument:
        case ast.Constant():
            yield argument.value
        case ast.IfExp():
            yield from (*written_out(argument.body), *written_out(argument.orelse))


def word_keys() -> Iterator[tuple[str, str]]:
    """Every ``Ref("word", "...")`` of the sources, also behind a shorthand."""
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in NAMING:
                returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
                yield from ((file.name, str(key)) for value in returned for key in written_out(value) if key)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = [values for argument in node.args if (values := list(written_out(argument)))]
                if node.func.id in SHORTHANDS and given:
                    yield from ((file.name, str(value)) for value in given[0])
                if node.func.id == "Ref" and len(given) == 2 and given[0] == ["word"]:
                    yield from ((file.name, str(value)) for value in given[1])


@pytest.mark.slow
@languages
def test_every_word_the_sources_use_is_in_the_catalogue(language: str) -> None:
    words = Messages(language).catalogue["words"]
    assert not isinstance(words, str)
    used = list(word_keys())
    assert {("find.py", "linked_folder"), ("find.py", "permission")} <= set(used)
    assert [(file, key) for file, key in used if key not in words] == []


@languages
def test_every_command_has_help(language: str) -> None:
    for name in ("khpcmd", *COMMANDS):
        assert Messages(language).template(f"help.{name}.text")
        assert Messages(language).template(f"help.{name}.more")


def test_an_unknown_word_shows_as_its_key() -> None:
    assert Messages("vi").word("no_such_word") == "no_such_word"


def test_numbers_dates_and_plurals_follow_the_language() -> None:
    vi, en = Messages("vi"), Messages("en")
    assert (vi.number(1455), en.number(1455)) == ("1.455", "1,455")
    assert (vi.day(date(2023, 6, 14)), en.day(date(2023, 6, 14))) == ("14/06/2023", "2023-06-14")
    assert (vi.count("errors", 1), en.count("errors", 1), en.count("errors", 2)) == ("1 lỗi", "1 error", "2 errors")


def test_a_brace_that_was_found_stays_a_brace() -> None:
    assert Messages("en").sentence("usage.unknown_command", found="{found} {x}") == "unknown command “{found} {x}”."


@pytest.mark.parametrize(
    ("setting", "language"), [("vi", "vi"), ("EN", "en"), ("vi_VN.UTF-8", "vi"), ("en-GB", "en"), ("xx", ""), ("", "")]
)
def test_a_setting_means_a_language_or_none(setting: str, language: str) -> None:
    assert language_of(setting) == language
