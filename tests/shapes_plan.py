"""A plan in every shape that plans of other kinds have: amounts, years, days, assigned figures, points, three levels,
former units. ``tests/plan/test_mutations.py`` breaks it, and stories of ``tests/cases`` are read by it."""

from __future__ import annotations

PLAN = """\
id: nhieu-dang-2025
title: {vi: Kế hoạch giai đoạn 2024 - 2025, en: Plan of 2024 and 2025}
document:
  number: 20/KH-UBND
  date: 2024-01-05
  issuer: {vi: Ủy ban nhân dân tỉnh, en: The People's Committee}
language: vi
topic: [chuyển đổi số]
year: 2025
baseline_year: 2023

periods:
  year_2024:
    title: {vi: năm 2024, en: year 2024}
    window: {from: 2024-01-01, to: 2024-12-31}
    due: {date: 2025-01-10, inclusive: true}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  year_2025:
    title: {vi: năm 2025, en: year 2025}
    window: {from: 2025-01-01, to: 2025-12-31}
    due: {date: 2026-01-10, inclusive: true}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

levels:
  province: {title: {vi: tỉnh, en: province}}
  district: {title: {vi: huyện, en: districts}, files: true}
  commune: {title: {vi: xã, en: communes}}

groups:
  highland: {title: {vi: xã vùng cao, en: highland communes}, units: ["11", "21"]}

units:
  - {id: "30", level: province, name: {vi: Tỉnh Hải Dương, en: Hai Duong Province}}
  - id: "297"
    level: district
    name: {vi: Huyện Gia Lộc, en: Gia Loc District}
    parent: "30"
    register: {plan: {2024: 120.5, 2025: 130.5}}
  - id: "292"
    level: district
    name: {vi: Thị xã Kinh Môn, en: Kinh Mon Town}
    parent: "30"
    register: {plan: {2024: 80, 2025: 90}}
  - id: "11"
    level: commune
    name: {vi: Xã Tân Tiến, en: Tan Tien Commune}
    parent: "297"
    register: {covered: 91.5%}
  - id: "12"
    level: commune
    name: {vi: Xã Gia Khánh, en: Gia Khanh Commune}
    parent: "297"
    valid_from: 2024-07-01
    formed_from: ["15", "16"]
    register: {covered: 92%}
  - id: "15"
    level: commune
    name: {vi: Xã Gia Hòa, en: Gia Hoa Commune}
    parent: "297"
    valid_to: 2024-06-30
  - id: "16"
    level: commune
    name: {vi: Xã Gia Xuyên, en: Gia Xuyen Commune}
    parent: "297"
    valid_to: 2024-06-30
    divided: true
  - id: "21"
    level: commune
    name: {vi: Xã Tân Tiến, en: Tan Tien Commune}
    parent: "292"
    register: {covered: 95.25%}

fields:
  revenue:
    kind: amount
    label: {vi: Thu ngân sách, en: Revenue}
    reported_by: [district]
    unit_of_measure: {vi: tỷ đồng, en: billion dong}
    decimals: 3
    at_most: 5000
    baseline: true
  spent:
    kind: amount
    label: {vi: Chi cho chuyển đổi số, en: Spent on digital services}
    reported_by: [district]
    unit_of_measure: {vi: tỷ đồng, en: billion dong}
    decimals: 3
    at_most: 5000
    baseline: true
  insured:
    kind: amount
    label: {vi: Tỷ lệ dân số có chữ ký số, en: Share with a digital signature}
    reported_by: [commune]
    unit_of_measure: {vi: "%", en: "%"}
    decimals: 2
    flow: false
    baseline: true
  people:
    kind: count
    label: {vi: Dân số, en: Population}
    reported_by: [commune]
    unit_of_measure: {vi: người, en: people}
    flow: false
  doctors:
    kind: count
    label: {vi: Số cán bộ công nghệ, en: Technical staff}
    reported_by: [commune]
    unit_of_measure: {vi: người, en: people}
    flow: false
    baseline: true
  trained:
    kind: count
    label: {vi: Số lớp tập huấn cấp tỉnh, en: Provincial trainings}
    reported_by: [province]
    unit_of_measure: {vi: lớp, en: trainings}
  plan_day:
    kind: date
    label: {vi: Ngày ban hành kế hoạch, en: Day of the plan}
    reported_by: [district]
    required: false
  portal:
    kind: yes_no
    label: {vi: Có trang thông tin điện tử, en: Has a portal}
    reported_by: [district]

targets:
  - id: A1
    clause: I
    quote: thu ngân sách đạt 105% số được giao
    title: {vi: Thu ngân sách, en: Revenue}
    measure: {kind: ratio, part: revenue, whole: {register: plan}, may_exceed: true}
    threshold: {at_least: 105%}
    judged: each_unit
    cumulative: true
  - id: A2
    clause: I
    quote: thu ngân sách đạt 150,5 tỷ đồng năm 2024 và 180,25 tỷ đồng năm 2025
    title: {vi: Tổng thu, en: All revenue}
    measure: {kind: count, of: revenue}
    threshold: {at_least: 180.25}
    by_period: {year_2024: {threshold: {at_least: 150.5}}}
    cumulative: true
  - id: A3
    clause: I
    quote: tỷ lệ dân số có chữ ký số đạt mức được giao
    title: {vi: Chữ ký số, en: Digital signatures}
    measure: {kind: count, of: insured}
    threshold: {at_least: {register: covered}}
    judged: each_unit
    cumulative: false
  - id: A4
    clause: I
    quote: tăng 1,5 điểm %
    title: {vi: Tăng chữ ký số, en: More signatures}
    measure: {kind: change, of: insured}
    threshold: {at_least: +1.5 points}
    judged: each_unit
    only: [highland]
    cumulative: false
  - id: A5
    clause: I
    quote: tăng 5 cán bộ công nghệ
    title: {vi: Thêm cán bộ, en: More staff}
    measure: {kind: change, of: doctors}
    threshold: {at_least: +5}
    cumulative: true
  - id: A6
    clause: I
    quote: 8,5 cán bộ công nghệ trên 1.000 dân
    title: {vi: Cán bộ trên dân, en: Staff per thousand}
    measure: {kind: rate, part: doctors, whole: people, per: 1000}
    threshold: {at_least: 8.5}
    cumulative: false
  - id: A7
    clause: I
    quote: số lớp tập huấn bằng 50% số cán bộ công nghệ
    title: {vi: Lớp tập huấn, en: Trainings}
    measure: {kind: ratio, part: trained, whole: doctors, reporters_differ: true}
    threshold: {at_least: 50%}
    cumulative: true
  - id: A8
    clause: I
    quote: các huyện ban hành kế hoạch trước ngày 15/3
    title: {vi: Ban hành kế hoạch, en: Plan issued}
    measure: {kind: on_time, field: plan_day, before: 2025-03-15}
    judged: each_unit
    cumulative: true
  - id: A9
    clause: I
    quote: 90% số huyện đạt 2 trong 3 nội dung
    title: {vi: Hai trong ba, en: Two of three}
    measure:
      kind: share
      of: district
      where:
        of: [{field: portal}, {part: spent, whole: revenue, at_least: 1.5%}, {field: plan_day, by: 2025-06-30}]
        at_least: 2
    threshold: {at_least: 90%}
    cumulative: true
  - id: A10
    clause: I
    quote: người dân hài lòng
    title: {vi: Hài lòng, en: Content}
    measure: {kind: manual}
    cumulative: false
  - id: A11
    clause: I
    quote: đạt từ 80 điểm trở lên
    title: {vi: Điểm, en: Points}
    measure:
      kind: score
      criteria:
        - {target: A1, points: 60, give: by_steps, steps: [{at_least: 90%, points: 30}, {at_least: 105%, points: 60}]}
        - {target: A8, points: 40, weight: 0.5}
      not_applicable: not_counted
      waived: full
    threshold: {at_least: 60}
    judged: each_unit
    cumulative: true
  - id: A12
    clause: I
    quote: tỷ lệ chi cho chuyển đổi số trong thu ngân sách tăng 0,5 điểm % so với năm 2023
    title: {vi: Tăng tỷ lệ chi, en: A larger share spent}
    measure: {kind: ratio_change, part: spent, whole: revenue}
    threshold: {at_least: +0.5 points}
    cumulative: true

duties:
  - id: D1
    clause: II
    quote: các huyện kiện toàn ban chỉ đạo, chậm nhất ngày 31/7/2025
    title: {vi: Kiện toàn, en: Committee}
    of: [district]
    evidence: [document, date]
    due: {date: 2025-07-31, inclusive: true}
"""
