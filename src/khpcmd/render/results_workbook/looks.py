"""How the cells of the workbook of results look."""

from __future__ import annotations

from collections.abc import Mapping

from khpcmd.render.book import BOX, FONT, WRAP, Look
from khpcmd.results import Verdict

PLAIN: Look = {"font_name": FONT["font_name"], "font_size": FONT["font_size"]}
LOOKS: Mapping[str, Look] = {
    "title": {**FONT, "bold": True, "font_size": 14},
    "strong": {**WRAP, "bold": True},
    "lines": BOX,
    "indented": {**BOX, "indent": 1},
    "link": {**BOX, "align": "center", "font_color": "#0563C1", "underline": 1},
    "verdict": {**BOX, "align": "center", "bold": True},
    "marks": {**BOX, "align": "center", "font_size": 11},
    "day": {**BOX, "align": "center", "num_format": "dd/mm/yyyy"},
    "left_day": {**BOX, "align": "left", "num_format": "dd/mm/yyyy"},
    "left_count": {**BOX, "align": "left", "num_format": "#,##0"},
    "signed": {**BOX, "align": "right", "num_format": "+#,##0;-#,##0;0"},
    "unknown": {**BOX, "bg_color": "#FFF2CC"},
    "not_asked": {**BOX, "align": "center", "bg_color": "#E7E6E6"},
    "total": {**BOX, "bold": True, "align": "right", "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "provisional": {**BOX, "italic": True, "align": "right", "num_format": "#,##0", "bg_color": "#FFF2CC"},
    "small": {**BOX, "italic": True, "font_size": 10, "align": "center"},
    "aside": {"bg_color": "#E7E6E6", "font_color": "#404040"},
}
SIGNALS: Mapping[Verdict, str] = {
    Verdict.MET: "good",
    Verdict.MISSED: "bad",
    Verdict.IN_PROGRESS: "open",
    Verdict.INCONCLUSIVE: "open",
    Verdict.NOT_APPLICABLE: "aside",
    Verdict.WAIVED: "aside",
}
"""The colour that goes with the sign and the word of a verdict."""
