"""Writes the examples of the plans without districts, with rows for every commune: python examples/two_level_plans.py.

Every figure is invented, by a rule that shows: sizes go with the place of a commune in the plan's roster, and totals
lie on or just beside the thresholds. The letterheads are customary ones; which office sends the workbook, no plan says.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import sheets
from figures import Figure, Figures
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from sheets import draw_header, total_row
from wording import ILLUSTRATIVE, Column, Group, Manner, Office, Period, Row

YEAR = Period("NĂM 2026", "", "Năm 2026", "14 tháng 12 năm 2026")
HA_NOI = Office("UBND THÀNH PHỐ HÀ NỘI", "SỞ Y TẾ", "BC-SYT", "Hà Nội", "GIÁM ĐỐC")
HAI_PHONG = Office("UBND THÀNH PHỐ HẢI PHÒNG", "SỞ Y TẾ", "BC-SYT", "Hải Phòng", "GIÁM ĐỐC")
BODIES_SHEET = "Cơ quan cấp thành phố"
MANNERS = (Manner(), Manner(yes="x"), Manner(zero="-"), Manner(yes="có", zero="Không"))
"""How communes type yes, no and nothing, one after the other."""

_WORK = "Công tác phòng, chống mại dâm"
_INFORMED = "Số người được tuyên truyền"
HA_NOI_COLUMNS = (
    Column("work_directed", (_WORK, "Đã chỉ đạo")),
    Column("work_carried_out", (_WORK, "Đã triển khai")),
    Column("work_integrated", (_WORK, "Đã lồng ghép")),
    Column("residents_informed", (_INFORMED, "Người dân")),
    Column("venue_staff_informed", (_INFORMED, "Người làm việc tại các cơ sở")),
    Column("workers_informed", (_INFORMED, "Người lao động")),
    Column("cadres_trained", ("Số cán bộ được tập huấn",)),
)
HA_NOI_BODIES = (
    Group("Công an thành phố Hà Nội", (Row("criminal_cases", "Số vụ án đã phát hiện, khám phá, xử lý hình sự", "vụ"),)),
    Group("Tòa án nhân dân thành phố Hà Nội", (Row("cases_tried", "Số vụ án đã xét xử", "vụ"),)),
    Group("Sở Giáo dục và Đào tạo", (Row("students_informed", "Số học sinh, sinh viên được tuyên truyền", "người"),)),
    Group("Cơ quan báo chí thành phố", (Row("reportages_made", "Số phóng sự đã xây dựng", "phóng sự"),)),
)

_INTO = "Lồng ghép với chương trình"
_TIPS = "Tố giác, tin báo, khiếu nại"
_VENUES = "Cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm"
_STAFF = "Cán bộ, công chức, viên chức, chiến sĩ"
_VENUE_WORKERS = "Người lao động tại cơ sở kinh doanh dịch vụ"
_ZONE_WORKERS = "Người lao động trong khu công nghiệp"
_SELLERS = "Người bán dâm"
HAI_PHONG_COLUMNS = (
    Column("plan_issued", ("Đã xây dựng kế hoạch",)),
    Column("activities_held", ("Số hoạt động đã tổ chức",)),
    Column("integrated_economy", (_INTO, "Phát triển kinh tế - xã hội")),
    Column("integrated_welfare", (_INTO, "An sinh, trợ giúp xã hội")),
    Column("integrated_drugs", (_INTO, "Phòng, chống ma túy")),
    Column("integrated_hiv", (_INTO, "Phòng, chống HIV/AIDS")),
    Column("reports_received", (_TIPS, "Tiếp nhận trong kỳ")),
    Column("reports_carried_in", (_TIPS, "Kỳ trước chuyển sang")),
    Column("reports_verified", (_TIPS, "Đã xác minh")),
    Column("reports_classified", (_TIPS, "Đã phân loại")),
    Column("reports_resolved_in_time", (_TIPS, "Xử lý đúng hạn")),
    Column("reports_resolved_late", (_TIPS, "Xử lý quá hạn")),
    Column("reports_pending_in_time", (_TIPS, "Đang xử lý trong hạn")),
    Column("reports_pending_overdue", (_TIPS, "Đang xử lý quá hạn")),
    Column("venues_total", (_VENUES, "Tổng số")),
    Column("venues_inspected", (_VENUES, "Được kiểm tra")),
    Column("commune_reached", ("Hình thức tuyên truyền", "Có tổ chức")),
    Column("commune_maintained", ("Hình thức tuyên truyền", "Duy trì thường xuyên")),
    Column("staff_commune_total", (_STAFF, "Tổng số")),
    Column("staff_commune_trained", (_STAFF, "Được tập huấn")),
    Column("venue_workers_total", (_VENUE_WORKERS, "Tổng số")),
    Column("venue_workers_informed", (_VENUE_WORKERS, "Được tuyên truyền")),
    Column("zone_workers_total", (_ZONE_WORKERS, "Tổng số")),
    Column("zone_workers_informed", (_ZONE_WORKERS, "Được tuyên truyền")),
    Column("sellers_eligible", (_SELLERS, "Có nhu cầu và đủ điều kiện")),
    Column("sellers_reached", (_SELLERS, "Được tiếp cận, sử dụng dịch vụ")),
)

ROSTERS = Path(__file__).resolve().parent.parent / "targets" / "rosters"
INDEX_ROW = sheets.TABLE_ROW + 2


def communes(roster: str) -> tuple[str, ...]:
    """The names in a roster of the plans, in its order."""
    with (ROSTERS / roster).open(encoding="utf-8", newline="") as table:
        return tuple(row["name"] for row in csv.DictReader(table))


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A total in whole parts that are as the weights are, and add up to it exactly."""
    whole, below, parts = sum(weights), 0, list[int]()
    for weight in weights:
        parts.append(total * (below + weight) // whole - total * below // whole)
        below += weight
    return parts


def _by_commune(names: Sequence[str], fields: Mapping[str, Sequence[Figure]]) -> Figures:
    return {name: {field: values[place] for field, values in fields.items()} for place, name in enumerate(names)}


def ha_noi() -> Figures:
    """126 communes: 3500 at venues is the threshold itself, and one commune has directed but not carried out."""
    names = communes("ha_noi_2025_communes.csv")
    sizes = [20 + 7 * place % 13 for place in range(len(names))]
    return _by_commune(
        names,
        {
            "work_directed": [True] * len(names),
            "work_carried_out": [name != "Xã Minh Châu" for name in names],
            "work_integrated": [True] * len(names),
            "residents_informed": spread(5312, sizes),
            "venue_staff_informed": spread(3500, sizes[::-1]),
            "workers_informed": spread(61240, sizes),
            "cadres_trained": spread(6027, sizes[::-1]),
        },
    )


HA_NOI_OF_BODIES: Figures = {
    "Công an thành phố Hà Nội": {"criminal_cases": 104},
    "Tòa án nhân dân thành phố Hà Nội": {"cases_tried": 99},
    "Sở Giáo dục và Đào tạo": {"students_informed": 100450},
    "Cơ quan báo chí thành phố": {"reportages_made": 3},
}
"""One case tried is lacking; three reportages are the threshold itself."""


def hai_phong() -> Figures:
    """114 communes, each at 20 % of everything itself; but Xã Cẩm Giàng has one of its staff too few (Xã Cẩm Giang has
    not), Cát Hải one worker, Bạch Long Vĩ did not keep it up, and there is not one seller to be helped."""
    names = communes("hai_phong_2025_communes.csv")
    places = range(len(names))
    everywhere, nothing = [True for _ in places], [0 for _ in places]
    received, carried = [place % 4 for place in places], [int(place % 9 == 0) for place in places]
    reports = [new + old for new, old in zip(received, carried, strict=True)]
    pending = [int(place % 10 == 0 and known > 0) for place, known in zip(places, reports, strict=True)]
    inspected = [2 + place % 3 for place in places]
    trained = [4 + place % 3 for place in places]
    informed = [10 + place % 7 for place in places]
    zones = [5 + place % 4 if place % 3 == 0 else 0 for place in places]
    return _by_commune(
        names,
        {
            "plan_issued": everywhere,
            "activities_held": [2 + place % 5 for place in places],
            "integrated_economy": everywhere,
            "integrated_welfare": everywhere,
            "integrated_drugs": everywhere,
            "integrated_hiv": everywhere,
            "reports_received": received,
            "reports_carried_in": carried,
            "reports_verified": reports,
            "reports_classified": reports,
            "reports_resolved_in_time": [known - waiting for known, waiting in zip(reports, pending, strict=True)],
            "reports_resolved_late": nothing,
            "reports_pending_in_time": pending,
            "reports_pending_overdue": nothing,
            "venues_total": [5 * number for number in inspected],
            "venues_inspected": inspected,
            "commune_reached": everywhere,
            "commune_maintained": [name != "Đặc khu Bạch Long Vĩ" for name in names],
            "staff_commune_total": [5 * number for number in trained],
            "staff_commune_trained": _one_less(trained, names.index("Xã Cẩm Giàng")),
            "venue_workers_total": [5 * number for number in informed],
            "venue_workers_informed": _one_less(informed, names.index("Đặc khu Cát Hải")),
            "zone_workers_total": [200 * number for number in zones],
            "zone_workers_informed": [43 * number for number in zones],
            "sellers_eligible": nothing,
            "sellers_reached": nothing,
        },
    )


INDICATORS = {
    "PCMD.01": ("người", 5300),
    "PCMD.02": ("người", 3499),
    "PCMD.03": ("người", 61240),
    "PCMD.04": ("người", 6027),
    "PCMD.05": ("", 0),
    "PCMD.06": ("", 0),
    "PCMD.07": ("", 0),
}
"""The invented codes of a portal, with the unit of measure of each and its total of the year; where there is none, the
answer is yes. 5300 is the threshold itself, and 3499 one less."""
PORTAL = ("Mã đơn vị hành chính", "Mã chỉ tiêu", "Kỳ báo cáo", "Giá trị", "Đơn vị tính")


def portal() -> Iterator[tuple[str | int, ...]]:
    """What a portal exports of 114 communes: a row for each commune, indicator and period, with codes for all three.
    Two fifths were reached in the first half-year, when Bạch Long Vĩ had not integrated the tasks."""
    with (ROSTERS / "hai_phong_2025_communes.csv").open(encoding="utf-8", newline="") as table:
        codes = {row["code"]: row["name"] for row in csv.DictReader(table)}
    sizes = [20 + 7 * place % 13 for place in range(len(codes))]
    yield (ILLUSTRATIVE,)
    yield PORTAL
    for period, fifths in (("2026-H1", 2), ("2026", 5)):
        for indicator, (measure, total) in INDICATORS.items():
            dealt = spread(total * fifths // 5, sizes)
            for (code, name), figure in zip(codes.items(), dealt, strict=True):
                late = indicator == "PCMD.07" and period != "2026" and name == "Đặc khu Bạch Long Vĩ"
                yield code, indicator, period, figure if measure else "Không" if late else "Có", measure


def _one_less(numbers: Sequence[int], at: int) -> list[int]:
    return [number - (place == at) for place, number in enumerate(numbers)]


def consolidated(sheet: Worksheet, office: Office, columns: Sequence[Column], rows: Figures) -> None:
    """The form with a row for every commune, on as many pages as it needs; a wide one is two pages wide."""
    page = _page(sheet, office, columns)
    page.top()
    headers = [("TT",), ("Đơn vị",), *(column.header for column in columns), ("Ghi chú",)]
    draw_header(page, headers, depth=2)
    for place, mark in enumerate(("(A)", "(B)", *(f"({n + 1})" for n in range(len(columns))), "(C)"), start=1):
        page.write(INDEX_ROW, place, mark, sheets.CENTRE, sheets.SMALL)
    for number, (name, filed) in enumerate(rows.items(), start=1):
        row, manner = INDEX_ROW + number, MANNERS[number % len(MANNERS)]
        page.write(row, 1, number, sheets.CENTRE)
        page.write(row, 2, name, sheets.LEFT)
        for place, column in enumerate(columns, start=3):
            page.figure(row, place, filed[column.field], manner)
    total = INDEX_ROW + len(rows) + 1
    total_row(page, total, columns, list(rows.values()))
    page.bottom(range(sheets.TABLE_ROW, total + 1))
    page.on_paper(range(sheets.TABLE_ROW, INDEX_ROW + 1))


def _page(sheet: Worksheet, office: Office, columns: Sequence[Column]) -> sheets.Page:
    width = len(columns) + 3
    for place in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(place)].width = {1: 5.0, 2: 29.0}.get(place, 10.0)
    if len(columns) <= 10:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return sheets.Page(sheet, office, YEAR, width, (1, 4, width), (1, 4, width))
    front = 2 + next(place for place, column in enumerate(columns) if column.field == "venues_total")
    sheet.col_breaks.append(Break(id=front))
    sheet.print_title_cols = "A:B"
    sheet.page_setup.scale = 60
    return sheets.Page(sheet, office, YEAR, width, (3, 8, front), (front + 1, front + 6, width))


def books() -> Iterator[tuple[str, Workbook]]:
    """Every workbook with its path inside the folder of examples."""
    book = sheets.new_book()
    consolidated(book.create_sheet("Tổng hợp xã, phường"), HA_NOI, HA_NOI_COLUMNS, ha_noi())
    sheets.form(book.create_sheet(BODIES_SHEET), HA_NOI, YEAR, HA_NOI_BODIES, HA_NOI_OF_BODIES)
    yield "ha_noi_2026/returns.xlsx", book
    book = sheets.new_book()
    consolidated(book.create_sheet("Tổng hợp xã, phường, đặc khu"), HAI_PHONG, HAI_PHONG_COLUMNS, hai_phong())
    yield "hai_phong_2026/returns.xlsx", book


def write(folder: Path, as_bytes: Callable[[Workbook], bytes]) -> None:
    """The workbooks, and the export of a portal, into a folder of examples."""
    (folder / "hai_phong_portal_2026").mkdir(parents=True, exist_ok=True)
    for name, book in books():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(as_bytes(book))
    with (folder / "hai_phong_portal_2026" / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(portal())


if __name__ == "__main__":
    from make_examples import as_bytes as settled  # which calls this module, too

    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, settled)
