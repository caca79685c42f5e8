"""The page on limits is true: what a plan can say loads and lints, and what it cannot say is refused as said there."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from around_plan import embedded
from khpcmd.diagnostics import Severity
from khpcmd.diagnostics.errors import PlanError
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan
from places import ROOT

Sentence = Mapping[str, Any]
LIMITS = runpy.run_path(str(ROOT / "docs" / "limits.py"))
SENTENCES: list[Sentence] = LIMITS["TRIED"]["sentence"]
SAID: list[Sentence] = LIMITS["tried"]("keys")
REFUSED: list[Sentence] = LIMITS["tried"]("code")
SCORED = """\
targets:
  - id: Y1
    clause: "1"
    quote: kiểm tra 85% số cơ sở
    title: {vi: Kiểm tra, en: Inspected}
    measure: {kind: ratio, part: venues_inspected, whole: venues_total}
    threshold: {at_least: 85%}
    cumulative: false
  - {id: Y2, clause: "2", quote: có kế hoạch, title: {vi: Kế hoạch, en: A plan}, cumulative: false, measure:
      {kind: done, field: plan_issued}}
  - id: Y3
    clause: "3"
    quote: "QUOTE"
    title: {vi: Tổng điểm, en: Score}
    measure: {kind: score, criteria: [CRITERIA]}
    threshold: {at_least: LEAST}
    cumulative: false
"""
"""A plan of a score, whose criteria are tried."""
GENERAL = frozenset({"P119", "P120", "P158", "P182"})
"""What is told of the plan around a sentence: names that no target uses, and months that end in November."""


def written(one: Sentence) -> str:
    """A whole plan that says a sentence, or tries to."""
    quote = one["vi"].replace('"', "")
    if "points" in one:
        text = SCORED.replace("QUOTE", quote).replace("LEAST", str(one.get("least", 1)))
        text = text.replace("CRITERIA", one["points"].replace("X0", "Y1").replace("X2", "Y2"))
        return embedded(text + (f"    {one['more']}\n" if "more" in one else ""))
    if "lint" in one:
        return embedded(one["lint"])
    text = str(one.get("said") or one["not"])
    if one.get("score"):
        text = text.replace("X0", "Y3")
        return embedded(SCORED.replace("CRITERIA", "{target: Y2, points: 1}").replace("LEAST", "1")) + (
            "- {id: Y4, clause: '4', quote: q, title: {vi: t, en: t}, cumulative: false,\n    "
            + text.replace("\n", ",\n    ")
            + "}\n"
        )
    return embedded(f'quote: "{quote}"\n{text}\n')


def gist(one: Sentence) -> str:
    """What is written of it, as the page quotes it."""
    return " ".join(str(one.get(key, "")) for key in ("said", "points", "more")) + (SCORED if "points" in one else "")


def told(one: Sentence, folder: Path) -> set[str]:
    """What lint tells of it, as codes."""
    file = folder / "plan.yaml"
    file.write_text(written(one), encoding="utf-8")
    return {fault.code.code for fault in lint_file(file).diagnostics if fault.severity is not Severity.NOTE} - GENERAL


@pytest.mark.parametrize("one", SAID, ids=lambda one: one["en"])
def test_a_sentence_that_can_be_said_is_a_plan_without_advice_against_it(one: Sentence, tmp_path: Path) -> None:
    parse_plan(written(one), "plan.yaml")
    assert told(one, tmp_path) == set()
    for key in re.findall("`([^`]+)`", one["keys"]):
        assert key in gist(one)


@pytest.mark.parametrize("one", REFUSED, ids=lambda one: one["en"])
def test_a_sentence_that_cannot_be_said_is_refused_as_the_page_says(one: Sentence, tmp_path: Path) -> None:
    if "lint" in one:
        assert one["code"] in told(one, tmp_path)
        return
    with pytest.raises(PlanError) as refused:
        parse_plan(written(one), "plan.yaml")
    assert {fault.code.code for fault in refused.value.diagnostics} == {one["code"]}


def test_every_sentence_is_said_or_refused_in_both_languages() -> None:
    assert all(("keys" in one) is not ("code" in one) for one in SENTENCES)
    assert all(one["vi"] != one["en"] and ("until" in one) is ("code" in one) for one in SENTENCES)
    assert len(SAID) >= 20
