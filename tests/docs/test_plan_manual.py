"""The manual of the plan language is fresh, names everything that a plan may say, and each of its examples is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from pydantic import BaseModel

from around_plan import AROUND, around, embedded, with_target
from khpcmd.cli import main
from khpcmd.diagnostics.errors import PlanError
from khpcmd.i18n import DEFAULT, LANGUAGES, Messages
from khpcmd.measures import KINDS
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.json_schema import kind_of
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import Rosters, parse_plan
from khpcmd.plan.model import Target
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.render.plan.manual import FAMILIES, MODELS, plan_manual
from places import Captured, languages
from plan_models import models

FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A block of the manual: its language, what follows it on the fence (a file, or a code), and its text."""

    language: str
    about: str
    text: str


MANUALS = {language: plan_manual(Messages(language)) for language in LANGUAGES}
MANUAL = MANUALS["en"]
EXAMPLES = [Example(*match) for match in FENCE.findall(MANUAL)]
FILES = [one for one in EXAMPLES if "/" in one.about]
REFUSED = [one for one in EXAMPLES if re.fullmatch("P[0-9]+", one.about)]
WHOLE = [one for one in EXAMPLES if one.language == "yaml" and one.text.startswith("id:")]
PIECES = [one for one in EXAMPLES if one.language == "yaml" and one not in (*FILES, *REFUSED, *WHOLE)]


@languages
def test_the_command_prints_it(language: str, capsys: Captured) -> None:
    assert main(["plan", "manual", "--lang", language]) == 0
    assert capsys.readouterr().out == MANUALS[language]


def test_without_a_language_it_is_in_that_of_all_commands(capsys: Captured) -> None:
    assert main(["plan", "manual"]) == 0
    assert capsys.readouterr().out == MANUALS[DEFAULT]


def test_a_language_without_prose_has_the_english_manual() -> None:
    other = Messages("vi")
    other.language = "xx"
    assert plan_manual(other) == MANUAL


@languages
def test_every_language_has_the_examples_and_the_tables_of_the_others(language: str) -> None:
    assert [Example(*match) for match in FENCE.findall(MANUALS[language])] == EXAMPLES
    named = re.compile(r"^\| ((?:\[\w+\]\([^)]*\))|`\w+`) \|", re.MULTILINE)
    assert named.findall(MANUALS[language]) == named.findall(MANUAL)
    depths = re.compile(r"^#+", re.MULTILINE)
    assert depths.findall(MANUALS[language]) == depths.findall(MANUAL)


def test_vietnamese_prose_has_no_english_sentence() -> None:
    prose = re.sub(r"`[^`]*`", "", FENCE.sub("", MANUALS["vi"]))
    english = re.compile(r"\b(?:the|is|are|and|or|with|which|needed|required|list|text)\b")
    assert english.findall(prose) == []


@pytest.fixture
def rosters(tmp_path: Path) -> Rosters:
    """The files that examples name, in a folder of their own."""
    for one in FILES:
        file = tmp_path / one.about
        file.parent.mkdir(exist_ok=True)
        file.write_text(one.text, encoding="utf-8")
    return Rosters(tmp_path)


@pytest.mark.crossing(5)
@pytest.mark.parametrize("example", PIECES, ids=lambda one: one.text.splitlines()[0])
def test_an_example_loads_inside_a_plan(example: Example, rosters: Rosters) -> None:
    parse_plan(embedded(example.text), "plan.yaml", rosters)


def test_there_are_examples_of_every_sort() -> None:
    assert len(WHOLE) == 1
    assert len(PIECES) >= 30
    assert {one.about for one in FILES} == {"rosters/communes.csv", "rosters/agencies.yaml"}
    assert all(one in (*FILES, *REFUSED, *WHOLE, *PIECES) for one in EXAMPLES)


def test_the_first_plan_is_without_any_mistake(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(WHOLE[0].text, encoding="utf-8")
    linted = lint_file(file)
    assert linted.diagnostics == ()
    assert linted.plan is not None


@pytest.mark.crossing(6)
@pytest.mark.parametrize("example", REFUSED, ids=lambda one: one.text.splitlines()[-1].strip())
def test_what_the_manual_says_is_refused_is_refused_so(example: Example) -> None:
    document = example.text.startswith("document:")
    text = AROUND.replace("document: {", "#", 1) + example.text if document else with_target(plan_text(), example.text)
    with pytest.raises(PlanError) as refused:
        parse_plan(text, "plan.yaml")
    assert {told.code.code for told in refused.value.diagnostics} == {example.about}


def plan_text() -> str:
    return yaml.safe_dump(around(), allow_unicode=True, sort_keys=False)


@languages
def test_every_threshold_in_a_sentence_or_a_table_is_one(language: str) -> None:
    said = re.findall(r"`(\{(?:at_least|more_than|at_most|less_than|equal_to): [^`]*\})`", MANUALS[language])
    assert len(said) >= 9
    for text in said:
        data = read_yaml(f"threshold: {text}", "example.yaml").data
        assert isinstance(data, dict)
        assert Threshold.model_validate(data["threshold"]).levels


@pytest.mark.crossing(47)
@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_key_of_every_model_has_its_row(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        if model.__name__ != "Text" and name != "kind":  # vi and en are told in a sentence, a kind by its heading
            row = rf"^\| (`\w+`, )*`{field.alias or name}`(, `\w+`)* \| .+ \| .* \| .+ \|$"
            assert re.search(row, MANUAL, re.MULTILINE), name


def test_a_number_of_the_register_is_offered_where_thresholds_are_and_nowhere_else() -> None:
    """Conditions, rows of points and classes have one limit for all units: they refuse it."""
    rows = [line for line in MANUAL.splitlines() if line.startswith("| `at_least`") and "percentage" in line]
    assert len(rows) > 3
    assert [("(#register)" in row, "(#thresholds)" in row) for row in rows].count((True, True)) == 1


def test_every_model_is_described() -> None:
    described = {*MODELS.values(), *(kind for family in FAMILIES.values() for kind in family)}
    assert {model for model in models() if model.__name__ != "Text"} <= described


def test_every_kind_has_a_section_and_a_measure_of_every_kind_is_tried() -> None:
    kinds = [kind_of(kind) for family in FAMILIES.values() for kind in family]
    for noun, family in FAMILIES.items():
        assert all(f"\n### {noun.removesuffix('s').capitalize()} `{kind_of(kind)}`\n" in MANUAL for kind in family)
    tried = {kind for one in PIECES for kind in re.findall(r"kind: (\w+)", one.text)}
    assert tried >= {*kinds}
    assert {kind_of(kind) for kind in KINDS} <= tried


def test_every_key_of_a_target_is_in_an_example() -> None:
    said = "".join(one.text for one in PIECES)
    for name in Target.model_fields.keys() - {"zero", "self_declared"}:
        assert re.search(rf"\b{name}:", said), name


@languages
def test_every_link_inside_the_manual_leads_somewhere(language: str) -> None:
    headings = re.findall(r"^#+ (.+)$", MANUALS[language], re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", MANUALS[language])) <= anchors


@languages
def test_no_line_of_the_prose_is_left_unfilled(language: str) -> None:
    assert re.findall(r"<!--.*-->", MANUALS[language]) == []
    assert "``" not in MANUALS[language].replace("```", "")
