"""Every story gives exactly the reading that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.stories import Story, stories, told
from khpcmd.checking import Request, check
from khpcmd.workbook.read import read_workbook

STORIES = stories()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.source}: {story.claim}")
def test_a_workbook_gives_the_reading_of_its_story(tmp_path: Path, story: Story) -> None:
    reading = read_workbook(story.write(tmp_path), story.plan, name=story.name)
    assert told(reading) == story.reading


@pytest.mark.parametrize("story", [story for story in STORIES if story.source == "t_tables"], ids=lambda one: one.claim)
def test_a_table_is_looked_at_as_a_whole(tmp_path: Path, story: Story) -> None:
    """Nothing of the codes that these stories name is told but what a story says."""
    codes = {line.split()[0] for one in STORIES for line in one.checked}
    report = check(Request((story.write(tmp_path),), plan=None, only_reported=True))
    found = [
        f"{one.code.name} {one.at.cell if one.at else '-'}" for one in report.diagnostics if one.code.name in codes
    ]
    assert found == story.checked


def test_there_are_stories_of_every_layout_and_each_has_a_claim_of_its_own() -> None:
    assert len(STORIES) >= 60
    assert len({story.claim for story in STORIES}) == len(STORIES)
    assert {story.source for story in STORIES} >= {
        "a_forms", "b_consolidated", "c_statistical", "d_annexes", "e_sheets", "f_side_by_side", "g_cells", "h_names"
    }  # fmt: skip
