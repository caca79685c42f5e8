"""Any figures in any layout: what does not change their meaning changes nothing; what does is told, and no other number
is ever read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import Severity
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write
from workbook.legacy_fonts import in_tcvn3, in_vni
from workbook.views import figures

SETTINGS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DISTRICTS = ["288", "290", "291", "292", "293", "294", "295", "296", "297", "298", "299", "300"]
COUNTS = ["venues_total", "venues_inspected", "inspection_visits", "crimes_handled"]
ANSWERS = ["commune_reached", "commune_maintained"]
Change = Callable[[str], str]
How = Callable[[object], str]
Filed = dict[str, dict[str, object]]
Rows = list[list[str]]

PLAIN: list[Change] = [
    lambda text: text,
    str.upper,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"  {text.replace(' ', '  ')} ",
    lambda text: text.replace(" ", " \u200b"),
    lambda text: text.replace("Đ", "Ð"),
    lambda text: f"{text}:",
    lambda text: f"{text} *",
    lambda text: text.replace(" ", "\n", 1),
    in_tcvn3,
    in_vni,
]
changes = st.sampled_from(PLAIN)
TYPED: list[How] = [
    str,
    lambda number: f"'{number}",
    lambda number: "'" + f"{number:,}".replace(",", "."),
    lambda number: f"'{number} ",
]
"""How a number is typed: as a number, as text, with dots, with a space behind it."""
FORM = {"label": "Chỉ tiêu", "measure": "ĐVT", "figure": "Số lượng", "note": "Ghi chú"}
heads = st.lists(
    st.sampled_from(["UBND TỈNH HẢI DƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", "Số: 12/CV ngày 5/6/2021"]),
    max_size=6,
)


@dataclass(frozen=True)
class Dress:
    """How a table is dressed: what its texts look like, and the rows above, below and between that hold no figure."""

    change: Change
    above: list[str]
    total: str
    index: bool
    signed: bool
    order: list[int]
    how: How = str
    columns: Sequence[str] = tuple(FORM)
    grouped: bool = False

    def head(self, title: str) -> Rows:
        return [[line] for line in self.above] + [["", title]]

    def foot(self) -> Rows:
        return [[], ["", "NGƯỜI LẬP BIỂU", "Hải Dương, ngày 10 tháng 12 năm 2023"]] if self.signed else []

    def ordered(self, names: list[str]) -> list[str]:
        return [names[place % len(names)] for place in self.order if place < len(names)]


dresses = st.builds(
    Dress, changes, heads, st.sampled_from(["", "first", "last"]), st.booleans(), st.booleans(),
    st.permutations(range(len(COUNTS))), st.sampled_from(TYPED), st.permutations(list(FORM)), st.booleans(),
)  # fmt: skip


def consolidated(plan: Plan, filed: Filed, dress: Dress) -> dict[str, Rows]:
    """Layout B."""
    names = dress.ordered(COUNTS)
    rows = [*dress.head("TỔNG HỢP NĂM 2023")]
    rows.append(["TT", dress.change("Đơn vị"), *(dress.change(plan.fields[name].label.vi) for name in names)])
    rows += [["(A)", "(B)", *(f"({number})" for number, _ in enumerate(names, 1))]] if dress.index else []
    body = [
        [str(number), dress.change(plan.unit[unit].name.vi), *(dress.how(row[name]) for name in names)]
        for number, (unit, row) in enumerate(filed.items(), 1)
    ]
    sums = ["", dress.change("Tổng cộng"), *(str(_sum(filed, name)) for name in names)]
    rows += {"first": [sums, *body], "last": [*body, sums], "": body}[dress.total]
    return {"Sheet1": [*rows, *dress.foot()]}


def in_two_tables(plan: Plan, filed: Filed, dress: Dress) -> dict[str, Rows]:
    """Two tables of layout B in one sheet."""
    rows = dress.head("BÁO CÁO NĂM 2023")
    for number, names in enumerate((COUNTS[:2], COUNTS[2:]), 1):
        rows.append([f"Bảng {number}. Kết quả"])
        rows.append(["TT", dress.change("Đơn vị"), *(dress.change(plan.fields[name].label.vi) for name in names)])
        rows += [
            [str(place), dress.change(plan.unit[unit].name.vi), *(dress.how(row[name]) for name in names)]
            for place, (unit, row) in enumerate(filed.items(), 1)
        ]
        rows += [["", "Cộng", *(str(_sum(filed, name)) for name in names)]] if dress.total else []
    return {"Sheet1": [*rows, *dress.foot()]}


def a_sheet_each(plan: Plan, filed: Filed, dress: Dress) -> dict[str, Rows]:
    """Layout E, each sheet of layout A."""
    sheets = dict[str, Rows]()
    for unit, row in filed.items():
        rows = [*dress.head("KẾT QUẢ NĂM 2023"), ["TT", *(dress.change(FORM[column]) for column in dress.columns)]]
        for number, name in enumerate(dress.ordered(COUNTS), 1):
            measure = getattr(plan.fields[name], "unit_of_measure").vi  # noqa: B009 - only counts are drawn
            if dress.grouped and number % 2:
                rows.append(["I", *("CÔNG TÁC CHUNG" if column == "label" else "" for column in dress.columns)])
            label = dress.change(plan.fields[name].label.vi)
            cells = {"label": label, "measure": dress.change(measure), "figure": dress.how(row[name]), "note": ""}
            rows.append([str(number), *(cells[column] for column in dress.columns)])
        sheets[plan.unit[unit].name.vi] = [*rows, *dress.foot()]
    return sheets


def side_by_side(plan: Plan, filed: Filed, dress: Dress) -> dict[str, Rows]:
    """Fields down, units across."""
    rows = dress.head("TỔNG HỢP NĂM 2023")
    total = [dress.change("Tổng cộng")] if dress.total else []
    rows.append(["TT", dress.change("Chỉ tiêu"), *(dress.change(plan.unit[unit].name.vi) for unit in filed), *total])
    for number, name in enumerate(dress.ordered(COUNTS), 1):
        cells = [dress.how(row[name]) for row in filed.values()]
        sums = [str(_sum(filed, name))] if dress.total else []
        rows.append([str(number), dress.change(plan.fields[name].label.vi), *cells, *sums])
    return {"Sheet1": [*rows, *dress.foot()]}


def _sum(filed: Filed, name: str) -> int:
    return sum(int(str(row[name])) for row in filed.values())


def annex(plan: Plan, filed: Filed, dress: Dress) -> dict[str, Rows]:
    """Layout D, with a group for each district and the answers in two merged columns each."""
    rows = dress.head("PHỤ LỤC NĂM 2023")
    labels = [text for name in ANSWERS for text in (dress.change(plan.fields[name].label.vi), "<")]
    rows.append(["TT", dress.change("Xã, phường, thị trấn"), *labels])
    rows.append(["^", "^", *(dress.change("Có"), dress.change("Không")) * len(ANSWERS)])
    districts = dict.fromkeys(str(plan.unit[unit].parent) for unit in filed)
    for district in districts:
        own = {unit: row for unit, row in filed.items() if plan.unit[unit].parent == district}
        rows.append(["I", dress.change(plan.unit[district].name.vi)])
        for number, (unit, row) in enumerate(own.items(), 1):
            marks = [mark for name in ANSWERS for mark in (("x", "") if row[name] else ("", "x"))]
            rows.append([str(number), dress.change(plan.unit[unit].name.vi), *marks])
        sums = [str(sum(row[name] is told for row in own.values())) for name in ANSWERS for told in (True, False)]
        rows += [["", dress.change("Cộng"), *sums]] if dress.total else []
    return {"Sheet1": [*rows, *dress.foot()]}


LAYOUTS = [consolidated, in_two_tables, a_sheet_each, side_by_side]


@st.composite
def some_figures(draw: st.DrawFn, fields: Sequence[str] = COUNTS) -> Filed:
    """Figures of some districts for all of the fields."""
    units = draw(st.lists(st.sampled_from(DISTRICTS), min_size=1, max_size=4, unique=True))
    return {unit: {name: draw(st.integers(0, 2_000_000)) for name in fields} for unit in units}


@st.composite
def some_answers(draw: st.DrawFn) -> Filed:
    """Answers of communes of some districts, among them those that share their names with others."""
    communes = [unit.id for unit in load_plan(None).plan.units if unit.level == "commune"]
    chosen = draw(st.lists(st.sampled_from(communes), min_size=1, max_size=6, unique=True))
    return {unit: {name: draw(st.booleans()) for name in ANSWERS} for unit in chosen}


def reading_of(plan: Plan, folder: Path, sheets: dict[str, Rows]) -> Reading:
    return read_workbook(write(folder / "a.xlsx", **sheets), plan, name="a.xlsx")


def filed_as(reading: Reading) -> Filed:
    return {filed.unit: dict(figures(filed)) for filed in reading.returns}


def told(reading: Reading) -> set[str]:
    return {fault.code.name for fault in reading.diagnostics}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("layout", LAYOUTS)
@SETTINGS
@given(filed=some_figures(), dress=dresses)
def test_what_does_not_change_the_meaning_changes_nothing(
    plan: Plan, tmp_path: Path, layout: Callable[[Plan, Filed, Dress], dict[str, Rows]], filed: Filed, dress: Dress
) -> None:
    reading = reading_of(plan, tmp_path, layout(plan, filed, dress))
    assert filed_as(reading) == filed
    assert told(reading) <= {"TOTAL_ROW_SET_ASIDE", "NUMBER_AS_TEXT"}
    assert reading.period == "year"


@pytest.mark.slow
@SETTINGS
@given(filed=some_answers(), dress=dresses)
def test_an_annex_in_any_dress_reads_back(plan: Plan, tmp_path: Path, filed: Filed, dress: Dress) -> None:
    reading = reading_of(plan, tmp_path, annex(plan, filed, dress))
    assert filed_as(reading) == filed
    assert told(reading) <= {"TOTAL_ROW_SET_ASIDE"}


MEANINGS: list[tuple[str, str, str]] = [
    ("unit", "Huyện Xa Lạ", "UNKNOWN_UNIT"),
    ("unit", "Vinh Giang", "UNKNOWN_UNIT"),
    ("field", "Số hộ nghèo", "UNKNOWN_COLUMN"),
    ("figure", "12%", "PERCENT_IN_COUNT"),
    ("figure", "102 lượt/86 cơ sở", "SEVERAL_NUMBERS"),
    ("figure", "'1,234", "AMBIGUOUS_NUMBER"),
    ("figure", "TRUE", "WRONG_CELL_TYPE"),
    ("figure", "khoảng 40", "NOT_A_NUMBER"),
    ("figure", "0.2 {0%}", "PERCENT_IN_COUNT"),
    ("figure", "=1+1", "FORMULA_NOT_CALCULATED"),
    ("title", "TỔNG HỢP NĂM 2022", "WRONG_YEAR"),
    ("title", "TỔNG HỢP 9 THÁNG NĂM 2023", "WRONG_PERIOD"),
]
"""What is changed, into what, and the code that it has to give."""


@pytest.mark.crossing(2)
@pytest.mark.parametrize(("what", "into", "code"), MEANINGS)
@settings(SETTINGS, max_examples=25)
@given(filed=some_figures(), dress=dresses, data=st.data())
def test_what_changes_the_meaning_is_told_and_gives_no_other_number(
    plan: Plan, tmp_path: Path, what: str, into: str, code: str, filed: Filed, dress: Dress, data: st.DataObject
) -> None:
    sheets = consolidated(plan, filed, dress)
    rows = sheets["Sheet1"]
    head = next(place for place, row in enumerate(rows) if row[:1] == ["TT"])
    body = [place for place, row in enumerate(rows) if row and row[0].isdigit() and place > head]
    column = data.draw(st.integers(2, len(COUNTS) + 1))
    row = data.draw(st.sampled_from(body))
    places = {"unit": (row, 1), "field": (head, column), "figure": (row, column), "title": (len(dress.above), 1)}
    at = places[what]
    rows[at[0]][at[1]] = into
    reading = reading_of(plan, tmp_path, sheets)
    assert code in told(reading)
    for unit, row_read in filed_as(reading).items():
        assert row_read.items() <= filed[unit].items()


@pytest.mark.parametrize("layout", LAYOUTS[:2])
@settings(SETTINGS, max_examples=25)
@given(filed=some_figures(), dress=dresses, more=st.integers(1, 9))
def test_a_total_that_does_not_add_up_is_told(
    plan: Plan, tmp_path: Path, layout: Callable[[Plan, Filed, Dress], dict[str, Rows]], filed: Filed, dress: Dress,
    more: int,
) -> None:  # fmt: skip
    sheets = layout(plan, filed, dress)
    totals = [row for row in sheets["Sheet1"] if len(row) > 2 and row[0] == "" and row[2].isdigit()]
    for row in totals:
        row[2] = str(int(row[2]) + more)
    reading = reading_of(plan, tmp_path, sheets)
    assert filed_as(reading) == filed
    assert ("TOTAL_MISMATCH" in told(reading)) is bool(totals)


@pytest.mark.slow
@settings(SETTINGS, max_examples=40)
@given(filed=some_answers(), dress=dresses, data=st.data())
def test_an_annex_that_is_not_plain_is_told_and_gives_no_other_answer(
    plan: Plan, tmp_path: Path, filed: Filed, dress: Dress, data: st.DataObject
) -> None:
    rows = annex(plan, filed, dress)["Sheet1"]
    place = data.draw(st.sampled_from([at for at, row in enumerate(rows) if row and row[0].isdigit()]))
    how = data.draw(st.sampled_from(["both", "neither", "strange", "no district"]))
    if how == "no district":
        rows[:] = [row for row in rows if row[:1] != ["I"]]
    else:
        rows[place][2:4] = {"both": ["x", "x"], "neither": ["", ""], "strange": ["?", ""]}[how]
    reading = reading_of(plan, tmp_path, {"Sheet1": rows})
    codes = {"both": "BOTH_ANSWERS", "neither": "NO_ANSWER", "strange": "NOT_YES_NO", "no district": "DISTRICT_UNKNOWN"}
    assert codes[how] in told(reading)
    for unit, row_read in filed_as(reading).items():
        assert row_read.items() <= filed[unit].items()
    assert any(fault.severity is Severity.ERROR for fault in reading.diagnostics)
