"""The library answers what the commands print."""

from __future__ import annotations

import dataclasses
import inspect
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

import khpcmd
from khpcmd.checking import Request
from khpcmd.cli import main
from places import EXAMPLES, Captured, languages

YEAR = EXAMPLES / "year_2023"
FAULTY = EXAMPLES / "faulty"
DAY = date(2023, 12, 15)


def printed(capsys: Captured, *arguments: object) -> tuple[str, int]:
    code = main([str(one) for one in arguments])
    return capsys.readouterr().out, code


@pytest.mark.slow
@pytest.mark.parametrize("folder", [YEAR, FAULTY], ids=["sound", "faulty"])
@languages
def test_a_check_is_that_of_the_command(
    folder: Path, language: khpcmd.Language, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    report = khpcmd.check(folder.name, as_of=DAY)
    out, code = printed(capsys, "check", folder.name, "--as-of", DAY, "--format", "json", "--lang", language)
    assert (khpcmd.to_json(report, language=language), khpcmd.exit_code(report)) == (out, code)


@pytest.mark.slow
def test_a_validation_is_that_of_the_command(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    report = khpcmd.validate(Path("faulty"), strict=True)
    out, code = printed(capsys, "validate", "faulty", "--strict", "--format", "json")
    assert (khpcmd.to_json(report), khpcmd.exit_code(report)) == (out, code)


@pytest.mark.slow
def test_a_loaded_plan_is_used_as_it_is() -> None:
    loaded = khpcmd.load_plan(EXAMPLES.parent / "targets" / "plan_2023.yaml")
    by_plan = khpcmd.check([YEAR], plan=loaded, as_of=DAY)
    by_file = khpcmd.check(str(YEAR), plan=EXAMPLES.parent / "targets" / "plan_2023.yaml", as_of=DAY)
    assert by_plan.plan is loaded.plan
    assert [(one.target.id, one.verdict) for one in by_plan.results] == [
        (one.target.id, one.verdict) for one in by_file.results
    ]


@pytest.mark.slow
@pytest.mark.parametrize("judged", [khpcmd.check, khpcmd.validate])
def test_no_return_replaces_a_plan_that_was_loaded(judged: Callable[..., khpcmd.Report], tmp_path: Path) -> None:
    """A template names its plan, and chooses among those of khpcmd only where the caller named none."""
    targets, form = EXAMPLES.parent / "targets", tmp_path / "form.xlsx"
    asked = ["--plan", targets / "dak_lak_2014.yaml", "--consolidated", "commune", "-o", form]
    assert main(["template", *map(str, asked)]) == 0
    named = khpcmd.load_plan(targets / "plan_2023.yaml")
    assert [judged(form, plan=one).plan.id for one in (named, None)] == [named.plan.id, "dak-lak-2014"]


@pytest.mark.slow
def test_what_is_written_is_what_the_option_writes(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES)
    names = [f"results{suffix}" for suffix in (".json", ".csv", ".md", ".xml", ".html", ".txt", ".xlsx", ".docx")]
    report, theirs = khpcmd.check("year_2023", as_of=DAY), tmp_path / "theirs"
    printed(capsys, "check", "year_2023", "--as-of", DAY, "-q", *(f"-o{theirs / name}" for name in names))
    for name in names:
        khpcmd.write(report, tmp_path / name)
        assert (tmp_path / name).read_bytes() == (theirs / name).read_bytes(), name


def test_a_suffix_of_no_format_writes_nothing(tmp_path: Path) -> None:
    report = khpcmd.check(YEAR, as_of=DAY)
    with pytest.raises(ValueError, match=r"results\.pdf"):
        khpcmd.write(report, tmp_path / "results.pdf")
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_is_said_in_words() -> None:
    report = khpcmd.check(FAULTY, as_of=DAY)
    wrong = next(report.of(khpcmd.Severity.ERROR))
    told = json.loads(khpcmd.to_json(report, language="en"))["diagnostics"]
    assert khpcmd.message(wrong, plan=report.plan, language="en") in {one["message"] for one in told}
    assert khpcmd.cure(wrong, plan=report.plan, language="en") in {one["cure"] for one in told}


def test_a_plan_that_cannot_be_used_is_told_with_its_places(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("id: x\ntitle: 5\n", encoding="utf-8")
    with pytest.raises(khpcmd.PlanError) as refused:
        khpcmd.load_plan(plan)
    lines = khpcmd.message(refused.value, language="en").splitlines()
    assert len(lines) == len(refused.value.diagnostics) > 1
    assert any(line.startswith(f"{plan}:2:8: ") for line in lines)
    assert f"{plan}:2:8 P110 wrong_type" in str(refused.value)


def test_a_question_without_an_answer_is_told() -> None:
    with pytest.raises(khpcmd.UsageError) as refused:
        khpcmd.check(YEAR, targets=["B3x"])
    assert "B3x" in khpcmd.message(refused.value, language="en")
    assert khpcmd.message(refused.value) != khpcmd.message(refused.value, language="en")
    assert str(refused.value).startswith("unknown_target ")
    assert "B3x" in str(refused.value)


def test_a_code_is_written_by_its_number() -> None:
    codes = {str(one.code) for one in khpcmd.check(FAULTY, as_of=DAY).diagnostics}
    assert {"C502", "F207"} <= codes


def test_the_example_prints_what_its_page_shows(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["frame.py", str(YEAR)])
    runpy.run_path(str(EXAMPLES / "frame.py"), run_name="__main__")
    assert capsys.readouterr().out.splitlines() == [
        "Thanh Mien District: 7 of 40",
        "Kinh Mon Town: 16 of 84",
        "Ninh Giang District: 9 of 47",
        "exit code 1",
    ]


def test_a_report_can_be_looked_at() -> None:
    """A prompt prints what it is given: neither the plan nor every figure."""
    report = khpcmd.check(YEAR)
    assert "B2b" in repr(report)
    assert len(repr(report)) < 100_000
    assert len(repr(report.results[0].units[0])) < 1_000


@pytest.mark.slow
def test_the_client_runs(capsys: Captured) -> None:
    client = runpy.run_path(str(Path(__file__).with_name("client.py")))
    assert client["main"](str(EXAMPLES / "returns_2023.xlsx")) == khpcmd.Exit.MISSED
    lines = capsys.readouterr().out.splitlines()
    assert "B2b | missed | 0.9167 of 12/12 units | gap 1 | at least 100%" in lines
    assert {"first half of 2023: -184 days", "year 2023: -1 days"} <= set(lines)
    assert lines[-2:] == ["sound: True", "True"]
    assert client["main"](str(EXAMPLES / "faulty" / "cells.xlsx")) == khpcmd.Exit.NOT_JUDGED
    assert "“khoảng 40”" in capsys.readouterr().out


# what ``import khpcmd`` offers is what was promised, and is enough for all that the commands ask


LINES = Path(__file__).with_name("surface.txt").read_text(encoding="utf-8").splitlines()
PROMISED = {name: set(members.split()) for name, _, members in (line.partition(":") for line in LINES)}
NEEDED = {"check": {"paths"}, "validate": {"paths"}, "exit_code": {"report"}, "to_json": {"report"}}
NEEDED |= {"write": {"report", "path"}, "message": {"of"}, "cure": {"diagnostic"}, "load_plan": set()}
"""The arguments that have to be given."""


def offered(thing: object) -> set[str]:
    """The arguments of a function; the fields, members and methods of a type."""
    if inspect.isfunction(thing):
        return set(inspect.signature(thing).parameters)
    if get_origin(thing) is Literal:
        return set(get_args(thing))
    if isinstance(thing, type) and issubclass(thing, Exception):
        return set(inspect.signature(thing).parameters)
    if isinstance(thing, type):
        fields = [field.name for field in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else []
        return {*fields, *getattr(thing, "model_fields", ()), *dir(thing)}
    raise TypeError(thing)


def test_every_name_is_promised() -> None:
    assert {*PROMISED, "__version__"} == set(khpcmd.__all__)


@pytest.mark.parametrize("name", PROMISED)
def test_what_was_promised_is_there(name: str) -> None:
    assert PROMISED[name] - offered(getattr(khpcmd, name)) == set()


@pytest.mark.parametrize("name", NEEDED)
def test_no_more_has_to_be_given_than_at_first(name: str) -> None:
    """An argument that is added has a default, or programs break."""
    parameters = inspect.signature(getattr(khpcmd, name)).parameters.values()
    assert {one.name for one in parameters if one.default is inspect.Parameter.empty} == NEEDED[name]


@pytest.mark.slow
def test_nothing_is_imported_before_it_is_asked_for() -> None:
    there = "'khpcmd.library' in sys.modules"
    asked = f"import sys, khpcmd; early = {there}; khpcmd.check; print(early, {there})"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
    assert set(khpcmd.__all__) <= set(dir(khpcmd))
    assert not hasattr(khpcmd, "nothing_of_the_kind")


def test_whatever_a_command_can_ask_the_functions_can_ask() -> None:
    only_verify = {"loaded", "today"}
    assert set(inspect.signature(khpcmd.check).parameters) == {*Request._fields} - only_verify
    assert set(inspect.signature(khpcmd.validate).parameters) <= {*Request._fields, "strict"}


def test_the_client_uses_every_name_that_was_promised() -> None:
    """mypy --strict reads it with the tests: what it can say of a name has its type."""
    program = Path(__file__).with_name("client.py").read_text(encoding="utf-8")
    assert {name for name in khpcmd.__all__ if f"khpcmd.{name}" not in program} == set()
