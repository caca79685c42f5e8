"""The names of sheets and files, as offices type them: what speaks against the figures inside, and what is honest."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.read import read_workbook
from workbook.builder import saved

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
    ("file", "read"), [("t2", True), ("t12", True), ("T9", False), ("t9-2023", False), ("bc t9", False)]
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
