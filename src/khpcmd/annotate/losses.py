"""What a workbook holds that openpyxl does not write again: found by the names of its parts and its extensions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

PARTS = {
    "pictures": r"xl/media/",
    "charts": r"xl/charts/chart",
    "diagrams": r"xl/diagrams/data",
    "controls": r"xl/(ctrlprops|activex)/",
    "embedded": r"xl/embeddings/",
    "slicers": r"xl/(slicers|timelines)/",
    "pivot_tables": r"xl/pivottables/",
    "threaded_comments": r"xl/threadedcomments/",
    "connections": r"xl/(connections\.xml|querytables/|model/)",
    "rich_data": r"xl/(metadata\.xml|richdata/)",
    "macro_sheets": r"xl/(macrosheets|dialogsheets|intlmacrosheets)/",
    "macros": r"xl/vbaproject\.bin",
    "signature": r"_xmlsignatures/sig",
}
"""Kinds of parts, and how the names of such parts begin."""
EXTENSIONS = {
    "78C0D931-6437-407D-A8EE-F0AAD7539E65": "conditional_formats",
    "B025F937-C7B1-47D3-B67F-A62EFF666E3E": "conditional_formats",
    "CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF": "validations",
    "05C60535-1F16-4FD2-B633-F4F36F0B64E0": "sparklines",
    "A8765BA9-456A-4DAB-B4F3-ACF838C121DE": "slicers",
    "3A4CF648-6AED-40F4-86FF-DC5316D8AED3": "slicers",
    "7E03D99C-DC04-49D9-9315-930204A7B6E9": "slicers",
    "FC87AEE6-9EDD-4A0A-B7FB-166176984837": "protected_ranges",
}
"""Extensions of sheets by the ids that Excel gives them."""
KINDS = (*PARTS, "shapes", "conditional_formats", "validations", "sparklines", "protected_ranges", "extensions")
"""Everything that may be lost, in the order in which it is told."""
EXTENSION = re.compile(rb"<(?:\w+:)?ext\b[^>]*\buri=[\"']\{([0-9A-Fa-f-]+)\}[\"']")
SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp)[ />]")


def features(parts: Mapping[str, bytes]) -> Counter[str]:
    """How often each of the kinds is there."""
    found = Counter[str]()
    for name, part in parts.items():
        found.update(kind for kind, pattern in PARTS.items() if re.match(pattern, name))
        if name.startswith("xl/worksheets/") and b"extLst" in part:
            ids = (match.decode("ascii").upper() for match in EXTENSION.findall(part))
            found.update(EXTENSIONS.get(one, "extensions") for one in ids)
        elif name.startswith("xl/drawings/"):
            found["shapes"] += len(SHAPE.findall(part)) if name.endswith(".xml") else 0
    return +found


def lost(before: Counter[str], after: Counter[str]) -> tuple[str, ...]:
    """The kinds of which there are fewer than before; charts are drawn anew, and do not look as they did."""
    return tuple(kind for kind in KINDS if after[kind] < before[kind] or (kind == "charts" and before[kind]))
