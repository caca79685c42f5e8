"""The key ``plausibility`` of a plan: what it may say, and how a plan shows it."""

from __future__ import annotations

import pytest

from khpcmd.i18n import Messages
from khpcmd.plan.load import parse_plan
from khpcmd.plan.plausibility import USUAL
from khpcmd.render.plan.page import plan_page
from small_plan import PLAN, mistakes

KEY = PLAN[PLAN.index("plausibility:") : PLAN.index("\nconstraints:")]


@pytest.mark.parametrize(
    ("instead", "code", "place"),
    [
        ("plausibility: {without: [flowz]}", "P111", "flowz"),
        ("plausibility: {not_asked: [venuez]}", "P112", "venuez"),
        ("plausibility: {flows: {times: 1}}", "P111", "1}"),
        ("plausibility: {flows: {time: 4}}", "P108", "time:"),
        ("plausibility: {ratios: {points: 30}}", "P111", "30}"),
        ("plausibility: {copies: {share: 80%, figures: many}}", "P110", "many"),
        ("plausibility: [flows]", "P110", "[flows]"),
    ],
)
def test_what_it_may_not_say_is_a_mistake_at_its_place(instead: str, code: str, place: str) -> None:
    text = PLAN.replace(KEY, instead + "\n")
    (fault,) = mistakes(text)
    lines = text.splitlines()
    assert fault.at is not None
    assert fault.code.code == code
    assert lines[fault.at.line - 1][fault.at.column - 1 :].startswith(place)


def test_without_it_all_rules_apply() -> None:
    assert parse_plan(PLAN.replace(KEY, ""), "plan.yaml").plausibility == USUAL


def test_a_plan_shows_what_it_tunes() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    about = "\n".join(plan_page(plan, Messages("en")).about)
    assert "switched off: repeated" in about
    assert "never asked about: Communes reached" in about
    assert "flows.times 4, flows.units 8, flows.size 20, ratios.points 40%, ratios.units 30, ratios.size 50" in about
