"""A template that came back: are its own formulas and its protection still there?

Nothing that a template computes is ever believed; but a formula that was changed, or a sheet whose protection was
taken off, says that somebody worked around it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.render.figures import Figures
from khpcmd.stamp import VERSION, Stamp
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.open import open_package
from khpcmd.workbook.read import Reading
from khpcmd.workbook.reader import read_grids

SHARED = "="
"""The text of a formula that is shared with another cell."""
POWER = re.compile(r"E\+0+(?=[0-9])")
PREFIXES = ("_XLFN.", "_XLWS.", "'", " ", "()")
"""What programs write or leave out when they save a formula, without a change of its meaning."""

Formulas = Mapping[str, Mapping[str, str]]
"""The formulas by sheet and cell."""


def against_templates(loaded: LoadedPlan, readings: Iterable[Reading]) -> Iterator[Diagnostic]:
    """What differs between the templates that came back and those that were sent out; warnings only."""
    known: dict[tuple[str, str, str], Formulas] = {}
    for reading in readings:
        stamp, plan = reading.stamp, loaded.plan
        if stamp is None or (stamp.plan, stamp.plan_sha256, stamp.version) != (plan.id, loaded.sha256, VERSION):
            continue  # told, or of another version: its formulas are not known here
        yield from (Diagnostic(Code.TEMPLATE_UNPROTECTED, Location(reading.name, name)) for name in reading.unprotected)
        if stamp.unit in plan.unit and stamp.period in plan.periods:
            language = _language(reading, plan.language)
            place = (stamp.unit, stamp.period, language)
            if place not in known:
                known[place] = _formulas(loaded, stamp, language)
            yield from _changed(reading, known[place])


def _language(reading: Reading, usual: str) -> str:
    """The language that a template was made in, by the names of its sheets."""
    sheets = {one: Messages(one).template("template.sheet_verdicts") for one in LANGUAGES}
    return next((one for one, title in sheets.items() if title in reading.formulas), usual)


def _changed(reading: Reading, expected: Formulas) -> Iterator[Diagnostic]:
    for sheet, cells in expected.items():
        found = reading.formulas.get(sheet)
        if found is None:
            yield Diagnostic(Code.TEMPLATE_CHANGED, Location(reading.name, sheet))
            continue
        for cell, formula in cells.items():
            text = found.get(cell, "")
            if text != SHARED and _bare(text) != _bare(formula):
                yield Diagnostic(Code.TEMPLATE_CHANGED, Location(reading.name, sheet, cell))


def _bare(formula: str) -> str:
    """A formula without what does not matter: spaces, the quotation marks of sheets, how a number is written."""
    text = formula.upper()
    for prefix in PREFIXES:
        text = text.replace(prefix, "")
    return POWER.sub("E+", text)


def _formulas(loaded: LoadedPlan, stamp: Stamp, language: str) -> Formulas:
    """The formulas of the template as it was sent out."""
    from khpcmd.template.contents import Filer
    from khpcmd.template.make import make_template
    from khpcmd.template.words import Wanted

    plan, messages = loaded.plan, Messages(language)
    filer = Filer(plan, plan.unit[stamp.unit], stamp.period)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        make_template(path, Wanted(filer, loaded.sha256, messages, Figures(messages, plan)))
        grids = read_grids(open_package(path.read_bytes(), Limits(), path.suffix))
    return {grid.title: {cell.at: cell.formula for cell in grid.cells.values() if cell.formula} for grid in grids}
