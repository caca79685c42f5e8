"""Saved results as the past: what they hold is compared like the returns that they were made from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.errors import UsageError
from places import EXAMPLES

YEAR, HALF = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "half_year_2023.xlsx"
Document = dict[str, object]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the half-year in which nothing is below what the year has, but for one figure."""
    file = tmp_path_factory.mktemp("saved") / "half.json"
    main(["check", str(HALF), "-q", "-o", str(file)])
    document = json.loads(file.read_text(encoding="utf-8"))
    document["sound_figures"]["units"][0]["values"]["activities_held"] = 10**6
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def asked(*previous: Path) -> list[Diagnostic]:
    return [one for one in check(Request((YEAR,), previous=previous)).diagnostics if one.severity is Severity.QUESTION]


def changed(saved: Path, tmp_path: Path, change: Callable[[Document], object]) -> Path:
    document = json.loads(saved.read_text(encoding="utf-8"))
    change(document)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.mark.slow
def test_results_are_compared_like_returns(saved: Path) -> None:
    def told(found: list[Diagnostic]) -> set[str]:
        return {
            f"{one.code.name} {one.at} {[value for name, value in one.params.items() if name != 'other']}"
            for one in found
        }

    found, by_returns = told(asked(saved)), told(asked(HALF))
    (more,) = found - by_returns
    assert "FLOW_BELOW_PREVIOUS" in more
    assert "1000000" in more
    assert by_returns <= found


def test_the_file_of_the_results_is_named(saved: Path) -> None:
    (question,) = (one for one in asked(saved) if one.code is Code.FLOW_BELOW_PREVIOUS)
    assert str(question.params["other"]).endswith("half.json")
    report = check(Request((YEAR,), previous=(saved,)))
    assert [one.role for one in report.inputs if one.name == saved.as_posix()] == ["previous"]


def test_a_folder_may_have_returns_and_results(saved: Path, tmp_path: Path) -> None:
    """Where both are of one unit and time, the return counts; other JSON is set aside."""
    shutil.copy(saved, tmp_path / "half.json")
    (tmp_path / "other.json").write_text('{"name": "something else"}', encoding="utf-8")
    assert any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))
    shutil.copy(HALF, tmp_path / "half.xlsx")
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))
    notes = check(Request((YEAR,), previous=(tmp_path,))).diagnostics
    assert [one.at.file for one in notes if one.code is Code.FILE_SET_ASIDE and one.at] == [f"{tmp_path}/other.json"]


def test_what_was_judged_last_counts(saved: Path, tmp_path: Path) -> None:
    shutil.copy(saved, tmp_path / "a.json")
    main(["check", str(HALF), "-q", "--as-of", "2099-01-01", "-o", str(tmp_path / "b.json")])
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))


def test_a_field_that_is_measured_otherwise_now_is_left_out_and_told(saved: Path, tmp_path: Path) -> None:
    def other(document: Document) -> None:
        figures = document["sound_figures"]
        assert isinstance(figures, dict)
        figures["fields"][0]["unit_of_measure"] = "nghìn hoạt động"

    found = check(Request((YEAR,), previous=(changed(saved, tmp_path, other),))).diagnostics
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in found)
    assert [one.params["found"] for one in found if one.code is Code.RESULT_FIELDS_OTHER] == ["activities_held"]


@pytest.mark.crossing(4)
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda document: document.clear(), "no_result"),
        (lambda document: document.update(format_version="99"), "no_result"),
        (lambda document: document.update(sound_figures={"year": 2023}), "no_result"),
        (lambda document: document.update(what_if={}), "result_supposed"),
        (lambda document: document.pop("sound_figures"), "result_without_figures"),
        (lambda document: document["sound_figures"].update(fields=[]), "result_of_other_plan"),
        (
            lambda document: [one.update(unit=f"x{one['unit']}") for one in document["sound_figures"]["units"]],
            "result_of_other_plan",
        ),
    ],
)
def test_what_holds_no_past_of_this_plan_is_an_error(
    saved: Path, tmp_path: Path, change: Callable[[Document], object], kind: str
) -> None:
    with pytest.raises(UsageError) as error:
        asked(changed(saved, tmp_path, change))
    assert error.value.kind == kind


def test_text_that_is_no_json_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "then.json"
    file.write_text("no json", encoding="utf-8")
    with pytest.raises(UsageError):
        asked(file)


def test_a_count_that_is_not_whole_is_not_compared(saved: Path, tmp_path: Path) -> None:
    """No result of khpcmd has one; cut to a whole number it would be another figure."""

    def broken(document: Document) -> None:
        units = document["sound_figures"]["units"]  # type: ignore[index]
        units[0]["values"]["activities_held"] = "1000000.5"

    found = asked(changed(saved, tmp_path, broken))
    assert [one for one in found if one.params.get("before") == 10**6] == []
    assert len(found) == len(asked(saved)) - 1
