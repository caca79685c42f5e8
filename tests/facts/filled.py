"""The forms that khpcmd makes for the plans it ships, filled in: for some units of each plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from khpcmd.plan.model import Plan
from khpcmd.template.make import make_template
from template.filling import fill
from template.making import filled, loaded_plans, wanted

UNITS = 4
"""The forms of so many units of a plan are filled in."""


def filled_forms(folder: Path) -> Iterator[tuple[str, Path, Plan]]:
    """Forms with figures, each with its plan."""
    for loaded in loaded_plans():
        filers = loaded.plan.filers
        for unit in filers if len(filers) <= UNITS else (*filers[: UNITS // 2], *filers[-UNITS // 2 :]):
            for language in ("vi", "en"):
                asked = wanted(loaded, unit, "", language)
                name = f"{loaded.plan.id}-{unit.id}-{language}"
                blank, file = folder / f"{name}.blank.xlsx", folder / f"{name}.xlsx"
                make_template(blank, asked)
                fill(file, blank, asked, filled(asked.filer, Random(name)))  # noqa: S311  # the same in every run
                yield name, file, loaded.plan
