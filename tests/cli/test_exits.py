"""From verdicts to exit codes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.exits import exit_code, policy
from khpcmd.fail_on import FailOn
from khpcmd.parameters import Ref
from khpcmd.results import Verdict

ERROR, _, WARNING, NOTE = scenes.FAULTS


@pytest.mark.parametrize(
    ("verdict", "binding", "code"),
    [
        (Verdict.MET, True, 0),
        (Verdict.IN_PROGRESS, True, 0),
        (Verdict.NOT_APPLICABLE, True, 0),
        (Verdict.WAIVED, True, 0),
        (Verdict.MISSED, True, 1),
        (Verdict.INCONCLUSIVE, True, 3),
        (Verdict.MISSED, False, 0),
        (Verdict.INCONCLUSIVE, False, 0),
    ],
)
def test_a_verdict_decides_the_exit_code(verdict: Verdict, binding: bool, code: int) -> None:
    assert exit_code(scenes.with_verdict(verdict, binding=binding)) == code


def test_a_faulty_return_wins_over_a_missed_target() -> None:
    assert exit_code(scenes.with_verdict(Verdict.MISSED, diagnostics=(ERROR,))) == 3


@pytest.mark.parametrize("diagnostic", [WARNING, NOTE])
def test_warnings_and_notes_do_not_fail(diagnostic: Diagnostic) -> None:
    assert exit_code(scenes.with_verdict(Verdict.MET, diagnostics=(diagnostic,))) == 0


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
