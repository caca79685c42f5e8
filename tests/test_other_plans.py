"""The plans beside that of 2023: each reads its example returns and judges them as expected.yaml says.

The returns of ``targets/NAME.yaml`` are the workbooks in ``examples/NAME``, all of one period; ``expected.yaml`` beside
them has that period and, for each target, the verdict and the figure (part and whole; a count has no whole, a manual
target neither).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Severity
from khpcmd.plan.load import load_plan
from khpcmd.report import Result, Verdict

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES, TARGETS = ROOT / "examples", ROOT / "targets"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/expected.yaml"))


class Outcome(BaseModel):
    """What a target comes to."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    part: int | Decimal | None = None
    whole: int | Decimal | None = None


class Expected(BaseModel):
    """What a plan has to make of its examples; ``as_of`` is the last day of the period where it is not said."""

    model_config = ConfigDict(extra="forbid")

    period: str
    as_of: date | None = None
    targets: dict[str, Outcome]


def outcome(result: Result) -> Outcome:
    figure = result.measurement
    if figure is None:
        return Outcome(verdict=result.verdict)
    return Outcome(verdict=result.verdict, part=figure.part, whole=figure.whole)


def test_every_plan_has_examples() -> None:
    assert {path.stem for path in TARGETS.glob("*.yaml")} - {"plan_2023"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_judges_its_examples_as_expected(name: str) -> None:
    expected = Expected.model_validate(yaml.safe_load((EXAMPLES / name / "expected.yaml").read_text(encoding="utf-8")))
    plan = TARGETS / f"{name}.yaml"
    period = load_plan(plan).plan.periods[expected.period]
    report = check(
        Request(
            paths=tuple(sorted((EXAMPLES / name).glob("*.xlsx"))),
            plan=plan,
            period=expected.period,
            as_of=expected.as_of or period.window.last,
        )
    )
    assert [told for told in report.diagnostics if told.severity is Severity.ERROR] == []
    assert {result.target.id: outcome(result) for result in report.results} == expected.targets
