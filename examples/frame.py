"""The results of a check as a table of polars: judges a folder of returns, and asks the table who keeps targets open.

    python examples/frame.py examples/year_2023

Needs polars (``pip install polars``); for pandas put ``pandas.DataFrame(rows)`` in its place.
"""

from __future__ import annotations

import sys
from datetime import date

import polars

import khpcmd


def rows(report: khpcmd.Report) -> list[dict[str, object]]:
    """A row for each target and unit with a figure of its own: ids, counts, and the verdict where the unit has one."""
    return [
        {
            "target": result.target.id,
            "verdict": result.verdict.value,
            "unit": unit.unit,
            "part": int(unit.measurement.part),
            "whole": None if unit.measurement.whole is None else int(unit.measurement.whole),
            "unit_verdict": None if unit.verdict is None else unit.verdict.value,
        }
        for result in report.results
        for unit in result.units
    ]


def main(folder: str) -> None:
    report = khpcmd.check(folder, as_of=date(2023, 12, 15))
    table = polars.DataFrame(rows(report))
    lowest = (
        table.filter(polars.col("target") == "B3c")
        .with_columns(share=polars.col("part") / polars.col("whole"))
        .sort("share", "unit")
        .head(3)
    )
    for unit, part, whole in lowest.select("unit", "part", "whole").iter_rows():
        print(f"{report.plan.unit[unit].name.en}: {part} of {whole}")  # what the example is for
    print(f"exit code {khpcmd.exit_code(report)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
