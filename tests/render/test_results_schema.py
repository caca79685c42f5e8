"""The published schema of the results takes what is written, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs here
from results import results_page

import scenes
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.render.csv import COLUMNS
from khpcmd.render.formats import Format, Look
from khpcmd.render.json import COMMAND, json_report, results_schema, schema_in
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES, ROOT, Captured, languages

SCHEMA = json.loads(results_schema())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def mistakes(report: Report, language: str = "vi") -> list[str]:
    document = json.loads("".join(json_report(report, Messages(language), Look(Format.JSON))))
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(document)]


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_schema_is_that_of_the_program() -> None:
    assert (ROOT / "docs" / "results.schema.json").read_text(encoding="utf-8") == results_schema(), COMMAND


@pytest.mark.slow
@pytest.mark.parametrize("hide", [(), ("--hide-values",)], ids=["open", "withheld"])
@pytest.mark.parametrize("path", ["faulty", "year_2023", "nothing_is_there.xlsx"])
def test_what_validate_writes_fits_its_own_schema(path: str, hide: tuple[str, ...], capsys: Captured) -> None:
    main(["validate", str(EXAMPLES / path), "--format", "json", *hide])
    document = json.loads(capsys.readouterr().out)
    schema = json.loads(results_schema("validate"))
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(document)
    assert not Draft202012Validator(schema).is_valid({**document, "added": 1})


@pytest.mark.crossing(5)
@languages
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_fits(verdict: Verdict, language: str) -> None:
    assert mistakes(scenes.with_verdict(verdict), language) == []


def test_every_code_fits() -> None:
    assert mistakes(scenes.report(scenes.sound(), *scenes.every_code())) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "paths",
    [
        ["returns_2023.xlsx"],
        ["half_year_2023.xlsx"],
        ["checklist_2023.xlsx"],
        ["faulty"],
        ["year_2023"],
        ["nothing_is_there.xlsx"],
    ],
    ids=lambda paths: str(paths[0]),
)
def test_the_examples_fit(paths: list[str]) -> None:
    report = check(Request(tuple(EXAMPLES / path for path in paths), period="year" if "faulty" in paths else ""))
    assert mistakes(report) == []


def test_what_is_waived_fits() -> None:
    waivers = EXAMPLES / "waivers_2023.yaml"
    report = check(Request((EXAMPLES / "returns_2023.xlsx",), as_of=date(2023, 12, 14), waivers=waivers))
    assert report.count(Verdict.WAIVED) == 2
    assert mistakes(report) == []


def _written() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        "".join(json_report(scenes.report(scenes.sound()), Messages("vi"), Look(Format.JSON)))
    )
    return document


@pytest.mark.crossing(1)
@pytest.mark.parametrize("where", [[], ["plan"], ["results", 0], ["results", 0, "units", 0], ["summary", "targets"]])
def test_a_key_too_few_or_too_many_does_not_fit(where: list[str | int]) -> None:
    for change in ("remove", "add"):
        document = _written()
        place: Any = document
        for step in where:
            place = place[step]
        if change == "remove":
            place.popitem()
        else:
            place["more"] = 1
        assert not VALIDATOR.is_valid(document)


# every key of the JSON and every column of the CSV is explained, in both languages


def keys(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every key of the schema, however deep, with the names that lead to it."""
    if isinstance(node, list):
        for one in node:
            yield from keys(one, path)
    if isinstance(node, dict):
        for name, one in node.get("properties", {}).items():
            yield (*path, name), one
            yield from keys(one, (*path, name))
        for name, one in node.get("$defs", {}).items():
            yield from keys(one, (name,))
        for name, one in node.items():
            if name not in ("properties", "$defs"):
                yield from keys(one, path)


@languages
def test_every_key_is_described_and_on_the_page(language: str) -> None:
    messages = Messages(language)
    found = [*keys(schema_in(messages)), *keys(schema_in(messages, "validate"), ("data",))]
    assert len(found) > 200
    assert [path for path, own in found if not own.get("description")] == []
    page = results_page(messages)
    shown = {re.split(r"[.\[]+", row)[-1] for row in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    assert {path[-1] for path, _ in found} | set(COLUMNS) <= shown


@languages
def test_no_text_is_of_a_key_that_is_gone(language: str) -> None:
    messages = Messages(language)
    found = [*keys(schema_in(messages)), *keys(schema_in(messages, "validate"), ("data",))]
    paths = [path for path, _ in found] + [("csv", column) for column in COLUMNS]
    ends = [["-".join(path[start:]) for start in range(len(path))] for path in paths]
    texts = messages.named_sentences("result_fields").keys()
    used = {next(end for end in one if end in texts) for one in ends}
    assert set(texts) - used == set()
