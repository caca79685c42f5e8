"""Example returns for plans other than that of 2023, each in a folder called as its plan in targets/.

Every figure is invented, by a rule that shows: sizes grow with the place of a unit in the list, and what was reached is
a fixed total dealt out over the units. The totals lie on or just beside the thresholds. expected.yaml in each folder
says what has to come out.

    python examples/other_plans.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import sheets
from figures import MONTH, Figure, Figures
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from sheets import CENTRE, SMALL, TABLE_ROW, Page, draw_header, total_row, unit_row
from wording import NEWS_ROW, Column, Group, Office, Period, Row

COVERED = Path(__file__).resolve().parent.parent / "targets" / "rosters" / "bhyt_provinces.csv"
PROVINCES = Path(__file__).resolve().parent.parent / "targets" / "rosters" / "provinces_2022.csv"
DISTRICTS_OF_HUE = {
    "Thành phố Huế": 36,
    "Huyện Phong Điền": 16,
    "Huyện Quảng Điền": 11,
    "Huyện Phú Vang": 14,
    "Thị xã Hương Thủy": 10,
    "Thị xã Hương Trà": 9,
    "Huyện A Lưới": 18,
    "Huyện Phú Lộc": 17,
    "Huyện Nam Đông": 10,
}
"""The districts of Thừa Thiên Huế and how many communes each has: the register, not invented."""
PRESS = "Cơ quan báo chí cấp Trung ương"
MONTHS = range(1, 12)
QUIET_MONTH = 7

AGENCY = Office(
    "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "CỤC PHÒNG, CHỐNG TỆ NẠN XÃ HỘI", "BC-PCTNXH", "Hà Nội", "CỤC TRƯỞNG"
)
INSURANCE = Office(
    "CHÍNH PHỦ", "BỘ Y TẾ", "BC-BYT", "Hà Nội", "BỘ TRƯỞNG",
    "KẾT QUẢ THỰC HIỆN CHỈ TIÊU BAO PHỦ BẢO HIỂM Y TẾ {}",
)  # fmt: skip
PHU_THO = Office(
    "UBND TỈNH PHÚ THỌ", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ", "BC-SKHĐT", "Việt Trì", "GIÁM ĐỐC",
    "KẾT QUẢ THỰC HIỆN KẾ HOẠCH PHÁT TRIỂN KINH TẾ - XÃ HỘI {}",
)  # fmt: skip
DAK_LAK = Office(
    "UBND TỈNH ĐẮK LẮK", "VĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI", "BC-VPĐP", "Buôn Ma Thuột", "CHÁNH VĂN PHÒNG",
    "KẾT QUẢ THỰC HIỆN TIÊU CHÍ QUY HOẠCH VÀ THỰC HIỆN QUY HOẠCH NÔNG THÔN MỚI {}",
)  # fmt: skip
HUE = Office("UBND TỈNH THỪA THIÊN HUẾ", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "BC-SLĐTBXH", "Huế", "GIÁM ĐỐC")
YEAR_2023 = Period("NĂM 2023", "", "Năm 2023", "14 tháng 12 năm 2023")
OF_2023 = Period("NĂM 2023", "", "Năm 2023", "31 tháng 12 năm 2023")
YEAR_2022 = Period("NĂM 2022", "", "Năm 2022", "14 tháng 12 năm 2022")

_VENUES = "Cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm"
_NEWS = "Số tin, bài trên báo chí cấp tỉnh"
_INTO = "Lồng ghép với chương trình"
_INFORMED = (
    Column("communes_reached", ("Xã, phường, thị trấn có tổ chức tuyên truyền",)),
    Column("venue_workers_total", ("Người lao động tại cơ sở kinh doanh dịch vụ", "Tổng số")),
    Column("venue_workers_informed", ("Người lao động tại cơ sở kinh doanh dịch vụ", "Được tuyên truyền")),
    Column("zone_workers_total", ("Người lao động trong khu công nghiệp", "Tổng số")),
    Column("zone_workers_informed", ("Người lao động trong khu công nghiệp", "Được tuyên truyền")),
    Column("students_total", ("Học sinh, sinh viên", "Tổng số")),
    Column("students_informed", ("Học sinh, sinh viên", "Được tuyên truyền")),
)
COLUMNS_OF_808 = (
    Column("plan_issued", ("Đã xây dựng kế hoạch",)),
    Column("integrated", ("Lồng ghép vào các chương trình",)),
    Column("venues_total", (_VENUES, "Tổng số")),
    Column("venues_inspected", (_VENUES, "Được kiểm tra trong năm")),
    Column("venues_inspected_since_2021", (_VENUES, "Được kiểm tra kể từ năm 2021")),
    *_INFORMED,
    *(Column(MONTH.format(month), (_NEWS, f"Tháng {month}")) for month in MONTHS),
)
COLUMNS_OF_HUE = (
    Column("plan_issued", ("Đã xây dựng kế hoạch",)),
    Column("integrated_economy", (_INTO, "Phát triển kinh tế - xã hội")),
    Column("integrated_welfare", (_INTO, "An sinh, trợ giúp xã hội")),
    Column("integrated_drugs", (_INTO, "Phòng, chống ma túy")),
    Column("integrated_trafficking", (_INTO, "Phòng, chống tội phạm mua bán người")),
    Column("integrated_hiv", (_INTO, "Phòng, chống HIV/AIDS")),
    *_INFORMED,
)


def least(percent: int, wholes: Sequence[int]) -> int:
    """The smallest whole number that is at least so many per cent of a sum."""
    return -(-percent * sum(wholes) // 100)


def dealt(total: int, wholes: Sequence[int]) -> list[int]:
    """A total dealt out over units in proportion to their wholes, to some a tenth more, to some a tenth less."""
    shares = [whole * (9 + place % 3) for place, whole in enumerate(wholes)]
    ends = [total * end // sum(shares) for end in accumulate(shares, initial=0)]
    return [end - begin for begin, end in pairwise(ends)]


def _by_unit(names: Sequence[str], rows: Mapping[str, Sequence[Figure]]) -> Figures:
    return {name: {field: row[place] for field, row in rows.items()} for place, name in enumerate(names)}


def provinces() -> dict[str, int]:
    """The provinces by name, with their numbers of communes: the roster of the plan, not invented."""
    with PROVINCES.open(encoding="utf-8", newline="") as file:
        return {row["name"]: int(row["communes"]) for row in csv.DictReader(file)}


def of_provinces() -> Figures:
    """The year 2023 of the 63 provinces."""
    communes = list(provinces().values())
    places = range(1, len(communes) + 1)
    venues = [100 + 5 * place for place in places]
    venue_workers = [4 * number for number in venues]
    zone_workers = [1000 * place for place in places]
    students = [20000 + 1000 * place for place in places]
    news = {MONTH.format(month): [1 + (place + month) % 3 for place in places] for month in MONTHS}
    news[MONTH.format(QUIET_MONTH)][-1] = 0
    rows: dict[str, Sequence[Figure]] = {
        "plan_issued": [True for _ in places],
        "integrated": [place % 2 == 0 for place in places],  # 31 of 63: one is lacking
        "venues_total": venues,
        "venues_inspected": dealt(least(20, venues), venues),
        "venues_inspected_since_2021": dealt(least(58, venues), venues),
        "communes_reached": dealt(least(72, communes), communes),
        "venue_workers_total": venue_workers,
        "venue_workers_informed": dealt(least(70, venue_workers), venue_workers),
        "zone_workers_total": zone_workers,
        "zone_workers_informed": dealt(least(63, zone_workers), zone_workers),
        "students_total": students,
        "students_informed": dealt(least(70, students) - 1, students),
    }
    return _by_unit(list(provinces()), rows | news)


COVERAGE = (Column("covered", ("Tỷ lệ bao phủ bảo hiểm y tế (%)",)),)
SHORT = {"Tỉnh Đồng Nai": 1, "Tỉnh Bạc Liêu": 100}
"""By how many hundredths of a point two provinces miss their level."""


def of_coverage() -> Figures:
    """The year 2023: the country and every province exactly at its level, but for two provinces. Invented."""
    with COVERED.open(encoding="utf-8", newline="") as file:
        levels = {row["name"]: round(100 * float(row["2023"].rstrip("%"))) for row in csv.DictReader(file)}
    names = ["Toàn quốc", *levels]
    return _by_unit(names, {"covered": [(levels.get(name, 9320) - SHORT.get(name, 0)) / 100 for name in names]})


def of_hue() -> Figures:
    """The year 2022 of the 9 districts of Thừa Thiên Huế."""
    communes = list(DISTRICTS_OF_HUE.values())
    places = range(1, len(communes) + 1)
    venue_workers = [10 * place for place in places]
    students = [1000 + 100 * place for place in places]
    everywhere = [True for _ in places]
    rows: dict[str, Sequence[Figure]] = {
        "plan_issued": everywhere,
        "integrated_economy": everywhere,
        "integrated_welfare": everywhere,
        "integrated_drugs": everywhere,
        "integrated_trafficking": [place != 1 for place in places],
        "integrated_hiv": everywhere,
        "communes_reached": [*communes[:-1], communes[-1] - 1],
        "venue_workers_total": venue_workers,
        "venue_workers_informed": dealt(least(70, venue_workers), venue_workers),
        "zone_workers_total": [0 for _ in places],  # nothing is said of where there are zones
        "zone_workers_informed": [0 for _ in places],
        "students_total": students,
        "students_informed": dealt(least(80, students), students),
    }
    return _by_unit(list(DISTRICTS_OF_HUE), rows)


def _table(  # noqa: PLR0913, PLR0917  # what a form consists of
    sheet: Worksheet,
    office: Office,
    period: Period,
    columns: Sequence[Column],
    figures: Figures,
    total: bool = True,
) -> None:
    """The consolidated form: an index row, a row for every unit, a total row; as wide as the page."""
    width = len(columns) + 3
    middle = width // 2
    page = Page(sheet, office, period, width, (1, middle, width), (1, middle, width))
    page.top()
    headers = [("TT",), ("Đơn vị",), *(column.header for column in columns), ("Ghi chú",)]
    depth = max(len(header) for header in headers)
    draw_header(page, headers, depth)
    index = TABLE_ROW + depth
    marks = ("(A)", "(B)", *(f"({n + 1})" for n in range(len(columns))), "(C)")
    for place, (mark, header) in enumerate(zip(marks, headers, strict=True), start=1):
        page.write(index, place, mark, CENTRE, SMALL)
        narrow = 8.0 if header[-1].startswith("Tháng ") else 11.0
        sheet.column_dimensions[get_column_letter(place)].width = {1: 5.0, 2: 26.0}.get(place, narrow)
    for number, (name, filed) in enumerate(figures.items(), start=1):
        unit_row(page, index + number, number, name, {column.field: filed[column.field] for column in columns})
    last = index + len(figures) + total
    if total:
        total_row(page, last, columns, list(figures.values()))
    page.bottom(range(TABLE_ROW, last + 1))
    page.on_paper(range(TABLE_ROW, index + 1))
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _press(sheet: Worksheet) -> None:
    """The form of the central press: its news items by month."""
    rows = (NEWS_ROW._replace(label="Số tin, bài trên báo chí cấp Trung ương"), *map(_month, MONTHS))
    filed: dict[str, Figure] = {MONTH.format(month): 3 + month % 4 for month in MONTHS}
    sheets.form(sheet, AGENCY, YEAR_2023, (Group(PRESS, rows),), {PRESS: filed})


PROVINCE = "Tỉnh Phú Thọ"
AMOUNTS: dict[Row, Figure] = {
    Row("grdp_growth", "Tốc độ tăng trưởng kinh tế (GRDP)", "%"): 7.49,
    Row("grdp_per_head", "Tổng sản phẩm bình quân đầu người", "triệu đồng"): 63.25,
    Row("investment", "Tổng vốn đầu tư trên địa bàn", "tỷ đồng"): 43_500,
    Row("revenue", "Tổng thu ngân sách nhà nước trên địa bàn", "triệu đồng"): 6_108_999,
    Row("urban", "Tỷ lệ đô thị hóa", "%"): 19.6,
    Row("farm_labour", "Tỷ trọng lao động nông nghiệp trong tổng lao động xã hội", "%"): 35,
    Row("trained", "Tỷ lệ lao động qua đào tạo và truyền nghề", "%"): 71.2,
    Row("certified", "Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ, chứng nhận", "%"): 28.1,
    Row("doctors", "Số bác sỹ trên 1 vạn dân", "bác sỹ/1 vạn dân"): 14.3,
    Row("beds", "Số giường bệnh trên 1 vạn dân", "giường bệnh/1 vạn dân"): 48.4,
    Row("insured", "Tỷ lệ dân số tham gia bảo hiểm y tế", "%"): 93.7,
    Row("new_communes", "Số xã đạt chuẩn nông thôn mới tăng thêm trong năm", "xã"): 7,
    Row("advanced_communes", "Số xã đạt chuẩn nông thôn mới nâng cao, kiểu mẫu", "xã"): 12,
    Row("thanh_ba", "Huyện Thanh Ba đạt chuẩn nông thôn mới"): "Có",
    Row("urban_water", "Tỷ lệ dân cư đô thị được dùng nước sạch", "%"): 93.8,
    Row("rural_water", "Tỷ lệ dân cư nông thôn được sử dụng nước sinh hoạt hợp vệ sinh", "%"): 98.4,
    Row("waste", "Tỷ lệ thu gom, xử lý chất thải rắn sinh hoạt đô thị và khu dân cư tập trung", "%"): 77.7,
    Row("forest", "Tỷ lệ che phủ rừng", "%"): 39.2,
}
"""The rows of the province's form, each with its figure: investment in tỷ đồng where the plan has nghìn tỷ đồng, and
revenue in triệu đồng where it has tỷ đồng."""


def _province(sheet: Worksheet) -> None:
    """The form of a province with money, rates and percentages, some of them in another multiple of the plan's unit."""
    filed = {row.field: figure for row, figure in AMOUNTS.items()}
    period = Period("NĂM 2023", "", "Năm 2023", "31 tháng 12 năm 2023")
    sheets.form(sheet, PHU_THO, period, (Group("Chỉ tiêu", tuple(AMOUNTS)),), {PROVINCE: filed})


