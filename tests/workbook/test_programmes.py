"""Which programmes are a plan's own, and what a title that names one of them or another does to the figures below."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Key
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.words.plan_phrases import programmes_of
from workbook.builder import write
from worlds import plan

FIELDS: dict[str, dict[str, object]] = {
    name: {"kind": "count", "reported_by": ["district"], "unit_of_measure": {"vi": "trẻ", "en": "children"}}
    for name in ("children", "vaccinated", "insured")
}
LABELS = {
    "children": "Số trẻ em dưới 1 tuổi",
    "vaccinated": "Số trẻ em được tiêm chủng đầy đủ",
    "insured": "Số trẻ em có thẻ bảo hiểm y tế",
}


def of(title: str, topic: list[str], target: str) -> Plan:
    """A plan with three fields and one target."""
    asked: dict[str, object] = {"title": {"vi": target, "en": "a target"}, "threshold": {"at_least": "95%"}}
    asked["measure"] = {"kind": "ratio", "part": "vaccinated", "whole": "children"}
    whole = plan(FIELDS, asked, districts=2, title={"vi": title, "en": "a plan"}, topic=topic)
    labelled = {
        name: spec.model_copy(update={"label": Text(vi=LABELS[name], en=name)}) for name, spec in whole.fields.items()
    }
    return whole.changed(fields=labelled)


@pytest.mark.parametrize(
    ("title", "topic", "target", "own"),
    [
        ("Kế hoạch y tế", [], "Trẻ em", {"tiêm chủng", "bảo hiểm y tế"}),  # those of its fields
        ("Kế hoạch y tế", ["y tế"], "Tiêm chủng đầy đủ", {"tiêm chủng"}),  # and of a target, beside a topic
        ("Kế hoạch y tế", ["y tế"], "Trẻ em", set()),
        ("Kế hoạch y tế", ["y tế"], "Phòng, chống ma túy", set()),  # no figure is of it
        ("Kế hoạch tiêm chủng", [], "Bảo hiểm y tế", {"tiêm chủng"}),  # the title says which
        ("Kế hoạch y tế", ["tiêm chủng"], "Bảo hiểm y tế", {"tiêm chủng"}),
    ],
)
def test_the_programmes_of_a_plan(title: str, topic: list[str], target: str, own: set[str]) -> None:
    assert set(programmes_of(of(title, topic, target))) == own


@pytest.mark.parametrize(
    ("titled", "state"),
    [
        ("KẾT QUẢ TIÊM CHỦNG NĂM 2023", CellState.VALUE),
        ("KẾT QUẢ BẢO HIỂM Y TẾ NĂM 2023", CellState.PROBLEM),
        ("KẾT QUẢ PHÒNG, CHỐNG MA TÚY NĂM 2023", CellState.PROBLEM),
    ],
)
def test_under_the_name_of_another_programme_no_figure_is_believed(
    titled: str, state: CellState, tmp_path: Path
) -> None:
    table = f"""
    {titled}
    | TT | Đơn vị | {LABELS["children"]} | {LABELS["vaccinated"]} |
    | 1 | District 1 | 100 | 96 |
    | 2 | District 2 | 100 | 97 |
    """
    file = write(tmp_path / "returns.xlsx", BC=table)
    reading = read_workbook(file, of("Kế hoạch y tế", ["y tế"], "Tiêm chủng đầy đủ"), name=file.name)
    states = {filed.cells[Key("vaccinated")].state for filed in reading.returns}
    assert states == {state}
