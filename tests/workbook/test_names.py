"""The names of sheets and files, as offices type them: what speaks against the figures inside, and what is honest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import annex_plan
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Severity
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Key
from khpcmd.template.make import make_template
from khpcmd.workbook.read import Reading, read_workbook
from places import ROOT
from template.filling import fill
from template.making import wanted
from template.test_annex_forms import some
from workbook.builder import saved
from workbook.views import codes, figures

AGAINST = """
ke hoach 2023|KH 2023|KH2023|KHPCMD|Kế hoạch PCMD 2023|PL KH|Biểu KH|UTH|SL uoc|DKy|Nam Sách-DK|MT|2022 Nam Sách
Nam Sách cũ|Nam Sach cu|Backup|6T|6T2023|9T2023|9T|T9|T6.2023|thang 9|Thang9|Q3|QIII|quy IV|quý.IV|Quy_3|ky truoc
cung ky|so nhap|tham khao|du_kien|DuKien|dukien2023|ke_hoach_giao|ma_tuy|chua_thuc_hien|(huy)|Nam Sach da huy|nghin
Nam Sách KH|6 thang|6 thang cuoi nam|6-thang-dau-nam|uoc thuc hien 2023|uoc TH ca nam|dang ky chi tieu 2024
giao chi tieu 2023|du thao BC|ban nhap|nam truoc|nam 2022|cai nghien|PCMT|NTM 2023|buon ban nguoi|chua duyet
phan dau 2023|muc tieu 2024|Nam Sach_OLD|ky I|T1-T9|den thang 6|6 thang dau nam 2022|Ke hoach nam|kh_2023_v2|Số KH
BanNhap|file nhap|tam tinh|9thang2023|thang 3.2023|nua dau nam|tuan 3|cung_ky_2022|Tham_khao|PC ma tuy|giảm nghèo
Nam Sach - Ke hoach|huyen Nam Sach (KH)|dau nam|den 30.6
BC 2023 (năm 2022)|đợt cao điểm|điểm thi đua|trẻ em|BC 2023 %|lũy kế từ đầu nhiệm kỳ|tháng 11
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
HONEST = """
BC nam 2023 Nam Sach (lan 2)|Huyen Nam Sach - bao cao PCMD 2023|01. Nam Sách_Báo cáo mại dâm năm 2023|Sheet1
Bieu so lieu huyen Nam Sach final|Phu luc kem BC 120|bao cao tong ket|Copy of Nam Sach|Nam Sach (1)|Trang tính1
So lieu PCMD Nam Sach 14.12.2023|BC KQ thuc hien KH 416 Nam Sach|Biểu mẫu kèm CV 2530|Nam Sach da sua|Biểu 1
UBND huyen Nam Sach gui So LDTBXH|Phụ lục|Bieu 01|Năm 2023|Mại dâm|Số liệu|PL1|BC năm|BC nam|Tổng hợp|PCMD|NS
thuc hien ke hoach 416|BC ket qua thuc hien ke hoach|phu luc kem theo KH 416|kết quả kế hoạch 416|KH 416-KH-UBND
Phu luc KH so 416|NamSach_KH416_2023|Nam Sach v2|Nam Sach gui lai|Nam Sach chinh thuc|Nam Sach 12.12.2023
Nam Sach lan 2|BC_Nam_Sach_nam_2023|bao-cao-nam-2023-nam-sach|NamSach2023|TH 2023|KH-TH 2023|KQ 2023|Bieu so 01
PL so 2|TP Hai Duong|BC thang 12.2023|bao cao dinh ky nam 2023|ky bao cao nam 2023|Bao cao cuoi nam|BC ca nam 2023
12 thang|cong an huyen Nam Sach|So lieu MD 2023|kq phong chong mai dam|Tong hop so lieu|Bieu chi tieu|Chi tieu
Bieu theo doi ke hoach|Bảng số liệu|Bieu mau so 3|BC da duyet|20231212 Nam Sach|2023.12.12 Nam Sach|12 Nam Sach
BC so sanh 2023 voi 2022|So lieu 2023 va cung ky 2022|BC nam 2023 va phuong huong 2024|giao ban cuoi nam
BC nam 2023 va ke hoach 2024|Kinh Mon|Nam Sach 30.11.2023|report 2023|Tu 15.12.2022 den 14.12.2023|Thang 1.2024
BC tong ket nam 2023 (chinh thuc)|Thuc hien chi tieu 2023|Trien khai KH 416|Huyen_Ninh_Giang_lan_2
BC da bo sung|Nam Sách mới
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
TITLE = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023"
OF_SHEETS = ("Bổ sung", "Nữ", "Tỷ lệ", "Bỏ")
"""What counts as the name of a sheet, though not as that of a file."""


def is_read(plan: Plan, folder: Path, *, sheet: str = "Sheet1", file: str = "bieu", title: str = TITLE) -> bool:
    """Whether the figure of a form is read in a sheet and a file of these names."""
    rows = (
        ["UBND HUYỆN NAM SÁCH"], [title], [None],
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Số liệu"], [1, "Tổng số CSKD dịch vụ", "cơ sở", 86],
    )  # fmt: skip
    path = saved(folder / f"{file}.xlsx", rows, sheet[:31])
    reading = read_workbook(path, plan, name=path.name)
    cells = [cell for filed in reading.returns for cell in filed.cells.values()]
    return [cell.value for cell in cells if cell.state is CellState.VALUE] == [86]


def test_a_name_that_speaks_against_the_figures_is_asked_about(plan: Plan, tmp_path: Path) -> None:
    assert not [name for name in AGAINST if is_read(plan, tmp_path, file=name)]
    assert not [name for name in (*AGAINST, *OF_SHEETS) if is_read(plan, tmp_path, sheet=name)]


@pytest.mark.parametrize(
    ("file", "read"),
    [
        *((name, True) for name in ("t2", "t12", "TH2", "TH 12")),
        *((name, False) for name in ("T9", "Th2", "TH2-2023", "BC TH2", "t9-2023", "bc t9")),
    ],
)
def test_a_file_that_is_only_numbered_names_no_month(plan: Plan, tmp_path: Path, file: str, read: bool) -> None:
    assert is_read(plan, tmp_path, file=file) is read


def test_an_honest_name_says_nothing(plan: Plan, tmp_path: Path) -> None:
    others = ("Hai Duong", "Ninh_Giang", "Kinh Mon")  # another unit than the one inside is a contradiction
    honest = [name for name in HONEST if not any(other in name for other in others)]
    assert not [name for name in honest if not is_read(plan, tmp_path, file=name)]
    sheets = [name for name in honest if len(name) <= 31]
    assert not [name for name in sheets if not is_read(plan, tmp_path, sheet=name)]


@pytest.mark.parametrize(("file", "read"), [("BC 6T2023", True), ("BC 2023", True), ("BC ca nam", False)])
def test_a_span_in_a_name_is_compared_with_the_title(plan: Plan, tmp_path: Path, file: str, read: bool) -> None:
    assert is_read(plan, tmp_path, file=file, title="KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023") is read


# the name of a file may be that of the body whose form it is, which elsewhere is another programme's


PLAN = annex_plan.PLAN.replace("Huyện Nam Sách", "Bảo hiểm xã hội tỉnh")


def filled_in(folder: Path, plan: str, name: str) -> Reading:
    """The form of a unit of a plan, filled in and read under a name."""
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    loaded = load_plan(folder / "plan.yaml")
    asked = wanted(loaded, loaded.plan.unit["d1"])
    make_template(folder / "blank.xlsx", asked)
    fill(folder / name, folder / "blank.xlsx", asked, some(asked, random.Random(1), whole=True))  # noqa: S311
    return read_workbook(folder / name, loaded.plan, name=name)


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("name", "believed"),
    [
        ("BHXH.xlsx", True),
        ("bao hiem xa hoi.xlsx", True),
        ("Báo cáo BHXH năm 2026.xlsx", True),
        ("BHTN.xlsx", False),
        ("bao hiem that nghiep.xlsx", False),
        ("BHXH nhap.xlsx", False),
    ],
)
def test_the_name_of_a_body_does_not_speak_against_its_own_form(tmp_path: Path, name: str, believed: bool) -> None:
    reading = filled_in(tmp_path, PLAN, name)
    faults = {one.code for one in reading.diagnostics if one.severity is not Severity.NOTE}
    assert faults == (set() if believed else {Code.OTHER_MEANING})
    filed = next(one for one in reading.returns if one.unit == "d1")
    assert (filed.value(Key("visits")) is not None) is believed


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("name", "believed"), [("bo", True), ("BHXH", False), ("bỏ", False), ("huy", False), ("xoa", False)]
)
def test_the_name_of_a_ministry_turns_no_form_and_that_of_another_body_does(
    tmp_path: Path, name: str, believed: bool
) -> None:
    reading = filled_in(tmp_path, annex_plan.PLAN, f"{name}.xlsx")
    assert (Code.OTHER_MEANING not in {one.code for one in reading.diagnostics}) is believed


# a town with the name of its district: a row that may be of both is asked about, and never taken for one of them


COMMUNES_ONLY = annex_plan.PLAN.replace("Xã Cộng Hòa, en: Cong Hoa Commune", "Thị trấn Nam Sách, en: Nam Sach Town", 1)
BOTH = COMMUNES_ONLY.replace("Visits}, reported_by: [district]", "Visits}, reported_by: [district, commune]", 1)
HEADS: Sequence[Sequence[object]] = (["UBND HUYỆN NAM SÁCH"], ["BÁO CÁO NĂM 2026"], [])
HOUSEHOLDS, VISITS = ("Đơn vị", "Số hộ gia đình (hộ)"), ("Đơn vị", "Số lượt kiểm tra (lượt)")
Rows = Sequence[Sequence[object]]


def read(folder: Path, plan: str, field: str, rows: Rows) -> tuple[dict[str, object], list[str]]:
    """The figures by unit, and the codes that were told."""
    reading = read_workbook(saved(folder / "bc.xlsx", rows), parse_plan(plan, "plan.yaml"), name="bc.xlsx")
    codes = [one.code.code for one in reading.diagnostics if one.severity is not Severity.NOTE]
    found = {one.unit: one.value(Key(field)) for one in reading.returns}
    return {unit: value for unit, value in found.items() if value is not None}, codes


@pytest.mark.parametrize(
    ("plan", "field", "head"), [(COMMUNES_ONLY, "households", HOUSEHOLDS), (BOTH, "visits", VISITS)]
)
def test_the_bare_name_of_the_district_among_numbered_communes(
    tmp_path: Path, plan: str, field: str, head: tuple[str, str]
) -> None:
    communes: Rows = ([1, "An Bình", 10], [2, "An Lâm", 20])
    table = (*HEADS, ["TT", *head])
    told = read(tmp_path, plan, field, (*table, [None, "Nam Sách", 30], *communes))
    assert told == ({"c1": 10, "c2": 20}, ["U420"])
    told = read(tmp_path, plan, field, (*table, [None, "Huyện Nam Sách", 30], *communes))
    assert told == ({"c1": 10, "c2": 20}, [])
    for town in ([3, "Nam Sách", 30], [None, "TT Nam Sách", 30]):
        assert read(tmp_path, plan, field, (*table, *communes, town)) == ({"c1": 10, "c2": 20, "c3": 30}, [])
    unnumbered = ([name, value] for _, name, value in (*communes, [0, "Nam Sách", 30]))
    assert read(tmp_path, plan, field, (*HEADS, head, *unnumbered)) == ({"c1": 10, "c2": 20, "c3": 30}, [])


def test_the_bare_name_below_the_row_of_its_district(tmp_path: Path) -> None:
    """Districts and communes report the figure: that of the town is not taken for that of the district."""
    table: Rows = (["BÁO CÁO NĂM 2026"], [], ["TT", *VISITS], [None, "Huyện Nam Sách", None], [1, "An Lâm", 20])
    assert read(tmp_path, BOTH, "visits", (*table, [2, "Nam Sách", 30])) == ({"c2": 20}, ["U420"])
    assert read(tmp_path, BOTH, "visits", (*table, [2, "TT Nam Sách", 30])) == ({"c2": 20, "c3": 30}, [])


# a place may be called by a word that elsewhere says what a form is: "Mẫu", a specimen


PLAN_PLACE = """\
languages: [vi]
id: mau-2027
title: Kế hoạch nông thôn mới xã Mẫu Sơn năm 2027
document: {number: 12/KH-UBND, date: 2027-01-08, issuer: Ủy ban nhân dân xã Mẫu Sơn}
year: 2027
periods:
  year:
    title: năm 2027
    window: {from: 2027-01-01, to: 2027-12-31}
    due: {date: 2028-01-15}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
