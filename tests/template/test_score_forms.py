"""Scores in forms: LibreOffice adds the points of a unit as khpcmd does, and says of them what khpcmd says."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import Given
from khpcmd.template.make import make_template
from khpcmd.template.words import Wanted
from small_plan import PLAN
from template.making import Filled, loaded_from, wanted
from template.recalculated import recalculated

FILES = 50
HEAD = "clause: III, quote: q, cumulative: true, judged: each_unit"
NOW = HEAD.replace("true", "false")
CRITERIA = """\
{target: E1, points: 40}, {target: E2, points: 30, give: in_proportion, full_at: 30%},
      {target: E3, points: 20, weight: 1.5, give: by_steps, steps: [{at_least: 20%, points: 7.5},
      {at_least: 50%, points: 20}]}"""
TARGETS = f"""\
  - {{id: S1, {HEAD}, title: {{vi: Tổng điểm, en: Score}}, threshold: {{at_least: 80}}, measure: {{kind: score,
      criteria: [{CRITERIA}]}}}}
  - {{id: S2, {HEAD}, title: {{vi: Điểm hai, en: Score two}}, threshold: {{at_least: 60%}}, measure: {{kind: score,
      not_applicable: not_counted, waived: full, criteria: [{CRITERIA}]}}}}
  - {{id: S3, {HEAD}, title: {{vi: Điểm ba, en: Score three}}, threshold: {{more_than: 20}}, measure: {{kind: score,
      not_applicable: full, criteria: [{{target: E2, points: 10, give: in_proportion}}, {{target: E4, points: 10,
      give: in_proportion, full_at: 5%}}, {{target: E5, points: 10, give: in_proportion, full_at: 12}}]}}}}
  - {{id: S4, {NOW}, title: {{vi: Điểm bốn, en: Score four}}, threshold: {{at_least: 30}}, measure: {{kind: score,
      criteria: [{{target: E1, points: 10}}, {{target: E6, points: 20, weight: 1.5, give: by_steps, steps:
      [{{at_most: 5, points: 20}}, {{at_most: 9, points: 13.5}}]}}, {{target: E7, points: 7, give: by_steps, steps:
      [{{at_most: -10%, points: 7}}, {{at_most: 0%, points: 3}}]}}]}}}}
  - {{id: E6, {NOW}, title: {{vi: Ít xã, en: Few communes}}, measure: {{kind: count, of: communes_reached}},
      threshold: {{at_most: 6}}}}
  - {{id: E7, {NOW}, title: {{vi: Ít kiểm tra, en: Fewer}}, measure: {{kind: growth, of: inspected}},
      threshold: {{at_most: -5%}}}}
  - {{id: E1, {HEAD}, title: {{vi: Kế hoạch, en: A plan}}, measure: {{kind: done, field: plan_issued}}}}
  - {{id: E2, {HEAD}, title: {{vi: Kiểm tra, en: Inspected}}, measure: {{kind: ratio, part: inspected, whole: venues}},
      threshold: {{at_least: 20%}}}}
  - {{id: E3, {HEAD}, title: {{vi: Xã, en: Communes}}, measure: {{kind: ratio, part: communes_reached, whole:
      {{register: communes}}}}, threshold: {{at_least: 50%}}}}
  - {{id: E4, {HEAD}, title: {{vi: Tăng, en: Growth}}, measure: {{kind: growth, of: inspected}},
      threshold: {{at_least: +3%}}}}
  - {{id: E5, {HEAD}, title: {{vi: Số xã, en: Communes reached}}, measure: {{kind: count, of: communes_reached}},
      threshold: {{at_least: 9}}}}
"""
SCORES = ("S1", "S2", "S3", "S4")


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return loaded_from(PLAN + TARGETS)


def some(dice: random.Random) -> dict[Key, Given]:
    """Figures at the thresholds of the scores and just below them, and some that are not known."""
    venues = dice.choice((100, 70, 9, 3, 0, None))
    inspected = dice.choice((30, 20, 12, 3, 2, 1, 0, None, "?"))
    if isinstance(venues, int) and isinstance(inspected, int):
        inspected = min(venues, inspected)
    return {
        Key("plan_issued"): dice.choice(("Có", "Có", "Chưa", None)),
        Key("venues"): venues,
        Key("inspected"): inspected,
        Key("inspected", Basis.BASELINE): dice.choice((20, 10, 3, 0, None)),
        Key("communes_reached"): dice.choice((1, 5, 6, 9, 10, 12, None)),
    }


@pytest.mark.e2e
def test_libreoffice_scores_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked, dice = wanted(loaded, loaded.plan.filers[0]), random.Random(11)  # noqa: S311
    seen, wrong = Counter[tuple[str, Verdict]](), list[object]()
    for one in recalculated(tmp_path, [(asked, Filled(some(dice), {})) for _ in range(FILES)]):
        wrong += one.differing(without_gap=("S3",))  # more than 20: what is lacking is no number
        seen.update((target, one.told[target][0]) for target in SCORES)
    assert not wrong, wrong[:5]
    assert {one for one, _ in seen} == set(SCORES)
    assert {verdict for _, verdict in seen} >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


def test_the_points_of_each_criterion_stand_below_their_sum(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked = wanted(loaded, loaded.plan.filers[0])
    given: dict[Key, Given] = {Key("plan_issued"): "Có", Key("venues"): 70, Key("inspected"): 11}
    like = Wanted(asked.filer, asked.sha256, asked.messages, asked.figures, given=given)
    make_template(tmp_path / "form.xlsx", like)
    sheet = load_workbook(tmp_path / "form.xlsx", data_only=True)[asked.say("sheet_verdicts")]
    rows = [[cell.value for cell in row[:6]] for row in sheet.iter_rows()]
    at = next(index for index, row in enumerate(rows) if row[1] == "Tổng điểm")
    assert rows[at][3] == "55,71–85,71/100"
    assert [row[1:4] for row in rows[at + 1 : at + 4]] == [
        ["– Kế hoạch", "40 điểm", "40"],
        ["– Kiểm tra", "30 điểm", "15,71"],
        ["– Xã", "30 điểm", "0–30"],
    ]
