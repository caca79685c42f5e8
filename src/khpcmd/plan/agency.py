"""The agency that writes to the units and reports upwards: a YAML file (``docs/en/how-to/letters.md`` describes it)."""

from __future__ import annotations

from pathlib import Path

from khpcmd.diagnostics.errors import AgencyError, PlanError
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import read_written


class Agency(PlanModel):
    """What letters and reports have to know of who sends them. What is not given is left to be filled in by hand."""

    name: Words | None = None
    """The agency, as texts name it: "Sở Lao động - Thương binh và Xã hội"."""
    superior: Words | None = None
    """What stands above it in the letterhead: "Ủy ban nhân dân tỉnh Hải Dương"."""
    symbol: Words | None = None
    """Its abbreviation in the number of a letter: "SLĐTBXH-BTXH"."""
    report_symbol: Words | None = None
    """The same in the number of a report, where it is another one: "SLĐTBXH"."""
    place: Words | None = None
    """Where it signs: "Hải Dương"."""
    signer: tuple[Words, ...] = ()
    """The office of the person who signs, line by line: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]."""
    signer_name: Words | None = None
    """The name of the person who signs."""
    contact: Words | None = None
    """Whom a unit asks: a name, a telephone number."""
    addressee: Words | None = None
    """Whom the report is for: "Ban Chỉ đạo 138 tỉnh"."""
    recipients: tuple[Words, ...] = ()
    """Who gets a copy, besides the addressee."""
    archive: Words | None = None
    """What follows "Lưu:" in the list of recipients: "VT, BTXH"."""


NOBODY = Agency()
"""Everything is left to be filled in by hand."""


def load_agency(path: Path) -> Agency:
    """The agency in a file; ``AgencyError`` with every mistake by its place."""
    try:
        return read_written(path, Agency).model
    except PlanError as error:
        raise AgencyError(error.diagnostics) from None