levels: {village: {title: thôn}}
units: [{id: a, level: village, name: Mẫu}, {id: b, level: village, name: Đông}]
fields:
  n: {kind: count, label: Số hộ đạt chuẩn, reported_by: [village], unit_of_measure: hộ}
  m: {kind: count, label: Tổng số hộ, reported_by: [village], unit_of_measure: hộ, flow: false}
targets:
  - id: T1
    clause: Mục I
    quote: ít nhất 60% số hộ đạt chuẩn
    title: Hộ đạt chuẩn
    measure: {kind: ratio, part: n, whole: m}
    threshold: {at_least: 60%}
    cumulative: true
"""


def cell_of(sheet: Worksheet, text: str) -> str:
    """The address of the only cell that begins with a text."""
    (found,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith(text))
    return str(found.coordinate)


def filled(folder: Path, unit: str) -> Path:
    """A form of a unit that khpcmd made, with 100 and 70 households."""
    (folder / "plan.yaml").write_text(PLAN_PLACE, encoding="utf-8")
    file = folder / "bao-cao.xlsx"
    assert main(["template", "--unit", unit, "--plan", str(folder / "plan.yaml"), "-o", str(file)]) == 0
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for label, number in (("Tổng số hộ", 100), ("Số hộ đạt chuẩn", 70)):
        row = sheet[cell_of(sheet, label)].row
        sheet.cell(row, 5).value = number
    book.save(file)
    return file


def told(file: Path, **cells: str) -> list[str]:
    """The errors of a form with these texts in its cells; its signature stands in ``signed``."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for at, text in cells.items():
        sheet[cell_of(sheet, "……, ngày") if at == "signed" else at] = text
    book.save(file)
    return errors(file)


