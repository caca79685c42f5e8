"""``khpcmd validate``: what goes where, and with which exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import scenes
from filings import Inbox, in_file, reading
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.exits import exit_code, policy
from khpcmd.fail_on import FailOn
from khpcmd.results import Verdict
from places import Captured


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """Files that are named after what is in them."""
    folder = Inbox(tmp_path, monkeypatch)
    folder.put(reading("sound.xlsx", in_file("sound.xlsx", "291", scenes.DISTRICT)))
    folder.put(reading("faulty.xlsx", in_file("faulty.xlsx", "296", {**scenes.DISTRICT, "venues": -1})))
    where = Location("doubtful.xlsx", "Biểu", "B7")
    warning = Diagnostic(Code.UNIT_FOLDED, where, {"found": "Gia Loc", "unit": Ref("unit", "297")})
    folder.put(reading("doubtful.xlsx", in_file("doubtful.xlsx", "297", scenes.DISTRICT), told=(warning,)))
    folder.put(reading("months.xlsx", in_file("months.xlsx", "bao", {f"news#{n}": 1 for n in range(1, 6)}, "")))
    folder.put(reading("blank.xlsx"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").touch()
    return folder


@pytest.mark.crossing(5)
@pytest.mark.usefixtures("inbox")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("sound.xlsx", 0),
        ("sound.xlsx doubtful.xlsx", 0),
        ("sound.xlsx doubtful.xlsx --strict", 3),
        ("doubtful.xlsx --strict", 3),
        ("doubtful.xlsx empty --strict", 3),
        ("blank.xlsx --strict", 5),
        ("sound.xlsx faulty.xlsx", 3),
        ("sound.xlsx blank.xlsx", 3),
        ("sound.xlsx missing.xlsx", 3),
        ("sound.xlsx empty", 3),
        ("missing.xlsx", 3),
        ("blank.xlsx", 5),
        ("empty", 5),
        ("months.xlsx", 2),
        ("months.xlsx --period half_year", 0),
        ("months.xlsx --period year", 3),
        ("sound.xlsx --period yaer", 2),
        ("sound.xlsx --format csv", 2),
        ("sound.xlsx --by-unit", 2),
        ("", 2),
    ],
)
def test_the_exit_code_says_what_the_data_are_worth(arguments: str, code: int) -> None:
    assert main(["validate", *arguments.split()]) == code


@pytest.mark.usefixtures("inbox")
def test_quiet_is_one_line_for_each_file(capsys: Captured) -> None:
    assert main(["validate", "faulty.xlsx", "sound.xlsx", "-q"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "✗ faulty.xlsx: Huyện Bình Giang, năm 2023; 1 lỗi",
        "✓ sound.xlsx: Huyện Nam Sách, năm 2023; không có lỗi",
    ]
    assert main(["validate", "faulty.xlsx", "-q", "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["files"][0]["standing"] == "faulty"


@pytest.mark.usefixtures("inbox")
def test_a_day_is_named_and_changes_nothing(capsys: Captured) -> None:
    assert main(["validate", "sound.xlsx", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["as_of"] is None
    assert main(["validate", "sound.xlsx", "--format", "json", "--as-of", "15/12/2023"]) == 0
    assert json.loads(capsys.readouterr().out) == {**whole, "as_of": "2023-12-15"}


@pytest.mark.usefixtures("inbox")
@pytest.mark.parametrize("format", ["plain", "table", "markdown"])
def test_it_says_what_only_a_check_of_all_files_can_tell(format: str, capsys: Captured) -> None:  # noqa: A002
    main(["validate", "faulty.xlsx", "--lang", "en"])
    assert capsys.readouterr().out.startswith("Checked 1 file: 1 to fix\n")  # plain, as nobody looks at it
    main(["validate", "faulty.xlsx", "sound.xlsx", "--lang", "en", "--format", format])
    assert "khpcmd check also reports what all of them show together" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("validate", "  Cảnh báo và câu hỏi chưa trả lời coi như lỗi."),
        ("check", "  Chỉ tiêu phấn đấu coi như bắt buộc;"),
    ],
)
def test_help_says_what_an_option_means_to_the_command(command: str, told: str, capsys: Captured) -> None:
    assert main([command, "--help"]) == 0
    assert told in capsys.readouterr().out


# from verdicts to exit codes


ERROR, _, WARNING, NOTE = scenes.FAULTS


@pytest.mark.parametrize(
    ("verdict", "binding", "told", "code"),
    [
        (Verdict.MET, True, WARNING, 0),
        (Verdict.MET, True, NOTE, 0),
        (Verdict.IN_PROGRESS, True, NOTE, 0),
        (Verdict.NOT_APPLICABLE, True, NOTE, 0),
        (Verdict.WAIVED, True, NOTE, 0),
        (Verdict.MISSED, True, NOTE, 1),
        (Verdict.MISSED, True, ERROR, 3),
        (Verdict.INCONCLUSIVE, True, NOTE, 3),
        (Verdict.MISSED, False, NOTE, 0),
        (Verdict.INCONCLUSIVE, False, NOTE, 0),
    ],
)
def test_verdicts_and_errors_decide_the_exit_code(verdict: Verdict, binding: bool, told: Diagnostic, code: int) -> None:
    assert exit_code(scenes.with_verdict(verdict, binding=binding, diagnostics=(told,))) == code


def test_strict_makes_aspirational_targets_binding_and_warnings_faults() -> None:
    strict = policy([], strict=True)
    assert exit_code(scenes.with_verdict(Verdict.MISSED, binding=False), strict) == 1
    assert exit_code(scenes.with_verdict(Verdict.INCONCLUSIVE, binding=False), strict) == 3
    assert exit_code(scenes.with_verdict(Verdict.MET, diagnostics=(WARNING,)), strict) == 3


@pytest.mark.parametrize(
    ("chosen", "verdict", "binding", "code"),
    [
        (FailOn.MISSED, Verdict.INCONCLUSIVE, True, 0),
        (FailOn.MISSED, Verdict.MISSED, True, 1),
        (FailOn.INCONCLUSIVE, Verdict.MISSED, True, 0),
        (FailOn.FAULTS, Verdict.MISSED, True, 0),
        (FailOn.ASPIRATIONAL, Verdict.MISSED, False, 1),
        (FailOn.ASPIRATIONAL, Verdict.MISSED, True, 1),
        (FailOn.NEVER, Verdict.MISSED, True, 0),
        (FailOn.NEVER, Verdict.INCONCLUSIVE, True, 0),
    ],
)
def test_fail_on_replaces_the_default(chosen: FailOn, verdict: Verdict, binding: bool, code: int) -> None:
    assert exit_code(scenes.with_verdict(verdict, binding=binding), policy([chosen], strict=False)) == code


@pytest.mark.crossing(11)
@pytest.mark.parametrize("chosen", [[], *([one] for one in FailOn if one is not FailOn.NEVER), [*FailOn][:-1]])
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("verdict", [Verdict.MISSED, Verdict.INCONCLUSIVE])
def test_what_is_binding_never_counts_less_than_what_is_strived_for(
    chosen: list[FailOn], strict: bool, verdict: Verdict
) -> None:
    how = policy(chosen, strict=strict)
    binding, aspirational = (exit_code(scenes.with_verdict(verdict, binding=one), how) for one in (True, False))
    assert (binding != 0) >= (aspirational != 0)
    assert exit_code(scenes.with_verdict(verdict, binding=True), policy(chosen, strict=False)) in (0, binding)


def test_nothing_checked_is_not_a_pass_even_if_nothing_is_to_fail() -> None:
    nobody = scenes.report({}, scenes.FAULTS[1])
    assert exit_code(nobody) == 5
    assert exit_code(nobody, policy([FailOn.NEVER], strict=False)) == 5
    assert exit_code(replace(scenes.report(scenes.sound()), results=())) == 5


def test_a_file_that_could_not_be_read_is_more_than_nothing_checked() -> None:
    damaged = Diagnostic(Code.FILE_DAMAGED, Location("a.xlsx"), {"reason": Ref("word", "unreadable")})
    assert exit_code(scenes.report({}, damaged)) == 3
