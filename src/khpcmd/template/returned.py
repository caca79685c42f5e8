"""Checks a template that came back: are its own formulas and its protection still there?

No result that a template computes is used, but a changed formula or a sheet without its protection shows that the
template was altered. One whose formulas are those that its stamp was made of is as it was sent out; only for others is
the template made again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.template.terms import bare, worded_mark, wordless
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.read import Reading
from khpcmd.workbook.sheet_checks import formulas_of
from khpcmd.workbook.sheets import stamp_among
from khpcmd.workbook.stamp import VERSION, Stamp

SHARED = "="
"""The text of a formula that is shared with another cell."""
Formulas = Mapping[str, Mapping[str, str]]
"""The formulas by sheet and cell."""


class Sent(NamedTuple):
    """The formulas of a template as this khpcmd makes it, and what its stamp says of them."""

    formulas: Formulas
    mark: str


def against_templates(loaded: LoadedPlan, readings: Iterable[Reading]) -> Iterator[Diagnostic]:
    """What differs between the templates that came back and those that were sent out; warnings only."""
    plan = loaded.plan
    for reading in readings:
        stamp = reading.stamp
        if stamp is None or (stamp.plan, stamp.plan_sha256, stamp.version) != (plan.id, loaded.sha256, VERSION):
            continue  # reported already, or of another version whose formulas are not known here
        yield from (Code.TEMPLATE_UNPROTECTED(Location(reading.name, name), {}) for name in reading.unprotected)
        of_plan = stamp.unit in plan.unit and stamp.period in plan.periods
        if stamp.formulas and of_plan and not _is_as_made(reading.formulas, stamp):
            spoken = map(Messages, LANGUAGES)
            written = (one for one in spoken if one.template("template.sheet_verdicts") in reading.formulas)
            messages = next(written, None) or Messages(plan.language)
            yield from _changed(reading, stamp, formulas_sent(loaded, stamp, messages))


def _is_as_made(formulas: Formulas, stamp: Stamp) -> bool:
    """Whether a template has the very formulas that its stamp was made of."""
    found = (
        (sheet, row - 1, column - 1, text.removeprefix("="))
        for sheet, cells in formulas.items()
        for (row, column), text in ((place(cell), text) for cell, text in cells.items())
    )
    return stamp.formulas.partition(" ")[0] == worded_mark(found)


def _changed(reading: Reading, stamp: Stamp, sent: Sent) -> Iterator[Diagnostic]:
    """The formulas that are not those that the template was made with.

    Where it was made with other words they are compared without words; those of another khpcmd are not known here.
    """
    same_words = stamp.formulas == sent.mark
    if not same_words and stamp.formulas.split()[1:] != sent.mark.split()[1:]:
        return
    compared = bare if same_words else wordless
    for sheet, cells in sent.formulas.items():
        found = reading.formulas.get(sheet)
        if found is None:
            if same_words:  # otherwise it may have another name
                yield Code.TEMPLATE_CHANGED(Location(reading.name, sheet), {})
            continue
        for cell, formula in cells.items():
            text = found.get(cell, "")
            if text not in (SHARED, formula) and compared(text) != compared(formula):
                yield Code.TEMPLATE_CHANGED(Location(reading.name, sheet, cell), {})


def formulas_sent(loaded: LoadedPlan, stamp: Stamp, messages: Messages) -> Sent:
    """The formulas of the template as it was sent out."""
    from khpcmd.template.contents import Filer, Wanted
    from khpcmd.template.make import make_template

    plan = loaded.plan
    filer = Filer(plan, plan.unit[stamp.unit], stamp.period)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        make_template(path, Wanted(filer, loaded.sha256, messages))
        grids = open_grids(path.read_bytes(), Limits(), path.suffix)
    made = stamp_among(grids)
    return Sent({grid.title: formulas_of(grid) for grid in grids}, made.formulas if made else "")
