"""A program that uses all that the library offers, as somebody else would write it: mypy --strict takes it as it is.

    python tests/library/client.py examples/returns_2023.xlsx

``.ci/release`` checks it against the installed wheel, without the settings of this project.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import khpcmd


def line(result: khpcmd.Result, plan: khpcmd.Plan) -> str:
    """One target: its id, verdict, figure, bounds, gap, and the units that keep it open."""
    target: khpcmd.Target = result.target
    parts = [target.id, result.verdict.value]
    measurement: khpcmd.Measurement | None = result.measurement
    if measurement is not None and measurement.value is not None:
        value: Fraction = measurement.value
        parts.append(f"{float(value):.4f} of {measurement.counted}/{measurement.expected} units")
    bounds: khpcmd.Bounds | None = result.bounds
    if bounds is not None:
        parts.append(f"{bounds.low}..{bounds.high}")
    gap: khpcmd.Gap | None = result.gap
    if gap is not None:
        more: int | Decimal | Fraction = gap.more
        parts.append(f"gap {more}")
    if result.reason is not khpcmd.Reason.NONE:
        parts.append(result.reason.value)
    pace: khpcmd.Pace | None = result.pace
    if pace is not None:
        parts.append(f"{pace.reached} after {pace.elapsed}")
    if result.verdict is khpcmd.Verdict.INCONCLUSIVE:
        open_units: tuple[khpcmd.OpenUnit, ...] = result.open_units
        parts += [plan.unit[one.unit].id for one in open_units]
    return " | ".join([*parts, *asked(result)])


def asked(result: khpcmd.Result) -> list[str]:
    """What the plan asks of a target, and by which document a shortfall is accepted."""
    threshold: khpcmd.Threshold | None = result.target.threshold
    waiver: khpcmd.Waiver | None = result.waiver
    found = [] if threshold is None else [f"at least {threshold.at_least}"]
    return found if waiver is None else [*found, f"{waiver.document}, until {waiver.until:%d/%m/%Y}"]


def received(report: khpcmd.Report) -> list[str]:
    """What came in: files, who is missing, until when, and how many figures are known."""
    files: tuple[khpcmd.Input, ...] = report.inputs
    calls: tuple[khpcmd.RollCall, ...] = report.roll_call
    units: list[khpcmd.Unit] = [report.plan.unit[one] for call in calls for one in call.missing]
    deadlines: tuple[khpcmd.Deadline, ...] = report.deadlines
    periods: list[khpcmd.Period] = [report.plan.periods[one.period] for one in deadlines]
    returns: tuple[khpcmd.Return, ...] = report.returns
    states: list[khpcmd.CellState] = [cell.state for one in returns for cell in one.cells.values()]
    return [
        *(f"{one.name} {one.sha256[:8]} {one.role}" for one in files),
        *(f"missing: {unit.name.en}" for unit in units),
        *(f"{one.title.en}: {deadline.days_left} days" for one, deadline in zip(periods, deadlines, strict=True)),
        f"figures: {sum(state is khpcmd.CellState.VALUE for state in states)}",
    ]


def places(unit: khpcmd.UnitResult) -> list[str]:
    """Where the figures of a unit stand."""
    cells: tuple[khpcmd.Cell, ...] = unit.cells
    found: list[khpcmd.Location] = [cell.at for cell in cells if cell.at is not None]
    return [f"{at.file} {at.sheet}!{at.cell}" for at in found]


def problems(report: khpcmd.Report) -> list[str]:
    """What is wrong with the returns, and how to fix it."""
    errors: list[khpcmd.Diagnostic] = list(report.of(khpcmd.Severity.ERROR))
    return [f"{khpcmd.message(one, plan=report.plan)} {khpcmd.cure(one, plan=report.plan)}" for one in errors]


def judged(folder: Path, language: khpcmd.Language = "en") -> khpcmd.Exit:
    """A whole run: judge, print, write, compare the data alone."""
    loaded: khpcmd.LoadedPlan = khpcmd.load_plan()
    report: khpcmd.Report = khpcmd.check(folder, plan=loaded, as_of=date(2023, 12, 15), limits=khpcmd.Limits())
    lines = [line(result, report.plan) for result in report.results]
    lines += [place for result in report.results for unit in result.units for place in places(unit)][:3]
    duties: tuple[khpcmd.DutyResult, ...] = report.duties
    owed: set[str] = {duty.id for duty in report.plan.duties if isinstance(duty, khpcmd.Duty)}
    done = sum(one.state is khpcmd.DutyState.DONE and one.duty.id in owed for one in duties)
    data: khpcmd.DataReport = khpcmd.validate([folder])
    files: tuple[khpcmd.FileResult, ...] = data.files
    sound = all(one.standing is khpcmd.Standing.SOUND for one in files)
    lines += [*received(report), *problems(report), f"duties done: {done}", f"sound: {sound}"]
    with tempfile.TemporaryDirectory() as place:
        khpcmd.write(report, Path(place) / "results.json", language=language)
        lines.append(
            str((Path(place) / "results.json").read_text(encoding="utf-8") == khpcmd.to_json(report, language=language))
        )
    sys.stdout.write("\n".join([f"khpcmd {khpcmd.__version__}", *lines, ""]))
    return khpcmd.exit_code(report)


def main(folder: str) -> int:
    try:
        return judged(Path(folder))
    except (khpcmd.PlanError, khpcmd.UsageError) as error:
        sys.stderr.write(f"{khpcmd.message(error)}\n")
        return khpcmd.Exit.WRONG_USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