def _month(month: int) -> Row:
    return Row(MONTH.format(month), f"Tháng {month}", "tin, bài")


COMMUNES = ("Cư Êbur", "Ea Kao", "Ea Tu", "Hòa Khánh", "Hòa Phú", "Hòa Thắng", "Hòa Thuận", "Hòa Xuân")
"""Communes of Buôn Ma Thuột, as targets/dak_lak_2014.yaml has them."""
COLUMNS_OF_DAK_LAK = (
    Column("brief_text", ("Nhiệm vụ quy hoạch: thuyết minh nhiệm vụ quy hoạch",)),
    Column("brief_drawings", ("Nhiệm vụ quy hoạch: bản vẽ A3 kèm theo",)),
    Column("brief_consulted", ("Nhiệm vụ quy hoạch: lấy ý kiến của cộng đồng dân cư",)),
    Column("brief_approved", ("Nhiệm vụ quy hoạch: thẩm định, phê duyệt đúng trình tự",)),
    Column("scheme_text", ("Đồ án quy hoạch: thuyết minh đáp ứng yêu cầu",)),
    Column("drawings_complete", ("Phần bản vẽ: đủ thành phần",)),
    Column("drawings_content", ("Phần bản vẽ: đáp ứng yêu cầu nội dung",)),
    Column("drawings_clear", ("Phần bản vẽ: thuyết minh rõ ràng",)),
    Column("scheme_consulted", ("Phần bản vẽ: lấy ý kiến",)),
    Column("scheme_approved", ("Phần bản vẽ: thẩm định, phê duyệt",)),
    Column("rules_drafted", ("Quy định quản lý xây dựng: đã lấy ý kiến và hoàn chỉnh dự thảo",)),
    Column("rules_not_signed", ("Quy định quản lý xây dựng: chưa ký quyết định ban hành",)),
    Column("announced_1", ("Công bố, công khai, mục 4.1",)),
    Column("announced_2", ("Công bố, công khai, mục 4.2",)),
    Column("announced_3", ("Công bố, công khai, mục 4.3",)),
    Column("markers_filed", ("Cắm mốc chỉ giới: đã lập hồ sơ",)),
    Column("markers_not_approved", ("Cắm mốc chỉ giới: chưa phê duyệt",)),
)
WITHOUT: Mapping[str, tuple[str, ...]] = {
    "Ea Kao": ("markers_not_approved",),
    "Ea Tu": ("announced_2",),
    "Hòa Khánh": ("brief_drawings", "announced_2", "markers_not_approved"),
    "Hòa Phú": ("scheme_text", "drawings_complete", "drawings_content"),
    "Hòa Thắng": ("scheme_consulted", "rules_not_signed"),
    "Hòa Thuận": ("rules_drafted",),
    "Hòa Xuân": tuple(column.field for column in COLUMNS_OF_DAK_LAK),
}
"""The items that a commune does not have; the others have all. Hòa Thắng and Hòa Thuận lack 10 points each, a tie."""


