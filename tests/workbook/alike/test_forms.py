"""A form that is read by what was found in another one gives the very same as when it is read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.plan.model import Plan
from khpcmd.returns import PackedCells
from khpcmd.workbook import read
from khpcmd.workbook.alike import lesson
from khpcmd.workbook.alike.forms import LikeForms
from khpcmd.workbook.alike.watched import WatchedStore, watched
from khpcmd.workbook.by_field import FormReader
from khpcmd.workbook.grid import Grid, GridCell
from khpcmd.workbook.places import Place, a1
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.store import CellStore
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
SOUND = [
    {"unit": "Nam Sách", "period": "6 THÁNG ĐẦU", "a": "86", "b": "41", "c": "5", "note": ""},
    {"unit": "Tứ Kỳ", "period": "6 THÁNG ĐẦU", "a": "17", "b": "9", "c": "3", "note": ""},
]
"""What teaches: nothing is to be told of these in most forms."""
Filling = dict[str, str]


def grid(form: str, filling: Filling, name: str = "Sheet1") -> Grid:
    """The sheet of a form that was filled in."""
    return Grid(name, dict(cells(form.format(**filling))))


def cells(markdown: str) -> Iterator[tuple[Place, GridCell]]:
    for row, texts in enumerate(rows_of(markdown), 1):
        for column, written in enumerate(texts, 1):
            text, _, dress = written.partition("{")
            value = value_of(text)
            if value is not None:
                yield (row, column), GridCell(value, a1(row, column), dress.rstrip("}") or "General")


def said(plan: Plan, grids: Sequence[Grid]) -> list[tuple[object, list[Diagnostic]]]:
    """What is read from sheets, one after the other, each in a file of its own."""
    read._prepared.clear()
    names, found = read._names(plan, baseline=False), list[tuple[object, list[Diagnostic]]]()
    for number, one in enumerate(grids):
        (sheet,) = read._sheets([one], names, f"{number}.xlsx", trace=False)
        returns = [(filed.unit, filed.period, dict(filed.cells), filed.sources) for filed in sheet.returns]
        found.append((returns, sheet.diagnostics))
    return found


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=60, deadline=None)
@given(st.lists(FILLINGS | st.sampled_from(SOUND), min_size=1, max_size=4))
def test_forms_that_look_alike_give_what_each_gives_by_itself(plan: Plan, form: str, others: list[Filling]) -> None:
    grids = [grid(form, filling) for filling in (*SOUND, *others)]
    quick = said(plan, grids)
    with patch.object(LikeForms, "find", return_value=None):
        assert quick == said(plan, grids)


CELLS = st.tuples(st.integers(1, 9), st.integers(1, 6))
VALUES = st.sampled_from(
    [None, 0, 1, 3, 2022, 2023, 1.0, True, "", "x", "Chỉ tiêu", "Số lượng", "Tổng cộng", "Tứ Kỳ", "1"]
)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(CELLS, VALUES), min_size=1, max_size=3))
def test_a_cell_that_differs_anywhere_is_seen(
    plan: Plan, form: str, changes: list[tuple[Place, str | int | float | bool | None]]
) -> None:
    changed = dict(grid(form, SOUND[0]).cells)
    for place, value in changes:
        changed.pop(place, None)
        if value is not None:
            changed[place] = GridCell(value, a1(*place))
    grids = [*(grid(form, filling) for filling in SOUND), Grid("Sheet1", changed)]
    quick = said(plan, grids)
    with patch.object(LikeForms, "find", return_value=None):
        assert quick == said(plan, grids)


ALIKE = [
    "plain",
    "under a letterhead, signed",
    "without numbering, with a baseline",
    "with an index row",
    "of years, where zeros are dressed",
]
"""The forms of which a third one is read by what was found in the second."""


@pytest.mark.parametrize("name", ALIKE)
def test_the_third_form_is_read_by_what_was_found_in_the_second(plan: Plan, name: str) -> None:
    third = {**SOUND[0], "unit": "Ninh Giang", "a": "0", "b": "1", "c": "7"}
    with patch.object(lesson, "FormReader", wraps=FormReader) as learning:
        found = said(plan, [grid(FORMS[name], filling) for filling in (*SOUND, third, third)])
    assert learning.call_count == 1
    read._prepared.clear()
    names = read._names(plan, baseline=False)
    sheets = [read._sheets([grid(FORMS[name], one)], names, "f.xlsx", trace=False)[0] for one in (*SOUND, third)]
    assert [isinstance(sheet.returns[0].cells, PackedCells) for sheet in sheets] == [False, False, True]
    assert found[2] != found[1]


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
    grids = [*(grid(FORMS[name], filling) for filling in SOUND), usual, Grid("Sheet1", {**usual.cells, **changed})]
    quick = said(plan, grids)
    with patch.object(LikeForms, "find", return_value=None):
        assert quick == said(plan, grids)


def test_months_are_held_against_their_sum_in_each_form(plan: Plan) -> None:
    fillings = [{**SOUND[0], "a": a, "b": b, "c": "5", "note": "3"} for a, b in (("8", "7"), ("9", "6"), ("8", "8"))]
    found = said(plan, [grid(FORMS["with months beside their sum"], filling) for filling in fillings])
    assert [[fault.code for fault in told] for _, told in found] == [[], [], [Code.MONTHS_MISMATCH]]


def test_a_figure_that_was_looked_at_is_not_free_to_differ(plan: Plan) -> None:
    class Nosy(FormReader):
        def read(self) -> None:
            self.into.grid.text(4, 4)
            super().read()

    with patch.object(lesson, "FormReader", Nosy):
        found = [grid(FORMS["plain"], filling) for filling in (*SOUND, SOUND[0])]
        said(plan, found)
        assert read._prepared[-1].forms.find(found[-1]) is None


def test_a_form_of_which_something_is_to_be_told_teaches_nothing(plan: Plan) -> None:
    told = {**SOUND[0], "a": "12 cơ sở"}
    with patch.object(LikeForms, "learn") as learn:
        said(plan, [grid(FORMS["plain"], told)])
    learn.assert_not_called()


def test_files_that_look_alike_are_read_alike(plan: Plan, tmp_path: Path) -> None:
    fillings = [*SOUND, {**SOUND[0], "unit": "Ninh Giang", "a": "7"}, {**SOUND[0], "unit": "Bình Giang", "b": "-"}]
    paths = [
        write(tmp_path / f"{number}.xlsx", Sheet1=FORMS["plain"].format(**filling))
        for number, filling in enumerate(fillings)
    ]
    quick = [read_workbook(path, plan, name=path.name) for path in paths]
    with patch.object(LikeForms, "find", return_value=None):
        assert quick == [read_workbook(path, plan, name=path.name) for path in paths]
    assert [filed.unit for reading in quick for filed in reading.returns] == ["291", "298", "299", "296"]


WATCHED = {"__getitem__", "value", "row_values", "plain_count", "plain_counts", "__iter__"}
"""What a ``WatchedStore`` keeps in mind."""
THROUGH_THESE = {"get", "items", "keys", "values"}
"""What arrives at one of those."""
NO_CONTENT = {
    *("__contains__", "__len__", "columns", "outline", "looks", "shows_number"),  # where cells stand, in which styles
    "shows",  # whether a text or a number is seen, which is the same for cells of one type
    "texts",  # asked of every text alike, and answered alike (``Said``)
    "all_values",  # for whoever compares whole sheets
    *("add", "put", "of", "take_over"),  # makes a store
}


def test_whatever_says_what_a_cell_holds_is_watched() -> None:
    """A new way to look into a store has to be watched, or it has to be said here why it need not be."""
    own = {name for name in vars(CellStore) if not name.startswith("_") or name in ("__getitem__", "__iter__")}
    own |= {"__contains__", "__len__", "items", "keys", "values"}
    assert own == WATCHED | THROUGH_THESE | NO_CONTENT
    assert {name for name in vars(WatchedStore) if callable(getattr(WatchedStore, name))} - {"__init__"} == WATCHED
    seeing, store = watched(grid(FORMS["plain"], SOUND[0]))
    for look in (seeing.cells.get, seeing.store.value, seeing.cells.__getitem__):
        store.seen.clear()
        look((4, 2))
        assert store.seen == {(4, 2)}
    store.seen.clear()
    assert seeing.store.row_values(4)
    assert store.seen == {(4, column) for column in range(1, 5)}
    assert len(list(seeing.cells.items())) == len(store.seen)
