"""Verdicts on thousands of small worlds, of every kind and under every rule, against every way to complete them.

``KHPCMD_ORACLE=200`` takes so many rounds of all settings, ``KHPCMD_ORACLE_SEED`` other numbers.
"""

from __future__ import annotations

import os

from khpcmd.report import Result
from judge.oracle import COMMUNES, FIELDS, Case, cases, target, told
from worlds import judged, plan

ROUNDS = int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))


def result_of(case: Case) -> Result | None:
    small = plan(FIELDS, target(case), districts=case.units, communes=COMMUNES)
    return judged(small, case.figures, "half_year" if case.half else "year", case.only_reported)


def test_every_verdict_is_what_all_completions_say() -> None:
    wrong = []
    for case in cases(SEED, ROUNDS):
        expected, found = told(case), result_of(case)
        if expected is None or found is None:
            if expected is not None or found is not None:
                wrong.append((case, expected, found and found.verdict))
            continue
        if expected.verdict != found.verdict:
            wrong.append((case, expected, found.verdict))
    assert not wrong, (len(wrong), wrong[0])