def errors(file: Path) -> list[str]:
    """The errors of a file; without any, all figures are read."""
    found = read_workbook(file, parse_plan(PLAN_PLACE, "plan.yaml"), name=file.name)
    assert found.diagnostics or [figures(one) for one in found.returns] == [{"m": 100, "n": 70}]
    return codes(found)


def typed(folder: Path, *lines: str) -> list[str]:
    """The errors of a return that somebody typed, with lines above its table."""
    above = ([line] for line in (*lines, "Kết quả thực hiện năm 2027"))
    table = (["Nội dung", "Đơn vị tính", "Kết quả"], ["Tổng số hộ", "hộ", 100], ["Số hộ đạt chuẩn", "hộ", 70])
    return errors(saved(folder / "bao-cao.xlsx", (*above, *table)))


def test_the_form_of_a_unit_of_that_name_is_read(tmp_path: Path) -> None:
    assert told(filled(tmp_path, "a")) == []


@pytest.mark.crossing(2)
@pytest.mark.parametrize("place", ["Mẫu", "Mẫu Sơn", "Xã Mẫu Sơn", "……"])
def test_a_place_of_the_plan_stands_before_the_day_of_a_signature(tmp_path: Path, place: str) -> None:
    assert told(filled(tmp_path, "b"), signed=f"{place}, ngày 05 tháng 01 năm 2028") == []


