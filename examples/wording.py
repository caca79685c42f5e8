"""What stands written on the forms of the examples: headers, rows, and the manners in which offices type."""

from __future__ import annotations

from typing import NamedTuple

from figures import BROADCASTER, CRIMES_BEFORE, EDUCATION, LABOUR, MONTH, NEWSPAPER, POLICE

ILLUSTRATIVE = "Số liệu minh họa của khpcmd"
TITLE = "KẾT QUẢ THỰC HIỆN CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM {}"
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
DISTRICTS_SHEET = "Tổng hợp huyện"
BODIES_SHEET = "Cơ quan cấp tỉnh"
FORM_SHEET = "Biểu số liệu"


class Period(NamedTuple):
    """How the forms of one period are worded."""

    title: str
    """What the title says, in capitals."""
    before: str
    """The header of the figures of the year before; "" where there is no such column."""
    now: str
    """The header of the figures themselves."""
    day: str
    """The day of the report that the form belongs to."""


YEAR = Period("NĂM 2023", "Năm 2022", "Năm 2023", "14 tháng 12 năm 2023")
HALF_YEAR = Period("6 THÁNG ĐẦU NĂM 2023", "6 tháng đầu năm 2022", "6 tháng đầu năm 2023", "14 tháng 6 năm 2023")
YEAR_2022 = Period("NĂM 2022", "", "Số liệu", "14 tháng 12 năm 2022")


class Office(NamedTuple):
    """Who signs a return: the letterhead, the place of the date line and the office held. No names of persons."""

    superior: str
    office: str
    symbol: str
    """What its reports are numbered with."""
    place: str
    head: str
    title: str = TITLE
    """What its returns are called."""


DEPARTMENT = Office("UBND TỈNH HẢI DƯƠNG", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "BC-SLĐTBXH", "Hải Dương", "GIÁM ĐỐC")


def office_of(district: str) -> Office:
    """The office of labour, invalids and social affairs of a district."""
    place = district.removeprefix("Thành phố ").removeprefix("Thị xã ").removeprefix("Huyện ")
    office = "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"
    return Office(f"UBND {district.upper()}", office, "BC-LĐTBXH", place, "TRƯỞNG PHÒNG")


class Column(NamedTuple):
    """A column of the consolidated form: the field, and its header from the top row to the lowest."""

    field: str
    header: tuple[str, ...]


_PLAN = "Kế hoạch phòng, chống mại dâm"
_INTO = "Lồng ghép với chương trình"
_TIPS = "Tố giác, tin báo, khiếu nại"
_CRIMES = "Số vụ phạm tội liên quan đến mại dâm được xử lý"
_VENUES = "Cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm"
_COMMUNES = "Xã, phường, thị trấn"
_STAFF = "Cán bộ, công chức, viên chức, chiến sĩ"
_VENUE_WORKERS = "Người lao động tại cơ sở kinh doanh dịch vụ"
_ZONE_WORKERS = "Người lao động trong khu công nghiệp"
_SELLERS = "Người bán dâm"

