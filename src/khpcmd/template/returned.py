"""Checks a template that came back: are its own formulas and its protection still there?

No result that a template computes is used, but a changed formula or a sheet without its protection shows that the
template was altered. One whose formulas are those that its stamp was made of is as it was sent out; only for others is
the template made again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.template.terms import Formula, bare, mark_of, worded_mark, wordless
from khpcmd.workbook.file.addresses import a1, place
from khpcmd.workbook.read import Reading
from khpcmd.workbook.stamp import VERSION, Stamp

SHARED = "="
"""The text of a formula that is shared with another cell."""
Formulas = Mapping[str, Mapping[str, str]]
"""The formulas by sheet and cell."""


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
            yield from _changed(reading, stamp, _sent(loaded, stamp, messages))


def _is_as_made(formulas: Formulas, stamp: Stamp) -> bool:
    """Whether a template has the very formulas that its stamp was made of."""
    found = (
        (sheet, row - 1, column - 1, text.removeprefix("="))
        for sheet, cells in formulas.items()
        for (row, column), text in ((place(cell), text) for cell, text in cells.items())
    )
    return stamp.formulas.partition(" ")[0] == worded_mark(found)


def _changed(reading: Reading, stamp: Stamp, sent: Sequence[Formula]) -> Iterator[Diagnostic]:
    """The formulas that are not those that the template was made with.

    Where it was made with other words they are compared without words; those of another khpcmd are not known here.
    """
    mark = mark_of(sent)
    same_words = stamp.formulas == mark
    if not same_words and stamp.formulas.split()[1:] != mark.split()[1:]:
        return
    compared = bare if same_words else wordless
    gone = {sheet: None for sheet, *_ in sent if sheet not in reading.formulas}
    if same_words:  # otherwise a sheet may have another name
        yield from (Code.TEMPLATE_CHANGED(Location(reading.name, sheet), {}) for sheet in gone)
    for sheet, row, column, formula in sent:
        cell = a1(row + 1, column + 1)
        text = SHARED if sheet in gone else reading.formulas[sheet].get(cell, "")
        if text != SHARED and compared(text.removeprefix("=")) != compared(formula):
            yield Code.TEMPLATE_CHANGED(Location(reading.name, sheet, cell), {})


def _sent(loaded: LoadedPlan, stamp: Stamp, messages: Messages) -> Sequence[Formula]:
    """The formulas of the template as it was sent out."""
    from khpcmd.template.contents import Filer, Wanted
    from khpcmd.template.make import make_template

    filer = Filer(loaded.plan, loaded.plan.unit[stamp.unit], stamp.period)
    with tempfile.TemporaryDirectory() as folder:
        return make_template(Path(folder) / "template.xlsx", Wanted(filer, loaded.sha256, messages)).formulas