@pytest.mark.parametrize("place", ["Bản mẫu", "Mẫu điền", "Số liệu mẫu", "Mẫu Hưng", "Dự thảo"])
def test_no_other_words_stand_there(tmp_path: Path, place: str) -> None:
    assert told(filled(tmp_path, "b"), signed=f"{place}, ngày 05 tháng 01 năm 2028") == ["OTHER_MEANING"]


@pytest.mark.parametrize("cells", [{"A3": "MẪU"}, {"A1": "MẪU"}, {"A3": "Mẫu"}, {"A4": "MẪU ĐIỀN"}, {"A3": "BẢN MẪU"}])
def test_the_word_beside_the_name_counts(tmp_path: Path, cells: dict[str, str]) -> None:
    assert told(filled(tmp_path, "a"), **cells) == ["OTHER_MEANING"]


def test_it_counts_in_the_form_of_another_unit(tmp_path: Path) -> None:
    assert "OTHER_MEANING" in told(filled(tmp_path, "b"), A3="MẪU")


def test_a_return_that_was_typed_names_its_unit_by_a_label(tmp_path: Path) -> None:
    assert typed(tmp_path, "Đơn vị báo cáo: Mẫu") == []
    assert typed(tmp_path, "Đơn vị báo cáo: Đông") == []
    for lines in (["Đơn vị báo cáo: Mẫu", "MẪU"], ["MẪU", "Đơn vị báo cáo: Mẫu"], ["Đơn vị báo cáo: Đông", "MẪU"]):
        assert "OTHER_MEANING" in typed(tmp_path, *lines)


