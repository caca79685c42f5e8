"""What holds for every table, whatever it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest

from khpcmd.returns import Basis
from khpcmd.workbook.facts.codes import Codes
from khpcmd.workbook.facts.meaning import Names
from khpcmd.workbook.facts.paths import Meanings
from khpcmd.workbook.facts.scopes import Part, Said
from layers import part_of
from reading.facts import all_facts

from .paper import Laid, Place, Value, empty_in
from .reading import (
    believed,
    by_place,
    code_of,
    figures_in,
    fresh,
    geometry,
    names_of,
    placed,
    read,
    scopes_of,
)
from .worlds import World, make

WORLDS = int(os.environ.get("KHPCMD_WORLDS", str(part_of(60))))
SEED = int(os.environ.get("KHPCMD_SEED", "1"))
TURNING = (
    "Năm {before}", "Kế hoạch năm {year}", "Tỉnh khác", "Lượt", "Ước thực hiện", "Của Công an tỉnh", "Dự kiến",
    "Số liệu của Sở Y tế",
)  # fmt: skip
"""Texts by which figures are not the results of the unit that they stand beside."""
HEADS = ("Đơn vị", "Tên xã", "Huyện", "Năm", "Tháng", "Đơn vị tính", "TT", "Số cơ sở", "Ghi chú", "Toàn tỉnh")
"""What may stand over a column of labels."""


def worlds(part: int = 1) -> Iterator[World]:
    """So many worlds, every so many of them."""
    return (make(seed) for seed in range(SEED, SEED + WORLDS, part))


def _rng(world: World) -> Random:
    return Random(f"invariant/{world.seed}")  # noqa: S311  # the same in every run


def _said(world: World, problem: object, laid: Laid | None = None) -> str:
    return f"seed {world.seed} {world.name}: {problem}\n{(laid or world.laid).drawn()}"


def test_every_text_is_in_a_scope_or_told() -> None:
    for world in worlds():
        known = scopes_of(geometry(world))
        figures = figures_in(world, world.laid)
        lost = [at for at, value in world.laid.cells.items() if at not in known and at not in figures]
        lost = [at for at in lost if at not in placed(geometry(world))]
        assert not lost, _said(world, lost)


def test_every_figure_is_in_exactly_one_block_or_told() -> None:
    for world in worlds():
        sheet = geometry(world)
        found, silent = placed(sheet), scopes_of(sheet)
        assert len(found) == len(set(found)), _said(world, "a figure in two blocks")
        lost = [at for at in figures_in(world, world.laid) if at not in found and at not in silent]
        assert not lost, _said(world, lost)
        assert set(found) >= set(world.laid.meant) & world.laid.cells.keys(), _said(world, "a figure in no block")


def test_a_header_belongs_to_one_block() -> None:
    for world in worlds():
        seen = set[Place]()
        for block in geometry(world).blocks:
            own = {one.at for column in block.columns for one in column.path if one.part is Part.HEADER}
            assert not own & seen, _said(world, own & seen)
            seen |= own


def test_another_text_of_the_same_code_changes_no_geometry() -> None:
    for world in worlds():
        rng, texts = _rng(world), [value for value in world.laid.cells.values() if isinstance(value, str)]
        known = sorted({*texts, "Công tác kiểm tra", "Số khác", "Bảng", "Theo dõi"})
        for at, value in rng.sample(sorted(world.laid.cells.items()), 3):
            alike = [one for one in known if isinstance(value, str) and code_of(world, one) == code_of(world, value)]
            if alike:
                other = world.laid.with_text(at, rng.choice(alike))
                assert geometry(world, other) == geometry(world), _said(world, at, other)


def test_a_moved_table_means_the_same() -> None:
    for world in worlds():
        rng = _rng(world)
        down, right = rng.randint(0, 9), rng.randint(0, 4)
        moved = Laid(title=world.laid.title)
        moved.add(world.laid, down, right)
        found = {(row + down, at + right): figure for (row, at), figure in believed(read(world)).items()}
        assert believed(read(world, moved)) == found, _said(world, (down, right), moved)


def test_a_table_that_is_spread_means_the_same() -> None:
    """Blank columns anywhere, and blank rows between those of the figures, change nothing."""
    for world in worlds():
        rng = _rng(world)
        rows, columns = world.laid.last
        if len(world.tables) > 1:
            continue  # a blank row may part the second header, which is asked about then
        wide = _spread(rng, columns)
        first = min((row for row, _ in world.laid.meant), default=rows)
        tall = {row: row + (added if row > first else 0) for row, added in _gaps(rng, rows).items()}
        spread = world.laid.placed(tall.__getitem__, wide.__getitem__)
        found = {(tall[row], wide[at]): figure for (row, at), figure in believed(read(world)).items()}
        assert believed(read(world, spread)) == found, _said(world, "spread", spread)


def _gaps(rng: Random, rows: int) -> dict[int, int]:
    found, gap = dict[int, int](), 0
    for row in range(1, rows + 2):
        gap += rng.random() < 0.2
        found[row] = gap
    return found


def _spread(rng: Random, columns: int) -> dict[int, int]:
    return {at: at + gap for at, gap in _gaps(rng, columns).items()}


def test_a_transposed_table_means_the_same() -> None:
    for world in worlds():
        if len(world.tables) > 1 or any(len(layout.down) > 1 for layout in world.layouts):
            continue
        table, down, right = world.tables[0]
        turned = Laid(title=world.laid.title)
        above = {at: value for at, value in world.laid.cells.items() if at[0] <= down}
        turned.cells |= above
        turned.add(table.transposed(), down, right)
        meant, found = turned.meant, believed(read(world, turned))
        wrong = {at: figure for at, figure in found.items() if meant.get(at) != figure}
        assert not wrong, _said(world, wrong, turned)


@pytest.mark.parametrize("text", TURNING)
def test_a_text_that_turns_never_makes_an_open_figure_believed_nor_another(text: str) -> None:
    for world in worlds(4):
        before, rng = by_place(read(world)), _rng(world)
        year = world.facts.plan.year
        words = text.format(year=year, before=year - 1)
        for at in _around(world, rng):
            laid = world.laid.with_text(at, words)
            for place, figure in believed(read(world, laid)).items():
                if place == at:
                    continue  # it is no figure: its cell is asked about
                old = before.get(place)
                if old and text == TURNING[0] and figure[1].basis is Basis.BASELINE and _over(at, place):
                    continue  # that is what the text says
                same = old is not None and old.believed and old.key == figure
                assert same, _said(world, (at, words, place), laid)


def _over(at: Place, place: Place) -> bool:
    return (at[1] == place[1] and at[0] < place[0]) or (at[0] == place[0] and at[1] < place[1])


def _around(world: World, rng: Random) -> list[Place]:
    """Some of the empty cells of a sheet, and those around it."""
    rows, columns = world.laid.last
    free = empty_in(world.laid, range(1, rows + 2), range(1, columns + 2))
    return rng.sample(free, min(len(free), 12))


def test_what_is_remembered_is_what_is_read_anew() -> None:
    for world in worlds(3):
        assert read(world) == fresh(world), _said(world, "remembered")
        assert read(world) == read(world)


def test_names_of_units_that_are_met_together_say_what_each_says_alone() -> None:
    for plan in {facts.name for facts in all_facts()}:
        fields, units = names_of(plan)
        together, alone, meanings = Codes(fields, units), Codes(fields, units), Meanings(Names(fields, units))
        together.meet(units.spellings.texts)
        assert together.plain.items() <= {(text, units.match(text).id) for text in units.spellings.texts}
        for text in together.plain:
            assert together.of_text(text) == alone.of_text(text), text
        heads = [(), *((Said(Part.HEAD, text),) for text in HEADS)]
        for over in heads:
            paths = [(*over, Said(part, text)) for text in units.spellings.texts for part in (Part.LABEL, Part.GROUP)]
            assert meanings.of_labels(paths, together.plain) == [meanings.of_path(path) for path in paths]


def test_a_class_word_that_begins_the_name_of_a_field_is_not_passed_over() -> None:
    fields, units = names_of("hai-duong-2023")
    assert fields.begins("số")
    assert not fields.begins("huyện")
    units_met = units.plain(units.spellings.texts, ("Xã ",))
    assert units_met
    assert all(text.startswith("Xã ") for text in units_met)


def test_two_values_for_one_figure_are_open() -> None:
    for world in worlds(2):
        if not world.laid.meant:
            continue
        doubled = Laid(dict(world.laid.cells), list(world.laid.merges), dict(world.laid.meant), world.laid.title)
        table, _, right = world.tables[0]
        again = Laid({at: _other(value) for at, value in table.cells.items()}, table.merges, table.meant)
        doubled.add(again, world.laid.last[0] + 3, right)
        facts = read(world, doubled).facts
        keys = [fact.key for fact in facts.values() if fact.believed]
        assert len(keys) == len(set(keys)), _said(world, "twice", doubled)


def _other(value: Value) -> Value:
    return value + 1 if isinstance(value, int) and value > 12 else value


def test_a_unit_comes_from_the_frame_only_if_it_reports_the_field() -> None:
    for world in worlds():
        reported = world.facts.plan.reported_by
        lines = " ".join(str(value) for (row, _), value in world.laid.cells.items() if row <= 2)
        for fact in read(world).facts.values():
            if fact.placed and "báo cáo:" in lines:
                assert fact.field in reported[fact.unit], _said(world, fact)
