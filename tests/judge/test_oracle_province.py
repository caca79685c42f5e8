"""Whole checks of hundreds of small provinces, files in and verdicts out, against every way to complete them.

``KHPCMD_ORACLE=10`` takes ten times as many provinces, ``KHPCMD_ORACLE_SEED`` others.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from khpcmd.diagnostics import Code
from khpcmd.report import Report
from layers import ORACLE_SEED as SEED
from layers import part_of
from oracle_province import Outcome, provinces, told
from province_files import checked, named

PROVINCES = part_of(60)


def outcome(report: Report) -> Outcome:
    return Outcome(
        {one.target.id: one.verdict.value for one in report.results},
        {
            one.target.id: {unit.unit: unit.alone.value for unit in one.units}
            for one in report.results
            if one.target.judged == "each_unit" and one.target.measure.computable
        },
        tuple(sorted(named(report, Code.TARGET_NOT_CHECKED), key=lambda name: (name == "S", name))),
        tuple(sorted(named(report, Code.ANSWER_OF_OTHER_PERIOD))),
        tuple(sorted(named(report, Code.ANSWER_NOT_YET))),
        frozenset(unit for call in report.roll_call for unit in call.expected),
        frozenset(unit for call in report.roll_call for unit in call.missing),
    )


def test_every_check_of_a_province_is_what_its_completions_say(tmp_path: Path) -> None:
    seen, wrong = Counter[str](), list[object]()
    for number, of in enumerate(provinces(SEED, PROVINCES)):
        expected, found = told(of), outcome(checked(of, tmp_path))
        seen.update(f"{aim.kind} {expected.verdicts.get(aim.name, 'not judged')}" for aim in of.aims)
        if expected != found:
            wrong.append((number, of, expected, found))
    print(dict(sorted(seen.items())))  # noqa: T201  # shown with -s, or where it fails
    assert not wrong, f"{len(wrong)} of {PROVINCES}, the first: {wrong[0]}"
    assert PROVINCES < 60 or {name.split()[1] for name in seen} >= {
        "met",
        "missed",
        "in_progress",
        "inconclusive",
        "not",
    }
