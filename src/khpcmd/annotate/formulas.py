"""The results of formulas: openpyxl keeps the formulas and drops what they gave, which a preview shows as blank."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape  # the one of xml.sax.saxutils imports what speaks HTTP

from defusedxml.ElementTree import fromstring

Result = tuple[str, str]
"""The type of a cell as it is stored, and its stored value."""

FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
WRITTEN = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>')
"""A cell with a formula, as openpyxl writes it."""


def results_of(sheet: bytes) -> dict[str, Result]:
    """What the formulas of a sheet gave, by address; those that were never calculated are left out."""
    found = dict[str, Result]()
    if not FORMULA.search(sheet):
        return found
    for cell in fromstring(sheet).iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"):
        inside = {child.tag.rpartition("}")[2]: child.text or "" for child in cell}
        kind = cell.get("t", "n")
        if "f" in inside and (inside.get("v") or (kind == "str" and "v" in inside)):
            found[cell.get("r", "")] = kind, inside["v"]
    return found


def with_results(sheet: bytes, results: Mapping[str, Result]) -> bytes:
    """A sheet as openpyxl wrote it, with the results of its formulas put back."""

    def one(match: re.Match[str]) -> str:
        address, style, formula = match.groups()
        if address not in results:
            return match[0]
        kind, value = results[address]
        stored = "" if kind == "n" else f' t="{escape(kind, quote=False)}"'
        return f'<c r="{address}"{style}{stored}>{formula}<v>{escape(value, quote=False)}</v></c>'

    return WRITTEN.sub(one, sheet.decode("utf-8")).encode("utf-8") if results else sheet
