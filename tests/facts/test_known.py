"""Layouts that were stuck once are read, and those that deceived once are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pytest
from openpyxl import Workbook

from khpcmd.workbook.facts.fact import Fact
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_grids
from reading.facts import all_facts
from workbook.builder import fill, rows_of

from .reading import reader

PLAN = all_facts()[0].name


def _grid(markdown: str) -> Grid:
    book, data = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    fill(sheet, rows_of(markdown))
    book.save(data)
    limits = Limits()
    return open_grids(data.getvalue(), limits, ".xlsx")[0]


def _facts(markdown: str) -> Mapping[Place, Fact]:
    return reader(PLAN).read(_grid(markdown)).facts


def _believed(markdown: str) -> dict[str, str]:
    """By cell as "row,column", the unit and the field of each figure that nothing speaks against."""
    return {
        f"{at[0]},{at[1]}": f"{one.unit} {one.field} {one.basis.value}"
        for at, one in _facts(markdown).items()
        if one.believed
    }


STUCK = {
    "districts across below a department's letterhead": (
        """
        UBND TỈNH HẢI DƯƠNG
        SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Huyện Nam Sách | Huyện Gia Lộc |
        | 1 | Tổng số CSKD dịch vụ | 86 | 71 |
        """,
        {"5,3": "291 venues_total current", "5,4": "297 venues_total current"},
    ),
    "two blocks beside each other": (
        """
        TỔNG HỢP KẾT QUẢ NĂM 2023
        | TT | Đơn vị | Tổng số CSKD dịch vụ | | TT | Đơn vị | Tổng số CSKD dịch vụ |
        | 1 | Huyện Nam Sách | 86 | | 3 | Huyện Tứ Kỳ | 54 |
        | 2 | Huyện Gia Lộc | 71 | | 4 | Huyện Thanh Hà | 33 |
        """,
        {
            "3,3": "291 venues_total current",
            "3,7": "298 venues_total current",
            "4,3": "297 venues_total current",
            "4,7": "294 venues_total current",
        },
    ),
    "fields across and units down, turned": (
        """
        TỔNG HỢP KẾT QUẢ NĂM 2023
        | Chỉ tiêu | Huyện Nam Sách | < | Huyện Gia Lộc | < |
        | ^ | Năm 2022 | Năm 2023 | Năm 2022 | Năm 2023 |
        | Tội phạm liên quan đến mại dâm được xử lý | 5 | 6 | 7 | 8 |
        """,
        {
            "4,2": "291 crimes_handled baseline",
            "4,3": "291 crimes_handled current",
            "4,4": "297 crimes_handled baseline",
            "4,5": "297 crimes_handled current",
        },
    ),
    "a long list with its year": (
        """
        TỔNG HỢP KẾT QUẢ NĂM 2023
        | Đơn vị | Năm | Chỉ tiêu | Số lượng |
        | Huyện Nam Sách | 2022 | Tội phạm liên quan đến mại dâm được xử lý | 5 |
        | Huyện Nam Sách | 2023 | Tội phạm liên quan đến mại dâm được xử lý | 6 |
        """,
        {"3,4": "291 crimes_handled baseline", "4,4": "291 crimes_handled current"},
    ),
    "a row of units of measure below the headings": (
        """
        TỔNG HỢP KẾT QUẢ NĂM 2023
        | TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
        | | | (cơ sở) | (cơ sở) |
        | 1 | Huyện Nam Sách | 86 | 20 |
        """,
        {"4,3": "291 venues_total current", "4,4": "291 venues_inspected current"},
    ),
}


@pytest.mark.parametrize("name", STUCK)
def test_a_layout_that_was_stuck_is_read(name: str) -> None:
    sheet, meant = STUCK[name]
    assert _believed(sheet) == meant, [str(one) for one in _facts(sheet).items()]


FORM = """
UBND HUYỆN NAM SÁCH
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
"""
DECEIVING = {
    "a text over one column alone": """
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | | | {} |
        | TT | Đơn vị | Tổng số CSKD dịch vụ |
        | 1 | Huyện Nam Sách | 86 |
        """,
    "a text over one column, above a blank row": """
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | | | {} |
        ---
        | TT | Đơn vị | Tổng số CSKD dịch vụ |
        | 1 | Huyện Nam Sách | 86 |
        """,
    "a text merged over both columns, and a group below it": """
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Đơn vị | {} | < |
        | | | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
        | | Các huyện | | |
        | 1 | Huyện Nam Sách | 86 | 20 |
        """,
    "a text merged over both columns, a group, and the header": """
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | | | {} | < |
        | | Cụm số 1 | | |
        | TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
        | 1 | Huyện Nam Sách | 86 | 20 |
        """,
    "a row of texts between the figures": """
        UBND HUYỆN NAM SÁCH
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | {} |
        | 1 | Tổng số CSKD dịch vụ | 86 |
        | | | Số lượng |
        | 2 | Số cơ sở được kiểm tra | 20 |
        """,
    "a heading that a row without a figure would hide": """
        UBND HUYỆN NAM SÁCH
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Số lượng |
        | | {} | |
        | 1 | Tổng số CSKD dịch vụ | |
        | 2 | Số cơ sở được kiểm tra | 20 |
        """,
}
TURNING = ("Tỉnh khác", "Của Công an tỉnh", "Năm 2022", "Kế hoạch năm 2023", "Số liệu của Sở Y tế", "Dự kiến năm 2023")


@pytest.mark.parametrize("text", TURNING)
@pytest.mark.parametrize("name", DECEIVING)
def test_a_layout_that_deceived_is_asked_about(name: str, text: str) -> None:
    found = _believed(DECEIVING[name].format(text))
    current = {at: one for at, one in found.items() if one.endswith("current")}
    assert not current, [str(one) for one in _facts(DECEIVING[name].format(text)).items()]


def test_a_number_like_a_year_is_no_header() -> None:
    sheet = (
        FORM
        + "| TT | Chỉ tiêu | Số lượng |\n| 1 | Tổng số CSKD dịch vụ | 2015 |\n| 2 | Số cơ sở được kiểm tra | 2022 |"
    )
    assert set(_believed(sheet)) == {"4,3", "5,3"}


def test_what_stands_below_trong_do_is_not_its_parent() -> None:
    rows = "| 1 | Tổng số CSKD dịch vụ | 86 |\n| | Trong đó: | 20 |\n| | Trong đó: nữ | 5 |"
    sheet = f"{FORM}| TT | Chỉ tiêu | Số lượng |\n{rows}"
    assert set(_believed(sheet)) == {"4,3"}


def test_a_sum_carried_forward_is_no_unit() -> None:
    sheet = """
        TỔNG HỢP KẾT QUẢ NĂM 2023
        | TT | Đơn vị | Tổng số CSKD dịch vụ |
        | 1 | Huyện Nam Sách | 86 |
        | | Cộng mang sang | 86 |
        | 2 | Huyện Gia Lộc | 71 |
        """
    assert set(_believed(sheet)) == {"3,3", "5,3"}


TOWNS = ("Nam Sách", "Gia Lộc", "Tứ Kỳ", "Thanh Hà", "Bình Giang", "Cẩm Giàng", "Kim Thành", "Ninh Giang", "Thanh Miện")
CITIES = ("Thành phố Hải Dương", "Thành phố Chí Linh", "Thị xã Kinh Môn")


def test_rows_of_units_share_what_they_mean_but_for_two_of_one_unit() -> None:
    names = [*(f"Huyện {town}" for town in TOWNS), *CITIES, "Huyện Gia Lộc"]
    rows = [f"| {number} | {name} | {80 + number} | {number} |" for number, name in enumerate(names, 1)]
    head = "| TT | Đơn vị | Tổng số CSKD dịch vụ | Tội phạm liên quan đến mại dâm được xử lý |"
    facts = _facts("\n".join(("TỔNG HỢP KẾT QUẢ NĂM 2023", head, *rows)))
    assert len(facts) == len(dict(facts)) == 2 * len(names)
    assert {fact.unit for place, fact in facts.items() if fact.believed} == {*(one.unit for one in facts.values())} - {
        "297"
    }
    for column, field in ((3, "venues_total"), (4, "crimes_handled")):
        of = {row: facts[row, column] for row in range(3, 3 + len(names))}
        assert {fact.field for fact in of.values()} == {field}
        assert [row for row, fact in of.items() if not fact.believed] == [4, 15]
        assert (of[4], facts.get((3, 5))) == (of[15], None)
