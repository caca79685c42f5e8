"""No run of khpcmd takes more work than stands in ``counts.toml``, nor much less without its being written there."""

from __future__ import annotations

import pytest

from effort.works import WORKS, Folder, difference, measured_with, recorded, this_python

pytestmark = pytest.mark.effort


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("effort"))


def test_what_is_counted_is_what_is_written_down() -> None:
    assert set(WORKS) == set(recorded())


@pytest.mark.skipif(this_python() != measured_with(), reason="another Python makes other calls of the same program")
@pytest.mark.parametrize("work", WORKS)
def test_work_is_what_is_written_down(work: str, folder: Folder) -> None:
    told = difference(work, WORKS[work](folder))
    assert not told, f"{told}. Where that is meant: python tests/effort/works.py --write, and say why"


def test_a_twentieth_more_is_told_with_the_room_that_grew() -> None:
    before = recorded()["one more form of 20 rows"]
    more = round(sum(before.values()) * 0.05)
    told = difference("one more form of 20 rows", before | {"workbook": before["workbook"] + more})
    assert "+5.0%" in told
    assert f"workbook {before['workbook']:,} -> {before['workbook'] + more:,}" in told
    assert not difference("one more form of 20 rows", before | {"workbook": before["workbook"] + more // 5})