def test_the_word_alone_is_no_name_in_a_return_that_was_typed(tmp_path: Path) -> None:
    assert "OTHER_MEANING" in typed(tmp_path, "MẪU")


@pytest.mark.parametrize(
    ("unit", "name", "is_believed"),
    [
        ("PHƯỜNG AN HẢI", "bieu-mau_phuong-an-hai_year", True),
        ("PHƯỜNG AN HẢI", "phuong_an_hai (1)", True),
        ("PHƯỜNG AN HẢI", "phuong an 2026", False),
        ("PHƯỜNG AN HẢI", "phuong an 1 phuong an hai", False),
        ("PHƯỜNG AN HẢI", "phương án hải", False),
        ("XÃ BÌNH GIANG", "phuong an hai", False),
    ],
)
def test_the_name_of_the_place_in_a_file_has_no_other_words_in_it(
    unit: str, name: str, is_believed: bool, tmp_path: Path
) -> None:
    """Without accents “phường An …” is "phương án", a plan."""
    rows: list[list[object]] = [[unit], [TITLE.replace("2023", "2026")]]
    rows += [["TT", "Chỉ tiêu", "Số lượng"], [1, "Số cán bộ được tập huấn", 7]]
    path = saved(tmp_path / f"{name}.xlsx", rows)
    reading = read_workbook(path, load_plan(ROOT / "targets" / "hai_phong_portal_2026.yaml").plan, name=path.name)
    cells = [cell for one in reading.returns for key, cell in one.cells.items() if key.field == "cadres_trained"]
    told = {one.code for one in reading.diagnostics if one.severity is Severity.ERROR} - {Code.MISSING_FIELD}
    assert (not told and [cell.state for cell in cells] == [CellState.VALUE]) is is_believed


