"""A plan may have its texts in one language; nothing else of it changes, and what is missing is told at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import small_plan
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.fields import MeasuredField, YesNoField
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.make import make_template
from khpcmd.workbook.read import read_workbook
from one_language import Style, in_one, written
from places import ROOT, Captured, languages
from small_plan import PLAN, mistakes
from template.filling import fill
from template.making import Filled, wanted

TARGETS = sorted((ROOT / "targets").glob("*.yaml"))
RETURNS = str(ROOT / "examples" / "returns_2023.xlsx")


@pytest.mark.crossing(3)
@languages
@pytest.mark.parametrize("style", ["plain", "keyed"])
def test_the_one_language_stands_for_both(language: str, style: Style) -> None:
    plan = parse_plan(in_one(PLAN, language, style), "plan.yaml")
    both = parse_plan(PLAN, "plan.yaml")
    assert (plan.languages, plan.language) == ((language,), language)
    assert plan.title.vi == plan.title.en == getattr(both.title, language)
    assert plan.fields["news"].label.vi == plan.fields["news"].label.en == getattr(both.fields["news"].label, language)
    assert plan.units[0].spellings() == (getattr(both.units[0].name, language),)


def test_a_plan_that_says_nothing_has_both() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    assert (plan.languages, plan.language) == (("vi", "en"), "vi")
    other = parse_plan(PLAN.replace("language: vi", "languages: [en, vi]\nlanguage: en"), "plan.yaml")
    assert (other.languages, other.language) == (("vi", "en"), "en")
    assert parse_plan(in_one(PLAN, "en").replace("languages:\n- en", "languages: en"), "p.yaml").languages == ("en",)


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("source", TARGETS, ids=lambda path: path.stem)
def test_every_plan_is_as_clean_in_one_language(source: Path, language: str, tmp_path: Path, capsys: Captured) -> None:
    if load_plan(source).plan.languages != ("vi", "en"):
        pytest.skip("it is in one language")
    file = written(tmp_path, source, language)
    assert main(["plan", "lint", "--strict", str(file)]) == 0, capsys.readouterr().out


def one(text: str) -> Diagnostic:
    (found,) = mistakes(text)
    return found


ENGLISH = in_one(PLAN, "en")


IN_ONE = Ref("word", "text_in_one")


@pytest.mark.parametrize(
    ("title", "code", "params"),
    [
        ("{vi: Kế hoạch 2023}", Code.WRONG_VALUE, {"found": "vi: Kế hoạch 2023", "expected": IN_ONE}),
        ("{}", Code.MISSING_KEY, {"key": "en", "of": ""}),
        ("{en: Plan, fr: Plan}", Code.UNKNOWN_KEY, {"key": "fr", "allowed": "vi, en", "suggestion": ""}),
        ("{vi: Số, en: No}", Code.WRONG_VALUE, {"found": "vi: Số, en: No", "expected": IN_ONE}),
        ('" "', Code.WRONG_VALUE, {"found": " ", "expected": Ref("word", "not_empty")}),
        ("2023", Code.WRONG_TYPE, {"found": "2023", "expected": Ref("word", "written_keys")}),
    ],
)
def test_a_text_in_another_language_is_told_at_its_place(title: str, code: object, params: object) -> None:
    assert ENGLISH.count("title: Plan of 2023") == 1
    text = ENGLISH.replace("title: Plan of 2023", f"title: {title}")
    found = one(text)
    assert (found.code, found.params) == (code, params)
    assert found.at is not None
    assert found.at.line == text[: text.index(f"title: {title}")].count("\n") + 1


def test_a_plain_text_is_not_enough_for_two_languages() -> None:
    found = one(small_plan.changed(("title: {vi: năm 2023, en: year 2023}", "title: năm 2023")))
    params = {"found": "năm 2023", "expected": Ref("word", "text_in_both")}
    assert (found.code, found.params) == (Code.WRONG_VALUE, params)


@pytest.mark.parametrize("languages", ["[fr]", "[]", "fr", "[en, fr]", "5", "{en: vi}"])
def test_languages_that_are_none_are_told_alone(languages: str) -> None:
    for text in (
        PLAN.replace("language: vi", f"languages: {languages}"),
        ENGLISH.replace("\n- en\n", f" {languages}\n"),
    ):
        found = one(text)
        assert found.at is not None
        assert text.split("\n")[found.at.line - 1].startswith("languages:")


def test_a_mistake_in_one_text_hides_no_other() -> None:
    text = ENGLISH.replace("title: Plan of 2023", "title: {}").replace("threshold:", "treshold:", 1)
    assert {found.code for found in mistakes(text)} == {Code.MISSING_KEY, Code.UNKNOWN_KEY}


def test_a_roster_in_yaml_is_in_the_language_of_the_plan(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "units:\n  - {id: PSA-01, level: agency, name: One}\n  - {id: '007', level: agency, name: {en: Two}}\n",
        encoding="utf-8",
    )
    file = tmp_path / "plan.yaml"
    file.write_text(ENGLISH + "rosters: [{file: more.yaml}]\n", encoding="utf-8")
    assert [unit.name.vi for unit in load_plan(file).plan.units][-2:] == ["One", "Two"]
    file.write_text(PLAN + "rosters: [{file: more.yaml}]\n", encoding="utf-8")
    assert main(["plan", "lint", str(file)]) == 2


@pytest.mark.slow
@languages
def test_figures_and_verdicts_are_those_of_the_plan_in_both(language: str, tmp_path: Path, capsys: Captured) -> None:
    """The returns are in Vietnamese, so the plan in Vietnamese alone reads them; one in English does by its aliases."""
    file = written(tmp_path, ROOT / "targets" / "plan_2023.yaml", "vi")
    documents = []
    for plan in (ROOT / "targets" / "plan_2023.yaml", file):
        assert main(["check", RETURNS, "--plan", str(plan), "--format", "json", "--lang", language]) == 1
        documents.append(json.loads(capsys.readouterr().out))
    told = [[(one["target"], one["verdict"]) for one in document["results"]] for document in documents]
    assert told[0] == told[1]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["table", "plain", "json", "csv", "markdown", "junit", "github", "html"])
@pytest.mark.parametrize("interface", ["vi", "en"])
def test_the_other_language_has_its_own_sentences_and_the_texts_of_the_plan(
    kind: str, interface: str, tmp_path: Path, capsys: Captured
) -> None:
    file = written(tmp_path, ROOT / "targets" / "plan_2023.yaml", "vi")
    assert main(["check", RETURNS, "--plan", str(file), "--format", kind, "--lang", interface]) == 1
    shown = capsys.readouterr().out
    assert "Cơ sở" in shown
    assert "Venues" not in shown


@pytest.mark.slow
@pytest.mark.parametrize("interface", ["vi", "en"])
def test_a_form_of_an_english_plan_has_no_letterhead_of_the_state_and_comes_back(
    interface: str, tmp_path: Path
) -> None:
    loaded = load_plan(written(tmp_path, ROOT / "targets" / "plan_2023.yaml", "en"))
    unit = loaded.plan.unit["298"]
    asked = wanted(loaded, unit, language=interface)
    specs = {key: loaded.plan.fields[key.field] for name in asked.filer.fields for key in asked.filer.keys(name)}
    own: dict[Key, Given] = {
        key: 3 if isinstance(spec, MeasuredField) else "Có"
        for key, spec in specs.items()
        if isinstance(spec, YesNoField | MeasuredField)
    }
    make_template(tmp_path / "blank.xlsx", asked)
    fill(tmp_path / "form.xlsx", tmp_path / "blank.xlsx", asked, Filled(own, {}))
    texts = [str(cell.value) for row in load_workbook(tmp_path / "form.xlsx").worksheets[0].iter_rows() for cell in row]
    assert "TU KY DISTRICT" in texts
    assert not any(word in text.upper() for text in texts for word in ("CỘNG HÒA", "REPUBLIC", "ỦY BAN", "COMMITTEE"))
    reading = read_workbook(tmp_path / "form.xlsx", loaded.plan, name="form.xlsx")
    assert [told for told in reading.diagnostics if told.severity is not Severity.NOTE] == []
    filed = [one.cells for one in reading.returns if one.unit == "298"]
    found = {key: cell.value for cells in filed for key, cell in cells.items() if key in own}
    assert found == {key: True if given == "Có" else given for key, given in own.items()}