def of_dak_lak() -> Figures:
    """The items of each commune: yes, but for those it is without."""
    return {
        f"Xã {name}": {
            column.field: "Không" if column.field in WITHOUT.get(name, ()) else "Có" for column in COLUMNS_OF_DAK_LAK
        }
        for name in COMMUNES
    }


def books() -> Iterator[tuple[str, Workbook]]:
    """Every workbook with its path inside the folder of examples."""
    book = sheets.new_book()
    _table(book.create_sheet("Tổng hợp tỉnh"), AGENCY, YEAR_2023, COLUMNS_OF_808, of_provinces())
    _press(book.create_sheet("Báo chí Trung ương"))
    yield "quyet_dinh_808_2023/returns.xlsx", book
    book = sheets.new_book()
    _table(book.create_sheet("Tổng hợp huyện"), HUE, YEAR_2022, COLUMNS_OF_HUE, of_hue())
    yield "thua_thien_hue_2022/returns.xlsx", book
    book = sheets.new_book()
    _province(book.create_sheet("Biểu số liệu"))
    yield "phu_tho_2023/returns.xlsx", book
    book = sheets.new_book()
    period = Period("NĂM 2014", "", "Năm 2014", "31 tháng 12 năm 2014")
    _table(book.create_sheet("Tổng hợp xã"), DAK_LAK, period, COLUMNS_OF_DAK_LAK, of_dak_lak())
    yield "dak_lak_2014/returns.xlsx", book
    book = sheets.new_book()
    _table(book.create_sheet("Tổng hợp"), INSURANCE, OF_2023, COVERAGE, of_coverage(), total=False)
    yield "quyet_dinh_546_2022/returns.xlsx", book


def write(folder: Path, as_bytes: Callable[[Workbook], bytes]) -> None:
    """The workbooks below a folder."""
    for name, book in books():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(as_bytes(book))


if __name__ == "__main__":
    from make_examples import as_bytes

    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, as_bytes)
