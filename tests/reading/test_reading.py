"""Of many returns laid out as offices do, every figure that is read is the one that was meant.

``KHPCMD_WORLDS`` and ``KHPCMD_SEED`` make more of them, or others; ``python -m tests.reading.run`` shows what became of
them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

import pytest

from layers import whole

from .layouts import LAYOUTS, SIBLINGS
from .oracle import Judged, Outcome
from .run import judged, table
from .words import CLOSED, FREE, NAMES, Sense
from .worlds import World

WORLDS = int(os.environ.get("KHPCMD_WORLDS", "1500" if whole() else "300"))
SEED = int(os.environ.get("KHPCMD_SEED", "1"))
Worlds = list[tuple[World, Judged]]


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return list(judged(SEED, WORLDS))


def shown(worlds: Worlds, found: Iterable[tuple[World, Judged]]) -> str:
    """How many there are, where they are, and the first of them to be replayed; nothing where there are none."""
    failed = list(found)
    if not failed:
        return ""
    counts = Counter((world.place, world.kind, one.outcome) for world, one in failed)
    examples = [f"--- {one.outcome}: {one.detail}\n{world.drawn()}" for world, one in failed[:3]]
    return "\n".join([f"{len(failed)} of {len(worlds)} worlds", table(counts), *examples])


def test_no_figure_is_read_that_nobody_meant(worlds: Worlds) -> None:
    assert not shown(worlds, ((world, one) for world, one in worlds if one.outcome is Outcome.MISREAD))


def test_a_word_that_turns_the_meaning_or_is_unknown_never_leaves_a_figure_silently_read(worlds: Worlds) -> None:
    silent = (Outcome.BELIEVED, Outcome.WARNED)
    assert not shown(worlds, ((world, one) for world, one in worlds if one.outcome in silent))


def test_a_figure_that_words_close_is_closed_by_a_message_that_names_them(worlds: Worlds) -> None:
    closing = ((world, one) for world, one in worlds if world.closes)
    assert not shown(worlds, ((world, one) for world, one in closing if one.outcome is Outcome.STUCK))


def test_honest_layouts_and_harmless_words_leave_every_figure_readable(worlds: Worlds) -> None:
    honest = ((world, one) for world, one in worlds if not world.closes)
    assert not shown(worlds, ((world, one) for world, one in honest if one.outcome is Outcome.STUCK))


def test_words_seldom_close_figures_that_they_do_not_govern(worlds: Worlds) -> None:
    spilt = [(world, one) for world, one in worlds if one.outcome is Outcome.SPILT]
    assert len(spilt) <= len(worlds) // 200, shown(worlds, spilt)


@pytest.mark.skipif(not whole(), reason="a part of the worlds has not every place")
def test_every_place_and_every_layout_has_its_worlds(worlds: Worlds) -> None:
    assert {world.layout.kind for world, _ in worlds} == set(LAYOUTS)
    assert {world.place for world, _ in worlds} >= CLOSED | FREE | NAMES | {
        "base",
        "sibling",
        "scale_line",
        "title_period",
    }
    assert {world.words.sense for world, _ in worlds if world.words} == set(Sense)
    assert len({world.siblings for world, _ in worlds if world.siblings}) >= len(SIBLINGS) // 2
