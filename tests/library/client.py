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
        parts += [plan.unit[one.unit].id for one in result.open_units]
    return " | ".join(parts)


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
    done = sum(one.state is khpcmd.DutyState.DONE for one in duties)
    data: khpcmd.DataReport = khpcmd.validate([folder])
    files: tuple[khpcmd.FileResult, ...] = data.files
    sound = all(one.standing is khpcmd.Standing.SOUND for one in files)
    lines += [*problems(report), f"duties done: {done}", f"sound: {sound}"]
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
