"""Blank forms of others in eleven layouts, and what belongs into their cells.

``=`` in front of a letter stands for the sum of that column of the examples' return over all units; a letter with a row
(``U15``) for the figure of one unit. The columns and rows are those of ``examples/returns_2023.xlsx``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """A blank form, and by cell what belongs into it. ``whole``: the form is the province's, which files no return."""

    name: str
    sheet: str
    expected: Mapping[str, str]
    whole: bool = True


LAYOUTS = (
    Layout(
        "a ministry's form: two years, codes, a column of ratios, groups and a signature",
        """
        | Biểu số: 01.N/PCTNXH | | KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM⏎Năm 2023 | | Đơn vị báo cáo: tỉnh Hải Dương |
        ---
        | STT | Chỉ tiêu | Mã số | Đơn vị tính | Thực hiện | < | < | Ghi chú |
        | ^ | ^ | ^ | ^ | Năm 2022 | Năm 2023 | 2023/2022 (lần) | ^ |
        | A | B | C | D | 1 | 2 | 3 = 2/1 | E |
        | I | Công tác tuyên truyền |
        | 1 | Số xã, phường, thị trấn tổ chức ít nhất một hình thức tuyên truyền | '01 | xã | | | =IF(E7="","",F7/E7) |
        | II | Công tác kiểm tra |
        | 2 | Số lượt kiểm tra cơ sở | '02 | lượt | | | =IF(E9="","",F9/E9) |
        | 3 | Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định | '03 | vụ | | | =F10/E10 |
        ---
        | NGƯỜI LẬP BIỂU | | | | GIÁM ĐỐC |
        """,
        {"F7": "=X", "F9": "=W", "E10": "=S+C", "F10": "=T+D"},
    ),
    Layout(
        "one column of figures without numbers and codes",
        """
        BIỂU TỔNG HỢP PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | Nội dung | Đơn vị tính | Số liệu |
        | Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm trên địa bàn | cơ sở | |
        | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | |
        """,
        {"C3": "=U", "C4": "=V"},
    ),
    Layout(
        "aliases for labels, an item above its parts",
        """
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
        | 1 | Cơ sở KDDV dễ phát sinh TNMD | | |
        | | - Tổng số | cơ sở | |
        | | - Trong đó: Được kiểm tra | cơ sở | |
        """,
        {"D4": "=U", "D5": "=V"},
    ),
    Layout(
        "a column of plan figures beside the results",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | ĐVT | Kế hoạch 2023 | Thực hiện 2023 | Ghi chú |
        | 1 | Số lượt kiểm tra cơ sở | lượt | | | |
        """,
        {"E3": "=W"},
    ),
    Layout(
        "a row for each unit",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Đơn vị | Số lượt kiểm tra cơ sở | Số cơ sở được kiểm tra ít nhất một lần | Ghi chú |
        | 1 | Thành phố Hải Dương | | | |
        | 2 | Huyện Nam Sách | | | |
        | 3 | Thị xã Kinh Môn | | | |
        """,
        {"C3": "W13", "D3": "V13", "C4": "W15", "D4": "V15", "C5": "W16", "D5": "V16"},
        whole=False,
    ),
    Layout(
        "a row for each unit, with a row of sums",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Đơn vị | Số lượt kiểm tra cơ sở | Số cơ sở được kiểm tra ít nhất một lần |
        | 1 | Thành phố Hải Dương | | |
        | 2 | Thành phố Chí Linh | | |
        | 3 | Huyện Nam Sách | | |
        | 4 | Thị xã Kinh Môn | | |
        | 5 | Huyện Kim Thành | | |
        | 6 | Huyện Thanh Hà | | |
        | 7 | Huyện Cẩm Giàng | | |
        | 8 | Huyện Bình Giang | | |
        | 9 | Huyện Gia Lộc | | |
        | 10 | Huyện Tứ Kỳ | | |
        | 11 | Huyện Ninh Giang | | |
        | 12 | Huyện Thanh Miện | | |
        | | Tổng cộng | | |
        """,
        {
            **{f"{at}{row}": f"{of}{row + 10}" for row in range(3, 15) for at, of in (("C", "W"), ("D", "V"))},
            "C15": "=W",
            "D15": "=V",
        },
        whole=False,
    ),
    Layout(
        "a row for each unit below headers of two rows, another order",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Tên đơn vị | Xã, phường, thị trấn | < | Cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm | < |
        | ^ | ^ | Có tổ chức tuyên truyền | Duy trì thường xuyên | Tổng số | Được kiểm tra |
        | 1 | Huyện Thanh Miện | | | | |
        | 2 | Huyện Tứ Kỳ | | | | |
        """,
        {f"{at}{4 + row}": f"{of}{24 - 2 * row}" for row in (0, 1) for at, of in zip("CDEF", "XYUV", strict=True)},
        whole=False,
    ),
    Layout(
        "a column for each unit",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Đơn vị tính | Huyện Nam Sách | Thị xã Kinh Môn | Huyện Kim Thành |
        | 1 | Số lượt kiểm tra cơ sở | lượt | | | |
        | 2 | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | | | |
        """,
        {"D3": "W15", "E3": "W16", "F3": "W17", "D4": "V15", "E4": "V16", "F4": "V17"},
        whole=False,
    ),
    Layout(
        "groups of rows, each of a unit",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Đơn vị tính | Số lượng |
        | I | Huyện Nam Sách | | |
        | 1 | Số lượt kiểm tra cơ sở | lượt | |
        | 2 | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | |
        | II | Thị xã Kinh Môn | | |
        | 1 | Số lượt kiểm tra cơ sở | lượt | |
        | 2 | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | |
        """,
        {"D4": "W15", "D5": "V15", "D7": "W16", "D8": "V16"},
        whole=False,
    ),
    Layout(
        "a form of one district, named in its letterhead",
        """
        | UBND HUYỆN NAM SÁCH | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
        | PHÒNG LĐTBXH | | Độc lập - Tự do - Hạnh phúc |
        ---
        KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
        | I | CÔNG TÁC KIỂM TRA |
        | 1 | Tổng số CSKD dịch vụ | cơ sở | |
        | 2 | Số lượt cơ sở được kiểm tra | lượt | |
        """,
        {"D7": "U15", "D8": "W15"},
        whole=False,
    ),
    Layout(
        "two tables, one below the other",
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Chỉ tiêu | Đơn vị tính | Số lượng |
        | 1 | Số lượt kiểm tra cơ sở | lượt | |
        ---
        Biểu 2. Tuyên truyền năm 2023
        | TT | Chỉ tiêu | Đơn vị tính | Số lượng |
        | 1 | Số xã, phường, thị trấn tổ chức ít nhất một hình thức tuyên truyền | xã | |
        """,
        {"D3": "=W", "D7": "=X"},
    ),
)