CRIMES_COLUMNS = (
    Column(CRIMES_BEFORE, (_CRIMES, "{before}")),
    Column("crimes_handled", (_CRIMES, "{now}")),
)
COLUMNS = (
    Column("plan_issued", (_PLAN, "Đã xây dựng")),
    Column("plan_document", (_PLAN, "Số, ký hiệu")),
    Column("plan_date", (_PLAN, "Ngày ban hành")),
    Column("activities_held", ("Số hoạt động đã tổ chức",)),
    Column("integrated_economy", (_INTO, "Phát triển kinh tế - xã hội")),
    Column("integrated_welfare", (_INTO, "An sinh, trợ giúp xã hội")),
    Column("integrated_drugs", (_INTO, "Phòng, chống ma túy")),
    Column("integrated_hiv", (_INTO, "Phòng, chống HIV/AIDS")),
    Column("reports_received", (_TIPS, "Tiếp nhận trong kỳ")),
    Column("reports_carried_in", (_TIPS, "Kỳ trước chuyển sang")),
    Column("reports_verified", (_TIPS, "Đã xác minh")),
    Column("reports_classified", (_TIPS, "Đã phân loại")),
    Column("reports_resolved_in_time", (_TIPS, "Đã xử lý", "Đúng hạn")),
    Column("reports_resolved_late", (_TIPS, "Đã xử lý", "Quá hạn")),
    Column("reports_pending_in_time", (_TIPS, "Đang xử lý", "Trong hạn")),
    Column("reports_pending_overdue", (_TIPS, "Đang xử lý", "Quá hạn")),
    *CRIMES_COLUMNS,
    Column("venues_total", (_VENUES, "Tổng số")),
    Column("venues_inspected", (_VENUES, "Được kiểm tra", "Cơ sở")),
    Column("inspection_visits", (_VENUES, "Được kiểm tra", "Lượt")),
    Column("communes_reached", (_COMMUNES, "Có tổ chức tuyên truyền")),
    Column("communes_maintained", (_COMMUNES, "Duy trì thường xuyên")),
    Column("staff_district_total", (_STAFF, "Cấp huyện", "Tổng số")),
    Column("staff_district_trained", (_STAFF, "Cấp huyện", "Được tập huấn")),
    Column("staff_commune_total", (_STAFF, "Cấp xã", "Tổng số")),
    Column("staff_commune_trained", (_STAFF, "Cấp xã", "Được tập huấn")),
    Column("venue_workers_total", (_VENUE_WORKERS, "Tổng số")),
    Column("venue_workers_informed", (_VENUE_WORKERS, "Được tuyên truyền")),
    Column("zone_workers_total", (_ZONE_WORKERS, "Tổng số")),
    Column("zone_workers_informed", (_ZONE_WORKERS, "Được tuyên truyền")),
    Column("sellers_eligible", (_SELLERS, "Có nhu cầu và đủ điều kiện")),
    Column("sellers_reached", (_SELLERS, "Được tiếp cận, sử dụng dịch vụ")),
)


class Row(NamedTuple):
    """A row of the vertical form: the field, what the row is called, and its unit of measure."""

    field: str
    label: str
    counted_in: str = ""


class Group(NamedTuple):
    """A heading of the vertical form and the rows below it."""

    heading: str
    rows: tuple[Row, ...]


_REPORTS = (
    Row("reports_received", "Số tố giác, tin báo, khiếu nại tiếp nhận trong kỳ", "vụ việc"),
    Row("reports_carried_in", "Số tố giác, tin báo, khiếu nại kỳ trước chuyển sang", "vụ việc"),
    Row("reports_verified", "Số tố giác, tin báo, khiếu nại đã xác minh", "vụ việc"),
    Row("reports_classified", "Số tố giác, tin báo, khiếu nại đã phân loại", "vụ việc"),
    Row("reports_resolved_in_time", "Số tố giác, tin báo, khiếu nại đã xử lý đúng hạn", "vụ việc"),
    Row("reports_resolved_late", "Số tố giác, tin báo, khiếu nại đã xử lý quá hạn", "vụ việc"),
    Row("reports_pending_in_time", "Số tố giác, tin báo, khiếu nại đang xử lý trong hạn", "vụ việc"),
    Row("reports_pending_overdue", "Số tố giác, tin báo, khiếu nại đang xử lý quá hạn", "vụ việc"),
)
CRIMES_ROW = Row("crimes_handled", "Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định", "vụ")
_STUDENTS = (
    Row("students_total", "Tổng số học sinh, sinh viên", "người"),
    Row("students_informed", "Số học sinh, sinh viên được tuyên truyền", "người"),
)

