"""What published figures do that a checker must not fall for: rounded rates, averaged rates, ratios above 100%, parts
that miss their whole by a hundredth.

The figures are those of real reports (SCSEP, targets/scsep_*.yaml; Chư Păh 2024).
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.judge.sound import validate
from places import ROOT, Captured
from worlds import filed, plan, text

REPORTS, TARGETS = ROOT / "examples", ROOT / "targets"
FORMATS = ("summary", "table", "plain", "csv", "markdown", "html", "github", "junit")


def checked(file: str, plan: str, form: str, capsys: Captured, lang: str = "en") -> str:
    arguments = ["check", str(REPORTS / file), "--plan", str(TARGETS / plan), "--only-reported", "--lang", lang]
    main([*arguments, "--as-of", "2018-10-01", "--format", form])
    return capsys.readouterr().out


@pytest.mark.crossing(4)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_79_862_percent_is_never_shown_as_what_it_was_printed_as(form: str, lang: str, capsys: Captured) -> None:
    shown = checked("scsep_2018/MI-Grantee-PY18-Q1.xlsx", "scsep_2018.yaml", form, capsys, lang)
    assert re.search(r"79[.,]86", shown)
    assert not re.search(r"79[.,]9(?!\d)", shown.replace("58,947 = 79.9%", ""))  # but in the quote


def test_parts_that_miss_their_whole_by_a_hundredth_are_told_with_both_figures() -> None:
    parts = {"farm": "3621.68", "industry": "3671.79", "services": "1669.24"}
    amount = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"), "decimals": 2}
    small = plan(
        dict.fromkeys((*parts, "all"), amount),
        {"measure": {"kind": "count", "of": "all"}, "threshold": {"at_least": 8000}},
        districts=1,
        constraints=[{"kind": "sum", "parts": list(parts), "whole": ["all"]}],
    )
    for whole, told in (("8962.72", [Code.PARTS_NOT_WHOLE]), ("8962.71", [])):
        given = filed("d1", {name: Decimal(value) for name, value in {**parts, "all": whole}.items()})
        _, faults = validate(small, "year", [given], frozenset(small.fields))
        assert [fault.code for fault in faults] == told
        assert all("8962.72" in str(fault.params) and "8962.71" in str(fault.params) for fault in faults)
