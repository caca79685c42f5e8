"""The plans beside that of 2023: each reads its example returns and judges them as expected.yaml says.

The returns of ``targets/NAME.yaml`` are the workbooks in ``examples/NAME``; ``expected.yaml`` beside them has their
period and, for each target, the verdict and the figure (part and whole; a count has no whole, a manual target neither).
Where they are of several periods it has that for each of them, with its files (``runs``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Severity
from khpcmd.plan.load import load_plan
from khpcmd.report import Report
from khpcmd.results import Result, Verdict
from places import ROOT

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
    files: tuple[str, ...] = ("*.xlsx",)
    missing: tuple[str, ...] = ()
    """The units whose returns are not there."""
    targets: dict[str, Outcome]


def expected_of(name: str) -> list[Expected]:
    """What is expected of the examples of a plan, period by period."""
    data = yaml.safe_load((EXAMPLES / name / "expected.yaml").read_text(encoding="utf-8"))
    return [Expected.model_validate(run) for run in data.get("runs", [data])]


RUNS = [(name, run) for name in NAMES for run in expected_of(name)]


def outcome(result: Result) -> Outcome:
    figure = result.measurement
    if figure is None:
        return Outcome(verdict=result.verdict)
    return Outcome(verdict=result.verdict, part=figure.part, whole=figure.whole)


def judged(name: str, expected: Expected) -> Report:
    """The report of a plan on its examples of one period."""
    plan = TARGETS / f"{name}.yaml"
    period = load_plan(plan).plan.periods[expected.period]
    return check(
        Request(
            paths=tuple(path for pattern in expected.files for path in sorted((EXAMPLES / name).glob(pattern))),
            plan=plan,
            period=expected.period,
            as_of=expected.as_of or period.window.last,
        )
    )


def test_the_criterion_of_new_rural_communes_adds_up_to_100_and_ranks_the_communes() -> None:
    path = TARGETS / "dak_lak_2014.yaml"
    plan = load_plan(path).plan
    scores = {target.id: target.measure for target in plan.targets if target.measure.rests_on()}
    assert {name: score.out_of for name, score in scores.items()} == {
        "N1": 15, "N2": 55, "N2.2": 40, "N3": 15, "N4": 10, "N5": 5, "N": 100,
    }  # fmt: skip
    assert len(scores["N"].rests_on()) == 17
    day = plan.periods["year"].window.last
    report = check(Request((EXAMPLES / "dak_lak_2014" / "returns.xlsx",), plan=path, as_of=day))
    ranks = {one.unit: (one.first, int(one.low)) for one in report.results[-1].ranking}
    assert ranks == {
        "cu-ebur": (1, 100), "ea-tu": (2, 98), "ea-kao": (3, 97), "hoa-khanh": (4, 93), "hoa-thang": (5, 90),
        "hoa-thuan": (5, 90), "hoa-phu": (7, 65), "hoa-xuan": (8, 0),
    }  # fmt: skip


def test_every_plan_has_examples() -> None:
    assert {path.stem for path in TARGETS.glob("*.yaml")} - {"plan_2023"} == set(NAMES)


@pytest.mark.crossing(2)
@pytest.mark.parametrize(("name", "expected"), RUNS, ids=lambda one: one if isinstance(one, str) else one.period)
def test_a_plan_judges_its_examples_as_expected(name: str, expected: Expected) -> None:
    report = judged(name, expected)
    errors = [told for told in report.diagnostics if told.severity is Severity.ERROR]
    assert [(told.code, told.unit) for told in errors] == [(Code.NOT_REPORTED, unit) for unit in expected.missing]
    assert {result.target.id: outcome(result) for result in report.results} == expected.targets


def test_no_example_is_left_out() -> None:
    for name in NAMES:
        runs, files = expected_of(name), {*EXAMPLES.glob(f"{name}/*.xlsx"), *EXAMPLES.glob(f"{name}/*.csv")}
        read = [(run.period, path) for run in runs for one in run.files for path in (EXAMPLES / name).glob(one)]
        assert len({*read}) == len(read)
        assert {path for _, path in read} == files