DISTRICT_FORM = (
    Group(
        "CÔNG TÁC CHỈ ĐẠO, XÂY DỰNG KẾ HOẠCH",
        (
            Row("plan_issued", "Đã xây dựng kế hoạch phòng, chống mại dâm năm 2023", "Có/Không"),
            Row("plan_document", "Số, ký hiệu văn bản kế hoạch"),
            Row("plan_date", "Ngày ban hành kế hoạch"),
            Row("activities_held", "Số hoạt động phòng, chống mại dâm đã tổ chức", "hoạt động"),
        ),
    ),
    Group(
        "LỒNG GHÉP NHIỆM VỤ PHÒNG, CHỐNG MẠI DÂM",
        (
            Row("integrated_economy", "Lồng ghép với chương trình phát triển kinh tế - xã hội", "Có/Không"),
            Row("integrated_welfare", "Lồng ghép với chương trình an sinh, trợ giúp xã hội", "Có/Không"),
            Row("integrated_drugs", "Lồng ghép với chương trình phòng, chống ma túy", "Có/Không"),
            Row("integrated_hiv", "Lồng ghép với chương trình phòng, chống HIV/AIDS", "Có/Không"),
        ),
    ),
    Group("TIẾP NHẬN, XỬ LÝ TỐ GIÁC, TIN BÁO, KHIẾU NẠI; XỬ LÝ TỘI PHẠM", (*_REPORTS, CRIMES_ROW)),
    Group(
        "CÔNG TÁC KIỂM TRA",
        (
            Row("venues_total", "Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm", "cơ sở"),
            Row("venues_inspected", "Số cơ sở được kiểm tra ít nhất một lần", "cơ sở"),
            Row("inspection_visits", "Số lượt kiểm tra cơ sở", "lượt"),
        ),
    ),
    Group(
        "CÔNG TÁC TUYÊN TRUYỀN",
        (
            Row("communes_reached", "Số xã, phường, thị trấn tổ chức ít nhất một hình thức tuyên truyền", "xã"),
            Row("communes_maintained", "Số xã, phường, thị trấn duy trì tuyên truyền thường xuyên", "xã"),
            Row(
                "venue_workers_total",
                "Số người lao động tại các cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm",
                "người",
            ),
            Row(
                "venue_workers_informed",
                "Số người lao động tại các cơ sở kinh doanh dịch vụ được tuyên truyền",
                "người",
            ),
            Row("zone_workers_total", "Số người lao động trong các khu công nghiệp", "người"),
            Row("zone_workers_informed", "Số người lao động trong các khu công nghiệp được tuyên truyền", "người"),
        ),
    ),
    Group(
        "ĐÀO TẠO, BỒI DƯỠNG, TẬP HUẤN",
        (
            Row("staff_district_total", "Số cán bộ, công chức, viên chức, chiến sĩ cấp huyện có liên quan", "người"),
            Row(
                "staff_district_trained",
                "Số cán bộ, công chức, viên chức, chiến sĩ cấp huyện được đào tạo, bồi dưỡng, tập huấn",
                "người",
            ),
            Row("staff_commune_total", "Số cán bộ, công chức, viên chức, chiến sĩ cấp xã có liên quan", "người"),
            Row(
                "staff_commune_trained",
                "Số cán bộ, công chức, viên chức, chiến sĩ cấp xã được đào tạo, bồi dưỡng, tập huấn",
                "người",
            ),
        ),
    ),
    Group(
        "HỖ TRỢ HÒA NHẬP CỘNG ĐỒNG",
        (
            Row("sellers_eligible", "Số người bán dâm có nhu cầu và đủ điều kiện hỗ trợ", "người"),
            Row("sellers_reached", "Số người bán dâm được tiếp cận, sử dụng dịch vụ hỗ trợ", "người"),
        ),
    ),
)

NEWS_ROW = Row("", "Số tin, bài về phòng, chống mại dâm đăng tải theo tháng", "tin, bài")


def _press(name: str, months: int) -> Group:
    return Group(name, (NEWS_ROW, *(Row(MONTH.format(n), f"Tháng {n}", "tin, bài") for n in range(1, months + 1))))


def bodies_form(months: int) -> tuple[Group, ...]:
    """The form of the provincial bodies, with the press asked for the months from 1 to ``months``."""
    return (
        Group(
            LABOUR,
            (
                Row(
                    "staff_province_total",
                    "Số cán bộ, công chức, viên chức, chiến sĩ cấp tỉnh có liên quan",
                    "người",
                ),
                Row(
                    "staff_province_trained",
                    "Số cán bộ, công chức, viên chức, chiến sĩ cấp tỉnh được đào tạo, bồi dưỡng, tập huấn",
                    "người",
                ),
                *_STUDENTS,
            ),
        ),
        Group(POLICE, (*_REPORTS, CRIMES_ROW)),
        Group(EDUCATION, _STUDENTS),
        _press(NEWSPAPER, months),
        _press(BROADCASTER, months),
    )


class Manner(NamedTuple):
    """How an office writes yes, no and nothing, and how its cells show numbers."""

    yes: str = "Có"
    no: str = "Không"
    zero: str | int = 0
    numbers: str = "#,##0"


MANNERS = {
    "Thành phố Chí Linh": Manner(yes="x"),
    "Thị xã Kinh Môn": Manner(yes="X", zero="-"),
    "Huyện Bình Giang": Manner(yes="có"),
    "Huyện Tứ Kỳ": Manner(numbers='_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'),
    "Huyện Ninh Giang": Manner(zero="Không"),
    "Huyện Thanh Miện": Manner(yes="x", zero="-"),
}
"""The others write Có, Không and 0. The accounting format of Tứ Kỳ shows 0 as a dash."""
