"""Headings of a plan's own sections are understood in its forms, with and without their numbers."""

from __future__ import annotations

import pytest

from khpcmd.plan.load import parse_plan
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, Role, Sense
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.senses import Senses
from small_plan import changed

SECTIONS = """\
sections:
  - {title: {vi: "2.2. Bản vẽ thiết kế cảnh quan", en: "2.2. Drawings of the scheme"}, fields: [venues]}
  - {title: {vi: "3. Kế hoạch giao", en: "3. The plan as assigned"}, fields: [inspected]}

targets:
"""
PLAN = parse_plan(changed(("targets:\n  - id: A1", SECTIONS + "  - id: A1")), "plan.yaml")


def senses_of(text: str) -> set[Sense]:
    """What the words of a text mean as a heading, a label or free text."""
    senses, roles = Senses(PLAN, Periods(PLAN)), (Role.HEADER, Role.LABEL, Role.FREE)
    return {part.sense for role in roles for part in senses.account(text, role).parts}


@pytest.mark.parametrize("number", ["", "2.2. ", "II. "])
@pytest.mark.parametrize("title", ["Drawings of the scheme", "DRAWINGS OF THE SCHEME", "Bản vẽ thiết kế cảnh quan"])
def test_a_title_says_nothing_of_the_figures_below_it(number: str, title: str) -> None:
    assert not senses_of(number + title) & {*OTHER_MEANINGS, Sense.UNKNOWN}


def test_a_part_of_it_is_not_understood() -> None:
    assert Sense.UNKNOWN in senses_of("2.2. Drawings of schemes")


def test_a_title_that_means_something_else_is_asked_about_all_the_same() -> None:
    assert senses_of("Kế hoạch giao") & OTHER_MEANINGS
