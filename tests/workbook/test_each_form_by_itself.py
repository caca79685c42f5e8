"""Each form gives what it gives when it is read by itself, also after others that differ in a cell or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grids import packed_grid
from hostile.files import SHEET, unzipped, zipped
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Key
from khpcmd.workbook import read
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import CellStore, Grid, GridCell
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.words.titles import is_scaled
from khpcmd.workbook.words.vocabulary import is_plan, is_ratio, is_signature, is_total
from layers import ROUNDS
from workbook.builder import rows_of, value_of, write

FORMS = {
    "plain": """
UBND HUYỆN {unit}
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM {period} NĂM 2023
| TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
| 1 | Tổng số CSKD dịch vụ | cơ sở | {a} |
| 2 | Số cơ sở được kiểm tra | cơ sở | {b} | {note} |
| 3 | Tội phạm liên quan đến mại dâm được xử lý | vụ | {c} |
""",
    "under a letterhead, signed": """
| UBND HUYỆN {unit} | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
| PHÒNG LĐTBXH | | Độc lập - Tự do - Hạnh phúc |
---
| | KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM {period} NĂM 2023 |
| | (Kèm theo Báo cáo số {a}/BC-LĐTBXH ngày 12/6/2023) |
---
| TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
| I | CÔNG TÁC TUYÊN TRUYỀN |
| 1 | Số xã, thị trấn có hình thức TT | xã | {c} |
| II | CÔNG TÁC KIỂM TRA |
| 1 | Tổng số CSKD dịch vụ | cơ sở | {a} |
| 2 | Số lượt cơ sở được kiểm tra | lượt | {b} | {note} |
| | {unit}, ngày 12 tháng 6 năm 2023 |
| NGƯỜI LẬP BIỂU | | TRƯỞNG PHÒNG (ký, đóng dấu) |
""",
    "without numbering, with a baseline": """
Đơn vị báo cáo: {unit}
KẾT QUẢ {period} NĂM 2023
---
| Chỉ tiêu | Năm 2022 | Năm 2023 |
| Tội phạm liên quan đến mại dâm được xử lý | {a} | {b} |
| Tổng số CSKD dịch vụ | {note} | {c} |
""",
    "with an index row": """
Đơn vị báo cáo: {unit}
KẾT QUẢ {period} NĂM 2023
| TT | Chỉ tiêu | Số lượng | Tỷ lệ |
| (A) | (B) | (1) | (2) |
| 1 | Tổng số CSKD dịch vụ | {a} | |
| 2 | Số cơ sở được kiểm tra | {b} | {note} |
| 3 | Tội phạm liên quan đến mại dâm được xử lý | {c} | |
""",
    "with months beside their sum": """
Báo Hải Dương
KẾT QUẢ {period} NĂM 2023
| TT | Chỉ tiêu | Tháng 1 | Tháng 2 | Số lượng |
| 1 | Tổng số CSKD dịch vụ | x | x | {c} |
| 2 | Số cơ sở được kiểm tra | x | x | {note} |
| 3 | Số tin, bài | {a} | {b} | 15 |
""",
    "of years, where zeros are dressed": """
Đơn vị báo cáo: {unit}
KẾT QUẢ {period} NĂM 2023
---
| Chỉ tiêu | 2022 | 2023 |
| Tội phạm liên quan đến mại dâm được xử lý | {a} | {b}{{0;-0;"chưa rõ"}} |
| Tổng số CSKD dịch vụ | {note} | {c}{{0;-0;"chưa rõ"}} |
""",
    "with months": """
