"""The figures of the examples. Every one of them is invented: they illustrate the forms, not the province.

One row is one field of targets/plan_2023.yaml, one column one district. Figures of 2022 stand under CRIMES_BEFORE.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

Figure = int | float | bool | str | date
Figures = dict[str, dict[str, Figure]]
"""The figures by unit (its official name) and field."""

CRIMES_BEFORE = "crimes_handled_before"
"""crimes_handled of the same period of 2022; not a field of its own in the plan."""
MONTH = "news_items_{}"
"""The name under which the news items of a month (1 to 12) stand."""

DISTRICTS = (
    "Thành phố Hải Dương",
    "Thành phố Chí Linh",
    "Huyện Nam Sách",
    "Thị xã Kinh Môn",
    "Huyện Kim Thành",
    "Huyện Thanh Hà",
    "Huyện Cẩm Giàng",
    "Huyện Bình Giang",
    "Huyện Gia Lộc",
    "Huyện Tứ Kỳ",
    "Huyện Ninh Giang",
    "Huyện Thanh Miện",
)
LATE_AT_HALF_YEAR = ("Huyện Nam Sách", "Huyện Tứ Kỳ")
DISTRICTS_AT_HALF_YEAR = tuple(name for name in DISTRICTS if name not in LATE_AT_HALF_YEAR)

LABOUR = "Sở Lao động - Thương binh và Xã hội"
POLICE = "Công an tỉnh"
EDUCATION = "Sở Giáo dục và Đào tạo"
NEWSPAPER = "Báo Hải Dương"
BROADCASTER = "Đài Phát thanh truyền hình tỉnh Hải Dương"

YES, NO = True, False

# fmt: off
_YEAR: dict[str, tuple[Figure, ...]] = {
    #                             T.HD   T.CL  NSách   KMôn  KThàn    THà  CGiàn  BGian   GLộc    TKỳ  NGian  TMiện
    "plan_issued":              (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "plan_document":            ("58/KH-UBND", "61/KH-UBND", "35/KH-UBND", "47/KH-UBND", "39/KH-UBND", "52/KH-UBND",
                                 "44/KH-UBND", "31/KH-UBND", "63/KH-UBND", "55/KH-UBND", "28/KH-UBND", "49/KH-UBND"),
    "plan_date":                (date(2023, 3, 14), date(2023, 3, 10), date(2023, 3, 6), date(2023, 3, 21),
                                 date(2023, 3, 15), date(2023, 3, 28), date(2023, 3, 9), date(2023, 3, 17),
                                 date(2023, 4, 4), date(2023, 3, 24), date(2023, 3, 30), date(2023, 4, 11)),
    "activities_held":          (   42,    28,    22,    25,    19,    20,    21,    16,    18,    22,    17,    15),
    "integrated_economy":       (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "integrated_welfare":       (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,    NO,   YES),
    "integrated_drugs":         (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "integrated_hiv":           (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "reports_received":         (   31,    16,     7,    11,     6,     5,     9,     3,     5,     4,     2,     0),
    "reports_carried_in":       (    2,     1,     0,     1,     0,     0,     1,     0,     0,     0,     0,     0),
    "reports_verified":         (   32,    17,     7,    12,     6,     5,    10,     3,     5,     4,     2,     0),
    "reports_classified":       (   31,    16,     7,    12,     6,     5,     9,     3,     5,     4,     2,     0),
    "reports_resolved_in_time": (   30,    16,     7,    11,     6,     4,     9,     3,     5,     3,     2,     0),
    "reports_resolved_late":    (    0,     0,     0,     1,     0,     0,     0,     0,     0,     0,     0,     0),
    "reports_pending_in_time":  (    3,     1,     0,     0,     0,     1,     1,     0,     0,     1,     0,     0),
    "reports_pending_overdue":  (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
    CRIMES_BEFORE:              (   14,     9,     3,     5,     4,     3,     6,     2,     3,     3,     2,     0),
    "crimes_handled":           (   14,    10,     3,     5,     4,     3,     5,     2,     3,     2,     3,     1),
    "venues_total":             (  236,   148,    62,    84,    66,    58,    88,    54,    61,    52,    47,    40),
    "venues_inspected":         (   49,    30,    13,    16,    13,    12,    17,    11,    12,    10,     9,     7),
    "inspection_visits":        (   62,    37,    15,    19,    15,    13,    21,    13,    14,    10,     9,     8),
    "communes_reached":         (   25,    19,    19,    23,    18,    20,    17,    16,    18,    23,    20,    17),
    "communes_maintained":      (   25,    19,    17,    23,    18,    19,    17,    16,    18,    21,    20,    15),
    "staff_district_total":     (   85,    62,    48,    56,    46,    45,    50,    42,    44,    47,    43,    40),
    "staff_district_trained":   (   20,    14,    10,    12,     9,    10,    11,     9,     9,    10,     9,     8),
    "staff_commune_total":      (  250,   171,   152,   207,   144,   160,   153,   128,   144,   184,   160,   136),
    "staff_commune_trained":    (   52,    34,    27,    36,    25,    26,    29,    22,    24,    29,    25,    21),
    "venue_workers_total":      ( 1240,   702,   268,   365,   290,   231,   412,   226,   254,   209,   188,   157),
    "venue_workers_informed":   (  236,   128,    51,    66,    49,    44,    72,    40,    47,    36,    33,    24),
    "zone_workers_total":       (24150,  8900, 14820,  4100, 16200,     0, 32540,  5310,  6240,     0,     0,     0),
    "zone_workers_informed":    ( 5210,  2015,  3105,   790,  3490,     0,  7020,  1106,  1290,     0,     0,     0),
    "sellers_eligible":         (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
    "sellers_reached":          (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
}

_HALF_YEAR: dict[str, tuple[Figure, ...]] = {
    #                             T.HD   T.CL   KMôn  KThàn    THà  CGiàn  BGian   GLộc  NGian  TMiện
    "activities_held":          (   20,    13,    12,     9,     9,    10,     8,     8,     8,     7),
    "integrated_economy":       (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "integrated_welfare":       (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,    NO,   YES),
    "integrated_drugs":         (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "integrated_hiv":           (  YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES,   YES),
    "reports_received":         (   15,     8,     5,     3,     2,     5,     1,     3,     1,     0),
    "reports_carried_in":       (    2,     1,     1,     0,     0,     1,     0,     0,     0,     0),
    "reports_verified":         (   16,     9,     6,     3,     2,     5,     1,     3,     1,     0),
    "reports_classified":       (   15,     8,     6,     3,     2,     5,     1,     2,     1,     0),
    "reports_resolved_in_time": (   14,     8,     5,     3,     2,     5,     1,     2,     1,     0),
    "reports_resolved_late":    (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
    "reports_pending_in_time":  (    3,     1,     1,     0,     0,     1,     0,     1,     0,     0),
    "reports_pending_overdue":  (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
    CRIMES_BEFORE:              (    7,     4,     2,     2,     1,     3,     1,     1,     1,     0),
    "crimes_handled":           (    7,     5,     3,     2,     2,     2,     1,     1,     1,     0),
    "venues_total":             (  231,   148,    84,    66,    58,    86,    54,    61,    47,    40),
    "venues_inspected":         (   24,    15,     8,     6,     6,     8,     5,     6,     4,     3),
    "inspection_visits":        (   28,    17,     9,     6,     7,     9,     6,     7,     4,     3),
    "communes_reached":         (   25,    19,    23,    18,    20,    17,    16,    18,    20,    17),
    "communes_maintained":      (   24,    18,    22,    17,    18,    16,    15,    17,    19,    14),
    "staff_district_total":     (   85,    62,    56,    46,    45,    50,    42,    44,    43,    40),
    "staff_district_trained":   (   10,     7,     6,     4,     5,     5,     4,     4,     4,     3),
    "staff_commune_total":      (  250,   171,   207,   144,   160,   153,   128,   144,   160,   136),
    "staff_commune_trained":    (   25,    16,    17,    12,    12,    14,    10,    11,    12,     9),
    "venue_workers_total":      ( 1205,   702,   365,   290,   231,   405,   226,   254,   188,   157),
    "venue_workers_informed":   (  110,    62,    31,    22,    20,    35,    18,    22,    15,    10),
    "zone_workers_total":       (24010,  8870,  4050, 16120,     0, 32300,  5290,  6210,     0,     0),
    "zone_workers_informed":    ( 2500,   960,   380,  1650,     0,  3400,   520,   600,     0,     0),
    "sellers_eligible":         (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
    "sellers_reached":          (    0,     0,     0,     0,     0,     0,     0,     0,     0,     0),
}

_NEWS: dict[str, tuple[int, ...]] = {
    # month       1  2  3  4  5  6  7  8  9 10 11
    NEWSPAPER:   (2, 1, 3, 2, 2, 4, 0, 2, 3, 2, 3),
    BROADCASTER: (1, 2, 2, 1, 3, 3, 2, 1, 2, 2, 4),
}
# fmt: on

_PLAN_ITSELF = ("plan_issued", "plan_document", "plan_date")
"""Known since March and April, and the same in both periods."""


def _by_unit(names: tuple[str, ...], rows: Mapping[str, tuple[Figure, ...]]) -> Figures:
    return {name: {field: row[place] for field, row in rows.items()} for place, name in enumerate(names)}


def _months(name: str, last: int) -> dict[str, Figure]:
    return {MONTH.format(month): items for month, items in enumerate(_NEWS[name][:last], start=1)}


def _half_year() -> Figures:
    known = {name: {field: YEAR[name][field] for field in _PLAN_ITSELF} for name in DISTRICTS_AT_HALF_YEAR}
    filed = _by_unit(DISTRICTS_AT_HALF_YEAR, _HALF_YEAR)
    return {name: known[name] | filed[name] for name in DISTRICTS_AT_HALF_YEAR}


YEAR: Figures = _by_unit(DISTRICTS, _YEAR)
HALF_YEAR: Figures = _half_year()

YEAR_OF_BODIES: Figures = {
    LABOUR: {
        "staff_province_total": 240,
        "staff_province_trained": 72,
        "students_total": 23180,
        "students_informed": 6105,
    },
    POLICE: {
        "reports_received": 22,
        "reports_carried_in": 2,
        "reports_verified": 24,
        "reports_classified": 23,
        "reports_resolved_in_time": 22,
        "reports_resolved_late": 0,
        "reports_pending_in_time": 2,
        "reports_pending_overdue": 0,
        CRIMES_BEFORE: 12,
        "crimes_handled": 13,
    },
    EDUCATION: {"students_total": 61240, "students_informed": 19870},
    NEWSPAPER: _months(NEWSPAPER, 11),
    BROADCASTER: _months(BROADCASTER, 11),
}

HALF_YEAR_OF_BODIES: Figures = {
    LABOUR: {
        "staff_province_total": 240,
        "staff_province_trained": 38,
        "students_total": 22950,
        "students_informed": 2870,
    },
    POLICE: {
        "reports_received": 11,
        "reports_carried_in": 2,
        "reports_verified": 12,
        "reports_classified": 12,
        "reports_resolved_in_time": 11,
        "reports_resolved_late": 0,
        "reports_pending_in_time": 2,
        "reports_pending_overdue": 0,
        CRIMES_BEFORE: 6,
        "crimes_handled": 6,
    },
    EDUCATION: {"students_total": 61240, "students_informed": 9120},
    NEWSPAPER: _months(NEWSPAPER, 5),
    BROADCASTER: _months(BROADCASTER, 5),
}


def of_2022(figures: Figures) -> Figures:
    """What the same units reported a year before: the crimes handled, and nothing else."""
    return {name: {"crimes_handled": own[CRIMES_BEFORE]} for name, own in figures.items() if CRIMES_BEFORE in own}