COMMUNES = load_plan(ROOT / "targets" / "hai_phong_portal_2026.yaml").plan
"""114 communes of 2025, among them Xã Gia Lộc, An Phú, Tân Minh, Phường Lê Chân, Đặc khu Cát Hải."""
OTHERS = """
XÃ AN PHỤ|XÃ HÀ NÁM|XÃ CẨM GIẢNG|XÃ CẨM GIANGG|XÃ BÌNH GIAN|HUYỆN GIA LỘC|HUYỆN CÁT HẢI|THỊ XÃ KINH MÔN
THÀNH PHỐ CHÍ LINH|QUẬN LÊ CHÂN|THỊ TRẤN GIA LỘC|THỊ TRẤN CÁT HẢI|TỈNH HẢI DƯƠNG|XÃ TÂN MINH - HÀ NỘI
XÃ TÂN AN, TỈNH NGHỆ AN|XÃ TRẦN PHÚ (TỈNH LẠNG SƠN)|XÃ GIA LỘC, XÃ GIA PHÚC|CỤM XÃ GIA LỘC|LIÊN XÃ GIA LỘC - GIA PHÚC
XÃ GIA LỘC CŨ|CÁC XÃ THUỘC HUYỆN GIA LỘC|HỘI LIÊN HIỆP PHỤ NỮ XÃ GIA LỘC|TRƯỜNG THCS XÃ GIA LỘC
HỢP TÁC XÃ GIA LỘC|THÔN BÌNH GIANG|CÔNG TY TNHH GIA LỘC|KHU DÂN CƯ GIA LỘC
XÃ THANH MIỆN BẮC|PHƯỜNG NGUYỄN TRÃI 2|XÃ VĨNH|PHƯỜNG TRẦN HƯNG|SỞ Y TẾ
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
SLIPS = ["XÃ GIA LÔC", "XA GIA LOC", "PHƯỜNG GIA LỘC", "XÃ CÁT HẢI"]
"""What may be no other unit of the plan, and is told."""


def credited(folder: Path, lines: Sequence[str], file: str = "bc", sheet: str = "Sheet1") -> set[str]:
    """The units that the figures of a form below some lines are of."""
    rows: list[list[object]] = [[line] for line in (*lines, TITLE.replace("2023", "2026"))]
    path = saved(
        folder / f"{file}.xlsx", [*rows, ["TT", "Chỉ tiêu", "Số lượng"], [1, "Số cán bộ được tập huấn", 7]], sheet
    )
    reading = read_workbook(path, COMMUNES, name=path.name)
    faults = [one for one in reading.diagnostics if one.severity is Severity.ERROR]
    whole = {one.code for one in faults} <= {Code.MISSING_FIELD}
    return {one.unit for one in reading.returns if any(cell.known for cell in one.cells.values())} if whole else set()


@pytest.mark.parametrize("line", OTHERS)
def test_no_unit_is_credited_with_the_figures_of_another_place(line: str, tmp_path: Path) -> None:
    assert not credited(tmp_path, ["ỦY BAN NHÂN DÂN", line] if line.startswith(("XÃ", "PHƯỜNG", "HUYỆN")) else [line])


@pytest.mark.parametrize("line", SLIPS)
def test_a_slip_in_the_name_of_a_unit_is_told_and_no_more(line: str, tmp_path: Path) -> None:
    assert len(credited(tmp_path, ["ỦY BAN NHÂN DÂN", line])) == 1


@pytest.mark.parametrize("name", ["Huyện Gia Lộc", "Quận Lê Chân", "TP Chí Linh", "huyen Gia Loc"])
def test_a_sheet_or_a_file_of_a_district_is_not_of_the_commune_of_that_name(name: str, tmp_path: Path) -> None:
    assert not credited(tmp_path, [], sheet=name)
    assert not credited(tmp_path, [], file=f"bc {name} 2026")
    assert credited(tmp_path, [], file="bc xa Gia Loc 2026")


def test_a_code_is_first_what_it_is_with_all_its_zeros() -> None:
    """A province may be "04" where a ward is "00004"."""
    upper, lower, *_ = COMMUNES.units
    units = (upper.model_copy(update={"id": "04"}), lower.model_copy(update={"id": "00004"}))
    plan = COMMUNES.model_construct(**{**dict(COMMUNES), "units": units})
    assert [plan.coded(code) for code in ("04", "00004", "4", "004")] == ["04", "00004", "", ""]