Báo Hải Dương
KẾT QUẢ {period} NĂM 2023
| TT | Chỉ tiêu | Số lượng |
| 1 | Số tin, bài | {a} |
| | Tháng 1 | {b} |
| | Tháng 2 | {c} |
| 2 | {unit} | {note} |
""",
}
"""Forms as districts fill them in; what stands in braces differs from one to the next."""

UNITS = st.sampled_from(
    [
        "Nam Sách",
        "NAM SÁCH",
        "Tứ Kỳ",
        "Bình Giang",
        "Ninh Giang",
        "Bac Giang",
        "Tu Ky",
        "Nam Sa\u0301ch",
        "2023",
        "",
        "Chỉ tiêu",
    ]
)
NUMBERS = st.integers(0, 60).map(str) | st.sampled_from(
    [
        "0",
        "1",
        "2",
        "2022",
        "2023",
        "-",
        "Không",
        "",
        "'12",
        "12 vụ",
        "3.5",
        "-4",
        "TRUE",
        "7{0%}",
        "8{;;}",
        "9{#,##0;;}",
        "x",
    ]
)
NOTES = st.sampled_from(["", "", "", "đã rà soát", "12", "20%", "nghìn", "Tháng 3", "Tứ Kỳ", "Tổng cộng", "ước", "2"])
PERIODS = st.sampled_from(["6 THÁNG ĐẦU", "6 THÁNG ĐẦU", "", "KẾ HOẠCH", "9 THÁNG", "(nghìn đồng)"])
FILLINGS = st.fixed_dictionaries(
    {"unit": UNITS, "period": PERIODS, "a": NUMBERS, "b": NUMBERS, "c": NUMBERS, "note": NOTES}
)
REMEMBERED = (is_total, is_ratio, is_plan, is_signature, is_scaled)
"""What answers questions about texts by what it answered before."""
SOUND = [
    {"unit": "Nam Sách", "period": "6 THÁNG ĐẦU", "a": "86", "b": "41", "c": "5", "note": ""},
    {"unit": "Tứ Kỳ", "period": "6 THÁNG ĐẦU", "a": "17", "b": "9", "c": "3", "note": ""},
]
"""Nothing is to be told of these in most forms."""
Filling = dict[str, str]


def grid(form: str, filling: Filling, name: str = "Sheet1") -> Grid:
    """The sheet of a form that was filled in."""
    return packed_grid(name, dict(cells(form.format(**filling))))


def cells(markdown: str) -> Iterator[tuple[Place, GridCell]]:
    for row, texts in enumerate(rows_of(markdown), 1):
        for column, written in enumerate(texts, 1):
            text, _, dress = written.partition("{")
            value = value_of(text)
            if value is not None:
                yield (row, column), GridCell(value, Look(dress.rstrip("}") or "General"))


def said(plan: Plan, grids: Sequence[Grid], first: int = 0) -> list[tuple[object, list[Diagnostic]]]:
    """What is read from sheets, one after the other, each in a file of its own, numbered from ``first``."""
    read._prepared.clear()
    names, found = read._Vocabulary(plan), list[tuple[object, list[Diagnostic]]]()
    for number, one in enumerate(grids, first):
        (sheet,) = read._sheets([one], names, f"{number}.xlsx", Limits(), trace=False)
        returns = [(filed.unit, filed.period, dict(filed.cells), filed.sources) for filed in sheet.returns]
        found.append((returns, sheet.diagnostics))
    return found


def by_itself(plan: Plan, grids: Sequence[Grid]) -> list[tuple[object, list[Diagnostic]]]:
    """What is read from each sheet where nothing was read before it."""
    return [_alone(plan, number, one) for number, one in enumerate(grids)]


_found_alone = dict[str, tuple[object, list[Diagnostic]]]()


def _alone(plan: Plan, number: int, one: Grid) -> tuple[object, list[Diagnostic]]:
    """The sound forms stand first in every row: what is read from them is found once, by their content."""
    content = f"{plan.id} {number} {replace(one, cells=CellStore())} {sorted(one.cells.items())}"
    if content not in _found_alone:
        for remembered in REMEMBERED:
            remembered.cache_clear()
        (_found_alone[content],) = said(plan, [one], first=number)
    return _found_alone[content]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=12 * ROUNDS, deadline=None)
@given(st.lists(FILLINGS | st.sampled_from(SOUND), min_size=1, max_size=4))
def test_what_a_form_gives_does_not_depend_on_those_before_it(plan: Plan, form: str, others: list[Filling]) -> None:
    grids = [grid(form, filling) for filling in (*SOUND, *others)]
    assert said(plan, grids) == by_itself(plan, grids)


CELLS = st.tuples(st.integers(1, 9), st.integers(1, 6))
VALUES = st.sampled_from(
    [None, 0, 1, 3, 2022, 2023, 1.0, True, "", "x", "Chỉ tiêu", "Số lượng", "Tổng cộng", "Tứ Kỳ", "1"]
)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=12 * ROUNDS, deadline=None)
@given(st.lists(st.tuples(CELLS, VALUES), min_size=1, max_size=3))
def test_a_cell_that_differs_anywhere_is_seen(
    plan: Plan, form: str, changes: list[tuple[Place, str | int | float | bool | None]]
) -> None:
    changed = dict(grid(form, SOUND[0]).cells)
    for place, value in changes:
        changed.pop(place, None)
        if value is not None:
            changed[place] = GridCell(value)
    grids = [*(grid(form, filling) for filling in SOUND), packed_grid("Sheet1", changed)]
    assert said(plan, grids) == by_itself(plan, grids)


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("plain", {(1, 1): "Chỉ tiêu"}, id="a letterhead that titles names of fields"),
        pytest.param("plain", {(2, 1): "Tổng số CSKD dịch vụ"}, id="a title that names a field"),
        pytest.param(
            "under a letterhead, signed", {(2, 1): "Đơn vị", (2, 3): "Số cơ sở được kiểm tra"}, id="another table above"
        ),
        pytest.param("under a letterhead, signed", {(13, 2): "4. Số lượt cơ sở kiểm tra"}, id="no signature"),
        pytest.param("of years, where zeros are dressed", {(4, 3): 2023.0}, id="a year that is no whole number"),
        pytest.param("of years, where zeros are dressed", {(5, 3): 0}, id="a zero that is seen as something else"),
        pytest.param("plain", {(4, 4): True}, id="a figure that is none"),
        pytest.param("plain", {(5, 2): "Số cơ sở"}, id="another label"),
        pytest.param("plain", {(6, 1): 4}, id="another number of a row"),
    ],
)
def test_what_a_form_rests_on_is_looked_at_in_each(plan: Plan, name: str, changes: dict[Place, str | float]) -> None:
    usual = grid(FORMS[name], SOUND[0])
    changed = {place: usual.cells[place]._replace(value=value) for place, value in changes.items()}
    grids = [
        *(grid(FORMS[name], filling) for filling in SOUND),
        usual,
        packed_grid("Sheet1", {**usual.cells, **changed}),
    ]
    assert said(plan, grids) == by_itself(plan, grids)


ASIDE: dict[str, dict[str, object]] = {
    "a comment on a label": {"comments": {(5, 2): "số kế hoạch"}},
    "a comment on a figure": {"comments": {(5, 4): "ước"}},
    "a figure merged over two rows": {"merges": ((4, 4, 5, 4),)},
    "a label merged over two rows": {"merges": ((4, 2, 5, 2),)},
    "a heading over two columns": {"merges": ((3, 4, 3, 5),)},
    "a stamp": {"stamps": ("DỰ THẢO",)},
    "a hidden row": {"hidden_rows": frozenset({5})},
}
"""What a sheet may have beside its cells."""


@pytest.mark.parametrize("beside", ASIDE.values(), ids=ASIDE)
def test_what_stands_beside_the_cells_is_looked_at_in_each_form(plan: Plan, beside: dict[str, Any]) -> None:
    usual = grid(FORMS["plain"], SOUND[0])
    grids = [usual, replace(usual, **beside), usual]
    found = said(plan, grids)
    assert found == by_itself(plan, grids)
    assert found[1] != found[0] or "merges" in beside


def test_a_line_below_is_held_against_the_title_of_each_form(plan: Plan) -> None:
    """“Huyện Tứ Kỳ” below a form says nothing in its own, and is another unit below any other."""
    noted = FORMS["plain"] + "---\n| | Số liệu trên là của huyện Tứ Kỳ. |\n"
    grids = [grid(noted, filling) for filling in (SOUND[1], SOUND[1], SOUND[0], SOUND[1])]
    found = said(plan, grids)
    assert found == by_itself(plan, grids)
    assert [[fault.code for fault in told] for _, told in found] == [[], [], [Code.OTHER_MEANING], []]


def test_months_are_held_against_their_sum_in_each_form(plan: Plan) -> None:
    fillings = [{**SOUND[0], "a": a, "b": b, "c": "5", "note": "3"} for a, b in (("8", "7"), ("9", "6"), ("8", "8"))]
    found = said(plan, [grid(FORMS["with months beside their sum"], filling) for filling in fillings])
    assert [[fault.code for fault in told] for _, told in found] == [[], [], [Code.MONTHS_MISMATCH]]


def test_each_file_has_the_unit_that_it_names(plan: Plan, tmp_path: Path) -> None:
    fillings = [*SOUND, {**SOUND[0], "unit": "Ninh Giang", "a": "7"}, {**SOUND[0], "unit": "Bình Giang", "b": "-"}]
    paths = [
        write(tmp_path / f"{number}.xlsx", Sheet1=FORMS["plain"].format(**filling))
        for number, filling in enumerate(fillings)
    ]
    readings = [read_workbook(path, plan, name=path.name) for path in paths]
    assert [filed.unit for reading in readings for filed in reading.returns] == ["291", "298", "299", "296"]


@pytest.mark.parametrize("text", ["60,0", " 60", "1 060", "-", "#N/A", "Không"])
def test_what_is_no_number_is_a_problem_in_the_third_form_as_in_the_first(
    plan: Plan, tmp_path: Path, text: str
) -> None:
    """Such a text under a number's kind is an error; taken for a text it would be a number, or a declared zero."""
    sound = write(tmp_path / "sound.xlsx", Sheet1=FORMS["plain"].format(**SOUND[0])).read_bytes()
    parts = unzipped(sound)
    changed = zipped(parts | {SHEET: parts[SHEET].replace(b"<v>41</v>", f"<v>{text}</v>".encode())})
    readings = list[Reading]()
    for number, data in enumerate((sound, sound, changed)):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(data)
        readings.append(read_workbook(path, plan, name="returns.xlsx"))
    assert readings[0] == readings[1]
    assert [fault.code for fault in readings[2].diagnostics] == [Code.ERROR_CELL]
    assert readings[2].returns[0].cells[Key("venues_inspected")].state is CellState.PROBLEM
