"""What the documents promise of questions, on worlds that the rules were not tuned on (``bed`` prints the figures)."""

from __future__ import annotations

import os

import pytest

from layers import part_of
from plausible.bed import PREVIOUS, run

WORLDS = int(os.environ.get("KHPCMD_PROVINCES", str(part_of(12))))
SEED = int(os.environ.get("KHPCMD_SEED", "5"))


@pytest.mark.parametrize("previous", ["folder", "half"])
def test_slips_are_told_and_honest_figures_left_alone(previous: str) -> None:
    score = run(WORLDS, SEED, PREVIOUS[previous])
    assert score.made["turned and decided"] > WORLDS
    assert score.share("turned") >= 0.9
    assert score.share("turned and decided") >= 0.9
    assert score.share("gross") >= 0.75
    assert score.false_in_300 <= 1
