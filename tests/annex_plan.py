"""A small plan whose communes file nothing themselves and have figures of their own, of every kind."""

from __future__ import annotations

HEAD = "clause: I, quote: q, cumulative: true"
PLAN = f"""\
id: cap-xa-2026
title: {{vi: Kế hoạch năm 2026, en: Plan of 2026}}
document: {{number: 3/KH-UBND, date: 2025-12-05, issuer: {{vi: Ủy ban nhân dân tỉnh, en: People's Committee}}}}
year: 2026
baseline_year: 2025
periods:
  half_year:
    title: {{vi: 6 tháng đầu năm 2026, en: first half of 2026}}
    window: {{from: 2026-01-01, to: 2026-06-30}}
    due: {{date: 2026-07-10}}
    months: [1, 2, 3, 4, 5, 6]
    interim: true
  year:
    title: {{vi: năm 2026, en: year 2026}}
    window: {{from: 2026-01-01, to: 2026-12-31}}
    due: {{date: 2027-01-10}}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
levels:
  district: {{title: {{vi: huyện, en: districts}}}}
  commune: {{title: {{vi: xã, en: communes}}}}
groups:
  upland: {{title: {{vi: xã miền núi, en: upland communes}}, units: [c2]}}
units:
  - {{id: d1, level: district, name: {{vi: Huyện Nam Sách, en: Nam Sach District}}}}
  - {{id: d2, level: district, name: {{vi: Huyện Tứ Kỳ, en: Tu Ky District}}}}
  - {{id: c1, level: commune, parent: d1, name: {{vi: Xã An Bình, en: An Binh Commune}}}}
  - {{id: c2, level: commune, parent: d1, name: {{vi: Xã An Lâm, en: An Lam Commune}}}}
  - {{id: c3, level: commune, parent: d1, name: {{vi: Xã Cộng Hòa, en: Cong Hoa Commune}}}}
  - {{id: c4, level: commune, parent: d2, name: {{vi: Xã Cộng Hòa, en: Cong Hoa Commune}}}}
fields:
  visits: {{kind: count, label: {{vi: Số lượt kiểm tra, en: Visits}}, reported_by: [district],
    unit_of_measure: {{vi: lượt, en: visits}}}}
  reached: {{kind: count, label: {{vi: Số xã có mô hình, en: Communes with a model}}, reported_by: [district],
    unit_of_measure: {{vi: xã, en: communes}}, flow: false, nature: progress,
    rolled_up: {{level: commune, field: model}}}}
  model: {{kind: yes_no, label: {{vi: Có mô hình, en: Has a model}}, reported_by: [commune]}}
  households: {{kind: count, label: {{vi: Số hộ gia đình, en: Households}}, reported_by: [commune],
    unit_of_measure: {{vi: hộ, en: households}}}}
  cultured: {{kind: count, label: {{vi: Số hộ đạt chuẩn văn hóa, en: Households with the title}},
    reported_by: [commune], unit_of_measure: {{vi: hộ, en: households}}, baseline: true}}
  meetings: {{kind: months, label: {{vi: Số buổi họp thôn, en: Village meetings}}, reported_by: [commune],
    unit_of_measure: {{vi: buổi, en: meetings}}}}
  fund: {{kind: amount, label: {{vi: Kinh phí đã chi, en: Money spent}}, reported_by: [commune],
    unit_of_measure: {{vi: triệu đồng, en: million dong}}, decimals: 1, at_most: 5000}}
  issued: {{kind: date, label: {{vi: Ngày ban hành kế hoạch xã, en: Day of the plan of the commune}},
    reported_by: [commune]}}
  forest: {{kind: count, label: {{vi: Số chốt bảo vệ rừng, en: Forest posts}}, reported_by: [upland],
    unit_of_measure: {{vi: chốt, en: posts}}}}
constraints:
  - {{kind: at_most, part: [cultured], whole: [households]}}
targets:
  - {{id: T1, {HEAD}, title: {{vi: Kiểm tra, en: Visits}}, measure: {{kind: count, of: visits}},
      threshold: {{at_least: 5}}}}
  - {{id: T2, {HEAD}, title: {{vi: Mô hình, en: Models}}, measure: {{kind: count, of: reached}},
      threshold: {{at_least: 3}}}}
  - {{id: T3, {HEAD}, title: {{vi: Hộ văn hóa, en: Households with the title}}, judged: each_unit,
      measure: {{kind: ratio, part: cultured, whole: households}}, threshold: {{at_least: 80%}}}}
  - {{id: T4, {HEAD}, title: {{vi: Hộ văn hóa tăng, en: More households}}, judged: each_unit,
      measure: {{kind: growth, of: cultured}}, threshold: {{at_least: +5%}}}}
  - {{id: T5, {HEAD}, title: {{vi: Chi ngân sách, en: Money spent}},
      measure: {{kind: count, of: fund}}, threshold: {{at_least: 100}}}}
  - {{id: T6, {HEAD}, title: {{vi: Kế hoạch xã, en: Plans of communes}},
      measure: {{kind: share, of: commune, where: {{field: issued, before: 2026-03-15}}}},
      threshold: {{at_least: 50%}}}}
  - {{id: T7, {HEAD}, title: {{vi: Chốt bảo vệ rừng, en: Forest posts}}, judged: each_unit,
      measure: {{kind: count, of: forest}}, threshold: {{at_least: 2}}}}
  - {{id: T8, {HEAD}, title: {{vi: Họp thôn, en: Village meetings}},
      measure: {{kind: frequency, of: meetings, at_least: 1, every: month}}}}
"""
