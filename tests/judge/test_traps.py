"""What published figures do that a checker must not fall for: rounded rates, averaged rates, ratios above 100%, parts
that miss their whole by a hundredth.

The figures are those of real reports (SCSEP, targets/scsep_*.yaml; Chư Păh 2024).
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.judge.sound import validate
from khpcmd.results import Verdict
from places import ROOT
from worlds import count_field, filed, judged, plan, text

REPORTS, TARGETS = ROOT / "examples", ROOT / "targets"
FORMATS = ("summary", "table", "plain", "csv", "markdown", "html", "github", "junit")


def checked(file: str, plan: str, form: str, capsys: pytest.CaptureFixture[str], lang: str = "en") -> str:
    arguments = ["check", str(REPORTS / file), "--plan", str(TARGETS / plan), "--only-reported", "--lang", lang]
    main([*arguments, "--as-of", "2018-10-01", "--format", form])
    return capsys.readouterr().out


@pytest.mark.crossing(4)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_79_862_percent_is_never_shown_as_what_it_was_printed_as(
    form: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = checked("scsep_2018/MI-Grantee-PY18-Q1.xlsx", "scsep_2018.yaml", form, capsys, lang)
    assert re.search(r"79[.,]86", shown)
    assert not re.search(r"79[.,]9(?!\d)", shown.replace("58,947 = 79.9%", ""))  # but in the quote


def test_a_rounded_rate_does_not_pass_and_one_that_looks_equal_does(capsys: pytest.CaptureFixture[str]) -> None:
    below = json.loads(checked("scsep_2018/MI-Grantee-PY18-Q1.xlsx", "scsep_2018.yaml", "json", capsys))
    above = json.loads(checked("scsep_2021/WA-Grantee-PY21-Q1.xlsx", "scsep_2021.yaml", "json", capsys))
    verdicts = {one["target"]: one["verdict"] for document in (below, above) for one in document["results"]}
    assert round(100 * 47_076 / 58_947, 1) == 79.9
    assert (verdicts["MI-hours"], verdicts["WA-hours"]) == ("missed", "met")
    assert Fraction(13_168, 17_745) > Fraction("0.742") > Fraction(13_167, 17_746)


def test_a_ratio_above_its_whole_is_no_fault_where_the_plan_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("PA-Grantee-PY18-Q3", "PA-Grantee-PY18-Q3-YTD", "MI-Grantee-PY18-Q1"):
        found = json.loads(checked(f"scsep_2018/{file}.xlsx", "scsep_2018.yaml", "json", capsys))
        assert not any(one["severity"] == "error" for one in found["diagnostics"])
        (served,) = (one for one in found["results"] if one["target"] == f"{file[:2]}-served")
        assert served["verdict"] == "in_progress"


@pytest.mark.parametrize(
    ("file", "barriers", "persons", "level"),
    [
        ("scsep_2018/PA-Grantee-PY18-Q3", 1_401, 487, "2.90"),
        ("scsep_2018/PA-Grantee-PY18-Q3-YTD", 2_048, 651, "2.90"),
        ("scsep_2018/MI-Grantee-PY18-Q1", 433, 228, "2.74"),
        ("scsep_2018/ND-Grantee-PY18-Q2", 145, 48, "2.90"),
        ("scsep_2019/NCA-Grantee-PY19-Q1", 12_141, 3_880, "2.90"),
        ("scsep_2020/HI-Grantee-2020-EOY", 323, 122, "2.90"),
        ("scsep_2021/WA-Grantee-PY21-Q1", 192, 66, "2.63"),
    ],
)
def test_an_average_is_the_sum_over_the_sum(
    file: str, barriers: int, persons: int, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(checked(f"{file}.xlsx", f"{file[:10]}.yaml", "json", capsys))
    grantee = file.split("/")[1].split("-", maxsplit=1)[0]
    (need,) = (one for one in found["results"] if one["target"] == f"{grantee}-need")
    exact = Fraction(barriers, persons)
    assert need["verdict"] == ("met" if exact >= Fraction(level) else "missed")
    assert f"= {int(exact * 100) / 100:.2f} barriers/persons" in need["figure_text"]


def test_a_mean_of_rates_is_not_the_rate() -> None:
    """Of PA, MI and ND the printed rates 74.6, 79.9 and 87.4% have a mean above 80%; all hours together are 77.09%."""
    hours = {"d1": (88_635, 118_860), "d2": (47_076, 58_947), "d3": (11_688, 13_377)}
    small = plan(
        {"worked": count_field(), "funded": count_field()},
        {"measure": {"kind": "ratio", "part": "worked", "whole": "funded"}, "threshold": {"at_least": "80%"}},
    )
    mean = sum(Fraction(part, whole) for part, whole in hours.values()) / 3
    result = judged(small, {unit: {"worked": part, "funded": whole} for unit, (part, whole) in hours.items()})
    assert mean > Fraction(80, 100)
    assert result.verdict is Verdict.MISSED
    assert result.measurement is not None
    assert (result.measurement.part, result.measurement.whole) == (147_399, 191_184)


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
